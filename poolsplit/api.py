"""The public functions on whole tables: a DataFrame, a list of dicts or a 2-D list in, the same kind out.

Every function takes the tables of `columns.TABLES`; `items`, `terms` and `rates` may be left out. They raise DataError with all
problems at once where anything prevents an exact result; `check` returns the problems instead.
"""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit import countsheet, exact, explanation, holdings, leaving, life, names, replaying, stages, stock
from poolsplit import ledger as keeping
from poolsplit.case import Case
from poolsplit.clearing import clear
from poolsplit.costs import QUOTED
from poolsplit.errors import DataError, PoolsplitError, Problem, Text
from poolsplit.money import currency_code, display, exponent
from poolsplit.policy import Advice, Facts, Policy
from poolsplit.report import Report
from poolsplit.tables import like, read, table

if TYPE_CHECKING:
    from poolsplit.life import Missing


def split(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None, *, carry: Any = None
) -> Any:
    """Who owes what: the dues table. (spec.md, section 2)

    orders: partner, quantity (pieces), and sku, kg, cbm ... as `columns.TABLES` has them. costs: cost, amount or rate and of, basis.
    rates: a table, or {"CNY": 3500}: what one unit costs in the pool's currency. currency: of the dues, VND by default.
    Returns one row a partner, in the order in which they were typed: partner, quantity, one column a cost, and as the case may be
    `..._credit` (the fee, at the lead buyer), `fx_difference`, `rounding`, `quoted` (what was due on the quote), and `due`. Amounts
    are whole numbers of the currency where it has no decimals, exact Decimals otherwise; every column sums to its line's total.
    Raises DataError with all problems.

    >>> split([{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}], {"cost": "freight", "amount": 99, "basis": "quantity"})
    [{'partner': 'A', 'quantity': 60, 'freight': 59, 'due': 59}, {'partner': 'B', 'quantity': 40, 'freight': 40, 'due': 40}]
    """
    report = Report.of(Case(orders, costs, items, terms, rates, currency, carry=carry))
    return report.case.result(report.dues())


def landed(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None, *, carry: Any = None
) -> Any:
    """What each partner's pieces cost him once they are here, for resale prices. (spec.md, section 2, landed cost)

    Returns one row a partner and SKU: partner, sku, quantity, landed (his part of all lines but rounding), unit_cost (half-even to
    the minor unit). The lead buyer's own fee is not a cost to him. Raises DataError with all problems.

    >>> landed({"partner": "A", "quantity": 3}, {"cost": "freight", "amount": 100, "basis": "quantity"})
    [{'partner': 'A', 'quantity': 3, 'landed': 100, 'unit_cost': 33}]
    """
    report = Report.of(Case(orders, costs, items, terms, rates, currency, carry=carry))
    return report.case.result(report.landed())


def bills(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None, *, carry: Any = None
) -> Any:
    """Every line's total against the bill. (spec.md, section 2, landed cost)

    Returns one row a line: cost, billed (what the line comes to in the pool's currency), shared (what the partners bear of it together),
    and leaves: "yes" where the money leaves the pool, "no" for the fee, which the lead buyer gets.

    >>> bills({"partner": "A", "quantity": 3}, {"cost": "freight", "amount": 100, "basis": "quantity"})
    [{'cost': 'freight', 'billed': 100, 'shared': 100, 'leaves': 'yes'}]
    """
    report = Report.of(Case(orders, costs, items, terms, rates, currency, carry=carry))
    return report.case.result(report.bills())


def carry_table(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, carry: Any = None, receipt: Any = None,
) -> Any:
    """The carry table after this order: what rounding owes each partner, per measure. (spec.md, section 1, carry)

    carry: the table from before; None starts at zero. receipt: as `defects` takes it, where pieces were shared out as well.
    Returns partner, measure and carry, an exact Fraction; every measure sums to zero. Measures are a currency ("VND", in minor
    units), a currency and its payable step ("VND 1000", in minor units), "pieces" (received) and "defects".

    >>> carry_table([{"partner": name, "quantity": 1} for name in "AB"], {"cost": "freight", "amount": 7, "basis": "equal"})[0]
    {'partner': 'A', 'measure': 'VND', 'carry': Fraction(-1, 2)}
    """
    report = Report.of(Case(orders, costs, items, terms, rates, currency, carry=[] if carry is None else carry))
    shared = None if receipt is None else stock.share_out(report.case, _receipt(receipt, "defective"))
    report.case.stop_on_problems()
    return report.case.result(report.carry(None if shared is None else stock.owed(report.case.orders, shared)))


