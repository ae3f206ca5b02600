"""Frames keep what they are: index, dtypes, library; whatever their columns are made of, on lists and on arrays."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.engine import exact, fast
from poolsplit.errors import Problem
from poolsplit.tables import backend, table
from poolsplit.tables.reader import read

FREIGHT = Cost("freight", 101, basis="quantity")
ROWS = 600


@pytest.fixture(params=["lists", "arrays"])
def way(request, monkeypatch):
    """The same on lists and on arrays."""
    monkeypatch.setattr(table, "FEW", 10**9 if request.param == "lists" else 0)
    assert backend.operations(table.table("orders", orders())) is (exact if request.param == "lists" else fast)


def orders(**columns):
    return pd.DataFrame({"pool": [1, 1, 2, 2], "partner": list("abab"), "quantity": [60, 40, 1, 2], **columns})


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("column", "dtype"), [
    ("pool", "int32"), ("pool", "Int64"), ("pool", "int64[pyarrow]"), ("pool", "str"), ("pool", "object"), ("pool", "string"), ("pool", "float64"),
    ("pool", "category"), ("partner", "category"), ("partner", "object"), ("partner", "string[pyarrow]"), ("partner", "str"),
])
def test_names_keep_their_kind(column, dtype):
    frame = orders()
    frame[column] = frame[column].astype(dtype)
    dues = ps.split(frame, FREIGHT)
    assert dues[column].dtype == frame[column].dtype
    assert list(dues[column]) == list(frame[column])
    assert list(dues["due"]) == [61, 40, 34, 67]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("dtype", "counts"), [
    ("int8", "int64"), ("uint16", "int64"), ("Int32", "Int64"), ("UInt8", "Int64"), ("float32", "int64"), ("Float64", "Int64"), ("int64[pyarrow]", "int64[pyarrow]"),
    ("double[pyarrow]", "int64[pyarrow]"), ("object", "int64"), ("str", "int64"), ("category", "int64"),
])
def test_counts_come_in_the_family_of_the_quantities(dtype, counts):
    frame = orders()
    frame["quantity"] = frame["quantity"].astype(dtype)
    dues = ps.split(frame, FREIGHT)
    assert {str(dues[name].dtype) for name in ("quantity", "freight", "due")} == {counts}
    assert list(dues["due"]) == [61, 40, 34, 67]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("dtype", ["string[pyarrow]", "str", "object"])
def test_codes_in_capitals_and_small_letters_are_one_name(dtype):
    frame = pd.DataFrame({"partner": pd.Series(["Hn-1", "hN-1", "HN-1", "hn-1"], dtype=dtype), "quantity": [1, 2, 3, 4]})
    assert ps.split(frame, FREIGHT)["quantity"].to_list() == [10]
    mixed, other = frame.iloc[:1], frame.iloc[1:2]
    assert ps.settle(mixed.rename(columns={"quantity": "due"}), other.rename(columns={"quantity": "paid"}), "HN-1").empty


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("number", "longer"), [(93, 10**18), (9, 10), (93, 10**17), (5, 10**17)])
def test_of_equal_partners_with_numbers_for_names_the_first_as_a_text_gets_the_odd_dong(number, longer):
    frame = pd.DataFrame({"partner": [number, longer], "quantity": [1, 1]})
    assert dict(zip(frame["partner"], ps.split(frame, Cost("freight", 3, basis="quantity"))["due"], strict=True)) == {number: 1, longer: 2}


@pytest.mark.usefixtures("way")
def test_partners_and_pools_with_numbers_for_names_are_found_by_these():
    frame = orders(partner=[7, 8, 7, 8])
    assert ps.explain(frame, FREIGHT, 8, "freight", pool=2)[-1].endswith("8 got none and pays 67 VND")
    for partner, pool, message in ((9, 2, "9 does not order; the partners are: 7, 8"), (8, 3, "say which pool; the pools are: 1, 2")):
        with pytest.raises(ps.PoolsplitError, match=message):
            ps.explain(frame, FREIGHT, partner, "freight", pool=pool)


@pytest.mark.usefixtures("way")
def test_rows_of_a_sku_that_differ_by_a_fraction_differ():
    frame = pd.DataFrame({"partner": ["a", "b"], "sku": "x", "quantity": [60, 40]})
    items = pd.DataFrame({"sku": ["x", "x"], "unit_kg": [0.2, 0.4]})
    assert [problem.message for problem in ps.check(frame, FREIGHT, items)] == ["x stands in two rows that differ: 1 and 2"]
    assert ps.check(frame, FREIGHT, items.assign(unit_kg=0.2)) == []


@pytest.mark.usefixtures("way")
def test_rows_keep_their_index():
    frame = orders().set_axis(["w", "x", "y", "z"])
    assert list(ps.split(frame, FREIGHT).index) == ["w", "x", "y", "z"]
    assert list(ps.defects(frame, {"pool": 1, "defective": 5}).index) == ["w", "x", "y", "z"]
    twice = pd.concat([frame, frame.set_axis(list("abcd"))])
    assert list(ps.split(twice, FREIGHT).index) == ["w", "x", "y", "z"]
    blank = pd.concat([pd.DataFrame({"pool": [None], "partner": [None], "quantity": [None]}, index=["-"]), frame])
    assert list(ps.split(blank, FREIGHT).index) == ["w", "x", "y", "z"]
    assert isinstance(ps.split(orders(), FREIGHT).index, pd.RangeIndex)
    assert list(ps.split(orders().set_axis(pd.RangeIndex(0, 8, 2)), FREIGHT).index) == [0, 2, 4, 6]


@pytest.mark.usefixtures("way")
def test_one_row_one_pool_and_none():
    assert ps.split(orders().head(1), FREIGHT)["due"].to_list() == [101]
    assert ps.split(orders().drop(columns="pool"), FREIGHT)["due"].to_list() == [60, 41]
    with pytest.raises(ps.DataError, match="there are no orders"):
        ps.split(orders().head(0), FREIGHT)


@pytest.mark.usefixtures("way")
def test_results_are_nobodys_memory():
    frame = orders()
    before = frame.copy()
    dues = ps.split(frame, FREIGHT)
    dues.loc[0, "quantity"] = 7
    dues["quantity"] += 1
    dues.loc[0, "partner"] = "changed"
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.usefixtures("way")
def test_polars_and_arrow_tables_come_back_as_what_they_were():
    frame, usd = orders(), {"terms": Terms(currency="USD")}
    for cost, terms in ((FREIGHT, {}), (Cost("freight", "1.01", basis="quantity"), usd)):
        expected = ps.split(frame, cost, **terms)
        as_polars = ps.split(pl.from_pandas(frame), cost, **terms)
        as_arrow = ps.split(pa.Table.from_pandas(frame), cost, **terms)
        assert isinstance(as_polars, pl.DataFrame)
        assert isinstance(as_arrow, pa.Table)
        for found in (as_polars.to_dicts(), as_arrow.to_pylist()):
            assert found == expected.to_dict("records")
    assert as_arrow.schema.field("due").type == pa.decimal128(38, 2)
    assert as_polars.schema["pool"] == pl.Int64


def many(seed, pools=300):
    """Orders and freight of many pools, and the same rows in another order."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 6, pools)
    rows = pd.DataFrame({
        "pool": np.repeat([f"P{pool}" for pool in range(pools)], sizes), "partner": [f"s{place}" for size in sizes for place in range(size)],
        "quantity": rng.integers(1, 4, int(sizes.sum())),
    })
    costs = pd.DataFrame({"pool": [f"P{pool}" for pool in range(pools)], "cost": "freight", "amount": rng.integers(-9, 1000, pools), "basis": "quantity"})
    return rows, costs, rows.sample(frac=1, random_state=seed).reset_index(drop=True)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_never_changes_who_gets_what(seed):
    rows, costs, shuffled = many(seed)
    plain, other = (ps.split(frame, costs, terms={"step": 7, "lead_buyer": "s0"}).sort_values(["pool", "partner"], ignore_index=True) for frame in (rows, shuffled))
    pd.testing.assert_frame_equal(plain, other)
    total = dict(zip(costs["pool"], costs["amount"], strict=True))
    one = {(row.pool, row.partner): share for row, share in zip(rows.itertuples(), ps.apportion_by(rows, total, "quantity", partner="partner"), strict=True)}
    two = {(row.pool, row.partner): share for row, share in zip(shuffled.itertuples(), ps.apportion_by(shuffled, total, "quantity", partner="partner"), strict=True)}
    assert one == two == {(row.pool, row.partner): row.freight for row in plain.itertuples()}


