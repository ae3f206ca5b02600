"""The account of the numbers on the sheets that were read: how many have which role, and where those are that count for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_RANGES = 24


def account_text(counts: Mapping[str, int]) -> Text | None:
    """The account in one sentence. counts: numbers by role: used, derived, aside, answered, open. None where there is no number.

    >>> account_text({"used": 96, "derived": 41, "aside": 12, "answered": 0, "open": 0})
    '96 numbers counted, 41 checked, 12 set aside, 0 unexplained'
    """
    if not any(counts.values()):
        return None
    if counts["answered"]:
        return Text("{used:,} numbers counted, {derived:,} checked, {aside:,} set aside, {answered:,} as answered, {open:,} unexplained", **counts)
    shown = {role: count for role, count in counts.items() if role != "answered"}
    return Text("{used:,} numbers counted, {derived:,} checked, {aside:,} set aside, {open:,} unexplained", **shown)


def cells_text(role: str, ranges: Mapping[str, Sequence[str]]) -> Text | None:
    """Where the numbers of a role stand. role: "aside", "answered" or "open". ranges: by sheet. None where there are none.

    >>> cells_text("open", {"Đơn": ["C5:C9", "E5"], "Khác": ["A1"]})
    'unexplained: Đơn!C5:C9, E5; Khác!A1'
    """
    places = [(sheet, place) for sheet, its_places in ranges.items() for place in its_places]
    if not places:
        return None
    first = [(sheet, [place for its_sheet, place in places[:_MOST_RANGES] if its_sheet == sheet]) for sheet in ranges]
    cells = "; ".join(f"{sheet}!{', '.join(its_places)}" for sheet, its_places in first if its_places)
    cells += " …" if len(places) > _MOST_RANGES else ""
    if role == "aside":
        return Text("set aside: {cells}", cells=cells)
    return Text("as answered: {cells}", cells=cells) if role == "answered" else Text("unexplained: {cells}", cells=cells)
