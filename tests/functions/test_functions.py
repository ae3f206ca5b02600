from __future__ import annotations

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from golden import reference
from hypothesis import assume, given
from hypothesis import strategies as st
from tools import generate_functions

from poolsplit.functions.declaration import FUNCTIONS, CellFailure, call, last_error
from poolsplit.functions.table_ranges import terms_and_rates
from poolsplit.order.evidence.requirements import read_requirements
from poolsplit.tables.headings import parse
from poolsplit.values.translate import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]

SIGNATURES = [
    "POOLSPLIT(amount, weights, [step], [names], [carry])",
    "POOLSHARE(amount, weights, partner, [names], [step])",
    "POOLCARRY(amount, weights, [step], [names], [carry])",
    "POOLDEFECTS(defects, quantities, [names], [carry])",
    "POOLRECEIVED(received, quantities, [names], [carry])",
    "POOLFREIGHT(amount, quantities, unit_kg, [unit_cbm], [kg_per_cbm])",
    "POOLMOQ(quantities, moq, [tolerance], [pack])",
    "POOLDUES(orders, costs, [items], [terms])",
    "POOLLANDED(orders, costs, [items], [terms])",
    "POOLSETTLE(dues, payments, [lead_buyer])",
    "POOLCHECK(orders, costs, [items], [terms])",
    "POOLEXPLAIN(orders, costs, partner, cost, [items], [terms])",
    "POOLREADY(stage, evidence)",
    "POOLSAMPLE(lot, aql, [level])",
    "POOLPAY(bank, account, [amount], [memo])",
    "POOLQR(payload, [size])",
    "POOLPAYCHECK(payload, bank, account, [amount], [memo], [lang])",
    "POOLAGREEMENT(orders, costs, [items], [terms], [lang], [partner])",
    "POOLVERSION()",
    "POOLLASTERROR([depends_on])",
]

LONGEST_HELP = 255    # what Excel takes as help on a function or an argument

HEADINGS = {
    "orders": ["partner", "sku", "quantity"],
    "costs": ["cost", "amount", "rate", "of", "basis"],
    "items": ["sku", "unit_price", "currency", "unit_kg"],
    "dues": ["partner", "due"],
    "payments": ["partner", "paid"],
    "evidence": ["stage", "item", "reference", "refers_to", "result", "date", "recorded_by"],
}
"""The columns that the help of a table names."""

ORDERS = [["Shop", "SKU", "Qty"], ["An", "black", 60], ["Bình", "black", 40], ["Chi", "white", 7]]
COSTS = [["Cost", "Amount", "Rate", "Of", "Basis"], ["Freight", 3_000_001, None, None, "kg"], ["Fee", None, 0.015, "goods", None]]
ITEMS = [["SKU", "Unit price (CNY)", "kg per piece"], ["black", 50, 0.2], ["white", 31.5, 0.5]]
TERMS = [["Exchange rate (CNY)", 3565.5], ["Lead buyer", "An"], ["Step", 1000]]


def failure(name: str, *arguments: Any) -> str:
    """What a formula that fails says."""
    with pytest.raises(CellFailure) as caught:
        call(name, arguments)
    return str(caught.value)


def records(block: list[list[Any]]) -> list[dict[str, Any]]:
    """The rows of a table with headings, without its padding."""
    header, *rows = block
    return [{name: cell for name, cell in zip(header, row, strict=True) if name} for row in rows if any(cell != "" for cell in row)]


def size(block: Any) -> tuple[int, int]:
    assert len({len(row) for row in block}) == 1
    return len(block), len(block[0])


# ---------------------------------------------------------------- one declaration


def test_the_signatures_are_those_of_the_architecture() -> None:
    assert [generate_functions.signature(function) for function in FUNCTIONS] == SIGNATURES


def test_what_may_be_left_out_comes_last() -> None:
    for function in FUNCTIONS:
        optional = [argument.optional for argument in function.arguments]
        assert optional == sorted(optional)


