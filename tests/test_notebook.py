"""Results in a notebook: the styled table, the plot, and the worked notebook from top to bottom."""

from __future__ import annotations

import builtins
import json
import re
import warnings
from decimal import Decimal

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.text import Text
from nbclient.exceptions import CellExecutionError
from support.notebooks import NOTEBOOK, Grid, executed, load, outputs, said
from support.sheets import sheet

import poolsplit as ps
from poolsplit import notebook
from poolsplit.errors import Problem

mpl.use("Agg")

NAMES = ["Shop Mẹ & Bé Hạnh Phúc", "小燕服饰", "An Nhiên Boutique", "Cún <b>Shop</b>", "Mộc $Closet$", "广州白马批发商行", "Kho Thảo", "Ngọc Ánh", "Bông", "阿May", "Đức Thịnh", "Tiệm Nhà Mây"]
COSTS = [
    ps.Cost("goods", 5000, "CNY", basis="quantity"), ps.Cost("freight", 3_000_000, basis="kg"), ps.Cost("fee", rate="1.5%", of="goods"),
    ps.Cost("Quà cho kho", -250_001, basis="equal"),
]


def dues(partners: int = 2, pools: tuple[str, ...] = (), currency: str = "VND"):
    """Dues with a credit, a fee at the lead buyer, and a rounding column where there are dong."""
    orders = pd.DataFrame({"partner": NAMES[:partners], "quantity": range(60, 60 + partners), "kg": [12 + place for place in range(partners)]})
    if pools:
        orders = pd.concat([orders.assign(pool=pool) for pool in pools], ignore_index=True)
    terms = [{"pool": pool, "lead_buyer": NAMES[1], "step": 1000 if currency == "VND" else 1} for pool in pools or ("",)]
    costs = [{**vars(cost), "pool": pool} for pool in pools for cost in COSTS] or COSTS
    rates = {"CNY": 3500} if currency == "VND" else {"VND": "0.00028"}
    costs = costs if currency == "VND" else [ps.Cost("goods", "5000.10", "CNY", basis="quantity"), ps.Cost("refund", "-1234.57", "CNY", basis="equal")]
    return ps.split(orders, costs, terms=terms, rates=rates, currency=currency)


