"""An outcome as text for a terminal: aligned columns, numbers as in the reader's language, no text ever cut off; and as JSON for programs."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text, name_text
from poolsplit.report.sections import COUNT, MARK, MONEY, TEXT, Outcome, Section
from poolsplit.values.currencies import EXPONENTS
from poolsplit.values.formats import localised
from poolsplit.values.names import key
from poolsplit.values.translate import problem_line, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from poolsplit.tables.table import Taken

_GAP = "  "
_NARROWEST = 12
_HEADER = 8
_WORDS = re.compile(r"\s+|[^\s\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]+|\S")
"""The parts of a text after which a line may be broken: spaces, words, and each Chinese character by itself."""


def render(outcome: Outcome, lang: str, *, width: int = 100, taken: Sequence[Taken] = (), notes: Sequence[str] = ()) -> str:
    """The result of a run as text, for a terminal that is `width` columns wide: sections, ranges that were read, warnings, problems, questions.

    taken: the ranges that the tables were read from. notes: lines below them. A table that is too wide is transposed, with the partners
    across; a transposed table that is still too wide is broken into blocks of columns. Warnings, problems and questions come last, because the
    end of a long text stays on the screen.

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
    return "\n\n".join([*(_section(section, lang, width) for section in sections), *_notes(notes), *_findings(outcome.problems, lang)])


def render_findings(outcome: Outcome, lang: str, *, width: int = 100, taken: Sequence[Taken] = (), notes: Sequence[str] = ()) -> str:
    """The ranges that were read, and all warnings and problems; one sentence where there are none.

    >>> print(render_findings(Outcome(), "vi"))
    không thấy gì sai
    """
    findings = _findings(outcome.problems, lang) or [translate(Text("nothing is wrong"), lang)]
    return "\n\n".join([*[_section(sources(taken), lang, width)] * bool(taken), *_notes(notes), *findings])


def _notes(notes: Sequence[str]) -> list[str]:
    return ["\n".join(map(_plain, notes))] * bool(notes)


def as_json(
    outcome: Outcome, lang: str, *, taken: Sequence[Taken] = (), written: Path | None = None, more: Mapping[str, Any] | None = None,
) -> str:
    """The result of a run as JSON: exact, sections, problems, taken, and written, the path of the results workbook or null.

    Keys, names, kinds and marks are the same in every language; titles, labels and sentences are in `lang`. Amounts are numbers.
    more: further entries, of the command that prints it.

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
    result = {
        "exact": outcome.exact, "sections": [_as_record(section, lang) for section in outcome.sections], "problems": problems,
        "taken": [asdict(source) for source in taken], "written": None if written is None else str(written),
        **(more or {}),
    }
    return json.dumps(result, ensure_ascii=False, indent=2)


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
    """The section of the ranges that were read: the table that each was taken for, and its headings with their meanings."""
    rows = [[name_text(source.table), source.range, [(heading, name_text(column)) for heading, column in source.columns.items()]] for source in taken]
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
    """One value of a section for people: sentences translated, numbers grouped, names as they were typed.

    >>> value_text(12300000, "vi"), value_text(Decimal("1234.50"), "zh"), value_text([("SL", Text("quantity")), ("Ngày", Text("date"))], "vi")
    ('12.300.000', '1,234.50', 'SL = số lượng, Ngày')
    """
    if isinstance(value, Text):
        return _plain(translate(value, lang))
    if isinstance(value, (int, Decimal)):
        return localised(f"{value:,}", lang)
    if isinstance(value, list):
        return ", ".join(_meaning(value_text(written, lang), value_text(meaning, lang)) for written, meaning in value)
    return "" if value is None else _plain(str(value))


def _meaning(written: str, meaning: str) -> str:
    """A heading with its meaning, "SL = quantity"; the heading alone where it is the name of that meaning."""
    return written if key(written) == key(meaning) else f"{written} = {meaning}"


def display_width(text: str) -> int:
    """The width of a text in columns of a terminal: two for a Chinese character, none for a combining mark.

    >>> display_width("Hạnh"), display_width(unicodedata.normalize("NFD", "Hạnh")), display_width("拼单 A")
    (4, 4, 6)
    """
    return sum(1 for letter in text if unicodedata.category(letter) not in {"Mn", "Me", "Cf"}) + sum(1 for letter in text if _is_wide(letter))


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, each at most `width` columns wide. A line is broken after a word; inside a word only where it is wider than a line.

    >>> wrapped("Shop Mẹ & Bé Hạnh Phúc", 11), wrapped("黑色大号", 4)
    (['Shop Mẹ &', 'Bé Hạnh', 'Phúc'], ['黑色', '大号'])
    """
    lines = [""]
    for part in _WORDS.findall(text):
        if display_width(lines[-1] + part.rstrip()) <= width:
            lines[-1] += part
        elif display_width(part) <= width:
            lines.append(part.lstrip())
        else:
            lines += [""] * bool(lines[-1])  # no mutant: no line but the first is ever empty
            for letter in part.strip():
                if display_width(lines[-1] + letter) > width:
                    lines.append("")
                lines[-1] += letter
    return [line.rstrip() for line in lines]


