"""The sentences of docs/spec.md, section 3, on what arrives, over whole cases, each against the rules written a second time."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from support import useful
from support.cases import cases
from support.leaving import Undetermined, in_lines
from support.oracle import UNIT, Split, half_even, key, receipts, shares, shown

import poolsplit as ps

SOME = settings(max_examples=60)


def by_lot(case, column):
    """A column of the orders, summed by pool and SKU and then by partner."""
    found = defaultdict(Counter)
    for row in case.orders:
        found[row.get("pool"), key(row["sku"])][key(row["partner"])] += row[column]
    return found


def figures(table, name):
    """A column of a result by pool and SKU and then by partner, "" for none."""
    found = defaultdict(dict)
    for row in table:
        found[row.get("pool"), key(row["sku"])][key(row["partner"] or "")] = row[name]
    return found


def in_floor_and_ceiling(found, totals, weights):
    """Controlled rounding: every line exact, every cell and every partner's total over the lines of a pool the floor or ceiling of its quota."""
    given_to, quotas = defaultdict(int), defaultdict(Fraction)
    for lot, total in totals.items():
        assert sum(found[lot].values()) == total
        for partner, weight in weights[lot].items():
            quota = Fraction(total * weight, sum(weights[lot].values()) or 1)
            assert abs(found[lot][partner] - quota) < 1
            given_to[lot[0], partner] += found[lot][partner]
            quotas[lot[0], partner] += quota
    assert all(abs(given_to[at] - quotas[at]) < 1 for at in quotas)
    for pool in {pool for pool, _ in totals}:
        lots = [lot for lot in totals if lot[0] == pool]
        try:
            expected = in_lines({lot: totals[lot] for lot in lots}, weights)
        except Undetermined:
            continue
        assert {lot: dict(found[lot]) for lot in lots} == expected


@given(cases())
def test_a_short_shipment_is_pro_rata_to_the_orders_and_a_surplus_goes_to_the_tolerances_first(case):
    table = ps.received(case.orders, case.receipt)
    got = figures([row for row in table if row["partner"]], "received")
    useful.say("received", table, any(row["missing"] for row in table))
    quantity, tolerance = by_lot(case, "quantity"), by_lot(case, "tolerance")
    came = {lot: received for lot, (_, received, _) in receipts(case).items()}
    within = {lot: min(n, sum(quantity[lot].values())) for lot, n in came.items()}
    base = {lot: {partner: min(n, quantity[lot][partner]) for partner, n in row.items()} for lot, row in got.items()}
    extra = {lot: {partner: n - base[lot][partner] for partner, n in row.items()} for lot, row in got.items()}
    spare = {lot: min(n - within[lot], sum(tolerance[lot].values())) for lot, n in came.items()}
    in_floor_and_ceiling(base, within, quantity)
    in_floor_and_ceiling(extra, spare, tolerance)
    offered = {(row.get("pool"), key(row["sku"])): row["received"] for row in table if not row["partner"]}
    assert offered == {lot: n - within[lot] - spare[lot] for lot, n in came.items() if n > within[lot] + spare[lot]}
    for row in table:
        assert row["missing"] == max(0, row["ordered"] - row["received"])


@given(cases())
def test_defects_are_shared_per_sku_among_those_who_received_pieces_of_it_by_the_pieces_they_received(case):
    table = ps.defects(case.orders, case.receipt)
    received, defective = figures(table, "received"), figures(table, "defective")
    useful.say("defects", table, len({row["partner"] for row in table if row["defective"]}) > 1)
    bad = {lot: min(n, sum(received[lot].values())) for lot, (_, _, n) in receipts(case).items()}
    in_floor_and_ceiling(defective, bad, received)
    assert all(row["good"] == row["received"] - row["defective"] >= 0 for row in table)
    sheet = ps.count_sheet(case.orders, case.receipt)
    useful.say("count_sheet", sheet, any(row["hand_over"] for row in sheet))
    hand_over = Counter()
    for row in sheet:
        if row["partner"] and row["sku"]:
            hand_over[row.get("pool")] += row["hand_over"]
    for pool in case.pools:
        assert hand_over[pool] == sum(row["good"] for row in table if row.get("pool") == pool)
        assert [row["hand_over"] for row in sheet if row.get("pool") == pool][-1] == hand_over[pool]    # of everything


@given(cases(priced=True))
def test_the_missing_pieces_goods_price_is_refunded_by_negative_direct_lines(case):
    lines = ps.refunds(case.orders, case.items, case.receipt, case.rates, case.currency)
    useful.say("refunds", lines, lines)
    missing = figures([row for row in ps.received(case.orders, case.receipt) if row["partner"]], "missing")
    expected = {}
    for pool, binding in Split(case).binding.items():
        for sku in binding.skus:
            item, lacking = binding.items[sku], missing[pool, sku]
            price = Fraction(binding.prices[sku])
            total = half_even(price * sum(lacking.values()) * UNIT[item["currency"]])
            for partner, amount in shares(total, lacking).items():
                if amount:
                    expected[pool, sku, partner] = (shown(-amount, item["currency"]), item["currency"], "direct")
    found = {(row.get("pool"), key(row["cost"].removeprefix("refund")), key(row["partner"])): (row["amount"], row["currency"], row["basis"]) for row in lines}
    assert found == expected
    short = ps.shortage(case.orders, case.receipt, case.items, currency=case.currency)
    useful.say("shortage", short.pieces, any(row["missing"] or row["defective"] for row in short.pieces))
    assert {(row.get("pool"), key(row["sku"]), key(row["partner"])): -row["refund"] for row in short.pieces if row["refund"]} == {at: row[0] for at, row in expected.items()}


