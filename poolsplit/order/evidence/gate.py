"""What is still missing before a stage of an order: records, links, checks, dates, answers. (spec.md, section 8)

Which records bind at which stage is data (`poolsplit.order.evidence.requirements`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Listing, Named, NumberError, PoolsplitError, Text
from poolsplit.order.evidence.files import file_name
from poolsplit.order.evidence.requirements import FAIL, OPEN, PASS, Requirements
from poolsplit.values import cells, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.tables.columns import Rows

_APART = re.compile(r"[;\n；]")
_WORDS = re.compile(r"[,;/+&\n、，；]| and | và | và$|和")

_RECORD_IT = Text("record it: link, file or number, the date, and who recorded it")
_CLEAR_IT = Text("clear it with the supplier or the warehouse, and record the new result")
_WAIT = Text("wait for the answer: that is cheaper than a mistake found after customs")


class Record(NamedTuple):
    """One row of the evidence table. item: of the requirements, "" for a text that is none. row: its place in the rows, from 0."""

    row: int
    pool: str
    stage: str
    item: str
    text: str
    reference: str
    refers_to: tuple[str, ...]
    result: str
    date: str
    recorded_by: str

    @property
    def key(self) -> str:
        """What others refer to it by: the name of a file, else the reference."""
        return names.key(file_name(self.reference))


class MissingRecord(NamedTuple):
    """One thing that a stage still lacks.

    pool: "" where the evidence is of one pool. stage: the one that it binds at. item: its name for people. kind: "missing", "dangling",
    "unchecked", "failed", "open", "undated", "unsigned" or "unknown". reference: of the record, "" where there is none. reason: why it
    does not count. fix: the way out. row: of the record in the table, from 1 below the header; 0 where there is none. name: the item as
    the requirements call it, "a|b" where one of two would do, "" where the text is no item. cell: where the record stands in a workbook.

    >>> print(MissingRecord("", "agree", Named({"en": ["Listing URL"]}), "missing", "", Text("not recorded"), Text("record it"), 0, "listing"))
    Listing URL: not recorded. Way out: record it
    """

    pool: str
    stage: str
    item: str
    kind: str
    reference: str
    reason: str
    fix: str
    row: int
    name: str
    cell: str = ""

    def __str__(self) -> str:
        """Item, reason and way out in one line of English."""
        return f"{self.item}: {self.reason}. Way out: {self.fix}"


def records(evidence: Rows, needed: Requirements) -> list[Record]:
    """The rows of an evidence table as records."""
    texts = {name: [_text(value) for value in evidence.get(name)] for name in ("pool", "stage", "item", "reference", "refers_to", "result")}
    dates, people = evidence.get("date"), evidence.get("recorded_by")
    return [
        Record(
            row, texts["pool"][row], texts["stage"][row], needed.item(texts["item"][row]) or "", texts["item"][row], texts["reference"][row],
            tuple(part.strip() for part in _APART.split(texts["refers_to"][row]) if part.strip()), texts["result"][row], _text(dates[row]),
            _text(people[row]),
        )
        for row in range(evidence.size)
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def missing(stage: str, evidence: Rows, needed: Requirements, pool: str | None = None) -> list[MissingRecord]:
    """Everything that a stage, and those before it, still lack, in the order of the requirements; [] where it may go ahead.

    stage: in any language. pool: the one asked about; None asks about each. A row without a pool counts for all, and a row without a stage
    for every stage. Raises PoolsplitError for a stage that the requirements do not have.
    """
    wanted = known_stage(stage, needed)
    found = records(evidence, needed)
    pools = {names.key(one.pool): one.pool for one in reversed(found) if one.pool} if pool is None else {names.key(pool): pool}
    lacking = []
    for key, name in sorted(pools.items()) or [("", "")]:
        mine = [one for one in found if not one.pool or names.key(one.pool) == key]
        lacking += _Gate(wanted, mine, needed, name).run()
    return list(dict.fromkeys(_placed(one, evidence) for one in lacking))


def _placed(one: MissingRecord, evidence: Rows) -> MissingRecord:
    """The same with its row as people count them, and its cell."""
    if not one.row:
        return one
    where = evidence.problem(one.row - 1, "item", "")
    return one._replace(row=where.row, cell=where.cell)


def known_stage(text: str, needed: Requirements) -> str:
    """The stage that a text names. Raises PoolsplitError where it names none."""
    stage = needed.stage(text)
    if stage is None:
        raise PoolsplitError(Text("{stage} is no stage; they are: {stages}", stage=text, stages=Listing(needed.labels("stages", needed.stages))))
    return stage


class _Gate:
    """One stage of one pool."""

    def __init__(self, stage: str, found: Sequence[Record], needed: Requirements, pool: str) -> None:
        self.data, self.needed, self.pool = needed.data, needed, pool
        self.stages = needed.included(stage)
        self.here = [one for one in found if not one.stage or needed.stage(one.stage) in {None, *self.stages}]
        kinds = {needed.special("risk"), needed.special("condition")}
        self.conditions = {needed.condition(one.reference) or "" for one in self.here if one.item in kinds}
        self.asked = [(at, group) for at in self.stages for group in needed.needs(at, self.conditions)]
        self.items = {item for _, group in self.asked for item in group}

    def run(self) -> list[MissingRecord]:
        """Everything, once."""
        found = [one for at, group in self.asked for one in self._group(at, group)]
        loose = [one for one in self.here if one.item and one.item not in self.needed.bound]
        found += [said for one in loose for said in self._record(self.stages[-1], one)]
        return found + [said for one in self.here for said in self._unknown(one)]

    def _group(self, at: str, group: list[str]) -> Iterator[MissingRecord]:
        """Items of which one will do."""
        mine = [one for one in self.here if one.item in group]
        if not mine:
            label: str = self._label(group[0])
            for other in group[1:]:
                label = Text("{first} or {second}", first=label, second=self._label(other))
            yield MissingRecord(self.pool, at, label, "missing", "", Text("not recorded"), _RECORD_IT, 0, "|".join(group))
        for one in self._that_count(mine):
            yield from self._record(at, one)
        for item in group:
            own = [one for one in mine if one.item == item]
            yield from self._unchecked_aspects(at, item, own)
            yield from self._uncovered(at, item, own)

    def _that_count(self, mine: list[Record]) -> list[Record]:
        """All records of an item; of what a sample proves the last, since a second sample is there to do better."""
        proves = self.data["sample"]["proves"]
        return mine if not mine or mine[0].item not in proves else [max(mine, key=lambda one: (one.date, one.row))]

    def _record(self, at: str, one: Record) -> Iterator[MissingRecord]:
        """What is wrong with one record."""
        if not one.reference:
            fix = Text("type the link, the number, or the name of the file")
            yield self._say(at, one, "missing", Text("the row has no link, file or number"), fix)
            return
        yield from self._result(at, one)
        yield from self._count(at, one)
        yield from self._links(at, one)
        if not one.date:
            reason = Text("{reference} has no date", reference=self._shown(one))
            yield self._say(at, one, "undated", reason, Text("type the day on which it was recorded"))
        if not one.recorded_by:
            reason = Text("{reference}: nobody stands for it", reference=self._shown(one))
            yield self._say(at, one, "unsigned", reason, Text("type who recorded it"))

    def _result(self, at: str, one: Record) -> Iterator[MissingRecord]:
        """A result that is not a pass where one is needed; an open question."""
        result, shown = self.needed.result(one.result), self._shown(one)
        question = one.item == self.needed.special("question")
        if result == FAIL:
            yield self._say(at, one, "failed", Text("{reference} failed", reference=shown), _CLEAR_IT)
        elif result == OPEN or (question and result != PASS):
            since = Text("{reference}: open since {date}", reference=shown, date=one.date)
            reason = since if one.date else Text("{reference}: open", reference=shown)
            yield self._say(at, one, "open", reason, _WAIT)
        elif one.item in self.data["checked"]:
            return    # the whole set is looked at together
        elif one.result and result is None:
            reason = Text('"{result}" is neither pass, fail nor open', result=one.result)
            yield self._say(at, one, "unchecked", reason, Text("type pass, fail or open as the result"))
        elif not one.result and one.item in self.data["confirmed"]:
            reason = Text("{reference} is not confirmed", reference=shown)
            yield self._say(at, one, "unchecked", reason, Text("type pass, fail or open as the result"))

    def _count(self, at: str, one: Record) -> Iterator[MissingRecord]:
        """A number of parcels beside as many tracking numbers."""
        item = self.data["counts"].get(one.item)
        if item is None:
            return
        counted = {other.key for other in self.here if other.item == item and other.reference}
        try:
            n = cells.quantity(one.reference)
        except NumberError as error:
            yield self._say(at, one, "unchecked", error.args[0], error.fix)
            return
        if counted and len(counted) != n:
            reason = Text("{n} are needed, one each, and {found} are recorded", n=n, found=len(counted))
            yield MissingRecord(self.pool, at, self._label(item), "missing", "", reason, Text("record one for each, or correct the number"), 0, item)

    def _links(self, at: str, one: Record) -> Iterator[MissingRecord]:
        """A link that points nowhere; where there is nothing at all to point to, that is missing itself."""
        targets = self.data["links"].get(one.item)
        if not targets:
            return
        there = {other.key for other in self.here if other.item in targets and other.reference}
        if not there and self.items & set(targets):
            return
        labels = Listing(self.needed.labels("items", targets))
        fix = Text('type under "refers to" what stands as reference of: {items}', items=labels)
        if not one.refers_to:
            reason = Text("{reference} does not say which it refers to: {items}", reference=self._shown(one), items=labels)
            yield self._say(at, one, "dangling", reason, fix)
        for target in one.refers_to:
            if names.key(file_name(target)) not in there:
                wrong = '{reference} refers to "{target}", which is not on record as: {items}'
                reason = Text(wrong, reference=self._shown(one), target=target, items=labels)
                yield self._say(at, one, "dangling", reason, fix)

    def _unchecked_aspects(self, at: str, item: str, mine: list[Record]) -> Iterator[MissingRecord]:
        """Photos that, all of one parcel together, were not checked for everything."""
        wanted = self.data["checked"].get(item, ())
        sets: dict[tuple[str, ...], list[Record]] = {}
        for one in mine if wanted else ():
            sets.setdefault(tuple(sorted(map(names.key, one.refers_to))), []).append(one)
        for photos in sets.values():
            if any(self.needed.result(one.result) in {FAIL, OPEN} for one in photos) or not any(one.reference for one in photos):
                continue
            said = {self.needed.aspect(word) for one in photos for word in _WORDS.split(one.result)}
            left = [] if "all" in said else [aspect for aspect in wanted if aspect not in said]
            if left:
                labels = Listing(self.needed.labels("aspects", left))
                reason = Text("{reference} is not checked for: {aspects}", reference=self._shown(photos[0]), aspects=labels)
                yield self._say(at, photos[0], "unchecked", reason, Text("look, and type as the result what was checked: {aspects}", aspects=labels))

    def _uncovered(self, at: str, item: str, mine: list[Record]) -> Iterator[MissingRecord]:
        """Parcels of which there is no photo, although there are photos whose links are right."""
        target = self.data["covers"].get(item)
        there = {other.key: other for other in self.here if other.item == target and other.reference}
        about = {names.key(file_name(link)) for one in mine for link in one.refers_to}
        if not mine or not about or about - set(there):
            return
        for key, other in there.items():
            if key not in about:
                reason = Text("there is none of {reference}", reference=self._shown(other))
                yield MissingRecord(self.pool, at, self._label(item), "missing", other.reference, reason, _RECORD_IT, 0, item)

    def _unknown(self, one: Record) -> Iterator[MissingRecord]:
        """A text that is no item or no stage: maybe a record that does not count for its spelling."""
        if not one.item and one.text:
            fix = Text("correct it, or take the row out; a record of your own needs an entry in the requirements")
            reason = Text("no record is called that")
            yield MissingRecord(self.pool, self.stages[-1], one.text, "unknown", one.reference, reason, fix, one.row + 1, "")
        if one.stage and self.needed.stage(one.stage) is None:
            reason = Text('no stage is called "{stage}"', stage=one.stage)
            fix = Text("type one of: {stages}", stages=Listing(self.needed.labels("stages", self.needed.stages)))
            label = self._label(one.item) if one.item else one.text
            yield MissingRecord(self.pool, self.stages[-1], label, "unknown", one.reference, reason, fix, one.row + 1, one.item)

    def _say(self, at: str, one: Record, kind: str, reason: str, fix: str) -> MissingRecord:
        return MissingRecord(self.pool, at, self._label(one.item), kind, one.reference, reason, fix, one.row + 1, one.item)

    def _label(self, item: str) -> Named:
        return self.needed.label("items", item)

    @staticmethod
    def _shown(one: Record) -> str:
        return file_name(one.reference)
