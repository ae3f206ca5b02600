"""The worked notebook: run in a kernel of its own from top to bottom. `python tests/support/notebooks.py` writes its outputs anew."""

from __future__ import annotations

import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def load(path: Path = NOTEBOOK) -> Any:
    """A notebook as it stands in its file."""
    return nbformat.read(path, as_version=4)


def executed(notebook: Any, **environment: str) -> Any:
    """The notebook after a run in a fresh kernel, with this checkout's poolsplit; a cell that fails raises CellExecutionError.

    What differs from run to run and from machine to machine is left out: addresses of objects, the kernel's version and its times.
    """
    found = nbformat.from_dict(notebook)
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(ROOT), inherited] if inherited else [str(ROOT)])
    NotebookClient(found, timeout=120, kernel_name="python3", record_timing=False).execute(
        cwd=str(ROOT / "docs"), env={**os.environ, "PYTHONPATH": path, "MPLBACKEND": "module://matplotlib_inline.backend_inline", **environment},
    )
    found.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    for output in outputs(found):
        if "text/plain" in output.get("data", {}):
            output.data["text/plain"] = ADDRESS.sub("", output.data["text/plain"])
    return found


def outputs(notebook: Any) -> list[Any]:
    """Everything that the cells gave, in order."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def said(notebook: Any) -> list[object]:
    """What a reader sees of it: texts, the cells of tables, and that there is a picture (whose bytes are matplotlib's business)."""
    seen: list[object] = []
    for output in outputs(notebook):
        data = output.get("data", {})
        if "text/html" in data:
            seen.append(Grid.of(data["text/html"]).rows)
        elif "image/png" in data:
            seen.append("picture")
        else:
            seen.append(output.get("text") or data.get("text/plain") or output)
    return seen


class Grid(HTMLParser):
    """The table of an HTML text: its caption, its rows of cells as texts, and the classes and id of each cell."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.caption, self.style = "", ""
        self.rows: list[list[str]] = []
        self.attributes: list[list[dict[str, str | None]]] = []
        self._inside = ""

    @classmethod
    def of(cls, text: str) -> Grid:
        """The grid of a text."""
        grid = cls()
        grid.feed(text)
        return grid

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row, a cell, or what is kept beside them."""
        self._inside = tag
        if tag == "tr":
            self.rows.append([])
            self.attributes.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self.attributes[-1].append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  # whatever ends, what follows is outside
        """Leave the cell."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """The text of what we are in."""
        if self._inside in {"td", "th"}:
            self.rows[-1][-1] += data
        elif self._inside == "caption":
            self.caption += data
        elif self._inside == "style":
            self.style += data


def main() -> None:
    """Run the notebook and write it with what came out."""
    nbformat.write(executed(load()), NOTEBOOK)
    sys.stdout.write(f"{NOTEBOOK.name}: {len(outputs(load()))} outputs\n")


if __name__ == "__main__":
    main()
