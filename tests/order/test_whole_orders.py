"""What happens around a split, over whole cases: withdrawals, settlement, agreement, ledger and stages; and every public function with an answer."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st
from support import useful
from support.cases import cases, leaving
from support.leaving import Undetermined, after, without_early
from support.oracle import UNIT, Split, columns_of, key, shown

import poolsplit as ps
from poolsplit.order.payment.memo import memo_code
from poolsplit.values.translate import LANGUAGES

SOME = settings(max_examples=60)
FEW = settings(max_examples=30)


def withdrawn(case):
    """The state after the withdrawals of a case; None where they are refused. It is counted, and of use where a withdrawal has entries."""
    try:
        found = ps.withdraw(**case.tables, withdrawals=case.withdrawals, payments=case.payments)
    except ps.DataError:
        found = None
    useful.say("withdraw", found, found is not None and found.ledger)
    return found


@settings(max_examples=120)
@given(st.booleans().flatmap(lambda subsidised: leaving(subsidised=subsidised)))
def test_withdrawals_change_units_and_dues_together_as_the_page_says(case):
    found = withdrawn(case)
    if found is None:
        return
    try:
        expected = after(case)
    except Undetermined:
        return
    dues = columns_of(found.dues, "pool", "partner")
    for pool, held in expected.items():
        for partner in held.people:
            figures = {"due": held.due(partner), "taken_over": held.taken_over[partner], "forfeit": held.forfeit[partner]}
            row = dues.get((pool, partner), {})
            assert {name: row.get(name, 0) for name in figures} == {name: shown(value, case.currency) for name, value in figures.items()}
            assert row.get("quantity", 0) == sum(n for (holder, _), n in held.pieces.items() if holder == partner)
    held_now = {at: row["quantity"] for at, row in columns_of(found.orders, "pool", "partner", "sku").items()}
    assert held_now == {(pool, *at): n for pool, held in expected.items() for at, n in held.pieces.items() if n}
    for name in ("taken_over", "forfeit"):
        assert sum(row.get(name, 0) for row in found.dues) == 0


@SOME
@given(leaving(when=("after",)))
def test_after_placing_pieces_of_each_sku_and_money_of_each_pool_stay_and_one_who_leaves_wholly_owes_exactly_what_he_paid(case):
    found = withdrawn(case)
    if found is None:
        return
    pieces, due = defaultdict(Counter), Counter()
    for sign, orders, dues in ((1, case.orders, ps.split(**case.tables)), (-1, found.orders, found.dues)):
        for row in orders:
            pieces[row.get("pool")][key(row["sku"])] += sign * row["quantity"]
        for row in dues:
            due[row.get("pool")] += sign * row["due"]
    assert not any(n for row in pieces.values() for n in row.values())
    assert not any(due.values())
    paid = Counter()
    for row in case.payments:
        paid[row.get("pool"), key(row["partner"])] += row["paid"]
    dues = columns_of(found.dues, "pool", "partner")
    for row in case.withdrawals:
        at = (row.get("pool"), key(row["partner"]))
        if "sku" not in row:
            assert dues.get(at, {}).get("due", 0) == (0 if row.get("replacement") else paid[at])


@SOME
@given(leaving(when=("before",)))
def test_before_placing_the_order_is_split_again(case):
    found = withdrawn(case)
    if found is None:
        return
    expected = Split(without_early(case)).dues()
    assert {at: row for at, row in columns_of(found.dues, "pool", "partner").items() if at in expected} == expected


@SOME
@given(leaving(), st.randoms(use_true_random=False))
def test_start_tables_and_ledger_played_again_give_holdings_dues_and_versions_and_a_whole_event_is_undone(case, random):
    found = withdrawn(case)
    if found is None or not found.ledger:
        return
    again = ps.replay(**case.tables, ledger=random.sample(found.ledger, len(found.ledger)), payments=case.payments)
    useful.say("replay", again, any(row["due"] for row in again.dues))
    assert columns_of(again.orders, "pool", "partner", "sku") == columns_of(found.orders, "pool", "partner", "sku")
    figures = ("due", "taken_over", "forfeit")
    replayed, state = ({at: {name: row[name] for name in figures if row.get(name)} for at, row in columns_of(one.dues, "pool", "partner").items()} for one in (again, found))
    placed = {at: row for at, row in replayed.items() if "before" not in {row["when"] for row in case.withdrawals}}    # a new split is told in other columns
    assert placed == {at: state[at] for at in placed}
    assert {at: row["due"] for at, row in replayed.items() if row.get("due")} == {at: row["due"] for at, row in state.items() if row.get("due")}
    last = found.ledger[-1]["reference"]
    back = ps.undo(found.ledger, last, dt.date(2026, 4, 1))
    useful.say("undo", back, back)
    event = [row for row in found.ledger if row["reference"].startswith(last.rsplit("-", 1)[0] + "-")]
    assert [(row["kind"], row["reverses"], row["amount"]) for row in back] == [("reversal", row["reference"], row["amount"]) for row in event]
    before = case._replace(withdrawals=case.withdrawals[:-1]) if len({row["when"] for row in case.withdrawals}) == 1 else None
    if before is not None and len(case.withdrawals) > 1 and event[0]["date"] == case.withdrawals[-1]["date"]:
        less = ps.withdraw(**before.tables, withdrawals=before.withdrawals, payments=before.payments)
        undone = ps.replay(**case.tables, ledger=[*found.ledger, *back], payments=case.payments)
        assert columns_of(undone.orders, "pool", "partner", "sku") == columns_of(less.orders, "pool", "partner", "sku")


@given(cases(led=True))
def test_every_other_partner_s_transfer_is_due_minus_paid_with_the_lead_buyer(case):
    dues = ps.split(**case.tables)
    found = ps.settle(dues, case.payments, case.lead, currency=case.currency)
    useful.say("settle", found, found)
    unit, open_now = UNIT[case.currency], Counter()
    for row in dues:
        open_now[row.get("pool"), key(row["partner"])] += int(row["due"] * unit)
    for row in case.payments:
        open_now[row.get("pool"), key(row["partner"])] -= row["paid"] * unit
    lead = key(case.lead)
    expected = {(pool, *((who, lead) if balance > 0 else (lead, who))): shown(abs(balance), case.currency) for (pool, who), balance in open_now.items() if balance and who != lead}
    assert {(row.get("pool"), key(row["payer"]), key(row["payee"])): row["amount"] for row in found} == expected


@SOME
@given(cases(pools=1), st.data())
def test_without_a_lead_buyer_who_paid_what_must_add_up_to_the_dues_and_at_most_n_less_one_transfers_clear_it(case, data):
    dues = ps.split(**case.tables)
    left = {row["partner"]: int(row["due"] * UNIT[case.currency]) for row in dues}
    total, people = sum(left.values()), list(left)
    cuts = sorted(data.draw(st.lists(st.integers(0, total), min_size=len(people) - 1, max_size=len(people) - 1)))
    paid = [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]
    found = ps.settle(dues, [{"partner": who, "paid": shown(n, case.currency)} for who, n in zip(people, paid, strict=True)], currency=case.currency)
    useful.say("settle", found, found)
    for who, n in zip(people, paid, strict=True):
        left[who] -= n
    open_ones = sum(map(bool, left.values()))
    for row in found:
        amount = int(row["amount"] * UNIT[case.currency])
        assert amount > 0
        left[row["payer"]] -= amount
        left[row["payee"]] += amount
    assert not any(left.values())
    assert len(found) <= max(open_ones - 1, 0)


@SOME
@given(cases(pools=1, led=True, priced=True))
def test_the_agreement_has_what_every_partner_owes_on_the_quote_and_every_message_fits(case):
    found = ps.agree(**case.tables)
    useful.say("agree", found, any(party.due for party in found.parties))
    (pool,) = Split(case).quote.values()
    assert {key(party.name): party.due for party in found.parties if party.due} == {partner: due for partner, due in pool.due.items() if due}
    for lang in LANGUAGES:
        said = ps.messages(found, lang)
        assert all(len(text.encode("utf-16-le")) // 2 + text.count("\n") <= 1000 for text in said)
        assert all(party.name.strip() in "\n".join(said) for party in found.parties)
    assert ps.changes(found, ps.agree(**case.tables)) == []


@SOME
@given(cases(pools=1, led=True))
def test_balances_are_dues_less_payments_over_all_entries_and_a_reversal_takes_one_back(case):
    day = "2026-07-02"
    entries = [{"date": day, "partner": row["partner"], "kind": "due", "amount": row["due"], "reference": f"D{i}"} for i, row in enumerate(ps.split(**case.tables))]
    entries += [{"date": day, "partner": row["partner"], "kind": "payment", "amount": row["paid"], "reference": f"P{i}"} for i, row in enumerate(case.payments)]
    entries.append(ps.reversal(entries[-1], "2026-07-03", "R1"))
    found = ps.balances(entries, currency=case.currency)
    useful.say("balances", found, any(row["balance"] for row in found))
    expected = Counter()
    for row in entries[:-2]:
        expected[key(row["partner"])] += row["amount"] * (1 if row["kind"] == "due" else -1)
    assert {key(row["partner"]): row["balance"] for row in found if row["balance"]} == {who: balance for who, balance in expected.items() if balance}


@SOME
@given(cases(pools=1, led=True, priced=True, currencies=("VND",)))
def test_the_gate_may_place_names_who_still_owes_how_much(case):
    named = {missing.what: missing for missing in ps.may("placed", **case.tables, payments=case.payments)}
    (pool,) = Split(case).binding.values()
    paid = Counter()
    for row in case.payments:
        paid[key(row["partner"])] += row["paid"]
    owing = {partner: due - paid[partner] for partner, due in pool.due.items() if due > paid[partner] and partner != pool.lead}
    said = [str(missing.message) for missing in ps.may("placed", **case.tables, payments=case.payments) if "owes" in str(missing.message)]
    useful.say("may", named, said)
    assert len(said) == len(owing)
    for partner, amount in owing.items():
        assert any(f"{amount:,}" in text and key(text).startswith(partner) for text in said)


# every public function -------------------------------------------------------------------------------------------------


def _dues_of(case):
    return ps.split(**case.tables)


def _statement(case):
    """What a bank has of the dues of a case, one transfer each, with the codes of the cards."""
    dues = [{"partner": row["partner"], "due": int(row["due"]), "memo": memo_code("July", 1, row["partner"].strip())} for row in _dues_of(case) if row["due"] > 0]
    lines = [["Ngày", "Số tiền", "Nội dung"], *([f"{i + 1}/7/2026", row["due"], f"MBVCB {row['memo']}"] for i, row in enumerate(dues))]
    return ps.match_payments(lines, dues)


def _frame(case):
    import pandas as pd  # noqa: PLC0415  (only this function takes nothing but frames)

    frame = pd.DataFrame(case.orders).assign(pool="x", total=1_000_003)
    return ps.apportion_by(frame, "total", "points")


def _records(case):
    return [{"pool": row.get("pool") or "x", "item": "listing", "reference": f"https://detail.1688.com/offer/{i}.html", "result": "fail", "date": "2026-07-02", "recorded_by": row["partner"]}
            for i, row in enumerate(case.orders)]


def _then_and_now(case):
    return ps.version_changes(case.tables, {**case.tables, "orders": [{**case.orders[0], "quantity": case.orders[0]["quantity"] + 1}, *case.orders[1:]]})


def _evaluated(case):
    return ps.withdraw(**case.tables, withdrawals=case.withdrawals, payments=case.payments)


ON_TABLES = {
    "advise": (lambda case: ps.advise(**case.tables), len),
    "agree": (lambda case: ps.agree(**case.tables), lambda found: any(party.due for party in found.parties)),
    "apportion_by": (_frame, lambda found: found.sum() == 1_000_003),
    "balances": (lambda case: ps.balances(_evaluated(case).ledger, currency=case.currency), lambda found: any(row["balance"] for row in found)),
    "bills": (lambda case: ps.bills(**case.tables), lambda found: any(row["shared"] for row in found)),
    "carry_table": (lambda case: ps.carry_table(**case.tables, receipt=case.receipt), lambda found: any(row["carry"] for row in found)),
    "check": (lambda case: ps.check(**{**case.tables, "terms": [{**case.terms[0], "step": 0}]}), len),
    "count_sheet": (lambda case: ps.count_sheet(case.orders, case.receipt), lambda found: any(row["hand_over"] for row in found)),
    "defects": (lambda case: ps.defects(case.orders, case.receipt), lambda found: any(row["defective"] for row in found)),
    "equalise": (lambda case: ps.equalise(case.orders, case.costs, case.receipt, None, case.items, case.terms, case.rates, case.currency), lambda found: any(row["cash"] for row in found)),
    "explain": (lambda case: ps.explain(**case.tables, partner=case.orders[0]["partner"], cost="due"), lambda found: len(found) > 1),
    "fill": (lambda case: ps.fill(case.orders, [{"sku": item["sku"], "moq": 200} for item in case.items]), lambda found: any(row["shortfall"] for row in found)),
    "landed": (lambda case: ps.landed(**case.tables), lambda found: any(row["landed"] for row in found)),
    "match_payments": (_statement, lambda found: [match.kind for match in found.matches].count("exact") > 1),
    "may": (lambda case: ps.may("settled", **case.tables, payments=case.payments), len),
    "next_steps": (lambda case: ps.next_steps(**case.tables, payments=case.payments, receipt=case.receipt), lambda found: found[0]["missing"]),
    "ready": (lambda case: ps.ready("agree", _records(case)), len),
    "received": (lambda case: ps.received(case.orders, case.receipt), lambda found: any(row["missing"] for row in found)),
    "refunds": (lambda case: ps.refunds(case.orders, case.items, case.receipt, case.rates, case.currency), len),
    "replay": (lambda case: ps.replay(**case.tables, ledger=_evaluated(case).ledger, payments=case.payments), lambda found: any(row["due"] for row in found.dues)),
    "reversal": (lambda case: ps.reversal(_evaluated(case).ledger[0], "2026-08-01", "R"), lambda found: found["reverses"]),
    "sample_verdict": (lambda case: ps.sample_verdict([{**row, "item": "colour"} for row in _records(case)]), lambda found: found.advice),
    "saving": (lambda case: ps.saving(**{**case.tables, "items": [{**item, "moq": 500} for item in case.items]}), lambda found: any(row["saving_low"] for row in found)),
    "settle": (lambda case: ps.settle(_dues_of(case), case.payments, case.lead, currency=case.currency), len),
    "shortage": (lambda case: ps.shortage(case.orders, case.receipt, case.items, currency=case.currency), lambda found: any(row["missing"] or row["defective"] for row in found.pieces)),
    "split": (lambda case: ps.split(**case.tables), lambda found: sum(bool(row["due"]) for row in found) > 1),
    "undo": (lambda case: ps.undo(_evaluated(case).ledger, _evaluated(case).ledger[0]["reference"], "2026-08-01"), len),
    "version_changes": (_then_and_now, len),
    "withdraw": (_evaluated, lambda found: found.ledger),
}
"""Every public function that takes tables, as a person calls it, and what makes its answer one that says something."""
ON_VALUES = {"apportion", "apportion_lines", "carry_after", "cartons", "changed_files", "changes", "messages", "read_reply", "record_file", "sampling_plan", "vietqr"}
"""Those that take numbers, files or an agreement."""


def test_every_public_function_is_in_one_of_the_two_lists():
    functions = {name for name in ps.__all__ if name.islower() and name != "notebook"}
    assert functions == ON_VALUES | set(ON_TABLES)


@FEW
@given(leaving(when=("after",), pools=1, currencies=("VND",)))
def test_every_public_function_that_takes_tables_gives_an_answer_that_is_of_use(case):
    for name, (call, matters) in ON_TABLES.items():
        try:
            answer = call(case)
        except ps.PoolsplitError:
            answer = None
        useful.say(name, answer, answer is not None and matters(answer))


