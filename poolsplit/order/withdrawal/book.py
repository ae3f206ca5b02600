"""The pieces that each partner holds, the amounts that he owes, and the entries that change them. (spec.md, sections 3, 4 and 6)

The state of a pool is a `Book`. Every change is a list of `Entry`, made by one of `resplit_entries`, `replacement_entries`,
`forfeit_entries` and `lead_entries`, and applied only by `Book.apply`. So the entries of a ledger lead to the same book again, and
entries with the opposite sign undo them. Once the order is placed nothing is lost: the pieces of each SKU and the money of each pool stay
the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.engine.exact import integers
from poolsplit.order.ledger.kinds import CHANGE, CONSERVED, CORRECTION, CREDIT, DEBT, FORFEIT, FORFEITED, LEAD, ORDER, PIECES, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from poolsplit.engine.operations import Operations

Holding = tuple[str, "str | None"]
"""The keys of a partner and of a SKU; the SKU is None for an amount that he owes for no SKU."""


class Entry(NamedTuple):
    """One change. partner, sku: keys, the SKU None for none. amount: the pieces that he holds more, or the minor units that he owes more."""

    kind: str
    partner: str
    sku: str | None
    amount: int


def _counts() -> defaultdict[Any, int]:
    return defaultdict(int)


@dataclass
class Book:
    """The holdings and debts of one pool, by the keys of partners and SKUs.

    pieces: by (partner, SKU). owed: minor units, the cost of the pieces by (partner, SKU), everything else by (partner, None). Parts of
    `owed`, by partner: forfeit, the forfeit lines; moved, the amounts taken over from others; resplit, the changes by a new split before
    placing. leads: 1 for the lead buyer. fee: the lead buyer's credit, which goes with the role (minor units, at most 0).
    """

    pieces: defaultdict[tuple[str, str], int] = field(default_factory=_counts)
    owed: defaultdict[Holding, int] = field(default_factory=_counts)
    forfeit: defaultdict[str, int] = field(default_factory=_counts)
    moved: defaultdict[str, int] = field(default_factory=_counts)
    resplit: defaultdict[str, int] = field(default_factory=_counts)
    leads: defaultdict[str, int] = field(default_factory=_counts)
    fee: int = 0  # no mutant: it is asked for where there is a lead buyer, whose fee is known

    @property
    def lead(self) -> str | None:
        """The key of the lead buyer; None where there is none."""
        return next((partner for partner, count in sorted(self.leads.items()) if count > 0), None)

    def apply(self, entries: Iterable[Entry], sign: int = 1) -> None:
        """Apply entries to the book. sign: -1 to undo them."""
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
        """A partner's pieces by SKU, sorted by key."""
        return {sku: n for (holder, sku), n in sorted(self.pieces.items()) if holder == partner and n}

    def due(self, partner: str) -> int:
        """The due of a partner in minor units, all lines together."""
        return sum(amount for (holder, _), amount in self.owed.items() if holder == partner)

    def partners(self) -> list[str]:
        """The keys of everybody who holds or owes something, sorted."""
        due = _counts()
        for (partner, _), amount in self.owed.items():
            due[partner] += amount
        return sorted({partner for (partner, _), n in self.pieces.items() if n} | {partner for partner, amount in due.items() if amount})


def conserved(entries: Iterable[Entry]) -> bool:
    """True where entries of one pool neither lose nor add pieces or money, apart from those that are ordered and split again before placing.

    >>> conserved([Entry(UNITS, "b", "x", -20), Entry(UNITS, "c", "x", 20)]), conserved([Entry(DEBT, "b", "x", -1)])
    (True, False)
    """
    sums: defaultdict[tuple[int, str | None], int] = defaultdict(int)
    for kind, _, sku, amount in entries:
        for group, kinds in enumerate(CONSERVED):
            if kind in kinds:
                sums[group, sku if kind == UNITS else None] += amount
    return not any(sums.values())


def resplit_entries(before: Book, after: Book) -> list[Entry]:
    """The entries for the changes by a new split before placing."""
    entries = [Entry(ORDER, *holding, after.pieces[holding] - before.pieces[holding]) for holding in sorted({*before.pieces, *after.pieces})]
    for partner, sku in sorted({*before.owed, *after.owed}, key=lambda holding: (holding[0], holding[1] is None, holding[1] or "")):
        kind = CORRECTION if sku is None else CHANGE
        entries.append(Entry(kind, partner, sku, after.owed[partner, sku] - before.owed[partner, sku]))
    entries += [Entry(LEAD, partner, None, after.leads[partner] - before.leads[partner]) for partner in sorted({*before.leads, *after.leads})]
    return _nonzero(entries)


