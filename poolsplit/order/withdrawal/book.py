"""Who holds which pieces and owes what, and every way in which that changes: one operation. (spec.md, sections 3, 4 and 6)

A pool's standing is a `Book`. Whatever changes it is a list of `Entry`, made by one of `resplit`, `replaced`, `forfeited` and `led`,
and applied by `Book.apply` alone; so the entries of a ledger lead to the same book again, and entries with the opposite sign undo
them. Once the order is placed nothing is lost: pieces per SKU and money per pool stay what they were.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.engine.exact import integers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from poolsplit.engine.operations import Operations

ORDER, UNITS = "order", "units"
CHANGE, CORRECTION = "change", "correction"
DEBT, CREDIT = "debt", "credit"
FORFEIT, FORFEITED = "forfeit", "forfeited"
LEAD = "lead"

PIECES = frozenset({ORDER, UNITS})
MONEY = frozenset({CHANGE, CORRECTION, DEBT, CREDIT, FORFEIT, FORFEITED})
FOR_NO_SKU = frozenset({CORRECTION, CREDIT, FORFEITED, LEAD})
CONSERVED = (frozenset({UNITS}), frozenset({DEBT, CREDIT}), frozenset({FORFEIT, FORFEITED}), frozenset({LEAD}))
"""Kinds of entries that add up to zero in every pool, together; UNITS for each SKU.

order: pieces that are ordered more or less, before placing. units: pieces that change hands. change, correction: what a new split
before placing changes about the cost of pieces, and about the rest of a due. debt: the cost of pieces that changes hands. credit:
the rest of a due that changes hands: rounding, the lead buyer's fee, what is paid for pieces given up. forfeit: what a forfeited
transfer lacks or leaves, on those who take the units; forfeited: the same on who leaves. lead: 1 for who is the lead buyer from now
on, -1 for who was.
"""

Holding = tuple[str, "str | None"]
"""The keys of a partner and of a SKU; None for what he owes for no SKU."""


class Entry(NamedTuple):
    """One change: pieces or minor units that a partner holds or owes more (or less), for a SKU or (None) for none."""

    kind: str
    partner: str
    sku: str | None
    amount: int


def _counts() -> defaultdict[Any, int]:
    return defaultdict(int)


@dataclass
class Book:
    """One pool: pieces and what they cost by (partner, SKU), what else is owed under SKU None; the lead buyer; all by key.

    Of what is owed, by partner: forfeit, the forfeit lines; moved, what was taken over from others; resplit, what splitting again
    before placing changed. leads: 1 for the lead buyer. fee: the lead buyer's credit, which goes with the role (minor units, at most 0).
    """

    pieces: defaultdict[tuple[str, str], int] = field(default_factory=_counts)
    owed: defaultdict[Holding, int] = field(default_factory=_counts)
    forfeit: defaultdict[str, int] = field(default_factory=_counts)
    moved: defaultdict[str, int] = field(default_factory=_counts)
    resplit: defaultdict[str, int] = field(default_factory=_counts)
    leads: defaultdict[str, int] = field(default_factory=_counts)
    fee: int = 0

    @property
    def lead(self) -> str | None:
        """The lead buyer; None where there is none."""
        return next((partner for partner, count in sorted(self.leads.items()) if count > 0), None)

    def apply(self, entries: Iterable[Entry], sign: int = 1) -> None:
        """Change the book; -1 undoes."""
        for kind, partner, sku, amount in entries:
            if kind in PIECES:
                self.pieces[partner, sku or ""] += sign * amount
            elif kind == LEAD:
                self.leads[partner] += sign * amount
            else:
                self.owed[partner, sku] += sign * amount
                if kind in {FORFEIT, FORFEITED}:
                    self.forfeit[partner] += sign * amount
                elif kind in {DEBT, CREDIT}:
                    self.moved[partner] += sign * amount
                else:
                    self.resplit[partner] += sign * amount

    def holds(self, partner: str) -> dict[str, int]:
        """A partner's pieces by SKU, in the order of the keys."""
        return {sku: n for (holder, sku), n in sorted(self.pieces.items()) if holder == partner and n}

    def due(self, partner: str) -> int:
        """What a partner pays, all lines together."""
        return sum(amount for (holder, _), amount in self.owed.items() if holder == partner)

    def partners(self) -> list[str]:
        """Everybody who holds or owes something, in the order of the keys."""
        due = _counts()
        for (partner, _), amount in self.owed.items():
            due[partner] += amount
        return sorted({partner for (partner, _), n in self.pieces.items() if n} | {partner for partner, amount in due.items() if amount})


