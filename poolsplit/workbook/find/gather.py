"""Tables put together: ranges of one table, SKU lists out of order lists, labels with the table they belong to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text, name_text
from poolsplit.tables.schema import TABLES
from poolsplit.tables.table import Table
from poolsplit.tables.vocabulary import basis, basis_name, is_alone, step, when
from poolsplit.values.money import currency_code
from poolsplit.values.names import key, without_tones
from poolsplit.workbook.find.batches import pool_at
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.kinds import MATRIX
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS
from poolsplit.workbook.find.totals import shown
from poolsplit.workbook.read.grid import CellError, Uncached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.labels import Label


def together(book: Book) -> dict[str, Table]:
    """Every table of the schema out of what was handed on of it; what two places state differently is a problem."""
    _check_payments(book)
    tables: dict[str, Table] = {}
    for name in TABLES:
        parts = book.parts.get(name, [])
        if name == "items" or not parts:
            continue
        for column in clashing_units(parts) if len(parts) > 1 else []:
            message = Text("the ranges of {table} state different units for {column}", table=name_text(name), column=name_text(column))
            book.problems.append(Problem(name, 0, column, message, Text("write the same unit into both headings")))
        tables[name] = parts[0] if len(parts) == 1 else stack(parts)
    _take_items(book, tables)
    _settle_direct(tables)
    _settle_foreign(book, tables)
    _ask_of_batches(book, tables)
    for table in tables.values():
        canonical(table)
        if table.name in _CURRENCY_OF:
            _state_currencies(table, book.lang)
        _settle_readings(book, table)
    return tables


def _settle_direct(tables: dict[str, Table]) -> None:
    """A cost that is shared by the name of a partner ("An chịu", "只算老陈") is that partner's own."""
    costs, orders = tables.get("costs"), tables.get("orders")
    if costs is None or orders is None or "basis" not in costs.columns:
        return
    partners = {without_tones(key(name)): name for name in orders.columns.get("partner", ()) if name is not None}
    columns = {key(name) for name in orders.columns} | {key(name) for name in costs.columns.get("cost", ()) if name is not None}
    for row, value in enumerate(costs.columns["basis"]):
        if not isinstance(value, str) or basis(value) or key(value) in columns:
            continue
        said = without_tones(key(value))
        named = [name for name in partners if name and name in said]
        longest = max(named, key=len, default="")
        if longest and is_alone(said.replace(longest, " ")):
            costs.columns["basis"][row] = "direct"
            costs.columns.setdefault("partner", [None] * costs.size)[row] = partners[longest]
            costs.cells.setdefault("partner", list(costs.cells["basis"]))


def _settle_foreign(book: Book, tables: dict[str, Table]) -> None:
    """Prices that state no currency are in the only foreign one that has a rate, where no dong are so few; where some are and some are not, it is asked."""
    items = tables.get("items")
    if items is None or len(book.rates) != 1 or items.units.get("unit_price") or "unit_price" not in items.columns:
        return
    codes = items.columns.get("currency") or [None] * items.size
    code = next(iter(book.rates))
    stated = [number_of(value, book.lang) for value in items.columns["unit_price"]]
    bare = [number.value for number, own in zip(stated, codes, strict=True) if number is not None and not number.unit and own is None]
    if not bare:
        return
    cell = items.cells["unit_price"][0]
    if min(bare) >= _FEWEST_DONG and book.rates[code] >= _FEWEST_DONG:
        items.columns["currency"] = ["VND" if own is None and number is not None and not number.unit else own for own, number in zip(codes, stated, strict=True)]
        items.cells.setdefault("currency", list(items.cells["unit_price"]))
        return
    if max(bare) < _FEWEST_DONG:
        items.columns["currency"] = [own if own is not None or (number is not None and number.unit) else code for own, number in zip(codes, stated, strict=True)]
        items.cells.setdefault("currency", list(items.cells["unit_price"]))
        message = Text("prices without a currency are read in {currency}, because of its rate", currency=code)
        book.warn("items", "currency", cell, message, Text("write the currency into the heading of the prices"))
        return
    message = Text("prices without a currency: are they in {currency}, or in dong?", currency=code)
    book.problems.append(Problem("items", 0, "currency", message, Text("write the currency into the heading of the prices"), cell))


