"""What a formula costs in Excel's way of asking: `python3 dev.py test --windows-path` once, then `python tests/benchmarks/windows_path.py [rounds]`.

The first answer of a new engine, with pandas and numpy installed beside poolsplit and without, in turn; the aim is at most 1.2 times. One call
of POOLSPLIT beside xlwings' own CallUDF of an empty function with the same arguments; the aim is at most twice. Under wine, through the
installed wheel. A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hosts.windows import rig


def first_answers(rounds: int) -> dict[str, list[float]]:
    """Seconds from nothing to the first answer, without and with what is heavy."""
    times: dict[str, list[float]] = {"without": [], "with": []}
    for heavy in ("without", "with"):
        prepare(heavy)
        for step in range(rounds + 1):
            with rig.Excel() as excel:
                excel.ask("setting", key="command")
                answer, seconds = rig.timed(excel)
            if answer != {"value": excel_version()}:
                raise SystemExit(str(answer))
            times[heavy] += [seconds] * bool(step)    # the first one writes what Python compiles
    return times


def prepare(heavy: str) -> None:
    """A new environment and an add-in in it."""
    rig.forget()
    with tempfile.TemporaryDirectory() as folder:
        rig.install_poolsplit(rig.wheel(Path(folder)))
    for wheel in sorted((rig.HOME / "heavy").glob("*.whl")) if heavy == "with" else ():
        rig.install_wheel(wheel)
    if rig.poolsplit("excel", "install", "--lang", "en").returncode:
        message = "the add-in could not be installed"
        raise SystemExit(message)


def excel_version() -> str:
    """What the engine answers."""
    import poolsplit  # noqa: PLC0415

    return poolsplit.__version__


def report(rounds: int) -> None:
    """Print medians and ratios."""
    rig.make()
    times = first_answers(rounds)
    without, heavy = median(times["without"]), median(times["with"])
    print(f"first answer                          {without * 1e3:8.0f} ms")
    print(f"first answer, pandas installed        {heavy * 1e3:8.0f} ms{heavy / without:8.2f} times    (the aim is 1.2)")
    with rig.Excel() as excel:
        for rows, calls in ((4, 100), (1000, 20)):
            found = excel.ask("bench", rows=rows, rounds=rounds * 2, calls=calls)
            (empty,), (ours,) = found["empty"], found["POOLSPLIT"]
            print(f"POOLSPLIT on {rows:4} rows                {ours * 1e3:8.2f} ms{ours / empty:8.2f} times an empty function    (the aim is 2)")
    rig.stop()


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
