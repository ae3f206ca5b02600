"""The life of an order: its stages, and for each the gate that lists what is missing. (spec.md, section 6)

A gate says what has to be there before a step may be taken; a deed is the record that it was taken. A pool is at the last stage up to
which every gate is clear and every deed recorded.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Listing, PoolsplitError, Text
from poolsplit.order.agreement.binding import named
from poolsplit.values import names
from poolsplit.values.money import display

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STAGES = ("draft", "agreed", "collecting", "placed", "in transit", "received", "settled")

STAGE_NAMES = {
    "draft": Text("draft"), "agreed": Text("agreed"), "collecting": Text("collecting"), "placed": Text("placed"),
    "in transit": Text("in transit"), "received": Text("received"), "settled": Text("settled"),
}

PLACED, QC, SHIPPED, RECEIVED, COUNTED, SPLIT = "placed", "qc", "shipped", "received", "counted", "split"
CARTONS, PACKING_LIST, PHOTOS, CONTACTED = "cartons", "packing_list", "photos", "supplier_contacted"
REFUND, RESHIP, KEEP = "refund", "reship", "keep"

RECORDS = {
    CARTONS: Text("carton counts"), PACKING_LIST: Text("packing list"), PHOTOS: Text("photos"), CONTACTED: Text("supplier contacted"),
}
"""What has to be on record of a SKU of which pieces are missing or defective. (spec.md, section 8)"""

DECISIONS = (REFUND, RESHIP, KEEP)
"""What becomes of missing or defective pieces; everybody decides on those that fall to him."""


class Missing(NamedTuple):
    """One thing that is missing: for which stage, of what kind, the sentence, and the way out."""

    stage: str
    what: str
    message: Text
    fix: Text


class Acceptance(NamedTuple):
    """One reply: who (key), what it says (a version, or a text that names one), when."""

    partner: str
    text: str
    date: dt.date | None


class Step(NamedTuple):
    """One record of the order's life: what, who and of which SKU (keys, "" for none), when, and the number, link or file."""

    step: str
    partner: str
    sku: str
    date: dt.date | None
    reference: str


class Short(NamedTuple):
    """Pieces of a partner that are missing or defective; both by key."""

    partner: str
    sku: str
    missing: int
    defective: int


@dataclass
class Situation:
    """All that gates look at in one pool. Names by key go through `shown` for people; amounts are minor units.

    skus: key -> (supplier, link, whether there is a price). partners: keys of who holds or owes something. version: the one that binds.
    owed: due - paid by partner key. paid: who has paid anything. counted: the SKUs of which the receipt says how many came, None
    where there is no receipt.
    """

    shown: Mapping[str, str]
    skus: Mapping[str, tuple[str, str, bool]]
    partners: Sequence[str]
    version: str
    currency: str
    total: int
    owed: Mapping[str, int]
    paid: Sequence[str]
    lead: str | None = None
    account: str = ""
    deadline: str = ""
    acceptances: Sequence[Acceptance] = ()
    steps: Sequence[Step] = ()
    counted: Sequence[str] | None = None
    short: Sequence[Short] = ()
    sku_names: Mapping[str, str] = field(default_factory=dict)

    def name(self, partner: str) -> str:
        """A partner for people."""
        return self.shown.get(partner, partner)

    def sku(self, key: str) -> str:
        """A SKU for people, where the orders name none as well."""
        return self.sku_names.get(key, key) or "SKU"

    def of(self, step: str, sku: str | None = None) -> list[Step]:
        """The records of a step; those of a SKU are also the ones that name none."""
        return [record for record in self.steps if record.step == step and (sku is None or record.sku in {"", sku})]

    def first(self, step: str) -> dt.date | None:
        """The earliest day on which a step was recorded."""
        return min((record.date for record in self.of(step) if record.date is not None), default=None)


# gates -----------------------------------------------------------------------------------------------------------------


