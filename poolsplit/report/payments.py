"""What came in, for people: every transfer with its class, what each partner has open, and the texts to send. (spec.md, section 7)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import Problem, Text
from poolsplit.order.payment import matching, statement
from poolsplit.order.payment.collection import collections, deadline
from poolsplit.report.sections import LABELS, MARK, MONEY, TEXT, Outcome, Section
from poolsplit.values import dates, names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.pool.results import Report

_DONG = "VND"
_KINDS = {
    matching.EXACT: Text("exact"), matching.PARTIAL: Text("partial"), matching.OVER: Text("over"), matching.DUPLICATE: Text("duplicate"),
    matching.LATE: Text("late"), matching.UNKNOWN: Text("unknown"),
}


def settled(report: Report, payments: Any, rows: Any, lang: str, memos: Mapping[str, str]) -> tuple[Outcome, bool]:
    """What a statement says about a workbook's dues, and whether all of them are paid; what has to go back does not keep them open.

    payments: those that the workbook records itself: they are not counted here, since the statement has them too. rows: the statement.
    memos: partner key -> the memo on the workbook's own card, which counts like the code of ours.
    """
    found, problems = collections(report, None, lang)
    came, more = statement.incoming(rows, lang)
    problems += more
    if payments is not None and payments.size:
        message = Text("the payments in the workbook are not counted here: the statement decides")
        problems.append(Problem("payments", 0, "paid", message, Text("cash that never went through the bank: subtract it by hand"), warning=True))
    if any(not problem.warning for problem in problems):
        return Outcome(problems=problems), False
    due = [matching.Due(share.partner, share.due, share.memo, deadline(report, place, lang)[0], memos.get(names.key(share.partner), ""))
           for place, collection in enumerate(found) for share in collection.shares]
    result = matching.match(came, due)
    return Outcome(sections=sections(result), problems=problems), all(not one.open for one in result.standings)


def sections(result: matching.Matched) -> list[Section]:
    """The three tables of a match."""
    dues = [one.due for one in result.standings]
    transfers = [
        [dates.said(one.transfer.when) if one.transfer.when else "", one.transfer.amount, dues[one.due].partner if one.due >= 0 else "",
         _KINDS[one.kind], one.counted, one.back, " ".join(one.transfer.content.split())]
        for one in result.matches
    ]
    heads = [(Text("Date"), TEXT), (LABELS["amount"], MONEY), (LABELS["partner"], TEXT), (Text("Class"), MARK), (Text("Counts"), MONEY),
             (Text("Goes back"), MONEY), (Text("Content"), TEXT)]
    standings = [[one.due.partner, one.due.due, one.paid, one.open, one.due.memo] for one in result.standings]
    texts = [[one.text] for one in result.matches] + [[one.text] for one in result.standings if one.text]
    return [
        Section("transfers", Text("What came in"), heads, _with_sums(transfers, [1, 4, 5]), _DONG, total=bool(transfers)),
        Section("standings", Text("Who has paid what"),
                [(LABELS["partner"], TEXT), (LABELS["due"], MONEY), (LABELS["paid"], MONEY), (Text("Open"), MONEY), (Text("Transfer content"), TEXT)],
                _with_sums(standings, [1, 2, 3]), _DONG, total=bool(standings)),
        Section("texts", Text("Texts to send"), [(Text("Text"), TEXT)], texts),
    ]


def _with_sums(rows: list[list[Any]], places: Sequence[int]) -> list[list[Any]]:
    """Rows with their sums in a last one; nothing where there are no rows."""
    if not rows:
        return rows
    sums: list[Any] = [exact.total([row[i] for row in rows], [0] * len(rows), 1)[0] if i in places else "" for i in range(len(rows[0]))]
    sums[0] = Text("Total")
    return [*rows, sums]
