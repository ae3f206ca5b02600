"""An outcome as text for a terminal: aligned columns, numbers as the reader's language writes them, nothing ever cut off."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text, word
from poolsplit.report.sections import COUNT, MARK, MONEY, TEXT, Outcome, Section
from poolsplit.values.currencies import EXPONENTS
from poolsplit.values.formats import localised
from poolsplit.values.names import key
from poolsplit.values.translate import problem_line, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from poolsplit.tables.table import Taken

_GAP = "  "
_NARROWEST = 12
_HEADER = 8
_WORDS = re.compile(r"\s+|[^\s\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]+|\S")
"""What a line may be broken behind: spaces, words, and every Chinese character by itself."""


def render(outcome: Outcome, lang: str, *, width: int = 100, taken: Sequence[Taken] = ()) -> str:
    """Everything that a run found, for a terminal that is `width` columns wide: the sections, what was read, warnings, problems.

    taken: the ranges that the tables were read from. A table that is too wide stands on its side, with the partners across; one that
    is too wide even so is broken into blocks of columns. Warnings and problems come last, where the eye is when the text has run by.

    >>> dues = Section("dues", Text("Who pays what"), [("Shop", TEXT), ("Cước", MONEY)], [["An", 1800000], ["Bình", -5]], "VND")
    >>> print(render(Outcome([dues]), "vi"))
    Ai trả bao nhiêu (VND)
    ----------------------
    Shop       Cước
    ----  ---------
    An    1.800.000
    Bình         -5
    """
    sections = [*outcome.sections, *[sources(taken)] * bool(taken)]
    return "\n\n".join([*(_section(section, lang, width) for section in sections), *_findings(outcome.problems, lang)])


def render_findings(outcome: Outcome, lang: str, *, width: int = 100, taken: Sequence[Taken] = ()) -> str:
    """What was read, and everything that is wrong or odd about it; one sentence where nothing is.

    >>> print(render_findings(Outcome(), "vi"))
    không thấy gì sai
    """
    found = _findings(outcome.problems, lang) or [translate(Text("nothing is wrong"), lang)]
    return "\n\n".join([*[_section(sources(taken), lang, width)] * bool(taken), *found])


def as_json(outcome: Outcome, lang: str, *, taken: Sequence[Taken] = (), written: Path | None = None) -> str:
    """The same for programs: JSON with exact, sections, problems, taken, and written, the path of the results workbook or null.

    Keys, names, kinds and marks are the same in every language; titles, labels and sentences are in `lang`. Amounts are numbers.

    >>> dues = Section("dues", Text("Who pays what"), [(Text("Due"), MONEY)], [[Decimal("50.25")]], "CNY")
    >>> json.loads(as_json(Outcome([dues]), "vi"))["sections"][0]["rows"]
    [[50.25]]
    """
    problems = [
        {
            "table": problem.table, "row": problem.row, "column": problem.column, "cell": problem.cell, "warning": problem.warning,
            "message": translate(problem.message, lang), "fix": translate(problem.fix, lang),
        }
        for problem in outcome.problems
    ]
    found = {
        "exact": outcome.exact, "sections": [_as_record(section, lang) for section in outcome.sections], "problems": problems,
        "taken": [asdict(one) for one in taken], "written": None if written is None else str(written),
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def _as_record(section: Section, lang: str) -> dict[str, Any]:
    columns = [{"name": str(name), "label": value_text(name, lang), "kind": kind} for name, kind in section.columns]
    rows = [[_as_value(value, kind, lang) for value, (_, kind) in zip(row, section.columns, strict=True)] for row in section.rows]
    return {
        "key": section.key, "title": translate(section.title, lang), "note": translate(section.note, lang), "currency": section.currency,
        "columns": columns, "rows": rows, "total": section.total,
    }


def _as_value(value: Any, kind: str, lang: str) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return translate(value, lang) if isinstance(value, Text) and kind != MARK else value


def sources(taken: Sequence[Taken]) -> Section:
    """Which ranges of the workbook were taken for what, with the headings and what each was taken for."""
    rows = [[word(one.table), one.range, [(heading, word(column)) for heading, column in one.columns.items()]] for one in taken]
    return Section("sources", Text("What was read from where"), [(Text("Table"), TEXT), (Text("Range"), TEXT), (Text("Headings"), TEXT)], rows)


def heading(section: Section, lang: str) -> str:
    """The title of a section, with its currency where it shows money.

    >>> heading(Section("dues", Text("Who pays what"), [("Due", MONEY)], [], "VND"), "en")
    'Who pays what (VND)'
    """
    title = translate(section.title, lang)
    money = section.currency in EXPONENTS and any(kind == MONEY for _, kind in section.columns)
    return f"{title} ({section.currency})" if money else title


def value_text(value: Any, lang: str) -> str:
    """One value of a section as people read it: sentences translated, numbers grouped, names as they were typed.

    >>> value_text(12300000, "vi"), value_text(Decimal("1234.50"), "zh"), value_text([("SL", Text("quantity")), ("Ngày", Text("date"))], "vi")
    ('12.300.000', '1,234.50', 'SL = số lượng, Ngày')
    """
    if isinstance(value, Text):
        return _plain(translate(value, lang))
    if isinstance(value, (int, Decimal)):
        return localised(f"{value:,}", lang)
    if isinstance(value, list):
        return ", ".join(_meaning(value_text(written, lang), value_text(meant, lang)) for written, meant in value)
    return "" if value is None else _plain(str(value))


def _meaning(written: str, meant: str) -> str:
    """A heading with what it was taken for; alone where it says just that."""
    return written if key(written) == key(meant) else f"{written} = {meant}"


def columns_wide(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters two, marks above letters none.

    >>> columns_wide("Hạnh"), columns_wide(unicodedata.normalize("NFD", "Hạnh")), columns_wide("拼单 A")
    (4, 4, 6)
    """
    return sum(1 for one in text if unicodedata.category(one) not in {"Mn", "Me", "Cf"}) + sum(1 for one in text if _is_wide(one))


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, each at most `width` columns wide: broken behind words, inside one only where it is wider than a line.

    >>> wrapped("Shop Mẹ & Bé Hạnh Phúc", 11), wrapped("黑色大号", 4)
    (['Shop Mẹ &', 'Bé Hạnh', 'Phúc'], ['黑色', '大号'])
    """
    lines = [""]
    for part in _WORDS.findall(text):
        if columns_wide(lines[-1] + part.rstrip()) <= width:
            lines[-1] += part
        elif columns_wide(part) <= width:
            lines.append(part.lstrip())
        else:
            lines += [""] * bool(lines[-1])
            for one in part.strip():
                if columns_wide(lines[-1] + one) > width:
                    lines.append("")
                lines[-1] += one
    return [line.rstrip() for line in lines]


def _plain(text: str) -> str:
    """Without control characters, which could move the cursor or colour what follows."""
    return "".join(" " if unicodedata.category(one) == "Cc" else one for one in text)


def _is_wide(one: str) -> bool:
    return unicodedata.east_asian_width(one) in {"W", "F"}


# ---------------------------------------------------------------- one table


def _section(section: Section, lang: str, width: int) -> str:
    title = heading(section, lang)
    lines = [title, "-" * columns_wide(title)]
    if section.rows:
        head = [value_text(name, lang) for name, _ in section.columns]
        right = [kind in {COUNT, MONEY} for _, kind in section.columns]
        lines += _table([head, *([value_text(value, lang) for value in row] for row in section.rows)], right, width, total=section.total)
    if section.note:
        lines += wrapped(translate(section.note, lang), width)
    return "\n".join(lines)


def _table(grid: list[list[str]], right: list[bool], width: int, *, total: bool) -> list[str]:
    """The lines of a table: upright where it fits, else on its side, else in blocks of columns."""
    names = next((place for place, number in enumerate(right) if number), len(right))
    widths = _fitted(grid, right, width)
    if widths:
        return _drawn(grid, right, widths, 1, total=total)
    turned = [list(column) for column in zip(*grid, strict=True)]
    sides = [False] + [True] * (len(grid) - 1)
    widths = _fitted(turned, sides, width, names)
    if widths and names:
        return _drawn(turned, sides, widths, names, total=False)
    lines: list[str] = []
    for block in _blocks(grid, right, width, names):
        part, numbers = [[row[place] for place in block] for row in grid], [right[place] for place in block]
        lines += [""] * bool(lines) + _drawn(part, numbers, _fitted(part, numbers, width) or _narrowest(part, numbers), 1, total=total)
    return lines


def _blocks(grid: list[list[str]], right: list[bool], width: int, names: int) -> Iterator[list[int]]:
    """The columns of each block: the names, and as many others as fit beside them; at least one."""
    keys = list(range(names))
    block: list[int] = []
    for place in range(names, len(right)):
        tried = keys + block + [place]
        if block and not _fitted([[row[column] for column in tried] for row in grid], [right[column] for column in tried], width):
            yield keys + block
            block = []
        block.append(place)
    yield keys + block


def _fitted(grid: list[list[str]], right: list[bool], width: int, headers: int = 1) -> list[int]:
    """The width of every column, so that the table fits; [] where it cannot. Headers and texts may be broken, numbers never."""
    least, body = _narrowest(grid, right, headers), _widest(grid[headers:], right)
    widths = _widest(grid, right)
    while _across(widths) > width:
        loose = [place for place, wide in enumerate(widths) if wide > least[place]]
        if not loose:
            return []
        headed = [place for place in loose if widths[place] > body[place]]
        widths[max(headed or loose, key=widths.__getitem__)] -= 1
    return widths


def _widest(rows: list[list[str]], right: list[bool]) -> list[int]:
    return [max((columns_wide(row[place]) for row in rows), default=0) for place in range(len(right))]


def _narrowest(grid: list[list[str]], right: list[bool], headers: int = 1) -> list[int]:
    """How narrow every column can be: its numbers, or a dozen columns of its texts; and the longest word of its headers."""
    heads = _widest([[_longest_word(name) for name in row] for row in grid[:headers]], right)
    body = [wide if number else min(wide, _NARROWEST) for wide, number in zip(_widest(grid[headers:], right), right, strict=True)]
    return [max(pair) for pair in zip(body, heads, strict=True)]


def _longest_word(name: str) -> str:
    """As many dashes as a header needs at least: for its longest word, or for eight columns of it."""
    word = max((min(columns_wide(word), _NARROWEST) for word in _WORDS.findall(name)), default=0)
    return "-" * min(columns_wide(name), max(word, _HEADER))


def _across(widths: list[int]) -> int:
    return len(_ruler(widths))


def _ruler(widths: list[int]) -> str:
    return _GAP.join("-" * wide for wide in widths)


def _drawn(grid: list[list[str]], right: list[bool], widths: list[int], headers: int, *, total: bool) -> list[str]:
    """The lines: `headers` header rows, a ruler, the rows, and a ruler above a last row of totals."""
    lines: list[str] = []
    for place, row in enumerate(grid):
        if place == headers or (total and place == len(grid) - 1):
            lines.append(_ruler(widths))
        cells = [wrapped(text, wide) for text, wide in zip(row, widths, strict=True)]
        for line in range(max(map(len, cells))):
            texts = [cell[line] if line < len(cell) else "" for cell in cells]
            lines.append(_GAP.join(_side(number)(text, wide) for text, number, wide in zip(texts, right, widths, strict=True)).rstrip())
    return lines


def _side(number: bool) -> Callable[[str, int], str]:  # noqa: FBT001  # one of the two sides
    return _to_the_right if number else _to_the_left


def _to_the_right(text: str, wide: int) -> str:
    return " " * (wide - columns_wide(text)) + text


def _to_the_left(text: str, wide: int) -> str:
    return text + " " * (wide - columns_wide(text))


def _findings(problems: Sequence[Problem], lang: str) -> list[str]:
    """Warnings and problems, each under its title; one a line, unbroken, so that a --map in it can be copied."""
    blocks = []
    for title, warning in ((Text("Warnings"), True), (Text("Problems"), False)):
        lines = [f"- {_plain(problem_line(problem, lang))}" for problem in problems if problem.warning == warning]
        head = f"{translate(title, lang)} ({len(lines)})"
        blocks += ["\n".join([head, "-" * columns_wide(head), *lines])] * bool(lines)
    return blocks
