"""What the worksheet functions on whole tables compute: ranges with headings in, dues, landed cost, transfers and findings out.

A problem in a table becomes the failure of the function, with the argument, row and column where it stands; `check` lists all of them.
Results have a header row and are padded with "" to a size that only the sizes of the arguments decide, so that no array has to grow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError, PoolsplitError, Problem, Text, word
from poolsplit.functions.ranges import ArgumentError, Grid, as_cell, filled, grid, name, scalar
from poolsplit.functions.table_ranges import TableRange, table_in, terms_and_rates
from poolsplit.order.agreement import draft
from poolsplit.pool import explanation, pieces
from poolsplit.pool.balances import clear
from poolsplit.pool.costs import QUOTED
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Report
from poolsplit.tables.headings import language, parse
from poolsplit.values.translate import LANGUAGES, translate

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROBLEM_ROWS = 12  # as many findings as `check` has room for
_FIXED_COLUMNS = 9  # of the dues, beside one a cost: pool, partner, quantity, due, goods, a fee's credit, FX difference, rounding, quoted
_MORE_MESSAGES = 10  # of an agreement, beside one a row of the orders


class _Tables:
    """The ranges of one formula. lang: the language of their headings, which decides what can be read two ways; None for none."""

    def __init__(self, orders: Any, costs: Any, items: Any, terms: Any) -> None:
        filled(orders, "orders")
        filled(costs, "costs")
        self.ranges = {"orders": table_in("orders", orders), "costs": table_in("costs", costs), "items": table_in("items", items)}
        self.ranges["terms"], self.ranges["rates"] = terms_and_rates(terms)
        self.lang = language([parse(heading).languages for found in self.ranges.values() for heading in found.table.headings.values()])
        orders_table, costs_table, items_table, terms_table, rates_table = (found.table for found in self.ranges.values())
        self.case = Case(Inputs(orders_table, costs_table, items_table, terms_table, rates_table, lang=self.lang))
        self.case.problems[:0] = [problem for found in self.ranges.values() for problem in found.totals]

    def report(self) -> Report:
        """The results. Raises ArgumentError for the first problem."""
        try:
            return Report.of(self.case)
        except DataError as error:
            raise failure(error.problems, self.ranges) from None


def dues(orders: Any, costs: Any, items: Any = None, terms: Any = None) -> Grid:
    """POOLDUES: who owes what: pool where there are several, partner, quantity, due, then one column a line. (spec.md, section 2)

    As many rows as the orders have, nine columns more than the costs have rows below their headings.

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
    """POOLLANDED: partner, SKU, quantity, landed cost, cost of a piece; as many rows as the orders, six columns. (spec.md, section 2)"""
    return padded(_Tables(orders, costs, items, terms).report().landed(), len(grid(orders)), 6)


def settle(dues: Any, payments: Any, lead_buyer: Any = None) -> Grid:
    """POOLSETTLE: payer, payee, amount; as many rows as the dues, four columns. (spec.md, section 4)

    dues: what POOLDUES gives, or any range with a partner and a due. Amounts are in the currency that a heading states, else in VND,
    or where dues have decimals in CNY.

    >>> settle([["Partner", "Due"], ["A", 50], ["B", 70]], None, "A")
    [['payer', 'payee', 'amount', ''], ['B', 'A', 70, ''], ['', '', '', '']]
    """
    filled(dues, "dues")
    ranges = {"dues": table_in("dues", dues), "payments": table_in("payments", payments)}
    totals = [problem for found in ranges.values() for problem in found.totals]
    lead = name(scalar(lead_buyer, "lead_buyer"), "lead_buyer") or None
    _, columns, problems = clear(ranges["dues"].table, ranges["payments"].table, lead, _currency(ranges))
    if totals + problems:
        raise failure(totals + problems, ranges)
    return padded(columns, len(grid(dues)), 4)


def check(orders: Any, costs: Any, items: Any = None, terms: Any = None) -> Grid:
    """POOLCHECK: table, row, column, what is wrong, the way out; a dozen rows, in the language of the headings.

    row counts from the first row of the range; column is the heading as it was written.

    >>> check([["Shop", "Qty"], ["A", -3]], [["Cost", "Amount"], ["Freight", 99]])[1][:4]
    ['orders', 2, 'Qty', 'a quantity cannot be negative: -3']
    """
    tables = _Tables(orders, costs, items, terms)
    Report(tables.case)
    if not tables.case.orders.typed.unread:
        tables.case.say(pieces.filled(tables.case)[1])
    found = [_finding(problem, tables) for problem in tables.case.problems]
    if len(found) > _PROBLEM_ROWS:
        more = translate(Text("and {n} more", n=len(found) - _PROBLEM_ROWS + 1), tables.lang or "en")
        found = [*found[: _PROBLEM_ROWS - 1], ("", "", "", more, "")]
    columns = {heading: [row[i] for row in found] for i, heading in enumerate(("table", "row", "column", "problem", "way out"))}
    return padded(columns, _PROBLEM_ROWS + 1, len(columns))


