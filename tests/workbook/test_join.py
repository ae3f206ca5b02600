"""A SKU put together from headings in several cells. (spec.md, section 2, Reading sheets)"""

from __future__ import annotations

import pytest
from support.layouts import grid

from poolsplit.workbook.find import join
from poolsplit.workbook.find.tables import find


@pytest.mark.parametrize(("parts", "expected"), [
    (["Áo", "Đỏ", "L"], "Áo Đỏ L"), (["Đỏ", "Áo", "L"], "Đỏ Áo L"), (["L", "Đỏ", "Áo"], "L Đỏ Áo"), ([" Áo  thun ", None, "Đỏ"], "Áo thun Đỏ"), ([None, "L"], "L"), ([38, "Đen"], "38 Đen"), ([], ""),
])
def test_a_name_that_no_sku_list_has_keeps_the_order_of_its_headings(parts, expected):
    assert join.joined(parts, {}) == expected
    assert join.joined(parts, join.spellings(["Quần Xanh M"])) == expected


@pytest.mark.parametrize("parts", [["Áo", "Đỏ", "L"], ["L", "áo", "ĐỎ"], ["Đỏ L", "Áo"]])
def test_a_name_of_the_sku_list_is_spelt_as_it_is_there(parts):
    assert join.joined(parts, join.spellings(["Áo-Đỏ (L)", "Áo-Đỏ (M)"])) == "Áo-Đỏ (L)"


@pytest.mark.parametrize(("skus", "expected"), [(["Black S", "White S"], "Black S"), (["Black S", "S Black"], "BLACK S"), (["Black S", "black  s"], "Black S"), (["black  s", "Black S"], "black  s"),
    ([f"{'black':{n}} s" for n in range(6, 16)], "black  s")])
def test_a_joined_name_has_the_first_spelling_unless_the_same_words_in_another_order_are_another_sku(skus, expected):
    assert join.joined(["BLACK", "S"], join.spellings(skus)) == expected


@pytest.mark.parametrize(("names", "skus", "expected"), [
    ([["BLACK", "S"], ["BLACK", "M"]], ["Black S", "Black M"], "join"), ([["BLACK", "S"], ["BLACK", "M"]], ["Black S"], ""), ([["BLACK", "S"], ["BLACK", "M"]], ["S", "M"], "apart"),
    ([["BLACK", "S"], ["BLACK", "M"]], ["S"], ""), ([["BLACK", "S"]], ["Black S", "S"], "join"), ([["BLACK", None]], ["Black"], "join"), ([["BLACK", "S"]], [], ""),
])
def test_the_sku_list_decides_only_where_it_has_every_name(names, skus, expected):
    assert join.decide(names, join.spellings(skus)) == expected


ACROSS = [["Khách", "Áo", None, "Quần", None], [None, "Đỏ L", "Đỏ M", "Đỏ L", "Đỏ M"], ["An", 1, 2, 3, 4], ["Bình", 5, 6, 7, 8]]
DOWN = [["Mẫu", "Màu", "Size", "An", "Bình"], ["Áo", "Đỏ", "L", 1, 2], ["Áo", "Đỏ", "M", 3, 4]]
LIST = [["Khách", "Mẫu", "Màu", "Size", "SL"], ["An", "Áo", "Đỏ", "L", 1], ["Bình", "Áo", "Đỏ", "M", 3]]


@pytest.mark.parametrize(("rows", "merges", "cell", "skus"), [
    (ACROSS, "A1:A2 B1:C1 D1:E1", "O!B1", ["Áo Đỏ L", "Áo Đỏ M", "Quần Đỏ L", "Quần Đỏ M"]),
    (DOWN, "", "O!A1", ["Áo Đỏ L", "Áo Đỏ M"]),
    (LIST, "", "O!B1", ["Áo Đỏ L", "Áo Đỏ M"]),
])
def test_the_words_of_a_joined_sku_stand_in_the_order_of_its_headings_in_every_layout(rows, merges, cell, skus):
    for answers in ([], [f"{cell}=join"]):
        reading = find([grid("O", rows, merges)], answers)
        assert list(dict.fromkeys(reading.tables["orders"].columns["sku"])) == skus
        assert reading.problems == []
