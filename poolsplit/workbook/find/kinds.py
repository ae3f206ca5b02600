"""Which table a region is, and which column each of its headings is: by words first, then by names that are known, then by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.rate_bands import band
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import basis, cost_kind, normal, total_words, when, words
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import arithmetic
from poolsplit.workbook.find.names import column_keys, repeats, settled_elsewhere
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS, JOINED, NUMBERS, classify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.names import Names
    from poolsplit.workbook.find.shape.regions import Region

MATRIX, RESULT, OPEN, NOTHING = "matrix", "result", "open", ""
"""Orders with names across; what somebody worked out; not settled yet; no table of poolsplit's."""

_BY_WORDS = frozenset({"evidence", "result", "withdrawals", "ledger", "carry", "acceptances", "steps", "rates", "count", "receipt", "terms"})
"""Tables that only their headings tell, whatever stands in them."""
_MONEY_OF_A_ROW = frozenset({"paid", "amount", "due", "landed"})
_MONEY = 1000
MATRIX_COLUMNS = ITEM_COLUMNS | {"paid", "amount", "pool", "partner", "sku"}


def kind_of(region: Region, regions: Sequence[Region], names: Names, *, last: bool = False) -> str:
    """The table that a region is: a name of `schema.TABLES`, or one of the four words above. last: names of all other regions are known now.

    Settles headings on the way that only content tells: who ordered, how many pieces.
    """
    if region.decided:
        return region.decided
    clear, said = region.meanings(weak=False), region.meanings()
    by_words = classify(region.headings[column] for column in region.columns if column not in region.weak)
    _settle_across(region)
    members = [column for column in region.columns if "member" in region.headings[column].meanings]
    if members or (any(region.headings[column].meanings == ("total",) for column in region.answered) and _unknown(region) and not region.said("quantity")):
        return MATRIX
    if {"partner", "received"} <= clear and not said & {"sku", "colour", "size", "defective"} and _settle_received(region):
        if not any(column in region.numeric for column in region.said("quantity")):
            return "payments"
    if by_words == RESULT and not _is_result(region, clear):
        by_words = NOTHING
    if by_words in _BY_WORDS and not (by_words == "receipt" and "partner" in clear):
        return by_words
    if "lead_buyer" in clear and not said & {"quantity", "amount"}:
        return "terms"
    if "partner" in clear and _settle_when(region):
        return "withdrawals"
    texts = [column for column in region.columns if column not in region.numeric and any(region.cells.text(row, column) for row in region.rows)]
    _settle_partner(region, names, texts)
    clear, said = region.meanings(weak=False), region.meanings()
    unknown = _unknown(region)
    priced = {"partner", "unit_price"} <= clear
    grouped = [column for column in region.columns if region.groups[column]]
    if not grouped and "cost" not in clear and unknown and "quantity" not in said and "received" not in said:
        is_list = priced or (len(texts) > 1 and _repeats(region, texts))
        if is_list:
            _settle_quantity(region, unknown)
            said, unknown = region.meanings(), _unknown(region)
    _settle_amounts(region)
    if _settle_by_content(region):
        return "rates" if "rate" in region.meanings(weak=False) and "currency" in region.meanings(weak=False) else "costs"
    clear, said = region.meanings(weak=False), region.meanings()
    if "cost" in clear and said & {"amount", "rate", "paid"}:
        return "costs"
    counted = [column for column in region.said("quantity") if column in region.numeric or _has_figures(region, column)]
    if unknown and not priced and not counted and _member_names(region, unknown, regions, names):
        return MATRIX
    if {"quantity", "unit_price"} <= said and len(texts) == 1 and "partner" not in said and not unknown:
        if not region.said("sku"):
            region.mean(texts[0], "sku")
        return "orders"
    many = len(unknown) > 1 and not priced and not counted
    if many or (len([c for c in grouped if not region.headings[c].meanings]) > 1 and not region.said("quantity", weak=False)):
        return MATRIX
    if "partner" in clear and not counted and sum(cost_kind(region.headings[c].text) is not None for c in region.numeric) > 1:
        return RESULT
    return _of_words(region, counted, last=last)


def _settle_across(region: Region) -> None:
    """Several headings over numbers that were answered to be names of partners, or of SKUs, are those of a matrix."""
    for word in ("partner", "sku"):
        named = [column for column in region.numeric if region.headings[column].meanings == (word,)]
        if len(named) > 1:
            region.across = word
            for column in named:
                region.mean(column, "member")


def _settle_amounts(region: Region) -> None:
    """A second heading for costs, over numbers, heads their amounts: "Tổng chi phí", "费用 (金额)"."""
    costs = region.said("cost", weak=False)
    if not costs or region.meanings() & {"amount", "rate", "paid"}:
        return
    numeric = [column for column in costs if column in region.numeric]
    if len(costs) > 1 and len(numeric) == 1:
        region.mean(numeric[0], "amount")
        return
    unknown = [column for column in region.numeric if not set(region.headings[column].meanings) - {"currency"}]
    if region.said("basis", weak=False) and len(unknown) == 1 and not region.said("partner", "sku", "quantity", weak=False):
        region.mean(unknown[0], "amount")


