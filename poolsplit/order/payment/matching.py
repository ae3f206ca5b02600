"""Matches transfers with dues by the code in their content: six classes, each with a sentence to send. (spec.md, section 7)"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Text
from poolsplit.order.payment import memo
from poolsplit.values import dates

if TYPE_CHECKING:
    from collections.abc import Sequence

EXACT, PARTIAL, OVER, DUPLICATE, LATE, UNKNOWN = "exact", "partial", "over", "duplicate", "late", "unknown"
KINDS = (EXACT, PARTIAL, OVER, DUPLICATE, LATE, UNKNOWN)
"""The classes of a transfer: it completes a due; it leaves a part open; it is more than was open; nothing was open; it came after the
deadline; it has no known code, or several."""

_SHOWN = 60


class Transfer(NamedTuple):
    """One transfer that came in. when: None where it is not dated. amount: whole dong above 0. content: as the bank's statement has it."""

    when: dt.date | None
    amount: int
    content: str


class Due(NamedTuple):
    """The due of a partner, in dong. memo: the one that his transfers bear. deadline: None for none.

    also: another memo that he may have been told, "" for none.
    """

    partner: str
    due: int
    memo: str
    deadline: dt.date | None = None
    also: str = ""


class Match(NamedTuple):
    """One transfer in its class.

    kind: one of KINDS. due: the index of its due, -1 where that is unknown. counted, back: the dong that count and that go back. text: the
    sentence to say.
    """

    transfer: Transfer
    kind: str
    due: int
    counted: int
    back: int
    text: Text


class Collected(NamedTuple):
    """One due after all transfers. paid, open: dong. text: the reminder, "" where nothing is open."""

    due: Due
    paid: int
    open: int
    text: str


class Matched(NamedTuple):
    """All transfers in the order in which they were passed, and all dues."""

    matches: list[Match]
    standings: list[Collected]


def match(transfers: Sequence[Transfer], dues: Sequence[Due]) -> Matched:
    """Put every transfer into exactly one class. Earlier transfers are counted first. (spec.md, section 7)

    What counts and what goes back add up to each transfer. A late transfer does not count, because others may have acted on the gate;
    whoever accepts it moves the deadline. A transfer without a date counts as one in time, after all others.

    >>> code = memo.memo_code("July", 1, "Bình")
    >>> result = match([Transfer(None, 8_000_000, f"MBVCB 77 {code} BINH"), Transfer(None, 300_000, code)], [Due("Bình", 8_200_000, code)])
    >>> [(entry.kind, entry.counted, entry.back) for entry in result.matches], result.standings[0].open
    ([('partial', 8000000, 0), ('over', 200000, 100000)], 0)
    """
    codes = [memo.codes_in(due.memo)[0] for due in dues]
    paid = [0] * len(dues)
    matches: dict[int, Match] = {}
    for index in sorted(range(len(transfers)), key=lambda index: (_sortable(transfers[index].when), index)):
        transfer = transfers[index]
        owners = [codes.index(code) for code in memo.codes_in(transfer.content) if code in codes]
        owners += [row for row, due in enumerate(dues) if row not in owners and due.also and _bears(transfer.content, due.also)]
        if len(owners) != 1:
            matches[index] = Match(transfer, UNKNOWN, -1, 0, transfer.amount, _unknown(transfer, dues, codes, owners))
            continue
        due = dues[owners[0]]
        matches[index] = _matched(transfer, owners[0], due, due.due - paid[owners[0]])
        paid[owners[0]] += matches[index].counted
    standings = [_standing(due, amount) for due, amount in zip(dues, paid, strict=True)]
    return Matched([matches[index] for index in range(len(transfers))], standings)


def _bears(content: str, memo: str) -> bool:
    """True where a transfer bears a memo, in any case and with any signs between its words, but not as a part of longer words.

    >>> _bears("MBVCB 77 pool-4916-02 chuyen", "POOL 4916 02"), _bears("POOL 4916 021", "POOL 4916 02")
    (True, False)
    """
    words = r"[\W_]*".join(re.escape(word) for word in memo.upper().split())
    return re.search(rf"(?<![A-Z0-9]){words}(?![A-Z0-9])", content.upper()) is not None


