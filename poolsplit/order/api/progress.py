"""The public functions on the course of an order: withdrawals, the ledger, stages and gates, shortages, the split day.

They take and return whole tables, as those of `poolsplit.order.api.split` do. Those calculate one moment; these follow an order over time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import PoolsplitError, Text
from poolsplit.order import situation, stages
from poolsplit.order.count_sheet import sheet, shortage_columns
from poolsplit.order.withdrawal import results
from poolsplit.order.withdrawal.replay import replayed, undone
from poolsplit.order.withdrawal.standing import Standing, standing
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.pieces import as_receipt, share_receipt
from poolsplit.tables.backend import retried_on_lists
from poolsplit.tables.table import result_table, table
from poolsplit.values import names

if TYPE_CHECKING:
    from poolsplit.order.stages import Missing


class Withdrawn(NamedTuple):
    """The tables after withdrawals, each of the kind of the given orders: holdings, dues, entries for the ledger, and changes.

    ledger: date, partner, kind, amount, reference, reverses, sku, version. changes: date, version, what, partner, of, before, after.
    """

    orders: Any
    dues: Any
    ledger: Any
    changes: Any


def withdraw(
    orders: Any, withdrawals: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None,
) -> Withdrawn:
    """Partners who leave, in part or wholly, before or after the order is placed. (spec.md, sections 3 and 6)

    withdrawals: partner, when ("before" or "after"), replacement (who takes units and debts), taker (who takes only the units), sku and
    quantity (of a part; blank for everything), new_lead (where the lead buyer leaves), date. Rows count in the order of date, pool and
    partner. Before placing, the order is split again. After placing, a replacement takes units and debts: the cost of the pieces that he
    takes is in the column `taken_over`. Without one, the transfer (`payments`) is forfeited: it pays the leaver's own costs, his units go to
    the taker or pro rata to the others, and the amount left over or lacking is their `forfeit` line. Both columns sum to zero.
    Raises DataError with all problems, such as a MOQ that is no longer reached.

    >>> orders = [{"partner": "A", "quantity": 50}, {"partner": "B", "quantity": 50}]
    >>> part = {"partner": "B", "when": "after", "quantity": 20, "replacement": "C"}
    >>> withdraw(orders, part, {"cost": "goods", "amount": 1000, "basis": "quantity"}).dues[2]
    {'partner': 'C', 'quantity': 20, 'goods': 0, 'taken_over': 200, 'due': 200}
    """
    state = standing(Inputs(orders, costs, items, terms, rates, currency), withdrawals=withdrawals, payments=payments)
    tables = (make(state) for make in (results.orders, results.dues, results.ledger, results.changed))
    return Withdrawn(*(state.report.case.result(columns) for columns in tables))


class Replayed(NamedTuple):
    """The tables after a ledger was replayed, each of the kind of the given orders: holdings, dues, and the version of each pool."""

    orders: Any
    dues: Any
    versions: Any


def replay(
    orders: Any, ledger: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None,
) -> Replayed:
    """The holdings, dues and versions that follow from the tables at the start and the ledger. (spec.md, sections 4 and 6)

    ledger: entries as `withdraw` returns them, and others, which change nothing here. An entry that was reversed does not count.
    Returns orders (partner, sku, quantity), dues (partner, quantity, taken_over, forfeit, due), versions (version).
    Raises DataError where entries are missing, where somebody gives up pieces that he does not hold, or where the version is not that of the ledger.
    """
    state = replayed(Inputs(orders, costs, items, terms, rates, currency), ledger, payments)
    versions: dict[str, list[Any]] = {"version": [state.version(pool) for pool in state.pools]}
    if not results.one_pool(state):
        versions = {"pool": list(state.pools.values()), **versions}
    return Replayed(*(state.report.case.result(columns) for columns in (results.orders(state), results.dues(state, lines=False), versions)))


def undo(ledger: Any, event: str, date: Any) -> Any:
    """The entries that take back a whole event of a ledger, to be appended: one reversal for each of its entries. (spec.md, section 4)

    event: its reference, such as "W-KRTFM3", or that of one of its entries. Raises PoolsplitError where there is none.
    """
    return result_table(table("ledger", ledger), undone(ledger, event, date))


def next_steps(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None, acceptances: Any = None, steps: Any = None, withdrawals: Any = None, receipt: Any = None,
) -> Any:
    """The stage of each pool, and everything that is missing for the next one. (spec.md, section 6)

    The stages: draft, agreed, collecting, placed, in transit, received, settled. acceptances: partner, version (or a reply that names
    it), date. steps: done ("placed", "qc", "shipped", "received", "counted", "split" ...), partner, sku, date, reference.
    Returns stage, next, what, missing, fix: one row for each thing that is missing; one with blanks where nothing is.

    >>> tables = {"orders": {"partner": "A", "quantity": 9}, "items": {"unit_price": 5, "link": "1688.com/1"}}
    >>> [row["missing"] for row in next_steps(**tables)]
    ['the supplier of SKU is not fixed', 'A has not accepted version MB7V3X']
    """
    state = standing(Inputs(orders, costs, items, terms, rates, currency), withdrawals=withdrawals, payments=payments)
    situations = situation.situations(state, acceptances, steps, as_receipt(receipt, "received"))
    rows: list[tuple[str, str, str, Any]] = []
    for pool, facts in situations.items():
        stage, following, missing = stages.next_steps(facts)
        rows += [(state.pools[pool], stage, following, item) for item in (missing or (None,))]
    return state.report.case.result(situation.missing_columns(rows, one_pool=results.one_pool(state)))


def version_changes(before: dict[str, Any], after: dict[str, Any]) -> Any:
    """The changes in an agreement since it was accepted, to be shown when new replies are asked for. (spec.md, section 6)

    before, after: the tables then and now, by name: orders, costs, items, terms, rates, currency, withdrawals, payments.
    Returns version (the one that binds now), what, partner, of (the SKU, line or currency), before, after. Where nothing that
    binds has changed there are no rows, and the replies still count. Raises DataError.

    >>> then = {"orders": {"partner": "A", "quantity": 9}, "items": {"unit_price": 5}}
    >>> [(row["what"], row["before"], row["after"]) for row in version_changes(then, {**then, "items": {"unit_price": 6}})]
    [('due', '45 VND', '54 VND'), ('price', '5 VND', '6 VND')]
    """
    then, now = (_stands(**tables) for tables in (before, after))
    return now.report.case.result(results.between(then, now))


def _stands(withdrawals: Any = None, payments: Any = None, **tables: Any) -> Standing:
    return standing(Inputs(**tables), withdrawals=withdrawals, payments=payments)


def may(
    step: str, orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None, acceptances: Any = None, steps: Any = None, withdrawals: Any = None, receipt: Any = None, pool: str | None = None,
) -> list[Missing]:
    """Everything that is missing before a pool may enter a stage, earlier stages included; [] where nothing is. (spec.md, sections 4 and 6)

    step: a stage such as "placed": then everybody but the lead buyer who still owes something is named, with the exact amount.
    pool: its name, where there are several. Raises PoolsplitError where there is no such stage or pool.
    """
    state = standing(Inputs(orders, costs, items, terms, rates, currency), withdrawals=withdrawals, payments=payments)
    situations = situation.situations(state, acceptances, steps, as_receipt(receipt, "received"))
    key = names.key(pool) if pool is not None else next(iter(situations)) if len(situations) == 1 else None
    if key not in situations:
        raise PoolsplitError(Text("say which pool; the pools are: {pools}", pools=", ".join(state.pools.values())))
    return stages.may(stages.is_stage(step), situations[key])


@retried_on_lists
def count_sheet(orders: Any, receipt: Any = None, *, carry: Any = None) -> Any:
    """The sheet for the split day, to be printed: who gets what, with blank columns to be filled in by hand. (spec.md, section 3)

    receipt: as `defects` takes it; None for what was ordered. Returns partner, sku, ordered, received, defective, hand_over, counted,
    signed: one row for each partner and SKU, then the sums of each SKU (no partner), of each partner (no SKU), and of everything.

    >>> count_sheet([{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}], 10)[0]
    {'partner': 'A', 'ordered': 60, 'received': 60, 'defective': 6, 'hand_over': 54, 'counted': '', 'signed': ''}
    """
    case = Case(Inputs(orders, carry=carry))
    shared = share_receipt(case, as_receipt(receipt, "defective"))
    case.stop_on_problems()
    return case.result(sheet(case, shared))


class Shortage(NamedTuple):
    """The shortage on receipt.

    pieces: by partner and SKU, of the kind of the given orders. missing: everything that is missing before the shortage may be settled.
    """

    pieces: Any
    missing: list[Missing]


@retried_on_lists
def shortage(orders: Any, receipt: Any, items: Any = None, terms: Any = None, currency: str | None = None, *, steps: Any = None) -> Shortage:
    """The shortage gate: the pieces that are missing or defective, whose they are, and the records that are missing. (spec.md, sections 3 and 8)

    Carton counts, packing list, photos and that the supplier was contacted have to be on record per SKU; refund, reship or keep is
    decided by each partner for the pieces that fall to him. pieces: partner, sku, missing, defective, refund and for_defective (the
    cost of the missing and of the defective ones, in currency), decision. Nothing is booked: `refunds` gives the lines that would book it.
    """
    receipt = as_receipt(receipt, "received")
    case = Case(Inputs(orders, items=items, terms=terms, currency=currency))
    shared = share_receipt(case, receipt)
    case.stop_on_problems()
    situations = situation.situations(standing(Inputs(orders)), None, steps, receipt)
    columns = shortage_columns(case, shared, situation.decisions(case, situations))
    case.stop_on_problems()
    return Shortage(case.result(columns), [missing for facts in situations.values() for missing in stages.shortage(facts)])
