"""What a run was asked for, and the folder that it fills.

OUT/dues/part-00000.parquet ...     the dues, one file a part, each whole
OUT/problems.parquet                only where there are problems
OUT/_SUCCESS                        only once every part has its dues: counts and totals
OUT/.poolsplit/                     asked.json, plan.json; sorted rows and DuckDB's spill while the run is not done
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Listing, Refused, Text
from poolsplit.scale.whole import UNFINISHED, read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORK = ".poolsplit"
SIDE_TABLES = ("costs", "items", "terms")
"""The tables beside the orders whose rows hold for one pool, or for all pools where they name none."""


@dataclass(frozen=True)
class Asked:
    """What a run computes: everything that its result depends on.

    inputs, tables: files as [path, bytes, time of change in ns]; tables by name ("costs"). rates: as typed, by currency. partitions:
    as asked for, None where they follow from the rows. versions: of poolsplit and duckdb.
    """

    inputs: list[list[Any]]
    tables: dict[str, list[Any]]
    rates: dict[str, str]
    currency: str
    partitions: int | None
    versions: dict[str, str]

    @property
    def id(self) -> str:
        """A short name for exactly this run, which its parts bear."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Plan:
    """What sorting the rows has found out, and every part has to know.

    id: of the run. partitions: how many parts there are. rows: of the orders. rates, currency: as asked for. labels: key of each cost
    -> its first spelling, in the order in which they are listed. pool: table -> the heading of its pools. files: table -> where it stands.
    """

    id: str
    partitions: int
    rows: int
    currency: str
    rates: dict[str, str]
    labels: dict[str, str]
    pool: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Folder:
    """The names of everything in OUT."""

    out: Path

    @property
    def work(self) -> Path:
        """What no user needs to look at."""
        return self.out / WORK

    @property
    def success(self) -> Path:
        """The mark of a run that is done."""
        return self.out / "_SUCCESS"

    @property
    def problems(self) -> Path:
        """Everything that prevents an exact result."""
        return self.out / "problems.parquet"

    @property
    def dues(self) -> Path:
        """The folder of the parts."""
        return self.out / "dues"

    def part(self, number: int) -> Path:
        """The dues of one part."""
        return self.dues / f"part-{number:05}.parquet"

    def wrong(self, number: int) -> Path:
        """The problems of one part."""
        return self.work / "problems" / f"part-{number:05}.parquet"

    def rows(self, table: str) -> Path:
        """A table's rows, sorted by part."""
        return self.work / f"{table}.parquet"

    def plan(self) -> Plan | None:
        """What sorting has found out; None while it is not done."""
        found = read_json(self.work / "plan.json")
        return None if found is None else Plan(**found)

    def make(self) -> None:
        """Make OUT, or find a run of ours in it; refuse a folder of something else."""
        if self.out.exists() and not self.out.is_dir():
            raise Refused("exists", Text("{path} is a file, not a folder", path=self.out), Text("name a folder for the dues"))
        if not self.work.exists() and self.out.exists() and any(self.out.iterdir()):
            message = Text("{path} is not empty, and holds no run of poolsplit", path=self.out)
            raise Refused("exists", message, Text("name a new folder, or an empty one"))
        self.work.mkdir(parents=True, exist_ok=True)

    def begin(self, asked: Asked) -> None:
        """Note what is asked for, or find that it goes on; refuse where parts of another run are there. What was left half-written goes."""
        noted = read_json(self.work / "asked.json")
        if self.plan() is None:
            for left in self.work.glob("*.parquet"):
                left.unlink()
            write_json(self.work / "asked.json", asdict(asked))
        elif noted != asdict(asked):
            differ = Listing(name for name, value in asdict(asked).items() if (noted or {}).get(name) != value)
            message = Text("{path} holds a run that was begun otherwise; what differs: {differ}", path=self.out, differ=differ)
            raise Refused("exists", message, Text("name another folder, or delete this one; the command of that run would go on with it"))
        self.tidy()

    def tidy(self) -> None:
        """Delete what was left half-written."""
        for folder in (self.out, self.dues, self.work, self.work / "problems"):
            for left in folder.glob(f".*{UNFINISHED}"):
                left.unlink(missing_ok=True)


def file_identity(path: Path) -> list[Any]:
    """A file as it is now: path, bytes, time of change. Raises Refused where there is none."""
    if path.is_dir():
        raise Refused("is-a-folder", Text("{path} is a folder, not a file", path=path), Text("name its files, such as {path}/*.parquet", path=path))
    try:
        found = path.stat()
    except OSError:
        raise Refused("not-found", Text("there is no file {path}", path=path), Text("look at the name and at the folder")) from None
    return [str(path.resolve()), found.st_size, found.st_mtime_ns]


def identities(paths: Sequence[Path]) -> list[list[Any]]:
    """The files, in the order in which they were named, each once; of a folder, the Parquet files in it."""
    found: dict[str, list[Any]] = {}
    for path in paths:
        for file in sorted(path.glob("*.parquet")) or [path] if path.is_dir() else [path]:
            one = file_identity(file)
            found.setdefault(one[0], one)
    return list(found.values())
