"""The template workbooks in LibreOffice: figures follow what is typed, growing tables stay inside, and without the engine the last figures stand."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from poolsplit_addin.libreoffice import program

from poolsplit.order.payment import vietqr
from poolsplit.values.translate import LANGUAGES
from poolsplit.workbook.read.load import load
from poolsplit.workbook.run import run
from poolsplit.workbook.templates import template_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet
    from poolsplit_addin.libreoffice.session import Session

TEXTS = json.loads((Path(__file__).resolve().parents[2] / "workbook_templates" / "builder" / "texts.json").read_text(encoding="utf-8"))
(
    ORDERS, ITEMS, COSTS, TERMS, PAYMENTS, RECEIPT, EVIDENCE, DUES, TRANSFERS, CARD, REMINDERS, LANDED, PIECES, COUNT, READY, SAMPLE, QUOTES, CHECKS,
    ENGINE,
) = range(1, 20)
"""The sheets of a template, after the first one."""
RESULTS = (DUES, TRANSFERS, REMINDERS, LANDED, PIECES, COUNT, READY, SAMPLE, CHECKS)
OK = "OK"


@pytest.fixture
def live(office: Session, version: tuple[int, ...]) -> Session:
    """An office that knows the functions of an .xlsx by their plain names."""
    if version < (25, 2):
        pytest.skip("LibreOffice 25.2 or later only: before, the plain names in an .xlsx are unknown ones")
    return office


class Book:
    """A template that is open in the office; sheets by their place, cells as A1."""

    def __init__(self, office: Session, lang: str, *, example: bool = True) -> None:
        """Open it, worked out anew."""
        path = template_path(lang, example=example)
        self.office, self.titles = office, openpyxl.load_workbook(path, read_only=True).sheetnames
        office.ask("load", path=str(path))

    def type(self, sheet: int, cells: dict[str, object]) -> None:
        """Values into cells, as a person types them."""
        for target, value in cells.items():
            self.office.ask("set", sheet=self.titles[sheet], target=target, value=value)

    def insert(self, sheet: int, above: int, count: int) -> None:
        """Rows above the row with a number as people count."""
        self.office.ask("insert_rows", sheet=self.titles[sheet], row=above - 1, count=count)

    def read(self, sheet: int, target: str) -> list[list[Any]]:
        """What a range shows."""
        return self.office.ask("read", sheet=self.titles[sheet], target=target)

    def checks(self) -> list[object]:
        """The results of all checks."""
        return [row[0] for row in self.read(CHECKS, "F7:F14")]

    def dues(self) -> list[list[Any]]:
        """Partner, quantity and due, as far as there are partners."""
        return [row for row in self.read(DUES, "B10:D39") if row != ["", "", ""]]

    def split(self, folder: Path) -> tuple[list[list[Any]], list[list[Any]]]:
        """What `poolsplit split` makes of the file as it is now: the same columns of the dues, and the landed cost of every piece."""
        path = folder / "now.xlsx"
        self.office.ask("save", path=str(path))
        assert [grid.title for grid in load(path)] == self.titles[:DUES]    # our own sheets are known again
        found = run(path).outcome
        assert [str(problem) for problem in found.problems if not problem.warning] == []
        sections = {section.key: section for section in found.sections}
        labels = [str(label) for label, _ in sections["dues"].columns]
        dues = [[row[0], row[1], row[labels.index("Due")]] for row in sections["dues"].rows[:-1]]
        return dues, [row[:5] for row in sections["landed"].rows if row[1]]


# ---------------------------------------------------------------- the saved results


def formulas(sheet: Worksheet) -> Iterator[Cell]:
    """Every cell whose value a formula gives, those of blocks included."""
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, ArrayFormula):
            block = sheet[cell.value.ref]
            yield from ([cell] if ":" not in cell.value.ref else (inner for row in block for inner in row))
        elif cell.data_type == "f":
            yield cell


def differing(office: Session, path: Path, sheets: tuple[int, ...]) -> tuple[int, list[str]]:
    """How many formulas there are, and those that show something other than what is saved beside them."""
    written, saved = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    count, found = 0, []
    for title in (written.sheetnames[sheet] for sheet in sheets):
        left, top, _, _ = range_boundaries(written[title].dimensions)
        shown = office.ask("read", sheet=title, target=written[title].dimensions)
        for cell in formulas(written[title]):
            value, now = saved[title][cell.coordinate].value, shown[cell.row - top][cell.column - left]
            value = "" if value is None else value
            count += 1
            if value != (pytest.approx(now, rel=1e-12) if isinstance(now, float) else now):
                found.append(f"{title}!{cell.coordinate}: {value!r} is saved, {now!r} is shown")
    return count, found


@pytest.mark.parametrize("example", [True, False])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_saved_beside_every_formula_is_what_it_gives(live: Session, lang: str, *, example: bool) -> None:
    Book(live, lang, example=example)
    count, found = differing(live, template_path(lang, example=example), (ORDERS, ITEMS, PAYMENTS, RECEIPT, *RESULTS, CARD, QUOTES, ENGINE))
    assert found == []
    assert count > 8_000


# ---------------------------------------------------------------- typing


def test_figures_follow_what_is_typed(live: Session, tmp_path: Path) -> None:
    book = Book(live, "en")
    before = book.dues()
    book.type(ORDERS, {"D6": 51})
    book.type(COSTS, {"C8": 4_000_001})
    after = book.dues()
    assert [row[1] for row in after] == [193, 184, 176, 157]
    assert [row[2] for row in after] != [row[2] for row in before]
    dues, landed = book.split(tmp_path)
    assert after == dues
    assert [row for row in book.read(LANDED, "B10:F89") if row[0]] == landed
    # 66 of 115 pieces are ordered by the first two partners now; 100 arrived, so everybody is short.
    assert book.checks() == [OK] * 8
    moves = [row for row in book.read(TRANSFERS, "H10:J39") if row[0]]
    assert [row[1:] for row in book.read(TRANSFERS, "B10:F13") if row[0] != "Mộc Closet"] == [
        [row[2], paid, row[2] - paid, 0] for row, paid in zip(after, (13_309_000, 9_400_000, 0, 12_200_000), strict=True) if row[0] != "Mộc Closet"
    ]
    assert len(moves) == 3


def test_an_empty_template_comes_alive_with_the_first_order(live: Session) -> None:
    book = Book(live, "zh", example=False)
    assert book.dues() == []
    assert book.checks() == [""] * 8
    book.type(ORDERS, {"B6": "甲店", "D6": 60, "B7": "乙店", "D7": 40})
    assert book.dues() == []
    book.type(COSTS, {"B6": "国际运费", "C6": 3_000_001, "E6": "按数量"})
    assert book.dues() == [["甲店", 60, 1_800_001], ["乙店", 40, 1_200_000]]
    assert book.read(DUES, "E9:E11") == [["国际运费"], [1_800_001], [1_200_000]]
    assert book.read(DUES, "E6:E8") == [[3_000_001], [3_000_001], [OK]]
    assert book.read(TRANSFERS, "H10:J10") == [["", "", ""]]
    assert "下单人" in book.read(TRANSFERS, "B4")[0][0]    # who is it? is asked in red
    book.type(TERMS, {"C4": "甲店"})
    assert book.read(TRANSFERS, "H10:J11") == [["乙店", "甲店", 1_200_000], ["", "", ""]]


def test_defects_and_pieces_follow_the_count(live: Session) -> None:
    book = Book(live, "vi")
    book.type(RECEIPT, {"D6": 10})
    pieces = [row[6:] for row in book.read(LANDED, "B10:I28") if row[1] == "Áo thun kem S"]
    assert pieces == [[4, 32], [3, 31], [3, 27]]    # of 36, 34 and 30: 3.6, 3.4 and 3
    assert book.read(PIECES, "D79:D81") == [[10], [10], [OK]]
    book.type(RECEIPT, {"D6": 0.105})    # a rate: 10.5 of 100 pieces, half up
    assert book.read(PIECES, "D79:D81") == [[11], [11], [OK]]
    assert book.checks() == [OK] * 8


# ---------------------------------------------------------------- evidence, samples, quotes


def test_what_a_stage_lacks_follows_the_evidence(live: Session) -> None:
    book = Book(live, "en")
    assert book.read(READY, "B7")[0][0] == "Not ready: 1 missing."
    assert book.read(READY, "B10:C11") == [["Colour", "M-01-report.pdf: open since 2026-09-29"], ["", ""]]
    book.type(EVIDENCE, {"F14": "pass"})
    assert book.read(READY, "B7:B10") == [["Nothing is missing: go ahead."], [""], ["Record"], [""]]
    book.type(EVIDENCE, {"E15": "M-02"})    # no such record
    assert book.read(READY, "B10:C10") == [["Quantity per set", 'M-01-report.pdf refers to "M-02", which is not on record as: Sample']]
    book.type(EVIDENCE, {"E15": "M-01"})
    book.insert(EVIDENCE, 66, 3)    # above the marked row
    book.type(EVIDENCE, {"B68": "Sample", "C68": "Labelling", "D68": "M-01-2.pdf", "E68": "M-01", "F68": "fail", "G68": 46310, "H68": "Lan"})
    assert book.read(READY, "B10")[0][0] == "Labelling"
    book.type(EVIDENCE, {f"{column}68": "" for column in "BCDEFGH"})
    book.type(READY, {"C6": "Bulk order"})
    assert book.read(READY, "B10:C10") == [["Golden sample", "not recorded"]]


def test_the_verdict_on_the_sample_follows_its_results(live: Session) -> None:
    book = Book(live, "en")
    assert book.read(SAMPLE, "B6")[0][0] == "Wait: 1 still open."
    book.type(SAMPLE, {"C13": "pass"})
    assert book.read(SAMPLE, "B6")[0][0] == "All pass: scale."
    book.type(SAMPLE, {"C20": "open"})    # what only a resale needs counts once it is asked
    assert book.read(SAMPLE, "B6")[0][0] == "Wait: 1 still open."
    book.type(SAMPLE, {"C12": "fail"})
    assert book.read(SAMPLE, "B6")[0][0] == "Fix the brief: 1 failed, the first of them Material."
    book.type(SAMPLE, {"C15": "fail"})    # labels: the fix must be seen
    assert book.read(SAMPLE, "B6")[0][0] == "Fix the brief: 2 failed, the first of them Material. Order a second sample: the fix must be seen."


def test_the_plan_of_inspection_follows_the_orders(live: Session) -> None:
    book = Book(live, "en", example=False)
    book.type(ORDERS, {"B6": "Shop", "D6": 100})
    book.type(COSTS, {"B6": "Freight", "C6": 1_000, "E6": "by quantity"})
    plan = book.read(SAMPLE, "B33:G35")
    assert [row[0] for row in plan] == ["Critical defects", "Major defects", "Minor defects"]
    assert [row[1:] for row in plan[1:]] == [[2.5, "F", 20, 1, 2], [4, "F", 20, 2, 3]]    # spec.md, section 8


def test_the_cheapest_quote_follows_price_and_quantity(live: Session) -> None:
    book = Book(live, "en")
    marks = [row[0] for row in book.read(QUOTES, "R10:R14")]
    assert marks == ["cheapest", "", "below MOQ", "", "cheapest"]
    book.type(ORDERS, {"D10": 47 + 140})    # 305 black M: the third supplier's MOQ is reached, and the second one's tier
    assert [row[:2] for row in book.read(QUOTES, "N10:O12")] == [[305, 13], [305, 12.4], [305, 12.2]]
    assert [row[0] for row in book.read(QUOTES, "R10:R12")] == ["", "", "cheapest"]


# ---------------------------------------------------------------- the card, the reminders, the count sheet


def code_of(book: Book) -> str:
    """What a banking app reads from the squares that are painted, "" where nothing is: none where the guard speaks."""
    zxingcpp, numpy = pytest.importorskip("zxingcpp"), pytest.importorskip("numpy")
    if book.read(CARD, "B5")[0][0]:
        return ""
    squares = numpy.array([[cell == 1 for cell in row] for row in book.read(CARD, "C6:BG62")])
    image = numpy.kron(numpy.where(squares, 0, 255), numpy.ones((4, 4))).astype(numpy.uint8)
    return "".join(found.text for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode))


def test_the_card_is_that_of_whoever_is_chosen(live: Session) -> None:
    book = Book(live, "en")
    book.type(PAYMENTS, {"C6": 1_000_000})    # An Nhiên owes 8,000,000 again
    book.type(CARD, {"B2": "An Nhiên Boutique"})
    memo = book.read(CARD, "W67")[0][0]
    assert book.read(CARD, "B3")[0][0] == 8_000_000
    assert vietqr.differences(code_of(book), "Vietcombank", "0011004321987", 8_000_000, memo) == []
    assert [row[0] for row in book.read(CARD, "AN71:AN75")] == [13_309_000, 5_309_000, 8_000_000, "", ""]
    book.type(CARD, {"B2": "The whole group"})
    assert book.read(CARD, "B3")[0][0] == "Still to pay: 2 of 3"
    assert vietqr.differences(code_of(book), "Vietcombank", "0011004321987") == []
    assert [row[0] for row in book.read(CARD, "B71:B73")] == ["An Nhiên Boutique", "Cún Shop", ""]
    assert [row[0] for row in book.read(CARD, "AN71:AN73")] == [8_000_000, 4_503_000, ""]
    book.type(PAYMENTS, {"C6": 9_000_000, "C7": 13_903_000})
    assert book.read(CARD, "B3")[0][0] == "All have paid: the order may be placed."
    assert book.read(CARD, "B69")[0][0] == "All have paid: the order may be placed."
    assert code_of(book) == ""
    book.type(PAYMENTS, {"C6": 1_000_000})
    book.type(CARD, {"B2": "Cún Shop"})    # who has paid in full has no card, and sees nobody else's amount
    assert "choose again" in book.read(CARD, "B5")[0][0]
    assert {cell for row in (*book.read(CARD, "B3:B3"), *book.read(CARD, "B71:BH75")) for cell in row} == {""}
    assert code_of(book) == ""


@pytest.mark.parametrize(("typed", "said"), [
    ("VCB 0011 004 321 987 TRAN THI MOC", "The account cannot be read"), ("MB Bank 0011004321987 TRAN THI MOC", "The account cannot be read"),
    ("0011004321987", "The account cannot be read"), ("", "Type the account"), ("VCBX 0011004321987 TRAN THI MOC", "POOLPAY: bank"),
])
def test_an_account_that_is_not_sure_shows_no_code(live: Session, typed: str, said: str) -> None:
    book = Book(live, "en")
    book.type(TERMS, {"C9": typed})
    assert book.read(CARD, "B5")[0][0].startswith(said)
    assert code_of(book) == ""
    book.type(TERMS, {"C9": "vcb, 0011004321987 TRAN THI MOC"})
    assert vietqr.read(code_of(book)).account == "0011004321987"


def test_another_due_is_another_version_and_voids_the_memo(live: Session) -> None:
    book = Book(live, "en")
    before = book.read(REMINDERS, "E11")[0][0]
    book.type(COSTS, {"C8": 3_500_000})
    after = book.read(REMINDERS, "E12")[0][0]    # somebody before him owes again
    assert before.split()[2] == after.split()[2] == "02"
    assert before != after
    assert book.read(CARD, "W67")[0][0] == after
    assert after.split()[1] in book.read(CARD, "B70")[0][0]


def test_reminders_name_amount_account_and_memo_in_the_language(live: Session) -> None:
    book = Book(live, "vi")
    book.type(PAYMENTS, {"C6": 0, "C7": 0, "C8": 0, "C9": 0})
    rows = [row for row in book.read(REMINDERS, "B11:F40") if row[1]]
    assert [row[:3] for row in rows] == [[1, "An Nhiên Boutique", 13_309_000], [2, "Cún Shop", 13_903_000], [4, "Tiệm Nhà Mây", 12_109_000]]
    for (_, name, _, memo, text), amount in zip(rows, ("13.309.000 ₫", "13.903.000 ₫", "12.109.000 ₫"), strict=True):
        assert all(part in text for part in (name, memo, amount, "09/10/2026 17:00", "0011004321987"))
    group = book.read(REMINDERS, "F10")[0][0]
    assert "3/3" in group
    assert "39.321.000 ₫: An Nhiên Boutique, Cún Shop, Tiệm Nhà Mây." in group


def test_the_count_sheet_has_the_pieces_of_the_landed_cost(live: Session) -> None:
    book = Book(live, "en")
    book.type(RECEIPT, {"D6": 10})
    assert [row for row in book.read(COUNT, "B10:G28") if row[1] == "T-shirt beige S"] == [
        ["An Nhiên Boutique", "T-shirt beige S", 36, 36, 4, 32], ["Cún Shop", "T-shirt beige S", 34, 34, 3, 31],
        ["Mộc Closet", "T-shirt beige S", 30, 30, 3, 27],
    ]
    assert book.read(COUNT, "D7:G8") == [[695, 691, 19, 672], [OK] * 4]


# ---------------------------------------------------------------- growing


def order(book: Book, rows: range) -> int:
    """Type one order of a shop of its own into each row, as many pieces as the row's number; the pieces of all."""
    for row in rows:
        book.type(ORDERS, {f"B{row}": f"Shop {row}", f"C{row}": "T-shirt beige S", f"D{row}": row})
    return sum(rows)