def _matched(transfer: Transfer, row: int, due: Due, missing: int) -> Match:
    """A transfer whose due is known. row: the index of the due. missing: the dong that were open before the transfer."""
    amount, partner, deadline = transfer.amount, due.partner, due.deadline
    if deadline is not None and transfer.when is not None and dates.is_after(transfer.when, deadline):
        template = (
            "{partner}: {amount:,} VND came on {when}, after the deadline {deadline}. "
            "It counts only if the lead buyer moves the deadline; else it goes back to you"
        )
        text = Text(template, partner=partner, amount=amount, when=dates.moment_text(transfer.when), deadline=dates.moment_text(deadline))
        return Match(transfer, LATE, row, 0, amount, text)
    if missing <= 0:
        template = "{partner}: you had paid already. {amount:,} VND goes back to you"
        return Match(transfer, DUPLICATE, row, 0, amount, Text(template, partner=partner, amount=amount))
    if amount > missing:
        template = "{partner}: {due:,} VND is paid, and {back:,} VND was too much and goes back to you"
        return Match(transfer, OVER, row, missing, amount - missing, Text(template, partner=partner, due=due.due, back=amount - missing))
    if amount < missing:
        template = "{partner}: {amount:,} VND came; {missing:,} VND is still missing. Please transfer it with the content {memo}"
        return Match(transfer, PARTIAL, row, amount, 0, Text(template, partner=partner, amount=amount, missing=missing - amount, memo=due.memo))
    return Match(transfer, EXACT, row, amount, 0, Text("{partner}: {due:,} VND is paid. Thank you", partner=partner, due=due.due))


def _unknown(transfer: Transfer, dues: Sequence[Due], codes: Sequence[str], owners: Sequence[int]) -> Text:
    """The question about a transfer with no known code, or with several. owners: the indices of the dues whose codes it has."""
    content = " ".join(transfer.content.split())
    content = content if len(content) <= _SHOWN else content[: _SHOWN - 1] + "…"
    if owners:
        names = ", ".join(dues[row].partner for row in owners)
        template = '{amount:,} VND with the content "{content}" has the codes of several: {names}. Ask who sent it; what is nobody\'s goes back'
        return Text(template, amount=transfer.amount, content=content, names=names)
    intended = memo.nearly(transfer.content, codes)
    if intended:
        template = '{amount:,} VND with the content "{content}": the code is mistyped. Did {partner} ({memo}) send it? What is nobody\'s goes back'
        due = dues[codes.index(intended)]
        return Text(template, amount=transfer.amount, content=content, partner=due.partner, memo=due.memo)
    template = '{amount:,} VND with the content "{content}" has no code of this order. Ask who sent it; what is nobody\'s goes back'
    return Text(template, amount=transfer.amount, content=content)


def _standing(due: Due, paid: int) -> Collected:
    missing = max(due.due - paid, 0)
    if not missing:
        return Collected(due, paid, 0, "")
    values = {"partner": due.partner, "missing": missing, "due": due.due, "memo": due.memo}
    if due.deadline is None:
        template = "{partner}: {missing:,} of {due:,} VND is open. Please transfer it with the content {memo}"
        return Collected(due, paid, missing, Text(template, **values))
    template = "{partner}: {missing:,} of {due:,} VND is open. Please transfer it by {deadline} with the content {memo}"
    return Collected(due, paid, missing, Text(template, **values, deadline=dates.moment_text(due.deadline)))


def _sortable(when: dt.date | None) -> tuple[dt.date, dt.time]:
    """A key to sort moments by. A date without a time comes at the end of its day, and a missing date comes last."""
    if when is None:
        return dt.date.max, dt.time.max
    return (when.date(), when.time()) if isinstance(when, dt.datetime) else (when, dt.time.max)