def _ask_of_batches(book: Book, tables: dict[str, Table]) -> None:
    """Where a caption or a sheet makes the batches, a cost that stands in none of them is asked about: it would count for each."""
    costs = tables.get("costs")
    if costs is None or not book.pools:
        return
    pools = costs.columns.get("pool", [None] * costs.size)
    rows = [row for row, pool in enumerate(pools) if pool is None]
    if not rows:
        return
    orders = [region for region in book.pools if book.kinds[region] in {"orders", MATRIX}]
    names = ", ".join(dict.fromkeys(book.pools[region] for region in orders))
    message = Text("the orders stand in {names}, and {cost} says of none of them", names=names, cost=costs.columns["cost"][rows[0]])
    together_again = "; ".join(f"{region.address()}=orders" for region in orders)
    cell = costs.cells["cost"][rows[0]]
    book.problems.append(question("costs", "pool", cell, message, [Choice(together_again, Text("all of them are one order, and share it"))]))


_FEWEST_DONG = 1000
_CURRENCY_OF = {"costs": ("amount",), "items": ("unit_price",)}
_MONEY = {"costs": "amount", "items": "unit_price", "payments": "paid"}
_SUFFIX = re.compile(r"\d\s*[^\W\d_]")


def _state_currencies(table: Table, lang: str) -> None:
    """A currency that stands in the cell of an amount ("35¥", "KRW 6,000") is that of its row."""
    for column in _CURRENCY_OF[table.name]:
        stated = {row: number.unit for row, value in enumerate(table.columns.get(column, ())) if isinstance(value, str) and (number := number_of(value, lang))}
        stated = {row: currency_code(unit) or "" for row, unit in stated.items() if unit and unit != "%"}
        if not any(stated.values()):
            continue
        heading = table.units.pop(column, None)
        codes = table.columns.get("currency") or [None] * table.size
        cells = table.cells.get("currency") or list(table.cells.get(column, [""] * table.size))
        table.columns["currency"] = [code if code is not None else stated.get(row) or heading for row, code in enumerate(codes)]
        table.cells["currency"] = cells


def _settle_readings(book: Book, table: Table) -> None:
    """An amount in dong that could be read with decimals is read without: "612,000" is never 612 dong. With k or tr behind it, it is asked."""
    column = _MONEY.get(table.name, "")
    codes = table.columns.get("currency") or [None] * table.size
    heading = table.units.get(column, "VND")
    for row, value in enumerate(table.columns.get(column, ())):
        number = number_of(value, book.lang) if isinstance(value, str) else None
        if number is None or number.other is None or (number.unit or codes[row] or heading) != "VND":
            continue
        if not _SUFFIX.search(str(value)) or number.unit:
            table.columns[column][row] = int(max(number.value, number.other))
            continue
        cell = table.cells[column][row]
        readings = sorted((number.value, number.other), reverse=True)
        message = Text('"{text}" can be read as {first} or as {second}', text=value, first=shown(readings[0]), second=shown(readings[1]))
        choices = [Choice(f"{cell}=={shown(reading)}", Text("{number} dong", number=shown(reading))) for reading in readings]
        book.problems.append(question(table.name, column, cell, message, choices))


def _check_payments(book: Book) -> None:
    """Payments beside orders and in a table of their own may be the same money."""
    parts = book.parts.get("payments", [])
    beside = [part for part in parts if _in_orders(book, part)]
    if beside and len(beside) < len(parts) and {key(name) for part in beside for name in part.columns["partner"]} & {
        key(name) for part in parts if part not in beside for name in part.columns.get("partner", ())
    }:
        cell = beside[0].cells["paid"][0]
        message = Text("payments stand in the order list and in a table of their own")
        book.problems.append(Problem("payments", 0, "paid", message, Text("keep one of the two: the same money must not count twice"), cell))


def _in_orders(book: Book, part: Table) -> bool:
    """Whether payments stand beside orders."""
    ranges = [taken.range for taken in book.taken if taken.table == "orders"]
    cells = [cell for cell in part.cells.get("paid", ()) if cell]
    return bool(cells) and any(_holds(area, cells[0]) for area in ranges)


