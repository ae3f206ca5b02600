"""The request of a run, and the folder that it fills.

OUT/dues/part-00000.parquet ...     the dues, one file per part, each complete
OUT/problems.parquet                only if there are problems
OUT/_SUCCESS                        only once every part has its dues: counts and totals
OUT/.poolsplit/                     asked.json, plan.json; sorted rows and DuckDB's spill while the run is not finished
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
"""The tables beside the orders whose rows apply to one pool, or to all pools where they name no pool."""


@dataclass(frozen=True)
class Asked:
    """The request of a run: everything that its result depends on.

    inputs, tables: files as [path, bytes, time of change in ns]; tables by name ("costs"). rates: as typed, by currency. partitions:
    the number that was asked for; None where it follows from the number of rows. versions: of poolsplit and duckdb.
    """

    inputs: list[list[Any]]
    tables: dict[str, list[Any]]
    rates: dict[str, str]
    currency: str
    partitions: int | None
    versions: dict[str, str]

    @property
    def id(self) -> str:
        """A short hash that identifies this request; it is stored in each part."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Plan:
    """The facts found by sorting the rows that computing each part needs.

    id: of the run. partitions: the number of parts. rows: the number of order rows. rates, currency: as asked for. labels: key of each cost
    -> its first spelling, in the order in which they are listed. pool: table -> the heading of its pool column. files: table -> its files.
    headings: table -> its columns as they are headed in the files. shared_by: the keys of the columns of the orders by which lines may be shared.
    """

    id: str
    partitions: int
    rows: int
    currency: str
    rates: dict[str, str]
    labels: dict[str, str]
    pool: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    headings: dict[str, list[str]] = field(default_factory=dict)
    shared_by: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Folder:
    """The paths of everything in OUT."""

    out: Path

    @property
    def work(self) -> Path:
        """The folder of files that no user needs to look at."""
        return self.out / WORK

    @property
    def success(self) -> Path:
        """The file that marks a finished run."""
        return self.out / "_SUCCESS"

    @property
    def problems(self) -> Path:
        """The file of all problems that prevent an exact result."""
        return self.out / "problems.parquet"

    @property
    def dues(self) -> Path:
        """The folder of the dues, one file per part."""
        return self.out / "dues"

    def part(self, number: int) -> Path:
        """The file of the dues of one part."""
        return self.dues / f"part-{number:05}.parquet"

    def wrong(self, number: int) -> Path:
        """The file of the problems of one part."""
        return self.work / "problems" / f"part-{number:05}.parquet"

    def rows(self, table: str) -> Path:
        """The file of a table's rows, sorted by part."""
        return self.work / f"{table}.parquet"

    def plan(self) -> Plan | None:
        """The plan that sorting has written; None before sorting is finished."""
        content = read_json(self.work / "plan.json")
        return None if content is None else Plan(**content)

    def make(self) -> None:
        """Create OUT where it does not hold a run of poolsplit yet. Raises Refused where it is a file, or a folder with other contents."""
        if self.out.exists() and not self.out.is_dir():
            raise Refused("exists", Text("{path} is a file, not a folder", path=self.out), Text("name a folder for the dues"))
        if not self.work.exists() and self.out.exists() and any(self.out.iterdir()):
            message = Text("{path} is not empty, and holds no run of poolsplit", path=self.out)
            raise Refused("exists", message, Text("name a new folder, or an empty one"))
        self.work.mkdir(parents=True, exist_ok=True)

    def begin(self, asked: Asked) -> None:
        """Record the request, or continue the run with that request. Delete half-written files. Raises Refused where OUT holds another run."""
        earlier = read_json(self.work / "asked.json")
        if self.plan() is None:
            for file in self.work.glob("*.parquet"):
                file.unlink()
            write_json(self.work / "asked.json", asdict(asked))
        elif earlier != asdict(asked):
            differing = Listing(name for name, value in asdict(asked).items() if (earlier or {}).get(name) != value)
            message = Text("{path} holds a run that was begun otherwise; what differs: {differ}", path=self.out, differ=differing)
            raise Refused("exists", message, Text("name another folder, or delete this one; the command of that run would go on with it"))
        self.tidy()

    def tidy(self) -> None:
        """Delete files that were left half-written."""
        for folder in (self.out, self.dues, self.work, self.work / "problems"):
            for file in folder.glob(f".*{UNFINISHED}"):
                file.unlink(missing_ok=True)


def file_identity(path: Path) -> list[Any]:
    """The present state of a file: path, bytes, time of change in ns. Raises Refused where it is a folder or does not exist."""
    if path.is_dir():
        raise Refused("is-a-folder", Text("{path} is a folder, not a file", path=path), Text("name its files, such as {path}/*.parquet", path=path))
    try:
        status = path.stat()
    except OSError:
        raise Refused("not-found", Text("there is no file {path}", path=path), Text("look at the name and at the folder")) from None
    return [str(path.resolve()), status.st_size, status.st_mtime_ns]


def identities(paths: Sequence[Path]) -> list[list[Any]]:
    """`file_identity` of the files, in the order in which they were named, each once. A folder stands for the Parquet files in it."""
    by_path: dict[str, list[Any]] = {}
    for path in paths:
        for file in sorted(path.glob("*.parquet")) or [path] if path.is_dir() else [path]:
            identity = file_identity(file)
            by_path.setdefault(identity[0], identity)
    return list(by_path.values())
