"""The words of the workbooks: `texts.json`, and those that poolsplit itself knows for evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import poolsplit

TEXTS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
LANGUAGES = tuple(TEXTS)
REQUIREMENTS: dict[str, Any] = json.loads((Path(poolsplit.__file__).parent / "order" / "evidence" / "requirements.json").read_text(encoding="utf-8"))
"""What evidence an order needs: stages, records and results, each by language with the usual word first."""


def stages(language: str) -> dict[str, str]:
    """The stages of an order, by their usual words."""
    return {name: stage["names"][language][0] for name, stage in REQUIREMENTS["stages"].items()}


def records(language: str) -> dict[str, str]:
    """The records of evidence, by their usual words."""
    return {name: words[language][0] for name, words in REQUIREMENTS["items"].items()}


def verdicts(language: str) -> dict[str, str]:
    """What a check may have resulted in: pass, fail or open, by the usual words."""
    return {name: words[language][0] for name, words in REQUIREMENTS["results"].items()}


def text_width(text: str) -> int:
    """How many characters wide a text is; a Chinese one counts for two."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in text)
