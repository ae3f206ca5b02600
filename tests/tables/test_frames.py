"""DataFrames in, DataFrames out, whatever their columns are made of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.engine import exact
from poolsplit.pool import balances, inputs
from poolsplit.tables.frames import codes as framecodes

if TYPE_CHECKING:
    from random import Random

FREIGHT = Cost("freight", 101, basis="quantity")
ORDERS = pd.DataFrame({"partner": ["A", "B"], "quantity": [60, 40]}, index=[7, 3])


def integers(frame):
    return [name for name in frame.columns if frame[name].dtype == "int64"]


def test_results_are_frames_in_order_with_whole_numbers():
    dues = ps.split(ORDERS, FREIGHT, terms=Terms("A", step=10))
    assert list(dues.columns) == ["partner", "quantity", "freight", "rounding", "due"]
    assert list(dues.index) == [7, 3]
    assert integers(dues) == ["quantity", "freight", "rounding", "due"]
    landed = ps.landed(ORDERS, FREIGHT)
    assert integers(landed) == ["quantity", "landed", "unit_cost"]
    withdrawn = ps.withdraw(ORDERS, {"partner": "B", "when": "before"}, FREIGHT)
    assert list(withdrawn.orders["quantity"]) == [60]
    assert integers(withdrawn.dues) == ["quantity", "freight", "due"]


def test_amounts_with_decimals_are_exact():
    dues = ps.split(ORDERS, Cost("freight", "1.01", basis="quantity"), currency="USD")
    assert dues["due"].dtype == object
    assert list(dues["due"]) == [Decimal("0.61"), Decimal("0.40")]
    assert ps.settle(dues, None, lead_buyer="A", currency="USD")["amount"].to_list() == [Decimal("0.40")]


def test_a_result_without_rows_has_its_columns():
    transfers = ps.settle(pd.DataFrame({"partner": ["A"], "due": [0]}), None, lead_buyer="A")
    assert list(transfers.columns) == ["payer", "payee", "amount"]
    assert transfers["amount"].dtype == "int64"
    assert transfers["payer"].dtype == pd.Series([], dtype=str).dtype
    assert ps.refunds(ORDERS, {"unit_price": 5}, 100).empty


PRICES = {"unit_price": 7, "moq": 100}
WHOLE = {
    "advise": lambda: ps.advise(ORDERS, FREIGHT), "bills": lambda: ps.bills(ORDERS, FREIGHT), "carry_table": lambda: ps.carry_table(ORDERS, FREIGHT),
    "check": lambda: ps.check(ORDERS, FREIGHT), "count_sheet": lambda: ps.count_sheet(ORDERS, 10), "defects": lambda: ps.defects(ORDERS, 10),
    "equalise": lambda: ps.equalise(ORDERS, FREIGHT, 10), "explain": lambda: ps.explain(ORDERS, FREIGHT, "A", "freight"), "fill": lambda: ps.fill(ORDERS, PRICES),
    "landed": lambda: ps.landed(ORDERS, FREIGHT), "received": lambda: ps.received(ORDERS, 95), "refunds": lambda: ps.refunds(ORDERS, PRICES, 95),
    "saving": lambda: ps.saving(ORDERS, FREIGHT, PRICES), "settle": lambda: ps.settle(ORDERS.assign(due=[5, 7]), None, "A"),
    "shortage": lambda: ps.shortage(ORDERS, 95, PRICES).pieces, "split": lambda: ps.split(ORDERS, FREIGHT),
}


@pytest.mark.parametrize("name", [*WHOLE])
def test_every_function_answers_on_lists_where_a_number_does_not_fit_into_arrays(name, monkeypatch):
    tried = []

    def operations(*_):
        tried.append(name)
        if len(tried) == 1:
            message = "a number is beyond 64 bits"
            raise OverflowError(message)
        return exact

    expected = WHOLE[name]()
    for module in (inputs, balances):
        monkeypatch.setattr(module, "operations", operations)
    answer = WHOLE[name]()
    assert answer.equals(expected) if isinstance(expected, pd.DataFrame) else answer == expected


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float64", "object", "category", "string"])
def test_columns_of_every_kind_are_read(dtype):
    orders = ORDERS.assign(quantity=ORDERS["quantity"].astype(dtype), partner=ORDERS["partner"].astype("category"))
    assert list(ps.split(orders, FREIGHT)["due"]) == [61, 40]


def test_what_is_missing_is_blank():
    orders = pd.DataFrame({"partner": ["A", None, "B"], "quantity": pd.array([1, None, 1], dtype="Int64"), "sku": [float("nan")] * 3, "when": [pd.NaT] * 3})
    assert list(ps.split(orders, FREIGHT)["due"]) == [51, 50]
    orders.loc[1, "quantity"] = 5
    with pytest.raises(ps.DataError, match=r"orders, row 2, partner"):
        ps.split(orders, FREIGHT)


def test_payments_of_a_bank_statement_have_timestamps():
    payments = pd.DataFrame({"partner": ["B"], "paid": [40.0], "date": [pd.Timestamp(2026, 11, 21, 9, 30)]})
    dues = ps.split(ORDERS, FREIGHT)
    assert ps.settle(dues, payments, lead_buyer="A").empty
    assert isinstance(payments["date"][0], dt.datetime)


def test_columns_that_cannot_be_told_apart_or_found_are_refused():
    with pytest.raises(ps.DataError, match="two columns both mean quantity"):
        ps.split(pd.DataFrame([["A", 1, 2]], columns=["partner", "quantity", "quantity"]), FREIGHT)
    for frame in (ORDERS.set_index("partner"), pd.DataFrame([["A", 1]], columns=pd.MultiIndex.from_tuples([("x", "partner"), ("x", "quantity")]))):
        with pytest.raises(ps.DataError, match="column partner is missing"):
            ps.split(frame, FREIGHT)


def test_carry_goes_from_frame_to_frame():
    carry = ps.carry_table(ORDERS, FREIGHT)
    again = ps.carry_table(ORDERS, FREIGHT, carry=carry)
    assert sum(again["carry"]) == 0
    assert list(ps.split(ORDERS, FREIGHT, carry=carry)["freight"]) == [60, 41]


@pytest.mark.parametrize("texts", [
    sorted(f"HN-{number}" for number in range(500)), [f"HN-{number}" for number in range(500, 0, -1)], ["HN-1", "HN-2"] * 250, ["CNY"] * 500,
    ["a b", " a  b", "#N/A", "", "Ä"] * 100, ["HN-1"] * 499 + [None], [None] + ["HN-2"] * 300 + ["HN-1"] * 100 + ["HN-2"] * 99, [""] * 500, ["é"] * 500,
])
def test_texts_are_told_apart_alike_whether_they_stand_in_runs_or_not(texts: list[str | None]) -> None:
    column = pd.Series(texts, dtype="str").repeat(3).reset_index(drop=True)
    for frame in (column, column.sample(frac=1, random_state=1).reset_index(drop=True), column.iloc[7:].reset_index(drop=True)):
        told_apart(frame)


def told_apart(column: pd.Series) -> None:
    """The codes and distinct values of a column are those of `pandas.factorize`."""
    codes, uniques = framecodes.distinct(column)
    expected, spelled = pd.factorize(column)
    assert codes.tolist() == expected.tolist()
    assert pd.Series(uniques).tolist() == pd.Series(spelled).tolist()


@pytest.mark.parametrize(("ends", "are_few"), [(["1", "2"], True), (["1234567", "7"], True), (["12345678", "1234567"], True), (["123456789", "2"], False)])
def test_texts_are_numbered_by_up_to_eight_bytes_behind_what_they_share(ends: list[str], are_few: bool) -> None:    # noqa: FBT001
    texts = [f"Áo-{end}" for end in ends]
    keys = framecodes._keys(pd.array([*texts, texts[0]], "string[pyarrow]").__arrow_array__().combine_chunks())    # noqa: SLF001
    assert (keys is not None) is are_few
    assert keys is None or (keys[0] == keys[2] and keys[0] != keys[1])


@given(st.integers(0, 7), st.integers(1, 300), st.randoms(), st.sampled_from(["str", "string[pyarrow]"]))
def test_texts_that_mostly_differ_are_told_apart_by_their_bytes(kind: int, step: int, random: Random, dtype: str) -> None:
    ending = ["{:08}", "{}", "{}\0", "{:013}", "ộ{:x}", "{0}{0}{0}", "{:b}", "{:c}"][kind]
    texts = [prefix + ending.format(number * step + 1) for number in range(150) for prefix in ("", "HN-")[: random.randint(1, 2)]] * 2
    texts += [text.strip("\0") for text in texts] + ["HN-"] * random.randint(0, 2)
    random.shuffle(texts)
    told_apart(pd.Series(texts, dtype=dtype))
    told_apart(pd.Series([f"Đơn số {text}" for text in texts], dtype=dtype))
    told_apart(pd.concat([pd.Series([None, *texts[:99]], dtype=dtype), pd.Series(texts, dtype=dtype)], ignore_index=True))
