"""The architecture as tables, a line a room, and what reads the source and holds it against them; `test_architecture` has the tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]

ROOMS = ("errors", "values", "engine", "tables", "pool", "order", "report", "notebook", "functions", "scale", "workbook", "cli", "__main__")
"""The rooms of poolsplit in the order in which they may import each other: each those that stand before it."""

PARTS = {
    "order": ("agreement", "evidence", "ledger", "payment", "withdrawal", "stages", "count_sheet", "situation", "api"),
    "workbook": ("read", "find.answers", "find.arithmetic", "find.shape", "find", "kept", "supposed", "run", "results", "attach"),
}
"""The parts of two large rooms in the order in which they may import each other; a part of a part stands before it."""

NEIGHBOURS = {("scale", "functions")}
"""(importer, imported) that stand side by side: neither imports the other."""

ON_DEMAND = {("tables", "engine.fast"), ("tables", "tables.frames"), ("__init__", "notebook")}
"""(room, part) that a room imports inside functions only, so that nobody loads numpy or pandas who did not ask for it."""

KNOWN_TO = {
    "engine.fast": ({"engine", "tables"}, "the rules are handed the operations"),
    "tables.frames": ({"tables"}, "only tables knows frames"),
}
"""Part -> the rooms that may import it, and why others may not."""

THIRD_PARTY = {
    "engine.fast": {"numpy"},
    "tables": {"numpy", "pandas"},
    "tables.frames": {"numpy", "pandas", "pyarrow"},
    "order.agreement.document": {"docx"},
    "order.payment.picture": {"resvg_py"},
    "order.payment.qr": {"segno"},
    "notebook": {"matplotlib", "pandas"},
    "scale": {"distributed", "duckdb", "pandas", "pyarrow"},
    "workbook": {"openpyxl"},
    "cli": {"click", "poolsplit_addin"},
}
"""All that is imported beside Python's own library, poolsplit's hosts included: by a room, a part of it, or one module."""

AT_LOAD = {("engine.fast", "numpy"), ("tables.frames", "numpy"), ("tables.frames", "pandas"), ("workbook", "openpyxl"), ("cli", "click")}
"""What of that is loaded with the module; all else inside functions, by those who need it."""

ENGINE = ("errors", "values", "engine", "tables", "pool", "order", "functions", "__init__")
"""What worksheet functions need: it runs in LibreOffice's Python and in a browser too."""

SHOWING = ("report", "notebook", "functions", "workbook", "cli", "__main__")
"""Rooms that compute nothing; nor do the hosts."""

CHECKS = {"workbook.find": "it holds the numbers of a sheet against each other, to tell totals from orders, and reads each in its unit"}
"""The parts of showing rooms that may calculate, and why; so that they compute no due, they import none of RULES."""

RULES = ("engine", "pool", "order", "report", "functions", "scale")
"""The rooms of the rules, and those that ask them."""

LARGEST_ROOM = 22
"""Entries of a folder, `__init__` included."""

CALCULATES = {
    ("poolsplit/workbook/read/styles.py", "_tinted"): "a tint moves the lightness of a colour, as the spreadsheet shows it",
    ("poolsplit/functions/names.py", "place_of"): "row and column of the i-th cell of a range",
    ("poolsplit/functions/pieces.py", "_measured"): "kilograms and cubic metres of a range of pieces, which no table holds",
    ("poolsplit/functions/pieces.py", "defects"): "how many pieces of each SKU a range holds",
    ("poolsplit/functions/pieces.py", "freight"): "which of two measures of a range is the greater",
    ("poolsplit/functions/pieces.py", "moq"): "one cell for what the tables of `fill` say a row each",
    ("poolsplit/functions/pieces.py", "received"): "how many pieces of each SKU a range holds",
    ("poolsplit/functions/ranges.py", "as_cell"): "a ratio as a number of a cell",
    ("poolsplit/functions/shares.py", "_position"): "a position that is not a whole number is refused",
    ("poolsplit/functions/shares.py", "shown"): "whole steps as an amount of a cell",
    ("poolsplit/functions/shares.py", "steps"): "an amount of a cell as whole steps",
    ("poolsplit/workbook/attach/fingerprint.py", "_weighted_sum"): "a fingerprint is a sum of products, and has to be what the spreadsheet makes of the same cells",
    ("poolsplit/workbook/proven.py", "_nearly_stands"): "whether amounts on a sheet may be dues is guessed from what each answer moves, before they are computed",
    ("poolsplit/workbook/read/grid.py", "letters"): "the letters of a column are its number in base 26",
}
"""The functions of showing rooms and hosts that may calculate: file, function and why it is not a rule's business."""

