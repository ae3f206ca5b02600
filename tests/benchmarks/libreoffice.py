"""What exact shares cost in LibreOffice beside native formulas for the same: `python tests/benchmarks/libreoffice.py [rounds] [soffice]`.

2,500 pools of four partners: as 10,000 native formulas of exact largest remainder (ties: larger weight, then position), as 10,000
POOLSHARE cells, and as 2,500 POOLSPLIT blocks. The aim is at most 1.0 times the native ones. The three documents are recalculated in
turn, so that a busy moment falls on all. A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from poolsplit_addin.libreoffice import program
from poolsplit_addin.libreoffice.extension import contents
from poolsplit_addin.libreoffice.session import Session

DRIVER = Path(__file__).resolve().parents[1] / "hosts" / "driver.py"
POOLS, PARTNERS = 2500, 4
NATIVE = [
    ("=QUOTIENT(A{row}*B{row};D{row})+(SUMPRODUCT((E${first}:E${last}>E{row})+(E${first}:E${last}=E{row})"
    "*((B${first}:B${last}>B{row})+(B${first}:B${last}=B{row})*(ROW(B${first}:B${last})<ROW())))<SUM(E${first}:E${last})/D{row})"),
    "=SUM(B${first}:B${last})",
    "=MOD(A{row}*B{row};D{row})",
]
"""The share, and beside it the sum of the weights and the remainder, as whoever knows Calc would lay it out."""

SHARE = ["=POOLSHARE(A{row};B${first}:B${last};{place})"]


def sheet(formulas: list[str]) -> list[list[Any]]:
    """Amount, weight and formulas of every partner; other pools have other amounts and weights."""
    rows = []
    for pool in range(POOLS):
        first = pool * PARTNERS + 1
        for place in range(PARTNERS):
            filled = [formula.format(row=first + place, first=first, last=first + PARTNERS - 1, place=place + 1) for formula in formulas]
            rows.append([3_000_001 + 7 * pool, 12 + (pool * 5 + place * place * 11) % 37, *filled])
    return rows


def prepare(office: Session) -> None:
    """The three documents, and proof that they say the same."""
    answers = []
    for name, formulas in (("native", NATIVE), ("POOLSHARE", SHARE), ("POOLSPLIT", [])):
        office.ask("new")
        office.ask("bulk", sheet="S", first="A1", rows=sheet(formulas))
        if not formulas:
            firsts = range(1, POOLS * PARTNERS, PARTNERS)
            office.ask("blocks", sheet="S", formulas={f"C{row}:C{row + PARTNERS - 1}": f"=POOLSPLIT(A{row};B{row}:B{row + PARTNERS - 1})" for row in firsts})
        answers.append(office.ask("read", sheet="S", target=f"C1:C{POOLS * PARTNERS}"))
        office.ask("keep", name=name)
    if not answers[0] == answers[1] == answers[2]:
        differing = [(row + 1, values) for row, values in enumerate(zip(*answers, strict=True)) if len({str(value) for value in values}) > 1]
        message = f"the formulas differ: {differing[:3]}"
        raise SystemExit(message)


def report(rounds: int, soffice: Path) -> None:
    """Print the medians and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents().items():
            path = Path(folder, "bundled", "poolsplit", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        with Session(soffice, Path(folder, "profile"), Path(folder, "bundled"), DRIVER) as office:
            print(f"LibreOffice {office.ask('product')['version']}, {rounds} rounds")
            prepare(office)
            times = [[office.ask("recalculate", name=name) for name in ("native", "POOLSHARE", "POOLSPLIT")] for _ in range(rounds)]
    native, *_ = columns = [list(column) for column in zip(*times, strict=True)]
    for name, column in zip(("10,000 native formulas", "10,000 POOLSHARE cells", "2,500 POOLSPLIT blocks"), columns, strict=True):
        ratio = median(ours / theirs for ours, theirs in zip(column, native, strict=True))
        print(f"{name:30}{median(column) * 1e3:8.1f} ms{ratio:8.2f}")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 15, Path(sys.argv[2]) if len(sys.argv) > 2 else program.soffice())
