"""Lists: a row for each order, cost, payment. Totals and what is worked out are told apart, and complete rows are handed on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Listing, Text, name_text
from poolsplit.tables.schema import TABLES
from poolsplit.tables.table import Table, Taken
from poolsplit.tables.vocabulary import cost_kind, is_cancelled, is_own
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import columns as columns_of
from poolsplit.workbook.find import join, kinds, plausible
from poolsplit.workbook.find.account import ANSWERED, OPEN
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.names import repeated_keys, settled_elsewhere
from poolsplit.workbook.find.shape.cells import typed
from poolsplit.workbook.find.totals import ADDITIVE, Totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.columns import Columns
    from poolsplit.workbook.find.shape.regions import Region

_ALL_SKUS = frozenset({"withdrawals", "steps", "ledger"})
"""The tables in which a blank SKU says something: all of them, or none."""
KEYS = {
    table: tuple(c.name for c in columns if c.kind == "name" and (c.required or (c.name in {"sku", "pool"} and table not in _ALL_SKUS)))
    for table, columns in TABLES.items()
}
"""The columns that say whom or what a row is about."""
_NO_TOTALS = frozenset({"rates", "terms", "items", "evidence", "steps", "acceptances", "withdrawals", "ledger"})
_DIGITS = re.compile(r"\d{1,9}")
_NAMED_BY = ("partner", "sku", "cost", "currency")


def read_list(book: Book, region: Region, table: str, partner: str = "") -> None:
    """Read a region as one of the tables, and hand on its complete rows. partner: who ordered, where the sheet says so and no column does."""
    columns = columns_of.settle(book, region, table)
    _settle_pools(book, region, columns, table)
    numbers = kinds.values_of(region, region.numeric, region.rows)
    for column, factor in columns.factors.items():
        if column in numbers:
            numbers[column] = {row: value * factor for row, value in numbers[column].items()}
    keys = [column for column in columns.of(*_NAMED_BY) if column not in region.numeric] or region.columns[:1]
    totals = _totals(book, region, columns, table, keys, numbers)
    data = [row for row in region.rows if row not in totals.found]
    _say_what_is_apart(book, region, columns, table, data)
    totals.settle(region.numeric, table)
    columns_of.explain(book, region, columns, data, numbers)
    rows = _rows_that_count(book, region, columns, table, data, totals.rows)
    _hand_on(book, region, columns, table, rows, partner)
    read = {region.headings[column].text: name for column, name in columns.named.items()}
    read |= {region.headings[column].text: "sku" for column in columns.joined} | {region.headings[c].text: "paid" for c in columns.paid}
    book.taken.append(Taken(table, region.cells.title, region.range, read))


def _settle_pools(book: Book, region: Region, columns: Columns, table: str) -> None:
    """A column of texts that are all names of pools holds pools; other texts under words that nobody knows are asked about in a table of costs."""
    cells = region.cells
    pools = {key(value) for part in book.parts.get("orders", []) for value in part.columns.get("pool", ()) if value is not None}
    for column, heading in list(columns.extra.items()):
        names = {cells.key(row, column) for row in region.rows if cells.name(row, column)}
        if pools and names and names <= pools and columns.one("pool") is None:
            columns.named[column] = "pool"
            del columns.extra[column]
        elif table == "costs" and names and column not in region.numeric:
            del columns.extra[column]
            message = Text('what does "{heading}" say of the costs ({names})?', heading=heading, names=", ".join(sorted(names)[:3]))
            book.ask(table, "", region.address(column), message, [("ignore", Text("nothing that changes them")), ("pool", Text("of which order they are")),
                                                                    ("basis", Text("what they are shared by")), ("partner", Text("who bears them"))])


def _totals(
    book: Book, region: Region, columns: Columns, table: str, keys: list[int], numbers: dict[int, dict[int, Value]]
) -> Totals:
    additive = {
        column: values for column, values in numbers.items()
        if columns.named.get(column) in ADDITIVE or column in columns.paid or (column not in columns.named and not kinds.is_ignored(region.headings[column].meanings))
    }
    currency = columns.one("currency")
    if currency is not None and len({region.cells.key(row, currency) for row in region.rows if region.cells.name(row, currency)}) > 1:
        additive = {column: _in_dong(book, region, currency, values) if columns.named.get(column) in _AMOUNTS else values for column, values in additive.items()}
        additive = {column: values for column, values in additive.items() if values}
    index = next((column for column in region.numeric if "index" in region.headings[column].meanings or columns_of.is_index(region, column, region.rows[:-1])), None)
    if index in additive:
        del additive[index]
    names = {region.cells.key(row, column) for row in region.rows for column in keys if region.cells.name(row, column)}
    known = repeated_keys(region, keys) | book.names.leads
    if len(names) <= _MOST_NAMES:
        known |= settled_elsewhere(names, region, book.regions)
    return Totals(book, region, {} if table in _NO_TOTALS else additive, keys, frozenset(known), index, names={**columns.named, **dict.fromkeys(columns.paid, "paid")})


_MOST_NAMES = 5_000
_AMOUNTS = frozenset({"amount", "actual", "paid"})


def _in_dong(book: Book, region: Region, currency: int, values: dict[int, Value]) -> dict[int, Value]:
    """Amounts in several currencies as amounts in dong, which their total is in; {} where a rate is not known."""
    found: dict[int, Value] = {}
    for row, value in values.items():
        code = currency_code(region.cells.text(row, currency)) or "VND"
        if code != "VND" and code not in book.rates:
            return {}
        found[row] = value * (1 if code == "VND" else book.rates[code])
    return found


# ---------------------------------------------------------------- rows


def _rows_that_count(book: Book, region: Region, columns: Columns, table: str, data: Sequence[int], totals: set[int]) -> list[int]:
    """The rows of data without those that are answered to be out, that never were filled in, or that are asked about."""
    cells, account = region.cells, book.account
    named = [column for column in columns.of(*KEYS[table]) if columns.named[column] != "pool"] + columns.joined
    for column in region.guessed:
        _ask_guess(book, region, columns, column)
    figures = [column for column in region.columns if column in columns.named and (column in region.numeric or not named)]
    rows = []
    for row in data:
        said = book.answers.row(cells.sheet, row, region.columns, named or region.columns[:1])
        if said in {"out", "ignore"}:
            account.mark(cells, [(row, column) for column in region.columns], ANSWERED, said)
            continue
        if not _says(region, row, named, figures + columns.paid):
            continue
        if len(named) > 1 and all(cells.sheet.at(row, column) is None for column in named):
            _ask_nameless(book, region, table, row)
            continue
        if table in {"orders", "payments"} and said != "data" and _ask_whether_it_counts(book, region, columns, table, row):
            continue
        rows.append(row)
    blocks = totals | {row for row in region.notes if any(cells.sheet.anchor(row, column) == (row, column) for column in columns.of("partner", "cost"))}
    for column in dict.fromkeys([*columns.of(*KEYS[table]), *columns.joined[:1]]):
        rows = _with_names(book, region, columns, table, column, rows, blocks)
    if region.from_above:
        message = Text("rows without a name count for the name above them: {rows}", rows=", ".join(map(str, region.from_above[:6])) + (" …" if len(region.from_above) > 6 else ""))
        book.warn(table, "partner", cells.address(region.from_above[0], columns.of("partner")[0]), message, Text("nothing, if that is right; else type the name into every row"))
    return rows


def _say_what_is_apart(book: Book, region: Region, columns: Columns, table: str, data: Sequence[int]) -> None:
    """Warn of rows behind blank ones where a name and a figure are all that a row needs, and ask about lonely names between rows."""
    cells = region.cells
    if len(columns.named) <= len(("name", "figure")):
        for row in sorted(region.apart & set(data)):
            fix = Text("if it is no row of the table, leave a blank row and a heading above it, or move it elsewhere")
            book.warn(table, "", cells.address(row, region.columns[0]), Text("the row comes after blank ones, and counts"), fix)
    last = max(data, default=0)
    for row in region.notes:
        column = next(column for column in region.columns if cells.sheet.at(row, column) is not None)
        text = cells.text(row, column)
        if row > last or len(text) > _LONGEST_NAME or text[:1] in "(*" or book.answers.row(cells.sheet, row, region.columns, [column]) in {"ignore", "out"}:
            continue
        message = Text('row {row} says only "{text}"', row=row, text=text)
        choices = [("ignore", Text("it is only a note or a heading between the rows"))]
        book.ask(table, "", cells.address(row, column), message, choices)


_LONGEST_NAME = 25


def _ask_guess(book: Book, region: Region, columns: Columns, column: int) -> None:
    """Ask whether whole numbers under a word that nobody knows are the pieces."""
    if columns.named.get(column) != "quantity":
        return
    message = Text('is "{heading}" how many pieces are ordered?', heading=region.headings[column].text)
    book.ask("orders", "quantity", region.address(column), message, [("quantity", Text("yes, the pieces")), ("ignore", Text("no"))])


def _ask_nameless(book: Book, region: Region, table: str, row: int) -> None:
    """Ask about a row with figures and no name at all."""
    cells = region.cells
    counted = [column for column in region.columns if cells.counts(row, column) and not columns_of.is_index(region, column, region.rows[:-1])]
    column = next((column for column in counted if "index" not in region.headings[column].meanings), region.columns[0])
    book.account.mark(cells, [(row, each) for each in region.columns], OPEN, "asked")
    message = Text("row {row} has {number} and no name", row=row, number=cells.name(row, column))
    choices = [("total", Text("it is a total, and does not count")), ("out", Text("the row does not count"))]
    book.ask(table, "", cells.address(row, column), message, choices)


def _says(region: Region, row: int, named: Sequence[int], figures: Sequence[int]) -> bool:
    """Whether a row names anything or has a figure other than 0; a template's row that was never filled in has its number and formulas only."""
    at = region.cells.sheet.at
    return not named or any(at(row, column) is not None for column in named) or any(at(row, column) not in {None, 0} for column in figures)


