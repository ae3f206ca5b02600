"""The dues for a notebook: a table that reads well, and a plot of every partner's share of every cost.

pandas, jinja2 and matplotlib come with the extra: pip install "poolsplit[notebook]". Nothing of them is loaded before it is asked for.
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
from poolsplit.tables.table import listed, table
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
"""Fonts with Chinese characters that read well on a screen, the most common first."""
_FLAT = 4
"""The most bars that stand far enough apart for names and amounts to lie flat."""
_UNDER, _ASLANT, _BESIDE = 14, 40, 24
"""How many columns wide a line may be under a bar, aslant under it, and in the legend beside the plot."""


def style(dues: Any, currency: str = "VND", lang: str = "en") -> Styler:
    """A dues table for people: numbers as `lang` writes them, a total row that adds up exactly, what is negative in red, `due` bold.

    dues: what `split` returns, as a DataFrame, a list of dicts or a 2-D list with a header; it stays as it is. currency: the one of all
    its amounts. lang: vi, en or zh. Names stay as they were typed; a cost that goes by its kind alone ("freight") is translated.
    Where there are more rows than pandas shows of a frame (its option display.max_rows, 60 as a rule), the first so many are shown and
    the caption says so; the total is that of all. The Styler's `data` has the rows shown and the total, as whole numbers or Decimals.
    Raises DataError where a column has what is no amount of the currency, CurrencyError, and PoolsplitError without pandas or jinja2.

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
    """A plot of the dues: a bar a partner, a segment a cost, upwards what he owes and downwards what he is credited, a mark at his due.

    dues, currency, lang: as `style` takes them. ax: where to draw; a figure of its own by default. Costs that are zero for everybody
    are left out. The fonts are those of matplotlib, with others that are installed for characters that they lack.
    Raises what `style` raises, and PoolsplitError for more than 30 partners, whose bars nobody could tell apart.

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
    written: dict[str, Any] = {"fontfamily": _families("".join([title, due_label, *titles, *(label for label, _ in costs)])), "parse_math": False}
    tops, drawn = _stack(ax, costs, len(bars))
    mark = ax.plot(range(len(bars)), list(map(float, due)), "D", color="black", markeredgecolor="white", label=due_label)[0]
    for place, (top, amount) in enumerate(zip(tops, due, strict=True)):
        above = (place, float(max(top, amount)))
        ax.annotate(value_text(amount, lang), above, (0, 10 if many else 7), textcoords="offset points", ha="center", rotation=90 if many else 0)
    bottom = ax.get_ylim()[0]
    ax.margins(y=0.3 if many else 0.12)
    ax.set_ylim(bottom=bottom)
    ax.axhline(0, color="black", linewidth=0.8)
    aslant: dict[str, Any] = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if many else {}
    ax.set_xticks(range(len(bars)), titles, **aslant, **written)
    ax.yaxis.set_major_locator(ticker.MaxNLocator("auto", integer=not exponent(section.currency)))
    ax.yaxis.set_major_formatter(lambda value, _: localised(f"{value:,.{exponent(section.currency)}f}", lang))
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(title, loc="left", **written)
    legend = ax.legend([mark, *reversed(drawn)], [due_label, *(label for label, _ in reversed(costs))], loc="upper left",
                       bbox_to_anchor=(1.01, 1), borderaxespad=0, frameon=False, prop={"family": written["fontfamily"]})
    for text in legend.get_texts():
        text.set_parse_math(False)
    return ax


# ---------------------------------------------------------------- reading


def _read(dues: Any, currency: str, lang: str) -> tuple[list[str], Section]:
    """The columns of a dues table as they are called, and the table for people: exact, with its total."""
    if lang not in LANGUAGES:
        raise PoolsplitError(Text("the language is vi, en or zh, not {lang}", lang=lang))
    code = currency_code(currency) or currency
    exponent(code)
    source = listed(table("dues", dues))
    rows, problems = read(source, None, code)
    typed = {name: [values[number - 1] for number in rows.numbered] for name, values in source.columns.items()}
    columns = {name: _values(rows, name, typed.get(name, []), code, problems) for name in rows.columns}
    if any(not problem.warning for problem in problems):
        raise DataError(problems)
    names = {name: cost_heading(name, lang) for name in columns}
    return list(columns), dues_section(columns, code, {name: name if said in columns else said for name, said in names.items()})


def _values(rows: Rows, name: str, typed: Sequence[object], code: str, problems: list[Problem]) -> list[Any]:
    """One column in display units: texts, pieces, or amounts; a blank amount is 0, and the first that is none a problem.

    typed: the values as they came in, which a problem shows.
    """
    values = rows.columns[name]
    if any(isinstance(value, str) for value in values) or name in {"pool", "partner"}:
        return ["" if value is None else str(value) for value in values]
    if name == "due":
        return [display(value or 0, code) for value in values]
    found: list[Any] = []
    try:
        found.extend(cells.quantity(value or 0) if name in COUNTS else display(minor_units(value or 0, code), code) for value in typed)
    except NumberError as error:
        problems.append(rows.problem(len(found), name, error.args[0], error.fix))
    return found


# ---------------------------------------------------------------- the table


def _no_more_than(most: int | None, section: Section, lang: str) -> tuple[str, list[list[Any]]]:
    """The title and the rows that are shown: `most` and the total, or all of them where `most` is None or 0."""
    title, size = heading(section, lang), len(section.rows) - section.total
    if not most or size <= most:
        return title, section.rows
    said = Text("{title}: the first {shown:,} of {rows:,} rows; the total is of all", title=title, shown=most, rows=size)
    return translate(said, lang), [*section.rows[:most], section.rows[-1]]


def _ruled(names: Sequence[str], rows: Sequence[Sequence[Any]], *, total: bool) -> Iterator[tuple[int, Any]]:
    """Lines above the first row of every pool but the first; the total bold, below a line."""
    if "pool" in names:
        pools = [row[names.index("pool")] for row in rows]
        yield from ((place, _RULE) for place in range(1, len(rows)) if pools[place] != pools[place - 1])
    if total:
        yield len(rows) - 1, _RULE + _BOLD


def _digest(*shown_things: Any) -> str:
    """A mark that ties the looks to this table: another one for another table of the page, the same whenever the same is shown."""
    return hashlib.sha256(repr(shown_things).encode()).hexdigest()[:12]


# ---------------------------------------------------------------- the plot


def _costs(section: Section, bars: Sequence[Sequence[Any]]) -> list[tuple[str, list[Any]]]:
    """The columns that make up the dues, but those that are zero for everybody."""
    money = [(place, label) for place, (label, kind) in enumerate(section.columns) if kind == MONEY and not any(label is one for one in SUMS)]
    columns = [(label, [row[place] for row in bars]) for place, label in money]
    return [(label, amounts) for label, amounts in columns if any(amounts)]


def _bar_titles(names: Sequence[str], bars: Sequence[Sequence[Any]], lang: str) -> list[str]:
    """What stands under the bars: the partner, and with him the pool where there are several."""
    places = [names.index(name) for name in ("partner", "pool") if name in names]
    said = [[value_text(unicodedata.normalize("NFC", row[place]), lang) for place in places] for row in bars]
    if len(bars) > _FLAT:
        return ["\n".join(wrapped(" · ".join(parts), _ASLANT)) for parts in said]
    return ["\n".join(line for part in parts for line in wrapped(part, _UNDER)) for parts in said]


def _stack(ax: Axes, costs: Sequence[tuple[str, Sequence[Any]]], bars: int) -> tuple[list[Any], list[Any]]:
    """Draw the segments, what is owed upwards from zero and what is credited downwards; the top of every bar, and what was drawn."""
    from matplotlib import colormaps

    colours = [colormaps["tab20"](place) for place in (*range(0, 20, 2), *range(1, 20, 2))]
    up = down = [0] * bars
    drawn = []
    for (label, amounts), colour in zip(costs, cycle(colours), strict=False):
        starts = [above if amount > 0 else below for amount, above, below in zip(amounts, up, down, strict=True)]
        drawn.append(ax.bar(range(len(amounts)), list(map(float, amounts)), 0.7, list(map(float, starts)), color=colour, label=label))
        up, down = exact.add(up, [max(amount, 0) for amount in amounts]), exact.add(down, [min(amount, 0) for amount in amounts])
    return up, drawn


def _families(text: str) -> list[str]:
    """Font families that together have every character of a text: matplotlib's own, then those of _FONTS that are here, then any other."""
    from matplotlib import font_manager, rcParams

    families = list(rcParams["font.family"])
    installed = {font.name: font.fname for font in font_manager.fontManager.ttflist if not font.name.startswith("Last Resort")}
    missing = {ord(one) for one in text if not one.isspace()} - _characters(font_manager.findfont(font_manager.FontProperties(family=families)))
    for name in [*(font for font in _FONTS if font in installed), *sorted(installed)]:
        if not missing:
            break
        found = missing & _characters(installed[name])
        families += [name] * bool(found)
        missing -= found
    return families


def _characters(file: str) -> set[int]:
    """The characters that a font has; none where its file cannot be read."""
    from matplotlib import font_manager

    with suppress(RuntimeError, OSError):
        return set(font_manager.get_font(file).get_charmap())
    return set()
