"""The rows of a matrix: those of quantities, their totals, prices and payments below them, and what follows from these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.headings import meant, parse, weak_heading
from poolsplit.tables.labels import says_received
from poolsplit.tables.vocabulary import cost_kind, is_total
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find.account import ANSWERED, DERIVED, OPEN
from poolsplit.workbook.find.beside.cancelled import ask_whether_row_counts, remark_of
from poolsplit.workbook.find.beside.looks import ask_of_looks
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.contents import MONEY
from poolsplit.workbook.find.matrix.columns import remark_on
from poolsplit.workbook.find.matrix.follows import row_follows
from poolsplit.workbook.find.names import repeated_keys, settled_elsewhere
from poolsplit.workbook.find.plausible import FEWEST, is_far, middle
from poolsplit.workbook.find.totals import Totals, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.arithmetic import Value, Values
    from poolsplit.workbook.find.matrix.matrix import Matrix
    from poolsplit.workbook.find.shape.cells import Number

_MONEY = 1000
_MEANINGS = ("unit_price", "unit_kg", "unit_cbm", "moq", "pack", "paid", "due", "remaining", "landed", "amount")
_HANDED_ON = frozenset({"unit_price", "unit_kg", "unit_cbm", "moq", "pack", "paid"})
_OF_SKUS = frozenset({"unit_price", "unit_kg", "unit_cbm"})
_SAYS_DUE = frozenset({"due", "remaining", "landed"})


def meanings_of_rows(matrix: Matrix) -> dict[int, str]:
    """Rows of prices, weights, payments below the names across, told by the words before them: row -> column of the schema."""
    cells, meant = matrix.cells, dict[int, str]()
    for row in matrix.region.rows:
        text = cells.text(row, matrix.leading[-1])
        said = matrix.book.answers.heading(cells.sheet, row, matrix.leading[-1])
        meaning = said if said in _MEANINGS else ""
        if not said and text and not is_total(text) and not matrix.book.names.is_partner(key(text)):
            meaning = "paid" if says_received(text) and _is_money(matrix, row) else _meaning(text)
            if meaning == "paid" and "paid" not in parse(text).meanings and not _is_money(matrix, row):
                meaning = ""    # "Coc men" (a mug) before pieces is no deposit ("coc")
        if meaning:
            meant[row] = meaning
    return meant


def _is_money(matrix: Matrix, row: int) -> bool:
    """Whether the numbers of a row are money: the text before them or each of them has a currency, or they are of 1,000 and more."""
    heading = parse(matrix.cells.text(row, matrix.leading[-1]))
    numbers = [number for column in matrix.figures if (number := matrix.cells.numbers.get((row, column))) is not None]
    if heading.multiple or currency_code(heading.unit):
        return bool(numbers) and not any(number.unit == "pieces" for number in numbers)
    return bool(numbers) and all(currency_code(number.unit) or (not number.unit and number.value >= MONEY) for number in numbers)


def _meaning(text: str) -> str:
    """What a text before a row says that stands in it, a column of the schema; "" for any other text.

    >>> _meaning("Đơn giá"), _meaning("Đã cọc"), _meaning("Ship nội địa"), _meaning("Áo 38")
    ('unit_price', 'paid', 'amount', '')
    """
    meanings = parse(text).meanings
    if "amount" in meanings:
        return "amount"
    known = next((meaning for meaning in meanings if meaning in _MEANINGS), "")
    if known:
        return known
    if weak_heading(text).meanings == ("paid",):
        return "paid"
    return "" if cost_kind(text) is None else "amount"


def find_totals(matrix: Matrix, plain: Sequence[int]) -> Totals:
    """The total rows among those that are neither prices nor payments by their names."""
    region, names = matrix.region, matrix.book.names
    keys = {matrix.cells.key(row, matrix.leading[-1]) for row in region.rows}
    known = settled_elsewhere(keys, region, matrix.book.regions) | repeated_keys(region, matrix.leading) | names.leads
    paid = [column for column, name in matrix.named.items() if name == "paid"]
    columns: dict[int, Values] = {column: matrix.values[column] for column in [*matrix.counted, *paid] if column in matrix.values}
    return Totals(matrix.book, region, columns, matrix.leading, frozenset(known), None, plain, dict.fromkeys(columns, "quantity"))


def sort_rows(matrix: Matrix, totals: Totals) -> None:
    """Tell rows of quantities from those that follow from them: pieces times price, sums of such rows, a cost that is shared out."""
    account, cells, region = matrix.book.account, matrix.cells, matrix.region
    matrix.struck = _struck_columns(matrix, totals)
    worked_out: list[int] = []
    last_total = max(totals.rows, default=0)
    for row in region.rows:
        said = matrix.book.answers.row(cells.sheet, row, region.columns, matrix.leading)
        places = [(row, column) for column in matrix.counted]
        if row in totals.found:
            if totals.found[row].sure:
                worked_out.append(row)
        elif said in {"out", "ignore"}:
            account.mark(cells, [(row, column) for column in region.columns], ANSWERED, said)
        elif matrix.meant.get(row) in _HANDED_ON:
            _settle_sum(matrix, row)
        elif why := _why_worked_out(matrix, row, worked_out):
            account.mark(cells, places, DERIVED, why)
            worked_out.append(row)
        elif row in matrix.meant or (worked_out and row > last_total and said != "data"):
            account.mark(cells, places, OPEN, "row")
            if any(cells.counts(*place) for place in places):
                matrix.unclear[row] = True
        elif any(cells.sheet.at(row, column) is not None for column in matrix.members):
            _add_row(matrix, row, said, totals)
    totals.settle([column for column in region.numeric if column not in matrix.leading], "orders")


def _why_worked_out(matrix: Matrix, row: int, worked_out: Sequence[int]) -> str:
    """Why a row does not count: "row" where it follows from those above it, "due" where it says what somebody owes; "" where neither holds."""
    if matrix.data and row_follows(matrix, row, worked_out):
        return "row"
    return "due" if matrix.meant.get(row) in _SAYS_DUE else ""


def _add_row(matrix: Matrix, row: int, said: str, totals: Totals) -> None:
    """Add a row of quantities; one of other numbers, without a name, or cancelled, is asked about. said: what somebody has answered about it."""
    cells = matrix.cells
    unlike = (_is_no_quantities, _is_far, _is_among_prices, _is_outside_sums)
    if said != "data" and (any(is_unlike(matrix, row) for is_unlike in unlike) or _is_above_what_adds_up(matrix, row, totals)):
        matrix.mark_asked([row], matrix.counted)
        matrix.unclear[row] = False
        return
    if not any(cells.name(row, column) for column in matrix.leading):
        _ask_nameless(matrix, row)
        return
    remark = remark_of(matrix.region, row, matrix.leading)
    standing = (column for column in matrix.members if column not in matrix.struck)
    struck = any(cells.is_struck(row, column) for column in (*matrix.leading, *standing))
    place, name = (row, matrix.leading[-1]), matrix.name_down(row)
    if said != "data" and (remark or struck):
        ask_whether_row_counts(matrix.book, matrix.region, "orders", place, name, remark, totals.leaving_out(row))
        return
    if said != "data" and ask_of_looks(matrix.book, matrix.region, "orders", place, name, totals):
        return
    matrix.data.append(row)
    _settle_sum(matrix, row)


def _struck_columns(matrix: Matrix, totals: Totals) -> set[int]:
    """The columns of quantities that are struck through as a whole, by their headings, or by all their numbers in rows that are not."""
    cells, struck = matrix.cells, matrix.cells.is_struck
    filled: dict[int, list[int]] = {column: [] for column in matrix.members}
    for row in matrix.region.rows:
        own = [column for column in matrix.members if cells.counts(row, column)]
        is_struck = any(struck(row, column) for column in matrix.leading) or all(struck(row, column) for column in own)
        for column in () if is_struck or row in totals.found or row in matrix.meant else own:
            filled[column].append(row)
    by_numbers = {column for column, rows in filled.items() if len(rows) > 1 and all(struck(row, column) for row in rows)}
    return by_numbers | {column for column in matrix.members if struck(matrix.region.bottom, column)}


def _is_no_quantities(matrix: Matrix, row: int) -> bool:
    """Whether numbers of a row are no numbers of pieces: they have decimals, or a unit of another kind."""
    numbers = [number for column in matrix.members if (number := matrix.cells.numbers.get((row, column))) is not None]
    name = parse(matrix.name_down(row))
    if numbers and (meant(name, "unit_price").unit or meant(name, "unit_kg").unit or "stock" in name.meanings):
        return True
    columns = [column for column in matrix.members if not _holds_no_pieces(matrix, column)]
    return any(_is_no_number_of_pieces(matrix.cells.numbers.get((row, column))) for column in columns)


def _holds_no_pieces(matrix: Matrix, column: int) -> bool:
    """Whether most numbers of a column are no numbers of pieces: then that is said of the column, not of its rows."""
    numbers = [number for row in matrix.region.rows if (number := matrix.cells.numbers.get((row, column))) is not None]
    return 2 * sum(map(_is_no_number_of_pieces, numbers)) > len(numbers)


def _is_no_number_of_pieces(number: Number | None) -> bool:
    """Whether a number has decimals, or a unit of another kind."""
    return number is not None and (number.unit not in {"", "pieces"} or not isinstance(number.value, int))


def _is_far(matrix: Matrix, row: int) -> bool:
    """Whether all numbers of a row are far from those of the other rows: prices, or money, that stand among pieces."""
    own = [value for column in matrix.members if (value := matrix.values[column].get(row))]
    lines = [line for line in matrix.region.rows if line != row and line not in matrix.meant]
    others = [value for line in lines for column in matrix.members if (value := matrix.values[column].get(line))]
    return bool(own) and len(others) >= FEWEST and all(is_far(value, middle(others)) for value in own)


def _is_among_prices(matrix: Matrix, row: int) -> bool:
    """Whether the first row stands right above one of prices or weights, and nothing names it elsewhere: prices under a word that nobody knows."""
    rows = matrix.region.rows
    below = rows[1] if len(rows) > 1 else 0
    return row == rows[0] and matrix.meant.get(below) in _OF_SKUS and not _is_known(matrix, row)


def _is_outside_sums(matrix: Matrix, row: int) -> bool:
    """Whether the first row has no sum where all others have theirs, was not cancelled, and nothing names it elsewhere."""
    if row != matrix.region.rows[0] or matrix.sums is None or matrix.cells.counts(row, matrix.sums) or _is_known(matrix, row):
        return False
    if remark_of(matrix.region, row, matrix.leading) or any(matrix.cells.is_struck(row, column) for column in matrix.counted):
        return False
    filled = (line for line in matrix.region.rows if line != row and line not in matrix.meant)
    others = [line for line in filled if any(matrix.values[column].get(line) for column in matrix.members)]
    return len(others) > 1 and all(matrix.cells.counts(line, matrix.sums) for line in others)


def _is_known(matrix: Matrix, row: int) -> bool:
    """Whether the name before a row stands in another table, or is the lead buyer's."""
    name = matrix.cells.key(row, matrix.leading[-1])
    return name in settled_elsewhere({name}, matrix.region, matrix.book.regions) | matrix.book.names.leads


