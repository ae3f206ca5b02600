# seeded cases are no secrets
from __future__ import annotations

import inspect
import sys
import types
from fractions import Fraction
from itertools import pairwise
from math import gcd
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolsplit.engine import exact, fast
from poolsplit.engine.fast import apportioning, arithmetic, arrays, components, grouping, indexing, kernel
from poolsplit.errors import WeightsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FITS = st.integers(-(2**63), 2**63 - 1)
EDGES = st.sampled_from([side * 2**power + off for power in (31, 53, 61, 62, 63) for side in (1, -1) for off in (-1, 0, 1)])
INTS = st.integers(-20, 20) | st.integers(-(10**9), 10**9) | FITS | EDGES | st.integers(-(10**30), 10**30)
POSITIVE = INTS.map(abs).filter(bool)

fewer = settings(max_examples=60)


def outcome(operation: Callable[..., Any], *arguments: Any) -> Any:
    """What an operation gives as lists, or what it raises: the error, and the groups that it names."""
    try:
        found = operation(*arguments)
    except (WeightsError, ArithmeticError, LookupError) as error:
        return type(error), str(error) if isinstance(error, WeightsError) else "", getattr(error, "groups", None)
    return [list(map(int, column)) for column in (found if isinstance(found, tuple) else (found,))]


def same(name: str, *arguments: Any) -> None:
    """Both calculators agree; where a result takes more than 64 bits, the fast one says so."""
    expected = outcome(getattr(exact, name), *arguments)
    if isinstance(expected, list) and any(not -(2**63) <= value < 2**63 for column in expected for value in column):
        expected = (OverflowError, "", None)
    assert outcome(getattr(fast, name), *arguments) == expected


def test_both_calculators_have_the_same_operations() -> None:
    on_lists = {name for name, found in inspect.getmembers(exact, inspect.isfunction) if found.__module__ == exact.__name__ and not name.startswith("_")}
    assert on_lists - {"integers", "nobody", "largest_remainder", "hamilton"} == set(fast.__all__)


# ---------------------------------------------------------------- row by row


@given(st.lists(st.tuples(INTS, INTS, INTS), max_size=6))
def test_both_calculators_add_multiply_and_choose_the_same(rows: list[tuple[int, int, int]]) -> None:
    a, b, c = ([row[i] for row in rows] for i in range(3))
    same("add", a, b, c)
    same("multiply", a, b)
    same("choose", a, b, c, a)


@given(st.lists(st.tuples(INTS, INTS, INTS.filter(bool)), max_size=6))
def test_both_calculators_scale_and_divide_the_same(rows: list[tuple[int, int, int]]) -> None:
    values, numerators, divisors = ([row[i] for row in rows] for i in range(3))
    same("scale", values, numerators, divisors)
    same("divide", values, divisors)


@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(-3, 3), st.integers(1, 6)), max_size=20))
def test_both_calculators_scale_and_divide_halves_and_signs_the_same(rows: list[tuple[int, int, int]]) -> None:
    values, numerators, divisors = ([row[i] for row in rows] for i in range(3))
    same("scale", values, numerators, divisors)
    same("divide", values, divisors)


@given(st.lists(st.tuples(INTS, st.integers(0, 3)), max_size=8))
def test_both_calculators_add_up_and_spread_groups_the_same(rows: list[tuple[int, int]]) -> None:
    values, groups = ([row[i] for row in rows] for i in range(2))
    same("total", values, groups, 5)
    same("spread", [*values[:4], 1, 2, 3, 4], groups)


