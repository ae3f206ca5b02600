"""What binds in an agreement, the version that follows from it, and the code that each partner replies with. (spec.md, sections 6 and 7)"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Text
from poolsplit.order.agreement.content import Agreement, Value, clean
from poolsplit.values import names
from poolsplit.values.short_codes import ALPHABET, check_symbol, in_base

if TYPE_CHECKING:
    from fractions import Fraction


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


Binding = Value | Amount | Price | Link


Content = dict[tuple[str, ...], Binding]


def content(agreement: Agreement) -> Content:
    """Everything that binds: (what it is, keys of whom or what it is about) -> its value. Nothing else makes a version.

    Spelling in another case or with other spaces, and the order of rows, make no difference.
    """
    found: Content = {
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


_VERSION_LENGTH = 5


_NUMBER_LENGTH = 2


def version(facts: Content) -> str:
    """Five symbols that stand for everything that binds: the same for the same content, others for another. (spec.md, section 6)

    They are the SHA-256 of one line for each fact, "what<TAB>keys<TAB>value", in sorted order, modulo 31^5.

    >>> version({("step",): 1}) == version({("step",): 1}) != version({("step",): 1000})
    True
    """
    lines = sorted("\t".join([*at, canonical(value)]) for at, value in facts.items())
    digest = int.from_bytes(hashlib.sha256("\n".join(lines).encode()).digest(), "big")
    return in_base(digest % len(ALPHABET) ** _VERSION_LENGTH, _VERSION_LENGTH)


def canonical(value: Binding) -> str:
    """A value as text that no other value has among those of its kind."""
    if isinstance(value, (Amount, Price, Link)):
        return " ".join(map(str, value))
    if isinstance(value, str):
        return names.key(value)
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)


def reply_code(agreement: Agreement, partner: str) -> str:
    """What a partner replies with: version, dash, his number among the parties, check symbol, such as "7K3F9-23X".

    Raises KeyError for who is no party.
    """
    party = agreement.party(partner)
    if party is None:
        raise KeyError(partner)
    body = version(content(agreement)) + in_base(agreement.parties.index(party), _NUMBER_LENGTH)
    return f"{body[:_VERSION_LENGTH]}-{body[_VERSION_LENGTH:]}{check_symbol(body)}"


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
        if set(code) <= set(ALPHABET) and check_symbol(code[:-1]) == code[-1]:
            current = version(content(agreement))
            if code[:_VERSION_LENGTH] == current:
                return Reply("", Text("the code {code} is nobody's in this agreement", code=code))
            return Reply("", Text("the code {code} is of version {other}; the agreement is now version {version}", code=code,
                                  other=code[:_VERSION_LENGTH], version=current))
    for code, mark in found:
        if "-" in mark or any(symbol.isdigit() for symbol in code):
            return Reply("", Text("the code {code} has a typo: send it again, letter by letter", code=code))
    return Reply("", Text("there is no reply code in this message"))
