"""Single cells of a table, read by the kind of their column: what lists and frames are both read with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

from poolsplit.errors import NumberError, PoolsplitError, Problem, Text, word
from poolsplit.tables import vocabulary
from poolsplit.tables.schema import DESCRIBED
from poolsplit.tables.table import Table, is_blank
from poolsplit.values import cells, money
from poolsplit.values.dates import day
from poolsplit.values.numerals import quoted
from poolsplit.values.rates import fx, tiers

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from poolsplit.tables.columns import Rows

_STATES_CURRENCY = {"costs": "amount", "items": "unit_price", "terms": "step"}
"""The column of each table whose heading may state the currency of the rows, as in "Giá (¥)"."""

_ENDLESS = 10**64


def in_reading_order(source: Table) -> list[str]:
    """The columns so that what tells an amount's currency comes before the amounts."""
    return sorted(source.columns, key=lambda name: name not in {"pool", "currency", "cost"})


def with_stated_currency(source: Table) -> Table:
    """The table with the currency of a heading ("Giá (¥)") in every row that does not say its own."""
    unit = source.units.get(_STATES_CURRENCY.get(source.name, ""))
    if not unit:
        return source
    typed = source.columns.get("currency", [None] * source.size)
    if not isinstance(typed, list):
        return replace(source, columns={**source.columns, "currency": typed.astype(object).where(typed.notna(), unit)})
    stated: Any = [unit if is_blank(code) else code for code in typed]
    column = next(iter(source.columns.values()))
    return replace(source, columns={**source.columns, "currency": stated if isinstance(column, list) else type(column)(stated)})


