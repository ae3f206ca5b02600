"""The dues for a notebook: a styled table, and a plot of every partner's share of every cost.

pandas, jinja2 and matplotlib come with the extra: pip install "poolsplit[notebook]". Each of them is loaded only when it is needed.
"""

from __future__ import annotations

import hashlib
import html
import unicodedata
from contextlib import suppress
from itertools import cycle
from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import DataError, NumberError, PoolsplitError, Text
from poolsplit.report.sections import COUNTS, LABELS, MONEY, MOST_BARS, SUMS, TEXT, Section, dues_section
from poolsplit.report.text import heading, value_text, wrapped
from poolsplit.tables.reader import read
from poolsplit.tables.table import table, with_lists
from poolsplit.tables.vocabulary import cost_heading
from poolsplit.values import cells
from poolsplit.values.formats import localised
from poolsplit.values.money import currency_code, display, exponent, minor_units
from poolsplit.values.translate import LANGUAGES, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from pandas.io.formats.style import Styler

    from poolsplit.errors import Problem
    from poolsplit.tables.columns import Rows

_LINE = "1px solid #9e9e9e"
_LOOKS: Any = [
    {"selector": "", "props": "border-collapse: collapse; font-variant-numeric: tabular-nums;"},
    {"selector": "caption", "props": "caption-side: top; text-align: left; font-weight: bold; padding: 0 0 0.5em 0.6em;"},
    {"selector": "th, td", "props": "padding: 0.25em 0.6em;"},
    {"selector": "th", "props": f"vertical-align: bottom; max-width: 9em; white-space: normal; border-bottom: {_LINE};"},
]
_WORDS: Any = [{"selector": "", "props": "text-align: left;"}]
_NUMBERS: Any = [{"selector": "", "props": "text-align: right;"}, {"selector": "td", "props": "white-space: nowrap;"}]
_BOLD: Any = [{"selector": "", "props": "font-weight: bold;"}]
_RULE: Any = [{"selector": "", "props": f"border-top: {_LINE};"}]
_NEGATIVE = "color: #c62828;"

_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei", "SimHei",
    "Arial Unicode MS", "Noto Sans CJK JP", "Droid Sans Fallback",
)
"""Fonts with Chinese characters that are easy to read on a screen, the most common first."""
_FLAT = 4
"""The most bars that are far enough apart for horizontal names and amounts."""
_UNDER, _SLANTED, _BESIDE = 14, 40, 24
"""The greatest width in columns of a line under a bar, of a slanted line under a bar, and of a line in the legend beside the plot."""


def style(dues: Any, currency: str = "VND", lang: str = "en") -> Styler:
    """A dues table for people: numbers as `lang` writes them, a total row that adds up exactly, negative amounts in red, `due` in bold.

    dues: the result of `split`, as a DataFrame, a list of dicts or a 2-D list with a header; it is not changed. currency: the currency of all
    its amounts. lang: vi, en or zh. Names stay as they were typed; a cost whose name is only that of its kind ("freight") is translated.
    Where there are more rows than pandas shows of a frame (its option display.max_rows, usually 60), only that number of rows is shown and
    the caption says so; the total is that of all rows. The Styler's `data` has the rows shown and the total, as whole numbers or Decimals.
    Raises DataError where a value is not an amount of the currency, CurrencyError for an unknown currency, and PoolsplitError without pandas
    or jinja2.

    >>> print(style([{"partner": "An", "quantity": 60, "freight": 1800000, "due": 1800000}], lang="vi").to_string(delimiter=" | "))
    Shop | Số lượng | Cước | Phải trả
    An | 60 | 1.800.000 | 1.800.000
    Tổng | 60 | 1.800.000 | 1.800.000
    <BLANKLINE>
    """
    names, section = _read(dues, currency, lang)
    try:
        import pandas as pd
        from pandas.io.formats.style import Styler
    except ImportError as error:
        raise PoolsplitError(Text('a styled table needs pandas and jinja2: pip install "poolsplit[notebook]"')) from error
    title, rows = _no_more_than(pd.get_option("display.max_rows"), section, lang)
    labels = [html.escape(value_text(label, lang), quote=False) for label, _ in section.columns]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    styled = Styler(frame, uuid=_digest(title, labels, rows), cell_ids=False, caption=title)
    styled.hide(axis="index").relabel_index(labels, axis="columns").format(lambda value: html.escape(value_text(value, lang), quote=False))
    styled.set_table_attributes('class="tex2jax_ignore mathjax_ignore"').set_table_styles(_LOOKS)
    sides = {name: _WORDS if kind == TEXT else _NUMBERS for name, (_, kind) in zip(names, section.columns, strict=True)}
    styled.set_table_styles({**sides, "due": _NUMBERS + _BOLD}, overwrite=False)
    styled.set_table_styles(dict(_ruled(names, rows, total=section.total)), axis=1, overwrite=False)
    return styled.map(lambda value: "" if isinstance(value, str) or value >= 0 else _NEGATIVE)


