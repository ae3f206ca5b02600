"""One sheet put into workbooks of every kind, and taken out again: what changes in the package, and what four readers then find."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from openpyxl.xml import LXML
from poolsplit_addin.excel.addin import build
from support.difference import check_streamable, entries, inserted, order, wrong_counts
from support.packages import MAIN, packed, parts_of
from support.readers import by_calamine, by_libreoffice, by_openpyxl, by_sheetjs, day_of
from support.rich import BOOK, BOOK_RELS, BOOKS, FIRST, MACROS, RELATIONS, SECOND, STYLES, TYPES, base, edited, put, related

from poolsplit.errors import Refused
from poolsplit.workbook import Formula, insert_sheet, remove_sheet
from poolsplit.workbook.read.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from support.conversion import Convert
    from support.readers import Sheets

TITLE = "Phân bổ 分摊 & 'hết'!"
LIBREOFFICE = "saved by LibreOffice"
NAMES = [*BOOKS, LIBREOFFICE]
FROM_1904 = {"days from 1904"}
VALUES: dict[str, object] = {
    "text": "Bình — 陈 — Đỗ",
    "like a formula": "=1+1",
    "like a telephone": "+84 90",
    "like a name": "@An",
    "quoted": "'0123",
    "digits": "00123",
    "like a day": "1/2",
    "like a truth": "TRUE",
    "like an error": "#N/A",
    "blanks": "  a  b ",
    "lines": "a\nb",
    "tab": "a\tb",
    "carriage": "a\r\nb",
    "controls": "a\x01\x0b\x1fb",
    "like an escape": "_x000D_",
    "like two escapes": "_x0041_x0042_",
    "like half an escape": "_x00_ _xyz1_ x0041_",
    "markup": "<a href='b'>&amp;\"]]>",
    "beyond the plane": "😀 𠀀",
    "long": "ậ" * 32_767,
    "longest": "😀" * 16_383 + "x",
    "whole": 1234567,
    "negative": -5,
    "large": 2**49,
    "fraction": 0.1,
    "tiny": 1.5e-300,
    "exact": Decimal("1234.56"),
    "yes": True,
    "no": False,
    "day": dt.date(2025, 5, 1),
    "time": dt.datetime(2025, 5, 1, 12, 30),  # noqa: DTZ001  (cells have no zone)
    "none": None,
    "sum": Formula("=SUM(B20:B21)", 1234562),
    "without the sign": Formula("SUM(B20:B21)", 1234562),
    "joined": Formula('="a"&"<b>"', "a<b>"),
    "true": Formula("=1<2", True),  # noqa: FBT003
    "error": Formula("=1/0", "#DIV/0!"),
    "a pair": ("=1+1", 2),
    "the end": "hết",
}
"""What stands in the new sheet: a name in column A, the value in column B."""
ROWS = [[name, value] for name, value in VALUES.items()]
CHILDREN = [
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences",
    "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "fileRecoveryPr", "extLst",
]
"""The order that ISO 29500 gives the children of a workbook."""
LISTS = re.compile(r"\[content_types\]\.xml|xl/(workbook|styles)\.xml|xl/_rels/workbook\.xml\.rels|book/main\.xml|book/_rels/main\.xml\.rels", re.IGNORECASE)
MOST = {TYPES: 1, BOOK_RELS: 1, BOOK: 2, STYLES: 2}
"""Into how many places a part gets something."""
UNREAD = {
    "openpyxl": {
        "names of parts in capitals", "names of parts in other capitals", "types in small letters", "strict", "strict without names", "prefixed strict",
        *(["comments and CDATA"] if LXML else []),    # with lxml, which python-docx brings along
    },
    "calamine": {"the workbook elsewhere", "another encoding"},
    "LibreOffice": {"types in small letters", "names of parts in other capitals"},
    "SheetJS": {"the workbook elsewhere", "comments and CDATA", "zipped as if large", "a foreign prefix"},
}
"""Which books a reader cannot open, or without their cells or with others, with or without the new sheet."""
CHANGED = {
    "openpyxl": set[str](),
    "calamine": {"error"},
    "LibreOffice": {"like two escapes", "like half an escape", "carriage", "controls"},
    "SheetJS": set[str](),
}
"""Which values a reader gives otherwise: calamine gives nothing for an error, LibreOffice decodes what is no escape."""


class Pair(NamedTuple):
    """A book, and where the one with the new sheet is written."""

    old: Path
    new: Path


@pytest.fixture(scope="module")
def pair_of(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], Pair]:
    """Any book by its name with its new sheet, each made once."""
    folder, made = tmp_path_factory.mktemp("books"), {}

    def get(name: str) -> Pair:
        if name not in made:
            ending = "xlsm" if name in MACROS else "xlsx"
            made[name] = Pair(folder / f"old {name}.{ending}", folder / f"new {name}.{ending}")
            if name == LIBREOFFICE:
                (folder / "first").mkdir()
                request.getfixturevalue("soffice")(BOOKS["everything"](folder / "first" / made[name].old.name), "xlsx", folder)
            else:
                BOOKS[name](made[name].old)
            insert_sheet(*made[name], TITLE, ROWS)
        return made[name]

    return get


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def pair(pair_of: Callable[[str], Pair], name: str) -> Pair:
    return pair_of(name)


@pytest.fixture(scope="module")
def files(pair_of: Callable[[str], Pair]) -> list[Path]:
    """All books, with and without; those that are refused fail in their own tests."""
    for name in BOOKS:
        with suppress(Refused):
            pair_of(name)
    return [path for name in BOOKS for path in pair_of(name) if path.exists()]


def refusal(action: Callable[[], object], folder: Path) -> Refused:
    """What an action refuses, once it is sure that nothing in the folder has changed."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Refused) as caught:
        action()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert str(caught.value)
    assert caught.value.fix
    return caught.value


