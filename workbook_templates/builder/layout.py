"""The layout of the template workbooks: the columns of each sheet, their widths and formats, and the drop-down lists of their cells.

The names of columns are those of `poolsplit.tables.schema.TABLES`. The headings come from `poolsplit.tables.vocabulary`, all other words from
`texts`. A template is for one pool, so the column `pool` is left out. The weights of whole order rows are left out too.
"""

from __future__ import annotations

from dataclasses import dataclass

from poolsplit.tables.vocabulary import heading

from .texts import TEXTS

CURRENCIES = ["VND", "CNY", "USD"]

LEFT = 1
TITLE, NOTE, SUM, HEADINGS = 0, 1, 2, 4
"""The rows of a table's sheet, and in `LEFT` the first column of every sheet, counted from 0."""
FIRST, LAST = HEADINGS + 1, 999
"""The first row of data, and the last row that the sums above the tables include: they also count entries below the marked row."""


@dataclass(frozen=True)
class Spot:
    """One column of a table: its name, its width in characters, its number format (a key of `styles.NUMBERS` or "date"), and the unit in its heading.

    offers: the kind of drop-down list: "sku", "partner", "cost", "basis", "currency", "flag", "stage", "record" or "result"; "" for none.
    """

    name: str
    width: int
    format: str
    unit: str = ""
    offers: str = ""


@dataclass(frozen=True)
class Plan:
    """One table of a sheet: its columns, the number of rows to fill in, the columns with a sum above them, and the orientation of the page."""

    table: str
    spots: tuple[Spot, ...]
    rows: int
    sums: tuple[str, ...] = ()
    landscape: bool = False

    def column(self, name: str) -> int:
        """The index of a table's column on the sheet, counted from 0."""
        return LEFT + [spot.name for spot in self.spots].index(name)

    @property
    def end(self) -> int:
        """The marked row below the table. Formulas read down to this row, so that they include rows inserted above it."""
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
"""The table of exchange rates. It is below the terms on their sheet, so the terms set its widths."""

PLANS = {plan.table: plan for plan in (ORDERS, ITEMS, COSTS, PAYMENTS, RECEIPT, EVIDENCE)}

TERMS = {
    "lead_buyer": "text", "lead_exempt": "text", "currency": "text", "step": "money", "deadline": "moment", "account": "text",
    "billed_kg": "kg", "billed_cbm": "cbm", "price_per_kg": "money", "price_per_cbm": "money", "kg_per_cbm": "count",
}
"""The terms, one per row, each with its label beside its value: column -> format."""
TERMS_AT = 3
RATES_AT = TERMS_AT + len(TERMS) + 3
RATES_END = RATES_AT + RATES.rows + 1
TERMS_NOTE = LEFT + 3
"""The column of the explanations: two columns right of the values, so that no explanation is read as a value."""

STATUS, REASON, WIDER, EXPECTED, SHARED, MARKS, HEADS, DATA = range(2, 10)
"""The rows of a sheet of results: the status of the engine, the reason of a failure, the warning of results beyond the printed page;
the expected total, the sum and the mark of each column; the headings, and the first row of data."""
PARTNERS, LINES, GOODS, SKUS, FINDINGS, LACKING = 30, 30, 80, 26, 12, 24
"""The room on the sheets of results: partners, lines of the dues, rows of a partner and a SKU, SKUs, findings, and records that a stage lacks.
A check reports when the room is not enough."""
LAST_PARTNER, LAST_GOODS = DATA + PARTNERS - 1, DATA + GOODS - 1
"""The last row of a sheet with a row per partner, and of a sheet with a row per partner and SKU."""
CODE_ROWS = 57
"""The side of the square for payment codes, in cells. Every code fits into it with its margin."""

AQLS = (0.65, 2.5, 4.0)
"""The default quality limits (AQL) for critical, major and minor defects, in percent."""
RECORDED = "COUNTA(all_evidence)>COLUMNS(all_evidence)"
"""The condition that some evidence is recorded."""
COUNTED = "COUNT(receipt_received,receipt_defective)>0"
"""The condition that a count of received or defective pieces is typed."""


def column_heading(table: str, spot: Spot, language: str) -> str:
    """The heading of a column, with its unit in parentheses where it has one."""
    texts = TEXTS[language]
    name = texts["headings"].get(f"{table}.{spot.name}") or heading(spot.name, language)
    return f"{name} ({texts['units'][spot.unit]})" if spot.unit else name


def term_label(column: str, language: str) -> str:
    """The label of a term, with the currency in parentheses where the term is an amount."""
    name = heading(column, language)
    return f"{name} ({TEXTS[language]['units']['money']})" if TERMS[column] == "money" else name
