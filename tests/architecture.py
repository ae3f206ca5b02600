"""The architecture as tables, and what reads the source and holds it against them; `test_architecture` has the tests.

A new module is one line in MODULES, above every module that imports it.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

MODULES = {
    "errors": "base",
    "names": "base",
    "columns": "base",
    "currencies": "base",
    "numerals": "base",
    "formats": "base",
    "reading": "base",
    "vocabulary": "base",
    "days": "base",
    "money": "base",
    "cells": "base",
    "rates": "base",
    "sums": "base",
    "headings": "base",
    "labels": "base",
    "ranges": "base",
    "locale": "base",
    "controlled": "base",
    "exact": "base",
    "shares": "base",
    "kernel": "fast",
    "components": "fast",
    "arrays": "fast",
    "places": "fast",
    "arithmetic": "fast",
    "grouping": "fast",
    "fast": "fast",
    "typed": "base",
    "pool": "rule",
    "items": "rule",
    "terms": "rule",
    "shipment": "rule",
    "costs": "rule",
    "layers": "rule",
    "lines": "rule",
    "goods": "rule",
    "bases": "rule",
    "landed_cost": "rule",
    "rounding": "rule",
    "dues": "rule",
    "explanation": "rule",
    "receipt": "rule",
    "withdrawal": "rule",
    "version": "rule",
    "life": "rule",
    "settlement": "rule",
    "ledger": "rule",
    "policy": "rule",
    "sampling": "rule",
    "requirements": "rule",
    "attachments": "rule",
    "evidence": "rule",
    "samples": "rule",
    "banks": "rule",
    "payment": "rule",
    "card": "rule",
    "matching": "rule",
    "agreement": "rule",
    "revision": "rule",
    "clauses": "rule",
    "chat": "rule",
    "framecodes": "frames",
    "frames": "frames",
    "framevalues": "frames",
    "framecells": "frames",
    "frameresults": "frames",
    "frameshares": "frames",
    "tables": "door",
    "case": "door",
    "report": "door",
    "stock": "door",
    "agreeing": "door",
    "paper": "door",
    "books": "door",
    "moves": "door",
    "reordering": "door",
    "leaving": "door",
    "holdings": "door",
    "countsheet": "door",
    "stages": "door",
    "replaying": "door",
    "clearing": "door",
    "gates": "door",
    "api": "door",
    "codes": "door",
    "cards": "door",
    "statement": "door",
    "course": "door",
    "cellnames": "base",
    "cellwork": "door",
    "cellpay": "door",
    "cellpieces": "door",
    "celltables": "door",
    "cellgates": "door",
    "__init__": "root",
    "scale": "engine",
    "outcome": "door",
    "till": "door",
    "functions": "face",
    "screen": "face",
    "checklist": "face",
    "notebook": "face",
    "document": "face",
    "workbook": "face",
    "terminal": "face",
    "cli": "face",
    "__main__": "face",
}
"""The modules (and packages) of poolsplit with their kind. Each imports only those above it, and only these kinds:"""

MAY_IMPORT = {
    "base": {"base"},
    "fast": {"base", "fast"},
    "frames": {"base", "fast", "frames"},
    "rule": {"base", "rule"},
    "door": {"base", "rule", "door"},
    "root": {"base", "rule", "door"},
    "engine": {"base", "rule", "door", "root"},
    "face": {"base", "door", "root", "engine", "face"},
    "host": {"base", "root", "face"},
}

THIRD_PARTY = {
    **{module: {"numpy"} for module in ("kernel", "components", "arrays", "places", "arithmetic", "grouping", "fast")},
    **{module: {"numpy", "pandas"} for module in ("frames", "framevalues", "framecells", "frameresults", "frameshares", "tables")},
    "framecodes": {"numpy", "pandas", "pyarrow"}, "notebook": {"matplotlib", "pandas"}, "scale": {"distributed", "duckdb", "pandas", "pyarrow"}, "workbook": {"openpyxl"},
    "cards": {"resvg_py"}, "codes": {"segno"}, "document": {"docx"}, "terminal": {"click"}, "cli": {"click", "poolsplit_addin"},
}
"""All that is imported beside Python's own library, poolsplit's hosts included."""

ONLY_INSIDE_FUNCTIONS = {
    *(("tables", name) for name in ("poolsplit.fast", "poolsplit.frames", "poolsplit.framecells", "poolsplit.frameresults", "poolsplit.frameshares", "numpy", "pandas")),
    *(("scale", name) for name in ("distributed", "duckdb", "pandas", "pyarrow")),
    ("__init__", "poolsplit.notebook"), ("notebook", "matplotlib"), ("notebook", "pandas"), ("cli", "poolsplit_addin"), ("cards", "resvg_py"),
    ("codes", "segno"), ("document", "docx"),
}
"""What is loaded only by those who need it: frames by whoever hands one in, pictures by whoever asks for one, the hosts by whoever installs one."""

CALCULATES = {
    ("workbook/fingerprint.py", "_scalar"): "a fingerprint is a sum of products, and has to be what the spreadsheet makes of the same cells",
    ("workbook/grid.py", "letters"): "the letters of a column are its number in base 26",
}
"""The functions of faces and hosts that may calculate: file, function and why it is no rule's business."""

