from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolsplit.engine import apportion as shares
from poolsplit.engine.apportion import apportion, apportion_lines, carry_after
from poolsplit.errors import TotalError, WeightsError
from poolsplit.values.names import key

TOTAL = st.integers(-60, 60) | st.integers(-(10**9), 10**9) | st.integers(-(10**30), 10**30)
WEIGHT = st.integers(0, 3) | st.integers(0, 10**4) | st.integers(0, 10**30)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=12).filter(any)
OWED = st.fractions(-2, 2, max_denominator=12)
NAMES = ["An", "Bình", "chị Hà", "chị Hạ", "Đức", "ひ", "小燕", "王", "an 2", "Zoe", "Ý", "bo"]


def column_sums(table: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*table, strict=True)]


# ---------------------------------------------------------------- one total


@given(TOTAL, WEIGHTS)
def test_nothing_is_lost_and_nobody_is_a_unit_from_the_quota(total: int, weights: list[int]) -> None:
    got = apportion(total, weights)
    assert sum(got) == total
    away = 1 if total > 0 else -1
    for share, weight in zip(got, weights, strict=True):
        quota = Fraction(total * weight, sum(weights))
        assert share == quota or (quota.denominator > 1 and share in {int(quota), int(quota) + away})


@given(TOTAL, WEIGHTS)
def test_a_larger_remainder_never_loses_nor_a_larger_weight_nor_an_earlier_row(total: int, weights: list[int]) -> None:
    claims = []
    for place, (share, weight) in enumerate(zip(apportion(total, weights), weights, strict=True)):
        quota = Fraction(abs(total) * weight, sum(weights))
        claims.append(((quota - int(quota), weight, -place), abs(share) - int(quota)))
    winners = [claim for claim, unit in claims if unit]
    assert not winners or min(winners) > max((claim for claim, unit in claims if not unit), default=(Fraction(-1), 0, 0))


@given(TOTAL, WEIGHTS, st.data())
def test_negating_total_and_carry_negates_the_shares(total: int, weights: list[int], data: st.DataObject) -> None:
    carry = data.draw(st.none() | st.lists(OWED, min_size=len(weights), max_size=len(weights)))
    negated = apportion(-total, weights, None if carry is None else [-owed for owed in carry])
    assert negated == [-share for share in apportion(total, weights, carry)]


@given(TOTAL, WEIGHTS, st.data())
def test_whole_quotas_and_zero_weights_stay_whatever_is_owed(total: int, weights: list[int], data: st.DataObject) -> None:
    carry = data.draw(st.lists(OWED, min_size=len(weights), max_size=len(weights)))
    for share, weight in zip(apportion(total, weights, carry), weights, strict=True):
        quota = Fraction(total * weight, sum(weights))
        assert abs(share - quota) < 1
        assert share == quota or weight


@given(TOTAL, WEIGHTS, st.fractions(Fraction(1, 1000), 1000))
def test_another_unit_of_weight_changes_nothing(total: int, weights: list[int], factor: Fraction) -> None:
    assert apportion(total, [weight * factor for weight in weights]) == apportion(total, weights)


@given(TOTAL, WEIGHTS, st.data())
def test_with_names_the_order_of_rows_changes_nothing(total: int, weights: list[int], data: st.DataObject) -> None:
    n = len(weights)
    carry = data.draw(st.lists(OWED, min_size=n, max_size=n))
    rows = list(zip(NAMES, weights, carry, strict=False))
    before = dict(zip(NAMES, apportion(total, weights, carry, NAMES[:n]), strict=False))
    rows = data.draw(st.permutations(rows))
    names = [name for name, _, _ in rows]
    after = apportion(total, [weight for _, weight, _ in rows], [owed for _, _, owed in rows], names)
    assert dict(zip(names, after, strict=True)) == before


def test_ties_go_to_the_larger_weight_then_the_name_then_the_row() -> None:
    assert apportion(2, [1, 3]) == [0, 2]  # quotas 1/2 and 3/2
    assert apportion(1, [1, 1], names=["Bo", "an"]) == [0, 1]
    assert apportion(1, [1, 1]) == [1, 0]
    assert apportion(1, [1, 1], carry=[0, "0.1"]) == [0, 1]


def test_names_are_one_whatever_their_spelling() -> None:
    decomposed = "Ha\u0300"
    assert key(decomposed) == key("HÀ")
    with pytest.raises(WeightsError, match="rows 1 and 3 both have the name"):
        apportion(10, [1, 2, 3], names=[decomposed, "An", " hà "])


