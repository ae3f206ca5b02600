"""What follows from other columns and rows: how sure that is, one step below each threshold, at it and above it."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolsplit.workbook.find import arithmetic
from poolsplit.workbook.find.arithmetic import A_TOTAL, PERHAPS, SURE, Evidence, Relation, close, grain, roundness, without_circles, worth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.workbook.find.arithmetic import Total, Value, Values


def column(*values: Value | None) -> dict[int, Value]:
    """A column by row, from row 1; None is a blank cell."""
    return {row: value for row, value in enumerate(values, 1) if value is not None}


def rows_of(columns: Mapping[int, Values]) -> list[int]:
    return sorted({row for values in columns.values() for row in values})


def no_evidence(_: int) -> float:
    return 0.0


# ---------------------------------------------------------------- one number


@pytest.mark.parametrize(("values", "step"), [
    ([], 1), ([0, 0], 1), ([7], 7), ([0, 7], 7), ([4, 6], 2), ([3, 4], 1), ([150_000, 400_000], 50_000), ([-150_000, 400_000], 50_000),
    ([Fraction(1, 2), 2], Fraction(1, 2)), ([Fraction("0.2"), Fraction("0.35")], Fraction("0.05")),
    ([Fraction("0.000001"), 1], Fraction("0.000001")), ([Fraction("0.0000001"), 1], Fraction("0.001")),
])
def test_the_grain_is_the_step_in_which_a_column_moves(values: list[Value], step: Value) -> None:
    assert grain(values) == step


@given(st.lists(st.fractions(min_value=-1000, max_value=10**7, max_denominator=100), min_size=1, max_size=12))
def test_every_value_is_a_whole_number_of_grains_unless_it_has_more_than_six_decimals(values: list[Fraction]) -> None:
    step = grain(values)
    assert step > 0
    assert math.lcm(*(value.denominator for value in values)) > 10**6 or all((value / step).denominator == 1 for value in values)


@pytest.mark.parametrize(("value", "step", "bits"), [(0, 1, 0), (1, 1, 1), (3, 1, 2), (-3, 1, 2), (1023, 1, 10), (51_150_000, 50_000, 10), (Fraction("0.3"), Fraction("0.1"), 2)])
def test_a_match_is_worth_the_logarithm_of_the_value_in_grains(value: Value, step: Value, bits: float) -> None:
    assert worth(value, step) == pytest.approx(bits)


@pytest.mark.parametrize(("stated", "exact", "said"), [
    (1979, 1979, True), (0, 0, True), (1979, 1978, False),
    (1979, Fraction("1978.49"), False), (1979, Fraction("1978.5"), True), (1979, Fraction("1979.5"), True), (1979, Fraction("1979.51"), False),
    (-1979, Fraction("-1978.5"), True), (-1979, Fraction("-1978.49"), False),
    (99, Fraction("98.5"), False), (100, Fraction("99.5"), True), (101, Fraction("100.5"), True),
    (Fraction("12.35"), Fraction("12.345"), True), (Fraction("12.35"), Fraction("12.3449"), False), (Fraction("0.99"), Fraction("0.985"), False),
    (Fraction("1.01"), Fraction("1.005"), True), (Fraction(1, 3), Fraction("0.3333"), False),
])
def test_a_typed_number_is_another_one_rounded_where_it_shows_three_digits_of_it(stated: Value, exact: Value, said: bool) -> None:    # noqa: FBT001
    assert close(stated, exact) is said


# ---------------------------------------------------------------- sums


@pytest.mark.parametrize(("value", "bits"), [(4094, math.log2(4095)), (4095, 12), (4096, math.log2(4097))])
def test_a_sum_of_two_is_sure_from_twelve_bits_on(value: int, bits: float) -> None:
    columns = {1: column(value - 1, 1), 2: column(1), 3: column(value, 1)}
    relation = arithmetic.sums([1, 2], columns, no_evidence, copies=False)[3]
    assert relation == Relation("sum", (2, 1), relation.bits, (1, 2), ())
    assert relation.bits == pytest.approx(bits)
    assert (relation.bits >= SURE) is (value >= 4095)


@pytest.mark.parametrize(("evidence", "sure"), [(9.9, False), (10, True), (10.1, True)])
def test_evidence_is_added_to_what_a_sum_is_worth(evidence: float, sure: bool) -> None:    # noqa: FBT001
    columns = {1: column(2, 1), 2: column(1), 3: column(3, 1)}
    assert (arithmetic.sums([1, 2], columns, lambda which: evidence * (which == 3), copies=False)[3].bits >= SURE) is sure


@pytest.mark.parametrize(("first", "second", "total", "holds", "fails"), [
    (column(4, 5), column(6), column(10, 5), (1, 2), ()), (column(4, 5), column(6), column(10), (1,), (2,)),
    (column(4, 5), column(6, 6), column(10, 12), (1,), (2,)), (column(4, None), column(6), column(10, 0), (1,), ()),
    (column(4, None), column(6), column(10, 3), (1,), (2,)),
])
def test_a_sum_says_in_which_rows_it_holds_and_fails_and_blanks_are_nothing(
    first: Values, second: Values, total: Values, holds: tuple[int, ...], fails: tuple[int, ...]
) -> None:
    relation = arithmetic.sums([1, 2], {1: first, 2: second, 3: total}, no_evidence, copies=False)[3]
    assert (relation.parts, relation.holds, relation.fails) == ((2, 1), holds, fails)


def test_each_row_in_which_a_sum_fails_takes_ten_bits() -> None:
    good = {1: column(100, 200, 7), 2: column(31, 50, 8), 3: column(131, 250, 15)}
    bad = {**good, 3: column(131, 250, 16)}
    whole, off = (arithmetic.sums([1, 2, 3], columns, no_evidence, copies=False)[3].bits for columns in (good, bad))
    assert off == pytest.approx(whole - worth(15, 1) - 10)


@pytest.mark.parametrize(("copies", "kinds"), [(False, set()), (True, {"copy"})])
def test_a_sum_of_one_part_is_only_a_copy(copies: bool, kinds: set[str]) -> None:    # noqa: FBT001
    found = arithmetic.sums([1, 2, 3], {1: column(11, 12, 17), 2: column(11, 12, 17)}, no_evidence, copies=copies)
    assert {relation.kind for relation in found.values()} == kinds
    assert all(relation.bits == pytest.approx(sum(worth(value, 1) for value in (11, 12, 17)) - 6) for relation in found.values())


@pytest.mark.parametrize(("order", "parts"), [((1, 2, 3), (2, 1)), ((2, 3, 1), (2, 3)), ((1, 3, 2), None), ((1, 2, 4), (2, 1)), ((1, 2, 5), None)])
def test_a_sum_stands_beside_its_run_or_one_column_away(order: tuple[int, int, int], parts: tuple[int, ...] | None) -> None:
    first, second, total = order
    columns = {first: column(100, 211), second: column(31, 50), total: column(131, 261)}
    columns |= {between: column(5, 5) for between in range(min(order), max(order)) if between not in columns}
    relation = arithmetic.sums([1, 2], columns, no_evidence, copies=False).get(total)
    assert (set(relation.parts) if relation else None) == (set(parts) if parts else None)


# ---------------------------------------------------------------- products, differences, shares


@pytest.mark.parametrize(("value", "holds"), [(5989199, False), (5989200, True), (5989201, False)])
def test_a_product_of_two_columns_and_a_constant(value: int, holds: bool) -> None:    # noqa: FBT001
    columns = {1: column(60, 30), 2: column(28, 29), 3: column(value, 30 * 29 * 3565)}
    relation = arithmetic.products([1, 2], columns, [3565], [3]).get(3)
    assert (relation is not None) is holds
    if relation is not None:
        assert relation == Relation("product", (1, 2), relation.bits, (1, 2), (), 3565)
        tried, step = math.log2(3**2 * 2), roundness(grain(columns[3].values()))
        assert relation.bits == pytest.approx(worth(5989200, step) + worth(30 * 29 * 3565, step) - tried)


def test_a_product_is_told_by_its_digits_where_all_rows_have_one_price() -> None:
    columns = {1: column(97, 97, 97), 2: column(15, 21, 12), 3: column(5223450, 7312830, 4178760)}
    assert arithmetic.products([1, 2, 3], columns, [3590], [3])[3].bits > SURE
    one = {1: column(19), 2: column(Fraction("156.1")), 3: column(10755836)}
    assert arithmetic.products([1], one, [Fraction("3626.5")], [3])[3].bits > SURE
    round_amounts = {1: column(10), 2: column(100), 3: column(3_500_000)}
    assert arithmetic.products([1], round_amounts, [3500], [3])[3].bits < SURE


@pytest.mark.parametrize(("values", "fails"), [((20, 40, 60), ()), ((20, 40, 61), (3,)), ((20, 41, 61), None)])
def test_a_product_holds_in_more_rows_than_it_fails_in(values: tuple[int, ...], fails: tuple[int, ...] | None) -> None:
    relation = arithmetic.products([1, 2, 3], {1: column(1, 2, 3), 2: column(*values)}, [20], [2]).get(2)
    assert (relation.fails if relation else None) == fails


def test_a_factor_of_nothing_or_one_says_nothing() -> None:
    relation = arithmetic.products([1, 2, 3], {1: column(1, 0, 1), 2: column(250, 300, 350), 3: column(250, 0, 350)}, [], [3])[3]
    assert relation.bits == pytest.approx(-math.log2(9))


@pytest.mark.parametrize(("paid", "holds"), [(column(300, None), (1, 2)), (column(300, 100), (1,))])
def test_what_remains_is_a_column_less_another(paid: Values, holds: tuple[int, ...]) -> None:
    relation = arithmetic.differences([1, 2], {1: column(1000, 900), 2: paid, 3: column(700, 900)}, [3]).get(3)
    assert (relation.parts if relation else None) == ((1, 2) if holds == (1, 2) else None)
    assert (relation.holds if relation else None) == (holds if holds == (1, 2) else None)


def test_what_remains_may_be_a_column_less_two_others() -> None:
    relation = arithmetic.differences([1, 2], {1: column(1000, 900), 2: column(300, 7), 3: column(100, 450), 4: column(600, 443)}, [4])[4]
    assert (relation.kind, relation.parts, relation.holds) == ("difference", (1, 2, 3), (1, 2))


@pytest.mark.parametrize(("shares", "holds"), [
    (("33.3", "66.7"), True), (("33.4", "66.7"), False), (("33.3", "66.8"), False), (("0.33", "0.67"), True), (("0.34", "0.67"), False),
    (("0.3", "0.7"), False), (("33", "67"), True), (("32", "67"), False), (("-1", "67"), False), (("33", "101"), False),
])
def test_shares_are_what_each_row_is_of_a_column_to_the_digits_that_they_show(shares: tuple[str, str], holds: bool) -> None:    # noqa: FBT001
    values = column(*(Fraction(share) for share in shares))
    relation = arithmetic.shares([1, 2], {1: column(10, 20), 2: values}, [2]).get(2)
    assert (relation is not None) is holds
    assert relation is None or (relation.kind, relation.parts, relation.holds) == ("share", (1,), (1, 2))


# ---------------------------------------------------------------- circles


def _relation(parts: tuple[int, ...], bits: float, kind: str = "sum") -> Relation:
    return Relation(kind, parts, bits, (1,), ())


def is_circular(relations: Mapping[int, Relation]) -> bool:
    """Whether a column is made of itself, through others."""
    def reaches(start: int, at: int, seen: set[int]) -> bool:
        parts = relations[at].parts if at in relations and relations[at].bits > 0 else ()
        return any(part == start or (part not in seen and reaches(start, part, seen | {part})) for part in parts)

    return any(reaches(which, which, set()) for which in relations)


@pytest.mark.parametrize(("relations", "kept"), [
    ([(3, (1, 2), 20), (1, (3, 2), 19)], {3}), ([(3, (1, 2), 19), (1, (3, 2), 20)], {1}), ([(1, (2,), 30), (2, (3,), 20), (3, (1,), 10)], {1, 2}),
    ([(1, (2,), 10), (2, (3,), 20), (3, (1,), 30)], {2, 3}), ([(1, (2,), 20), (2, (3,), 30), (3, (1,), 10)], {1, 2}), ([(1, (2,), 9), (3, (1,), 8)], {1, 3}),
])
def test_what_a_column_is_made_of_is_not_made_of_it_and_the_surest_stays(relations: list[tuple[int, tuple[int, ...], float]], kept: set[int]) -> None:
    found = without_circles((which, _relation(parts, bits)) for which, parts, bits in relations)
    assert set(found) == kept
    assert not is_circular(found)


@pytest.mark.parametrize(("bits", "kind"), [(15.9, "sum"), (16.1, "difference")])
def test_a_difference_needs_six_bits_more_than_the_sum_that_it_turns_round(bits: float, kind: str) -> None:
    found = without_circles([(3, _relation((1, 2), 10)), (1, _relation((3, 2), bits, "difference"))])
    assert [relation.kind for relation in found.values()] == [kind]


@given(st.lists(st.tuples(st.integers(1, 6), st.sets(st.integers(1, 6), min_size=1, max_size=3), st.floats(1, 40)), max_size=14))
def test_relations_never_form_a_circle(drawn: list[tuple[int, set[int], float]]) -> None:
    assert not is_circular(without_circles((which, _relation(tuple(parts - {which}), bits)) for which, parts, bits in drawn if parts - {which}))


@given(st.lists(st.lists(st.integers(0, 50), min_size=4, max_size=4), min_size=2, max_size=5))
def test_sums_products_and_differences_of_real_columns_form_no_circle(lines: list[list[int]]) -> None:
    whole = [[*line, sum(line[:2]), sum(line), line[0] * line[1]] for line in lines]
    columns = {which: column(*(line[which - 1] for line in whole)) for which in range(1, 8)}
    rows = rows_of(columns)
    found = [
        *arithmetic.sums(rows, columns, no_evidence, copies=True).items(), *arithmetic.products(rows, columns, []).items(),
        *arithmetic.differences(rows, columns, columns).items(),
    ]
    assert not is_circular(without_circles(found))


# ---------------------------------------------------------------- total rows


def totals(columns: Mapping[int, Values], evidence: Mapping[int, Evidence] | None = None, struck: frozenset[tuple[int, int]] = frozenset()) -> dict[int, Total]:
    known = evidence or {}
    return arithmetic.total_rows(rows_of(columns), columns, lambda row: known.get(row, Evidence()), lambda row, at: (row, at) in struck)


@pytest.mark.parametrize(("value", "score", "found"), [
    (1022, 0, "asked"), (1023, 0, "sure"), (1024, 0, "sure"),
    (1023, A_TOTAL - 20.1, "data"), (1023, PERHAPS - A_TOTAL, "asked"), (1023, -9.9, "asked"), (1023, -0.1, "asked"),
])
def test_a_row_is_a_total_from_ten_bits_and_asked_from_none(value: int, score: float, found: str) -> None:
    result = totals({1: column(1, value - 1, value)}, {3: Evidence(score)})
    assert ("data" if 3 not in result else "sure" if result[3].sure else "asked") == found


@pytest.mark.parametrize(("last", "since"), [(40, "group"), (60, "all"), (59, None), (61, None)])
def test_a_total_is_of_the_rows_since_the_last_one_or_of_all(last: int, since: str | None) -> None:
    result = totals({1: column(9, 11, 20, 23, 17, last)}, {3: Evidence(20, hints=True), 6: Evidence(20, hints=True)})
    assert result[3].since == "group"
    assert (result[6].since if 6 in result else None) == since


def test_a_total_below_totals_is_of_them() -> None:
    words = {row: Evidence(20, hints=True, says_so=True) for row in (3, 6, 7)}
    assert [total.since for total in totals({1: column(9, 11, 20, 23, 17, 40, 60)}, words).values()] == ["group", "group", "all"]


@pytest.mark.parametrize(("stated", "since", "fails"), [(20, "group", []), (21, "", [1])])
def test_a_row_that_says_so_is_a_total_and_off_where_it_is_no_sum(stated: int, since: str, fails: list[int]) -> None:
    total = totals({1: column(9, 11, stated)}, {3: Evidence(12, hints=True, says_so=True)})[3]
    assert (total.since, total.fails, total.sure) == (since, fails, True)


@pytest.mark.parametrize(("said", "found"), [("data", False), ("total", True), ("", False)])
def test_an_answer_decides(said: str, found: bool) -> None:    # noqa: FBT001
    assert (3 in totals({1: column(9, 11, 7)}, {3: Evidence(0, said)})) is found
    assert (3 in totals({1: column(9000, 1111, 10111)}, {3: Evidence(0, said)})) is (said != "data")


@pytest.mark.parametrize(("stated", "found"), [(5000, True), (7003, True), (2003, False)])
def test_a_struck_row_may_be_left_out_of_a_total(stated: int, found: bool) -> None:    # noqa: FBT001
    assert (4 in totals({1: column(2003, 2997, 2003, stated)}, struck=frozenset({(3, 1)}))) is found


def test_a_column_that_is_not_its_sum_takes_ten_bits() -> None:
    good = totals({1: column(100, 31, 131), 2: column(7, 8, 15)}, {3: Evidence(20, hints=True)})[3]
    off = totals({1: column(100, 31, 131), 2: column(7, 8, 16)}, {3: Evidence(20, hints=True)})[3]
    assert (good.holds, good.fails, off.holds, off.fails) == ([1, 2], [], [1], [2])
    assert off.bits == pytest.approx(good.bits - worth(15, 1) - 10)


KINDS = {
    "pieces": lambda random: random.randint(1, 60), "dong": lambda random: random.randint(1, 400) * 5000, "odd dong": lambda random: random.randint(10**4, 10**7),
    "yuan": lambda random: Fraction(random.randint(20, 3000), 10), "kg": lambda random: Fraction(random.randint(5, 3000), 100),
}


def table(random: Random) -> dict[int, dict[int, Value]]:
    """Three to twenty rows in one to four columns of any kind, with some blank cells."""
    size, kinds = random.randint(3, 20), random.choices(list(KINDS), k=random.randint(1, 4))
    return {
        which: {row: KINDS[kind](random) for row in range(1, size + 1) if random.random() < 0.9} for which, kind in enumerate(kinds, 1)
    }


def test_tables_without_totals_hardly_ever_have_one_for_sure() -> None:
    random, tried = Random(20261130), 3000
    drawn = [table(random) for _ in range(tried)]
    assert sum(any(total.sure for total in totals(columns).values()) for columns in drawn) < tried / 100
    assert sum(
        any(relation.bits >= SURE for relation in arithmetic.sums(rows_of(columns), columns, no_evidence, copies=False).values()) for columns in drawn
    ) < tried / 100


@given(st.integers(0, 2**32), st.booleans())
def test_a_planted_total_with_a_word_is_always_found_and_no_row_of_data_with_it(seed: int, whole: bool) -> None:    # noqa: FBT001
    columns = table(Random(seed))
    last = max(rows_of(columns), default=0) + 1
    for values in columns.values():
        if values:
            values[last] = sum(values.values())
    if last > 2:
        found = totals(columns, {last: Evidence(arithmetic.WORD[1 + whole], hints=True, says_so=whole)})
        assert last in found
        assert found[last].sure or not whole
        assert found[last].fails == []


@given(st.integers(0, 2**32))
def test_subtotals_and_their_total_are_found_with_words(seed: int) -> None:
    random = Random(seed)
    values: list[int] = []
    words: dict[int, Evidence] = {}
    whole = 0
    for _ in range(random.randint(2, 4)):
        group = [random.randint(10**4, 10**7) for _ in range(random.randint(1, 5))]
        values += [*group, sum(group)]
        whole += sum(group)
        words[len(values)] = Evidence(arithmetic.WORD[2], hints=True, says_so=True)
    values.append(whole)
    words[len(values)] = Evidence(arithmetic.WORD[2], hints=True, says_so=True)
    found = totals({1: column(*values)}, words)
    assert found.keys() == words.keys()
    assert all(total.sure and not total.fails for total in found.values())