def explain(
    orders: Any, costs: Any, partner: str, cost: str = "due", items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, pool: str | None = None, lang: str = "en", carry: Any = None,
) -> list[Text]:
    """Why a partner owes what he owes: one sentence a step for his share of one line, or of "due", "quoted" or "rounding".

    pool: where there are several. carry: as `split` got it. Raises PoolsplitError where there is no such pool, partner or line.

    >>> orders = [{"partner": "A", "quantity": 2}, {"partner": "B", "quantity": 1}]
    >>> for sentence in explain(orders, {"cost": "freight", "amount": 100, "basis": "quantity"}, "A", "freight"):
    ...     print(sentence)
    freight of 100 VND is shared by quantity
    A has 66.67 % of it: exactly 66.666666… in minor units
    1 odd units went to the largest remainders, of which 0.666666… is one: A got one and pays 67 VND
    """
    report = Report.of(Case(orders, costs, items, terms, rates, currency, carry=carry, ops=exact))
    case = report.case
    where = case.orders.pool(pool)
    if where < 0:
        raise PoolsplitError(Text("say which pool; the pools are: {pools}", pools=", ".join(case.orders.pools)))
    member = case.orders.member(where, partner)
    if member < 0:
        partners = [name for name, own in zip(case.orders.members, case.orders.member_pool, strict=True) if own == where]
        raise PoolsplitError(Text("{partner} does not order; the partners are: {partners}", partner=partner, partners=", ".join(partners)))
    key = report.key(cost)
    if key is None:
        raise PoolsplitError(Text("there is no line {cost}; the lines are: {lines}", cost=cost, lines=", ".join(report.labels().values())))
    if key == QUOTED:
        return explanation.explain(report.quote, "due", member, case.orders, case.terms, lang)
    return explanation.explain(report.binding, key, member, case.orders, case.terms, lang)


def check(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None, receipt: Any = None, carry: Any = None, lang: str | None = None,
) -> list[Problem]:
    """Run the chain dry and return everything that is wrong or odd, each once, with table, row, column and the way out.

    >>> check({"partner": "A", "quantity": -3})[0].column
    'quantity'
    """
    case = Case(orders, costs, items, terms, rates, currency, carry=carry, lang=lang)
    Report(case)
    if payments is not None:
        stock.case_paid(case, payments)
    if receipt is not None:
        stock.share_out(case, receipt)
    if not case.orders.typed.unread:
        case.say(stock.filled(case)[1])
    return case.problems


def fill(orders: Any, items: Any) -> Any:
    """Orders after filling up to MOQ and whole packs from the tolerances. (spec.md, section 3)

    Returns partner, sku, ordered, quantity; and per SKU that still lacks pieces one row without a partner, with the shortfall.

    >>> fill([{"partner": "A", "quantity": 60, "tolerance": 50}], {"moq": 100})
    [{'partner': 'A', 'ordered': 60, 'quantity': 100, 'shortfall': 0}]
    """
    case = Case(orders, items=items)
    case.stop_on_problems()
    return case.result(stock.fill_columns(case))


def defects(orders: Any, receipt: Any, *, carry: Any = None) -> Any:
    """Share the defective pieces: per SKU, among those who received pieces of it, by the pieces they received. (spec.md, section 3)

    receipt: a table (sku, received, defective), or for a single SKU the count, or a rate between 0 and 1 of the received pieces.
    Returns partner, sku, received, defective, good.

    >>> defects([{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}], 10)[1]
    {'partner': 'B', 'received': 40, 'defective': 4, 'good': 36}
    """
    case = Case(orders, carry=carry)
    goods = stock.share_out(case, _receipt(receipt, "defective"))
    case.stop_on_problems()
    return case.result(Report(case).by_row({"received": goods.received, "defective": goods.defective, "good": goods.good}))


