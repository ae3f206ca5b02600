"""The columns of a matrix: those that name the rows, those of quantities, their sums, and what stands beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import is_cancelled, is_total, total_words
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import arithmetic, kinds
from poolsplit.workbook.find.account import ASIDE
from poolsplit.workbook.find.beside.cancelled import say_left_out
from poolsplit.workbook.find.beside.numbering import is_index
from poolsplit.workbook.find.contents import MONEY
from poolsplit.workbook.find.matrix.matrix import may_be_pieces
from poolsplit.workbook.find.names import settled_elsewhere
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS, JOINED
from poolsplit.workbook.find.totals import rows_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.workbook.find.arithmetic import Relation, Value, Values
    from poolsplit.workbook.find.matrix.matrix import Matrix
    from poolsplit.workbook.find.shape.regions import Region

_NAMES = frozenset({"partner", *JOINED, "name"})
_TIMES_LARGER = 50
"""How many times larger than the others a column is that has no quantities."""
_FORMULAS_LOOKED_AT = 40
_FEWEST_PARTS = 2
"""The columns that a total adds up, at least."""
_OF_SOMEBODY = frozenset({"paid", "due", "remaining"})
_BELOW = 2
"""How many rows below a matrix a remark on one of its columns may stand."""


def leading_columns(region: Region) -> list[int]:
    """The columns of names before the rows: those whose headings say so, or the first one of texts."""
    headings, cells = region.headings, region.cells
    texts = [
        column for column in region.columns
        if column not in region.numeric and "index" not in headings[column].meanings and any(cells.text(row, column) for row in region.rows)
    ]
    named = [column for column in texts if not _NAMES.isdisjoint(headings[column].meanings)]
    first = region.columns[0]
    if not named and not is_index(region, first, region.rows) and not _NAMES.isdisjoint(headings[first].meanings):
        named = [first]     # SKUs that are numbers
    return named or texts[:1] or [first]


def named_columns(matrix: Matrix) -> dict[int, str]:
    """What stands beside the quantities by its heading: column -> column of the schema."""
    region, named = matrix.region, dict[int, str]()
    for column in region.columns:
        meanings = kinds.meanings_in(region, column, kinds.MATRIX)
        is_known = column not in region.weak or meanings == ["paid"]
        is_beside = column not in matrix.leading and not region.groups[column] and not is_index(region, column, region.rows)
        if meanings and is_beside and is_known:
            named[column] = meanings[0]
    return named


# ---------------------------------------------------------------- quantities and their sums


def find_members(matrix: Matrix, plain: Sequence[int]) -> None:
    """Find the columns of quantities and that of their sums. plain: the rows that are neither prices nor payments by their names."""
    region = matrix.region
    candidates = [column for column in matrix.figures if column not in matrix.named and _may_be_member(region, column)]
    relations = _sums(matrix, candidates, plain)
    totals = {column: relation for column, relation in relations.items() if _is_total(region, column, relation)}
    silent = [column for column in candidates if not total_words(region.headings[column].text)]
    silent = [column for column in candidates if column in silent or (column not in relations and _is_less(matrix, column, silent, plain))]
    answered = [column for column in candidates if "member" in region.headings[column].meanings]
    said_total = [column for column in candidates if _is_answered_total(matrix, column)]
    if answered or said_total:
        matrix.sums = said_total[0] if said_total else max(totals, key=lambda column: totals[column].bits, default=None)
        matrix.members = [column for column in candidates if column in answered or (column not in said_total and column in silent)]
    else:
        matrix.sums = max(totals, key=lambda column: (totals[column].bits >= arithmetic.A_TOTAL, totals[column].bits), default=None)
        matrix.members = silent if matrix.sums is None else sorted(totals[matrix.sums].parts)
        _ask_of_columns(matrix, relations, totals)
        matrix.members += [each for each in silent if each not in {*matrix.members, matrix.sums} and any(_cancelled(matrix, each, plain))]
    formulas = [column for column in matrix.members if column not in answered and _adds_its_row(matrix, column)]
    matrix.members = [column for column in matrix.members if column not in formulas]
    if matrix.sums is None and formulas:
        matrix.sums = formulas[0]
    if matrix.sums is not None:
        matrix.members = [column for column in matrix.members if column != matrix.sums]
        matrix.adding = relations.get(matrix.sums)
    _leave_out_strangers(matrix, plain)


def _is_less(matrix: Matrix, column: int, silent: Sequence[int], plain: Sequence[int]) -> bool:
    """Whether a heading that may say total is a name, "Total Beauty", between others: in most rows it has less than one of the columns before it."""
    before = [other for other in silent if other < column]
    if is_total(matrix.region.headings[column].text) or len(before) < _FEWEST_PARTS or not any(other > column for other in silent):
        return False
    values = matrix.values.get(column, {})
    rows = [row for row in plain if row in values]
    less = [row for row in rows if any(values[row] < matrix.values[other].get(row, 0) for other in before)]
    return len(rows) > 1 and 2 * len(less) > len(rows)


def _says_other_units(region: Region, column: int) -> bool:
    """Whether every number of a column has a unit, and none counts pieces: 0.52 kg."""
    numbers = [number for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None]
    return bool(numbers) and all(number.unit not in {"", "pieces"} for number in numbers)


def _adds_its_row(matrix: Matrix, column: int) -> bool:
    """Whether a formula in a column adds up its row, whatever comes out: SUM passes over numbers that were typed as text."""
    formulas = ((row, matrix.cells.formulas.get((row, column), "").upper()) for row in matrix.region.rows)
    return any("SUM(" in formula and rows_in(formula) == {row} for row, formula in formulas)


def _may_be_member(region: Region, column: int) -> bool:
    """Whether a heading may be a name, and not that of an amount of money or of row numbers."""
    heading = region.headings[column]
    meanings = set(heading.meanings)
    if meanings & {"member", "ignore"}:
        return "member" in meanings
    grouped = bool(region.groups[column])
    if not grouped and _says_other_units(region, column):
        return False
    if (currency_code(heading.unit) or heading.multiple) and not grouped:
        return False
    if is_index(region, column, region.rows) or is_index(region, column, region.rows[:-1]) or _is_price_beside(region, column):
        return False
    return not meanings or "total" in meanings or grouped or column in region.weak


def _is_price_beside(region: Region, column: int) -> bool:
    """Whether a heading is that of another column with a word for prices behind it: "Áo giá" beside "Áo" or "Áo SL"."""
    words = region.headings[column].text.split()
    for length in range(1, min(len(words), 3)):
        name, tail = " ".join(words[:-length]), " ".join(words[-length:])
        if "unit_price" in parse(tail).meanings:
            others = (region.headings[other].text for other in region.columns if other != column)
            return any(text == name or (text.startswith(f"{name} ") and "quantity" in parse(text[len(name) :]).meanings) for text in others)
    return False


def _sums(matrix: Matrix, candidates: Sequence[int], plain: Sequence[int]) -> dict[int, Relation]:
    """The columns that repeat others or add them up."""
    region, rows = matrix.region, set(plain)
    columns: Mapping[int, Values] = {
        column: {row: value for row, value in matrix.values[column].items() if row in rows} for column in candidates if column in matrix.values
    }
    silent = [column for column in candidates if not total_words(region.headings[column].text)]
    keys = {key(region.headings[column].text) for column in candidates}
    known = settled_elsewhere(keys, region, matrix.book.regions) | matrix.book.names.partners | matrix.book.names.leads

    def evidence(column: int) -> float:
        heading, group = region.headings[column].text, region.groups[column]
        words = max(total_words(heading), total_words(group) if group else 0)
        adds = any("SUM(" in matrix.cells.formulas.get((row, column), "").upper() for row in plain[:_FORMULAS_LOOKED_AT])
        is_name = key(heading) in known or (bool(group) and not words)
        goes_on = any(other > column for other in silent) and not words and not adds
        return (
            arithmetic.WORD[words] + arithmetic.FORMULA * adds + arithmetic.KNOWN_NAME * is_name + arithmetic.NOT_LAST * goes_on
        )

    return arithmetic.sums(plain, columns, evidence, copies=True)


def _is_total(region: Region, column: int, relation: Relation) -> bool:
    """Whether a column that follows from others is their total: by arithmetic and its heading together."""
    text = region.headings[column].text
    if is_total(text) and relation.holds:
        return True
    return relation.bits >= arithmetic.A_TOTAL and (relation.kind == "sum" or total_words(text) > 0)


def _is_answered_total(matrix: Matrix, column: int) -> bool:
    """Whether somebody has answered that a column is the total."""
    region, sheet = matrix.region, matrix.cells.sheet
    if "total" not in region.headings[column].meanings or column in region.weak:
        return False
    return any(matrix.book.answers.heading(sheet, row, column) == "total" for row in range(region.top, region.bottom + 1))


def _ask_of_columns(matrix: Matrix, relations: Mapping[int, Relation], totals: Mapping[int, Relation]) -> None:
    """Ask about columns that repeat others or add them up, of which neither word nor name says what they are."""
    region = matrix.region
    for column, relation in relations.items():
        doubtful = relation.bits >= arithmetic.PERHAPS and column not in totals and relation.holds
        mirrors = relation.kind == "copy" and any(part in totals or part > column for part in relation.parts)
        if not doubtful or mirrors:
            continue
        parts = ", ".join(f'"{region.headings[part].text}"' for part in sorted(relation.parts))
        words = '"{heading}" repeats {parts}' if relation.kind == "copy" else '"{heading}" adds up {parts}'
        choices = [("total", Text("it is a total, and does not count")), ("member", Text("it is one of the names, and counts"))]
        matrix.book.ask("orders", "", region.address(column), Text(words, heading=region.headings[column].text, parts=parts), choices)
        matrix.mark_asked(region.rows, [column])


def _leave_out_strangers(matrix: Matrix, plain: Sequence[int]) -> None:
    """Leave out columns that are no quantities: many times larger than the others, or beside those whose headings are known elsewhere."""
    region = matrix.region
    known = {*kinds.members_known(region, matrix.members, matrix.book.regions, matrix.book.names), *_repeated(matrix)}
    sizes = {column: _middle(matrix.values.get(column, {}), plain) for column in matrix.members}
    least = min((size for size in sizes.values() if size), default=0)
    for column, size in sizes.items():
        if "member" in region.headings[column].meanings or len(matrix.members) == 1 or any(_cancelled(matrix, column, plain)):
            continue
        others = sorted(other for each, other in sizes.items() if each != column and other)
        money = size >= MONEY and size > _TIMES_LARGER * least
        large = bool(others) and size > _TIMES_LARGER * others[len(others) // 2]
        is_told = bool(known) and len(known) * 2 >= len(sizes) and not _is_beside_one_partner(matrix, len(sizes), known)
        stranger = matrix.sums is None and is_told and not _goes_with(matrix, column, known)
        numbers = [number for row in plain if (number := matrix.cells.numbers.get((row, column))) is not None]
        if money or large or stranger or not may_be_pieces(numbers):
            matrix.members.remove(column)


def _is_beside_one_partner(matrix: Matrix, count: int, known: set[int]) -> bool:
    """Whether two columns remain, and one of them is a known partner: the other one is a partner too, since nobody pools alone."""
    names = matrix.book.names
    partners = names.partners | names.leads
    return len(known) == 1 and count == len(known) + 1 and all(key(matrix.region.headings[column].text) in partners for column in known)


def _repeated(matrix: Matrix) -> list[int]:
    """The columns of quantities whose heading stands over numbers in another table too, and means nothing that is known: a name, it may be."""
    others = [(region, column) for region in matrix.book.regions if region is not matrix.region for column in region.numeric]
    names = {key(region.headings[column].text) for region, column in others if not region.headings[column].meanings}
    return [column for column in matrix.members if key(matrix.region.headings[column].text) in names]


def _goes_with(matrix: Matrix, column: int, known: set[int]) -> bool:
    """Whether a column is of a name like those that are known: one of them, between two of them, or over what somebody has paid or owes."""
    rows = (row for row, meaning in matrix.meant.items() if meaning in _OF_SOMEBODY)
    return column in known or min(known) < column < max(known) or any(matrix.values[column].get(row) for row in rows)


def _middle(values: Values, rows: Sequence[int]) -> Value:
    """The middle size of the numbers in some rows that are not 0; 0 where there are none.

    >>> _middle({2: 5, 3: 0, 4: -90, 5: 7, 6: 1000}, [2, 3, 4, 5])
    7
    """
    sizes: list[Value] = sorted(value if value > 0 else -value for row in rows if (value := values.get(row, 0)))
    return sizes[len(sizes) // 2] if sizes else 0


# ---------------------------------------------------------------- what is asked about columns


def is_doubtful(matrix: Matrix) -> bool:
    """Whether one column of numbers remains, of which nothing says that its heading is a name: then that is asked."""
    if len(matrix.members) != 1 or matrix.sums is not None:
        return False
    region, column = matrix.region, matrix.members[0]
    heading = region.headings[column]
    known = kinds.members_known(region, matrix.members, matrix.book.regions, matrix.book.names)
    if "member" in heading.meanings or known or region.groups[column] or not ITEM_COLUMNS.isdisjoint(matrix.meant.values()):
        return False
    matrix.mark_asked(region.rows, region.columns)
    numbers = ", ".join(matrix.cells.name(row, column) for row in region.rows[:3])
    choices = [
        ("quantity", Text("how many pieces")), ("member", Text("the name of a SKU, and how many of it")),
        ("ignore", Text("nothing that counts here")),
    ]
    matrix.book.ask("orders", "", region.address(column), Text('what is "{heading}" ({numbers})?', heading=heading.text, numbers=numbers), choices)
    return True


def remark_on(matrix: Matrix, column: int) -> str:
    """The text above or below a column that says that it was cancelled; "" where none does."""
    region = matrix.region
    last = max([region.bottom, *region.rows, *region.notes])
    rows = [*range(region.top - 1, region.bottom + 1), *region.notes, *range(last + 1, last + 1 + _BELOW)]
    return next((text for row in rows if (text := matrix.cells.text(row, column)) and is_cancelled(text)), "")


def ask_of_cancelled(matrix: Matrix) -> None:
    """Ask about columns that are struck through, or have a word for cancelled above or below them; they do not count until then.

    One that the column of sums leaves out does not count at all.
    """
    cells, region = matrix.cells, matrix.region
    for column in list(matrix.members):
        remark = remark_on(matrix, column)
        if not (remark or column in matrix.struck) or matrix.book.answers.heading(cells.sheet, region.bottom, column) == "member":
            continue
        matrix.members.remove(column)
        name = region.headings[column].text
        if total := _leaving_out(matrix, column):
            matrix.book.account.mark(cells, [(row, column) for row in region.rows], ASIDE, "cancelled")
            say_left_out(matrix.book, "orders", region.address(column), name, total)
            continue
        matrix.mark_asked(region.rows, [column])
        message = Text('"{name}" says "{text}": does it count?', name=name, text=remark) if remark else Text(
            '"{name}" is struck through: does it count?', name=name
        )
        choices = [("ignore", Text("no, it was cancelled")), ("member", Text("yes, it counts like the others"))]
        matrix.book.ask("orders", "", region.address(column), message, choices)


def _cancelled(matrix: Matrix, column: int, rows: Sequence[int]) -> tuple[str, bool]:
    """What says above or below a column that it was cancelled, "" for nothing, and whether it is struck through. rows: those of quantities."""
    cells = matrix.cells
    filled = [row for row in rows if cells.counts(row, column)]
    return remark_on(matrix, column), bool(filled) and all(cells.is_struck(row, column) for row in filled)


def _leaving_out(matrix: Matrix, column: int) -> str:
    """The address of a sum of a row that was typed, where every sum adds up the other columns but not this one; "" where that is not so."""
    adding, cells = matrix.adding, matrix.cells
    if matrix.sums is None or adding is None or adding.fails or column in adding.parts:
        return ""
    typed = (row for row in adding.holds if matrix.values.get(column, {}).get(row) and (row, matrix.sums) not in cells.formulas)
    row = next(typed, None)
    return "" if row is None else cells.address(row, matrix.sums)
