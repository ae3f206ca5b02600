"""The sentences of the source, read out of it: what the catalogues of `poolsplit.values.translate` have to translate."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from poolsplit.pool.costs import BASES
from poolsplit.tables.schema import RESULTS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parents[2]
PACKAGE = _ROOT / "poolsplit"
PACKAGES = (PACKAGE, _ROOT / "addin" / "poolsplit_addin")

PASSED_ON = {("errors.py", "template"), ("cli/terminal.py", "template"), ("errors.py", "name")}
"""Where a Text is made of what somebody else wrote: a copied Text, a sentence of say, the names of tables and columns."""

_CALLS = {"Text", "errors.Text", "say", "_say"}


def names() -> set[str]:
    """The names of tables, columns and bases: problems name them as their place or in their sentence, and they are translated there."""
    columns = {column.name for table in TABLES.values() for column in table}
    return {*TABLES, *RESULTS, *BASES, *columns, *(name for table in RESULTS.values() for name in table)}


def templates(*packages: Path) -> dict[str, str]:
    """Every template of a Text below `packages`, PACKAGES by default -> the first place that has it, "money.py:63".

    Raises ValueError, naming the place, for a Text whose template cannot be read out of the source.
    """
    found: dict[str, str] = {}
    files = [(path, path.relative_to(package).as_posix()) for package in packages or PACKAGES for path in sorted(package.rglob("*.py"))]
    for path, file in files:
        for scope, call in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            argument = call.args[0]
            if isinstance(argument, ast.Name) and (file, argument.id) in PASSED_ON:
                continue
            written = set(_written(argument, scope))
            if not written:
                message = f"{file}:{call.lineno}: no template can be read out of Text({ast.unparse(argument)})"
                raise ValueError(message)
            for template in written:
                found.setdefault(template, f"{file}:{call.lineno}")
    return found


def _texts(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call that makes a Text, with the outermost function around it, or the module."""
    for statement in tree.body:
        functions = statement.body if isinstance(statement, ast.ClassDef) else [statement]
        for node in functions:
            scope = node if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else tree
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in _CALLS:
                    yield scope, call


def _written(argument: ast.expr, scope: ast.AST) -> Iterator[str]:
    """The literal templates that an expression can be: itself, that of a Text, either side of a choice, or whatever its name is bound to."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.Call) and ast.unparse(argument.func) in _CALLS:  # _say(Text("...")) of the hosts
        yield from _written(argument.args[0], scope)
    elif isinstance(argument, ast.IfExp):
        yield from _written(argument.body, scope)
        yield from _written(argument.orelse, scope)
    elif isinstance(argument, ast.Name):
        for bound in _bound(argument.id, scope):
            yield from _written(bound, scope)


def _bound(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    """What a name is assigned in a scope, and what loops over literal tuples bind to it."""
    yield from _assigned(name, scope)
    for node in ast.walk(scope):
        if isinstance(node, (ast.For, ast.comprehension)):
            sources = _assigned(node.iter.id, scope) if isinstance(node.iter, ast.Name) else [node.iter]
            for source in sources:
                yield from _looped(name, node.target, source)


def _assigned(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == name for target in node.targets):
            yield node.value


def _looped(name: str, target: ast.expr, source: ast.expr) -> Iterator[ast.expr]:
    if not isinstance(source, (ast.Tuple, ast.List)):
        return
    if isinstance(target, ast.Name) and target.id == name:
        yield from source.elts
    elif isinstance(target, ast.Tuple):
        places = [place for place, one in enumerate(target.elts) if isinstance(one, ast.Name) and one.id == name]
        yield from (row.elts[place] for row in source.elts if isinstance(row, ast.Tuple) for place in places)
