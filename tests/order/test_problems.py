"""Every problem that an order's own tables can have, whole: table, row, column, cell, message and way out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

import poolsplit as ps
from poolsplit.errors import DataError, Problem
from poolsplit.order.payment import memo
from poolsplit.order.payment.collection import collections
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Report
from poolsplit.tables.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

TWO = [{"partner": "A", "sku": "x", "quantity": 5}, {"partner": "A", "sku": "y", "quantity": 5}, {"partner": "B", "sku": "x", "quantity": 5}]
GOODS = ps.Cost("goods", 1000, basis="quantity")
IN_ORDERS, STAYS = "type the name as it stands in the orders", "name somebody who stays"
FOLLOWS = "name an entry of the same partner that still stands; what was reversed by mistake is entered again"


def typed(name: str, rows: list[dict[str, Any]]) -> Table:
    """A table of a workbook: its first row is row 4 of the sheet, its columns are A, B, C ... as listed."""
    columns = list(dict.fromkeys(chain.from_iterable(rows)))
    cells = {column: [f"Sổ!{letter}{row}" for row in range(4, 4 + len(rows))] for letter, column in zip("ABCDEFGH", columns, strict=False)}
    return Table(name, {column: [row.get(column) for row in rows] for column in columns}, cells)


def problems(run: Callable[[], Any]) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        run()
    return [problem for problem in caught.value.problems if not problem.warning]


FINE = {"partner": "B", "when": "after", "sku": "x", "quantity": 1, "replacement": "C", "taker": None, "new_lead": None}


def withdrawal(**more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(FINE), "when": "after", **more}


@pytest.mark.parametrize(("row", "column", "cell", "message", "fix"), [
    (withdrawal(partner="Z"), "partner", "A5", "Z does not order", IN_ORDERS),
    (withdrawal(partner="B", when="soon", replacement="C"), "when", "B5", '"soon" does not say whether the order was placed', 'type "before" or "after"'),
    (withdrawal(partner="A", sku="z", replacement="C"), "sku", "C5", "nobody ordered z", "type one of: x, y"),
    (withdrawal(partner="A", quantity=5, replacement="C"), "sku", "C5", "A gives up 5 pieces of one of several SKUs", "type the SKU; one row for each"),
    (withdrawal(partner="A", sku="y", quantity=6, replacement="C"), "quantity", "D5", "A holds 5 pieces of y, fewer than 6", "type what he gives up; leave it blank for all"),
    (withdrawal(partner="A", sku="y", replacement="a"), "replacement", "E5", "a takes over from A, but withdraws too", STAYS),
    (withdrawal(partner="A", sku="y", taker="B", replacement="C"), "taker", "F5", "B takes units only where a partner leaves after placing and nobody replaces him",
     "name a replacement, who takes units and debts, or a taker"),
    (withdrawal(partner="A", sku="y", taker="Z"), "taker", "F5", "Z, who takes the units, is not among the partners who order",
     "name a replacement instead, who takes units and debts"),
    (withdrawal(partner="B", new_lead="A", replacement="C", sku="x", quantity=1), None, "", "", ""),
    (withdrawal(partner="B", new_lead="C", replacement="C", sku="x", quantity=1), "new_lead", "G5", "B is not the lead buyer, so there is no new one to name",
     "clear it, or name it where the lead buyer withdraws"),
    (withdrawal(partner="A", new_lead="Z", replacement="C"), "new_lead", "G5", "the new lead buyer Z is not among the partners who order", IN_ORDERS),
    (withdrawal(partner="A", replacement="C"), "partner", "A5", "A is the lead buyer", "agree on another lead buyer first, and name him in the column new_lead"),
    (withdrawal(partner="A", new_lead="B"), "partner", "A5", "A is the lead buyer, and the payments do not say what he put in himself",
     "add his own payment; 0 where he put in nothing"),
])
def test_a_withdrawal_that_cannot_be(row: dict[str, Any], column: str | None, cell: str, message: str, fix: str) -> None:
    def run() -> Any:
        return ps.withdraw(TWO, typed("withdrawals", [FINE, row]), GOODS, terms=ps.Terms("A"))

    if column is None:
        assert run()
    else:
        assert problems(run) == [Problem("withdrawals", 2, column, message, fix, f"Sổ!{cell}")]


def test_who_has_left_cannot_leave_again() -> None:
    rows = typed("withdrawals", [withdrawal(partner="B", replacement="C"), withdrawal(partner="b", when="before")])
    assert problems(lambda: ps.withdraw(TWO, rows, GOODS)) == [Problem("withdrawals", 1, "partner", "B withdraws twice", "delete one of the rows", "Sổ!A4")]


def test_a_minimum_that_is_no_longer_reached_is_told_with_the_cell_of_the_minimum() -> None:
    items = typed("items", [{"sku": "y", "moq": 5}, {"sku": "x", "moq": 10}])
    assert problems(lambda: ps.withdraw(TWO, withdrawal(partner="B", when="before", quantity=2), GOODS, items)) == [
        Problem("items", 2, "moq", "x lacks 2 of 10 pieces", "ask who would take more: A, B", "Sổ!B5")]


def dated(*rows: tuple[str, str, str, str | None]) -> list[dict[str, Any]]:
    return [{"pool": pool, "partner": partner, "when": when, "replacement": "C", "date": date} for pool, partner, when, date in rows]


IN_TWO_POOLS = [{"pool": pool, "partner": partner, "quantity": 5} for pool in "PQ" for partner in "ABD"]
WRONG_DATE = "correct one of the dates, or say that both are before or after placing"


def test_a_row_before_placing_that_is_dated_later_than_one_after_placing_is_a_problem_of_its_date() -> None:
    rows = dated(("P", "A", "after", "2026-03-04"), ("P", "B", "before", "2026-03-03"), ("P", "D", "after", "2026-03-02"), ("Q", "A", "before", "2026-03-09"))
    assert problems(lambda: ps.withdraw(IN_TWO_POOLS, typed("withdrawals", rows), GOODS)) == [
        Problem("withdrawals", 2, "date", "2026-03-03 is before placing here, but D withdraws after placing on 2026-03-02", WRONG_DATE, "Sổ!E5")]


@pytest.mark.parametrize("rows", [
    dated(("P", "A", "before", "2026-03-03"), ("P", "B", "after", "2026-03-03")), dated(("P", "A", "before", "2026-03-03"), ("P", "B", "after", None)),
    dated(("P", "A", "before", None), ("P", "B", "after", "2026-03-03")), dated(("P", "A", "before", "2026-03-03"), ("Q", "B", "after", "2026-03-02")),
])
def test_rows_before_placing_may_be_of_the_same_day_undated_or_of_another_pool(rows: list[dict[str, Any]]) -> None:
    after = ps.withdraw(IN_TWO_POOLS, rows, GOODS)
    assert {entry["date"] for entry in after.ledger} == {row["date"] for row in rows}


def test_a_row_that_does_not_say_when_says_nothing_about_the_dates_of_others() -> None:
    rows = dated(("P", "A", "soon", "2026-03-02"), ("P", "B", "before", "2026-03-03"))
    assert problems(lambda: ps.withdraw(IN_TWO_POOLS, typed("withdrawals", rows), GOODS)) == [
        Problem("withdrawals", 1, "when", '"soon" does not say whether the order was placed', 'type "before" or "after"', "Sổ!C4")]


ENTRY = {"partner": "A", "kind": "due", "amount": 100, "reference": "D1", "reverses": None, "date": "2026-03-01"}


@pytest.mark.parametrize(("row", "column", "cell", "message", "fix"), [
    ({"kind": "gift"}, "kind", "B5", "gift is no kind of entry",
     "type one of: due, refund, payment, change, correction, credit, debt, forfeit, forfeited, lead, order, units, reversal, carry"),
    ({"reference": "d1"}, "reference", "D5", "the reference d1 stands in two entries", "give every entry a reference of its own"),
    ({"kind": "reversal", "reverses": "D9"}, "reverses", "E5", "there is no entry D9 to reverse", FOLLOWS),
    ({"kind": "reversal", "reverses": "D1", "partner": "B"}, "reverses", "E5", "D1 is an entry of another partner", FOLLOWS),
    ({"kind": "reversal", "reverses": "D1", "amount": 99}, "reverses", "E5", "a reversal takes back the whole of D1", FOLLOWS),
    ({"kind": "reversal", "reverses": "D2"}, "reverses", "E5", "D2 is a reversal itself", FOLLOWS),
    ({"amount": "0,5"}, "amount", "C5", "the amount has more decimals than the currency", "round it in the sheet"),
])
def test_an_entry_of_the_ledger_that_cannot_be(row: dict[str, Any], column: str, cell: str, message: str, fix: str) -> None:
    ledger = typed("ledger", [ENTRY, {**ENTRY, "reference": "D2", **row}])
    assert problems(lambda: ps.balances(ledger)) == [Problem("ledger", 2, column, message, fix, f"Sổ!{cell}")]


def test_an_entry_that_was_reversed_cannot_be_reversed_again() -> None:
    again = [{**ENTRY, "kind": "reversal", "reference": name, "reverses": "D1"} for name in ("R1", "R2")]
    assert problems(lambda: ps.balances(typed("ledger", [ENTRY, *again]))) == [
        Problem("ledger", 3, "reverses", "D1 was reversed before", FOLLOWS, "Sổ!E6")]


EVENT = ps.withdraw(TWO, FINE, GOODS).ledger
PIECES = ("partner", "kind", "amount", "reference", "reverses", "sku", "version")
AGAIN = {"reference": "X1", "amount": -9}


@pytest.mark.parametrize(("change", "row", "column", "cell", "message", "fix"), [
    (lambda rows: rows[1:], len(EVENT) - 1, "amount", f"C{len(EVENT) + 2}", "entries are missing: pieces or money of the pool do not add up",
     "enter or reverse all entries of an event together"),
    (lambda rows: [*rows[:-1], {**rows[-1], "version": "ABCDEF"}], len(EVENT), "version", f"G{len(EVENT) + 3}",
     f"the ledger says version ABCDEF, but version {EVENT[0]['version']} comes out", "take the tables as they were agreed on, without later changes"),
    (lambda rows: [*rows, {**rows[0], **AGAIN}, {**rows[1], **AGAIN, "amount": 9, "reference": "X2"}], len(EVENT) + 2, "amount", f"C{len(EVENT) + 5}",
     "B would hold -5 pieces of x", "reverse the later events first"),
    (lambda rows: [{**rows[0], "amount": "1/3"}, *rows[1:]], 1, "amount", "C4", "the amount is not a whole number", "copy the entry again from the withdrawals"),
])
def test_a_ledger_that_does_not_give_the_agreement_again(change: Any, row: int, column: str, cell: str, message: str, fix: str) -> None:
    rows = [{name: entry[name] for name in PIECES} for entry in EVENT]
    found = problems(lambda: ps.replay(TWO, typed("ledger", change(rows)), GOODS))
    assert Problem("ledger", row, column, message, fix, f"Sổ!{cell}") in found


def test_what_a_withdrawal_leaves_unknown_is_told_with_the_cell_of_its_own_row() -> None:
    """A's row says what a piece of x weighs; once A has left, nobody does. B's row is the third below the headings, and the second that is left."""
    rows = [{"partner": "D", "sku": "y", "quantity": 5, "kg": 1}, {"partner": "A", "sku": "x", "quantity": 60, "kg": 12},
            {"partner": "B", "sku": "x", "quantity": 40, "kg": None}]
    leaves = {"partner": "A", "when": "before"}
    [found] = problems(lambda: ps.withdraw(typed("orders", rows), leaves, ps.Cost("freight", 900, basis="kg")))
    assert (found.table, found.cell, found.message) == ("orders", "Sổ!B6", "the kg of a piece of x is not known")


# ---------------------------------------------------------------- what prevents a payment code

ACCOUNT = "type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A"


@pytest.mark.parametrize(("terms", "column", "cell", "message", "fix"), [
    ({"account": None}, "account", "B4", "no account is given that the partners pay to", ACCOUNT),
    ({"account": "VCB 1 NGUYEN VAN A"}, "account", "B4", '"VCB 1 NGUYEN VAN A" has no account number', ACCOUNT),
    ({"account": "VCB 0123456789"}, "account", "B4", "the account does not say whose it is", ACCOUNT),
    ({"currency": "USD"}, "currency", "D4", "a VietQR code is for dong, and this pool is in USD", "collect in VND, or send the account as text"),
    ({"deadline": "thứ sáu"}, "deadline", "C4", '"thứ sáu" is not a date', "type the date as year-month-day, for example 2026-11-21"),
])
def test_what_prevents_a_payment_code_is_told_with_its_cell_in_the_terms(terms: dict[str, Any], column: str, cell: str, message: str, fix: str) -> None:
    rows = [{"lead_buyer": "A", "account": "VCB 0123456789 NGUYEN VAN A", "deadline": "2026-11-20 18:00", "currency": "VND", **terms}]
    report = Report(Case(Inputs(TWO, ps.Cost("freight", 1000, rows[0]["currency"], basis="quantity"), terms=typed("terms", rows))))
    found, told = collections(report, None, "en")
    assert told == [Problem("terms", 1, column, message, fix, f"Sổ!{cell}")]
    assert len(found) == (column == "deadline")


def test_without_terms_what_prevents_a_payment_code_has_no_row() -> None:
    assert collections(Report(Case(Inputs(TWO, GOODS))), None, "en") == ([], [Problem("terms", 0, "account", "no account is given that the partners pay to", ACCOUNT)])


def test_partners_whose_transfers_could_not_be_told_apart_are_a_problem_of_the_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "memo_code", lambda *_: "PSUA6C9H9VE")
    orders = [{"pool": pool, "partner": partner, "quantity": 1} for pool, partners in (("1", "AB"), ("2", "ABC")) for partner in partners]
    report = Report(Case(Inputs(orders, GOODS, terms=[{"lead_buyer": "A", "account": "VCB 0123456789 NGUYEN VAN A"}])))
    assert collections(report, None, "en")[1] == [
        Problem("orders", 0, "partner", "B and C would have the same payment code", "write one of the names in another way")]


# ---------------------------------------------------------------- evidence

RECORD_IT = "record it: link, file or number, the date, and who recorded it"
LISTING = {"reference": "https://detail.1688.com/offer/1.html", "item": "listing", "result": None, "date": "2026-11-03", "recorded_by": "Lan", "refers_to": None}
OPTION = {**LISTING, "item": "option", "reference": "white"}


@pytest.mark.parametrize(("change", "kind", "reason", "fix"), [
    ({"reference": None}, "missing", "the row has no link, file or number", "type the link, the number, or the name of the file"),
    ({"reference": "  "}, "missing", "the row has no link, file or number", "type the link, the number, or the name of the file"),
    ({"date": None}, "undated", "white has no date", "type the day on which it was recorded"),
    ({"recorded_by": None}, "unsigned", "white: nobody stands for it", "type who recorded it"),
    ({"result": "fail"}, "failed", "white failed", "clear it with the supplier or the warehouse, and record the new result"),
    ({"result": "open"}, "open", "white: open since 2026-11-03", "wait for the answer: that is cheaper than a mistake found after customs"),
    ({"result": "hm"}, "unchecked", '"hm" is neither pass, fail nor open', "type pass, fail or open as the result"),
])
def test_a_record_that_does_not_count_is_told_with_its_row_and_cell(change: dict[str, Any], kind: str, reason: str, fix: str) -> None:
    [gap] = ps.ready("agree", typed("evidence", [LISTING, {**OPTION, **change}]))
    assert (gap.stage, gap.name, gap.kind, str(gap.reason), str(gap.fix), gap.row, gap.cell) == ("agree", "option", kind, reason, fix, 2, "Sổ!B5")


def test_what_is_not_recorded_at_all_has_no_row_and_no_cell() -> None:
    [gap] = ps.ready("agree", typed("evidence", [LISTING]))
    assert (gap.name, gap.kind, str(gap.reason), str(gap.fix), gap.row, gap.cell) == ("option", "missing", "not recorded", RECORD_IT, 0, "")


SHORT = [{"stage": "receive", "date": "2026-11-03", "recorded_by": "Lan", "item": item, "reference": reference, "refers_to": None} for item, reference in (
    ("condition", "shortage"), ("carton_count", "9 of 10"), ("packing_list", "pl.pdf"), ("shortage_photo", "a.jpg"), ("supplier_contacted", "chat 7"))]


@pytest.mark.parametrize("item", ["carton_count", "packing_list", "shortage_photo", "supplier_contacted"])
def test_a_record_of_a_shortage_without_a_reference_is_not_on_record(item: str) -> None:
    rows = [{**row, "reference": None} if row["item"] == item else row for row in SHORT]
    place = [row["item"] for row in SHORT].index(item) + 1
    gaps = {(gap.name, gap.kind, gap.row) for gap in ps.ready("receive", rows)} - {(gap.name, gap.kind, gap.row) for gap in ps.ready("receive", SHORT)}
    assert gaps == {(item, "missing", place)}
