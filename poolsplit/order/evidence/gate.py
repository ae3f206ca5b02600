"""The gate of a stage of an order: the records, links, checks, dates and answers that are still missing. (spec.md, section 8)

The records that each stage needs are data (`poolsplit.order.evidence.requirements`).
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
    """One row of the evidence table. item: its name in the requirements, "" for an unknown one. text: the item as typed. row: its index from 0."""

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
        """The key by which others refer to it: of the name of a file, else of the reference."""
        return names.key(file_name(self.reference))


class MissingRecord(NamedTuple):
    """One thing that a stage still lacks.

    pool: "" where the evidence is of one pool. stage: the one that it binds at. item: its name for people. kind: "missing", "dangling",
    "unchecked", "failed", "open", "undated", "unsigned" or "unknown". reference: of the record, "" where there is none. reason: why it
    does not count. fix: the way out. row: of the record in the table, from 1 below the row of headings; 0 where there is none. name: the item as
    the requirements call it, "a|b" where one of two would do, "" where the text is not an item. cell: the cell of the record in a workbook.

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

    stage: in any language. pool: the only one asked about; None asks about each. A row without a pool counts for all, and a row without a stage
    for every stage. Raises PoolsplitError for a stage that the requirements do not have.
    """
    stage_name = stage_named(stage, needed)
    recorded = records(evidence, needed)
    pools = {names.key(record.pool): record.pool for record in reversed(recorded) if record.pool} if pool is None else {names.key(pool): pool}
    gaps = []
    for key, name in sorted(pools.items()) or [("", "")]:
        of_pool = [record for record in recorded if not record.pool or names.key(record.pool) == key]
        gaps += _Gate(stage_name, of_pool, needed, name).gaps()
    return list(dict.fromkeys(_located(gap, evidence) for gap in gaps))


def _located(gap: MissingRecord, evidence: Rows) -> MissingRecord:
    """A missing record with its row as people count rows, and its cell."""
    if not gap.row:
        return gap
    problem = evidence.problem(gap.row - 1, "item", "")
    return gap._replace(row=problem.row, cell=problem.cell)


def stage_named(text: str, needed: Requirements) -> str:
    """The stage that a text names. Raises PoolsplitError where it names none."""
    stage = needed.stage(text)
    if stage is None:
        raise PoolsplitError(Text("{stage} is no stage; they are: {stages}", stage=text, stages=Listing(needed.labels("stages", needed.stages))))
    return stage


class _Gate:
    """The gate of one stage of one pool. It reports gaps: everything that the stage still lacks."""

    def __init__(self, stage: str, recorded: Sequence[Record], needed: Requirements, pool: str) -> None:
        self.data, self.needed, self.pool = needed.data, needed, pool
        self.stages = needed.included(stage)
        self.records = [record for record in recorded if not record.stage or needed.stage(record.stage) in {None, *self.stages}]
        kinds = {needed.special("risk"), needed.special("condition")}
        self.conditions = {needed.condition(record.reference) or "" for record in self.records if record.item in kinds}
        self.groups = [(name, group) for name in self.stages for group in needed.needs(name, self.conditions)]
        self.items = {item for _, group in self.groups for item in group}

    def gaps(self) -> list[MissingRecord]:
        """All gaps of the stage and those before it."""
        gaps = [gap for stage, group in self.groups for gap in self._group(stage, group)]
        unbound = [record for record in self.records if record.item and record.item not in self.needed.bound]
        gaps += [gap for record in unbound for gap in self._record(self.stages[-1], record)]
        return gaps + [gap for record in self.records for gap in self._unknown(record)]

    def _group(self, stage: str, group: list[str]) -> Iterator[MissingRecord]:
        """The gaps of a group of items, of which one will do. stage: the one that needs the group."""
        in_group = [record for record in self.records if record.item in group]
        if not in_group:
            label: str = self._label(group[0])
            for other in group[1:]:
                label = Text("{first} or {second}", first=label, second=self._label(other))
            yield MissingRecord(self.pool, stage, label, "missing", "", Text("not recorded"), _RECORD_IT, 0, "|".join(group))
        for record in self._that_count(in_group):
            yield from self._record(stage, record)
        for item in group:
            of_item = [record for record in in_group if record.item == item]
            yield from self._unchecked_aspects(stage, item, of_item)
            yield from self._uncovered(stage, item, of_item)

    def _that_count(self, recorded: list[Record]) -> list[Record]:
        """All records of an item; of an item that a sample proves only the last one, because a second sample is there to do better."""
        proves = self.data["sample"]["proves"]
        return recorded if not recorded or recorded[0].item not in proves else [max(recorded, key=lambda record: (record.date, record.row))]

    def _record(self, stage: str, record: Record) -> Iterator[MissingRecord]:
        """The gaps of one record."""
        if not record.reference:
            fix = Text("type the link, the number, or the name of the file")
            yield self._gap(stage, record, "missing", Text("the row has no link, file or number"), fix)
            return
        yield from self._result(stage, record)
        yield from self._count(stage, record)
        yield from self._links(stage, record)
        if not record.date:
            reason = Text("{reference} has no date", reference=self._shown(record))
            yield self._gap(stage, record, "undated", reason, Text("type the day on which it was recorded"))
        if not record.recorded_by:
            reason = Text("{reference}: nobody stands for it", reference=self._shown(record))
            yield self._gap(stage, record, "unsigned", reason, Text("type who recorded it"))

    def _result(self, stage: str, record: Record) -> Iterator[MissingRecord]:
        """A gap for a result that is not a pass where one is needed, and for an open question."""
        result, shown = self.needed.result(record.result), self._shown(record)
        question = record.item == self.needed.special("question")
        if result == FAIL:
            yield self._gap(stage, record, "failed", Text("{reference} failed", reference=shown), _CLEAR_IT)
        elif result == OPEN or (question and result != PASS):
            since = Text("{reference}: open since {date}", reference=shown, date=record.date)
            reason = since if record.date else Text("{reference}: open", reference=shown)
            yield self._gap(stage, record, "open", reason, _WAIT)
        elif record.item in self.data["checked"]:
            return    # `_unchecked_aspects` looks at the whole set together
        elif record.result and result is None:
            reason = Text('"{result}" is neither pass, fail nor open', result=record.result)
            yield self._gap(stage, record, "unchecked", reason, Text("type pass, fail or open as the result"))
        elif not record.result and record.item in self.data["confirmed"]:
            reason = Text("{reference} is not confirmed", reference=shown)
            yield self._gap(stage, record, "unchecked", reason, Text("type pass, fail or open as the result"))

    def _count(self, stage: str, record: Record) -> Iterator[MissingRecord]:
        """A gap where a record states a number, such as of parcels, and another number of records is there, such as of tracking numbers."""
        item = self.data["counts"].get(record.item)
        if item is None:
            return
        counted = {other.key for other in self.records if other.item == item and other.reference}
        try:
            n = cells.quantity(record.reference)
        except NumberError as error:
            yield self._gap(stage, record, "unchecked", error.args[0], error.fix)
            return
        if counted and len(counted) != n:
            reason = Text("{n} are needed, one each, and {found} are recorded", n=n, found=len(counted))
            fix = Text("record one for each, or correct the number")
            yield MissingRecord(self.pool, stage, self._label(item), "missing", "", reason, fix, 0, item)

    def _links(self, stage: str, record: Record) -> Iterator[MissingRecord]:
        """A gap for each link that points nowhere. Where there is nothing at all to point to, the target itself is the gap."""
        targets = self.data["links"].get(record.item)
        if not targets:
            return
        keys = {other.key for other in self.records if other.item in targets and other.reference}
        if not keys and self.items & set(targets):
            return
        labels = Listing(self.needed.labels("items", targets))
        fix = Text('type under "refers to" what stands as reference of: {items}', items=labels)
        if not record.refers_to:
            reason = Text("{reference} does not say which it refers to: {items}", reference=self._shown(record), items=labels)
            yield self._gap(stage, record, "dangling", reason, fix)
        for target in record.refers_to:
            if names.key(file_name(target)) not in keys:
                template = '{reference} refers to "{target}", which is not on record as: {items}'
                reason = Text(template, reference=self._shown(record), target=target, items=labels)
                yield self._gap(stage, record, "dangling", reason, fix)

    def _unchecked_aspects(self, stage: str, item: str, recorded: list[Record]) -> Iterator[MissingRecord]:
        """A gap for each set of photos of one parcel that together were not checked for everything."""
        wanted = self.data["checked"].get(item, ())
        sets: dict[tuple[str, ...], list[Record]] = {}
        for record in recorded if wanted else ():
            sets.setdefault(tuple(sorted(map(names.key, record.refers_to))), []).append(record)
        for photos in sets.values():
            if any(self.needed.result(photo.result) in {FAIL, OPEN} for photo in photos) or not any(photo.reference for photo in photos):
                continue
            checked = {self.needed.aspect(word) for photo in photos for word in _WORDS.split(photo.result)}
            unchecked = [] if "all" in checked else [aspect for aspect in wanted if aspect not in checked]
            if unchecked:
                labels = Listing(self.needed.labels("aspects", unchecked))
                reason = Text("{reference} is not checked for: {aspects}", reference=self._shown(photos[0]), aspects=labels)
                fix = Text("look, and type as the result what was checked: {aspects}", aspects=labels)
                yield self._gap(stage, photos[0], "unchecked", reason, fix)

    def _uncovered(self, stage: str, item: str, recorded: list[Record]) -> Iterator[MissingRecord]:
        """A gap for each parcel of which there is no photo, although there are photos and all their links are right."""
        target = self.data["covers"].get(item)
        to_cover = {record.key: record for record in self.records if record.item == target and record.reference}
        covered = {names.key(file_name(link)) for record in recorded for link in record.refers_to}
        if not recorded or not covered or covered - set(to_cover):
            return
        for key, record in to_cover.items():
            if key not in covered:
                reason = Text("there is none of {reference}", reference=self._shown(record))
                yield MissingRecord(self.pool, stage, self._label(item), "missing", record.reference, reason, _RECORD_IT, 0, item)

    def _unknown(self, record: Record) -> Iterator[MissingRecord]:
        """A gap for a text that is not an item, or not a stage: it may be a record that does not count because of its spelling."""
        if not record.item and record.text:
            fix = Text("correct it, or take the row out; a record of your own needs an entry in the requirements")
            reason = Text("no record is called that")
            yield MissingRecord(self.pool, self.stages[-1], record.text, "unknown", record.reference, reason, fix, record.row + 1, "")
        if record.stage and self.needed.stage(record.stage) is None:
            reason = Text('no stage is called "{stage}"', stage=record.stage)
            fix = Text("type one of: {stages}", stages=Listing(self.needed.labels("stages", self.needed.stages)))
            label = self._label(record.item) if record.item else record.text
            yield MissingRecord(self.pool, self.stages[-1], label, "unknown", record.reference, reason, fix, record.row + 1, record.item)

    def _gap(self, stage: str, record: Record, kind: str, reason: str, fix: str) -> MissingRecord:
        return MissingRecord(self.pool, stage, self._label(record.item), kind, record.reference, reason, fix, record.row + 1, record.item)

    def _label(self, item: str) -> Named:
        return self.needed.label("items", item)

    @staticmethod
    def _shown(record: Record) -> str:
        return file_name(record.reference)
