from __future__ import annotations

import json
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from math import exp, factorial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolsplit.errors import PoolsplitError
from poolsplit.order.evidence.inspection import (
    AQLS,
    LETTERS,
    LEVELS,
    SHARES_BAD,
    Plan,
    cartons,
    chance,
    code_letter,
    draw,
    inspections,
    percent_text,
    plan_for_letter,
    sampling_plan,
)

PUBLISHED: dict[str, Any] = json.loads((Path(__file__).parent / "aql_tables.json").read_text(encoding="utf-8"))


# ---------------------------------------------------------------- the published tables


def test_every_cell_of_the_published_table_is_what_the_rule_gives(record_property: Any) -> None:
    found = {letter: [[plan_for_letter(letter, aql).sample, plan_for_letter(letter, aql).accept] for aql in PUBLISHED["aql"]] for letter in PUBLISHED["plans"]}
    assert found == PUBLISHED["plans"]
    assert sum(map(len, found.values())) == 416
    record_property("counts", {"cells of the published table of plans": 416})


def test_the_table_covers_every_letter_and_every_aql() -> None:
    assert "".join(PUBLISHED["plans"]) == LETTERS
    assert tuple(PUBLISHED["aql"]) == AQLS
    assert {"0.025", "100"} < set(AQLS)


def test_every_letter_of_the_published_table_at_both_ends_of_its_lots() -> None:
    smallest = 2
    for largest, letters in PUBLISHED["letters"]:
        for lot in (smallest, largest or 10**9):
            assert "".join(code_letter(lot, level) for level in LEVELS) == letters
        smallest = (largest or 0) + 1


def test_the_worked_example() -> None:
    assert sampling_plan(100, 2.5) == Plan("F", "2.5", 20, 1, 100, everything=False)
    assert (sampling_plan(100, 4).sample, sampling_plan(100, 4).accept, sampling_plan(100, 4).reject) == (20, 2, 3)


@given(lot=st.integers(1, 10**6), aql=st.sampled_from(AQLS), level=st.sampled_from(LEVELS))
def test_a_sample_never_exceeds_its_lot_and_says_when_it_is_all_of_it(lot: int, aql: str, level: str) -> None:
    plan = sampling_plan(lot, aql, level)
    table = plan_for_letter(plan.letter, aql)
    assert plan.sample == min(table.sample, lot)
    assert plan.everything == (table.sample >= lot)


@pytest.mark.parametrize(("written", "meant"), [(4, "4.0"), (4.0, "4.0"), ("4", "4.0"), (" 0.1 ", "0.10"), (0.01, "0.010"), (Fraction(5, 2), "2.5"), (100.0, "100")])
def test_an_aql_is_known_however_it_is_written(written: object, meant: str) -> None:
    assert plan_for_letter("F", written).aql == meant


@pytest.mark.parametrize("level", ["s-3", "S3", " S - 3 ", "iii", "II"])
def test_a_level_is_known_however_it_is_written(level: str) -> None:
    assert sampling_plan(100, 1, level).letter == {"I": "G", "2": "F"}.get(level[0].upper(), "C") if level != "II" else "F"


@pytest.mark.parametrize(
    ("lot", "aql", "level", "said"),
    [
        (0, 2.5, "II", "at least 1: 0"), (-5, 2.5, "II", "at least 1"), (2.5, 2.5, "II", "whole number"), (True, 2.5, "II", "whole number"),
        (100, 3, "II", "3 is no AQL of the table; they are: 0.010"), (100, "x", "II", "no AQL"), (100, 0, "II", "no AQL"), (100, "1/0", "II", "no AQL"),
        (100, 2.5, "IV", "IV is no level of inspection; they are: S-1"), (100, 2.5, "", "no level"), (100, 2.5, "S", "no level"),
    ],
)
def test_what_the_table_does_not_have_is_refused_with_what_it_has(lot: Any, aql: Any, level: str, said: str) -> None:
    with pytest.raises(PoolsplitError, match=said):
        sampling_plan(lot, aql, level)


@pytest.mark.parametrize("letter", ["I", "O", "S", "", "AB"])
def test_a_letter_that_is_none_is_refused(letter: str) -> None:
    with pytest.raises(PoolsplitError, match="no code letter"):
        plan_for_letter(letter, 1)


# ---------------------------------------------------------------- chances


@pytest.mark.parametrize(("lot", "bad", "sample", "accept"), [(8, 3, 3, 0), (8, 3, 3, 1), (9, 2, 5, 1), (10, 10, 4, 2), (7, 0, 2, 0)])
def test_the_chance_of_acceptance_is_the_share_of_all_samples_that_pass(lot: int, bad: int, sample: int, accept: int) -> None:
    """Counted by drawing every sample there is."""
    samples = list(combinations(range(lot), sample))
    passing = sum(sum(piece < bad for piece in drawn) <= accept for drawn in samples)
    plan = Plan("A", "2.5", sample, accept, lot)
    assert chance(plan, Fraction(100 * bad, lot)) == Fraction(passing, len(samples))


def test_the_chances_of_the_worked_example() -> None:
    """Of 100 pieces 5 are bad: none or one of them among 20, (C(95,20) + 5 C(95,19)) / C(100,20)."""
    plan = sampling_plan(100, 2.5)
    none, one = Fraction(1), Fraction(0)
    for i in range(20):
        none *= Fraction(95 - i, 100 - i)
    one = none * 20 * 5 / 76
    assert chance(plan, 5) == none + one
    assert [percent_text(chance(plan, share)) for share in SHARES_BAD] == ["73.9 %", "36.3 %", "4.98 %"]


