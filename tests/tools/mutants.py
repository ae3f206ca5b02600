"""Small faults put into the code one at a time, to see whether a test fails: `python3 dev.py mutants [--sample 300] [--seed 1] [--room pool]`.

The faults are cosmic-ray's: an operator, a comparison, a number, a condition, a loop or a decorator is another one. A random sample of them is tried,
those in lines that differ from --since first. For each, a copy of the project below build/mutants gets the fault, and the tests run until one fails:
first those that run the line, as one run with coverage has found out, and of them first those of the module's own room with its docstrings; then all of
that room, because a line whose result is kept runs in one test only, and a line outside of functions in none.

What was killed is kept below build/mutants: with --again it is not tried once more, for as long as its module is the same.

A fault that no test can see, because the code means the same with it, is marked in its line: `# no mutant: why`. It is not tried.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "build" / "mutants"

ROOMS = {
    "values": ("poolsplit/values",), "engine": ("poolsplit/engine",), "tables": ("poolsplit/tables",), "pool": ("poolsplit/pool",),
    "order": ("poolsplit/order",), "report": ("poolsplit/report",), "functions": ("poolsplit/functions",),
    "attach": ("poolsplit/workbook/attach",), "addin": ("addin/poolsplit_addin",),
}
"""Room -> the folders whose modules get faults."""

OWN_TESTS = {
    "attach": ("tests/workbook/test_attach.py", "tests/workbook/test_insert.py", "tests/workbook/test_fingerprint.py", "tests/workbook/test_replace.py"),
    "addin": (
        "tests/hosts/test_excel_addin.py", "tests/hosts/test_excel_installation.py", "tests/hosts/test_excel_udfs.py", "tests/hosts/test_smoke_files.py", "addin",
    ),
}
"""The tests that are tried first, where they are not those of a folder with the room's name."""

LEFT_OUT = (
    "poolsplit/values/currencies.py",       # a generated table
    "addin/poolsplit_addin/libreoffice/bridge.py", "addin/poolsplit_addin/libreoffice/component.py", "addin/poolsplit_addin/libreoffice/session.py",
    "addin/poolsplit_addin/libreoffice/commands.py", "addin/poolsplit_addin/libreoffice/program.py",    # they run in an office, or start one
    "addin/poolsplit_addin/excel/commands.py", "addin/poolsplit_addin/excel/doctor.py", "addin/poolsplit_addin/excel/server.py",
    "addin/poolsplit_addin/excel/start.py", "addin/poolsplit_addin/excel/udfs.py", "addin/poolsplit_addin/excel/windows.py",    # they run on Windows
)

PLAUSIBLE = {
    "Add": ("Sub", "Mul"), "Sub": ("Add",), "Mul": ("FloorDiv", "Add", "Div"), "Div": ("Mul", "FloorDiv"), "FloorDiv": ("Mul", "Div"), "Mod": ("FloorDiv", "Mul"),
    "Pow": ("Mul",), "BitAnd": ("BitOr", "BitXor"), "BitOr": ("BitAnd", "Sub"), "BitXor": ("BitOr",), "LShift": ("RShift",), "RShift": ("LShift",),
}
"""Operator -> what somebody could have written in its place. What cosmic-ray has beyond these only ever ends in an error, which says nothing of the tests."""

AIM, AIM_OF_A_ROOM = 0.95, 0.90
MARK = re.compile(r"#\s*no mutant: \S")
ELSEWHERE = ("tests/benchmarks", "tests/test_dev.py", "tests/test_benchmarks.py", "tests/test_packaging.py", "tests/hosts/windows")
"""Tests that say nothing of single lines, and take long."""

FIRST, MOST = 60, 400
"""How many of the tests that run a line are run first, and how many are kept; the quickest ones where more run it."""
SECONDS = 300
"""A run that takes longer has found the fault: it does not end."""


@dataclass(frozen=True)
class Mutant:
    """One fault: in a file (below the root), by an operator of cosmic-ray, at the occurrence-th place that it fits; row and column from 1."""

    file: str
    operator: str
    occurrence: int
    row: int
    column: int


@dataclass(frozen=True)
class Verdict:
    """What became of a fault. killed_by: the test that failed, "time" where the tests did not end, "" where none failed. seconds: of all runs."""

    mutant: Mutant
    killed_by: str
    seconds: float


