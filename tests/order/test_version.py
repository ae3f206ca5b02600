"""What makes a version, and which reply accepts it. (spec.md, sections 6 and 7)"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction

import pytest
from support.agreement import BIG, COSTS, PEOPLE, agreed

import poolsplit as ps
from poolsplit.order.agreement.version import Amount, Link, Price, Reply, content, read_reply, reply_code, version

CODES = {name: reply_code(BIG, name) for name in PEOPLE}
SEVERAL = "several partners' codes stand in this message: each one sends their own"


def with_rate(rate: str) -> ps.Agreement:
    """The same agreement, in which nothing but the rate of the fee is another."""
    fee = next(place for place, cost in enumerate(BIG.costs) if cost.rate == Fraction("0.015"))
    return replace(BIG, costs=tuple(cost._replace(rate=Fraction(rate)) if place == fee else cost for place, cost in enumerate(BIG.costs)))


def test_the_rate_of_a_fee_alone_makes_another_version_and_is_told() -> None:
    new = with_rate("0.01500001")
    assert new.parties == BIG.parties
    assert version(content(new)) != version(content(BIG)) == version(content(with_rate("0.015")))
    assert ps.changes(BIG, new, "en") == ["Phí mua hộ in percent: 1.500001% instead of 1.5%"]
    assert read_reply(CODES["Chị Hà"], new).partner == ""


def test_a_rate_that_changes_no_dong_still_voids_the_replies() -> None:
    """28,728,000 dong of goods: 1.5 % is 430,920, and so is 1.500001 % in whole dong."""
    new = agreed(costs=[{**cost, "rate": "1.500001%"} if cost["cost"] == "Phí mua hộ" else cost for cost in COSTS])
    assert [cost.amount for cost in new.costs] == [cost.amount for cost in BIG.costs]
    assert [party.due for party in new.parties] == [party.due for party in BIG.parties]
    assert read_reply(CODES["Chị Hà"], new) == Reply(
        "", f"the code {CODES['Chị Hà'].replace('-', '')} is of version {CODES['Chị Hà'][:5]}; the agreement is now version {version(content(new))}")


def test_the_version_is_the_hash_that_the_rules_describe() -> None:
    facts = {("step",): Amount(1000, "VND"), ("price", "đen m"): Price(Fraction("28.5"), "CNY"), ("link", "đen m"): Link("https://a/B"),
             ("lead",): " Chị  HÀ ", ("exchange", "CNY"): Fraction(3500), ("deadline",): None}
    lines = ["deadline\t", "exchange\tCNY\t3500", "lead\tchị hà", "link\tđen m\thttps://a/B", "price\tđen m\t57/2 CNY", "step\t1000 VND"]
    number, symbols = int(hashlib.sha256("\n".join(lines).encode()).hexdigest(), 16) % 31**5, ""
    for _ in range(5):
        number, digit = divmod(number, 31)
        symbols = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"[digit] + symbols
    assert version(facts) == symbols


@pytest.mark.parametrize("between", [" ", "\n", ", ", " và "])
def test_a_message_with_the_codes_of_two_accepts_for_neither(between: str) -> None:
    first, second = CODES["Chị Hà"], CODES["Túi Xinh"]
    for one, other in ((first, second), (second, first)):
        assert read_reply(f"đồng ý {one}{between}{other}", BIG) == Reply("", SEVERAL)


def test_the_same_code_twice_is_one_reply_and_an_old_code_beside_it_takes_nothing_away() -> None:
    code, old = CODES["Chị Hà"], reply_code(agreed(step=500), "Túi Xinh")
    assert read_reply(f"{code} {code.lower()}", BIG) == Reply("Chị Hà")
    assert read_reply(f"{old} đã cũ, {code}", BIG) == Reply("Chị Hà")
