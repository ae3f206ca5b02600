"""poolsplit.xlam without Excel: what its VBA says to a checker, to two readers, to LibreOffice, and to an interpreter with a stub engine."""

from __future__ import annotations

import re
import struct
import zipfile
from base64 import b64decode, b64encode
from html import escape
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from oletools.olevba import VBA_Parser
from poolsplit_addin.excel import doctor, guide, installation, udfs, wrappers
from poolsplit_addin.excel.addin import build, modules, ribbon
from poolsplit_addin.excel.commands import excel
from pyopenvba.apps.excel import ExcelApplication
from pyvbaanalysis import analyze_office_file
from support import sheetjs

from poolsplit.functions.declaration import FUNCTIONS
from poolsplit.values.translate import LANGUAGES, translate

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit_addin.libreoffice.session import Session

XLWINGS = "0.37.8"
LONGEST_LINE, CONTINUATIONS = 1023, 24
"""What VBA allows."""


pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("addin") / "poolsplit.xlam"
    path.write_bytes(build(XLWINGS, "vi"))
    return path


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_bytes_each_time(lang: str) -> None:
    assert build(XLWINGS, lang) == build(XLWINGS, lang)
    assert build(XLWINGS, lang) != build("0.37.9", lang)


def sources(lang: str = "vi") -> dict[str, str]:
    """The lines of every module that is put in."""
    return {name: code(text) for name, text in modules(XLWINGS, lang).items()}


def code(text: str) -> str:
    """A source without the attributes of the module as such."""
    lines = [line for line in text.splitlines() if not line.startswith("Attribute VB_")]
    return "\n".join(lines).strip()


def test_olevba_reads_back_what_was_put_in(addin: Path) -> None:
    parser = VBA_Parser(str(addin))
    read = {name.rpartition(".")[0]: code(text) for _, _, name, text in parser.extract_macros()}
    parser.close()
    assert {name: text for name, text in read.items() if name not in {"ThisWorkbook", "Sheet1"}} == sources()
    assert "mEvents.Watch Application" in read["ThisWorkbook"]


STREAMS = """
const { CFB } = require('xlsx')
const file = CFB.read(JSON.parse(require('fs').readFileSync(0, 'utf8')), { type: 'base64' })
const found = {}
file.FullPaths.forEach((path, i) => {
  const inside = /\\/VBA\\/([^/]+)$/.exec(path)
  if (inside) found[inside[1]] = Buffer.from(file.FileIndex[i].content).toString('base64')
})
console.log(JSON.stringify(found))
"""


