"""Dates as people type them, read one way or refused."""

from __future__ import annotations

import datetime as dt

import pytest

from poolsplit.errors import AmbiguousError, NumberError
from poolsplit.values import dates


@pytest.mark.parametrize(
    ("value", "lang", "expected"),
    [
        (dt.date(2026, 11, 21), None, "2026-11-21"), (dt.datetime(2026, 11, 21, 23, 59, tzinfo=dt.timezone.utc), None, "2026-11-21"),
        ("2026-11-21", "en", "2026-11-21"), ("2026/11/21", "zh", "2026-11-21"), ("2026.1.2", None, "2026-01-02"),
        ("2026-11-21T18:00:00", None, "2026-11-21"),
        ("21/11/2026", None, "2026-11-21"), ("11/21/2026", None, "2026-11-21"), ("21-11-2026 10:33:12", "vi", "2026-11-21"),
        ("2026年11月21日", "zh", "2026-11-21"),
        ("2026 年 1 月 2 号", None, "2026-01-02"), ("ngày 3 tháng 4 năm 2026", None, "2026-04-03"), ("03/04/2026", "vi", "2026-04-03"),
        ("04/04/2026", None, "2026-04-04"),
        ("２０２６－１１－２１", None, "2026-11-21"),
    ],
)
def test_days(value: object, lang: str | None, expected: str) -> None:
    assert dates.day(value, lang).isoformat() == expected


@pytest.mark.parametrize("lang", [None, "en", "zh"])
def test_a_day_that_can_be_read_two_ways_is_refused(lang: str | None) -> None:
    with pytest.raises(AmbiguousError) as caught:
        dates.day("03/04/2026", lang)
    assert caught.value.readings == ("2026-04-03", "2026-03-04")
    assert "2026-11-21" in caught.value.fix


@pytest.mark.parametrize(
    ("value", "lang"),
    [("21/11/26", "vi"), ("2026-02-30", None), ("31/02/2026", None), ("11/21/2026", "vi"), ("2026-11/21", None), ("mai", "vi"), ("", None),
     (None, None),
     (46347, None), (True, None), ("#VALUE!", None), ("2026-11", None)],
)
def test_what_is_no_day_is_refused(value: object, lang: str | None) -> None:
    with pytest.raises(NumberError) as caught:
        dates.day(value, lang)
    assert caught.value.fix


TIMES = {
    "17h30 ngày 10/7/2026": (17, 30), "trước 6h chiều 10/7/2026": (18, 0), "10/7/2026 8h tối": (20, 0), "10/7/2026 11h đêm": (23, 0), "12h trưa 10/7/2026": (12, 0),
    "1h trưa 10/7/2026": (13, 0), "11h trưa 10/7/2026": (11, 0), "9h sáng 10/7/2026": (9, 0), "10/7/2026 17:05": (17, 5), "2026-07-10 5:30 pm": (17, 30),
    "2026-07-10T17:00": (17, 0), "12 am 2026-07-10": (0, 0), "12pm 2026-07-10": (12, 0), "2026年7月10日 下午5点": (17, 0), "2026年7月10日 17時30分前": (17, 30),
    "2026年7月10日 上午9点": (9, 0), "2026年7月10日中午12点": (12, 0), "2026年7月10日 晚上8点": (20, 0), "17 giờ 10/7/2026": (17, 0),
}


@pytest.mark.parametrize("text", TIMES)
def test_a_time_of_day_is_the_same_on_a_card_and_in_an_agreement(text: str) -> None:
    expected = dt.datetime.combine(dt.date(2026, 7, 10), dt.time(*TIMES[text]))
    assert dates.deadline(text, "vi") == dates.moment(text, "vi") == dates.moment(f"chuyển khoản {text} nhé", "vi") == expected


@pytest.mark.parametrize("text", ["10/7/2026 12h tối", "1h đêm 10/7/2026", "10/7/2026 25:00", "10/7/2026 17:61", "2026年7月10日 晚上12点"])
def test_a_time_of_day_that_may_be_of_the_day_after_or_of_none_is_refused(text: str) -> None:
    for read in (dates.deadline, dates.moment):
        with pytest.raises(NumberError):
            read(text, "vi")


def test_a_transfer_keeps_its_seconds_and_may_have_no_time() -> None:
    assert dates.moment("20/11/2026 09:30:05", "vi") == dt.datetime.fromisoformat("2026-11-20T09:30:05")
    assert dates.moment("20/11/2026", "vi") == dates.moment(dt.datetime.fromisoformat("2026-11-20T00:00:00"), "vi") == dt.date(2026, 11, 20)
    with pytest.raises(NumberError, match="no time of day"):
        dates.deadline("20/11/2026", "vi")


HOURS = {
    "sáng": {1: 1, 5: 5, 11: 11}, "trưa": {1: 13, 2: 14, 3: 15, 4: None, 9: None, 10: 10, 11: 11, 12: 12, 13: 13},
    "chiều": {1: 13, 5: 17, 11: 23, 12: 12, 13: 13}, "tối": {0: None, 1: None, 5: None, 6: 18, 7: 19, 11: 23, 12: None, 20: 20, 23: 23, 24: None},
    "đêm": {0: None, 5: None, 6: 18, 11: 23, 12: None, 22: 22}, "am": {1: 1, 11: 11, 12: 0}, "pm": {1: 13, 11: 23, 12: 12}, "": {0: 0, 1: 1, 12: 12, 23: 23, 24: None},
}
"""Word behind an hour -> hour as typed -> hour of the day; None where no clock shows it, where another day may be meant, or where it is far from noon."""

