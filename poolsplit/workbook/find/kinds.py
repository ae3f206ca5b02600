"""Which table a region is, and which column each of its headings is: by words first, then by names that are known, then by content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.tables.headings import parse
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import SAYS_TOTAL, are_bases, cost_kind, is_title_of_payments, normal, total_words, words
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import contents
from poolsplit.workbook.find.beside import money
from poolsplit.workbook.find.names import column_keys, repeats, settled_elsewhere
from poolsplit.workbook.find.proofs import settle_columns
from poolsplit.workbook.find.shape.captions import titles_of
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS, JOINED, NUMBERS, classify
from poolsplit.workbook.find.shape.turned import may_lie

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.names import Names
    from poolsplit.workbook.find.shape.regions import Region

MATRIX, RESULT, OPEN, NOTHING = "matrix", "result", "open", ""
"""Orders with names across; what somebody worked out; not settled yet; no table of poolsplit's."""

MATRIX_COLUMNS = ITEM_COLUMNS | {"paid", "amount", "pool", "partner", "sku"}
"""The columns that may stand before or behind the names of a matrix."""

_BY_WORDS = frozenset({"evidence", RESULT, "withdrawals", "ledger", "carry", "acceptances", "steps", "rates", "count", "receipt", "terms"})
"""Tables that only their headings tell, whatever stands in them."""

_NOT_BESIDE_MONEY = frozenset({"sku", "unit_price", "date", "reference"})
"""Columns that no table has of what partners owe."""

# ---------------------------------------------------------------- which table


def kind_of(region: Region, regions: Sequence[Region], names: Names, *, last: bool = False) -> str:
    """The table that a region is: a name of `schema.TABLES`, or one of the four words above. last: names of all other regions are known now.

    Settles headings on the way that only content tells: who ordered, how many pieces.
    """
    contents.settle_dates(region)
    contents.settle_typos(region)
    contents.settle_instalments(region)
    contents.settle_received(region, certain=False)
    look = _Look(region, regions, names, last, _by_words(region))
    if region.decided and region.decided != "orders":
        if region.decided == "payments":
            contents.settle_partner(region, names, look.texts)
        return region.decided
    kinds = (decide(look) for decide in _DECISIONS)
    kind = next((kind for kind in kinds if kind is not None), NOTHING if last else OPEN)
    return ("orders" if not _has_names_across(look, kind) else MATRIX) if region.decided else kind


def _by_words(region: Region) -> str:
    """Which table the clear headings of a region make."""
    return classify(region.headings[column] for column in region.columns if column not in region.weak)


@dataclass
class _Look:
    """One look at a region. All but `by_words`, which table its clear headings make, is as it stands at each moment: decisions settle headings."""

    region: Region
    regions: Sequence[Region]
    names: Names
    last: bool
    by_words: str

    @property
    def clear(self) -> set[str]:
        """What headings mean that are known as a whole."""
        return self.region.meanings(weak=False)

    @property
    def said(self) -> set[str]:
        """What headings mean, or may mean."""
        return self.region.meanings()

    @property
    def texts(self) -> list[int]:
        """The columns of texts."""
        region = self.region
        return [column for column in region.columns if column not in region.numeric and any(region.cells.text(row, column) for row in region.rows)]

    @property
    def unknown(self) -> list[int]:
        """The columns of numbers under a word that nobody knows, and that says nothing of a total: names across, it may be."""
        headings = self.region.headings
        named = (column for column in self.region.numeric if headings[column].text and not headings[column].meanings)
        return [column for column in named if total_words(headings[column].text) != SAYS_TOTAL]

    @property
    def across(self) -> list[int]:
        """The columns that may be names across: unknown ones, and mugs whose heading begins like a deposit's ("Coc men")."""
        region = self.region
        mugs = {column for column in self.region.numeric if is_no_payment(region, column) or _is_name_of_sku(region, column)}
        return [column for column in region.columns if column in mugs or column in self.unknown]

    @property
    def grouped(self) -> list[int]:
        """The columns with a text over their headings."""
        return [column for column in self.region.columns if self.region.groups[column]]

    @property
    def counted(self) -> list[int]:
        """The columns that count pieces, and have figures; a partner whose name begins like that of such a column is none ("数量王")."""
        region = self.region
        counted = [column for column in region.said("quantity") if column in region.numeric or _has_figures(region, column)]
        return [column for column in counted if column not in region.weak or key(region.headings[column].text) not in self.names.partners]

    @property
    def is_by_date(self) -> bool:
        """Whether dates stand before the rows, and no names: what came in, or cost, from day to day."""
        dates = [column for column in self.region.columns if contents.heads_dates(self.region, column)]
        return bool(dates) and not set(self.texts) - set(dates)

    @property
    def is_priced(self) -> bool:
        """Whether prices stand beside partners, which makes a list."""
        return {"partner", "unit_price"} <= self.clear