def test_another_reader_reads_the_same(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        project = b64encode(package.read("xl/vbaProject.bin")).decode()
    streams = {name: b64decode(content) for name, content in sheetjs.run(STREAMS, project).items()}
    plain = {name: decompressed(stream).decode("cp1252") for name, stream in streams.items() if name in sources()}
    assert {name: code(text) for name, text in plain.items()} == sources()


def decompressed(stream: bytes) -> bytes:
    """A source out of its stream, as MS-OVBA 2.4.1 describes it: chunks of 4,096 bytes, each of runs of eight letters or copies."""
    plain, at = bytearray(), 1
    while at < len(stream):
        (header,) = struct.unpack_from("<H", stream, at)
        end, start, at = at + (header & 0xFFF) + 3, len(plain), at + 2
        while at < end:
            flags, at = stream[at], at + 1
            for bit in range(8):
                if at >= end:
                    break
                if not flags >> bit & 1:
                    plain.append(stream[at])
                    at += 1
                    continue
                (token,) = struct.unpack_from("<H", stream, at)
                at += 2
                bits = max(4, (len(plain) - start - 1).bit_length())
                for _ in range((token & (0xFFFF >> bits)) + 3):
                    plain.append(plain[-(token >> (16 - bits)) - 1])
    return bytes(plain)


def test_the_package_has_the_ribbon_and_names_no_machine(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert parts["customUI/customUI14.xml"].decode() == ribbon("vi")
    assert b'Target="customUI/customUI14.xml"' in parts["_rels/.rels"]
    assert re.findall(r'onAction="PoolsplitRibbon\.(\w+)"', ribbon("vi")) == ["OnRestart", "OnWhy", "OnTemplate", "OnHelp"]
    assert all(f"Public Sub {name}(ByVal control As Object)" in sources()["PoolsplitRibbon"] for name in ("OnRestart", "OnWhy", "OnTemplate", "OnHelp"))
    assert not any(re.search(rb"[A-Z]:\\+Users", content, re.IGNORECASE) for content in parts.values())


# ---------------------------------------------------------------- the checker


def findings(path: Path) -> list[str]:
    return [f"{module} {one.code}" for module, found in analyze_office_file(str(path)).items() for one in found]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_checker_finds_nothing(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "poolsplit.xlam"
    path.write_bytes(build(XLWINGS, lang))
    assert findings(path) == []


@pytest.mark.parametrize(
    ("module", "planted", "found"),
    [
        ("PoolsplitEngine", "\nPrivate Sub Planted()\n    Dim known As Long\n    known = 1\n    unknown = known\nEnd Sub\n", "undeclared"),
        ("PoolsplitWindows", "PtrSafe", "declare-missing-ptrsafe"),
        ("PoolsplitRibbon", '\nPrivate Sub Planted()\n    PoolsplitWindows.Show "a", "b"\nEnd Sub\n', "argument-count"),
    ],
)
def test_the_checker_would_find_a_planted_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, planted: str, found: str) -> None:
    texts = modules(XLWINGS, "en")
    texts[module] = texts[module].replace("Declare PtrSafe Function LoadLibraryW", "Declare Function LoadLibraryW") if planted == "PtrSafe" else texts[module] + planted
    monkeypatch.setattr("poolsplit_addin.excel.addin.modules", lambda *_: texts)
    path = tmp_path / "poolsplit.xlam"
    path.write_bytes(build(XLWINGS, "en"))
    assert any(one.startswith(module) and found in one for one in findings(path)), findings(path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_vba_takes_every_line(lang: str) -> None:
    for name, text in modules(XLWINGS, lang).items():
        assert text.isascii(), name
        lines = text.splitlines()
        assert max(map(len, lines)) <= LONGEST_LINE, name
        longest = max(len(run) for run in "".join("1" if line.endswith(" _") else "0" for line in lines).split("0"))
        assert longest <= CONTINUATIONS, name


# ---------------------------------------------------------------- LibreOffice


def test_libreoffice_loads_the_add_in_and_lists_its_modules(office: Session, addin: Path) -> None:
    assert set(office.ask("modules", path=str(addin))) == {*sources(), "ThisWorkbook", "Sheet1"}


# ---------------------------------------------------------------- the interpreter

WINDOWS = """
Public Calls As String
Public Dead As Long
Public Broken As String
Public Function Activate(ByRef engine As Variant) As String
    Calls = Calls & "start;"
    If Len(Broken) > 0 Then
        Activate = Broken
    Else
        Set engine = New Bridge
    End If
End Function
Public Sub Deactivate()
    Calls = Calls & "kill;"
End Sub
Public Function Setting(ByVal key As String) As String
    Setting = key
End Function
Public Sub Show(ByVal text As String)
    Calls = Calls & "show " & text & ";"
End Sub
Public Sub Break(ByVal why As String, ByVal deaths As Long)
    Broken = why
    Dead = deaths
    Calls = ""
End Sub
"""
BRIDGE = """
Public Function CallUDF(m, f, args)
    Dim i As Long, s As String
    If Dead > 0 Then
        Dead = Dead - 1
        Err.Raise &H800706BA, , "The RPC server is unavailable."
    End If
    If f = "POOLMOQ" Then Err.Raise &H80040300, "poolsplit", "POOLMOQ: moq: no"
    For i = LBound(args) To UBound(args)
        If IsMissing(args(i)) Then
            s = s & ",missing"
        ElseIf IsArray(args(i)) Then
            s = s & "," & UBound(args(i), 1) & "x" & UBound(args(i), 2)
        Else
            s = s & "," & args(i)
        End If
    Next
    CallUDF = m & "." & f & s
End Function
"""
FAKE = """
Public Height As Long
Public Width As Long
Public Top As Long
Public Waiting As Boolean
Public Function Areas() As Object
    Set Areas = New FakeCount
End Function
Public Property Get Rows() As Object
    Dim c As New FakeCount
    c.n = Height
    Set Rows = c
End Property
Public Property Get Columns() As Object
    Dim c As New FakeCount
    c.n = Width
    Set Columns = c
End Property
Public Property Get Row() As Long
    Row = Top
End Property
Public Property Get Column() As Long
    Column = 1
End Property
Public Property Get Worksheet() As Object
    Set Worksheet = New FakeSheet
End Property
Public Function Resize(ByVal h As Long, ByVal w As Long) As Object
    Dim r As New FakeRange
    r.Height = h
    r.Width = w
    Set Resize = r
End Function
Public Property Get HasFormula() As Boolean
    HasFormula = Waiting
End Property
Public Property Get Value2() As Variant
    If Waiting Then Exit Property
    Value2 = "values of " & Height & " by " & Width
End Property
"""
COUNT = """
Public n As Long
Public Property Get Count() As Long
    Count = n
    If n = 0 Then Count = 1
End Property
"""
SHEET = """
Public Property Get Rows() As Object
    Dim c As New FakeCount
    c.n = 1048576
    Set Rows = c
End Property
Public Property Get Columns() As Object
    Dim c As New FakeCount
    c.n = 16384
    Set Columns = c
End Property
Public Property Get UsedRange() As Object
    Dim r As New FakeRange
    r.Height = 4
    r.Width = 3
    r.Top = 3
    Set UsedRange = r
End Property
"""
"""A sheet of which B3:D6 or the like is used: rows 3 to 6, columns 1 to 3."""
PROBES = """
Public Function OfFake(ByVal h As Long, ByVal w As Long, ByVal t As Long) As Variant
    Dim r As New FakeRange
    r.Height = h
    r.Width = w
    r.Top = t
    OfFake = POOLSPLIT(1, r)
End Function
Public Function OfWaiting() As Variant
    Dim r As New FakeRange
    r.Height = 1
    r.Width = 1
    r.Waiting = True
    OfWaiting = POOLSPLIT(1, r)
End Function
"""


class Interpreter:
    """The add-in's VBA in an interpreter, with a stub for Windows and the engine behind it."""

    def __init__(self, lang: str = "en") -> None:
        """Put the modules in."""
        self.app = ExcelApplication()
        self.app.add_workbook()
        for name, text in modules(XLWINGS, lang).items():
            if name not in {"PoolsplitEvents", "PoolsplitRibbon"}:
                self.add(name, WINDOWS if name == "PoolsplitWindows" else text)
        for name, text in (("Bridge", BRIDGE), ("FakeRange", FAKE), ("FakeCount", COUNT), ("FakeSheet", SHEET)):
            self.app.add_module(text, name=name, kind="class")
        self.app.add_module(PROBES, name="Probes")

    def add(self, name: str, text: str) -> None:
        """The interpreter knows no module before a dot and no attributes; the names are unique without them."""
        plain = re.sub(r"(?m)^Attribute .*\n", "", text)
        self.app.add_module(re.sub(r"\bPoolsplit(Engine|Windows|Texts|Books|Help)\.", "", plain), name=name)

    def __call__(self, expression: str) -> Any:
        """What an expression gives."""
        return self.app.evaluate(expression)


@pytest.fixture(scope="module")
def vba() -> Interpreter:
    return Interpreter()


def test_every_function_hands_its_arguments_on(vba: Interpreter) -> None:
    for function in FUNCTIONS:
        needed = [str(place) for place, one in enumerate(function.arguments, 1) if not one.optional]
        left_out = [",missing"] * (len(function.arguments) - len(needed))
        if function.name not in {"POOLLASTERROR", "POOLMOQ"}:
            expected = "".join([f"poolsplit_addin.excel.udfs.{function.name}", *(f",{one}" for one in needed), *left_out])
            assert vba(f"{function.name}({','.join(needed)})") == expected


def test_a_range_is_handed_on_as_its_values(vba: Interpreter) -> None:
    sheet = vba.app.sheet(1)
    for row in range(1, 6):
        sheet.set_value(f"A{row}", row)
    assert vba('POOLSPLIT(1,Range("A1:A3"))') == "poolsplit_addin.excel.udfs.POOLSPLIT,1,3x1,missing,missing,missing"
    assert vba('POOLSPLIT(1,Range("A2"))') == "poolsplit_addin.excel.udfs.POOLSPLIT,1,2,missing,missing,missing"


@pytest.mark.parametrize(
    ("height", "width", "top", "seen"),
    [
        (1048576, 1, 1, "6 by 1"),    # a whole column ends with the last used row; the two blank rows before the first one stay
        (1048573, 2, 4, "1048573 by 2"),    # to the last row, but not a whole column: it is as it was written
        (2, 16384, 1, "2 by 3"),
        (9, 1, 1, "9 by 1"),    # a bounded range keeps its shape, whatever is used
        (1048576, 16384, 1, "6 by 3"),
    ],
)
def test_only_whole_columns_and_rows_are_cut_and_only_behind(vba: Interpreter, height: int, width: int, top: int, seen: str) -> None:
    assert vba(f"OfFake({height}, {width}, {top})") == f"poolsplit_addin.excel.udfs.POOLSPLIT,1,values of {seen},missing,missing,missing"


def test_a_call_before_its_cells_are_calculated_is_no_failure(vba: Interpreter) -> None:
    vba("POOLMOQ(1,2)")
    assert str(vba("OfWaiting()")) == "Error 2015"
    assert vba("POOLLASTERROR()") == "POOLMOQ: moq: no"    # what was said before


def test_a_range_in_several_parts_is_refused_with_a_reason(vba: Interpreter) -> None:
    assert "2015" in str(vba('POOLSPLIT(1,Range("A1:A2,C1:C2"))'))
    assert vba("POOLLASTERROR()") == "a range in several parts cannot be used: hand in one block of cells"


def test_a_refusal_is_an_error_value_and_its_reason_is_kept(vba: Interpreter) -> None:
    assert str(vba("POOLMOQ(1,2)")) == "Error 2015"
    assert vba("POOLLASTERROR()") == "POOLMOQ: moq: no"
    assert vba('POOLLASTERROR(Range("A1"))') == "POOLMOQ: moq: no"


def test_an_engine_that_died_is_asked_once_more(vba: Interpreter) -> None:
    vba("POOLVERSION()")
    vba.app.run("Break", "", 1)
    assert vba("POOLVERSION()") == "poolsplit_addin.excel.udfs.POOLVERSION"
    assert vba("Calls") == "start;"
    vba.app.run("Break", "", 2)
    assert str(vba("POOLVERSION()")) == "Error 2015"
    assert vba("POOLLASTERROR()") == "The RPC server is unavailable."
    vba.app.run("Break", "", 0)
    assert vba("POOLVERSION()") == "poolsplit_addin.excel.udfs.POOLVERSION"


def test_where_the_engine_cannot_start_cells_do_not_wait_for_each_other(vba: Interpreter) -> None:
    vba.app.run("Restart")
    vba.app.run("Break", "Python did not start", 0)
    assert [str(vba("POOLVERSION()")) for _ in range(5)] == ["Error 2015"] * 5
    assert vba("POOLLASTERROR()") == "Python did not start"
    assert vba("Calls") == "start;"    # once, for all five
    vba.app.run("Break", "", 0)
    assert str(vba("POOLVERSION()")) == "Error 2015"    # the pause is not over
    vba.app.run("Restart")    # the button
    assert vba("POOLVERSION()") == "poolsplit_addin.excel.udfs.POOLVERSION"
    assert vba("Calls") == "kill;start;"


@pytest.mark.parametrize(
    ("link", "ours"),
    [
        (r"C:\Users\An\AppData\Roaming\Microsoft\Excel\XLSTART\poolsplit.xlam", True), ("https://x.example/An/POOLSPLIT.XLAM", True),
        (r"C:\orders\not-poolsplit.xlam", False), (r"C:\poolsplit.xlam\order.xlsx", False),
    ],
)
def test_links_to_the_add_in_are_known_by_its_name(vba: Interpreter, link: str, ours: bool) -> None:  # noqa: FBT001  (a row of a table)
    assert vba(f'IsOurs("{link}")') == ours


@pytest.mark.parametrize(("title", "carries"), [("xlwings.conf", True), ("_xlwings.conf", True), ("Orders", False)])
def test_a_sheet_that_looks_like_a_configuration_is_pointed_out(title: str, carries: bool) -> None:  # noqa: FBT001  (likewise)
    one = Interpreter()
    one.app.add_module(f'Sub Name()\n    ActiveSheet.Name = "{title}"\nEnd Sub\n', name="Naming")
    one.app.run("Name")
    assert one("CarriesConfiguration(ActiveWorkbook)") == carries


@pytest.mark.parametrize("lang", ["vi", "zh"])
def test_vietnamese_and_chinese_letters_come_through(lang: str) -> None:
    speaking = Interpreter(lang)
    assert speaking("SeveralAreas()") == translate(wrappers.SENTENCES["SeveralAreas"], lang)
    assert not speaking("SeveralAreas()").isascii()
    assert speaking(r'U("Nguy\u1EC5n \u0110\u1EE9c \u8D27\u6B3E")') == "Nguyễn Đức 货款"


def test_the_command_goes_to_the_dll_as_it_stands_in_the_configuration() -> None:
    """PoolsplitWindows.Activate itself, with stubs for what is declared: the DLL gets the line of excel.ini to the byte."""
    command = r'"C:\users\NGUY~1\pythonw.exe" -I -S -B "C:\users\NGUY~1\engine.py" $(CLSID)'
    text = modules(XLWINGS, "en")["PoolsplitWindows"]
    activate = text[text.index("Public Function Activate"):text.index("Public Sub Deactivate")]
    app = Interpreter()
    stub = f"""
Public Handed As String
Private Const START_OR_FIND As Long = 1
Private Const DLL_NAME As String = "x.dll"
{activate.replace("PoolsplitTexts.", "").replace("Activate", "ActivateReally").replace("Setting(", "SettingReally(")}
Private Function SettingReally(ByVal key As String) As String
    SettingReally = "{command.replace('"', '""')}"
End Function
Private Function LoadDll() As Boolean
    LoadDll = True
End Function
Private Function XLPyDLLActivateReallyAuto(ByRef engine As Variant, ByVal command As String, ByVal mode As Long) As Long
    Handed = command
End Function
Public Function Ran() As String
    Dim engine As Variant
    Ran = ActivateReally(engine) & Handed
End Function
"""
    app.app.add_module(stub, name="Really")
    assert app("Ran()") == command


# ---------------------------------------------------------------- what runs on any system


def test_the_engines_side_takes_what_excel_hands_over_off_windows_too() -> None:
    assert udfs.POOLSPLIT(100.0, ((60.0,), (None,), (40.0,))) == [[60.0], [""], [40.0]]
    with pytest.raises(ValueError, match="#DIV/0!"):
        udfs.POOLSPLIT(100.0, ((60.0,), (-2146826281,)))


def test_the_add_in_is_built_into_a_folder_on_any_system(tmp_path: Path) -> None:
    done = CliRunner().invoke(excel, ["install", "--to", str(tmp_path / "new"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "new" / "poolsplit.xlam").read_bytes() == build(installation.xlwings_version(), "en")


@pytest.mark.parametrize("command", ["install", "uninstall", "status", "doctor"])
def test_elsewhere_than_on_windows_the_commands_say_so(command: str) -> None:
    done = CliRunner().invoke(excel, [command, "--lang", "en"])
    assert (done.exit_code, "installed on Windows" in done.output, "--to FOLDER" in done.output) == (1, True, True)


def test_a_file_from_the_internet_is_known_by_its_mark(tmp_path: Path) -> None:
    addin = tmp_path / "poolsplit.xlam"
    addin.write_bytes(b"")
    assert not doctor.marked(addin)
    (tmp_path / "poolsplit.xlam:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    assert doctor.marked(addin)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_page_lists_every_function_and_argument(lang: str) -> None:
    page = guide.page(lang)
    assert all(f"={function.name}(" in page for function in FUNCTIONS)
    assert all(escape(one.help[lang]) in page for function in FUNCTIONS for one in (function, *function.arguments))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_function_wizard_is_told_every_help_in_the_language_of_the_add_in(lang: str) -> None:
    told = re.findall(r'(?:PoolsplitTexts\.U\()?"((?:[^"]|"")*)"\)?(?:, _|$)', sources(lang)["PoolsplitHelp"].split("Private Sub")[0], re.MULTILINE)
    letters = [re.sub(r"\\u([0-9A-F]{4})", lambda found: chr(int(found[1], 16)), text.replace('""', '"')) for text in told]
    assert letters == [one.help[lang] for function in FUNCTIONS for one in (function, *function.arguments)]
