"""The worksheet functions on whole tables: ranges with headings in; dues, landed cost, transfers and findings out.

A problem in a table becomes the error of the function, with argument, row and column; `check` lists all problems. Results have a header row.
They are padded with "" to a size that depends on the sizes of the arguments alone, so that no array has to grow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError, PoolsplitError, Problem, Text, name_text
from poolsplit.functions.ranges import ArgumentError, Grid, as_cell, filled, grid, name, scalar
from poolsplit.functions.table_ranges import TableRange, table_in, terms_and_rates
from poolsplit.order.agreement import draft
from poolsplit.pool import explanation, pieces
from poolsplit.pool.balances import settle_tables
from poolsplit.pool.costs import QUOTED
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Report
from poolsplit.tables.headings import language, parse
from poolsplit.values.translate import LANGUAGES, translate

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROBLEM_ROWS = 12  # as many findings as `check` has room for
_FIXED_COLUMNS = 9  # of the dues, beside one for each cost: pool, partner, quantity, due, goods, a fee's credit, FX difference, rounding, quoted
_MORE_MESSAGES = 10  # of an agreement, beside one for each row of the orders


class _Tables:
    """The ranges of one formula. lang: the language of their headings, by which ambiguous numbers are read; None where they have none."""

    def __init__(self, orders: Any, costs: Any, items: Any, terms: Any) -> None:
        filled(orders, "orders")
        filled(costs, "costs")
        self.ranges = {"orders": table_in("orders", orders), "costs": table_in("costs", costs), "items": table_in("items", items)}
        self.ranges["terms"], self.ranges["rates"] = terms_and_rates(terms)
        self.lang = language([parse(heading).languages for source in self.ranges.values() for heading in source.table.headings.values()])
        orders_table, costs_table, items_table, terms_table, rates_table = (source.table for source in self.ranges.values())
        self.case = Case(Inputs(orders_table, costs_table, items_table, terms_table, rates_table, lang=self.lang))
        self.case.problems[:0] = [problem for source in self.ranges.values() for problem in source.totals]

    def report(self) -> Report:
        """The results of the tables. Raises ArgumentError for the first problem."""
        try:
            return Report.of(self.case)
        except DataError as error:
            raise failure(error.problems, self.ranges) from None


def dues(orders: Any, costs: Any, items: Any = None, terms: Any = None) -> Grid:
    """POOLDUES: the dues: pool where there are several, partner, quantity, due, then one column for each line. (spec.md, section 2)

    It has as many rows as the orders, and nine columns more than the costs have rows below their headings.

    >>> for row in dues([["Shop", "Qty"], ["A", 60], ["B", 40]], [["Cost", "Amount", "Basis"], ["Freight", 99, "quantity"]]):
    ...     print(row[:5])
    ['partner', 'quantity', 'due', 'Freight', '']
    ['A', 60, 59, 59, '']
    ['B', 40, 40, 40, '']
    """
    columns = _Tables(orders, costs, items, terms).report().dues()
    first = [heading for heading in ("pool", "partner", "quantity", "due") if heading in columns]
    width = _FIXED_COLUMNS + len(grid(costs)) - 1
    if len(columns) > width:
        reason = Text("the dues need {n} columns, and there is room for {width}: take some blank rows below the costs into the range", n=len(columns),
                      width=width)
        raise ArgumentError(reason, "costs")
    ordered = {heading: columns[heading] for heading in [*first, *(heading for heading in columns if heading not in first)]}
    return padded(ordered, len(grid(orders)), width)


def landed(orders: Any, costs: Any, items: Any = None, terms: Any = None) -> Grid:
    """POOLLANDED: partner, SKU, quantity, landed cost, cost of a piece, in six columns and as many rows as the orders. (spec.md, section 2)"""
    return padded(_Tables(orders, costs, items, terms).report().landed(), len(grid(orders)), 6)


def settle(dues: Any, payments: Any, lead_buyer: Any = None) -> Grid:
    """POOLSETTLE: payer, payee, amount, in four columns and as many rows as the dues. (spec.md, section 4)

    dues: the result of POOLDUES, or any range with a partner and a due. Amounts are in the currency that a heading states. Without one they
    are in CNY where a due has decimals, else in VND.

    >>> settle([["Partner", "Due"], ["A", 50], ["B", 70]], None, "A")
    [['payer', 'payee', 'amount', ''], ['B', 'A', 70, ''], ['', '', '', '']]
    """
    filled(dues, "dues")
    ranges = {"dues": table_in("dues", dues), "payments": table_in("payments", payments)}
    totals = [problem for source in ranges.values() for problem in source.totals]
    lead = name(scalar(lead_buyer, "lead_buyer"), "lead_buyer") or None
    _, columns, problems = settle_tables(ranges["dues"].table, ranges["payments"].table, lead, _currency(ranges))
    if totals + problems:
        raise failure(totals + problems, ranges)
    return padded(columns, len(grid(dues)), 4)


def check(orders: Any, costs: Any, items: Any = None, terms: Any = None) -> Grid:
    """POOLCHECK: table, row, column, problem, way out, in the language of the headings; twelve rows below the header.

    row counts from the first row of the range; column is the heading as it was written.

    >>> check([["Shop", "Qty"], ["A", -3]], [["Cost", "Amount"], ["Freight", 99]])[1][:4]
    ['orders', 2, 'Qty', 'a quantity cannot be negative: -3']
    """
    tables = _Tables(orders, costs, items, terms)
    Report(tables.case)
    if not tables.case.orders.typed.unread:
        tables.case.say(pieces.filled(tables.case)[1])
    rows = [_finding(problem, tables) for problem in tables.case.problems]
    if len(rows) > _PROBLEM_ROWS:
        remainder = translate(Text("and {n} more", n=len(rows) - _PROBLEM_ROWS + 1), tables.lang or "en")
        rows = [*rows[: _PROBLEM_ROWS - 1], ("", "", "", remainder, "")]
    columns = {heading: [row[i] for row in rows] for i, heading in enumerate(("table", "row", "column", "problem", "way out"))}
    return padded(columns, _PROBLEM_ROWS + 1, len(columns))


def explain(orders: Any, costs: Any, partner: Any, cost: Any, items: Any = None, terms: Any = None) -> str:
    """POOLEXPLAIN: how a partner's amount in one line comes about, in the language of the headings. (spec.md, section 2, explain)"""
    tables = _Tables(orders, costs, items, terms)
    report = tables.report()
    case, lang = tables.case, tables.lang or "en"
    partner_name = name(scalar(partner, "partner"), "partner")
    members = [case.orders.member(pool, partner_name) for pool in range(len(case.orders.pools))]
    if all(member < 0 for member in members):
        partners = ", ".join(dict.fromkeys(case.orders.members))
        raise ArgumentError(Text("{partner} does not order; the partners are: {partners}", partner=partner_name, partners=partners), "partner")
    line_name = name(scalar(cost, "cost"), "cost") or "due"
    line = report.key(line_name)
    if line is None:
        lines = ", ".join(report.labels().values())
        raise ArgumentError(Text("there is no line {cost}; the lines are: {lines}", cost=line_name, lines=lines), "cost")
    lines_of, line = (report.quote, "due") if line == QUOTED else (report.binding, line)  # no mutant: no other key is equal to it
    sentences = [
        translate(sentence, lang)
        for member in members if member >= 0
        for sentence in explanation.explain(lines_of, line, member, case.orders, case.terms, lang)
    ]
    return ". ".join(sentences) + "."