def _has_names_across(look: _Look, kind: str) -> bool:
    """Whether orders, as which a region was answered, have names across: it looks like a matrix, and its rows or columns are partners for sure."""
    if kind != MATRIX:
        return False
    return "partner" in look.clear or bool(look.region.said("member") or members_known(look.region, look.unknown, look.regions, look.names))


def _with_answered_members(look: _Look) -> str | None:
    """A matrix, where headings were answered to be names across, or one to be the total of others."""
    region = look.region
    contents.settle_members(region)
    has_total = any(region.headings[column].meanings == ("total",) for column in region.answered)
    return MATRIX if region.said("member") or (has_total and look.unknown and not region.said("quantity")) else None


def _money_received(look: _Look) -> str | None:
    """Payments, where what was received of partners is money."""
    if "received" not in look.clear or not look.clear & {"partner", "name"} or look.said & {"sku", "colour", "size", "defective"}:
        return None
    if not contents.settle_received(look.region):
        return None
    counted = [column for column in look.region.said("quantity") if column in look.region.numeric]
    across = [column for column in look.unknown if not contents.are_money(look.region, column)]
    look.by_words = _by_words(look.region)
    return None if counted or len(across) > 1 else "payments"


def _by_headings(look: _Look) -> str | None:
    """A table that its headings tell, whatever stands in it."""
    if look.by_words not in _BY_WORDS or (look.by_words == RESULT and not _is_result(look)):
        return None
    return look.by_words


def _with_lead_buyer(look: _Look) -> str | None:
    """Terms, where a lead buyer is named beside no order."""
    return "terms" if "lead_buyer" in look.clear and not look.said & {"quantity", "amount"} else None


def _may_be_costs(look: _Look) -> str | None:
    """Nothing that is known, where it may be costs on their side: that is asked."""
    return NOTHING if may_lie(look.region) and not look.clear & {"partner", "sku", "quantity"} else None


def _with_times(look: _Look) -> str | None:
    """Withdrawals, where a column says of partners "before" or "after"."""
    return "withdrawals" if "partner" in look.clear and contents.settle_when(look.region) else None


def _settle_list(look: _Look) -> str | None:
    """Nothing yet: what proofs say of columns, where a known partner stands, and in a list the number of pieces, are settled."""
    settle_columns(look.region, look.regions, look.names)
    contents.settle_partner(look.region, look.names, look.texts)
    if look.grouped or "cost" in look.clear or look.said & {"quantity", "received"} or not look.unknown:
        return None
    numbers = values_of(look.region, look.region.numeric, look.region.rows)
    factors = contents.factors(look.unknown, numbers)
    names = sorted({*look.texts, *look.region.said("sku", weak=False)})
    if look.is_priced or factors or (len(names) > 1 and _repeats(look.region, names)):
        contents.settle_quantity(look.region, factors or look.unknown, numbers)
    return None


def _rates_by_content(look: _Look) -> str | None:
    """Rates, where plausible ones stand beside currencies."""
    return "rates" if contents.settle_rates(look.region) else None


def _costs_by_content(look: _Look) -> str | None:
    """Costs, where amounts stand beside words for what they are shared by."""
    contents.settle_amounts(look.region)
    return "costs" if contents.settle_costs(look.region, look.names) else None


def _with_amounts_of_costs(look: _Look) -> str | None:
    """Costs, where a heading over their names says so and another one is of amounts."""
    names = [column for column in look.region.said("cost", weak=False) if column not in look.region.numeric]
    return "costs" if names and look.said & {"amount", "rate", "paid"} else None


def _with_known_names_across(look: _Look) -> str | None:
    """A matrix, where a heading is a partner or SKU elsewhere."""
    if look.is_priced or look.counted or not look.across or look.is_by_date:
        return None
    return MATRIX if members_known(look.region, look.across, look.regions, look.names) else None


