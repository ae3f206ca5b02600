"""The golden table as tests run it: its cases, and the arguments of a formula as a sheet would hand them over."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from golden.layout import place

if TYPE_CHECKING:
    from collections.abc import Callable

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "formulas.json").read_text(encoding="utf-8"))

ERRORS = {"=NA()": "#N/A", "=1/0": "#DIV/0!"}
"""What the formulas that a case puts among its cells show."""

_ARGUMENT = re.compile(r'"(?P<text>[^"]*)"|\{(?P<array>[^}]*)\}|(?P<first>[A-Z]+\d+)(?::(?P<last>[A-Z]+\d+))?|(?P<number>-?[0-9.]+)|(?=,|$)')


def cases(host: str) -> list[Any]:
    """The cases that hold in a host, each with its name as the test's."""
    import pytest  # noqa: PLC0415  (the table is read without it too)

    return [pytest.param(case, id=case["name"]) for case in CASES if host not in case.get("except", {})]


def function(case: dict[str, Any]) -> str:
    """The function that a case calls."""
    return str(case["formula"][1:].partition("(")[0])


def arguments(case: dict[str, Any], number: Callable[[Any], Any] = lambda value: value) -> list[Any]:
    """The arguments of a case: ranges as lists of rows, single cells as values, None for what is left out.

    number: what the host makes of a number, such as float.
    """
    written = case["formula"].partition("(")[2][:-1]
    found = []
    at = 0
    while written and at <= len(written):
        match = _ARGUMENT.match(written, at)
        assert match is not None, written
        found.append(_value(match, case["sheet"], number))
        at = match.end() + 1
    return found


def _value(match: re.Match[str], sheet: list[list[Any]], number: Callable[[Any], Any]) -> Any:
    """One argument."""
    if match["text"] is not None:
        return match["text"]
    if match["array"] is not None:
        return [[number(json.loads(one)) for one in row.split(",")] for row in match["array"].split(";")]
    if match["number"] is not None:
        return number(json.loads(match["number"]))
    if match["first"] is None:
        return None
    top, left = place(match["first"])
    bottom, right = place(match["last"] or match["first"])
    rows = [[_cell(sheet, row, column, number) for column in range(left - 1, right)] for row in range(top - 1, bottom)]
    return rows if match["last"] else rows[0][0]


def _cell(sheet: list[list[Any]], row: int, column: int, number: Callable[[Any], Any]) -> Any:
    """One cell: None outside the sheet."""
    value = sheet[row][column] if row < len(sheet) and column < len(sheet[row]) else None
    if isinstance(value, dict):
        return ERRORS[value["f"]]
    return number(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
