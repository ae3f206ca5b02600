"""The generator of people's sheets: what it says of a sheet is true, and everything that people do occurs in what it makes."""

from __future__ import annotations

import re
import time
from collections import Counter
from fractions import Fraction
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from support.sheets_of_people import Fact, SheetOfPeople, dues, one_more_number, paid, pool, write
from support.sheets_of_people.vocabulary import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.sheets_of_people.blocks import Book

PRODUCTIONS = {
    "layout": ("list", "partners down", "partners across", "two rows", "sheets of partners"),
    "batches": ("None", "column", "blocks", "sheets"),
    "language": LANGUAGES,
    "two rows of headings": ("colour over size", "one over all"),
    "total": ("typed", "formula", "formula that passes over texts or counts struck rows", "stale"),
    "cancelled": ("struck", "note", "both"),
    "decoy": ("old fees", "phones", "accounts", "scratch", "shopping", "remark", "size chart", "old rate"),
    "aside": ("index", "date", "phone", "tracking", "note"),
    "derived": ("line_total", "line_vnd", "goods", "due", "remaining", "share"),
    "deposits in columns": ("1", "2", "3"),
    "unit in cell": ("currency", "pieces", "kg", "g"),
    "thousands": ("k", "tr", "万", "heading"),
    "nothing": ("0", "-"),
    "": (
        "total row with a word", "total row without a word", "subtotal of a partner", "grand total of subtotals", "total column", "total of costs",
        "total of payments", "Excel's own subtotal", "Excel's own count", "table beside a table", "table on a sheet of its own", "costs as a table",
        "costs as columns", "costs as labels and values", "cost as a column of partners", "cost of a partner alone", "payments as a table",
        "payments as labels", "deposits as rows of labels", "rates as a table", "rate as a label and its value", "rate in one cell with its label",
        "rate typed with a point", "rate typed with a comma", "rate as a number of thousands", "lead buyer in one cell with its label", "price list",
        "prices as a row of a matrix", "one unit_price for all", "one unit_kg for all", "price without a currency", "names blank", "names merged",
        "name that is a number", "name in another case or with a space", "order in two rows", "blank row in the middle", "without tone marks",
        "quantity as text", "usual word", "unknown word",
    ),
}
"""Everything of the grammar that is counted, by what stands before its colon."""

ALL = {f"{kind}: {name}" if kind else name for kind, names in PRODUCTIONS.items() for name in names}
SEEDS = range(60)


def sheet(seed: int, known: float = 0.5) -> SheetOfPeople:
    """One sheet, made anew."""
    random = Random(seed)
    return write(pool(random), random, known)


@cache
def kept(seed: int) -> SheetOfPeople:
    """One sheet that nobody changes."""
    return sheet(seed)


def contents(book: Book) -> dict[tuple[str, int, int], Any]:
    """Place -> what stands there, without blank cells."""
    return {
        (page.title, cell.row, cell.column): cell.value
        for page in book.workbook.worksheets for row in page.iter_rows() for cell in row if cell.value is not None
    }


def facts(of: SheetOfPeople, meaning: str, role: str = "used") -> Iterator[Fact]:
    """The facts of cells that count and have this meaning."""
    return (fact for fact in of.truth.facts.values() if fact.role == role and fact.meaning == meaning and fact.counts)