def test_one_huge_row_does_not_spoil_the_others() -> None:
    big = 2**40
    assert fast.multiply([3, -big, 5], [7, 2**22, 11]).tolist() == [21, -(2**62), 55]
    assert fast.scale([3, big * 3, 5], [1, big, 1], [2, big * 2, 2]).tolist() == [2, big * 3 // 2, 2]
    assert fast.total([2**62, 1, 2**62 - 1], [0, 1, 0], 3).tolist() == [2**63 - 1, 1, 0]
    assert fast.add([2**63 - 1], [5], [-5]).tolist() == [2**63 - 1]


def test_what_changes_nothing_is_still_a_column_that_fits() -> None:
    nothing, one, wide = fast.constant(0, 2), fast.constant(1, 2), [2**63, 1]
    assert fast.add(nothing).tolist() == fast.add(nothing, nothing).tolist() == [0, 0]
    assert fast.add(nothing, 5).tolist() == fast.add(5, nothing, 0).tolist() == [5, 5]
    for operation in (
        lambda: fast.add(wide, nothing), lambda: fast.add(wide, 0), lambda: fast.multiply(wide, one), lambda: fast.multiply(1, wide), lambda: fast.scale(wide, 1, 1),
        lambda: fast.total(wide, range(2), 2), lambda: fast.spread(wide, range(2)),
    ):
        with pytest.raises(OverflowError):
            operation()


def test_both_calculators_choose_the_same_where_one_number_for_some_rows_takes_more_than_64_bits() -> None:
    for number in (2**63, 2**64 - 1, 2**64, -(2**63) - 1):
        for flags in ([1, 0, 1], [1, 1, 1]):
            same("when", flags, number, [1, 2, 3])
            same("when", flags, [1, 2, 2**53 + 1], number)


def test_one_amount_in_all_rows_is_scaled_by_ratios_that_differ() -> None:
    for amount in (7, 2**61 + 1):
        for ratio in ((5, [2, 4, 7]), (4, [2**62, 1 - 2**63, 2**62 + 1])):
            expected = outcome(exact.scale, [amount] * 3, *ratio)
            assert outcome(fast.scale, fast.constant(amount, 3), *ratio) == outcome(fast.scale, fast.constant(amount, 3), fast.constant(ratio[0], 3), ratio[1]) == expected


def test_constant_columns() -> None:
    assert fast.constant(7, 3).tolist() == [7, 7, 7]
    with pytest.raises(OverflowError):
        fast.constant(2**63, 1)


SMALL = st.integers(-3, 3)
ANY = st.integers(-(2**62), 2**62)


def plain(found: Any) -> Any:
    """Arrays as lists, flags as 1 and 0."""
    if isinstance(found, tuple):
        return tuple(map(plain, found))
    return [int(value) for value in found] if isinstance(found, (np.ndarray, list, range)) else found


@given(st.lists(st.tuples(ANY, SMALL, SMALL), min_size=1), SMALL)
def test_flags_and_choices_are_as_in_exact(rows: list[tuple[int, int, int]], number: int) -> None:
    a, b, c = (list(column) for column in zip(*rows, strict=True))
    for name, arguments in (
        ("subtract", (b, c)), ("subtract", (number, c)), ("add", (b, number)), ("multiply", (b, number)), ("at_least", (b, c)), ("at_least", (number, c)),
        ("equal", (b, c)), ("equal", (b, number)), ("both", (b, c)), ("either", (b, c, a)), ("without", (b, c)), ("without", (1, c)), ("beyond", (a, 2**60)),
        ("when", (b, a, c)), ("when", (b, number, c)), ("choose", (b, number, a, number)), ("indices", (b,)), ("where", (b,)), ("some", (b,)),
        ("mark", ([0, -1], len(a))), ("join", (a, b)), ("ordered", (a,)), ("distinct", (b,)), ("distinct", (a,)), ("count", (len(a),)), ("constant", (number, 4)),
    ):
        assert plain(getattr(fast, name)(*arguments)) == plain(getattr(exact, name)(*arguments)), name
    flags = fast.at_least(b, c)
    assert plain(fast.total(flags, [0] * len(b), 1)) == [sum(exact.at_least(b, c))]
    assert plain(fast.multiply(flags, b)) == exact.multiply(exact.at_least(b, c), b)
    assert plain(fast.add(flags, flags)) == exact.multiply(exact.at_least(b, c), 2)
    for default in (0, 1, -1):
        assert plain(fast.pick(flags, [0, -1], default)) == exact.pick(exact.at_least(b, c), [0, -1], default)


@given(st.lists(st.tuples(SMALL | ANY, SMALL), max_size=30), st.lists(st.tuples(SMALL | ANY, SMALL), max_size=10))
def test_rows_are_grouped_found_and_matched_as_in_exact(rows: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> None:
    columns = [[row[place] for row in rows] for place in (0, 1)]
    sought = [[row[place] for row in wanted] for place in (0, 1)]
    assert plain(fast.group(*columns)) == exact.group(*columns)
    groups, first = exact.group(*columns)
    ordered = [[column[row] for row in first] for column in columns]
    for asked in (sought, columns):
        assert plain(fast.find(ordered, asked)) == exact.find(ordered, asked)
    assert plain(fast.pairs(columns[1], sought[1])) == exact.pairs(columns[1], sought[1])
    values = [abs(value) for value in columns[0]]
    assert plain(fast.lowest(values, groups, len(first) + 1)) == exact.lowest(values, groups, len(first) + 1)
    places = [group - 1 for group in groups]
    assert plain(fast.pick(values, places, 7)) == exact.pick(values, places, 7)
    mine, theirs = exact.own(exact.constant(5, len(rows))), fast.own(fast.constant(5, len(rows)))
    kept = list(range(0, len(rows), 2))
    exact.put(mine, kept, [values[place] for place in kept])
    fast.put(theirs, kept, [values[place] for place in kept])
    assert plain(theirs) == mine


@pytest.mark.parametrize("operation", [lambda: fast.scale([1], [1], [0]), lambda: fast.divide([1], [0]), lambda: fast.divide([2**70], [0])])
def test_nothing_is_divided_by_zero(operation: Callable[[], object]) -> None:
    with pytest.raises(ZeroDivisionError):
        operation()


@pytest.mark.parametrize(
    "operation",
    [
        lambda: fast.add([1, 2], [1]), lambda: fast.multiply([1], [1, 2]), lambda: fast.choose([1], [1], [1], [1, 2]), lambda: fast.total([1], [0, 0], 1),
        lambda: fast.apportion([1], [1, 2], [0]), lambda: fast.apportion([1], [1, 2], [0, 0], [1]), lambda: fast.apportion([1], [1, 2], [0, 0], None, [Fraction(0)]),
        lambda: fast.hand_out([1], [1], [1, 2], [0]), lambda: fast.apportion_lines([1], [1], [0], [0, 1]), lambda: fast.add([[1]], [[2]]),
        lambda: fast.add([1, 2], fast.constant(0, 3)), lambda: fast.multiply(fast.constant(1, 3), [1, 2]), lambda: fast.scale([1, 2], fast.constant(1, 3), 1),
    ],
)
def test_columns_of_unequal_length_or_shape_are_never_cut_short(operation: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"shorter|dimension|shape|broadcast|columns have"):
        operation()


@pytest.mark.parametrize("values", [[1.0, 2.0], [1, 2.5], ["1", "2"], np.array([1.0, 2.0]), [None, 1], np.array(["2020-01-01", "2021-01-01"], "datetime64[D]")])
def test_what_is_no_whole_number_is_refused(values: object) -> None:
    with pytest.raises(TypeError):
        fast.add(values, [1, 1])
    with pytest.raises(TypeError):
        fast.apportion([5], values, [0, 0])


@pytest.mark.parametrize("groups", [[0, 2], [2, 0], [-1, 0], [0, -1]])
def test_groups_that_do_not_exist_are_refused(groups: list[int]) -> None:
    for operation in (
        lambda: fast.apportion([1, 1], [1, 1], groups), lambda: fast.total([1, 1], groups, 2), lambda: fast.spread([1, 1], groups),
        lambda: fast.hand_out([1, 1], [1, 1], [1, 1], groups), lambda: fast.apportion_lines([1, 1], [1, 1], groups, [0, 1]),
    ):
        with pytest.raises(IndexError, match=f"^a group is an index from 0 to 1, not {sum(groups)}$"):
            operation()
    with pytest.raises(IndexError):
        fast.apportion_lines([1], [1, 1], [0, 0], [-1, 0])


@pytest.mark.parametrize("kind", [np.int8, np.int32, np.uint16, np.uint64, np.int64, object])
def test_whole_numbers_come_in_arrays_of_any_kind_and_order(kind: type) -> None:
    weights = np.array([3, 0, 2, 0, 2, 0], kind)[::2]
    assert fast.apportion(np.array([100], kind), weights, np.zeros(3, kind)).tolist() == exact.apportion([100], [3, 2, 2], [0, 0, 0])


# ---------------------------------------------------------------- apportion, in groups


@st.composite
def grouped(draw: st.DrawFn, carried: bool = False) -> tuple[list[int], list[int], list[int], list[int] | None, list[Fraction] | None]:  # noqa: FBT001, FBT002
    """Totals, and per row the weight, the group, perhaps the rank and the carry; groups are interleaved, and some weigh nothing."""
    totals = draw(st.lists(INTS, min_size=1, max_size=5))
    weights = st.lists(st.integers(0, 3) | INTS.map(abs), max_size=12)
    rows = [(weight, group) for group in range(len(totals)) for weight in draw(weights)]
    rows = draw(st.permutations(rows)) if draw(st.booleans()) else rows
    rank = draw(st.none() | st.lists(st.integers(0, 9) | FITS, min_size=len(rows), max_size=len(rows)))
    owed = st.fractions(-2, 2, max_denominator=12) if draw(st.booleans()) else st.sampled_from([Fraction(0)] * 9 + [Fraction(1, 3)])
    carry = draw(st.lists(owed, min_size=len(rows), max_size=len(rows))) if carried else None
    return totals, [weight for weight, _ in rows], [group for _, group in rows], rank, carry


@given(grouped())
def test_every_group_is_cut_as_exactly_whatever_its_size(case: tuple[Any, ...]) -> None:
    assert outcome(fast.apportion, *case) == outcome(exact.apportion, *case)


@given(grouped(carried=True))
def test_what_is_owed_decides_as_exactly(case: tuple[Any, ...]) -> None:
    assert outcome(fast.apportion, *case) == outcome(exact.apportion, *case)


SIZES = (1, 2, 2, 3, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 33, 64, 65, 100, 129, 257)
HIGHEST = (1, 2, 10, 1000, 10**6, 2**31, 2**45, 2**53)


def weights_of(random: Random, size: int) -> list[int]:
    """Equal, small, large or mostly absent weights; or near multiples of one number, so that quotas come near whole ones."""
    kind = random.randrange(7)
    highest = random.choice(HIGHEST)
    if kind == 0:
        return [random.choice((1, 5, 2**40))] * size
    if kind == 1:
        return [random.choice((0, 0, 0, highest)) for _ in range(size)]
    if kind == 2:
        base = random.choice((7, 3**30, 10**12, 10**15, 2**50))
        return [base // random.randint(1, 50) + random.randint(0, 2) for _ in range(size)]
    if kind == 3:
        unit = random.choice((1, 2**33, 2**40))
        return [unit * random.randint(0, 4) for _ in range(size)]
    return [random.randint(0, highest) for _ in range(size)]


def total_of(random: Random, weights: list[int]) -> int:
    """Units for all, almost all or none; sums of the weights and their like, so that quotas are whole or almost; and up to the limits."""
    whole, size = sum(weights), len(weights)
    guessed = int(2**53 / 5.02) // size
    chosen = random.choice((
        0, 1, size - 1, random.randint(0, size), random.randint(0, 10**6), random.randint(0, 10**9), random.randint(0, 2**61), 2**61 - random.randint(0, 9),
        guessed - random.randint(1, 99), guessed + random.randint(-1, 1), random.randint(guessed // 4, guessed), whole % guessed, whole // random.randint(1, 1000) + 1, min(whole * 3, 2**61),
    ))
    return random.choice((1, 1, -1)) * chosen if whole else 0


def cases(random: Random, count: int, sizes: tuple[int, ...] = SIZES) -> Iterator[tuple[list[int], list[int], list[int], list[int] | None]]:
    """Pools of all sizes and kinds, their rows together or shuffled, some with ranks; some groups have no rows."""
    for _ in range(count):
        totals: list[int] = []
        rows: list[tuple[int, int]] = []
        for group in range(random.randint(1, 12)):
            weights = weights_of(random, random.choice(sizes)) if random.randrange(12) else []
            totals.append(total_of(random, weights) if weights else 0)
            rows += [(weight, group) for weight in weights]
        if random.randrange(2):
            random.shuffle(rows)
        rank = [random.randint(-9, 9) * random.choice((1, 1, 2**59)) for _ in rows] if random.randrange(2) else None
        yield totals, [weight for weight, _ in rows], [group for _, group in rows], rank


@pytest.mark.parametrize("block", [16, 100, kernel.BLOCK])
@pytest.mark.parametrize("seed", [1, 2])
def test_adversarial_pools_are_cut_as_exactly(block: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "BLOCK", block)
    for case in cases(Random(seed), 200):
        assert fast.apportion(*case).tolist() == exact.apportion(*case)


@pytest.mark.parametrize("size", range(1, 258, 4))
def test_pools_of_one_size_are_cut_as_exactly(size: int) -> None:
    random = Random(size)
    for sizes in ((size,), (size, size + 1, size + 2, size + 3)):
        for case in cases(random, 3, sizes):
            assert fast.apportion(*case).tolist() == exact.apportion(*case)


@pytest.mark.parametrize(("highest", "whole"), [(1000, 10**9 + 7), (3, 12345), (2**40, 2**50 - 1), (1, 34_999), (0, 69_999), (9, 0), (2**45, 2**60 + 12345)])
def test_one_pool_of_seventy_thousand_is_cut_as_exactly(highest: int, whole: int) -> None:
    weights = np.random.default_rng(7).integers(0, highest, 70_000, endpoint=True) if highest else np.full(70_000, 3)
    groups = np.zeros(70_000, np.int64)
    expected = exact.apportion([whole], weights.tolist(), groups.tolist())
    assert fast.apportion([whole], weights, groups).tolist() == expected
    assert fast.apportion([-whole], weights, groups).tolist() == [-share for share in expected]


def near_whole(random: Random, size: int, sum_of_weights: int) -> tuple[int, list[int]]:
    """A total and weights of a given sum, of which the first has a quota at most 2 / sum from a whole number: floating point may find the other side."""
    weight = random.randrange(sum_of_weights // 2, sum_of_weights)
    while gcd(weight, sum_of_weights) > 1:
        weight -= 1
    total = random.randint(-2, 2) * pow(weight, -1, sum_of_weights) % sum_of_weights
    cuts = sorted(random.randint(0, sum_of_weights - weight) for _ in range(size - 2))
    return total, [weight, *(high - low for low, high in pairwise([0, *cuts, sum_of_weights - weight]))]


def guessed(random: Random, size: int) -> tuple[int, list[int]]:
    """The same with a total that is just small enough to be guessed."""
    return near_whole(random, size, kernel._GUESSED // (2 * 2 ** (size - 1).bit_length()) - random.randint(1, 10**9))  # noqa: SLF001


def divided_exactly(module: Any) -> bool:
    """Whether long division finds every floor: the step after it would repair the most of what it misses."""
    random = Random(8)
    pools = [near_whole(random, 2, random.randint(2**59, 2**61)) for _ in range(3000)]
    columns = [np.array(column, np.int64) for column in zip(*((total, weights[0], sum(weights)) for total, weights in pools), strict=True)]
    floors = module._long_division(columns[0], columns[1], columns[2])  # noqa: SLF001
    return floors.tolist() == [total * weights[0] // sum(weights) for total, weights in pools]


def test_totals_whose_digits_are_guessed_wrong_are_divided_exactly() -> None:
    assert divided_exactly(kernel)


@pytest.mark.parametrize("sizes", [(2, 3, 4, 5, 6, 7, 8), (9, 12, 16, 17, 40)])
def test_guesses_one_off_either_way_happen_and_do_no_harm(sizes: tuple[int, ...], record_property: Callable[[str, object], None]) -> None:
    random = Random(9)
    pools = [guessed(random, random.choice(sizes)) for _ in range(3000)]
    totals = [total for total, _ in pools]
    weights = [weight for _, mine in pools for weight in mine]
    groups = [group for group, (_, mine) in enumerate(pools) for _ in mine]
    sums = np.array([sum(mine) for _, mine in pools])
    guesses = (np.array(weights).astype(float) * (np.array(totals) / sums)[groups]).astype(np.int64).tolist()
    off = [guess - totals[group] * weight // int(sums[group]) for guess, weight, group in zip(guesses, weights, groups, strict=True)]
    low, high = off.count(-1), off.count(1)
    record_property("counts", {"rows guessed": len(off), "one too low": low, "one too high": high})
    assert low > 5
    assert high > 5
    assert low + high + off.count(0) == len(off)
    assert fast.apportion(totals, weights, groups).tolist() == exact.apportion(totals, weights, groups)


def test_ties_go_to_the_larger_weight_then_by_rank_then_to_the_earlier_row() -> None:
    for weights in ([1, 3, 1, 3], [1, 1, 1, 3, 3, 3, 1, 1, 3, 3, 1, 1], [2**33, 3 * 2**33, 2**33, 3 * 2**33], [2**33, 3 * 2**33] * 6):
        for total in range(-30, 30):
            for rank in (None, list(range(len(weights)))[::-1], [0] * len(weights)):
                assert fast.apportion([total], weights, [0] * len(weights), rank).tolist() == exact.apportion([total], weights, [0] * len(weights), rank)


def test_the_order_of_rows_changes_nothing_where_ranks_are_given() -> None:
    random = Random(3)
    for totals, weights, groups, _ in cases(random, 150):
        rank = random.sample(range(len(weights)), len(weights))
        shares = fast.apportion(totals, weights, groups, rank)
        order = np.array(random.sample(range(len(weights)), len(weights)), np.int64)
        shuffled = fast.apportion(totals, np.array(weights, np.int64)[order], np.array(groups, np.int64)[order], np.array(rank, np.int64)[order])
        assert shuffled.tolist() == shares[order].tolist()


@pytest.mark.parametrize("huge", [2**62, 2**63, 10**30])
@pytest.mark.parametrize("where", ["total", "weight", "sum"])
def test_groups_that_64_bits_cannot_hold_leave_the_others_alone(huge: int, where: str) -> None:
    totals = [100, -huge if where == "total" else -70, 7]
    weights = [1, 1, 1, *([huge, 3, 5] if where == "weight" else [huge // 2 + 1] * 3 if where == "sum" else [3, 1, 2]), 2, 3]
    groups, rank = [0, 0, 0, 1, 1, 1, 2, 2], [8, 7, 6, 5, 4, 3, 2, 1]
    shares = fast.apportion(totals, weights, groups, rank)
    assert shares.tolist() == exact.apportion(totals, weights, groups, rank)
    assert (shares.dtype == np.int64) == (max(map(abs, shares.tolist())) < 2**63)


def test_nothing_comes_of_nothing() -> None:
    assert fast.apportion([], [], []).tolist() == fast.apportion_lines([], [], [], []).tolist() == fast.hand_out([], [], [], []).tolist() == []
    assert fast.apportion([0, 0], [], []).tolist() == []
    assert fast.apportion([0], [0, 0], [0, 0]).tolist() == [0, 0]
    assert fast.total([], [], 2).tolist() == [0, 0]
    assert fast.add().tolist() == fast.add([], []).tolist() == fast.spread([], []).tolist() == []


@pytest.mark.parametrize("total", [7, 2**70])
@pytest.mark.parametrize("block", [1, kernel.BLOCK])
def test_all_groups_that_nobody_can_bear_are_named_at_once(total: int, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "BLOCK", block)
    arguments = ([5, 0, -1, total, 3], [0, 0, 0, 0, 1], [0, 1, 2, 2, 4])
    assert outcome(fast.apportion, *arguments) == outcome(exact.apportion, *arguments)
    assert outcome(fast.apportion, *arguments)[2] == (0, 2, 3)
    assert outcome(fast.apportion_lines, *arguments, [0, 1, 2, 3, 0]) == outcome(exact.apportion_lines, *arguments, [0, 1, 2, 3, 0])


@pytest.mark.parametrize("negative", [-1, -(2**63), -(2**70)])
@pytest.mark.parametrize("other", [1, 2**70])
def test_all_groups_with_a_negative_weight_are_named_at_once(negative: int, other: int) -> None:
    for operation in (fast.apportion, fast.apportion_lines):
        with pytest.raises(WeightsError, match="negative") as caught:
            operation([1, 2, 0], [other, negative, 1, 1, -1], [0, 0, 1, 2, 2], [0, 1, 2, 3, 4])
        assert caught.value.groups == (0, 2)


def test_columns_that_cannot_be_written_into_are_apportioned_handed_out_and_added_up() -> None:
    for totals, weights, groups, rank in cases(Random(11), 60):
        columns = [np.array(column, np.int64) for column in (totals, weights, groups, rank or range(len(groups)))]
        for column in columns:
            column.flags.writeable = False
        fast.apportion(*columns)
        fast.hand_out(np.abs(columns[0]), columns[3], columns[1], columns[2])
        fast.total(columns[1], columns[2], len(totals))
        fast.add(columns[1], columns[2])


@given(st.lists(st.tuples(st.integers(0, 4) | POSITIVE, st.lists(st.tuples(INTS, st.integers(0, 9) | POSITIVE), max_size=12)), max_size=4), st.randoms(use_true_random=False))
def test_both_calculators_hand_out_the_same_units(groups: list[tuple[int, list[tuple[int, int]]]], random: Random) -> None:
    rows = [(group, *row) for group, (_, mine) in enumerate(groups) for row in mine]
    random.shuffle(rows)
    same("hand_out", [units for units, _ in groups], [r for _, r, _ in rows], [w for _, _, w in rows], [g for g, _, _ in rows])


def test_units_are_not_taken_back() -> None:
    with pytest.raises(ValueError, match="handed out"):
        fast.hand_out([-1], [1], [1], [0])


# ---------------------------------------------------------------- controlled rounding


def lines(random: Random) -> tuple[list[int], list[int], list[int], list[int], list[Fraction] | None]:
    """Several pools with lines and members of their own, shuffled; sparse, equal, one-unit and huge ones among them."""
    totals: list[int] = []
    rows: list[tuple[int, int, int]] = []
    n = 0
    huge = random.choice((1, 1, 1, 10**12, 10**30))
    for _ in range(random.randint(1, 4)):
        members = range(n, n + random.randint(1, 7))
        n += len(members)
        highest = random.choice((1, 1, 5, 60, huge))
        for _ in range(random.randint(1, 12)):
            mine = [(random.randint(highest == 1 and random.randrange(2), highest), len(totals), member) for member in members if random.randrange(4)]
            totals.append(random.choice((1, -1, random.randint(-5, 5), random.randint(0, huge))) if any(weight for weight, _, _ in mine) else 0)
            rows += mine
    random.shuffle(rows)
    carry = [Fraction(random.randint(-9, 9), 7) * random.randrange(2) for _ in range(n)] if random.randrange(3) == 0 else None
    return totals, [w for w, _, _ in rows], [line for _, line, _ in rows], [m for _, _, m in rows], carry


def test_lines_are_rounded_as_exactly() -> None:
    random = Random(4)
    moved = 0
    for _ in range(600):
        case = lines(random)
        found = fast.apportion_lines(*case).tolist()
        assert found == exact.apportion_lines(*case)
        owed = None if case[4] is None else [case[4][member] for member in case[3]]
        moved += found != exact.apportion(*case[:4], owed)
    assert moved > 100    # so often the largest remainders alone are wrong


def test_a_sum_that_floating_point_cannot_decide_is_looked_at() -> None:
    thirds = [1, 1, 1] * 300
    case = ([1] * 300, thirds, [i // 3 for i in range(900)], [0, 1, 2] * 300)
    assert [sum(fast.apportion_lines(*case)[member::3].tolist()) for member in range(3)] == [100, 100, 100]
    assert fast.apportion_lines(*case).tolist() == exact.apportion_lines(*case)


@given(st.integers(0, 5), st.integers(-3, 3), st.lists(st.integers(-(2**63), 2**63 - 1), min_size=2, max_size=6))
def test_columns_of_one_value_and_places_in_order_are_columns_like_others(flag: int, value: int, rows: list[int]) -> None:
    n = len(rows)
    alike = {"of one value": (fast.constant(value, n), [value] * n), "in order": (fast.count(n), list(range(n)))}
    for known, listed in alike.values():
        for name in ("add", "subtract", "multiply", "at_least", "equal", "either", "both", "without"):
            for fast_pair, pair in (((known, rows), (listed, rows)), ((rows, known), (rows, listed)), ((known, known), (listed, listed))):
                expected = outcome(getattr(exact, name), *pair)
                if all(-(2**63) <= cell < 2**63 for column in expected for cell in column):
                    assert outcome(getattr(fast, name), *fast_pair) == expected
        assert outcome(fast.when, fast.equal(fast.constant(flag, n), 1), known, 7) == outcome(exact.when, [flag == 1] * n, listed, 7)
        assert list(fast.indices(known)) == exact.indices(listed)
        assert list(fast.where(fast.at_least(known, 0))) == exact.where(exact.at_least(listed, 0))
    places = fast.count(n)
    assert list(fast.pick(places, places)) == list(fast.ordered(places)) == list(fast.lowest(places, places, n)) == list(range(n))
    assert list(fast.pick(rows, places)) == list(fast.placed([0] * n, places, rows)) == rows
    assert list(fast.total(rows, places, n)) == list(fast.spread(rows, places)) == rows


@given(st.lists(SMALL | ANY, min_size=2, max_size=9), st.lists(st.integers(0, 4), min_size=2, max_size=9), SMALL)
def test_what_needs_no_look_at_the_rows_is_what_a_look_at_them_finds(column: list[int], codes: list[int], number: int) -> None:
    n = len(column)
    flags = fast.at_least(column, 0)
    for name, known, listed in (
        ("add", (column, fast.constant(0, n), 0), (column, [0] * n, 0)), ("add", (0, flags), (0, plain(flags))), ("add", (0, fast.constant(0, n)), (0, [0] * n)),
        ("multiply", (column, fast.constant(1, n)), (column, [1] * n)), ("multiply", (1, flags), (1, plain(flags))), ("multiply", (np.int64(1), column), (1, column)),
        ("scale", (column, number, 1), (column, number, 1)), ("scale", (column, number, fast.constant(1, n)), (column, number, [1] * n)),
        ("equal", (fast.count(n), fast.count(n)), (exact.count(n), exact.count(n))), ("pick", (fast.constant(number, n), [1, 0, 1]), ([number] * n, [1, 0, 1])),
        ("pick", (fast.constant(number, n), [1, -1]), ([number] * n, [1, -1])),
    ):
        expected = exact.own(getattr(exact, name)(*listed))
        if all(-(2**63) <= cell < 2**63 for cell in expected):
            assert plain(getattr(fast, name)(*known)) == expected, name
    for each in (column, exact.count(n), fast.count(n), fast.column(exact.count(n))):
        for size in (n - 1, n):
            assert fast.is_count(each, size) == exact.is_count(each, size) == (plain(each) == list(range(size)))
    groups, first = fast.group(sorted(codes))
    rows = len(codes)
    if len(first) < rows:
        assert plain(fast.total(fast.constant(number, rows), groups, len(first))) == exact.total([number] * rows, plain(groups), len(first))
        assert plain(fast.lowest(fast.count(rows), groups, len(first))) == exact.lowest(exact.count(rows), plain(groups), len(first))


def test_sums_of_groups_that_stand_together_are_exact_where_the_sum_of_all_wraps() -> None:
    random = Random(8)
    groups, first = fast.group(sorted(random.randrange(9) for _ in range(40)))
    values = [random.choice((2**62, -(2**61), 5)) if row in set(first.tolist()) else random.randrange(99) for row in range(40)]
    assert fast.total(values, groups, len(first)).tolist() == exact.total(values, groups.tolist(), len(first))
    with pytest.raises(OverflowError):
        fast.total([2**62] * 40, groups, len(first))


def test_rows_are_worked_on_in_blocks_as_at_once() -> None:
    rows = np.random.default_rng(3).integers(-(10**9), 10**9, 150_000)
    divisors = np.random.default_rng(4).integers(1, 999, len(rows))
    for name, columns in (("scale", (rows, 15, 1000)), ("divide", (rows, divisors)), ("add", (rows, divisors, rows)), ("equal", (rows % 2, 1))):
        listed = [column if isinstance(column, int) else column.tolist() for column in columns]
        assert outcome(getattr(fast, name), *columns) == outcome(getattr(exact, name), *listed)


# ---------------------------------------------------------------- each line of it is needed


def agrees(calculator: Any) -> bool:
    """Whether a calculator passes a quick look at everything above."""
    random = Random(21)
    try:
        for case in cases(random, 120, (1, 2, 3, 4, 8, 9, 12, 17)):
            if calculator.apportion(*case).tolist() != exact.apportion(*case):
                return False
        doubtful = [guessed(random, random.choice((2, 5, 9, 12))) for _ in range(1200)]
        ties, wide_ties = ([(total, [unit, 3 * unit] * half) for half in (1, 2, 6) for total in range(12)] for unit in (1, 2**33))
        for pools in (doubtful, ties, wide_ties):
            rows = [(weight, group) for group, (_, mine) in enumerate(pools) for weight in mine]
            case = ([total for total, _ in pools], [weight for weight, _ in rows], [group for _, group in rows], None)
            if calculator.apportion(*case).tolist() != exact.apportion(*case):
                return False
        if not divided_exactly(calculator.kernel):
            return False
        return _agrees_beside(calculator, random)
    except Exception:  # noqa: BLE001
        return False


def _agrees_beside(calculator: Any, random: Random) -> bool:
    """The operations beside `apportion`, what is owed, lines, and the limits."""
    for _ in range(60):
        case = lines(random)
        if calculator.apportion_lines(*case).tolist() != exact.apportion_lines(*case):
            return False
    for totals, weights, groups, _ in cases(random, 30, (1, 2, 9, 12)):
        units = [random.randint(0, 5) for _ in totals]
        owed = [Fraction(random.randrange(3), 3) for _ in weights]
        remainders = [random.randint(-9, 9) for _ in weights]
        if calculator.hand_out(units, remainders, weights, groups).tolist() != exact.hand_out(units, remainders, weights, groups):
            return False
        if calculator.apportion(totals, weights, groups, None, owed).tolist() != exact.apportion(totals, weights, groups, None, owed):
            return False
    large = [2**62, 2**62 - 1, 2**61, 5, -7, -5, 3, 1, 0]
    ones = [1, 1, 4, 3, 2, 1, 2, 2, 5]
    halves = [2**62, 1, 2, 2, 4, 2, 2, 2, 3]
    members = [0, 0, 1, 1, 2, 2, 3, 3, 3]
    return (
        outcome(calculator.multiply, large, [4] * 9) == (OverflowError, "", None)
        and outcome(calculator.add, large, large) == (OverflowError, "", None)
        and outcome(calculator.subtract, [-(2**63), 0], [1, 0]) == (OverflowError, "", None)
        and plain(calculator.mark([0, -1], 9)) == exact.mark([0, -1], 9)
        and plain(calculator.pick(large, [-1, 2], 7)) == exact.pick(large, [-1, 2], 7)
        and plain(calculator.lowest([1, 1, 2, 4, 5], [3, 1, 3, 0, 1], 4)) == exact.lowest([1, 1, 2, 4, 5], [3, 1, 3, 0, 1], 4)
        and plain(calculator.find(([0, 0, 1], [3, 4, 3]), ([1, 0], [3, 9]))) == exact.find(([0, 0, 1], [3, 4, 3]), ([1, 0], [3, 9]))
        and calculator.scale(large, ones, halves).tolist() == exact.scale(large, ones, halves)
        and [column.tolist() for column in calculator.divide(large, halves)] == [*map(list, exact.divide(large, halves))]
        and calculator.total(large, members, 4).tolist() == exact.total(large, members, 4)
        and outcome(calculator.total, large, [0] * 9, 1) == (OverflowError, "", None)
        and calculator.apportion([9], [2**62 - 1, 2**62 - 1, 2**62 - 3], [0] * 3).tolist() == [3, 3, 3]
        and outcome(calculator.apportion, [9, 9], [1, -1, 3], [0, 1, 1])[2] == (1,)
    )


MUTANTS = {
    "an equal row later takes the unit": (kernel, "later = first[row] > first[:row]", "later = first[row] >= first[:row]"),
    "one unit too many": (kernel, "ranks < units", "ranks <= units"),
    "weights do not break ties of small sums": (kernel, "(whole << _DIGIT) + 1, out=weights", "whole << _DIGIT, out=weights"),
    "weights do not break ties of large sums, small groups": (kernel, "& (finer[0][row] > finer[0][:row])", "& False"),
    "weights do not break ties of large sums, large groups": (kernel, "np.where(candidates, key[unclear], LEAST)", "np.where(candidates, 0, LEAST)"),
    "keys overflow": (kernel, "sums.max() < 1 << _DIGIT", "sums.max() < 1 << 60"),
    "negative totals give positive shares": (kernel, "shares *= np.sign(totals)", "shares *= 1"),
    "everything is guessed": (kernel, ">= _GUESSED", ">= 1 << 99"),
    "remainders of wrong guesses look right": (kernel, "[whole * weights - floors * sums, weights]", "[(whole * weights - floors * sums) % sums, weights]"),
    "one of the tied too few": (kernel, "np.cumsum(candidates, 1) <= left[unclear]", "np.cumsum(candidates, 1) < left[unclear]"),
    "all of the tied": (kernel, "unclear = np.flatnonzero((", "unclear = np.flatnonzero(False & ("),
    "a large group without units gives one": (kernel, "flags &= units > 0", "flags &= units > -1"),
    "rows of the next group fill up": (kernel, 'np.where(live, column.take(indices, mode="clip"), fill)', 'column.take(indices, mode="clip")'),
    "what fills up gets units": (kernel, "[(remainders, LEAST), (weights, LEAST)]", "[(remainders, 0), (weights, 0)]"),
    "the first digit's rest is all": (kernel, "(remainder << _DIGIT) + low * weights", "(remainder << _DIGIT)"),
    "the low digit is forgotten": (kernel, "+ low * parts) / divisors", ") / divisors"),
    "digits one too high stay": (kernel, "((remainder < 0, 1), (remainder >= sums, -1))", "((remainder >= sums, -1),)"),
    "digits one too low stay": (kernel, "((remainder < 0, 1), (remainder >= sums, -1))", "((remainder < 0, 1),)"),
    "ranks of rows that stand together do not count": (kernel, "in_order = rank is None or", "in_order = True or"),
    "ranks of shuffled rows do not count": (kernel, "[groups] if rank is None else [groups, rank]", "[groups]"),
    "ranks overflow": (kernel, ">= np.iinfo(np.int64).bits", ">= 9999"),
    "groups without rows are overlooked": (kernel, "if len(starts) != n + 1:", "if False:"),
    "negative numbers have no size": (arrays, "max(-int(column.min()), int(column.max()))", "int(column.max())"),
    "what has no place is marked in the last row": (indexing, "flags = np.zeros(n + 1, bool)", "flags = np.zeros(n, bool)"),
    "what has no place is picked from the first row": (indexing, "np.where(rows >= 0, values.take", "np.where(rows >= -1, values.take"),
    "the last of a group is its lowest": (grouping, "result[row_groups[::-1]] = values[::-1]", "result[row_groups] = values"),
    "rows that are not there are found": (grouping, "np.where(ordered_keys[index] == wanted_keys, index, -1)", "index"),
    "sums of weights wrap": (apportioning, "0.99 * kernel.LIMIT", "9.0 * kernel.LIMIT"),
    "negative weights pass": (apportioning, "if weights.min() < 0:", "if False:"),
    "what is owed is not asked": (apportioning, "groups[owed != 0]", "groups[owed == 99]"),
    "products wrap": (arithmetic, "np.abs(np.asarray(a, np.float64) * b) >= SURE", "np.abs(np.asarray(a, np.float64) * b) < 0"),
    "sums of columns wrap": (arithmetic, "sum(map(size, operands)) > MOST", "sum(map(size, operands)) < 0"),
    "sums of groups wrap": (grouping, "np.abs(values.astype(np.float64)), n) >= SURE", "np.abs(values.astype(np.float64)), n) < 0"),
    "sums of groups are rounded": (grouping, "< 1 << 53", "< 1 << 99"),
    "halves go up": (arithmetic, "(remainder == denominators) & (quotient & 1 == 1)", "(remainder == denominators)"),
    "quotients are floors": (arithmetic, "quotients = np.abs(values) // divisors", "quotients = values // divisors"),
    "a member one whole unit off is right": (apportioning, "np.abs(differences) >= 1 - margin", "np.abs(differences) > 1 + 2 * margin"),
    "nobody is suspected": (apportioning, "np.abs(differences) >= 1 - margin", "np.abs(differences) >= 99"),
    "only a suspect's own lines are repaired": (components, "waiting += new_members", "waiting += []"),
}
"""What is wrong -> the module, the right text, and the wrong text that stands in its place."""


COPIED = (kernel, components, arrays, indexing, arithmetic, grouping, apportioning)
"""The modules that `fast` is made of, each after those that it imports."""


def calculator(module: types.ModuleType, right: str, wrong: str) -> Any:
    """A copy of `fast` and of what it is made of in which one text of one module is another."""
    copies: dict[str, types.ModuleType] = {}
    with pytest.MonkeyPatch.context() as patch:
        for each in (*COPIED, fast):
            source = Path(str(each.__file__)).read_text(encoding="utf-8")
            assert each is not module or source.count(right) == 1
            copies[each.__name__.rpartition(".")[2]] = copy = types.ModuleType(each.__name__)
            patch.setitem(sys.modules, each.__name__, copy)
            if each is not fast:
                patch.setattr(fast, each.__name__.rpartition(".")[2], copy)
            exec(compile(source.replace(right, wrong) if each is module else source, each.__name__, "exec"), copy.__dict__)  # noqa: S102
    copy.__dict__.update({name: module for name, module in copies.items() if module is not copy})
    return copy


def test_copies_are_of_all_that_fast_is_made_of_and_of_nothing_else() -> None:
    assert {Path(str(each.__file__)) for each in (*COPIED, fast)} == set(Path(str(fast.__file__)).parent.glob("*.py"))
    copy = calculator(apportioning, "2.0**-53", "2.0**-52")
    for name in fast.__all__:
        assert getattr(copy, name).__module__ == getattr(fast, name).__module__
        assert getattr(copy, name) is not getattr(fast, name)


@pytest.mark.parametrize("module", COPIED)
def test_a_copy_without_a_fault_agrees(module: types.ModuleType) -> None:
    assert agrees(calculator(module, "import numpy as np", "import numpy\nnp = numpy"))


def test_blocks_of_any_size_agree() -> None:
    assert agrees(calculator(kernel, "BLOCK = 1 << 17", "BLOCK = 1 << 5"))


@pytest.mark.parametrize("fault", MUTANTS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_planted_fault_is_seen(fault: str) -> None:
    assert not agrees(calculator(*MUTANTS[fault]))
