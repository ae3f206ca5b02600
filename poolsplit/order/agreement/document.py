"""An agreement as a .docx for signing: title, parties, numbered clauses, tables, signature lines, version and reply codes in the footer.

Written with python-docx, the extra `document`; nothing else needs it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import Refused, Text
from poolsplit.order.agreement.clauses import clauses, wording
from poolsplit.order.agreement.version import content, reply_code, version
from poolsplit.values import formats, money
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poolsplit.order.agreement.content import Agreement, Party

_FONT = "Arial"
_EAST_ASIAN_FONT = "SimSun"
_SIGNATURES_PER_ROW = 2
_HYPHEN = re.compile(r"(?<= )-(?=\S*\d)")  # a line may break after a hyphen, but not after a minus sign
_PARTIES_PER_TABLE = 5  # as many columns as a page has room for


class Paper(NamedTuple):
    """An agreement for signing, in the parts that `write` puts into a document.

    clauses: (number, text), the number "" for a clause without one. tables: (title, rows, sums); the first row and the first column are
    headings, and the last `sums` rows close the table (sums, and reply codes). signing: (partner, the text below his signature line).
    footer: version and reply codes.
    """

    lang: str
    title: str
    version: str
    parties: str
    clauses: list[tuple[str, str]]
    tables: list[tuple[str, list[list[str]], int]]
    signatures: str
    signing: list[tuple[str, str]]
    footer: str


def paper(agreement: Agreement, lang: str) -> Paper:
    """The parts of the document that all partners sign. (spec.md, section 7)"""
    say = wording(lang)
    current = version(content(agreement))
    codes = [(party.name, reply_code(agreement, party.name)) for party in agreement.parties]
    partners = ", ".join(name for name, _ in codes)
    parties = say["parties" if agreement.lead else "parties_no_lead"].format(partners=partners, lead=agreement.lead)
    numbered = [(clause.number, _HYPHEN.sub("\u2212", clause.text)) for clause in clauses(agreement, lang) if clause.number]
    tables = []
    for start in range(0, len(agreement.parties), _PARTIES_PER_TABLE):
        group = agreement.parties[start : start + _PARTIES_PER_TABLE]
        tables += [_pieces(agreement, group, lang), _amounts(agreement, group, lang)]
    signing = [(name, f"{say['sign']}\n{say['date']}: ____ / ____ / ______") for name, _ in codes]
    unbroken = [f"{name} {code}".replace("-", "\u2011").replace(" ", "\u00a0") for name, code in codes]    # no code is cut at the end of a line
    footer = say["footer"].format(version=current, codes=" · ".join(unbroken))
    title, version_line = say["title"].format(product=agreement.product), say["version"].format(version=current)
    return Paper(lang, title, version_line, parties, numbered, tables, say["signatures"], signing, footer)


def _pieces(agreement: Agreement, parties: Sequence[Party], lang: str) -> tuple[str, list[list[str]], int]:
    """The table of pieces, as (title, rows, number of closing rows): one row for each option, one column for each party, with sums."""
    say, taken = wording(lang), [dict(party.pieces) for party in parties]
    headings = [say["pieces"], *(party.name for party in parties), say["total"]]
    rows = [
        [good.sku or agreement.product, *(_count(pieces.get(good.sku, 0), lang) for pieces in taken), _count(good.pieces, lang)]
        for good in agreement.goods
    ]
    sums = [say["total"], *(_count(sum(pieces.values()), lang) for pieces in taken), _count(sum(good.pieces for good in agreement.goods), lang)]
    return say["table_pieces"], [headings, *rows, sums], 1


def _amounts(agreement: Agreement, parties: Sequence[Party], lang: str) -> tuple[str, list[list[str]], int]:
    """The table of amounts, as (title, rows, number of closing rows): one row for each cost line, one column for each party.

    The last two rows are the dues and the reply codes.
    """
    say, code = wording(lang), agreement.currency

    def shown(minor: int) -> str:
        return formats.localised(f"{money.display(minor, code):,}", lang)

    title = f"{say['table_amounts']} ({code})"
    rows = []
    for index, line in enumerate(agreement.parties[0].lines):
        total = sum(party.lines[index].amount for party in agreement.parties)
        rows.append([translate(line.name, lang), *(shown(party.lines[index].amount) for party in parties), shown(total)])
    dues = [*(party.due for party in parties), sum(party.due for party in agreement.parties)]
    replies = [say["code"], *(reply_code(agreement, party.name) for party in parties), ""]
    return title, [[title, *(party.name for party in parties), say["total"]], *rows, [say["due"], *map(shown, dues)], replies], 2


def _count(pieces: int, lang: str) -> str:
    return formats.number(pieces, lang) if pieces else "–"


def write(paper: Paper, path: Path) -> None:
    """Write the document to a new file. An existing file is never replaced, because an older version may bear signatures.

    Raises Refused where the file exists or cannot be written, and where python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        fix = Text('type: pip install "poolsplit[document]"')
        raise Refused("no-docx", Text("{package} is missing", package="python-docx"), fix) from None
    if path.exists():
        fix = Text("choose another name: an older version may bear signatures")
        raise Refused("exists", Text("there is a file {file} already", file=path.name), fix)
    document = docx.Document()
    _Page(document, paper).write()
    try:
        document.save(str(path))
    except OSError as error:
        message = Text("the file {file} cannot be written", file=path.name)
        raise Refused("unwritable", message, Text("choose another folder or name")) from error