def test_what_64_bits_cannot_hold_is_done_on_lists(monkeypatch):
    monkeypatch.setattr(table, "FEW", 0)
    frame = orders(points=["1", "0.1234567890123456789012", "3", "99999999999999"])
    cost = Cost("freight", 10**14, basis="points")
    found = ps.split(frame, cost)
    monkeypatch.setattr(table, "FEW", 10**9)
    assert found.to_dict("records") == ps.split(frame, cost).to_dict("records")
    weights = [Fraction(1), Fraction("0.1234567890123456789012")]
    assert list(found["freight"][:2]) == exact.largest_remainder(10**14, exact.integers(weights))


# ---------------------------------------------------------------- the same on lists and on arrays


def problems_of(*tables_of_orders, **named):
    return [str(problem) for problem in ps.check(*tables_of_orders, **named)]


@pytest.mark.usefixtures("way")
def test_a_line_without_an_amount_is_a_problem_and_no_more():
    with pytest.raises(ps.DataError, match="goods has no amount, and the items have no prices"):
        ps.split(orders(), {"cost": "goods"})


@pytest.mark.usefixtures("way")
def test_rates_of_many_digits_between_currencies_are_exact():
    terms = pd.DataFrame({"pool": [1, 2], "currency": ["VND", "USD"]})
    dues = ps.split(orders(), None, {"unit_price": "1", "currency": "CNY"}, terms, {"CNY": "1111.11", "USD": "25.00012345678901"})
    assert list(map(str, dues["due"])) == ["66667", "44444", "44.44", "88.89"]


