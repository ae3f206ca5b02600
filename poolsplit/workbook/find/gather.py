"""Tables put together: ranges of one table, SKU lists out of order lists, labels with the table they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text
from poolsplit.tables.table import Table
from poolsplit.values.names import key
from poolsplit.workbook.find.signatures import ITEM_COLUMNS
from poolsplit.workbook.read.grid import CellError, Uncached

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.workbook.find.labels import Label


def stack(parts: Sequence[Table]) -> Table:
    """Ranges of one table, one below the other; a column that a range does not have is blank there.

    >>> stack([Table("orders", {"partner": ["A"]}), Table("orders", {"partner": ["B"], "kg": [2]})]).columns
    {'partner': ['A', 'B'], 'kg': [None, 2]}
    """
    names = dict.fromkeys(name for part in parts for name in part.columns)
    found = Table(parts[0].name, {name: [] for name in names})
    for part in parts:
        for name in names:
            found.columns[name] += part.columns.get(name, [None] * part.size)
            found.cells.setdefault(name, []).extend(part.cells.get(name, [""] * part.size))
            if name in part.headings:
                found.headings.setdefault(name, part.headings[name])
        found.units |= part.units
    return found


def clashing_units(parts: Sequence[Table]) -> list[str]:
    """The columns whose unit two ranges of one table state differently."""
    stated: dict[str, set[str]] = {}
    for part in parts:
        for name in part.columns:
            stated.setdefault(name, set()).add(part.units.get(name, ""))
    return [name for name, units in stated.items() if len(units) > 1]


def split_items(orders: Table) -> tuple[Table, Table | None]:
    """An order list without the columns about its SKUs, and these as a SKU list with one row for every order line.

    >>> orders, items = split_items(Table("orders", {"partner": ["A"], "sku": ["S"], "quantity": [5], "unit_price": [28]}))
    >>> list(orders.columns), items.columns
    (['partner', 'sku', 'quantity'], {'sku': ['S'], 'unit_price': [28]})
    """
    about = [name for name in orders.columns if name in ITEM_COLUMNS]
    if not about:
        return orders, None
    return _only(orders, "orders", [name for name in orders.columns if name not in about]), _only(orders, "items", [*_sku(orders), *about])


def split_count(orders: Table) -> tuple[Table, Table | None]:
    """An order list without what was received and defective, and these as the count of split day."""
    counted = [name for name in orders.columns if name in {"received", "defective"}]
    if not counted:
        return orders, None
    keys = [name for name in ("pool", "sku", "partner") if name in orders.columns]
    return _only(orders, "orders", [name for name in orders.columns if name not in counted]), _only(orders, "count", [*keys, *counted])


def split_payments(orders: Table) -> tuple[Table, Table | None]:
    """An order list without what partners paid, and that as payments: a row for every cell that is not blank, a merged one once.

    >>> orders, payments = split_payments(Table("orders", {"partner": ["A", "A"], "quantity": [5, 6], "paid": ["3tr", None]}))
    >>> list(orders.columns), payments.columns
    (['partner', 'quantity'], {'partner': ['A'], 'paid': ['3tr']})
    """
    if "paid" not in orders.columns:
        return orders, None
    found = _only(orders, "payments", [name for name in ("pool", "partner", "paid") if name in orders.columns])
    cells = found.cells.get("paid") or list(map(str, range(found.size)))
    rows = [row for row, value in enumerate(found.columns["paid"]) if value is not None and cells[row] not in cells[:row]]
    found.columns = {name: [values[row] for row in rows] for name, values in found.columns.items()}
    found.cells = {name: [places[row] for row in rows] for name, places in found.cells.items()}
    return _only(orders, "orders", [name for name in orders.columns if name != "paid"]), found


def _sku(table: Table) -> list[str]:
    return [name for name in ("pool", "sku") if name in table.columns]


def _only(table: Table, name: str, columns: Iterable[str]) -> Table:
    columns = list(columns)
    return Table(
        name,
        {column: table.columns[column] for column in columns},
        {column: table.cells[column] for column in columns if column in table.cells},
        {column: table.headings[column] for column in columns if column in table.headings},
        {column: table.units[column] for column in columns if column in table.units},
    )


def one_row_each(parts: Sequence[Table]) -> tuple[Table, list[Problem]]:
    """SKU lists as one, with one row for each SKU; two different values for one SKU are a problem that names both cells.

    An error or a formula without result is kept in place of a value: it is reported as what it is, and by itself.

    >>> table, problems = one_row_each([Table("items", {"sku": ["S", "s"], "unit_price": [28, None]})])
    >>> table.columns, problems
    ({'sku': ['S'], 'unit_price': [28]}, [])
    """
    whole = stack(parts)
    skus = whole.columns.get("sku", [""] * whole.size)
    pools = whole.columns.get("pool", [""] * whole.size)
    first: dict[tuple[str, str], int] = {}
    problems: list[Problem] = []
    found = Table("items", {name: [] for name in whole.columns}, {name: [] for name in whole.columns}, whole.headings, whole.units)
    for row, (pool, sku) in enumerate(zip(pools, skus, strict=True)):
        own = (key(pool), key(sku))
        at = first.setdefault(own, len(first))
        for name, values in whole.columns.items():
            if at == len(found.columns[name]):
                found.columns[name].append(values[row])
                found.cells[name].append(whole.cells[name][row])
            elif found.columns[name][at] is None or isinstance(values[row], (CellError, Uncached)):
                found.columns[name][at], found.cells[name][at] = values[row], whole.cells[name][row]
            elif values[row] is None or isinstance(found.columns[name][at], (CellError, Uncached)):
                continue
            elif values[row] != found.columns[name][at] and name not in {"sku", "pool"}:
                first_one = (found.columns[name][at], found.cells[name][at])
                problems.append(_differs(name, at, (sku, *first_one, values[row], whole.cells[name][row])))
    return found, problems


def _differs(name: str, at: int, found: tuple[object, object, str, object, str]) -> Problem:
    """The problem about two values of one SKU. found: the SKU, the first value and its cell, the second value and its cell."""
    sku, first, place, second, cell = found
    message = Text('"{sku}" has {first} in {place} and {second} in {cell}', sku=sku, first=first, place=place, second=second, cell=cell)
    return Problem("items", at + 1, name, message, Text("make them the same: a SKU has one value for all partners"), cell)


def add_labels(tables: dict[str, Table], labels: Iterable[Label]) -> list[Problem]:
    """Add labels with their values to the tables, in place; a value that is stated twice, differently, is a problem."""
    problems = []
    for label in labels:
        name = label.name
        if name.table == "terms":
            found = _set_term(tables.setdefault("terms", Table("terms", {})), label)
        elif name.table == "rates":
            row: dict[str, object] = {"currency": name.column, "rate": label.value}
            found = _add_row(tables.setdefault("rates", Table("rates", {})), "currency", "rate", row, label)
        else:
            is_rate = "%" in label.text or (isinstance(label.value, str) and "%" in label.value)
            column = "rate" if is_rate else "amount"
            if is_rate and _unclear_percentage(label):
                problems.append(_percentage(label))
                continue
            row = {"cost": name.column, column: _with_sign(label) if is_rate else label.value}
            row |= {key: value for key, (value, _) in label.beside.items()}
            row |= {"basis": None} if _has_room(label) and "basis" not in row else {}
            if name.currency and name.currency != "%":
                row.setdefault("currency", name.currency)
            found = _add_row(tables.setdefault("costs", Table("costs", {})), "cost", column, row, label)
        problems += [found] if found else []
    return problems


def _unclear_percentage(label: Label) -> bool:
    """Whether a number below 1 stands beside "%": Excel shows 0.08 as 8%, and half a percent is 0.5."""
    return isinstance(label.value, (int, float)) and -1 < label.value < 1 and label.value != 0


def _percentage(label: Label) -> Problem:
    message = Text('"{label}" with {value} can mean {value} percent or {value} of the whole', label=label.text, value=label.value)
    return Problem("costs", 0, "rate", message, Text('take "%" out of the label, or type the value as text with its sign'), label.cell)


def _with_sign(label: Label) -> object:
    """A rate with its percent sign, where only the label has it."""
    return f"{label.value}%" if isinstance(label.value, (int, float)) or "%" not in str(label.value) else label.value


def _set_term(terms: Table, label: Label) -> Problem | None:
    column = label.name.column
    if terms.columns.get(column, [None])[0] is not None:
        return _stated_twice("terms", column, terms.columns[column][0], terms.cells[column][0], label)
    rows = max(1, terms.size)
    terms.columns[column] = [label.value] * rows
    terms.cells[column] = [label.cell] * rows
    terms.headings[column] = label.text
    if label.name.currency:
        terms.units[column] = label.name.currency
    return None


def _add_row(table: Table, name: str, value: str, row: dict[str, object], label: Label) -> Problem | None:
    for at, other in enumerate(table.columns.get(name, [])):
        if other is not None and key(other) == key(row[name]):
            if value not in table.columns:
                return _stated_twice(table.name, value, None, table.cells[name][at], label)
            return _stated_twice(table.name, value, table.columns[value][at], table.cells[value][at], label)
    rows = table.size
    for column in row:
        table.columns.setdefault(column, [None] * rows)
        table.cells.setdefault(column, [""] * rows)
    for column, values in table.columns.items():
        values.append(row.get(column))
        table.cells[column].append(_cell(label, column))
    return None


def _cell(label: Label, column: str) -> str:
    """Where a column of a label's row stands; a basis that is not there yet belongs into the next cell to the right."""
    if column in label.beside:
        return label.beside[column][1]
    if column == "basis" and _has_room(label):
        return label.sheet.grid.address(label.box.top, label.box.right + 1 + len(label.beside))
    return label.cell


def _has_room(label: Label) -> bool:
    """Whether more than the value is read behind a label: where it stands beside it in the same row."""
    return label.box.left < label.box.right


def _stated_twice(table: str, column: str, stated: object, cell: str, label: Label) -> Problem | None:
    if stated == label.value:
        return None
    message = Text('"{label}" says {value}, but {cell} says {other}', label=label.text, value=label.value, cell=cell, other=stated)
    return Problem(table, 0, column, message, Text("keep one of them and delete the other"), label.cell)
