"""A run from its files to its dues: sort the rows, compute every part that is not there yet, and bring the parts together."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from time import monotonic
from typing import TYPE_CHECKING, Any

from poolsplit import __version__
from poolsplit.errors import Refused, Text
from poolsplit.pool.terms import DEFAULT_CURRENCY
from poolsplit.scale import finish
from poolsplit.scale.job import Asked, Folder, Plan, file_identity, identities
from poolsplit.scale.part import PartResult, compute, stored_result
from poolsplit.scale.sort import PROCESS_BYTES, Sorter
from poolsplit.values.money import currency_code, exponent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from poolsplit.scale.finish import Summary

GIGABYTE = 1_000_000_000
_LEAST_MEMORY = 250_000_000
_LIBRARIES = [
    "pandas", "pyarrow.pandas_compat", "pyarrow.parquet", "poolsplit.engine.fast", "poolsplit.tables.frames.reader",
    "poolsplit.tables.frames.results",
]
_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}


@dataclass(frozen=True)
class Progress:
    """The progress of a run. step: "sort" or "split". done, total: percent of the sorting, or parts. kept: parts that were there already.

    rows: the order rows that are split; speed: rows per second; left: the seconds left, None while that is not known.
    """

    step: str
    done: int
    total: int
    kept: int = 0
    rows: int = 0
    speed: int = 0
    left: int | None = None


def split_files(
    inputs: Sequence[str | Path], out: str | Path, *, costs: str | Path | None = None, items: str | Path | None = None,
    terms: str | Path | None = None, rates: str | Path | Mapping[str, object] | None = None, currency: str | None = None, workers: int = 1,
    memory: int | str = GIGABYTE, partitions: int | None = None, tell: Callable[[Progress], None] | None = None, lang: str = "en",
) -> Summary:
    """Split the pools in Parquet files; the dues go to `out`, a part at a time. (docs/scale.md)

    inputs: files of orders, with a column that names the pool. costs, items, terms, rates: Parquet or CSV files; rows of the first three that name
    no pool apply to all pools. currency: of the dues, VND by default. workers: the number of processes. memory: bytes for all processes
    together, or a text such as "4GB". partitions: the number of parts; by default as many as fit the memory. tell: is called with the
    Progress. lang: the language of problems and warnings.

    Parts in `out` of an earlier run with the same files, rates, currency and partitions are kept. Raises Refused, which says how to go on, and
    DataError where a column is misspelt, or a table stands in the place of another. Processes are started, so a script must call this
    below `if __name__ == "__main__":`.
    """
    with _begun(inputs, out, (costs, items, terms), rates, currency, partitions) as (asked, folder):
        size = memory_bytes(memory)
        compute_parts = partial(_in_this_process, folder, lang) if workers == 1 else partial(_in_processes, folder, workers, _process_context(), lang)
        return _completed(folder, _sorted(asked, folder, workers, size, tell), tell, compute_parts, lang)


def on_dask(
    client: Any, inputs: Sequence[str | Path], out: str | Path, *, costs: str | Path | None = None, items: str | Path | None = None,
    terms: str | Path | None = None, rates: str | Path | Mapping[str, object] | None = None, currency: str | None = None,
    memory: int | str = GIGABYTE, partitions: int | None = None, tell: Callable[[Progress], None] | None = None, lang: str = "en",
) -> Summary:
    """Split the pools in Parquet files as `split_files` does, and compute the parts on the workers of a Dask cluster.

    client: a `distributed.Client`. out: a folder that this machine and all workers see under the same name. memory: bytes that the
    sorting on this machine takes, and each worker for its part. The cluster's workers need poolsplit[scale].
    """
    with _begun(inputs, out, (costs, items, terms), rates, currency, partitions) as (asked, folder):
        plan = _sorted(asked, folder, 1, memory_bytes(memory), tell)
        return _completed(folder, plan, tell, partial(_on_cluster, client, folder, lang), lang)


def rates_of(typed: Sequence[str]) -> str | dict[str, object] | None:
    """Rates as they are typed in a command: texts such as "CNY=3500", or the name of one file. Raises Refused for anything else.

    >>> rates_of(["CNY=3500", "USD=25400"])
    {'CNY': '3500', 'USD': '25400'}
    """
    if len(typed) == 1 and "=" not in typed[0]:
        return typed[0]
    rates: dict[str, object] = {}
    for text in typed:
        code, sign, rate = text.partition("=")
        if not sign:
            raise Refused("rates", Text('"{text}" is no rate', text=text), Text("type rates such as CNY=3500, or name one file"))
        rates[code.strip()] = rate.strip()
    return rates or None


def memory_bytes(text: int | str) -> int:
    """The number of bytes in "4GB", "512 MiB" or a number. Raises Refused for anything else, and for less than 250 MB, which a run needs.

    >>> memory_bytes("1GB"), memory_bytes("512MiB")
    (1000000000, 536870912)
    """
    typed = str(text).replace(" ", "").upper()
    unit = next((unit for unit in sorted(_UNITS, key=len, reverse=True) if typed.endswith(unit)), "")
    number = typed[: len(typed) - len(unit)]
    if not number.replace(".", "", 1).isdecimal():
        raise Refused("memory", Text("{text} is no amount of memory", text=text), Text("type one such as 4GB"))
    size = int(float(number) * _UNITS.get(unit, 1))
    if size < _LEAST_MEMORY:
        raise Refused("memory", Text("{text} of memory is too little", text=text), Text("type 250MB or more"))
    return size


# ---------------------------------------------------------------- begin


@contextmanager
def _begun(
    inputs: Sequence[str | Path], out: str | Path, sides: tuple[str | Path | None, ...], rates: str | Path | Mapping[str, object] | None,
    currency: str | None, partitions: int | None,
) -> Iterator[tuple[Asked, Folder]]:
    """The request, and the folder OUT, which no other run can use inside the block."""
    for package in ("duckdb", "pyarrow", "pandas"):
        if find_spec(package) is None:
            raise Refused("missing", Text("{package} is missing", package=package), Text('type: pip install "poolsplit[scale]"'))
    versions = {"poolsplit": __version__, "duckdb": version("duckdb")}
    code = DEFAULT_CURRENCY if currency is None else currency_code(currency) or currency
    exponent(code)
    tables = {name: file_identity(Path(path)) for name, path in zip(("costs", "items", "terms"), sides, strict=True) if path is not None}
    typed = {}
    if isinstance(rates, (str, Path)):
        tables["rates"] = file_identity(Path(rates))
    else:
        typed = {code: str(rate) for code, rate in (rates or {}).items()}
    files = identities([Path(path) for path in inputs])
    if not files:
        raise Refused("not-found", Text("no file of orders is named"), Text("name one or more Parquet files"))
    asked = Asked(files, tables, typed, code, partitions, versions)
    folder = Folder(Path(out).resolve())
    folder.make()
    with _locked(folder):
        folder.begin(asked)
        yield asked, folder


@contextmanager
def _locked(folder: Folder) -> Iterator[None]:
    """Lock OUT, so that no second run uses it. The system releases the lock when this process ends, however it ends."""
    with (folder.work / "lock").open("a+b") as file:
        try:
            _lock(file)
        except OSError:
            message = Text("another run is at work in {path}", path=folder.out)
            raise Refused("exists", message, Text("wait for it, or stop it")) from None
        yield


def _lock(file: Any) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


# ---------------------------------------------------------------- sort, split, bring together


def _sorted(asked: Asked, folder: Folder, workers: int, memory: int, tell: Callable[[Progress], None] | None) -> Plan:
    """The plan of a run, after sorting its rows; they are not sorted again where that is finished, or where all parts are there.

    From here on, OUT does not say that the run is finished unless all parts are there.
    """
    plan = folder.plan()
    finished = plan is not None and not _missing(folder, plan)
    if not finished:
        folder.success.unlink(missing_ok=True)
    if plan is not None and (finished or folder.rows("orders").exists()):
        return plan

    def tell_percent(percent: float) -> None:
        if tell is not None:
            tell(Progress("sort", min(max(int(percent), 0), 99), 100))

    tell_percent(0)
    rmtree(folder.work / "spill", ignore_errors=True)
    with closing(Sorter(asked, folder, max((memory - PROCESS_BYTES) * 3 // 4, memory // 4), workers, tell_percent)) as sorter:
        plan = sorter.sort(workers, memory, partitions=None if plan is None else plan.partitions)
    rmtree(folder.work / "spill", ignore_errors=True)
    return plan


def _missing(folder: Folder, plan: Plan) -> list[int]:
    return [number for number in range(plan.partitions) if stored_result(folder, plan, number) is None]


def _completed(
    folder: Folder, plan: Plan, tell: Callable[[Progress], None] | None, compute_parts: Callable[[Sequence[int]], Iterable[PartResult]], lang: str
) -> Summary:
    """Compute what is missing, then bring all parts together."""
    missing = _missing(folder, plan)
    kept = plan.partitions - len(missing)
    start, rows = monotonic(), 0
    for count, part in enumerate(_from_start(missing, compute_parts)):
        rows += part.rows if part else 0
        seconds = monotonic() - start
        left = int(seconds / count * (len(missing) - count)) if count else None
        if tell is not None:
            tell(Progress("split", kept + count, plan.partitions, kept, rows, int(rows / seconds) if rows else 0, left))
    return finish.together(folder, plan, kept, lang)


def _from_start(missing: Sequence[int], compute_parts: Callable[[Sequence[int]], Iterable[PartResult]]) -> Iterator[PartResult | None]:
    """None before the first part, then the result of each part as it is computed."""
    yield None
    if missing:
        yield from compute_parts(missing)


def _in_this_process(folder: Folder, lang: str, missing: Sequence[int]) -> Iterator[PartResult]:
    """The results of the parts, computed one after the other in this process."""
    try:
        for number in missing:
            yield compute(str(folder.out), number, lang)
    except MemoryError as error:
        fix = Text("type the same command with more memory free to go on; or begin in a new folder with --partitions {more}", more=_twice(folder))
        raise Refused("out-of-memory", Text("the memory ran out; what is done is kept"), fix) from error


def _process_context() -> Any:
    """The context in which processes start: on Linux forked from one that loads the libraries while rows are sorted, elsewhere each by itself."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_LIBRARIES, compute.__module__])
    forkserver.ensure_running()
    return context


