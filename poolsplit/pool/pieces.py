"""Results of a case in pieces: filled orders, received pieces, defective pieces, refunds."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Number
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text
from poolsplit.pool import goods
from poolsplit.pool.inputs import DEFECTS, PIECES, Case
from poolsplit.pool.receipt import Fill, by_value, defective_pieces, defects, equalisation, fill, received, rounding_carry
from poolsplit.pool.results import Columns, Report, by_row
from poolsplit.tables.columns import Labels
from poolsplit.tables.table import table
from poolsplit.values.money import display, exponent

if TYPE_CHECKING:
    from fractions import Fraction

    from poolsplit.engine.operations import Column
    from poolsplit.pool.orders import Orders
    from poolsplit.tables.columns import Rows


@dataclass
class Goods:
    """One receipt after sharing. received, defective, good: pieces per row; base: the part of received within the order, per row.

    arrived: received pieces per lot; count: defective pieces per lot; offered: pieces per lot that nobody ordered.
    """

    received: Column
    defective: Column
    good: Column
    arrived: Column
    count: Column
    offered: Column
    base: Column


def carry_of_pieces(orders: Orders, shared: Goods) -> dict[str, list[Fraction]]:
    """The amount that a receipt adds to the carry: measure -> one per member."""
    ops, n = orders.ops, len(orders.lots)
    ordered = ops.total(orders.quantity, orders.row_lot, n)
    base = ops.choose(shared.arrived, ordered, ordered, shared.arrived)
    return {
        PIECES: rounding_carry(orders, base, orders.quantity, shared.base),
        DEFECTS: rounding_carry(orders, ops.total(shared.defective, orders.row_lot, n), shared.received, shared.defective),
    }


def filled(case: Case) -> tuple[Fill, list[Problem]]:
    """Orders filled up to MOQ and packs, and a warning for every SKU that lacks pieces or needs the tolerances."""
    orders, ops = case.orders, case.ops
    result = fill(orders, case.items.moq, case.items.pack, case.carry_of(PIECES))
    firm = ops.total(orders.quantity, orders.row_lot, len(orders.lots))
    problems = []
    for lot in ops.indices(ops.subtract(result.target, firm)):
        rows = [row for row in orders.rows_of(orders.lot_pool[lot]) if orders.row_lot[row] == lot]
        missing, target = int(result.shortfall[lot]), int(result.target[lot])
        if missing:
            message = Text("{sku} lacks {missing} of {target} pieces", sku=orders.sku(lot), missing=missing, target=target)
            fix = Text("ask who would take more: {partners}", partners=", ".join(orders.members[orders.row_member[row]] for row in rows))
        else:
            message = Text("{sku} reaches {target} pieces only with the tolerances", sku=orders.sku(lot), target=target)
            shares = ", ".join(f"{orders.members[orders.row_member[row]]} {result.quantity[row]}" for row in rows)
            fix = Text("type the quantities that the supplier gets: {shares}", shares=shares)
        problems.append(case.items.problem(lot, "moq", message, fix, warning=True))
    return result, problems


def fill_columns(case: Case) -> Columns:
    """The table of `fill`: one row per partner and SKU, then one for each SKU that lacks pieces."""
    result, _ = filled(case)
    zeros = case.ops.constant(0, len(result.quantity))
    columns = by_row(case, {"ordered": case.orders.quantity, "quantity": result.quantity, "shortfall": zeros})
    return _with_lots(columns, case, result.shortfall, {"shortfall": result.shortfall})


def _with_lots(columns: Columns, case: Case, flags: Column, values: dict[str, Column]) -> Columns:
    """A table with one more row, without a partner, for each lot whose flag is set. values: figures per lot; other figures are 0."""
    orders, ops = case.orders, case.ops
    lots = ops.where(flags)
    if not len(lots):
        return columns
    zeros = ops.constant(0, len(lots))
    labels = {"pool": Labels(orders.pool_names, ops.pick(orders.lot_pool, lots)),
              "partner": Labels(orders.partner_names, ops.constant(-1, len(lots))), "sku": orders.lots.at(lots, ops)}
    figures = {name: ops.pick(values[name], lots) if name in values else zeros for name in columns if name not in labels}
    result = Columns({name: column.joined(labels[name], ops) if name in labels else ops.join(column, figures[name])
                      for name, column in columns.items()})
    typed_rows = columns.rows
    if typed_rows is not None:
        result.rows = lambda: ops.join(typed_rows(), ops.pick(ops.lowest(orders.row_first, orders.row_lot, len(orders.lots)), lots))
    return result


def as_receipt(receipt: Any, column: str) -> Any:
    """A receipt table. A single number, for a pool with a single SKU, becomes a table with one column."""
    return {column: receipt} if isinstance(receipt, (int, float, str, Number)) else receipt


def share_receipt(case: Case, source: Any) -> Goods:
    """Read a receipt, and share its received and defective pieces. Problems are added to the case. (spec.md, section 3)"""
    orders, ops, n = case.orders, case.ops, len(case.orders.lots)
    typed = case.read(table("receipt", source))
    row_of = _rows_of_lots(case, typed)
    stated_received, stated_defective = (typed.numbers(column).on(ops).at(row_of, ops) for column in ("received", "defective"))
    arrived = ops.when(stated_received.known, stated_received.values, ops.total(orders.quantity, orders.row_lot, n))
    count = defective_pieces(stated_defective, arrived, ops)
    too_many = ops.at_least(count, ops.add(arrived, 1))
    for lot in ops.indices(too_many):
        message = Text("{bad} defective pieces are more than the {pieces} that arrived", bad=int(count[lot]), pieces=int(arrived[lot]))
        case.say([typed.problem(row_of[lot], "defective", message, Text("count again"))])
    count = ops.when(too_many, 0, count)
    shares = received(orders, arrived, case.carry_of(PIECES))
    shared = ops.total(shares.quantity, orders.row_lot, n)
    defective = defects(orders, shares.quantity, ops.choose(count, shared, shared, count), case.carry_of(DEFECTS))
    return Goods(shares.quantity, defective, ops.subtract(shares.quantity, defective), arrived, count, shares.offered, shares.base)


def _rows_of_lots(case: Case, typed: Rows) -> Column:
    """The receipt row of every lot, -1 for none. A row without a SKU or a pool is about the only lot that it can be about.

    A row that could be about several lots or is about none, and a second row about one lot, are problems of the case.
    """
    orders, ops, n = case.orders, case.ops, len(case.orders.lots)
    if not n:
        return ops.constant(-1, 0)  # no mutant: it is asked for no lot
    rows, lots = orders.lot_rows(typed)
    readable = ops.without(1, ops.mark([row for row, column in typed.unread if column == "sku"], typed.size))
    matches = ops.total(ops.constant(1, len(rows)), rows, typed.size)
    clear = ops.both(readable, ops.equal(matches, 1))
    for row in ops.indices(ops.without(readable, clear)):
        case.say([_unclear_lot(typed, row, orders, several=bool(matches[row]))])
    clear_pairs = ops.where(ops.pick(clear, rows))
    rows, lots = ops.pick(rows, clear_pairs), ops.pick(lots, clear_pairs)
    row_of = ops.lowest(rows, lots, n)
    for pair in ops.indices(ops.without(1, ops.equal(rows, ops.spread(row_of, lots)))):
        message = Text("{sku} was received in two rows", sku=orders.sku(lots[pair]))
        case.say([typed.problem(rows[pair], "sku", message, Text("add them up in one row"))])
    return row_of


def _unclear_lot(typed: Rows, row: int, orders: Orders, *, several: bool) -> Problem:
    """The problem of a receipt row that is about no SKU of the orders, or about a SKU of several pools."""
    if several:
        return typed.problem(row, "pool", Text("the receipt does not say of which pool"), Text("type the pool as it stands in the orders"))
    sku = typed.get("sku")[row]
    message = Text("the receipt does not say of which SKU") if sku is None else Text("nobody ordered {sku}", sku=sku)
    return typed.problem(row, "sku", message, Text("type one of: {skus}", skus=", ".join(orders.sku_names.shown)))


def received_columns(case: Case, shared: Goods) -> Columns:
    """The table of `received`. Pieces that nobody ordered follow in rows without a partner."""
    columns = by_row(case, {"ordered": case.orders.quantity, "received": shared.received, "missing": missing_pieces(case, shared)})
    return _with_lots(columns, case, shared.offered, {"received": shared.offered})


def missing_pieces(case: Case, shared: Goods) -> Column:
    """The pieces that each row ordered and did not get."""
    ops, short = case.ops, case.ops.subtract(case.orders.quantity, shared.received)
    return ops.choose(short, 0, short, 0)


def refund_columns(case: Case, shared: Goods) -> Columns:
    """The goods price of the missing pieces, as negative direct lines in the price's currency. A piece without a price is a problem."""
    orders, ops = case.orders, case.ops
    shares, codes = price_of(case, missing_pieces(case, shared))
    rows = [
        (orders.pools[orders.row_pool[row]], f"refund {orders.lots[lot]}".strip(), orders.members[orders.row_member[row]],
         display(-int(shares[row]), codes[lot]), codes[lot], "direct")
        for row in ops.indices(shares) for lot in (orders.row_lot[row],)
    ]
    return Columns.from_rows(("pool", "cost", "partner", "amount", "currency", "basis"), rows, orders.unsaid())


