"""Writes docs/functions.md from `poolsplit.functions.declaration.FUNCTIONS` and their help: python tests/tools/generate_functions.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from golden.formulas import CASES, function

from poolsplit.functions.declaration import FUNCTIONS

if TYPE_CHECKING:
    from poolsplit.functions.declaration import Argument, Function

TARGET = Path(__file__).resolve().parents[2] / "docs" / "functions.md"

_SHAPES = {
    "column": "A block in the shape of the weights or quantities; what is blank there stays blank.",
    "value": "One value.",
    "table": "A table with a header row, filled up with blank text to a size that only the sizes of the arguments decide.",
    "code": "A square of 0 and 1, as many rows and columns as `size` says; its outer rows and columns are 0.",
    "messages": "A column of messages, each of at most 1,000 characters, filled up with blank text: ten rows more than the orders have.",
    "text": "One text.",
}

_HEAD = """<!-- Written by tests/tools/generate_functions.py from poolsplit/functions/declaration.py and poolsplit/values/locale/functions.json; do not edit. -->

# Worksheet functions

Type them into any cell of your sheet, like `=SUM()`. An argument in brackets may be left out. Where a function answers with a block, an
Excel with dynamic arrays lets it spill; elsewhere select the range first and enter the formula as an array (Ctrl+Shift+Enter).

A function that cannot answer exactly fails as a whole block, as an error value that SUM does not skip. `=POOLLASTERROR()` says which
argument, row and column it was, why, and what to do. Numbers may be typed as people type them (`12.300.000`, `17,5tr`, `30万`); a number
with two readings, such as `1.234`, is refused.
"""


def source() -> str:
    """The text of docs/functions.md as it should be."""
    return "\n".join([_HEAD, *(_section(one) for one in FUNCTIONS)])


def signature(one: Function) -> str:
    """A formula as people read it: POOLSPLIT(amount, weights, [step])."""
    return f"{one.name}({', '.join(_bracketed(argument) for argument in one.arguments)})"


def _bracketed(argument: Argument) -> str:
    return f"[{argument.name}]" if argument.optional else argument.name


def _cell(argument: Argument) -> str:
    """An argument in the table of its function."""
    return f"`{argument.name}`{' (range)' if argument.is_range else ''}"


def _section(one: Function) -> str:
    """One function: what it does, what it takes, and the first formula of the golden table that calls it."""
    lines = [f"## {one.name}", "", f"`={signature(one)}`", "", f"{one.help['en']} {_SHAPES[one.shape]}", "", f"*{one.help['vi']}*", "", f"*{one.help['zh']}*", ""]
    if one.arguments:
        lines += ["| argument | what it is | tiếng Việt | 中文 |", "|---|---|---|---|"]
        lines += [f"| {_cell(argument)} | {' | '.join(argument.help[lang] for lang in ('en', 'vi', 'zh'))} |" for argument in one.arguments]
        lines.append("")
    example = next((case for case in CASES if function(case) == one.name and "expected" in case and one.shape in {"column", "value"}), None)
    if example:
        cells = ", ".join(f"{name} = {value}" for name, value in _cells(example["sheet"]))
        lines += [f"Example: `{example['formula']}` with {cells} gives {_said(example['expected'])}.", ""]
    return "\n".join(lines)


def _cells(sheet: list[list[object]]) -> list[tuple[str, object]]:
    """The cells of a small sheet by name."""
    return [(f"{chr(ord('A') + column)}{row}", value) for row, cells in enumerate(sheet, 1) for column, value in enumerate(cells) if value is not None]


def _said(expected: object) -> str:
    """A result in one line: rows behind semicolons, columns behind commas."""
    if isinstance(expected, list):
        return "; ".join(", ".join(str(cell) or "(blank)" for cell in row) for row in expected)
    return str(expected)


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
