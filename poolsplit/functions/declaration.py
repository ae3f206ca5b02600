"""The worksheet functions, declared once: name, arguments, shape of the result, and the Python function that computes it.

Every host (LibreOffice, Excel, a browser) and the reference page are generated from `FUNCTIONS`, and every host answers through `call`. No
host is imported here, and nothing is calculated: the functions put ranges into the engine's tables and its results into ranges. Their help
is data, `values/locale/functions.json`: function or argument -> language -> the text in the function wizard.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import poolsplit
from poolsplit.errors import PoolsplitError, Text
from poolsplit.functions import evidence, payment, pieces, shares, tables
from poolsplit.functions.ranges import blank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Argument(NamedTuple):
    """One argument. is_range: a range, not a single cell. optional: it may be left out. help_name: the name of its help in functions.json."""

    name: str
    is_range: bool
    optional: bool
    help_name: str

    @property
    def help(self) -> dict[str, str]:
        """Language -> the help of the argument.

        >>> BY_NAME["POOLSPLIT"].arguments[0].help["en"]
        'Amount to share'
        """
        return _help()["arguments"][self.help_name]


class Function(NamedTuple):
    """One worksheet function.

    shape: "column" (the shape of its weights), "value", "table" (with a header row), "code" (a square), "messages" (a column) or "text".
    """

    name: str
    arguments: tuple[Argument, ...]
    shape: str
    compute: Callable[..., Any]

    @property
    def help(self) -> dict[str, str]:
        """Language -> the help of the function.

        >>> BY_NAME["POOLSETTLE"].help["en"]
        'Who transfers what to whom.'
        """
        return _help()["functions"][self.name]


@cache
def _help() -> dict[str, dict[str, dict[str, str]]]:
    """"functions" or "arguments" -> name -> language -> help. The file is read on first use, because no formula needs it."""
    text = files("poolsplit.values").joinpath("locale", "functions.json").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, dict[str, str]]]", json.loads(text))


_RANGES = frozenset({
    "aql", "carry", "costs", "defects", "depends_on", "dues", "evidence", "items", "names", "orders", "payments", "quantities", "received",
    "terms", "tolerance", "unit_cbm", "unit_kg", "weights",
})
"""The arguments that are ranges."""


def _function(signature: str, shape: str, compute: Callable[..., Any]) -> Function:
    """A function from its signature, such as "POOLSPLIT amount weights [step]".

    "[amount:dong]" is an argument `amount` whose help has the name `dong`, because the argument means something else in other functions.

    >>> _function("POOLPAY bank [amount:dong]", "text", str).arguments[1]
    Argument(name='amount', is_range=False, optional=True, help_name='dong')
    """
    name, *words = signature.split()
    arguments = []
    for word in words:
        argument, _, help_name = word.strip("[]").partition(":")
        arguments.append(Argument(argument, argument in _RANGES, word.startswith("["), help_name or argument))
    return Function(name, tuple(arguments), shape, compute)


FUNCTIONS: tuple[Function, ...] = (
    _function("POOLSPLIT amount weights [step] [names] [carry]", "column", shares.split),
    _function("POOLSHARE amount weights partner [names] [step]", "value", shares.share),
    _function("POOLCARRY amount weights [step] [names] [carry]", "column", shares.carry),
    _function("POOLDEFECTS defects quantities [names] [carry]", "column", pieces.defects),
    _function("POOLRECEIVED received quantities [names] [carry]", "column", pieces.received),
    _function("POOLFREIGHT amount quantities unit_kg [unit_cbm] [kg_per_cbm]", "column", pieces.freight),
    _function("POOLMOQ quantities moq [tolerance] [pack]", "column", pieces.moq),
    _function("POOLDUES orders costs [items] [terms]", "table", tables.dues),
    _function("POOLLANDED orders costs [items] [terms]", "table", tables.landed),
    _function("POOLSETTLE dues payments [lead_buyer]", "table", tables.settle),
    _function("POOLCHECK orders costs [items] [terms]", "table", tables.check),
    _function("POOLEXPLAIN orders costs partner:partner_who_orders cost [items] [terms]", "text", tables.explain),
    _function("POOLREADY stage evidence", "table", evidence.ready),
    _function("POOLSAMPLE lot aql [level]", "table", evidence.sample),
    _function("POOLPAY bank account [amount:dong] [memo]", "text", payment.pay),
    _function("POOLQR payload [size]", "code", payment.qr),
    _function("POOLPAYCHECK payload bank account [amount:dong] [memo] [lang:lang_of_answer]", "text", payment.paycheck),
    _function("POOLAGREEMENT orders costs [items] [terms] [lang] [partner:partner_who_orders]", "messages", tables.agreement),
    _function("POOLVERSION", "text", lambda: poolsplit.__version__),
    _function("POOLLASTERROR [depends_on]", "text", lambda _: last_error()),
)
"""Every worksheet function, in the order of the reference page."""

BY_NAME = {function.name: function for function in FUNCTIONS}

_last: list[Text] = []


class CellFailure(PoolsplitError):
    """The failure of a formula as a whole: the host shows a real error value, and POOLLASTERROR gives the reason."""


def call(name: str, arguments: Sequence[Any]) -> Any:
    """Answer one formula: a value, or for ranges a list of rows, of str, int and float.

    arguments: ranges as 2-D lists or tuples, blank cells as None or "", error values as text ("#N/A"), an argument that is left out as None,
    or at the end not at all. Raises CellFailure for everything that prevents an exact answer; POOLLASTERROR repeats its reason.

    >>> call("POOLSPLIT", [100, [[1], [1], [1]]])
    [[34], [33], [33]]
    """
    function = BY_NAME[name]
    try:
        return function.compute(*_complete(function, arguments))
    except PoolsplitError as error:
        reason = CellFailure(Text("{function}: {reason}", function=name, reason=error.args[0]))
    _last[:] = [reason.args[0]]
    raise reason


def _complete(function: Function, arguments: Sequence[Any]) -> list[Any]:
    """One value for every argument of a function, None for those that are blank or left out. Raises PoolsplitError for too many."""
    n = len(function.arguments)
    if len(arguments) > n:
        raise PoolsplitError(Text("{given} arguments are too many: it takes {n}", given=len(arguments), n=n))
    return [None if isinstance(value, str) and blank(value) else value for value in arguments] + [None] * (n - len(arguments))


def last_error(lang: str = "en") -> str:
    """The reason why the last formula failed; "" where none has failed."""
    from poolsplit.values.translate import translate  # noqa: PLC0415  (so that only a call loads the catalogues)

    return translate(_last[0], lang) if _last else ""