def _with_prices(look: _Look) -> str | None:
    """Orders without a column of partners, where pieces and prices stand beside the only names."""
    if not {"quantity", "unit_price"} <= look.said or len(look.texts) != 1 or "partner" in look.said or look.unknown:
        return None
    if not look.region.said("sku"):
        look.region.mean(look.texts[0], "sku")
    return "orders"


def _with_names_across(look: _Look) -> str | None:
    """A matrix, where several headings are names that nobody knows, or stand below groups."""
    if look.is_by_date:
        return None
    if len(look.across) > 1 and not look.is_priced and not look.counted:
        return MATRIX
    if len(look.across) == 1 and not look.counted and "partner" in look.clear and _rows_of_prices(look.region):
        return MATRIX    # one SKU, with its price below
    nameless = [column for column in look.grouped if not look.region.headings[column].meanings]
    return MATRIX if len(nameless) > 1 and not look.region.said("quantity", weak=False) else None


def _with_money_of_partners(look: _Look) -> str | None:
    """A result, where goods, costs, totals or dues stand beside partners and nothing else; who they are, other tables may have to say first."""
    figures = [column for column in look.region.numeric if not money.is_no_figure(look.region.headings[column])]
    said = [money.says(look.region.headings[column]) for column in figures]
    others = [column for column, each in zip(figures, said, strict=True) if not each]
    who = look.region.said("partner", "name", weak=False)
    if not figures or not who or look.clear & _NOT_BESIDE_MONEY or "basis" in look.said:
        return None
    if not all(_are_amounts(look.region, column) for column in others):
        return None
    if not {"goods", "due"} & set(said) and not {"cost", "own"} & set(said):
        return None
    if "pieces" in said and not _are_ordered_elsewhere(look, who[0]):
        return None
    if _are_known(look, who[0]):
        look.region.mean(who[0], "partner")
        return RESULT
    sums_up = "partner" in look.clear and not look.counted and said.count("cost") > 1 and {"goods", "due"} & set(said)
    return RESULT if sums_up else None if look.last else OPEN


def _are_amounts(region: Region, column: int) -> bool:
    """Whether the numbers of a column are amounts of money, or nothing."""
    numbers = [number for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None and number.value]
    return bool(numbers) and all(number.unit not in {"", "pieces"} or number.value >= contents.MONEY for number in numbers)


def _are_ordered_elsewhere(look: _Look, column: int) -> bool:
    """Whether another table has pieces of the partners in a column: it names one of them, beside or above small whole numbers."""
    names = set(column_keys(look.region, column))
    return any(
        other is not look.region and names & _all_names(other) and any(_are_pieces(other, numeric) for numeric in other.numeric)
        for other in look.regions
    )


def _all_names(region: Region) -> set[str]:
    """The keys of everything that stands in a table as a name or as a heading."""
    found = {key(heading.text) for heading in region.headings.values()}
    return found.union(*(column_keys(region, column) for column in region.headings if column not in region.numeric))


def _are_pieces(region: Region, column: int) -> bool:
    """Whether the numbers of a column may be pieces: whole ones below any sum of money, which are no row numbers or phones."""
    numbers = [number for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None]
    small = all(number.unit in {"", "pieces"} and number.value.denominator == 1 and number.value < contents.MONEY for number in numbers)
    return bool(numbers) and small and not money.is_no_figure(region.headings[column])


def _are_known(look: _Look, column: int) -> bool:
    """Whether the names in a column are partners of other tables, once each."""
    names = [name for name in column_keys(look.region, column) if name]
    headings = {key(heading.text) for other in look.regions if other is not look.region for heading in other.headings.values()}
    known = settled_elsewhere(names, look.region, look.regions) | look.names.partners | look.names.leads | headings
    return bool(names) and len(set(names)) == len(names) and known.issuperset(names)


def _with_pieces_of_partners(look: _Look) -> str | None:
    """Orders, where pieces are counted beside partners."""
    return "orders" if "partner" in look.clear and look.counted else None


def _titled_as_payments(look: _Look) -> str | None:
    """Payments, where amounts and nothing else stand beside names, under a title of payments: "Cọc", over "Shop | Số tiền"."""
    region = look.region
    who = region.said("partner", "name", weak=False)
    amounts = [column for column in region.numeric if not money.is_no_figure(region.headings[column])]
    if len(who) != 1 or len(amounts) != 1 or look.said & {*JOINED, "quantity", "cost", "basis", "unit_price", "due", "remaining", "total"}:
        return None
    if not contents.are_money(region, amounts[0]) or not any(map(is_title_of_payments, titles_of(region))):
        return None
    region.mean(who[0], "partner")
    region.mean(amounts[0], "paid")
    return "payments"