@pytest.mark.parametrize("percent", [5, 10, 20, 150])
def test_above_aql_10_defects_per_hundred_pieces_follow_poisson(percent: int) -> None:
    plan = sampling_plan(1000, 15)
    mean = plan.sample * percent / 100
    expected = sum(exp(-mean) * mean**found / factorial(found) for found in range(plan.accept + 1))
    assert float(chance(plan, percent)) == pytest.approx(expected, rel=1e-12)


def test_at_aql_10_pieces_are_still_bad_or_good() -> None:
    plan = sampling_plan(100, 10)
    assert chance(plan, 100) == 0
    with pytest.raises(PoolsplitError, match="0 to 100 percent"):
        chance(plan, 101)
    assert 0 < chance(sampling_plan(1000, 15), 101) < 1


@given(lot=st.integers(1, 3000), aql=st.sampled_from(AQLS), level=st.sampled_from(LEVELS))
def test_more_bad_pieces_never_raise_the_chance(lot: int, aql: str, level: str) -> None:
    plan = sampling_plan(lot, aql, level)
    chances = [chance(plan, share) for share in (0, *SHARES_BAD, 50, 100)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1
    assert all(0 <= one <= 1 for one in chances)


def test_where_everything_is_inspected_nothing_is_left_to_chance() -> None:
    plan = sampling_plan(10, 0.65)
    assert plan.everything
    assert [chance(plan, share) for share in SHARES_BAD] == [0, 0, 0]    # half a bad piece of ten is one
    assert chance(plan, 4) == 1


def test_a_chance_needs_its_lot() -> None:
    with pytest.raises(PoolsplitError, match="size of the lot"):
        chance(plan_for_letter("F", 2.5), 5)


# ---------------------------------------------------------------- cartons


@given(count=st.integers(1, 500), sample=st.integers(1, 500), seed=st.text(max_size=8), most=st.none() | st.integers(1, 60))
def test_cartons_are_spread_over_the_whole_lot_and_give_the_whole_sample(count: int, sample: int, seed: str, most: int | None) -> None:
    if most is not None and count * most < sample:
        with pytest.raises(PoolsplitError, match="cannot be drawn"):
            cartons(count, sample, seed, most)
        return
    drawn = cartons(count, sample, seed, most)
    numbers, pieces = [one.carton for one in drawn], [one.pieces for one in drawn]
    assert sum(pieces) == sample
    assert max(pieces) - min(pieces) <= 1
    assert most is None or max(pieces) <= most
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 1
    assert numbers[-1] <= count
    longest = -(-count // len(drawn))
    assert all(after - before <= 2 * longest for before, after in zip([1 - longest, *numbers], [*numbers, count + longest], strict=True))
    assert len(drawn) == min(count, sample) or len(drawn) ** 2 >= count
    assert drawn == cartons(count, sample, seed, most)


def test_another_text_draws_other_cartons() -> None:
    assert len({tuple(cartons(100, 20, f"order {i}")) for i in range(20)}) == 20


def test_as_many_cartons_as_the_square_root_of_their_count() -> None:
    assert [len(cartons(count, 200, "x")) for count in (1, 2, 4, 5, 9, 10, 100, 101)] == [1, 2, 2, 3, 3, 4, 10, 11]


# ---------------------------------------------------------------- cartons, figures worked out by hand


@pytest.mark.parametrize(("count", "sample", "most", "pieces"), [
    (10, 20, None, [5, 5, 5, 5]),                # the root of 10 is 3.2: four cartons
    (9, 20, None, [6, 7, 7]), (16, 20, None, [5, 5, 5, 5]), (17, 20, None, [4, 4, 4, 4, 4]),
    (100, 3, None, [1, 1, 1]),                   # never more cartons than pieces: none is opened for nothing
    (100, 10, None, [1] * 10), (100, 9, None, [1] * 9), (100, 11, None, [1] * 9 + [2]),
    (400, 1, None, [1]), (1, 1, None, [1]), (2, 1, None, [1]),
    (10, 20, 5, [5, 5, 5, 5]), (10, 20, 4, [4, 4, 4, 4, 4]), (10, 21, 4, [3, 3, 4, 3, 4, 4]), (10, 40, 4, [4] * 10), (100, 3, 1, [1, 1, 1]),
])
def test_every_carton_that_is_opened_gives_a_piece(count: int, sample: int, most: int | None, pieces: list[int]) -> None:
    drawn = cartons(count, sample, "order 7", most)
    assert sorted(one.pieces for one in drawn) == sorted(pieces)
    assert min(one.pieces for one in drawn) > 0


@pytest.mark.parametrize(("count", "sample", "most"), [(0, 1, None), (1, 0, None), (-1, 1, None), (10, 41, 4), (1, 2, 1)])
def test_pieces_that_no_carton_holds_cannot_be_drawn(count: int, sample: int, most: int | None) -> None:
    with pytest.raises(PoolsplitError) as caught:
        cartons(count, sample, "order 7", most)
    assert str(caught.value) == f"{sample} pieces cannot be drawn from {count} cartons"


def test_cartons_are_drawn_one_out_of_each_stretch_by_the_hash_of_the_text() -> None:
    stretches = [range(2), range(2, 5), range(5, 7), range(7, 10)]     # ten cartons in four stretches
    drawn = [each[int(sha256(f"order 7/10/{place}".encode()).hexdigest(), 16) % len(each)] + 1 for place, each in enumerate(stretches)]
    assert [one.carton for one in cartons(10, 20, "order 7")] == drawn == [1, 4, 6, 10]


def test_the_cartons_for_several_plans_hold_the_largest_sample() -> None:
    assert sum(one.pieces for one in draw(10, inspections(100, {"major": 2.5, "minor": 4.0}), "x")) == 20
    assert draw(10, inspections(100, [2.5, 0.1]), "x") == []      # every piece is inspected
