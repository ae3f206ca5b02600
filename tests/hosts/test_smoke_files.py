"""The files of the smoke test for Excel hold the forms that they are named for; the instructions give the same names and figures."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from poolsplit_addin.excel import addin, smoke, wrappers

import poolsplit
from poolsplit.functions.declaration import BY_NAME, call, last_error
from poolsplit.values.translate import translate
from poolsplit.workbook.run import run
from poolsplit.workbook.templates import template_path

DOCS = Path(__file__).resolve().parents[2] / "docs"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A, B, C, D, E, G = (form.file for form in smoke.FORMS)
STARTUP = "http://schemas.microsoft.com/office/2006/relationships/xlExternalLinkPath/xlStartup"
PATH = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files, written once."""
    made = tmp_path_factory.mktemp("smoke") / "new" / "folder"
    smoke.write(made)
    return made


def part(path: Path, name: str) -> ET.Element:
    with zipfile.ZipFile(path) as package:
        return ET.fromstring(package.read(name))  # noqa: S314  (our own file)


def cells(path: Path) -> dict[str, ET.Element]:
    return {cell.attrib["r"]: cell for cell in part(path, "xl/worksheets/sheet1.xml").iter(f"{MAIN}c")}


def formula(cell: ET.Element) -> tuple[str | None, dict[str, str]]:
    found = cell.find(f"{MAIN}f")
    assert found is not None
    return found.text, found.attrib


# ---------------------------------------------------------------- the files


def test_the_same_bytes_each_time_and_over_an_earlier_run(folder, tmp_path):
    paths = smoke.write(tmp_path)
    assert sorted(path.name for path in paths) == sorted(path.name for path in folder.iterdir())
    first = {path.name: path.read_bytes() for path in paths}
    assert first == {path.name: path.read_bytes() for path in folder.iterdir()}
    paths[0].write_bytes(b"typed over by the tester")
    assert {path.name: path.read_bytes() for path in smoke.write(tmp_path)} == first


@pytest.mark.parametrize("form", smoke.FORMS, ids=lambda form: form.file)
def test_it_opens_and_its_saved_values_are_the_right_ones(folder, form):
    path = folder / form.file
    sheet, values = openpyxl.load_workbook(path)["Pool"], openpyxl.load_workbook(path, data_only=True)["Pool"]
    amount, weights = values["B3"].value, [values["B5"].value, values["B6"].value]
    assert [values["C5"].value, values["C6"].value] == poolsplit.apportion(amount, weights) == [60, 40]
    assert [values["C5"].value, values["C6"].value] == [row[0] for row in call("POOLSPLIT", [amount, [[one] for one in weights]])]
    assert [values["D5"].value, values["D6"].value] == [60, 40]
    typed = int(re.search(r"Type (\d+) into B5", values["A8"].value)[1])
    assert [values["E5"].value, values["E6"].value] == poolsplit.apportion(amount, [typed, weights[1]]) == [56, 44]
    assert sheet["A9"].value.endswith(getattr(sheet["C5"].value, "text", sheet["C5"].value).removeprefix("="))


