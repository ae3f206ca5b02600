"""What each pool agreed on: lead buyer, currency, step, and the shipment as the carrier measured it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text

if TYPE_CHECKING:
    from fractions import Fraction

    from poolsplit.pool import Orders, Rows

DEFAULT_CURRENCY = "VND"


@dataclass(frozen=True)
class Terms:
    """One pool's terms, as a person writes them. (spec.md, sections 2 and 4)

    lead_exempt: whether the lead buyer is exempt from the fee. step: the smallest payable amount in `currency` (1,000 VND).
    billed_kg, billed_cbm: the shipment as the carrier measured it. price_per_kg, price_per_cbm: the carrier's two prices, of which
    the greater amount binds. kg_per_cbm: kilograms that count for a cubic metre (167 by air at divisor 6000, 1,000 by sea).

    >>> Terms(lead_buyer="An", step=1000).currency is None
    True
    """

    lead_buyer: str | None = None
    lead_exempt: object = None
    currency: str | None = None
    step: object = None
    deadline: object = None
    account: str | None = None
    billed_kg: object = None
    billed_cbm: object = None
    price_per_kg: object = None
    price_per_cbm: object = None
    kg_per_cbm: object = None
    pool: str | None = None


@dataclass
class PoolTerms:
    """The terms of every pool, as columns: one value a pool, None where it is not agreed.

    lead: index of the lead buyer's member, -1 for none. currency: ISO codes. step: minor units, at least 1.
    billed_kg, billed_cbm, kg_per_cbm: Fractions. price_per_kg, price_per_cbm: minor units. row: the typed row, -1 for none.
    """

    lead: list[int]
    lead_exempt: list[bool]
    currency: list[str]
    step: list[int]
    billed: dict[str, list[Fraction | None]]
    price_per: dict[str, list[int | None]]
    kg_per_cbm: list[Fraction | None]
    row: list[int]
    typed: Rows

    def unread(self, pool: int, column: str) -> bool:
        """Whether something stands there that is a problem already: a cell that cannot be read, a name that nobody has."""
        return self.row[pool] >= 0 and ((self.row[pool], column) in self.typed.unread or self.typed.get(column)[self.row[pool]] is not None)

    def problem(self, pool: int, column: str, message: str, fix: str) -> Problem:
        """A finding about one pool's terms."""
        if self.row[pool] < 0:
            return Problem("terms", 0, column, message, fix)
        return self.typed.problem(self.row[pool], column, message, fix)


def gather(typed: Rows, orders: Orders, default_currency: str) -> tuple[PoolTerms, list[Problem]]:
    """The terms of the pools in `orders`; a row without a pool holds for all of them. default_currency: of pools that name none."""
    row_of, problems = _rows_of_pools(typed, orders)

    def values(column: str, default: Any = None) -> list[Any]:
        column_values = typed.get(column)
        found = [None if row < 0 else column_values[row] for row in row_of]
        return [default if value is None else value for value in found]

    lead = [-1 if name is None else orders.member(pool, name) for pool, name in enumerate(values("lead_buyer"))]
    for pool, name in enumerate(values("lead_buyer")):
        if name is not None and lead[pool] < 0:
            message = Text("the lead buyer {name} is not among the partners who order", name=name)
            fix = Text("type the name as it stands in the orders; who only places the order stands there with a quantity of 0")
            problems.append(typed.problem(row_of[pool], "lead_buyer", message, fix))
    for pool, step in enumerate(values("step", 1)):
        if step < 1:
            message = Text("the smallest payable amount must be positive")
            problems.append(typed.problem(row_of[pool], "step", message, Text("type 1000 for whole thousands")))
    terms = PoolTerms(
        lead=lead,
        lead_exempt=values("lead_exempt", default=False),
        currency=values("currency", default_currency),
        step=[max(step, 1) for step in values("step", 1)],
        billed={"kg": values("billed_kg"), "cbm": values("billed_cbm")},
        price_per={"kg": values("price_per_kg"), "cbm": values("price_per_cbm")},
        kg_per_cbm=values("kg_per_cbm"),
        row=row_of,
        typed=typed,
    )
    return terms, problems


def _rows_of_pools(typed: Rows, orders: Orders) -> tuple[list[int], list[Problem]]:
    """The typed row of each pool, -1 for none, and what is wrong with the rows."""
    problems: list[Problem] = []
    row_of = [-1] * len(orders.pools)
    for row, name in enumerate(typed.get("pool")):
        pools = orders.pools_of(name)
        if not pools and orders.pools:
            message = Text("nobody orders in the pool {pool}", pool=name)
            problems.append(typed.problem(row, "pool", message, Text("type a pool of the orders, or delete the row")))
        for pool in pools:
            if row_of[pool] >= 0:
                first, second = typed.numbers[row_of[pool]], typed.numbers[row]
                message = Text("the terms of a pool stand in two rows: {first} and {second}", first=first, second=second)
                problems.append(typed.problem(row, "pool", message, Text("keep one row for each pool")))
            else:
                row_of[pool] = row
    return row_of, problems