def explain(orders: Any, costs: Any, partner: Any, cost: Any, items: Any = None, terms: Any = None) -> str:
    """POOLEXPLAIN: why a partner owes what he owes for one line, in the language of the headings. (spec.md, section 2, explain)"""
    tables = _Tables(orders, costs, items, terms)
    report = tables.report()
    found, lang = tables.case.orders, tables.lang or "en"
    who = name(scalar(partner, "partner"), "partner")
    members = [found.member(pool, who) for pool in range(len(found.pools))]
    if all(member < 0 for member in members):
        partners = ", ".join(dict.fromkeys(found.members))
        raise ArgumentError(Text("{partner} does not order; the partners are: {partners}", partner=who, partners=partners), "partner")
    wanted = name(scalar(cost, "cost"), "cost") or "due"
    line = report.key(wanted)
    if line is None:
        lines = ", ".join(report.labels().values())
        raise ArgumentError(Text("there is no line {cost}; the lines are: {lines}", cost=wanted, lines=lines), "cost")
    lines_of, line = (report.quote, "due") if line == QUOTED else (report.binding, line)
    said = [
        translate(sentence, lang)
        for member in members if member >= 0
        for sentence in explanation.explain(lines_of, line, member, found, tables.case.terms, lang)
    ]
    return ". ".join(said) + "."


def agreement(orders: Any, costs: Any, items: Any = None, terms: Any = None, lang: Any = None, partner: Any = None) -> Grid:
    """POOLAGREEMENT: the messages to paste, one a row, for the group or for one partner; a column of ten rows more than the orders have.

    lang: vi, en or zh; without it the language of the headings. Fails where a clause lacks anything. (spec.md, section 7)
    """
    tables = _Tables(orders, costs, items, terms)
    said = name(scalar(lang, "lang"), "lang").strip().casefold() or tables.lang or "vi"
    if said not in LANGUAGES:
        raise ArgumentError(Text("{lang} is not one of the languages: {languages}", lang=said, languages=", ".join(LANGUAGES)), "lang")
    if len(tables.case.orders.pools) != 1:
        raise ArgumentError(Text("an agreement is of one pool: hand in the orders of one"), "orders")
    try:
        found = draft.agreement_of(Report(tables.case))
    except DataError as error:
        raise failure(error.problems, tables.ranges) from None
    try:
        written = draft.texts(found, said, name(scalar(partner, "partner"), "partner"))
    except PoolsplitError as error:
        raise ArgumentError(error.args[0], "partner") from None
    height = len(grid(orders)) + _MORE_MESSAGES
    if len(written) > height:
        reason = Text("the messages need {n} rows, and there is room for {height}: take some blank rows below the orders into the range",
                      n=len(written), height=height)
        raise ArgumentError(reason, "orders")
    return [[text] for text in [*written, *[""] * (height - len(written))]]


# ranges in --------------------------------------------------------------------------------------------------------------


def _currency(ranges: dict[str, TableRange]) -> str:
    """The currency of dues and payments."""
    stated = [parse(heading).unit for found in ranges.values() for heading in found.table.headings.values()]
    dues = ranges["dues"].table.columns.get("due", [])
    has_decimals = any(isinstance(value, float) and not value.is_integer() for value in dues)
    return next((code for code in stated if len(code) == 3), "CNY" if has_decimals else "VND")  # noqa: PLR2004  (other units are kg, m3 ...)


# findings ---------------------------------------------------------------------------------------------------------------


def _located(problem: Problem, ranges: dict[str, TableRange]) -> tuple[str, int, int]:
    """The argument that a problem is about, and row and column in its range, 0 where it is about no single one."""
    found = ranges.get(problem.table)
    argument = "terms" if problem.table == "rates" else problem.table
    place = re.fullmatch(r"R(\d+)C(\d+)", problem.cell)
    if place:
        return argument, int(place[1]), int(place[2])
    if found is not None and found.header and problem.row:
        return argument, found.header + problem.row, found.columns.get(problem.column, 1)
    return argument, 0, 0


def failure(problems: Iterable[Problem], ranges: dict[str, TableRange]) -> ArgumentError:
    """What stops the function: the first problem that is more than a warning."""
    first = next(problem for problem in problems if not problem.warning)
    argument, row, column = _located(first, ranges)
    return ArgumentError(first.message, argument, row, column, first.fix)


def _finding(problem: Problem, tables: _Tables) -> tuple[Any, ...]:
    """A problem as a row of POOLCHECK."""
    lang = tables.lang or "en"
    argument, row, _ = _located(problem, tables.ranges)
    headings = tables.ranges[problem.table].table.headings if problem.table in tables.ranges else {}
    column = headings.get(problem.column) or translate(word(problem.column), lang)
    return translate(word(argument), lang), row or "", column, translate(problem.message, lang), translate(problem.fix, lang)


# tables out -------------------------------------------------------------------------------------------------------------


def padded(columns: dict[str, list[Any]], height: int, width: int) -> Grid:
    """A header row and the values below, padded with "" to a size."""
    rows = [list(columns), *([as_cell(value) for value in row] for row in zip(*columns.values(), strict=True))]
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    return full + [[""] * width for _ in range(height - len(full))]
