from __future__ import annotations

import errno
import itertools
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from poolsplit.errors import Refused
from poolsplit.workbook.attach import replace as module
from poolsplit.workbook.attach.replace import check_free, look, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OLDER, OLD, NEW = b"older" * 700, b"old" * 30_000, b"new" * 40_000
NAME = "Đơn hàng gom 1688 – tháng 11.xlsx"
LONG = ("Đơn hàng gom của chị Thảo và bé Hạnh " * 3 + "x" * 200)[:195] + ".xlsx"
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
modes = pytest.mark.skipif(os.name == "nt", reason="needs modes and owners of files")


def book(folder: Path, content: bytes = OLD, name: str = NAME) -> Path:
    path = folder.joinpath(name)
    path.write_bytes(content)
    return path


def bak(path: Path) -> Path:
    return path.with_name(f"{path.name}.bak")


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: what is asked is what processes leave, and a disk that is busy keeps one waiting thousands of times."""
    memory = Path("/dev/shm")  # noqa: S108  (the folder in it is our own)
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def exchange(path: Path, content: bytes = NEW, **more: Any) -> Path | None:
    return replace(path, content, look(path)[1], **more)


def refused(code: str, path: Path, work: Callable[[], Any]) -> Refused:
    """The refusal of `work`; it has the code, says the name of the file and a way out, and leaves no temporary file."""
    with pytest.raises(Refused) as caught:
        work()
    assert caught.value.code == code
    assert path.name in str(caught.value)
    assert caught.value.fix
    assert not [name for name in names(path.parent) if name.endswith(".poolsplit")]
    return caught.value


def no_second_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let os.link do what it does on FAT; no such file system can be counted on here."""

    def link(source: Any, target: Any, **_: Any) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), os.fspath(source), None, os.fspath(target))

    monkeypatch.setattr(os, "link", link)


