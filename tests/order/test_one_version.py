"""Agreement, replies, gates and payment cards speak of one version."""

from __future__ import annotations

import re

import poolsplit as ps
from poolsplit.order.agreement import binding
from poolsplit.order.payment import collection as cards
from poolsplit.order.withdrawal.standing import standing
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Report

ORDERS = [{"partner": "An", "sku": "x", "quantity": 60}, {"partner": "Bình", "sku": "x", "quantity": 40}]
ITEMS = [{"sku": "x", "unit_price": 50, "currency": "CNY", "link": "https://detail.1688.com/offer/1.html", "supplier": "Shop 8"}]
TERMS = {"lead_buyer": "An", "deadline": "2026-12-10 17:00", "account": "VCB 0123456789 NGUYEN VAN AN"}
COSTS = [{"cost": "freight", "amount": 3_000_000, "basis": "quantity"}]
TABLES = {"orders": ORDERS, "costs": COSTS, "items": ITEMS, "terms": TERMS, "rates": [{"currency": "CNY", "rate": 3500, "date": "2026-11-25"}]}


def replies(tables):
    """What the partners answer to the agreement, with their codes."""
    text = "\n".join(ps.messages(ps.agree(**tables), "vi"))
    codes = sorted(set(re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{3}", text)))
    assert len(codes) == len(ORDERS)
    return [{"partner": row["partner"], "version": f"đồng ý {code}", "date": "2026-11-26"} for row, code in zip(ORDERS, codes, strict=True)]


def lacking(tables, **more):
    """What the order lacks to be agreed."""
    return [missing.message for missing in ps.may("agreed", **tables, **more)]


def test_a_reply_to_the_agreement_opens_the_gate_and_an_old_one_does_not():
    assert any("has not accepted" in message for message in lacking(TABLES))
    answered = replies(TABLES)
    assert lacking(TABLES, acceptances=answered) == []
    dearer = {**TABLES, "items": [{**ITEMS[0], "unit_price": 51}]}
    assert len([message for message in lacking(dearer, acceptances=answered) if "older version" in message]) == len(ORDERS)
    assert lacking(dearer, acceptances=replies(dearer)) == []


def test_the_card_bears_the_version_of_the_agreement():
    version = replies(TABLES)[0]["version"].split()[2].split("-")[0]
    report = Report(Case(Inputs(**TABLES)))
    collections, problems = cards.collections(report, None, "vi")
    assert not problems
    assert [collection.version for collection in collections] == [version]


def test_a_ledger_is_played_again_where_every_clause_of_the_agreement_is_there():
    """Withdrawals state the version of the facts; until somebody has left, and once all is taken back, that of the agreement binds."""
    agreed = ps.replay(**TABLES, ledger=[]).versions
    assert agreed == [{"version": replies(TABLES)[0]["version"].split()[2].split("-")[0]}]
    for when, due in (("before", 12_300_000), ("after", 12_300_000)):
        leaves = {"partner": "Bình", "when": when, "quantity": 10, "replacement": "Hà", "date": "2026-12-01"}
        after = ps.withdraw(**TABLES, withdrawals=leaves)
        again = ps.replay(**TABLES, ledger=after.ledger)
        assert {row["partner"]: row["due"] for row in again.dues} == {"An": due, "Bình": 6_150_000, "Hà": 2_050_000}
        assert again.versions == [{"version": after.ledger[-1]["version"]}] != agreed
        assert [row["version"] for row in after.changes] == [after.ledger[-1]["version"]] * 4
        back = ps.undo(after.ledger, after.ledger[0]["reference"], "2026-12-02")
        assert ps.replay(**TABLES, ledger=[*after.ledger, *back]).versions == agreed


def test_a_pool_that_nobody_is_in_any_more_does_not_bear_the_version_of_another():
    orders = [{"pool": "1", "partner": "Hà", "sku": "x", "quantity": 0}, *({**row, "pool": "2"} for row in ORDERS)]
    tables = {**TABLES, "orders": orders, "terms": {**TERMS, "pool": "2"}, "costs": [{**COSTS[0], "pool": "2"}]}
    after = standing(Inputs(**tables), withdrawals={"pool": "1", "partner": "Hà", "when": "before"})
    assert standing(Inputs(**tables)).version("2") == after.version("2")
    assert after.version("1") == binding.version({})


def test_who_gives_back_what_he_took_over_brings_the_agreement_back():
    there = {"partner": "Bình", "when": "after", "quantity": 10, "replacement": "Hà", "date": "2026-12-01"}
    back = {"partner": "Hà", "when": "after", "quantity": 10, "replacement": "Bình", "date": "2026-12-02"}
    after = ps.withdraw(**TABLES, withdrawals=[there, back])
    assert {row["partner"]: row["due"] for row in after.dues if row["due"]} == {"An": 12_300_000, "Bình": 8_200_000}
    assert ps.replay(**TABLES, ledger=after.ledger).versions == ps.replay(**TABLES, ledger=[]).versions