@pytest.mark.usefixtures("way")
def test_an_amount_that_no_sheet_holds_is_a_problem_in_every_currency():
    terms = pd.DataFrame({"pool": [1, 2], "currency": ["VND", "JPY"]})
    with pytest.raises(ps.DataError, match="comes to more than a sheet can hold"):
        ps.split(orders(), Cost("freight", 9 * 10**12, currency="CNY", basis="quantity"), None, terms, {"CNY": 9973, "JPY": 3})


@pytest.mark.usefixtures("way")
def test_texts_come_in_chunks_of_which_some_are_empty():
    names = [f"p{place:03}" for place in range(200)]
    chunks = pa.chunked_array([pa.array(part, pa.large_string()) for part in ([], names[:90], [], names[90:])])
    column = pd.arrays.ArrowStringArray(chunks)
    dues = ps.split(pd.DataFrame({"pool": column, "partner": column, "quantity": 1}), FREIGHT)
    assert list(dues["partner"]) == names
    assert set(dues["due"]) == {101}


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("dtype", ["float64", "Float64", "double[pyarrow]", "float[pyarrow]"])
def test_zero_is_one_name_whatever_its_sign(dtype):
    frame = pd.DataFrame({"partner": pd.Series([0.0, 2.0, -0.0], dtype=dtype), "quantity": [1, 1, 2]})
    dues = ps.split(frame, FREIGHT)
    assert list(dues["quantity"]) == [3, 1]
    assert dues["partner"].dtype == dtype


@pytest.mark.usefixtures("way")
def test_what_is_no_number_in_arrow_is_no_blank():
    frame = orders(kg=pd.Series(pd.arrays.ArrowExtensionArray(pa.array([1.0, float("nan"), None, 2.0]))))
    assert [problem for problem in problems_of(frame, FREIGHT) if '"nan" is not a number' in problem and "row 2, kg" in problem]


@pytest.mark.usefixtures("way")
def test_names_are_found_by_all_their_digits():
    frame = orders(partner=[2**62, -(2**63), 2**62, 2**63 - 1])
    terms = pd.DataFrame({"pool": [1, 2], "lead_buyer": [str(-(2**63)), "9223372036854775807"], "step": 7})
    assert list(ps.split(frame, FREIGHT, None, terms)["due"]) == [63, 38, 35, 66]


@pytest.mark.usefixtures("way")
def test_decimals_that_are_equal_are_one_name():
    frame = orders(pool=1, partner=[Decimal("2.5"), Decimal("2.50"), Decimal(3), Decimal("3.0")])
    assert list(ps.split(frame, FREIGHT)["quantity"]) == [100, 3]


@pytest.mark.usefixtures("way")
def test_who_orders_where_is_told_by_the_rows_that_name_a_partner():
    frame = orders(pool=["a", "a", "A", "b"], partner=["x", None, "y", None])
    found = problems_of(frame, Cost("freight", 101, basis="quantity", pool="b"))
    assert "costs, row 1, pool: nobody orders in the pool b. Way out: type a pool of the orders, or delete the row" in found