@pytest.fixture(params=["hard links", "no hard links"])
def either_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system with hard links, and one without."""
    if request.param == "no hard links":
        no_second_names(monkeypatch)


# ---------------------------------------------------------------- what it does


@pytest.mark.parametrize("name", [NAME, LONG, "order [1].xlsx", "{order}.xlsx", "a"])
def test_the_file_has_the_new_bytes_and_the_old_ones_lie_beside_it(tmp_path: Path, name: str) -> None:
    path = book(tmp_path, name=name)
    assert exchange(path) == bak(path)
    assert (path.read_bytes(), bak(path).read_bytes()) == (NEW, OLD)
    assert names(tmp_path) == sorted([name, f"{name}.bak"])


def test_the_long_name_has_just_room_for_the_lock_of_libreoffice() -> None:
    assert len(LONG) == 200
    assert 235 < len(LONG.encode()) <= 255 - len(".~lock.#")


@pytest.mark.usefixtures("either_disk")
def test_an_older_backup_gives_way_to_the_newer(tmp_path: Path) -> None:
    path = book(tmp_path)
    before = path.stat()
    exchange(path)
    exchange(path, b"newest")
    assert (path.read_bytes(), bak(path).read_bytes()) == (b"newest", NEW)
    assert names(tmp_path) == [NAME, bak(path).name]
    assert bak(path).stat().st_nlink == path.stat().st_nlink == before.st_nlink


def test_a_copied_backup_has_the_time_of_the_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    no_second_names(monkeypatch)
    exchange(path)
    assert bak(path).stat().st_mtime == 1_700_000_000


@pytest.mark.usefixtures("either_disk")
def test_a_file_that_is_not_there_yet_is_created(tmp_path: Path) -> None:
    path = tmp_path.joinpath(NAME)
    assert replace(path, NEW, None) is None
    assert (path.read_bytes(), names(tmp_path), path.stat().st_nlink) == (NEW, [NAME], 1)
    refused("exists", path, lambda: replace(path, OLD, None))
    assert path.read_bytes() == NEW


@modes
def test_a_created_file_has_the_mode_that_any_new_file_has(tmp_path: Path) -> None:
    replace(tmp_path / "poolsplit.xlsx", NEW, None)
    assert (tmp_path / "poolsplit.xlsx").stat().st_mode == book(tmp_path).stat().st_mode


@modes
def test_mode_and_owner_stay(tmp_path: Path) -> None:
    path = book(tmp_path)
    if os.geteuid() == 0:
        os.chown(path, 12_345, 23_456)
    path.chmod(0o640)
    before = path.stat()
    exchange(path)
    after = path.stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


@modes
def test_what_is_private_is_private_at_every_moment(tmp_path: Path) -> None:
    path = book(tmp_path)
    path.chmod(0o600)
    loose: list[str] = []

    def watch(_: int) -> None:
        loose.extend(file.name for file in tmp_path.iterdir() if file.stat().st_mode & 0o077)

    with at_every_step(watch):
        exchange(path)
    assert (path.read_bytes(), loose) == (NEW, [])


@modes
def test_of_a_symlink_the_file_behind_it_is_exchanged(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    path = book(tmp_path / "shared")
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    assert exchange(link) == bak(path)
    assert (link.readlink(), path.read_bytes(), bak(path).read_bytes()) == (path, NEW, OLD)
    assert (names(tmp_path), names(path.parent)) == (["link.xlsx", "shared"], [NAME, bak(path).name])


def test_a_relative_path_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path)
    monkeypatch.chdir(tmp_path)
    kept = replace(NAME, NEW, look(NAME)[1])
    assert kept is not None
    assert (path.read_bytes(), kept.read_bytes()) == (NEW, OLD)


# ---------------------------------------------------------------- whom it gives way to


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
@pytest.mark.parametrize("name", [NAME, LONG])
def test_a_workbook_that_is_open_is_let_be(tmp_path: Path, name: str, lock: str) -> None:
    path = book(tmp_path, name=name)
    seen = look(path)[1]
    file = book(tmp_path, b"An", lock.format(name))
    for work in (lambda: check_free(path), lambda: replace(path, NEW, seen)):
        assert file.name in refused("open", path, work).fix
    assert (path.read_bytes(), names(tmp_path)) == (OLD, sorted([name, file.name]))
    file.unlink()
    check_free(path)
    replace(path, NEW, seen)


@modes
@pytest.mark.parametrize("beside", ["shared/~$order.xlsx", "~$link.xlsx"])
def test_a_workbook_that_is_open_behind_or_through_a_link_is_let_be(tmp_path: Path, beside: str) -> None:
    (tmp_path / "shared").mkdir()
    path = book(tmp_path / "shared", name="order.xlsx")
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    tmp_path.joinpath(beside).touch()
    with pytest.raises(Refused, match="is open in another program"):
        check_free(link)
    with pytest.raises(Refused, match="is open in another program"):
        exchange(link)
    assert path.read_bytes() == OLD


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


def rewrite_unseen(path: Path) -> None:
    before = path.stat()
    path.write_bytes(OLD[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: list[Callable[[Path], Any]] = [touch, rewrite_unseen, lambda path: path.write_bytes(b"saved"), lambda path: shutil.move(book(path.parent, b"saved", "x"), path)]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_was_changed_since_it_was_read_is_let_be(tmp_path: Path, change: Callable[[Path], Any]) -> None:
    path = book(tmp_path)
    seen = look(path)[1]
    change(path)
    content = path.read_bytes()
    refused("changed", path, lambda: replace(path, NEW, seen))
    assert (path.read_bytes(), names(tmp_path)) == (content, [NAME])


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_is_changed_while_the_new_one_is_written_is_let_be(tmp_path: Path, change: Callable[[Path], Any]) -> None:
    path = book(tmp_path)
    book(tmp_path, OLDER, bak(path).name)
    seen = look(path)[1]

    def work() -> None:
        with after_the_first("fsync", lambda: change(path)):
            replace(path, NEW, seen)

    refused("changed", path, work)
    assert path.read_bytes() in {OLD, OLD[::-1], b"saved"}
    assert (bak(path).read_bytes(), names(tmp_path)) == (OLDER, [NAME, bak(path).name])


def test_a_workbook_that_is_opened_while_the_new_one_is_written_is_let_be(tmp_path: Path) -> None:
    path = book(tmp_path)

    def work() -> None:
        with after_the_first("fsync", tmp_path.joinpath(f"~${NAME}").touch):
            exchange(path)

    refused("open", path, work)
    assert path.read_bytes() == OLD


@pytest.mark.usefixtures("either_disk")
def test_a_file_that_appears_while_a_new_one_is_written_is_let_be(tmp_path: Path) -> None:
    path = tmp_path.joinpath(NAME)

    def work() -> None:
        with after_the_first("fsync", lambda: path.write_bytes(OLD)):
            replace(path, NEW, None)

    refused("exists", path, work)
    assert (path.read_bytes(), names(tmp_path)) == (OLD, [NAME])


@pytest.mark.parametrize("change", [touch, lambda path: path.write_bytes(b"half")])
def test_a_file_that_is_written_while_it_is_read_is_refused(tmp_path: Path, change: Callable[[Path], Any]) -> None:
    path = book(tmp_path)

    def work() -> None:
        with after_the_first("read", lambda: change(path)):
            look(path)

    refused("changed", path, work)


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    path = book(tmp_path)
    seen = look(path)[1]
    path.unlink()
    for work in (lambda: look(path), lambda: replace(path, NEW, seen)):
        refused("not-found", path, work)
    path.mkdir()
    for work in (lambda: look(path), lambda: replace(path, NEW, seen)):
        refused("is-a-folder", path, work)
    refused("unwritable", tmp_path / "order.xlsx", lambda: replace(tmp_path / "no such folder" / "order.xlsx", NEW, None))


@pytest.mark.skipif(sys.platform != "linux", reason="needs the odd files of /proc")
@pytest.mark.parametrize(("path", "code"), [("/proc/self/mem", "not-readable"), ("/proc/self/status", "changed")])
def test_a_file_that_cannot_be_read_or_has_more_bytes_than_its_size_is_refused(path: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        look(path)
    assert caught.value.code == code


def test_a_write_protected_workbook_is_let_be(tmp_path: Path) -> None:
    path = book(tmp_path)
    path.chmod(0o444)
    assert "write-protected" in str(refused("unwritable", path, lambda: exchange(path)))
    path.chmod(0o644)
    assert (path.read_bytes(), names(tmp_path)) == (OLD, [NAME])


# ---------------------------------------------------------------- programs that hold the file (Windows; it is not to be had here, so Path.replace plays it)


@dataclass
class Holder:
    """A program that holds a file for so many tries to replace it; which tries there were, and the seconds between them."""

    target: Path
    times: float
    tries: int = 0
    pauses: list[float] = field(default_factory=list)

    def begin(self, monkeypatch: pytest.MonkeyPatch) -> Holder:
        """Take part in every Path.replace."""
        really = Path.replace

        def move(source: Path, destination: Path) -> Path:
            if destination == self.target:
                self.tries += 1
                if self.tries <= self.times:
                    raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used by another process")
            return really(source, destination)

        monkeypatch.setattr(Path, "replace", move)
        monkeypatch.setattr(time, "sleep", self.pauses.append)
        return self


@pytest.mark.parametrize("times", [0, 2, 4])
@pytest.mark.parametrize("which", [Path, bak])
def test_a_file_that_is_held_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: Callable[[Path], Path], times: int) -> None:
    path = book(tmp_path)
    holder = Holder(which(path), times).begin(monkeypatch)
    exchange(path)
    assert (holder.tries, len(holder.pauses)) == (times + 1, times)
    assert (path.read_bytes(), bak(path).read_bytes(), names(tmp_path)) == (NEW, OLD, [NAME, bak(path).name])


@pytest.mark.parametrize("which", [Path, bak])
def test_a_file_that_is_held_for_good_is_let_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: Callable[[Path], Path]) -> None:
    path = book(tmp_path)
    holder = Holder(which(path), 1e9).begin(monkeypatch)
    refused("held", which(path), lambda: exchange(path))
    assert holder.tries == 5
    assert holder.pauses == sorted(holder.pauses)
    assert sum(holder.pauses) == pytest.approx(2)
    assert path.read_bytes() == OLD


def test_what_a_program_saves_while_it_is_waited_for_is_let_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path)
    Holder(path, 2).begin(monkeypatch)
    monkeypatch.setattr(time, "sleep", lambda _: path.write_bytes(b"saved"))
    refused("changed", path, lambda: exchange(path))
    assert path.read_bytes() == b"saved"


# ---------------------------------------------------------------- disks and folders


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A disk of its own in memory."""
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if sys.platform != "linux" or os.geteuid() != 0 or not mount or not umount:
        pytest.skip("only root on Linux can mount a small disk")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run([umount, str(folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 kB."""
    with mounted(tmp_path / "disk", "size=512k") as folder:
        yield folder


def fill(disk: Path, free: int) -> None:
    """Leave so many bytes free, but for the rounding to pages."""
    room = os.statvfs(disk)
    disk.joinpath("filler").write_bytes(b"0" * (room.f_bavail * room.f_bsize - free))
    assert os.statvfs(disk).f_bavail * room.f_bsize <= free


@pytest.mark.parametrize("free", [0, 50_000])
def test_on_a_full_disk_the_old_file_stays(disk: Path, free: int) -> None:
    path = book(disk)
    book(disk, OLDER, bak(path).name)
    before = names(disk)
    fill(disk, free)
    error = refused("unwritable", path, lambda: exchange(path))
    assert "the disk is full" in error.fix
    assert (path.read_bytes(), bak(path).read_bytes(), names(disk)) == (OLD, OLDER, sorted([*before, "filler"]))
    disk.joinpath("filler").unlink()
    exchange(path)
    assert (path.read_bytes(), bak(path).read_bytes(), names(disk)) == (NEW, OLD, before)


def test_a_disk_that_is_full_before_the_copied_backup_is_whole_keeps_the_older_one(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(disk)
    book(disk, OLDER, bak(path).name)
    no_second_names(monkeypatch)
    fill(disk, len(NEW) + 50_000)
    assert "the disk is full" in refused("unwritable", bak(path), lambda: exchange(path)).fix
    assert (path.read_bytes(), bak(path).read_bytes(), names(disk)) == (OLD, OLDER, sorted([NAME, bak(path).name, "filler"]))


def test_on_a_full_disk_no_new_file_appears(disk: Path) -> None:
    fill(disk, 50_000)
    path = disk.joinpath(NAME)
    refused("unwritable", path, lambda: replace(path, NEW, None))
    assert names(disk) == ["filler"]


def test_in_a_folder_that_cannot_be_written_the_file_stays(disk: Path) -> None:
    path = book(disk)
    subprocess.run([str(shutil.which("mount")), "-o", "remount,ro", str(disk)], check=True)
    for work in (lambda: exchange(path), lambda: replace(disk / "new.xlsx", NEW, None)):
        with pytest.raises(Refused, match="cannot be written") as caught:
            work()
        assert caught.value.code == "unwritable"
        assert "a folder of your own" in caught.value.fix
    assert (path.read_bytes(), names(disk)) == (OLD, [NAME])


def test_the_temporary_folder_is_not_needed(tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(disk))
    fill(disk, 0)
    path = book(tmp_path)
    assert path.stat().st_dev != disk.stat().st_dev
    exchange(path)
    assert (path.read_bytes(), bak(path).read_bytes(), names(disk)) == (NEW, OLD, ["filler"])


def test_a_name_with_no_room_for_the_backup_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, name="a" * 250 + ".xlsx")
    assert "shorter" in refused("unwritable", bak(path), lambda: exchange(path)).fix
    assert (path.read_bytes(), names(tmp_path)) == (OLD, [path.name])


def test_a_folder_in_the_place_of_the_backup_is_named(tmp_path: Path) -> None:
    path = book(tmp_path)
    bak(path).mkdir()
    refused("unwritable", bak(path), lambda: exchange(path))
    assert (path.read_bytes(), names(tmp_path)) == (OLD, [NAME, bak(path).name])


@pytest.mark.skipif(os.name == "nt", reason="needs folders that can be opened")
def test_everything_is_down_on_the_disk_before_what_builds_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut cannot be had here; the order of the calls is what can be shown."""
    done: list[str] = []
    really, move = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        really(handle)
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")

    def replaced(source: Path, target: Path) -> Path:
        done.append(target.suffix)
        return move(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replaced)
    replace(tmp_path.joinpath(NAME), OLD, None)
    assert done == ["file", "folder"]
    done.clear()
    exchange(tmp_path.joinpath(NAME))
    assert done == ["file", ".bak", "folder", ".xlsx", "folder"]
    done.clear()
    no_second_names(monkeypatch)
    exchange(tmp_path.joinpath(NAME))
    assert done == ["file", "file", ".bak", "folder", ".xlsx", "folder"]


# ---------------------------------------------------------------- what killed processes leave


def gone() -> int:
    """The number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def aged(path: Path, seconds: float) -> Path:
    path.write_bytes(b"half")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


@pytest.mark.parametrize("name", [NAME, "order [1].xlsx", LONG])
def test_only_what_dead_processes_left_of_this_file_is_removed(tmp_path: Path, name: str) -> None:
    path, other = book(tmp_path, name=name), "x.xlsx"
    [label] = labels(path)
    assert (label == name) == (name != LONG)
    dead, alive, own = gone(), os.getppid(), os.getpid()
    left = [aged(tmp_path / f".{label}.{process}.0123abcd.poolsplit", age) for process, age in ((dead, 700), (own, 700))]
    stays = [
        aged(tmp_path / f".{stem}.{process}.{token}.poolsplit", age)
        for stem, process, token, age in [
            (label, own, "01234567", 10), (other, dead, "01234567", 700), (label, "x", "01234567", 700), (label, dead, "document", 700),
            *([(label, alive, "01234567", 10)] if os.name == "nt" else [(label, alive, "01234567", 700)]),
        ]
    ]
    exchange(path)
    assert [file.exists() for file in left] == [False] * len(left)
    assert names(tmp_path) == sorted([name, bak(path).name, *(file.name for file in stays)])


def labels(path: Path) -> set[str]:
    """What temporary files of a file are named after: the same for all files of a name, such as one that is written anew elsewhere."""
    folder = path.parent / "elsewhere"
    folder.mkdir()
    shown: set[str] = set()
    with at_every_step(lambda _: shown.update(names(folder))):
        replace(folder / path.name, NEW, None)
    shutil.rmtree(folder)
    return {match[1] for match in (re.fullmatch(r"\.(.+)\.\d+\.[0-9a-f]{8}\.poolsplit", name) for name in shown) if match}


# ---------------------------------------------------------------- whole or not at all: killed, or interrupted, at every step


def _counts(frame: Any, event: str, builtin: Any) -> bool:
    """Whether a step counts: every builtin that replace.py calls, and every call of the system, whoever makes it."""
    if event not in {"c_call", "c_return", "c_exception"}:
        return False
    of_system = getattr(builtin, "__module__", None) in {"posix", "nt", "io", "_io"} or type(getattr(builtin, "__self__", None)).__module__ in {"io", "_io"}
    return of_system or frame.f_code.co_filename == module.__file__


@contextmanager
def _watched_by(watch: Callable[[Any, str, Any], None]) -> Iterator[None]:
    """Have every call and return told to `watch`."""
    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)


@contextmanager
def at_every_step(work: Callable[[int], Any]) -> Iterator[None]:
    """Do `work` before and after each builtin call, with the number of the step from 1."""
    number = itertools.count(1)
    busy = False

    def watch(frame: Any, event: str, builtin: Any) -> None:
        nonlocal busy
        if not busy and _counts(frame, event, builtin):
            busy = True
            work(next(number))
            busy = False

    with _watched_by(watch):
        yield


@contextmanager
def after_the_first(name: str, work: Callable[[], Any]) -> Iterator[None]:
    """Do `work` once, right after the first call of a builtin."""
    done = False

    def watch(_: Any, event: str, builtin: Any) -> None:
        nonlocal done
        if not done and event == "c_return" and builtin.__name__ == name:
            done = True
            work()

    with _watched_by(watch):
        yield
    assert done, f"{name} was never called"


def killed(work: Callable[[], Any], step: int) -> bool:
    """Do `work` in a process of its own that is killed at a step; False where it ended by itself before."""

    def kill(number: int) -> None:
        if number == step:
            os.kill(os.getpid(), signal.SIGKILL)

    process = os.fork()
    if not process:
        code = 1
        try:
            with at_every_step(kill):
                work()
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(process, 0)[1]
    assert status in {0, signal.SIGKILL}
    return status == signal.SIGKILL


def in_a_small_process(function: Callable[..., None], *arguments: object) -> None:
    """Run a function of this file in a process of its own, which is small, and so quick to fork: a whole run of tests is not."""
    program = "import json, runpy, sys; runpy.run_path(sys.argv[1])[sys.argv[2]](*json.loads(sys.argv[3]))"
    command = [sys.executable, "-c", program, __file__, function.__name__, json.dumps(arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def disk_with(*, links: bool) -> Iterator[None]:
    """As the fixture `either_disk`, without pytest's help."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        if not links:
            no_second_names(monkeypatch)
        yield


def kill_an_exchange_at_every_step(place: str, older: bool, links: bool) -> None:  # noqa: FBT001  (they come as JSON)
    """Kill the exchange of a file that has a backup, or none yet, one step later each time, and look at what lies there then."""
    states, leftovers = set(), set()
    for step in itertools.count(1):
        folder = Path(place, str(step))
        folder.mkdir()
        path = book(folder)
        if older:
            book(folder, OLDER, bak(path).name)
        seen = look(path)[1]
        with disk_with(links=links):
            alive = not killed(lambda path=path, seen=seen: replace(path, NEW, seen), step)    # type: ignore[misc]
            kept = bak(path).read_bytes() if bak(path).exists() else None
            states.add((path.read_bytes(), kept))
            leftovers.add(len(names(folder)) - 1 - (kept is not None))
            newest = b"newest" * 1000
            assert exchange(path, newest) == bak(path)
        assert (path.read_bytes(), names(folder)) == (newest, [NAME, bak(path).name]), step
        shutil.rmtree(folder)
        if alive:
            break
    assert step > 60
    assert states == {(OLD, OLDER if older else None), (OLD, OLD), (NEW, OLD)}, [[content and content[:10] for content in state] for state in states]
    assert leftovers == {0, 1, 2}, leftovers


def kill_a_creation_at_every_step(place: str, links: bool) -> None:  # noqa: FBT001  (likewise)
    """Kill the writing of a file that is not there yet, one step later each time, and look at what lies there then."""
    states = set()
    for step in itertools.count(1):
        folder = Path(place, str(step))
        folder.mkdir()
        path = folder.joinpath(NAME)
        with disk_with(links=links):
            alive = not killed(lambda path=path: replace(path, NEW, None), step)    # type: ignore[misc]
            states.add(path.read_bytes() if path.exists() else None)
            kept = exchange(path) if path.exists() else replace(path, NEW, None)
        assert (path.read_bytes(), names(folder)) == (NEW, [NAME, *([kept.name] if kept else [])]), step
        if alive:
            break
    assert step > 30
    assert states == {None, NEW}, [content and content[:10] for content in states]


@forks
@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
@pytest.mark.parametrize("older", [True, False], ids=["a backup", "no backup"])
def test_killed_at_any_step_the_file_is_the_old_or_the_new_one_and_the_backup_whole(in_memory: Path, *, older: bool, links: bool) -> None:
    in_a_small_process(kill_an_exchange_at_every_step, str(in_memory), older, links)


@forks
@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
def test_killed_at_any_step_a_new_file_is_whole_or_not_there(in_memory: Path, *, links: bool) -> None:
    in_a_small_process(kill_a_creation_at_every_step, str(in_memory), links)


@forks
def test_killed_at_any_moment_the_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    """By the clock, without any watching in the process, so that a kill also falls into the midst of a call."""
    old, new = b"old!" * (1 << 20), b"new!" * (3 << 20)
    path = book(tmp_path, old)
    began = time.perf_counter()
    exchange(path, new)
    lasts = time.perf_counter() - began
    states, cut = set(), 0
    for fortieth in range(40):
        path.write_bytes(old)
        seen = look(path)[1]
        process = os.fork()
        if not process:
            try:
                replace(path, new, seen)
            finally:
                os._exit(0)
        time.sleep(lasts * fortieth / 40)
        os.kill(process, signal.SIGKILL)
        cut += os.waitpid(process, 0)[1] == signal.SIGKILL
        assert path.read_bytes() in (old, new)
        assert bak(path).read_bytes() == old or not states
        states.add(path.read_bytes() == new)
    assert cut > 5
    exchange(path, new)
    assert names(tmp_path) == [NAME, bak(path).name]


@pytest.mark.usefixtures("either_disk")
def test_interrupted_at_any_step_nothing_is_left_behind(tmp_path: Path) -> None:
    states, ended = set(), False
    for step in itertools.count(1):
        folder = tmp_path.joinpath(str(step))
        folder.mkdir()
        path = book(folder)
        book(folder, OLDER, bak(path).name)
        seen = look(path)[1]

        def interrupt(number: int, step: int = step) -> None:
            if number == step:
                raise KeyboardInterrupt

        try:
            with at_every_step(interrupt):
                replace(path, NEW, seen)
                ended = True
        except KeyboardInterrupt:
            pass
        states.add((path.read_bytes(), bak(path).read_bytes()))
        assert names(folder) == [NAME, bak(path).name], step
        if ended:
            break
    assert step > 60
    assert states == {(OLD, OLDER), (OLD, OLD), (NEW, OLD)}


def test_a_mistake_of_the_program_is_not_said_to_be_the_disks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path)
    monkeypatch.setattr(os, "fsync", lambda _: {}["mistake"])
    with pytest.raises(KeyError, match="mistake"):
        exchange(path)
    assert (path.read_bytes(), names(tmp_path)) == (OLD, [NAME])