@SOME
@given(cases(), st.integers(0, 5))
def test_where_the_bad_pieces_fell_otherwise_cash_equalises_at_the_landed_cost_of_that_sku(case, past):
    shared = figures(ps.defects(case.orders, case.receipt), "defective")
    received = figures(ps.defects(case.orders, case.receipt), "received")
    fell = {}
    for lot, stated in shared.items():
        pieces = [partner for partner, n in received[lot].items() for _ in range(n)]
        fell[lot] = Counter((pieces[past:] + pieces[:past])[: sum(stated.values())])    # at one end of the row
    count = [{"pool": pool, "sku": sku, "partner": partner, "defective": n} for (pool, sku), row in fell.items() for partner, n in row.items()]
    cash = ps.equalise(case.orders, case.costs, case.receipt, count, case.items, case.terms, case.rates, case.currency)
    useful.say("equalise", cash, any(row["cash"] for row in cash))
    expected = Counter()
    for pool, binding in Split(case).binding.items():
        for sku in binding.skus:
            excess = {partner: fell[pool, sku][partner] - n for partner, n in shared[pool, sku].items()}
            up, down = ({partner: max(sign * n, 0) for partner, n in excess.items()} for sign in (1, -1))
            worth = half_even(Fraction(sum(up.values()) * sum(cost for (_, other), cost in binding.landed.items() if other == sku), max(int(binding.of_sku[sku]), 1)))
            for sign, weights in ((1, up), (-1, down)):
                for partner, amount in shares(worth, weights).items() if any(weights.values()) else ():
                    expected[pool, partner] += sign * amount
    assert {(row.get("pool"), key(row["partner"])): row["cash"] for row in cash if row["cash"]} == {at: shown(n, case.currency) for at, n in expected.items() if n}


@SOME
@given(cases())
def test_all_defects_may_be_shared_across_the_whole_order_by_value(case):
    bad = {lot: n for lot, (_, _, n) in receipts(case).items()}
    expected = Counter()
    for pool, binding in Split(case).binding.items():
        loss = {}
        for sku in binding.skus:
            worth = sum(cost for (_, other), cost in binding.landed.items() if other == sku)
            loss[sku] = half_even(Fraction(bad[pool, sku] * worth, max(int(binding.of_sku[sku]), 1)))
            for partner, own in shares(loss[sku], {partner: int(n) for (partner, other), n in binding.pieces.items() if other == sku}).items():
                expected[pool, partner] += own
        if any(cost < 0 for cost in binding.landed.values()):
            useful.say("equalise by value", None, matters=False)
            return    # what costs less than nothing is no weight
        for (partner, _), share in shares(sum(loss.values()), binding.landed).items():
            expected[pool, partner] -= share
    cash = ps.equalise(case.orders, case.costs, case.receipt, None, case.items, case.terms, case.rates, case.currency)
    useful.say("equalise by value", cash, any(row["cash"] for row in cash))
    assert {(row.get("pool"), key(row["partner"])): row["cash"] for row in cash if row["cash"]} == {at: shown(n, case.currency) for at, n in expected.items() if n}


@SOME
@given(cases(), st.data())
def test_below_the_moq_the_tolerance_fills_first_apportioned_and_what_is_still_missing_is_the_shortfall(case, data):
    items = [{"sku": item["sku"], "moq": data.draw(st.sampled_from([250, 100, 50, None])), "pack": data.draw(st.sampled_from([12, 1, None]))} for item in case.items]
    table = ps.fill(case.orders, items)
    quantity, tolerance = by_lot(case, "quantity"), by_lot(case, "tolerance")
    rules = {key(item["sku"]): (item["moq"] or 0, item["pack"] or 1) for item in items}
    filled = figures([row for row in table if row["partner"]], "quantity")
    useful.say("fill", table, any(row["quantity"] > row["ordered"] for row in table))
    taken, lacking = {}, {}
    for lot, pieces in quantity.items():
        moq, pack = rules[lot[1]]
        firm = sum(pieces.values())
        target = -(-max(firm, moq) // pack) * pack if firm else 0
        taken[lot] = min(target - firm, sum(tolerance[lot].values()))
        lacking[lot] = target - firm - taken[lot]
    in_floor_and_ceiling({lot: {partner: n - quantity[lot][partner] for partner, n in row.items()} for lot, row in filled.items()}, taken, tolerance)
    assert {(row.get("pool"), key(row["sku"])): row["shortfall"] for row in table if row["shortfall"]} == {lot: n for lot, n in lacking.items() if n}


@SOME
@given(cases(pools=1), st.data())
def test_a_later_find_is_an_increment_with_carry_and_nothing_already_given_is_taken_back(case, data):
    sku = data.draw(st.sampled_from(case.items))["sku"]
    orders = [row for row in case.orders if key(row["sku"]) == key(sku)]
    first, more = (data.draw(st.integers(1, 9)) for _ in range(2))
    names = sorted({key(row["partner"]) for row in orders})
    weights = [sum(row["quantity"] for row in orders if key(row["partner"]) == name) for name in names]
    if not any(weights):
        useful.say("increment", None, matters=False)
        return
    given_first = ps.apportion(first, weights, names=names)
    carry = ps.carry_after(first, weights, given_first)
    added = ps.apportion(more, weights, carry, names)
    useful.say("increment", added, any(added))
    assert dict(zip(names, added, strict=True)) == shares(more, dict(zip(names, weights, strict=True)), dict(zip(names, carry, strict=True)))
    assert min(added) >= 0
    assert carry == [Fraction(first * weight, sum(weights)) - share for weight, share in zip(weights, given_first, strict=True)]