def _settle_by_content(region: Region) -> bool:
    """Tables that what stands in them tells: bases beside amounts are costs, currencies beside plausible rates are rates."""
    cells, said = region.cells, region.meanings(weak=False)
    texts = {c: [text for row in region.rows if (text := cells.text(row, c))] for c in region.columns}
    numeric = [column for column in region.numeric if not set(region.headings[column].meanings) & {"index", "contact"}]
    if len(numeric) == 1 and not said & {"partner", "sku", "quantity"}:
        for column, values in texts.items():
            if values and len(region.columns) == len(("currency", "rate")) and all(currency_code(value) for value in values):
                limits = [band(currency_code(value) or "", "VND") for value in values]
                if all(limits) and not said & {"amount", "cost"}:
                    region.mean(column, "currency")
                    region.mean(numeric[0], "rate")
                    return True
    if said & {"partner", "quantity"} or ("cost" in said and said & {"amount", "rate"}):
        return False
    for column, values in texts.items():
        first = next((c for c in region.columns if c != column and texts[c] and c not in numeric), None)
        says_so = "basis" in region.headings[column].meanings or 2 * sum(basis(value) is not None for value in values) >= len(values)
        if first is not None and len(numeric) in {1, 2} and values and says_so:
            amount = next((c for c in numeric if "amount" in region.headings[c].meanings), numeric[0] if len(numeric) == 1 else None)
            if amount is not None and "sku" not in region.headings[first].meanings:
                region.mean(first, "cost")
                region.mean(amount, "amount")
                region.mean(column, "basis")
                return True
    return False


def _repeats(region: Region, texts: list[int]) -> bool:
    """Whether names stand before the rows more than once: they key a list, not a matrix. SKUs in several cells count together."""
    joined = [column for column in texts if set(region.headings[column].meanings) & set(JOINED)]
    if len(joined) > 1:
        names = [tuple(region.cells.key(row, column) for column in joined) for row in region.rows]
        return len(set(names)) < len(names)
    return any(repeats(region, column) for column in texts[:2])


def _of_words(region: Region, counted: list[int], *, last: bool) -> str:
    """The table of a region by what its headings say, where names across are out of the question."""
    clear, said = region.meanings(weak=False), region.meanings()
    if "partner" in clear and counted:
        return "orders"
    if "partner" in clear and "paid" in said and not said & {"sku", "quantity"}:
        alone = "amount" in said and not said & {"date", "reference"} and not any(h.meanings == ("paid",) for h in region.headings.values())
        return OPEN if alone else "payments"
    if ("sku" in said or said & {"colour", "size"}) and said & (ITEM_COLUMNS - {"currency"}) and "quantity" not in said:
        return "items"
    if "quantity" in said and said & {"sku", "name", "colour", "size"}:
        return "orders" if last else OPEN
    if classify(region.headings[column] for column in region.columns) in {"orders", "costs", "payments", "items"}:
        return classify(region.headings[column] for column in region.columns)
    return NOTHING if last else OPEN


def _settle_partner(region: Region, names: Names, texts: list[int]) -> None:
    """A column under a word that nobody knows, in which a known partner stands, holds partners."""
    if region.said("partner", weak=False):
        return
    unclear = [column for column in texts if not region.headings[column].meanings or region.headings[column].meanings == ("name",)]
    named = [column for column in unclear if names.overlap(region, column)]
    if len(named) == 1 and (len(texts) > 1 or "quantity" in region.meanings() or "paid" in region.meanings()):
        region.mean(named[0], "partner")


def _is_result(region: Region, clear: set[str]) -> bool:
    """Whether a table of what partners owe is worked out, and no order: it names costs, or neither pieces nor several columns that may be names."""
    costs = {column for column in region.numeric if cost_kind(region.headings[column].text) not in {None, "goods"}}
    if len(set(_unknown(region)) - costs) >= len(("An", "Bình")):
        return False
    if {"payer", "payee"} <= clear or costs:
        return not clear & {"sku", "unit_price"}
    return "quantity" not in clear


def _settle_received(region: Region) -> bool:
    """Whether what was received of partners is money, not pieces: amounts with a currency, or of 1,000 and more."""
    for column in region.said("received", weak=False):
        if _are_money(region, column):
            region.mean(column, "paid")
            return True
    return False


def _are_money(region: Region, column: int) -> bool:
    """Whether the numbers of a column are amounts of money: with a currency, or of 1,000 and more."""
    numbers = [number for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None]
    return bool(numbers) and all(number.unit not in {"", "pieces"} or number.value >= _MONEY for number in numbers)


def _settle_when(region: Region) -> bool:
    """Whether a column says when partners withdrew: before or after placing the order."""
    for column in region.columns:
        texts = [text for row in region.rows if (text := region.cells.text(row, column))]
        if texts and all(when(text) for text in texts):
            region.mean(column, "when")
            return True
    return False


def _unknown(region: Region) -> list[int]:
    """The columns of numbers under a word that nobody knows, and that says nothing of a total."""
    return [
        column for column in region.numeric
        if not region.headings[column].meanings and region.headings[column].text and total_words(region.headings[column].text) < 2
    ]


