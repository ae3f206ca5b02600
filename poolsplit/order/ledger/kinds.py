"""The kinds of entries that change who holds and owes what in a pool. (spec.md, sections 3 and 4)"""

from __future__ import annotations

ORDER, UNITS = "order", "units"
CHANGE, CORRECTION = "change", "correction"
DEBT, CREDIT = "debt", "credit"
FORFEIT, FORFEITED = "forfeit", "forfeited"
LEAD = "lead"

PIECES = frozenset({ORDER, UNITS})
MONEY = frozenset({CHANGE, CORRECTION, DEBT, CREDIT, FORFEIT, FORFEITED})
FOR_NO_SKU = frozenset({CORRECTION, CREDIT, FORFEITED, LEAD})
CONSERVED = (frozenset({UNITS}), frozenset({DEBT, CREDIT}), frozenset({FORFEIT, FORFEITED}), frozenset({LEAD}))
"""Groups of kinds whose entries add up to zero in every pool; UNITS for each SKU.

order: pieces that are ordered more or less, before placing. units: pieces that go to another partner. change, correction: the
difference that a new split before placing makes to the cost of pieces, and to the rest of a due. debt: the cost of pieces that goes to
another partner. credit: the rest of a due that goes to another partner: rounding, the lead buyer's fee, the payment for pieces given up.
forfeit: the amount that a forfeited transfer lacks or leaves over, on those who take the units. forfeited: its counterpart on the one
who leaves, or the amount on those who take no units. lead: 1 for the new lead buyer, -1 for the former one.
"""