def _holds(area: str, cell: str) -> bool:
    from poolsplit.workbook.read.grid import box

    if area.rpartition("!")[0] != cell.rpartition("!")[0]:
        return False
    outer, inner = box(area.rpartition("!")[2]), box(cell.rpartition("!")[2])
    return outer.top <= inner.top <= outer.bottom and outer.left <= inner.left <= outer.right


def _take_items(book: Book, tables: dict[str, Table]) -> None:
    """One SKU list out of its own table and the columns about SKUs in the orders."""
    items, about = list(book.parts.get("items", [])), None
    if "orders" in tables:
        orders, count = split_count(tables["orders"])
        orders, about = split_items(orders)
        tables["orders"] = orders
        items += [about] if about else []
        if count is not None:
            tables.setdefault("count", count)
    if not items:
        return
    units = clashing_units(items) if len(items) > 1 else []
    lists = [part for part in items if part is not about]
    plain = [_only(about, "items", [name for name in about.columns if name != "pool"])] if about else []
    table, problems = one_row_each([*lists, *plain], book.lang)
    if problems and about is not None and "pool" in about.columns:
        table, problems = one_row_each(items, book.lang)    # a SKU has another price in each pool
        _fill_pools(table)
    book.problems += problems
    for name in (name for name in units if name != "sku" and sum(name in part.columns for part in items) > 1):
        message = Text("the SKU list and the orders state different units for {column}", column=name_text(name))
        book.problems.append(Problem("items", 0, name, message, Text("write the same unit into both headings")))
    tables["items"] = table


def _fill_pools(items: Table) -> None:
    """Fill what the SKU of a pool does not say from the row of that SKU without a pool, which is left out then."""
    pools = items.columns["pool"]
    skus = [key(sku) for sku in items.columns.get("sku", [None] * items.size)]
    general = {skus[row]: row for row, pool in enumerate(pools) if pool is None}
    for row, pool in enumerate(pools):
        other = general.get(skus[row])
        if pool is not None and other is not None:
            for name, values in items.columns.items():
                if values[row] is None:
                    values[row], items.cells[name][row] = values[other], items.cells[name][other]
    of_pools = {skus[row] for row, pool in enumerate(pools) if pool is not None}
    keep = [row for row, pool in enumerate(pools) if pool is not None or skus[row] not in of_pools]
    for name in list(items.columns):
        items.columns[name] = [items.columns[name][row] for row in keep]
        items.cells[name] = [items.cells[name][row] for row in keep]


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
    dong = {"", "VND"} if parts[0].name in {"costs", "payments"} else {""}
    return [name for name, units in stated.items() if len(units) > 1 and not units <= dong]


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


def one_row_each(parts: Sequence[Table], lang: str = "en") -> tuple[Table, list[Problem]]:
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
            elif name not in {"sku", "pool"} and not _same(values[row], found.columns[name][at], lang):
                first_one = (found.columns[name][at], found.cells[name][at])
                problems.append(_differs(name, at, (sku, *first_one, values[row], whole.cells[name][row])))
    return found, problems


def _differs(name: str, at: int, found: tuple[object, object, str, object, str]) -> Problem:
    """The problem about two values of one SKU. found: the SKU, the first value and its cell, the second value and its cell."""
    sku, first, place, second, cell = found
    message = Text('"{sku}" has {first} in {place} and {second} in {cell}', sku=sku, first=first, place=place, second=second, cell=cell)
    choices = [Choice(f"{place if value == second else cell}=={value}", Text("{value} for all of them", value=value)) for value in (first, second)]
    found_problem = question("items", name, cell, message, choices)
    return replace(found_problem, row=at + 1)


def _same(first: object, second: object, lang: str) -> bool:
    """Whether two values of a SKU are one: "17,5" and 17.5."""
    if first == second:
        return True
    one, other = number_of(first, lang), number_of(second, lang)
    return one is not None and other is not None and one.value == other.value and (one.unit == other.unit or not one.unit or not other.unit)


