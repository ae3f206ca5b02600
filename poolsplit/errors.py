"""What can go wrong, and how it is said.

Two ways only. A *problem* is something about the data: it is a value (`Problem`), it names the table, the row, the column and
the way out, and all problems of a run are reported together. An *error* is an exception below `PoolsplitError`: one leaf per
cause; `DataError` carries the problems that prevented a result.

Every sentence that a person reads is a `Text`: the English sentence, which remembers its template and the values in it, so that
`poolsplit.values.translate` can say the same in Vietnamese or Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Text(str):
    """An English sentence that remembers the template and the values it was made of.

    It is a plain `str` wherever a `str` is wanted; `poolsplit.values.translate.translate` uses `template` as the key of its catalogues.

    >>> said = Text("{name} orders {n} pieces", name="An", n=3)
    >>> said, said.template, said.values["n"]
    ('An orders 3 pieces', '{name} orders {n} pieces', 3)
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Text:
        """Fill `template` (str.format fields by name) with `values`; without values it is taken as it stands."""
        said = super().__new__(cls, template.format(**values) if values else template)
        said.template = template
        said.values = values
        return said

    def about(self, **values: object) -> Text:
        """The same sentence with some other values.

        >>> Text("row {row} and {other}", row=1, other=2).about(row=7)
        'row 7 and 2'
        """
        template = self.template
        return Text(template, **{**self.values, **values})

    def __reduce__(self) -> tuple[object, ...]:
        """Keep template and values when copied or pickled."""
        return _text, (self.template, self.values)


def word(name: str) -> Text:
    """A name of a table, column or basis, as something to translate."""
    return Text(name)


class Named(str):
    """A name whose spellings are data, by language: the first English one, and in a sentence the first of the reader's language.

    >>> Named({"en": ["Route"], "vi": ["Tuyến vận chuyển"]}).spellings["vi"]
    ['Tuyến vận chuyển']
    """

    spellings: Mapping[str, Sequence[str]]

    def __new__(cls, spellings: Mapping[str, Sequence[str]]) -> Named:
        """Keep the spellings; a language that is left out is written as in English."""
        said = super().__new__(cls, next(iter(spellings.get("en") or next(iter(spellings.values())))))
        said.spellings = spellings
        return said

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the spellings when copied or pickled."""
        return Named, (dict(self.spellings),)


class Listing(tuple[str, ...]):
    """Several names or words in one sentence, each of which may be a `Text`.

    >>> print(Text("type one of: {bases}", bases=Listing(["kg", "cbm"])))
    type one of: kg, cbm
    """

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """The parts with commas between them."""
        return ", ".join(self)


def _text(template: str, values: dict[str, object]) -> Text:
    return Text(template, **values)


@dataclass(frozen=True)
class Problem:
    """One finding about the data, with the way out.

    table, column: names as in `poolsplit.pool.orders.TABLES` ("orders", "quantity"); "" where the finding is about no single one.
    row: the data row, counted from 1 below the header; 0 where it is about the whole table.
    message: what is wrong. fix: what the operator does next.
    cell: the cell or range in a workbook ("Đơn!C5"), "" elsewhere.
    warning: True where the result is exact all the same.

    >>> print(Problem("orders", 2, "quantity", Text("a quantity cannot be negative: -3"), Text("type 0 or more")))
    orders, row 2, quantity: a quantity cannot be negative: -3. Way out: type 0 or more
    """

    table: str
    row: int
    column: str
    message: str
    fix: str = ""
    cell: str = ""
    warning: bool = False

    def where(self) -> str:
        """The place as people say it: the cell where there is one, else table, row and column."""
        if self.cell:
            return self.cell
        parts = (self.table, f"row {self.row}" if self.row else "", self.column)
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        """Place, message and way out in one line of English."""
        place = f"{self.where()}: " if self.where() else ""
        return f"{place}{self.message}" + (f". Way out: {self.fix}" if self.fix else "")


class PoolsplitError(ValueError):
    """The base of every error that poolsplit raises on purpose."""


class WeightsError(PoolsplitError):
    """Weights that nothing can be apportioned by: none, negative, not a number, or all zero under an amount that is not.

    groups: the indices of the totals concerned (of pools, or of the lines of `apportion_lines`); () for a single total.
    """

    def __init__(self, message: str, groups: Sequence[int] = ()) -> None:
        """Keep the sentence and the groups it is about."""
        super().__init__(message)
        self.groups = tuple(groups)


class TotalError(PoolsplitError):
    """A total that is not a whole number of units."""


class NumberError(PoolsplitError):
    """A cell value that is not the number it should be: text, an error value, a boolean, NaN, too large, too many decimals.

    fix: what the operator does about it.
    """

    def __init__(self, message: str, fix: str = "") -> None:
        """Keep the sentence and the way out."""
        super().__init__(message)
        self.fix = fix


class AmbiguousError(NumberError):
    """A number that can be read two ways; `readings` shows both.

    >>> error = AmbiguousError("1.234", ("1234", "1.234"))
    >>> print(error)
    "1.234" can be read as 1234 or as 1.234
    """

    def __init__(self, text: str, readings: tuple[str, str]) -> None:
        """Say both readings and how to decide between them."""
        message = Text('"{text}" can be read as {first} or as {second}', text=text, first=readings[0], second=readings[1])
        super().__init__(message, Text("type it as a number, or say which language the sheet is written in"))
        self.readings = readings


class CurrencyError(PoolsplitError):
    """A currency code that is not in ISO 4217, or one without the rate that a conversion needs."""


class PaymentError(PoolsplitError):
    """A payment that no code can carry: `part` is "bank", "account", "amount" or "memo"; fix: what the operator does about it."""

    def __init__(self, part: str, message: str, fix: str = "") -> None:
        """Keep the part, the sentence and the way out."""
        super().__init__(message)
        self.part = part
        self.fix = fix


class DataError(PoolsplitError):
    """Problems in the data prevent an exact result; `problems` lists all of them, warnings too.

    >>> error = DataError([Problem("orders", 1, "partner", Text("the partner is blank"), Text("type the name"))])
    >>> print(error)
    orders, row 1, partner: the partner is blank. Way out: type the name
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep all problems; the message lists those that are more than warnings, one a line."""
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems if not problem.warning))


class Refused(PoolsplitError):
    """A file that poolsplit will not open or write: `code` names the reason for programs, the message for people.

    fix: what the operator does about it. cell: the cell or range that is the reason, "" where there is none.
    """

    def __init__(self, code: str, message: str, fix: str = "", cell: str = "") -> None:
        """Keep the code, the sentence and the way out."""
        super().__init__(message)
        self.code = code
        self.fix = fix
        self.cell = cell