def _ask_whether_it_counts(book: Book, region: Region, columns: Columns, table: str, row: int) -> bool:
    """Ask about a row that is struck through, or that says that it was cancelled; True where that was asked."""
    cells = region.cells
    own = [*columns.of("partner", "sku"), *columns.joined]
    notes = [column for column in (*region.columns, region.columns[-1] + 1) if column not in own]
    said = next((text for column in notes if (text := cells.text(row, column)) and is_cancelled(text)), "")
    struck = [column for column in region.columns if cells.is_struck(row, column)]
    if not said and not struck:
        return False
    name = next((cells.name(row, column) for column in (*own, *region.columns) if cells.name(row, column)), "")
    message = Text('row {row} ("{name}") says "{text}": does it count?', row=row, name=name, text=said) if said else Text(
        'row {row} ("{name}") is struck through: does it count?', row=row, name=name
    )
    cell = cells.address(row, region.columns[0])
    book.account.mark(cells, [(row, column) for column in region.columns], OPEN, "asked")
    book.ask(table, "", cell, message, [("out", Text("no, it was cancelled")), ("data", Text("yes, it counts like the others"))])
    return True


def _with_names(book: Book, region: Region, columns: Columns, table: str, column: int, rows: Sequence[int], totals: set[int]) -> list[int]:
    """The rows of a table that have a name in a column of names, or take the one above; the others are asked about, together where they follow each other."""
    cells, name = region.cells, columns.named.get(column, "sku")
    blank = [row for row in rows if cells.sheet.at(row, column) is None]
    if not blank:
        return list(rows)
    if name == "pool" and len(blank) == len(rows):
        return list(rows)
    silent = name == "partner" and table == "orders"
    pools = {cells.key(row, column) for row in rows if cells.name(row, column)}
    silent = silent or (name == "pool" and len(pools) == 1 and table == "payments")
    left, asked = [], list[int]()
    position = {row: at for at, row in enumerate(rows)}
    for row in rows:
        if row not in position or cells.sheet.at(row, column) is not None:
            left.append(row)
            continue
        above = next((line for line in reversed(rows[: position[row]]) if cells.sheet.at(line, column) is not None), None)
        answer = book.answers.cell(cells.sheet, row, column)
        crosses = above is not None and any(above < total < row for total in totals)
        if above is not None and (answer == "above" or (silent and not crosses)):
            region.filled[row, column] = (above, column)
            left.append(row)
            if answer != "above" and name == "partner":
                region.from_above.append(row)
        elif name == "pool" and table != "orders" and answer == "data":
            left.append(row)
        else:
            asked.append(row)
            book.account.mark(cells, [(row, each) for each in region.columns], OPEN, "asked")
    if asked:
        _ask_blank(book, region, table, column, name, _runs(asked, region.rows))
    return left


