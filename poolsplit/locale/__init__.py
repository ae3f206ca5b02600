"""What poolsplit says, in the reader's language: English sentences are the keys of the catalogues beside this file."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import cast

from poolsplit.errors import Problem, Text

LANGUAGES = ("vi", "en", "zh")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """English template -> the same in `lang`; {} for English. Raises KeyError for a language that is not in LANGUAGES."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    if lang == "en":
        return {}
    return cast("dict[str, str]", json.loads(files("poolsplit").joinpath("locale", f"{lang}.json").read_text(encoding="utf-8")))


def translate(text: object, lang: str) -> str:
    """A `Text`, or a fixed label, in `lang`; whatever has no translation is shown as it stands.

    >>> translate(Text("{sku} has no price", sku="Đen S"), "en")
    'Đen S has no price'
    """
    if not isinstance(text, Text):
        return catalogue(lang).get(text, text) if isinstance(text, str) else str(text)
    template = catalogue(lang).get(text.template, text.template)
    return template.format(**{name: translate(value, lang) for name, value in text.values.items()}) if text.values else template


def problem_line(problem: Problem, lang: str) -> str:
    """Place, finding and way out in one line.

    >>> problem_line(Problem("orders", 2, "quantity", Text("the column {column} is missing", column="SL"), cell="Đơn!C5"), "en")
    'Đơn!C5: the column SL is missing'
    """
    place = problem.cell
    if not place:
        row = translate(Text("row {row}", row=problem.row), lang) if problem.row else ""
        place = ", ".join(part for part in (translate(problem.table, lang), row, translate(problem.column, lang)) if part)
    line = f"{place}: " if place else ""
    line += translate(problem.message, lang)
    return line + (f". → {translate(problem.fix, lang)}" if problem.fix else "")