def plot(dues: Any, currency: str = "VND", lang: str = "en", ax: Axes | None = None) -> Axes:
    """A plot of the dues: one bar per partner, with one segment per cost, amounts owed upwards, credits downwards, and a mark at the due.

    dues, currency, lang: as in `style`. ax: the axes to draw in; by default those of a new figure. Costs that are zero for everybody
    are left out. The fonts are those of matplotlib, and other installed fonts for characters that these lack.
    Raises the errors of `style`, and PoolsplitError without matplotlib, and for more than 30 partners, because nobody could tell so many
    bars apart.

    >>> ax = plot([{"partner": "An", "freight": 1800000, "due": 1800000}], lang="vi")
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['Phải trả', 'Cước']
    """
    names, section = _read(dues, currency, lang)
    try:
        import matplotlib.pyplot as plt
        from matplotlib import ticker
    except ImportError as error:
        raise PoolsplitError(Text('drawing needs matplotlib: pip install "poolsplit[notebook]"')) from error
    bars = section.rows[:-1] if section.total else section.rows
    if len(bars) > MOST_BARS:
        raise PoolsplitError(Text("{n:,} bars cannot be told apart: draw {most} at most, such as one pool at a time", n=len(bars), most=MOST_BARS))
    many = len(bars) > _FLAT
    if ax is None:
        ax = plt.subplots(figsize=(11, 6) if many else (8, 5), layout="constrained")[1]
    title, titles = heading(section, lang), _bar_titles(names, bars, lang)
    costs = [("\n".join(wrapped(value_text(label, lang), _BESIDE)), amounts) for label, amounts in _costs(section, bars)]
    due, due_label = [row[names.index("due")] for row in bars], value_text(LABELS["due"], lang)
    text_style: dict[str, Any] = {"fontfamily": _families("".join([title, due_label, *titles, *(label for label, _ in costs)])), "parse_math": False}
    tops, drawn = _stack(ax, costs, len(bars))
    mark = ax.plot(range(len(bars)), list(map(float, due)), "D", color="black", markeredgecolor="white", label=due_label)[0]
    for index, (top, amount) in enumerate(zip(tops, due, strict=True)):
        above = (index, float(max(top, amount)))
        ax.annotate(value_text(amount, lang), above, (0, 10 if many else 7), textcoords="offset points", ha="center", rotation=90 if many else 0)
    bottom = ax.get_ylim()[0]
    ax.margins(y=0.3 if many else 0.12)
    ax.set_ylim(bottom=bottom)
    ax.axhline(0, color="black", linewidth=0.8)
    slanted: dict[str, Any] = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if many else {}
    ax.set_xticks(range(len(bars)), titles, **slanted, **text_style)
    ax.yaxis.set_major_locator(ticker.MaxNLocator("auto", integer=not exponent(section.currency)))
    ax.yaxis.set_major_formatter(lambda value, _: localised(f"{value:,.{exponent(section.currency)}f}", lang))
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(title, loc="left", **text_style)
    legend = ax.legend([mark, *reversed(drawn)], [due_label, *(label for label, _ in reversed(costs))], loc="upper left",
                       bbox_to_anchor=(1.01, 1), borderaxespad=0, frameon=False, prop={"family": text_style["fontfamily"]})
    for text in legend.get_texts():
        text.set_parse_math(False)
    return ax


# ---------------------------------------------------------------- reading


def _read(dues: Any, currency: str, lang: str) -> tuple[list[str], Section]:
    """The names of the columns of a dues table, and the table for people: exact, with its total."""
    if lang not in LANGUAGES:
        raise PoolsplitError(Text("the language is vi, en or zh, not {lang}", lang=lang))
    code = currency_code(currency) or currency
    exponent(code)
    source = with_lists(table("dues", dues))
    rows, problems = read(source, None, code)
    typed = {name: [values[number - 1] for number in rows.numbered] for name, values in source.columns.items()}
    columns = {name: _values(rows, name, typed.get(name, []), code, problems) for name in rows.columns}
    if any(not problem.warning for problem in problems):
        raise DataError(problems)
    names = {name: cost_heading(name, lang) for name in columns}
    return list(columns), dues_section(columns, code, {name: name if shown in columns else shown for name, shown in names.items()})