def replacement_entries(book: Book, leaver: str, replacement: str, given: Mapping[str, int], ops: Operations, *, wholly: bool) -> list[Entry]:
    """The entries by which, after placing, a replacement takes pieces and their cost, cut to the minor unit from the cost of their SKU.

    given: pieces by SKU. wholly: the replacement takes the rest of the due, too; the role and the fee of a lead buyer have gone to another
    partner before (`lead_entries`).
    """
    entries: list[Entry] = []
    for sku, pieces in sorted(given.items()):
        entries += _handed_over(UNITS, leaver, replacement, sku, pieces)
        entries += _handed_over(DEBT, leaver, replacement, sku, _cost(book, leaver, sku, pieces, ops))
    if wholly:
        rest = {other: amount for (holder, other), amount in book.owed.items() if holder == leaver and (other is None or not given.get(other))}
        for other in sorted(rest, key=str):
            entries += _handed_over(CREDIT if other is None else DEBT, leaver, replacement, other, rest[other])
    return _nonzero(entries)


def forfeit_entries(
    book: Book, leaver: str, paid: int, given: Mapping[str, int], taker: str | None, others: list[str], value: Mapping[str, Fraction],
    ops: Operations, *, wholly: bool,
) -> list[Entry]:
    """The entries of a partner who leaves after placing without a replacement. (spec.md, section 3)

    His units go to others, and his transfer first pays his own costs. paid: his transfers, in minor units. given: pieces by SKU. taker: the
    partner who takes all of them; None shares them pro rata among the other holders of each SKU (among all others by total quantity where
    there are none). others: the other partners of the pool, sorted by key. value: landed cost of a piece by SKU.
    One who leaves wholly owes in the end exactly what he paid. For one who gives up a part, the transfer first pays what he keeps, and then
    what he gave up, as far as it goes. The amount that is lacking or left over is a `forfeit` line on those who take the units, by the
    landed cost of what they take; it sums to zero.
    """
    if not others:
        return []  # a pool of one: his transfer pays his costs, and there is nobody else
    taken = _taken(book, given, taker, others, ops)
    entries = []
    for (partner, sku), pieces in sorted(taken.items()):
        entries += _handed_over(UNITS, leaver, partner, sku, pieces)
    costs = {sku: _cost(book, leaver, sku, pieces, ops) for sku, pieces in given.items()}
    missing = book.due(leaver) - paid
    if not wholly:
        missing = min(max(missing, 0), max(sum(costs.values()), 0))
        for sku, cost in sorted(costs.items()):  # his payment for pieces given up belongs to no piece that he holds
            entries += [Entry(DEBT, leaver, sku, -cost), Entry(CREDIT, leaver, None, cost)]
    takers = sorted({partner for partner, _ in taken}) or others
    worth = [sum((n * value.get(sku, Fraction(0)) for (holder, sku), n in taken.items() if holder == partner), Fraction(0)) for partner in takers]
    pieces_taken = [sum(n for (holder, _), n in taken.items() if holder == partner) for partner in takers]
    for partner, share in zip(takers, ops.apportion([missing], _weights(worth, pieces_taken), [0] * len(takers)), strict=True):
        skus = [sku for holder, sku in sorted(taken) if holder == partner]
        if not skus:
            entries.append(Entry(FORFEITED, partner, None, share))
            continue
        weights = _weights([taken[partner, sku] * value.get(sku, Fraction(0)) for sku in skus], [taken[partner, sku] for sku in skus])
        parts = ops.apportion([share], weights, [0] * len(skus))
        entries += [Entry(FORFEIT, partner, sku, part) for sku, part in zip(skus, parts, strict=True)]
    return _nonzero([*entries, Entry(FORFEITED, leaver, None, -missing)])


def lead_entries(book: Book, lead: str) -> list[Entry]:
    """The entries by which the role of the lead buyer goes to another partner, and the fee with it."""
    former = book.lead
    if former is None or former == lead:
        return []
    return _nonzero([*_handed_over(LEAD, former, lead, None, 1), *_handed_over(CREDIT, former, lead, None, book.fee)])


def _handed_over(kind: str, giver: str, taker: str, sku: str | None, amount: int) -> list[Entry]:
    return [Entry(kind, giver, sku, -amount), Entry(kind, taker, sku, amount)]


def _nonzero(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.amount]


def _cost(book: Book, partner: str, sku: str, pieces: int, ops: Operations) -> int:
    """The cost of some of a partner's pieces of a SKU: their share by number, cut to the minor unit; for all pieces, the whole cost."""
    kept = book.pieces[partner, sku] - pieces
    if not pieces:
        return 0
    return int(ops.apportion([book.owed[partner, sku]], [pieces, kept], [0, 0])[0])


def _weights(value: list[Fraction], pieces: list[int]) -> list[int]:
    """Weights by landed cost; by pieces where credits make a landed cost negative, or all of them zero; equal where there are no pieces."""
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