def price_of(case: Case, missing: Column) -> tuple[Column, list[str]]:
    """The cost of the missing pieces of each row, in minor units of the price's currency, and that currency by lot.

    It is rounded half-even per SKU. The price is the price that was paid, for the ordered total. A piece without a price is a problem of the
    case. missing: pieces, one per row.
    """
    orders, items, ops, n = case.orders, case.items, case.ops, len(case.orders.lots)
    per_lot = ops.total(missing, orders.row_lot, n)
    price = goods.prices(orders, items)
    for lot in ops.indices(ops.without(per_lot, price.known)):
        message = Text("{sku} has no price", sku=orders.sku(lot))
        case.say([items.problem(lot, "unit_price", message, Text("type the price of one piece; 0 where it is free"))])
    codes = [code or pool_code for code, pool_code in zip(items.currency, case.terms.currency.at(orders.lot_pool, ops), strict=True)]
    minor = ops.column([10 ** exponent(code) for code in codes])
    totals = ops.scale(per_lot, ops.multiply(price.values, minor), price.unit)
    return ops.apportion(totals, missing, orders.row_lot), codes


def equalisation_cash(report: Report, receipt: Any, count: Any) -> Column:
    """Cash per member that compensates for defects: by the partners' own count (`count`), or, without one, over the whole order by value."""
    case, orders = report.case, report.case.orders
    shared = share_receipt(case, receipt)
    value, pieces = report.lot_cost()
    if count is None:
        cash = _by_value(report, shared, value, pieces)
    else:
        counted = _counted(case, count, shared)
        cash = equalisation(orders, shared.defective, counted, value, pieces) if len(counted) else case.ops.constant(0, len(orders.quantity))
    return case.ops.total(cash, orders.row_member, len(orders.members))


