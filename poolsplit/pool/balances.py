"""Settlement of whole tables: dues and payments in, transfers out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text
from poolsplit.pool.settlement import transfers
from poolsplit.tables.backend import operations
from poolsplit.tables.columns import Labels
from poolsplit.tables.reader import read
from poolsplit.tables.table import Table, table
from poolsplit.values import names
from poolsplit.values.money import currency_code, display, exponent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from poolsplit.engine.operations import Column, Operations
    from poolsplit.pool.inputs import Case
    from poolsplit.pool.orders import Orders
    from poolsplit.tables.columns import Names, Rows


def settle_tables(dues: Any, payments: Any, lead_buyer: str | None, currency: str) -> tuple[Table, dict[str, Any], list[Problem]]:
    """Settle every pool of a dues table. Returns (the dues as passed, transfers by column, problems). (spec.md, section 4)

    dues, payments: tables of any kind that `poolsplit.tables.table` takes. lead_buyer: the lead buyer of every pool, None for none.
    Where there are problems, there are no transfers.
    """
    code = currency_code(currency) or currency
    source = table("dues", dues)
    ops = operations(source)
    typed, problems = read(source, None, code, ops)
    paid, payment_problems = read(table("payments", payments), None, code, ops)
    problems += payment_problems
    pools, partners = typed.names("pool").complete(ops), typed.names("partner").in_key_order(ops)
    rows = ops.where(ops.at_least(partners.codes, 0))
    row_member, first_rows = ops.group(ops.pick(pools.codes, rows), ops.pick(partners.codes, rows))
    member_pool, member_partner = (ops.pick(column.codes, ops.pick(rows, first_rows)) for column in (pools, partners))
    n = len(first_rows)
    owed = ops.total(ops.pick(typed.numbers("due").on(ops).values, rows), row_member, n)
    payers = _members(paid, pools, partners, (member_pool, member_partner), ops)
    problems += [] if typed.unread else _strangers(paid, payers, ops)
    matched = ops.where(ops.at_least(payers, 0))
    paid_by_member = ops.total(ops.pick(paid.numbers("paid").on(ops).values, matched), ops.pick(payers, matched), n)
    balances = ops.subtract(owed, paid_by_member)
    leads = ops.constant(-1, len(pools.keys))
    if lead_buyer is not None:
        lead_partners = ops.constant(partners.code(lead_buyer), len(leads))
        leads = ops.find((member_pool, member_partner), (ops.count(len(leads)), lead_partners))
        if not typed.unread:
            for _ in ops.indices(ops.equal(leads, -1)):
                message = Text("the lead buyer {name} is not among the dues", name=lead_buyer)
                problems.append(Problem("dues", 0, "partner", message, Text("type the name as it stands in the dues")))
    elif not problems:
        open_sums = ops.total(balances, member_pool, len(leads))
        problems += [unbalanced_problem([open_sums[pool]], code) for pool in ops.indices(open_sums)[:1]]
    if problems:
        return source, {}, problems
    moves = transfers(balances, member_pool, leads, ops)
    columns: dict[str, Any] = {} if set(pools.keys) <= {""} else {"pool": Labels(pools, ops.pick(member_pool, moves.payer))}
    columns |= {name: Labels(partners, ops.pick(member_partner, members)) for name, members in (("payer", moves.payer), ("payee", moves.payee))}
    columns["amount"] = moves.amount if exponent(code) == 0 else [display(int(amount), code) for amount in moves.amount]
    return source, columns, problems


def unbalanced_problem(balances: Iterable[int], currency: str) -> Problem:
    """The problem that payments differ from dues, and nobody takes the difference. balances: due - paid of each partner, in minor units."""
    amount = display(int(sum(balances)), currency)
    message = Text("what was paid differs from the dues by {amount:,} {currency}", amount=amount, currency=currency)
    return Problem("payments", 0, "paid", message, Text("name the lead buyer who receives the rest, or complete the payments"))


def _members(typed: Rows, pools: Names, partners: Names, members: tuple[Column, Column], ops: Operations) -> Column:
    """The member who made each payment; -1 for somebody who owes nothing, -2 where no partner is named. members: (pool, partner) columns."""
    payers = ops.find(members, (typed.names("pool").within(pools, ops, blank=pools.code("")), typed.names("partner").within(partners, ops)))
    return ops.when(ops.equal(ops.column(typed.names("partner").codes), -1), -2, payers)


def _strangers(paid: Rows, members: Column, ops: Operations) -> list[Problem]:
    """Problems for payments of people who are not among the dues. members: the member who made each payment, as from `_members`."""
    return [
        paid.problem(row, "partner", Text("{partner} paid, but owes nothing here", partner=paid.get("partner")[row]),
                     Text("type the name as it stands in the dues"))
        for row in ops.indices(ops.equal(members, -1))
    ]


def case_paid(case: Case, payments: Any) -> Column:
    """The amount that each member paid, in minor units. Payments of people who do not order are problems of the case."""
    orders, ops = case.orders, case.ops
    typed = case.read(table("payments", payments))
    partners = ops.column(typed.names("partner").within(orders.partner_names, ops))
    members = orders.members_at(orders.pools_clear(typed), partners)
    unknown = ops.equal(members, -1)
    if len(orders.members):
        for row in ops.indices(ops.without(unknown, ops.equal(partners, -1))):
            case.say([_stranger(typed, row, orders)])
    matched = ops.where(ops.at_least(members, 0))
    paid = ops.pick(typed.numbers("paid").on(ops).values, matched)
    return ops.total(paid, ops.pick(members, matched), len(orders.members))


def paid_by_key(case: Case, payments: Any, joining: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The amount that everybody paid, in minor units, by the keys of pool and partner.

    joining: keys of pool and partner of people who may pay although they are not in the orders. Other such payments are problems of the case.
    """
    orders = case.orders
    typed = case.read(table("payments", payments))
    paid_by: dict[tuple[str, str], int] = {}
    for row, (name, partner, paid) in enumerate(zip(typed.get("pool"), typed.get("partner"), typed.get("paid"), strict=True)):
        if partner is None:
            continue
        pool = orders.pool(name)
        key = (names.key(orders.pools[pool]) if pool >= 0 else "", names.key(partner))
        if pool < 0 or (orders.member(pool, partner) < 0 and key not in joining):
            case.say([_stranger(typed, row, orders)] if len(orders.members) else [])
            continue
        paid_by[key] = paid_by.get(key, 0) + (paid or 0)
    return paid_by


def _stranger(typed: Rows, row: int, orders: Orders) -> Problem:
    """The problem of a payment by somebody who does not order, or without its pool."""
    pool_name, partner = typed.get("pool")[row], typed.get("partner")[row]
    if pool_name is None and len(orders.pools) > 1:
        message = Text("the payment of {partner} does not say for which pool", partner=partner)
        return typed.problem(row, "partner", message, Text("type the pool as it stands in the orders"))
    message = Text("{partner} paid, but does not order", partner=partner)
    return typed.problem(row, "partner", message, Text("type the name as it stands in the orders"))
