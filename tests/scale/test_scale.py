"""Pools in files: the dues of one split in memory, whatever the files, the memory, the workers and the moment at which a run is killed."""

from __future__ import annotations

import _thread
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

import poolsplit as ps
from poolsplit.cli.main import main
from poolsplit.errors import Refused
from poolsplit.scale import keys, on_dask, split_files
from poolsplit.scale.job import Folder
from poolsplit.scale.part import compute
from poolsplit.scale.run import memory_bytes
from poolsplit.scale.sort import Sorter
from poolsplit.scale.whole import whole
from poolsplit.values import names

ROOT = Path(__file__).resolve().parents[2]
POOLS, PARTNERS = 150, 4


def orders(pools: int = POOLS) -> pd.DataFrame:
    """Partners and SKUs of many pools, shuffled; every fifth pool is spelled in two ways."""
    rows = [
        {"pool": spelled(pool, partner), "partner": f"Shop {partner}", "sku": f"T{(pool + partner) % 3}", "quantity": (pool * 7 + partner * 13) % 90 + 1, "kg": (pool + partner) % 17 + 0.5,
         "cartons": partner + 1, "note": "x" * 30}
        for pool in range(pools) for partner in range(PARTNERS)
    ]
    return pd.DataFrame(rows).sample(frac=1, random_state=5).reset_index(drop=True)


def spelled(pool: int, partner: int = 0) -> str:
    name = f"Đơn  {pool} Hà"
    if pool % 5 == 0 and partner % 2:
        return unicodedata.normalize("NFD", f" đơn {pool} HÀ ")
    return name


def costs(pools: int = POOLS) -> pd.DataFrame:
    """Freight, by weight or by cartons, in a row of each pool; duty in some; a fee that holds for all."""
    rows: list[dict[str, Any]] = [{"pool": spelled(pool, 1), "cost": "Freight", "amount": 100_001 + pool, "basis": ("kg", "cartons")[pool % 2]} for pool in range(pools)]
    rows += [{"pool": spelled(pool), "cost": "duty", "amount": 50_003 + pool, "basis": "quantity"} for pool in range(0, pools, 50)]
    return pd.DataFrame([*rows, {"pool": None, "cost": "fee", "rate": "1.5%", "of": "goods"}])


def terms(pools: int = POOLS) -> pd.DataFrame:
    return pd.DataFrame({"pool": [spelled(pool) for pool in range(pools)], "lead_buyer": "shop 0", "step": [1000 if pool % 60 == 0 else 1 for pool in range(pools)]})


ITEMS = pd.DataFrame({"sku": ["T0", "T1", "T2"], "unit_price": [50, 12.5, 30], "currency": "CNY"})


def by_row(dues: pd.DataFrame) -> pd.DataFrame:
    return dues.assign(pool=dues["pool"].map(names.key)).sort_values(["pool", "partner"]).reset_index(drop=True)


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(by_row(found), by_row(expected), check_dtype=False)


@pytest.fixture(scope="module")
def expected() -> pd.DataFrame:
    return ps.split(orders(), costs(), ITEMS, terms(), {"CNY": 3500})


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Any]:
    """The tables of a run in files: orders in three, in another order of columns."""
    folder = tmp_path / ("Đơn tháng [10] '拼单'" + "*" * (os.name != "nt"))
    folder.mkdir()
    all_orders, third = orders(), POOLS * PARTNERS // 3
    for place in range(3):
        piece = all_orders[place * third:(place + 1) * third].reset_index(drop=True)
        (piece if place else piece[reversed(piece.columns)]).to_parquet(folder / f"orders {2 - place}.parquet")
    costs().to_csv(folder / "costs.csv", index=False)
    ITEMS.to_csv(folder / "items.csv", index=False)
    terms().to_parquet(folder / "terms.parquet")
    return {
        "inputs": [folder / f"orders {place}.parquet" for place in range(3)], "out": tmp_path / "OUT [1]'",
        "costs": folder / "costs.csv", "items": folder / "items.csv", "terms": folder / "terms.parquet", "rates": {"CNY": 3500},
    }


