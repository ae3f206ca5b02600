"""Properties of whole pools: whatever people order and pay, nothing is lost and nobody's place in the list matters."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st
from support.pools import PARTNERS, pools

import poolsplit as ps
from poolsplit.pool.settlement import fewest


@given(pools())
def test_every_line_is_conserved_and_the_dues_are_the_sum_of_the_lines(pool):
    dues = ps.split(*pool)
    lines = [name for name in dues[0] if name not in {"partner", "quantity", "due"}]
    for row in dues:
        assert row["due"] == sum(row[name] for name in lines)
    bills = {row["cost"]: row for row in ps.bills(*pool)}
    for name, bill in bills.items():
        assert bill["billed"] == bill["shared"] == sum(row[name] for row in dues)
    assert sum(row["due"] for row in dues) == sum(bill["shared"] for bill in bills.values() if bill["leaves"] == "yes")
    assert {cost["cost"] for cost in pool[1]} | {"goods"} == set(bills)
    for cost in pool[1]:
        if "amount" in cost:
            assert bills[cost["cost"]]["shared"] == cost["amount"]


@given(pools())
def test_the_rounding_column_sums_to_zero_within_its_bounds(pool):
    terms = pool[3]
    dues = ps.split(*pool)
    assert sum(row.get("rounding", 0) for row in dues) == 0
    for row in dues:
        is_lead = row["partner"] == terms.lead_buyer
        assert abs(row.get("rounding", 0)) < terms.step * (2 if is_lead else 1)
        assert is_lead or row["due"] % terms.step == 0


@given(pools(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_spelling_of_names_change_nothing(pool, shuffled):
    orders, costs, items, terms = pool
    again = [{**row, "partner": shuffled.choice([row["partner"], row["partner"].upper(), f" {row['partner']} "])} for row in orders]
    shuffled.shuffle(again)
    same = list(items)
    shuffled.shuffle(same)

    def by_key(table, *columns):
        return {tuple(" ".join(row[name].casefold().split()) for name in columns): {k: v for k, v in row.items() if k not in columns} for row in table}

    assert by_key(ps.split(orders, costs, items, terms), "partner") == by_key(ps.split(again, costs, same, terms), "partner")
    assert by_key(ps.landed(orders, costs, items, terms), "partner", "sku") == by_key(ps.landed(again, costs, same, terms), "partner", "sku")


@given(pools())
def test_landed_cost_adds_up_to_the_lines_that_are_costs(pool):
    dues, landed, lead = ps.split(*pool), ps.landed(*pool), pool[3].lead_buyer
    per_partner = Counter()
    for row in landed:
        per_partner[row["partner"]] += row["landed"]
    for row in dues:
        not_costs = row.get("rounding", 0) + row["fee_credit"] + (row["fee"] if row["partner"] == lead else 0)
        assert per_partner[row["partner"]] == row["due"] - not_costs


@given(pools())
def test_each_share_is_its_truncated_quota_or_one_further(pool):
    orders, costs, items, terms = pool
    direct = [{**cost, "basis": "quantity"} for cost in costs if "amount" in cost] or [{"cost": "line", "amount": -7, "basis": "quantity"}]
    dues = ps.split(orders, direct, items, terms)
    pieces = sum(row["quantity"] for row in dues)
    for cost in direct:
        for row in dues:
            quota = abs(Fraction(cost["amount"] * row["quantity"], pieces))
            share = abs(row[cost["cost"]])
            assert quota.__floor__() <= share <= quota.__ceil__()


@given(pools(), st.data())
def test_receipts_conserve_pieces_and_nobody_has_fewer_than_no_good_pieces(pool, data):
    orders = pool[0]
    ordered = Counter()
    for row in orders:
        ordered[row["sku"]] += row["quantity"]
    arrived = {sku: data.draw(st.integers(0, n + 30)) for sku, n in ordered.items()}
    bad = {sku: data.draw(st.integers(0, min(n, ordered[sku]))) for sku, n in arrived.items()}
    receipt = [{"sku": sku, "received": arrived[sku], "defective": bad[sku]} for sku in arrived]
    got = ps.received(orders, receipt)
    shares = ps.defects(orders, receipt)
    for sku, pieces in arrived.items():
        assert sum(row["received"] for row in got if row["sku"] == sku) == pieces
        assert sum(row["defective"] for row in shares if row["sku"] == sku) == bad[sku]
    assert all(row["good"] >= 0 and row["defective"] >= 0 for row in shares)
    assert all(row["received"] <= row["ordered"] for row in got if arrived[row["sku"]] <= ordered[row["sku"]])


@given(pools(), st.data())
def test_filling_up_respects_tolerances_and_says_what_lacks(pool, data):
    orders = pool[0]
    items = [{"sku": row["sku"], "moq": data.draw(st.integers(0, 500)), "pack": data.draw(st.integers(1, 12))} for row in pool[2]]
    filled = ps.fill(orders, items)
    allowed = Counter()
    for row in orders:
        allowed[row["partner"], row["sku"]] += row["quantity"] + row["tolerance"]
    for item in items:
        mine = [row for row in filled if row["sku"] == item["sku"]]
        total = sum(row["quantity"] for row in mine)
        shortfall = sum(row["shortfall"] for row in mine)
        assert (total + shortfall) % item["pack"] == 0
        assert total + shortfall >= (item["moq"] if any(row["ordered"] for row in mine) else 0)
        assert all(row["ordered"] <= row["quantity"] <= allowed[row["partner"], row["sku"]] for row in mine if row["partner"])
        if shortfall:
            assert all(row["quantity"] == allowed[row["partner"], row["sku"]] for row in mine if row["partner"])


@given(pools(), st.data())
def test_a_withdrawal_conserves_units_and_dues(pool, data):
    orders, costs, items, terms = pool
    leavers = [row["partner"] for row in ps.split(*pool) if row["partner"] != terms.lead_buyer]
    assume(leavers)
    leaver = data.draw(st.sampled_from(leavers))
    before = ps.split(*pool)
    payments = [{"partner": leaver, "paid": data.draw(st.integers(0, 10**8))}]
    after = ps.withdraw(orders, {"partner": leaver, "when": "after"}, costs, items, terms, payments=payments)
    assert sum(row["due"] for row in after.dues) == sum(row["due"] for row in before)
    assert sum(row["forfeit"] for row in after.dues) == 0
    assert {row["partner"]: row["due"] for row in after.dues}[leaver] == payments[0]["paid"]
    ordered, held = Counter(), Counter()
    for row in orders:
        ordered[row["sku"]] += row["quantity"]
    for row in after.orders:
        held[row["sku"]] += row["quantity"]
    assert +ordered == held
    assert leaver not in {row["partner"] for row in after.orders}


@given(st.dictionaries(st.sampled_from(PARTNERS), st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1), st.booleans())
def test_transfers_clear_every_balance(people, with_lead):
    dues = [{"partner": name, "due": due} for name, (due, _) in people.items()]
    payments = [{"partner": name, "paid": paid} for name, (_, paid) in people.items()]
    names = sorted(people)
    if not with_lead:
        payments[0]["paid"] += sum(row["due"] for row in dues) - sum(row["paid"] for row in payments)
    transfers = ps.settle(dues, payments, lead_buyer=names[0] if with_lead else None)
    left = {row["partner"]: row["due"] for row in dues}
    for row in payments:
        left[row["partner"]] -= row["paid"]
    for row in transfers:
        assert row["amount"] > 0
        left[row["payer"]] -= row["amount"]
        left[row["payee"]] += row["amount"]
    assert all(value == 0 for name, value in left.items() if not with_lead or name != names[0])
    assert len(transfers) <= max(len(people) - 1, 0)


@given(st.lists(st.lists(st.integers(-6, 6), min_size=1, max_size=2), min_size=1, max_size=3), st.randoms())
def test_without_a_lead_buyer_no_plan_needs_fewer_transfers(groups, random):
    balances = [balance for group in groups for balance in (*group, -sum(group))]
    random.shuffle(balances)
    found = fewest(balances)
    assert found.proven
    open_ones = [b for b in balances if b]
    assert len(found.transfers) == len(open_ones) - _most_zero_groups(tuple(sorted(open_ones)))


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=15))
@example([1] * 11)
@example([1] * 12)
def test_a_plan_clears_with_no_more_transfers_than_the_largest_debt_first_and_is_proven_up_to_12_open_balances(balances):
    balances = [*balances, -sum(balances)]
    transfers, proven = fewest(balances)
    left = list(balances)
    for payer, payee, amount in transfers:
        assert amount > 0
        left[payer] -= amount
        left[payee] += amount
    assert not any(left)
    assert len(transfers) <= _largest_first(balances)
    assert proven == (sum(map(bool, balances)) <= 12)


@given(st.data())
def test_transfers_are_the_same_in_whatever_order_rows_are_typed(data):
    names = data.draw(st.permutations("ABCDEFGH"))
    paid = data.draw(st.lists(st.integers(0, 4), min_size=8, max_size=8))
    due = data.draw(st.permutations(paid))
    dues, payments = ([{"partner": p, column: x} for p, x in zip(names, values, strict=True)] for column, values in (("due", due), ("paid", paid)))
    expected = ps.settle(sorted(dues, key=str), sorted(payments, key=str))
    assert ps.settle(dues, data.draw(st.permutations(payments))) == expected


def _largest_first(balances):
    """How many transfers it takes where the largest debt always meets the largest claim."""
    left, count = sorted(balances), 0
    while left[-1]:
        claim, *rest, debt = left
        left, count = sorted([*rest, claim + debt]), count + 1
    return count


def _most_zero_groups(balances):
    """By trying every group that holds the first balance."""
    if not balances:
        return 0
    rest = balances[1:]
    best = 0
    for chosen in range(1 << len(rest)):
        group = [balances[0], *(b for i, b in enumerate(rest) if chosen >> i & 1)]
        if sum(group) == 0:
            best = max(best, 1 + _most_zero_groups(tuple(b for i, b in enumerate(rest) if not chosen >> i & 1)))
    return best
