"""An agreement as a .docx for signing: title, parties, numbered clauses, tables, signature lines, version and reply codes in the footer.

Written with python-docx, the extra `document`; nothing else needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.errors import Refused, Text

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit.order.agreement.paper import Paper

_FONT = "Arial"
_EAST_ASIAN_FONT = "SimSun"
_SIGNATURES_ABREAST = 2


def write(paper: Paper, path: Path) -> None:
    """Write the document to a file that is not there yet: an older version may bear signatures.

    Raises Refused where the file exists or cannot be written, and where python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        way = Text('type: pip install "poolsplit[document]"')
        raise Refused("no-docx", Text("{package} is missing", package="python-docx"), way) from None
    if path.exists():
        way = Text("choose another name: an older version may bear signatures")
        raise Refused("exists", Text("there is a file {file} already", file=path.name), way)
    made = docx.Document()
    _Page(made, paper).write()
    try:
        made.save(str(path))
    except OSError as error:
        message = Text("the file {file} cannot be written", file=path.name)
        raise Refused("unwritable", message, Text("choose another folder or name")) from error


class _Page:
    """Writes one paper into an empty document."""

    def __init__(self, made: Any, paper: Paper) -> None:
        self.made, self.paper = made, paper

    def write(self) -> None:
        """Everything, from top to bottom."""
        self.set_up()
        self.paragraph(self.paper.title, size=15, bold=True, centred=True, before=0)
        self.paragraph(self.paper.version, centred=True, before=0, after=8)
        self.paragraph(self.paper.parties, after=4)
        for number, text in self.paper.clauses:
            self.clause(number, text)
        for title, rows, sums in self.paper.tables:
            self.table(title, rows, sums)
        self.sign()
        self.footer()

    def set_up(self) -> None:
        """A4, a font with all three scripts, and no author but those who sign."""
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        section = self.made.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        style = self.made.styles["Normal"]
        style.font.name, style.font.size = _FONT, Pt(10.5)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _EAST_ASIAN_FONT)
        properties = self.made.core_properties
        properties.author, properties.comments, properties.title, properties.subject = "", "", self.paper.title, self.paper.version

    def paragraph(
        self, text: str, *, size: float = 10.5, bold: bool = False, centred: bool = False, before: float = 3, after: float = 3, inside: Any = None,
    ) -> Any:
        """One paragraph of text."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        found = (inside or self.made).add_paragraph()
        found.paragraph_format.space_before, found.paragraph_format.space_after = Pt(before), Pt(after)
        found.paragraph_format.widow_control = True
        if centred:
            found.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = found.add_run(text)
        run.bold, run.font.size = bold, Pt(size)
        return found

    def clause(self, number: str, text: str) -> None:
        """A clause with its number hanging before it; those below one are moved in."""
        from docx.shared import Cm

        below = "." in number
        written = self.paragraph(f"{number}{'' if below else '.'}\t{text}", before=1 if below else 4, after=1)
        written.paragraph_format.left_indent = Cm(1.9 if below else 0.9)
        written.paragraph_format.first_line_indent = Cm(-1.0 if below else -0.9)
        written.paragraph_format.tab_stops.add_tab_stop(Cm(1.9 if below else 0.9))
        written.paragraph_format.keep_together = True

    def table(self, title: str, rows: list[list[str]], sums: int) -> None:
        """A table: its head on every page, no row cut, and a short one whole on one page."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.shared import Pt

        self.paragraph(title, bold=True, before=10).paragraph_format.keep_with_next = True
        made = self.made.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        for place, values in enumerate(rows):
            row = made.add_row()
            settings = row._tr.get_or_add_trPr()  # noqa: SLF001  (python-docx has no other way to it)
            settings.append(OxmlElement("w:cantSplit"))
            if not place:
                settings.append(OxmlElement("w:tblHeader"))
            for column, value in enumerate(values):
                written = row.cells[column].paragraphs[0]
                run = written.add_run(value)
                run.bold, run.font.size = not place or place >= len(rows) - sums, Pt(9)
                written.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column else WD_ALIGN_PARAGRAPH.LEFT
                written.paragraph_format.keep_with_next = place < len(rows) - 1

    def sign(self) -> None:
        """A line for everybody, two abreast, none of them cut."""
        from docx.oxml import OxmlElement
        from docx.shared import Pt

        self.paragraph(self.paper.signatures, bold=True, before=12).paragraph_format.keep_with_next = True
        made = self.made.add_table(rows=0, cols=_SIGNATURES_ABREAST)
        people = self.paper.signing
        starts = range(0, len(people), _SIGNATURES_ABREAST)
        for start in starts:
            row = made.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
            for cell, (name, below) in zip(row.cells, people[start : start + _SIGNATURES_ABREAST], strict=False):
                first = cell.paragraphs[0]
                first.add_run(name).bold = True
                first.paragraph_format.space_before = Pt(14)
                for text, room in (("_" * 32, 34), (below, 0)):
                    self.paragraph(text, size=9.5, before=room, after=2, inside=cell)
                for written in cell.paragraphs:
                    written.paragraph_format.keep_with_next = start != starts[-1]

    def footer(self) -> None:
        """Version and reply codes, and which page it is."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt

        written = self.made.sections[0].footer.paragraphs[0]
        written.alignment = WD_ALIGN_PARAGRAPH.CENTER
        written.add_run(self.paper.footer).add_break()  # the page on a line of its own, which no name before it can break
        for text, field in (("", "PAGE"), ("/", "NUMPAGES")):
            written.add_run(text)
            for kind, content in (("begin", ""), ("", field), ("separate", ""), ("", ""), ("end", "")):
                run = written.add_run("" if kind or content else "1")
                if kind or content:
                    part = OxmlElement("w:fldChar" if kind else "w:instrText")
                    if kind:
                        part.set(qn("w:fldCharType"), kind)
                    else:
                        part.text = content
                    run._r.append(part)  # noqa: SLF001
        for run in written.runs:
            run.font.size = Pt(8)