# ---------------------------------------------------------------- the faults


def mutants_of(file: str, source: str) -> list[Mutant]:
    """Every fault that can be put into a source, but for those in lines that are marked, in annotations, in what only type checkers read, and strict=."""
    from cosmic_ray.ast import ast_nodes, get_ast  # noqa: PLC0415  (the extra that only this command needs)
    from cosmic_ray.plugins import get_operator, operator_names  # noqa: PLC0415

    tree, passed_over = get_ast(source), rows_passed_over(source)
    nodes = list(ast_nodes(tree))
    found: list[Mutant] = []
    for name in operator_names():
        kind = get_operator(name)
        if kind.arguments() or not is_plausible(name):
            continue
        operator, occurrence = kind(), -1
        for node in nodes:
            for (row, column), _ in operator.mutation_positions(node):
                occurrence += 1
                if row not in passed_over and not _is_star(node) and not _is_strict(node):
                    found.append(Mutant(file, name, occurrence, row, column + 1))
    return found


def _is_star(node: Any) -> bool:
    """Whether a node is the star of `*arguments`, or of a list that is unpacked, which is not an operator."""
    return str(getattr(node, "value", "")) in {"*", "**"} and getattr(node.parent, "type", "") in {"param", "parameters", "argument", "star_expr"}


def _is_strict(node: Any) -> bool:
    """Whether a node is the True of `zip(..., strict=True)`, which only guards against lists of different lengths that nobody hands in."""
    argument = node.parent
    return getattr(argument, "type", "") == "argument" and str(getattr(argument.children[0], "value", "")) == "strict"


def is_plausible(operator: str) -> bool:
    """Whether somebody could have written by mistake what an operator of cosmic-ray puts in.

    >>> is_plausible("core/ReplaceBinaryOperator_Add_Sub"), is_plausible("core/ReplaceBinaryOperator_Add_LShift"), is_plausible("core/NumberReplacer")
    (True, False, True)
    """
    binary = re.fullmatch(r"core/ReplaceBinaryOperator_(\w+)_(\w+)", operator)
    return binary is None or binary[2] in PLAUSIBLE.get(binary[1], ())


def rows_passed_over(source: str) -> set[int]:
    """Rows that get no fault."""
    rows = {row for row, line in enumerate(source.splitlines(), 1) if MARK.search(line)}
    for node in ast.walk(ast.parse(source)):
        annotations: list[ast.AST | None] = []
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            rows.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            arguments = node.args
            annotations += [each.annotation for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)] + [node.returns]
        elif isinstance(node, ast.AnnAssign):
            annotations.append(node.annotation)
        for annotation in annotations:
            if annotation is not None and any(isinstance(part, ast.BinOp) for part in ast.walk(annotation)):
                rows.update(_rows_of_annotation(annotation, source))
    return rows


def _rows_of_annotation(annotation: ast.AST, source: str) -> Iterator[int]:
    """The row of an annotation in which nothing else has an operator: `x: int | None = None, *, y: int` has none, `x: int | None = a + b` has one."""
    row = getattr(annotation, "lineno", 0)
    line = source.splitlines()[row - 1]
    after = line[getattr(annotation, "end_col_offset", 0) :].replace("*, ", "").replace("->", "")
    if not re.search(r"=\s*[^=]*[-+*/%]", after):
        yield row


def mutated(source: str, mutant: Mutant) -> str:
    """The source with the fault in it. Raises ValueError where the fault does not fit it."""
    from cosmic_ray.mutating import mutate_code  # noqa: PLC0415
    from cosmic_ray.plugins import get_operator  # noqa: PLC0415

    code = mutate_code(source, get_operator(mutant.operator)(), mutant.occurrence)
    if code is None or code == source or not _is_python(code):
        message = f"{mutant} does not fit"
        raise ValueError(message)
    return code


def fits(mutant: Mutant, root: Path = ROOT) -> bool:
    """Whether a fault leaves Python behind; a star of unpacking that became an operator does not."""
    try:
        mutated((root / mutant.file).read_text(encoding="utf-8"), mutant)
    except ValueError:
        return False
    return True


def _is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def files_of(room: str, root: Path = ROOT) -> list[str]:
    """The modules of a room that get faults."""
    paths = sorted(path for folder in ROOMS[room] for path in (root / folder).rglob("*.py"))
    names = [path.relative_to(root).as_posix() for path in paths]
    return [name for name in names if name not in LEFT_OUT and not name.endswith("__init__.py")]


