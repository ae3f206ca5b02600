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
