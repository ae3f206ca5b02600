"""The sentences of docs/spec.md, sections 1 and 2, over whole cases, each against the rules written a second time (support/oracle.py)."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support import oracle, useful
from support.cases import cases, faulty
from support.oracle import Pool, Split, columns_of, key, shown

import poolsplit as ps

FEW = settings(max_examples=60)


def answered(what, function, *arguments, **named):
    """The answer to a valid case; refusing one is a failure. It is counted, and of use where two partners bear something."""
    rows = function(*arguments, **named)
    useful.say(what, rows, len({row["partner"] for row in rows if row.get("due") or row.get("landed")}) > 1)
    return rows


@settings(max_examples=200)
@given(cases())
def test_the_dues_of_every_partner_are_those_of_the_page_line_by_line(case):
    assert columns_of(answered("split", ps.split, **case.tables), "pool", "partner") == Split(case).dues()


@given(cases())
def test_each_cost_s_share_of_a_partner_goes_on_to_his_skus_by_the_same_basis(case):
    found = columns_of(answered("landed", ps.landed, **case.tables), "pool", "partner", "sku")
    expected = {(pool, *at): (shown(cost, case.currency), int(binding.pieces[at])) for pool, binding in Split(case).binding.items() for at, cost in binding.landed.items()}
    assert {at: (row.get("landed", 0), row.get("quantity", 0)) for at, row in found.items()} == expected
    for at, row in found.items():
        cost, n = expected[at]
        each = oracle.half_even(Fraction(cost) * oracle.UNIT[case.currency] / max(n, 1))
        assert row.get("unit_cost", 0) == shown(each, case.currency)


@given(cases())
def test_cost_line_totals_are_conserved_exactly_and_the_fee_alone_stays_in_the_pool(case):
    bills = ps.bills(**case.tables)
    useful.say("bills", bills, any(row["shared"] for row in bills))
    found = {(row.get("pool"), key(row["cost"])): (row["billed"], row["shared"], row["leaves"]) for row in bills}
    expected = {}
    for pool, binding in Split(case).binding.items():
        for name, layers in binding.layers.items():
            total = shown(sum(layer["total"] for layer in layers), case.currency)
            expected[pool, name] = (total, total, "no" if binding.is_fee(name) and binding.lead is not None else "yes")
    assert found == expected


@FEW
@given(cases(carrier=True))
def test_freight_follows_the_greater_of_actual_and_volumetric_weight_or_of_two_amounts_where_there_are_two_prices(case):
    found = columns_of(answered("split", ps.split, **case.tables), "pool", "partner")
    for pool, binding in Split(case).binding.items():
        rows, asked = binding.chargeable
        expected = oracle.shares(asked, binding.by_partner(rows))
        assert {partner: found[pool, partner].get("freight", 0) for partner in expected} == {partner: shown(share, case.currency) for partner, share in expected.items()}


@FEW
@given(cases(led=True))
def test_the_lead_buyer_takes_the_rest_in_a_rounding_column_under_one_step_for_the_others_and_under_two_for_him(case):
    rows = columns_of(answered("split", ps.split, **case.tables), "pool", "partner")
    for pool, binding in Split(case).binding.items():
        mine = {partner: row for (its, partner), row in rows.items() if its == pool}
        step = shown(binding.step, case.currency)
        assert sum(row.get("rounding", 0) for row in mine.values()) == 0
        for partner, row in mine.items():
            assert abs(row.get("rounding", 0)) < step * (2 if partner == binding.lead else 1)
            assert partner == binding.lead or row.get("due", 0) % step == 0


@FEW
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_who_gets_what(case, random):
    tables = {name: random.sample(table, len(table)) for name, table in case.tables.items() if isinstance(table, list) and name != "costs"}
    shuffled = {**case.tables, **tables}
    for function, by in ((ps.split, ("pool", "partner")), (ps.landed, ("pool", "partner", "sku"))):
        assert columns_of(answered(function.__name__, function, **case.tables), *by) == columns_of(function(**shuffled), *by)


@given(cases(pools=1))
def test_carry_is_quota_minus_share_summed_and_only_decides_who_gets_the_units_left_over(case):
    has_actual = any(row.get("actual") is not None for row in case.costs)
    pool = Pool(case, None, actual=has_actual, carry={})
    assert pool.due
    first = ps.carry_table(**case.tables)
    useful.say("carry_table", first, any(row["carry"] for row in first))
    assert _carried(first) == _owed(pool)
    again = Pool(case, None, actual=has_actual, carry=pool.owed)
    assert {partner: row.get("due", 0) for (partner,), row in columns_of(ps.split(**case.tables, carry=first), "partner").items()} == {
        partner: shown(due, case.currency) for partner, due in again.due.items()
    }
    second = ps.carry_table(**case.tables, carry=first)
    assert _carried(second) == _owed(again)
    sums = defaultdict(Fraction)
    for row in second:
        sums[row["measure"]] += row["carry"]
    assert not any(sums.values())


def _carried(table):
    return {(row["measure"], key(row["partner"])): row["carry"] for row in table if row["carry"]}


def _owed(pool):
    return {(measure, partner): value for measure, by in pool.owed.items() for partner, value in by.items() if value}


@FEW
@given(cases(), st.data())
def test_explain_ends_with_the_share_of_any_cell_of_the_dues(case, data):
    dues = ps.split(**case.tables)
    row = data.draw(st.sampled_from(dues))
    line = data.draw(st.sampled_from([name for name in row if name not in {"pool", "partner", "quantity"}]))
    said = ps.explain(**case.tables, partner=row["partner"], cost=line, pool=row.get("pool"))
    useful.say("explain", said, len(said) > 1 or row[line])
    amount = f"{abs(row[line]):,}" if isinstance(row[line], int) else f"{abs(Decimal(row[line])):,}"
    assert any(amount in str(sentence) for sentence in said)


@FEW
@given(cases(priced=True))
def test_buying_alone_costs_30_to_50_percent_more_below_the_moq(case):
    items = [{**item, "moq": 60} for item in case.items]
    found = columns_of(ps.saving(**{**case.tables, "items": items}), "pool", "partner")
    expected = {}
    for pool, binding in Split(case).quote.items():
        for partner in binding.partners:
            rows = {at: value for at, value in binding.goods_rows.items() if at[0] == partner}
            pooled = sum(rows.values())
            low, high = (sum(oracle.half_even(Fraction(value * (100 + more), 100)) if binding.pieces[at] < 60 else value for at, value in rows.items()) for more in (30, 50))
            figures = {"pooled": pooled, "alone_low": low, "alone_high": high, "saving_low": low - pooled, "saving_high": high - pooled}
            expected[pool, partner] = {name: shown(value, case.currency) for name, value in figures.items() if value}
    useful.say("saving", found, any("saving_low" in row for row in found.values()))
    assert found == expected


def test_the_cases_have_lines_of_every_basis_rates_reversals_and_credits(record_property):
    """What the generator is made for, counted: none of it is rare."""
    seen: Counter[str] = Counter()

    @settings(max_examples=150, database=None)
    @given(cases())
    def look(case):
        kinds = {str(row.get("basis") or ("rate" if row.get("rate") else "direct" if row.get("partner") else "none")) for row in case.costs}
        kinds |= {f"with {name}" for name in ("reverses", "actual", "currency") if any(row.get(name) is not None for row in case.costs)}
        kinds |= {f"in {case.currency}", f"pools: {len(case.pools)}", f"a lead buyer: {case.lead is not None}"}
        kinds |= {"a credit"} if any(str(row.get("amount")).startswith("-") for row in case.costs) else set()
        kinds |= {"a step"} if any(row.get("step") for row in case.terms) else set()
        kinds |= {"tiers"} if any(item.get("tiers") for item in case.items) else set()
        seen.update(kinds)

    look()
    record_property("counts", dict(seen.most_common()))
    wanted = {"quantity", "equal", "value", "kg", "cbm", "chargeable", "points", "freight", "direct", "rate", "with reverses", "with actual", "with currency", "a credit", "a step", "tiers", "in USD", "pools: 2"}
    assert {kind: n for kind, n in seen.items() if kind in wanted and n < 4} == {}
    assert wanted <= set(seen)


@given(faulty())
def test_what_prevents_an_exact_result_is_said_all_at_once_each_with_its_cell(made):
    case, faults = made
    problems = ps.check(**case.tables, payments=case.payments, receipt=case.receipt)
    places = {(problem.table, problem.row, problem.column) for problem in problems if not problem.warning}
    useful.say("check", problems, places)
    assert places >= set(faults)
    assert all(problem.table and problem.message and problem.fix for problem in problems)
    assert len(set(problems)) == len(problems)
    of_the_split = {fault for fault in faults if fault.table not in {"payments", "receipt"}}
    if not of_the_split:
        assert columns_of(ps.split(**case.tables), "pool", "partner") == Split(case).dues()
        return
    with pytest.raises(ps.DataError) as refusal:
        ps.split(**case.tables)
    assert {(problem.table, problem.row, problem.column) for problem in refusal.value.problems if not problem.warning} == {
        place for place in places if place[0] not in {"payments", "receipt"}
    }


@given(st.integers(-(10**6), 10**6), st.dictionaries(st.sampled_from("ABCDEF"), st.fractions(0, 9, max_denominator=7), min_size=2), st.data())
def test_apportion_is_the_largest_remainder_by_definition_ties_to_the_larger_weight_then_the_name(total, weights, data):
    assume(any(weights.values()))
    names = data.draw(st.permutations(sorted(weights)))
    carry = data.draw(st.none() | st.fixed_dictionaries({name: st.fractions(-1, 1, max_denominator=7) for name in names}))
    owed = None if carry is None else [carry[name] for name in names]
    found = dict(zip(names, ps.apportion(total, [weights[name] for name in names], owed, names), strict=True))
    useful.say("apportion", found, len([share for share in found.values() if share]) > 1)
    assert found == oracle.shares(total, weights, carry)
    opposite = None if owed is None else [-value for value in owed]
    assert ps.apportion(-total, [weights[name] for name in names], opposite, names) == [-found[name] for name in names]    # sign-symmetric