@pytest.mark.usefixtures("way")
def test_a_cell_is_quoted_as_it_is_read():
    items = pd.DataFrame({"sku": [1.0, "1", "Áo  A", "áo a"], "unit_price": 5, "currency": "VND"})
    found = [problem for problem in problems_of(orders(sku="b"), None, items) if "nobody orders" in problem]
    assert [problem.split(". ")[0].rsplit(" orders ")[1] for problem in found] == ["1", "1", "Áo A", "áo a"]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("dtype", "kept"), [("object", "object"), ("str", "str"), ("string", "string"), ("string[pyarrow]", "string[pyarrow]"), ("category", "str")])
def test_names_that_are_tidied_up_keep_their_kind_where_it_can_hold_them(dtype, kept):
    frame = orders(partner=pd.Series(["chị  Hà", "b", "b", "c"], dtype=dtype))
    partners = ps.split(frame, FREIGHT)["partner"]
    assert list(partners) == ["chị Hà", "b", "b", "c"]
    assert partners.dtype == pd.Series(["a"], dtype=kept).dtype  # what pandas makes of "str" has changed


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("names", [["q", "p"], ["p", "q"], ["p", "r"]])
@pytest.mark.parametrize("more", [[], ["s"]])
def test_categories_of_one_table_are_found_among_others_of_another(names, more):
    frame = orders(pool=pd.Categorical(["p", "p", "q", "q"]))
    costs = pd.DataFrame({"pool": pd.Categorical(names, categories=[*names, *more]), "cost": "freight", "amount": [10, 20], "basis": "equal"})
    strange = ["costs, row 2, pool: nobody orders in the pool r. Way out: type a pool of the orders, or delete the row"]
    assert problems_of(frame, costs) == strange * ("r" in names)
    if "r" not in names:
        assert list(ps.split(frame, costs)["due"]) == ([10, 10, 5, 5] if names == ["q", "p"] else [5, 5, 10, 10])


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("dtype", ["object", "str", "string[pyarrow]", "category"])
def test_an_empty_text_is_blank_among_codes(dtype):
    frame = orders(pool=1, partner=pd.Series(["HN-1", "", "SG-2", "HN-1"], dtype=dtype))
    assert problems_of(frame, FREIGHT) == ["orders, row 2, partner: partner is blank. Way out: fill it in, or delete the row"]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("value", "is_refused"), [(10**15 - 1, False), (10**15, True), (10**18, True), (-(10**15), True)])
@pytest.mark.parametrize("dtype", ["int64", "Int64", "int64[pyarrow]", "float64", "object"])
def test_a_quantity_with_more_digits_than_a_sheet_keeps_is_refused(value, is_refused, dtype):
    frame = orders(pool=1, partner=list("abcd"))
    frame["quantity"] = pd.Series([value, 0, 0, 0], dtype=dtype)
    found = [problem for problem in ps.check(frame, FREIGHT) if "a sheet keeps 15 digits" in problem.message]
    assert [(problem.row, problem.column) for problem in found] == [(1, "quantity")] * is_refused


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("dtype", ["string[pyarrow]", "str"])
@pytest.mark.parametrize("known", [0, 1, 2])
def test_a_text_or_two_among_many_blanks_are_names(known, dtype):
    skus = pd.Series([*["x"] * known, *[None] * (150 - known)], dtype=dtype)
    pieces = ps.landed(pd.DataFrame({"partner": "An", "sku": skus, "quantity": 1}), FREIGHT)
    assert [(row["quantity"], row.get("sku")) for row in pieces.to_dict("records") if row.get("sku")] == [(known, "x")] * bool(known)


@pytest.mark.parametrize("ops", [exact, fast])
def test_typed_rows_say_of_blank_cells_the_same_on_lists_and_on_arrays(ops, monkeypatch):
    monkeypatch.setattr(table, "FEW", 0)
    frame = pd.DataFrame({"cost": list("abcb"), "of": ["goods", "", None, "goods"], "actual": [60, None, 1, None]})
    rows, _ = read(table.table("costs", frame), ops=ops)
    assert (list(rows.codes("cost")), list(rows.codes("of"))) == ([0, 1, 2, 1], [0, -1, -1, 0])
    for numbers, values in ((rows.numbers("actual"), [60, None, 1, None]), (rows.completed("actual", 7).numbers("actual"), [60, 7, 1, 7])):
        assert [numbers.get(row) for row in range(4)] == values


