"""The VBA modules that are generated from the declaration: a thin function for each of `FUNCTIONS`, their help, and the messages of the add-in.

A VBA source is in the ANSI code page of some machine, so everything in it is ASCII: other letters are escaped, and `U` decodes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poolsplit.functions.declaration import Function

FROM_VBA = {"POOLLASTERROR": "PoolsplitEngine.LastReason()"}
"""The functions that VBA answers itself, because they have to answer where the engine does not: name -> VBA expression."""

SENTENCES = {
    "NotInstalled": Text("poolsplit is not installed for this Windows user. Type in a terminal: poolsplit excel install"),
    "NoDll": Text("A part of xlwings is missing or was replaced by an update. Close Excel and type in a terminal: poolsplit excel install"),
    "NoPython": Text("Python did not start. Type in a terminal: poolsplit excel doctor"),
    "SeveralAreas": Text("a range in several parts cannot be used: hand in one block of cells"),
    "NothingFailed": Text("No formula has failed."),
    "CannotOpen": Text("This cannot be opened:"),
    "SheetNotRead": Text(
        "this workbook has a sheet that tells xlwings which Python to run. poolsplit does not read it. "
        "If you do not know why it is there, ask who sent it.",
    ),
}
"""The messages of the add-in: name of the VBA function that returns it -> message."""

_RESERVED = {"step"}  # keywords of VBA, which cannot be names of arguments

_FUNCTIONS = """Attribute VB_Name = "PoolsplitFunctions"
Option Explicit
' Written from poolsplit.functions.declaration. Each function hands its arguments on, and its answer back.
"""
_HELP = """Attribute VB_Name = "PoolsplitHelp"
Option Explicit
Option Private Module
' Written from poolsplit.functions.declaration: what the function wizard shows.

Public Sub Tell()
{calls}
End Sub

Private Sub Describe(ByVal name As String, ByVal text As String, ParamArray arguments() As Variant)
    ' Excel takes help from an add-in only where a workbook is open, and not in every version: without it the functions work all the same.
    Dim told() As Variant, i As Long
    On Error Resume Next
    If UBound(arguments) < 0 Then
        Application.MacroOptions Macro:=name, Description:=text, Category:="poolsplit"
        Exit Sub
    End If
    ReDim told(0 To UBound(arguments))
    For i = 0 To UBound(arguments)
        told(i) = arguments(i)
    Next i
    Application.MacroOptions Macro:=name, Description:=text, Category:="poolsplit", ArgumentDescriptions:=told
End Sub
"""
_TEXTS = """Attribute VB_Name = "PoolsplitTexts"
Option Explicit
Option Private Module
' Written from poolsplit_addin.excel.wrappers: what the add-in says, in the language that it was built for.
{sentences}
Public Function U(ByVal text As String) As String
    ' A text with its letters for their escapes, \\u and four digits.
    Dim parts() As String, i As Long
    parts = Split(text, "\\u")
    For i = 1 To UBound(parts)
        parts(i) = ChrW$(CLng("&H" & Left$(parts(i), 4))) & Mid$(parts(i), 5)
    Next i
    U = Join(parts, "")
End Function
"""


def functions(declared: Iterable[Function]) -> str:
    """The source of the module with the worksheet functions.

    >>> from poolsplit.functions.declaration import BY_NAME
    >>> for line in functions([BY_NAME["POOLSETTLE"]]).splitlines()[4:7]:
    ...     print(line)
    Public Function POOLSETTLE(dues As Variant, payments As Variant, Optional lead_buyer As Variant) As Variant
    Attribute POOLSETTLE.VB_Description = "Who transfers what to whom."
        POOLSETTLE = PoolsplitEngine.Ask("POOLSETTLE", Array(dues, payments, lead_buyer))
    """
    return _FUNCTIONS + "".join(map(_function, declared))


def _function(function: Function) -> str:
    names = [f"{argument.name}_" if argument.name in _RESERVED else argument.name for argument in function.arguments]
    parameters = [f"{'Optional ' if argument.optional else ''}{name} As Variant" for name, argument in zip(names, function.arguments, strict=True)]
    answer = FROM_VBA.get(function.name, f'PoolsplitEngine.Ask("{function.name}", Array({", ".join(names)}))')
    return f"""
Public Function {function.name}({", ".join(parameters)}) As Variant
Attribute {function.name}.VB_Description = {_quoted(function.help["en"])}
    {function.name} = {answer}
End Function
"""


def help_texts(declared: Iterable[Function], lang: str) -> str:
    """The source of the module that hands the help of the functions and their arguments to Excel's function wizard, in a language.

    >>> from poolsplit.functions.declaration import BY_NAME
    >>> print(help_texts([BY_NAME["POOLVERSION"]], "en").splitlines()[6])
        Describe "POOLVERSION", "The version of poolsplit that answers."
    """
    calls = []
    for function in declared:
        texts = [help_text[lang] for help_text in (function.help, *(argument.help for argument in function.arguments))]
        calls.append(f'    Describe "{function.name}", ' + ", _\n        ".join(_vba_text(text) for text in texts))
    return _HELP.format(calls="\n".join(calls))


def texts(lang: str) -> str:
    """The source of the module with the messages of the add-in, in a language."""
    functions = [
        f"\nPublic Function {name}() As String\n    {name} = {_vba_text(translate(text, lang))}\nEnd Function\n" for name, text in SENTENCES.items()
    ]
    return _TEXTS.format(sentences="".join(functions))


def _vba_text(text: str) -> str:
    r"""A text as an expression of VBA.

    >>> print(_vba_text("Chia"), _vba_text("Số lẻ"))
    "Chia" PoolsplitTexts.U("S\u1ED1 l\u1EBB")
    """
    if text.isascii():
        return _quoted(text)
    escaped = "".join(letter if letter.isascii() else f"\\u{ord(letter):04X}" for letter in text)
    return f"PoolsplitTexts.U({_quoted(escaped)})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
