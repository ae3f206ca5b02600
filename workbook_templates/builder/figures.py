"""The results of a workbook's formulas: those of the engine for the example, blanks for an empty template.

The results are saved with the formulas, so that a phone or a machine without the engine shows the right figures.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import poolsplit
from poolsplit.functions.declaration import call

from . import example
from .layout import (
    AQLS,
    COSTS,
    EVIDENCE,
    FINDINGS,
    GOODS,
    ITEMS,
    LACKING,
    LINES,
    ORDERS,
    PARTNERS,
    PAYMENTS,
    RATES,
    RECEIPT,
    SKUS,
    TERMS,
    Plan,
    column_heading,
    term_label,
)
from .texts import TEXTS, stages

Grid = list[list[Any]]
Rows = list[dict[str, Any]]
_DAY_ZERO = dt.datetime(1899, 12, 30)    # noqa: DTZ001 - a workbook's dates have no zone


@dataclass
class Figures:
    """The results of one workbook. Every grid has the size of its area on the sheet; blank cells are "".

    dues, landed, transfers, findings, ready, inspection: with the row of headings. ordered, received, defective: a row per partner, a column per SKU.
    """

    language: str
    example: bool
    dues: Grid = field(default_factory=list)
    landed: Grid = field(default_factory=list)
    transfers: Grid = field(default_factory=list)
    findings: Grid = field(default_factory=list)
    ordered: Grid = field(default_factory=list)
    received: Grid = field(default_factory=list)
    defective: Grid = field(default_factory=list)
    ready: Grid = field(default_factory=list)
    inspection: Grid = field(default_factory=list)

    def __post_init__(self) -> None:
        """Call the functions of the engine, with the arguments that a spreadsheet passes."""
        whole = [_range(plan, self.rows(plan), self.language) for plan in (ORDERS, COSTS, ITEMS)]
        paid = _range(PAYMENTS, self.rows(PAYMENTS), self.language)
        arguments = [*whole, self.terms]
        ask = call if self.example else _blank
        self.dues = sized(ask("POOLDUES", arguments), PARTNERS + 1, 3 + LINES)
        self.landed = sized(ask("POOLLANDED", arguments), GOODS + 1, 5)
        self.findings = sized(ask("POOLCHECK", arguments), FINDINGS + 1, 5)
        self.transfers = sized(ask("POOLSETTLE", [[row[:3] for row in self.dues], paid, self.lead]), PARTNERS + 1, 3)
        self.ordered = [[self._ordered(partner, sku) for sku in self.skus] for partner in self.partners]
        names = [[partner] for partner in self.partners]
        self.received = sized(ask("POOLRECEIVED", [[self.counted("received")], self.ordered, names]), PARTNERS, SKUS)
        self.defective = sized(ask("POOLDEFECTS", [[self.counted("defective")], self.received, names]), PARTNERS, SKUS)

        evidence = _range(EVIDENCE, self.rows(EVIDENCE), self.language)
        self.ready = sized(ask("POOLREADY", [self.stage, evidence]), LACKING + 1, 3)
        self.inspection = sized(ask("POOLSAMPLE", [self.pieces, [[aql] for aql in AQLS]]), len(AQLS) + 1, 8)

    @property
    def goods(self) -> Grid:
        """A row for each partner and SKU, in the order of the landed cost: partner, SKU, and the pieces ordered, received, defective and good."""
        rows: Grid = []
        for partner, sku, ordered, *_ in self.landed[1:]:
            if partner:
                row, column = self.partners.index(partner), self.skus.index(sku)
                received, defective = self.received[row][column], self.defective[row][column]
                rows.append([partner, sku, ordered, received, defective, received - defective])
            else:
                rows.append([""] * 6)
        return rows

    @property
    def stage(self) -> str:
        """The stage of the order whose evidence is checked."""
        return stages(self.language)["sample" if self.example else "agree"]

    @property
    def pieces(self) -> int:
        """The number of all ordered pieces."""
        return sum(row["quantity"] for row in self.rows(ORDERS))

    def rows(self, plan: Plan) -> Rows:
        """The rows that are filled in on a table's sheet; none in an empty template."""
        return example.rows(plan.table, self.language) if self.example else []

    @property
    def version(self) -> str:
        """The result of POOLVERSION."""
        return poolsplit.__version__

    @property
    def terms(self) -> Grid:
        """The terms and the exchange rates as the formulas read them: one row each, with a label and a value."""
        given: dict[str, Any] = example.rows("terms", self.language)[0] if self.example else {}
        terms = [[term_label(term, self.language), _as_handed(given.get(term))] for term in TERMS]
        rates = [[f"{TEXTS[self.language]['results']['rate']}{row['currency']}", row["rate"]] for row in self.rows(RATES)]
        return terms + rates + [["", ""]] * (RATES.rows + 1 - len(rates))

    @property
    def lead(self) -> Any:
        """The lead buyer, "" in an empty template."""
        return self.terms[0][1]

    @property
    def partners(self) -> list[str]:
        """The partners in the order of the dues, filled up with "" to the room on the sheet."""
        return [row[0] for row in self.dues[1:]]

    @property
    def skus(self) -> list[str]:
        """The SKUs in the order of their sheet, filled up with "" to the room on the sheet of pieces."""
        listed = [str(row["sku"]) for row in self.rows(ITEMS)]
        return listed + [""] * (SKUS - len(listed))

    def counted(self, name: str) -> list[Any]:
        """The counted pieces of each SKU. name: "received" or "defective". "" means not counted; such a SKU is complete."""
        rows = {row["sku"]: row[name] for row in self.rows(RECEIPT)}
        return ["" if not sku or not rows else rows[sku] for sku in self.skus]

    def sums(self, grid: Grid) -> list[Any]:
        """The sum of each column; "" for a column without numbers."""
        columns = [[value for value in column if isinstance(value, (int, float))] for column in zip(*grid, strict=True)]
        return [sum(column) if column else "" for column in columns]

    def expected(self) -> list[Any]:
        """The expected total of each line of the dues, by the typed amounts and rates; "" where these do not give one, as for goods."""
        headings, sums = self.dues[0][3:], self.sums(self.dues[1:])[3:]
        shared = dict(zip(headings, sums, strict=True))
        costs = {row["cost"]: row for row in self.rows(COSTS)}
        fx = {row["currency"]: row["rate"] for row in self.rows(RATES)} | {"VND": 1}
        wanted: list[Any] = []
        for heading in headings:
            cost = costs.get(heading, {})
            if heading.endswith("_credit"):
                wanted.append(-shared[heading.removesuffix("_credit")])
            elif "amount" in cost:
                wanted.append(cost["amount"] * fx[cost["currency"]])
            elif "rate" in cost:
                wanted.append(cost["rate"] * sum(shared[name] for name in cost["of"].split(" + ")))
            else:
                wanted.append(0 if heading == "rounding" else "")
        return wanted

    def paid(self, partner: str) -> Any:
        """The sum of a partner's payments; "" for a blank name."""
        return sum(row["paid"] for row in self.rows(PAYMENTS) if row["partner"] == partner) if partner else ""

    def _ordered(self, partner: str, sku: str) -> Any:
        return sum(row["quantity"] for row in self.rows(ORDERS) if (row["partner"], row["sku"]) == (partner, sku)) or ""


def sized(grid: Grid, height: int, width: int) -> Grid:
    """A grid cut, or filled up with "", to a height and a width."""
    rows = [[*row, *[""] * width][:width] for row in grid]
    return [*rows, *[[""] * width for _ in range(height)]][:height]


def _blank(_name: str, _arguments: list[Any]) -> Grid:
    """The result of every function in an empty template: nothing."""
    return []


def _range(plan: Plan, rows: Rows, language: str) -> Grid:
    """The cells of a table as a function receives them: the row of headings, the rows, and blanks down to the marked row."""
    body = [[_as_handed(row.get(spot.name)) for spot in plan.spots] for row in rows]
    return sized([[column_heading(plan.table, spot, language) for spot in plan.spots], *body], plan.rows + 2, len(plan.spots))


def _as_handed(value: Any) -> Any:
    """A value as a spreadsheet passes it to a function: a blank as "", a date as days since 1899-12-30."""
    if isinstance(value, dt.datetime):
        return (value - _DAY_ZERO) / dt.timedelta(days=1)
    return "" if value is None else value
