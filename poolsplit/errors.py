"""Problems in the data, errors as exceptions, and the sentences that describe both.

Whatever goes wrong is reported in one of two ways. A *problem* is something about the data: it is a value (`Problem`), it names the
table, the row, the column and the way out, and all problems of a run are reported together. An *error* is an exception, a subclass of
`PoolsplitError`: one subclass per cause; `DataError` carries the problems that prevented a result.

Every sentence that a person reads is a `Text`: the English sentence, which remembers its template and the values in it, so that
`poolsplit.values.translate` can translate it into Vietnamese or Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Text(str):
    """An English sentence that remembers the template and the values that it was made from.

    It is a plain `str` wherever a `str` is wanted; `poolsplit.values.translate.translate` uses `template` as the key of its catalogues.

    >>> text = Text("{name} orders {n} pieces", name="An", n=3)
    >>> text, text.template, text.values["n"]
    ('An orders 3 pieces', '{name} orders {n} pieces', 3)
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Text:
        """Fill `template` (str.format fields by name) with `values`; without values the template is the sentence, unchanged."""
        text = super().__new__(cls, template.format(**values) if values else template)
        text.template = template
        text.values = values
        return text

    def about(self, **values: object) -> Text:
        """This sentence with some of its values replaced.

        >>> Text("row {row} and {other}", row=1, other=2).about(row=7)
        'row 7 and 2'
        """
        template = self.template
        return Text(template, **{**self.values, **values})

    def __reduce__(self) -> tuple[object, ...]:
        """Keep template and values when copied or pickled."""
        return _text, (self.template, self.values)


def name_text(name: str) -> Text:
    """The name of a table, column or basis as a `Text`, so that it can be translated."""
    return Text(name)


class Named(str):
    """A name whose spellings are data, listed by language. As a `str` it is the first English spelling; translated, the first of that language.

    >>> Named({"en": ["Route"], "vi": ["Tuyến vận chuyển"]}).spellings["vi"]
    ['Tuyến vận chuyển']
    """

    spellings: Mapping[str, Sequence[str]]

    def __new__(cls, spellings: Mapping[str, Sequence[str]]) -> Named:
        """Keep the spellings; a language without spellings uses the English name."""
        name = super().__new__(cls, next(iter(spellings.get("en") or next(iter(spellings.values())))))
        name.spellings = spellings
        return name

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the spellings when copied or pickled."""
        return Named, (dict(self.spellings),)


class Listing(tuple[str, ...]):
    """Several names or words that stand in one sentence with commas between them; each may be a `Text`.

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
class Choice:
    """One answer to a question. answer: as it is given on the command line, "Đơn!A9=out". text: what it means, in a person's words."""

    answer: str
    text: str


@dataclass(frozen=True)
class Problem:
    """One problem in the data, with the way out.

    table, column: names as in `poolsplit.tables.schema.TABLES` ("orders", "quantity"); "" where the problem is not about a single one.
    row: the data row, counted from 1 below the header; 0 where it is about the whole table.
    message: what is wrong. fix: what the operator does next.
    cell: the cell or range in a workbook ("Đơn!C5"), "" elsewhere.
    warning: True where the result is exact nevertheless.
    choices: the answers that solve it, the likeliest first, where it is a question about what a sheet says.

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
    choices: tuple[Choice, ...] = ()

    def where(self) -> str:
        """The location for a reader: the cell where there is one, else table, row and column; "" where none is known."""
        if self.cell:
            return self.cell
        parts = (self.table, f"row {self.row}" if self.row else "", self.column)
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        """Location, message and way out in one line of English."""
        prefix = f"{self.where()}: " if self.where() else ""
        return f"{prefix}{self.message}" + (f". Way out: {self.fix}" if self.fix else "")


class PoolsplitError(ValueError):
    """The base of every error that poolsplit raises on purpose."""


class WeightsError(PoolsplitError):
    """Weights by which nothing can be apportioned: none at all, a negative one, one that is not a number, or all zero under an amount that is not.

    groups: the indices of the totals concerned (of pools, or of the lines of `apportion_lines`); () for a single total.
    """

    def __init__(self, message: str, groups: Sequence[int] = ()) -> None:
        """Keep the sentence and the groups that it is about."""
        super().__init__(message)
        self.groups = tuple(groups)


class TotalError(PoolsplitError):
    """A total that is not a whole number of units."""


class NumberError(PoolsplitError):
    """A cell value that is not a valid number: text, an error value, a boolean, NaN, too large, too many decimals.

    fix: what the operator does about it.
    """

    def __init__(self, message: str, fix: str = "") -> None:
        """Keep the sentence and the way out."""
        super().__init__(message)
        self.fix = fix


class AmbiguousError(NumberError):
    """A number that can be read in two ways; `readings` holds both, as text.

    >>> error = AmbiguousError("1.234", ("1234", "1.234"))
    >>> print(error)
    "1.234" can be read as 1234 or as 1.234
    """

    def __init__(self, text: str, readings: tuple[str, str]) -> None:
        """Keep both readings; the message shows them, and the fix says how to decide between them."""
        message = Text('"{text}" can be read as {first} or as {second}', text=text, first=readings[0], second=readings[1])
        super().__init__(message, Text("type it as a number, or say which language the sheet is written in"))
        self.readings = readings


class CurrencyError(PoolsplitError):
    """A currency code that is not in ISO 4217, or one without the rate that a conversion needs."""


class PaymentError(PoolsplitError):
    """Data of a payment that cannot go into a payment code. part: "bank", "account", "amount" or "memo". fix: what the operator does about it."""

    def __init__(self, part: str, message: str, fix: str = "") -> None:
        """Keep the part at fault, the sentence and the way out."""
        super().__init__(message)
        self.part = part
        self.fix = fix


class DataError(PoolsplitError):
    """Problems in the data that prevent an exact result; `problems` lists all of them, warnings included.

    >>> error = DataError([Problem("orders", 1, "partner", Text("the partner is blank"), Text("type the name"))])
    >>> print(error)
    orders, row 1, partner: the partner is blank. Way out: type the name
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep all problems; the message lists those that are not warnings, one per line."""
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems if not problem.warning))


class Refused(PoolsplitError):
    """A file that poolsplit refuses to open or write.

    code: the reason, for programs; the message states it for people. fix: what the operator does about it.
    cell: the cell or range that is the reason, "" where there is none.
    """

    def __init__(self, code: str, message: str, fix: str = "", cell: str = "") -> None:
        """Keep the code, the sentence and the way out."""
        super().__init__(message)
        self.code = code
        self.fix = fix
        self.cell = cell