HEAVY = (
    "click", "distributed", "docx", "duckdb", "jinja2", "matplotlib", "numpy", "openpyxl", "pandas", "poolsplit.engine.fast", "poolsplit.tables.frames", "pyarrow", "resvg_py", "segno", "uno",
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


def sources(root: Path) -> Iterator[tuple[Path, str]]:
    """Every source file below a root with its module: "poolsplit.pool.dues", "poolsplit_addin.excel.addin"; a package by its own name."""
    yield from modules(root, "poolsplit")
    yield from modules(root / "addin")


def modules(start: Path, folder: str = ".") -> Iterator[tuple[Path, str]]:
    """Every source file below a folder of `start` with its module, as it is imported where `start` is on the path."""
    for path in sorted((start / folder).rglob("*.py")):
        yield path, _module(path.relative_to(start))


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def room(module: str) -> str:
    """The room of a module; "__init__" for the package itself, "" for a module of the hosts or of no room.

    >>> room("poolsplit.pool.dues"), room("poolsplit"), room("poolsplit_addin.excel"), room("poolsplit.misc")
    ('pool', '__init__', '', '')
    """
    package, _, inside = module.partition(".")
    name = inside.split(".", maxsplit=1)[0] if inside else "__init__"
    return name if package == "poolsplit" and name in {*ROOMS, "__init__"} else ""


# ---------------------------------------------------------------- the rules


def forbidden_imports(root: Path) -> list[str]:
    """Every import below a root that ROOMS, NEIGHBOURS, ON_DEMAND, THIRD_PARTY and AT_LOAD do not allow."""
    problems = []
    for path, module in sources(root):
        if module.startswith("poolsplit.") and not room(module):
            problems.append(f"{path.name}: it is in none of the rooms")
            continue
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        for used in imports(path, package):
            reason = _objection(module, used)
            if reason:
                problems.append(f"{path.relative_to(root).as_posix()}:{used.line} imports {used.name}: {reason}")
    return problems


def _objection(module: str, used: Import) -> str:
    """What speaks against an import of a module; "" where nothing does."""
    top = used.name.split(".", maxsplit=1)[0]
    if top in sys.stdlib_module_names:
        return ""
    if top == "poolsplit":
        return _direction(module, used)
    if not room(module):
        return ""
    allowed = [part for part, libraries in THIRD_PARTY.items() if _is_in(module, part) and top in libraries]
    if not allowed:
        return "third-party code"
    return "" if used.inside or used.typing or any((part, top) in AT_LOAD for part in allowed) else "only inside functions"


def is_check(module: str) -> bool:
    """Whether a module is in one of CHECKS.

    >>> is_check("poolsplit.workbook.find.totals"), is_check("poolsplit.workbook.run")
    (True, False)
    """
    return any(_is_in(module, part) for part in CHECKS)


def _is_in(module: str, part: str) -> bool:
    return f"{module}.".startswith(f"poolsplit.{part}.")


def _direction(module: str, used: Import) -> str:
    """What speaks against an import within poolsplit: that it is loaded on demand only, that few may know it, or the direction of the rooms."""
    mine, theirs = room(module), room(used.name) or "__init__"
    demanded = any(importer == mine and _is_in(used.name, part) for importer, part in ON_DEMAND)
    if demanded and not _is_in(module, "tables.frames"):
        return "" if used.inside or used.typing else "only inside functions"
    for part, (knows, reason) in KNOWN_TO.items():
        if _is_in(used.name, part) and mine not in knows:
            return reason
    if mine in {"", "__init__"}:
        return ""
    if theirs in RULES and is_check(module):
        return "what checks a sheet knows no rules"
    if theirs == "__init__":
        allowed = used.name == "poolsplit.__version__" or mine in ROOMS[ROOMS.index("functions"):]
    else:
        allowed = ROOMS.index(theirs) <= ROOMS.index(mine) and (mine, theirs) not in NEIGHBOURS
    return _order_of_parts(module, used.name) if allowed else "it stands beside or behind in ROOMS"


def _order_of_parts(importer: str, imported: str) -> str:
    """What speaks against an import within a large room."""
    order = PARTS.get(room(importer), ()) if room(importer) == room(imported) else ()
    mine, theirs = (next((part for part in order if _is_in(module, f"{room(importer)}.{part}")), "") for module in (importer, imported))
    return "it stands behind in PARTS" if mine and theirs and order.index(theirs) > order.index(mine) else ""


def circles(files: Iterable[tuple[Path, str]], *, types: bool = False) -> list[str]:
    """Modules that import each other in a circle when they are loaded, or for `types` alone: "a -> b -> a". files: as `sources` gives them."""
    paths = {module: path for path, module in files}
    needs: dict[str, list[str]] = {}
    for module, path in paths.items():
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        used = [each.name for each in imports(path, package) if not each.inside and (types or not each.typing)]
        needs[module] = [name if name in paths else name.rpartition(".")[0] for name in used]
        needs[module] = [name for name in needs[module] if name in paths and not f"{module}.".startswith(f"{name}.")]
    found: list[str] = []
    done: set[str] = set()
    for start in needs:
        _walk(start, [], needs, done, found)
    return found


def _walk(module: str, above: list[str], needs: dict[str, list[str]], done: set[str], found: list[str]) -> None:
    if module in above:
        found.append(" -> ".join([*above[above.index(module):], module]))
    elif module not in done:
        for name in needs[module]:
            _walk(name, [*above, module], needs, done, found)
        done.add(module)


def crowded(root: Path) -> list[str]:
    """Folders of poolsplit with more entries than LARGEST_ROOM: "poolsplit/pool: 23"."""
    folders = {path.parent for path in (root / "poolsplit").rglob("*") if path.suffix != ".pyc" and "__pycache__" not in path.parts}
    counted = {folder: sum(path.name != "__pycache__" for path in folder.iterdir()) for folder in sorted(folders)}
    return [f"{folder.relative_to(root).as_posix()}: {entries}" for folder, entries in counted.items() if entries > LARGEST_ROOM]


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
    """`sum(1 for ...)`, `sum(row in rows for ...)`, `sum(bool(cell) for ...)`, `sum(row > 1 and not cell for ...)`."""
    if _called(node) != "sum" or not node.args or not isinstance(node.args[0], ast.GeneratorExp):
        return False
    return _is_one(node.args[0].elt)


def _is_one(each: ast.expr) -> bool:
    """Whether an expression is 1, or true or false."""
    return (
        isinstance(each, ast.Compare) or (isinstance(each, ast.Constant) and each.value == 1)
        or (isinstance(each, ast.Call) and _called(each) in {"bool", "isinstance"})
        or (isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not))
        or (isinstance(each, ast.BoolOp) and all(map(_is_one, each.values)))
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def calculating(root: Path) -> dict[tuple[str, str], list[str]]:
    """The calculations of showing rooms, but for CHECKS, and of hosts, by file (as below root, or below addin/) and function."""
    found: dict[tuple[str, str], list[str]] = {}
    for path, module in sources(root):
        if (room(module) in SHOWING and not is_check(module)) or module.startswith("poolsplit_addin"):
            for line, function, what in arithmetic(path):
                found.setdefault((path.relative_to(root).as_posix(), function), []).append(f"line {line}: {what}")
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
