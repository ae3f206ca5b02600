"""All results of a filled workbook as sections, which a terminal, a sheet and JSON show."""

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
from poolsplit.pool.balances import case_paid, unbalanced_problem
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Columns, Report, by_member, by_row
from poolsplit.pool.settlement import EXACT_UP_TO, plan
from poolsplit.report.sections import LABELS, MARK, TEXT, Outcome, Section, column_sum, dues_section, section_of, with_total
from poolsplit.values.money import display

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.table import Table


def outcome(tables: Mapping[str, Table], problems: Sequence[Problem] = (), lang: str | None = None) -> Outcome:
    """Compute everything that the tables allow. lang: how ambiguous numbers are read.

    tables: by the names of `schema.TABLES`; only orders are needed. problems: those that were found when the workbook was read.
    """
    case = Case(_inputs(tables, lang))
    report = Report(case)
    result = Outcome(report=report)
    if _has_stages(tables):
        if "receipt" in tables:
            pieces.share_receipt(case, tables["receipt"])
        result.problems = [*problems, *case.problems]
        return _outcome_with_stages(tables, problems, lang) if result.exact else result
    paid = case_paid(case, tables.get("payments"))
    goods = pieces.share_receipt(case, tables.get("receipt")) if "receipt" in tables else None
    fill, shortfalls = pieces.filled(case)
    if not case.orders.typed.unread:
        case.say(shortfalls)
    result.problems = [*problems, *case.problems]
    if not result.exact:
        return result
    has_payments = "payments" in tables
    result.sections = [_dues(report, paid if has_payments else None)]
    balances = _balances(report, paid if has_payments else None)
    settlement, settlement_problems = _settlement(balances, any(lead >= 0 for lead in case.terms.lead), has_payments, _currency(report))
    result.problems += settlement_problems
    if settlement is not None:
        result.sections.append(settlement)
    result.sections += _rest(report, fill, case, goods)
    return result


def _inputs(tables: Mapping[str, Table], lang: str | None) -> Inputs:
    orders, costs, items, terms, rates, carry = (tables.get(name) for name in ("orders", "costs", "items", "terms", "rates", "carry"))
    return Inputs(orders, costs, items, terms, rates, carry=carry, lang=lang)


def _rest(report: Report, fill: Any, receiving: Case, goods: pieces.Goods | None) -> list[Section]:
    """The sections after dues and settlement. receiving: the case by which `goods` are shared, of the orders as they are held when goods arrive."""
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


def _has_stages(tables: Mapping[str, Table]) -> bool:
    """True where the tables have withdrawals, acceptances or steps, and so describe the order at more than one stage."""
    return any(name in tables and tables[name].size for name in ("withdrawals", "acceptances", "steps"))


def _outcome_with_stages(tables: Mapping[str, Table], problems: Sequence[Problem], lang: str | None) -> Outcome:
    """Compute everything that the tables allow after withdrawals, and list what each pool lacks for its next stage. Arguments as of `outcome`."""
    payments, receipt = tables.get("payments"), tables.get("receipt")
    result = Outcome()
    try:
        state = standing(_inputs(tables, lang), withdrawals=tables.get("withdrawals"), payments=payments)
        report = result.report = state.report
        case = report.case
        situations = situation.situations(state, tables.get("acceptances"), tables.get("steps"), receipt)
        receiving = situation.receiving(state, tables.get("carry"))
        goods = pieces.share_receipt(receiving, receipt) if receipt is not None else None
        receiving.stop_on_problems()
    except DataError as error:
        result.problems = [*problems, *error.problems]
        return result
    fill, shortfalls = pieces.filled(case)
    case.say(shortfalls)
    result.problems = [*problems, *case.problems]
    paid = dict.fromkeys(state.shown, 0) | state.paid if payments is not None else None
    result.sections = [_dues_after(state, paid)]
    has_lead = any(book.lead for book in state.books.values())
    settlement, settlement_problems = _settlement(_balances_after(state, paid), has_lead, paid is not None, _currency(report))
    result.problems += settlement_problems
    rest = _rest(report, fill, receiving, goods)
    if any(event.entries for event in state.events):
        rest[0] = replace(rest[0], note=Text("as split when the order was placed; what changed hands since is among the dues"))
    result.sections += ([settlement] if settlement is not None else []) + [_stages(state, situations)] + rest
    return result


def _dues_after(state: Standing, paid: Mapping[tuple[str, str], int] | None) -> Section:
    columns = results.dues(state)
    if paid is not None:
        columns |= results.paid(state)
    return dues_section(columns, _currency(state.report), {layer.name: layer.name for layer in state.report.case.costs.layers})


def _stages(state: Standing, situations: Mapping[str, stages.Situation]) -> Section:
    """The stage of each pool, and what is missing for the next one."""
    rows: list[list[Any]] = []
    for pool, pool_situation in situations.items():
        stage, next_stage, missing = stages.next_steps(pool_situation)
        stage_text = stages.STAGE_NAMES[stage]
        if next_stage:
            stage_text = Text("{stage}, next: {following}", stage=stage_text, following=stages.STAGE_NAMES[next_stage])
        name = state.pools[pool]
        rows += [[name, stage_text, item.message, item.fix] for item in missing] or [[name, stage_text, Text("nothing is missing"), ""]]
    columns = [(LABELS["pool"], TEXT), (LABELS["stage"], TEXT), (Text("What is missing"), TEXT), (LABELS["fix"], TEXT)]
    if results.one_pool(state):
        columns, rows = columns[1:], [row[1:] for row in rows]
    versions = ", ".join(f"{name} {state.version(pool)}".strip() for pool, name in state.pools.items())
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
    """The balances of one pool.

    people: the partners' names. balances: due - paid of each, in minor units. lead: the index of the lead buyer, -1 for none.
    """

    pool: str
    currency: str
    people: list[str]
    balances: list[int]
    lead: int


