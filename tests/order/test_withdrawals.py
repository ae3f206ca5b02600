"""Withdrawal, replacement and forfeit as one operation on units, dues and the agreement: conserved, and replayable from the ledger."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.pools import pools

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.engine import exact
from poolsplit.order.withdrawal.book import Book, conserved, forfeit_entries, lead_entries, replacement_entries

ABC = [{"partner": "A", "quantity": 50}, {"partner": "B", "quantity": 30}, {"partner": "C", "quantity": 20}]
GOODS = Cost("goods", 1000, basis="quantity")
FEE = Cost("fee", rate="10%", of="goods")


def column(table, name):
    return {row["partner"]: row[name] for row in table}


def test_a_part_takes_its_units_and_debts_along():
    after = ps.withdraw(ABC, {"partner": "B", "when": "after", "quantity": 10, "replacement": "C"}, [GOODS, FEE], terms=Terms("A"))
    assert column(after.orders, "quantity") == {"A": 50, "B": 20, "C": 30}
    assert column(after.dues, "taken_over") == {"A": 0, "B": -110, "C": 110}
    assert column(after.dues, "due") == {"A": 450, "B": 220, "C": 330}


def test_a_part_before_placing_is_split_again_with_its_kilograms():
    orders = [{"partner": "B", "sku": "x", "quantity": 30, "kg": "6 kg"}, {"partner": "A", "sku": "x", "quantity": 30, "kg": "3 kg"}]
    after = ps.withdraw(orders, {"partner": "B", "when": "before", "sku": "X", "quantity": 10, "replacement": "C"}, Cost("freight", 900, basis="kg"))
    assert column(after.dues, "due") == {"B": 400, "A": 300, "C": 200}
    assert "taken_over" not in after.dues[0]


def test_pieces_given_up_before_placing_are_ordered_by_nobody_and_the_minimum_is_checked():
    given_up = {"partner": "B", "when": "before", "quantity": 10}
    assert column(ps.withdraw(ABC, given_up, GOODS).dues, "quantity") == {"A": 50, "B": 20, "C": 20}
    with pytest.raises(ps.DataError, match="lacks 10 of 100"):
        ps.withdraw(ABC, given_up, GOODS, {"moq": 100})


def test_the_lead_buyer_leaves_and_his_fee_goes_with_the_role():
    leaves = {"partner": "A", "when": "after", "replacement": "D", "new_lead": "B"}
    after = ps.withdraw(ABC, leaves, [GOODS, FEE], terms=Terms("A"))
    assert column(after.dues, "due") == {"A": 0, "B": 230, "C": 220, "D": 550}
    assert [(entry["partner"], entry["amount"]) for entry in after.ledger if entry["kind"] == "lead"] == [("A", -1), ("B", 1)]
    before = ps.withdraw(ABC, {**leaves, "when": "before"}, [GOODS, FEE], terms=Terms("A"))
    assert column(before.dues, "due") == {"B": 230, "C": 220, "D": 550}
    assert column(before.dues, "fee_credit") == {"B": -100, "C": 0, "D": 0}


def test_somebody_who_only_organises_can_become_the_lead_buyer():
    orders = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}, {"partner": "C", "quantity": 0}]
    after = ps.withdraw(orders, {"partner": "A", "when": "after", "replacement": "B", "new_lead": "C"}, Cost("freight", 1000, basis="quantity"), terms=Terms("A"))
    assert column(after.dues, "due") == {"A": 0, "B": 1000, "C": 0}
    assert [(row["partner"], row["amount"]) for row in after.ledger if row["kind"] == "lead"] == [("A", -1), ("C", 1)]


def test_a_lead_buyer_who_forfeits_has_to_say_what_he_put_in():
    leaves = {"partner": "A", "when": "after", "new_lead": "B"}
    with pytest.raises(ps.DataError, match="do not say what he put in"):
        ps.withdraw(ABC, leaves, [GOODS, FEE], terms=Terms("A"))
    after = ps.withdraw(ABC, leaves, [GOODS, FEE], terms=Terms("A"), payments={"partner": "A", "paid": 550})
    assert column(after.dues, "due") == {"A": 550, "B": 230, "C": 220}
    assert column(after.orders, "quantity") == {"B": 60, "C": 40}


def test_who_takes_over_a_free_gift_bears_nothing_of_what_its_leaver_did_not_pay():
    orders = [{"partner": partner, "sku": sku, "quantity": 10} for partner, sku in (("A", "x"), ("A", "gift"), ("B", "x"), ("C", "gift"))]
    prices = [{"sku": "x", "unit_price": 10}, {"sku": "gift", "unit_price": 0}]
    after = ps.withdraw(orders, {"partner": "A", "when": "after"}, None, prices)
    assert [(row["partner"], row["sku"], row["quantity"]) for row in after.orders if row["quantity"]] == [("B", "x", 20), ("C", "gift", 20)]
    assert column(after.dues, "due") == {"A": 0, "B": 200, "C": 0}    # A's 100 are of x alone


def test_of_who_gives_up_a_part_the_transfer_first_pays_what_he_keeps():
    part = {"partner": "B", "when": "after", "quantity": 10, "taker": "C"}
    for paid, due, taker in ((300, 300, 200), (250, 250, 250), (100, 200, 300), (0, 200, 300), (350, 300, 200)):
        after = ps.withdraw(ABC, part, GOODS, payments={"partner": "B", "paid": paid})
        assert column(after.dues, "due") == {"A": 500, "B": due, "C": taker}
        assert column(after.orders, "quantity") == {"A": 50, "B": 20, "C": 30}


def test_somebody_withdraws_twice_first_in_part_and_then_wholly():
    rows = [{"partner": "B", "when": "after"}, {"partner": "B", "when": "after", "quantity": 10, "replacement": "D"}]
    for table in (rows, rows[::-1]):
        after = ps.withdraw(ABC, table, GOODS, payments={"partner": "B", "paid": 150})
        assert column(after.dues, "due")["B"] == 150
        assert sum(column(after.dues, "due").values()) == 1000
        assert column(after.orders, "quantity") == {"A": 63, "C": 25, "D": 12}
    later = [{"partner": "B", "when": "after", "replacement": "D", "date": "2026-03-01"}, {"partner": "D", "when": "after", "date": "2026-03-02"}]
    assert column(ps.withdraw(ABC, later, GOODS, payments={"partner": "D", "paid": 300}).orders, "quantity") == {"A": 71, "C": 29}


def test_a_new_lead_buyer_or_a_part_that_cannot_be_is_a_problem():
    two = [{"partner": "A", "sku": "x", "quantity": 5}, {"partner": "A", "sku": "y", "quantity": 5}, {"partner": "B", "sku": "x", "quantity": 5}]
    for row, words in (
        ({"partner": "B", "new_lead": "A"}, None),
        ({"partner": "B", "new_lead": "B"}, "takes over from B, but withdraws too"),
        ({"partner": "B", "new_lead": "X"}, "B is not the lead buyer"),
        ({"partner": "A", "new_lead": "X"}, "new lead buyer X is not among"),
        ({"partner": "A", "quantity": 5, "replacement": "B"}, "one of several SKUs"),
        ({"partner": "A", "sku": "x", "quantity": 6, "replacement": "B"}, "A holds 5 pieces of x, fewer than 6"),
        ({"partner": "A", "sku": "z", "quantity": 6, "replacement": "B"}, "nobody ordered z"),
        ({"partner": "A", "sku": "x", "quantity": 5, "replacement": "a"}, "takes over from A"),
    ):
        for when in ("before", "after"):
            run = {"orders": two, "withdrawals": {**row, "when": when}, "costs": GOODS, "terms": Terms("A")}
            if words is None:
                assert ps.withdraw(**run)
                continue
            with pytest.raises(ps.DataError, match=words):
                ps.withdraw(**run)


def test_what_changes_is_shown_with_its_new_version():
    after = ps.withdraw(ABC, {"partner": "B", "when": "after", "quantity": 10, "replacement": "C", "date": "2026-03-01"}, GOODS)
    assert [(row["what"], row["partner"], row["before"], row["after"]) for row in after.changes] == [
        ("due", "B", "300 VND", "200 VND"), ("due", "C", "200 VND", "300 VND"), ("quantity", "B", "30", "20"), ("quantity", "C", "20", "30"),
    ]
    (version,) = {row["version"] for row in after.changes}
    assert {entry["version"] for entry in after.ledger} == {version}
    assert ps.replay(ABC, [], GOODS).versions != [{"version": version}]


@pytest.mark.parametrize(("change", "same"), [
    ({"orders": [{**ABC[0], "quantity": 51}, *ABC[1:]]}, False),
    ({"items": {"unit_price": 31, "currency": "CNY"}}, False),
    ({"rates": {"CNY": 3501}}, False),
    ({"terms": Terms("A", account="Vietcombank 99")}, False),
    ({"terms": Terms("B", account="Vietcombank 1")}, False),
    ({"costs": Cost("freight", 1001, basis="quantity")}, False),
    ({"costs": Cost("freight", 1000, basis="equal")}, False),
    ({"orders": ABC[::-1]}, True),
    ({"orders": [{"partner": "  a", "quantity": "50"}, *ABC[1:]]}, True),
    ({"items": {"unit_price": "30.0", "currency": "¥", "link": "https://example.com"}}, True),
    ({"costs": Cost("freight", 1000, basis="quantity", actual=1200)}, True),
])
def test_what_binds_makes_the_version_and_nothing_else(change, same):
    tables = {"orders": ABC, "costs": Cost("freight", 1000, basis="quantity"), "items": {"unit_price": 30, "currency": "CNY"}, "rates": {"CNY": 3500},
              "terms": Terms("A", account="Vietcombank 1")}
    versions = [ps.replay(ledger=[], **each).versions for each in (tables, {**tables, **change})]
    assert (versions[0] == versions[1]) is same


def test_the_rate_of_a_fee_binds_even_where_every_amount_stays_the_same():
    fees = [Cost("fee", rate=rate, of="goods") for rate in ("10%", "10.0%", "10.01%")]
    runs = [ps.replay(ABC, [], [GOODS, fee]) for fee in fees]
    assert [column(run.dues, "due") for run in runs] == [{"A": 550, "B": 330, "C": 220}] * 3     # 10.01 % of 1,000 is 100.1
    ten, same, more = (run.versions[0]["version"] for run in runs)
    assert ten == same != more


# the ledger ------------------------------------------------------------------------------------------------------------


@st.composite
def histories(draw):
    """A pool with a lead buyer who has paid, and withdrawals one a day, before placing and after."""
    pool = draw(pools())
    dues = ps.split(*pool)
    names = list(dict.fromkeys([row["partner"] for row in pool[0]]))
    rows = []
    placed = draw(st.integers(0, 2))
    for day in range(draw(st.integers(1, 5))):
        row = {"partner": draw(st.sampled_from([*names, "Mới"])), "when": "before" if day < placed else "after", "date": dt.date(2026, 3, 1 + day)}
        row["replacement"] = draw(st.sampled_from([None, *names, "Mới", "Lan"]))
        if row["replacement"] is None and day >= placed:
            row["taker"] = draw(st.sampled_from([None, None, *names]))
        if draw(st.booleans()):
            row["sku"] = draw(st.sampled_from([order["sku"] for order in pool[0]]))
            row["quantity"] = draw(st.one_of(st.none(), st.integers(1, 60)))
        row["new_lead"] = draw(st.sampled_from(names)) if row["partner"] == pool[3].lead_buyer and "sku" not in row else None
        rows.append(row)
    payments = [{"partner": name, "paid": draw(st.integers(0, 10**7))} for name in dict.fromkeys(row["partner"] for row in dues)]
    done = []
    for row in rows:  # a history of what can be: a row that cannot is left out
        try:
            ps.withdraw(pool[0], [*done, row], *pool[1:], payments=payments)
        except ps.DataError:
            continue
        done.append(row)
    assume(done)
    return pool, done, payments


def pieces(orders):
    found = Counter()
    for row in orders:
        found[row["partner"], row["sku"]] += row["quantity"]
    return +found


def owed(dues):
    return {row["partner"]: (row["due"], row.get("forfeit", 0)) for row in dues if row["due"] or row.get("forfeit")}


@settings(deadline=None, max_examples=60)
@given(histories(), st.randoms())
def test_every_history_is_conserved_and_comes_out_of_its_ledger_again(history, random):
    (orders, *rest), rows, payments = history
    shuffled = random.sample(rows, len(rows))
    after = ps.withdraw(orders, shuffled, *rest, payments=payments)
    early = [row for row in rows if row["when"] == "before"]
    placed = ps.withdraw(orders, early, *rest, payments=payments)
    by_sku = [Counter(), Counter()]
    for count, table in zip(by_sku, (placed.orders, after.orders), strict=True):
        for row in table:
            count[row["sku"]] += row["quantity"]
    assert by_sku[0] == by_sku[1]
    assert sum(row["due"] for row in placed.dues) == sum(row["due"] for row in after.dues)
    for line in ("taken_over", "forfeit"):
        assert sum(row.get(line, 0) for row in after.dues) == 0
    again = ps.replay(orders, random.sample(after.ledger, len(after.ledger)), *rest, payments=payments)
    assert pieces(again.orders) == pieces(after.orders)
    assert owed(again.dues) == owed(after.dues)
    if after.ledger:
        assert again.versions == [{"version": after.ledger[-1]["version"]}]
    assert len({entry["reference"] for entry in after.ledger}) == len(after.ledger)


@settings(deadline=None, max_examples=60)
@given(histories())
def test_a_reversed_event_undoes_exactly(history):
    (orders, *rest), rows, payments = history
    after = ps.withdraw(orders, rows, *rest, payments=payments)
    without = ps.withdraw(orders, rows[:-1], *rest, payments=payments)
    last = after.ledger[len(without.ledger):]
    assume(last)
    assert after.ledger[: len(without.ledger)] == without.ledger
    back = ps.undo(after.ledger, last[0]["reference"], "2026-04-01")
    assert len(back) == len(last)
    again = ps.replay(orders, [*after.ledger, *back], *rest, payments=payments)
    assert pieces(again.orders) == pieces(without.orders)
    assert owed(again.dues) == owed(without.dues)
    assert again.versions == ps.replay(orders, without.ledger, *rest, payments=payments).versions
    for code in ("VND",):
        changes = [row["balance"] for row in ps.balances([*after.ledger, *back], currency=code) if row["measure"] == code]
        kept = [row["balance"] for row in ps.balances(without.ledger, currency=code) if row["measure"] == code] if without.ledger else []
        assert sorted(filter(None, changes)) == sorted(filter(None, kept))


def test_a_sku_is_written_as_it_was_ordered_after_its_last_holder_has_left():
    orders = [{"partner": "A", "sku": "Đen M", "quantity": 5}, {"partner": "B", "sku": "Đỏ", "quantity": 5}]
    rows = [{"partner": "A", "when": "before", "date": "2026-03-01", "quantity": 2}, {"partner": "A", "when": "before", "date": "2026-03-02"}]
    first, both = (ps.withdraw(orders, rows[:n], Cost("goods", 1200, basis="quantity")) for n in (1, 2))
    assert [(entry["partner"], entry["kind"], entry["sku"], entry["amount"]) for entry in both.ledger] == [
        ("A", "order", "Đen M", -2), ("A", "change", "Đen M", -150), ("B", "change", "Đỏ", 150),     # 600 and 600 become 450 and 750
        ("A", "order", "Đen M", -3), ("A", "change", "Đen M", -450), ("B", "change", "Đỏ", 450)]
    assert both.ledger[:3] == first.ledger
    assert both.orders == [{"partner": "B", "sku": "Đỏ", "quantity": 5}]


def ledger_of(row, **more):
    return ps.withdraw(ABC, {"when": "after", "date": "2026-03-01", **row}, GOODS, **more).ledger


def test_a_ledger_that_lacks_an_entry_or_was_changed_is_a_problem():
    entries = ledger_of({"partner": "B", "quantity": 10, "replacement": "C"})
    for ledger, words in (
        (entries[1:], "do not add up"),
        ([{**entry, "version": "ABCDEF"} for entry in entries], "says version ABCDEF, but version"),
        ([*entries, {**entries[0], "reference": "X1", "amount": -99}], "B would hold -79 pieces"),
        ([{**entries[0], "amount": "1/3"}, *entries[1:]], "not a whole number"),
        ([{**entries[0], "kind": "gift"}], "gift is no kind of entry"),
        ([*entries, *ps.undo(entries, entries[0]["reference"], "2026-03-02")[1:]], "do not add up"),
    ):
        with pytest.raises(ps.DataError, match=words):
            ps.replay(ABC, ledger, GOODS)
    with pytest.raises(ps.DataError, match="says version"):
        ps.replay(ABC, entries, Cost("goods", 1001, basis="quantity"))
    with pytest.raises(ps.PoolsplitError, match="no event W-222222"):
        ps.undo(entries, "W-222222", "2026-03-02")


def test_other_entries_of_a_ledger_change_no_holdings():
    entries = ledger_of({"partner": "B", "quantity": 10, "replacement": "C"})
    payment = {"date": "2026-03-05", "partner": "A", "kind": "payment", "amount": 500, "reference": "P1"}
    assert ps.replay(ABC, [payment, *entries], GOODS) == ps.replay(ABC, entries, GOODS)
    assert column(ps.balances([payment, *entries]), "balance") == {"A": -500, "B": -100, "C": 100}


def test_pools_in_other_currencies_and_ranges_come_out_again():
    orders = [["pool", "partner", "quantity"], ["P", "A", 3], ["P", "B", 4], ["Q", "A", 5], ["Q", "C", 6]]
    tables = {"costs": Cost("freight", "10.01", "USD", basis="quantity"), "terms": [Terms(currency="USD")]}
    rows = [["pool", "partner", "when", "date", "quantity", "replacement"], ["Q", "C", "after", "2026-01-02", 1, "D"], ["P", "B", "before", "2026-01-02", 2, None]]
    after = ps.withdraw(orders, rows, **tables)
    again = ps.replay(orders, after.ledger, **tables)
    assert again.orders == after.orders
    due = after.dues[0].index("due")
    assert [row[due] for row in after.dues[1:]] == [row[-1] for row in again.dues[1:]]


@given(st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from(["x", "y"])), st.tuples(st.integers(0, 99), st.integers(-(10**6), 10**9)), min_size=1),
       st.integers(0, 10**9), st.data())
def test_every_operation_is_conserved_and_undone_by_its_entries(holdings, paid, data):
    book = Book()
    for (partner, sku), (n, cost) in holdings.items():
        book.pieces[partner, sku] = n
        book.owed[partner, sku] = cost
    leaver = data.draw(st.sampled_from([partner for partner, _ in holdings]))
    book.leads[leaver], book.fee = 1, -5
    book.owed[leaver, None] = -5
    before = (dict(book.pieces), dict(book.owed), dict(book.leads))
    others = sorted({partner for partner, _ in holdings} - {leaver})
    given_up = {sku: data.draw(st.integers(0, n)) for sku, n in book.holds(leaver).items()}
    wholly = given_up == book.holds(leaver)
    entries = [*lead_entries(book, others[0] if others else "z")]
    book.apply(entries)
    if data.draw(st.booleans()):
        more = replacement_entries(book, leaver, "z", given_up, exact, wholly=wholly)
    else:
        more = forfeit_entries(book, leaver, paid, given_up, None, others, {}, exact, wholly=wholly)
    book.apply(more)
    assert conserved([*entries, *more])
    if wholly and more:
        assert not book.holds(leaver)
    book.apply([*entries, *more], -1)
    assert [{at: n for at, n in table.items() if n} for table in (book.pieces, book.owed, book.leads)] == [
        {at: n for at, n in table.items() if n} for table in before
    ]
