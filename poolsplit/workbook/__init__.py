"""Workbooks: read a filled one, build templates, write results, put a sheet into anybody's. The engine's rules stay outside; no arithmetic here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from poolsplit.workbook.attach.formula import Formula
    from poolsplit.workbook.attach.insert import insert_sheet, remove_sheet

__all__ = ["Formula", "insert_sheet", "remove_sheet"]


def __getattr__(name: str) -> Any:
    """The public names, loaded when somebody asks for one: whoever wants a template does not wait for the readers of workbooks."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from poolsplit.workbook.attach import formula, insert  # noqa: PLC0415

    return getattr(formula if name == "Formula" else insert, name)
