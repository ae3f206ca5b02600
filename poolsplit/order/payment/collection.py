"""Payment cards of a filled workbook: what its terms say about account, lead buyer and deadline, and the cards as SVG and PNG files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.errors import NumberError, PaymentError, Problem, Text
from poolsplit.order.agreement import draft
from poolsplit.order.payment import card, memo
from poolsplit.pool import balances
from poolsplit.values import banks, dates
from poolsplit.values.short_codes import hashed_symbols

if TYPE_CHECKING:
    import datetime as dt

    from poolsplit.pool.results import Report
_DONG = "VND"


def collections(report: Report, payments: Any, lang: str) -> tuple[list[card.Collection], list[Problem]]:
    """What is collected in every pool, and what prevents its payment codes, with the cell in the terms. (spec.md, section 7)

    payments: those that the workbook records, None for none; what they leave open is what the cards ask for.
    """
    case = report.case
    paid = balances.case_paid(case, payments)
    found: list[card.Collection] = []
    problems: list[Problem] = []
    for pool, name in enumerate(case.orders.pools):
        members = [member for member, own in enumerate(case.orders.member_pool) if own == pool]
        account, wrong = _account(report, pool)
        until, more = deadline(report, pool, lang)
        problems += wrong + more
        if account is None:
            continue
        lead = int(case.terms.lead[pool])
        said = draft.version_of(report, pool) or version(report, pool, account)
        shares = tuple(
            card.Share(case.orders.members[i], int(report.binding.due[i]), int(paid[i]),
                       memo.memo(memo.memo_code(name, said, case.orders.members[i]), case.orders.members[i]))
            for i in members if i != lead
        )
        leader = case.orders.members[lead] if lead >= 0 else ""
        found.append(card.Collection(name, account, leader, "" if until is None else dates.said(until), said, shares))
        problems += _same_codes(found[-1])
    return found, problems


def version(report: Report, pool: int, account: banks.Account) -> str:
    """What stands for the version where the agreement lacks a clause: another one with another partner, quantity, due or account."""
    orders, due = report.case.orders, report.binding.due
    rows = [(orders.members[orders.row_member[row]], orders.lots[orders.row_lot[row]], int(orders.quantity[row])) for row in orders.rows_of(pool)]
    dues = [(orders.members[member], int(due[member])) for member, own in enumerate(orders.member_pool) if own == pool]
    return hashed_symbols([account.bank.bin, account.number, report.currency(pool), *sorted(map(str, rows)), *sorted(map(str, dues))], 5)


def deadline(report: Report, pool: int, lang: str) -> tuple[dt.date | None, list[Problem]]:
    """Until when a pool is to be paid, None where the terms do not say; a deadline that cannot be read is a problem."""
    typed = _typed(report, pool, "deadline")
    if typed is None:
        return None, []
    try:
        return dates.moment(typed, lang), []
    except NumberError as error:
        return None, [report.case.terms.problem(pool, "deadline", error.args[0], error.fix)]


def _account(report: Report, pool: int) -> tuple[banks.Account | None, list[Problem]]:
    """The account of a pool, or what is wrong with it."""
    terms, typed = report.case.terms, _typed(report, pool, "account")
    if report.currency(pool) != _DONG:
        message = Text("a VietQR code is for dong, and this pool is in {currency}", currency=report.currency(pool))
        return None, [terms.problem(pool, "currency", message, Text("collect in VND, or send the account as text"))]
    if typed is None:
        fix = Text("type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A")
        return None, [terms.problem(pool, "account", Text("no account is given that the partners pay to"), fix)]
    try:
        found = banks.account(typed)
    except PaymentError as error:
        return None, [terms.problem(pool, "account", error.args[0], error.fix)]
    if not found.holder:
        fix = Text("type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A")
        return None, [terms.problem(pool, "account", Text("the account does not say whose it is"), fix)]
    return found, []


def _typed(report: Report, pool: int, column: str) -> object:
    terms = report.case.terms
    return terms.typed.get(column)[terms.row[pool]] if terms.row[pool] >= 0 else None


def _same_codes(collection: card.Collection) -> list[Problem]:
    """Two partners with one code cannot be told apart."""
    seen: dict[str, str] = {}
    problems = []
    for share in collection.shares:
        code = memo.codes_in(share.memo)[0]
        if code in seen:
            message = Text("{first} and {second} would have the same payment code", first=seen[code], second=share.partner)
            problems.append(Problem("orders", 0, "partner", message, Text("write one of the names in another way")))
        seen[code] = share.partner
    return problems
