"""Numbers, percentages, amounts, dates and times, written as a language writes them.

The marks and patterns are data, `locale/formats.json`, made from the CLDR by tests/tools/generate_formats.py; the CLDR is not needed here.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from poolsplit.values.numerals import decimal_text

if TYPE_CHECKING:
    import datetime as dt


@cache
def formats() -> dict[str, dict[str, Any]]:
    """Language -> its marks, names of months and templates."""
    return cast("dict[str, dict[str, Any]]", json.loads(files("poolsplit.values").joinpath("locale", "formats.json").read_text(encoding="utf-8")))


def localised(numeral: str, lang: str) -> str:
    """A number in English notation, rewritten with the marks of a language.

    >>> localised("1,234.5", "vi"), localised("1,234.5", "zh")
    ('1.234,5', '1,234.5')
    """
    marks = formats()[lang]
    return numeral.translate(str.maketrans(",.", marks["group"] + marks["decimal"]))


def number(value: int | Fraction, lang: str) -> str:
    """An exact number with groups and all its decimals; a ratio without a finite decimal form as numerator/denominator.

    >>> number(Fraction(71305, 10), "vi"), number(3500, "zh"), number(Fraction(-1, 2), "en"), number(Fraction(1, 3), "en")
    ('7.130,5', '3,500', '-0.5', '1/3')
    """
    text = decimal_text(abs(Fraction(value)))
    if "/" not in text:
        whole, point, decimals = text.partition(".")
        text = localised(f"{int(whole):,}{point}{decimals}", lang)
    return f"-{text}" if value < 0 else text


def percent(ratio: Fraction, lang: str) -> str:
    """A ratio as a percentage, with all its decimals.

    >>> percent(Fraction(15, 1000), "vi")
    '1,5%'
    """
    return str(formats()[lang]["percent"]).format(number=number(ratio * 100, lang))


def amount(numeral: str, currency: str, lang: str) -> str:
    """An amount in English notation, rewritten with the marks of a language and its currency: a sign for the language's own currency, else the code.

    >>> amount("12,300,000", "VND", "vi"), amount("-50.00", "CNY", "zh"), amount("50.00", "CNY", "vi")
    ('12.300.000 ₫', '-¥50.00', '50,00 CNY')
    """
    marks, text = formats()[lang], localised(numeral, lang)
    if currency != marks["currency"]:
        return f"{text} {currency}"
    return "-" * text.startswith("-") + str(marks["money"]).format(number=text.lstrip("-"))


def day(date: dt.date, lang: str) -> str:
    """A date as a language writes it.

    >>> import datetime as dt
    >>> day(dt.date(2026, 7, 10), "vi"), day(dt.date(2026, 7, 10), "en"), day(dt.date(2026, 7, 10), "zh")
    ('10/7/2026', '10 Jul 2026', '2026年7月10日')
    """
    return _filled("day", date, lang)


def moment(time: dt.datetime, lang: str) -> str:
    """A date with its time of day as a language writes it.

    >>> import datetime as dt
    >>> moment(dt.datetime(2026, 7, 10, 17, 0), "vi"), moment(dt.datetime(2026, 7, 10, 17, 0), "zh")
    ('17:00 10/7/2026', '2026年7月10日 17:00')
    """
    return _filled("moment", time, lang, HH=f"{time.hour:02d}", mm=f"{time.minute:02d}")


def _filled(pattern: str, date: dt.date, lang: str, **time: str) -> str:
    months = formats()[lang]["months"]
    return str(formats()[lang][pattern]).format(d=date.day, M=date.month, MMM=months[date.month - 1], y=date.year, **time)