def test_ten_rows_inserted_into_a_table_are_inside_every_formula(live: Session, tmp_path: Path) -> None:
    book = Book(live, "en")
    book.insert(ORDERS, 16, 10)
    more = order(book, range(16, 26))
    after = book.dues()
    assert len(after) == 14
    assert sum(row[1] for row in after) == 695 + more
    dues, landed = book.split(tmp_path)
    assert after == dues
    assert [row for row in book.read(LANDED, "B10:F89") if row[0]] == landed
    assert book.read(PIECES, "D7:D9") == [[100 + more]] * 2 + [[OK]]
    assert book.checks() == [OK] * 8


def test_ten_rows_inserted_at_the_end_are_inside_too(live: Session) -> None:
    book = Book(live, "en")
    book.insert(ORDERS, 66, 10)    # above the marked row, which goes down to 76
    more = order(book, range(60, 76))
    assert [row[:2] for row in book.dues()[4:]] == [[f"Shop {row}", row] for row in range(60, 76)]
    assert book.read(LANDED, "D6:D7") == [[695 + more]] * 2
    assert [row[:3] for row in book.read(LANDED, "B29:F44")] == [[f"Shop {row}", "T-shirt beige S", row] for row in range(60, 76)]
    assert book.read(PIECES, "D7:D9") == [[100 + more]] * 2 + [[OK]]
    assert book.checks() == [OK] * 8


