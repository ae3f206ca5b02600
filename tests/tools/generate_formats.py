"""Writes poolsplit/values/locale/formats.json from the CLDR data of the package `babel`: python tests/tools/generate_formats.py."""

from __future__ import annotations

import json
import re
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).resolve().parents[2] / "poolsplit" / "values" / "locale" / "formats.json"

_WRITTEN = {
    "vi": ("vi_VN", "yMd", "VND"),
    "en": ("en_GB", "yMMMd", ""),
    "zh": ("zh_Hans_CN", "long", "CNY"),
}
"""Language -> locale, how much of a date is written, and the currency that has a sign of its own there.

English dates have the month in letters: 3/4 is read two ways. Every other currency bears its code, as a sign would be read two ways.
"""
_LETTERS = re.compile(r"(?P<field>([yMdHm])\2*)|(?P<other>.)")


def source() -> str:
    """The text of poolsplit/values/locale/formats.json as it should be."""
    return json.dumps({lang: _formats(*written) for lang, written in _WRITTEN.items()}, ensure_ascii=False, indent=2) + "\n"


def _formats(name: str, day: str, currency: str) -> dict[str, object]:
    """What one language writes: marks of numbers, percent, its own currency, days and moments as templates for str.format."""
    locale = Locale.parse(name)
    symbols = locale.number_symbols["latn"]
    date = _pattern(locale.date_formats, day) if day in locale.date_formats else str(locale.datetime_skeletons[day])
    time = _pattern(locale.time_formats, "short")
    return {
        "decimal": symbols["decimal"],
        "group": symbols["group"],
        "percent": _plain(re.sub(r"#,##0", "{number}", locale.percent_formats[None].pattern)),
        "currency": currency,
        "money": _plain(locale.currency_formats["standard"].pattern.replace("#,##0.00", "{number}").replace("¤", locale.currency_symbols[currency])) if currency else "",
        "day": _template(date),
        "moment": str(locale.datetime_formats["medium"]).replace("{0}", _template(time)).replace("{1}", _template(date)),
        "months": [locale.months["format"]["abbreviated"][month] for month in range(1, 13)],
    }


def _pattern(formats: object, length: str) -> str:
    return str(formats[length].pattern)  # type: ignore[index]  # babel has no types for its data


def _template(pattern: str) -> str:
    """A CLDR pattern of dates as a template.

    >>> _template("y年M月d日 HH:mm"), _template("d MMM y")
    ('{y}年{M}月{d}日 {HH}:{mm}', '{d} {MMM} {y}')
    """
    return _plain("".join(f"{{{found['field']}}}" if found["field"] else found["other"] for found in _LETTERS.finditer(pattern)))


def _plain(text: str) -> str:
    """Plain spaces: a chat may break or show others oddly."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