def _runs(some: Sequence[int], rows: Sequence[int]) -> list[list[int]]:
    """Rows that follow each other in the table, together."""
    index = {row: at for at, row in enumerate(rows)}
    runs: list[list[int]] = []
    for row in some:
        if runs and index[row] == index[runs[-1][-1]] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _ask_blank(book: Book, region: Region, table: str, column: int, name: str, runs: list[list[int]]) -> None:
    """Ask about blank names: one question for a column."""
    cells, rows = region.cells, runs[0]
    cell = cells.address(rows[0], column)
    last = cells.short(runs[-1][-1], column)
    whole = cell if len(runs) == len(rows) == 1 else f"{cell}:{last}"
    above = next((cells.name(row, column) for row in range(rows[0] - 1, region.bottom, -1) if cells.name(row, column)), "")
    choices = []
    if above and len(runs) > 1:
        places = Listing(cells.short(run[0], column) + (f":{cells.short(run[-1], column)}" if len(run) > 1 else "") for run in runs)
        message = Text("the {column} is blank in {places}", column=name_text(name), places=places)
        choices.append(Choice(f"{whole}=above", Text("it is the one above each of them")))
    elif above:
        message = Text('the {column} is blank below "{above}"', column=name_text(name), above=above)
        choices.append(Choice(f"{whole}=above", Text('it is "{above}" as well', above=above)))
    else:
        message = Text("the {column} is blank", column=name_text(name))
    if len(runs) == 1:
        choices.append(Choice(f"{whole}=out", Text("the row does not count")))
    book.problems.append(question(table, name, cell, message, choices))


