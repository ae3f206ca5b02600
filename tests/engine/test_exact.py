from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolsplit.engine import exact
from poolsplit.errors import WeightsError

if TYPE_CHECKING:
    from random import Random

INTS = st.integers(-(10**6), 10**6) | st.integers(-(10**30), 10**30)
WEIGHT = st.integers(0, 3) | st.integers(0, 10**4) | st.integers(0, 10**30)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=12).filter(any)
CARRY = st.fractions(-2, 2, max_denominator=12)

fewer = settings(max_examples=60)


# ---------------------------------------------------------------- the operations on columns


@given(st.lists(st.tuples(INTS, INTS, st.integers(1, 10**6)), max_size=8))
def test_scale_rounds_half_to_even(rows: list[tuple[int, int, int]]) -> None:
    column, numerators, denominators = ([row[i] for row in rows] for i in range(3))
    assert exact.scale(column, numerators, denominators) == [round(Fraction(x * n, d)) for x, n, d in rows]


def test_halves_go_to_the_even_neighbour_on_either_side_of_zero() -> None:
    assert exact.scale([1, 3, 5, -1, -3, -5], [1] * 6, [2] * 6) == [0, 2, 2, 0, -2, -2]


@given(st.lists(st.tuples(INTS, st.integers(1, 10**6)), max_size=8))
def test_divide_truncates_toward_zero(rows: list[tuple[int, int]]) -> None:
    quotients, remainders = exact.divide([x for x, _ in rows], [d for _, d in rows])
    for (x, d), quotient, remainder in zip(rows, quotients, remainders, strict=True):
        assert quotient == int(Fraction(x, d))
        assert quotient * d + remainder == x


def test_columns_are_added_multiplied_chosen_and_spread_row_by_row() -> None:
    assert exact.add([1, 2], [10, 20], [100, 200]) == [111, 222]
    assert exact.multiply([2, -3], [5, 7]) == [10, -21]
    assert exact.choose([1, 2, 3], [2, 2, 2], [10, 20, 30], [-1, -2, -3]) == [-1, 20, 30]
    assert exact.constant(7, 3) == [7, 7, 7]
    assert exact.total([1, 2, 3, 4], [0, 2, 0, 2], 3) == [4, 0, 6]
    assert exact.spread([10, 20], [1, 0, 1]) == [20, 10, 20]


@pytest.mark.parametrize("operation", [exact.add, exact.multiply])
def test_columns_of_unequal_length_are_never_cut_short(operation: object) -> None:
    with pytest.raises(ValueError, match="shorter"):
        operation([1, 2], [1])  # type: ignore[operator]


# ---------------------------------------------------------------- apportion, in groups


def slow(whole: int, weights: list[int], rank: list[int], carry: list[Fraction]) -> list[int]:
    """Largest remainder in the words of the rule: one unit after the other, on Fractions."""
    if whole < 0:
        return [-share for share in slow(-whole, weights, rank, [-owed for owed in carry])]
    quotas = [Fraction(whole * weight, sum(weights) or 1) for weight in weights]
    shares = [floor(quota) for quota in quotas]
    waiting = [i for i, quota in enumerate(quotas) if quota.denominator > 1]
    for _ in range(whole - sum(shares)):
        first = min(waiting, key=lambda i: (-(quotas[i] - floor(quotas[i]) + carry[i]), -weights[i], rank[i]))
        waiting.remove(first)
        shares[first] += 1
    return shares


@st.composite
def grouped(draw: st.DrawFn) -> tuple[list[int], list[int], list[int], list[int], list[Fraction]]:
    """Totals, and per row the weight, the group, the rank and the carry; groups are interleaved, and none has only zeros."""
    totals = draw(st.lists(INTS, min_size=1, max_size=4))
    rows = [(weight, group) for group in range(len(totals)) for weight in draw(WEIGHTS)]
    rows = draw(st.permutations(rows))
    rank = draw(st.permutations(range(len(rows))))
    carry = draw(st.lists(CARRY, min_size=len(rows), max_size=len(rows)))
    return totals, [weight for weight, _ in rows], [group for _, group in rows], list(rank), carry


@fewer
@given(grouped(), st.booleans(), st.booleans())
def test_every_group_is_cut_as_the_slow_rule_cuts_it(
    case: tuple[list[int], list[int], list[int], list[int], list[Fraction]], ranked: bool, carried: bool,  # noqa: FBT001
) -> None:
    totals, weights, groups, rank, carry = case
    shares = exact.apportion(totals, weights, groups, rank if ranked else None, carry if carried else None)
    for group, whole in enumerate(totals):
        mine = [i for i, of in enumerate(groups) if of == group]
        order = [rank[i] if ranked else i for i in mine]
        owed = [carry[i] if carried else Fraction(0) for i in mine]
        assert [shares[i] for i in mine] == slow(whole, [weights[i] for i in mine], order, owed)


