"""How many of the answers that a property test looks at are of any use: not refused, not empty, not zero.

A test says it of every answer, `useful.say("split", dues, len(dues) > 1)`; tests/conftest.py prints the shares and fails a test whose generator gives
fewer than half.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import event

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Tally:
    """What came of asking `what`. least: the percentage of useful answers below which the test fails."""

    what: str
    least: int = 50
    useful: int = 0
    refused: int = 0
    empty: int = 0

    @property
    def tries(self) -> int:
        """How many answers were looked at."""
        return self.useful + self.refused + self.empty

    @property
    def enough(self) -> bool:
        """True where the share of useful answers is large enough. A few answers, as when a failing example is run again, say nothing."""
        return self.tries < 10 or 100 * self.useful >= self.least * self.tries

    def __str__(self) -> str:
        """The counts as they are printed."""
        return f"{self.useful} of {self.tries} useful, {self.refused} refused, {self.empty} empty or zero"


_current: dict[str, Tally] = {}


@contextmanager
def counted() -> Iterator[dict[str, Tally]]:
    """The tallies of one test, by what was asked."""
    _current.clear()
    yield _current


def say(what: str, answer: object, matters: object, *, least: int = 50) -> None:
    """Count one answer. answer: None where it was refused; matters: whether it is neither empty nor zero; least: see `Tally`."""
    kind = "refused" if answer is None else "useful" if matters else "empty"
    tally = _current.setdefault(what, Tally(what, least))
    setattr(tally, kind, getattr(tally, kind) + 1)
    event(f"{what}: {kind}")
