"""Writes the pictures of the terminal in docs/pictures from what the commands print: python tests/tools/generate_pictures.py."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.terminal import picture  # noqa: E402
from support.workbooks_page import pictures, save_asked  # noqa: E402


def main() -> None:
    """Write each picture anew."""
    os.environ["COLUMNS"] = "100"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        save_asked(Path(folder))
        for name, lines in pictures().items():
            (ROOT / "docs" / "pictures" / name).write_text(picture(lines), encoding="utf-8")
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