def with_value(label: Label, value: object) -> Label:
    """A label with another value: the one that was answered, or the reading that is plausible."""
    return replace(label, value=value)


def add_label(book: Book, label: Label) -> list[Problem]:
    """Add a label with its value to what is handed on; a value that is stated twice, differently, is a problem."""
    name, tables = label.name, {each: _labelled(book, each) for each in (label.name.table,)}
    if name.table == "terms":
        found = _set_term(tables["terms"], label)
    elif name.table == "rates":
        row: dict[str, object] = {"currency": name.column, "rate": label.value}
        found = _add_row(tables["rates"], "currency", "rate", row, label)
    else:
        is_rate = "%" in label.text or (isinstance(label.value, str) and "%" in label.value)
        column = "rate" if is_rate else "amount"
        if is_rate and _unclear_percentage(label):
            return [_percentage(label)]
        row = {"cost": name.column, column: _with_sign(label) if is_rate else label.value}
        row |= {key: value for key, (value, _) in label.beside.items()}
        row |= {"basis": None} if _has_room(label) and "basis" not in row else {}
        pool = pool_at(book, label.cells.title, label.place[0])
        if pool:
            row["pool"] = pool
        if name.currency and name.currency != "%":
            row.setdefault("currency", name.currency)
        found = _add_row(tables["costs"], "cost", column, row, label)
    return [found] if found else []


def _labelled(book: Book, name: str) -> Table:
    """The table of a name to which a label is added: the only one that was handed on, or a new one."""
    parts = book.parts.setdefault(name, [])
    if not parts:
        parts.append(Table(name, {}))
    return parts[-1]


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
        if other is not None and key(other) == key(row[name]) and table.columns.get("pool", [None] * table.size)[at] == row.get("pool"):
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
        return label.cells.sheet.grid.address(label.box.top, label.place[1] + 1 + len(label.beside))
    return label.cell


def _has_room(label: Label) -> bool:
    """Whether more than the value is read behind a label: where it stands beside it in the same row."""
    return label.box.left < label.place[1]


def _stated_twice(table: str, column: str, stated: object, cell: str, label: Label) -> Problem | None:
    if stated == label.value:
        return None
    message = Text('"{label}" says {value}, but {cell} says {other}', label=label.text, value=label.value, cell=cell, other=stated)
    return Problem(table, 0, column, message, Text("keep one of them and delete the other"), label.cell)


def canonical(table: Table) -> None:
    """Words that the vocabulary knows become the engine's own, in place; all else stays as it was typed.

    >>> costs = Table("costs", {"cost": ["Cước"], "amount": ["1,5%"], "basis": ["theo cân nặng"]})
    >>> canonical(costs)
    >>> costs.columns
    {'cost': ['Cước'], 'amount': [None], 'basis': ['kg'], 'rate': ['1,5%']}
    """
    if table.name == "costs":
        _each(table, "basis", lambda text: basis(text) or basis_name(text))
        _percentages(table)
    _each(table, "currency", lambda text: currency_code(text) or text)
    if table.name == "withdrawals":
        _each(table, "when", lambda text: when(text) or text)
    if table.name == "steps":
        _each(table, "done", lambda text: step(text) or text)


def _each(table: Table, column: str, change: Callable[[str], str]) -> None:
    if column in table.columns:
        table.columns[column] = [change(value) if type(value) is str else value for value in table.columns[column]]


def _is_rate(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().endswith(("%", "\uff05"))
    return isinstance(value, float) and -1 < value < 1 and value != 0


def _percentages(table: Table) -> None:
    """A percentage typed where the amounts stand is a rate; so is a part of one (0.08), which no amount of dong is."""
    amounts = table.columns.get("amount", [])
    rates = table.columns.get("rate", [None] * len(amounts))
    moved = [row for row, value in enumerate(amounts) if rates[row] is None and _is_rate(value)]
    if not moved:
        return
    cells = table.cells.get("rate", list(table.cells.get("amount", [])))
    for row in moved:
        rates[row], amounts[row] = amounts[row], None
        if cells:
            cells[row] = table.cells["amount"][row]
    table.columns["rate"] = rates
    if cells:
        table.cells["rate"] = cells
