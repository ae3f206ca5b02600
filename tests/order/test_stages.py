"""The life of an order: gates that name what is missing, versions that void replies, what is short on receipt, the count sheet."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.errors import Problem
from poolsplit.report.outcome import outcome
from poolsplit.tables.table import table

ORDERS = [{"partner": "An", "sku": "x", "quantity": 60}, {"partner": "Bình", "sku": "x", "quantity": 40}]
ITEMS = {"sku": "x", "unit_price": 50, "currency": "CNY", "link": "https://detail.1688.com/offer/1.html", "supplier": "Xưởng Túi"}
TABLES = {"orders": ORDERS, "costs": Cost("freight", 3_000_000, basis="quantity"), "items": ITEMS, "rates": {"CNY": 3500},
          "terms": Terms("An", account="Vietcombank 1017595600", deadline="2026-07-10 17:00")}
VERSION = ps.replay(ledger=[], **TABLES).versions[0]["version"]
AGREED = [{"partner": name, "version": VERSION, "date": "2026-07-01"} for name in ("An", "Bình")]
PAID = [{"partner": "Bình", "paid": 8_200_000}]


def step(done, partner=None, date="2026-07-20", reference="n° 1", sku=None):
    return {"done": done, "partner": partner, "date": date, "reference": reference, "sku": sku}


PLACED = step("placed", "An", "2026-07-11", "1688-778")
SHIPPED = [step("qc", "An"), step("qc", "Bình"), step("shipped", date="2026-07-21")]
HERE = [step("received", date="2026-08-01"), step("counted", date="2026-08-01"), step("split", date="2026-08-01")]
ALL = {"acceptances": AGREED, "payments": PAID, "steps": [PLACED, *SHIPPED, *HERE], "receipt": {"sku": "x", "received": 100, "defective": 0}}


def at(**more):
    """(stage, next stage, what is missing) of the one pool."""
    rows = ps.next_steps(**{**TABLES, **more})
    assert len({(row["stage"], row["next"]) for row in rows}) == 1
    return rows[0]["stage"], rows[0]["next"], [row["missing"] for row in rows if row["missing"]]


def test_a_pool_goes_from_stage_to_stage_and_each_gate_names_what_is_missing():
    bare = {**ITEMS, "link": None, "supplier": None}
    assert at(items=bare)[2][:2] == ["the supplier of x is not fixed", "the link of x is not fixed"]
    assert at() == ("draft", "agreed", [f"{name} has not accepted version {VERSION}" for name in ("An", "Bình")])
    assert at(acceptances=AGREED) == ("collecting", "placed", ["Bình still owes 8,200,000 VND"])
    assert at(acceptances=AGREED, payments=[{"partner": "Bình", "paid": 8_199_999}])[2] == ["Bình still owes 1 VND"]
    assert at(acceptances=AGREED, payments=PAID) == ("collecting", "placed", ["the order is not placed yet"])
    more = {"acceptances": AGREED, "payments": PAID}
    assert at(**more, steps=PLACED) == ("placed", "in transit", [f"{name} has not agreed to the quality check" for name in ("An", "Bình")])
    assert at(**more, steps=[PLACED, *SHIPPED[:2]])[2] == ["the goods have not left China yet"]
    assert at(**more, steps=[PLACED, *SHIPPED]) == (
        "in transit", "received", ["what came is not recorded", "the count is not recorded", "the split is not recorded"])
    assert at(**ALL) == ("settled", "", [])


def test_terms_are_asked_before_money_is_collected():
    terms = {"currency": "VND"}
    version = ps.replay(ledger=[], **{**TABLES, "terms": terms}).versions[0]["version"]
    replies = [{**reply, "version": version} for reply in AGREED]
    assert at(terms=terms, acceptances=replies) == ("agreed", "collecting", [
        "no lead buyer is named", "the account to pay to is not named", "the deadline for the payments is not named"])


def test_without_a_lead_buyer_everybody_pays_before_the_order_is_placed():
    terms = Terms(account="1", deadline="2026-07-10")
    missing = ps.may("placed", **{**TABLES, "terms": terms}, payments=PAID)
    assert [each.message for each in missing if each.stage == "placed"] == ["An still owes 12,300,000 VND"]


def test_money_before_the_agreement_is_said():
    assert at(payments=PAID)[2][-1] == "money came in before all agreed: Bình paid"
    assert at(payments=PAID, acceptances=AGREED[:1])[2] == [f"Bình has not accepted version {VERSION}", "money came in before all agreed: Bình paid"]


@pytest.mark.parametrize("reply", [f"ĐỒNG Ý {VERSION}", f"同意 {VERSION.lower()}", f"AGREE-{VERSION}."])
def test_a_reply_may_name_the_version_in_its_own_words(reply):
    assert at(acceptances=[AGREED[0], {**AGREED[1], "version": reply}])[0] == "collecting"


def test_a_change_after_the_agreement_voids_the_old_replies():
    for change in ({"rates": {"CNY": 3565}}, {"terms": Terms("An", account="Techcombank 9", deadline="2026-07-10 17:00")}, {"items": {**ITEMS, "unit_price": 51}}):
        stage, _, missing = at(**change, acceptances=AGREED)
        assert stage == "draft"
        assert all("accepted an older version, which is void" in said for said in missing)
        assert len(missing) == 2
    assert at(acceptances=[{**AGREED[0], "date": None}, AGREED[1]])[2] == ["the acceptance of An has no date"]
    assert at(acceptances=[{"partner": "Bình", "version": VERSION + "X", "date": "2026-07-01"}, AGREED[0]])[0] == "draft"


def test_what_changed_since_the_agreement_is_shown():
    now = {**TABLES, "terms": Terms("An", account="Techcombank 9", deadline="2026-07-10 17:00"), "rates": {"CNY": 3565}}
    rows = ps.version_changes(TABLES, now)
    assert [(row["what"], row["partner"], row["of"], row["before"], row["after"]) for row in rows] == [
        ("account", "", "", "vietcombank 1017595600", "techcombank 9"), ("due", "An", "", "12300000 VND", "12495000 VND"),
        ("due", "Bình", "", "8200000 VND", "8330000 VND"), ("rate", "", "CNY", "3500", "3565")]
    assert {row["version"] for row in rows} == {ps.replay(ledger=[], **now).versions[0]["version"]}
    assert ps.version_changes(TABLES, {**TABLES, "orders": ORDERS[::-1]}) == []


def test_a_replacement_makes_a_new_version_that_he_accepts_too():
    leaves = {"partner": "Bình", "when": "after", "quantity": 10, "replacement": "Chi", "date": "2026-07-12"}
    stage, _, missing = at(acceptances=AGREED, payments=PAID, steps=PLACED, withdrawals=leaves)
    assert stage == "draft"
    assert [said.split(" ")[0] for said in missing] == ["An", "Bình", "Chi"]
    version = missing[-1].split(" ")[-1]
    replies = [{"partner": name, "version": version, "date": "2026-07-13"} for name in ("An", "Bình", "Chi")]
    assert at(acceptances=[*AGREED, *replies], payments=PAID, steps=PLACED, withdrawals=leaves) == ("collecting", "placed", ["Chi still owes 2,050,000 VND"])


def test_a_quality_check_that_came_late_and_a_split_on_another_day_are_said():
    late = [PLACED, step("qc", "An"), step("qc", "Bình", "2026-07-22"), SHIPPED[2]]
    assert at(**{**ALL, "steps": late})[2] == ["Bình agreed to the quality check on 2026-07-22, after the goods had left on 2026-07-21"]
    days = [PLACED, *SHIPPED, *HERE[:2], step("split", date="2026-08-03")]
    assert at(**{**ALL, "steps": days})[2] == ["the goods came on 2026-08-01, but were counted and split on 2026-08-03"]


def test_a_quality_check_on_the_day_of_shipping_is_in_time():
    for day, said in (("2026-07-20", []), ("2026-07-21", []),
                      ("2026-07-22", ["Bình agreed to the quality check on 2026-07-22, after the goods had left on 2026-07-21"])):
        steps = [PLACED, step("qc", "An"), step("qc", "Bình", day), SHIPPED[2], *HERE]
        assert at(**{**ALL, "steps": steps}) == (("settled", "", []) if not said else ("placed", "in transit", said))


def test_the_first_of_several_dates_counts():
    steps = [PLACED, step("qc", "An"), step("qc", "Bình", "2026-07-22"), step("qc", "Bình", "2026-07-21"), step("shipped", date="2026-07-23"), SHIPPED[2], *HERE]
    assert at(**{**ALL, "steps": steps})[0] == "settled"
    late = [each for each in steps if (each["partner"], each["date"]) != ("Bình", "2026-07-21")]
    assert at(**{**ALL, "steps": late})[2] == ["Bình agreed to the quality check on 2026-07-22, after the goods had left on 2026-07-21"]


def test_counted_and_split_on_the_day_of_receipt_and_on_no_other():
    for counted, divided, said in (("2026-08-01", "2026-08-01", None), ("2026-08-02", "2026-08-01", "2026-08-02"), ("2026-07-31", "2026-08-01", "2026-07-31"),
                                   ("2026-08-02", "2026-08-03", "2026-08-03")):
        steps = [PLACED, *SHIPPED, HERE[0], step("counted", date=counted), step("split", date=divided)]
        missing = [] if said is None else [f"the goods came on 2026-08-01, but were counted and split on {said}"]
        assert at(**{**ALL, "steps": steps})[2] == missing


def test_one_dong_more_and_one_dong_less_than_nothing_left_to_pay():
    for paid, placed, settled in ((8_199_999, ["Bình still owes 1 VND"], ["Bình still owes 1 VND"]), (8_200_000, [], []),
                                  (8_200_001, [], ["Bình still gets 1 VND back"])):
        run = {**TABLES, **ALL, "payments": [{"partner": "Bình", "paid": paid}]}
        assert [each.message for each in ps.may("placed", **run)] == placed
        assert [each.message for each in ps.may("settled", **run) if each.stage == "settled"] == settled


RECORDED = ("cartons", "packing_list", "photos", "supplier_contacted")
SHORT_STEPS = [PLACED, *SHIPPED, *HERE, step("refund", "An"), step("keep", "Bình")]
RECORD_IT = "record it with its date, and where the picture, list or message is"


def open_records(changed, **more):
    """The records that are told to be missing, where one of the four is another than it should be; None for none at all."""
    records = [step(name, **more) if name == changed else step(name) for name in RECORDED if name != changed or more]
    missing = ps.may("settled", **TABLES, **{**ALL, "receipt": {"sku": "x", "received": 95}, "steps": [*SHORT_STEPS, *records]})
    return [(each.stage, each.what, each.message, each.fix) for each in missing]


@pytest.mark.parametrize(("name", "shown"), list(zip(RECORDED, ("carton counts", "packing list", "photos", "supplier contacted"), strict=True)))
def test_each_record_of_a_shortage_needs_its_reference_and_date(name, shown):
    gap = [("received", name, f"of x pieces are missing or defective, and this is not on record: {shown}", RECORD_IT)]
    assert open_records(name) == open_records(name, date=None) == open_records(name, sku="y") == gap
    assert open_records(name, sku="X") == open_records("") == []
    for blank in (None, "", "  "):    # that the supplier was contacted is a date alone; everything else has a number, list or picture
        assert open_records(name, reference=blank) == ([] if name == "supplier_contacted" else gap)


def test_the_latest_word_on_a_shortage_counts():
    words = [step("refund", "An", "2026-08-02"), step("reship", "An", "2026-08-03"), step("keep", "An", "2026-08-01"), step("keep", "Bình", "2026-08-03", sku="y")]
    gate = ps.shortage(ORDERS, {"sku": "x", "received": 95, "defective": 0}, ITEMS, steps=words)
    assert [(row["partner"], row["missing"], row["decision"]) for row in gate.pieces] == [("An", 3, "reship"), ("Bình", 2, "")]
    assert [each.message for each in gate.missing if each.what == "decision"] == ["Bình has not decided on 2 missing and 0 defective pieces of x"]


def test_each_row_that_cannot_be_read_is_a_problem_with_its_cell_and_way_out():
    as_typed = "type the name as it stands in the orders"
    for name, rows, row, column, message, fix in (
        ("steps", [PLACED, step("thinking")], 2, "done", '"thinking" is no step of an order',
         "type one of: placed, qc, shipped, received, counted, split, cartons, packing_list, photos, supplier_contacted, refund, reship, keep"),
        ("steps", [PLACED, PLACED, step("qc", "Dũng")], 3, "partner", "Dũng does not order", as_typed),
        ("acceptances", [AGREED[0], {**AGREED[1], "partner": "Dũng"}], 2, "partner", "Dũng does not order", as_typed),
        ("acceptances", [{**AGREED[0], "pool": "Q"}], 1, "pool", "nobody orders in the pool Q", "type the pool as it stands in the orders"),
    ):
        typed = table(name, rows)
        cells = {heading: [f"Sổ!{letter}{place}" for place in range(2, 2 + len(rows))] for letter, heading in zip("ABCDEF", typed.columns, strict=False)}
        with pytest.raises(ps.DataError) as caught:
            ps.next_steps(**TABLES, **{name: replace(typed, cells=cells)})
        assert caught.value.problems == [Problem(name, row, column, message, fix, cells[column][row - 1])]


def test_what_is_short_has_to_be_on_record_and_decided():
    short = {**ALL, "receipt": {"sku": "x", "received": 95, "defective": 10}}
    missing = at(**short)[2]
    assert [said.rsplit(": ", 1)[1] for said in missing[:4]] == ["carton counts", "packing list", "photos", "supplier contacted"]
    assert missing[4:] == ["An has not decided on 3 missing and 6 defective pieces of x", "Bình has not decided on 2 missing and 4 defective pieces of x"]
    records = [step(done, date="2026-08-01") for done in ("cartons", "packing list", "ảnh", "已联系供应商")]
    decided = [step("refund", "An", "2026-08-02"), step("reship", "Bình", "2026-08-02", sku="X")]
    steps = [*short["steps"], *records, *decided]
    assert at(**{**short, "steps": steps})[0] == "settled"
    undated = [*short["steps"], *records[:3], {**records[3], "date": None}, *decided]
    assert [said.rsplit(": ", 1)[1] for said in at(**{**short, "steps": undated})[2]] == ["supplier contacted"]
    gate = ps.shortage(ORDERS, short["receipt"], ITEMS, steps=steps)
    assert gate.missing == []
    assert gate.pieces == [
        {"partner": "An", "sku": "x", "missing": 3, "defective": 6, "refund": 150, "for_defective": 300, "currency": "CNY", "decision": "refund"},
        {"partner": "Bình", "sku": "x", "missing": 2, "defective": 4, "refund": 100, "for_defective": 200, "currency": "CNY", "decision": "reship"},
    ]
    assert [(row["partner"], row["amount"]) for row in ps.refunds(ORDERS, ITEMS, short["receipt"])] == [("An", -150), ("Bình", -100)]


def test_nothing_short_needs_no_record():
    assert ps.shortage(ORDERS, 100, ITEMS) == ps.Shortage([], [])


def test_open_balances_keep_a_pool_from_being_settled():
    paid = [{"partner": "Bình", "paid": 8_300_000}]
    assert at(**{**ALL, "payments": paid}) == ("received", "settled", ["Bình still gets 100,000 VND back"])


def test_who_left_before_the_order_was_placed_gets_back_what_he_paid():
    gate = ps.may("settled", **TABLES, withdrawals={"partner": "Bình", "when": "before", "date": "2026-07-05"}, payments=PAID)
    assert [str(each.message) for each in gate if each.stage == "settled"] == ["Bình still gets 8,200,000 VND back"]


def test_the_gate_of_a_stage_lists_the_stages_before_it():
    missing = ps.may("In Transit", **TABLES)
    assert list(dict.fromkeys(each.stage for each in missing)) == ["agreed", "placed", "in transit"]
    assert ps.may("settled", **TABLES, **ALL) == []
    with pytest.raises(ps.PoolsplitError, match="is no stage; the stages are: draft, agreed"):
        ps.may("lunch", **TABLES)


def test_what_cannot_be_read_out_of_the_records_is_a_problem_with_its_row():
    for more, words in (
        ({"steps": [PLACED, step("thinking")]}, r'steps, row 2, done: "thinking" is no step'),
        ({"steps": step("qc", "Dũng")}, "steps, row 1, partner: Dũng does not order"),
        ({"acceptances": {"partner": "Dũng", "version": VERSION}}, "acceptances, row 1, partner: Dũng does not order"),
        ({"acceptances": {"pool": "Q", "partner": "An", "version": VERSION}}, "nobody orders in the pool Q"),
    ):
        with pytest.raises(ps.DataError, match=words):
            ps.next_steps(**TABLES, **more)


def test_pools_stand_where_they_stand():
    orders = [{"pool": pool, "partner": "An", "quantity": 1} for pool in "PQ"]
    rows = ps.next_steps(orders, items={"unit_price": 5, "link": "l", "supplier": "s"})
    assert [(row["pool"], row["stage"]) for row in rows] == [("P", "draft"), ("Q", "draft")]
    with pytest.raises(ps.PoolsplitError, match="say which pool; the pools are: P, Q"):
        ps.may("placed", orders)
    with pytest.raises(ps.DataError, match="does not say of which pool"):
        ps.next_steps(orders, steps=PLACED)


# the count sheet -------------------------------------------------------------------------------------------------------

QUANTITIES = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz"), st.integers(0, 60)), min_size=1, max_size=9)


@given(QUANTITIES, st.dictionaries(st.sampled_from("xyz"), st.tuples(st.integers(0, 70), st.integers(0, 9))))
def test_the_sums_of_a_count_sheet_are_those_of_its_rows(rows, came):
    orders = [{"partner": partner, "sku": sku, "quantity": n} for partner, sku, n in rows]
    receipt = [{"sku": sku, "received": n, "defective": min(bad, n)} for sku, (n, bad) in came.items() if sku in {row[1] for row in rows}]
    sheet = ps.count_sheet(orders, receipt)
    single = [row for row in sheet if row["partner"] and row["sku"]] or sheet[:-1]
    for name in ("ordered", "received", "defective", "hand_over"):
        assert sheet[-1][name] == sum(row[name] for row in single)
        for row in sheet[:-1]:
            if not row["partner"] or not row["sku"]:
                assert row[name] == sum(each[name] for each in single if row["partner"] in {"", each["partner"]} and row["sku"] in {"", each["sku"]})
    assert all(row["hand_over"] == row["received"] - row["defective"] for row in sheet)
    assert {row["counted"] + row["signed"] for row in sheet} == {""}
    shares = ps.defects(orders, receipt)
    assert [(row["partner"], row["sku"], row["received"], row["good"]) for row in shares] == [
        (row["partner"], row["sku"], row["received"], row["hand_over"]) for row in single]


def test_a_count_sheet_comes_in_the_kind_that_the_orders_were():
    rows = [["partner", "quantity"], ["A", 60], ["B", 40]]
    sheet = ps.count_sheet(rows, 10)
    assert sheet[0] == ["partner", "ordered", "received", "defective", "hand_over", "counted", "signed"]
    assert sheet[1:] == [["A", 60, 60, 6, 54, "", ""], ["B", 40, 40, 4, 36, "", ""], ["", 100, 100, 10, 90, "", ""]]
    pandas = pytest.importorskip("pandas")
    frame = ps.count_sheet(pandas.DataFrame(rows[1:], columns=rows[0]), 10)
    assert isinstance(frame, sys.modules["pandas"].DataFrame)
    assert frame["hand_over"].tolist() == [54, 36, 90]


# in a workbook ---------------------------------------------------------------------------------------------------------


def sections(**more):
    rates = [{"currency": "CNY", "rate": 3500}]
    found = outcome({name: table(name, value) for name, value in {**TABLES, "rates": rates, **more}.items()})
    assert found.exact, found.problems
    return {section.key: section for section in found.sections}


def test_a_workbook_with_acceptances_says_where_the_order_stands():
    found = sections(acceptances=AGREED)["life"]
    assert [row[:2] for row in found.rows] == [["collecting, next: placed", "Bình still owes 8,200,000 VND"]]
    assert VERSION in found.note
    assert sections(**ALL)["life"].rows == [["settled", "nothing is missing", ""]]
    assert "life" not in sections()


def test_a_workbook_with_withdrawals_shows_what_came_of_them():
    leaves = {"partner": "Bình", "when": "after", "quantity": 10, "replacement": "Chi"}
    payments = [{"partner": "Bình", "paid": 8_200_000}, {"partner": "Chi", "paid": 50_000}]
    found = sections(withdrawals=leaves, payments=payments, receipt={"sku": "x", "received": 90, "defective": 0})
    names = [label for label, _ in found["dues"].columns]
    dues = [dict(zip(names, row, strict=True)) for row in found["dues"].rows]
    assert [(row["Partner"], row["Due"], row["Balance"]) for row in dues] == [
        ("An", 12_300_000, 12_300_000), ("Bình", 6_150_000, -2_050_000), ("Chi", 2_050_000, 2_000_000), ("Total", 20_500_000, 12_250_000)]
    assert found["settlement"].rows == [["An", "Bình", 2_050_000], ["Chi", "An", 2_000_000]]
    assert [row[:1] + row[2:4] for row in found["count_sheet"].rows] == [["An", 60, 54], ["Bình", 30, 27], ["Chi", 10, 9], ["Total", 100, 90]]


def test_a_withdrawal_that_cannot_be_is_a_problem_of_the_workbook():
    found = outcome({name: table(name, value) for name, value in {"orders": ORDERS, "withdrawals": {"partner": "Dũng", "when": "after"}}.items()})
    assert not found.exact
    assert [problem.message for problem in found.problems if not problem.warning] == ["Dũng does not order"]
