"""The agreed terms of each pool: lead buyer, currency, step, and the shipment as the carrier measured it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text
from poolsplit.tables.columns import Numbers

if TYPE_CHECKING:

    from poolsplit.engine.operations import Column
    from poolsplit.pool.orders import Orders
    from poolsplit.tables.columns import Labels, Rows

DEFAULT_CURRENCY = "VND"


@dataclass(frozen=True)
class Terms:
    """One pool's terms, as a person writes them. (spec.md, sections 2 and 4)

    account: bank and account number; holder: the name on the account. product: the name of the goods in the agreement. long_term: true
    where the agreement also applies to later orders. lead_exempt: true where the lead buyer is exempt from the fee. step: the smallest
    payable amount in `currency` (1,000 VND).
    billed_kg, billed_cbm: the shipment as the carrier measured it. price_per_kg, price_per_cbm: the carrier's two prices; the greater of
    the two amounts is charged. kg_per_cbm: kilograms that count for a cubic metre (167 by air at divisor 6000, 1,000 by sea).

    >>> Terms(lead_buyer="An", step=1000).currency is None
    True
    """

    lead_buyer: str | None = None
    lead_exempt: object = None
    currency: str | None = None
    step: object = None
    deadline: object = None
    account: str | None = None
    holder: str | None = None
    product: str | None = None
    long_term: object = None
    billed_kg: object = None
    billed_cbm: object = None
    price_per_kg: object = None
    price_per_cbm: object = None
    kg_per_cbm: object = None
    pool: str | None = None


@dataclass
class PoolTerms:
    """The terms of every pool, as columns: one value per pool.

    lead: the lead buyer's index among the members, -1 for none; lead_exempt: flags. currency: ISO codes. step: minor units, at least 1.
    billed: kg and cbm of the shipment, by measure; kg_per_cbm: kilograms. price_per: minor units, by measure. row: the typed row, -1 for
    none. typed: the rows of the terms as they were typed.
    """

    lead: Column
    lead_exempt: Column
    currency: Labels
    step: Column
    billed: dict[str, Numbers]
    price_per: dict[str, Numbers]
    kg_per_cbm: Numbers
    row: Column
    typed: Rows

    def unread(self, pool: int, column: str) -> bool:
        """True where a pool's cell is a problem already: it could not be read, or it holds a name that nobody has."""
        return self.row[pool] >= 0 and ((self.row[pool], column) in self.typed.unread or self.typed.get(column)[self.row[pool]] is not None)

    def problem(self, pool: int, column: str, message: str, fix: str) -> Problem:
        """A problem with one pool's terms, at its typed row."""
        if self.row[pool] < 0:
            return Problem("terms", 0, column, message, fix)
        return self.typed.problem(self.row[pool], column, message, fix)


def gather_terms(typed: Rows, orders: Orders, default_currency: str) -> tuple[PoolTerms, list[Problem]]:
    """The terms of the pools in `orders`, and the problems of the rows. A row without a pool applies to all pools.

    default_currency: the currency of pools that name none.
    """
    ops = orders.ops
    row_of, problems = _rows_of_pools(typed, orders)

    def numbers(column: str) -> Numbers:
        return typed.numbers(column).on(ops).at(row_of, ops) if column in typed.columns else Numbers.unknown(len(row_of), ops)

    leads = typed.names("lead_buyer").within(orders.partner_names, ops)
    named = ops.pick(leads, row_of, -1)
    lead = orders.members_named(named)
    not_ordering = ops.without(ops.equal(lead, -1), ops.equal(named, -1))
    for pool in ops.indices(not_ordering):
        message = Text("the lead buyer {name} is not among the partners who order", name=typed.get("lead_buyer")[row_of[pool]])
        fix = Text("type the name as it stands in the orders; who only places the order stands there with a quantity of 0")
        problems.append(typed.problem(row_of[pool], "lead_buyer", message, fix))
    step = numbers("step")
    for pool in ops.indices(ops.without(step.known, ops.at_least(step.values, 1))):
        message = Text("the smallest payable amount must be positive")
        problems.append(typed.problem(row_of[pool], "step", message, Text("type 1000 for whole thousands")))
    terms = PoolTerms(
        lead=lead,
        lead_exempt=numbers("lead_exempt").values,
        currency=typed.labels("currency", ops).at(row_of, ops).filled(default_currency, ops),
        step=ops.choose(step.values, 1, step.values, 1),
        billed={"kg": numbers("billed_kg"), "cbm": numbers("billed_cbm")},
        price_per={"kg": numbers("price_per_kg"), "cbm": numbers("price_per_cbm")},
        kg_per_cbm=numbers("kg_per_cbm"),
        row=row_of,
        typed=typed,
    )
    return terms, problems


def _rows_of_pools(typed: Rows, orders: Orders) -> tuple[Column, list[Problem]]:
    """The typed row of each pool, -1 for none, and the problems of the rows."""
    ops = orders.ops
    problems = [] if not orders.pools else orders.strange_pools(typed)
    rows, pools = orders.pool_rows(typed)
    row_of = ops.lowest(rows, pools, len(orders.pools))
    for pair in ops.indices(ops.without(1, ops.equal(rows, ops.spread(row_of, pools)))):
        row, first = int(rows[pair]), int(row_of[pools[pair]])
        message = Text("the terms of a pool stand in two rows: {first} and {second}", first=typed.numbered[first], second=typed.numbered[row])
        problems.append(typed.problem(row, "pool", message, Text("keep one row for each pool")))
    return row_of, problems