def test_of_many_equal_remainders_the_larger_weights_come_first() -> None:
    assert exact.largest_remainder(8, [1, 1, 1, 1, 1, 3, 3, 3, 1, 1]) == [1, 1, 0, 0, 0, 2, 2, 2, 0, 0]


def test_all_groups_that_nobody_can_bear_are_named_at_once() -> None:
    with pytest.raises(WeightsError) as caught:
        exact.apportion([5, 0, -1, 7, 3], [0, 0, 0, 0, 1], [0, 1, 2, 2, 4])
    assert caught.value.groups == (0, 2, 3)  # group 1 has nothing to share, and group 3 has no rows


@given(st.lists(st.tuples(st.integers(0, 4), st.lists(st.tuples(INTS, st.integers(0, 9)), max_size=7)), max_size=3))
def test_units_are_handed_to_the_largest_remainders(groups: list[tuple[int, list[tuple[int, int]]]]) -> None:
    rows = [(group, remainder, weight) for group, (_, mine) in enumerate(groups) for remainder, weight in mine]
    given_out = exact.hand_out([units for units, _ in groups], [r for _, r, _ in rows], [w for _, _, w in rows], [g for g, _, _ in rows])
    for group, (units, mine) in enumerate(groups):
        got = [unit for unit, (of, _, _) in zip(given_out, rows, strict=True) if of == group]
        assert sum(got) == min(units, len(mine))
        winners = [(*row, -i) for i, (row, unit) in enumerate(zip(mine, got, strict=True)) if unit]
        losers = [(*row, -i) for i, (row, unit) in enumerate(zip(mine, got, strict=True)) if not unit]
        assert not winners or not losers or min(winners) > max(losers)


# ---------------------------------------------------------------- controlled rounding


@st.composite
def lines(draw: st.DrawFn, most: int = 15) -> tuple[list[int], list[list[int]], list[Fraction]]:
    """Totals of any sign, lines x members of weights, and a carry; sparse, equal, one-unit and huge cases among them."""
    n = draw(st.integers(1, 12))
    weight = draw(st.sampled_from([st.just(1), st.integers(0, 1), st.integers(0, 9), st.sampled_from([0, 0, 0, 2, 5]), st.integers(0, 10**30)]))
    units = draw(st.sampled_from([st.just(1), st.integers(0, 3), st.integers(-5, 5), st.integers(-(10**30), 10**30)]))
    table = draw(st.lists(st.lists(weight, min_size=n, max_size=n).filter(any), min_size=1, max_size=most))
    totals = draw(st.lists(units, min_size=len(table), max_size=len(table)))
    return totals, table, draw(st.lists(CARRY, min_size=n, max_size=n))


def rounded(totals: list[int], table: list[list[int]], carry: list[Fraction] | None = None) -> list[list[int]]:
    """exact.apportion_lines on a full table."""
    n = len(table[0])
    rows = [(weight, line, member) for line, weights in enumerate(table) for member, weight in enumerate(weights)]
    flat = exact.apportion_lines(totals, [w for w, _, _ in rows], [line for _, line, _ in rows], [m for _, _, m in rows], carry)
    return [flat[start : start + n] for start in range(0, len(flat), n)]


def quotas_of(totals: list[int], table: list[list[int]]) -> list[list[Fraction]]:
    """Lines x members, exact."""
    return [[Fraction(whole * weight, sum(weights) or 1) for weight in weights] for whole, weights in zip(totals, table, strict=True)]


def sums_right(shares: list[list[int]], quotas: list[list[Fraction]]) -> bool:
    """Whether every member's sum is the floor or ceiling of the exact one."""
    pairs = [(sum(column), sum(exact_column)) for column, exact_column in zip(zip(*shares, strict=True), zip(*quotas, strict=True), strict=True)]
    return all(floor(right) <= got <= ceil(right) for got, right in pairs)


def check(totals: list[int], table: list[list[int]], shares: list[list[int]]) -> None:
    """All that controlled rounding promises."""
    quotas = quotas_of(totals, table)
    assert [sum(row) for row in shares] == totals
    cells = [cell for row, right in zip(shares, quotas, strict=True) for cell in zip(row, right, strict=True)]
    assert all(share in {floor(quota), ceil(quota)} for share, quota in cells)
    assert sums_right(shares, quotas)


