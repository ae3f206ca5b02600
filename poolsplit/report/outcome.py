"""Everything that a filled workbook leads to, as sections that a screen, a sheet and JSON show alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import DataError, Problem, Text
from poolsplit.order import count_sheet, situation, stages
from poolsplit.order.withdrawal import results
from poolsplit.order.withdrawal.standing import Standing, standing
from poolsplit.pool import pieces
from poolsplit.pool.advice import Facts, Policy
from poolsplit.pool.balances import case_paid, differing
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Columns, Report, by_member, by_row
from poolsplit.pool.settlement import EXACT_UP_TO, plan
from poolsplit.report.sections import LABELS, MARK, TEXT, Outcome, Section, _sum, dues_section, section_of, with_total
from poolsplit.values.money import display

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.table import Table


def outcome(tables: Mapping[str, Table], problems: Sequence[Problem] = (), lang: str | None = None) -> Outcome:
    """Run everything that the tables allow. lang: how ambiguous numbers are read.

    tables: by the names of `columns.TABLES`; only orders are needed. problems: those that reading the workbook found.
    """
    case = Case(_inputs(tables, lang))
    report = Report(case)
    found = Outcome(report=report)
    if _told_of_life(tables):
        if "receipt" in tables:
            pieces.share_out(case, tables["receipt"])
        found.problems = [*problems, *case.problems]
        return _with_life(tables, problems, lang) if found.exact else found
    paid = case_paid(case, tables.get("payments"))
    goods = pieces.share_out(case, tables.get("receipt")) if "receipt" in tables else None
    fill, shortfalls = pieces.filled(case)
    if not case.orders.typed.unread:
        case.say(shortfalls)
    found.problems = [*problems, *case.problems]
    if not found.exact:
        return found
    has_payments = "payments" in tables
    found.sections = [_dues(report, paid if has_payments else None)]
    balances = _balances(report, paid if has_payments else None)
    settlement, more = _settlement(balances, any(lead >= 0 for lead in case.terms.lead), has_payments, _currency(report))
    found.problems += more
    if settlement is not None:
        found.sections.append(settlement)
    found.sections += _rest(report, fill, case, goods)
    return found


def _inputs(tables: Mapping[str, Table], lang: str | None) -> Inputs:
    orders, costs, items, terms, rates, carry = (tables.get(name) for name in ("orders", "costs", "items", "terms", "rates", "carry"))
    return Inputs(orders, costs, items, terms, rates, carry=carry, lang=lang)


def _rest(report: Report, fill: Any, receiving: Case, goods: pieces.Goods | None) -> list[Section]:
    """Everything behind dues and settlement. receiving: of the orders as they are held when goods arrive, which `goods` are shared by."""
    case = report.case
    sections = [_landed(report)]
    if goods is not None:
        sections += [_goods(receiving, goods, _currency(report)), _count_sheet(receiving, goods)]
    if any(case.items.moq.values):
        sections += [_fill(report, fill)] * bool(any(fill.shortfall)) + [_saving(report)]
    sections += [_bills(report), _checks(report)]
    if case.carry is not None:
        sections.append(_carry(report, goods))
    advice = _advice(report)
    return [*sections, *[advice] * bool(advice.rows)]


def _told_of_life(tables: Mapping[str, Table]) -> bool:
    """Whether the tables tell of withdrawals, acceptances or steps: of more than one moment in the order's stages."""
    return any(name in tables and tables[name].size for name in ("withdrawals", "acceptances", "steps"))


def _with_life(tables: Mapping[str, Table], problems: Sequence[Problem], lang: str | None) -> Outcome:
    """The same after withdrawals, with what is missing for the next step."""
    payments, receipt = tables.get("payments"), tables.get("receipt")
    found = Outcome()
    try:
        done = standing(_inputs(tables, lang), withdrawals=tables.get("withdrawals"), payments=payments)
        report = found.report = done.report
        case = report.case
        situations = situation.situations(done, tables.get("acceptances"), tables.get("steps"), receipt)
        here = situation.receiving(done, tables.get("carry"))
        goods = pieces.share_out(here, receipt) if receipt is not None else None
        here.stop_on_problems()
    except DataError as error:
        found.problems = [*problems, *error.problems]
        return found
    fill, shortfalls = pieces.filled(case)
    case.say(shortfalls)
    found.problems = [*problems, *case.problems]
    paid = dict.fromkeys(done.shown, 0) | done.paid if payments is not None else None
    found.sections = [_dues_after(done, paid)]
    settlement, more = _settlement(_balances_after(done, paid), any(book.lead for book in done.books.values()), paid is not None, _currency(report))
    found.problems += more
    rest = _rest(report, fill, here, goods)
    if any(event.entries for event in done.events):
        rest[0] = replace(rest[0], note=Text("as split when the order was placed; what changed hands since is among the dues"))
    found.sections += ([settlement] if settlement is not None else []) + [_life(done, situations)] + rest
    return found