def received(orders: Any, receipt: Any, *, carry: Any = None) -> Any:
    """Share what arrived: short pro rata to the orders, over to the tolerances first. (spec.md, section 3)

    receipt: a table (sku, received), or the number of pieces of a single SKU.
    Returns partner, sku, ordered, received, missing; pieces that nobody ordered follow in a row without a partner, as received.

    >>> received([{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}], 95)[0]
    {'partner': 'A', 'ordered': 60, 'received': 57, 'missing': 3}
    """
    case = Case(orders, carry=carry)
    goods = stock.share_out(case, _receipt(receipt, "received"))
    case.stop_on_problems()
    return case.result(stock.received_columns(case, goods))


def refunds(orders: Any, items: Any, receipt: Any, rates: Any = None, currency: str | None = None) -> Any:
    """Cost lines that would refund the goods price of the missing pieces; proposed, and booked only when they are put into the costs.

    Returns cost, partner, amount (negative), currency, basis ("direct"), one row for each partner and SKU that came short.
    """
    case = Case(orders, items=items, rates=rates, currency=currency)
    shared = stock.share_out(case, _receipt(receipt, "received"))
    columns = stock.refund_columns(case, shared)
    case.stop_on_problems()
    return case.result(columns)


def equalise(
    orders: Any, costs: Any, receipt: Any, count: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None
) -> Any:
    """Cash that evens out the defects. (spec.md, section 3)

    With `count` (partner, sku, defective: where the bad pieces physically fell), everybody bears his share of each SKU's defects, at
    its landed cost. Without, the defects of the whole order are shared by value. Returns partner and cash: positive is paid to him,
    negative he pays; it sums to zero.
    """
    report = Report.of(Case(orders, costs, items, terms, rates, currency))
    cash = stock.equalised(report, _receipt(receipt, "defective"), count)
    report.case.stop_on_problems()
    return report.case.result(report.by_member({}, {"cash": cash}))


class Withdrawn(NamedTuple):
    """After withdrawals, in the kind that the orders came in: who gets what; who owes what; the entries for the ledger; and what changed.

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
    quantity (of a part; blank for everything), new_lead (where the lead buyer leaves), date. Rows count by date, pool and partner.
    Before placing, the order is split again. After placing, a replacement takes units and debts: of a SKU's cost, that of the pieces
    he takes, in the column `taken_over`. Without one, the transfer (`payments`) is forfeited: it pays his own costs, his units go to
    the taker or pro rata to the others, and what it leaves over or lacks is their `forfeit` line. Both columns sum to zero.
    Raises DataError with all problems, such as a MOQ that is no longer reached.

    >>> orders = [{"partner": "A", "quantity": 50}, {"partner": "B", "quantity": 50}]
    >>> part = {"partner": "B", "when": "after", "quantity": 20, "replacement": "C"}
    >>> withdraw(orders, part, {"cost": "goods", "amount": 1000, "basis": "quantity"}).dues[2]
    {'partner': 'C', 'quantity': 20, 'goods': 0, 'taken_over': 200, 'due': 200}
    """
    done = leaving.standing(orders, costs, items, terms, rates, currency, withdrawals=withdrawals, payments=payments)
    tables = (make(done) for make in (holdings.orders, holdings.dues, holdings.ledger, holdings.changed))
    return Withdrawn(*(done.report.case.result(columns) for columns in tables))


class Replayed(NamedTuple):
    """After a ledger was played again, in the kind that the orders came in: who gets what, who owes what, and the version of each pool."""

    orders: Any
    dues: Any
    versions: Any


def replay(
    orders: Any, ledger: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None,
) -> Replayed:
    """Holdings, dues and versions out of the tables at the start and the ledger. (spec.md, sections 4 and 6)

    ledger: entries as `withdraw` returns them, and others, which change nothing here. An entry that was reversed counts for nothing.
    Returns orders (partner, sku, quantity), dues (partner, quantity, taken_over, forfeit, due), versions (version).
    Raises DataError where entries are missing, pieces are nobody's, or another version comes out than the ledger says.
    """
    done = replaying.replayed((orders, costs, items, terms, rates, currency), ledger, payments)
    versions: dict[str, list[Any]] = {"version": [done.version(pool) for pool in done.pools]}
    if not holdings.one_pool(done):
        versions = {"pool": list(done.pools.values()), **versions}
    return Replayed(*(done.report.case.result(columns) for columns in (holdings.orders(done), holdings.dues(done, lines=False), versions)))


