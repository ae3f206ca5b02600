"""Translation of the sentences that people read: the English sentences are the keys of the catalogues in `locale`, one per language."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import cast

from poolsplit.errors import Listing, Named, Problem, Text, name_text
from poolsplit.values.formats import localised

LANGUAGES = ("vi", "en", "zh")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """English template -> its translation into `lang`; {} for English. Raises KeyError for a language that is not in LANGUAGES."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    if lang == "en":
        return {}
    return cast("dict[str, str]", json.loads(files("poolsplit.values").joinpath("locale", f"{lang}.json").read_text(encoding="utf-8")))


def translate(text: object, lang: str) -> str:
    """A `Text` in `lang`, with the sentences and numbers in it; names and all other text that people typed stay unchanged.

    >>> translate(Text("{sku} has no price", sku="Đen S"), "vi")
    'Đen S chưa có giá'
    >>> translate(Text("dues of {dues:,} VND: a signed document is advised", dues=30_000_000), "vi")
    'tổng phải trả 30.000.000 VND: nên làm văn bản có ký'
    """
    if isinstance(text, Listing):
        return ", ".join(translate(part, lang) for part in text)
    if isinstance(text, Named):
        return next(iter(text.spellings.get(lang, ())), str(text))
    if not isinstance(text, Text):
        return str(text)
    template = catalogue(lang).get(text.template, text.template)
    return template.format(**{name: _value(value, lang) for name, value in text.values.items()}) if text.values else template


def _value(value: object, lang: str) -> object:
    return _Number(value, lang) if isinstance(value, (int, float, Decimal)) else translate(value, lang)


class _Number:
    """A number that is formatted with the marks of a language."""

    def __init__(self, value: object, lang: str) -> None:
        self.value, self.lang = value, lang

    def __format__(self, spec: str) -> str:
        return localised(format(self.value, spec), self.lang)


def problem_line(problem: Problem, lang: str) -> str:
    """Location, message and way out of a problem in one line of `lang`.

    >>> problem_line(Problem("orders", 2, "quantity", Text("the column {column} is missing", column="SL"), cell="Đơn!C5"), "en")
    'Đơn!C5: the column SL is missing'
    """
    location = problem.cell
    if not location:
        row = translate(Text("row {row}", row=problem.row), lang) if problem.row else ""
        location = ", ".join(part for part in (translate(name_text(problem.table), lang), row, translate(name_text(problem.column), lang)) if part)
    line = f"{location}: " if location else ""
    line += translate(problem.message, lang)
    return line + (f". → {translate(problem.fix, lang)}" if problem.fix else "")
