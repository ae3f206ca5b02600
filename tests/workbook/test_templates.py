"""The shipped workbooks: rebuilt, read, calculated, and copied."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from poolsplit.errors import Refused
from poolsplit.order.evidence import requirements
from poolsplit.order.payment import vietqr
from poolsplit.report.outcome import outcome
from poolsplit.tables.vocabulary import basis, cost_kind
from poolsplit.values.translate import LANGUAGES
from poolsplit.workbook import templates
from poolsplit.workbook.find.tables import Reading, find
from poolsplit.workbook.read.load import load
from poolsplit.workbook.run import run
from poolsplit.workbook.templates import copy_template, template_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet
    from support.conversion import Convert

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "workbook_templates"
SHIPPED = sorted(FOLDER.glob("*.xlsx"))
TEXTS = json.loads((FOLDER / "builder" / "texts.json").read_text(encoding="utf-8"))
FIRST_ROW = 4


@cache
def read(lang: str, *, example: bool) -> Reading:
    return find(load(template_path(lang, example=example)))


@cache
def opened(path: Path, *, values: bool = False) -> openpyxl.Workbook:
    """A workbook as openpyxl reads it, once for all the tests, which change nothing in it. values: with results instead of formulas."""
    return openpyxl.load_workbook(path, data_only=values)


# ---------------------------------------------------------------- the example's figures, by hand

PARTNERS = ("An Nhiên Boutique", "Cún Shop", "Mộc Closet", "Tiệm Nhà Mây")
LEAD = 2
RATE = 3565
SKUS = (
    # pieces of the four partners, price in CNY, kg and cubic metres of a piece
    ((36, 34, 30, 0), "14.5", "0.165", "0.0011"),
    ((42, 31, 27, 0), "14.8", "0.18", "0.0012"),
    ((25, 38, 0, 42), "15.2", "0.195", "0.0013"),
    ((28, 0, 44, 33), "13.8", "0.17", "0.0011"),
    ((47, 52, 36, 30), "13", "0.185", "0.0012"),    # 165 pieces: the price from 150 pieces on
    ((0, 29, 39, 52), "14.6", "0.2", "0.0013"),
)

DUES = {
    "quantity": (178, 184, 176, 157),
    "goods": (8_987_365, 9_371_672, 8_838_348, 7_996_295),
    "domestic": (150_231, 160_548, 148_799, 139_342),
    "freight": (854_549, 913_344, 852_401, 798_706),
    "duty": (1_998_429, 2_089_113, 1_967_910, 1_786_868),
    "vat": (959_246, 1_002_774, 944_597, 857_697),
    "customs": (225_000, 225_000, 225_000, 225_000),
    "fee": (134_811, 140_575, 132_575, 119_944),
    "credit": (0, 0, -527_905, 0),
    "delivery": (0, 0, 0, 185_000),
    "rounding": (-631, -26, 509, 148),
    "due": (13_309_000, 13_903_000, 12_582_234, 12_109_000),
    "paid": (13_309_000, 9_400_000, 0, 12_200_000),
    "balance": (0, 4_503_000, 12_582_234, -91_000),
}


def largest_remainder(total: int, weights: list[Fraction]) -> list[int]:
    quotas = [total * weight / sum(weights) for weight in weights]
    shares = [int(quota) for quota in quotas]
    left = total - sum(shares)
    for place in sorted(range(len(weights)), key=lambda i: (shares[i] - quotas[i], -weights[i]))[:left]:
        shares[place] += 1
    return shares


def by_hand() -> dict[str, tuple[int, ...]]:
    """The dues of the example from its figures, with nothing of poolsplit: spec.md, sections 1 and 2, in fractions."""
    goods, kg, cbm, pieces = [[Fraction(0)] * 4 for _ in range(4)]
    for quantities, price, unit_kg, unit_cbm in SKUS:
        value = round(Fraction(price) * sum(quantities) * RATE)
        shares = largest_remainder(value, [Fraction(quantity) for quantity in quantities])
        for i, quantity in enumerate(quantities):
            goods[i] += shares[i]
            kg[i] += quantity * Fraction(unit_kg)
            cbm[i] += quantity * Fraction(unit_cbm)
            pieces[i] += quantity
    lines: dict[str, list[Any]] = {"goods": goods}
    lines["domestic"] = largest_remainder(168 * RATE, cbm)
    lines["freight"] = largest_remainder(3_419_000, kg)
    taxed = [Fraction(sum(parts)) for parts in zip(*lines.values(), strict=True)]
    lines["duty"] = largest_remainder(round(sum(taxed) * Fraction(20, 100)), taxed)
    taxed = [before + duty for before, duty in zip(taxed, lines["duty"], strict=True)]
    lines["vat"] = largest_remainder(round(sum(taxed) * Fraction(8, 100)), taxed)
    lines["customs"] = [900_000 // 4] * 4
    lines["fee"] = largest_remainder(round(sum(goods) * Fraction(15, 1000)), goods)
    lines["credit"] = [-sum(lines["fee"]) if i == LEAD else 0 for i in range(4)]
    lines["delivery"] = [0, 0, 0, 185_000]
    exact = [int(sum(parts)) for parts in zip(*lines.values(), strict=True)]
    left, rest = divmod(sum(amount % 1000 for amount in exact), 1000)
    due = [amount - amount % 1000 for amount in exact]
    for i in sorted(range(4), key=lambda i: -(exact[i] % 1000))[:left]:
        due[i] += 1000
    due[LEAD] += rest
    lines["rounding"] = [amount - before for amount, before in zip(due, exact, strict=True)]
    lines |= {"due": due, "paid": [9_000_000 + 4_309_000, 9_400_000, 0, 12_200_000]}
    lines["balance"] = [amount - paid for amount, paid in zip(due, lines["paid"], strict=True)]
    return {name: tuple(map(int, values)) for name, values in {"quantity": pieces, **lines}.items()}


def test_the_dues_by_hand_are_the_expected_ones() -> None:
    assert by_hand() == DUES
    leaving = [sum(DUES[name]) for name in ("goods", "domestic", "freight", "duty", "vat", "customs", "delivery")]
    assert sum(DUES["due"]) == sum(leaving) == 51_903_234


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_gives_these_dues_in_every_language(lang: str) -> None:
    reading = read(lang, example=True)
    found = outcome(reading.tables, reading.problems, reading.lang)
    assert [str(problem) for problem in found.problems] == []
    dues = found.sections[0]
    assert dues.key == "dues"
    names = [row[0] for row in dues.rows[:-1]]
    assert names == (list(PARTNERS) if lang != "zh" else ["云上衣橱", "小满服饰", "木棉小铺", "茶花衣社"])
    assert [tuple(row[1:]) for row in dues.rows[:-1]] == list(zip(*DUES.values(), strict=True))
    assert dues.rows[-1][1:] == [sum(values) for values in DUES.values()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_says_who_transfers_what_and_who_gets_which_pieces(lang: str) -> None:
    reading = read(lang, example=True)
    sections = {section.key: section for section in outcome(reading.tables, reading.problems, reading.lang).sections}
    partners = [row[0] for row in sections["dues"].rows[:-1]]
    moves = [(partners.index(payer), partners.index(payee), amount) for payer, payee, amount in sections["settlement"].rows if payer in partners]
    assert moves == [(1, LEAD, 4_503_000), (LEAD, 3, 91_000)]
    pieces = [row[2:] for row in sections["goods"].rows]
    # 4 of 105 are missing at 25/38/42: 0.95, 1.45, 1.6 pieces. 3 defects at 42/31/27 and 6 at 47/52/36/30 of 165.
    short = [row for row in pieces if row[0] != row[1]]
    assert short[:-1] == [[25, 24, 0, 24], [38, 37, 0, 37], [42, 40, 0, 40]]
    assert [row[2] for row in pieces[:-1]] == [0, 1, 0, 0, 2, 0, 1, 0, 2, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0]
    assert pieces[-1] == [695, 691, 9, 682]


# ---------------------------------------------------------------- reading

COLUMNS = {
    "orders": ["partner", "sku", "quantity", "tolerance"],
    "items": ["sku", "unit_price", "currency", "tiers", "moq", "pack", "unit_kg", "unit_cbm", "estimated_kg", "estimated_cbm", "link"],
    "costs": ["cost", "amount", "currency", "basis", "rate", "of", "partner", "reverses", "actual"],
    "terms": ["lead_buyer", "lead_exempt", "currency", "step", "deadline", "account", "billed_kg", "billed_cbm"],
    "rates": ["currency", "rate", "date"],
    "payments": ["partner", "paid", "date", "reference"],
    "receipt": ["sku", "received", "defective"],
    "evidence": ["stage", "item", "reference", "refers_to", "result", "date", "recorded_by"],
}
ROWS = {"orders": 19, "items": 6, "costs": 8, "terms": 1, "rates": 1, "payments": 4, "receipt": 6, "evidence": 15}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_of_the_example_is_found_and_nothing_is_asked(lang: str) -> None:
    reading = read(lang, example=True)
    assert reading.lang == lang
    assert [str(problem) for problem in reading.problems] == []
    assert {name: list(table.columns) for name, table in reading.tables.items()} == COLUMNS
    assert {name: table.size for name, table in reading.tables.items()} == ROWS
    assert len([taken for taken in reading.taken if taken.table != "terms"]) == len(COLUMNS) - 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_template_only_misses_its_orders(lang: str) -> None:
    reading = read(lang, example=False)
    sheet = load(template_path(lang))[1].title
    assert [(problem.cell.replace("'", ""), problem.message) for problem in reading.problems] == [(f"{sheet}!B5", "the order list has no rows")]
    assert reading.taken == []


@pytest.mark.parametrize("example", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_a_template_has_a_role_and_no_question_has_choices(lang: str, *, example: bool) -> None:
    reading = read(lang, example=example)
    assert reading.account.counts()["open"] == 0
    assert reading.account.counts()["derived"] == 0
    assert bool(reading.account.counts()["used"]) is example
    assert [problem for problem in reading.problems if problem.choices] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_in_the_lists_mean_what_they_stand_for(lang: str) -> None:
    assert {meaning: basis(words[0]) for meaning, words in TEXTS[lang]["bases"].items()} == {meaning: meaning for meaning in TEXTS[lang]["bases"]}
    assert {kind: cost_kind(name) for kind, name in TEXTS[lang]["costs"].items()} == {kind: kind for kind in TEXTS[lang]["costs"]}


def keys(value: object) -> object:
    return {name: keys(inner) for name, inner in value.items()} if isinstance(value, dict) else None


def test_every_language_has_the_same_texts() -> None:
    assert list(TEXTS) == list(LANGUAGES)
    assert keys(TEXTS["vi"]) == keys(TEXTS["en"]) == keys(TEXTS["zh"])


# ---------------------------------------------------------------- the files


def parts(path: Path) -> dict[str, tuple[tuple[int, ...], bytes]]:
    """What a package holds; how well it is packed depends on Python's zlib."""
    with zipfile.ZipFile(path) as package:
        return {part.filename: (part.date_time, package.read(part)) for part in package.infolist()}


