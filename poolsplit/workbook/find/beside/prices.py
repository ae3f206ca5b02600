"""Prices of SKUs that stand elsewhere: in a SKU list, or beside a label for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.values.names import key
from poolsplit.workbook.find.shape.cells import number_of

if TYPE_CHECKING:
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book


@dataclass(frozen=True)
class Prices:
    """What a piece costs. by_sku: key of a SKU -> its price. for_all: the price of every other SKU, None where none is stated."""

    by_sku: dict[str, Value]
    for_all: Value | None

    def of(self, sku: str) -> Value | None:
        """The price of a SKU, None where none is known.

        >>> Prices({"s": 28}, None).of("S"), Prices({"s": 28}, 30).of("M")
        (28, 30)
        """
        return self.by_sku.get(key(sku), self.for_all)


def prices_elsewhere(book: Book) -> Prices:
    """The prices in the SKU lists that were handed on, and beside labels."""
    by_sku: dict[str, Value] = {}
    for items in book.parts.get("items", []):
        skus = items.columns.get("sku", [None] * items.size)
        for sku, price in zip(skus, items.columns.get("unit_price", [None] * items.size), strict=True):
            number = number_of(price, book.lang)
            if sku is not None and number is not None:
                by_sku[key(sku)] = number.value
    labels = (number_of(label.value, book.lang) for label in book.labels if label.name[:2] == ("items", "unit_price"))
    return Prices(by_sku, next((number.value for number in labels if number is not None), None))