def _dues_after(done: Standing, paid: Mapping[tuple[str, str], int] | None) -> Section:
    columns = results.dues(done)
    if paid is not None:
        columns |= results.paid(done)
    return dues_section(columns, _currency(done.report), {layer.name: layer.name for layer in done.report.case.costs.layers})


def _life(done: Standing, situations: Mapping[str, stages.Situation]) -> Section:
    """At which stage each pool is, and what is missing for the next one."""
    rows: list[list[Any]] = []
    for pool, facts in situations.items():
        stage, following, missing = stages.next_steps(facts)
        at = stages.STAGE_NAMES[stage]
        if following:
            at = Text("{stage}, next: {following}", stage=at, following=stages.STAGE_NAMES[following])
        rows += [[done.pools[pool], at, each.message, each.fix] for each in missing] or [[done.pools[pool], at, Text("nothing is missing"), ""]]
    columns = [(LABELS["pool"], TEXT), (LABELS["stage"], TEXT), (Text("What is missing"), TEXT), (LABELS["fix"], TEXT)]
    if results.one_pool(done):
        columns, rows = columns[1:], [row[1:] for row in rows]
    versions = ", ".join(f"{name} {done.version(pool)}".strip() for pool, name in done.pools.items())
    return Section("life", Text("Where the order stands"), columns, rows, note=Text("the version that binds now: {versions}", versions=versions))


def _currency(report: Report) -> str:
    """The currency of all pools; "" where they have several."""
    codes = report.case.terms.currency.occurring(report.case.ops)
    return codes.pop() if len(codes) == 1 else ""


def _dues(report: Report, paid: Sequence[int] | None) -> Section:
    columns = report.dues()
    if paid is not None:
        columns.update(by_member(report.case, {}, {"paid": paid, "balance": exact.subtract(report.binding.due, paid)}))
    return dues_section(columns, _currency(report), {layer.name: layer.name for layer in report.case.costs.layers})


@dataclass
class _Balances:
    """What is open in one pool: names, due - paid of each in minor units, and the place of the lead buyer, -1 for none."""

    pool: str
    currency: str
    people: list[str]
    balances: list[int]
    lead: int


def _balances(report: Report, paid: Sequence[int] | None) -> list[_Balances]:
    """The balances of every pool. paid: by member; None where there is no table of payments."""
    orders, found = report.case.orders, []
    for pool, name in enumerate(orders.pools):
        members = [member for member, own in enumerate(orders.member_pool) if own == pool]
        open_ = [report.binding.due[i] - (paid[i] if paid is not None else 0) for i in members]
        lead = report.case.terms.lead[pool]
        people = [orders.members[member] for member in members]
        found.append(_Balances(name, report.currency(pool), people, open_, members.index(lead) if lead >= 0 else -1))
    return found


def _balances_after(done: Standing, paid: Mapping[tuple[str, str], int] | None) -> list[_Balances]:
    """The same after withdrawals; in the order of keys. paid: by the keys of pool and partner."""
    found = []
    for pool, book in done.books.items():
        partners = sorted(partner for own, partner in done.shown if own == pool)
        open_ = [book.due(partner) - (paid or {}).get((pool, partner), 0) for partner in partners]
        lead = -1 if book.lead is None else partners.index(book.lead)
        found.append(_Balances(done.pools[pool], results.currency(done, pool), [done.shown[pool, partner] for partner in partners], open_, lead))
    return found


def _settlement(pools: Sequence[_Balances], has_lead: bool, has_payments: bool, currency: str) -> tuple[Section | None, list[Problem]]:  # noqa: FBT001
    """The transfers of every pool; None, with a warning, where there is neither a lead buyer nor enough payments."""
    if not has_payments and not has_lead:
        message = Text("no lead buyer is named, so nobody can be told whom to pay")
        return None, [Problem("terms", 0, "lead_buyer", message, Text("type the lead buyer's name"), warning=True)]
    rows: list[list[Any]] = []
    proven: list[bool] = []
    for pool in pools:
        if pool.lead < 0 and not has_payments:
            continue
        found = plan(pool.balances, pool.lead)
        if found is None:
            return None, [replace(differing(pool.balances, pool.currency), warning=True)]
        proven += [found.proven] if found.transfers and found.proven is not None else []
        rows += [[pool.pool, pool.people[move.payer], pool.people[move.payee], display(move.amount, pool.currency)] for move in found.transfers]
    one_pool = len(pools) == 1 and not pools[0].pool
    columns = Columns.from_rows(("pool", "payer", "payee", "amount"), rows, {"pool"} if one_pool else ())
    note = _fewest(proven) if rows else Text("nothing is open: every due is paid")
    return section_of("settlement", Text("Who transfers what to whom"), columns, currency, note), []


