"""One run's tables, read and gathered: what every public function starts from."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from poolsplit import costs as costing
from poolsplit import exact, money, names, pool
from poolsplit import items as cataloguing
from poolsplit import terms as agreeing
from poolsplit.dues import Lines, lines
from poolsplit.errors import DataError, Problem, Text
from poolsplit.tables import Table, read, table

PIECES = "pieces"


class Case:
    """Orders, costs, items, terms, rates and carry, read into columns; every problem on the way is kept.

    kind: how the orders came in, and how results go out. problems: all of them, warnings too, in the order of the tables.
    """

    def __init__(
        self, orders: Any, costs: Any = None, items: Any = None, terms: Any = None, rates: Any = None, currency: str | None = None,
        *, carry: Any = None, lang: str | None = None,
    ) -> None:
        """Read all tables; nothing is raised for data, only for arguments that are no tables."""
        self.lang = lang
        self.problems: list[Problem] = []
        self.default_currency = agreeing.DEFAULT_CURRENCY if currency is None else (money.currency_code(currency) or currency)
        money.exponent(self.default_currency)
        source = table("orders", orders)
        self.kind = source.kind
        typed_terms = self.read(self._with_currency(table("terms", terms)))
        self.currencies = {
            names.key(name or ""): code or self.default_currency
            for name, code in zip(typed_terms.get("pool"), typed_terms.get("currency"), strict=True)
        }
        self.orders, lookalikes = pool.gather(self._complete_orders(self.read(source)))
        self.problems += lookalikes
        self.terms, problems = agreeing.gather(typed_terms, self.orders)
        self.terms.currency = [self.currency_of(name) for name in self.orders.pools]
        self.problems += problems
        self.rates = self._rates(rates)
        self.items, problems = cataloguing.gather(self.read(self._items(items)), self.orders)
        self.problems += problems
        self.ratios = self._ratios()
        self.costs, problems = costing.gather(self.read(table("costs", costs)), self.orders, self.items, self.terms, self.rates)
        self.problems += problems
        self.carry = self._carry(carry)

    def read(self, source: Table) -> pool.Rows:
        """Typed rows of one more table of this run; its problems join the others."""
        rows, problems = read(source, self.lang, self.currency_of)
        self.problems += problems
        return rows

    def currency_of(self, pool_name: object) -> str:
        """The currency of a pool: of its terms, of terms that hold for all, or the default."""
        currencies = getattr(self, "currencies", {})
        return str(currencies.get(names.key(pool_name or "")) or currencies.get("") or self.default_currency)

    def lines(self, *, actual: bool = False) -> Lines:
        """The chain of cost lines; its problems join the others, once."""
        found = lines(self.orders, self.items, self.costs, self.terms, self.ratios, exact, actual=actual, carry=self.carry_of(self.default_currency))
        self.problems += [problem for problem in found.problems if problem not in self.problems]
        return found

    def carry_of(self, measure: str) -> list[Fraction] | None:
        """What rounding still owes each member in a measure ("pieces", or a currency); None where no carry table was given."""
        if self.carry is None:
            return None
        owed = self.carry.get(measure, {})
        return [owed.get(names.key(name), Fraction(0)) for name in self.orders.members]

    def stop_on_problems(self) -> None:
        """Raise DataError where anything prevents an exact result."""
        if any(not problem.warning for problem in self.problems):
            raise DataError(self.problems)

    def has_actual(self) -> bool:
        """Whether any line says what it came to in the end."""
        return any(value is not None for layer in self.costs.layers for value in layer.actual)

    @staticmethod
    def _with_currency(terms: Table) -> Table:
        """Terms whose currency is stated only in the heading of an amount ("Bước làm tròn (VND)") have it all the same."""
        unit = terms.units.get("step")
        if unit and "currency" not in terms.columns:
            terms.columns["currency"] = [unit] * terms.size
        return terms

    def _complete_orders(self, typed: pool.Rows) -> pool.Rows:
        """Orders without the rows that cannot be used; a run without any is a problem."""
        keep = [
            row
            for row, (partner, quantity) in enumerate(zip(typed.get("partner"), typed.get("quantity"), strict=True))
            if partner is not None and quantity is not None
        ]
        if not keep and not any(not problem.warning for problem in self.problems):
            self.problems.append(Problem("orders", 0, "", Text("there are no orders"), Text("list who orders how many pieces of what")))
        columns = {name: [values[row] for row in keep] for name, values in typed.columns.items()}
        cells = {name: [values[row] for row in keep] for name, values in typed.cells.items()}
        return pool.Rows(typed.table, columns, len(keep), cells)

    def _rates(self, rates: Any) -> dict[str, Fraction]:
        """Each currency's ratio; a dict {"CNY": 3500} will do for a table. The latest date counts where there are several."""
        if isinstance(rates, dict) and not {"currency", "rate"} <= set(rates):
            rates = [{"currency": code, "rate": rate} for code, rate in rates.items()]
        typed = self.read(table("rates", rates))
        found: dict[str, tuple[Any, Fraction]] = {}
        for row, (code, rate, day) in enumerate(zip(typed.get("currency"), typed.get("rate"), typed.get("date"), strict=True)):
            if code is None or rate is None:
                continue
            before = found.get(code)
            if before and before[1] != rate and (day is None or before[0] is None or day == before[0]):
                message = Text("there are two rates for {currency}", currency=code)
                self.problems.append(typed.problem(row, "rate", message, Text("keep the one that was agreed, or date them: the latest counts")))
            if before is None or (day is not None and before[0] is not None and day > before[0]):
                found[code] = (day, rate)
        return {code: rate for code, (_, rate) in found.items()}

    def _items(self, items: Any) -> Table:
        """The items; a currency that only the heading states ("Giá (¥)") holds for every row."""
        source = table("items", items)
        unit = source.units.get("unit_price")
        if unit and "currency" not in source.columns:
            source.columns["currency"] = [unit] * source.size
        return source

    def _ratios(self) -> list[Fraction]:
        """What turns each lot's price into minor units of its pool's currency."""
        ratios = []
        for lot, (in_pool, code) in enumerate(zip(self.orders.lot_pool, self.items.currency, strict=True)):
            target = self.terms.currency[in_pool]
            ratio = None
            if self.items.unit_price[lot] is None:
                self._priceless(lot)
            elif code is None and self.rates:
                message = Text("{sku} has a price without a currency", sku=self.orders.lots[lot])
                fix = Text("write it into the heading, such as Price (CNY), or add a column currency")
                self.problems.append(self.items.problem(lot, "unit_price", message, fix))
            else:
                ratio = costing.conversion(code or target, target, self.rates)
                if ratio is None:
                    message = Text("there is no rate from {currency} to {target}", currency=code, target=target)
                    fix = Text("type the rate of {currency} into the rates", currency=code)
                    if not any(problem.message == message for problem in self.problems):
                        self.problems.append(self.items.problem(lot, "currency", message, fix))
            ratios.append((ratio or Fraction(0)) * 10 ** money.exponent(code or target))
        return ratios

    def _priceless(self, lot: int) -> None:
        """A SKU without a price, where the others have one."""
        if any(price is not None for price in self.items.unit_price):
            message = Text("{sku} has no price", sku=self.orders.lots[lot])
            self.problems.append(self.items.problem(lot, "unit_price", message, Text("type the price of one piece; 0 where it is free")))

    def _carry(self, carry: Any) -> dict[str, dict[str, Fraction]] | None:
        if carry is None:
            return None
        typed = self.read(table("carry", carry))
        found: dict[str, dict[str, Fraction]] = {}
        for partner, measure, owed in zip(typed.get("partner"), typed.get("measure"), typed.get("carry"), strict=True):
            if partner is not None and measure is not None and owed is not None:
                found.setdefault(measure, {})[names.key(partner)] = owed
        return found