def test_costs_and_payments_grow_too(live: Session, tmp_path: Path) -> None:
    book = Book(live, "en")
    book.insert(COSTS, 13, 10)
    for row in range(13, 23):
        book.type(COSTS, {f"B{row}": f"Box {row}", f"C{row}": 1_000 * row + 1, f"D{row}": "VND", f"E{row}": "by quantity"})
    book.insert(PAYMENTS, 30, 10)    # above the marked row
    book.type(PAYMENTS, {"B39": "Mộc Closet", "C39": 1_000_000})
    after = book.dues()
    assert after == book.split(tmp_path)[0]
    assert sum(row[2] for row in after) == 51_903_234 + sum(1_000 * row + 1 for row in range(13, 23))
    assert book.read(TRANSFERS, "B12:D12") == [["Mộc Closet", after[2][2], 1_000_000]]
    assert book.checks() == [OK] * 8


def test_an_order_below_the_mark_is_seen_to_be_missing(live: Session) -> None:
    book = Book(live, "en")
    book.type(ORDERS, {"B67": "Shop", "C67": "T-shirt beige S", "D67": 5})
    assert book.read(DUES, "C6:C8") == [[700], [695], ["≠"]]
    assert book.checks()[0] == "≠"


# ---------------------------------------------------------------- failing


