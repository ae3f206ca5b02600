"""The words people use for what stands on their sheets: usual ones, and ones that no list would have."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from random import Random

LANGUAGES = ("vi", "en", "zh")


@cache
def words(language: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Meaning -> "usual" and "unknown" -> the words."""
    text = (Path(__file__).parent / "words" / f"{language}.json").read_text(encoding="utf-8")
    return {meaning: {kind: tuple(line.split(" | ")) for kind, line in kinds.items()} for meaning, kinds in json.loads(text).items()}


def without_marks(text: str) -> str:
    """The text as typed by somebody who types no tone marks: "Số lượng" is "So luong".

    >>> without_marks("Đã cọc")
    'Da coc'
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return plain.replace("Đ", "D").replace("đ", "d")


class Voice:
    """How one person words a sheet. known: the share of usual words; bare: she types no tone marks. counts: what was drawn, for the tests."""

    def __init__(self, random: Random, language: str, known: float, counts: Counter[str], *, bare: bool = False) -> None:
        """A person who has used no names yet."""
        self.random, self.language, self.known, self.counts, self.bare = random, language, known, counts, bare
        self._names: set[str] = set()

    def word(self, meaning: str, *, usual: bool | None = None, taken: tuple[str, ...] = ()) -> str:
        """A word for the meaning, none of the taken ones. usual: True where it has to be a usual one."""
        known = self.random.random() < self.known if usual is None else usual
        choice = [word for word in words(self.language)[meaning]["usual" if known else "unknown"] if self.write(word) not in taken]
        self.counts["usual word" if known else "unknown word"] += 1
        return self.write(self.random.choice(choice))

    def name(self, meaning: str) -> str:
        """A word of the meaning that this person has not yet used as a name: the name of a cost line."""
        name = self.word(meaning, taken=tuple(self._names))
        self._names.add(name)
        return name

    def write(self, text: str) -> str:
        """The text as this person types it."""
        return without_marks(text) if self.bare else text

    def say(self, vi: str, en: str, zh: str) -> str:
        """A text in the person's language."""
        return self.write({"vi": vi, "en": en, "zh": zh}[self.language])

    def chance(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.random.random() < share
