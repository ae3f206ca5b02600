"""The value of a cell as a list hands it on."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.values.money import currency_code
from poolsplit.workbook.find import plausible
from poolsplit.workbook.find.beside.multiples import in_full
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.shape.cells import typed
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.lists.rowlist import RowList

_DIGITS = re.compile(r"\d{1,9}")
_BY = re.compile(r"\d\s*(?:[x×*]|[^\W\d]+)\s*\d")
"""Packs of so many pieces, as in "2x5" or "2 lốc 5 cái"."""
_DOZENS = {"chục": 10, "chuc": 10, "tá": 12, "dozen": 12, "打": 12}
_LISTS = re.compile(r"[,;，、]|\b(?:và|and)\b")
_MOST_ROWS = _TWO = 2


def value_of(rowlist: RowList, place: tuple[int, int]) -> object:
    """The value of a cell as it is handed on: as it was typed, or as it was answered, or in full where its heading counts in thousands."""
    cells, name = rowlist.cells, rowlist.columns.named.get(place[1])
    said = rowlist.book.answers.cell(cells.sheet, *place)
    if said.startswith("="):
        return said[1:]
    if said and name == "basis":
        return said
    if name == "rate" and rowlist.table == "rates":
        return _rate(rowlist, place)
    if name == "account" and place in cells.numbers:
        _say_lost_zeros(rowlist, place)
        return None
    if name == "quantity":
        return _quantity(rowlist, place)
    return in_full(cells, place, cells.sheet.at(*place), rowlist.columns.factors.get(place[1], 1))


def _rate(rowlist: RowList, place: tuple[int, int]) -> object:
    """A rate of exchange in the reading that is plausible; one that is not is asked, and None."""
    cells, currency = rowlist.cells, rowlist.columns.one("currency")
    code = currency_code(cells.name(place[0], currency)) if currency is not None else None
    number, value = cells.numbers.get(place), cells.sheet.at(*place)
    if number is None or code is None:
        return value
    chosen = plausible.rate_of_exchange(code, number, rowlist.book.proven.get(code))
    if chosen is None:
        rowlist.book.problems.append(plausible.rate_asked(cells.address(*place), code, number))
        return None
    return value if chosen == number.value and number.other is None else typed(chosen)


def _say_lost_zeros(rowlist: RowList, place: tuple[int, int]) -> None:
    """Warn of an account that is a number."""
    cells = rowlist.cells
    message = Text("the account is a number, which has lost the zeros in front of it: {number}", number=cells.name(*place))
    fix = Text("format the cell as text and type the bank and the account again: no payment code without it")
    rowlist.book.warn("terms", "account", cells.address(*place), message, fix)


def _quantity(rowlist: RowList, place: tuple[int, int]) -> object:
    """How many pieces a cell has, without their unit; what is no number is asked."""
    cells, value = rowlist.cells, rowlist.cells.sheet.at(*place)
    number = cells.numbers.get(place)
    if number is not None and number.value < 0:
        _ask_negative(rowlist, place, number.value)
    if number is not None and number.unit == "pieces":
        return typed(number.value)
    if (number is None or number.unit.startswith("/")) and isinstance(value, str) and place not in cells.broken:
        _ask_quantity(rowlist, cells.address(*place), value)
    return value


def _ask_negative(rowlist: RowList, place: tuple[int, int], pieces: Value) -> None:
    """Ask what pieces below zero are: taken off another row of that partner and SKU, or nothing that counts."""
    cells, (row, column) = rowlist.cells, place
    out, choices = f"{cells.address(*place)}=out", []
    for other in (each for each in rowlist.region.rows if each != row and _names_of(rowlist, each) == _names_of(rowlist, row)):
        stated = cells.number(other, column)
        if stated is not None and stated + pieces >= 0 and (other, column) not in cells.formulas:
            text = Text("they are taken off the {number} in {cell}", number=shown(stated), cell=cells.short(other, column))
            choices.append(Choice(f"{cells.address(other, column)}=={shown(stated + pieces)}; {out}", text))
    positive = Choice(f"{cells.address(*place)}=={shown(-pieces)}", Text("{count} pieces", count=shown(-pieces)))
    choices = [*choices[:_MOST_ROWS], Choice(out, Text("the row does not count")), positive]
    message = Text("{number} pieces: are they taken off what was ordered?", number=shown(pieces))
    rowlist.book.problems.append(question("orders", "quantity", cells.address(*place), message, choices))


def _names_of(rowlist: RowList, row: int) -> list[str]:
    """The keys of the partner and the SKU of a row; a blank one is that above it."""
    return [rowlist.cells.key(*rowlist.whose((row, column))) for column in rowlist.named]


def _ask_quantity(rowlist: RowList, cell: str, text: str) -> None:
    """Ask how many pieces a text means: "3+2", "5 (đổi size)"."""
    counts = _counts_in(text)
    if counts:
        message = Text('"{text}" stands where pieces are counted: how many are they?', text=text)
        choices = [Choice(f"{cell}=={count}", Text("{count} pieces", count=count)) for count in counts]
        rowlist.book.problems.append(question("orders", "quantity", cell, message, choices))


def _counts_in(text: str) -> list[int]:
    """The numbers that a text may mean, the likeliest first.

    >>> _counts_in("3+2"), _counts_in("5 (đổi size 38)"), _counts_in("?")
    ([5, 3, 2], [5, 38], [])
    >>> _counts_in("2 lốc 5 cái"), _counts_in("2 áo, 1 quần"), _counts_in("1 chục")
    ([10, 2, 5], [2, 3, 1], [10, 1])
    """
    numbers, words = [int(digits) for digits in _DIGITS.findall(text)], text.casefold().split()
    several = len(numbers) > 1
    packs = [prod(numbers)] if len(numbers) == _TWO and _BY.search(text) else []
    packs += [numbers[0] * _DOZENS[word] for word in words if word in _DOZENS and not several]
    added = [sum(numbers)] if several and "+" in text else []
    listed = [sum(numbers)] if several and _LISTS.search(text) and "(" not in text else []
    return list(dict.fromkeys([*packs, *added, *numbers[:1], *listed, *numbers]))