def sample(mutants: Sequence[Mutant], number: int, seed: int, changed: dict[str, set[int]]) -> list[Mutant]:
    """So many faults, at random; at most half of them in changed rows, which come first. One fault a row, as far as there are enough rows."""
    shuffled = random.Random(seed).sample(list(mutants), len(mutants))
    by_row: dict[tuple[str, int], list[Mutant]] = defaultdict(list)
    for mutant in shuffled:
        by_row[mutant.file, mutant.row].append(mutant)
    first = [several[0] for several in by_row.values()]
    rest = [mutant for several in by_row.values() for mutant in several[1:]]
    new = [mutant for mutant in first if mutant.row in changed.get(mutant.file, ())][: number // 2]
    before = set(new)
    return [*new, *(mutant for mutant in [*first, *rest] if mutant not in before)][:number]


def changed_rows(since: str, root: Path = ROOT) -> dict[str, set[int]]:
    """File -> the rows that are new or other since a commit."""
    diff = subprocess.run(["git", "diff", "-U0", since, "--", "poolsplit", "addin"], cwd=root, check=True, capture_output=True, text=True).stdout
    rows: dict[str, set[int]] = {}
    file = ""
    for line in diff.splitlines():
        if line.startswith("+++ b/"):
            file = line[6:]
        hunk = re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)
        if hunk:
            rows.setdefault(file, set()).update(range(int(hunk[1]), int(hunk[1]) + int(hunk[2] or 1)))
    return rows


# ---------------------------------------------------------------- what is known already


def identity(mutant: Mutant, root: Path = ROOT) -> str:
    """What a fault is called as long as its module has the same text."""
    text = hashlib.sha256((root / mutant.file).read_bytes()).hexdigest()
    return f"{mutant.file} {mutant.operator} {mutant.occurrence} {text}"


def killed_before(home: Path) -> dict[str, str]:
    """Fault -> the test that killed it, of all runs before."""
    kept = home / "killed.jsonl"
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    return dict(json.loads(line) for line in lines)


def keep(mutant: Mutant, killed_by: str, home: Path, root: Path = ROOT) -> None:
    """Note that a fault was killed."""
    with (home / "killed.jsonl").open("a", encoding="utf-8") as kept:
        kept.write(json.dumps([identity(mutant, root), killed_by]) + "\n")


# ---------------------------------------------------------------- which tests run a line


def covering(root: Path, home: Path) -> dict[str, dict[int, list[str]]]:
    """File -> row -> the tests that run it, the quickest first; from one run of all tests with coverage, kept for as long as the code is the same.

    A test that came since then is run with the rest of its room, and one that is gone is left out.
    """
    there = tests_there(root)
    return {file: {row: [test for test in tests if test in there] for row, tests in rows.items()} for file, rows in _covering(root, home).items()}


def tests_there(root: Path) -> set[str]:
    """The name of every test as it is now."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *(f"--ignore={folder}" for folder in ELSEWHERE)]
    lines = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True, env=environment_of(root)).stdout.splitlines()
    return {line for line in lines if "::" in line}


def _covering(root: Path, home: Path) -> dict[str, dict[int, list[str]]]:
    tree = subprocess.run(["git", "rev-parse", "HEAD:poolsplit", "HEAD:addin"], cwd=root, check=True, capture_output=True, text=True).stdout
    kept = home / "covering.json"
    if kept.exists():
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known["tree"] == tree:
            return {file: {int(row): tests for row, tests in rows.items()} for file, rows in known["rows"].items()}
    print("Running every test with coverage, to learn which test runs which line", flush=True)
    data = home / ".coverage"
    command = [
        sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile", "--cov=poolsplit", "--cov=addin", "--cov-context=test", "--cov-report=",
        f"--junitxml={home / 'times.xml'}", *(f"--ignore={folder}" for folder in ELSEWHERE), "--ignore-glob=tests/hosts/test_l*",
    ]
    subprocess.run(command, cwd=root, check=False, env=environment_of(root) | {"COVERAGE_FILE": str(data)}, stdout=subprocess.DEVNULL)
    rows = _rows_of(data, _seconds_of(home / "times.xml"), root)
    kept.write_text(json.dumps({"tree": tree, "rows": rows}), encoding="utf-8")
    return rows


def _seconds_of(report: Path) -> dict[str, float]:
    """How long each test took: name of the function with its parameters -> seconds."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415

    return {str(case.get("name")): float(case.get("time") or 0) for case in ET.parse(report).iter("testcase")}  # noqa: S314  (pytest wrote it)


