"""Build poolsplit.oxt: the component, the modules of the engine that worksheet functions need, and their declaration."""

from __future__ import annotations

import ast
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import poolsplit
from poolsplit.functions.declaration import FUNCTIONS
from poolsplit_addin.libreoffice.declaration import idl, xcu
from poolsplit_addin.packed import packed

if TYPE_CHECKING:
    from collections.abc import Iterator

IDENTIFIER = "org.poolsplit.calc"
OLDEST = "7.4"
"""The oldest LibreOffice that takes the extension. Before 25.2 it does not know plain names in .xlsx files (see `reenter`)."""

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB" manifest:full-path="XPoolSplit.idl"/>
<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-component;type=Python" manifest:full-path="component.py"/>
<manifest:file-entry manifest:media-type="application/vnd.sun.star.configuration-data" manifest:full-path="CalcAddIns.xcu"/>
</manifest:manifest>
"""
_DESCRIPTION = f"""<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006" xmlns:d="http://openoffice.org/extensions/description/2006"
 xmlns:l="http://libreoffice.org/extensions/description/2011">
<identifier value="{IDENTIFIER}"/>
<version value="{poolsplit.__version__}"/>
<display-name>
<name lang="en">poolsplit: exact shares of pooled orders</name>
<name lang="vi">poolsplit: chia đơn gộp chính xác đến từng đồng</name>
<name lang="zh-CN">poolsplit：拼单费用精确分摊</name>
</display-name>
<dependencies><l:LibreOffice-minimal-version value="{OLDEST}" d:name="LibreOffice {OLDEST}"/></dependencies>
</description>
"""


def build(target: Path) -> Path:
    """Write the extension to a file, the same bytes each time. Returns the path of the file."""
    target.write_bytes(packed(dict(sorted(contents().items()))))
    return target


def contents() -> dict[str, bytes]:
    """Every file of the extension: name -> bytes, with the same line ends on every system."""
    texts = {
        "META-INF/manifest.xml": _MANIFEST,
        "description.xml": _DESCRIPTION,
        "XPoolSplit.idl": idl(FUNCTIONS),
        "CalcAddIns.xcu": xcu(FUNCTIONS),
        "component.py": files(__package__).joinpath("component.py").read_text(encoding="utf-8"),
    }
    root = Path(poolsplit.__file__).parent
    for path in [*engine(root), *root.rglob("*.json"), *root.rglob("*.csv")]:
        texts[f"pythonpath/poolsplit/{path.relative_to(root).as_posix()}"] = path.read_text(encoding="utf-8")
    texts |= {f"pythonpath/{name}": text for name, text in _encoder().items()}
    return {name: text.encode() for name, text in texts.items()}


def _encoder() -> dict[str, str]:
    """segno, which draws payment codes, with its licence: name -> text of all its modules but that of its command line."""
    result = {}
    for file in metadata.files("segno") or []:
        is_module = file.suffix == ".py" and file.parts[0] == "segno" and file.name != "cli.py"
        if is_module or "licenses" in file.parts:
            result["segno/" + file.name] = file.read_text(encoding="utf-8")
    return result


def engine(root: Path) -> list[Path]:
    """The modules of the package at `root` that the component needs, by following its imports.

    >>> needed = {path.stem for path in engine(Path(poolsplit.__file__).parent)}
    >>> "declaration" in needed, "shares" in needed, "terminal" in needed
    (True, True, False)
    """
    component = files(__package__).joinpath("component.py").read_text(encoding="utf-8")
    modules: set[Path] = set()
    pending = list(_imported(root, component))
    while pending:
        path = pending.pop()
        if path not in modules:
            modules.add(path)
            pending += _imported(root, path.read_text(encoding="utf-8"))
    return sorted(modules)


def _imported(root: Path, source: str) -> Iterator[Path]:
    """The files of the package that a source imports, with the `__init__` of the packages around them; imports for type checkers do not count."""
    for node in _imports_at_run_time(ast.parse(source)):
        names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{name}" for name in names]
        for name in names:
            first, *parts = name.split(".")
            if first == root.name:
                for end in range(len(parts) + 1):
                    module = root.joinpath(*parts[:end])
                    yield from (path for path in (module.with_suffix(".py"), module.joinpath("__init__.py")) if path.is_file())


def _imports_at_run_time(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """All import statements below a node but those for type checkers."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        elif not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from _imports_at_run_time(child)