def _with_payments_of_partners(look: _Look) -> str | None:
    """Payments, where amounts stand beside partners; amounts that may be owed as well are not settled."""
    if "partner" not in look.clear or "paid" not in look.said or look.said & {"sku", "quantity"}:
        return None
    if all(is_no_payment(look.region, column) for column in look.region.said("paid")):
        return OPEN
    may_be_owed = "amount" in look.said and not look.said & {"date", "reference"}
    return OPEN if may_be_owed and not any(heading.meanings == ("paid",) for heading in look.region.headings.values()) else "payments"


def _with_prices_of_skus(look: _Look) -> str | None:
    """The SKU list, where prices or weights stand beside SKUs and no pieces."""
    about_skus = look.said & set(JOINED) and look.said & (ITEM_COLUMNS - {"currency"})
    return "items" if about_skus and "quantity" not in look.said else None


def _with_pieces_of_skus(look: _Look) -> str | None:
    """Orders, where pieces are counted beside SKUs; they wait for names of others first."""
    if "quantity" not in look.said or not look.said & {*JOINED, "name"}:
        return None
    return "orders" if look.last else OPEN


def _by_weak_headings(look: _Look) -> str | None:
    """One of the main tables, where headings that are known in part make it."""
    kind = classify(look.region.headings[column] for column in look.region.columns)
    return kind if kind in {"orders", "costs", "payments", "items"} else None


_DECISIONS: tuple[Callable[[_Look], str | None], ...] = (
    _with_answered_members,
    _money_received,
    _by_headings,
    _with_lead_buyer,
    _may_be_costs,
    _with_times,
    _settle_list,
    _rates_by_content,
    _costs_by_content,
    _with_amounts_of_costs,
    _titled_as_payments,
    _with_money_of_partners,
    _with_known_names_across,
    _with_prices,
    _with_names_across,
    _with_pieces_of_partners,
    _with_payments_of_partners,
    _with_prices_of_skus,
    _with_pieces_of_skus,
    _by_weak_headings,
)
"""One after the other: the first that can tell the table gives it; None leaves it to the next."""


def _is_result(look: _Look) -> bool:
    """Whether a table of what partners owe is worked out, and no order: it names costs, or neither pieces nor several columns that may be names."""
    costs = {column for column in look.region.numeric if cost_kind(look.region.headings[column].text) not in {None, "goods"}}
    if len(set(look.unknown) - costs) > 1:
        return False
    if {"payer", "payee"} <= look.clear or costs:
        return not look.clear & {"sku", "unit_price"}
    return "quantity" not in look.clear


def is_no_payment(region: Region, column: int) -> bool:
    """Whether a heading only begins like one of payments, over numbers that are no money."""
    return column in region.weak and region.headings[column].meanings == ("paid",) and not contents.may_be_paid(region, column)


def _is_name_of_sku(region: Region, column: int) -> bool:
    """Whether a heading beside partners only begins like that of a column, and names a SKU: "SP118", and "Giá đỡ" (a stand) above a row of prices."""
    heading, clear = region.headings[column], region.meanings(weak=False)
    if column not in region.weak or "partner" not in clear or clear & {"sku", "quantity"}:
        return False
    return (heading.meanings == ("sku",) and _has_digit(heading.text)) or bool(_rows_of_prices(region))


def _rows_of_prices(region: Region) -> list[int]:
    """The rows of a region before which a word for prices stands, and nothing else than its unit."""
    first = region.columns[0]
    return [row for row in region.rows if "unit_price" in parse(region.cells.text(row, first)).meanings]


def _has_figures(region: Region, column: int) -> bool:
    """Whether a text with a figure stands in a column: "3+2"."""
    return any(_has_digit(text) for text in contents.texts_of(region, column))


def _has_digit(text: str) -> bool:
    return any(character.isdecimal() for character in text)


