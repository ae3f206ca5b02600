"""The agreement of one pool: what binds, its version, and the code that each partner replies with.

(spec.md, sections 6 and 7)
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from poolsplit.errors import Text
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


class Amount(NamedTuple):
    """Minor units with their currency."""

    minor: int
    currency: str


class Price(NamedTuple):
    """A price of one piece with its currency."""

    each: Fraction
    currency: str


class Link(NamedTuple):
    """An address, in which case counts."""

    address: str


Fact = Value | Amount | Price | Link
Facts = dict[tuple[str, ...], Fact]


def content(agreement: Agreement) -> Facts:
    """Everything that binds: (what it is, keys of whom or what it is about) -> its value. Nothing else makes a version.

    Spelling in another case or with other spaces, and the order of rows, make no difference.
    """
    found: Facts = {
        ("pool",): agreement.pool, ("product",): agreement.product, ("currency",): agreement.currency,
        ("lead",): agreement.lead, ("lead_exempt",): int(agreement.lead_exempt), ("step",): Amount(agreement.step, agreement.currency),
        ("account",): agreement.account, ("holder",): agreement.holder, ("deadline",): agreement.deadline,
        ("long_term",): int(agreement.long_term),
    }
    for good in agreement.goods:
        sku = names.key(good.sku)
        found["link", sku] = Link(good.link)
        found["price", sku] = None if good.price is None else Price(good.price, good.currency)
    for party in agreement.parties:
        partner = names.key(party.name)
        found |= {("pieces", partner, names.key(sku)): pieces for sku, pieces in party.pieces}
        found |= {("line", partner, line.key): Amount(line.amount, agreement.currency) for line in party.lines}
        found["due", partner] = Amount(party.due, agreement.currency)
    for place, cost in enumerate(agreement.costs):
        at = (cost.key, str([other.key for other in agreement.costs[:place]].count(cost.key)))
        found[("amount", *at)] = Amount(cost.amount, agreement.currency)
        found[("basis", *at)] = " ".join(part for part in (cost.basis, *cost.of, cost.partner) if part)
        if cost.rate is not None:
            found[("rate", *at)] = cost.rate
    for one in agreement.exchange:
        found["exchange", one.currency] = one.rate
        found["day", one.currency] = one.day
    return found


_SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 of them, a prime number, so that one check symbol finds every wrong one and every two that were swapped; none looks like another."""
_VERSION_LENGTH = 5
_NUMBER_LENGTH = 2


def version(facts: Facts) -> str:
    """Five symbols that stand for everything that binds: the same for the same content, others for another. (spec.md, section 6)

    They are the SHA-256 of one line for each fact, "what<TAB>keys<TAB>value", in sorted order, modulo 31^5.

    >>> version({("step",): 1}) == version({("step",): 1}) != version({("step",): 1000})
    True
    """
    lines = sorted("\t".join([*at, canonical(value)]) for at, value in facts.items())
    digest = int.from_bytes(hashlib.sha256("\n".join(lines).encode()).digest(), "big")
    return _symbols(digest % len(_SYMBOLS) ** _VERSION_LENGTH, _VERSION_LENGTH)


def canonical(value: Fact) -> str:
    """A value as text that no other value has among those of its kind."""
    if isinstance(value, (Amount, Price, Link)):
        return " ".join(map(str, value))
    if isinstance(value, str):
        return names.key(value)
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)


def _symbols(number: int, length: int) -> str:
    """A number in base 31, with at least so many symbols."""
    text = ""
    while number or len(text) < length:
        number, digit = divmod(number, len(_SYMBOLS))
        text = _SYMBOLS[digit] + text
    return text


def _check(symbols: str) -> str:
    """The symbol that makes the weighted sum a multiple of 31; each place has a weight of its own."""
    total = sum(weight * _SYMBOLS.index(symbol) for weight, symbol in enumerate(reversed(symbols), 2))
    return _SYMBOLS[-total % len(_SYMBOLS)]


def reply_code(agreement: Agreement, partner: str) -> str:
    """What a partner replies with: version, dash, his number among the parties, check symbol, such as "7K3F9-23X".

    Raises KeyError for who is no party.
    """
    party = agreement.party(partner)
    if party is None:
        raise KeyError(partner)
    body = version(content(agreement)) + _symbols(agreement.parties.index(party), _NUMBER_LENGTH)
    return f"{body[:_VERSION_LENGTH]}-{body[_VERSION_LENGTH:]}{_check(body)}"


class Reply(NamedTuple):
    """Who accepts by a message, "" where nobody does, and then why not."""

    partner: str
    reason: Text | None = None


_CODE = re.compile(r"(?<![A-Z0-9])(?=([A-Z0-9]{5})([ _-]*)([A-Z0-9]{3,4})(?![A-Z0-9]))")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))


def read_reply(message: str, agreement: Agreement) -> Reply:
    """Who accepts this version by a message: the one whose code stands in it, in any case, with or without the dash.

    A code with a typo, of another version, or of nobody accepts nothing, nor does the whole text sent on with everybody's codes, and the
    reason says so.
    """
    text = clean(unicodedata.normalize("NFKC", message)).translate(_DASHES).upper()
    codes = {reply_code(agreement, party.name).replace("-", ""): party.name for party in agreement.parties}
    found = [(first + last, mark) for first, mark, last in _CODE.findall(text)]
    accepted = dict.fromkeys(code for code, _ in found if code in codes)
    if len(accepted) > 1:
        return Reply("", Text("several partners' codes stand in this message: each one sends their own"))
    for code in accepted:
        return Reply(codes[code])
    for code, _ in found:
        if set(code) <= set(_SYMBOLS) and _check(code[:-1]) == code[-1]:
            current = version(content(agreement))
            if code[:_VERSION_LENGTH] == current:
                return Reply("", Text("the code {code} is nobody's in this agreement", code=code))
            return Reply("", Text("the code {code} is of version {other}; the agreement is now version {version}", code=code,
                                  other=code[:_VERSION_LENGTH], version=current))
    for code, mark in found:
        if "-" in mark or any(symbol.isdigit() for symbol in code):
            return Reply("", Text("the code {code} has a typo: send it again, letter by letter", code=code))
    return Reply("", Text("there is no reply code in this message"))