def test_every_help_is_there_in_every_language_and_short_enough_for_hosts() -> None:
    helps = [one.help for function in FUNCTIONS for one in (function, *function.arguments)]
    for found in helps:
        assert set(found) == set(LANGUAGES)
        assert len(set(found.values())) == len(LANGUAGES)
        assert re.search(r"[\u4e00-\u9fff]", found["zh"])
        assert all(0 < len(text) < LONGEST_HELP for text in found.values())


def said_of(name: str, lang: str) -> str:
    """The help of an argument."""
    return next(argument.help[lang] for function in FUNCTIONS for argument in function.arguments if argument.help_name == name)


def listed(text: str) -> list[str]:
    """The words of a list in a help, with what is an alternative of them: "amount or rate" as two, a heading that has an "or" in it as one."""
    words = re.split(r", |、", re.sub(r" \(.*?\)", "", text))
    return [one for word in words for one in ([word] if parse(word).meanings else re.split(r" or | hoặc |或", word))]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("argument", "columns"), HEADINGS.items())
def test_the_headings_that_a_help_names_are_read_as_these_columns(argument: str, columns: list[str], lang: str) -> None:
    headings = re.split(r"[:：;；]", said_of(argument, lang))[1].strip()
    assert [column for column, word in zip(columns, listed(headings), strict=True) if column not in parse(word).meanings] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_labels_that_the_help_of_the_terms_names_are_terms(lang: str) -> None:
    labels = listed(re.split("[:：]", said_of("terms", lang))[0])
    terms, rates = terms_and_rates([[label, value] for label, value in zip(labels, ["An", 1000, "VND", 3500], strict=True)])
    assert {column: cells for column, cells in terms.table.columns.items() if column != "pool"} == {"lead_buyer": ["An"], "step": [1000], "currency": ["VND"]}
    assert rates.table.columns["rate"] == [3500]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_stages_that_a_help_names_are_all_there_are(lang: str) -> None:
    stages = listed(re.split("[:：]", said_of("stage", lang))[1].strip())
    assert [read_requirements().stage(stage) for stage in stages] == read_requirements().stages


def test_no_help_is_kept_that_nobody_shows() -> None:
    kept = json.loads((ROOT / "poolsplit" / "values" / "locale" / "functions.json").read_text(encoding="utf-8"))
    assert list(kept["functions"]) == [function.name for function in FUNCTIONS]
    assert set(kept["arguments"]) == {argument.help_name for function in FUNCTIONS for argument in function.arguments}


def test_importing_the_functions_reads_no_help() -> None:
    code = "from poolsplit.functions import declaration as d; d.call('POOLVERSION', []); print(d._help.cache_info().currsize); d.FUNCTIONS[0].help; print(d._help.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split() == ["0", "1"]


def test_the_reference_page_is_what_its_generator_writes() -> None:
    assert generate_functions.TARGET.read_text(encoding="utf-8") == generate_functions.source(), "run: python tests/tools/generate_functions.py"


# ---------------------------------------------------------------- shapes, blanks, conservation

CELLS = st.one_of(st.none(), st.just(""), st.integers(0, 10**6), st.integers(0, 10**4).map(lambda n: n / 100))