# ---------------------------------------------------------------- handing on


def _hand_on(book: Book, region: Region, columns: Columns, table: str, rows: Sequence[int], partner: str) -> None:
    """Hand on the rows as a table of the schema, and note every cell that went in."""
    cells, result = region.cells, Table(table, {})
    complete = [row for row in rows if _is_complete(book, region, columns, table, row)]
    for column, name in [*columns.named.items(), *columns.extra.items()]:
        if name in result.columns or (column in columns.extra and (table != "orders" or all(cells.sheet.at(row, column) is None for row in complete))):
            continue
        places = [region.filled.get((row, column), (row, column)) for row in complete]
        result.columns[name] = [_value(book, region, columns, place) for place in places]
        result.cells[name] = [cells.address(*place) for place in places]
        result.headings[name] = region.headings[column].text
        if column in columns.named:
            for place in places:
                book.account.take(cells, *place)
    result.units = dict(columns.units)
    if columns.joined:
        _join(book, region, columns, result, complete)
    _of_batch(book, region, result, len(complete))
    if partner and "partner" not in result.columns:
        result.columns["partner"] = [partner] * len(complete)
        result.cells["partner"] = [""] * len(complete)
    book.hand_on(result)
    _hand_on_own_costs(book, region, columns, complete, partner)
    _say_merged(book, region, columns, table, complete)
    if columns.paid:
        _hand_on_payments(book, region, columns, rows, partner)


def _hand_on_own_costs(book: Book, region: Region, columns: Columns, rows: Sequence[int], partner: str) -> None:
    """A column of costs in an order list ("Ship riêng") is what each partner bears alone, unless it follows from other columns."""
    cells, who, pool = region.cells, columns.one("partner"), columns.one("pool")
    for column, heading in columns.extra.items():
        if book.kinds[region] != "orders" or column not in region.numeric or not (is_own(heading) or cost_kind(heading) not in {None, "goods"}):
            continue
        places = [(row, column) for row in rows if cells.counts(row, column) and not book.account.role(cells, row, column)]
        if not places or (who is None and not partner):
            continue
        table = Table("costs", {"cost": [], "amount": [], "basis": [], "partner": []}, {"cost": [], "amount": [], "basis": [], "partner": []})
        for place in places:
            name = region.filled.get((place[0], who), (place[0], who)) if who is not None else None
            values = {
                "cost": (heading, (region.bottom, column)), "amount": (_value(book, region, columns, place), place), "basis": ("direct", place),
                "partner": (partner if name is None else cells.sheet.at(*name), name or place),
            }
            for each, (value, at) in values.items():
                table.columns[each].append(value)
                table.cells[each].append(cells.address(*at))
            book.account.take(cells, *place)
        if region.headings[column].unit:
            table.units["amount"] = region.headings[column].unit
        if pool is not None:
            table.columns["pool"] = [cells.sheet.at(*region.filled.get((row, pool), (row, pool))) for row, _ in places]
            table.cells["pool"] = [cells.address(row, pool) for row, _ in places]
        _of_batch(book, region, table, table.size)
        book.hand_on(table)
        message = Text('"{heading}" is read as what each of them bears alone', heading=heading)
        book.warn("costs", "", region.address(column), message, Text("nothing, if that is right; a cost that is shared stands in a table of costs"))


