"""Withdrawals, settlements and ledgers: who is meant, who paid, and what cannot be."""

from __future__ import annotations

from decimal import Decimal

import pytest

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.report.outcome import outcome
from poolsplit.tables.table import table

ABC = [{"partner": "A", "quantity": 50}, {"partner": "B", "quantity": 30}, {"partner": "C", "quantity": 20}]
FREIGHT = Cost("freight", 1000, basis="quantity")


def column(table, name):
    return {row["partner"]: row[name] for row in table}


def leave(row, costs=FREIGHT, orders=ABC, **more):
    return ps.withdraw(orders, row, costs, **more)


def test_who_leaves_before_placing_may_have_paid():
    after = leave({"partner": "C", "when": "before"}, payments={"partner": "C", "paid": 200})
    assert column(after.dues, "due") == {"A": 625, "B": 375, "C": 0}
    assert ps.settle(after.dues, {"partner": "C", "paid": 200}, lead_buyer="A") == [
        {"payer": "B", "payee": "A", "amount": 375}, {"payer": "A", "payee": "C", "amount": 200},
    ]


def test_a_replacement_takes_the_lines_that_were_borne_directly():
    costs = [FREIGHT, Cost("last mile", 35, partner="c")]
    after = leave({"partner": "C", "when": "after", "replacement": "D"}, costs, payments={"partner": "C", "paid": 200})
    assert column(after.dues, "due") == {"A": 500, "B": 300, "C": 0, "D": 235}
    with pytest.raises(ps.DataError, match="c, who bears last mile"):
        leave({"partner": "C", "when": "before"}, costs)


def test_a_replacement_may_be_a_partner_already():
    after = leave({"partner": "C", "when": "before", "replacement": "b"})
    assert column(after.orders, "quantity") == {"A": 50, "B": 50}


def test_numbers_that_name_partners_leave_too():
    orders = [{"partner": 1.0, "quantity": 1}, {"partner": 2.0, "quantity": 1}]
    assert column(leave({"partner": 1, "when": "before"}, orders=orders).dues, "due") == {"2": 1000}


def test_rows_are_kept_apart_by_blank_ones():
    orders = [["partner", "quantity"], ["A", 1], [None, None], ["B", 2], ["C", 3]]
    after = ps.withdraw(orders, {"partner": "B", "when": "before"}, FREIGHT)
    assert after.orders == [["partner", "quantity"], ["A", 1], ["C", 3]]


@pytest.mark.parametrize(("rows", "words"), [
    ([{"partner": "C", "when": "after", "taker": "B"}, {"partner": "B", "when": "after"}], "takes over from C, but withdraws too"),
    ([{"partner": "C", "when": "after", "replacement": "C"}], "takes over from C, but withdraws too"),
    ([{"partner": "C", "when": "before", "taker": "B"}], "only where a partner leaves after placing"),
    ([{"partner": "C", "when": "after", "taker": "B", "replacement": "D"}], "only where a partner leaves after placing"),
    ([{"partner": "A", "when": "after", "replacement": "D"}], "is the lead buyer"),
    ([{"partner": name, "when": "before"} for name in "BC"] + [{"partner": "B", "when": "after"}], "withdraws twice"),
])
def test_who_cannot_take_over(rows, words):
    with pytest.raises(ps.DataError, match=words):
        leave(rows, terms=Terms("A"))


def test_when_all_leave_before_placing_there_are_no_orders():
    with pytest.raises(ps.DataError, match="there are no orders"):
        leave([{"partner": name, "when": "before"} for name in "ABC"])


def test_several_leave_one_after_the_other_and_nothing_is_lost():
    payments = [{"partner": "B", "paid": 50}, {"partner": "C", "paid": 700}]
    after = leave([{"partner": "C", "when": "after"}, {"partner": "B", "when": "after"}], payments=payments)
    assert column(after.orders, "quantity") == {"A": 100}
    assert column(after.dues, "due") == {"A": 250, "B": 50, "C": 700}


# settlement ------------------------------------------------------------------------------------------------------------


def test_dues_need_partners_and_amounts():
    for dues, words in (
        ([{"name": "A", "due": 3}], "the column partner is missing"),
        ([{"partner": "A", "owes": 3}], "the column due is missing"),
        ([{"partner": None, "due": 3}], "dues, row 1, partner"),
        ([{"partner": "A", "due": "1.234"}], "dues, row 1, due"),
    ):
        with pytest.raises(ps.DataError, match=words) as error:
            ps.settle(dues, {"partner": "A", "paid": 1}, lead_buyer="A")
        assert len(error.value.problems) == 1