def _is_above_what_adds_up(matrix: Matrix, row: int, totals: Totals) -> bool:
    """Whether the first row is left out of every total below the others, and nothing names it elsewhere: prices under a word that nobody knows."""
    below = [line for line in matrix.region.rows if line > row and line not in matrix.meant]
    total = next((line for line in below if line in totals.rows), None)
    if row != matrix.region.rows[0] or total is None or _is_known(matrix, row):
        return False
    rows = [line for line in below if line < total]
    stated = {column: matrix.values[column][total] for column in matrix.members if matrix.values[column].get(row) and total in matrix.values[column]}
    return bool(stated) and all(value == sum(matrix.values[column].get(line, 0) for line in rows) for column, value in stated.items())


def ask_of_rows(matrix: Matrix) -> None:
    """Ask what the rows are that are no quantities, or may be none: prices or weights below SKUs, payments below partners, or nothing."""
    about_skus = [("unit_price", Text("the price of a piece")), ("unit_kg", Text("the weight of a piece"))]
    about_partners = [("paid", Text("what each of them has paid"))]
    below = {"partner": about_skus, "sku": about_partners}.get(matrix.down, [*about_skus, *about_partners])
    follows, data = ("ignore", Text("it follows from the order, and does not count")), ("data", Text("it counts like the rows above it"))
    for row, is_behind in matrix.unclear.items():
        name, cell = matrix.name_down(row), matrix.cells.address(row, matrix.leading[-1])
        if is_behind:
            message = Text('row {row}, "{name}", stands behind the quantities: what is it?', row=row, name=name)
            matrix.book.ask("orders", "", cell, message, [follows, *below, data])
        else:
            message = Text('row {row}, "{name}", has no numbers of pieces like the rows around it: what is it?', row=row, name=name)
            matrix.book.ask("orders", "", cell, message, [*below, ("ignore", Text("nothing that counts here")), data])