def conserved(entries: Iterable[Entry]) -> bool:
    """Whether entries of one pool lose nothing and make nothing up, apart from what is ordered and split anew before placing.

    >>> conserved([Entry(UNITS, "b", "x", -20), Entry(UNITS, "c", "x", 20)]), conserved([Entry(DEBT, "b", "x", -1)])
    (True, False)
    """
    sums: defaultdict[tuple[int, str | None], int] = defaultdict(int)
    for kind, _, sku, amount in entries:
        for place, kinds in enumerate(CONSERVED):
            if kind in kinds:
                sums[place, sku if kind == UNITS else None] += amount
    return not any(sums.values())


def resplit(before: Book, after: Book) -> list[Entry]:
    """What a new split before placing changes."""
    found = [Entry(ORDER, *at, after.pieces[at] - before.pieces[at]) for at in sorted({*before.pieces, *after.pieces})]
    for partner, sku in sorted({*before.owed, *after.owed}, key=lambda holding: (holding[0], holding[1] is None, holding[1] or "")):
        kind = CORRECTION if sku is None else CHANGE
        found.append(Entry(kind, partner, sku, after.owed[partner, sku] - before.owed[partner, sku]))
    found += [Entry(LEAD, partner, None, after.leads[partner] - before.leads[partner]) for partner in sorted({*before.leads, *after.leads})]
    return _said(found)


def replaced(book: Book, leaver: str, replacement: str, given: Mapping[str, int], ops: Operations, *, wholly: bool) -> list[Entry]:
    """After placing: another takes pieces and what they cost; of a SKU's cost, that of the pieces given, cut to the minor unit.

    given: pieces by SKU. wholly: he takes the rest of the due as well; a lead buyer's role and fee went to another before (`led`).
    """
    found: list[Entry] = []
    for sku, pieces in sorted(given.items()):
        found += _handed(UNITS, leaver, replacement, sku, pieces)
        found += _handed(DEBT, leaver, replacement, sku, _cost(book, leaver, sku, pieces, ops))
    if wholly:
        rest = {other: amount for (holder, other), amount in book.owed.items() if holder == leaver and (other is None or not given.get(other))}
        for other in sorted(rest, key=str):
            found += _handed(CREDIT if other is None else DEBT, leaver, replacement, other, rest[other])
    return _said(found)


