"""The document for signing as LibreOffice lays it out: what each page shows, read back from the PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.agreement import BIG, PEOPLE
from support.fonts import fontconfig, of_the_system

from poolsplit.order.agreement import document
from poolsplit.order.agreement.document import paper
from poolsplit.order.agreement.version import reply_code
from poolsplit.values.translate import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path


def pages(path: Path, soffice: Path, folder: Path) -> list[str]:
    """The text of each page, in the order in which it stands there; on Linux in the same two fonts whatever the machine has."""
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext is missing: install poppler-utils")
    command = [str(soffice), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    fonts = fontconfig(folder, of_the_system("fonts-crosextra-carlito"), of_the_system("fonts-wqy-microhei")) if sys.platform == "linux" else {}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=180, env={**os.environ, **fonts})
    made = folder / f"{path.stem}.pdf"
    if not made.exists() and "could not be loaded" in done.stderr:
        pytest.skip("LibreOffice has no word processor here: install libreoffice-writer-nogui")
    text = subprocess.run([pdftotext, "-layout", str(made), "-"], check=True, capture_output=True, text=True, encoding="utf-8").stdout
    return text.split("\f")[:-1]


def stripped(page: str) -> list[str]:
    """The lines of a page without the space around them."""
    return [line.strip() for line in page.splitlines()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_table_is_broken_and_every_page_says_which_version_it_is_of(lang, soffice, tmp_path) -> None:
    path = tmp_path / "agreement.docx"
    document.write(paper(BIG, lang), path)
    found = pages(path, soffice, tmp_path)
    assert 2 <= len(found) <= 4
    for number, page in enumerate(found, 1):
        assert f"{number}/{len(found)}" in page
        for name in PEOPLE:
            assert reply_code(BIG, name) in page.replace("\u2011", "-")
            assert name.split()[0] in page.replace("\u00a0", " ")
    for title, rows, _ in paper(BIG, lang).tables:
        [below] = [lines[lines.index(title) + 1 :] for lines in map(stripped, found) if title in lines]
        for row in rows:
            assert all(cell in "\n".join(below) for cell in row if " " not in cell)
    signing = [page for page in found if paper(BIG, lang).signatures in page]
    assert sum(page.count("_" * 32) for page in signing) == len(PEOPLE)
    assert len(signing) == 1
