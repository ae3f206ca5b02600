"""Sheets as people make them: right or asked, never wrong. (docs/workbooks.md)

The sheets are made at random out of what people do (tests/support/sheets_of_people), by somebody who has not seen the reader. Each has decoys that
nobody but a person can tell from a part of the order, so that many are asked about.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from support.sheets_of_people.judging import ASKED, RIGHT, WRONG, judge, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


def verdicts(seeds: Iterable[int], known: float, path: Path) -> Counter[str]:
    """How many sheets were right at first go, right after true answers, still asked about, or wrong; the seeds of the wrong ones are in the error."""
    counts: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        verdict = judge(sheet_of(seed, known), path)
        counts["sheets"] += 1
        counts["questions"] += verdict.questions
        counts[f"{verdict.at_first} at first"] += 1
        counts[f"{verdict.after} at last"] += 1
        if WRONG in {verdict.at_first, verdict.after}:
            wrong.append((seed, known, verdict.answers))
    assert wrong == []
    return counts


@pytest.mark.parametrize(("seeds", "known", "least"), [(range(160), 1.0, 0.45), (range(10_000, 10_060), 0.75, 0.0)])
def test_a_sheet_is_right_or_asked_and_right_after_true_answers_but_never_wrong(
    seeds: range, known: float, least: float, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    counts = verdicts(seeds, known, tmp_path / "sheet.xlsx")
    record_property("counts", {f"sheets of people, {known:.0%} usual words, {what}": str(number) for what, number in sorted(counts.items())})
    assert counts[f"{RIGHT} at first"] >= least * counts["sheets"]
    assert counts[f"{RIGHT} at last"] >= counts[f"{RIGHT} at first"]
    assert counts[f"{RIGHT} at first"] + counts[f"{ASKED} at first"] == counts["sheets"]


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8))
def test_no_sheet_of_thousands_is_wrong(block: int, tmp_path: Path) -> None:
    first = 20_000 + 400 * block
    verdicts(range(first, first + 300), 1.0, tmp_path / "sheet.xlsx")
    verdicts(range(first + 300, first + 400), 0.75, tmp_path / "sheet.xlsx")
