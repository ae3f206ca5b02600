"""For every test: a seed that is known, no deadline on a busy machine, answers that are counted, and nothing left out that nobody sees."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from support import useful

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

IN_CI = bool(os.environ.get("CI"))
ELSEWHERE = ("Windows only", "macOS only", "LibreOffice 25.2 or later only")
"""How the reason of a skip begins that even a complete machine has, because it is of another kind. .ci/run tests with LibreOffice 25.2 too."""

os.environ["LC_ALL"] = "C.UTF-8"  # commands answer in the system's language; what they say in tests is English, wherever these run

SEED = 20_260_701
"""The seed of property tests, so that they look at the same examples on every machine; the variable POOLSPLIT_SEED has another one, or asks for a new one."""
NEW = "new"
OTHER = os.environ.get("POOLSPLIT_SEED", "")

settings.register_profile("poolsplit", deadline=None, derandomize=False, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("another seed", settings.get_profile("poolsplit"), max_examples=50, database=None)
settings.register_profile("no shrinking", settings.get_profile("poolsplit"), phases=(Phase.explicit, Phase.generate), database=None)
settings.load_profile("another seed" if OTHER else "poolsplit")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Set the seed before hypothesis asks for it. A new one is drawn once: the processes that run tests inherit it."""
    if OTHER and OTHER != NEW and not OTHER.isdigit():
        message = f"POOLSPLIT_SEED={OTHER}: type a whole number, or {NEW}"
        raise pytest.UsageError(message)
    if OTHER == NEW:
        os.environ["POOLSPLIT_SEED"] = str(secrets.randbelow(10**9))
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = os.environ.get("POOLSPLIT_SEED") or str(SEED)


def _about_the_seed(config: pytest.Config) -> str:
    seed = config.option.hypothesis_seed
    kind = f"to run with it again: POOLSPLIT_SEED={seed} python3 dev.py test -m hypothesis" if OTHER else "for a new one: POOLSPLIT_SEED=new"
    return f"seed of property tests: {seed} ({kind})"


def pytest_report_header(config: pytest.Config) -> str:
    """Say the seed before the tests."""
    return _about_the_seed(config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Print what a test has counted of its answers; it fails where too few of them were of any use."""
    with useful.counted() as tallies:
        result = yield
    for tally in tallies.values():
        item.user_properties.append(("counts", {f"{item.name}: {tally.what}": str(tally)}))
        assert tally.enough, f"{tally.what}: {tally}: its generator makes too few cases that matter"
    return result


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
    terminalreporter.section("seed")
    terminalreporter.line(_about_the_seed(terminalreporter.config))
    skips = list(_avoidable(terminalreporter))
    if skips:
        terminalreporter.section("not tested here" + (": a failure in CI" if IN_CI else ""), sep="!", red=True, bold=True)
        for skip in skips:
            terminalreporter.line(skip)
    slow = terminalreporter.config.stash.get(LEFT_OUT, 0)
    if slow:
        terminalreporter.line(f"slow tests left out: {slow}; python3 dev.py test --slow runs them")