def listed(path: Path) -> list[tuple[object, ...]]:
    """What a package says of each of its parts, in their order, but for how well it is packed and where it lies."""
    with zipfile.ZipFile(path) as package:
        return [(part.filename, part.create_system, part.create_version, part.compress_type, part.flag_bits, part.external_attr, part.extra) for part in package.infolist()]


def test_the_builder_makes_the_shipped_files_the_same_each_time(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "workbook_templates.builder", str(tmp_path)]
    subprocess.run(command, check=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    built = sorted(tmp_path.glob("*"))
    assert [path.name for path in built] == [path.name for path in SHIPPED]
    assert len(SHIPPED) == 2 * len(LANGUAGES)
    for again, shipped in zip(built, SHIPPED, strict=True):
        assert parts(again) == parts(shipped), f"{shipped.name} is not what the builder makes: run python -m workbook_templates.builder"
        assert listed(again) == listed(shipped), f"{shipped.name} is packed otherwise than the builder does"


FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)><f([^>]*)>([^<]*)</f>(<v>[^<]*</v>)')
BLANK = b"<v></v>"
INPUTS = 8
"""The sheets before those that work themselves out, the first one included."""
RESULTS = list(TEXTS["en"]["sheets"])[INPUTS:-1]
"""Those that work themselves out, but for the engine's own."""


