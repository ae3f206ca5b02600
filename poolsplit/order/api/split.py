"""The public functions on whole tables: they take a DataFrame, a list of dicts or a 2-D list, and return the same kind.

Every function takes the tables of `schema.TABLES`; `items`, `terms` and `rates` may be left out. They raise DataError with all
problems at once where anything prevents an exact result: also a heading that looks like a missing column misspelt, an unknown key of terms
in a dict, and a table that looks like another one. `check` returns the problems instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import DataError, PoolsplitError, Problem, Text
from poolsplit.order.agreement import draft
from poolsplit.order.ledger.entries import open_balances
from poolsplit.pool import explanation, pieces
from poolsplit.pool.advice import Advice, Facts, Policy
from poolsplit.pool.balances import case_paid, settle_tables
from poolsplit.pool.costs import QUOTED
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Columns, Report, by_member, by_row
from poolsplit.tables import backend
from poolsplit.tables.backend import retried_on_lists
from poolsplit.tables.reader import read
from poolsplit.tables.table import result_table, table
from poolsplit.values import names
from poolsplit.values.money import currency_code, display, exponent

if TYPE_CHECKING:
    from poolsplit.order.agreement.content import Agreement


@retried_on_lists
def split(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None, *, carry: Any = None
) -> Any:
    """The dues table: what each partner owes, line by line. (spec.md, section 2)

    orders: partner, quantity (pieces), and sku, kg, cbm ... as in `schema.TABLES`. costs: cost, amount or rate and of, basis.
    rates: a table, or {"CNY": 3500}: the price of one unit in the pool's currency. currency: of the dues, VND by default.
    Returns one row for each partner, in the order in which they were typed: partner, quantity, one column for each cost, where they apply
    `..._credit` (the fee, at the lead buyer), `fx_difference`, `rounding` and `quoted` (the due on the quote), and `due`. Amounts
    are whole numbers of the currency where it has no decimals, exact Decimals otherwise; every column sums to its line's total.
    Raises DataError with all problems.

    >>> split([{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}], {"cost": "freight", "amount": 99, "basis": "quantity"})
    [{'partner': 'A', 'quantity': 60, 'freight': 59, 'due': 59}, {'partner': 'B', 'quantity': 40, 'freight': 40, 'due': 40}]
    """
    report = Report.of(Case(Inputs(orders, costs, items, terms, rates, currency, carry)))
    return report.case.result(report.dues())


@retried_on_lists
def landed(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None, *, carry: Any = None
) -> Any:
    """The landed cost of each partner's pieces, for resale prices. (spec.md, section 2, landed cost)

    Returns one row for each partner and SKU: partner, sku, quantity, landed (his part of all lines but rounding), unit_cost (half-even to
    the minor unit). The lead buyer's own fee is not a cost to him. Raises DataError with all problems.

    >>> landed({"partner": "A", "quantity": 3}, {"cost": "freight", "amount": 100, "basis": "quantity"})
    [{'partner': 'A', 'quantity': 3, 'landed': 100, 'unit_cost': 33}]
    """
    report = Report.of(Case(Inputs(orders, costs, items, terms, rates, currency, carry)))
    return report.case.result(report.landed())


def agree(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, pool: str | None = None, carry: Any = None, lang: str | None = None,
) -> Agreement:
    """The agreement of one pool, before anybody pays: clauses, amounts on the quote, version. (spec.md, section 7)

    terms: with lead_buyer, deadline (date and time), account and holder. items: with link. pool: its name, where there are several. lang: how
    ambiguous dates and numbers are read. `messages` turns the agreement into text to paste, `changes` compares two agreements, `read_reply`
    tells who accepts. Raises DataError with everything that is missing, PoolsplitError where there is no such pool.

    >>> terms = {"lead_buyer": "A", "deadline": "2026-07-10 17:00", "account": "Vietcombank 1017595600", "holder": "NGUYEN VAN A"}
    >>> orders = [{"partner": "A", "quantity": 60, "sku": "tote"}, {"partner": "B", "quantity": 40, "sku": "tote"}]
    >>> agreed = agree(orders, items={"sku": "tote", "unit_price": 175_000, "link": "https://detail.1688.com/offer/1.html"}, terms=terms)
    >>> [party.due for party in agreed.parties]
    [10500000, 7000000]
    """
    report = Report(Case(Inputs(orders, costs, items, terms, rates, currency, carry, lang), exact))
    return draft.agreement_of(report, draft.pool_of(report.case, pool))


@retried_on_lists
def bills(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None, *, carry: Any = None
) -> Any:
    """The total of every line, compared with the bill. (spec.md, section 2, landed cost)

    Returns one row for each line: cost, billed (its total in the pool's currency), shared (the sum that the partners bear of it), and
    leaves: "yes" where the money leaves the pool, "no" for the fee, which the lead buyer gets.

    >>> bills({"partner": "A", "quantity": 3}, {"cost": "freight", "amount": 100, "basis": "quantity"})
    [{'cost': 'freight', 'billed': 100, 'shared': 100, 'leaves': 'yes'}]
    """
    report = Report.of(Case(Inputs(orders, costs, items, terms, rates, currency, carry)))
    return report.case.result(report.bills())


@retried_on_lists
def carry_table(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, carry: Any = None, receipt: Any = None,
) -> Any:
    """The carry table after this order: the amounts that rounding owes each partner, per measure. (spec.md, section 1, carry)

    carry: the table from before; None starts at zero. receipt: as `defects` takes it, where pieces were shared out, too.
    Returns partner, measure and carry, an exact Fraction; every measure sums to zero. Measures are a currency ("VND", in minor
    units), a currency and its payable step ("VND 1000", in minor units), "pieces" (received) and "defects".

    >>> carry_table([{"partner": name, "quantity": 1} for name in "AB"], {"cost": "freight", "amount": 7, "basis": "equal"})[0]
    {'partner': 'A', 'measure': 'VND', 'carry': Fraction(-1, 2)}
    """
    report = Report.of(Case(Inputs(orders, costs, items, terms, rates, currency, [] if carry is None else carry)))
    shared = None if receipt is None else pieces.share_receipt(report.case, pieces.as_receipt(receipt, "defective"))
    report.case.stop_on_problems()
    return report.case.result(report.carry(None if shared is None else pieces.carry_of_pieces(report.case.orders, shared)))


def explain(
    orders: Any, costs: Any, partner: str, cost: str = "due", items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, pool: str | None = None, lang: str = "en", carry: Any = None,
) -> list[Text]:
    """The calculation of a partner's share of one line, or of "due", "quoted" or "rounding": one sentence for each step.

    pool: its name, where there are several. carry: the one given to `split`. Raises PoolsplitError where there is no such pool, partner or line.

    >>> orders = [{"partner": "A", "quantity": 2}, {"partner": "B", "quantity": 1}]
    >>> for sentence in explain(orders, {"cost": "freight", "amount": 100, "basis": "quantity"}, "A", "freight"):
    ...     print(sentence)
    freight of 100 VND is shared by quantity
    A has 66.67 % of it: exactly 66.666666… in minor units
    odd units for the largest remainders: 1; 0.666666… is among these, so A got one and pays 67 VND
    """
    report = Report.of(Case(Inputs(orders, costs, items, terms, rates, currency, carry), exact))
    case = report.case
    pool_index = case.orders.pool(pool)
    if pool_index < 0:
        raise PoolsplitError(Text("say which pool; the pools are: {pools}", pools=", ".join(case.orders.pools)))
    member = case.orders.member(pool_index, partner)
    if member < 0:
        partners = [name for name, its_pool in zip(case.orders.members, case.orders.member_pool, strict=True) if its_pool == pool_index]
        raise PoolsplitError(Text("{partner} does not order; the partners are: {partners}", partner=partner, partners=", ".join(partners)))
    key = report.key(cost)
    if key is None:
        raise PoolsplitError(Text("there is no line {cost}; the lines are: {lines}", cost=cost, lines=", ".join(report.labels().values())))
    if key == QUOTED:
        return explanation.explain(report.quote, "due", member, case.orders, case.terms, lang)
    return explanation.explain(report.binding, key, member, case.orders, case.terms, lang)


@retried_on_lists
def check(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, payments: Any = None, receipt: Any = None, carry: Any = None, lang: str | None = None,
) -> list[Problem]:
    """A dry run of the calculation. Returns every problem and warning once, with table, row, column and the way out.

    One warning a table names the columns that change nothing: those that are unknown there, and by which no cost is shared.

    >>> check({"partner": "A", "quantity": -3})[0].column
    'quantity'
    """
    case = Case(Inputs(orders, costs, items, terms, rates, currency, carry, lang))
    Report(case)
    if payments is not None:
        case_paid(case, payments)
    if receipt is not None:
        pieces.share_receipt(case, receipt)
    if not case.orders.typed.unread:
        case.say(pieces.filled(case)[1])
    return case.problems


@retried_on_lists
def fill(orders: Any, items: Any) -> Any:
    """Orders after filling up to MOQ and whole packs from the tolerances. (spec.md, section 3)

    Returns partner, sku, ordered, quantity; and for each SKU that still lacks pieces one row without a partner, with the shortfall.

    >>> fill([{"partner": "A", "quantity": 60, "tolerance": 50}], {"moq": 100})
    [{'partner': 'A', 'ordered': 60, 'quantity': 100, 'shortfall': 0}]
    """
    case = Case(Inputs(orders, items=items))
    case.stop_on_problems()
    return case.result(pieces.fill_columns(case))


@retried_on_lists
def defects(orders: Any, receipt: Any, *, carry: Any = None) -> Any:
    """Share the defective pieces: per SKU, among those who received pieces of it, by the pieces they received. (spec.md, section 3)

    receipt: a table (sku, received, defective), or for a single SKU the count, or a rate between 0 and 1 of the received pieces.
    Returns partner, sku, received, defective, good.

    >>> defects([{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}], 10)[1]
    {'partner': 'B', 'received': 40, 'defective': 4, 'good': 36}
    """
    case = Case(Inputs(orders, carry=carry))
    goods = pieces.share_receipt(case, pieces.as_receipt(receipt, "defective"))
    case.stop_on_problems()
    return case.result(by_row(case, {"received": goods.received, "defective": goods.defective, "good": goods.good}))


@retried_on_lists
def received(orders: Any, receipt: Any, *, carry: Any = None) -> Any:
    """Share the pieces that arrived: a shortage pro rata to the orders, a surplus to the tolerances first. (spec.md, section 3)

    receipt: a table (sku, received), or the number of pieces of a single SKU.
    Returns partner, sku, ordered, received, missing; pieces that nobody ordered follow in a row without a partner, as received.

    >>> received([{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}], 95)[0]
    {'partner': 'A', 'ordered': 60, 'received': 57, 'missing': 3}
    """
    case = Case(Inputs(orders, carry=carry))
    goods = pieces.share_receipt(case, pieces.as_receipt(receipt, "received"))
    case.stop_on_problems()
    return case.result(pieces.received_columns(case, goods))


@retried_on_lists
def refunds(orders: Any, items: Any, receipt: Any, rates: Any = None, currency: str | None = None) -> Any:
    """Cost lines that would refund the goods price of the missing pieces. They are proposals, booked only when they are put into the costs.

    Returns cost, partner, amount (negative), currency, basis ("direct"), one row for each partner and SKU that came short.
    """
    case = Case(Inputs(orders, items=items, rates=rates, currency=currency))
    shared = pieces.share_receipt(case, pieces.as_receipt(receipt, "received"))
    columns = pieces.refund_columns(case, shared)
    case.stop_on_problems()
    return case.result(columns)


@retried_on_lists
def equalise(
    orders: Any, costs: Any, receipt: Any, count: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None
) -> Any:
    """Cash that evens out the defects. (spec.md, section 3)

    With `count` (partner, sku, defective: where the bad pieces physically fell), everybody bears his share of each SKU's defects, at
    its landed cost. Without it, the defects of the whole order are shared by value. Returns partner and cash: positive is paid to him,
    negative he pays; it sums to zero.
    """
    report = Report.of(Case(Inputs(orders, costs, items, terms, rates, currency)))
    cash = pieces.equalisation_cash(report, pieces.as_receipt(receipt, "defective"), count)
    report.case.stop_on_problems()
    return report.case.result(by_member(report.case, {}, {"cash": cash}))


def apportion_by(frame: Any, total: Any, weights: str, pool: str = "pool", partner: str | None = None) -> Any:
    """One total for each pool, split exactly among the rows of a DataFrame by their weights: one cost line for all pools. (spec.md, section 1)

    frame: one row for each partner and pool. total: the column with the pool's total, the same in all of its rows, or the totals by pool (a
    Series, a dict); whole units. weights: a column of numbers of at least 0, decimals included. pool: the column that names the pool
    of a row, compared as it is. partner: the column whose names decide ties; without it the earlier row does.
    Returns a Series of whole units with the frame's index. Raises DataError with every cell that cannot be used, and every pool that has
    a total and no weight; PoolsplitError for a column that the frame does not have, with the nearest.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"pool": [1, 1, 2], "kg": [0.2, 0.1, 5], "freight": [100, 100, 7]})
    >>> apportion_by(frame, "freight", "kg").tolist()
    [67, 33, 7]
    """
    return backend.apportion_by(frame, total, weights, pool, partner)


@retried_on_lists
def settle(dues: Any, payments: Any = None, lead_buyer: str | None = None, *, currency: str = "VND") -> Any:
    """The transfers that clear the balances due - paid. (spec.md, section 4)

    dues: a table with partner and due, such as `split` returns. payments: partner, paid. With a lead buyer everybody clears with
    him. Without one, the payments must add up to the dues, and the fewest transfers clear them; with more than 12 open balances in a pool
    there may be a few more than the fewest.
    Returns payer, payee, amount (and pool, where the dues have it).

    >>> settle([{"partner": "A", "due": 12_300_000}, {"partner": "B", "due": 8_200_000}], [], lead_buyer="A")
    [{'payer': 'B', 'payee': 'A', 'amount': 8200000}]
    """
    source, columns, problems = settle_tables(dues, payments, lead_buyer, currency)
    if any(not problem.warning for problem in problems):
        raise DataError(problems)
    return result_table(source, columns)


def balances(ledger: Any, *, currency: str = "VND") -> Any:
    """The balance that each partner still owes over all entries of a ledger, and the carry per measure. (spec.md, section 4, ledger)

    ledger: date, pool, partner, kind (due, payment, refund, reversal, carry), amount, reference, reverses. Returns partner, measure,
    balance: one row for each partner for money (measure: the currency of the amounts), and one for each measure of carry.
    Raises DataError.
    """
    code = currency_code(currency) or currency
    source = table("ledger", ledger)
    typed, problems = read(source, None, code)
    owed, carried, entry_problems = open_balances(typed, 10 ** exponent(code))
    if problems + entry_problems:
        raise DataError(problems + entry_problems)
    shown = {names.key(name): name for name in reversed(typed.get("partner"))}
    rows: list[tuple[object, ...]] = [(shown[key], code, display(amount, code)) for key, amount in owed.items()]
    rows += [(shown[key], measure, amount) for (key, measure), amount in carried.items()]
    return result_table(source, Columns.from_rows(("partner", "measure", "balance"), rows))


@retried_on_lists
def advise(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, facts: Facts | None = None, policy: Policy | None = None,
) -> list[Advice]:
    """Advice on whether the pool is wise, each piece with its reason. (spec.md, section 5)"""
    return Report.of(Case(Inputs(orders, costs, items, terms, rates, currency))).advice(facts or Facts(), policy or Policy())


@retried_on_lists
def saving(
    orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
    *, policy: Policy | None = None,
) -> Any:
    """The cost of the goods if each partner bought alone, where a supplier asks 30 to 50 % more below the MOQ. (spec.md, section 5)

    Returns partner, pooled (goods at the price of the pool), alone_low, alone_high, saving_low, saving_high.
    """
    report = Report.of(Case(Inputs(orders, costs, items, terms, rates, currency)))
    return report.case.result(report.saving(policy or Policy()))