def test_a_payment_of_a_stranger_stands_at_its_row():
    with pytest.raises(ps.DataError, match=r"payments, row 2, partner: X paid"):
        ps.settle([{"partner": "A", "due": 5}], [{"partner": "A", "paid": 1}, {"partner": "X", "paid": 1}], lead_buyer="A")


def test_pools_are_settled_apart():
    dues = [{"pool": pool, "partner": name, "due": 100} for pool in ("Tháng 1", "Tháng 2") for name in "AB"]
    payments = {"pool": "tháng 2", "partner": "B", "paid": 30}
    assert ps.settle(dues, payments, lead_buyer="A") == [
        {"pool": "Tháng 1", "payer": "B", "payee": "A", "amount": 100}, {"pool": "Tháng 2", "payer": "B", "payee": "A", "amount": 70},
    ]


def told(*pools, payers=1):
    """The settlement's note where in each pool everybody ordered one piece at 1 VND, and one paid for all, or two did.

    pools: size, lead buyer.
    """
    members = [(f"pool {pool}", "abcdefghijklm"[i], size, lead) for pool, (size, lead) in enumerate(pools) for i in range(size)]
    rows = {
        "orders": [{"pool": pool, "partner": name, "quantity": 1} for pool, name, _, _ in members],
        "items": {"unit_price": 1},
        "terms": [{"pool": pool, "lead_buyer": lead} for pool, name, _, lead in members if name == "a"],
        "payments": [
            {"pool": pool, "partner": name, "paid": paid} for pool, first, size, _ in members if first == "a"
            for name, paid in ([("a", size)] if payers == 1 else [("a", size - 3), ("b", 3)])
        ],
    }
    found = outcome({name: table(name, value) for name, value in rows.items()})
    (section,) = [section for section in found.sections if section.key == "settlement"]
    assert len(section.rows) == sum(size - payers for size, _ in pools)
    return section.note


FEWEST = "without a lead buyer: no plan has fewer transfers than this"
MAYBE = "without a lead buyer and with more than 12 open balances: the largest debt first, which may take a few transfers more than needed"


@pytest.mark.parametrize(("pools", "note"), [
    ([(12, None)], FEWEST),
    ([(13, None)], FEWEST),
    ([(13, "b")], ""),
    ([(13, "b"), (3, None)], FEWEST),
    ([(13, "b"), (1, None)], ""),
    ([(1, None)], "nothing is open: every due is paid"),
])
def test_without_a_lead_buyer_the_settlement_says_whether_fewer_transfers_could_do(pools, note):
    assert told(*pools) == note


@pytest.mark.parametrize(("pools", "note"), [([(12, None)], FEWEST), ([(13, None)], MAYBE), ([(13, None), (5, None)], MAYBE)])
def test_with_several_who_owe_and_several_who_are_owed_the_search_ends_at_twelve(pools, note):
    assert told(*pools, payers=2) == note


# ledger ----------------------------------------------------------------------------------------------------------------


def entry(kind, amount, reference=None, reverses=None):
    return {"date": "2026-01-02", "partner": "A", "kind": kind, "amount": amount, "reference": reference, "reverses": reverses}


def test_amounts_of_a_ledger_are_in_its_currency():
    entries = [entry("due", "50.25"), entry("payment", 20)]
    assert ps.balances(entries, currency="CNY") == [{"partner": "A", "measure": "CNY", "balance": Decimal("30.25")}]
    with pytest.raises(ps.DataError, match="more decimals"):
        ps.balances(entries)


def test_a_blank_amount_is_one_problem_even_where_it_is_reversed():
    with pytest.raises(ps.DataError) as error:
        ps.balances([entry("payment", None, "P1"), entry("reversal", 300, "R1", "P1")])
    assert [(problem.row, problem.column) for problem in error.value.problems] == [(1, "amount")]


def test_an_entry_without_a_reference_cannot_be_reversed():
    with pytest.raises(ps.PoolsplitError, match="without a reference"):
        ps.reversal(entry("due", 5), "2026-01-03", "R1")


def test_advice_about_amounts_in_dong_is_not_given_on_others():
    topics = {said.topic for said in ps.advise(ABC, FREIGHT, currency="USD")}
    assert "agreement" not in topics
    assert "partners" in topics