def test_blank_names_are_no_names_and_go_by_position() -> None:
    assert apportion(1, [1, 1, 1], names=["", None, "An"]) == [1, 0, 0]  # type: ignore[list-item]


def test_nothing_is_lost_at_any_size() -> None:
    assert apportion(10**30 + 1, [10**30, 1, 10**30]) == [5 * 10**29, 1, 5 * 10**29]
    assert apportion(10**30, ["0.1", "0.2"]) == [(10**30) // 3, 2 * (10**30) // 3 + 1]


def test_the_worked_examples() -> None:
    assert apportion(3_000_000, [12, 20]) == [1_125_000, 1_875_000]
    assert apportion(3_000_000, [60, 40]) == [1_800_000, 1_200_000]
    assert apportion(10, [60, 40]) == [6, 4]


# ---------------------------------------------------------------- what is taken as weights and totals


@pytest.mark.parametrize(
    "weights",
    [
        [1, 2, 3], (1, 2, 3), iter([1, 2, 3]), ["0.1", "0.2", "0.3"], ["1/6", "1/3", "1/2"], [0.1, 0.2, 3 * 0.1],
        [Decimal("0.1"), Fraction(1, 5), 0.3], [" 1 ", "２", "3e0"], np.array([1, 2, 3]), np.array([0.1, 0.2, 0.3]), list(np.array([1, 2, 3])),
        list(np.array([1.5, 3, 4.5], dtype=np.float32)), pd.Series([1, 2, 3], index=[2, 0, 1]), pd.Series([1, 2, 3], dtype="Int64"),
    ],
)
def test_weights_of_every_kind_are_read_as_they_are_meant(weights: Any) -> None:
    assert apportion(600, weights) == [100, 200, 300]


def test_a_column_whose_index_is_in_disorder_is_read_by_position() -> None:
    assert apportion(2, pd.Series([1, 3], index=[1, 0])) == [0, 2]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "weight",
    [True, np.True_, None, "", "abc", "1,5", "1/0", float("nan"), float("inf"), -float("inf"), "nan", "Infinity", Decimal("NaN"), Decimal("sNaN"),
     "1e9999999", 1j, b"1", [1], np.array([1]), pd.NA, pd.NaT],
)
def test_what_is_no_number_is_refused_by_its_place(weight: Any) -> None:
    with pytest.raises(WeightsError, match="weight 2 is not a number"):
        apportion(10, [1, weight])
    with pytest.raises(WeightsError, match="carry 2 is not a number"):
        apportion(10, [1, 1], carry=[0, weight])
    with pytest.raises(WeightsError, match="line 2: weight 2 is not a number"):
        apportion_lines([1, 1], [[1, 1], [1, weight]])


@pytest.mark.parametrize("weights", [5, None, "12", b"12", {1: 60, 2: 40}, {1, 2}])
def test_what_is_no_list_is_refused(weights: Any) -> None:
    with pytest.raises(WeightsError, match="weights must be a list"):
        apportion(10, weights)


@pytest.mark.parametrize(
    ("total", "weights", "said"),
    [
        (0, [], "there are no weights"),
        (5, [0, 0], "5 has nobody to go to"),
        (-5, ["0", 0.0], "-5 has nobody to go to"),
        (5, [1, -1], "weight 2 is negative: -1"),
        (5, ["-0.1", 1], "weight 1 is negative: -0.1"),
        (5, pd.Series([1, -1], index=[7, 8]), "weight 2 is negative: -1"),
    ],
)
def test_weights_that_cannot_bear_the_total_are_refused(total: int, weights: Any, said: str) -> None:
    for ask in (lambda: apportion(total, weights), lambda: carry_after(total, weights, [total])):
        with pytest.raises(WeightsError, match=said):
            ask()


def test_nothing_to_share_needs_no_weight_above_zero() -> None:
    assert apportion(0, [0, 0]) == [0, 0]
    assert carry_after(0, [0, 0], [0, 0], [1, -1]) == [1, -1]


@pytest.mark.parametrize(
    ("total", "units"), [(3000000.0, 3000000), (-7.0, -7), (999999999999999.0, 10**15 - 1), (np.int64(2**62), 2**62), (np.float64(6), 6)]
)
def test_whole_totals_of_every_kind_are_taken_exactly(total: float, units: int) -> None:
    got = apportion(total, [2, 2**40])
    assert got == apportion(units, [2, 2**40])
    assert {type(share) for share in got} == {int}
    assert apportion_lines([total], [2, 2**40]) == [got]