def _rows_of(data: Path, seconds: dict[str, float], root: Path) -> dict[str, dict[int, list[str]]]:
    from coverage import CoverageData  # noqa: PLC0415

    measured = CoverageData(str(data))
    measured.read()
    rows: dict[str, dict[int, list[str]]] = {}
    for file in measured.measured_files():
        by_row = {}
        for row, contexts in measured.contexts_by_lineno(file).items():
            tests = sorted({context.rpartition("|")[0] for context in contexts if context}, key=lambda test: (seconds.get(test.rpartition("::")[2], 9), test))
            by_row[row] = tests[:MOST]
        rows[Path(file).resolve().relative_to(root).as_posix()] = by_row
    return rows


# ---------------------------------------------------------------- trying


def copy_of_project(target: Path, root: Path = ROOT) -> Path:
    """The files that git knows, in a folder of their own."""
    shutil.rmtree(target, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)
    return target


def stages_of(mutant: Mutant, room: str, running: Sequence[str]) -> Iterator[list[str]]:
    """The tests that are run one batch after another until one fails. running: those that run the line, the quickest first."""
    own = OWN_TESTS.get(room, (f"tests/{room}",))
    near = [test for test in running if test.startswith(own)]
    far = [test for test in running if not test.startswith((*own, mutant.file, "tests/hosts"))]
    yield [mutant.file, *near[:FIRST]]
    if far:
        yield far
    yield list(own)


def attempt(mutant: Mutant, room: str, running: Sequence[str], folder: Path) -> Verdict:
    """Put a fault into a copy of the project, run the tests until one fails, and take it out again."""
    path, start = folder / mutant.file, time.monotonic()
    source = path.read_text(encoding="utf-8")
    path.write_text(mutated(source, mutant), encoding="utf-8")
    try:
        killed_by = next(filter(None, (first_failure(tests, folder) for tests in stages_of(mutant, room, running))), "")
    finally:
        path.write_text(source, encoding="utf-8")
    return Verdict(mutant, killed_by, time.monotonic() - start)


def first_failure(tests: Sequence[str], folder: Path) -> str:
    """The first test that fails; "" where none does, "time" where they do not end. Raises RuntimeError where it is not the fault that stops them."""
    if not tests:
        return ""
    arguments = folder / "tests.txt"
    arguments.write_text("\n".join(tests), encoding="utf-8")
    profile = ["--hypothesis-profile=no shrinking"] if any(test.startswith("tests/") for test in tests) else []    # tests/conftest.py has it
    command = [
        sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--tb=no", *profile, f"@{arguments}",
    ]
    try:
        run = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=SECONDS, env=environment_of(folder))
    except subprocess.TimeoutExpired:
        return "time"
    gone = renamed(run.stderr, folder)
    if gone:
        return first_failure([test for test in tests if test.partition("[")[0] not in gone], folder)
    return failure_in(run.returncode, run.stdout, run.stderr)


def renamed(stderr: str, folder: Path) -> set[str]:
    r"""The tests that are not there under the names of their parameters: the fault has changed these, which is no failure of a test.

    >>> renamed("ERROR: not found: /copy/tests/order/test_a.py::test_a_reply\n(no match in any of ...)", Path("/copy"))
    {'tests/order/test_a.py::test_a_reply'}
    """
    before = f"ERROR: not found: {folder.as_posix()}/"
    return {line.removeprefix(before).partition("[")[0] for line in stderr.splitlines() if line.startswith(before)}


def failure_in(exit_code: int, stdout: str, stderr: str) -> str:
    """The first test that failed in a run of pytest; "" where none did. A run that another cause stopped has seen no fault, and raises RuntimeError.

    >>> failure_in(1, "FAILED tests/pool/test_dues.py::test_tiers - assert 1 == 2", ""), failure_in(1, "1 skipped, which fails in CI", "")
    ('tests/pool/test_dues.py::test_tiers', '')
    """
    failed = next((line.split()[1] for line in stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))), "")
    if failed or exit_code in {0, 1, 5}:
        return failed
    if "ImportError while loading conftest" in stderr:
        return "the tests cannot start"
    message = f"the tests did not run: {(stderr or stdout)[-2000:]}"
    raise RuntimeError(message)


