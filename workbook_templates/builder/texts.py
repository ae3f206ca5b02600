"""The words of the workbooks: those of `texts.json`, and poolsplit's own words for evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import poolsplit

TEXTS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
LANGUAGES = tuple(TEXTS)
REQUIREMENTS: dict[str, Any] = json.loads((Path(poolsplit.__file__).parent / "order" / "evidence" / "requirements.json").read_text(encoding="utf-8"))
"""The evidence that an order needs: stages, records and results. Each has a list of words per language, with the usual word first."""


def stages(language: str) -> dict[str, str]:
    """The stages of an order: name -> usual word in the language."""
    return {name: stage["names"][language][0] for name, stage in REQUIREMENTS["stages"].items()}


def records(language: str) -> dict[str, str]:
    """The records of evidence: name -> usual word in the language."""
    return {name: words[language][0] for name, words in REQUIREMENTS["items"].items()}


def verdicts(language: str) -> dict[str, str]:
    """The possible results of a check (pass, fail, open): name -> usual word in the language."""
    return {name: words[language][0] for name, words in REQUIREMENTS["results"].items()}


def text_width(text: str) -> int:
    """The width of a text in characters; a Chinese character counts as two."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in text)
