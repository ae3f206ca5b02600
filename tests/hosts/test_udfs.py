"""What Excel hands to the functions, on any system: its error values are never numbers."""

from __future__ import annotations

import pytest

pytest.importorskip("xlwings")

from poolsplit_addin.excel import udfs

KNOWN = {2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A", 2045: "#SPILL!", 2050: "#CALC!"}


@pytest.mark.parametrize("number", [2000, 2007, 2015, 2023, 2029, 2036, 2042, 2045, 2050, 2051, 2052, 2999, 0, 1, 0xFFFF])
def test_an_error_value_of_excel_is_its_text_and_one_that_is_not_known_yet_an_error_too(number):
    code = 0x800A0000 - 2**32 + number  # the HRESULT of an error in VBA, as a signed number
    assert udfs.argument(code) == KNOWN.get(number, "#ERROR!")
    assert udfs.argument(((60.0, code), (None, "x"))) == [[60.0, KNOWN.get(number, "#ERROR!")], [None, "x"]]


@pytest.mark.parametrize("number", [0x800A0000 - 2**32 - 1, 0x800AFFFF - 2**32 + 1, -2146826281.0, 0, -1])
def test_other_numbers_stay_numbers(number):
    assert udfs.argument(number) == number