def _balances(report: Report, paid: Sequence[int] | None) -> list[_Balances]:
    """The balances of every pool. paid: by member, in minor units; None where there is no table of payments."""
    orders, result = report.case.orders, []
    for pool, name in enumerate(orders.pools):
        members = [member for member, pool_of_member in enumerate(orders.member_pool) if pool_of_member == pool]
        balances = [report.binding.due[i] - (paid[i] if paid is not None else 0) for i in members]
        lead = report.case.terms.lead[pool]
        people = [orders.members[member] for member in members]
        result.append(_Balances(name, report.currency(pool), people, balances, members.index(lead) if lead >= 0 else -1))
    return result


def _balances_after(state: Standing, paid: Mapping[tuple[str, str], int] | None) -> list[_Balances]:
    """The balances of every pool after withdrawals, in the order of keys. paid: by the keys of pool and partner; None where there is no table."""
    result = []
    for pool, book in state.books.items():
        partners = sorted(partner for pool_of_partner, partner in state.shown if pool_of_partner == pool)
        balances = [book.due(partner) - (paid or {}).get((pool, partner), 0) for partner in partners]
        lead = -1 if book.lead is None else partners.index(book.lead)
        people = [state.shown[pool, partner] for partner in partners]
        result.append(_Balances(state.pools[pool], results.currency(state, pool), people, balances, lead))
    return result


def _settlement(pools: Sequence[_Balances], has_lead: bool, has_payments: bool, currency: str) -> tuple[Section | None, list[Problem]]:  # noqa: FBT001
    """The section of the transfers in every pool; None, with a warning, where there is neither a lead buyer nor enough payments."""
    if not has_payments and not has_lead:
        message = Text("no lead buyer is named, so nobody can be told whom to pay")
        return None, [Problem("terms", 0, "lead_buyer", message, Text("type the lead buyer's name"), warning=True)]
    rows: list[list[Any]] = []
    proven: list[bool] = []
    for pool in pools:
        if pool.lead < 0 and not has_payments:
            continue
        clearing = plan(pool.balances, pool.lead)
        if clearing is None:
            return None, [replace(unbalanced_problem(pool.balances, pool.currency), warning=True)]
        proven += [clearing.proven] if clearing.transfers and clearing.proven is not None else []
        rows += [
            [pool.pool, pool.people[transfer.payer], pool.people[transfer.payee], display(transfer.amount, pool.currency)]
            for transfer in clearing.transfers
        ]
    one_pool = len(pools) == 1 and not pools[0].pool
    columns = Columns.from_rows(("pool", "payer", "payee", "amount"), rows, {"pool"} if one_pool else ())
    note = _note_on_fewest(proven) if rows else Text("nothing is open: every due is paid")
    return section_of("settlement", Text("Who transfers what to whom"), columns, currency, note), []


def _note_on_fewest(proven: Sequence[bool]) -> str:
    """The note that says whether fewer transfers are possible; "" without pools to say it of.

    proven: one flag for each pool without a lead buyer, True where no plan has fewer transfers.
    """
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
    """The count sheet for the split day: its rows, then the sums of each SKU, of each partner and of everything."""
    columns = count_sheet.sheet(case, goods)
    sum_rows = [row for row, partner in enumerate(columns["partner"]) if not partner and not columns.get("sku", [""] * (row + 1))[row]]
    for row in sum_rows:
        columns["partner"][row] = Text("Total")
    note = Text("count at the pickup point on the day of receipt; everybody signs his rows")
    return section_of("count_sheet", Text("Count sheet for the split day"), columns, "", note)


def _fill(report: Report, fill: Any) -> Section:
    orders = report.case.orders
    lots = [lot for lot, shortfall in enumerate(fill.shortfall) if shortfall]
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
    """The carry table for the next order. Its ratios are text, because a sheet keeps text exact."""
    columns = report.carry(None if goods is None else pieces.carry_of_pieces(report.case.orders, goods))
    columns["carry"] = [str(value) for value in columns["carry"]]
    return section_of("carry", Text("What rounding still owes: the carry table of the next order"), columns, "")


def _checks(report: Report) -> Section:
    """Control totals: the shares of every line against its bill, and all dues against the bills that leave the pool."""
    rows: list[list[Any]] = []
    bills = report.bills()
    for name, billed, shared in zip(bills["cost"], bills["billed"], bills["shared"], strict=True):
        rows.append([Text("{cost}: shares add up to the bill", cost=LABELS.get(name, name)), Text("ok") if billed == shared else Text("differs")])
    leaving = [shared for shared, leaves in zip(bills["shared"], bills["leaves"], strict=True) if leaves == "yes"]
    dues = report.dues()["due"]
    result = Text("ok") if column_sum(dues) == column_sum(leaving) else Text("differs")
    rows.append([Text("all dues add up to the bills that leave the pool"), result])
    return Section("checks", Text("Checks"), [(Text("Check"), TEXT), (Text("Result"), MARK)], rows)


def _advice(report: Report) -> Section:
    rows = [[advice.reason, Text("mind") if advice.warning else Text("fine")] for advice in report.advice(Facts(), Policy())]
    return Section("advice", Text("Advice"), [(Text("Advice"), TEXT), (Text("Judgement"), MARK)], rows)