class CellReader:
    """Reads the cells of one table, each by the kind of its column, and keeps a problem for every one that cannot be read exactly.

    source: the table; rows: what is read so far, in which a column of currencies comes before the amounts. problems: all of them.
    one_currency: that of all pools, None where pools have their own; pool_currency: that of a pool, by its name.
    """

    def __init__(self, source: Table, rows: Rows, lang: str | None, currency: str | Callable[[object], str]) -> None:
        """lang: how ambiguous numbers are read; None refuses them. currency: that of all pools, or what tells a pool's by its name."""
        self.source, self.rows, self.lang = source, rows, lang
        self.one_currency = currency if isinstance(currency, str) else None
        self.pool_currency: Callable[[object], str] = (lambda _: currency) if isinstance(currency, str) else currency
        self.problems: list[Problem] = []
        self.readers: dict[str, Callable[[object, int, str], Any]] = {
            "name": self._name, "text": self._text, "quantity": self._quantity, "defective": self._defective, "measure": self._measure,
            "number": self._number, "money": self._money, "price": self._price, "rate": self._rate, "fx": self._fx, "tiers": self._tiers,
            "flag": self._flag, "date": self._date,
        }
        """Kind of a column -> what reads a cell of it, in a row and a column. It raises NumberError or CurrencyError."""

    def say_what_is_twice(self) -> None:
        """A problem for every column that two headings mean."""
        for name in self.source.twice:
            message = Text("two columns both mean {column}", column=word(name))
            fix = Text("keep one of them, or give the other one another heading")
            self.problems.append(Problem(self.source.name, 0, name, message, fix))

    def missing_columns(self) -> list[str]:
        """The required columns that the table does not have, each a problem; all of their cells count as unread."""
        missing = []
        for column in DESCRIBED[self.source.name]:
            if column.required and column.name not in self.source.columns and self.source.size:
                message = Text("the column {column} is missing", column=word(column.name))
                fix = Text("add it; the columns are: {columns}", columns=", ".join(self.source.headings.values()))
                self.problems.append(Problem(self.source.name, 0, column.name, message, fix))
                self.rows.unread |= {(row, column.name) for row in range(self.source.size)}
                missing.append(column.name)
        return missing

    def is_readable(self, value: object) -> bool:
        """Whether a cell holds a number."""
        return _readable(value, self.lang)

    def blank(self, row: int, name: str) -> None:
        """A required cell is blank."""
        message = Text("{column} is blank", column=self.source.headings.get(name, name))
        self._unread(row, name, message, Text("fill it in, or delete the row"))

    def failed(self, row: int, name: str, error: PoolsplitError) -> None:
        """A cell cannot be read."""
        fix = error.fix if isinstance(error, NumberError) else Text("type a code such as VND, CNY or USD")
        self._unread(row, name, error.args[0], fix)

    def unit(self, name: str) -> str:
        """The unit of a measure whose cells do not state one."""
        return self.source.units.get(name) or ("kg" if "kg" in name else "m3")

    def _unread(self, row: int, name: str, message: str, fix: str) -> None:
        self.problems.append(self.rows.problem(row, name, message, fix))
        self.rows.unread.add((row, name))

    def currency_at(self, row: int, name: str, value: object) -> str:
        """The currency of one amount: of its row, else the pool's; a heading that states another one is an error."""
        pool = self.source.columns.get("pool", [None] * (row + 1))[row]
        here = self.pool_currency(None if is_blank(pool) else pool)
        typed = self.rows.columns.get("currency")
        expected = (typed[row] if typed is not None else None) or here
        if name == "actual" and vocabulary.cost_kind(self.source.columns.get("cost", [""] * (row + 1))[row]) == "goods":
            expected = here  # what was debited for the goods, in the pool's own money (spec.md, section 2)
        stated = self.source.units.get(name, expected)
        if stated != expected and name != _STATES_CURRENCY.get(self.source.name):
            raise money.wrong_currency(value, stated, expected)
        return expected

    def _name(self, value: object, row: int, name: str) -> str:
        if isinstance(value, str):
            text = " ".join(value.split())
            if text.startswith("#") and text.endswith(("!", "?", "/A")):
                raise NumberError(Text("{text} is an error value, not a name", text=text), Text("repair the formula"))
            return text
        if isinstance(value, (dt.date, dt.time, dt.timedelta)):
            message = Text("the cell holds the date {date}, not a name", date=quoted(value))
            raise NumberError(message, Text("format the cell as text and type the name again"))
        if isinstance(value, bool) or not isinstance(value, (Real, Decimal)) or not _finite(value):
            raise NumberError(Text("the cell holds {value}, not a name", value=quoted(value)), Text("type the name"))
        whole = int(value)  # type: ignore[arg-type]  # every real number that is finite has one
        if value == whole:
            return str(whole)
        return f"{value:f}".rstrip("0") if isinstance(value, Decimal) else str(value)

    def _text(self, value: object, row: int, name: str) -> str:
        if name == "currency":
            code = money.currency_code(str(value)) or str(value).strip().upper()
            money.exponent(code)
            return code
        return str(value) if isinstance(value, (dt.date, dt.time)) else self._name(value, row, name)

    def _quantity(self, value: object, row: int, name: str) -> int:
        return cells.quantity(value, self.lang)

    def _defective(self, value: object, row: int, name: str) -> int | Fraction:
        return cells.defective(value, self.lang)

    def _measure(self, value: object, row: int, name: str) -> Fraction:
        return cells.measure(value, self.unit(name), self.lang)

    def _number(self, value: object, row: int, name: str) -> Fraction:
        return cells.number(value, self.lang)

    def _money(self, value: object, row: int, name: str) -> int:
        return money.minor_units(value, self.currency_at(row, name, value), self.lang)

    def _price(self, value: object, row: int, name: str) -> Fraction:
        price = money.price(value, self.currency_at(row, name, value), self.lang)
        if price < 0:
            raise NumberError(Text("a price cannot be negative: {price}", price=value), Text("type the price of one piece"))
        return price

    def _rate(self, value: object, row: int, name: str) -> Fraction:
        return cells.percent(value, self.lang, self.source.units.get(name, ""))

    def _fx(self, value: object, row: int, name: str) -> Fraction:
        code = self.rows.get("currency")[row]
        return fx(value, code or "CNY", self.pool_currency(None), self.lang)

    def _tiers(self, value: object, row: int, name: str) -> list[tuple[int, Fraction]]:
        return tiers(value, self.currency_at(row, "unit_price", value), self.lang)

    def _flag(self, value: object, row: int, name: str) -> bool:
        return cells.flag(value)

    def _date(self, value: object, row: int, name: str) -> object:
        """A date; a deadline may carry words and a time, and stays as it was typed."""
        return value if name == "deadline" else day(value, self.lang)


def _finite(value: Real | Decimal) -> bool:
    """Whether a number can be written out: no NaN, no infinity, none of thousands of digits."""
    return not (isinstance(value, Decimal) and value.is_nan()) and bool(abs(value) < _ENDLESS)  # type: ignore[operator]  # real numbers compare


def _readable(value: object, lang: str | None) -> bool:
    try:
        cells.number(value, lang)
    except NumberError:
        return False
    return True
