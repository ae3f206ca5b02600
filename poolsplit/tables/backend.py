"""Which of the two calculators works on a table: lists, or arrays for a frame with enough rows."""

from __future__ import annotations

from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from poolsplit.engine import exact
from poolsplit.errors import PoolsplitError, Text

if TYPE_CHECKING:
    from collections.abc import Callable
from poolsplit.tables.table import FEW, FRAME, Table, as_frame

_F = TypeVar("_F", bound="Callable[..., Any]")


_ON_LISTS: ContextVar[bool] = ContextVar("on_lists", default=False)


def redone_on_lists(function: _F) -> _F:
    """A function that does anew, on lists, what 64 bits cannot hold: `fast` says so rather than wrap."""

    @wraps(function)
    def run(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except OverflowError:
            token = _ON_LISTS.set(True)
        try:
            return function(*arguments, **named)
        finally:
            _ON_LISTS.reset(token)

    return run  # type: ignore[return-value]


def apportion_by(frame: Any, total: Any, weights: str, pool: str, partner: str | None) -> Any:
    """As `api.apportion_by`. Raises PoolsplitError where it is no DataFrame."""
    found, library = as_frame(frame)
    if library != "pandas":
        raise PoolsplitError(Text("apportion_by works on a DataFrame of pandas, not on {kind}", kind=type(frame).__name__))
    from poolsplit.tables.frames import apportion  # noqa: PLC0415  (whoever hands in a frame has pandas)

    return apportion.apportion_by(found, total, weights, pool, partner)


def operations(orders: Table, carry: Any = None) -> Any:
    """The operations for a run on these orders: on arrays for a frame with enough rows to pay for them, else on lists.

    With carry they are exact ratios, row by row, and so everything is.
    """
    if orders.kind != FRAME or orders.size < FEW or carry is not None or _ON_LISTS.get():
        return exact
    from poolsplit.engine import fast  # noqa: PLC0415  (whoever hands in a frame has numpy)

    return fast