def _in_processes(folder: Folder, workers: int, processes: Any, lang: str, missing: Sequence[int]) -> Iterator[PartResult]:
    """The results of the parts, as processes of this machine finish them. These processes end when this one does, however it ends."""
    executor = ProcessPoolExecutor(min(workers, len(missing)), processes, _end_with_parent)
    try:
        for future in as_completed([executor.submit(compute, str(folder.out), number, lang) for number in missing]):
            yield future.result()
    except BaseException as error:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        if isinstance(error, (BrokenProcessPool, MemoryError)):
            raise _worker_died(folder) from error
        raise
    executor.shutdown()


def _worker_died(folder: Folder) -> Refused:
    message = Text("a worker process died, most likely because the memory ran out; what is done is kept")
    fix = Text("type the same command with fewer --workers to go on; or begin in a new folder with --partitions {more}", more=_twice(folder))
    return Refused("worker-died", message, fix)


def _twice(folder: Folder) -> int:
    """Twice the number of parts of the run, so that each has half the rows."""
    plan = folder.plan()
    return 2 * plan.partitions if plan else 2


def _end_with_parent() -> None:
    """Make a worker ignore Ctrl+C, which its parent handles, and end when its parent ends."""
    from multiprocessing import parent_process
    from os import _exit

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            _exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=watch, daemon=True).start()


def _on_cluster(client: Any, folder: Folder, lang: str, missing: Sequence[int]) -> Iterator[PartResult]:
    """The results of the parts, as a cluster's workers finish them. Parts that a worker did not finish before it died go to another worker."""
    import distributed

    completed: Any = distributed.as_completed
    futures = client.map(partial(compute, str(folder.out), lang=lang), missing, key="poolsplit-part", pure=False)
    try:
        for future in completed(futures):
            yield future.result()
    except distributed.KilledWorker as error:
        raise _worker_died(folder) from error
    finally:
        client.cancel(futures)