def test_what_fails_says_why_and_cannot_be_added_up(live: Session) -> None:
    book = Book(live, "en")
    book.type(ORDERS, {"D7": "a few"})
    assert {cell for row in book.read(DUES, "B10:P39") for cell in row if cell} <= {"#VALUE!", "Err:502", "#N/A"}
    book.type(CHECKS, {"H1": f"=SUM('{book.titles[DUES]}'!D10:D39)"})
    assert isinstance(book.read(CHECKS, "H1")[0][0], str)
    for sheet in (DUES, TRANSFERS, LANDED, CHECKS):
        assert book.read(sheet, "B4")[0][0].startswith('POOLDUES: orders, row 3, column 3: "a few" is not a number'), sheet
    assert set(book.checks()) <= {"≠", ""}
    book.type(ORDERS, {"D7": 42})
    assert book.dues() == Book(live, "en").dues()
    assert book.read(DUES, "B4") == [[""]]


@pytest.fixture(scope="module")
def without_the_engine(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example in each language, as a LibreOffice without the functions saves it; it starts once for all."""
    folder = tmp_path_factory.mktemp("without")
    command = [str(soffice), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    paths = [str(template_path(lang, example=True)) for lang in LANGUAGES]
    subprocess.run([*command, *paths], check=True, capture_output=True, timeout=180, env=program.environment())
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_the_engine_the_last_figures_stand(without_the_engine: Path, lang: str) -> None:
    path = template_path(lang, example=True)
    saved, shown = (openpyxl.load_workbook(file, data_only=True) for file in (path, without_the_engine / path.name))
    for title in (saved.sheetnames[sheet] for sheet in RESULTS):
        cells = [cell for row in saved[title].iter_rows(min_row=4) for cell in row]    # in the row above stands whether the engine answers
        assert len(cells) > 100
        assert [cell.coordinate for cell in cells if (shown[title][cell.coordinate].value or "") != (cell.value or "")] == []
        assert shown[title]["B3"].value == TEXTS[lang]["results"]["missing"]
    card = shown[shown.sheetnames[CARD]]
    assert card["B5"].value == TEXTS[lang]["results"]["missing"]    # the squares keep their figures, and are not painted
    assert card["B3"].value == saved[saved.sheetnames[CARD]]["B3"].value