def forfeited(
    book: Book, leaver: str, paid: int, given: Mapping[str, int], taker: str | None, others: list[str], value: Mapping[str, Fraction],
    ops: Operations, *, wholly: bool,
) -> list[Entry]:
    """After placing, with nobody to replace him: units go on, and his transfer first pays his own costs. (spec.md, section 3)

    paid: what he has transferred. given: pieces by SKU. taker: who takes all of them; None for pro rata to each SKU's other holders
    (to all by total quantity where there are none). others: who is in the pool beside him, in the order of keys. value: landed
    cost of a piece by SKU.
    Whoever leaves wholly owes in the end exactly what he paid. Of one who gives up a part, the transfer first pays what he keeps, and
    then what he gave up, as far as it goes. What is lacking or left over is a `forfeit` line on those who take the units, by the
    landed cost of what they take; it sums to zero.
    """
    if not others:
        return []  # a pool of one: his transfer pays his costs, and there is nobody else
    taken = _taken(book, given, taker, others, ops)
    found = []
    for (partner, sku), pieces in sorted(taken.items()):
        found += _handed(UNITS, leaver, partner, sku, pieces)
    costs = {sku: _cost(book, leaver, sku, pieces, ops) for sku, pieces in given.items()}
    missing = book.due(leaver) - paid
    if not wholly:
        missing = min(max(missing, 0), max(sum(costs.values()), 0))
        for sku, cost in sorted(costs.items()):  # what he pays for pieces that he no longer holds belongs to no piece of his
            found += [Entry(DEBT, leaver, sku, -cost), Entry(CREDIT, leaver, None, cost)]
    takers = sorted({partner for partner, _ in taken}) or others
    worth = [sum((n * value.get(sku, Fraction(0)) for (holder, sku), n in taken.items() if holder == partner), Fraction(0)) for partner in takers]
    pieces_taken = [sum(n for (holder, _), n in taken.items() if holder == partner) for partner in takers]
    for partner, share in zip(takers, ops.apportion([missing], _weights(worth, pieces_taken), [0] * len(takers)), strict=True):
        skus = [sku for holder, sku in sorted(taken) if holder == partner]
        if not skus:
            found.append(Entry(FORFEITED, partner, None, share))
            continue
        weights = _weights([taken[partner, sku] * value.get(sku, Fraction(0)) for sku in skus], [taken[partner, sku] for sku in skus])
        parts = ops.apportion([share], weights, [0] * len(skus))
        found += [Entry(FORFEIT, partner, sku, part) for sku, part in zip(skus, parts, strict=True)]
    return _said([*found, Entry(FORFEITED, leaver, None, -missing)])


def led(book: Book, lead: str) -> list[Entry]:
    """The role of the lead buyer goes to another, and his fee with it."""
    former = book.lead
    if former is None or former == lead:
        return []
    return _said([*_handed(LEAD, former, lead, None, 1), *_handed(CREDIT, former, lead, None, book.fee)])


def _handed(kind: str, giver: str, taker: str, sku: str | None, amount: int) -> list[Entry]:
    return [Entry(kind, giver, sku, -amount), Entry(kind, taker, sku, amount)]


def _said(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.amount]


def _cost(book: Book, partner: str, sku: str, pieces: int, ops: Operations) -> int:
    """What some of a partner's pieces of a SKU cost: the share of their number, cut to the minor unit; of all, everything."""
    kept = book.pieces[partner, sku] - pieces
    if not pieces:
        return 0
    return int(ops.apportion([book.owed[partner, sku]], [pieces, kept], [0, 0])[0])


def _weights(value: list[Fraction], pieces: list[int]) -> list[int]:
    """By landed cost; by pieces where credits make that zero or less for somebody; else equal."""
    if all(cost >= 0 for cost in value) and any(value):
        return integers(value)
    return pieces if any(pieces) else [1] * len(pieces)


def _taken(book: Book, given: Mapping[str, int], taker: str | None, others: list[str], ops: Operations) -> dict[tuple[str, str], int]:
    """The pieces given up, by (taker, SKU)."""
    skus = [sku for sku, pieces in sorted(given.items()) if pieces]
    if taker is not None:
        return {(taker, sku): given[sku] for sku in skus}
    everything = [sum(book.holds(partner).values()) for partner in others]
    if not any(everything):
        everything = [1] * len(others)
    weights: list[int] = []
    for sku in skus:
        held = [book.pieces[partner, sku] for partner in others]
        weights += held if any(held) else everything
    lines = [line for line in range(len(skus)) for _ in others]
    shares = ops.apportion_lines([given[sku] for sku in skus], weights, lines, list(range(len(others))) * len(skus))
    return {(others[i % len(others)], skus[i // len(others)]): share for i, share in enumerate(shares) if share}
