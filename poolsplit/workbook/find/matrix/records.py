"""What a matrix hands on: one order for each quantity that is not blank, and what stands beside them: SKU list, payments, own costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import name_text
from poolsplit.tables.headings import meant, parse, weak_heading
from poolsplit.tables.table import Table, Taken
from poolsplit.workbook.find.account import ASIDE
from poolsplit.workbook.find.beside.multiples import factor_of, in_full, is_unread, say_unread
from poolsplit.workbook.find.beside.own_costs import hand_on_own_costs, is_own_cost, unexplained
from poolsplit.workbook.find.beside.payments import hand_on_payments
from poolsplit.workbook.find.beside.records import Money, add_batch, add_record
from poolsplit.workbook.find.matrix.sides import names_across, names_down
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.matrix.matrix import Matrix

    Place = tuple[int, int]


def hand_on(matrix: Matrix) -> None:
    """Hand on the orders, what is said about SKUs, payments, and costs that each partner bears alone."""
    down, across = names_down(matrix), names_across(matrix)
    _hand_on_orders(matrix, down, across)
    _hand_on_items(matrix, down, across)
    payments = _payments_down(matrix, down) if matrix.down == "partner" else _payments_across(matrix, across)
    hand_on_payments(matrix.book, matrix.region, payments, name_text("paid"))
    if matrix.down == "partner":
        _hand_on_own_costs(matrix, dict(zip(matrix.data, down, strict=True)))


def _hand_on_orders(matrix: Matrix, down: Sequence[object], across: Sequence[object]) -> None:
    """Hand on an order for each quantity, and note what was read as what."""
    region, cells, account = matrix.region, matrix.cells, matrix.book.account
    orders, other = Table("orders", {"partner": [], "sku": [], "quantity": []}), "sku" if matrix.down == "partner" else "partner"
    for row, below in zip(matrix.data, down, strict=True):
        for column, above in zip(matrix.members, across, strict=True):
            quantity = matrix.value_at(row, column)
            if quantity is not None:
                names = {matrix.down: (below, cells.address(row, matrix.leading[-1])), other: (above, cells.address(region.bottom, column))}
                add_record(orders, names | {"quantity": (quantity, cells.address(row, column))})
                account.take(cells, row, column)
        for column in matrix.leading:
            account.take(cells, row, column)
    account.mark(cells, [(row, column) for row in range(region.top, region.bottom + 1) for column in matrix.members], ASIDE, "heading")
    add_batch(matrix.book, region, orders, orders.size)
    matrix.book.hand_on(orders)
    read = {region.headings[column].text or "-": matrix.down for column in matrix.leading}
    read |= {region.headings[column].text: other for column in matrix.members}
    read |= {region.headings[column].text: name for column, name in matrix.named.items()}
    matrix.book.taken.append(Taken("orders", cells.title, region.range, read))


# ---------------------------------------------------------------- SKU list


def _hand_on_items(matrix: Matrix, down: Sequence[object], across: Sequence[object]) -> None:
    """Hand on what is said about the SKUs: in columns beside them, or in rows below them."""
    cells = matrix.cells
    if matrix.down == "sku":
        items = Table("items", {"sku": list(down)}, {"sku": [cells.address(row, matrix.leading[-1]) for row in matrix.data]})
        for column, name in matrix.named.items():
            _add_column(matrix, items, name, [(row, column) for row in matrix.data], (matrix.region.bottom, column))
    else:
        items = Table("items", {"sku": list(across)}, {"sku": [cells.address(matrix.region.bottom, column) for column in matrix.members]})
        for row, name in matrix.meant.items():
            _add_column(matrix, items, name, [(row, column) for column in matrix.members], (row, matrix.leading[-1]))
    if len(items.columns) > 1:
        matrix.book.hand_on(items)


def _add_column(matrix: Matrix, items: Table, name: str, places: Sequence[Place], head: Place) -> None:
    """Add a column about the SKUs, unless it is there already or says nothing of them. head: the cell that says what it is."""
    if name not in ITEM_COLUMNS or name in items.columns:
        return
    heading = matrix.region.headings[head[1]] if matrix.down == "sku" else meant(parse(matrix.cells.text(*head)), name)
    factor = factor_of(heading) if name == "unit_price" else 1
    if heading.multiple and heading.meanings and factor == 1 and not _say_units(matrix, places):
        say_unread(matrix.book, heading, matrix.cells.address(*head))
    items.columns[name] = [_in_full(matrix, place, factor) for place in places]
    items.cells[name] = [matrix.cells.address(*place) for place in places]
    items.headings[name] = heading.text
    if heading.unit:
        items.units[name] = heading.unit
    for place in places:
        matrix.book.account.take(matrix.cells, *place)


def _say_units(matrix: Matrix, places: Sequence[Place]) -> bool:
    """Whether every number of some cells has a unit of its own."""
    return all(number.unit for place in places if (number := matrix.cells.numbers.get(place)) is not None)


def _in_full(matrix: Matrix, place: Place, factor: int) -> object:
    """What a cell is handed on as, times what its heading counts in."""
    return in_full(matrix.cells, place, matrix.value_at(*place), factor)


# ---------------------------------------------------------------- payments and own costs


def _payments_down(matrix: Matrix, down: Sequence[object]) -> Iterator[Money]:
    """What the partners before the rows paid, in columns beside the quantities."""
    for column in (column for column, name in matrix.named.items() if name == "paid"):
        heading = _read_heading(matrix, matrix.region.headings[column], (matrix.region.bottom, column))
        for row, partner in zip(matrix.data, down, strict=True):
            if matrix.value_at(row, column) is not None:
                amount, place = _in_full(matrix, (row, column), factor_of(heading)), (row, column)
                yield Money((partner, matrix.cells.address(row, matrix.leading[-1])), amount, place, unit=heading.unit)


def _payments_across(matrix: Matrix, across: Sequence[object]) -> Iterator[Money]:
    """What the partners over the columns paid, in rows below the quantities."""
    for row in (row for row, name in matrix.meant.items() if name == "paid"):
        head = (row, matrix.leading[-1])
        said = weak_heading(matrix.cells.text(*head))
        heading = _read_heading(matrix, said if "paid" in said.meanings else meant(said, "paid"), head)
        for column, partner in zip(matrix.members, across, strict=True):
            if matrix.value_at(row, column) is not None:
                cell = matrix.cells.address(matrix.region.bottom, column)
                yield Money((partner, cell), _in_full(matrix, (row, column), factor_of(heading)), (row, column), unit=heading.unit)


def _read_heading(matrix: Matrix, heading: Heading, head: Place) -> Heading:
    """A heading of payments; one that counts in what is not read is a problem. head: its cell."""
    if is_unread(heading):
        say_unread(matrix.book, heading, matrix.cells.address(*head))
    return heading


def _hand_on_own_costs(matrix: Matrix, partners: dict[int, object]) -> None:
    """Hand on columns of costs that each partner bears alone. partners: row of quantities -> who ordered them."""
    read = {*matrix.counted, *matrix.leading}
    for column in matrix.region.columns:
        if column in read or not is_own_cost(matrix.region.headings[column]):
            continue
        rows = unexplained(matrix.book, matrix.region, column, matrix.data)
        heading = meant(matrix.region.headings[column], "amount")
        factor = factor_of(heading)
        lines = [Money((partners[row], ""), _in_full(matrix, (row, column), factor), (row, column), unit=heading.unit) for row in rows]
        if lines:
            hand_on_own_costs(matrix.book, matrix.region, column, lines)
