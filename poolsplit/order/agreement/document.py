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
_SIGNATURES_ABREAST = 2
_HYPHEN = re.compile(r"(?<= )-(?=\S*\d)")  # a line may end behind a hyphen, not behind a minus
_PARTIES_ABREAST = 5  # as many columns as a page has room for


class Paper(NamedTuple):
    """An agreement for signing, as what writes documents takes it.

    clauses: (number, text), "" for what is not numbered. tables: (title, rows); the first row and column are headings, and of the last
    `sums` rows each is a sum. signing: (partner, what stands below his line). footer: version and reply codes.
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
    """The agreement as a document that all sign. (spec.md, section 7)"""
    say = wording(lang)
    current = version(content(agreement))
    codes = [(party.name, reply_code(agreement, party.name)) for party in agreement.parties]
    partners = ", ".join(name for name, _ in codes)
    parties = say["parties" if agreement.lead else "parties_no_lead"].format(partners=partners, lead=agreement.lead)
    written = [(clause.number, _HYPHEN.sub("\u2212", clause.text)) for clause in clauses(agreement, lang) if clause.number]
    tables = []
    for start in range(0, len(agreement.parties), _PARTIES_ABREAST):
        abreast = agreement.parties[start : start + _PARTIES_ABREAST]
        tables += [_pieces(agreement, abreast, lang), _amounts(agreement, abreast, lang)]
    signing = [(name, f"{say['sign']}\n{say['date']}: ____ / ____ / ______") for name, _ in codes]
    whole = [f"{name} {code}".replace("-", "\u2011").replace(" ", "\u00a0") for name, code in codes]    # none is cut at the end of a line
    footer = say["footer"].format(version=current, codes=" · ".join(whole))
    title, version_line = say["title"].format(product=agreement.product), say["version"].format(version=current)
    return Paper(lang, title, version_line, parties, written, tables, say["signatures"], signing, footer)


def _pieces(agreement: Agreement, parties: Sequence[Party], lang: str) -> tuple[str, list[list[str]], int]:
    """Options by parties, in pieces, with sums."""
    say, taken = wording(lang), [dict(party.pieces) for party in parties]
    head = [say["pieces"], *(party.name for party in parties), say["total"]]
    rows = [
        [good.sku or agreement.product, *(_count(own.get(good.sku, 0), lang) for own in taken), _count(good.pieces, lang)]
        for good in agreement.goods
    ]
    sums = [say["total"], *(_count(sum(own.values()), lang) for own in taken), _count(sum(good.pieces for good in agreement.goods), lang)]
    return say["table_pieces"], [head, *rows, sums], 1


def _amounts(agreement: Agreement, parties: Sequence[Party], lang: str) -> tuple[str, list[list[str]], int]:
    """Lines by parties, in money, with what each pays and replies."""
    say, code = wording(lang), agreement.currency

    def shown(minor: int) -> str:
        return formats.localised(f"{money.display(minor, code):,}", lang)

    title = f"{say['table_amounts']} ({code})"
    rows = []
    for place, line in enumerate(agreement.parties[0].lines):
        total = sum(party.lines[place].amount for party in agreement.parties)
        rows.append([translate(line.name, lang), *(shown(party.lines[place].amount) for party in parties), shown(total)])
    dues = [*(party.due for party in parties), sum(party.due for party in agreement.parties)]
    replies = [say["code"], *(reply_code(agreement, party.name) for party in parties), ""]
    return title, [[title, *(party.name for party in parties), say["total"]], *rows, [say["due"], *map(shown, dues)], replies], 2


def _count(pieces: int, lang: str) -> str:
    return formats.number(pieces, lang) if pieces else "–"


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
            for kind, code in (("begin", ""), ("", field), ("separate", ""), ("", ""), ("end", "")):
                run = written.add_run("" if kind or code else "1")
                if kind or code:
                    part = OxmlElement("w:fldChar" if kind else "w:instrText")
                    if kind:
                        part.set(qn("w:fldCharType"), kind)
                    else:
                        part.text = code
                    run._r.append(part)  # noqa: SLF001
        for run in written.runs:
            run.font.size = Pt(8)