def test_a_change_shows_in_every_share():
    before, after = (poolsplit.apportion(smoke.AMOUNT, weights) for weights in (smoke.WEIGHTS, smoke.CHANGED))
    assert all(one != other for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize("form", smoke.FORMS, ids=lambda form: form.file)
def test_excel_has_as_much_reason_to_work_it_out_anew_as_with_a_template(folder, form):
    ours, template = (part(path, "xl/workbook.xml") for path in (folder / form.file, folder / smoke.EXAMPLE))
    for name in ("calcPr", "fileVersion"):
        assert ours.find(f"{MAIN}{name}").attrib == template.find(f"{MAIN}{name}").attrib


@pytest.mark.parametrize("file", [A, G])
def test_a_plain_name_in_each_cell(folder, file):
    found = cells(folder / file)
    assert formula(found["C5"]) == ("POOLSHARE(B3,B5:B6,1)", {})
    assert formula(found["C6"]) == ("POOLSHARE(B3,B5:B6,2)", {})


def test_a_plain_name_in_a_fixed_array(folder):
    found = cells(folder / B)
    assert formula(found["C5"]) == ("POOLSPLIT(B3,B5:B6)", {"t": "array", "ref": "C5:C6"})
    assert found["C6"].find(f"{MAIN}f") is None
    assert all("cm" not in cell.attrib for cell in found.values())
    block = openpyxl.load_workbook(folder / B)["Pool"]["C5"].value
    assert isinstance(block, ArrayFormula)
    assert (block.ref, block.text) == ("C5:C6", "=POOLSPLIT(B3,B5:B6)")


def test_a_plain_name_in_an_array_that_spills(folder):
    found = cells(folder / C)
    assert formula(found["C5"]) == ("POOLSPLIT(B3,B5:B6)", {"t": "array", "ref": "C5:C6"})
    assert {name: cell.attrib.get("cm") for name, cell in found.items() if "cm" in cell.attrib} == {"C5": "1"}
    metadata = ET.tostring(part(folder / C, "xl/metadata.xml"), encoding="unicode")
    assert re.search(r'fDynamic="1"', metadata)
    assert part(folder / C, "xl/metadata.xml").find(f"{MAIN}cellMetadata/{MAIN}bk/{MAIN}rc").attrib == {"t": "1", "v": "0"}
    assert related(folder / C, "sheetMetadata") == ["metadata.xml"]


@pytest.mark.parametrize(("file", "kind", "target"), [
    (D, STARTUP, "poolsplit.xlam"), (E, PATH, r"file:///C:\Users\somebody\AppData\Roaming\Microsoft\Excel\XLSTART\poolsplit.xlam"),
])
def test_a_link_to_the_addin(folder, file, kind, target):
    assert formula(cells(folder / file)["C5"]) == ("[1]!POOLSPLIT(B3,B5:B6)", {"t": "array", "ref": "C5:C6"})
    [link] = openpyxl.load_workbook(folder / file)._external_links    # noqa: SLF001  (openpyxl has no other door)
    assert (link.file_link.Type, link.file_link.Target, link.file_link.TargetMode) == (kind, target, "External")
    assert [name.name for name in link.externalBook.definedNames] == ["POOLSPLIT"]
    with zipfile.ZipFile(io.BytesIO(addin.build("0.0", "en"))) as package:
        sheets = re.findall(r'<sheet name="([^"]*)"', package.read("xl/workbook.xml").decode())
    assert [*link.externalBook.sheetNames.sheetName] == sheets
    assert related(folder / file, "externalLink") == ["externalLinks/externalLink1.xml"]


def test_only_the_forms_with_a_link_have_one(folder):
    linked = {path.name for path in folder.iterdir() if any("externalLink" in name for name in zipfile.ZipFile(path).namelist())}
    assert linked == {D, E}


def test_a_sheet_that_looks_like_a_configuration(folder):
    book = openpyxl.load_workbook(folder / G)
    assert book.sheetnames == ["Pool", "xlwings.conf"]
    assert book["xlwings.conf"]["A1"].value.upper() == "INTERPRETER_WIN"


@pytest.mark.parametrize("form", smoke.FORMS, ids=lambda form: form.file)
def test_every_cell_stands_in_the_row_that_its_name_says(folder, form):
    with zipfile.ZipFile(folder / form.file) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    for row in (row for sheet in sheets for row in part(folder / form.file, sheet).iter(f"{MAIN}row")):
        assert {re.sub("[A-Z]", "", cell.attrib["r"]) for cell in row} == {row.attrib["r"]}


def test_every_part_has_its_content_type(folder):
    for form in smoke.FORMS:
        types = part(folder / form.file, "[Content_Types].xml")
        listed = {found.attrib["PartName"][1:] for found in types if "PartName" in found.attrib}
        assert listed == {name for name in zipfile.ZipFile(folder / form.file).namelist() if not name.endswith(".rels") and "Types" not in name}


def test_the_filled_example_is_the_shipped_one(folder):
    assert (folder / smoke.EXAMPLE).read_bytes() == template_path("en", example=True).read_bytes()


def related(path: Path, kind: str) -> list[str]:
    found = part(path, "xl/_rels/workbook.xml.rels")
    return [one.attrib["Target"] for one in found if one.attrib["Type"].endswith(f"/{kind}")]


# ---------------------------------------------------------------- the instructions


@pytest.fixture(scope="module")
def steps() -> str:
    """The instructions."""
    return (DOCS / "excel-smoke-test.md").read_text(encoding="utf-8")


def test_ten_steps_name_every_file(steps, folder):
    assert [int(number) for number in re.findall(r"(?m)^## (\d+)\. ", steps)] == [*range(1, 11)]
    assert set(re.findall(r"\b[a-g]_\w+\.xlsx", steps)) == {path.name for path in folder.iterdir()}


def test_the_figures_are_what_the_engine_gives(steps):
    for weights in (smoke.WEIGHTS, smoke.CHANGED):
        first, second = poolsplit.apportion(smoke.AMOUNT, weights)
        assert f"{first}, {second}" in steps
    assert f"{poolsplit.apportion(smoke.AMOUNT, [70, 40])[0]}, {poolsplit.apportion(smoke.AMOUNT, [70, 40])[1]}" in steps


def test_the_reason_is_what_the_engine_says(steps):
    with pytest.raises(poolsplit.PoolsplitError):
        call("POOLSPLIT", [100, [[50], ["Nguyễn Đức"]]])
    assert last_error("vi") in steps
    assert last_error("en") in steps


def test_the_words_are_those_of_the_addin(steps):
    labels = re.findall(r' label="([^"]*)"', addin.ribbon("vi"))[1:]
    assert len(labels) == 5
    texts = [*labels, translate(wrappers.SENTENCES["NothingFailed"], "vi"), translate(wrappers.SENTENCES["SheetNotRead"], "vi")]
    wizard = [BY_NAME["POOLSPLIT"].help["vi"], BY_NAME["POOLSPLIT"].arguments[1].help["vi"]]
    assert [text for text in (*texts, *wizard) if text not in " ".join(steps.split())] == []


def test_the_example_changes_as_the_instructions_say(steps, tmp_path):
    book = openpyxl.load_workbook(template_path("en", example=True))
    assert book["Orders"]["D6"].value == 36
    book["Orders"]["D6"] = 46
    book.save(tmp_path / "changed.xlsx")
    for path, before in ((template_path("en", example=True), True), (tmp_path / "changed.xlsx", False)):
        [dues] = [section for section in run(path).outcome.sections if section.key == "dues"]
        names = [name for name, _ in dues.columns]
        due, pieces = dues.rows[0][names.index("Due")], dues.rows[-1][names.index("Quantity")]
        assert f"{due:,}" in steps
        assert before or str(pieces) in steps
