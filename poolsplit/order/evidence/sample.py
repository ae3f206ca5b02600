"""The verdict on a sample: scale up, fix the brief, wait or stop. (spec.md, section 8)

A sample is a test, not a small order. Its results are rows of the evidence table: the item that it had to prove, pass, fail or open as the
result, a link or file as evidence, and the sample that it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Listing, Named, Text
from poolsplit.order.evidence.gate import Record, records
from poolsplit.order.evidence.requirements import FAIL, PASS, Requirements
from poolsplit.values import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.tables.columns import Rows

SCALE, FIX, WAIT, STOP = "scale", "fix the brief", "wait", "stop"


class Verdict(NamedTuple):
    """The verdict that follows from the results of a sample.

    decision: SCALE, FIX, WAIT or STOP. failed, open, again: names of the items that failed, that are not decided yet, and that failed on
    a second sample too. second_sample: True where the fix has to be seen on another sample. golden: the reference of the approved sample,
    "" where none is recorded. differences: the references of bulk goods that were found to differ from it. advice: sentences on what to do.
    unproven: names of what no sample can prove.
    """

    decision: str
    failed: list[Named]
    open: list[Named]
    again: list[Named]
    second_sample: bool
    golden: str
    differences: list[str]
    advice: list[Text]
    unproven: list[Named]


def verdict(evidence: Rows, needed: Requirements, pool: str | None = None) -> Verdict:
    """The verdict on the samples of a pool.

    The last result of an item counts, by date and then by row. It passes only with evidence; an item without a result is open. For resale
    more has to be proven (the condition). All pass: scale. Something failed: fix the brief, with a second sample where the fix must be seen
    (labels, packaging, parts, colour). Nothing failed, something open: wait. Failed on two samples: stop.
    """
    of_pool = [record for record in records(evidence, needed) if pool is None or not record.pool or names.key(record.pool) == names.key(pool)]
    conditions = {needed.condition(record.reference) for record in of_pool if record.item in {needed.special("risk"), needed.special("condition")}}
    sample = needed.data["sample"]
    asked_items = [item for item in sample["proves"] if _is_asked(item, needed, {name for name in conditions if name})]
    failed, undecided, again = [], [], []
    for item in asked_items:
        results = sorted((record for record in of_pool if record.item == item), key=lambda record: (record.date, record.row))
        result = needed.result(results[-1].result) if results else None
        if result == FAIL:
            failed.append(item)
            if len(_samples_that_failed(results, needed)) > 1:
                again.append(item)
        elif result != PASS or not results[-1].reference:
            undecided.append(item)
    second = bool(set(failed) & set(sample["seen"]))
    decision = STOP if again else FIX if failed else WAIT if undecided else SCALE
    golden = next((record.reference for record in reversed(of_pool) if record.item == "golden_sample" and record.reference), "")
    differences = [record.reference for record in of_pool if record.item == "bulk_difference" and record.reference]
    labels = {name: needed.labels("items", items) for name, items in (("failed", failed), ("open", undecided), ("again", again))}
    advice = _advice(decision, labels, second=second, golden=golden)
    unproven = [Named(spellings) for spellings in sample["cannot prove"].values()]
    return Verdict(decision, labels["failed"], labels["open"], labels["again"], second and not again, golden, differences, advice, unproven)


def _is_asked(item: str, needed: Requirements, conditions: set[str]) -> bool:
    """True where some stage asks for an item under the conditions."""
    return any(item in group for stage in needed.stages for group in needed.needs(stage, conditions))


def _samples_that_failed(results: Sequence[Record], needed: Requirements) -> set[tuple[str, ...]]:
    """The samples on which an item failed; a result that does not say which sample counts by its date."""
    return {tuple(map(names.key, record.refers_to)) or (record.date,) for record in results if needed.result(record.result) == FAIL}


def _advice(decision: str, labels: dict[str, list[Named]], *, second: bool, golden: str) -> list[Text]:
    failed, undecided, again = (Listing(labels[name]) for name in ("failed", "open", "again"))
    if decision == STOP:
        return [Text("stop: failed again on a second sample: {items}", items=again)]
    if decision == FIX:
        advice = [Text("do not solve it by ordering more: fix the brief to the supplier first: {items}", items=failed)]
        if second:
            advice.append(Text("then order a second sample: this fix has to be seen"))
        if undecided:
            advice.append(Text("still open: {items}", items=undecided))
        return advice
    if decision == WAIT:
        return [Text("wait, and get an answer with evidence first: {items}", items=undecided)]
    advice = [Text("the sample has proven what it had to: the bulk order may be prepared")]
    if not golden:
        advice.append(Text("keep this sample as the golden sample, and record it with photos and the date"))
    return advice
