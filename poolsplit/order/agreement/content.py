"""The agreement of one pool as records: its goods, parties, costs, rates of exchange and terms. (spec.md, sections 6 and 7)"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from poolsplit.values import names

Value = str | int | Fraction | dt.date | None


class Good(NamedTuple):
    """One option of the product.

    sku: "" where the orders name no SKU. pieces: of all partners together. price: of one piece in `currency`, None where it is not known.
    link: the address of its page, "" for none.
    """

    sku: str
    pieces: int
    price: Fraction | None
    currency: str
    link: str


class Line(NamedTuple):
    """The share of one party in one cost line. key: of the line. name: of the line for people, a Text where it is translated. amount: minor units."""

    key: str
    name: str
    amount: int


class Party(NamedTuple):
    """One partner of the agreement. pieces: (SKU, pieces) of each option that he takes. lines: his cost lines. due: in minor units."""

    name: str
    pieces: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    due: int


class CostTerm(NamedTuple):
    """How one cost is shared. key: of the cost line. kind: fee, freight ... or None. amount: in minor units.

    basis: one of costs.BASES, costs.ITEMS, costs.OF, or the name of another line or column. rate: None for a line that is not a rate. of: the
    names of the lines that the rate is applied to. base: the sum of these lines, in minor units. partner: the only one who bears the cost, ""
    for a shared line.
    """

    key: str
    name: str
    kind: str | None
    amount: int
    basis: str
    rate: Fraction | None = None
    of: tuple[str, ...] = ()
    base: int = 0
    partner: str = ""


class Exchange(NamedTuple):
    """One unit of `currency` costs `rate` of the pool's currency. day: the day of this rate, None where it is not recorded."""

    currency: str
    rate: Fraction
    day: dt.date | None


@dataclass(frozen=True)
class Agreement:
    """Everything that the partners of one pool agree on. Amounts are in minor units of `currency`; goods and parties are sorted by their keys.

    product: the name of the product, for people. lead: the lead buyer, "" for none. step: the smallest payable amount. account: bank and number.
    holder: the name of the account holder. deadline: the moment by which all have to pay. long_term: True where it also holds for later orders.
    """

    pool: str
    product: str
    currency: str
    goods: tuple[Good, ...]
    parties: tuple[Party, ...]
    costs: tuple[CostTerm, ...]
    exchange: tuple[Exchange, ...]
    lead: str
    lead_exempt: bool
    step: int
    account: str
    holder: str
    deadline: dt.datetime | None
    long_term: bool

    def party(self, name: str) -> Party | None:
        """The party with a name, in any spelling; None where there is no such party."""
        return next((party for party in self.parties if names.key(party.name) == names.key(clean(name))), None)


_UNSEEN = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10))))
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def clean(text: object) -> str:
    r"""A name without invisible characters: controls, zero-width and bidi marks, variation selectors. The result is one line in NFC.

    A letter that only looks like another one is kept, so that two different names stay different.

    >>> clean("An\u200b\u202e  Bình\n"), clean("\u0410n") == clean("An")
    ('An Bình', False)
    """
    spaced = " ".join(str(text).split())
    seen = "".join(letter for letter in spaced if letter not in _UNSEEN and unicodedata.category(letter) not in _UNSEEN_KINDS)
    return unicodedata.normalize("NFC", " ".join(seen.split()))