class _Page:
    """Writes one paper into an empty document."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self.document, self.paper = document, paper

    def write(self) -> None:
        """Write all parts, from top to bottom."""
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
        """Set the page to A4 and the font to one with all three scripts. No author is named, because the authors are those who sign."""
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = _FONT, Pt(10.5)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _EAST_ASIAN_FONT)
        properties = self.document.core_properties
        properties.author, properties.comments, properties.title, properties.subject = "", "", self.paper.title, self.paper.version

    def paragraph(
        self, text: str, *, size: float = 10.5, bold: bool = False, centred: bool = False, before: float = 3, after: float = 3, inside: Any = None,
    ) -> Any:
        """Add one paragraph of text, to the document or inside a cell, and return it."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = (inside or self.document).add_paragraph()
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
        paragraph.paragraph_format.widow_control = True
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(size)
        return paragraph

    def clause(self, number: str, text: str) -> None:
        """Add a clause with its number hanging before it; a clause below another one is indented."""
        from docx.shared import Cm

        nested = "." in number
        paragraph = self.paragraph(f"{number}{'' if nested else '.'}\t{text}", before=1 if nested else 4, after=1)
        paragraph.paragraph_format.left_indent = Cm(1.9 if nested else 0.9)
        paragraph.paragraph_format.first_line_indent = Cm(-1.0 if nested else -0.9)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(1.9 if nested else 0.9))
        paragraph.paragraph_format.keep_together = True

    def table(self, title: str, rows: list[list[str]], sums: int) -> None:
        """Add a table. Its row of headings is repeated on every page, no row is cut, and a short table stays whole on one page."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.shared import Pt

        self.paragraph(title, bold=True, before=10).paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for index, values in enumerate(rows):
            row = table.add_row()
            settings = row._tr.get_or_add_trPr()  # noqa: SLF001  (python-docx has no other access to it)
            settings.append(OxmlElement("w:cantSplit"))
            if not index:
                settings.append(OxmlElement("w:tblHeader"))
            for column, value in enumerate(values):
                paragraph = row.cells[column].paragraphs[0]
                run = paragraph.add_run(value)
                run.bold, run.font.size = not index or index >= len(rows) - sums, Pt(9)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column else WD_ALIGN_PARAGRAPH.LEFT
                paragraph.paragraph_format.keep_with_next = index < len(rows) - 1

    def sign(self) -> None:
        """Add a signature line for each partner, two side by side; no row is cut at the end of a page."""
        from docx.oxml import OxmlElement
        from docx.shared import Pt

        self.paragraph(self.paper.signatures, bold=True, before=12).paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=0, cols=_SIGNATURES_PER_ROW)
        people = self.paper.signing
        starts = range(0, len(people), _SIGNATURES_PER_ROW)
        for start in starts:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
            for cell, (name, below) in zip(row.cells, people[start : start + _SIGNATURES_PER_ROW], strict=False):
                first = cell.paragraphs[0]
                first.add_run(name).bold = True
                first.paragraph_format.space_before = Pt(14)
                for text, room in (("_" * 32, 34), (below, 0)):
                    self.paragraph(text, size=9.5, before=room, after=2, inside=cell)
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = start != starts[-1]

    def footer(self) -> None:
        """Write the footer: version, reply codes and the page number."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt

        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(self.paper.footer).add_break()  # the page number has a line of its own, which no name before it can break
        for text, field in (("", "PAGE"), ("/", "NUMPAGES")):
            paragraph.add_run(text)
            for kind, code in (("begin", ""), ("", field), ("separate", ""), ("", ""), ("end", "")):
                run = paragraph.add_run("" if kind or code else "1")
                if kind or code:
                    part = OxmlElement("w:fldChar" if kind else "w:instrText")
                    if kind:
                        part.set(qn("w:fldCharType"), kind)
                    else:
                        part.text = code
                    run._r.append(part)  # noqa: SLF001
        for run in paragraph.runs:
            run.font.size = Pt(8)
