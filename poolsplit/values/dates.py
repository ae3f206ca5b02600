"""Dates, with or without a time of day, as cells hold them and as people in Vietnam, China and elsewhere type them."""

from __future__ import annotations

import datetime as dt
import re

from poolsplit.errors import AmbiguousError, NumberError, Text
from poolsplit.values.numerals import quoted
from poolsplit.values.typed_numbers import fold, refuse_other_kinds

_TIME = r"(?:[ t,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_YEAR = r"(?P<year>[12][0-9]{3})"
_YEAR_FIRST = re.compile(_YEAR + r"(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})" + _TIME)
_CHINESE = re.compile(_YEAR + r" ?年 ?(?P<month>[0-9]{1,2}) ?月 ?(?P<day>[0-9]{1,2}) ?[日号]" + _TIME)
_VIETNAMESE = re.compile(r"(?:ngày )?(?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2}),? năm " + _YEAR)
_YEAR_LAST = re.compile(r"(?P<first>[0-9]{1,2})(?P<mark>[-/.])(?P<second>[0-9]{1,2})(?P=mark)" + _YEAR + _TIME)

_CLOCK = re.compile(
    r"(?:(?P<before>上午|早上|中午|下午|晚上) ?)?(?:(?<=[0-9])t)?(?<![0-9])(?P<hour>[0-9]{1,2})"
    r"(?: ?(?:[:h时時点點]|giờ)(?: ?(?P<minute>[0-9]{2})(?![0-9/.-]))?(?::(?P<second>[0-9]{2}))?(?: ?分)?"
    r"(?: ?(?P<half>am|pm|sáng|trưa|chiều|tối|đêm))?| ?(?P<english>am|pm))"
)
_NOON, _NIGHT = {"trưa", "中午"}, {"tối", "đêm", "晚上"}
_SECOND_HALF = {"pm", "chiều", "下午", *_NOON, *_NIGHT}
_HALF_A_DAY, _LATE_MORNING, _AFTERNOON, _EARLY = 12, 10, 4, 6
_BEFORE = re.compile(r"^(?:trước|đến|before|by|until|hạn|chậm nhất|最晚|截止)[ :：]*|(?:前|之前|以前|止)$|\bngày\b|\bat\b|\blúc\b")

_ANY_DAY = re.compile(
    r"(?<![0-9])(?:[12][0-9]{3}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2[12][0-9]{3}"
    r"|[12][0-9]{3} ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?[日号]|[0-9]{1,2} tháng [0-9]{1,2},? năm [12][0-9]{3})(?![0-9])",
)
_DAY_ZERO = dt.datetime(1899, 12, 30)    # noqa: DTZ001 - a workbook's dates have no zone
_LAST_DAY = 2_958_465
"""Spreadsheets number the days from `_DAY_ZERO` (0) to this one, 9999-12-31."""
_SECONDS_A_DAY = 86_400
_ADVICE = Text("type the date as year-month-day, for example 2026-11-21")


def day(value: object, lang: str | None = None) -> dt.date:
    """A date, from a date cell or from text; a time of day behind it is dropped.

    Year first ("2026-11-21", "2026/11/21", "2026年11月21日") is always year, month, day. Year last ("03/04/2026") is day first
    with lang "vi". Otherwise, English included (London and New York differ), it is read only where a single order gives a date.

    Raises AmbiguousError where both orders give a date, NumberError for a value that is not a date; two-digit years are refused.

    >>> day("21/11/2026"), day("03/04/2026", "vi"), day("2026年11月21日")
    (datetime.date(2026, 11, 21), datetime.date(2026, 4, 3), datetime.date(2026, 11, 21))
    >>> day("03/04/2026", "en")
    Traceback (most recent call last):
    poolsplit.errors.AmbiguousError: "03/04/2026" can be read as 2026-04-03 or as 2026-03-04
    """
    refuse_other_kinds(value)
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise _not_a_date(value)
    text = fold(value)
    match = _YEAR_FIRST.fullmatch(text) or _CHINESE.fullmatch(text) or _VIETNAMESE.fullmatch(text)
    if match:
        return _single(value, _dates(match["year"], (match["month"], match["day"])))
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        raise _not_a_date(value)
    orders = [(match["second"], match["first"]), (match["first"], match["second"])]
    return _single(value, _dates(match["year"], *orders[: 1 if lang == "vi" else 2]))


def moment(value: object, lang: str | None = None) -> dt.datetime | dt.date:
    """A deadline or the time of a transfer: a datetime where a time of day is stated, else a date. Words around it are ignored.

    Raises the errors of `day`.

    >>> moment("chuyển trước 6h chiều ngày 20/11/2026", "vi"), moment("2026-11-20 09:30:05"), moment("2026年11月20日")
    (datetime.datetime(2026, 11, 20, 18, 0), datetime.datetime(2026, 11, 20, 9, 30, 5), datetime.date(2026, 11, 20))
    """
    if isinstance(value, dt.datetime):
        return value if value.time() != dt.time(0) else value.date()
    text = fold(value) if isinstance(value, str) else ""
    match = _ANY_DAY.search(text)
    if match is None:
        return day(value, lang)
    date = day(match[0], lang)
    clock = _CLOCK.search(text[: match.start()]) or _CLOCK.search(text[match.end() :])
    if clock is None:
        return date
    try:
        return dt.datetime.combine(date, _time(clock))
    except ValueError:
        raise _not_a_date(value) from None