def formulas(path: Path) -> list[dict[str, re.Match[bytes]]]:
    """For each sheet: cell -> its formula and its saved result."""
    sheets = [content for name, (_, content) in parts(path).items() if name.startswith("xl/worksheets/sheet")]
    return [{match[1].decode(): match for match in FORMULA.finditer(content)} for content in sheets]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_formula_has_its_result_and_nothing_asks_for_calculation_on_opening(path: Path) -> None:
    content = parts(path)
    assert re.findall(rb"<calcPr[^>]*>", content["xl/workbook.xml"][1]) == [b'<calcPr calcId="191029"/>']
    found = [match for sheet in formulas(path) for match in sheet.values()]
    assert len(found) == sum(part.count(b"<f") for _, (_, part) in content.items() if b"<worksheet" in part) - sum(
        part.count(b"<formula") for _, (_, part) in content.items() if b"<worksheet" in part
    )
    assert [match[1] for match in found if match[5] == BLANK and b't="str"' not in match[2]] == []    # "" is a result, nothing is none
    assert not any(b't="e"' in part for _, part in content.values())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_functions_are_called_by_their_plain_names_in_blocks_of_one_size(path: Path) -> None:
    every = [match for sheet in formulas(path) for match in sheet.values()]
    found = [match for match in every if re.search(rb"POOL[A-Z]+\(", match[4]) and b"POOLLASTERROR" not in match[4]]
    names = [name for match in found for name in re.findall(rb"[^A-Z\"](POOL[A-Z]+)\(", b" " + match[4])]
    assert sorted(names) == [
        b"POOLCHECK", b"POOLDEFECTS", b"POOLDUES", b"POOLLANDED", b"POOLPAY", b"POOLPAYCHECK", b"POOLQR", b"POOLREADY", b"POOLRECEIVED", b"POOLSAMPLE",
        b"POOLSETTLE", b"POOLVERSION",
    ]
    assert all(b't="array" ref="' in match[3] and b"cm=" not in match[2] for match in found)
    assert not any(re.search(rb"_xl|\[1\]|IFERROR|IFNA", match[4]) for sheet in formulas(path) for match in sheet.values())


