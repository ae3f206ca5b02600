"""Dues in whole payable steps, at and around half a step, with credits and with what earlier orders still owe. (spec.md, section 2, due)"""

from __future__ import annotations

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.errors import Problem

ABC = [{"partner": name, "quantity": 1} for name in "ABC"]


def paid(exact, terms, carry=None):
    """(due, rounding) of each partner, in the order of their names. exact: what each owes before rounding."""
    orders = [{"partner": name, "quantity": 1} for name in "ABCD"[:len(exact)]]
    costs = [Cost(f"part of {row['partner']}", amount, partner=row["partner"]) for row, amount in zip(orders, exact, strict=True)]
    return [(row["due"], row["rounding"]) for row in ps.split(orders, costs, terms=terms, carry=carry)]


@pytest.mark.parametrize(("exact", "expected"), [
    # no whole step is left over: everybody pays less, and the lead buyer B takes the rest
    ((499, 1), [(0, -499), (500, 499)]),
    ((500, 499), [(0, -500), (999, 500)]),
    # exactly one is: it goes to the largest remainder, at half a step each to the larger due, and between equal ones to the first
    ((499, 501), [(0, -499), (1000, 499)]),
    ((500, 500), [(1000, 500), (0, -500)]),
    ((501, 499), [(1000, 499), (0, -499)]),
    ((500, 1500), [(0, -500), (2000, 500)]),
    ((1500, 500), [(2000, 500), (0, -500)]),
    # whole steps stay as they are
    ((1000, 1000), [(1000, 0), (1000, 0)]),
    ((999, 1001), [(1000, 1), (1000, -1)]),
    ((1001, 999), [(1000, -1), (1000, 1)]),
    ((0, 0), [(0, 0), (0, 0)]),
])
def test_dues_are_truncated_the_steps_left_over_go_by_largest_remainder_and_the_lead_takes_the_rest(exact, expected):
    assert paid(exact, Terms("B", step=1000)) == expected
    assert paid([-due for due in exact], Terms("B", step=1000)) == [(-due, -moved) for due, moved in expected]


@pytest.mark.parametrize(("exact", "expected"), [
    ((700, -300), [(0, -700), (400, 700)]),  # 400 in all: no whole step
    ((1500, -500), [(1000, -500), (0, 500)]),
    ((2700, -700), [(2000, -700), (0, 700)]),
    ((2700, 300), [(3000, 300), (0, -300)]),
    ((-2700, 700), [(-2000, 700), (0, -700)]),
])
def test_who_owes_and_who_gets_are_rounded_in_one_pool(exact, expected):
    assert paid(exact, Terms("B", step=1000)) == expected


@pytest.mark.parametrize(("step", "expected"), [
    (1, None), (2, [(2, 0), (1, 0)]), (3, [(3, 1), (0, -1)]),
])
def test_a_step_of_one_unit_rounds_nothing(step, expected):
    costs = [Cost("a", 2, partner="A"), Cost("b", 1, partner="B")]
    table = ps.split(ABC[:2], costs, terms=Terms("B", step=step))
    if expected is None:
        assert [row["due"] for row in table] == [2, 1]
        assert "rounding" not in table[0]
    else:
        assert [(row["due"], row["rounding"]) for row in table] == expected


@pytest.mark.parametrize("step", [0, -1000])
def test_a_step_that_is_not_positive_is_a_problem_of_its_cell(step):
    terms = sheet("terms", "lead_buyer|step", ["A", step])
    assert ps.check(ABC, Cost("goods", 3, basis="equal"), terms=terms) == [
        Problem("terms", 1, "step", "the smallest payable amount must be positive", "type 1000 for whole thousands", "terms!B2"),
    ]


@pytest.mark.parametrize(("amount", "problems"), [(2999, 1), (3000, 0), (3001, 1)])
def test_a_rest_that_nobody_takes_is_a_problem_of_the_terms(amount, problems):
    terms = sheet("terms", "step|lead_buyer", [1000, None])
    expected = Problem("terms", 1, "lead_buyer", "paying in whole steps leaves a rest that the lead buyer takes, and there is no lead buyer",
                       "name the lead buyer, or take the step out", "terms!B2")
    assert ps.check(ABC, Cost("goods", amount, basis="equal"), terms=terms) == [expected] * problems


