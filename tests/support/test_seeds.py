"""What a run of property tests tells: its seed, an example that fails, ready to paste, and answers that are of no use."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PROPERTIES = """
from hypothesis import core, given, strategies as st
from support import useful

@given(st.integers(0, 10**9))
def test_fails(n):
    print("seed", core.global_force_seed)
    assert n < 10**8

@given(st.integers(0, 9))
def test_says_nothing(n):
    useful.say("split", None if n < 8 else n, n)

@given(st.integers(1, 9))
def test_says_something(n):
    useful.say("split", n, n)
"""


def run(folder, *arguments, seed=""):
    """What pytest says of these properties, in two processes."""
    shutil.copy(TESTS / "conftest.py", folder)
    (folder / "test_properties.py").write_text(PROPERTIES)
    environment = {**os.environ, "POOLSPLIT_SEED": seed, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)]), "CI": ""}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments, "."]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout


def test_a_new_seed_is_said_before_and_after_and_its_failing_example_is_ready_to_paste(tmp_path):
    said = run(tmp_path, "-n", "1", seed="new")
    seeds = re.findall(r"seed of property tests: (\d+) \(to run with it again: POOLSPLIT_SEED=(\d+) python3 dev.py test -m hypothesis\)", said)
    assert len(seeds) == 2
    assert len({seed for pair in seeds for seed in pair}) == 1
    assert f"seed {seeds[0][0]}\n" in said    # the process that ran the test had it
    assert "n=100000000," in said
    assert "@reproduce_failure(" in said
    again = run(tmp_path, seed=seeds[0][0])
    assert f"seed of property tests: {seeds[0][0]}" in again
    assert re.findall(r"\d+ of 50 useful", said) == re.findall(r"\d+ of 50 useful", again)    # the same examples


def test_without_a_seed_it_is_the_fixed_one_and_a_test_with_too_few_useful_answers_fails(tmp_path):
    said = run(tmp_path, "-k", "says")
    assert "seed of property tests: 20260701 (for a new one: POOLSPLIT_SEED=new)" in said
    assert re.search(r"AssertionError: split: \d+ of 10 useful, \d+ refused, 0 empty or zero: its generator makes too few cases that matter", said)
    assert "test_says_something: split: 9 of 9 useful, 0 refused, 0 empty or zero" in said
    assert "1 failed, 1 passed" in said


def test_a_seed_that_is_no_number_is_refused(tmp_path):
    shutil.copy(TESTS / "conftest.py", tmp_path)
    environment = {**os.environ, "POOLSPLIT_SEED": "seven", "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    refused = subprocess.run([sys.executable, "-m", "pytest", str(tmp_path)], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode == 4
    assert "POOLSPLIT_SEED=seven: type a whole number, or new" in refused.stderr
