"""A column that a table does not have is named: as a problem where it may be meant as another, else once as not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support import useful
from support.cases import cases

import poolsplit as ps
from poolsplit.errors import DataError, PoolsplitError
from poolsplit.functions.declaration import CellFailure, call
from poolsplit.tables.headings import parse
from poolsplit.tables.reader import read
from poolsplit.tables.schema import TABLES
from poolsplit.tables.table import Table, table
from poolsplit.tables.unknown_columns import looks_like, unused_columns, wrong_columns
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from poolsplit.errors import Problem

ORDERS = {"partner": "An", "quantity": 60}
FREIGHT = {"cost": "freight", "amount": 99, "basis": "quantity"}
MANY = 600


def said(problems: list[Problem], *, warning: bool = True) -> list[tuple[str, str, str]]:
    return [(problem.table, problem.column, str(problem.message)) for problem in problems if problem.warning == warning]


def as_range(records: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(records[0]), *(list(row.values()) for row in records)]


KINDS = {
    "records": lambda rows: rows,
    "a range": as_range,
    "a frame": pd.DataFrame,
    "a long frame": lambda rows: pd.DataFrame([{**rows[0], "partner": f"P{number}"} for number in range(MANY)]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_columns_that_change_nothing_are_named_in_one_warning_a_table_of_any_kind(kind):
    orders = KINDS[kind]([{**ORDERS, "paid": 5, "colour": "red", "points": 1.5, "sku_of_shop": "tote"}])
    names = '"paid" (it belongs in payments), "colour", "points", "sku_of_shop" (it may be meant as "sku")'
    assert said(ps.check(orders, FREIGHT)) == [("orders", "", f"columns that are not used: {names}")]
    assert ps.split(orders, FREIGHT) is not None


@pytest.mark.parametrize(("heading", "message"), [
    ("points", 'the column "points" is not used'),
    ("paid", 'the column "paid" is not used; it belongs in payments'),
    ("Đơn giá", 'the column "Đơn giá" is not used; it belongs in items'),
    ("sku_of_shop", 'the column "sku_of_shop" is not used; it may be meant as "sku"'),
    ("date", 'the column "date" is not used; it belongs in payments'),
    ("Qty", 'the column "Qty" is not used'),
    ("Số tiền", 'the column "Số tiền" is not used'),    # of a cost, or paid
    ("kg per piece", 'the column "kg per piece" is not used; it belongs in items'),    # though there is a "kg" in it
    ("extra pieces of a sku", 'the column "extra pieces of a sku" is not used; it may be meant as "tolerance"'),
])
def test_a_single_column_that_changes_nothing_is_named_with_what_it_may_be_meant_as_or_where_it_belongs(heading, message):
    assert said(ps.check({**ORDERS, heading: 1})) == [("orders", heading, message)]


def test_a_required_column_that_is_called_otherwise_is_missing_and_the_other_name_is_explained():
    problems = ps.check({"partner": "An", "qty_wanted": 60})
    assert said(problems, warning=False) == [("orders", "quantity", "the column quantity is missing")]
    assert said(problems) == [("orders", "qty_wanted", 'the column "qty_wanted" is not used; it may be meant as "quantity"')]


@pytest.mark.parametrize("basis", ["points", "Points", "by POINTS", "theo points"])
def test_a_column_by_which_a_cost_is_shared_is_used(basis):
    for orders in ([{**ORDERS, "points": 2}], pd.DataFrame({"partner": [f"P{n}" for n in range(MANY)], "quantity": 1, "points": 2})):
        assert ps.check(orders, [FREIGHT, {"cost": "gift", "amount": 5, "basis": basis}]) == []
        assert ps.check(orders, pd.DataFrame([FREIGHT, {"cost": "gift", "amount": 5, "basis": basis}])) == []


def test_a_column_by_which_a_cost_is_shared_is_not_taken_for_a_misspelt_one():
    rows = [{"partner": "An", "quantity": 1, "tolernce": 3}, {"partner": "Bình", "quantity": 1, "tolernce": 1}]
    assert [row["due"] for row in ps.split(rows, {"cost": "freight", "amount": 100, "basis": "tolernce"})] == [75, 25]
    with pytest.raises(DataError, match='there is no column "tolernce"; it looks like "tolerance", which is missing'):
        ps.split(rows, FREIGHT)


@pytest.mark.parametrize("heading", ["STT", "Ghi chú", "备注", "Phone", "No."])
def test_columns_that_are_known_to_be_no_part_of_an_order_are_not_mentioned(heading):
    assert ps.check({**ORDERS, heading: 1}) == []
    assert ps.check(ORDERS, terms={"lead_buyer": "An", heading: 1}) == []


def test_a_column_of_a_range_without_a_heading_is_named_where_it_has_values():
    rows = [["Shop", "", "Qty", None], ["An", None, 60], ["Bình", " ", 40, 7, 8]]
    assert said(ps.check(rows)) == [("orders", "", "columns that are not used: column 4, which has no heading, column 5, which has no heading")]
    assert ps.check([["Shop", "", "Qty", None], ["An", None, 60]]) == []


# ---------------------------------------------------------------- misspelt


@pytest.mark.parametrize(("tables", "name", "column", "close"), [
    ({"terms": {"lead_buyr": "An"}}, "terms", "lead_buyr", "lead_buyer"),
    ({"terms": {"leadBuyer": "An"}}, "terms", "leadBuyer", "lead_buyer"),
    ({"terms": {"stpe": 1000}}, "terms", "stpe", "step"),
    ({"items": {"sku": "tote", "unit_prce": 5}}, "items", "unit_prce", "unit_price"),
    ({"costs": {**FREIGHT, "actuel": 5}}, "costs", "actuel", "actual"),
    ({"rates": {"currency": "CNY", "rate": 3500, "datee": "2026-07-01"}}, "rates", "datee", "date"),
    ({"payments": {"partner": "An", "paid": 5, "refrence": "x"}}, "payments", "refrence", "reference"),
    ({"receipt": {"recieved": 60, "defective": 1}}, "receipt", "recieved", "received"),
    ({"orders": {**ORDERS, "tolernce": 5}}, "orders", "tolernce", "tolerance"),
    ({"orders": {**ORDERS, "toleranzes": 5}}, "orders", "toleranzes", "tolerance"),
    ({"orders": {**ORDERS, "sko": "tote"}}, "orders", "sko", "sku"),
    ({"orders": {**ORDERS, "mã_hàng": "tote"}}, "orders", "mã_hàng", "sku"),
    ({"orders": [ORDERS, {"partner": "Bình", "quantity": 5, "sku": "tote"}, {"partner": "Hà", "quantity": 5, "skuu": "tote"}]}, "orders", "skuu", "sku"),
])
def test_a_heading_like_a_column_that_is_missing_is_a_problem_that_names_it(tables, name, column, close):
    problems = said(ps.check(**{"orders": ORDERS, **tables}), warning=False)
    assert (name, column, f'there is no column "{column}"; it looks like "{close}", which is missing') in problems
    assert not [one for one in said(ps.check(**{"orders": ORDERS, **tables})) if one[1] == column]


def test_a_heading_like_a_column_that_is_there_only_changes_nothing():
    assert said(ps.check({**ORDERS, "quantty": 5})) == [("orders", "quantty", 'the column "quantty" is not used')]
    assert ps.split({**ORDERS, "quantty": 5}, FREIGHT) == ps.split(ORDERS, FREIGHT)


def test_a_heading_that_is_known_for_something_else_is_not_taken_for_a_misspelt_one():
    payments = {"partner": "An", "paid": 0, "rate": 3500}
    assert said(ps.check(ORDERS, payments=payments)) == [("payments", "rate", 'the column "rate" is not used; it belongs in costs')]
    assert said(ps.check(ORDERS, payments=payments), warning=False) == []


def test_a_key_of_terms_that_nobody_knows_is_a_problem_in_a_dict_and_a_warning_in_a_table():
    problem, = ps.check(ORDERS, terms={"lead_buyer": "An", "colour": "red"})
    assert (problem.message, problem.warning) == ('"colour" is no term that is known here', False)
    assert problem.fix.startswith("the columns are: pool, lead_buyer, ")
    assert said(ps.check(ORDERS, terms=[["lead_buyer", "colour"], ["An", "red"]])) == [("terms", "colour", 'the column "colour" is not used')]


def test_a_column_that_apportion_by_does_not_have_is_named_with_the_nearest():
    frame = pd.DataFrame({"pool": [1, 1], "weight": [2, 1], "freight": [99, 99]})
    with pytest.raises(PoolsplitError, match=r'^there is no column "wieght"; the frame has: weight$'):
        ps.apportion_by(frame, "freight", "wieght")
    with pytest.raises(PoolsplitError, match=r'^there is no column "xyz"; the frame has: pool, weight, freight$'):
        ps.apportion_by(frame, "xyz", "weight")


# ---------------------------------------------------------------- in the place of another


EXAMPLES = {
    "orders": {"partner": "An", "sku": "tote", "quantity": 60}, "items": {"sku": "tote", "unit_price": 5, "moq": 100}, "costs": FREIGHT,
    "terms": {"lead_buyer": "An", "deadline": "2026-07-10"}, "payments": {"partner": "An", "paid": 5, "date": "2026-07-10"},
    "receipt": {"sku": "tote", "received": 60, "defective": 1},
}


@pytest.mark.parametrize("place", EXAMPLES)
@pytest.mark.parametrize("handed_in", EXAMPLES)
def test_a_table_in_the_place_of_another_is_a_problem_that_says_where_it_belongs(handed_in, place):
    for rows in ([EXAMPLES[handed_in]], as_range([EXAMPLES[handed_in]]), pd.DataFrame([EXAMPLES[handed_in]])):
        source = table(place, rows)
        expected = [] if handed_in == place else [(f"this looks like the table {handed_in}, not like {place}", f"hand it in as {handed_in}")]
        assert [(str(problem.message), str(problem.fix)) for problem in wrong_columns(source)] == expected
        assert unused_columns(source) == []


def test_tables_in_the_wrong_order_are_all_said():
    problems = ps.check(ORDERS, {"sku": "tote", "unit_price": 5}, FREIGHT)
    assert {(one.table, str(one.fix)) for one in problems if one.fix.startswith("hand it in")} == {("costs", "hand it in as items"), ("items", "hand it in as costs")}


def test_of_several_tables_that_one_can_be_the_one_with_most_of_its_columns_is_named():
    assert looks_like(table("costs", {"partner": "An", "sku": "tote", "received": 60, "defective": 1})) == "count"


def test_columns_of_a_table_that_was_found_in_a_workbook_are_left_to_its_reader():
    source = Table("orders", {"partner": ["An"], "tolernce": [5]}, headings={"partner": "partner", "tolernce": "tolernce"})
    assert wrong_columns(source) == unused_columns(source) == []


def test_a_table_that_can_be_what_it_is_handed_in_as_looks_like_nothing_else():
    assert looks_like(table("orders", {**EXAMPLES["orders"], **EXAMPLES["items"]})) == ""
    assert looks_like(table("dues", {"partner": "An", "quantity": 60})) == ""
    assert looks_like(table("items", {"colour": "red", "shape": "round"})) == ""
    assert looks_like(Table("items", {"partner": ["An"], "paid": [5]}, headings={"partner": "partner", "paid": "paid"})) == ""


# ---------------------------------------------------------------- in cells


def test_poolcheck_names_what_is_not_used_in_the_language_of_the_headings_and_the_dues_stay_as_they_are():
    orders, costs = [["Đối tác", "SL", "Đã cọc"], ["An", 60, 5]], [["Chi phí", "Số tiền", "Chia theo"], ["Cước", 99, "số lượng"]]
    rows = call("POOLCHECK", [orders, costs])
    assert rows[1][:4] == ["bảng đặt hàng", "", "Đã cọc", 'cột "Đã cọc" không được dùng tới; nó thuộc về bảng thanh toán']
    assert rows[2] == [""] * 5
    assert call("POOLDUES", [orders, costs]) == call("POOLDUES", [[row[:2] for row in orders], costs])


def test_a_formula_fails_with_the_nearest_name_or_the_table_that_a_range_looks_like():
    orders, costs = [["partner", "quantity"], ["An", 60]], [["cost", "amount", "basis"], ["freight", 99, "quantity"]]
    with pytest.raises(CellFailure, match='there is no column "tolernce"; it looks like "tolerance", which is missing'):
        call("POOLDUES", [[["partner", "quantity", "tolernce"], ["An", 60, 5]], costs])
    with pytest.raises(CellFailure, match=r"items, row 1, column 1: no heading is known .* it looks like the table terms: hand it in as terms"):
        call("POOLDUES", [orders, costs, [["lead buyer", "step"], ["An", 1000]]])
    with pytest.raises(CellFailure, match="costs: this looks like the table orders, not like costs → hand it in as orders"):
        call("POOLDUES", [orders, [["quantity", "sku", "Shop"], [60, "tote", "An"]]])


@pytest.mark.parametrize("lang", ["vi", "zh"])
def test_everything_is_said_in_three_languages(lang):
    problems = ps.check({**ORDERS, "paid": 5, "sku_of_shop": "tote"}, {"sku": "tote", "unit_price": 5}, FREIGHT, {"lead_buyr": "An", "shape": 1})
    for problem in problems:
        assert translate(problem.message, lang) != str(problem.message)
        assert translate(problem.fix, lang) != str(problem.fix)


# ---------------------------------------------------------------- properties


@given(cases(), st.sampled_from(["orders", "items", "costs"]), st.sampled_from(["shape", "xyz", "Bao bì", "颜色款", "paid to whom"]), st.data())
def test_an_unknown_column_never_changes_a_result(case, name, heading, data):
    values = data.draw(st.lists(st.one_of(st.none(), st.integers(), st.text(), st.floats(), st.booleans()), min_size=1, max_size=3))
    changed = [{**row, heading: values[number % len(values)]} for number, row in enumerate(getattr(case, name))]
    plain, other = case.tables, {**case.tables, name: changed}
    dues = ps.split(**plain)
    useful.say("split", dues, any(row["due"] for row in dues))
    assert ps.split(**other) == dues
    warnings = [problem for problem in ps.check(**other) if problem not in ps.check(**plain)]
    assert all(problem.warning and f'"{heading}"' in problem.message for problem in warnings)
    assert [problem.table for problem in warnings] == ([name] if changed else [])
    frames = ps.split(**{key: pd.DataFrame(value) if isinstance(value, list) and value else value for key, value in other.items()})
    assert frames.to_dict("records") == pd.DataFrame(dues).to_dict("records")


LETTERS = "abcdefghijklmnopqrstuvwxyz_"


def one_letter_wrong(data: st.DataObject, name: str) -> str:
    place, letter = data.draw(st.integers(0, len(name) - 1)), data.draw(st.sampled_from(LETTERS))
    return data.draw(st.sampled_from([
        name[:place] + letter + name[place:], name[:place] + name[place + 1 :], name[:place] + letter + name[place + 1 :],
        name[:place] + name[place + 1 : place + 2] + name[place] + name[place + 2 :],
    ]))


@given(st.sampled_from([(name, column) for name, columns in TABLES.items() for column in columns]), st.data())
def test_one_wrong_letter_in_the_name_of_any_column_of_any_table_is_never_silent(described, data):
    name, column = described
    typed = one_letter_wrong(data, column.name)
    assume(typed.strip("_ ") and typed != column.name and not set(parse(typed).meanings) & {known.name for known in TABLES[name]})
    record = {known.name: 1 for known in TABLES[name] if known.name != column.name} | {typed: 1}
    for rows in (record, as_range([record]), pd.DataFrame([record])):
        source = table(name, rows)
        _, problems = read(source)
        errors = [problem for problem in problems if not problem.row and not problem.warning]
        warnings = unused_columns(source)
        useful.say("read", problems or None, errors)
        assert errors or warnings
        assert any(f'"{typed}"' in problem.message for problem in [*errors, *warnings])
        known_for_something = bool(parse(typed).meanings)
        assert errors or known_for_something or len(column.name) < len("sku")