HEAVY = (
    "click", "distributed", "docx", "duckdb", "jinja2", "matplotlib", "numpy", "openpyxl", "pandas", "poolsplit.fast", "poolsplit.frames", "pyarrow", "resvg_py", "segno", "uno",
    "xlwings",
)


# ---------------------------------------------------------------- reading the source


@dataclass(frozen=True)
class Import:
    """One imported name: "numpy", "poolsplit.errors.Text"; whether inside a function, and whether for type checkers only."""

    name: str
    line: int
    inside: bool
    typing: bool


def imports(path: Path, package: str = "") -> Iterator[Import]:
    """Every import of a file, those by importlib with a plain name too; `package` is what its relative imports start from."""
    yield from _imports(ast.parse(path.read_text(encoding="utf-8")), package, inside=False, typing=False)


def _imports(node: ast.AST, package: str, *, inside: bool, typing: bool) -> Iterator[Import]:
    for name in _imported(node, package):
        yield Import(name, getattr(node, "lineno", 0), inside, typing)
    if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
        for statement in node.body:
            yield from _imports(statement, package, inside=inside, typing=True)
        children: list[ast.AST] = [*node.orelse]
    else:
        children = [*ast.iter_child_nodes(node)]
    inside = inside or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    for child in children:
        yield from _imports(child, package, inside=inside, typing=typing)


