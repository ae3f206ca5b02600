"""Where everything stands in the template workbooks: the columns of each sheet, their widths and formats, and what a cell offers.

Column names are those of `poolsplit.tables.schema.TABLES`; the headings come from `poolsplit.tables.vocabulary`, everything else that is read from
`texts`. A template is for one pool, so the column `pool` is left out, and so are the weights of whole order rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from poolsplit.tables.vocabulary import heading

from .texts import TEXTS

CURRENCIES = ["VND", "CNY", "USD"]

LEFT = 1
TITLE, NOTE, SUM, HEADINGS = 0, 1, 2, 4
"""The rows of a table's sheet, and the column where everything begins, counted from 0."""
FIRST, LAST = HEADINGS + 1, 999
"""The first row of data, and the last row that the sums above the tables look at: what is typed below the mark still shows in them."""


@dataclass(frozen=True)
class Spot:
    """One column of a table: its name, its width in characters, its number format (a key of `styles.NUMBERS`), and the unit behind its heading.

    offers: what the drop-down list holds: "sku", "partner", "cost", "basis", "currency", "flag", "stage", "record" or "result"; "" for none.
    """

    name: str
    width: int
    format: str
    unit: str = ""
    offers: str = ""


@dataclass(frozen=True)
class Plan:
    """One sheet with one table: its columns, how many rows it offers, the columns that are added up above it, and how it is printed."""

    table: str
    spots: tuple[Spot, ...]
    rows: int
    sums: tuple[str, ...] = ()
    landscape: bool = False

    def column(self, name: str) -> int:
        """The sheet column of a table column, counted from 0."""
        return LEFT + [spot.name for spot in self.spots].index(name)

    @property
    def end(self) -> int:
        """The marked row below the table: the last one that the formulas read, so that rows inserted above it are inside."""
        return HEADINGS + self.rows + 1


ORDERS = Plan("orders", (
    Spot("partner", 28, "text"),
    Spot("sku", 26, "text", offers="sku"),
    Spot("quantity", 16, "count", "pieces"),
    Spot("tolerance", 18, "count", "pieces"),
), rows=60, sums=("quantity",))

ITEMS = Plan("items", (
    Spot("sku", 26, "text"),
    Spot("unit_price", 12, "price"),
    Spot("currency", 11, "text", offers="currency"),
    Spot("tiers", 20, "text"),
    Spot("moq", 13, "count", "pieces"),
    Spot("pack", 14, "count", "pieces"),
    Spot("unit_kg", 13, "kg"),
    Spot("unit_cbm", 14, "cbm"),
    Spot("estimated_kg", 17, "kg"),
    Spot("estimated_cbm", 17, "cbm"),
    Spot("link", 54, "text"),
), rows=16, landscape=True)

COSTS = Plan("costs", (
    Spot("cost", 24, "text", offers="cost"),
    Spot("amount", 16, "amount"),
    Spot("currency", 11, "text", offers="currency"),
    Spot("basis", 20, "text", offers="basis"),
    Spot("rate", 10, "rate"),
    Spot("of", 44, "list"),
    Spot("partner", 22, "text", offers="partner"),
    Spot("reverses", 18, "text"),
    Spot("actual", 16, "amount"),
), rows=16, landscape=True)

PAYMENTS = Plan("payments", (
    Spot("partner", 28, "text", offers="partner"),
    Spot("paid", 18, "money", "money"),
    Spot("date", 14, "date"),
    Spot("reference", 32, "text"),
), rows=24, sums=("paid",))

RECEIPT = Plan("receipt", (
    Spot("sku", 30, "text", offers="sku"),
    Spot("received", 18, "count", "pieces"),
    Spot("defective", 18, "count", "pieces"),
), rows=16, sums=("received", "defective"))

EVIDENCE = Plan("evidence", (
    Spot("stage", 22, "text", offers="stage"),
    Spot("item", 34, "text", offers="record"),
    Spot("reference", 50, "text"),
    Spot("refers_to", 50, "text"),
    Spot("result", 24, "text", offers="result"),
    Spot("date", 13, "date"),
    Spot("recorded_by", 18, "text"),
), rows=60, landscape=True)

RATES = Plan("rates", (
    Spot("currency", 34, "text", offers="currency"),
    Spot("rate", 46, "price", "money"),
    Spot("date", 14, "date"),
), rows=3)
"""On the sheet of the terms, below them: its widths are theirs."""

PLANS = {plan.table: plan for plan in (ORDERS, ITEMS, COSTS, PAYMENTS, RECEIPT, EVIDENCE)}

TERMS = {
    "lead_buyer": "text", "lead_exempt": "text", "currency": "text", "step": "money", "deadline": "moment", "account": "text",
    "billed_kg": "kg", "billed_cbm": "cbm", "price_per_kg": "money", "price_per_cbm": "money", "kg_per_cbm": "count",
}
"""The terms stand below each other, each beside its value: column -> format."""
TERMS_AT = 3
RATES_AT = TERMS_AT + len(TERMS) + 3
RATES_END = RATES_AT + RATES.rows + 1
TERMS_NOTE = LEFT + 3
"""The explanations stand two columns away from the values, so that no explanation is read as a value."""

STATUS, REASON, WIDER, EXPECTED, SHARED, MARKS, HEADS, DATA = range(2, 10)
"""The rows of a sheet of results: whether the engine answers, why it does not, what does not fit the page; what each column must add up
to, what it does, and whether that matches; the headings, and the first row of data."""
PARTNERS, LINES, GOODS, SKUS, FINDINGS, LACKING = 30, 30, 80, 26, 12, 24
"""Room on the sheets of results: partners, lines of the dues, rows of a partner and a SKU, SKUs, findings, records that a stage lacks.
A check says when it is not enough."""
LAST_PARTNER, LAST_GOODS = DATA + PARTNERS - 1, DATA + GOODS - 1
"""The rows of the last partner, and of the last partner and SKU."""
CODE_ROWS = 57
"""Rows of the square that any payment code fits into, its margin included."""

AQLS = (0.65, 2.5, 4.0)
"""What is accepted of critical, major and minor defects, in percent, where nobody chooses something else."""
RECORDED = "COUNTA(all_evidence)>COLUMNS(all_evidence)"
"""The condition that there is any evidence."""
COUNTED = "COUNT(receipt_received,receipt_defective)>0"
"""The condition that something of what arrived has been counted."""


def column_heading(table: str, spot: Spot, language: str) -> str:
    """The heading of a column with its unit."""
    texts = TEXTS[language]
    name = texts["headings"].get(f"{table}.{spot.name}") or heading(spot.name, language)
    return f"{name} ({texts['units'][spot.unit]})" if spot.unit else name


def term_label(column: str, language: str) -> str:
    """The label of a term, with the currency where it is an amount."""
    name = heading(column, language)
    return f"{name} ({TEXTS[language]['units']['money']})" if TERMS[column] == "money" else name
