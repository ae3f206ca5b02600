"""Which transfer paid which due: by the code in its content, in one of six classes, with what to say to whom. (spec.md, section 7)"""

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
"""What a transfer can be: it completes a due; it leaves some open; it is more than was open; nothing was open; it came after the
deadline; it has no code that is known, or several."""

_SHOWN = 60


class Transfer(NamedTuple):
    """Money that came in: when, whole dong above 0, and the content as the bank's statement has it."""

    when: dt.date | None
    amount: int
    content: str


class Due(NamedTuple):
    """What a partner has to pay, in dong, the memo that his transfers bear, and until when; None for no deadline.

    also: another memo that he may have been told, "" for none.
    """

    partner: str
    due: int
    memo: str
    deadline: dt.date | None = None
    also: str = ""


class Match(NamedTuple):
    """One transfer: its class, the index of its due (-1 for an unknown one), what of it counts and what goes back, and what to say."""

    transfer: Transfer
    kind: str
    due: int
    counted: int
    back: int
    text: Text


class Collected(NamedTuple):
    """One due after all transfers: paid, what is open, and the reminder; "" where nothing is open."""

    due: Due
    paid: int
    open: int
    text: str


class Matched(NamedTuple):
    """All transfers in the order in which they were handed in, and all dues."""

    matches: list[Match]
    standings: list[Collected]


def match(transfers: Sequence[Transfer], dues: Sequence[Due]) -> Matched:
    """Put every transfer into exactly one class, first come, first counted. (spec.md, section 7)

    What counts and what goes back add up to each transfer. A late transfer does not count, since others may have acted on the gate: who
    accepts it moves the deadline. Transfers without a date are taken to be in time, and last.

    >>> code = memo.memo_code("July", 1, "Bình")
    >>> found = match([Transfer(None, 8_000_000, f"MBVCB 77 {code} BINH"), Transfer(None, 300_000, code)], [Due("Bình", 8_200_000, code)])
    >>> [(one.kind, one.counted, one.back) for one in found.matches], found.standings[0].open
    ([('partial', 8000000, 0), ('over', 200000, 100000)], 0)
    """
    codes = [memo.codes_in(due.memo)[0] for due in dues]
    paid = [0] * len(dues)
    found: dict[int, Match] = {}
    for place in sorted(range(len(transfers)), key=lambda place: (_sortable(transfers[place].when), place)):
        transfer = transfers[place]
        mine = [codes.index(code) for code in memo.codes_in(transfer.content) if code in codes]
        mine += [due for due, one in enumerate(dues) if due not in mine and one.also and _bears(transfer.content, one.also)]
        if len(mine) != 1:
            found[place] = Match(transfer, UNKNOWN, -1, 0, transfer.amount, _unknown(transfer, dues, codes, mine))
            continue
        due = dues[mine[0]]
        found[place] = _known(transfer, mine[0], due, due.due - paid[mine[0]])
        paid[mine[0]] += found[place].counted
    standings = [_standing(due, one) for due, one in zip(dues, paid, strict=True)]
    return Matched([found[place] for place in range(len(transfers))], standings)


def _bears(content: str, memo: str) -> bool:
    """Whether a transfer bears a memo, in any case and with any signs between its words, and not as a part of longer ones.

    >>> _bears("MBVCB 77 pool-4916-02 chuyen", "POOL 4916 02"), _bears("POOL 4916 021", "POOL 4916 02")
    (True, False)
    """
    words = r"[\W_]*".join(re.escape(word) for word in memo.upper().split())
    return re.search(rf"(?<![A-Z0-9]){words}(?![A-Z0-9])", content.upper()) is not None


def _known(transfer: Transfer, place: int, due: Due, missing: int) -> Match:
    """A transfer whose due is known. missing: what was open before it."""
    amount, who, deadline = transfer.amount, due.partner, due.deadline
    if deadline is not None and transfer.when is not None and dates.is_after(transfer.when, deadline):
        words = (
            "{partner}: {amount:,} VND came on {when}, after the deadline {deadline}. "
            "It counts only if the lead buyer moves the deadline; else it goes back to you"
        )
        said = Text(words, partner=who, amount=amount, when=dates.said(transfer.when), deadline=dates.said(deadline))
        return Match(transfer, LATE, place, 0, amount, said)
    if missing <= 0:
        words = "{partner}: you had paid already. {amount:,} VND goes back to you"
        return Match(transfer, DUPLICATE, place, 0, amount, Text(words, partner=who, amount=amount))
    if amount > missing:
        words = "{partner}: {due:,} VND is paid, and {back:,} VND was too much and goes back to you"
        return Match(transfer, OVER, place, missing, amount - missing, Text(words, partner=who, due=due.due, back=amount - missing))
    if amount < missing:
        words = "{partner}: {amount:,} VND came; {missing:,} VND is still missing. Please transfer it with the content {memo}"
        return Match(transfer, PARTIAL, place, amount, 0, Text(words, partner=who, amount=amount, missing=missing - amount, memo=due.memo))
    return Match(transfer, EXACT, place, amount, 0, Text("{partner}: {due:,} VND is paid. Thank you", partner=who, due=due.due))


def _unknown(transfer: Transfer, dues: Sequence[Due], codes: Sequence[str], mine: Sequence[int]) -> Text:
    """What to ask about a transfer that nobody's code, or more than one, is in."""
    content = " ".join(transfer.content.split())
    content = content if len(content) <= _SHOWN else content[: _SHOWN - 1] + "…"
    if mine:
        names = ", ".join(dues[place].partner for place in mine)
        words = '{amount:,} VND with the content "{content}" has the codes of several: {names}. Ask who sent it; what is nobody\'s goes back'
        return Text(words, amount=transfer.amount, content=content, names=names)
    near = memo.nearly(transfer.content, codes)
    if near:
        words = '{amount:,} VND with the content "{content}": the code is mistyped. Did {partner} ({memo}) send it? What is nobody\'s goes back'
        due = dues[codes.index(near)]
        return Text(words, amount=transfer.amount, content=content, partner=due.partner, memo=due.memo)
    words = '{amount:,} VND with the content "{content}" has no code of this order. Ask who sent it; what is nobody\'s goes back'
    return Text(words, amount=transfer.amount, content=content)


def _standing(due: Due, paid: int) -> Collected:
    missing = max(due.due - paid, 0)
    if not missing:
        return Collected(due, paid, 0, "")
    given = {"partner": due.partner, "missing": missing, "due": due.due, "memo": due.memo}
    if due.deadline is None:
        words = "{partner}: {missing:,} of {due:,} VND is open. Please transfer it with the content {memo}"
        return Collected(due, paid, missing, Text(words, **given))
    words = "{partner}: {missing:,} of {due:,} VND is open. Please transfer it by {deadline} with the content {memo}"
    return Collected(due, paid, missing, Text(words, **given, deadline=dates.said(due.deadline)))


def _sortable(when: dt.date | None) -> tuple[dt.date, dt.time]:
    """A moment to sort by: what is only dated at the end of its day, what is not even that last."""
    if when is None:
        return dt.date.max, dt.time.max
    return (when.date(), when.time()) if isinstance(when, dt.datetime) else (when, dt.time.max)