def agreement(orders: Any, costs: Any, items: Any = None, terms: Any = None, lang: Any = None, partner: Any = None) -> Grid:
    """POOLAGREEMENT: the messages to paste, one in a row, for the group or for one partner. (spec.md, section 7)

    The result is a column with ten rows more than the orders. lang: "vi", "en" or "zh"; without it, the language of the headings.
    Raises ArgumentError where a clause is incomplete.
    """
    tables = _Tables(orders, costs, items, terms)
    answer_lang = name(scalar(lang, "lang"), "lang").strip().casefold() or tables.lang or "vi"
    if answer_lang not in LANGUAGES:
        raise ArgumentError(Text("{lang} is not one of the languages: {languages}", lang=answer_lang, languages=", ".join(LANGUAGES)), "lang")
    if len(tables.case.orders.pools) != 1:
        raise ArgumentError(Text("an agreement is of one pool: hand in the orders of one"), "orders")
    try:
        content = draft.agreement_of(Report(tables.case))
    except DataError as error:
        raise failure(error.problems, tables.ranges) from None
    try:
        texts = draft.texts(content, answer_lang, name(scalar(partner, "partner"), "partner"))
    except PoolsplitError as error:
        raise ArgumentError(error.args[0], "partner") from None
    height = len(grid(orders)) + _MORE_MESSAGES
    if len(texts) > height:
        reason = Text("the messages need {n} rows, and there is room for {height}: take some blank rows below the orders into the range",
                      n=len(texts), height=height)
        raise ArgumentError(reason, "orders")
    return [[text] for text in [*texts, *[""] * (height - len(texts))]]