def _fewest(proven: Sequence[bool]) -> str:
    """Whether fewer transfers could do, from one finding for each pool without a lead buyer; "" where there is none."""
    if all(proven):
        return Text("without a lead buyer: no plan has fewer transfers than this") if proven else ""
    words = "without a lead buyer and with more than {n} open balances: the largest debt first, which may take a few transfers more than needed"
    return Text(words, n=EXACT_UP_TO)


def _landed(report: Report) -> Section:
    section = section_of("landed", Text("What a piece costs once it is here"), report.landed(), _currency(report))
    return with_total(section, LABELS["unit_cost"])


def _goods(case: Case, goods: pieces.Goods, currency: str) -> Section:
    counts = {"ordered": case.orders.quantity, "received": goods.received, "defective": goods.defective, "good": goods.good}
    section = section_of("goods", Text("Who takes which pieces"), by_row(case, counts), currency or "pieces")
    return with_total(section)


def _count_sheet(case: Case, goods: pieces.Goods) -> Section:
    """The sheet for the split day; the sums of SKUs, partners and everything follow the rows."""
    columns = count_sheet.sheet(case, goods)
    last = [place for place, partner in enumerate(columns["partner"]) if not partner and not columns.get("sku", [""] * (place + 1))[place]]
    for place in last:
        columns["partner"][place] = Text("Total")
    note = Text("count at the pickup point on the day of receipt; everybody signs his rows")
    return section_of("count_sheet", Text("Count sheet for the split day"), columns, "", note)


def _fill(report: Report, fill: Any) -> Section:
    orders = report.case.orders
    lots = [lot for lot, missing in enumerate(fill.shortfall) if missing]
    columns = {"sku": [orders.lots[lot] for lot in lots], "shortfall": [fill.shortfall[lot] for lot in lots]}
    return section_of("shortfall", Text("Pieces that are still missing to the minimum order"), columns, "")


def _saving(report: Report) -> Section:
    section = section_of("saving", Text("What buying alone would cost in goods"), report.saving(Policy()), _currency(report),
                       Text("a supplier asks 30 to 50 % more below the minimum order, or refuses"))
    return with_total(section)


def _bills(report: Report) -> Section:
    columns = report.bills()
    columns["cost"] = [LABELS.get(name, name) for name in columns["cost"]]
    columns["leaves"] = [LABELS[value] for value in columns["leaves"]]
    return section_of("bills", Text("Totals against the bills"), columns, _currency(report))


def _carry(report: Report, goods: pieces.Goods | None) -> Section:
    """The carry table for the next order; its ratios are text, which a sheet keeps exact."""
    columns = report.carry(None if goods is None else pieces.carry_of_pieces(report.case.orders, goods))
    columns["carry"] = [str(value) for value in columns["carry"]]
    return section_of("carry", Text("What rounding still owes: the carry table of the next order"), columns, "")


def _checks(report: Report) -> Section:
    """Control totals: every line against its bill, and all dues against the lines that leave the pool."""
    rows: list[list[Any]] = []
    bills = report.bills()
    for name, billed, shared in zip(bills["cost"], bills["billed"], bills["shared"], strict=True):
        rows.append([Text("{cost}: shares add up to the bill", cost=LABELS.get(name, name)), Text("ok") if billed == shared else Text("differs")])
    leaving = [shared for shared, leaves in zip(bills["shared"], bills["leaves"], strict=True) if leaves == "yes"]
    dues = report.dues()["due"]
    rows.append([Text("all dues add up to the bills that leave the pool"), Text("ok") if _sum(dues) == _sum(leaving) else Text("differs")])
    return Section("checks", Text("Checks"), [(Text("Check"), TEXT), (Text("Result"), MARK)], rows)


def _advice(report: Report) -> Section:
    rows = [[advice.reason, Text("mind") if advice.warning else Text("fine")] for advice in report.advice(Facts(), Policy())]
    return Section("advice", Text("Advice"), [(Text("Advice"), TEXT), (Text("Judgement"), MARK)], rows)
