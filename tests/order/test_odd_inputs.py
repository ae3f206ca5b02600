"""Whatever stands in the cells: an exact result that conserves every line, or an error that says what is wrong. Nothing else."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.odd_tables import GOOD, NAMES, ODD, tables

import poolsplit as ps

CASES = st.tuples(tables("orders"), tables("costs"), tables("items", max_size=2), tables("terms", max_size=2), tables("rates", max_size=2))
ANY = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100, deadline=None)


def exact_or_refused(run, *arguments, **more):
    """The result; None where poolsplit says what is wrong, every problem with its place and a way out, each once."""
    try:
        return run(*arguments, **more)
    except ps.PoolsplitError as error:
        refusal = error
    assert str(refusal)
    if isinstance(refusal, ps.DataError):
        assert any(not problem.warning for problem in refusal.problems)
        assert len(set(refusal.problems)) == len(refusal.problems)
        assert all(problem.table and problem.message and problem.fix for problem in refusal.problems)
    return None


@ANY
@given(CASES, tables("carry"))
def test_a_split_is_conserved_or_refused(case, carry):
    dues = exact_or_refused(ps.split, *case, carry=carry)
    if dues is None:
        return
    bills = ps.bills(*case, carry=carry)
    shared = defaultdict(int)
    for row in dues:
        lines = [name for name in row if name not in {"pool", "partner", "quantity", "quoted", "due"}]
        assert row["due"] == sum(row[name] for name in lines)
        for name in lines:
            shared[row.get("pool", ""), name] += row[name]
    for row in bills:
        assert row["billed"] == row["shared"] == shared[row.get("pool", ""), row["cost"]]
    assert sum(value for (_, name), value in shared.items() if name == "rounding") == 0
    assert sum(row["due"] for row in dues) == sum(row["shared"] for row in bills if row["leaves"] == "yes")
    after = defaultdict(Fraction)
    for row in ps.carry_table(*case, carry=carry):
        after[row["measure"]] += row["carry"]
    if not any("does not add up" in problem.message for problem in ps.check(*case, carry=carry)):
        assert dict(after) == dict.fromkeys(after, 0)


@ANY
@given(CASES, tables("payments"), tables("receipt"))
def test_check_finds_what_prevents_a_split(case, payments, receipt):
    problems = exact_or_refused(ps.check, *case, payments=payments, receipt=receipt)
    assert problems is not None
    assert len(set(problems)) == len(problems)
    assert all(problem.table and problem.message and problem.fix for problem in problems)
    if not any(not problem.warning for problem in problems):
        assert ps.split(*case) is not None


@ANY
@given(CASES, tables("receipt"), tables("count"))
def test_pieces_are_conserved_or_refused(case, receipt, count):
    orders, _, items, _, rates = case
    exact_or_refused(ps.fill, orders, items)
    exact_or_refused(ps.refunds, orders, items, receipt, rates)
    exact_or_refused(ps.received, orders, receipt)
    shares = exact_or_refused(ps.defects, orders, receipt)
    assert all(row["received"] == row["defective"] + row["good"] and row["good"] >= 0 for row in shares or [])
    cash = exact_or_refused(ps.equalise, case[0], case[1], receipt, count, *case[2:])
    assert sum(row["cash"] for row in cash or []) == 0
    cash = exact_or_refused(ps.equalise, case[0], case[1], receipt, None, *case[2:])
    assert sum(row["cash"] for row in cash or []) == 0


@ANY
@given(CASES, tables("withdrawals"), tables("payments"))
def test_withdrawals_conserve_dues_or_are_refused(case, withdrawals, payments):
    after = exact_or_refused(ps.withdraw, case[0], withdrawals, *case[1:], payments=payments)
    if after is not None:
        assert sum(row.get("forfeit", 0) for row in after.dues) == 0
        assert sum(row["quantity"] for row in after.dues) == sum(row["quantity"] for row in after.orders)
    exact_or_refused(ps.landed, *case)
    exact_or_refused(ps.advise, *case)
    exact_or_refused(ps.saving, *case)
    exact_or_refused(ps.explain, case[0], case[1], "An", "freight", *case[2:])


@ANY
@given(CASES, tables("acceptances"), tables("steps"), tables("receipt"), tables("ledger"), tables("withdrawals"))
def test_the_life_of_an_order_is_told_or_refused(case, acceptances, steps, receipt, ledger, withdrawals):
    told = exact_or_refused(ps.next_steps, *case, acceptances=acceptances, steps=steps, receipt=receipt, withdrawals=withdrawals)
    assert told is None or all(row["stage"] in {"draft", "agreed", "collecting"} or acceptances for row in told)
    exact_or_refused(ps.shortage, case[0], receipt, case[2], steps=steps)
    sheet = exact_or_refused(ps.count_sheet, case[0], receipt)
    assert all(row["hand_over"] == row["received"] - row["defective"] for row in sheet or [])
    exact_or_refused(ps.replay, case[0], ledger, *case[1:])


@ANY
@given(tables("ledger"), tables("payments"), st.lists(st.fixed_dictionaries({"partner": NAMES, "due": st.one_of(GOOD["money"], ODD)}), max_size=4))
def test_money_between_partners_is_cleared_or_refused(ledger, payments, dues):
    exact_or_refused(ps.balances, ledger)
    for lead in (None, "An"):
        transfers = exact_or_refused(ps.settle, dues, payments, lead)
        assert all(row["amount"] > 0 for row in transfers or [])


FREIGHT = ps.Cost("freight", 100, basis="quantity")


@pytest.mark.parametrize("orders", [None, [], [[]], [["partner", "quantity"]], {}, [{}], [{"partner": None, "quantity": None}]])
def test_no_orders_are_a_problem(orders):
    with pytest.raises(ps.DataError):
        ps.split(orders, FREIGHT)
    assert ps.check(orders, FREIGHT)


@pytest.mark.parametrize("orders", ["A", 5, [1, 2], ps.Cost, iter([]), [{"partner": "A"}, ["B"]]])
def test_what_is_no_table_is_refused(orders):
    with pytest.raises(ps.PoolsplitError, match="must be a DataFrame, a list of dicts"):
        ps.split(orders, FREIGHT)


def test_numbers_as_names_are_one_name_however_a_sheet_holds_them():
    orders = [{"partner": name, "quantity": 1} for name in (1, 1.0, "1", Decimal(1))]
    assert ps.split(orders, FREIGHT) == [{"partner": "1", "quantity": 4, "freight": 100, "due": 100}]


@pytest.mark.parametrize("name", [float("nan"), True, dt.date(2026, 2, 1), b"An", ["An"], "#REF!"])
def test_what_is_no_name_is_no_partner(name):
    with pytest.raises(ps.DataError, match=r"orders, row 1, partner"):
        ps.split([{"partner": name, "quantity": 1}], FREIGHT)


@pytest.mark.parametrize("other", ["Ａn", "An\u200b", "\u202eAn", "Án"])
def test_names_that_look_alike_stay_apart_and_are_reported(other):
    orders = [{"partner": "An", "quantity": 1}, {"partner": other, "quantity": 1}]
    assert len(ps.split(orders, FREIGHT)) == 2
    (warning,) = ps.check(orders, FREIGHT)
    assert warning.warning
    assert (warning.row, warning.column) == (2, "partner")


@pytest.mark.parametrize("name", ["partner", "quantity", "Due", "rounding", "fx_difference", "quoted", "forfeit", "fee_credit"])
def test_a_cost_cannot_be_named_like_another_column_of_the_dues(name):
    with pytest.raises(ps.DataError, match="another column of the dues"):
        ps.split({"partner": "A", "quantity": 1}, [ps.Cost(name, 5, basis="quantity"), ps.Cost("fee", 5, basis="quantity")])


def test_sums_that_no_sheet_can_hold_are_refused():
    with pytest.raises(ps.DataError, match="more than a sheet can hold"):
        ps.split({"partner": "A", "quantity": 1}, ps.Cost("freight", 10**14, "CNY", basis="quantity"), rates={"CNY": 3500})
    with pytest.raises(ps.DataError, match="more than a sheet can hold"):
        ps.split({"partner": "A", "quantity": 10**6}, None, {"unit_price": 10**12})
    with pytest.raises(ps.DataError, match="the dues come to more"):
        ps.split({"partner": "A", "quantity": 1}, [ps.Cost(name, 6 * 10**14, basis="quantity") for name in "ab"])


def test_two_columns_of_one_meaning_are_refused():
    with pytest.raises(ps.DataError, match="two columns both mean quantity"):
        ps.split([["partner", "SL", "Số lượng"], ["A", 1, 2]], FREIGHT)