def environment_of(folder: Path) -> dict[str, str]:
    """The environment in which the tests of a copy test that copy, the same each time."""
    paths = os.pathsep.join(str(folder / part) for part in ("", "addin"))
    return {**os.environ, "PYTHONPATH": paths, "CI": "true", "PYTHONDONTWRITEBYTECODE": "1"}


def try_all(chosen: Iterable[tuple[str, Mutant]], rows: dict[str, dict[int, list[str]]], home: Path, workers: int) -> Iterator[tuple[str, Verdict]]:
    """The verdict on each (room, fault), as they come."""
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(workers):
        copies.put(copy_of_project(home / f"copy-{number}"))

    def work(item: tuple[str, Mutant]) -> tuple[str, Verdict]:
        room, mutant = item
        folder = copies.get()
        try:
            return room, attempt(mutant, room, rows.get(mutant.file, {}).get(mutant.row, []), folder)
        finally:
            copies.put(folder)

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(work, chosen)


def diff_of(mutant: Mutant, root: Path = ROOT) -> str:
    """The line as it stands, and with the fault."""
    source = (root / mutant.file).read_text(encoding="utf-8")
    lines = difflib.ndiff(source.splitlines(), mutated(source, mutant).splitlines())
    changed = [line for line in lines if line[:2] in {"- ", "+ "}]
    return "\n".join([f"{mutant.file}:{mutant.row}", *(f"    {line}" for line in changed)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Try a sample and say what survived; 1 where fewer were killed than is aimed at."""
    parser = argparse.ArgumentParser(prog="python3 dev.py mutants", description=str(__doc__).split("\n\n", maxsplit=1)[0])
    parser.add_argument("--sample", type=int, default=300, help="how many faults")
    parser.add_argument("--seed", type=int, default=1, help="which of them")
    parser.add_argument("--room", action="append", choices=[*ROOMS], help="only this one; may be repeated")
    parser.add_argument("--since", default="HEAD", help="a commit: faults in rows that changed since come first")
    parser.add_argument("--again", action="store_true", help="do not try again what was killed before")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="faults that are tried at the same time")
    asked = parser.parse_args(arguments)
    HOME.mkdir(parents=True, exist_ok=True)
    rooms = {file: room for room in asked.room or ROOMS for file in files_of(room)}
    every = [mutant for file in rooms for mutant in mutants_of(file, (ROOT / file).read_text(encoding="utf-8"))]
    chosen = [mutant for mutant in sample(every, asked.sample, asked.seed, changed_rows(asked.since)) if fits(mutant)]
    rows = covering(ROOT, HOME)
    print(f"{len(chosen)} of {len(every):,} faults, seed {asked.seed}", flush=True)
    known = killed_before(HOME) if asked.again else {}
    verdicts = [(rooms[mutant.file], Verdict(mutant, known[identity(mutant)], 0)) for mutant in chosen if identity(mutant) in known]
    left = [(rooms[mutant.file], mutant) for mutant in chosen if identity(mutant) not in known]
    for room, verdict in try_all(left, rows, HOME, asked.workers):
        verdicts.append((room, verdict))
        if verdict.killed_by:
            keep(verdict.mutant, verdict.killed_by, HOME)
        else:
            print(f"survived ({len(verdicts)} tried): {diff_of(verdict.mutant)}", flush=True)
    return report(verdicts)


def report(verdicts: Sequence[tuple[str, Verdict]]) -> int:
    """Print how many were killed in each room and in all; 1 where that is less than the aim."""
    tried, killed = Counter(room for room, _ in verdicts), Counter(room for room, verdict in verdicts if verdict.killed_by)
    for room in tried:
        print(f"{room}: {killed[room]} of {tried[room]} killed ({killed[room] / tried[room]:.0%})")
    share = killed.total() / max(tried.total(), 1)
    print(f"all: {killed.total()} of {tried.total()} killed ({share:.1%})")
    return 0 if share >= AIM and all(killed[room] >= AIM_OF_A_ROOM * tried[room] for room in tried) else 1


if __name__ == "__main__":
    sys.exit(main())