@pytest.mark.parametrize(("goods", "due", "rounding", "credit"), [
    # A leads and pays no fee; B pays 1 % of his 40 %
    (100_050, [60_050, 40_000], [420, -420], -400),  # 60,030 - 400 and 40,020 + 400: rests 630 and 420, the step goes to A, who takes the 50 too
    (101_235, [60_235, 41_000], [-101, 101], -405),  # 60,741 - 405 and 40,494 + 405: rests 336 and 899, the step goes to B, A takes the 235
    (100_000, [60_000, 40_000], [400, -400], -400),  # 59,600 and 40,400
])
def test_an_exempt_lead_buyer_takes_the_rest_of_the_step_after_his_credit(goods, due, rounding, credit):
    costs = [Cost("goods", goods, basis="quantity"), Cost("fee", rate="1%", of="goods")]
    orders = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
    table = ps.split(orders, costs, terms=Terms("A", lead_exempt="yes", step=1000))
    assert [row["due"] for row in table] == due
    assert [row["rounding"] for row in table] == rounding
    assert [(row["fee"], row["fee_credit"]) for row in table] == [(0, credit), (-credit, 0)]


# carry -----------------------------------------------------------------------------------------------------------------


def carry_of(measure, **owed):
    return [{"partner": name, "measure": measure, "carry": value} for name, value in owed.items()]


@pytest.mark.parametrize(("owed", "expected"), [
    ({"A": 500, "B": -500, "C": 0}, [(1000, 500), (0, -500), (500, 0)]),
    ({"A": -500, "B": 500, "C": 0}, [(0, -500), (1000, 500), (500, 0)]),
])
def test_who_owes_from_earlier_rounding_pays_the_next_step_and_of_credits_gets_none(owed, expected):
    terms = Terms("C", step=1000)
    carry = carry_of("VND 1000", **owed)
    assert paid((500, 500, 500), terms, carry) == expected
    turned = [expected[1], expected[0], expected[2]]
    assert paid((-500, -500, -500), terms, carry) == [(-due, -moved) for due, moved in turned]


def test_the_carry_of_steps_comes_to_nothing_after_two_equal_credits():
    costs, terms = [Cost("refund", -1500, basis="equal")], Terms("C", step=1000)
    first = ps.carry_table(ABC, costs, terms=terms)
    assert {row["partner"]: row["carry"] for row in first if row["measure"] == "VND 1000"} == {"A": 500, "B": -500, "C": 0}
    second = ps.carry_table(ABC, costs, terms=terms, carry=first)
    assert {row["partner"]: row["carry"] for row in second if row["measure"] == "VND 1000"} == {"A": 0, "B": 0, "C": 0}


def test_a_carry_that_outweighs_the_remainder_moves_no_step_to_somebody_without_one():
    terms = Terms("C", step=1000)
    # A's due is whole, so the step goes to B or C, whatever A is owed
    assert paid((1000, 500, 500), terms, carry_of("VND 1000", A=900, B=-500, C=-400)) == [(1000, 0), (0, -500), (1000, 500)]


@pytest.mark.parametrize(("amount", "expected"), [(100, [33, 34, 33]), (-100, [-34, -33, -33])])
def test_what_rounding_owes_decides_the_odd_dong_of_a_charge_and_of_a_credit(amount, expected):
    owed = carry_of("VND", A="-2/3", B="1/3", C="1/3")  # A paid the odd dong of the order before
    assert [row["freight"] for row in ps.split(ABC, Cost("freight", amount, basis="quantity"), carry=owed)] == expected


def test_pools_with_a_charge_and_with_a_credit_use_the_same_carry_each_with_its_sign():
    orders = [{**row, "pool": pool} for pool in ("in", "out") for row in ABC]
    costs = [Cost("freight", 100, basis="quantity", pool="in"), Cost("freight", -100, basis="quantity", pool="out")]
    owed = carry_of("VND", A="-2/3", B="1/3", C="1/3")
    assert [row["freight"] for row in ps.split(orders, costs, carry=owed)] == [33, 34, 33, -34, -33, -33]
    # A: -2/3 + 1/3 + 2/3, B: 1/3 - 2/3 - 1/3, C: 1/3 + 1/3 - 1/3
    assert {row["partner"]: str(row["carry"]) for row in ps.carry_table(orders, costs, carry=owed)} == {"A": "1/3", "B": "-2/3", "C": "1/3"}