def figure(text: str, lang: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", ".") if lang == "vi" else text.replace(",", ""))


def looks(grid: Grid, row: int, column: int) -> dict[str, str]:
    """The declarations of the style sheet that are about one cell: by tag, class and id."""
    attributes = grid.attributes[row][column]
    marks = {f".{name}" for name in (attributes["class"] or "").split()}
    tag = "th" if ".col_heading" in marks else "td"
    found: dict[str, str] = {}
    for selectors, block in re.findall(r"([^{}]+)\{([^}]*)\}", grid.style):
        for selector in (one.strip() for one in selectors.split(",")):
            last = selector.split()[-1]
            if last in {f"#{attributes.get('id')}", tag, *marks, *(tag + mark for mark in marks)}:
                found |= {name.strip(): value.strip() for name, value in (line.split(":") for line in block.split(";") if ":" in line)}
    return found


# ---------------------------------------------------------------- style


@pytest.mark.parametrize("lang", ["vi", "en", "zh"])
@pytest.mark.parametrize(("frame", "currency"), [(dues(2), "VND"), (dues(12), "VND"), (dues(3, ("10", "11", "12")), "VND"), (dues(5, currency="CNY"), "CNY")])
def test_every_figure_is_shown_exactly_and_every_column_adds_up(frame, currency, lang):
    grid = Grid.of(notebook.style(frame, currency, lang).to_html())
    texts = 2 if "pool" in frame else 1
    assert len(grid.rows) == len(frame) + 2
    for column, name in list(enumerate(frame.columns))[texts:]:
        shown = [figure(row[column], lang) for row in grid.rows[1:]]
        assert shown[:-1] == list(frame[name])
        assert shown[-1] == sum(frame[name])
        places = 0 if currency == "VND" or name == "quantity" else 2
        assert all(re.fullmatch(r"-?\d{1,3}([.,]\d{3})*" + r"[.,]\d\d" * (places > 0), row[column]) for row in grid.rows[1:])
    assert [row[texts - 1] for row in grid.rows[1:-1]] == list(frame["partner"])
    assert currency in grid.caption


def test_headings_are_in_the_readers_language_and_names_stay():
    rows = {lang: Grid.of(notebook.style(dues(), lang=lang).to_html()).rows for lang in ("vi", "en", "zh")}
    assert rows["en"][0] == ["Partner", "Quantity", "Goods", "Freight", "Fee", "Fee, credited to the lead buyer", "Quà cho kho", "Rounding", "Due"]
    assert rows["vi"][0] == ["Shop", "Số lượng", "Tiền hàng", "Cước", "Phí dịch vụ", "Phí dịch vụ, ghi có cho người mua chính", "Quà cho kho", "Làm tròn", "Phải trả"]
    assert rows["zh"][0] == ["店铺", "数量", "货款", "运费", "服务费", "服务费，返还下单人", "Quà cho kho", "取整", "应付"]
    assert [rows[lang][-1][0] for lang in ("vi", "en", "zh")] == ["Tổng", "Total", "合计"]


def test_a_heading_that_would_stand_twice_is_not_translated():
    frame = pd.DataFrame({"partner": ["A"], "fee": [1], "Phí dịch vụ": [2], "due": [3]})
    assert Grid.of(notebook.style(frame, lang="vi").to_html()).rows[0] == ["Shop", "fee", "Phí dịch vụ", "Phải trả"]


def test_numbers_stand_right_due_and_total_are_bold_and_credits_are_red():
    frame = dues(3, ("10", "11"))
    grid = Grid.of(notebook.style(frame).to_html())
    for row, cells in enumerate(grid.rows):
        for column, name in enumerate(frame.columns):
            found = looks(grid, row, column)
            assert found["text-align"] == ("left" if name in {"pool", "partner"} else "right")
            assert ("color" in found) == cells[column].startswith("-")
            if row:
                assert ("font-weight" in found) == (name == "due" or row == len(grid.rows) - 1)
                assert ("border-top" in found) == (row in {4, 7})


def test_names_are_text_and_never_markup():
    html = notebook.style(dues(12)).to_html()
    assert "<b>" not in html
    assert "Cún &lt;b&gt;Shop&lt;/b&gt;" in html
    assert "mathjax_ignore" in html


def test_the_frame_stays_as_it_is_and_the_table_holds_exact_numbers():
    frame = dues(5, currency="CNY")
    before = frame.copy(deep=True)
    shown = notebook.style(frame, "CNY").data
    pd.testing.assert_frame_equal(frame, before)
    assert list(shown.columns) == list(frame.columns)
    assert {type(value) for value in shown["due"]} == {Decimal}
    assert {type(value) for value in notebook.style(dues()).data["due"]} == {int}


def test_records_and_ranges_are_shown_as_frames_are():
    frame = dues()
    html = notebook.style(frame).to_html()
    assert notebook.style(frame.to_dict("records")).to_html() == html
    assert notebook.style([list(frame.columns), *frame.to_numpy().tolist()]).to_html() == html


def test_two_tables_of_a_page_have_marks_of_their_own_and_the_same_table_always_the_same():
    ids = [re.search(r'<table id="(\w+)"', notebook.style(frame).to_html())[1] for frame in (dues(2), dues(2), dues(3))]
    assert ids[0] == ids[1] != ids[2]


def test_a_long_table_is_cut_where_pandas_cuts_and_says_so():
    frame = dues(3, ("1", "2", "3"))
    with pd.option_context("display.max_rows", 4):
        grid = Grid.of(notebook.style(frame, lang="zh").to_html())
    assert grid.caption == "各店应付多少 (VND)：共 9 行，显示前 4 行；合计为全部"
    assert len(grid.rows) == 1 + 4 + 1
    assert figure(grid.rows[-1][-1], "zh") == sum(frame["due"])
    for most in (None, 0, 9):
        with pd.option_context("display.max_rows", most):
            assert len(Grid.of(notebook.style(frame).to_html()).rows) == 11


def test_blanks_of_joined_tables_are_nothing_and_columns_of_text_stay():
    joined = pd.concat([dues(), pd.DataFrame({"partner": ["Ba"], "quantity": [1], "delivery": [30_000], "due": [30_000], "note": ["Hà Nội"]})])
    grid = Grid.of(notebook.style(joined).to_html())
    assert grid.rows[-2] == ["Ba", "1", "0", "0", "0", "0", "0", "0", "30,000", "30,000", "Hà Nội"]
    assert grid.rows[-1][-1] == ""


def test_dues_of_nobody_have_headings_and_no_total():
    assert len(Grid.of(notebook.style(dues().iloc[:0]).to_html()).rows) == 1
    assert not notebook.plot(dues().iloc[:0]).patches


def test_what_is_no_amount_of_the_currency_is_refused_with_its_place():
    with pytest.raises(ps.DataError, match=r"dues, row 1, goods: 967\.76 has more decimals than VND") as refused:
        notebook.style(dues(5, currency="CNY"), "VND")
    assert {problem.column for problem in refused.value.problems} >= {"goods", "due"}
    with pytest.raises(ps.DataError) as refused:
        notebook.style(sheet("dues", "partner|quantity|goods|due", ["A", 1, 3, 3], ["B", 1, "2.5", 3]), "VND")
    assert refused.value.problems == [Problem("dues", 2, "goods", "2.5 has more decimals than VND, which has 0", "round it to 0 decimals in the sheet", "dues!C3")]
    with pytest.raises(ps.DataError, match="column due is missing"):
        notebook.style(dues().drop(columns="due"))
    with pytest.raises(ps.PoolsplitError, match="RMBX"):
        notebook.style(dues(), "RMBX")
    with pytest.raises(ps.PoolsplitError, match="the language is vi, en or zh, not fr"):
        notebook.plot(dues(), lang="fr")


@pytest.mark.parametrize(("function", "package"), [(notebook.style, "jinja2"), (notebook.style, "pandas.io.formats.style"), (notebook.plot, "matplotlib.pyplot")])
def test_without_its_package_it_says_what_to_install(monkeypatch, function, package):
    real = builtins.__import__

    def missing(name, *rest):
        if name == package or (package == "jinja2" and name == "pandas.io.formats.style"):
            raise ImportError(name)
        return real(name, *rest)

    frame = dues()
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ps.PoolsplitError, match=r'pip install "poolsplit\[notebook\]"'):
        function(frame)