def undo(ledger: Any, event: str, date: Any) -> Any:
    """The entries that take back a whole event of a ledger, to be appended: one reversal for each of its entries. (spec.md, section 4)

    event: its reference, such as "W-KRTFM3", or that of one of its entries. Raises PoolsplitError where there is none.
    """
    return like(table("ledger", ledger), replaying.undone(ledger, event, date))


def next_steps(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None, acceptances: Any = None, steps: Any = None, withdrawals: Any = None, receipt: Any = None,
) -> Any:
    """At which stage each pool is, and what is missing for the next one. (spec.md, section 6)

    The stages: draft, agreed, collecting, placed, in transit, received, settled. acceptances: partner, version (or a reply that names
    it), date. steps: done ("placed", "qc", "shipped", "received", "counted", "split" ...), partner, sku, date, reference.
    Returns stage, next, what, missing, fix: one row for each thing that is missing; one with blanks where nothing is.

    >>> tables = {"orders": {"partner": "A", "quantity": 9}, "items": {"unit_price": 5, "link": "1688.com/1"}}
    >>> [row["missing"] for row in next_steps(**tables)]
    ['the supplier of SKU is not fixed', 'A has not accepted version MB7V3X']
    """
    arguments = (orders, costs, items, terms, rates, currency)
    done, found = stages.situations(arguments, payments=payments, acceptances=acceptances, steps=steps, withdrawals=withdrawals,
                                     receipt=_receipt(receipt, "received"))
    rows: list[tuple[str, str, str, Any]] = []
    for pool, facts in found.items():
        stage, following, missing = life.next_steps(facts)
        rows += [(done.pools[pool], stage, following, each) for each in (missing or (None,))]
    return done.report.case.result(stages.missing_columns(rows, one_pool=holdings.one_pool(done)))


def changes(before: dict[str, Any], after: dict[str, Any]) -> Any:
    """What has changed in an agreement since it was accepted, to be shown when new replies are asked for. (spec.md, section 6)

    before, after: the tables then and now, by name: orders, costs, items, terms, rates, currency, withdrawals, payments.
    Returns version (the one that binds now), what, partner, of (the SKU, line or currency), before, after; no rows where nothing that
    binds has changed, and the replies still count. Raises DataError.

    >>> then = {"orders": {"partner": "A", "quantity": 9}, "items": {"unit_price": 5}}
    >>> [(row["what"], row["before"], row["after"]) for row in changes(then, {**then, "items": {"unit_price": 6}})]
    [('due', '45 VND', '54 VND'), ('price', '5 VND', '6 VND')]
    """
    then, now = (leaving.standing(**{"costs": None, **tables}) for tables in (before, after))
    return now.report.case.result(holdings.between(then, now))


def may(
    step: str, orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None, acceptances: Any = None, steps: Any = None, withdrawals: Any = None, receipt: Any = None, pool: str | None = None,
) -> list[Missing]:
    """What is missing before a pool may enter a stage, those before it included; [] where it may. (spec.md, sections 4 and 6)

    step: a stage such as "placed": then everybody but the lead buyer who still owes something is named, with the exact amount.
    pool: where there are several. Raises PoolsplitError where there is no such stage or pool.
    """
    arguments = (orders, costs, items, terms, rates, currency)
    done, found = stages.situations(arguments, payments=payments, acceptances=acceptances, steps=steps, withdrawals=withdrawals,
                                     receipt=_receipt(receipt, "received"))
    key = names.key(pool) if pool is not None else next(iter(found)) if len(found) == 1 else None
    if key not in found:
        raise PoolsplitError(Text("say which pool; the pools are: {pools}", pools=", ".join(done.pools.values())))
    return life.may(life.is_stage(step), found[key])


def count_sheet(orders: Any, receipt: Any = None, *, carry: Any = None) -> Any:
    """The sheet for the split day, to be printed: who gets what, with blank columns to be filled in by hand. (spec.md, section 3)

    receipt: as `defects` takes it; None for what was ordered. Returns partner, sku, ordered, received, defective, hand_over, counted,
    signed: one row a partner and SKU, then the sums of each SKU (no partner), of each partner (no SKU), and of everything.

    >>> count_sheet([{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}], 10)[0]
    {'partner': 'A', 'ordered': 60, 'received': 60, 'defective': 6, 'hand_over': 54, 'counted': '', 'signed': ''}
    """
    case = Case(orders, carry=carry)
    shared = stock.share_out(case, _receipt(receipt, "defective"))
    case.stop_on_problems()
    return case.result(countsheet.sheet(case, shared))