def _of_batch(book: Book, region: Region, table: Table, rows: int) -> None:
    """Add the batch of a region to its rows, where it is one of several."""
    pool = book.pools.get(region)
    if pool and "pool" not in table.columns and any(column.name == "pool" for column in TABLES[table.name]) and table.name not in _FOR_ALL_BATCHES:
        table.columns = {"pool": [pool] * rows, **table.columns}
        table.cells = {"pool": [""] * rows, **table.cells}


_FOR_ALL_BATCHES = frozenset({"items"})


def _say_merged(book: Book, region: Region, columns: Columns, table: str, rows: Sequence[int]) -> None:
    """Warn of every merged cell with a figure that counts once for each row it covers."""
    sheet = region.cells.sheet
    for column in columns.of(*ADDITIVE):
        for anchor in sorted({sheet.anchor(row, column) for row in rows if (row, column) in sheet.spans}):
            box = sheet.spans[anchor]
            covered = sum(box.top <= row <= box.bottom for row in rows)
            if covered > 1:
                message = Text("the merged cell counts for each of the {count} rows that it covers", count=covered)
                fix = Text("unmerge the cells and type each row's own figure, if it is meant for all of them together")
                book.warn(table, columns.named[column], sheet.range(box), message, fix)


def _is_complete(book: Book, region: Region, columns: Columns, table: str, row: int) -> bool:
    """Whether a row says enough to be handed on: an order has pieces, a cost an amount or a rate, a payment an amount."""
    cells = region.cells
    needs = {"orders": ("quantity",), "costs": ("amount", "rate", "actual"), "payments": ("paid",), "rates": ("rate",)}.get(table)
    if needs is None:
        return True
    own = columns.of(*needs)
    if any(cells.sheet.at(row, column) is not None for column in own):
        return True
    if table == "costs":
        return any(cost_kind(cells.text(row, column)) == "goods" for column in columns.of("cost"))
    del book
    return False


def _value(book: Book, region: Region, columns: Columns, place: tuple[int, int]) -> object:
    """The value of a cell as it is handed on: as it was typed, or as it was answered, or in full where its heading counts in thousands."""
    cells = region.cells
    said = book.answers.cell(cells.sheet, *place)
    if said.startswith("="):
        return said[1:]
    if said and columns.named.get(place[1]) == "basis":
        return said
    number, factor = cells.numbers.get(place), columns.factors.get(place[1], 1)
    value = cells.sheet.at(*place)
    if columns.named.get(place[1]) == "rate" and region in book.kinds and book.kinds[region] == "rates":
        return _rate(book, region, columns, place)
    if columns.named.get(place[1]) == "account" and number is not None:
        message = Text("the account is a number, which has lost the zeros in front of it: {number}", number=cells.name(*place))
        book.warn("terms", "account", cells.address(*place), message, Text("format the cell as text and type the bank and the account again: no payment code without it"))
        return None
    if columns.named.get(place[1]) == "quantity" and number is not None and number.unit == "pieces":
        return typed(number.value)
    if columns.named.get(place[1]) == "quantity" and number is None and isinstance(value, str) and place not in cells.broken:
        _ask_quantity(book, cells.address(*place), value)
    if number is not None and factor > 1 and not (isinstance(value, str) and number.unit):
        whole = number.value * factor
        return int(whole) if whole == int(whole) else float(whole)
    return value


def _rate(book: Book, region: Region, columns: Columns, place: tuple[int, int]) -> object:
    """A rate of exchange in the reading that is plausible; one that is not is asked, and None."""
    cells, currency = region.cells, columns.one("currency")
    code = currency_code(cells.name(place[0], currency)) if currency is not None else None
    number = cells.numbers.get(place)
    if number is None or code is None:
        return cells.sheet.at(*place)
    chosen = plausible.rate_of_exchange(code, number)
    if chosen is None:
        book.problems.append(plausible.rate_asked(cells.address(*place), code, number))
        return None
    return cells.sheet.at(*place) if chosen == number.value and number.other is None else typed(chosen)


