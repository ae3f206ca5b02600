"""Error values among names."""

from __future__ import annotations

import pytest

from poolsplit.values import names

KNOWN = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CONNECT!", "#BLOCKED!", "#UNKNOWN!", "#FIELD!", "#CALC!", "#BUSY!",
         "#EXTERNAL!", "#PYTHON!", "#ERROR!"]


@pytest.mark.parametrize("text", [*KNOWN, "#NEU_IN_2031!"])
def test_an_error_value_is_no_name_whether_it_is_known_or_not(text):
    assert names.is_error_value(text)
    assert not names.is_error_value(text[1:])


@pytest.mark.parametrize("text", ["#12", "#1 shop", "# An", "#", "", "Shop #1!", "N/A", "GETTING_DATA", "#A", "#GETTING_DATA 2"])
def test_other_texts_with_a_sharp_sign_may_be_names(text):
    assert not names.is_error_value(text)
