"""The payments to collect in each pool of a workbook: account, lead buyer and deadline from its terms, and the share of each partner."""

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
    """The payments to collect in every pool, and the problems that prevent its payment codes, with the cell in the terms. (spec.md, section 7)

    payments: those that the workbook records, None for none; the cards ask for the amounts that they leave open.
    """
    case = report.case
    paid = balances.case_paid(case, payments)
    result: list[card.Collection] = []
    problems: list[Problem] = []
    for pool, name in enumerate(case.orders.pools):
        members = [member for member, its_pool in enumerate(case.orders.member_pool) if its_pool == pool]
        account, account_problems = _account(report, pool)
        moment, deadline_problems = deadline(report, pool, lang)
        problems += account_problems + deadline_problems
        if account is None:
            continue
        lead = int(case.terms.lead[pool])
        version_code = draft.version_of(report, pool) or version(report, pool, account)
        shares = tuple(
            card.Share(case.orders.members[member], int(report.binding.due[member]), int(paid[member]),
                       memo.memo(memo.memo_code(name, version_code, case.orders.members[member]), case.orders.members[member]))
            for member in members if member != lead
        )
        leader = case.orders.members[lead] if lead >= 0 else ""
        result.append(card.Collection(name, account, leader, "" if moment is None else dates.moment_text(moment), version_code, shares))
        problems += _same_codes(result[-1])
    return result, problems


def version(report: Report, pool: int, account: banks.Account) -> str:
    """The substitute for the version where the agreement lacks a clause; it differs where a partner, quantity, due or the account differs."""
    orders, due = report.case.orders, report.binding.due
    rows = [(orders.members[orders.row_member[row]], orders.lots[orders.row_lot[row]], int(orders.quantity[row])) for row in orders.rows_of(pool)]
    dues = [(orders.members[member], int(due[member])) for member, its_pool in enumerate(orders.member_pool) if its_pool == pool]
    return hashed_symbols([account.bank.bin, account.number, report.currency(pool), *sorted(map(str, rows)), *sorted(map(str, dues))], 5)


def deadline(report: Report, pool: int, lang: str) -> tuple[dt.date | None, list[Problem]]:
    """The moment by which a pool has to be paid, None where the terms name none; a deadline that cannot be read is a problem."""
    typed = _typed(report, pool, "deadline")
    if typed is None:
        return None, []
    try:
        return dates.moment(typed, lang), []
    except NumberError as error:
        return None, [report.case.terms.problem(pool, "deadline", error.args[0], error.fix)]


def _account(report: Report, pool: int) -> tuple[banks.Account | None, list[Problem]]:
    """The account of a pool, or None and the problem with it."""
    terms, typed = report.case.terms, _typed(report, pool, "account")
    if report.currency(pool) != _DONG:
        message = Text("a VietQR code is for dong, and this pool is in {currency}", currency=report.currency(pool))
        return None, [terms.problem(pool, "currency", message, Text("collect in VND, or send the account as text"))]
    if typed is None:
        fix = Text("type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A")
        return None, [terms.problem(pool, "account", Text("no account is given that the partners pay to"), fix)]
    try:
        account = banks.account(typed)
    except PaymentError as error:
        return None, [terms.problem(pool, "account", error.args[0], error.fix)]
    if not account.holder:
        fix = Text("type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A")
        return None, [terms.problem(pool, "account", Text("the account does not say whose it is"), fix)]
    return account, []


def _typed(report: Report, pool: int, column: str) -> object:
    terms = report.case.terms
    return terms.typed.get(column)[terms.row[pool]] if terms.row[pool] >= 0 else None


def _same_codes(collection: card.Collection) -> list[Problem]:
    """A problem for each partner whose payment code another one has too: their transfers cannot be told apart."""
    seen: dict[str, str] = {}
    problems = []
    for share in collection.shares:
        code = memo.codes_in(share.memo)[0]
        if code in seen:
            message = Text("{first} and {second} would have the same payment code", first=seen[code], second=share.partner)
            problems.append(Problem("orders", 0, "partner", message, Text("write one of the names in another way")))
        seen[code] = share.partner
    return problems
