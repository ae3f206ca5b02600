"""The worksheet functions as xlwings UDFs: xlwings' server calls them, for our add-in and for its own Import Functions.

A UDF takes its arguments as Excel hands them over (docs/excel.md, "What arrives") and returns a block of floats and texts. An error of the
engine is raised as a COM error with the reason as its description, which VBA reads as Err.Description.
"""

from __future__ import annotations

import datetime as dt
import inspect
from typing import TYPE_CHECKING, Any

import xlwings as xw

from poolsplit.errors import PoolsplitError
from poolsplit.functions.declaration import FUNCTIONS, Function, call, last_error
from poolsplit_addin.excel.windows import on_windows

if TYPE_CHECKING:
    from collections.abc import Callable

CATEGORY = "poolsplit"
REFUSED = -2147219712  # 0x80040300, in the range that COM leaves to applications

_ERRORS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A", 2043: "#GETTING_DATA!",
    2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!", 2049: "#FIELD!", 2050: "#CALC!",
}
_ERROR_CODES = {number - 2146828288: text for number, text in _ERRORS.items()}
_FIRST_ERROR, _LAST_ERROR = -2146828288, -2146762753
"""Error values arrive as COM codes: 0x800A0000 plus the number of the error in VBA."""

_language = ["en"]


def speak(lang: str) -> None:
    """Set the language of the reasons."""
    _language[:] = [lang]


def argument(value: Any) -> Any:
    """One argument for the engine: a range as a list of rows, a single cell as its value, None for a blank one.

    >>> argument(((60.0, None), ("An", -2146826246))), argument((1.0, 2.0)), argument(3.0)
    ([[60.0, None], ['An', '#N/A']], [[1.0, 2.0]], 3.0)
    """
    if isinstance(value, (tuple, list)):
        rows = value if value and isinstance(value[0], (tuple, list)) else [value]
        return [[_cell(cell) for cell in row] for row in rows]
    return _cell(value)


def _cell(value: Any) -> Any:
    """One cell. An error value becomes its text, so that it is refused by its name and never taken for a number."""
    if type(value) is int and _FIRST_ERROR <= value <= _LAST_ERROR:
        return _ERROR_CODES.get(value, "#ERROR!")
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return value


def answered(result: Any) -> list[list[Any]]:
    """A result for Excel: a block of floats and texts.

    >>> answered(7), answered([["A", 6], ["B", 4]])
    ([[7.0]], [['A', 6.0], ['B', 4.0]])
    """
    rows = result if isinstance(result, list) else [[result]]
    return [[float(cell) if isinstance(cell, int) else cell for cell in row] for row in rows]


def _udf(function: Function) -> Callable[..., Any]:
    """The UDF of one function, with the arguments that xlwings' own wrappers would have."""

    def answer(*arguments: Any) -> list[list[Any]]:
        try:
            return answered(call(function.name, [argument(value) for value in arguments]))
        except PoolsplitError:
            raise _refusal(last_error(_language[0])) from None

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    answer.__name__, answer.__doc__ = function.name, function.help["en"]
    answer.__signature__ = inspect.Signature([  # type: ignore[attr-defined]  # inspect reads it before all else
        inspect.Parameter(item.name, kind, default=None if item.optional else inspect.Parameter.empty) for item in function.arguments
    ])
    declared = xw.ret(convert="raw")(answer)
    for item in function.arguments:
        declared = xw.arg(item.name, convert="raw", doc=item.help["en"])(declared)
    return xw.func(category=CATEGORY, call_in_wizard=False)(declared)  # last, because the others reset its settings


def _refusal(reason: str) -> Exception:
    """The exception that brings a reason through COM; a PoolsplitError where this is not Windows."""
    if not on_windows():
        return PoolsplitError(reason)
    from win32com.server.exception import COMException  # noqa: PLC0415  (on Windows only)

    return COMException(description=reason, scode=REFUSED, source="poolsplit")  # type: ignore[no-any-return]


for _function in FUNCTIONS:
    globals()[_function.name] = _udf(_function)
