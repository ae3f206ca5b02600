"""What the formulas of a workbook give: the engine's answers for the example, blanks for an empty template.

They are saved beside the formulas, so that a phone or a machine without the engine shows the right figures.
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
    """The results of one workbook; every grid has the size that it has on its sheet, blank cells are "".

    dues, landed, transfers, findings, ready, inspection: with their header rows. ordered, received, defective: partners down, SKUs across.
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
        """Ask the engine, as a spreadsheet does."""
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
        """Of every partner and SKU: pieces ordered, arrived, defective and good, in the order of the landed cost."""
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
        """The stage that the evidence is looked at for."""
        return stages(self.language)["sample" if self.example else "agree"]

    @property
    def pieces(self) -> int:
        """All pieces that were ordered."""
        return sum(row["quantity"] for row in self.rows(ORDERS))

    def rows(self, plan: Plan) -> Rows:
        """The rows of a table as they are filled in."""
        return example.rows(plan.table, self.language) if self.example else []

    @property
    def version(self) -> str:
        """What POOLVERSION answers."""
        return poolsplit.__version__

    @property
    def terms(self) -> Grid:
        """The terms and the rates as the formulas read them: labels beside their values."""
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
        """The partners in the order of the dues, as many as there is room for."""
        return [row[0] for row in self.dues[1:]]

    @property
    def skus(self) -> list[str]:
        """The SKUs in the order of their sheet, as many as there is room for."""
        listed = [str(row["sku"]) for row in self.rows(ITEMS)]
        return listed + [""] * (SKUS - len(listed))

    def counted(self, name: str) -> list[Any]:
        """What arrived ("received") or is "defective", by SKU; a SKU that was not counted is complete."""
        rows = {row["sku"]: row[name] for row in self.rows(RECEIPT)}
        return ["" if not sku or not rows else rows[sku] for sku in self.skus]

    def sums(self, grid: Grid) -> list[Any]:
        """The sum of each column, "" for a column without numbers."""
        columns = [[value for value in column if isinstance(value, (int, float))] for column in zip(*grid, strict=True)]
        return [sum(column) if column else "" for column in columns]

    def expected(self) -> list[Any]:
        """What each line of the dues must add up to by the typed amounts and rates; "" where these do not say, as for goods."""
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
        """What a partner has paid, "" for none."""
        return sum(row["paid"] for row in self.rows(PAYMENTS) if row["partner"] == partner) if partner else ""

    def _ordered(self, partner: str, sku: str) -> Any:
        return sum(row["quantity"] for row in self.rows(ORDERS) if (row["partner"], row["sku"]) == (partner, sku)) or ""


def sized(grid: Grid, height: int, width: int) -> Grid:
    """A grid cut or filled up with "" to a size."""
    rows = [[*row, *[""] * width][:width] for row in grid]
    return [*rows, *[[""] * width for _ in range(height)]][:height]


def _blank(_name: str, _arguments: list[Any]) -> Grid:
    """What every formula shows in an empty template."""
    return []


def _range(plan: Plan, rows: Rows, language: str) -> Grid:
    """A table with its headings, down to the marked row."""
    body = [[_as_handed(row.get(spot.name)) for spot in plan.spots] for row in rows]
    return sized([[column_heading(plan.table, spot, language) for spot in plan.spots], *body], plan.rows + 2, len(plan.spots))


def _as_handed(value: Any) -> Any:
    """A cell as a spreadsheet hands it to a function: blanks as "", dates as days."""
    if isinstance(value, dt.datetime):
        return (value - _DAY_ZERO) / dt.timedelta(days=1)
    return "" if value is None else value