def _plain(text: str) -> str:
    """The text with a space for every control character, because these could move the cursor or colour the text that follows."""
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in {"W", "F"}


# ---------------------------------------------------------------- one table


def _section(section: Section, lang: str, width: int) -> str:
    title = heading(section, lang)
    lines = [title, "-" * display_width(title)]
    if section.rows:
        headings = [value_text(name, lang) for name, _ in section.columns]
        right = [kind in {COUNT, MONEY} for _, kind in section.columns]
        lines += _table([headings, *([value_text(value, lang) for value in row] for row in section.rows)], right, width, total=section.total)
    if section.note:
        lines += wrapped(translate(section.note, lang), width)
    return "\n".join(lines)


def _table(grid: list[list[str]], right: list[bool], width: int, *, total: bool) -> list[str]:
    """The lines of a table: as it is where it fits, else transposed, else in blocks of columns. right: the columns that are aligned to the right."""
    names = next((column for column, is_number in enumerate(right) if is_number), len(right))
    widths = _fitted(grid, right, width)
    if widths:
        return _drawn(grid, right, widths, 1, total=total)
    transposed = [list(column) for column in zip(*grid, strict=True)]
    transposed_right = [False] + [True] * (len(grid) - 1)
    widths = _fitted(transposed, transposed_right, width, names)
    if widths and names:
        return _drawn(transposed, transposed_right, widths, names, total=False)
    lines: list[str] = []
    for block in _blocks(grid, right, width, names):
        part, part_right = [[row[column] for column in block] for row in grid], [right[column] for column in block]
        lines += [""] * bool(lines) + _drawn(part, part_right, _fitted(part, part_right, width) or _narrowest(part, part_right), 1, total=total)
    return lines


def _blocks(grid: list[list[str]], right: list[bool], width: int, names: int) -> Iterator[list[int]]:
    """The columns of each block: the first `names` columns, and as many others as fit beside them; at least one."""
    repeated = list(range(names))
    block: list[int] = []
    for index in range(names, len(right)):
        candidate = repeated + block + [index]
        if block and not _fitted([[row[column] for column in candidate] for row in grid], [right[column] for column in candidate], width):
            yield repeated + block
            block = []
        block.append(index)
    yield repeated + block


def _fitted(grid: list[list[str]], right: list[bool], width: int, header_rows: int = 1) -> list[int]:
    """The width of every column, so that the table fits; [] where it does not fit. Headers and texts may be broken, numbers never."""
    least, body = _narrowest(grid, right, header_rows), _widest(grid[header_rows:], right)
    widths = _widest(grid, right)
    while _across(widths) > width:
        shrinkable = [column for column, wide in enumerate(widths) if wide > least[column]]
        if not shrinkable:
            return []
        wide_by_header = [column for column in shrinkable if widths[column] > body[column]]
        widths[max(wide_by_header or shrinkable, key=widths.__getitem__)] -= 1
    return widths