@pytest.mark.parametrize("total", [0.5, 1e15, float("nan"), float("inf"), True, np.True_, None, "100", Decimal(100), [1]])
def test_what_is_no_whole_number_of_units_is_refused_as_a_total(total: Any) -> None:
    for ask in (lambda: apportion(total, [1, 1]), lambda: carry_after(total, [1, 1], [0, 0]), lambda: apportion_lines([total], [1, 1])):
        with pytest.raises(TotalError, match="a total is a whole number of units"):
            ask()


@pytest.mark.parametrize("other", [{"carry": [0]}, {"names": ["An"]}, {"names": ["An", "Bo", "Cy"]}])
def test_lists_of_unequal_length_are_refused(other: dict[str, Any]) -> None:
    with pytest.raises(WeightsError, match="for 2 weights"):
        apportion(1, [1, 1], **other)
    with pytest.raises(WeightsError, match="for 2 weights"):
        apportion_lines([1], [1, 1], **other)


@given(st.lists(st.fractions(0, 10**6, max_denominator=10**6), min_size=1, max_size=8))
def test_weights_keep_their_proportions_as_ints(weights: list[Fraction]) -> None:
    ints = shares.integers(weights)
    assert [number * sum(weights) for number in ints] == [weight * sum(ints) for weight in weights]


# ---------------------------------------------------------------- carry


def one_after_the_other(totals: list[int], weights: list[int]) -> tuple[list[list[int]], list[Fraction]]:
    """The shares of orders in a row, each with the carry of those before, and the last carry."""
    carry: list[Fraction] = [Fraction(0)] * len(weights)
    got = []
    for total in totals:
        got.append(apportion(total, weights, carry))
        carry = carry_after(total, weights, got[-1], carry)
    return got, carry


@given(st.lists(TOTAL, min_size=1, max_size=6), WEIGHTS)
def test_carry_is_what_quotas_and_shares_differ_by_and_sums_to_zero(totals: list[int], weights: list[int]) -> None:
    got, carry = one_after_the_other(totals, weights)
    assert sum(carry) == 0
    assert carry == [Fraction(sum(totals) * w, sum(weights)) - s for w, s in zip(weights, column_sums(got), strict=True)]


@settings(max_examples=40)
@given(st.lists(st.integers(1, 50), max_size=40), st.lists(st.integers(1, 99), min_size=3, max_size=12))
def test_over_many_orders_nobody_drifts_away(totals: list[int], weights: list[int]) -> None:
    carry = one_after_the_other(totals, weights)[1]
    assert max(map(abs, carry)) < Fraction(3, 2)


@given(st.lists(st.integers(1, 50), max_size=40), st.tuples(st.integers(1, 99), st.integers(1, 99)))
def test_between_two_partners_no_more_than_half_a_unit_is_ever_owed(totals: list[int], weights: tuple[int, int]) -> None:
    carry = one_after_the_other(totals, list(weights))[1]
    assert max(map(abs, carry)) <= Fraction(1, 2)


def test_one_partner_in_three_sparse_orders_can_be_owed_thirteen_twelfths() -> None:
    carry: list[Fraction] = [Fraction(0)] * 4
    for weights in ([1, 1, 1, 1], [0, 1, 1, 1], [0, 0, 1, 1]):
        carry = carry_after(1, weights, apportion(1, weights, carry), carry)
    assert carry[3] == Fraction(13, 12)


def test_defects_found_one_by_one_end_where_they_would_have_ended_at_once() -> None:
    got, carry = one_after_the_other([1] * 10, [60, 40])
    assert list(accumulate(row[0] for row in got)) == [1, 1, 2, 2, 3, 4, 4, 5, 5, 6]
    assert carry == [0, 0]


@given(st.lists(st.integers(0, 50), min_size=2, max_size=8), WEIGHTS)
def test_a_later_find_takes_nothing_back(finds: list[int], weights: list[int]) -> None:
    assert min(min(row) for row in one_after_the_other(finds, weights)[0]) >= 0


def test_shares_of_another_total_give_no_carry() -> None:
    with pytest.raises(TotalError, match="the shares add up to 101, not to the total 100"):
        carry_after(100, [1, 1, 1], [34, 33, 34])
    with pytest.raises(WeightsError, match="shares has 1 values for 2 weights"):
        carry_after(1, [1, 1], [1])


# ---------------------------------------------------------------- several lines


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], list[list[int]], list[Fraction]]:
    n = draw(st.integers(1, 6))
    table = draw(st.lists(st.lists(st.integers(0, 5), min_size=n, max_size=n).filter(any), min_size=1, max_size=8))
    totals = draw(st.lists(st.integers(-9, 9), min_size=len(table), max_size=len(table)))
    return totals, table, draw(st.lists(OWED, min_size=n, max_size=n))