CHINESE_HOURS = {
    "上午": {1: 1, 11: 11}, "早上": {6: 6}, "中午": {1: 13, 9: None, 10: 10, 11: 11, 12: 12}, "下午": {1: 13, 5: 17, 11: 23, 12: 12}, "晚上": {5: None, 6: 18, 11: 23, 12: None},
}
"""Word before an hour."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [*((f"{hour}h {word} 10/7/2026".replace("  ", " "), hour_of_day) for word, hours in HOURS.items() for hour, hour_of_day in hours.items()),
     *((f"2026年7月10日 {word}{hour}点", hour_of_day) for word, hours in CHINESE_HOURS.items() for hour, hour_of_day in hours.items())],
)
def test_an_hour_is_that_of_the_half_of_the_day_that_its_word_says(text: str, expected: int | None) -> None:
    for read in (dates.deadline, dates.moment):
        if expected is None:
            with pytest.raises(NumberError):
                read(text, "vi")
        else:
            assert read(text, "vi") == dt.datetime.combine(dt.date(2026, 7, 10), dt.time(expected))


@pytest.mark.parametrize(("text", "expected"), [("17:00", (17, 0)), ("17:59", (17, 59)), ("17:60", None), ("23:59", (23, 59)), ("24:00", None), ("00:00", (0, 0)), ("0:01", (0, 1))])
def test_minutes_and_hours_end_where_the_clock_does(text: str, expected: tuple[int, int] | None) -> None:
    if expected is None:
        with pytest.raises(NumberError):
            dates.deadline(f"2026-07-10 {text}")
    else:
        assert dates.deadline(f"2026-07-10 {text}") == dt.datetime.combine(dt.date(2026, 7, 10), dt.time(*expected))


@pytest.mark.parametrize(("text", "exists"), [
    ("29/02/2028", True), ("29/02/2026", False), ("29/02/2100", False), ("31/12/2026", True), ("32/12/2026", False), ("00/12/2026", False), ("30/04/2026", True), ("31/04/2026", False),
    ("31/12/1000", True), ("31/12/0999", False), ("31/12/2999", True), ("31/12/3000", False),
])
def test_a_day_is_one_of_the_calendar(text: str, exists: bool) -> None:    # noqa: FBT001
    if exists:
        assert dates.day(text, "vi").strftime("%d/%m/%Y") == text
    else:
        with pytest.raises(NumberError, match="is not a date"):
            dates.day(text, "vi")


@pytest.mark.parametrize(("text", "lang", "expected"), [
    ("12/11/2026", None, None), ("12/12/2026", None, "2026-12-12"), ("12/13/2026", None, "2026-12-13"), ("13/12/2026", None, "2026-12-13"), ("12/13/2026", "vi", None),
])
def test_a_day_above_12_says_which_number_is_the_month(text: str, lang: str | None, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(NumberError):
            dates.day(text, lang)
    else:
        assert dates.day(text, lang).isoformat() == expected


@pytest.mark.parametrize(("number", "expected"), [
    (-1, None), (0, None), (1, "1899-12-31T00:00:00"), (60, "1900-02-28T00:00:00"), (61, "1900-03-01T00:00:00"), (46347, "2026-11-21T00:00:00"), (46347.5, "2026-11-21T12:00:00"),
    (46347.999, "2026-11-21T23:58:34"), (2_958_465, "9999-12-31T00:00:00"), (2_958_465.5, None), (2_958_466, None),
])
def test_the_days_of_a_spreadsheet_are_counted_from_its_day_0_to_its_last(number: float, expected: str | None) -> None:
    assert dates.from_serial(number) == (number if expected is None else dt.datetime.fromisoformat(expected))


AT_SIX = dt.datetime.fromisoformat("2026-11-20T18:00:00")


@pytest.mark.parametrize(("when", "deadline", "expected"), [
    (AT_SIX - dt.timedelta(seconds=1), AT_SIX, False), (AT_SIX, AT_SIX, False), (AT_SIX + dt.timedelta(seconds=1), AT_SIX, True),
    (AT_SIX.date(), AT_SIX, False), (AT_SIX.date() + dt.timedelta(days=1), AT_SIX, True), (AT_SIX, AT_SIX.date(), False),
    (AT_SIX + dt.timedelta(hours=5, minutes=59), AT_SIX.date(), False), (AT_SIX + dt.timedelta(hours=6), AT_SIX.date(), True),
    (AT_SIX.date(), AT_SIX.date(), False), (AT_SIX.date(), AT_SIX.date() - dt.timedelta(days=1), True),
])
def test_a_moment_is_late_after_the_deadline_and_a_whole_day_is_in_time(when: dt.date, deadline: dt.date, expected: bool) -> None:    # noqa: FBT001
    assert dates.is_after(when, deadline) is expected


@pytest.mark.parametrize(("cell", "expected"), [("2026-11-20T00:00:00", None), ("2026-11-20T00:01:00", "2026-11-20T00:01:00"), ("2026-11-20T23:59:59", "2026-11-20T23:59:00")])
def test_midnight_in_a_date_cell_is_no_time_of_day(cell: str, expected: str | None) -> None:
    value = dt.datetime.fromisoformat(cell)
    if expected is None:
        assert dates.moment(value) == value.date()
        with pytest.raises(NumberError, match="has no time of day"):
            dates.deadline(value)
    else:
        assert dates.moment(value) == value
        assert dates.deadline(value) == dt.datetime.fromisoformat(expected)
