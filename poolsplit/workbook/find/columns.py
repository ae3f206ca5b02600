"""Which column of a table each heading is: what is clear is settled, what could be two columns is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text, name_text
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import normal, words
from poolsplit.workbook.find.signatures import ITEM_COLUMNS, JOINED

if TYPE_CHECKING:
    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.blocks import Block

_COUNTED = frozenset({"received", "defective"})


@dataclass
class Columns:
    """The columns of one table. named: sheet column -> column of `schema.TABLES`; joined: those whose texts make the SKU's name.

    extra: sheet column -> heading of a column that may serve as a basis. units: column -> stated unit. problems: what is asked.
    """

    named: dict[int, str] = field(default_factory=dict)
    joined: list[int] = field(default_factory=list)
    extra: dict[int, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of(self, *names: str) -> dict[int, str]:
        """The sheet columns of some named columns."""
        return {column: name for column, name in self.named.items() if name in names}


def allowed(table: str) -> set[str]:
    """The columns that may stand in a table: an order list also carries prices, unit weights and what was received."""
    names = {column.name for column in TABLES[table]}
    return names | ITEM_COLUMNS | _COUNTED if table == "orders" else names


def settle(block: Block, table: str) -> Columns:
    """Settle every heading of a block that was taken as `table`."""
    found = Columns()
    for column, heading in block.headings.items():
        candidates = _candidates(heading, table, block)
        if len(candidates) > 1:
            found.problems.append(_asked(block, table, column, heading, candidates))
            found.extra[column] = heading.text
        elif candidates and candidates[0] in found.named.values():
            found.problems.append(_twice(block, table, column, heading, candidates[0]))
        elif candidates:
            _take(found, block, table, column, candidates[0])
        elif set(heading.meanings) & {"colour", "size"}:
            found.joined.append(column)
        elif not _ignored(heading) and heading.text:
            found.extra[column] = heading.text
    sku = next((column for column, name in found.named.items() if name == "sku"), None)
    if found.joined and sku is not None:
        found.joined.insert(0, sku)
    return found


def _candidates(heading: Heading, table: str, block: Block) -> list[str]:
    candidates = [meaning for meaning in heading.meanings if meaning in allowed(table)]
    if len(candidates) > 1 and normal(heading.text) in candidates:
        return [normal(heading.text)]
    if table == "items" and not candidates and heading.meanings and "quantity" not in block.meanings():
        return [f"unit_{meaning}" for meaning in heading.meanings if meaning in {"kg", "cbm"}]
    if table == "items" and "quantity" in block.meanings() and {"kg", "cbm"} & set(heading.meanings) and candidates:
        return list(heading.meanings)
    if heading.meanings == ("name",) and not block.meanings() & set(JOINED):
        return [name for name in ("partner", "sku") if name in allowed(table)]
    return candidates


def _take(found: Columns, block: Block, table: str, column: int, name: str) -> None:
    heading = block.headings[column]
    found.named[column] = name
    if heading.unit:
        found.units[name] = heading.unit
    if heading.multiple:
        message = Text('the heading "{heading}" counts in {unit}, which is not read', heading=heading.text, unit=heading.multiple)
        fix = Text("type the figures in full, weights in kg or g, and take the unit out of the heading")
        found.problems.append(Problem(table, 0, name, message, fix, block.sheet.address(block.bottom, column)))


def _ignored(heading: Heading) -> bool:
    return any(meaning in _none() for meaning in heading.meanings)


@cache
def _none() -> set[str]:
    """The meanings of headings that are no basis of anything: index, note, contact, stock."""
    return {meaning for meanings in words("ignored").values() for meaning in meanings}


def _asked(block: Block, table: str, column: int, heading: Heading, candidates: list[str]) -> Problem:
    cell = block.sheet.address(block.bottom, column)
    message = Text('the heading "{heading}" can mean {candidates}', heading=heading.text, candidates=" / ".join(candidates))
    choices = "  ".join(f'--map "{cell}={candidate}"' for candidate in candidates)
    return Problem(table, 0, "", message, Text("say which: {choices}", choices=choices), cell)


def _twice(block: Block, table: str, column: int, heading: Heading, name: str) -> Problem:
    cell = block.sheet.address(block.bottom, column)
    message = Text('a second heading "{heading}" for {column}', heading=heading.text, column=name_text(name))
    return Problem(table, 0, name, message, Text('leave one out: --map "{cell}=ignore"', cell=cell), cell)