def _agreed(pool: Situation) -> list[Missing]:
    """Supplier, link, price and total are fixed before any money, and everybody has accepted this version."""
    found = []
    for sku, (supplier, link, priced) in pool.skus.items():
        for there, what, message in (
            (supplier, "supplier", Text("the supplier of {sku} is not fixed", sku=pool.sku(sku))),
            (link, "link", Text("the link of {sku} is not fixed", sku=pool.sku(sku))),
            (priced, "price", Text("the price of {sku} is not fixed", sku=pool.sku(sku))),
        ):
            if not there:
                found.append(Missing("agreed", what, message, Text("type it into the SKU list")))
    if not pool.total:
        found.append(Missing("agreed", "total", Text("the total is not fixed: nobody owes anything"), Text("type the prices and costs")))
    found += [missing for partner in pool.partners if (missing := _acceptance(pool, partner)) is not None]
    early = [pool.name(partner) for partner in pool.paid if not any(reply.partner == partner for reply in pool.acceptances)]
    if early:
        message = Text("money came in before all agreed: {partners} paid", partners=Listing(early))
        found.append(Missing("agreed", "money", message, Text("collect no more, and pay it back or agree first")))
    return found


def _acceptance(pool: Situation, partner: str) -> Missing | None:
    """What the reply of a partner lacks: any reply to the version that binds, with its date."""
    mine = [reply for reply in pool.acceptances if reply.partner == partner]
    current = [reply for reply in mine if named(reply.text, pool.version)]
    name, version = pool.name(partner), pool.version
    if any(reply.date is not None for reply in current):
        return None
    message = Text("{partner} has not accepted version {version}", partner=name, version=version)
    fix = Text("ask for the reply, and record who, when and which version")
    if current:
        message, fix = Text("the acceptance of {partner} has no date", partner=name), Text("type when the reply came")
    elif mine:
        message = Text("{partner} accepted an older version, which is void; {version} binds now", partner=name, version=version)
        fix = Text("show what has changed, and ask for a new reply")
    return Missing("agreed", "acceptance", message, fix)


def _collecting(pool: Situation) -> list[Missing]:
    """Whom to pay, where, and until when."""
    fix = Text("type it into the terms")
    return [
        Missing("collecting", what, message, fix)
        for there, what, message in (
            (pool.lead is not None, "lead_buyer", Text("no lead buyer is named")),
            (pool.account, "account", Text("the account to pay to is not named")),
            (pool.deadline, "deadline", Text("the deadline for the payments is not named")),
        ) if not there
    ]


def _placed(pool: Situation) -> list[Missing]:
    """Everybody but the lead buyer has paid in full: no lead buyer fronts money. (spec.md, section 4)"""
    fix = Text("wait for the transfer before you place the order; nobody pays ahead for others")
    return [
        Missing("placed", "payment", _owes(pool, partner), fix)
        for partner in pool.partners if pool.owed.get(partner, 0) > 0 and partner != pool.lead
    ]


def _owes(pool: Situation, partner: str) -> Text:
    amount, code = display(pool.owed[partner], pool.currency), pool.currency
    return Text("{partner} still owes {amount:,} {currency}", partner=pool.name(partner), amount=amount, currency=code)


def _in_transit(pool: Situation) -> list[Missing]:
    """Everybody has agreed to the quality check, before the goods leave China."""
    found, shipped = [], pool.first(SHIPPED)
    for partner in pool.partners:
        days = [record.date for record in pool.of(QC) if record.partner == partner]
        known = [day for day in days if day is not None]
        if not days:
            message = Text("{partner} has not agreed to the quality check", partner=pool.name(partner))
            found.append(Missing("in transit", QC, message, Text("show the warehouse photos, and record who agreed and when")))
        elif shipped is not None and known and min(known) > shipped:
            message = Text("{partner} agreed to the quality check on {day}, after the goods had left on {shipped}", partner=pool.name(partner),
                           day=min(known).isoformat(), shipped=shipped.isoformat())
            found.append(Missing("in transit", QC, message, Text("correct the dates if they are wrong; else settle it among all partners")))
    return found


def _received(pool: Situation) -> list[Missing]:
    """Everything is counted and split on the day of receipt, and what is short is on record and decided."""
    fix = Text("count at the pickup point, and type what came, before the goods go home")
    found = [
        Missing("received", "receipt", Text("how many pieces of {sku} came is not recorded", sku=pool.sku(sku)), fix)
        for sku in pool.skus if pool.counted is not None and sku not in pool.counted
    ]
    if pool.counted is None:
        found.append(Missing("received", "receipt", Text("what came is not recorded"), fix))
    for step, message in ((COUNTED, Text("the count is not recorded")), (SPLIT, Text("the split is not recorded"))):
        if not pool.of(step):
            found.append(Missing("received", step, message, Text("record who did it and when, and keep the signed count sheet")))
    came = pool.first(RECEIVED)
    late = [day for step in (COUNTED, SPLIT) if (day := pool.first(step)) is not None and came is not None and day != came]
    if came is not None and late:
        message = Text("the goods came on {came}, but were counted and split on {day}", came=came.isoformat(), day=max(late).isoformat())
        found.append(Missing("received", SPLIT, message, Text("correct the dates if they are wrong; else have all partners confirm the count")))
    return found + shortage(pool)


