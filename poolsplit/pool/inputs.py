"""The inputs of one split: the tables as the caller passed them, and the case, which holds them read into columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError, Problem, Text
from poolsplit.pool import goods
from poolsplit.pool.costs import GOODS, conversion
from poolsplit.pool.dues import lines
from poolsplit.pool.items import gather_items
from poolsplit.pool.layers import gather_costs
from poolsplit.pool.orders import gather_orders
from poolsplit.pool.terms import DEFAULT_CURRENCY, gather_terms
from poolsplit.tables.backend import operations
from poolsplit.tables.reader import read
from poolsplit.tables.table import Table, result_table, table
from poolsplit.tables.unknown_columns import shared_by, unused_columns
from poolsplit.values import money, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from poolsplit.engine.operations import Column, Operations
    from poolsplit.pool.lines import Lines
    from poolsplit.tables.columns import Rows

PIECES = "pieces"
DEFECTS = "defects"
"""The measures of carry that are not a currency: pieces that were given out, and pieces that were defective."""

_TOLERANCE = Fraction(1, 10**9)  # a carry that sums to zero may be off by this much, because a sheet's numbers are binary


@dataclass(frozen=True)
class Inputs:
    """The inputs of one split, as the caller passed them; nothing is read yet.

    orders, costs, items, terms, carry: tables of any kind that `poolsplit.tables.table` takes; None for no table. rates: a table, or
    {"CNY": 3500}. currency: of the dues, VND by default. lang: the language that decides ambiguous numbers and dates; None refuses them.
    """

    orders: Any
    costs: Any = None
    items: Any = None
    terms: Any = None
    rates: Any = None
    currency: str | None = None
    carry: Any = None
    lang: str | None = None


class Case:
    """The inputs of one split, read into columns, with all problems of the data.

    source: the orders as the caller passed them; tables of results are of the same kind. ops: the operations that all columns are made by.
    problems: every problem once, warnings included. currency: the currency of amounts whose pool is not named: the only currency of the
    pools, else the default. rates: the price of one unit of each currency in `currency`; rate_days: the date of each rate, None without one.
    ratios: (numerators, denominators), which convert each lot's price into minor units of its pool's currency; empty until `lines` has
    been called.
    """

    def __init__(self, inputs: Inputs, ops: Operations | None = None) -> None:
        """Read all tables. Errors are raised only for arguments that are not tables, never for data. ops: chosen by `operations` by default."""
        self.lang = inputs.lang
        self.problems: list[Problem] = []
        self._reported: set[Problem | str] = set()
        default_currency = DEFAULT_CURRENCY if inputs.currency is None else money.currency_code(inputs.currency) or inputs.currency
        money.exponent(default_currency)
        costs = table("costs", inputs.costs)
        self.source = replace(table("orders", inputs.orders), shared_by=shared_by(costs))
        self.ops = ops or operations(self.source, inputs.carry)
        self.orders, problems = gather_orders(self._complete_orders(self._read(self.source, default_currency)), self.ops)
        self.say(problems)
        self.terms, problems = gather_terms(self._read(table("terms", inputs.terms), default_currency), self.orders, default_currency)
        self.say(problems)
        currencies = self.terms.currency.occurring(self.ops)
        self.currency = currencies.pop() if len(currencies) == 1 else default_currency
        self.rate_days: dict[str, Any] = {}
        self.rates = self._rates(inputs.rates)
        self.items, problems = gather_items(self.read(table("items", inputs.items)), self.orders)
        self.say(problems)
        self.costs, problems = gather_costs(self.read(costs), self.orders, self.items, self.terms, self.rates)
        self.say(problems)
        self.carry = self._carry(inputs.carry)
        self.ratios: tuple[Column, Column] = ((), ())

    def read(self, source: Table) -> Rows:
        """Read one more table of this case into typed rows; its problems are added to `problems`."""
        return self._read(source, self.currency if len(self.terms.currency.occurring(self.ops)) == 1 else self.currency_of)

    def result(self, columns: Mapping[str, Any]) -> Any:
        """A table of results, of the same kind as the orders that the caller passed."""
        rows = getattr(columns, "rows", None)
        return result_table(self.source, columns, None if rows is None else lambda: [self.orders.typed.numbered[row] - 1 for row in rows()])

    def _read(self, source: Table, currency: str | Callable[[object], str]) -> Rows:
        rows, problems = read(source, self.lang, currency, self.ops)
        self.say(problems)
        self.say(unused_columns(source) if source.size else [])
        return rows

    def say(self, problems: Iterable[Problem]) -> None:
        """Add problems, each once. A rate that is missing in many cells is one problem."""
        for problem in problems:
            identity = problem.message if _is_missing_rate(problem) else problem
            if identity not in self._reported:
                self._reported.add(identity)
                self.problems.append(problem)

    def currency_of(self, pool_name: object) -> str:
        """The currency of a pool by its name; `currency` where no pool has the name."""
        pool = self.orders.pool(pool_name)
        return self.terms.currency[pool] if pool >= 0 else self.currency

    def lines(self, *, actual: bool = False) -> Lines:
        """Compute the cost lines; their problems are added to `problems`. actual: use the actual amounts where costs have them."""
        self.ratios = self._ratios()
        carry, step_carry = self._money_carry(steps=False), self._money_carry(steps=True)
        result = lines(self.orders, self.items, self.costs, self.terms, self.ratios, actual=actual, carry=carry, step_carry=step_carry)
        self.say(result.problems)
        return result

    def measure(self, pool: int, *, steps: bool = False) -> str:
        """The measure of carry for a pool's money: its currency, and for payable steps the currency and the step."""
        code = self.terms.currency[pool]
        return f"{code} {money.display(self.terms.step[pool], code)}" if steps else code

    def _money_carry(self, *, steps: bool) -> list[Fraction] | None:
        """The amount that rounding still owes each member in his pool's currency, or in its steps; None without a carry table."""
        if self.carry is None:
            return None
        owed = [self.carry.get(self.measure(pool, steps=steps), {}) for pool in range(len(self.orders.pools))]
        return [owed[pool].get(names.key(name), Fraction(0)) for pool, name in zip(self.orders.member_pool, self.orders.members, strict=True)]

    def carry_of(self, measure: str) -> list[Fraction] | None:
        """The amount that rounding still owes each member in PIECES or DEFECTS; None without a carry table."""
        if self.carry is None:
            return None
        owed = self.carry.get(measure, {})
        return [owed.get(names.key(name), Fraction(0)) for name in self.orders.members]

    def stop_on_problems(self) -> None:
        """Raise DataError with all problems where any of them is not a warning, so that no exact result is possible."""
        if any(not problem.warning for problem in self.problems):
            raise DataError(self.problems)

    def has_actual(self) -> bool:
        """True where any line has an actual amount."""
        return any(self.ops.some(layer.actual.known) for layer in self.costs.layers)

    def _complete_orders(self, typed: Rows) -> Rows:
        """The order rows that name a partner. A case without such rows is a problem.

        A quantity that could not be read is replaced by 1: it is a problem already, and so it causes no false problems.
        """
        partners = self.ops.column(typed.names("partner").codes)
        keep = self.ops.where(self.ops.at_least(partners, 0))
        if not len(keep) and not any(not problem.warning for problem in self.problems):
            self.say([Problem("orders", 0, "", Text("there are no orders"), Text("list who orders how many pieces of what"))])
        return (typed if len(keep) == typed.size else typed.take(keep)).completed("quantity", 1)

    def _rates(self, rates: Any) -> dict[str, Fraction]:
        """The price of one unit of each currency in `currency`, from a table or a dict {"CNY": 3500}. The rate with the latest date applies.

        A rate that could not be read is replaced by 1: it is a problem already.
        """
        if isinstance(rates, dict) and not {"currency", "rate"} & set(rates):
            rates = [{"currency": code, "rate": rate} for code, rate in rates.items()]
        typed = self._read(table("rates", rates), self.currency)
        rows_of: dict[str, list[int]] = {}
        for row, code in enumerate(typed.get("currency")):
            if code is not None:
                rows_of.setdefault(code, []).append(row)
        latest = {code: self._latest_rate(code, rows, typed) for code, rows in rows_of.items()}
        self.rate_days = {code: day for code, (day, _) in latest.items()}
        return {code: rate for code, (_, rate) in latest.items()} | {self.currency: Fraction(1)}

    def _latest_rate(self, code: str, rows: list[int], typed: Rows) -> tuple[Any, Fraction]:
        """The day and the rate that apply to a currency, in whatever order its rows stand. An undated rate may be the latest.

        Different rates of which each may be the latest are a problem.
        """
        rates, days = typed.get("rate"), typed.get("date")
        for row in rows:
            if code == self.currency and rates[row] not in {None, 1}:
                message = Text("{currency} is the currency of the pool itself", currency=code)
                self.say([typed.problem(row, "rate", message, Text("delete the row, or correct the currency of the terms"))])
        day = max((days[row] for row in rows if days[row] is not None), default=None)
        latest = [row for row in rows if days[row] in {None, day} and not {(row, "rate"), (row, "date")} & typed.unread]
        for row in latest[1:]:
            if rates[row] != rates[latest[0]]:
                message = Text("there are two rates for {currency}", currency=code)
                self.say([typed.problem(row, "rate", message, Text("keep the one that was agreed, or date them: the latest counts"))])
        return day, rates[latest[0]] if latest else Fraction(1)

    def _ratios(self) -> tuple[Column, Column]:
        """(numerators, denominators) that convert each lot's price into minor units of its pool's currency. A missing rate or price is a problem."""
        ops, items, n = self.ops, self.items, len(self.orders.lots)
        has_price = goods.prices(self.orders, items).known
        self._report_missing_prices(has_price)
        numerator, denominator = ops.constant(0, n), ops.constant(1, n)
        for target, in_target in self.terms.currency.at(self.orders.lot_pool, ops).each(ops):
            for code, in_code in items.currency.each(ops):
                here = ops.both(in_target, in_code)
                ratio = conversion(code or target, target, self.rates)
                if not code and len(self.rates) > 1:
                    for lot in ops.indices(ops.both(here, has_price)):
                        self._report_missing_currency(lot)
                if ratio is None:
                    for lot in ops.indices(ops.both(here, has_price))[:1]:
                        message = Text("there is no rate from {currency} to {target}", currency=code, target=target)
                        self.say([items.problem(lot, "currency", message, Text("type the rate of {currency} into the rates", currency=code))])
                    continue
                ratio *= 10 ** money.exponent(code or target)
                numerator = ops.when(here, ratio.numerator, numerator)
                denominator = ops.when(here, ratio.denominator, denominator)
        return numerator, denominator

    def _report_missing_currency(self, lot: int) -> None:
        """Report a price without a currency, where rates were typed: it may be in any of their currencies."""
        if not self.items.unread(lot, "currency"):
            message = Text("{sku} has a price without a currency", sku=self.orders.sku(lot))
            fix = Text("write it into the heading, such as Price (CNY), or add a column currency")
            self.say([self.items.problem(lot, "unit_price", message, fix)])

    def _report_missing_prices(self, has_price: Column) -> None:
        """Report SKUs without a price, where the table has prices and the goods of their pool are not billed in one amount.

        has_price: flags: the lots whose price is known.
        """
        ops, items, n_pools = self.ops, self.items, len(self.orders.pools)
        if not items.priced or not ops.some(ops.without(1, has_price)):
            return
        billed = ops.constant(0, n_pools)
        for layer in self.costs.layers:
            if layer.kind == GOODS:
                billed = ops.either(billed, ops.both(layer.here, layer.amount.known))
        priced = ops.total(items.with_price(), self.orders.lot_pool, n_pools)
        needed = ops.spread(ops.either(priced, ops.without(1, billed)), self.orders.lot_pool)
        for lot in ops.indices(ops.without(needed, has_price)):
            if items.unread(lot, "unit_price") or items.unread(lot, "tiers"):
                continue
            message, pieces = Text("{sku} has no price", sku=self.orders.sku(lot)), items.first_break(lot)
            if pieces is not None:
                message = Text("what {sku} costs below {pieces} pieces is not known", sku=self.orders.sku(lot), pieces=pieces)
            self.say([items.problem(lot, "unit_price", message, Text("type the price of one piece; 0 where it is free"))])

    def _carry(self, carry: Any) -> dict[str, dict[str, Fraction]] | None:
        """The amount that rounding owes each partner, by measure and partner key; None without a carry table."""
        if carry is None:
            return None
        typed = self.read(table("carry", carry))
        carried: dict[str, dict[str, Fraction]] = {}
        twice: set[str] = set()
        for row, (partner, text, owed) in enumerate(zip(typed.get("partner"), typed.get("measure"), typed.get("carry"), strict=True)):
            if text is not None and not _is_measure(text):
                fix = Text("type a currency such as VND, a currency and a step such as VND 1000, pieces, or defects")
                self.say([typed.problem(row, "measure", Text("{measure} is no measure of carry", measure=text), fix)])
            elif partner is not None and text is not None and owed is not None:
                by_partner = carried.setdefault(_measure(text), {})
                if names.key(partner) in by_partner:
                    message = Text("the carry of {partner} in {measure} stands in two rows", partner=partner, measure=text)
                    self.say([typed.problem(row, "carry", message, Text("keep the row that came out of the last order"))])
                    twice.add(_measure(text))
                by_partner[names.key(partner)] = owed
        for measure, by_partner in carried.items():
            if abs(sum(by_partner.values(), Fraction(0))) > _TOLERANCE and not typed.unread and measure not in twice:
                message = Text("the carry in {measure} does not add up to 0", measure=measure)
                self.say([Problem("carry", 0, "carry", message, Text("paste the whole carry table of the last order"), warning=True)])
        return carried


def _is_measure(text: str) -> bool:
    measure = _measure(text)
    return measure in {PIECES, DEFECTS} or money.currency_code(measure.split(" ", maxsplit=1)[0]) is not None


def _measure(text: str) -> str:
    """A measure of carry in its normal form: "VND", "VND 1000", PIECES, DEFECTS."""
    code, _, step = text.partition(" ")
    return f"{money.currency_code(code) or code.casefold()} {step}".strip()


def _is_missing_rate(problem: Problem) -> bool:
    return getattr(problem.message, "template", "") == "there is no rate from {currency} to {target}"