class Shortage(NamedTuple):
    """What is short on receipt: by partner and SKU, in the kind that the orders came in; and what is missing before it may be settled."""

    pieces: Any
    missing: list[Missing]


def shortage(orders: Any, receipt: Any, items: Any = None, terms: Any = None, currency: str | None = None, *, steps: Any = None) -> Shortage:
    """The shortage gate: which pieces are missing or defective, whose they are, and what has to be on record. (spec.md, sections 3 and 8)

    Carton counts, packing list, photos and that the supplier was contacted have to be on record per SKU; refund, reship or keep is
    decided by each partner for the pieces that fall to him. pieces: partner, sku, missing, defective, refund and for_defective (what
    the missing and the defective ones cost, in currency), decision. Nothing is booked: `refunds` gives the lines that would.
    """
    receipt = _receipt(receipt, "received")
    case = Case(orders, items=items, terms=terms, currency=currency)
    shared = stock.share_out(case, receipt)
    case.stop_on_problems()
    found = stages.of(leaving.standing(orders, None), None, steps, receipt)
    columns = countsheet.shortage(case, shared, stages.decisions(case, found))
    case.stop_on_problems()
    return Shortage(case.result(columns), [missing for facts in found.values() for missing in life.shortage(facts)])


def settle(dues: Any, payments: Any = None, lead_buyer: str | None = None, *, currency: str = "VND") -> Any:
    """The transfers that clear the balances due - paid. (spec.md, section 4)

    dues: a table with partner and due, such as `split` returns. payments: partner, paid. With a lead buyer everybody clears with
    him; without, what was paid must add up to the dues, and the fewest transfers clear it; with more than 12 open balances in a pool
    there may be a few more than the fewest.
    Returns payer, payee, amount (and pool, where the dues have it).

    >>> settle([{"partner": "A", "due": 12_300_000}, {"partner": "B", "due": 8_200_000}], [], lead_buyer="A")
    [{'payer': 'B', 'payee': 'A', 'amount': 8200000}]
    """
    source, columns, problems = clear(dues, payments, lead_buyer, currency)
    if any(not problem.warning for problem in problems):
        raise DataError(problems)
    return like(source, columns)


def balances(ledger: Any, *, currency: str = "VND") -> Any:
    """What each partner still owes over all entries of a ledger, and the carry per measure. (spec.md, section 4, ledger)

    ledger: date, pool, partner, kind (due, payment, refund, reversal, carry), amount, reference, reverses. Returns partner, measure,
    balance: one row a partner for money (measure: the currency, in which amounts are), and one for each measure of carry.
    Raises DataError.
    """
    code = currency_code(currency) or currency
    source = table("ledger", ledger)
    typed, problems = read(source, None, code)
    owed, carried, more = keeping.standing(typed, 10 ** exponent(code))
    if problems + more:
        raise DataError(problems + more)
    shown = {names.key(name): name for name in reversed(typed.get("partner"))}
    rows: list[tuple[object, ...]] = [(shown[key], code, display(amount, code)) for key, amount in owed.items()]
    rows += [(shown[key], measure, amount) for (key, measure), amount in carried.items()]
    return like(source, {name: [row[i] for row in rows] for i, name in enumerate(("partner", "measure", "balance"))})


def advise(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, facts: Facts | None = None, policy: Policy | None = None,
) -> list[Advice]:
    """Whether the pool is wise, each piece of advice with its reason. (spec.md, section 5)"""
    return Report.of(Case(orders, costs, items, terms, rates, currency)).advice(facts or Facts(), policy or Policy())


def saving(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, policy: Policy | None = None,
) -> Any:
    """What buying alone would cost in goods, where a supplier asks 30 to 50 % more below the MOQ. (spec.md, section 5)

    Returns partner, pooled (goods at the price of the pool), alone_low, alone_high, saving_low, saving_high.
    """
    report = Report.of(Case(orders, costs, items, terms, rates, currency))
    return report.case.result(report.saving(policy or Policy()))


def _receipt(receipt: Any, column: str) -> Any:
    """A receipt table; for a pool with a single SKU its one number will do."""
    return {column: receipt} if isinstance(receipt, (int, float, str, Number)) else receipt
