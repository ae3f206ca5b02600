"""What arrives from Excel as an argument, and what goes back: pure functions, tried on any system."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest
from poolsplit_addin.excel import server, udfs

if TYPE_CHECKING:
    from pathlib import Path

ERRORS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A", 2043: "#GETTING_DATA!", 2045: "#SPILL!",
    2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!", 2049: "#FIELD!", 2050: "#CALC!",
}
"""CVErr of Excel's documentation: the number of an error in VBA, and how a cell shows it."""


def code(number: int) -> int:
    """A VBA error as COM hands it over: 0x800A0000 plus its number, as a signed integer of 32 bits."""
    return int.from_bytes((0x800A0000 + number).to_bytes(4, "big"), "big", signed=True)


@pytest.mark.parametrize(("number", "text"), ERRORS.items())
def test_every_error_of_excel_arrives_by_its_name(number: int, text: str) -> None:
    assert udfs.argument(code(number)) == text
    assert udfs.argument(((1.0, code(number)),)) == [[1.0, text]]


@pytest.mark.parametrize("number", [0, 1, 1999, 2001, 2044, 2051, 0xFFFF])
def test_an_error_that_nobody_knows_is_an_error_and_no_number(number: int) -> None:
    assert udfs.argument(code(number)) == "#ERROR!"
    for given in ((100.0, ((60.0,), (code(number),))), (code(number), ((60.0,), (40.0,)))):
        with pytest.raises(ValueError, match="the cell holds the error #ERROR!"):
            udfs.POOLSPLIT(*given)


@pytest.mark.parametrize("value", [code(0) - 1, code(0xFFFF) + 1, 0, 60, True, False, float(code(2042)), -2146826246.0, "#N/A ", "An", "", None])
def test_what_is_no_error_stays_what_it_is(value: Any) -> None:
    assert udfs.argument(value) is value
    assert udfs.argument(((value,),)) == [[value]]


@pytest.mark.parametrize(("arrived", "taken"), [
    (3.0, 3.0), (None, None), ((1.0, 2.0), [[1.0, 2.0]]), (((1.0,), (2.0,)), [[1.0], [2.0]]), ([[1.0, None]], [[1.0, None]]), ([1.0], [[1.0]]), ((), [[]]),
    (((1.0, "a"), (None, True)), [[1.0, "a"], [None, True]]),
])
def test_a_range_is_a_list_of_rows_and_a_cell_its_value(arrived: Any, taken: Any) -> None:
    assert udfs.argument(arrived) == taken


def test_a_date_loses_the_zone_that_com_adds() -> None:
    noon = dt.datetime(2026, 11, 20, 12, tzinfo=dt.timezone.utc)
    for found in (udfs.argument(noon), udfs.argument(((noon,),))[0][0]):
        assert (found, found.tzinfo) == (dt.datetime.fromisoformat("2026-11-20T12:00"), None)


@pytest.mark.parametrize(("result", "sent"), [
    (7, [[7.0]]), ("a", [["a"]]), ([[1, "a"], [2.5, ""]], [[1.0, "a"], [2.5, ""]]), ([], []), (True, [[1.0]]),
])
def test_an_answer_is_a_block_of_floats_and_texts(result: Any, sent: Any) -> None:
    found = udfs.answered(result)
    assert found == sent
    assert {type(cell) for row in found for cell in row} <= {float, str}


def test_the_reason_of_a_refusal_is_in_the_language_that_was_set() -> None:
    try:
        for lang, said in (("vi", "không thể âm"), ("en", "cannot be negative")):
            udfs.speak(lang)
            with pytest.raises(ValueError, match=said):
                udfs.POOLSPLIT(100.0, ((60.0,), (-1.0,)))
    finally:
        udfs.speak("en")


# ---------------------------------------------------------------- the server's start


def test_a_hidden_package_cannot_be_imported_and_is_there_again_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_package_of_this_test.py").write_text("NUMBER = 3", encoding="utf-8")    # one that no other test can have imported before
    monkeypatch.syspath_prepend(tmp_path)
    with server.without(("a_package_of_this_test", "json")):
        with pytest.raises(ImportError):
            __import__("a_package_of_this_test")
        assert __import__("json").loads("1") == 1    # it was imported before, and stays
    assert __import__("a_package_of_this_test").NUMBER == 3
    monkeypatch.delitem(sys.modules, "a_package_of_this_test")


def test_the_alarm_is_taken_off_when_the_server_says_that_it_has_started() -> None:
    logger, calls = logging.getLogger("a stand-in for the server's"), []
    server.when_serving(logger, lambda: calls.append("off"))
    assert calls == []
    logger.info("server started")
    assert calls == ["off"]