# ---------------------------------------------------------------- the package


def test_nothing_changes_but_the_lists_and_those_by_insertion(pair: Pair) -> None:
    old, new = entries(pair.old), entries(pair.new)
    check_streamable(pair.new)
    assert [len(entry.content) for entry in new.values()] == [entry.size for entry in new.values()]
    assert [*new][:-1] == [*old], "the parts in their order, and one more"
    for name, entry in old.items():
        if not LISTS.fullmatch(name):
            assert new[name] == entry
        elif new[name] != entry:
            assert (new[name].name, new[name].when) == (entry.name, entry.when)
            runs = inserted(entry.content, new[name].content)
            assert 1 <= len(runs) <= next((most for part, most in MOST.items() if part.lower() == name.lower()), 2), runs


def test_what_is_inserted_fits_in(pair: Pair) -> None:
    old, new = entries(pair.old), entries(pair.new)
    changed = {name: entry.content for name, entry in new.items() if name not in old or entry != old[name]}
    part = [*new][-1]
    for name, content in changed.items():
        assert name not in old or {*wrong_counts(content)} <= {*wrong_counts(old[name].content)}
        if "workbook.xml" not in name.lower() and "main.xml" not in name:
            continue
        root = ET.fromstring(content)  # noqa: S314
        if name.endswith(".rels"):
            added = root[-1]
            assert (added.get("Target") or "").rpartition("/")[2] == part.rpartition("/")[2]
            assert [one.get("Id", "").lower() for one in root].count(added.get("Id", "").lower()) == 1
            assert f"{added.get('Type')}".startswith("http://purl.oclc.org/" if "strict" in pair.old.name else "http://schemas.openxmlformats.org/")
        else:
            places = [CHILDREN.index(child) for child in order(content)]
            assert places == sorted(places)
            uri = root.tag.partition("}")[0] + "}"
            sheets = root.find(f"{uri}sheets")
            assert sheets is not None
            assert sheets[-1].get("name") == TITLE
            numbers = [int(sheet.get("sheetId", "")) for sheet in sheets]
            assert len(set(numbers)) == len(numbers)
            assert max(numbers) <= 65_534
            mark = root.findall(f"{uri}definedNames/{uri}definedName")[-1]
            assert (mark.get("name", "").startswith("_poolsplit"), mark.get("hidden")) == (True, "1")


