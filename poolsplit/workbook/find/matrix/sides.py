"""The two sides of a matrix: which of them the partners are on, and the names there, joined where they stand in several cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import total_words
from poolsplit.workbook.find import join
from poolsplit.workbook.find.shape.signatures import JOINED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.matrix.matrix import Matrix

_OF_SKUS = frozenset({"unit_price", "unit_kg", "unit_cbm"})
_MOST_SHOWN = 3


def side_down(matrix: Matrix) -> str:
    """What the rows are, "partner" or "sku", by the first of these that tells it; where none does, it is asked, and "" comes out."""
    for tell in (_by_answers, _by_partners, _by_corner, _by_skus, _by_what_stands_beside):
        if side := tell(matrix):
            return side
    if matrix.members and matrix.data:
        _ask(matrix)
    return ""


def _by_answers(matrix: Matrix) -> str:
    region, sheet = matrix.region, matrix.cells.sheet
    if region.across:
        return "sku" if region.across == "partner" else "partner"
    said = {matrix.book.answers.heading(sheet, region.bottom, column) for column in matrix.leading}
    return next((side for side in ("partner", "sku") if side in said), "")


def _by_partners(matrix: Matrix) -> str:
    """The side with more names of known partners."""
    is_partner = matrix.book.names.is_partner
    more = sum(map(is_partner, matrix.keys_down())) - sum(map(is_partner, matrix.keys_across()))
    return ("partner" if more > 0 else "sku") if more else ""


def _by_corner(matrix: Matrix) -> str:
    """What the headings over the names before the rows say."""
    corner = {meaning for column in matrix.leading for meaning in matrix.region.headings[column].meanings}
    return "partner" if "partner" in corner else "sku" if not corner.isdisjoint(JOINED) else ""


def _by_skus(matrix: Matrix) -> str:
    """The side with names of known SKUs, where the other one has none."""
    is_sku = matrix.book.names.is_sku
    down, across = any(map(is_sku, matrix.keys_down())), any(map(is_sku, matrix.keys_across()))
    return ("sku" if down else "partner") if down != across else ""


def _by_what_stands_beside(matrix: Matrix) -> str:
    """Prices and weights are those of SKUs, payments those of partners."""
    if not _OF_SKUS.isdisjoint(matrix.named.values()):
        return "sku"
    return "partner" if not _OF_SKUS.isdisjoint(matrix.meant.values()) or "paid" in matrix.named.values() else ""


def _ask(matrix: Matrix) -> None:
    """Ask on which side the partners are."""
    region = matrix.region
    down, across = [matrix.name_down(row) for row in matrix.data], [region.headings[column].text for column in matrix.members]
    message = Text("the quantities in {range} stand between two sets of names: which are the partners?", range=region.range)
    choices = [("partner", Text("those down: {names}", names=_some(down))), ("sku", Text("those across: {names}", names=_some(across)))]
    matrix.book.ask("orders", "", region.address(matrix.leading[-1]), message, choices)
    matrix.mark_asked(matrix.data, matrix.members)


def _some(names: Sequence[str]) -> str:
    """The first names of a side.

    >>> _some(["An", "Bình", "Chi", "Dung"])
    'An, Bình, Chi …'
    """
    return ", ".join(names[:_MOST_SHOWN]) + (" …" if len(names) > _MOST_SHOWN else "")


# ---------------------------------------------------------------- names


def names_down(matrix: Matrix) -> list[object]:
    """The name of each row of quantities."""
    return _names(matrix, [parts_down(matrix, row) for row in matrix.data], (matrix.region.bottom, matrix.leading[0]), is_sku=matrix.down == "sku")


def names_across(matrix: Matrix) -> list[object]:
    """The name of each column of quantities."""
    parts = [parts_across(matrix, column) for column in matrix.members]
    return _names(matrix, parts, (matrix.region.top, matrix.members[0]), is_sku=matrix.down == "partner")


def parts_down(matrix: Matrix, row: int) -> list[object]:
    """The names before a row, of every leading column; a group without merge reaches down to the next one."""
    at, parts = matrix.cells.sheet.at, list[object]()
    for column in matrix.leading:
        rows = range(row, matrix.region.bottom, -1) if column != matrix.leading[-1] else [row]
        name = next((value for line in rows if (value := at(line, column)) is not None), None)
        if name is not None:
            parts.append(name)
    return parts


def parts_across(matrix: Matrix, column: int) -> list[object]:
    """The names over a column: the group, where it is one of several and names nothing known, and the heading."""
    region = matrix.region
    own, group = matrix.cells.sheet.at(region.bottom, column), region.groups[column]
    heading = region.headings[column].text if own is None or isinstance(own, str) else own
    several = len({region.groups[member] for member in matrix.members} - {""}) > 1
    return [group, heading] if group and several and not parse(group).meanings and not total_words(group) else [heading]


def _names(matrix: Matrix, names: Sequence[Sequence[object]], place: tuple[int, int], *, is_sku: bool) -> list[object]:
    """The names of one side, joined where they stand in several cells, unless the SKU list or an answer at a place says otherwise."""
    spellings = matrix.book.spellings() if is_sku else {}
    if all(len(parts) == 1 for parts in names):
        return [spellings.get(join.pieces(parts[0]), parts[0]) for parts in names]
    how = matrix.book.answers.join(matrix.cells.sheet, *place) or join.decide(names, spellings) or "join"
    return [spellings.get(join.pieces(parts[-1]), parts[-1]) if how == "apart" else join.joined(parts, spellings) for parts in names]