# ---------------------------------------------------------------- plot


@pytest.fixture(autouse=True)
def closed():
    """No figure outlives its test, and a character without a glyph fails it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    plt.close("all")


def segments(ax, frame):
    """Heights and bottoms of the bars: a column of segments for every label of the legend but the first, the due's."""
    containers = ax.containers
    assert all(len(container.patches) == len(frame) for container in containers)
    return [[(bar.get_y(), bar.get_height()) for bar in container.patches] for container in containers]


@pytest.mark.parametrize(("frame", "currency"), [(dues(2), "VND"), (dues(12), "VND"), (dues(3, ("10", "11")), "VND"), (dues(5, currency="CNY"), "CNY")])
def test_bars_are_as_high_as_the_amounts_and_stand_on_each_other(frame, currency):
    ax = notebook.plot(frame, currency)
    costs = [name for name in frame.columns if name not in {"pool", "partner", "quantity", "due"} and any(frame[name])]
    drawn = segments(ax, frame)
    assert len(drawn) == len(costs)
    for row in range(len(frame)):
        up = down = 0
        for cost, column in zip(costs, drawn, strict=True):
            amount = frame[cost][row]
            bottom, height = column[row]
            assert (bottom, height) == pytest.approx((float(up if amount > 0 else down), float(amount)), rel=1e-12, abs=1e-9)
            up, down = up + max(amount, 0), down + min(amount, 0)
        assert up + down == frame["due"][row]
    assert list(ax.lines[0].get_ydata()) == [float(due) for due in frame["due"]]
    written = [note.get_text() for note in ax.texts]
    assert [Decimal(text.replace(",", "")) for text in written] == list(frame["due"])


def test_what_is_no_cost_is_no_segment():
    frame = dues().assign(quoted=1, paid=2, balance=3, note="x", delivery=0)
    labels = [text.get_text() for text in notebook.plot(frame).get_legend().get_texts()]
    assert labels == ["Due", "Rounding", "Quà cho kho", "Fee, credited to the\nlead buyer", "Fee", "Freight", "Goods"]


