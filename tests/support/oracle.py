"""The rules of docs/spec.md a second time, in Fractions and dicts, for the cases of `support.cases`. Nothing here comes from poolsplit.

Names are keys (casefolded, one space), amounts whole minor units, rows (partner, sku). It is slow, plain, and reads like the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any

UNIT = {"VND": 1, "USD": 100, "CNY": 100}


def key(name: object) -> str:
    return " ".join(str(name).casefold().split())


def number(typed: object) -> Fraction:
    """What a person typed: 0.1, "28.5", "1.5%"."""
    text = str(typed)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def half_even(value: Fraction) -> int:
    return round(value)    # of a Fraction: exact, half to even


def shares(total: int, weights: dict[Any, Any], carry: dict[Any, Fraction] | None = None) -> dict[Any, int]:
    """Largest remainder by definition: truncated quotas; units left over to the largest remainder + carry, ties to the larger weight, then to the key."""
    names, sign = sorted(weights), -1 if total < 0 else 1
    everything = sum(weights.values())
    assert everything or not total, "nobody can bear it"
    quotas = {name: Fraction(abs(total)) * Fraction(weights[name]) / everything if everything else Fraction(0) for name in names}
    result = {name: floor(quotas[name]) for name in names}
    wanting = [name for name in names if quotas[name] != result[name]]
    owed = {name: quotas[name] - result[name] + sign * (carry or {}).get(name, 0) for name in wanting}
    wanting.sort(key=lambda name: (-owed[name], -weights[name], name))
    for name in wanting[: abs(total) - sum(result.values())]:
        result[name] += 1
    return {name: sign * result[name] for name in names}


def shown(minor: int, currency: str) -> Any:
    """An amount as results have it: a whole number, or an exact Decimal."""
    return minor if UNIT[currency] == 1 else Decimal(minor).scaleb(-2)


class Pool:
    """One pool of a case: every line, the dues and the landed cost.

    actual: with what lines came to in the end. carry: what rounding owes each partner, by measure and partner, {} at the start; it is `owed` afterwards.
    Without one, every line is cut for itself.
    """

    def __init__(self, case: Any, pool: str | None, *, actual: bool, carry: dict[str, dict[str, Fraction]] | None = None) -> None:
        """Share every line, in computing order."""
        self.case, self.actual, self.currency = case, actual, case.currency
        self.carries = carry is not None
        self.owed = {measure: dict(by) for measure, by in (carry or {}).items()}
        self.unit = UNIT[case.currency]
        self.rates = {row["currency"]: number(row["rate"]) for row in case.rates} | {case.currency: Fraction(1)}
        self.typed = [row for row in case.orders if row.get("pool") == pool]
        self.costs = [row for row in case.costs if row.get("pool") == pool]
        self.terms = next(row for row in case.terms if row.get("pool") == pool)
        self.items = {key(row["sku"]): row for row in case.items}
        self.lead = None if self.terms.get("lead_buyer") is None else key(self.terms["lead_buyer"])
        self.pieces = self._sums("quantity")
        self.partners = sorted({partner for partner, _ in self.pieces})
        self.skus = sorted({sku for _, sku in self.pieces})
        self.of_sku = {sku: sum(n for (_, other), n in self.pieces.items() if other == sku) for sku in self.skus}
        self.priced = any(row.get("unit_price") is not None for row in case.items)
        listed = [dict(row) for row in self.costs]
        if self.priced and not any(key(row["cost"]) == "goods" for row in listed):
            listed.insert(0, {"cost": "goods"})
        self.layers: dict[str, list[dict[str, Any]]] = {}    # line -> its rows, each with total, shares and rows once it is computed
        for row in listed:
            self.layers.setdefault(key(row["cost"]), []).append(row)
        if self.priced:
            self.goods_rows    # noqa: B018  (before any line: its odd units count in the carry first)
        while listed:    # the first line that needs none of those that wait
            waiting = {key(row["cost"]) for row in listed}
            row = next(row for row in listed if not waiting & self._needs(row))
            listed.remove(row)
            self._share(key(row["cost"]), row)
        self._fx_difference()

    def _needs(self, layer: dict[str, Any]) -> set[str]:
        """The lines that have to be known before this one."""
        basis = layer.get("basis")
        by_line = basis in {"freight", "goods"} or (basis == "value" and not self.priced)
        of = {key(part) for part in layer["of"].split("+")} if layer.get("of") else set()
        return of | ({"goods" if basis == "value" else basis} if by_line else set()) | ({key(layer["reverses"])} if layer.get("reverses") else set())

    def _cut(self, total: int, weights: dict[str, Any]) -> tuple[dict[str, int], dict[str, Fraction]]:
        """Shares of one amount, and what they add to the carry, which decides the odd units and is kept."""
        owed = self.owed.setdefault(self.currency, {})
        cut, everything = shares(total, weights, owed if self.carries else None), sum(weights.values()) or 1
        added = {partner: Fraction(total) * Fraction(weight) / everything - cut[partner] for partner, weight in weights.items()}
        for partner, change in added.items():
            owed[partner] = owed.get(partner, Fraction(0)) + change
        return cut, added

    def _sums(self, column: str) -> dict[tuple[str, str], Any]:
        """A column of the orders by partner and SKU; None where any part of it is blank."""
        found: dict[tuple[str, str], Any] = {}
        for row in self.typed:
            at, value = (key(row["partner"]), key(row["sku"])), row.get(column)
            value = None if value is None else number(value)
            found[at] = value if at not in found else None if value is None or found[at] is None else found[at] + value
        return found

    def by_partner(self, rows: dict[tuple[str, str], Any]) -> dict[str, Any]:
        """The sum of rows for each partner."""
        result: dict[str, Any] = dict.fromkeys(self.partners, 0)
        for (partner, _), value in rows.items():
            result[partner] += value
        return result

    # bases -----------------------------------------------------------------------------------------------------------

    @cached_property
    def prices(self) -> dict[str, Fraction]:
        """The unit price of every SKU at its total quantity, in the currency of its item."""
        found = {}
        for sku in self.skus:
            price = number(self.items[sku]["unit_price"])
            for minimum, reduced in sorted((int(low), number(at)) for low, at in re.findall(r"(\d+): ([\d.]+)", self.items[sku].get("tiers") or "")):
                price = reduced if self.of_sku[sku] >= minimum else price
            found[sku] = price
        return found

    @cached_property
    def goods_rows(self) -> dict[tuple[str, str], int]:
        """Price x quantity, per SKU, converted with the typed rate, rounded half-even, split by quantity among that SKU's holders."""
        rows = {}
        for sku in self.skus:
            value = half_even(self.prices[sku] * self.of_sku[sku] * self.rates[self.items[sku]["currency"]] * self.unit)
            held = {partner: int(q) for (partner, other), q in self.pieces.items() if other == sku}
            cut, added = self._cut(value, held)
            rows.update({(partner, sku): share for partner, share in cut.items()})
            for partner, change in added.items():
                self.goods_added[partner] = self.goods_added.get(partner, Fraction(0)) + change
        return rows

    @cached_property
    def goods_added(self) -> dict[str, Fraction]:
        """What the goods by price have added to the carry."""
        return {}

    def measured(self, measure: str) -> dict[tuple[str, str], Fraction]:
        """kg or cbm of every row: as typed; else by the piece; else as the SKU's other holders typed it; else the difference; else the estimate."""
        typed, found, unknown = self._sums(measure), {}, []
        for (partner, sku), n in self.pieces.items():
            piece = self.items[sku].get(f"unit_{measure}")
            others = [(typed[at], q) for at, q in self.pieces.items() if at[1] == sku and typed[at] is not None]
            if typed[partner, sku] is not None:
                found[partner, sku] = typed[partner, sku]
            elif n == 0:
                found[partner, sku] = Fraction(0)
            elif piece is not None:
                found[partner, sku] = n * number(piece)
            elif sum(q for _, q in others):
                found[partner, sku] = n * Fraction(sum(w for w, _ in others)) / sum(q for _, q in others)
            else:
                unknown.append((partner, sku))
        for at in unknown:
            item, n = self.items[at[1]], self.pieces[at]
            if self.terms.get(f"billed_{measure}") is not None:
                rest = number(self.terms[f"billed_{measure}"]) - sum(found.get(other, 0) for other in self.pieces if other not in unknown)
                found[at] = rest * n / sum(self.pieces[other] for other in unknown)
            else:
                found[at] = n * number(item[f"estimated_{measure}"])
        return found

    @cached_property
    def chargeable(self) -> tuple[dict[tuple[str, str], Fraction], int]:
        """The measure that is greater for the whole shipment, or dearer where there are two prices; and what the carrier asks for it."""
        rows = {measure: self.measured(measure) for measure in ("kg", "cbm")}
        totals = {m: number(self.terms[f"billed_{m}"]) if self.terms.get(f"billed_{m}") is not None else Fraction(sum(rows[m].values())) for m in rows}
        prices = {m: number(self.terms[f"price_per_{m}"]) * self.unit if self.terms.get(f"price_per_{m}") is not None else None for m in rows}
        factor = number(self.terms["kg_per_cbm"])
        if prices["kg"] is not None and prices["cbm"] is not None:
            asked = {m: totals[m] * prices[m] for m in rows}
            by = "kg" if asked["kg"] >= asked["cbm"] else "cbm"
            return rows[by], half_even(asked[by])
        weights = {"kg": totals["kg"], "cbm": totals["cbm"] * factor}    # both in kilograms that count
        by = "kg" if weights["kg"] >= weights["cbm"] else "cbm"
        per_kg = prices["kg"] if prices["kg"] is not None else Fraction(0) if prices["cbm"] is None else prices["cbm"] / factor
        return rows[by], half_even(weights[by] * per_kg)

    def rows_by(self, basis: str) -> dict[tuple[str, str], Any] | None:
        """One weight a row for what is known row by row; None for other bases."""
        if basis == "quantity":
            return self.pieces
        if basis == "value" and self.priced:
            return self.goods_rows
        if basis in {"kg", "cbm"}:
            return self.measured(basis)
        if basis == "chargeable":
            return self.chargeable[0]
        return self._sums("points") if basis == "points" else None

    # lines -----------------------------------------------------------------------------------------------------------

    def line(self, name: str) -> dict[str, int]:
        """The shares of a line: of all rows that bear its name, added up."""
        total = dict.fromkeys(self.partners, 0)
        for layer in self.layers[name]:
            for partner, share in layer["shares"].items():
                total[partner] += share
        return total

    def is_fee(self, name: str) -> bool:
        """A fee, or what takes one back."""
        return name == "fee" or any(key(layer.get("reverses") or "") == "fee" for layer in self.layers.get(name, []))

    def _minor(self, layer: dict[str, Any]) -> int | None:
        """What was typed, in minor units of the pool's currency: actual before quote."""
        typed = layer.get("actual") if self.actual and layer.get("actual") is not None else layer.get("amount")
        if typed is None:
            return None
        code = layer.get("currency") or self.currency
        return half_even(number(typed) * self.rates[code] * self.unit)

    def _lines_of(self, layer: dict[str, Any], basis: str | None) -> list[str]:
        if layer.get("of") and basis is None:
            return [key(part) for part in layer["of"].split("+")]
        return [key(layer["reverses"] if basis is None else "goods" if basis == "value" else basis)]

    def _sum_of(self, lines: list[str]) -> dict[str, int]:
        found = [self.line(line) for line in lines]
        return {partner: sum(one[partner] for one in found) for partner in self.partners}

    def _share(self, name: str, layer: dict[str, Any]) -> None:
        """The amount of one row (total), its shares, and its shares by SKU (rows)."""
        basis = layer.get("basis")
        if name == "goods" and layer.get("amount") is None:
            layer["shares"], layer["rows"] = self.by_partner(self.goods_rows), dict(self.goods_rows)
            layer["total"], layer["added"] = sum(layer["shares"].values()), self.goods_added
            return
        weights, spread = self._weights(layer, "quantity" if name == "goods" and basis is None else basis)
        exempt = self.lead if name == "fee" and self.terms.get("lead_exempt") else None
        if exempt is not None:
            weights[exempt] = 0
        amount = self._amount(layer, exempt)
        if layer.get("reverses") is not None and self._takes_back(layer, amount):
            return
        layer["shares"], layer["added"] = self._cut(amount or 0, weights)
        layer["total"] = amount or 0
        layer["rows"] = self._to_rows(layer["shares"], spread)

    def _weights(self, layer: dict[str, Any], basis: str | None) -> tuple[dict[str, Any], dict[tuple[str, str], Any]]:
        """The weights by partner, and those by which his share goes on to his SKUs."""
        if layer.get("partner") is not None:
            return {partner: int(partner == key(layer["partner"])) for partner in self.partners}, self.pieces
        if basis == "equal":
            return {partner: int(n > 0) for partner, n in self.by_partner(self.pieces).items()}, self.pieces
        rows = None if basis is None else self.rows_by(basis)
        if rows is not None:
            return self.by_partner(rows), rows
        lines = self._lines_of(layer, basis)
        weights = self._sum_of(lines)
        sign = -1 if sum(weights.values()) < 0 else 1
        return {partner: sign * weight for partner, weight in weights.items()}, self._rows_of(lines, sign)

    def _amount(self, layer: dict[str, Any], exempt: str | None) -> int | None:
        """What a row comes to: a rate of what its `of` lines charge to everybody but the exempt, what was typed, or what the carrier asks."""
        if layer.get("rate") is not None:
            base = self._sum_of(self._lines_of({"of": layer["of"]}, None))
            return half_even(sum(value for partner, value in base.items() if partner != exempt) * number(layer["rate"]))
        typed = self._minor(layer)
        return self.chargeable[1] if typed is None and layer.get("basis") == "chargeable" else typed

    def _takes_back(self, layer: dict[str, Any], amount: int | None) -> bool:
        """A row that reverses a whole earlier line negates its shares, and what they added to the carry. False for a partial credit."""
        name = key(layer["reverses"])
        earlier = self.line(name)
        if amount is not None and amount != -sum(earlier.values()):
            return False
        layer["shares"] = {partner: -share for partner, share in earlier.items()}
        layer["rows"] = {at: -share for at, share in self._rows_of([name], 1, cut=False).items()}
        layer["total"], layer["added"] = -sum(earlier.values()), {}
        for taken in self.layers[name]:
            for partner, change in taken["added"].items():
                self.owed[self.currency][partner] -= change
        return True

    def _rows_of(self, lines: list[str], sign: int, *, cut: bool = True) -> dict[tuple[str, str], int]:
        """Earlier lines row by row, where what is below nothing weighs nothing."""
        total = {at: sum(layer["rows"][at] for line in lines for layer in self.layers[line] if "rows" in layer) for at in self.pieces}
        return {at: max(sign * value, 0) if cut else value for at, value in total.items()}

    def _to_rows(self, line: dict[str, int], weights: dict[tuple[str, str], Any]) -> dict[tuple[str, str], int]:
        """Each partner's share goes on to his SKUs by the same basis; by pieces where that is nothing for him."""
        result = {}
        for partner, share in line.items():
            mine = {at: weights[at] for at in self.pieces if at[0] == partner}
            if not any(mine.values()):
                mine = {at: self.pieces[at] for at in mine}
            result.update(shares(share, mine) if any(mine.values()) else dict.fromkeys(mine, 0))
        return result

    def _fx_difference(self) -> None:
        """The difference of what was debited for the goods to the quoted rate is its own line on goods value."""
        known = [layer for layer in self.layers.get("goods", []) if layer.get("actual") is not None and self.actual]
        for layer in known:
            quoted = self.line("goods")
            amount = half_even(number(layer["actual"]) * self.unit) - sum(quoted.values())
            line, _ = self._cut(amount, quoted)
            self.layers["fx_difference"] = [{"shares": line, "total": amount, "rows": self._to_rows(line, self._rows_of(["goods"], 1))}]

    # results ---------------------------------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> dict[str, dict[str, int]]:
        """Every column of the dues but rounding, by partner."""
        columns = {}
        for name in self.layers:
            columns[name] = self.line(name)
            if self.is_fee(name) and self.lead is not None:
                columns[f"{name}_credit"] = {partner: -sum(columns[name].values()) if partner == self.lead else 0 for partner in self.partners}
        return columns

    @cached_property
    def exact_due(self) -> dict[str, int]:
        """What each partner owes before rounding to the step."""
        return {partner: sum(column[partner] for column in self.columns.values()) for partner in self.partners}

    @cached_property
    def step(self) -> int:
        """The smallest payable amount, in minor units."""
        return int(number(self.terms["step"]) * self.unit) if self.terms.get("step") is not None else 1

    @cached_property
    def due(self) -> dict[str, int]:
        """Every due truncated to the step, the whole steps left over by largest remainder, and the lead buyer takes the rest."""
        if self.step == 1:
            return self.exact_due
        whole = {partner: (abs(due) // self.step * self.step) * (1 if due >= 0 else -1) for partner, due in self.exact_due.items()}
        rest = {partner: due - whole[partner] for partner, due in self.exact_due.items()}
        left = sum(rest.values())
        sign = -1 if left < 0 else 1
        due = dict(whole)
        owed = self.owed.setdefault(f"{self.currency} {shown(self.step, self.currency)}", {})
        wanting = {partner: sign * (rest[partner] + (owed.get(partner, 0) if self.carries else 0)) for partner in rest if sign * rest[partner] > 0}
        for partner in sorted(wanting, key=lambda name: (-wanting[name], -sign * self.exact_due[name], name))[: abs(left) // self.step]:
            due[partner] += sign * self.step
        if self.lead is not None:
            due[self.lead] += sign * (abs(left) % self.step)
        for partner in rest:
            owed[partner] = owed.get(partner, Fraction(0)) + self.exact_due[partner] - due[partner]
        return due

    @cached_property
    def landed(self) -> dict[tuple[str, str], int]:
        """All lines but rounding, by partner and SKU; the lead buyer's own fee is no cost to him."""
        return {
            at: sum(layer["rows"][at] for name, layers in self.layers.items() if not (self.is_fee(name) and at[0] == self.lead) for layer in layers)
            for at in self.pieces
        }


class Split:
    """A case as it is due: the binding lines, and the quote where the two differ."""

    def __init__(self, case: Any) -> None:
        """Compute every pool, as quoted and as it came out."""
        self.case = case
        has_actual = any(row.get("actual") is not None for row in case.costs)
        self.quote = {pool: Pool(case, pool, actual=False) for pool in case.pools}
        self.binding = {pool: Pool(case, pool, actual=True) for pool in case.pools} if has_actual else self.quote
        self.has_actual = has_actual

    def dues(self) -> dict[tuple[str | None, str], dict[str, Any]]:
        """By pool and partner: quantity, every line, due, and the quote where there are actual amounts; without the figures that are 0."""
        found = {}
        for pool, binding in self.binding.items():
            for partner in binding.partners:
                row = {name: column[partner] for name, column in binding.columns.items()}
                row["rounding"] = binding.due[partner] - binding.exact_due[partner]
                row |= {"due": binding.due[partner]} | ({"quoted": self.quote[pool].due[partner]} if self.has_actual else {})
                amounts = {name: shown(value, self.case.currency) for name, value in row.items() if value}
                pieces = int(binding.by_partner(binding.pieces)[partner])
                found[pool, partner] = ({"quantity": pieces} if pieces else {}) | amounts
        return found


def columns_of(table: list[dict[str, Any]], *by: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """A result by the keys of some columns (a pool as it stands), without the figures that are 0."""
    return {
        tuple(row.get(name) if name == "pool" else key(row[name]) for name in by): {
            (name if name in {"quantity", "due"} else key(name)): value for name, value in row.items() if name not in by and name != "pool" and value
        }
        for row in table
    }


# pieces ----------------------------------------------------------------------------------------------------------------


def receipts(case: Any) -> dict[tuple[str | None, str], tuple[int, int, int]]:
    """By pool and SKU: ordered, received and defective pieces; a rate counts of what came, half up."""
    found = {}
    for pool in case.pools:
        totals: dict[str, int] = defaultdict(int)
        for row in case.orders:
            if row.get("pool") == pool:
                totals[key(row["sku"])] += row["quantity"]
        for row in case.receipt:
            if row.get("pool") == pool:
                bad = number(row["defective"] or 0)
                whole = floor(bad * row["received"] + Fraction(1, 2)) if str(row["defective"]).endswith("%") else int(bad)
                found[pool, key(row["sku"])] = (totals[key(row["sku"])], row["received"], whole)
    return found