def _by_value(report: Report, shared: Goods, value: Column, pieces: Column) -> Column:
    """Cash per row where all defects of a pool are shared by value; 0 with a problem where a row's value is below zero."""
    case, orders, ops = report.case, report.case.orders, report.case.ops
    row_value = report.landed_rows()
    zeros = ops.constant(0, len(row_value))
    below_zero = ops.indices(ops.without(1, ops.at_least(row_value, 0)))
    for row in below_zero:
        partner = orders.members[orders.row_member[row]]
        message = Text("what {partner} takes costs less than nothing, so defects cannot be shared by value", partner=partner)
        case.say([orders.typed.problem(orders.row_first[row], "partner", message, Text("hand in the count of where the bad pieces fell instead"))])
    if below_zero:
        return zeros
    return ops.subtract(0, by_value(orders, shared.count, value, pieces, row_value))


def _counted(case: Case, source: Any, shared: Goods) -> Column:
    """The defective pieces that each row counted when the goods were split; () with problems where the count cannot be used."""
    orders, ops = case.orders, case.ops
    typed = case.read(table("count", source))
    pools = orders.pools_clear(typed)
    skus = typed.names("sku").within(orders.sku_names, ops)
    blank = ops.equal(skus, -1)
    lots = ops.when(blank, ops.pick(orders.only_lot, pools, -1), orders.lots_at(pools, skus))
    rows = ops.find((orders.row_member, orders.row_lot), (orders.members_at(pools, typed.names("partner").within(orders.partner_names, ops)), lots))
    usable = not typed.unread
    for row in ops.indices(ops.equal(rows, -1)):
        if not {(row, "partner"), (row, "sku")} & typed.unread:
            message = Text("{partner} does not hold {sku}", partner=typed.get("partner")[row], sku=typed.get("sku")[row] or "SKU")
            case.say([typed.problem(row, "partner", message, Text("type partner and SKU as they stand in the orders"))])
            usable = False
    if not usable:
        return ()
    counted = ops.total(typed.numbers("defective").on(ops).values, rows, len(orders.quantity))
    lot_counted, lot_stated = (ops.total(column, orders.row_lot, len(orders.lots)) for column in (counted, shared.defective))
    differing = ops.indices(ops.subtract(lot_counted, lot_stated))
    for lot in differing:
        message = Text("of {sku} the partners found {counted} defective pieces, but the receipt says {stated}",
                       sku=orders.sku(lot), counted=int(lot_counted[lot]), stated=int(lot_stated[lot]))
        case.say([Problem("count", 0, "defective", message, Text("count again, or correct the receipt"))])
    return () if differing else counted
