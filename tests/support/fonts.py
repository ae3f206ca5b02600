"""Fonts that tests bring or name, so that what a machine happens to have changes nothing."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from matplotlib import get_data_path

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