def _repeats(region: Region, texts: Sequence[int]) -> bool:
    """Whether names stand before the rows more than once: they key a list, not a matrix. SKUs in several cells count together."""
    texts = [column for column in texts if not is_ignored(region.headings[column].meanings)]
    joined = [column for column in texts if set(region.headings[column].meanings) & set(JOINED)]
    if len(joined) > 1:
        names = [tuple(region.cells.key(row, column) for column in joined) for row in region.rows]
        return len(set(names)) < len(names)
    return any(repeats(region, column) for column in texts[:2])


def values_of(region: Region, columns: Sequence[int], rows: Sequence[int]) -> dict[int, dict[int, Value]]:
    """The numbers of some columns: column -> row -> number."""
    numbers = region.cells.numbers
    return {column: {row: numbers[row, column].value for row in rows if (row, column) in numbers} for column in columns}


def members_known(region: Region, columns: Sequence[int], regions: Sequence[Region], names: Names) -> list[int]:
    """The columns whose heading is a partner or SKU elsewhere."""
    keys = {column: key(region.headings[column].text) for column in columns}
    elsewhere = settled_elsewhere(keys.values(), region, regions) | names.partners | names.leads
    return [column for column, name in keys.items() if name in elsewhere]


# ---------------------------------------------------------------- which column


def meanings_in(region: Region, column: int, table: str) -> list[str]:
    """The columns of a table that a heading can be there, by its words and by what stands below it; [] for none."""
    heading, fits = region.headings[column], _allowed(table)
    candidates = [meaning for meaning in heading.meanings if meaning in fits]
    if table != "payments" and is_no_payment(region, column):
        candidates = []
    if heading.unit == "%" and "paid" in candidates and column not in region.answered:
        candidates.remove("paid")    # "Cọc 50%": what is asked for
    if table in {"orders", MATRIX} and "amount" in heading.meanings and "paid" in candidates:
        candidates = [meaning for meaning in candidates if meaning not in {"paid", "amount"}]   # what they paid, or what it comes to
    if len(candidates) > 1 and normal(heading.text) in candidates:
        return [normal(heading.text)]
    has_numbers = any(region.cells.counts(row, column) for row in region.rows)
    texts = [] if has_numbers else contents.texts_of(region, column)
    settled = _meanings_of_texts(table, fits, candidates, texts) if texts else None
    if settled is not None:
        return settled
    if candidates == ["received"] and table == "orders" and contents.are_money(region, column):
        return ["paid"]
    if has_numbers and {"currency", "amount"} <= set(candidates):
        candidates.remove("currency")
    return _meanings_of_words(region, column, table, candidates)


def _allowed(table: str) -> set[str]:
    """The columns that may stand in a table: an order list also carries prices, unit weights, payments and what was received."""
    if table == MATRIX:
        return set(MATRIX_COLUMNS)
    own = {column.name for column in TABLES[table]}
    return own | ITEM_COLUMNS | {"received", "defective", "paid"} if table == "orders" else own


def _meanings_of_texts(table: str, fits: Collection[str], candidates: Sequence[str], texts: Sequence[str]) -> list[str] | None:
    """What a column with texts alone can be; None where they do not tell."""
    if "currency" in fits and all(currency_code(text) for text in texts) and (not candidates or set(candidates) & {"currency", "amount"}):
        return ["currency"]
    if table == "costs" and not candidates and are_bases(texts):
        return ["basis"]
    needs_numbers = candidates and set(candidates) <= NUMBERS - {"paid", "rate"} and not (table == "costs" and "amount" in candidates)
    return [] if needs_numbers and not any(map(_has_digit, texts)) else None


def _meanings_of_words(region: Region, column: int, table: str, candidates: list[str]) -> list[str]:
    """What a heading can be in one table and not in others: beside SKUs "kg" is the weight of a piece, and an amount among payments was paid."""
    meanings = region.headings[column].meanings
    if table == "items" and not candidates and "quantity" not in region.meanings():
        return [f"unit_{meaning}" for meaning in meanings if meaning in {"kg", "cbm"}]
    if table == "payments" and not candidates and "amount" in meanings:
        return ["paid"]
    if meanings == ("name",) and not region.said(*JOINED):
        return [name for name in ("partner", "sku") if name in _allowed(table)]
    return candidates


def is_ignored(meanings: Sequence[str]) -> bool:
    """Whether a heading says that its column is nobody's business: a row number, a note, a phone, what is left in stock."""
    ignored = {meaning for each in words("ignored").values() for meaning in each} | {"ignore", "date", "reference", "link"}
    return not ignored.isdisjoint(meanings)