def shortage(pool: Situation) -> list[Missing]:
    """What is missing before pieces that did not come, or came defective, may be settled: records per SKU, and everybody's decision."""
    found = []
    for sku in dict.fromkeys(short.sku for short in pool.short):
        for step, name in RECORDS.items():
            if not any(record.date is not None and (record.reference or step == CONTACTED) for record in pool.of(step, sku)):
                message = Text("of {sku} pieces are missing or defective, and this is not on record: {record}", sku=pool.sku(sku), record=name)
                found.append(Missing("received", step, message, Text("record it with its date, and where the picture, list or message is")))
    for short in pool.short:
        if decision(pool, short.partner, short.sku) is None:
            message = Text("{partner} has not decided on {missing} missing and {defective} defective pieces of {sku}",
                           partner=pool.name(short.partner), missing=short.missing, defective=short.defective, sku=pool.sku(short.sku))
            found.append(Missing("received", "decision", message, Text("record his decision: refund, reship or keep")))
    return found


def decision(pool: Situation, partner: str, sku: str) -> str | None:
    """What a partner has decided about his missing and defective pieces of a SKU: the latest record of his."""
    mine = [record for record in pool.steps if record.step in DECISIONS and record.partner == partner and record.sku in {"", sku}]
    return max(mine, key=lambda record: record.date or dt.date.min).step if mine else None


def _settled(pool: Situation) -> list[Missing]:
    """All balances are zero; the lead buyer's own row follows from the others."""
    found = []
    for partner, amount in pool.owed.items():
        if not amount or partner == pool.lead:
            continue
        shown = display(-amount, pool.currency)
        back = Text("{partner} still gets {amount:,} {currency} back", partner=pool.name(partner), amount=shown, currency=pool.currency)
        message = _owes(pool, partner) if amount > 0 else back  # no mutant: the amount is not 0
        found.append(Missing("settled", "balance", message, Text("make the transfer, and record the payment")))
    return found


GATES: dict[str, Callable[[Situation], list[Missing]]] = {
    "draft": lambda _: [], "agreed": _agreed, "collecting": _collecting, "placed": _placed, "in transit": _in_transit, "received": _received,
    "settled": _settled,
}
"""What is missing before a step may be taken, beside all before it."""

DEEDS = {
    "placed": (PLACED, Text("the order is not placed yet"), Text("place it, and record its number and date")),
    "in transit": (SHIPPED, Text("the goods have not left China yet"), Text("record the day on which they leave")),
    "received": (RECEIVED, Text("the goods have not come yet"), Text("record the day on which they come")),
}
"""The record by which a stage is reached, once its gate is clear."""


def may(stage: str, pool: Situation) -> list[Missing]:
    """What is missing before a stage may be entered: its own gate and those of all stages before it, with their deeds; [] where nothing is.

    Raises PoolsplitError for a stage that does not exist.
    """
    if stage not in STAGES:
        raise PoolsplitError(Text("{stage} is no stage; the stages are: {stages}", stage=stage, stages=Listing(STAGES)))
    found = []
    for before in STAGES[: STAGES.index(stage)]:
        found += [*GATES[before](pool), *_undone(before, pool)]
    return found + GATES[stage](pool)


def next_steps(pool: Situation) -> tuple[str, str, list[Missing]]:
    """(the stage that the pool is at, the next one, what is missing for it); the next one is "" at the end."""
    reached = STAGES[0]
    for stage in STAGES[1:]:
        missing = GATES[stage](pool)
        missing = missing or _undone(stage, pool)
        if missing:
            return reached, stage, missing
        reached = stage
    return reached, "", []


def _undone(stage: str, pool: Situation) -> list[Missing]:
    if stage not in DEEDS or pool.first(DEEDS[stage][0]) is not None:
        return []
    step, message, fix = DEEDS[stage]
    return [Missing(stage, step, message, fix)]


def is_stage(text: str) -> str:
    """A stage however it is written; the text itself where it is none.

    >>> is_stage("In  Transit"), is_stage("in_transit")
    ('in transit', 'in transit')
    """
    key = names.key(text).replace("_", " ")
    return key if key in STAGES else text