@pytest.fixture(scope="module")
def calculated(soffice: Convert, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The example in each language without its saved results, as LibreOffice calculates and saves it; it starts once for all."""
    bare, folder = tmp_path_factory.mktemp("bare"), tmp_path_factory.mktemp("calculated")
    paths = [bare / f"{lang}.xlsx" for lang in LANGUAGES]
    for lang, path in zip(LANGUAGES, paths, strict=True):
        with zipfile.ZipFile(path, "w") as package:
            for name, (_, content) in parts(template_path(lang, example=True)).items():
                package.writestr(name, FORMULA.sub(lambda found: found[0].removesuffix(found[5]), content))
        assert not any(any(sheet) for sheet in formulas(path))
    soffice(paths[0], "xlsx", folder, *paths[1:])
    return {lang: folder / f"{lang}.xlsx" for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_saved_results_of_the_yellow_sheets_are_what_libreoffice_calculates(lang: str, calculated: dict[str, Path]) -> None:
    path = template_path(lang, example=True)
    saved, again = opened(path, values=True), opened(calculated[lang], values=True)
    places = [(sheet.title, cell) for sheet, cells in zip(saved.worksheets[:INPUTS], formulas(path), strict=False) for cell in cells]
    assert [saved[sheet][cell].value for sheet, cell in places] == [695, 0, 34_909_000, 691, 9]
    assert [again[sheet][cell].value for sheet, cell in places] == [695, 0, 34_909_000, 691, 9]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_saved_dues_are_those_by_hand_and_those_of_the_command(lang: str) -> None:
    sheet = opened(template_path(lang, example=True), values=True).worksheets[INPUTS]
    shown = [[cell.value for cell in row] for row in sheet["B10:N13"]]
    lines = [*DUES][1:-3]
    assert [row[1:] for row in shown] == [list(row) for row in zip(*(DUES[name] for name in ("quantity", "due", *lines)), strict=True)]
    reading = read(lang, example=True)
    assert [row[0] for row in shown] == [row[0] for row in outcome(reading.tables, reading.problems, lang).sections[0].rows[:-1]]
    assert sheet["B14"].value is None
    texts = TEXTS[lang]
    credited = texts["costs"]["fee"] + texts["results"]["credit"]
    heads = [texts["costs"].get(name, {"credit": credited, "rounding": texts["results"]["rounding"]}.get(name)) for name in lines]
    assert [cell.value for cell in sheet["E9:N9"][0]] == heads


@pytest.mark.parametrize("example", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_read_from_the_sheets_that_work_themselves_out(lang: str, *, example: bool) -> None:
    titles = list(TEXTS[lang]["sheets"].values())[:INPUTS]
    assert [grid.title for grid in load(template_path(lang, example=example))] == titles
    assert {taken.sheet for taken in read(lang, example=example).taken} <= set(titles[1:])
    assert not example or run(template_path(lang, example=example)).outcome.problems == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ranges_of_the_formulas_end_with_the_marked_row(lang: str) -> None:
    book = opened(template_path(lang, example=True))
    for table in ("orders", "costs", "items"):
        [(title, area)] = book.defined_names[f"all_{table}"].destinations
        sheet = book[title]
        start, end = area.replace("$", "").split(":")
        assert sheet.tables[table].ref == f"{start}:{end[0]}{int(end[1:]) - 1}"
        assert sheet[f"A{end[1:]}"].value == "▲"
        assert {cell.value for cell in sheet[end[1:]][1:]} == {None}


def wide(text: str) -> int:
    return sum(2 if letter > "\u2e7f" else 1 for letter in text)


def clipped(sheet: Worksheet) -> Iterator[str]:
    """Cells below the titles that are too narrow: for a text on one line, or for the longest word of a wrapped one."""
    widths = {column: group.width for group in sheet.column_dimensions.values() for column in range(group.min or 0, (group.max or 0) + 1)}
    merged = {sheet.cell(box.min_row, box.min_col).coordinate for box in sheet.merged_cells.ranges}
    for cell in (cell for row in sheet.iter_rows(min_row=FIRST_ROW) for cell in row):
        if not isinstance(cell.value, str) or cell.coordinate in merged:
            continue
        text = max(cell.value.split(), key=wide) if cell.alignment.wrap_text else cell.value
        is_title = cell.fill.fill_type is None and sheet.cell(cell.row, cell.column + 1).value is None    # it runs on over blank cells
        if wide(text) + 1 > widths[cell.column] and not is_title:
            yield f"{sheet.title}!{cell.coordinate} {text}"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_text_fits_into_its_cell(path: Path) -> None:
    assert [text for sheet in opened(path, values=True).worksheets[:-1] for text in clipped(sheet)] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_tables_keep_their_headings_in_sight_and_print_on_one_page_across(path: Path) -> None:
    sheets = opened(path).worksheets
    for sheet in sheets:
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert ({None: 1}.get(sheet.page_setup.fitToWidth, sheet.page_setup.fitToWidth), sheet.page_setup.paperSize) == (1, 9)
        assert sheet.print_area
    tables = [sheet for sheet in sheets if set(sheet.tables) - {"rates"}]
    assert [(sheet.freeze_panes, sheet.print_title_rows) for sheet in tables] == [("C6", "$5:$5")] * 6
    assert [sheet.page_setup.fitToHeight for sheet in sheets[:INPUTS]] == [0] * INPUTS
    results = sheets[INPUTS:-1]
    frozen = dict(zip(RESULTS, [sheet.freeze_panes for sheet in results], strict=True))
    assert frozen == dict.fromkeys(RESULTS, "C10") | {"card": None, "pieces": "D5", "checks": None}
    tall = dict(zip(RESULTS, [sheet.page_setup.fitToHeight for sheet in results], strict=True))
    assert tall == dict.fromkeys(RESULTS, None) | {"pieces": 0}    # as high as a page, but for the pieces


# ---------------------------------------------------------------- evidence, quotes and the card


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lists_of_the_evidence_offer_words_that_the_gates_know(lang: str) -> None:
    book = opened(template_path(lang))
    sheet = book[TEXTS[lang]["sheets"]["evidence"]]
    lists = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    [(title, area)] = book.defined_names["record_words"].destinations
    words = [row[0].value for row in book[title][area.replace("$", "")]]
    stages, results = (lists[column].strip('"').split(",") for column in "BF")
    assert lists["C"] == "record_words"
    known = requirements.read_requirements()
    assert [known.stage(word) for word in stages] == known.stages
    assert [known.item(word) for word in words] == list(known.data["items"])
    assert [known.result(word) for word in results] == list(known.data["results"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_saved_code_of_the_card_is_that_of_its_texts_and_is_read_from_its_squares(lang: str) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    numpy = pytest.importorskip("numpy")
    book = opened(template_path(lang, example=True), values=True)
    card = book[TEXTS[lang]["sheets"]["card"]]
    squares = numpy.array([[cell.value for cell in row] for row in card["C6:BG62"]], dtype=numpy.uint8)
    [code] = zxingcpp.read_barcodes(numpy.kron((1 - squares) * 255, numpy.ones((4, 4), dtype=numpy.uint8)).astype(numpy.uint8), formats=zxingcpp.BarcodeFormat.QRCode)
    texts = TEXTS[lang]["results"]["card"]
    beside = {card.cell(row, 2).value: card.cell(row, 23).value for row in range(64, 68)}
    assert vietqr.differences(code.text, beside[texts["bank"]], "0011004321987", card["B3"].value, beside[texts["memo"]]) == []
    assert (card["B2"].value, card["B3"].value) == (PARTNERS[1] if lang != "zh" else "小满服饰", 4_503_000)
    assert beside[texts["account"]] == "****1987"
    assert beside[texts["holder"]] == "TRAN THI MOC"
    shown = [cell.value for row in card.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert not any("0011004321987" in text for text in shown)
    assert not any(name in text for text in shown for name in ("An Nhiên", "Tiệm Nhà", "云上", "茶花"))    # one partner's card is his alone


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_squares_of_the_card_are_painted_only_where_nothing_speaks_against_the_code(path: Path) -> None:
    lang = path.stem[-2:]
    card = opened(path)[TEXTS[lang]["sheets"]["card"]]
    [(area, [rule])] = [(str(ranges.sqref), rules) for ranges, rules in card.conditional_formatting._cf_rules.items()]  # noqa: SLF001
    assert area == "C6:BG62"
    assert rule.formula == ["AND(C6=1,IF(ISERROR($B$5),FALSE,LEN($B$5)=0))"]
    assert card["B5"].value == '=pay_guard&""'


@pytest.mark.parametrize("lang", LANGUAGES)
def test_quotes_are_compared_at_the_quantity_of_the_pool(lang: str) -> None:
    sheet = opened(template_path(lang, example=True), values=True)[TEXTS[lang]["sheets"]["quotes"]]
    words = TEXTS[lang]["results"]["quotes"]
    per_kg = Fraction(3_419_000) / sum(sum(quantities) * Fraction(kg) for quantities, _, kg, _ in SKUS)
    expected = []
    for price, pieces, kg, mark in (("13", 165, "0.185", "cheapest"), ("13.6", 165, "0.185", ""), ("12.2", 165, "0.185", "short"),
                                    ("14.8", 100, "0.18", ""), ("14.2", 100, "0.18", "cheapest")):
        expected.append([pieces, float(price), int(Fraction(price) * RATE + per_kg * Fraction(kg) + Fraction(1, 2)), words.get(mark)])
    assert [[row[0].value, row[1].value, row[3].value, row[4].value or None] for row in sheet["N10:R14"]] == expected


# ---------------------------------------------------------------- finding and copying


def test_an_installed_poolsplit_takes_the_files_inside_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "template_vi.xlsx").write_bytes(b"shipped")
    monkeypatch.setattr(templates, "_INSTALLED", tmp_path)
    assert template_path("vi") == tmp_path / "template_vi.xlsx"
    with pytest.raises(Refused, match=r"no workbook template_en\.xlsx") as refused:
        template_path("en")
    assert refused.value.code == "no-template"


@pytest.mark.parametrize("example", [False, True])
def test_a_copy_is_the_shipped_file_and_nothing_else_is_left(tmp_path: Path, *, example: bool) -> None:
    copy_template(tmp_path / "đơn tháng 5.xlsx", "zh", example=example)
    assert (tmp_path / "đơn tháng 5.xlsx").read_bytes() == template_path("zh", example=example).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["đơn tháng 5.xlsx"]


def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    mine = tmp_path / "mine.xlsx"
    mine.write_bytes(b"a month of work")
    with pytest.raises(Refused, match="exists already") as refused:
        copy_template(mine, "vi")
    assert refused.value.code == "exists"
    assert mine.read_bytes() == b"a month of work"
    assert list(tmp_path.iterdir()) == [mine]


def test_a_copy_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refused, match="cannot be written") as refused:
        copy_template(tmp_path / "new.xlsx", "vi")
    assert refused.value.code == "not-writable"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        copy_template(tmp_path / "nowhere" / "new.xlsx", "vi")
    assert not (tmp_path / "nowhere").exists()