@given(tables(), st.data())
def test_with_names_the_order_of_partners_changes_nothing_in_any_line(
    case: tuple[list[int], list[list[int]], list[Fraction]], data: st.DataObject
) -> None:
    totals, table, carry = case
    n = len(carry)
    before = apportion_lines(totals, table, carry, NAMES[:n])
    order = data.draw(st.permutations(range(n)))
    after = apportion_lines(totals, [[row[i] for i in order] for row in table], [carry[i] for i in order], [NAMES[i] for i in order])
    assert after == [[row[i] for i in order] for row in before]


@given(tables())
def test_a_single_line_is_apportioned_as_a_single_total(case: tuple[list[int], list[list[int]], list[Fraction]]) -> None:
    (total, *_), (weights, *_), carry = case
    assert apportion_lines([total], [weights], carry) == [apportion(total, weights, carry)]


@given(tables(), st.integers(2, 1000))
def test_each_line_may_have_its_own_unit_of_weight(case: tuple[list[int], list[list[int]], list[Fraction]], factor: int) -> None:
    totals, table, carry = case
    scaled = [[weight * Fraction(factor, line) for weight in row] for line, row in enumerate(table, 1)]
    assert apportion_lines(totals, scaled, carry) == apportion_lines(totals, table, carry)


@settings(max_examples=30)
@given(st.lists(tables(), min_size=2, max_size=12))
def test_orders_of_several_lines_do_not_drift_away_either(orders: list[tuple[list[int], list[list[int]], list[Fraction]]]) -> None:
    n = min(len(carry) for _, _, carry in orders)
    owed: list[Fraction] = [Fraction(0)] * n
    for totals, table, _ in orders:
        weights = [[weight + 1 for weight in row[:n]] for row in table]
        got = column_sums(apportion_lines(totals, weights, owed))
        quotas = [sum(Fraction(t * row[i], sum(row)) for t, row in zip(totals, weights, strict=True)) for i in range(n)]
        owed = [before + quota - share for before, quota, share in zip(owed, quotas, got, strict=True)]
    assert sum(owed) == 0
    assert max(map(abs, owed)) < 2


def test_without_carry_like_orders_drift_and_with_it_they_do_not() -> None:
    weights = [5, 4, 4]
    carry: list[Fraction] = [Fraction(0)] * 3
    for _ in range(13):
        got = apportion_lines([1], weights, carry)
        carry = carry_after(1, weights, got[0], carry)
    assert carry == [0, 0, 0]
    assert column_sums([apportion_lines([1], weights)[0] for _ in range(13)]) == [13, 0, 0]


@pytest.mark.parametrize(
    "weights", [np.array([[1, 2], [3, 4]]), pd.DataFrame({"An": [1, 3], "Bo": [2, 4]}), ((1, 2), (3, 4)), [np.array([1, 2]), pd.Series([3, 4])]]
)
def test_tables_of_every_kind_are_read_line_by_line(weights: Any) -> None:
    assert apportion_lines(np.array([3, 7]), weights) == [[1, 2], [3, 4]]  # type: ignore[arg-type]


def test_no_lines_are_no_shares() -> None:
    assert apportion_lines([], [1, 2]) == []


@pytest.mark.parametrize(
    ("totals", "weights", "said", "groups"),
    [
        ([1, 0, 2, 3], [[0, 0], [0, 0], [0, 0], [1, 0]], "nobody has a weight in line 1, 3,", (0, 2)),
        ([1, 2], [[1, 1]], "there are 1 rows of weights for 2 totals", ()),
        ([1], [[1, 1], [1, 1]], "there are 2 rows of weights for 1 totals", ()),
        ([1, 2], [[1, 1], [1]], "line 2 has 1 weights, and line 1 has 2", ()),
        ([1, 2], [[1, 1], 3], "line 2: weights must be a list", ()),
        ([1, 2], [[1, 1], [-1, 1]], "line 2: weight 1 is negative", ()),
        ([1, 2], [], "there are no weights", ()),
        (5, [1, 2], "totals must be a list", ()),
    ],
)
def test_lines_that_cannot_be_apportioned_are_named(totals: Any, weights: Any, said: str, groups: tuple[int, ...]) -> None:
    with pytest.raises(WeightsError, match=said) as caught:
        apportion_lines(totals, weights)
    assert caught.value.groups == groups