def _values(rows: Rows, name: str, typed: Sequence[object], code: str, problems: list[Problem]) -> list[Any]:
    """One column in display units: texts, pieces or amounts. A blank amount is 0; the first value that is not an amount becomes a problem.

    typed: the values as they came in, which the problem shows.
    """
    values = rows.columns[name]
    if any(isinstance(value, str) for value in values) or name in {"pool", "partner"}:
        return ["" if value is None else str(value) for value in values]
    if name == "due":
        return [display(value or 0, code) for value in values]
    column: list[Any] = []
    try:
        column.extend(cells.quantity(value or 0) if name in COUNTS else display(minor_units(value or 0, code), code) for value in typed)
    except NumberError as error:
        problems.append(rows.problem(len(column), name, error.args[0], error.fix))
    return column


# ---------------------------------------------------------------- the table


def _no_more_than(most: int | None, section: Section, lang: str) -> tuple[str, list[list[Any]]]:
    """The title and the rows that are shown: at most `most` and the total, or all rows where `most` is None or 0."""
    title, size = heading(section, lang), len(section.rows) - section.total
    if not most or size <= most:
        return title, section.rows
    caption = Text("{title}: the first {shown:,} of {rows:,} rows; the total is of all", title=title, shown=most, rows=size)
    return translate(caption, lang), [*section.rows[:most], section.rows[-1]]


def _ruled(names: Sequence[str], rows: Sequence[Sequence[Any]], *, total: bool) -> Iterator[tuple[int, Any]]:
    """The styles by row: a line above the first row of every pool but the first; the total in bold, below a line."""
    if "pool" in names:
        pools = [row[names.index("pool")] for row in rows]
        yield from ((index, _RULE) for index in range(1, len(rows)) if pools[index] != pools[index - 1])
    if total:
        yield len(rows) - 1, _RULE + _BOLD


def _digest(*shown_things: Any) -> str:
    """An id that ties the styles to this table: equal whenever the same is shown, different for other tables of the page."""
    return hashlib.sha256(repr(shown_things).encode()).hexdigest()[:12]


# ---------------------------------------------------------------- the plot


def _costs(section: Section, bars: Sequence[Sequence[Any]]) -> list[tuple[str, list[Any]]]:
    """The columns whose sum is the dues, as (label, amounts), without those that are zero for everybody."""
    money = [(index, label) for index, (label, kind) in enumerate(section.columns) if kind == MONEY and not any(label is total for total in SUMS)]
    columns = [(label, [row[index] for row in bars]) for index, label in money]
    return [(label, amounts) for label, amounts in columns if any(amounts)]


def _bar_titles(names: Sequence[str], bars: Sequence[Sequence[Any]], lang: str) -> list[str]:
    """The texts under the bars: the partner, and the pool where the dues have that column."""
    indices = [names.index(name) for name in ("partner", "pool") if name in names]
    texts = [[value_text(unicodedata.normalize("NFC", row[index]), lang) for index in indices] for row in bars]
    if len(bars) > _FLAT:
        return ["\n".join(wrapped(" · ".join(parts), _SLANTED)) for parts in texts]
    return ["\n".join(line for part in parts for line in wrapped(part, _UNDER)) for parts in texts]


def _stack(ax: Axes, costs: Sequence[tuple[str, Sequence[Any]]], bars: int) -> tuple[list[Any], list[Any]]:
    """Draw the segments, amounts owed upwards from zero and credits downwards. Returns the top of every bar, and the segments drawn."""
    from matplotlib import colormaps

    colours = [colormaps["tab20"](index) for index in (*range(0, 20, 2), *range(1, 20, 2))]
    up = down = [0] * bars
    drawn = []
    for (label, amounts), colour in zip(costs, cycle(colours), strict=False):
        starts = [above if amount > 0 else below for amount, above, below in zip(amounts, up, down, strict=True)]
        drawn.append(ax.bar(range(len(amounts)), list(map(float, amounts)), 0.7, list(map(float, starts)), color=colour, label=label))
        up, down = exact.add(up, [max(amount, 0) for amount in amounts]), exact.add(down, [min(amount, 0) for amount in amounts])
    return up, drawn


def _families(text: str) -> list[str]:
    """Font families that together have every character of a text: matplotlib's own, then installed ones of _FONTS, then any other installed ones."""
    from matplotlib import font_manager, rcParams

    families = list(rcParams["font.family"])
    installed = {font.name: font.fname for font in font_manager.fontManager.ttflist if not font.name.startswith("Last Resort")}
    missing = {ord(char) for char in text if not char.isspace()} - _characters(font_manager.findfont(font_manager.FontProperties(family=families)))
    for name in [*(font for font in _FONTS if font in installed), *sorted(installed)]:
        if not missing:
            break
        covered = missing & _characters(installed[name])
        families += [name] * bool(covered)
        missing -= covered
    return families


def _characters(file: str) -> set[int]:
    """The characters that a font has; none where its file cannot be read."""
    from matplotlib import font_manager

    with suppress(RuntimeError, OSError):
        return set(font_manager.get_font(file).get_charmap())
    return set()