# ranges in --------------------------------------------------------------------------------------------------------------


def _currency(ranges: dict[str, TableRange]) -> str:
    """The currency of dues and payments: as a heading states it, else CNY where a due has decimals, else VND."""
    stated = [parse(heading).unit for source in ranges.values() for heading in source.table.headings.values()]
    dues = ranges["dues"].table.columns.get("due", [])
    has_decimals = any(isinstance(value, float) and not value.is_integer() for value in dues)
    return next((code for code in stated if len(code) == 3), "CNY" if has_decimals else "VND")  # noqa: PLR2004  (other units are kg, m3 ...)


# findings ---------------------------------------------------------------------------------------------------------------


def _located(problem: Problem, ranges: dict[str, TableRange]) -> tuple[str, int, int]:
    """The argument that a problem is about, with row and column in its range, from 1; 0 where the problem is about the whole argument."""
    source = ranges.get(problem.table)
    argument = "terms" if problem.table == "rates" else problem.table
    position = re.fullmatch(r"R(\d+)C(\d+)", problem.cell)
    if position:
        return argument, int(position[1]), int(position[2])
    if source is not None and source.header and problem.row:
        return argument, source.header + problem.row, source.columns.get(problem.column, 1)
    return argument, 0, 0


def failure(problems: Iterable[Problem], ranges: dict[str, TableRange]) -> ArgumentError:
    """The error of a function: the first problem that is not a warning."""
    first = next(problem for problem in problems if not problem.warning)
    argument, row, column = _located(first, ranges)
    return ArgumentError(first.message, argument, row, column, first.fix)


def _finding(problem: Problem, tables: _Tables) -> tuple[Any, ...]:
    """A problem as a row of POOLCHECK: table, row, column, problem, way out."""
    lang = tables.lang or "en"
    argument, row, _ = _located(problem, tables.ranges)
    headings = tables.ranges[problem.table].table.headings if problem.table in tables.ranges else {}
    column = headings.get(problem.column) or translate(name_text(problem.column), lang)
    return translate(name_text(argument), lang), row or "", column, translate(problem.message, lang), translate(problem.fix, lang)


# tables out -------------------------------------------------------------------------------------------------------------


def padded(columns: dict[str, list[Any]], height: int, width: int) -> Grid:
    """A header row and the values below, padded with "" to a size."""
    rows = [list(columns), *([as_cell(value) for value in row] for row in zip(*columns.values(), strict=True))]
    wide = [[*row, *[""] * (width - len(row))] for row in rows]
    return wide + [[""] * width for _ in range(height - len(wide))]
