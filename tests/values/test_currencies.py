"""The generated table of currencies is the one that ISO 4217 has today."""

from __future__ import annotations

import runpy
from pathlib import Path

from poolsplit.values.currencies import EXPONENTS

GENERATOR = runpy.run_path(str(Path(__file__).resolve().parents[1] / "tools" / "generate_currencies.py"))


def test_the_table_is_what_the_generator_would_write_now() -> None:
    assert GENERATOR["TARGET"].read_text(encoding="utf-8") == GENERATOR["source"](), "run: python tests/tools/generate_currencies.py"


def test_the_currencies_of_a_pool_have_their_known_decimals() -> None:
    known = {"VND": 0, "JPY": 0, "KRW": 0, "CNY": 2, "USD": 2, "EUR": 2, "HKD": 2, "KWD": 3}
    assert {code: EXPONENTS[code] for code in known} == known


def test_codes_without_a_minor_unit_are_left_out() -> None:
    assert not {"XAU", "XXX", "XTS", "XDR"} & set(EXPONENTS)
