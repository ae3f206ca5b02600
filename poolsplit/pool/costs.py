"""The cost lines of every pool: as people write them, and as the layers from which the dues are computed.

A layer is one cost line with one basis, as integer columns over the pools; a pool without the line has zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Problem
from poolsplit.tables.columns import Numbers
from poolsplit.values.money import exponent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.engine.operations import Column, Operations
    from poolsplit.tables.columns import Rows

GOODS = "goods"
FEE = "fee"
DIRECT = "direct"
ITEMS = "items"
OF = "of"
MEASURES = ("kg", "cbm", "chargeable")
BASES = ("quantity", "value", *MEASURES, "equal", DIRECT)
"""The bases with a fixed meaning; any other basis is a column of the orders, or another cost."""

FX = "fx_difference"
ROUNDING = "rounding"
CREDIT = "_credit"
QUOTED = "quoted"
FORFEIT = "forfeit"
TAKEN_OVER = "taken_over"
RESERVED = frozenset({"pool", "partner", "quantity", "paid", "balance", "due", FX, ROUNDING, QUOTED, FORFEIT, TAKEN_OVER})
"""The columns of the dues that are not cost lines: a cost cannot have one of these names."""


@dataclass(frozen=True)
class Cost:
    """One cost line, as a person writes it: an amount to share, or a rate of other lines. (spec.md, section 2)

    amount: in `currency` (the pool's by default), any sign; None for a rate line, and for goods that follow from the items.
    basis: "quantity", "value", "kg", "cbm", "chargeable", "equal", "direct", a column of the orders, or another cost's name.
    rate, of: "1.5%" of the named cost or costs ("goods", "goods + freight"). partner: the partner who bears a direct line.
    reverses: the earlier line that this line takes back. actual: the final amount of the line; `amount` keeps the quote.

    >>> Cost("freight", 3_000_000, basis="kg").currency is None
    True
    """

    cost: str
    amount: object = None
    currency: str | None = None
    basis: str | None = None
    rate: object = None
    of: str | None = None
    partner: str | None = None
    reverses: str | None = None
    actual: object = None
    pool: str | None = None


@dataclass
class Layer:
    """One cost line with one basis, over all pools.

    name: as the operator writes it; key: the name's key; kind: goods, freight, fee ... or None; a line that takes back a fee is a fee.
    basis: one of BASES, ITEMS (price times quantity), OF (the lines that it is a rate of), or ("column", name) or ("cost", key).
    of: keys of the lines that it is a rate of. reverses: key of the line that it takes back, "" for none.
    here: flags: the pools that have the line; row: its typed row in each pool, -1 for none (goods that follow from the items' prices).
    amount: minor units of the line's own currency, known where one was typed; numerator, denominator: the ratio that converts it into the
    pool's currency. rate: known where one was typed. partner: the member who bears a direct line, -1 for none.
    actual: the final amount, in minor units of the line's currency (goods: of the pool's), unknown where there is only a quote.
    """

    name: str
    key: str
    kind: str | None
    basis: str | tuple[str, str]
    of: tuple[str, ...]
    reverses: str
    here: Column
    row: Column
    amount: Numbers
    numerator: Column
    denominator: Column
    rate: Numbers
    partner: Column
    actual: Numbers

    @classmethod
    def empty(cls, name: str, key: str, kind: str | None, basis: str | tuple[str, str], ops: Operations, pools: int, of: tuple[str, ...] = (),
              reverses: str = "", rate_unit: int = 1) -> Layer:
        """A line that no pool has yet. pools: the number of pools; rate_unit: rates are counts of 1 / rate_unit."""

        def constant(value: int = 0) -> Column:
            return ops.constant(value, pools)

        return cls(name, key, kind, basis, of, reverses, constant(), constant(-1), Numbers(constant(), constant()), constant(1), constant(1),
                   Numbers(constant(), constant(), rate_unit), constant(-1), Numbers(constant(), constant()))

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of the lines that must be known before this one."""
        by_cost = (self.basis[1],) if isinstance(self.basis, tuple) and self.basis[0] == "cost" else ()
        return (*self.of, *by_cost, *((self.reverses,) if self.reverses else ()))


@dataclass
class Costs:
    """Every layer, in the order in which people listed the lines. sequence: indices of `layers` in computing order."""

    layers: list[Layer]
    sequence: list[int]
    typed: Rows

    def problem(self, layer: Layer, pool: int, column: str, message: str, fix: str, *, warning: bool = False) -> Problem:
        """A problem with one line in one pool, at its typed row."""
        if layer.row[pool] < 0:
            return Problem("costs", 0, column, message, fix, warning=warning)
        return self.typed.problem(layer.row[pool], column, message, fix, warning=warning)


def conversion(currency: str, target: str, rates: Mapping[str, Fraction]) -> Fraction | None:
    """The factor that converts minor units of `currency` into minor units of `target`; None where a rate is missing. (spec.md, section 2)

    rates: the price of one unit of each currency, all in one currency, which is included with the price 1.

    >>> conversion("CNY", "VND", {"CNY": Fraction(3500), "VND": Fraction(1)})
    Fraction(35, 1)
    """
    if currency == target:
        return Fraction(1)
    if currency not in rates or target not in rates:
        return None
    return rates[currency] / rates[target] * Fraction(10) ** (exponent(target) - exponent(currency))


def computing_order(layers: list[Layer]) -> tuple[list[int], list[Layer]]:
    """The layers' indices, in an order in which each layer comes after those that it needs; and the layers that depend on themselves.

    Otherwise the listed order is kept.
    """
    waiting = list(range(len(layers)))
    sequence: list[int] = []
    while waiting:
        waiting_keys = {layers[index].key for index in waiting}
        ready = next((index for index in waiting if not waiting_keys & set(layers[index].needs)), None)
        if ready is None:
            return sequence, [layers[i] for i in waiting if layers[i].key in _needed_keys(layers[i], [layers[j] for j in waiting])]
        waiting.remove(ready)
        sequence.append(ready)
    return sequence, []


def _needed_keys(start: Layer, layers: list[Layer]) -> set[str]:
    """The keys of the lines that a layer needs, directly or through other layers."""
    needed: set[str] = set()
    to_visit = list(start.needs)
    while to_visit:
        key = to_visit.pop()
        if key not in needed:
            needed.add(key)
            to_visit += [need for layer in layers if layer.key == key for need in layer.needs]
    return needed
