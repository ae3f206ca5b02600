"""For every test: no deadline on a busy machine, and nothing left out that nobody sees."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

IN_CI = bool(os.environ.get("CI"))
ELSEWHERE = ("Windows only", "macOS only", "LibreOffice 25.2 or later only")
"""How the reason of a skip begins that even a complete machine has, because it is of another kind. .ci/run tests with LibreOffice 25.2 too."""

os.environ["LC_ALL"] = "C.UTF-8"  # commands answer in the system's language; what they say in tests is English, wherever these run

settings.register_profile("poolsplit", deadline=None, derandomize=IN_CI)
settings.load_profile("poolsplit")


LEFT_OUT = pytest.StashKey[int]()
"""How many slow tests pyproject.toml's -m has left out."""


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Count the slow tests that are left out for being slow, where -k leaves out none."""
    config = items[0].config
    if config.option.markexpr == "not slow" and not config.option.keyword:
        config.stash[LEFT_OUT] = sum(1 for item in items if item.get_closest_marker("slow"))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of pytest-xdist has counted; each of them has seen all the tests."""
    stash = node.config.stash
    stash[LEFT_OUT] = max(stash.get(LEFT_OUT, 0), getattr(node, "workeroutput", {}).get("left out", 0))


def _avoidable(reporter: pytest.TerminalReporter) -> Iterator[str]:
    """The skips that something missing on this machine has caused, each with its place."""
    for report in reporter.stats.get("skipped", []):
        if not isinstance(report.longrepr, tuple):
            continue    # an expected failure, which has a traceback in this place
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if not reason.startswith(ELSEWHERE):
            yield f"{report.nodeid}: {reason}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skip fails the run: a machine that lacks something would otherwise pass with nothing tested."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = session.config.stash.get(LEFT_OUT, 0)
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter and session.exitstatus == pytest.ExitCode.OK and any(_avoidable(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests have counted (`record_property("counts", ...)`), and loudly what was not tested."""
    properties = [each for report in terminalreporter.stats.get("passed", []) for each in report.user_properties]
    counted = [counts for name, counts in properties if name == "counts"]
    if counted:
        terminalreporter.section("counts")
        for counts in counted:
            terminalreporter.line(", ".join(f"{what}: {number}" for what, number in counts.items()))
    skips = list(_avoidable(terminalreporter))
    if skips:
        terminalreporter.section("not tested here" + (": a failure in CI" if IN_CI else ""), sep="!", red=True, bold=True)
        for skip in skips:
            terminalreporter.line(skip)
    slow = terminalreporter.config.stash.get(LEFT_OUT, 0)
    if slow:
        terminalreporter.line(f"slow tests left out: {slow}; python3 dev.py test --slow runs them")
