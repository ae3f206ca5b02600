"""Single cells by the kind of their column: every problem with its table, row, column, cell and way out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from support.sheets import sheet

from poolsplit.errors import Problem
from poolsplit.tables.reader import read
from poolsplit.tables.table import Table
from poolsplit.values.translate import translate

NUMBER, FILL_IN = "type digits only, for example 12300000", "fill it in, or delete the row"
REPAIR = "repair the formula, or type the value over it"
DATE = "type the date as year-month-day, for example 2026-11-21"
ERRORS = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#BUSY!", "#ERROR!", "#NEU_IN_2031!"]


@pytest.mark.parametrize(("table", "column", "value", "message", "fix"), [
    ("orders", "quantity", -3, "a quantity cannot be negative: -3", "type 0 or more"),
    ("orders", "quantity", 2.5, "a quantity is a whole number of pieces: 2.5", "type a whole number"),
    ("orders", "quantity", None, "quantity is blank", FILL_IN),
    ("orders", "partner", " ", "partner is blank", FILL_IN),
    ("orders", "partner", True, "the cell holds TRUE, not a name", "type the name"),
    ("orders", "partner", dt.date(2026, 1, 2), "the cell holds the date 2026-01-02, not a name", "format the cell as text and type the name again"),
    ("orders", "kg", "2 m3", '"2 m3" is in m3, but kg is expected here', "type it in kg, or correct the heading"),
    ("orders", "kg", -1, "a weight or volume cannot be negative: -1", "type 0 or more"),
    ("orders", "cbm", "2 kg", '"2 kg" is in kg, but m3 is expected here', "type it in m3, or correct the heading"),
    ("items", "unit_price", -5, "a price cannot be negative: -5", "type the price of one piece"),
    ("items", "tiers", "28", '"28" is not a list of price breaks', "type each quantity from which a price holds, and the price: 100: 28; 500: 25"),
    ("costs", "amount", "nhiều", '"nhiều" is not a number', NUMBER),
    ("costs", "amount", 0.5, "0.5 has more decimals than VND, which has 0", "round it to 0 decimals in the sheet"),
    ("costs", "amount", 10**15, "1000000000000000 is too large: a sheet keeps 15 digits of a number, no more", "check the number; it must be below 1,000,000,000,000,000"),
    ("costs", "rate", 1.5, '"1.5" can be read as 1.5% or as 150%', "type it with a % sign"),
    ("costs", "currency", "XYZ", '"XYZ" is not a currency code of ISO 4217, such as VND or CNY', "type a code such as VND, CNY or USD"),
    ("terms", "lead_exempt", "maybe", '"maybe" is neither yes nor no', "type yes or no"),
    ("rates", "rate", 0, "a rate of exchange must be above 0: 0", "type how many VND one CNY costs"),
    ("rates", "date", "03/04/2026", '"03/04/2026" can be read as 2026-04-03 or as 2026-03-04', DATE),
    ("payments", "date", "mai", '"mai" is not a date', DATE),
    ("receipt", "defective", 1.5, "a quantity is a whole number of pieces: 1.5", "type a whole number"),
    ("carry", "carry", "?", '"?" is not a number', NUMBER),
    ("payments", "paid", "1.234", '"1.234" can be read as 1234 or as 1.234', "type it as a number, or say which language the sheet is written in"),
    ("payments", "paid", "5 $", '"5 $" is in USD, but VND is expected here', "convert it to VND, or correct the currency of the row or column"),
    ("payments", "paid", True, "the cell holds TRUE, not a number", "type a number"),
    ("receipt", "received", dt.date(2026, 1, 2), "the cell holds the date 2026-01-02, not a number", "format the cell as a number and type it again"),
    ("orders", "quantity", "=A1", "the formula =A1 has no saved result", "open the file in Excel or LibreOffice and save it, or type the value over the formula"),
])
def test_a_cell_that_cannot_be_read_is_a_problem_of_its_cell(table, column, value, message, fix):
    fine = {"partner": "A", "quantity": 1, "cost": "goods", "currency": "CNY", "rate": 3500, "paid": 1, "measure": "VND", "carry": 0, "received": 1, "sku": "x"}
    needed = {"orders": ["partner", "quantity"], "items": ["sku"], "costs": ["cost"], "terms": [], "rates": ["currency", "rate"], "payments": ["partner", "paid"],
              "receipt": ["received"], "carry": ["partner", "measure", "carry"]}[table]
    columns = list(dict.fromkeys([*needed, column]))
    good, bad = [fine.get(name) for name in columns], [value if name == column else fine[name] for name in columns]
    good = ["2%" if table == "costs" and name == "rate" else cell for name, cell in zip(columns, good, strict=True)]
    letter = chr(ord("A") + columns.index(column))
    _, problems = read(sheet(table, "|".join(columns), good, [], bad))
    assert problems == [Problem(table, 3, column, message, fix, f"{table}!{letter}4")]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_is_refused_in_every_kind_of_cell_whether_it_is_known_or_not(error):
    rows, problems = read(sheet("orders", "partner|sku|quantity|kg", [error, error, error, error], ["A", "x", 1, 2]))
    name, number = f"{error} is an error value, not a name", f"the cell holds the error {error}"
    assert problems == [
        Problem("orders", 1, "partner", name, "repair the formula", "orders!A2"), Problem("orders", 1, "sku", name, "repair the formula", "orders!B2"),
        Problem("orders", 1, "quantity", number, REPAIR, "orders!C2"), Problem("orders", 1, "kg", number, REPAIR, "orders!D2"),
    ]
    assert rows.unread == {(0, "partner"), (0, "sku"), (0, "quantity"), (0, "kg")}
    assert [rows.get(column)[0] for column in rows.columns] == [None] * 4


def test_an_error_value_in_a_column_that_the_schema_does_not_know_is_kept_and_makes_no_numbers_of_it():
    rows, problems = read(sheet("orders", "partner|quantity|cartons", ["A", 1, 3], ["B", 1, "#REF!"]))
    assert problems == []
    assert not rows.is_numeric("cartons")


def test_a_missing_column_is_one_problem_of_the_table_and_its_cells_are_silent():
    rows, problems = read(sheet("payments", "partner", ["A"], ["B"]))
    assert problems == [Problem("payments", 0, "paid", "the column paid is missing", "add it; the columns are: partner")]
    assert rows.unread == {(0, "paid"), (1, "paid")}


@pytest.mark.parametrize(("headings", "listed"), [({}, "pool, partner"), ({"pool": "Đợt", "partner": "Tên"}, "Đợt, Tên"), ({"partner": "Tên"}, "pool, Tên")])
def test_a_table_without_headings_is_said_to_have_the_columns_by_their_names(headings, listed):
    _, problems = read(Table("payments", {"pool": ["1"], "partner": ["A"]}, headings=headings))
    assert problems == [Problem("payments", 0, "paid", "the column paid is missing", f"add it; the columns are: {listed}")]
    assert translate(problems[0].fix, "vi") == f"thêm cột đó; các cột là: {listed.replace('pool', 'đơn gộp').replace('partner', 'shop')}"


def test_a_column_that_stands_twice_is_a_problem_of_the_table():
    _, problems = read(sheet("orders", "partner|Qty|SL", ["A", 1, 2]))
    assert problems == [Problem("orders", 0, "quantity", "two columns both mean quantity", "keep one of them, or give the other one another heading")]


def test_blank_rows_are_counted_so_that_row_and_cell_are_those_that_people_see():
    _, problems = read(sheet("orders", "partner|quantity", [None, " "], ["A", 1], [], ["B", "x"], [None, 4]))
    assert problems == [Problem("orders", 5, "partner", "partner is blank", FILL_IN, "orders!A6"), Problem("orders", 4, "quantity", '"x" is not a number', NUMBER, "orders!B5")]


@pytest.mark.parametrize(("value", "expected"), [(7, "7"), (7.0, "7"), (0.5, "0.5"), (Decimal("7.50"), "7.5"), (Decimal("7.0"), "7"), (10**64 - 1, "9" * 64), (" Chị  Hà ", "Chị Hà"), ("#12", "#12")])
def test_a_number_is_a_name_by_its_digits(value, expected):
    rows, problems = read(Table("orders", {"partner": [value], "quantity": [1]}))
    assert problems == []
    assert rows.get("partner") == [expected]


@pytest.mark.parametrize(("value", "said"), [(10**64, "1e64+"), (float("inf"), "inf"), (float("nan"), "nan"), (Decimal("NaN"), "NaN"), (1j, "1j")])
def test_a_number_that_cannot_be_written_out_is_no_name(value, said):
    _, problems = read(sheet("orders", "partner|quantity", [value, 1]))
    assert problems == [Problem("orders", 1, "partner", f"the cell holds {said}, not a name", "type the name", "orders!A2")]


def test_a_heading_states_the_currency_of_its_rows_and_a_row_may_state_another():
    rows, problems = read(sheet("costs", "cost|Amount (CNY)|currency", ["a", "1.5", None], ["b", 2, "VND"], ["c", "3 ¥", None]))
    assert problems == []
    assert (rows.get("amount"), rows.get("currency")) == ([150, 2, 300], ["CNY", "VND", "CNY"])


def test_the_goods_were_debited_in_the_pools_own_currency_and_other_lines_in_theirs():
    rows, problems = read(sheet("costs", "cost|actual|currency", ["goods", 17_600_001, "CNY"], ["freight", "1.25", "CNY"]))
    assert problems == []
    assert rows.get("actual") == [17_600_001, 125]
