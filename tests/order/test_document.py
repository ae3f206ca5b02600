"""The document for signing, opened again as a word processor reads it."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import docx
import pytest
from support.agreement import BIG, ITEMS, ORDERS, PEOPLE, SKUS, agreed

from poolsplit.errors import Refused
from poolsplit.order.agreement import document
from poolsplit.order.agreement.clauses import clauses
from poolsplit.order.agreement.document import paper
from poolsplit.order.agreement.version import content, reply_code, version
from poolsplit.values.translate import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

DUES = {party.name: party.due for party in BIG.parties}


def written(path: Path, lang: str):
    document.write(paper(BIG, lang), path)
    return docx.Document(str(path))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_agreed_stands_in_the_document(tmp_path, lang) -> None:
    made = written(tmp_path / "thoả thuận.docx", lang)
    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    for clause in clauses(BIG, lang):
        if clause.number:
            assert clause.text in text.replace("\u2212", "-")
    assert all(item["link"] in text for item in ITEMS)
    assert version(content(BIG)) in text
    footer = made.sections[0].footer.paragraphs[0].text.replace("\u2011", "-").replace("\u00a0", " ")
    assert version(content(BIG)) in footer
    assert all(f"{name} {reply_code(BIG, name)}" in footer for name in PEOPLE)
    assert made.core_properties.author == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_add_up_and_everybody_has_a_line_to_sign_on(tmp_path, lang) -> None:
    pieces, amounts, signatures = written(tmp_path / "a.docx", lang).tables
    rows = [[cell.text for cell in row.cells] for row in pieces.rows]
    assert rows[0][1:-1] == [party.name for party in BIG.parties]
    assert sorted(row[0] for row in rows[1:-1]) == sorted(SKUS)
    counted = [[int(cell) for cell in row[1:]] for row in rows[1:]]
    assert [sum(column) for column in zip(*counted[:-1], strict=True)] == counted[-1]
    assert [sum(row[:-1]) for row in counted] == [row[-1] for row in counted]
    rows = [[re.sub(r"[.,]", "", cell.text) for cell in row.cells] for row in amounts.rows]
    figures = [[int(cell) for cell in row[1:]] for row in rows[1:-1]]
    assert figures[-1] == [*DUES.values(), sum(DUES.values())]
    assert [sum(column) for column in zip(*figures[:-1], strict=True)] == figures[-1]
    assert rows[-1][1:-1] == [reply_code(BIG, party.name) for party in BIG.parties]
    signed = [cell.text for row in signatures.rows for cell in row.cells]
    assert [text.split("\n")[0] for text in signed] == [party.name for party in BIG.parties]
    assert all("____" in text for text in signed)


def test_of_an_option_that_a_partner_does_not_take_the_document_has_no_piece(tmp_path) -> None:
    wanted = [order for order in ORDERS if (order["partner"], order["sku"]) != (PEOPLE[1], SKUS[2])]
    document.write(paper(agreed(wanted), "en"), tmp_path / "a.docx")
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:-1]] for row in docx.Document(str(tmp_path / "a.docx")).tables[0].rows}
    assert rows[SKUS[2]][list(DUES).index(PEOPLE[1])] == "–"
    assert [cells.count("–") for cells in rows.values()].count(0) == len(rows) - 1


def test_what_belongs_together_stands_close_together(tmp_path) -> None:
    paragraphs = written(tmp_path / "a.docx", "en").paragraphs
    looks = [(one.runs[0].font.size.pt, bool(one.runs[0].bold), one.paragraph_format.space_before.pt, one.paragraph_format.space_after.pt) for one in paragraphs[:5]]
    assert [one.text.split()[0] for one in paragraphs[:5]] == ["POOL", "Version", "Parties:", "1.", "1.1"]
    assert looks == [(15, True, 0, 3), (10.5, False, 0, 8), (10.5, False, 3, 4), (10.5, False, 4, 1), (10.5, False, 1, 1)]


def test_a_document_that_is_there_is_kept(tmp_path) -> None:
    path = tmp_path / "signed.docx"
    path.write_bytes(b"signed")
    with pytest.raises(Refused, match=r"there is a file signed\.docx already"):
        document.write(paper(BIG, "en"), path)
    assert path.read_bytes() == b"signed"
    with pytest.raises(Refused, match="cannot be written"):
        document.write(paper(BIG, "en"), tmp_path / "no such folder" / "a.docx")


def test_without_python_docx_it_says_how_to_get_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(Refused, match="python-docx is missing") as refused:
        document.write(paper(BIG, "en"), tmp_path / "a.docx")
    assert "poolsplit[document]" in refused.value.fix