def _widest(rows: list[list[str]], right: list[bool]) -> list[int]:
    return [max((display_width(row[column]) for row in rows), default=0) for column in range(len(right))]


def _narrowest(grid: list[list[str]], right: list[bool], header_rows: int = 1) -> list[int]:
    """The least width of every column: that of its numbers, or up to 12 for its texts; and that of the longest word of its headers."""
    headers = _widest([[_header_dashes(name) for name in row] for row in grid[:header_rows]], right)
    body = [widest if is_number else min(widest, _NARROWEST) for widest, is_number in zip(_widest(grid[header_rows:], right), right, strict=True)]
    return [max(pair) for pair in zip(body, headers, strict=True)]


def _header_dashes(name: str) -> str:
    """As many dashes as a header is wide at least: the width of its longest word, between 8 and 12 columns, but not more than the header."""
    longest = max((min(display_width(word), _NARROWEST) for word in _WORDS.findall(name)), default=0)
    return "-" * min(display_width(name), max(longest, _HEADER))


def _across(widths: list[int]) -> int:
    return len(_ruler(widths))


def _ruler(widths: list[int]) -> str:
    return _GAP.join("-" * wide for wide in widths)


def _drawn(grid: list[list[str]], right: list[bool], widths: list[int], header_rows: int, *, total: bool) -> list[str]:
    """The lines of a table: `header_rows` header rows, a ruler, the rows, and a ruler above a last row of totals."""
    lines: list[str] = []
    for index, row in enumerate(grid):
        if index == header_rows or (total and index == len(grid) - 1):
            lines.append(_ruler(widths))
        cells = [wrapped(text, wide) for text, wide in zip(row, widths, strict=True)]
        for line in range(max(map(len, cells))):
            texts = [cell[line] if line < len(cell) else "" for cell in cells]
            lines.append(_GAP.join(_side(is_number)(text, wide) for text, is_number, wide in zip(texts, right, widths, strict=True)).rstrip())
    return lines


def _side(is_number: bool) -> Callable[[str, int], str]:  # noqa: FBT001  (a number on the right, a text on the left)
    return _to_the_right if is_number else _to_the_left


def _to_the_right(text: str, wide: int) -> str:
    return " " * (wide - display_width(text)) + text


def _to_the_left(text: str, wide: int) -> str:
    return text + " " * (wide - display_width(text))


def _findings(problems: Sequence[Problem], lang: str) -> list[str]:
    """Warnings, problems and questions, under a title each; one a line, unbroken, so that an --answer in it can be copied."""
    warnings = [f"- {_plain(problem_line(problem, lang))}" for problem in problems if problem.warning]
    found = [f"- {_plain(problem_line(problem, lang))}" for problem in problems if not problem.warning and not problem.choices]
    questions = [line for problem in problems if problem.choices and not problem.warning for line in _question(problem, lang)]
    asked = sum(1 for problem in problems if problem.choices and not problem.warning)
    return [
        *_block(Text("Warnings"), len(warnings), warnings, lang), *_block(Text("Problems"), len(found), found, lang),
        *_block(Text("Questions"), asked, questions, lang),
    ]


def _block(title: Text, count: int, lines: Sequence[str], lang: str) -> list[str]:
    title_line = f"{translate(title, lang)} ({count})"
    return ["\n".join([title_line, "-" * display_width(title_line), *lines])] * bool(lines)


def _question(problem: Problem, lang: str) -> list[str]:
    """A question, and below it a line a choice with the --answer to copy."""
    choices = [f'    --answer "{_plain(choice.answer)}"  {_plain(translate(choice.text, lang))}' for choice in problem.choices]
    return [f"- {_plain(problem_line(replace(problem, fix=''), lang))}", *choices]