@pytest.mark.parametrize("lang", ["vi", "en", "zh"])
@pytest.mark.parametrize("partners", [2, 4, 5, 12])
def test_everything_can_be_read_and_nothing_lies_on_anything_else(partners, lang):
    before = dict(mpl.rcParams)
    ax = notebook.plot(dues(partners), lang=lang)
    drawing = ax.figure
    drawing.canvas.draw()
    assert dict(mpl.rcParams) == before
    texts = [text for text in drawing.findobj(Text) if text.get_text().strip() and text.get_visible()]
    for text in texts:
        have = set().union(*(font_manager.get_font(font).get_charmap() for font in fonts(text)))
        assert {one for one in text.get_text() if not one.isspace()} <= set(map(chr, have))
    page, drawn = drawing.bbox_inches, drawing.get_tightbbox()
    assert page.x0 <= drawn.x0
    assert drawn.x1 <= page.x1
    assert page.y0 <= drawn.y0
    assert drawn.y1 <= page.y1
    assert not ax.get_legend().get_window_extent().overlaps(ax.bbox)
    if partners <= 4:
        titles = [title.get_window_extent() for title in ax.get_xticklabels()]
        assert not any(one.overlaps(other) for place, one in enumerate(titles) for other in titles[:place])
    amounts = [note.get_window_extent() for note in ax.texts]
    assert all(ax.bbox.y0 <= box.y0 and box.y1 <= ax.bbox.y1 for box in amounts)
    assert not any(one.overlaps(other) for place, one in enumerate(amounts) for other in amounts[:place])


def fonts(text: Text) -> list[str]:
    """The files that a text is drawn from: the font of each family."""
    return [font_manager.findfont(font_manager.FontProperties(family=[family]), fallback_to_default=False) for family in text.get_fontfamily()]


def test_names_with_combining_marks_are_drawn_composed():
    frame = pd.DataFrame({"partner": ["Ho\u0323c Ti\u00ea\u0301ng"], "due": [1]})
    [label] = notebook.plot(frame).get_xticklabels()
    assert label.get_text() == "Họ" + "c Tiếng"


def test_dollars_in_names_are_no_formulas():
    ax = notebook.plot(pd.DataFrame({"partner": ["$A$"], "$x$": [1], "due": [1]}))
    written = [*ax.get_xticklabels(), *ax.get_legend().get_texts()]
    assert [text.get_text() for text in written] == ["$A$", "Due", "$x$"]
    assert not any(text.get_parse_math() for text in written)


def test_it_draws_where_it_is_told():
    _, ax = plt.subplots()
    assert notebook.plot(dues(), ax=ax) is ax
    assert len(plt.get_fignums()) == 1


def test_more_bars_than_anybody_can_read_are_refused():
    many = pd.DataFrame({"partner": [f"P{place}" for place in range(31)], "freight": 1, "due": 1})
    with pytest.raises(ps.PoolsplitError, match="31 bars cannot be told apart: draw 30 at most"):
        notebook.plot(many)
    assert len(notebook.plot(many[:30]).patches) == 30


# ---------------------------------------------------------------- the worked notebook


@pytest.fixture(scope="module")
def run():
    """The notebook after a run of its own."""
    return executed(load())


def test_the_notebook_runs_and_says_what_is_committed(run):
    assert said(run) == said(load())
    assert [cell["execution_count"] for cell in run.cells if cell["cell_type"] == "code"] == [cell["execution_count"] for cell in load().cells if cell["cell_type"] == "code"]


def test_the_notebook_names_the_figures_of_the_worked_example(run):
    told = " ".join(cell["source"] for cell in run.cells if cell["cell_type"] == "markdown")
    shown = " ".join(text for one in said(run) if isinstance(one, list) for row in one for text in row)
    for amount in (12_300_000, 8_200_000, 1_125_000, 1_875_000):
        assert f"{amount:,}" in told
        assert f"{amount:,}" in shown or str(amount) in shown


def test_the_committed_notebook_knows_nothing_of_the_machine():
    text = NOTEBOOK.read_text(encoding="utf-8")
    written = json.dumps([{**output, "data": {**output.get("data", {}), "image/png": ""}} for output in outputs(load())])
    assert not re.search(r"0x[0-9a-f]{6}|/(home|root|tmp|usr|work)/|[A-Z]:\\\\", written)
    assert load().metadata == {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    assert "stderr" not in text


def test_a_notebook_that_no_longer_holds_fails():
    changed = load()
    changed.cells[3].source = changed.cells[3].source.replace("3500", "3600")
    with pytest.raises(CellExecutionError, match="AssertionError"):
        executed(changed)