def _time(clock: re.Match[str]) -> dt.time:
    """The time of day in a match of `_CLOCK`.

    Raises ValueError where no clock shows it, where the next day may be meant (12h tối, 1h đêm), and where it is not near noon (9h trưa).
    """
    hour, half = int(clock["hour"]), clock["half"] or clock["english"] or clock["before"]
    if (half in _NIGHT and (hour == _HALF_A_DAY or hour < _EARLY)) or (half in _NOON and _AFTERNOON <= hour < _LATE_MORNING):
        raise ValueError
    if half in _SECOND_HALF and hour < _HALF_A_DAY and not (half in _NOON and hour >= _LATE_MORNING):
        hour += _HALF_A_DAY
    if half == "am" and hour == _HALF_A_DAY:
        hour = 0
    return dt.time(hour, int(clock["minute"] or 0), int(clock["second"] or 0))


def moment_text(when: dt.date) -> Text:
    """A date, or a date with its time, as a `Text`, which each language writes in its own way.

    >>> str(moment_text(dt.datetime(2026, 11, 20, 18)))
    '2026-11-20 18:00'
    """
    date = {"year": when.year, "month": when.month, "day": when.day}
    if isinstance(when, dt.datetime):
        return Text("{year:04d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}", **date, hour=when.hour, minute=when.minute)
    return Text("{year:04d}-{month:02d}-{day:02d}", **date)


def is_after(when: dt.date, deadline: dt.date) -> bool:
    """True where a moment is past a deadline. Where either is a date without a time, only the dates count: the whole day is in time.

    >>> is_after(dt.datetime(2026, 11, 20, 18, 1), dt.datetime(2026, 11, 20, 18)), is_after(dt.date(2026, 11, 20), dt.datetime(2026, 11, 20, 18))
    (True, False)
    """
    if isinstance(when, dt.datetime) and isinstance(deadline, dt.datetime):
        return when > deadline
    return _date(when) > _date(deadline)


def _date(when: dt.date) -> dt.date:
    return when.date() if isinstance(when, dt.datetime) else when


def deadline(value: object, lang: str | None = None) -> dt.datetime:
    """A deadline, which is a date with its time of day, from a date cell or from text. (spec.md, section 7)

    The date is read as `day` reads it; the time may stand before or behind it. Midnight in a cell counts as a date without a time; the
    end of a day is typed as 23:59.

    Raises the errors of `day`, and NumberError where there is no time of day.

    >>> deadline("17h30 ngày 10/7/2026", "vi"), deadline("2026年7月10日 17:00前"), deadline("2026-10-09T17:00")
    (datetime.datetime(2026, 7, 10, 17, 30), datetime.datetime(2026, 7, 10, 17, 0), datetime.datetime(2026, 10, 9, 17, 0))
    >>> deadline("10/7/2026", "vi")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: "10/7/2026" has no time of day
    """
    refuse_other_kinds(value)
    if isinstance(value, dt.datetime) and value.time() != dt.time.min:
        return value.replace(second=0, microsecond=0, tzinfo=None)
    if not isinstance(value, str):
        raise _timeless(value) if isinstance(value, dt.date) else _not_a_date(value)
    text = fold(value)
    clock = _CLOCK.search(text)
    rest = text if clock is None else " ".join(part.strip(" ,") for part in (text[: clock.start()], text[clock.end() :]))
    rest = _BEFORE.sub("", rest.strip()).strip(" ,")
    if not rest:
        raise _not_a_date(value)
    date = day(rest, lang)
    if clock is None:
        raise _timeless(value)
    try:
        return dt.datetime.combine(date, _time(clock).replace(second=0))
    except ValueError:
        raise _timeless(value) from None


def _timeless(value: object) -> NumberError:
    return NumberError(Text('"{text}" has no time of day', text=quoted(value)), Text("type date and time, for example 2026-11-21 17:00"))


def from_serial(number: float) -> dt.date | float:
    """The date and time of a spreadsheet's day `number`, counted from 1899-12-30; the number itself where the calendar has no such day.

    >>> from_serial(46347.75), from_serial(-3)
    (datetime.datetime(2026, 11, 21, 18, 0), -3)
    """
    return _DAY_ZERO + dt.timedelta(seconds=round(number * _SECONDS_A_DAY)) if 0 < number <= _LAST_DAY else number


def _dates(year: str, *orders: tuple[str, str]) -> list[dt.date]:
    """The distinct dates of a year among pairs (month, day); pairs that the calendar does not have are left out."""
    dates: list[dt.date] = []
    for month, day_of_month in orders:
        try:
            date = dt.date(int(year), int(month), int(day_of_month))
        except ValueError:
            continue
        if date not in dates:
            dates.append(date)
    return dates


def _single(value: str, dates: list[dt.date]) -> dt.date:
    """The only date of a list. Raises NumberError where there is none, AmbiguousError where there are two."""
    if not dates:
        raise _not_a_date(value)
    if len(dates) > 1:
        error = AmbiguousError(quoted(value), (dates[0].isoformat(), dates[1].isoformat()))
        error.fix = _ADVICE
        raise error
    return dates[0]


def _not_a_date(value: object) -> NumberError:
    return NumberError(Text('"{text}" is not a date', text=quoted(value)), _ADVICE)