def number(text: str) -> Fraction | None:
    """What a text of a cell amounts to for a person: 1tr2, 1.250.000đ, 12,5 tệ, 12.5万."""
    text = text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if said := re.search(r"(?<![\d.,])(\d+)tr(\d*)", text):
        return Fraction(f"{said[1]}.{said[2] or 0}") * 10**6
    figures = re.search(r"\d[\d.,]*", text)
    if not figures:
        return None
    figure = figures[0].rstrip(".,")
    if re.fullmatch(r"[1-9]\d{0,2}([.,]\d{3})+", figure):
        value = Fraction(re.sub(r"[.,]", "", figure))
    else:
        whole, point, rest = figure.rpartition("," if figure.rfind(",") > figure.rfind(".") else ".")
        value = Fraction(f"{re.sub('[.,]', '', whole)}.{rest}" if point else rest)
    unit = text[figures.end():].strip().lower()
    return value * (10_000 if unit.startswith("万") else 10**6 if unit.startswith("tr") else 1000 if unit == "k" else Fraction(1, 100) if unit == "%" else 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_that_holds_something_has_a_fact(seed: int) -> None:
    stands = contents(kept(seed).book)
    assert stands.keys() <= kept(seed).truth.facts.keys()
    meant = kept(seed).truth.facts.keys() - stands.keys()
    assert {kept(seed).truth.facts[place].meaning for place in meant} <= {"partner"}    # a name that stands above


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_gives_the_same_sheet(seed: int) -> None:
    again = sheet(seed)
    assert contents(again.book) == contents(kept(seed).book)
    assert again.truth == kept(seed).truth


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cells_that_are_used_make_up_the_tables(seed: int) -> None:
    of, tables = kept(seed), kept(seed).truth.tables
    ordered: Counter[tuple[Any, ...]] = Counter()
    for fact in facts(of, "quantity"):
        ordered[fact.of.pool, fact.of.partner, fact.of.sku] += int(fact.value or 0)
    assert {key: quantity for key, quantity in ordered.items() if quantity} == {
        (row.get("pool"), row["partner"], row.get("sku")): row["quantity"] for row in tables["orders"]
    }
    for meaning in ("unit_price", "unit_kg"):
        known = {(fact.of.sku, fact.value) for fact in facts(of, meaning)}
        listed = {(row.get("sku"), row[meaning]) for row in tables["items"] if meaning in row}
        assert known == listed or (len(known) == 1 and {value for _, value in known} == {value for _, value in listed})    # one for all
    amounts = Counter((fact.of.pool, fact.of.cost, fact.of.partner, fact.value) for fact in facts(of, "amount"))
    assert amounts == Counter((row.get("pool"), row["cost"], row.get("partner"), row["amount"]) for row in tables["costs"] if "amount" in row)
    shares = Counter((fact.of.pool, fact.of.cost, fact.value) for fact in facts(of, "rate") if fact.table == "costs")
    assert shares == Counter((row.get("pool"), row["cost"], number(row["rate"])) for row in tables["costs"] if "rate" in row)
    assert {(fact.unit, fact.value) for fact in facts(of, "rate") if fact.table == "rates"} == {(row["currency"], row["rate"]) for row in tables["rates"]}
    assert [fact.value for fact in facts(of, "lead_buyer")] == [row["lead_buyer"] for row in tables["terms"]]
    payments = Counter((fact.of.pool, fact.of.partner, fact.value) for fact in facts(of, "paid"))
    assert payments == Counter((row.get("pool"), row["partner"], row["paid"]) for row in tables["payments"])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_cell_shows_is_what_its_fact_says(seed: int) -> None:
    of = kept(seed)
    for place, content in contents(of.book).items():
        fact = of.truth.facts[place]
        if fact.role not in {"used", "derived"} or not isinstance(fact.value, Fraction) or content == "-":
            continue
        said = content.rpartition(":" if ":" in content else "=")[2] if isinstance(content, str) and not content.startswith("=") else content
        shown = of.book.values.get(place) or (number(said) if isinstance(said, str) else Fraction(str(said)))
        assert shown is not None
        assert fact.value in {shown, shown * 1000, shown / 1000}, (place, content, fact)    # thousands of dong, and grams


@pytest.mark.parametrize("seed", SEEDS)
def test_dues_add_up_to_goods_and_costs(seed: int) -> None:
    truth = kept(seed).truth
    rates = {"VND": Fraction(1), **{row["currency"]: row["rate"] for row in truth.tables["rates"]}}
    items = {row.get("sku"): row for row in truth.tables["items"]}
    for batch in {row.get("pool") for row in truth.tables["orders"]}:
        pieces: Counter[str | None] = Counter()
        for row in truth.tables["orders"]:
            pieces[row.get("sku")] += row["quantity"] if row.get("pool") == batch else 0
        goods = sum(round(items[sku]["unit_price"] * number_of * rates[items[sku]["currency"]]) for sku, number_of in pieces.items() if "unit_price" in items.get(sku, {}))
        costs = [row for row in truth.tables["costs"] if row.get("pool") == batch]
        whole = goods + sum(round(row["amount"] * rates[row["currency"]]) for row in costs if "amount" in row)
        whole += sum(round(goods * (number(row["rate"]) or 0)) for row in costs if "rate" in row)
        assert sum(due for (of, _), due in dues(truth).items() if of == batch) == whole
    assert sum(paid(truth).values()) == sum(row["paid"] for row in truth.tables["payments"])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_file_shows_what_its_formulas_give(seed: int, tmp_path: Path) -> None:
    of = kept(seed)
    of.save(tmp_path / "people.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "people.xlsx", data_only=True)
    for (title, row, column), value in of.book.values.items():
        assert saved[title].cell(row, column).value == pytest.approx(float(value))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_number_changes_one_blank_cell(seed: int) -> None:
    of = sheet(seed)
    before = contents(of.book)
    place, value = one_more_number(of, Random(seed))
    assert place not in of.truth.facts
    assert contents(of.book) == {**before, place: value}


def test_a_nameless_total_is_exact_and_a_stale_one_bears_a_usual_word() -> None:
    stale = 0
    for seed in range(100):
        of = kept(seed)
        labels = {place[:2] for place, fact in of.truth.facts.items() if fact.role in {"label", "heading"} and fact.meaning == "total"}
        below = [(place, fact) for place, fact in of.truth.facts.items() if fact.role == "derived" and fact.meaning == "total" and fact.stale]
        stale += len(below)
        headed = {(place[0], place[2]) for place, fact in of.truth.facts.items() if fact.role == "heading" and fact.meaning == "total"}
        assert all(place[:2] in labels or (place[0], place[2]) in headed for place, _ in below), seed
    assert stale > 10


def test_words_are_as_usual_as_was_asked_for() -> None:
    assert all(not sheet(seed, 1.0).counts["unknown word"] for seed in range(20))
    rare = Counter[str]()
    for seed in range(20):
        rare += sheet(seed, 0.0).counts
    assert rare["usual word"] < rare["unknown word"] / 10    # beside what is out of date, or cancelled by a word alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_meaning_has_usual_words_and_many_that_no_list_would_have(language: str) -> None:
    assert words(language).keys() == words("en").keys()
    for meaning, kinds in words(language).items():
        assert len(set(kinds["usual"])) >= 6, meaning
        assert len(set(kinds["unknown"])) >= 15, meaning
        assert not set(kinds["usual"]) & set(kinds["unknown"]), meaning


def test_300_sheets_are_made_quickly_and_have_most_of_the_grammar(record_property: Callable[[str, object], None]) -> None:
    begun, counts = time.process_time(), Counter[str]()
    for seed in range(300):
        counts.update(production for production, times in sheet(seed).counts.items() if times)
    assert time.process_time() - begun < 20
    record_property("counts", {"sheets": 300, **dict(counts.most_common())})
    assert counts.keys() <= ALL
    assert len(ALL - counts.keys()) < 4


@pytest.mark.slow
def test_each_production_of_the_grammar_occurs(record_property: Callable[[str, object], None]) -> None:
    counts = Counter[str]()
    for seed in range(2000):
        counts.update(production for production, times in sheet(seed).counts.items() if times)
    record_property("counts", {"sheets": 2000, **dict(counts.most_common())})
    assert counts.keys() == ALL
