"""Build poolsplit.xlam from text: the VBA project, the ribbon, and the package around them; the same bytes each time.

pyOpenVBA writes the project into an add-in that Excel itself has saved empty. Of xlwings it uses nothing but the name of its DLL.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import quoteattr

from pyopenvba import ExcelFile, VBAModuleKind

from poolsplit.errors import Text
from poolsplit.functions.declaration import FUNCTIONS
from poolsplit.values.translate import translate
from poolsplit_addin.excel import wrappers
from poolsplit_addin.packed import packed

NAME = "poolsplit.xlam"
_CLASSES = ("PoolsplitEvents",)
_MODULES = ("PoolsplitWindows", "PoolsplitEngine", "PoolsplitBooks", "PoolsplitRibbon")

_RIBBON = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs><tab id="poolsplit" label="poolsplit">
<group id="poolsplitGroup" label={group}>
{buttons}
</group></tab></tabs></ribbon></customUI>
"""
_BUTTONS = (
    ("Restart", "Refresh", Text("Restart engine"), Text("Starts Python again and calculates everything anew")),
    ("Why", "Help", Text("Why the error?"), Text("Says why the last formula failed: argument, row, column and reason")),
    ("Template", "FileNew", Text("Insert template"), Text("Opens a new workbook that is ready to be filled in")),
    ("Help", "FunctionsLookupReferenceInsertGallery", Text("Help"), Text("Lists the functions with their arguments")),
)
"""The buttons: the Sub that each calls, its picture, label and hint."""

_RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def build(xlwings: str, lang: str) -> bytes:
    """The bytes of the add-in. xlwings: its version, which is part of the name of its DLL. lang: the language of ribbon, help and reasons."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, NAME)
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module("Module1")
            workbook = project.get_module("ThisWorkbook")
            workbook.body = _lines(_source("ThisWorkbook.cls"))
            for name, text in modules(xlwings, lang).items():
                kind = VBAModuleKind.other if name in _CLASSES else VBAModuleKind.standard
                project.add_module(name, _lines(text), kind=kind)
            book.save()
        return _with_ribbon(path.read_bytes(), lang)


def modules(xlwings: str, lang: str) -> dict[str, str]:
    """Every module of the VBA project but the workbook's own: name -> source."""
    plain = {name: _source(f"{name}.bas") for name in _MODULES} | {name: _source(f"{name}.cls") for name in _CLASSES}
    plain["PoolsplitWindows"] = plain["PoolsplitWindows"].replace("@xlwings@", xlwings)
    return {
        "PoolsplitFunctions": wrappers.functions(FUNCTIONS), "PoolsplitHelp": wrappers.help_texts(FUNCTIONS, lang),
        "PoolsplitTexts": wrappers.texts(lang), **plain,
    }


def ribbon(lang: str) -> str:
    """The XML of the ribbon: a tab with its buttons."""
    buttons = [
        f'<button id="poolsplit{name}" size="large" imageMso="{picture}" onAction="PoolsplitRibbon.On{name}"'
        f" label={quoteattr(translate(label, lang))} screentip={quoteattr(translate(label, lang))} supertip={quoteattr(translate(hint, lang))}/>"
        for name, picture, label, hint in _BUTTONS
    ]
    return _RIBBON.format(group=quoteattr(translate(Text("Pooled order"), lang)), buttons="\n".join(buttons))


def _source(name: str) -> str:
    return files(__package__).joinpath("vba", name).read_text(encoding="ascii")


def _lines(text: str) -> str:
    """A source with the line ends of VBA, whichever the checkout has."""
    return "\r\n".join(text.splitlines()) + "\r\n"


def _with_ribbon(package: bytes, lang: str) -> bytes:
    """The package with the ribbon and the relation that refers to it."""
    relation = f'<Relationship Id="poolsplitRibbon" Type="{_RIBBON_RELATION}" Target="{_RIBBON_PART}"/>'
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", f"{relation}</Relationships>".encode())
    parts[_RIBBON_PART] = ribbon(lang).encode()
    return packed(parts)