def _has_figures(region: Region, column: int) -> bool:
    return any(any(character.isdecimal() for character in region.cells.text(row, column)) for row in region.rows)


def _settle_quantity(region: Region, unknown: list[int]) -> None:
    """The number of pieces in a list: what, times the price, gives another column; else the first column of whole numbers."""
    columns = values_of(region, region.numeric, region.rows)
    whole = [column for column in unknown if all(isinstance(value, int) for value in columns[column].values())]
    for price in region.said("unit_price"):
        if price not in columns:
            continue
        rows = [row for row in region.rows if row in columns[price]]
        for relation in arithmetic.products(rows, columns, ()).values():
            quantity = [column for column in relation.parts if column in whole]
            if price in relation.parts and quantity and relation.bits >= arithmetic.SURE and not relation.fails:
                region.mean(quantity[0], "quantity")
                return
    if whole:
        region.mean(whole[0], "quantity")
        region.guessed.append(whole[0])


def values_of(region: Region, columns: Sequence[int], rows: Sequence[int]) -> dict[int, dict[int, arithmetic.Value]]:
    """The numbers of some columns: column -> row -> number."""
    numbers = region.cells.numbers
    return {column: {row: numbers[row, column].value for row in rows if (row, column) in numbers} for column in columns}


def _member_names(region: Region, columns: list[int], regions: Sequence[Region], names: Names) -> list[int]:
    """The columns whose heading is a partner or SKU elsewhere."""
    keys = {column: key(member_name(region, column)) for column in columns}
    elsewhere = settled_elsewhere(keys.values(), region, regions) | names.partners | names.leads
    return [column for column, name in keys.items() if name in elsewhere]


def member_name(region: Region, column: int) -> str:
    """The name at the head of a column of a matrix, without the group over it."""
    return region.headings[column].text


def members_known(region: Region, columns: list[int], regions: Sequence[Region], names: Names) -> list[int]:
    """The columns of a matrix whose heading is a partner or SKU elsewhere."""
    return _member_names(region, columns, regions, names)


def allowed(table: str) -> set[str]:
    """The columns that may stand in a table: an order list also carries prices, unit weights, payments and what was received."""
    if table == MATRIX:
        return set(MATRIX_COLUMNS)
    own = {column.name for column in TABLES[table]}
    return own | ITEM_COLUMNS | {"received", "defective", "paid"} if table == "orders" else own


def meanings_in(region: Region, column: int, table: str) -> list[str]:
    """The columns of a table that a heading can be there, by its words and by what stands below it; [] for none."""
    heading, cells = region.headings[column], region.cells
    fits = allowed(table)
    texts = [text for row in region.rows if (text := cells.text(row, column))]
    has_numbers = any(cells.counts(row, column) for row in region.rows)
    candidates = [meaning for meaning in heading.meanings if meaning in fits]
    if table in {"orders", MATRIX} and "amount" in heading.meanings and "paid" in candidates:
        candidates = [meaning for meaning in candidates if meaning not in {"paid", "amount"}]   # what they paid, or what it comes to
    if len(candidates) > 1 and normal(heading.text) in candidates:
        return [normal(heading.text)]
    if texts and not has_numbers:
        if "currency" in fits and all(currency_code(text) for text in texts) and (not candidates or set(candidates) & {"currency", "amount"}):
            return ["currency"]
        if table == "costs" and not candidates and 2 * sum(basis(text) is not None for text in texts) >= len(texts):
            return ["basis"]
        figures = any(character.isdecimal() for text in texts for character in text)
        if candidates and not figures and set(candidates) <= NUMBERS - {"paid", "rate"} and not (table == "costs" and "amount" in candidates):
            return []
    if candidates == ["received"] and table == "orders" and _are_money(region, column):
        return ["paid"]
    if has_numbers and {"currency", "amount"} <= set(candidates):
        candidates.remove("currency")
    if table == "items" and not candidates and "quantity" not in region.meanings():
        return [f"unit_{meaning}" for meaning in heading.meanings if meaning in {"kg", "cbm"}]
    if table == "payments" and not candidates and "amount" in heading.meanings:
        return ["paid"]
    if heading.meanings == ("name",) and not region.said("sku", "colour", "size"):
        return [name for name in ("partner", "sku") if name in fits]
    return candidates


def is_ignored(meanings: Sequence[str]) -> bool:
    """Whether a heading says that its column is nobody's business: a row number, a note, a phone, what is left in stock."""
    ignored = {meaning for each in words("ignored").values() for meaning in each} | {"ignore", "date", "reference", "link"}
    return not ignored.isdisjoint(meanings)


def owed(meanings: Sequence[str]) -> bool:
    """Whether a heading says that its column is what somebody owes or has paid, or an amount."""
    return not _MONEY_OF_A_ROW.isdisjoint(meanings)


def has_partner(region: Region, column: int, names: Names) -> bool:
    """Whether a known partner stands in a column."""
    return not names.partners.isdisjoint(column_keys(region, column))
