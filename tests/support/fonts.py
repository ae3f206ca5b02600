"""Fonts that tests bring or name, so that what a machine happens to have changes nothing."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import get_data_path

if TYPE_CHECKING:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

ROOT = Path(__file__).resolve().parents[2]

DEJAVU = tuple(Path(get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{weight}.ttf" for weight in ("", "-Bold"))
"""Latin and Vietnamese, in two weights, without Chinese: they come with matplotlib."""


def of_the_system(package: str) -> Path:
    """The font file of a Debian package that dev.py installs; without it the test is skipped, loudly."""
    path = Path(runpy.run_path(str(ROOT / "dev.py"))["SYSTEM_PACKAGES"][package])
    if not path.is_file():
        pytest.skip(f"{package} is missing")
    return path


def fontconfig(folder: Path, *fonts: Path) -> dict[str, str]:
    """What in the environment of a program on Linux lets it see the folders of these fonts and no others. folder: where that is written down."""
    config = folder / "fonts.conf"
    folders = "".join(f"<dir>{font.parent}</dir>" for font in fonts)
    config.write_text(f"<fontconfig>{folders}<cachedir>{folder / 'fontconfig'}</cachedir></fontconfig>", encoding="utf-8")
    return {"FONTCONFIG_FILE": str(config)}


def made(path: Path, letters: str, joined: tuple[str, ...] = ()) -> Path:
    """A font with these letters as squares of their own size each, and one glyph for each of `joined`, which are made of them."""
    names = {letter: f"u{ord(letter):04X}" for letter in dict.fromkeys(" " + letters)}
    ligatures = {"_".join(names[letter] for letter in word): " ".join(names[letter] for letter in word) for word in joined}
    glyphs = [".notdef", *names.values(), *ligatures]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(letter): name for letter, name in names.items()})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() if name == names[" "] else _square(100 + 10 * place) for place, name in enumerate(glyphs)})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular", "psName": path.stem})
    builder.setupOS2()
    builder.setupPost()
    if ligatures:
        builder.addOpenTypeFeatures("feature liga {" + "".join(f"sub {parts} by {name};" for name, parts in ligatures.items()) + "} liga;")
    builder.save(path)
    return path


def _square(size: int) -> Glyph:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, size), (size, size), (size, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()