def test_the_new_sheet_is_never_an_input(pair: Pair) -> None:
    def found(path: Path) -> list[str]:
        try:
            return [sheet.title for sheet in scan(path).sheets]
        except Refused as refused:
            return [refused.code]

    assert found(pair.new) == found(pair.old)


@pytest.mark.parametrize(
    "new", [
        b'<a><b c="1"/></a>', b'<a><b c="2"/>x</a>', b"<a><d/></a>", b'<a><b c="2"/><d/></b></a>', b"<a b='1'>x<b c='2'/></a>", b"<a/>", b"", b'<a> <b c="2"/></a> ',
    ],
)
def test_the_checker_sees_what_is_no_insertion(new: bytes) -> None:
    old = b'<a>x<b c="2"/></a>'
    with pytest.raises(AssertionError):
        inserted(old, new)
    assert inserted(old, b'<a count="3">x<b c="2"><d e="/>"/></b></a>') == [b'<d e="/>"></d>']


def test_the_checker_sees_a_part_that_was_packed_anew(tmp_path: Path) -> None:
    path = base(tmp_path / "a.xlsx")
    again = tmp_path / "b.xlsx"
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts_of(path).items():
            package.writestr(name, content)
    assert entries(path)[STYLES] != entries(again)[STYLES]
    assert entries(path)[STYLES].content == entries(again)[STYLES].content


# ---------------------------------------------------------------- the readers


def same(found: object, expected: object, *, from_1904: bool = False) -> bool:
    """Whether a reader's value is the one that was put in, however it has numbers and days."""
    if isinstance(expected, tuple):
        return same(found, expected[1])
    if isinstance(expected, dt.date):
        moment = expected if isinstance(expected, dt.datetime) else dt.datetime.combine(expected, dt.time())
        if isinstance(found, (int, float)):
            found = day_of(found, from_1904=from_1904)
        return found in {expected, moment}
    if isinstance(expected, bool) or isinstance(found, bool):
        return found is expected
    return float(found) == float(expected) if isinstance(expected, (int, float, Decimal)) and isinstance(found, (int, float)) else found == expected


def compare(reader: str, name: str, before: Sheets, after: Sheets) -> None:
    """The old sheets as they were; the new one behind them with its values."""
    assert [*after] == [*before, TITLE]
    assert {title: cells for title, cells in after.items() if title != TITLE} == before
    found, names = after[TITLE], [*VALUES]
    assert [found[f"A{row}"] for row in range(1, len(names) + 1)] == names
    pairs = {name: (found.get(f"B{row}"), VALUES[name]) for row, name in enumerate(names, 1) if name not in CHANGED[reader]}
    assert {one: [str(value)[:60] for value in pair] for one, pair in pairs.items() if not same(*pair, from_1904=name in FROM_1904)} == {}
    assert all(re.fullmatch(r"[AB]\d+", place) for place in found)


def read_by(reader: Callable[[Path], Sheets], path: Path) -> Sheets:
    """What a reader finds, nothing where it cannot open a file."""
    try:
        return reader(path)
    except Exception:  # noqa: BLE001  (what it raises is its own)
        return {}


@pytest.mark.parametrize("reader", ["openpyxl", "calamine"])
def test_python_and_rust_find_the_old_cells_and_the_new(pair: Pair, name: str, reader: str) -> None:
    before, after = (read_by({"openpyxl": by_openpyxl, "calamine": by_calamine}[reader], path) for path in pair)
    assert before or name in UNREAD[reader]  # calamine 0.8, the last for Python 3.10, opens what 0.9 does not
    if before:
        compare(reader, name, before, after)


@pytest.fixture(scope="module")
def in_libreoffice(files: list[Path], soffice: Convert, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Sheets]:
    return by_libreoffice(soffice, files, tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="module")
def in_sheetjs(files: list[Path]) -> dict[Path, Sheets]:
    return by_sheetjs(files)