@st.composite
def ranges(draw: Any) -> list[list[Any]]:
    """A range of any shape with a weight that is not 0, and blanks."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    assume(any(cell for row in rows for cell in row))
    return rows


@given(amount=st.integers(-(10**15) + 1, 10**15 - 1), weights=ranges())
def test_a_split_has_the_shape_of_its_weights_conserves_the_amount_and_is_by_largest_remainder(amount: int, weights: list[list[Any]]) -> None:
    block = call("POOLSPLIT", [amount, weights])
    assert [[cell == "" for cell in row] for row in block] == [[cell in {None, ""} for cell in row] for row in weights]
    shares = [cell for row in block for cell in row if cell != ""]
    assert sum(shares) == amount
    assert shares == reference.apportion(amount, [str(cell) for row in weights for cell in row if cell not in {None, ""}])
    assert call("POOLSPLIT", (float(amount), tuple(tuple(row) for row in weights))) == block


@given(st.data())
def test_sorting_the_rows_never_changes_who_gets_what_where_names_stand_beside(data: Any) -> None:
    weights = data.draw(st.lists(st.integers(0, 5), min_size=2, max_size=6).filter(any))
    rows = [(f"shop {i}", weight) for i, weight in enumerate(weights)]
    amount = data.draw(st.integers(-1000, 1000))

    def split(ordered: list[tuple[str, int]]) -> dict[str, int]:
        names, column = [[name] for name, _ in ordered], [[weight] for _, weight in ordered]
        block = call("POOLSPLIT", [amount, column, None, names])
        for name, share in zip(names, block, strict=True):
            assert call("POOLSHARE", [amount, column, name[0].upper(), names]) == share[0]
        return {name: share[0] for (name, _), share in zip(ordered, block, strict=True)}

    assert split(rows) == split(data.draw(st.permutations(rows)))


@given(weights=st.lists(st.integers(1, 50), min_size=2, max_size=5), amounts=st.lists(st.integers(-500, 500), min_size=1, max_size=6))
def test_a_carry_that_went_through_cells_decides_as_the_exact_one(weights: list[int], amounts: list[int]) -> None:
    exact: list[Any] = [Fraction(0)] * len(weights)
    column = [[weight] for weight in weights]
    cells: Any = None
    for amount in amounts:
        shares = reference.apportion(amount, weights, None, exact)
        assert call("POOLSPLIT", [amount, column, None, None, cells]) == [[share] for share in shares]
        exact = reference.carry_after(amount, weights, exact)
        cells = call("POOLCARRY", [amount, column, None, None, cells])
        cells = [[float(f"{cell:.15g}") for cell in row] for row in cells]    # what a sheet keeps


@given(st.data())
def test_defects_of_several_skus_come_out_right_both_ways_and_turned_over(data: Any) -> None:
    skus, partners = data.draw(st.integers(1, 6)), data.draw(st.integers(2, 4))
    lines = [data.draw(st.lists(st.integers(0, 9), min_size=partners, max_size=partners)) for _ in range(skus)]
    bad = [data.draw(st.integers(0, sum(line))) for line in lines]
    down = call("POOLDEFECTS", [[[count] for count in bad], lines])
    assert [sum(row) for row in down] == bad
    assert all(0 <= share <= pieces for shares, line in zip(down, lines, strict=True) for share, pieces in zip(shares, line, strict=True))
    for partner in range(partners):
        owed = sum((Fraction(count * line[partner], sum(line)) for count, line in zip(bad, lines, strict=True) if any(line)), Fraction(0))
        assert abs(sum(row[partner] for row in down) - owed) < 1
    assert call("POOLDEFECTS", [[bad], [list(row) for row in zip(*lines, strict=True)]]) == [list(row) for row in zip(*down, strict=True)]


def test_ten_skus_with_one_defect_each_are_six_and_four() -> None:
    block = call("POOLDEFECTS", [[[1]] * 10, [[60, 40]] * 10])
    assert [sum(column) for column in zip(*block, strict=True)] == [6, 4]


def test_true_is_never_read_as_the_1_that_was_there_before() -> None:
    assert call("POOLSHARE", [100, [[1], [1]], 1]) == 50
    assert "the cell holds" in failure("POOLSHARE", 100, [[True], [1]], 1)


# ---------------------------------------------------------------- whole tables


# worked out by hand: goods 60 x 50, 40 x 50 and 7 x 31.5 yuan at 3,565.5; freight by 12, 8 and 3.5 kg; the fee is 1.5 % of 18,613,693, and An's to keep


def test_dues_are_those_worked_out_by_hand() -> None:
    assert call("POOLDUES", [ORDERS, COSTS, ITEMS, TERMS]) == [
        ["partner", "quantity", "due", "goods", "Freight", "Fee", "Fee_credit", "rounding", "", "", ""],
        ["An", 60, 12_109_694, 10_696_500, 1_531_915, 160_447, -279_205, 37, "", "", ""],
        ["Bình", 40, 8_259_000, 7_131_000, 1_021_277, 106_965, 0, -242, "", "", ""],
        ["Chi", 7, 1_245_000, 786_193, 446_809, 11_793, 0, 205, "", "", ""],
    ]


def test_landed_cost_is_that_worked_out_by_hand_without_the_fee_that_the_lead_buyer_pays_himself() -> None:
    assert call("POOLLANDED", [ORDERS, COSTS, ITEMS, TERMS]) == [
        ["partner", "sku", "quantity", "landed", "unit_cost", ""],
        ["An", "black", 60, 12_228_415, 203_807, ""], ["Bình", "black", 40, 8_259_242, 206_481, ""], ["Chi", "white", 7, 1_244_795, 177_828, ""],
    ]


def test_settlement_takes_what_dues_gave_and_leaves_out_what_was_paid() -> None:
    dues = call("POOLDUES", [ORDERS, COSTS, ITEMS, TERMS])
    paid = [["Partner", "Paid"], ["Bình", 5_000_000], [None, None]]
    assert records(call("POOLSETTLE", [dues, paid, "An"])) == [
        {"payer": "Bình", "payee": "An", "amount": 3_259_000}, {"payer": "Chi", "payee": "An", "amount": 1_245_000},
    ]


def test_an_explanation_says_the_share_as_it_is_worked_out_by_hand() -> None:
    """8 of 23.5 kg, of 3,000,001 dong: 1,021,276.936170..., and the largest remainder gets the odd dong."""
    assert call("POOLEXPLAIN", [ORDERS, COSTS, "Bình", "Freight", ITEMS, TERMS]) == (
        "Freight of 3,000,001 VND is shared by kg. Bình has 34.04 % of it: exactly 1021276.936170… in minor units. "
        "odd units for the largest remainders: 2; 0.936170… is among these, so Bình got one and pays 1,021,277 VND.")


QUANTITIES = st.one_of(st.none(), st.integers(1, 99))


@given(quantities=st.tuples(st.integers(1, 99), QUANTITIES, QUANTITIES), basis=st.sampled_from(["quantity", "equal"]),
       lead_and_step=st.sampled_from([(None, None), ("A", None), ("A", 1000)]), rate=st.sampled_from([None, 0.01]))
def test_the_size_of_a_table_depends_on_the_sizes_of_its_arguments_only(quantities: Any, basis: str, lead_and_step: Any, rate: Any) -> None:
    lead, step = lead_and_step
    orders = [["Shop", "Qty"], *([name, quantity] if quantity else [None, None] for name, quantity in zip("ABC", quantities, strict=True))]
    costs = [["Cost", "Amount", "Rate", "Of", "Basis"], ["Freight", 100_001, None, None, basis], ["Fee", None, rate, "Freight", None] if rate else [None] * 5]
    terms = [["Step", step], ["Lead buyer", lead]]
    dues = call("POOLDUES", [orders, costs, None, terms])
    assert size(dues) == (4, 11)
    assert size(call("POOLLANDED", [orders, costs, None, terms])) == (4, 6)
    assert size(call("POOLCHECK", [orders, costs, None, terms])) == (13, 5)
    assert size(call("POOLSETTLE", [dues, [["Partner", "Paid"]], records(dues)[0]["partner"]])) == (4, 4)
    assert sum(row["due"] for row in records(dues)) == 100_001 + (1000 if rate and not lead else 0)


def test_more_columns_than_there_is_room_for_are_an_error_with_a_way_out() -> None:
    fees = [[name, None, 0.01, "goods", None] for name in ("Fee", "Service fee", "Commission", "Handling fee", "Lead buyer fee")]
    costs = [COSTS[0], *fees]
    said = failure("POOLDUES", ORDERS, costs, ITEMS, TERMS)
    assert said.startswith("POOLDUES: costs: the dues need")
    assert size(call("POOLDUES", [ORDERS, costs + [[None] * 5] * 3, ITEMS, TERMS])) == (4, 17)


def test_ambiguous_numbers_are_read_in_the_language_of_the_headings() -> None:
    vietnamese = call("POOLDUES", [[["Đối tác", "Số lượng"], ["An", 1]], [["Chi phí", "Số tiền", "Chia theo"], ["Cước", "1.234", "số lượng"]]])
    assert vietnamese[1][2] == 1234
    english = failure("POOLDUES", [["Shop", "Qty"], ["An", 1]], [["Cost", "Amount", "Basis"], ["Freight", "1.234", "quantity"]])
    assert english.startswith("POOLDUES: costs, row 2, column 2:")


# ---------------------------------------------------------------- failures


@pytest.mark.parametrize(
    ("arguments", "english", "vietnamese"),
    [
        ((100, [[60], ["nhiều"], [40]]), 'POOLSPLIT: weights, row 2, column 1: "nhiều" is not a number',
         'Hàm POOLSPLIT: đối số weights, dòng 2, cột 1: "nhiều" không phải là số'),
        ((100, [["SL"], [60]]), 'POOLSPLIT: weights, row 1, column 1: "SL" looks like a heading: let the range begin behind it',
         'Hàm POOLSPLIT: đối số weights, dòng 1, cột 1: "SL" giống tiêu đề: để vùng bắt đầu sau nó'),
        ((), "POOLSPLIT: weights: the range is blank, or was left out", "Hàm POOLSPLIT: đối số weights: vùng này trống, hoặc bị bỏ qua"),
        ((100.5, [[1]]), "POOLSPLIT: amount: 100.5 is no multiple of the step 1", "Hàm POOLSPLIT: đối số amount: 100,5 không phải bội số của bước 1"),
        ((1, [[1]], 1, [["Tổng"]]), 'POOLSPLIT: names, row 1, column 1: "Tổng" is a total, not a partner: let the ranges end before it',
         'Hàm POOLSPLIT: đối số names, dòng 1, cột 1: "Tổng" là dòng tổng, không phải đối tác: để các vùng kết thúc trước dòng đó'),
        ((1, 2, 3, 4, 5, 6), "POOLSPLIT: 6 arguments are too many: it takes 5", "Hàm POOLSPLIT: 6 đối số là quá nhiều: hàm nhận 5"),
    ],
)
def test_the_last_error_names_argument_row_column_and_reason_in_the_readers_language(arguments: tuple[Any, ...], english: str, vietnamese: str) -> None:
    said = failure("POOLSPLIT", *arguments)
    assert said.split(" →")[0] == english
    assert call("POOLLASTERROR", [[[said]]]) == call("POOLLASTERROR", []) == last_error() == said
    assert last_error("vi").split(" →")[0] == vietnamese
    assert last_error("zh") != said


def test_a_failure_of_a_table_is_said_with_its_way_out_in_vietnamese() -> None:
    failure("POOLDUES", [["Đối tác", "Số lượng"], ["An", -4]], [["Chi phí", "Số tiền", "Chia theo"], ["Cước", 100, "số lượng"]])
    assert last_error("vi") == "Hàm POOLDUES: đối số orders, dòng 2, cột 2: số lượng không thể âm: -4 → cách sửa: gõ 0 hoặc lớn hơn"


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 120), st.floats(), st.sampled_from(["", " ", "#N/A", "Tổng", "Shop", "Qty", "Cost", "Amount", "1.234", "5%", "=A1", "A"]),
    st.text(max_size=4),
)
JUNK_RANGES = st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(JUNK, min_size=width, max_size=width), min_size=1, max_size=4))
TABLES = st.sampled_from([ORDERS, COSTS, ITEMS, TERMS])


@given(st.sampled_from(FUNCTIONS), st.data())
def test_whatever_stands_in_the_cells_a_function_answers_in_text_and_numbers_or_fails_with_a_reason(function: Any, data: Any) -> None:
    given_ = [data.draw(st.one_of(JUNK, JUNK_RANGES, TABLES)) for _ in function.arguments]
    try:
        answer = call(function.name, given_)
    except CellFailure as error:
        answer = f"{function.name}: " if str(error).startswith(f"{function.name}: ") else None
    rows = answer if isinstance(answer, list) else [[answer]]
    assert all(isinstance(cell, (int, float, str)) for row in rows for cell in row)
    size(rows)