def _imported(node: ast.AST, package: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        start = ".".join(package.split(".")[:len(package.split(".")) - node.level + 1]) if node.level else ""
        return [".".join(filter(None, (start, node.module, alias.name))) for alias in node.names]
    if isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"} and node.args and isinstance(node.args[0], ast.Constant):
        return [str(node.args[0].value)]
    return []


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""


def sources(root: Path) -> Iterator[tuple[Path, str, str, str]]:
    """Every source file below a root: path, the module that MODULES knows it by, its kind, the package of its relative imports."""
    for path in sorted((root / "poolsplit").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield path, parts[1], MODULES.get(parts[1], ""), ".".join(parts[:-1])
    for path in sorted((root / "addin").rglob("*.py")):
        yield path, "poolsplit_addin", "host", ".".join(path.relative_to(root / "addin").parts[:-1])


# ---------------------------------------------------------------- the rules


def forbidden_imports(root: Path) -> list[str]:
    """Every import below a root that MODULES, MAY_IMPORT, THIRD_PARTY and ONLY_INSIDE_FUNCTIONS do not allow."""
    found = []
    for path, module, kind, package in sources(root):
        if not kind:
            found.append(f"{path.name}: not in MODULES")
            continue
        for used in imports(path, package):
            reason = _objection(module, kind, used)
            if reason:
                found.append(f"{path.relative_to(root).as_posix()}:{used.line} imports {used.name}: {reason}")
    return found


def _objection(module: str, kind: str, used: Import) -> str:
    parts = used.name.split(".")
    if parts[0] in sys.stdlib_module_names:
        return ""
    if parts[0] == "poolsplit":
        target = parts[1] if len(parts) > 1 and parts[1] in MODULES else "__init__"
        reason, name = _direction(module, kind, target, typing=used.typing), f"poolsplit.{target}"
    else:
        name = parts[0]
        reason = "" if kind == "host" or name in THIRD_PARTY.get(module, ()) else "third-party code"
    at_load = not (used.inside or used.typing)
    return reason or ("only inside functions" if at_load and (module, name) in ONLY_INSIDE_FUNCTIONS else "")


def _direction(module: str, kind: str, target: str, *, typing: bool) -> str:
    if target == module or (module, f"poolsplit.{target}") in ONLY_INSIDE_FUNCTIONS:
        return ""
    order = list(MODULES)
    if kind != "host" and order.index(target) > order.index(module):
        return "it stands below in MODULES"
    if MODULES[target] not in MAY_IMPORT[kind] and not (typing and MODULES[target] != "fast"):
        return f"a {kind} module does not import a {MODULES[target]} module"
    return ""


OPERATORS = (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
FUNCTIONS = {"round", "sum", "divmod", "pow", "fsum", "prod", "Fraction", "Decimal"}


def arithmetic(path: Path) -> Iterator[tuple[int, str, str]]:
    """Where a file calculates: line, function, and what it does.

    `* / // % **` and the calls that add up, round or make exact numbers. Plus and minus do not count, since they also join texts and move along
    rows; nor do repeated texts and lists, % on a text, a path / "name", counting by sum, and figures whose every part is written out (2 * 1024).
    """
    yield from _arithmetic(ast.parse(path.read_text(encoding="utf-8")), "<module>")


def _arithmetic(node: ast.AST, function: str) -> Iterator[tuple[int, str, str]]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        function = node.name
    if isinstance(node, ast.AugAssign) and isinstance(node.op, OPERATORS):
        yield node.lineno, function, ast.unparse(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, OPERATORS) and not _no_figures(node):
        yield node.lineno, function, ast.unparse(node)
    if isinstance(node, ast.Call) and _called(node) in FUNCTIONS and not _counts(node):
        yield node.lineno, function, ast.unparse(node)
    for child in ast.iter_child_nodes(node):
        yield from _arithmetic(child, function)


def _no_figures(node: ast.BinOp) -> bool:
    if not any(isinstance(part, (ast.Name, ast.Attribute, ast.Call, ast.Subscript)) for part in ast.walk(node)):
        return True
    if isinstance(node.op, ast.Mult):
        return any(_is_text(side) or isinstance(side, (ast.List, ast.Tuple)) for side in (node.left, node.right))
    return (isinstance(node.op, ast.Mod) and _is_text(node.left)) or (isinstance(node.op, ast.Div) and _is_text(node.right))


def _counts(node: ast.Call) -> bool:
    """`sum(1 for ...)`, `sum(row in rows for ...)`, `sum(bool(cell) for ...)`."""
    if _called(node) != "sum" or not node.args or not isinstance(node.args[0], ast.GeneratorExp):
        return False
    each = node.args[0].elt
    return (
        isinstance(each, ast.Compare) or (isinstance(each, ast.Constant) and each.value == 1)
        or (isinstance(each, ast.Call) and _called(each) in {"bool", "isinstance"})
        or (isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not))
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def calculating(root: Path) -> dict[tuple[str, str], list[str]]:
    """The calculations of faces and hosts, by file (below poolsplit/ or addin/) and function."""
    found: dict[tuple[str, str], list[str]] = {}
    for path, _, kind, _ in sources(root):
        if kind in {"face", "host"}:
            for line, function, what in arithmetic(path):
                found.setdefault(("/".join(path.relative_to(root).parts[1:]), function), []).append(f"line {line}: {what}")
    return found


def too_new(files: list[Path]) -> str:
    """What vermin finds in files that Python 3.10 does not have; "" where there is nothing."""
    command = [sys.executable, "-c", "from vermin import main; main()", "--quiet", "--violations", "--no-tips", "--target=3.10-", *map(str, files)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    return done.stdout + done.stderr if done.returncode else ""


def loaded_by(statement: str, folder: Path) -> list[str]:
    """Which heavy modules a statement loads in a fresh process started in a folder."""
    program = f"{statement}; import sys; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=folder).stdout.split()