@pytest.mark.parametrize("reader", ["LibreOffice", "SheetJS"])
@pytest.mark.parametrize("name", BOOKS)
def test_cpp_and_javascript_find_the_old_cells_and_the_new(pair: Pair, name: str, reader: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue({"LibreOffice": "in_libreoffice", "SheetJS": "in_sheetjs"}[reader])
    before = found.get(pair.old, {})
    assert any(before.values()) or name in UNREAD[reader]  # zips of Python 3.10 are read where those of later ones are not
    if name not in UNREAD[reader]:
        compare(reader, name, before, found[pair.new])


# ---------------------------------------------------------------- taken out again


def without_chain(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts without the list of the order of calculation, and without the lists' entries for it."""
    kept = {name: content for name, content in parts.items() if not name.endswith("calcChain.xml")}
    return {name: re.sub(rb"<(Override|Relationship) [^>]*calcChain\.xml[^>]*>", b"", content) if name in {TYPES, BOOK_RELS} else content for name, content in kept.items()}


def check_original(old: Path, back: Path) -> None:
    """The original is back, byte for byte; only its styles may be more, and the order of calculation gone."""
    before, after = parts_of(old), parts_of(back)
    styles = next((name for name in before if name.lower() == STYLES), "")
    wanted, found = ({name: content for name, content in without_chain(parts).items() if name != styles} for parts in (before, after))
    assert [*found] == [*wanted]
    assert {name: content for name, content in found.items() if content != wanted[name]} == {}
    if styles:
        inserted(before[styles], after[styles])


def test_taken_out_the_original_is_back(pair: Pair, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    remove_sheet(pair.new, back, TITLE)
    check_streamable(back)
    check_original(pair.old, back)
    old, new = entries(pair.old), entries(back)
    assert all(new[part] == entry for part, entry in old.items() if not LISTS.fullmatch(part) and "calcChain" not in part)


def test_in_place_with_the_original_kept(tmp_path: Path) -> None:
    path = base(tmp_path / "đơn.xlsx")
    whole = path.read_bytes()
    insert_sheet(path, path, TITLE, ROWS)
    assert (tmp_path / "đơn.xlsx.bak").read_bytes() == whole
    assert TITLE in by_openpyxl(path)
    remove_sheet(path, path, TITLE)
    check_original(tmp_path / "đơn.xlsx.bak", path) if (tmp_path / "đơn.xlsx.bak").read_bytes() == whole else None
    assert TITLE not in by_openpyxl(path)
    assert {one.name for one in tmp_path.iterdir()} == {"đơn.xlsx", "đơn.xlsx.bak"}


def test_two_sheets_are_taken_out_in_any_order(tmp_path: Path) -> None:
    path = base(tmp_path / "old.xlsx")
    for first, second in (("Một", "Hai"), ("Hai", "Một")):
        one, two, three, four = (tmp_path / f"{first} {number}.xlsx" for number in range(4))
        insert_sheet(path, one, "Một", [[1]])
        insert_sheet(one, two, "Hai", [[2]])
        remove_sheet(two, three, first)
        assert [*by_openpyxl(three)] == [FIRST, SECOND, second]
        remove_sheet(three, four, second)
        check_original(path, four)


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    path = base(tmp_path / "old.xlsx")
    for name in ("one.xlsx", "two.xlsx"):
        insert_sheet(path, tmp_path / name, TITLE, ROWS)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def arranged(parts: dict[str, bytes], title: str = TITLE, place: int = 0) -> None:
    """What a person does to the new sheet in Excel: it gets another title and another place, and is the one that is shown."""
    text = parts[BOOK].decode()
    sheets = re.findall(r"<sheet [^>]*>", text)
    ours = sheets.pop()
    old = re.search(r'name="([^"]*)"', ours)
    assert old
    new = title.replace("&", "&amp;")
    sheets.insert(place, ours.replace(old[0], f'name="{new}"'))
    text = re.sub(r"<sheets>.*</sheets>", lambda _: f"<sheets>{''.join(sheets)}</sheets>", text)
    text = re.sub(r'localSheetId="(\d+)"', lambda match: f'localSheetId="{int(match[1]) + (int(match[1]) >= place)}"', text)
    before = re.search(r'(<definedName name="_poolsplit[^>]*>)[^<]*', text)
    assert before
    quoted = new.replace("'", "''")
    text = text.replace(before[0], f"{before[1]}'{quoted}'!$A$1")
    parts[BOOK] = text.replace("<workbookView ", f'<workbookView activeTab="{place}" ').encode()


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("title", [TITLE, "Kết quả", "An's & Bình's"])
def test_moved_renamed_and_active_it_is_still_known(tmp_path: Path, place: int, title: str) -> None:
    old = edited(put(BOOK, "<workbookView ", f'<workbookView activeTab="{min(place, 1)}" '))(tmp_path / "old.xlsx")
    new = tmp_path / "new.xlsx"
    insert_sheet(base(tmp_path / "base.xlsx"), new, TITLE, [["Bình", 40]])
    edited(partial(arranged, title=title, place=place), lambda _: new)(tmp_path / "arranged.xlsx")
    assert [*by_openpyxl(tmp_path / "arranged.xlsx")][place] == title
    remove_sheet(tmp_path / "arranged.xlsx", tmp_path / "back.xlsx", title)
    back = parts_of(tmp_path / "back.xlsx")[BOOK].decode()
    # Which of the others is shown then is free, as long as there is one; all else is as it was.
    shown = re.search(r' activeTab="(\d+)"', back)
    assert not shown or int(shown[1]) < 2
    assert re.sub(r' activeTab="\d+"', "", back) == re.sub(r' activeTab="\d+"', "", parts_of(old)[BOOK].decode())


def test_names_that_belong_to_the_sheet_go_with_it(tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    insert_sheet(base(tmp_path / "old.xlsx"), new, "Ours", [["Bình", 40]])
    own = '<definedName name="_xlnm.Print_Area" localSheetId="2">Ours!$A$1:$B$1</definedName><definedName name="last" localSheetId="1">1</definedName>'
    edited(put(BOOK, "</definedNames>", f"{own}</definedNames>"), lambda _: new)(tmp_path / "named.xlsx")
    remove_sheet(tmp_path / "named.xlsx", tmp_path / "back.xlsx", "Ours")
    kept = '<definedName name="last" localSheetId="1">1</definedName></definedNames>'
    assert parts_of(tmp_path / "back.xlsx")[BOOK].decode() == parts_of(tmp_path / "old.xlsx")[BOOK].decode().replace("</definedNames>", kept)


@pytest.mark.parametrize("program", ["LibreOffice", "openpyxl"])
def test_saved_by_another_program_it_is_still_known(tmp_path: Path, program: str, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    path, new = base(tmp_path / "old.xlsx"), tmp_path / "new.xlsx"
    insert_sheet(path, new, TITLE, ROWS)
    if program == "LibreOffice":
        request.getfixturevalue("soffice")(new, "xlsx", folder)
    else:
        openpyxl.load_workbook(new).save(folder / "new.xlsx")
    remove_sheet(folder / "new.xlsx", tmp_path / "back.xlsx", TITLE)
    assert by_openpyxl(tmp_path / "back.xlsx") == {title: cells for title, cells in by_openpyxl(folder / "new.xlsx").items() if title != TITLE}


def test_sheets_that_are_not_ours_stay(tmp_path: Path) -> None:
    path = base(tmp_path / "old.xlsx")
    target = tmp_path / "none.xlsx"
    assert refusal(lambda: remove_sheet(path, target, FIRST), tmp_path).code == "not-ours"
    assert refusal(lambda: remove_sheet(path, path, FIRST), tmp_path).code == "not-ours"
    assert refusal(lambda: remove_sheet(path, target, "Khác"), tmp_path).code == "no-sheet"


def test_a_sheet_with_a_chart_of_somebody_stays(tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    insert_sheet(base(tmp_path / "old.xlsx"), new, TITLE, ROWS)
    parts = parts_of(new)
    part = "xl/worksheets/sheet3.xml"
    parts[part] = parts[part].replace(b"</worksheet>", f'<drawing xmlns:r="{RELATIONS}" r:id="rId1"/></worksheet>'.encode())
    charted = parts_of(BOOKS["charts"](tmp_path / "charts.xlsx"))
    parts |= {name: content for name, content in charted.items() if "drawing" in name or "charts/" in name}
    parts["xl/worksheets/_rels/sheet3.xml.rels"] = charted["xl/worksheets/_rels/sheet1.xml.rels"]
    packed(tmp_path / "drawn.xlsx", parts)
    assert refusal(lambda: remove_sheet(tmp_path / "drawn.xlsx", tmp_path / "back.xlsx", TITLE), tmp_path).code == "has-content"


# ---------------------------------------------------------------- refusals


def protect(lock: str) -> Callable[[dict[str, bytes]], None]:
    return put(BOOK, "<bookViews>", f"<workbookProtection {lock}/><bookViews>")


def wide(name: str, encoding: str = "utf-16") -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts[name] = parts[name].decode().replace("UTF-8", "UTF-16").encode(encoding)

    return change


def declared(name: str, ahead: str = "") -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        head, _, body = parts[name].partition(b"?>")
        parts[name] = head + b"?>" + ahead.encode() + b'<!DOCTYPE a [<!ENTITY b "c">]>' + body

    return change


def added(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: b"<a/>"})


def lost(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.pop(name)  # type: ignore[return-value]


def typed(kind: str) -> Callable[[dict[str, bytes]], None]:
    return put(TYPES, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind)


def shared(parts: dict[str, bytes]) -> None:
    related(parts, "revisions/revisionHeaders.xml", "revisionHeaders", f'<headers xmlns="{MAIN}"/>', "revisionHeaders")


FORBIDDEN: dict[str, tuple[str, Callable[[dict[str, bytes]], object]]] = {
    "protected structure": ("protected", protect('lockStructure="1"')),
    "protected in words": ("protected", protect("workbookPassword='CC1A' lockStructure='true'")),
    "shared": ("shared", shared),
    "signed": ("signed", added("_xmlsignatures/origin.sigs")),
    "the workbook in UTF-16": ("encoding", wide(BOOK)),
    "the workbook in UTF-16 without a mark": ("encoding", wide(BOOK, "utf-16-le")),
    "relations in UTF-16": ("encoding", wide(BOOK_RELS)),
    "styles in UTF-16": ("encoding", wide(STYLES, "utf-16-be")),
    "types in UTF-16": ("encoding", wide(TYPES)),
    "an upward name": ("part-names", added("../evil.xml")),
    "a rooted name": ("part-names", added("/xl/evil.xml")),
    "a name with a backslash": ("part-names", added("xl\\evil.xml")),
    "a name of a drive": ("part-names", added("C:/evil.xml")),
    "a name twice but for its case": ("part-names", added("XL/workbook.XML")),
    "a DOCTYPE in the workbook": ("doctype", declared(BOOK)),
    "a DOCTYPE in a sheet": ("doctype", declared("xl/worksheets/sheet1.xml")),
    "a DOCTYPE in the relations": ("doctype", declared("_rels/.rels")),
    "a DOCTYPE behind a long comment": ("doctype", declared(BOOK, f"<!--{'x' * 9_000}-->")),
    ".xlsb": ("xlsb", typed("application/vnd.ms-excel.sheet.binary.macroEnabled.main")),
    "Word": ("not-a-workbook", typed("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")),
    "no types": ("not-a-workbook", lost(TYPES)),
    "no relations": ("damaged", lost(BOOK_RELS)),
    "no workbook": ("damaged", lost(BOOK)),
    "half a workbook": ("damaged", put(BOOK, "</sheets>", "")),
    "no sheets": ("damaged", put(BOOK, "sheets>", "leaves>")),
    "no namespace": ("damaged", put(BOOK, f'xmlns="{MAIN}"', 'xmlns="urn:x"')),
    "half a stylesheet": ("damaged", put(STYLES, "</cellXfs>", "")),
}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_what_cannot_be_edited_is_refused_by_its_code(tmp_path: Path, case: str) -> None:
    code, change = FORBIDDEN[case]
    path = edited(change)(tmp_path / "đơn.xlsx")
    assert refusal(lambda: insert_sheet(path, tmp_path / "new.xlsx", TITLE, ROWS), tmp_path).code == code
    assert refusal(lambda: insert_sheet(path, path, TITLE, ROWS), tmp_path).code == code
    if "styles" not in case:
        assert refusal(lambda: remove_sheet(path, path, TITLE), tmp_path).code == code


@pytest.mark.parametrize("lock", ['lockStructure="0"', 'lockWindows="1"', 'lockStructure="false" lockRevision="1"'])
def test_what_is_protected_without_its_structure_is_edited(tmp_path: Path, lock: str) -> None:
    insert_sheet(edited(protect(lock))(tmp_path / "old.xlsx"), tmp_path / "new.xlsx", TITLE, ROWS)
    assert TITLE in by_openpyxl(tmp_path / "new.xlsx")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_twice(tmp_path: Path) -> None:
    path = base(tmp_path / "twice.xlsx")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(STYLES, "<a/>")
    assert refusal(lambda: insert_sheet(path, path, TITLE, ROWS), tmp_path).code == "part-names"


def test_files_of_other_kinds(tmp_path: Path) -> None:
    path, target = tmp_path / "book.xlsx", tmp_path / "new.xlsx"
    assert refusal(lambda: insert_sheet(path, target, TITLE, ROWS), tmp_path).code == "not-found"
    assert refusal(lambda: insert_sheet(tmp_path, target, TITLE, ROWS), tmp_path).code == "is-a-folder"
    plain = base(tmp_path / "plain.xlsx")
    with plain.open("rb") as source, path.open("wb") as locked:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("secret", locked)
    assert refusal(lambda: insert_sheet(path, path, TITLE, ROWS), tmp_path).code == "encrypted"
    for content, code in ((build("0.0", "en"), "not-a-workbook"), (b"", "not-a-workbook"), (b"a;b", "not-a-workbook"), (plain.read_bytes()[:-30], "damaged")):
        path.write_bytes(content)
        assert refusal(lambda: insert_sheet(path, path, TITLE, ROWS), tmp_path).code == code


def test_xls_and_ods(tmp_path: Path, soffice: Convert) -> None:
    plain = base(tmp_path / "plain.xlsx")
    for kind in ("xls", "ods"):
        path = soffice(plain, kind)
        assert refusal(partial(insert_sheet, path, tmp_path / "new.xlsx", TITLE, ROWS), tmp_path).code == kind


@pytest.mark.parametrize(
    "title",
    ["", "x" * 32, "a/b", "a\\b", "a?b", "a*b", "a[b", "a]b", "a:b", "'a", "a'", "History", "HISTORY", "a\nb", "a\0b", "\ud800", "😀" * 16, "\uffff"],
)
def test_titles_that_no_sheet_can_have(tmp_path: Path, title: str) -> None:
    path = base(tmp_path / "old.xlsx")
    assert refusal(lambda: insert_sheet(path, path, title, ROWS), tmp_path).code == "sheet-name"


@pytest.mark.parametrize("title", ["x" * 31, "😀" * 15 + "x", "ậ" * 31, " a", "A1", "1", "TRUE", "a''b", "#REF!", "$", '合单, "kết quả"'])
def test_titles_that_a_sheet_can_have(tmp_path: Path, title: str) -> None:
    path, new = base(tmp_path / "old.xlsx"), tmp_path / "new.xlsx"
    insert_sheet(path, new, title, ROWS)
    assert [*by_openpyxl(new)] == [FIRST, SECOND, title]
    assert [*by_calamine(new)] == [FIRST, SECOND, title]
    assert [sheet.title for sheet in scan(new).sheets] == [FIRST, SECOND]
    remove_sheet(new, tmp_path / "back.xlsx", title)
    check_original(path, tmp_path / "back.xlsx")


@pytest.mark.parametrize(
    ("there", "title"),
    [(FIRST, FIRST), (FIRST, "ĐƠN HÀNG"), (FIRST, "đơn hàng"), (FIRST, "\u0110o\u031bn ha\u0300ng"), ("&#272;&#x1A1;n 2", "đơn 2"), ("A&amp;B", "a&b"), ("Stra\u00dfe", "STRA\u00dfE")],
)
def test_a_title_that_is_taken(tmp_path: Path, there: str, title: str) -> None:
    path = edited(put(BOOK, f'name="{FIRST}"', f'name="{there}"'))(tmp_path / "old.xlsx")
    assert refusal(lambda: insert_sheet(path, path, title, ROWS), tmp_path).code == "sheet-exists"


@pytest.mark.parametrize(
    "value",
    [
        "x" * 32_768, "😀" * 16_384, object(), b"bytes", [1], {}, 1j, dt.timedelta(1), Formula("", 1), Formula("=", 1), Formula("=" + "1+" * 4_096 + "1", 1), Formula("=1", object()),
        dt.date(1899, 12, 29),
    ],
    ids=lambda value: f"{type(value).__name__} {str(value)[:12]}",
)
def test_what_no_cell_can_hold(tmp_path: Path, value: Any) -> None:
    path = base(tmp_path / "old.xlsx")
    refused = refusal(lambda: insert_sheet(path, path, TITLE, [["a"], ["b", value]]), tmp_path)
    assert (refused.code, refused.cell) == ("cell", "B2")


@pytest.mark.parametrize("rows", [[["x"] * 16_385], [[]] * 1_048_577], ids=["columns", "rows"])
def test_more_than_a_sheet_has(tmp_path: Path, rows: list[list[str]]) -> None:
    path = base(tmp_path / "old.xlsx")
    assert refusal(lambda: insert_sheet(path, path, TITLE, rows), tmp_path).code == "cell"


def test_numbers_that_no_cell_can_hold_are_texts_or_refused(tmp_path: Path) -> None:
    path, new = base(tmp_path / "old.xlsx"), tmp_path / "new.xlsx"
    for value in (float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), Decimal("sNaN")):
        assert refusal(partial(insert_sheet, path, new, TITLE, [[value]]), tmp_path).code == "cell"
    insert_sheet(path, new, TITLE, [[10**400, 2**53 + 1, Decimal(10) ** 30]])
    assert [*by_openpyxl(new)[TITLE].values()][:2] == [str(10**400), str(2**53 + 1)]


def test_a_sheet_without_rows(tmp_path: Path) -> None:
    for number, rows in enumerate(([], [[]], [[None]], [[], ["x"]])):
        insert_sheet(base(tmp_path / "old.xlsx"), tmp_path / f"{number}.xlsx", TITLE, rows)
        assert [*by_openpyxl(tmp_path / f"{number}.xlsx")[TITLE].values()] == (["x"] if number == 3 else [])


@pytest.mark.parametrize("lock", ["~$đơn.xlsx", ".~lock.đơn.xlsx#"])
def test_a_file_that_is_open(tmp_path: Path, lock: str) -> None:
    path = base(tmp_path / "đơn.xlsx")
    (tmp_path / lock).touch()
    assert refusal(lambda: insert_sheet(path, path, TITLE, ROWS), tmp_path).code == "open"
    insert_sheet(path, tmp_path / "new.xlsx", TITLE, ROWS)  # to read it is allowed


def test_a_target_that_is_there_already_or_cannot_be(tmp_path: Path) -> None:
    path, other = base(tmp_path / "old.xlsx"), base(tmp_path / "other.xlsx")
    assert refusal(lambda: insert_sheet(path, other, TITLE, ROWS), tmp_path).code == "exists"
    assert refusal(lambda: insert_sheet(path, tmp_path / "no" / "new.xlsx", TITLE, ROWS), tmp_path).code == "unwritable"


def test_one_style_too_many(tmp_path: Path) -> None:
    def many(parts: dict[str, bytes]) -> None:
        more = 64_000 - len(re.findall(rb"<xf ", parts[STYLES].partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0]))
        parts[STYLES] = parts[STYLES].replace(b"</cellXfs>", b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * more + b"</cellXfs>")

    path = edited(many)(tmp_path / "old.xlsx")
    assert refusal(lambda: insert_sheet(path, path, TITLE, [[dt.date(2025, 5, 1)]]), tmp_path).code == "styles"
    insert_sheet(path, path, TITLE, [["no style needed"]])