def _ask_nameless(matrix: Matrix, row: int) -> None:
    """Ask about a row with quantities and no name."""
    cells = matrix.cells
    first = cells.address(row, matrix.members[0])
    choices = [
        Choice(f"{first}=total", Text("it is a total, and does not count")),
        Choice(f"{first}=out", Text("the row does not count")),
    ]
    message = Text("row {row} has quantities and no name", row=row)
    matrix.book.problems.append(question("orders", "", cells.address(row, matrix.leading[-1]), message, choices))
    matrix.mark_asked([row], matrix.region.columns)


# ---------------------------------------------------------------- the sum at the end of a row


def _settle_sum(matrix: Matrix, row: int) -> None:
    """Settle the sum at the end of a row; one that is off is asked about, unless a formula gives it."""
    if matrix.sums is None:
        return
    cells, account, place = matrix.cells, matrix.book.account, (row, matrix.sums)
    off = _is_off(matrix, row)
    if not off or place in cells.formulas:
        account.mark(cells, [place], DERIVED, "total")
        if off:
            fix = Text("nothing, if the pieces are right: numbers that were typed as text are skipped by SUM")
            matrix.book.warn("orders", "", cells.address(*place), _says_other(matrix, row, cells.number(*place)), fix)
    elif matrix.book.answers.cell(cells.sheet, *place) == "ignore":
        account.mark(cells, [place], ANSWERED, "ignore")
    else:
        stated = cells.number(*place)
        account.mark(cells, [place], OPEN, "asked")
        if stated is not None:
            choices = [("ignore", Text("the pieces are right, the total is off"))]
            matrix.book.ask("orders", "", cells.address(*place), _says_other(matrix, row, stated), choices)


def _is_off(matrix: Matrix, row: int) -> bool:
    """Whether the sum of a row of quantities is none, though all of its cells can be read, not even without what was cancelled."""
    fails = () if matrix.adding is None else matrix.adding.fails
    if row not in matrix.data or row not in fails or any((row, column) in matrix.cells.broken for column in matrix.counted):
        return False
    standing = [column for column in matrix.members if not (matrix.cells.is_struck(row, column) or remark_on(matrix, column))]
    return matrix.sums is None or sum(matrix.values[column].get(row, 0) for column in standing) != matrix.cells.number(row, matrix.sums)


def _says_other(matrix: Matrix, row: int, stated: Value | None) -> Text:
    """What a row adds up to, and what it says."""
    total: Value = sum(matrix.values[column].get(row, 0) for column in matrix.members)
    return Text("the row adds up to {found}, and its total says {stated}", found=shown(total), stated=shown(stated))