# ---------------------------------------------------------------- apportion_by


def test_apportion_by_is_apportion_pool_by_pool():
    rng = np.random.default_rng(7)
    sizes = rng.integers(1, 40, 200)
    frame = pd.DataFrame({"pool": np.repeat(rng.permutation(200), sizes), "kg": rng.integers(0, 5000, int(sizes.sum())) / 1000 + 0.001})
    frame["freight"] = rng.integers(-10**9, 10**9, 200)[frame["pool"]]
    frame = frame.sample(frac=1, random_state=1)
    shares = ps.apportion_by(frame, "freight", "kg")
    assert shares.name == "freight"
    assert shares.index.equals(frame.index)
    for _, rows in frame.groupby("pool"):
        assert shares[rows.index].to_list() == ps.apportion(int(rows["freight"].iloc[0]), rows["kg"].to_list())


@pytest.mark.parametrize("pools", [["a", "a", "b"], [1, 1, 2], [2.5, 2.5, 1], pd.Categorical(["x", "x", "y"])])
def test_pools_are_told_apart_as_they_stand(pools):
    frame = pd.DataFrame({"pool": pools, "kg": ["0.2", Decimal("0.1"), 5], "freight": [100, 100, 7]})
    assert ps.apportion_by(frame, "freight", "kg").to_list() == [67, 33, 7]
    totals = frame.groupby("pool", observed=True)["freight"].first()
    assert ps.apportion_by(frame, totals, "kg").to_list() == [67, 33, 7]


def test_every_cell_that_cannot_be_used_is_named():
    frame = pd.DataFrame({"pool": ["a", "a", None, "b", "c", "d"], "kg": [1, -2, 3, None, 5, "y"], "freight": [10, 11, 5, "x", 2.5, 4]})
    with pytest.raises(ps.DataError) as error:
        ps.apportion_by(frame, "freight", "kg")
    fix = "correct the cell, or leave the row out"
    assert error.value.problems == [
        Problem("frame", 3, "pool", "the row names no pool", fix), Problem("frame", 2, "kg", "a weight cannot be negative: -2", fix),
        Problem("frame", 6, "kg", '"y" is not a number', fix), Problem("frame", 4, "kg", "the cell is empty", fix),
        Problem("frame", 4, "freight", '"x" is not a number', fix), Problem("frame", 5, "freight", "a total is a whole number of units: 2.5", fix),
        Problem("frame", 2, "freight", "the pool a has another total in an earlier row", fix),
    ]
    for frame, total, problem in (
        (pd.DataFrame({"pool": [2, 1, 1], "kg": [1, 0, 0], "freight": 5}), "freight", Problem("frame", 2, "kg", "an amount has nobody to go to: all its weights are zero", fix)),
        (pd.DataFrame({"pool": ["a", "b", "b"], "kg": 1}), {"a": 5}, Problem("frame", 2, "pool", "there is no total for the pool b", fix)),
    ):
        with pytest.raises(ps.DataError) as error:
            ps.apportion_by(frame, total, "kg")
        assert error.value.problems == [problem]
    with pytest.raises(ps.PoolsplitError, match="works on a DataFrame"):
        ps.apportion_by([{"pool": 1}], "freight", "kg")


# ---------------------------------------------------------------- which way


def test_arrays_are_taken_for_frames_of_enough_rows_and_without_carry():
    frame = pd.DataFrame({"partner": [f"p{i}" for i in range(ROWS)], "quantity": 1})
    assert backend.operations(table.table("orders", frame)) is fast
    assert backend.operations(table.table("orders", frame.head(table.FEW - 1))) is exact
    assert backend.operations(table.table("orders", frame.to_dict("records"))) is exact
    assert backend.operations(table.table("orders", frame), carry=[]) is exact


def test_carry_over_many_pools_decides_the_odd_units():
    rows, costs, _ = many(3, pools=200)
    carry = ps.carry_table(rows, costs)
    assert sum(carry["carry"]) == 0
    with_carry = ps.split(rows, costs, carry=carry)
    assert (with_carry["freight"] != ps.split(rows, costs)["freight"]).any()
    assert with_carry.groupby("pool")["freight"].sum().to_dict() == dict(zip(costs["pool"], costs["amount"], strict=True))
