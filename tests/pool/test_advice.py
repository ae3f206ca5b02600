"""The thresholds of advice, each with the value below, at and above it. (spec.md, section 5)"""

from __future__ import annotations

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit import Cost, Facts, Policy, Terms
from poolsplit.errors import Problem

AB = [{"partner": "A", "quantity": 1}, {"partner": "B", "quantity": 1}]


def said(topic, orders=AB, amount=1000, facts=None, policy=None, fee=None, lead="A", **item):
    """(whether it is a warning, the reason) of every advice on a topic."""
    costs = [Cost("goods", amount, basis="quantity")] if not item else []
    costs += [Cost("fee", rate=fee, of="goods")] if fee else []
    found = ps.advise(orders, costs, item or None, Terms(lead), facts=facts, policy=policy)
    return [(advice.warning, str(advice.reason)) for advice in found if advice.topic == topic]


@pytest.mark.parametrize(("partners", "warning", "reason"), [
    (1, True, "one partner is not a pool: nothing is shared"),
    (2, False, "2 partners are the cleanest size"),
    (3, False, "3 partners are the cleanest size"),
    (4, False, "4 partners are manageable with clear messages"),
    (5, True, "5 partners: above 4, collecting payments costs more than the pool saves"),
])
def test_two_or_three_partners_are_cleanest_four_manageable_and_more_a_warning(partners, warning, reason):
    assert said("partners", [{"partner": name, "quantity": 1} for name in "ABCDE"[:partners]]) == [(warning, reason)]


def test_a_pool_without_a_lead_buyer_is_a_warning():
    reason = "no lead buyer is named: choose the partner with the most importing experience or the most established account"
    assert said("lead buyer", lead=None) == [(True, reason)]
    assert said("lead buyer") == []


@pytest.mark.parametrize(("amount", "expected"), [
    (4_999_999, []), (5_000_000, []), (5_000_001, [(True, "a first pool together is best kept under 5,000,000 VND; this one is 5,000,001 VND")]),
])
def test_a_first_pool_together_is_best_kept_small(amount, expected):
    assert said("first pool", amount=amount, facts=Facts(first_together=True)) == expected
    assert said("first pool", amount=amount) == []


@pytest.mark.parametrize(("amount", "warning", "reason"), [
    (19_999_999, False, "dues of 19,999,999 VND: a chat message that all confirm is enough; keep the screenshot"),
    (20_000_000, False, "dues of 20,000,000 VND: a signed document is advised"),
    (50_000_000, False, "dues of 50,000,000 VND: a signed document is advised"),
    (50_000_001, True, "a signed document: dues of 50,000,001 VND are above 50,000,000 VND"),
])
def test_the_form_of_the_agreement_follows_the_dues(amount, warning, reason):
    assert said("agreement", amount=amount) == [(warning, reason)]


def test_a_long_term_partnership_needs_more_than_its_dues_ask_for_which_is_no_warning():
    ledger = (False, "a long-term partnership needs an agreement with ledger, carry and how it ends")
    chat = (False, "dues of 1,000 VND: a chat message that all confirm is enough; keep the screenshot")
    signed = (True, "a signed document: the partners have no shared history, or there is collateral")
    assert said("agreement", facts=Facts(long_term=True)) == [ledger, chat]
    assert said("agreement", facts=Facts(long_term=True, collateral=True)) == [signed, ledger]


@pytest.mark.parametrize(("price", "expected"), [
    (19_999, [(True, "a piece costs 19,999 VND: under 20,000 VND, freight and coordination eat the margin")]), (20_000, []), (20_001, []),
])
def test_cheap_pieces_do_not_fit(price, expected):
    assert said("unit price", unit_price=price) == expected


@pytest.mark.parametrize(("weeks", "lead_weeks", "warned"), [(2, None, True), (3, None, True), (4, None, False), (5, 5, True), (6, 5, False), (3, 2, True), (4, 2, False)])
def test_a_trend_that_ends_before_the_goods_arrive_is_a_warning(weeks, lead_weeks, warned):
    expected = [(True, f"the trend lasts {weeks} weeks: the goods would arrive after it")] * warned
    assert said("trend", facts=Facts(trend_weeks=weeks, lead_weeks=lead_weeks)) == expected


@pytest.mark.parametrize(("capital", "fits"), [(29_999_999, True), (30_000_000, False), (30_000_001, False)])
def test_a_small_capital_fits_a_pool(capital, fits):
    assert said("fit", facts=Facts(capital=capital)) == [(False, "capital under 30,000,000 VND fits a pool")] * fits


def test_thresholds_are_policy():
    assert said("partners", policy=Policy(partners=1, clean_partners=1))[0][0]
    assert said("agreement", amount=10, policy=Policy(signed_above=9, chat_below=5)) == [(True, "a signed document: dues of 10 VND are above 9 VND")]
    assert said("fit", facts=Facts(new_sku=True), policy=Policy(market_test=(5, 6))) == [
        (False, "a new SKU with unknown demand fits: a market test wants 5 to 6 pieces"),
    ]


@pytest.mark.parametrize(("rate", "warned"), [("1.99%", ""), ("2%", ""), ("2.0001%", "2"), ("2.01%", "2.01"), ("3%", "3")])
def test_a_fee_above_two_percent_is_a_warning_at_its_rate_and_in_the_advice(rate, warned):
    costs = sheet("costs", "cost|amount|rate|of|basis", ["goods", 1000, None, None, "quantity"], ["fee", None, rate, "goods", None])
    assert ps.check(AB, costs, terms=Terms("A")) == [
        Problem("costs", 2, "rate", f"a fee of {warned} % is above the customary 1 to 2 %", "make sure that the agreement states it", "costs!C3", warning=True),
    ] * bool(warned)
    assert [reason for warning, reason in said("fee", fee=rate) if warning] == [f"a fee of {warned} % is above the customary 1 to 2 %"] * bool(warned)


def test_a_fee_that_nobody_gets_is_told_at_its_line():
    costs = sheet("costs", "cost|amount|rate|of|basis", ["goods", 1000, None, None, "quantity"], ["fee", None, "2%", "goods", None])
    assert ps.check(AB, costs) == [
        Problem("costs", 2, "cost", "fee is credited to nobody, as no lead buyer is named: it leaves the pool", "name the lead buyer in the terms", "costs!A3",
                warning=True),
    ]


@pytest.mark.parametrize(("moq", "low"), [(59, {"A": 0, "B": 12_000}), (60, {"A": 0, "B": 12_000}), (61, {"A": 18_000, "B": 12_000})])
def test_who_reaches_the_moq_alone_saves_nothing(moq, low):
    orders = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
    assert {row["partner"]: row["saving_low"] for row in ps.saving(orders, None, {"unit_price": 1000, "moq": moq})} == low  # 30 % of 1,000 a piece
