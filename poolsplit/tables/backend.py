"""Choice of the calculator for a table: lists, or arrays for a frame with enough rows."""

from __future__ import annotations

from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from poolsplit.engine import exact
from poolsplit.errors import PoolsplitError, Text
from poolsplit.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable

_F = TypeVar("_F", bound="Callable[..., Any]")


_ON_LISTS: ContextVar[bool] = ContextVar("on_lists", default=False)


def retried_on_lists(function: _F) -> _F:
    """Decorate a function so that it runs again on lists where a number does not fit in 64 bits: `fast` raises OverflowError rather than wrap."""

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
    """The shares of `api.apportion_by`, as a Series. Raises PoolsplitError where `frame` is not a DataFrame of pandas."""
    data, library = table.as_frame(frame)
    if library != "pandas":
        raise PoolsplitError(Text("apportion_by works on a DataFrame of pandas, not on {kind}", kind=type(frame).__name__))
    from poolsplit.tables.frames import apportion  # noqa: PLC0415  (whoever hands in a frame has pandas)

    return apportion.apportion_by(data, total, weights, pool, partner)


def operations(orders: table.Table, carry: Any = None) -> Any:
    """The operations for a run on these orders: arrays for a frame with enough rows to be worth it, else lists.

    With carry the result is always lists, because carry is an exact ratio in each row.
    """
    if orders.kind != table.FRAME or orders.size < table.FEW or carry is not None or _ON_LISTS.get():
        return exact
    from poolsplit.engine import fast  # noqa: PLC0415  (whoever hands in a frame has numpy)

    return fast
