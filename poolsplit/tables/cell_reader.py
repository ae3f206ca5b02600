"""Reading of single cells by the kind of their column. Lists and frames are both read with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Listing, NumberError, PoolsplitError, Problem, Text, name_text
from poolsplit.tables import vocabulary
from poolsplit.tables.schema import DESCRIBED
from poolsplit.tables.table import Table, is_blank
from poolsplit.values import cells, money
from poolsplit.values.dates import day
from poolsplit.values.names import is_error_value
from poolsplit.values.numerals import quoted
from poolsplit.values.rates import fx, tiers

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from poolsplit.tables.columns import Rows

_STATES_CURRENCY = {"costs": "amount", "items": "unit_price", "terms": "step"}
"""The column of each table whose heading may state the currency of the rows, as in "Giá (¥)"."""

_TOO_LARGE = 10**64
"""Numbers from here on are not written out as names."""


def in_reading_order(source: Table) -> list[str]:
    """The column names in the order of reading: the columns that decide an amount's currency come before the amounts."""
    return sorted(source.columns, key=lambda name: name not in {"pool", "currency", "cost"})


def with_stated_currency(source: Table) -> Table:
    """The table, with the currency that a heading states ("Giá (¥)") in every row that does not state one."""
    currency = source.units.get(_STATES_CURRENCY.get(source.name, ""))
    if not currency:
        return source
    codes = source.columns.get("currency", [None] * source.size)
    if not isinstance(codes, list):
        return replace(source, columns={**source.columns, "currency": codes.astype(object).where(codes.notna(), currency)})
    filled: Any = [currency if is_blank(code) else code for code in codes]
    column = next(iter(source.columns.values()))
    return replace(source, columns={**source.columns, "currency": filled if isinstance(column, list) else type(column)(filled)})


class CellReader:
    """Reads the cells of one table, each by the kind of its column, and keeps a problem for every cell that cannot be read exactly.

    source: the table. rows: the columns read so far; a column of currencies is read before the amounts. problems: all problems so far.
    one_currency: the currency of all pools, None where pools have their own. pool_currency: gives a pool's currency by the pool's name.
    """

    def __init__(self, source: Table, rows: Rows, lang: str | None, currency: str | Callable[[object], str]) -> None:
        """lang: how ambiguous numbers are read; None refuses them. currency: of all pools, or a function that gives a pool's by its name."""
        self.source, self.rows, self.lang = source, rows, lang
        self.one_currency = currency if isinstance(currency, str) else None
        self.pool_currency: Callable[[object], str] = (lambda _: currency) if isinstance(currency, str) else currency
        self.problems: list[Problem] = []
        self.readers: dict[str, Callable[[object, int, str], Any]] = {
            "name": self._name, "text": self._text, "quantity": self._quantity, "defective": self._defective, "measure": self._measure,
            "number": self._number, "money": self._money, "price": self._price, "rate": self._rate, "fx": self._fx, "tiers": self._tiers,
            "flag": self._flag, "date": self._date,
        }
        """Kind of a column -> the function that reads one cell: (value, row, column). It raises NumberError or CurrencyError."""

    def report_duplicate_columns(self) -> None:
        """Add a problem for every column that two headings mean."""
        for name in self.source.twice:
            message = Text("two columns both mean {column}", column=name_text(name))
            fix = Text("keep one of them, or give the other one another heading")
            self.problems.append(Problem(self.source.name, 0, name, message, fix))

    def report_missing_columns(self) -> list[str]:
        """The required columns that the table does not have. Each becomes a problem, and all of its cells count as unread."""
        missing = []
        for column in DESCRIBED[self.source.name]:
            if column.required and column.name not in self.source.columns and self.source.size:
                message = Text("the column {column} is missing", column=name_text(column.name))
                columns = Listing(self.source.headings.get(name) or name_text(name) for name in self.source.columns)
                fix = Text("add it; the columns are: {columns}", columns=columns)
                self.problems.append(Problem(self.source.name, 0, column.name, message, fix))
                self.rows.unread |= {(row, column.name) for row in range(self.source.size)}
                missing.append(column.name)
        return missing

    def is_readable(self, value: object) -> bool:
        """True where a cell holds a number."""
        return _readable(value, self.lang)

    def report_blank(self, row: int, name: str) -> None:
        """Add a problem: a required cell is blank."""
        message = Text("{column} is blank", column=self.source.headings.get(name, name))
        self._report(row, name, message, Text("fill it in, or delete the row"))

    def report_unreadable(self, row: int, name: str, error: PoolsplitError) -> None:
        """Add a problem: a cell cannot be read."""
        fix = error.fix if isinstance(error, NumberError) else Text("type a code such as VND, CNY or USD")
        self._report(row, name, error.args[0], fix)

    def unit(self, name: str) -> str:
        """The unit of a measure whose cells do not state one."""
        return self.source.units.get(name) or ("kg" if "kg" in name else "m3")

    def _report(self, row: int, name: str, message: str, fix: str) -> None:
        self.problems.append(self.rows.problem(row, name, message, fix))
        self.rows.unread.add((row, name))

    def currency_at(self, row: int, name: str, value: object) -> str:
        """The currency of one amount: that of its row, else that of its pool. Raises NumberError where the heading states another one."""
        pool = self.source.columns.get("pool", [None] * (row + 1))[row]
        of_pool = self.pool_currency(None if is_blank(pool) else pool)
        of_rows = self.rows.columns.get("currency")
        expected = (of_rows[row] if of_rows is not None else None) or of_pool
        if name == "actual" and vocabulary.cost_kind(self.source.columns.get("cost", [""] * (row + 1))[row]) == "goods":
            expected = of_pool  # what was debited for the goods, in the pool's own money (spec.md, section 2)
        stated = self.source.units.get(name, expected)
        if stated != expected and name != _STATES_CURRENCY.get(self.source.name):
            raise money.wrong_currency(value, stated, expected)
        return expected

    def _name(self, value: object, row: int, name: str) -> str:
        if isinstance(value, str):
            text = " ".join(value.split())
            if is_error_value(text):
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
        """The date of a cell. A deadline stays as it was typed, because it may have words and a time."""
        return value if name == "deadline" else day(value, self.lang)


def _finite(value: Real | Decimal) -> bool:
    """True where a number can be written out: it is not NaN, not infinite, and does not have thousands of digits."""
    return not (isinstance(value, Decimal) and value.is_nan()) and bool(abs(value) < _TOO_LARGE)  # type: ignore[operator]  # real numbers compare


def _readable(value: object, lang: str | None) -> bool:
    try:
        cells.number(value, lang)
    except NumberError:
        return False
    return True
