"""Dates as people type them, read one way or refused."""

from __future__ import annotations

import datetime as dt

import pytest

from poolsplit import days
from poolsplit.errors import AmbiguousError, NumberError


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
    assert days.day(value, lang).isoformat() == expected


@pytest.mark.parametrize("lang", [None, "en", "zh"])
def test_a_day_that_can_be_read_two_ways_is_refused(lang: str | None) -> None:
    with pytest.raises(AmbiguousError) as caught:
        days.day("03/04/2026", lang)
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
        days.day(value, lang)
    assert caught.value.fix
