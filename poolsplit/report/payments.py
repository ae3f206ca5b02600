"""Incoming payments for people: every transfer with its class, the open amount of each partner, the texts to send. (spec.md, section 7)"""

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
    """A bank statement matched with a workbook's dues: the result, and True where all dues are paid. Amounts to send back keep no due open.

    payments: those that the workbook records itself. They are not counted here, because the statement has them too. rows: the statement.
    memos: partner key -> the memo on the payment card that the workbook holds; it counts like the memo of the due.
    """
    pools, problems = collections(report, None, lang)
    transfers, statement_problems = statement.transfers_in(rows, lang)
    problems += statement_problems
    if payments is not None and payments.size:
        message = Text("the payments in the workbook are not counted here: the statement decides")
        problems.append(Problem("payments", 0, "paid", message, Text("cash that never went through the bank: subtract it by hand"), warning=True))
    if any(not problem.warning for problem in problems):
        return Outcome(problems=problems), False
    dues = [matching.Due(share.partner, share.due, share.memo, deadline(report, pool, lang)[0], memos.get(names.key(share.partner), ""))
            for pool, collection in enumerate(pools) for share in collection.shares]
    result = matching.match(transfers, dues)
    return Outcome(sections=sections(result), problems=problems), all(not standing.open for standing in result.standings)


def sections(result: matching.Matched) -> list[Section]:
    """The three sections of a match: transfers, standings, texts."""
    dues = [standing.due for standing in result.standings]
    transfers = [
        [dates.moment_text(match.transfer.when) if match.transfer.when else "", match.transfer.amount,
         dues[match.due].partner if match.due >= 0 else "",
         _KINDS[match.kind], match.counted, match.back, " ".join(match.transfer.content.split())]
        for match in result.matches
    ]
    columns = [(Text("Date"), TEXT), (LABELS["amount"], MONEY), (LABELS["partner"], TEXT), (Text("Class"), MARK), (Text("Counts"), MONEY),
               (Text("Goes back"), MONEY), (Text("Content"), TEXT)]
    standings = [[standing.due.partner, standing.due.due, standing.paid, standing.open, standing.due.memo] for standing in result.standings]
    texts = [[match.text] for match in result.matches] + [[standing.text] for standing in result.standings if standing.text]
    return [
        Section("transfers", Text("What came in"), columns, _with_sums(transfers, [1, 4, 5]), _DONG, total=bool(transfers)),
        Section("standings", Text("Who has paid what"),
                [(LABELS["partner"], TEXT), (LABELS["due"], MONEY), (LABELS["paid"], MONEY), (Text("Open"), MONEY), (Text("Transfer content"), TEXT)],
                _with_sums(standings, [1, 2, 3]), _DONG, total=bool(standings)),
        Section("texts", Text("Texts to send"), [(Text("Text"), TEXT)], texts),
    ]


def _with_sums(rows: list[list[Any]], columns: Sequence[int]) -> list[list[Any]]:
    """Rows with a last one that holds the sums of some columns; [] where there are no rows."""
    if not rows:
        return rows
    sums: list[Any] = [exact.total([row[i] for row in rows], [0] * len(rows), 1)[0] if i in columns else "" for i in range(len(rows[0]))]
    sums[0] = Text("Total")
    return [*rows, sums]