@fewer
@given(lines(), st.booleans())
def test_lines_cells_and_members_are_as_controlled_rounding_promises(case: tuple[list[int], list[list[int]], list[Fraction]], carried: bool) -> None:  # noqa: FBT001
    totals, table, carry = case
    check(totals, table, rounded(totals, table, carry if carried else None))


@settings(max_examples=8)
@given(st.randoms(use_true_random=False), st.integers(2, 12), st.sampled_from([1, 3, 1000]), st.booleans())
def test_three_hundred_lines_of_twelve_members_are_as_controlled_rounding_promises(random: Random, n: int, most: int, sparse: bool) -> None:  # noqa: FBT001
    table = [[random.choice([0, 0, 7]) if sparse else random.randint(1, 60) for _ in range(n - 1)] + [1] for _ in range(300)]
    totals = [random.randint(1, most) for _ in table]
    check(totals, table, rounded(totals, table))


@pytest.mark.parametrize("weights", [[60] + [40] * 11, [1] * 12, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]])
@pytest.mark.parametrize("unit", [1, -1])
def test_three_hundred_like_lines_of_one_unit_are_as_controlled_rounding_promises(weights: list[int], unit: int) -> None:
    check([unit] * 300, [weights] * 300, rounded([unit] * 300, [weights] * 300))


@fewer
@given(lines(), st.booleans())
def test_negated_lines_give_negated_shares(case: tuple[list[int], list[list[int]], list[Fraction]], carried: bool) -> None:  # noqa: FBT001
    totals, table, carry = case
    shares = rounded(totals, table, carry if carried else None)
    negated = rounded([-whole for whole in totals], table, [-owed for owed in carry] if carried else None)
    assert negated == [[-share for share in row] for row in shares]


@fewer
@given(lines())
def test_where_the_largest_remainders_agree_with_the_sums_they_stay(case: tuple[list[int], list[list[int]], list[Fraction]]) -> None:
    totals, table, _ = case
    by_line = [exact.largest_remainder(whole, weights) for whole, weights in zip(totals, table, strict=True)]
    assert (rounded(totals, table) == by_line) == sums_right(by_line, quotas_of(totals, table))


@fewer
@given(lines())
def test_owing_nobody_anything_is_like_no_carry(case: tuple[list[int], list[list[int]], list[Fraction]]) -> None:
    totals, table, carry = case
    assert rounded(totals, table, [Fraction(0)] * len(carry)) == rounded(totals, table)


@fewer
@given(lines(), st.data())
def test_the_order_of_rows_and_absent_rows_change_nothing(case: tuple[list[int], list[list[int]], list[Fraction]], data: st.DataObject) -> None:
    totals, table, carry = case
    rows = [(line, member) for line, weights in enumerate(table) for member, weight in enumerate(weights) if weight]
    rows = data.draw(st.permutations(rows))
    flat = exact.apportion_lines(totals, [table[x][m] for x, m in rows], [x for x, _ in rows], [m for _, m in rows], carry)
    shares = rounded(totals, table, carry)
    assert flat == [shares[line][member] for line, member in rows]


def test_ten_like_lines_are_shared_as_their_sum_would_be() -> None:
    shares = rounded([1] * 10, [[60, 40]] * 10)
    assert [sum(column) for column in zip(*shares, strict=True)] == [6, 4]


def test_odd_units_of_the_sums_go_as_the_largest_remainder_would_send_them() -> None:
    shares = rounded([1] * 10, [[1, 1, 1, 1]] * 10)
    assert [sum(column) for column in zip(*shares, strict=True)] == [3, 3, 2, 2]


def test_the_carry_decides_who_gets_the_odd_units_of_the_sums() -> None:
    carry = [Fraction(-1, 2), Fraction(-1, 4), Fraction(1, 4), Fraction(1, 2)]
    shares = rounded([1] * 10, [[1, 1, 1, 1]] * 10, carry)
    assert [sum(column) for column in zip(*shares, strict=True)] == [2, 2, 3, 3]


def test_members_equally_far_behind_come_by_their_exact_sums() -> None:
    shares = rounded([1, 1, 1], [[2, 1, 1], [2, 1, 1], [0, 0, 1]])
    assert [sum(column) for column in zip(*shares, strict=True)] == [1, 0, 2]


def test_lines_that_nobody_can_bear_are_named_at_once() -> None:
    with pytest.raises(WeightsError) as caught:
        exact.apportion_lines([1, 0, 2], [0, 0, 1, 0], [0, 1, 1, 2], [0, 0, 1, 1])
    assert caught.value.groups == (0, 2)


def test_no_lines_are_no_rows() -> None:
    assert exact.apportion_lines([], [], [], []) == []
