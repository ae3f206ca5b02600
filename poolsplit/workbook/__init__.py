"""Workbooks: reads filled ones, copies templates, writes results, puts a sheet into an existing workbook. No rules and no arithmetic here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from poolsplit.workbook.attach.formula import Formula
    from poolsplit.workbook.attach.insert import insert_sheet, remove_sheet

__all__ = ["Formula", "insert_sheet", "remove_sheet"]


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that a caller who only needs a template does not wait for the readers of workbooks."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from poolsplit.workbook.attach import formula, insert  # noqa: PLC0415

    return getattr(formula if name == "Formula" else insert, name)
