"""Lists of SKUs that repeat the orders, as they are sent to the supplier: the pieces of each, and what these cost. They follow, and never count."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import cost_kind, total_words
from poolsplit.values.money import currency_code
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import DERIVED
from poolsplit.workbook.find.arithmetic import close
from poolsplit.workbook.find.join import pieces
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.shape.signatures import JOINED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

    Name = tuple[str, ...]
    Figures = Mapping[Name, Value]

_FEWEST = 2
"""The partners whose orders together make sums; those of one are as good as an order."""
_TABLES = frozenset({"items", kinds.RESULT, kinds.OPEN, kinds.NOTHING})


def repeats_orders(book: Book, region: Region) -> bool:
    """Whether the pieces of a list without partners are the sums of the orders that were handed on, SKU by SKU; they are noted then."""
    columns = [column for column in region.said("quantity") if column in region.numeric]
    skus = _skus(region)
    if len(columns) != 1 or not skus or len(book.ordered("partner")) < _FEWEST or not _follows(region, columns[0], skus, _ordered(book)):
        return False
    book.account.mark(region.cells, [(row, columns[0]) for row in region.rows], DERIVED, "ordered")
    return True


def check(book: Book) -> None:
    """Note the columns of SKU lists that follow from the orders; of other tables only where all of their open columns do."""
    ordered = _ordered(book)
    for region, kind in book.kinds.items():
        skus = _skus(region) if kind in _TABLES and not region.decided and ordered else {}
        if not skus or len(book.ordered("partner")) < _FEWEST:
            continue
        columns = [column for column in region.numeric if column not in region.answered and _open(book, region, column)]
        given = [ordered, *_worth(book, ordered)]
        known = [column for column in columns if _says_figures(region.headings[column])]
        follow = [column for column in known if any(_follows(region, column, skus, figures) for figures in given)]
        if kind == "items" or len(follow) == len(columns):
            book.account.mark(region.cells, [place for column in follow for place in _open(book, region, column)], DERIVED, "ordered")


def _says_figures(heading: Heading) -> bool:
    """Whether a heading has a known word for pieces, prices, amounts or totals; under any other one the same figures may be of something else."""
    return bool(heading.meanings) or total_words(heading.text) > 0 or cost_kind(heading.text) == "goods"


def _open(book: Book, region: Region, column: int) -> list[tuple[int, int]]:
    """The cells of a column with a number that has no role."""
    return [(row, column) for row in region.rows if region.cells.counts(row, column) and not book.account.role(region.cells, row, column)]


def _skus(region: Region) -> dict[int, Name]:
    """The words of the SKU of each row; {} where no heading says SKU, and for rows without one, such as totals."""
    columns, cells = region.said(*JOINED, weak=False), region.cells
    named = {row: " ".join(cells.name(row, column) for column in columns if cells.name(row, column)) for row in region.rows}
    return {row: pieces(name) for row, name in named.items() if name and not total_words(name)} if columns else {}


def _ordered(book: Book) -> dict[Name, Value]:
    """The pieces of each SKU, of all orders together."""
    found: defaultdict[Name, Value] = defaultdict(int)
    for part in book.parts.get("orders", []):
        skus = part.columns.get("sku", [None] * part.size)
        for sku, quantity in zip(skus, part.columns.get("quantity", ()), strict=True):
            number = number_of(quantity, book.lang)
            if sku is not None and number is not None:
                found[pieces(str(sku))] += number.value
    return dict(found)


def _worth(book: Book, ordered: Figures) -> Iterator[Figures]:
    """The prices of SKUs and what their pieces come to, as they are written and in dong."""
    prices: dict[Name, Value] = {}
    in_dong: dict[Name, Value] = {}
    for part in book.parts.get("items", []):
        none = [None] * part.size
        columns = (part.columns.get(name, none) for name in ("sku", "unit_price", "currency"))
        for sku, value, code in zip(*columns, strict=True):
            number = number_of(value, book.lang)
            if sku is not None and number is not None:
                unit = currency_code(number.unit) or currency_code(str(code or "")) or part.units.get("unit_price", "")
                rate = book.rates.get(unit) if unit else next(iter(book.rates.values()), 1)
                prices.setdefault(pieces(str(sku)), number.value)
                in_dong.setdefault(pieces(str(sku)), number.value * (1 if unit == "VND" or rate is None else rate))
    for each in (prices, in_dong):
        if each:
            yield each
            yield {name: count * each.get(name, 0) for name, count in ordered.items()}


def _follows(region: Region, column: int, skus: Mapping[int, Name], figures: Figures) -> bool:
    """Whether a column has the figure of its SKU in each row that names one, of every SKU once, and their sum in all others."""
    cells = region.cells
    rows = [row for row in region.rows if cells.counts(row, column)]
    named, totals = [row for row in rows if row in skus], [row for row in rows if row not in skus]
    stated = [skus[row] for row in named]
    if not named or len(set(stated)) < len(stated) or not figures.keys() >= set(stated):
        return False
    if not all(_is(cells.number(row, column), figures[skus[row]]) for row in named):
        return False
    return all(_is(cells.number(row, column), sum(figures[name] for name in stated)) for row in totals)


def _is(stated: Value | None, exact: Value) -> bool:
    return stated is not None and close(stated, exact)


def without_partners(regions: Sequence[Region]) -> list[Region]:
    """The lists of SKUs and pieces in which nobody ordered, and of which nobody has said what they are."""
    nameless = (region for region in regions if not region.said("partner") and not region.decided and not region.answered)
    return [region for region in nameless if region.said("quantity") and _skus(region)]