def _ask_quantity(book: Book, cell: str, text: str) -> None:
    """Ask how many pieces a text means: "3+2", "5 (đổi size)"."""
    numbers = [int(found) for found in _DIGITS.findall(text)]
    readings = dict.fromkeys([sum(numbers), *numbers]) if len(numbers) > 1 and "+" in text else dict.fromkeys(numbers)
    if not readings:
        return
    message = Text('"{text}" stands where pieces are counted: how many are they?', text=text)
    choices = [Choice(f"{cell}=={reading}", Text("{count} pieces", count=reading)) for reading in readings]
    book.problems.append(question("orders", "quantity", cell, message, choices))


def _hand_on_payments(book: Book, region: Region, columns: Columns, rows: Iterable[int], partner: str) -> None:
    """Hand on what partners paid, as it stands beside their orders: every column is a payment, a merged cell one for all of its rows."""
    cells, who, pool = region.cells, columns.one("partner"), columns.one("pool")
    payments = Table("payments", {name: [] for name in ("pool", "partner", "paid") if name != "pool" or pool is not None})
    payments.cells = {name: [] for name in payments.columns}
    seen: set[tuple[int, int]] = set()
    for column in columns.paid:
        for row in rows:
            place = cells.sheet.anchor(row, column)
            if cells.sheet.at(*place) is None or place in seen:
                continue
            seen.add(place)
            if not _is_payment(book, region, columns, place):
                continue
            line: dict[str, tuple[int, int] | None] = {"paid": place, "partner": region.filled.get((row, who), (row, who)) if who is not None else None}
            if pool is not None:
                line["pool"] = region.filled.get((row, pool), (row, pool))
            for name in payments.columns:
                at = line[name]
                payments.columns[name].append(partner if at is None else _value(book, region, columns, at))
                payments.cells[name].append("" if at is None else cells.address(*at))
            book.account.take(cells, *place)
    _of_batch(book, region, payments, payments.size)
    payments.headings = {"paid": region.headings[columns.paid[0]].text}
    unit = next((region.headings[column].unit for column in columns.paid if region.headings[column].unit), "")
    payments.units = {"paid": unit} if unit else {}
    book.hand_on(payments)


def _is_payment(book: Book, region: Region, columns: Columns, place: tuple[int, int]) -> bool:
    """Whether a cell among payments is an amount; what only says that something was paid is asked about."""
    cells = region.cells
    said = book.answers.cell(cells.sheet, *place)
    if said.startswith("="):
        return True
    if said == "ignore":
        book.account.mark(cells, [place], ANSWERED, "ignore")
        return False
    if cells.counts(*place):
        return True
    del columns
    cell = cells.address(*place)
    message = Text('"{text}" stands where payments are: how much was it?', text=cells.name(*place))
    choices = [Choice(f"{cell}=ignore", Text("nothing beside the other payments")), Choice(f"{cell}==0", Text("type the amount behind the =: {example}", example=f"{cell}==500000"))]
    book.problems.append(question("payments", "paid", cell, message, choices[:1]))
    return False


def _join(book: Book, region: Region, columns: Columns, table: Table, rows: Sequence[int]) -> None:
    """The SKU's name out of several cells of a row: colour and size, or a SKU column and these."""
    cells, spellings = region.cells, book.spellings()
    names = [[cells.sheet.at(row, column) for column in columns.joined] for row in rows]
    how = book.answers.join(cells.sheet, region.bottom, columns.joined[0]) or join.decide(names, spellings) or "join"
    if how == "join" or "sku" not in table.columns:
        table.columns["sku"] = [join.joined(parts, spellings) for parts in names]
        table.cells["sku"] = [cells.address(row, columns.joined[-1]) for row in rows]
        table.headings["sku"] = " + ".join(region.headings[column].text for column in columns.joined)
    for row in rows:
        for column in columns.joined:
            book.account.take(cells, row, column)


def who_ordered(book: Book, region: Region) -> str:
    """The partner of a sheet without a column of partners: by a label on the sheet ("Shop: An"), or by its title. Asked where only the title says so."""
    for label in book.labels:
        if label.name.table == "partner" and region.is_on(label.cells):
            return str(label.value)
    title = region.cells.title
    if title in book.titles or book.names.is_partner(key(title)):
        return title
    return ""
