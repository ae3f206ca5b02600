"""Reads the filled example (`example.json`) in one language: names, words and dates as the cells of that language hold them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from .texts import TEXTS, records, stages, verdicts

_EXAMPLE: dict[str, Any] = json.loads(Path(__file__).with_name("example.json").read_text(encoding="utf-8"))

_OF_EVIDENCE = {"stage": stages, "item": records, "result": verdicts}


def rows(table: str, language: str) -> list[dict[str, object]]:
    """The rows of one table of the example, each as column -> value. The terms are one row."""
    entries = _EXAMPLE[table]
    return [{name: _value(name, value, language) for name, value in row.items()} for row in ([entries] if table == "terms" else entries)]


def block(name: str, language: str) -> dict[str, Any]:
    """The entries of a sheet that is not a table: part -> name -> text or result."""
    parts = _EXAMPLE[name].items()
    return {part: {key: _value(key, value, language) for key, value in values.items()} for part, values in parts}


def _value(column: str, value: object, language: str) -> object:
    """One value as a cell holds it: a date, a word or a name in the language, or the value unchanged."""
    texts = TEXTS[language]
    if column in {"date", "deadline"}:
        return dt.datetime.fromisoformat(str(value))
    if value in {"yes", "no"}:
        return texts[value]
    if column in {"cost", "of"} and value in texts["costs"]:
        return texts["costs"][value]
    if column in _OF_EVIDENCE and value in _OF_EVIDENCE[column](language):
        return _OF_EVIDENCE[column](language)[str(value)]
    if column == "basis":
        return texts["bases"][value][0]
    return _EXAMPLE["names"][value][language] if value in _EXAMPLE["names"] else value