def command(files: dict[str, Any], *more: object) -> list[str]:
    sides = [part for name in ("costs", "items", "terms") if name in files for part in (f"--{name}", files[name])]
    return [str(part) for part in ("split-files", *files["inputs"], files["out"], *sides, "--rates", "CNY=3500", *more)]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def started(files: dict[str, Any], *more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "poolsplit", *command(files, *more)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def dues(out: Path) -> pd.DataFrame:
    """As anybody reads the folder, who knows nothing of poolsplit."""
    return pd.read_parquet(out / "dues")


# ---------------------------------------------------------------- the same dues


def test_the_dues_are_those_of_one_split_in_memory_in_columns_and_order_of_columns(files, expected):
    seen = []
    done = split_files(**files, workers=2, partitions=7, tell=seen.append)
    found = dues(files["out"])
    same(found, expected)
    assert list(found.columns) == list(expected.columns)
    assert (done.rows, done.pools, done.totals, done.problems) == (POOLS * PARTNERS, POOLS, {"VND": int(expected["due"].sum())}, 0)
    lines = [name for name in found.columns if name not in {"pool", "partner", "quantity", "due"}]
    assert (found[lines].sum(axis=1) == found["due"]).all()
    assert len({tuple(pq.read_schema(path).names) for path in (files["out"] / "dues").iterdir()}) == 1
    assert json.loads((files["out"] / "_SUCCESS").read_text())["totals"] == {"VND": str(expected["due"].sum())}
    assert seen[0].step == "sort"
    assert (seen[-1].done, seen[-1].total, seen[-1].rows) == (7, 7, POOLS * PARTNERS)
    assert sorted(path.name for path in files["out"].iterdir()) == [".poolsplit", "_SUCCESS", "dues"]
    assert sorted(path.name for path in (files["out"] / ".poolsplit").iterdir()) == ["asked.json", "lock", "plan.json"]


def test_little_memory_and_one_worker_make_more_parts_and_the_same_dues(files, expected):
    split_files(**files, memory="250MB", partitions=64)
    same(dues(files["out"]), expected)


def test_pools_whose_names_are_numbers_in_one_table_and_texts_in_another_have_the_same_dues_as_in_memory(tmp_path):
    typed = pd.DataFrame({"pool": [1.0, 2.0, 2.0, 30.0], "partner": list("abab"), "quantity": [1, 2, 3, 4]})
    lines = pd.DataFrame({"pool": ["1", "2", "30"], "cost": "freight", "amount": [100, 200, 301], "basis": "quantity"})
    typed.to_parquet(tmp_path / "o.parquet")
    lines.to_csv(tmp_path / "c.csv", index=False)
    split_files([tmp_path / "o.parquet"], tmp_path / "out", costs=tmp_path / "c.csv", partitions=5)
    same(dues(tmp_path / "out"), ps.split(typed, lines))


@pytest.mark.parametrize("pools", [[Decimal("2.50"), Decimal("1.00"), None], [2.5, 1.0, None], [2**53 + 1, 1, None], [None, None, None]])
def test_pools_of_every_kind_come_out_as_they_came_in(tmp_path, pools):
    rows = pd.DataFrame({"pool": pd.Series(pools, dtype=object), "partner": ["a", "b", "c"], "quantity": 1})
    rows.to_parquet(tmp_path / "orders.parquet")
    pd.DataFrame([{"cost": "freight", "amount": 10, "basis": "quantity"}]).to_parquet(tmp_path / "costs.parquet")
    split_files([tmp_path / "orders.parquet"], tmp_path / "out", costs=tmp_path / "costs.parquet", partitions=7)
    found = pq.read_table(tmp_path / "out" / "dues").to_pandas(integer_object_nulls=True).sort_values("partner")
    assert [pool or None for pool in found["pool"].astype(object).where(found["pool"].notna(), None)] == pools
    assert found["due"].sum() == 10 * len(set(pools))


def test_pools_that_are_dates_are_a_problem_and_no_more(tmp_path):
    pd.DataFrame({"pool": pd.to_datetime(["2026-01-02"]), "partner": ["a"], "quantity": [1]}).to_parquet(tmp_path / "orders.parquet")
    done = split_files([tmp_path / "orders.parquet"], tmp_path / "out", partitions=5)
    assert "the cell holds the date" in done.first[0][3]


def test_decimals_meet_whatever_their_digits(tmp_path):
    pd.DataFrame({"pool": [Decimal("2.50"), Decimal("2.50")], "partner": ["a", "b"], "quantity": 1}).to_parquet(tmp_path / "orders.parquet")
    pd.DataFrame({"pool": ["2.5"], "cost": ["freight"], "amount": [10], "basis": ["quantity"]}).to_parquet(tmp_path / "costs.parquet")
    done = split_files([tmp_path / "orders.parquet"], tmp_path / "out", costs=tmp_path / "costs.parquet", partitions=50)
    assert (done.problems, done.totals) == (0, {"VND": 10})


def test_problems_of_parts_say_what_those_of_one_split_say(tmp_path):
    rows = pd.DataFrame({"pool": ["a", "a"], "partner": ["x", "y"], "quantity": 1})
    costs = pd.DataFrame({"pool": ["A  B", "a"], "cost": "freight", "amount": [1, 2], "basis": "quantity"})
    terms = pd.DataFrame({"pool": [f"p{place}" for place in range(20)] + ["a", "A"], "lead_buyer": "x"})
    for name, table in (("orders", rows), ("costs", costs), ("terms", terms)):
        table.to_parquet(tmp_path / f"{name}.parquet")
    split_files([tmp_path / "orders.parquet"], tmp_path / "out", costs=tmp_path / "costs.parquet", terms=tmp_path / "terms.parquet", partitions=9)
    found = pd.read_parquet(tmp_path / "out" / "problems.parquet")
    with pytest.raises(ps.DataError) as error:
        ps.split(rows, costs, None, terms)
    assert {(row["table"], row["row"], row["message"]) for row in found.to_dict("records")} == {
        (problem.table, problem.row, problem.message) for problem in error.value.problems if not problem.warning
    }
    assert "the terms of a pool stand in two rows: 21 and 22" in set(found["message"])


def test_amounts_with_decimals_stay_exact(tmp_path):
    orders(20).to_parquet(tmp_path / "o.parquet")
    lines = pd.DataFrame({"cost": ["freight"], "amount": ["1234.57"], "basis": ["kg"]})
    lines.to_parquet(tmp_path / "c.parquet")
    done = split_files([tmp_path / "o.parquet"], tmp_path / "out", costs=tmp_path / "c.parquet", currency="USD", partitions=3)
    found = dues(tmp_path / "out")
    same(found, ps.split(orders(20), lines, currency="USD"))
    assert pq.read_schema(tmp_path / "out" / "dues" / "part-00000.parquet").field("due").type == pa.decimal128(38, 2)
    assert done.totals == {"USD": found["due"].sum()}


def test_actual_amounts_of_some_pools_show_in_the_columns_of_all(tmp_path):
    typed = orders(30)
    lines = costs(30).drop(columns=["rate", "of"])[:30].assign(actual=[200_001 if pool == 7 else None for pool in range(30)])
    typed.to_parquet(tmp_path / "o.parquet")
    lines.to_parquet(tmp_path / "c.parquet")
    split_files([tmp_path / "o.parquet"], tmp_path / "out", costs=tmp_path / "c.parquet", partitions=6)
    expected = ps.split(typed, lines)
    assert "quoted" in expected
    same(dues(tmp_path / "out"), expected)


def test_a_part_whose_items_have_no_prices_knows_that_the_table_has_some(tmp_path):
    typed = pd.DataFrame({"pool": list("abcd"), "partner": "x", "sku": "T", "quantity": 5})
    items = pd.DataFrame({"pool": list("abcd"), "sku": "T", "unit_price": [10, None, None, 20]})
    typed.to_parquet(tmp_path / "o.parquet")
    items.to_parquet(tmp_path / "i.parquet")
    done = split_files([tmp_path / "o.parquet"], tmp_path / "out", items=tmp_path / "i.parquet", partitions=16)
    with pytest.raises(ps.DataError) as memory:
        ps.split(typed, items=items)
    found = pd.read_parquet(tmp_path / "out" / "problems.parquet")
    assert sorted(found["row"]) == sorted(problem.row for problem in memory.value.problems if not problem.warning) == [2, 3]
    assert done.problems == 2


# ---------------------------------------------------------------- one pool, one part


@pytest.fixture(scope="module")
def coarse() -> Any:
    """What DuckDB makes of texts."""
    with duckdb.connect() as connection:
        def ask(texts: list[str]) -> list[str]:
            connection.register("said", pa.table({"said": texts}))
            return [text for (text,) in connection.execute(f"SELECT {keys.coarse('said')} FROM said").fetchall()]    # noqa: S608 (no text of others)
        yield ask


def test_every_letter_lands_where_its_key_does(coarse):
    letters = [letter for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000 and names.key(letter := chr(code)) != letter]
    assert len(letters) > 2000
    wrong = [letter for letter, one, other in zip(letters, coarse(letters), coarse([names.key(letter) for letter in letters]), strict=True) if one != other]
    assert wrong == []


@given(st.text(st.sampled_from("aAsSſßẞﬆİıKkÅåộỘ̣́̂ͅᾳΣςσᄀ가ᅡ Đđ0 \t　ﬁ"), max_size=8))
@example("ộ".upper())
def test_every_spelling_lands_where_its_key_does(coarse, text):
    spellings = [text, names.key(text), text.upper(), unicodedata.normalize("NFD", text), f" {text} "]
    alike = [spelling for spelling in spellings if names.key(spelling) == names.key(text)]
    assert len(set(coarse(alike))) == 1


# ---------------------------------------------------------------- killed, and gone on with


def test_whole_files_only(tmp_path):
    path = tmp_path / "part.parquet"
    context = whole(path)
    beside = context.__enter__()
    beside.write_bytes(b"half")
    assert not path.exists()
    assert not context.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert list(tmp_path.iterdir()) == []


def nothing_looks_whole(out: Path) -> int:
    """Every file with the name of a part can be read to its end; how many there are."""
    assert not (out / "_SUCCESS").exists()
    parts = list((out / "dues").glob("*.parquet"))
    for path in parts:
        assert pq.read_table(path).num_rows == json.loads(pq.read_schema(path).metadata[b"poolsplit"])["rows"]
    return len(parts)


def wait_for(condition: Any, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "it ended before the moment came"
        assert time.monotonic() < end
        time.sleep(0.002)


MOMENTS = {
    "at the start": lambda out: (out / ".poolsplit" / "asked.json").exists(),
    "while the orders are sorted": lambda out: any((out / ".poolsplit").glob(".orders*.unfinished")),
    "when the rows are sorted": lambda out: (out / ".poolsplit" / "plan.json").exists(),
    "while a part is written": lambda out: any((out / "dues").glob("*.unfinished")),
    "when a part is there": lambda out: any((out / "dues").glob("*.parquet")),
}


@pytest.mark.skipif(os.name == "nt", reason="Linux and macOS only: SIGKILL")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_that_is_killed_leaves_nothing_that_looks_whole_and_goes_on(files, expected, moment):
    out = files["out"]
    process = started(files, "--workers", 2, "--partitions", 12)
    wait_for(partial(MOMENTS[moment], out), process)
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    psutil.wait_procs(children, timeout=10)
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
    there = nothing_looks_whole(out)
    done = call(*command(files, "--workers", 2, "--partitions", 12))
    assert done.exit_code == 0
    assert there <= 12
    if there:
        assert f"{there} of 12 parts are there already" in done.stderr
    same(dues(out), expected)
    assert (out / "_SUCCESS").exists()
    assert not any(out.rglob("*.unfinished"))


@pytest.fixture
def ctrl_c():
    """Ctrl-C interrupts, also in a job in the background, which a shell starts so that it does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_stops_a_question_to_duckdb_as_it_stops_anything(tmp_path):
    asked: Any = None
    with closing(Sorter(asked, Folder(tmp_path), 10**9, 1, print)) as sorter:
        threading.Timer(0.3, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            sorter.answer("SELECT sum(i % 7) FROM range(1000000000000) t(i)")


def test_the_dues_are_the_same_while_a_file_is_still_being_written_beside_them(files, expected):
    split_files(**files, partitions=4)
    part = files["out"] / "dues" / "part-00001.parquet"
    with whole(part) as beside:
        beside.write_bytes(part.read_bytes())
        same(dues(files["out"]), expected)


def test_a_part_that_is_short_or_of_another_run_is_computed_again(files, expected):
    split_files(**files, partitions=6)
    short, foreign = (files["out"] / "dues" / f"part-0000{number}.parquet" for number in (2, 4))
    short.write_bytes(short.read_bytes()[:-20])
    pq.write_table(pq.read_table(foreign).replace_schema_metadata(None), foreign)
    done = split_files(**files, partitions=6)
    assert done.kept == 4
    same(dues(files["out"]), expected)


@pytest.mark.parametrize("gone", ["lost", "short", "foreign"])
def test_while_a_part_of_a_finished_run_is_made_anew_nothing_says_that_it_is_finished(files, expected, gone):
    split_files(**files, partitions=3)
    finished = (files["out"] / "_SUCCESS").read_text()
    part = files["out"] / "dues" / "part-00001.parquet"
    if gone == "lost":
        part.unlink()
    elif gone == "short":
        part.write_bytes(part.read_bytes()[:-20])
    else:
        pq.write_table(pq.read_table(part).replace_schema_metadata(None), part)
    seen = []
    split_files(**files, partitions=3, tell=lambda progress: seen.append((progress.step, (files["out"] / "_SUCCESS").exists())))
    assert set(seen) == {("sort", False), ("split", False)}
    assert (files["out"] / "_SUCCESS").read_text() == finished
    same(dues(files["out"]), expected)


def test_a_run_that_cannot_be_taken_up_again_no_longer_says_that_it_is_finished(files, monkeypatch):
    """The rows cannot be sorted, or a part cannot be computed: the folder lacks a part, and nothing may say otherwise."""
    for place, name in (("poolsplit.scale.run.Sorter.sort", "sort"), ("poolsplit.scale.run.compute", "compute")):
        split_files(**files, partitions=3)
        (files["out"] / "dues" / "part-00001.parquet").unlink()
        monkeypatch.setattr(place, lambda *_, name=name, **__: (_ for _ in ()).throw(RuntimeError(name)))
        with pytest.raises(RuntimeError, match=name):
            split_files(**files, partitions=3)
        assert not (files["out"] / "_SUCCESS").exists()
        monkeypatch.undo()


def test_a_run_that_was_stopped_before_its_sorted_rows_were_deleted_takes_back_that_it_is_finished(files, expected):
    sorted_rows, seen = {}, []
    split_files(**files, partitions=3, tell=lambda _: sorted_rows.update({path: path.read_bytes() for path in (files["out"] / ".poolsplit").glob("*.parquet")}))
    for path, content in sorted_rows.items():
        path.write_bytes(content)
    (files["out"] / "dues" / "part-00001.parquet").unlink()
    split_files(**files, partitions=3, tell=lambda progress: seen.append((progress.step, (files["out"] / "_SUCCESS").exists())))
    assert set(seen) == {("split", False)}
    same(dues(files["out"]), expected)


def test_a_run_that_is_done_is_not_done_again(files):
    first = split_files(**files, partitions=4)
    before = {path: path.stat().st_mtime_ns for path in (files["out"] / "dues").iterdir()}
    again = split_files(**files, partitions=4)
    assert (again.kept, again.totals, again.pools) == (4, first.totals, first.pools)
    assert {path: path.stat().st_mtime_ns for path in (files["out"] / "dues").iterdir()} == before


def test_other_inputs_or_options_in_the_same_folder_are_refused(files):
    split_files(**files, partitions=4)
    with pytest.raises(Refused, match="what differs: partitions"):
        split_files(**files, partitions=5)
    with pytest.raises(Refused, match="what differs: rates"):
        split_files(**{**files, "rates": {"CNY": 3501}}, partitions=4)
    costs(POOLS - 1).to_csv(files["costs"], index=False)
    refused = call(*command(files, "--partitions", 4))
    assert refused.exit_code == 2
    assert "what differs: tables" in refused.stderr
    assert "→ name another folder" in refused.stderr


def test_a_run_that_was_refused_before_any_part_is_no_hindrance(files, expected):
    with pytest.raises(Refused):
        split_files(**{**files, "inputs": [files["terms"].with_name("costs.csv")]}, partitions=4)
    split_files(**files, partitions=4)
    same(dues(files["out"]), expected)


def test_two_runs_at_once_in_one_folder_are_refused(files):
    process = started(files, "--partitions", 64)
    wait_for((files["out"] / ".poolsplit" / "plan.json").exists, process)
    refused = call(*command(files, "--partitions", 64))
    process.kill()
    process.communicate()
    assert refused.exit_code == 2
    assert "another run is at work" in refused.stderr


@pytest.mark.skipif(os.name == "nt", reason="Linux and macOS only: SIGKILL")
def test_a_worker_that_dies_is_reported_with_the_way_out(files, expected):
    process = started(files, "--workers", 2, "--partitions", 40)
    wait_for(lambda: any((files["out"] / "dues").glob("*.parquet")), process)
    children = psutil.Process(process.pid).children(recursive=True)
    workers = [child for child in children if "spawn_main" in " ".join(child.cmdline()) or child.ppid() != process.pid]
    assert len(workers) == 2
    for worker in workers:
        os.kill(worker.pid, signal.SIGKILL)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "a worker process died" in said.decode()
    assert "--partitions 80" in said.decode()
    assert nothing_looks_whole(files["out"]) > 0
    assert call(*command(files, "--partitions", 40)).exit_code == 0
    same(dues(files["out"]), expected)


def test_one_worker_that_runs_out_of_memory_keeps_what_is_done(files, expected, monkeypatch):
    def short(out: str, number: int, lang: str) -> Any:
        if number == 2:
            raise MemoryError
        return compute(out, number, lang)

    monkeypatch.setattr("poolsplit.scale.run.compute", short)
    refused = call(*command(files, "--partitions", 5))
    assert refused.exit_code == 1
    assert "the memory ran out; what is done is kept" in refused.stderr
    assert "--partitions 10" in refused.stderr
    assert nothing_looks_whole(files["out"]) == 2
    monkeypatch.undo()
    done = call(*command(files, "--partitions", 5))
    assert "2 of 5 parts are there already" in done.stderr
    same(dues(files["out"]), expected)


# ---------------------------------------------------------------- problems


def test_all_problems_of_all_pools_are_listed_with_file_and_row_and_only_their_parts_lack_dues(files, expected):
    typed = pd.read_parquet(files["inputs"][1])
    typed.loc[[10, 190], "quantity"] = -3
    typed.to_parquet(files["inputs"][1])
    lines = costs()
    lines.loc[5, "basis"] = "moonlight"
    pd.concat([lines, pd.DataFrame({"pool": ["nowhere"], "cost": "Freight", "amount": 5, "basis": "kg"})]).to_csv(files["costs"], index=False)
    done = call(*command(files, "--partitions", 40))
    assert done.exit_code == 1
    found = pd.read_parquet(files["out"] / "problems.parquet")
    places = {(Path(file).name, row, column) for file, row, column in zip(found["file"], found["row"], found["column"], strict=True)}
    assert places == {("orders 1.parquet", 11, "quantity"), ("orders 1.parquet", 191, "quantity"), ("costs.csv", 6, "basis"), ("costs.csv", len(lines) + 1, "pool")}
    assert names.key(found.loc[found["row"] == 11, "pool"].item()) == names.key(typed["pool"][10])
    assert (found["fix"] != "").all()
    assert not (files["out"] / "_SUCCESS").exists()
    kept = dues(files["out"])
    assert 0 < len(kept) < len(expected)
    pools = {names.key(pool) for pool in kept["pool"]}
    same(kept, expected[expected["pool"].map(names.key).isin(pools)])
    assert "4 problems in " in done.stdout
    assert "moonlight" in done.stdout
    again = call(*command(files, "--partitions", 40))
    assert again.stdout == done.stdout
    assert "40 of 40 parts are there already" in again.stderr


def test_problems_are_said_in_the_language_of_the_answer(files):
    typed = pd.read_parquet(files["inputs"][1])
    typed.loc[10, "quantity"] = -3
    typed.to_parquet(files["inputs"][1])
    done = call(*command(files, "--partitions", 3, "--lang", "vi"))
    assert "dòng 11, quantity: số lượng không thể âm: -3" in done.stdout


def test_files_without_a_row_of_orders_are_a_problem(tmp_path):
    orders(1)[:0].to_parquet(tmp_path / "o.parquet")
    done = split_files([tmp_path / "o.parquet"], tmp_path / "out")
    found = pd.read_parquet(done.file)
    assert found.to_dict("records") == [{
        "pool": "", "table": "orders", "file": str(tmp_path / "o.parquet"), "row": 0, "column": "", "message": "there are no orders",
        "fix": "list who orders how many pieces of what",
    }]


def test_terms_of_a_pool_that_nobody_orders_in_are_a_problem_of_their_row(tmp_path):
    orders(3).to_parquet(tmp_path / "o.parquet")
    pd.DataFrame({"pool": [None, "nowhere"], "step": [1, 1000]}).to_csv(tmp_path / "terms.csv", index=False)
    done = split_files([tmp_path / "o.parquet"], tmp_path / "out", terms=tmp_path / "terms.csv", partitions=64)
    assert done.first == ((str(tmp_path / "terms.csv"), 2, "pool", "nobody orders in the pool nowhere", "type a pool of the orders, or delete the row"),)


def test_an_amount_that_a_file_cannot_hold_is_a_problem_of_its_column(tmp_path, monkeypatch):
    orders(1).to_parquet(tmp_path / "o.parquet")
    pd.DataFrame({"cost": ["freight"], "amount": [1000], "basis": ["equal"]}).to_csv(tmp_path / "c.csv", index=False)
    monkeypatch.setattr("poolsplit.scale.part.money_type", lambda _: pa.int8())
    done = split_files([tmp_path / "o.parquet"], tmp_path / "out", costs=tmp_path / "c.csv", partitions=1)
    [found] = pd.read_parquet(done.file)[["table", "row", "column", "message", "fix"]].to_numpy().tolist()
    assert found == [
        "dues", 0, "freight", "freight has an amount that is too large for a file", "split its pool in memory, with poolsplit.split, or look for a wrong amount"]


def test_a_problem_that_every_part_finds_is_listed_once(files):
    lines = costs()
    lines.loc[len(lines)] = {"cost": "fee 2", "rate": "zwei", "of": "goods"}
    lines.to_csv(files["costs"], index=False)
    with pytest.raises(ps.DataError) as memory:
        ps.split(orders(), lines, ITEMS, terms(), {"CNY": 3500})
    assert split_files(**files, partitions=8).problems == len([problem for problem in memory.value.problems if not problem.warning]) == 1


# ---------------------------------------------------------------- columns that nobody knows


def test_columns_that_change_nothing_are_named_once_a_table_and_again_when_the_run_is_gone_on_with(files):
    pd.read_csv(files["items"]).assign(shape="round", paid=5).to_csv(files["items"], index=False)
    pd.read_parquet(files["inputs"][0]).assign(moon=1).to_parquet(files["inputs"][0])
    for _ in range(2):
        done = split_files(**files, partitions=8, lang="vi")
        assert done.problems == 0
        assert [(Path(file).name, row, column, message) for file, row, column, message, _ in done.warnings] == [
            ("", 0, "moon", 'cột "moon" không được dùng tới'),
            ("items.csv", 0, "", 'các cột không được dùng tới: "shape", "paid" (thuộc về bảng thanh toán)'),
        ]
        assert {fix for *_, fix in done.warnings} == {"sửa lại tiêu đề nếu cột đó phải được tính; nếu không thì cứ để"}


def test_columns_by_which_lines_of_some_pools_are_shared_are_used_in_every_part(files, expected):
    renamed = {"cartons": "tolernce"}    # which would be taken for the tolerance, if no line were shared by it
    for path in files["inputs"]:
        pd.read_parquet(path).rename(columns=renamed).to_parquet(path)
    costs().replace({"basis": renamed}).to_csv(files["costs"], index=False)
    done = split_files(**files, partitions=40)
    assert (done.problems, done.warnings) == (0, ())
    same(dues(files["out"]), expected)


def test_a_misspelt_column_and_a_table_in_the_place_of_another_are_said_before_anything_is_split(files):
    pd.read_parquet(files["terms"]).rename(columns={"lead_buyer": "lead_buyr"}).to_parquet(files["terms"])
    ITEMS.to_csv(files["costs"], index=False)
    done = call(*command(files))
    assert done.exit_code == 1
    assert 'terms, lead_buyr: there is no column "lead_buyr"; it looks like "lead_buyer", which is missing. → write "lead_buyer"' in done.stderr
    assert "costs: this looks like the table items, not like costs. → hand it in as items" in done.stderr
    assert not (files["out"] / "dues").exists()


# ---------------------------------------------------------------- refused


def test_what_cannot_be_is_refused_in_plain_words(files, tmp_path):
    def refused(*arguments: object) -> str:
        done = call("split-files", *arguments)
        assert done.exit_code in {1, 2}
        assert "Traceback" not in done.stderr
        return done.stderr

    orders_file = files["inputs"][0]
    assert "there is no file" in refused(tmp_path / "none.parquet", tmp_path / "o1")
    assert "→ look at the name" in refused(orders_file, tmp_path / "o1", "--costs", tmp_path / "none.csv")
    ITEMS.to_parquet(tmp_path / "nameless.parquet")
    assert "no column that names the pool; their columns are: sku" in refused(tmp_path / "nameless.parquet", tmp_path / "o2")
    assert "cannot be read" in refused(files["items"], tmp_path / "o2")
    assert "cannot be read" in refused(files["inputs"][0], tmp_path / "o3", "--items", _text(tmp_path / "items.parquet"))
    assert "holds no run of poolsplit" in refused(orders_file, orders_file.parent)
    assert "is a file, not a folder" in refused(orders_file, files["costs"])
    assert "no amount of memory" in refused(orders_file, tmp_path / "o4", "--memory", "viel")
    assert "type 250MB or more" in refused(orders_file, tmp_path / "o4", "--memory", "10MB")
    assert "is no rate" in refused(orders_file, tmp_path / "o4", "--rates", "CNY", "--rates", "USD=1")
    assert "XXX" in refused(orders_file, tmp_path / "o5", "--currency", "XXXX")
    usd = terms().assign(currency="USD")
    usd.to_parquet(tmp_path / "usd.parquet")
    assert "the terms name USD, and the run is in VND" in refused(orders_file, tmp_path / "o6", "--terms", tmp_path / "usd.parquet")
    assert not list(tmp_path.glob("o?/dues"))


def _text(path: Path) -> Path:
    path.write_text("no parquet", encoding="utf-8")
    return path


@pytest.mark.parametrize("package", ["duckdb", "pyarrow", "pandas"])
def test_without_the_extra_it_says_how_to_get_it(files, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(Refused, match=f"{package} is missing") as refused:
        split_files(**files)
    assert refused.value.fix == 'type: pip install "poolsplit[scale]"'


def test_memory_is_said_as_people_say_it():
    assert [memory_bytes(text) for text in ("1.5 GB", "2gib", 300_000_000)] == [1_500_000_000, 2**31, 300_000_000]


def test_a_part_of_a_folder_without_sorted_rows_is_refused(tmp_path):
    with pytest.raises(Refused, match="no file"):
        compute(str(tmp_path), 0)


# ---------------------------------------------------------------- a cluster


@pytest.mark.skipif(os.name == "nt", reason="Linux and macOS only: SIGKILL")
def test_a_cluster_of_two_workers_of_which_one_is_killed_gives_the_same(files, expected):
    distributed = pytest.importorskip("distributed")
    killed = []
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0) as cluster, distributed.Client(cluster) as client:
        pids = client.run(os.getpid)

        def kill_one(now: Any) -> None:
            if now.step == "split" and now.done >= 3 and not killed:
                killed.append(next(iter(pids.values())))
                os.kill(killed[0], signal.SIGKILL)

        done = on_dask(client, **files, partitions=30, tell=kill_one)
    assert killed
    assert not any(files["out"].rglob("*.unfinished"))
    assert done.parts == 30
    same(dues(files["out"]), expected)
    assert Folder(files["out"]).success.exists()
