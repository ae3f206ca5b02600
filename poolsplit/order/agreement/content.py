"""The agreement of one pool: what binds, its version, and the code that each partner replies with.

(spec.md, sections 6 and 7)
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from poolsplit.values import names

Value = str | int | Fraction | dt.date | None


class Good(NamedTuple):
    """One option: its SKU ("" where orders name none), the pieces of all, the price of one piece in `currency` (None: not known), its link."""

    sku: str
    pieces: int
    price: Fraction | None
    currency: str
    link: str


class Line(NamedTuple):
    """What one party pays of one cost, in minor units. key: the line's; name: for people, a Text where it is translated."""

    key: str
    name: str
    amount: int


class Party(NamedTuple):
    """One partner: (SKU, pieces) of each of his options, his lines, and his due in minor units."""

    name: str
    pieces: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    due: int


class CostTerm(NamedTuple):
    """How one cost is shared. key: the line's; kind: fee, freight ... or None. amount: in minor units.

    basis: one of costs.BASES, costs.ITEMS, costs.OF, or the name of another line or column. rate: None for other lines; of: the names of
    the lines it is a rate of; base: what these come to, in minor units. partner: who alone bears it, "" for a shared line.
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
    """One unit of `currency` costs `rate` of the pool's currency; day: when that was the rate, None where nobody said."""

    currency: str
    rate: Fraction
    day: dt.date | None


@dataclass(frozen=True)
class Agreement:
    """What the partners of one pool agree on. Amounts are in minor units of `currency`; goods and parties stand in the order of their keys.

    product: what is ordered, for people. lead: the lead buyer, "" for none. step: the smallest payable amount. account: bank and number;
    holder: in whose name. deadline: until when all have paid. long_term: whether it holds for the orders that follow, too.
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
    long_term: bool = False

    def party(self, name: str) -> Party | None:
        """The party of a name, however spelled; None where there is none."""
        return next((party for party in self.parties if names.key(party.name) == names.key(clean(name))), None)


_UNSEEN = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10))))
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def clean(text: object) -> str:
    r"""A name without what nobody sees: controls, zero-width and bidi marks, variation selectors; on one line, in NFC.

    What merely looks like another letter stays: two names that differ stay two.

    >>> clean("An\u200b\u202e  Bình\n"), clean("\u0410n") == clean("An")
    ('An Bình', False)
    """
    spaced = " ".join(str(text).split())
    seen = "".join(letter for letter in spaced if letter not in _UNSEEN and unicodedata.category(letter) not in _UNSEEN_KINDS)
    return unicodedata.normalize("NFC", " ".join(seen.split()))


# what binds ---------------------------------------------------------------------------------------------------------------
