"""Writes docs/words.md from the words of `poolsplit/tables/words/`: python tests/tools/generate_words.py."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "words.md"
LANGUAGES = {"en": "English", "vi": "Tiếng Việt", "zh": "中文"}

_HEAD = """<!-- Written by tests/tools/generate_words.py from poolsplit/tables/words/; do not edit. -->

# The words that are understood

Capitals, full-width letters, spaces and punctuation at the edges make no difference. A word of several syllables is understood without tone marks too, in part
or wholly; a single syllable with tone marks only as it stands here. A heading may have a unit beside it or in brackets: "Giá (¥)", "Cân nặng (g/cái)",
"Số tiền (đvt: 1000đ)". A word that stands at two meanings of one table is asked. One that stands at a column and at a heading that is set aside (TT, Zalo, Mô tả) is
set aside, unless it has a currency beside it. The first word of a cell is what the templates print.
"""

SECTIONS = {
    "columns": "Headings of columns, and labels of terms beside their values",
    "measures": "Headings of weight and volume, of one piece or of a whole row",
    "joined": "Headings of columns that are part of a SKU's name",
    "unclear": "Headings that may be of partners or of SKUs",
    "ignored": "Headings of columns that are set aside",
    "results": "Headings of what was worked out",
    "totals": "Words for totals",
    "labels": "Labels beside a value only",
    "costs": "Costs",
    "bases": "What a cost is shared by",
    "units": "Units, beside a number or a heading",
    "qualifiers": "Words beside a heading",
    "multiples": "Words for figures that count in thousands and the like",
    "cancelled": "Words for what no longer counts, and for what only looks so",
    "says_paid": "Words for what was paid, for what only looks so, and for titles; what a text is made of that says that the supplier was paid",
    "when": "When a partner withdrew",
    "steps": "What was done",
    "statement": "Headings of bank statements",
    "batch": "Words for one of several orders, in a caption or the title of a sheet",
    "past": "Words for what is of another time, and does not count (titles: only in that of a sheet or table)",
    "elsewhere": "Captions of short lists that have nothing to do with an order",
    "alone": "Words beside a partner's name for a cost that is only that partner's",
    "own": "Words in the name of a cost that one partner bears alone",
    "count": "Words for the number of rows, as spreadsheets write it below groups",
    "says_rate": "Words for a rate of exchange, in a longer label",
    "named": "Words beside names of those who bear a cost: all but them, or only them",
    "no_input": "Words in the heading of a column beside orders that changes nothing",
    "deductions": "Words in the name of a cost for money that comes back, and for what only looks so",
    "remarks": "Words of remarks that change a row of the orders, beside a number or alone",
    "more": "Words behind a name for more by the same partner",
    "nicks": "Words in the heading of names that people have on the net",
    "as_written": "Words that are not read without their tone marks, as that would be a name",
}
"""Section -> its heading, in the order of the page."""


def source() -> str:
    """The text of docs/words.md as it should be."""
    words = {language: json.loads((ROOT / "poolsplit" / "tables" / "words" / f"{language}.json").read_text(encoding="utf-8")) for language in LANGUAGES}
    parts = [_HEAD]
    for section, title in SECTIONS.items():
        parts.append(f"## {title}\n")
        for language, name in LANGUAGES.items():
            rows = [(meaning, spellings) for meaning, spellings in words[language][section].items() if spellings]
            if rows:
                parts += [f"### {name}\n", "| meaning | words |", "|---|---|"]
                parts += [f"| {meaning} | {'; '.join(_cell(spelling) for spelling in spellings)} |" for meaning, spellings in rows]
                parts.append("")
    return "\n".join(parts)


def _cell(spelling: str) -> str:
    return spelling.replace("|", "\\|").replace("#", "\\#")


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
