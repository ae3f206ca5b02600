from __future__ import annotations

import datetime as dt
import doctest
import itertools
import re
import unicodedata
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import useful
from support.agreement import BIG, COSTS, ITEMS, LINK, LONG, ORDERS, PEOPLE, RATES, SKUS, TERMS, agreed
from support.odd_tables import tables

import poolsplit as ps
from poolsplit.errors import Problem
from poolsplit.order.agreement import clauses, draft, messages
from poolsplit.order.agreement import content as agreement
from poolsplit.order.agreement.content import clean
from poolsplit.order.agreement.version import content, read_reply, reply_code, version
from poolsplit.values import short_codes
from poolsplit.values.money import amount_text as money_text
from poolsplit.values.translate import LANGUAGES, translate


def changed(rows, place, **more):
    return [{**row, **more} if i == place else row for i, row in enumerate(rows)]


# ---------------------------------------------------------------- what stands in it


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_groups_text_has_every_clause(lang) -> None:
    text = "\n".join(ps.messages(BIG, lang))
    for item in ITEMS:
        assert item["link"] in text
    for sku, partner in itertools.product(SKUS, PEOPLE):
        assert sku in text
        assert partner in text
    for party in BIG.parties:
        assert money_text(party.due, "VND", lang) in text
        assert reply_code(BIG, party.name) in text
    for said in ("1017595600", "NGUYEN THI LAN", "Túi tote canvas 12oz", version(content(BIG)), "17:00", money_text(1000, "VND", lang), "CNY"):
        assert said in text
    words = clauses.wording(lang)
    for name in ("defects", "shortage", "split", "before", "after", "change", "one_off", "fee_note"):
        assert words[name] in text
    assert words["ledger"] not in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", ["17:00 10/7/2026", "1 CNY = 3.500 ₫, ngày 1/7/2026", "28,50 CNY", "1,5% của Tiền hàng, tức trên 28.728.000 ₫", "chia theo kg"]),
        ("en", ["10 Jul 2026, 17:00", "1 CNY = 3,500 VND, of 1 Jul 2026", "28.50 CNY", "1.5% of Goods, that is of 28,728,000 VND", "by kg"]),
        ("zh", ["2026年7月10日 17:00", "1 CNY = 3,500 VND，2026年7月1日", "¥28.50", "货款的 1.5%，以 28,728,000 VND 为基数", "按公斤"]),
    ],
)
def test_amounts_dates_and_the_fees_base_are_written_as_people_write_them(lang, said) -> None:
    text = "\n".join(ps.messages(BIG, lang))
    assert [one for one in said if one not in text] == []    # 288 pieces at CNY 28.5 and 3,500


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_long_term_agreement_adds_ledger_carry_and_how_it_ends(lang) -> None:
    words = clauses.wording(lang)
    text = "\n".join(ps.messages(agreed(long_term="x"), lang))
    assert all(words[name] in text for name in ("ledger", "carry", "end"))
    assert words["one_off"] not in text


def test_the_worked_example_comes_to_its_known_amounts() -> None:
    orders = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
    items = {"unit_price": 50, "currency": "CNY", "link": "https://detail.1688.com/offer/1.html"}
    found = ps.agree(orders, {"cost": "freight", "amount": 3_000_000, "basis": "quantity"}, items, {**TERMS, "lead_buyer": "A"}, {"CNY": 3500})
    assert [party.due for party in found.parties] == [12_300_000, 8_200_000]
    assert "A: 60 cái. Phải trả 12.300.000 ₫ = Tiền hàng 10.500.000 ₫ + freight 1.800.000 ₫." in "\n".join(ps.messages(found, "vi"))


def test_the_agreement_is_on_the_quote_whatever_the_bill_came_to() -> None:
    later = changed(COSTS, 0, actual=3_300_000)
    assert version(content(agreed(costs=later))) == version(content(BIG))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("partner", PEOPLE)
def test_a_partners_text_has_no_rivals_amounts(lang, partner) -> None:
    text = "\n".join(ps.messages(BIG, lang, partner))
    mine = BIG.party(partner)
    own = {money_text(amount, "VND", lang) for amount in (mine.due, *(line.amount for line in mine.lines))}
    others = {money_text(amount, "VND", lang) for party in BIG.parties if party is not mine for amount in (party.due, *(one.amount for one in party.lines)) if amount}
    totals = {money_text(amount, "VND", lang) for cost in BIG.costs for amount in (cost.amount, cost.base) if amount}
    amounts = set(re.findall(r"-?[0-9][0-9.,]* (?:₫|VND)", text))
    assert amounts & (others | totals) - own - {money_text(50_000, "VND", lang)} == set()
    assert money_text(mine.due, "VND", lang) in text
    assert [other for other in PEOPLE if other in text] == [other for other in PEOPLE if other in {partner, "Shop Mộc Lan"}]
    assert reply_code(BIG, partner) in text
    assert sum(reply_code(BIG, other) in text for other in PEOPLE) == 1


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("partner", ["", *PEOPLE])
def test_messages_fit_are_numbered_and_cut_no_clause_and_no_link(lang, partner) -> None:
    found = ps.messages(BIG, lang, partner)
    assert len(found) > 2
    assert all(len(text.encode("utf-16-le")) // 2 + text.count("\n") <= 1000 for text in found)
    assert [text.split("\n")[0] for text in found] == [f"({i}/{len(found)})" for i in range(1, len(found) + 1)]
    for clause in clauses.clauses(BIG, lang, partner):
        assert sum(str(clause) in text for text in found) == 1
    assert "\n".join(text.split("\n", 1)[1] for text in found) == "\n".join(map(str, clauses.clauses(BIG, lang, partner)))


def test_a_short_agreement_is_one_message_without_a_number(monkeypatch) -> None:
    whole = "\n".join(map(str, clauses.clauses(BIG, "vi", "Chị Hà")))
    monkeypatch.setattr(messages, "LIMIT", messages.units(whole))
    assert ps.messages(BIG, "vi", "Chị Hà") == [whole]


@given(st.integers(1, 12), st.integers(1, 70), st.sampled_from(LANGUAGES), st.booleans())
@settings(max_examples=25)
def test_no_message_is_too_long_however_many_partners_and_options(people, options, lang, mine) -> None:
    orders = [{"partner": f"Shop {i} 🎒", "sku": f"Mẫu {j} phối màu", "quantity": 1 + i + j} for i in range(people) for j in range(options)]
    items = [{"sku": f"Mẫu {j} phối màu", "unit_price": 28_500, "currency": "VND", "link": LONG} for j in range(options)]
    found = agreed(orders, [], items, {**TERMS, "lead_buyer": "Shop 0 🎒"})
    said = ps.messages(found, lang, "Shop 0 🎒" if mine else "")
    assert all(messages.units(text) <= 1000 for text in said)
    assert sum(text.count(LONG) for text in said) == 1    # they share it


@pytest.mark.parametrize("limit", range(300, 1300, 100))
def test_a_heading_and_the_first_clause_below_it_are_in_one_message_where_both_fit(limit, monkeypatch) -> None:
    monkeypatch.setattr(messages, "LIMIT", limit)
    every = [(clause.number, str(clause)) for clause in clauses.clauses(BIG, "en", "")]
    pairs = [f"{heading}\n{first}" for (number, heading), (below, first) in itertools.pairwise(every) if number and below.startswith(f"{number}.")]
    fitting = [pair for pair in pairs if messages.units(pair) <= limit - 10]
    found = ps.messages(BIG, "en")
    assert fitting
    assert [pair for pair in fitting if not any(pair in text for text in found)] == []


def test_units_count_on_the_safe_side() -> None:
    assert messages.units("Thỏa") == 4
    assert messages.units("🎒\n") == 4


def test_a_link_that_fits_no_message_is_a_problem() -> None:
    with pytest.raises(ps.DataError) as caught:
        agreed(items=changed(ITEMS, 0, link=LINK + "a" * 1000))
    label = {"vi": "1.6 (tiếp) Link: ", "en": "1.6 (continued) Link: ", "zh": "1.6 （续） 链接："}
    assert caught.value.problems == [
        Problem("items", 0, "link", f"a line of the agreement is longer than a message: {(begin + LINK)[:60]}…", "shorten it: a 1688 link ends behind .html")
        for begin in label.values()
    ]


def test_who_is_no_party_is_told_who_is() -> None:
    with pytest.raises(ps.PoolsplitError, match="Nobody does not order; the partners are: Chị Hà"):
        draft.texts(BIG, "vi", "Nobody")


# ---------------------------------------------------------------- what is missing


def test_everything_that_is_missing_is_said_at_once() -> None:
    orders = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
    with pytest.raises(ps.DataError) as error:
        ps.agree(orders)
    assert {problem.column for problem in error.value.problems} == {"sku", "product", "deadline", "lead_buyer", "account", "holder"}
    assert all(problem.fix for problem in error.value.problems)


def test_what_prevents_the_dues_is_said_with_what_the_clauses_lack() -> None:
    with pytest.raises(ps.DataError) as error:
        agreed(changed(ORDERS, 2, quantity=-1), rates=None, deadline=None, account=None)
    assert {problem.column for problem in error.value.problems if not problem.warning} == {"quantity", "currency", "deadline", "account"}


@given(st.data())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_whatever_is_typed_gives_an_agreement_or_problems(data) -> None:
    """Junk is refused; whole cases, which are answered, stand in test_whole_orders."""
    typed = [data.draw(tables(name)) for name in ("orders", "costs", "items", "terms", "rates")]
    try:
        found = ps.agree(*typed)
    except ps.PoolsplitError as refusal:
        useful.say("agree", None, matters=False, least=0)
        assert str(refusal)  # noqa: PT017  (both outcomes are looked at)
        return
    useful.say("agree", found, matters=True, least=0)
    for lang in LANGUAGES:
        assert all(messages.units(text) <= 1000 for text in ps.messages(found, lang))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"deadline": None}, "the agreement has no deadline"), ({"deadline": "2026-07-10"}, '"2026-07-10" has no time of day'),
        ({"deadline": dt.datetime(2026, 7, 10)}, "has no time of day"), ({"deadline": "03/04/2026 17:00"}, "can be read as"),  # noqa: DTZ001
        ({"deadline": "thứ sáu"}, "is not a date"), ({"account": None}, "the agreement has no account"), ({"account": "Vietcombank"}, "no account number stands in"),
        ({"holder": None}, "in whose name"), ({"lead_buyer": None, "step": None}, "names no lead buyer"),
    ],
)
def test_each_missing_clause_is_a_problem_about_the_terms(more, message) -> None:
    with pytest.raises(ps.DataError) as error:
        agreed(**more)
    problems = [problem for problem in error.value.problems if not problem.warning]
    assert [problem.table for problem in problems] == ["terms"]
    assert message in problems[0].message


def test_a_missing_link_and_a_missing_price_are_problems_about_the_items() -> None:
    with pytest.raises(ps.DataError) as error:
        agreed(items=[{key: value for key, value in item.items() if key != "link"} for item in ITEMS])
    assert [problem.column for problem in error.value.problems] == ["link"] * len(SKUS)


def test_the_holder_may_stand_behind_the_number() -> None:
    found = agreed(account="Vietcombank 1017 595 600 - NGUYEN THI LAN", holder=None)
    assert (found.account, found.holder) == ("Vietcombank 1017595600", "NGUYEN THI LAN")
    assert version(content(found)) == version(content(BIG))  # another spelling is no other account


# ---------------------------------------------------------------- names


UNSEEN = "\u200b\u200d\u202e\u2066\ufeff\u00ad\u3164\ufe0f\u0000"


def test_what_nobody_sees_is_taken_out_of_names() -> None:
    spelled = [{**row, "partner": row["partner"].replace("Hà", f"{UNSEEN}Hà{UNSEEN}")} for row in ORDERS]
    found = agreed(spelled, costs=COSTS[:4])
    assert [party.name for party in found.parties] == [party.name for party in BIG.parties]
    assert not set(UNSEEN) & set("".join(ps.messages(found, "vi")))


BLANK = (
    "COMBINING GRAPHEME JOINER", "HANGUL CHOSEONG FILLER", "HANGUL JUNGSEONG FILLER", "HANGUL FILLER", "HALFWIDTH HANGUL FILLER", "BRAILLE PATTERN BLANK",
    "KHMER VOWEL INHERENT AQ", "KHMER VOWEL INHERENT AA", *(f"MONGOLIAN FREE VARIATION SELECTOR {number}" for number in ("ONE", "TWO", "THREE")),
    *(f"VARIATION SELECTOR-{number}" for number in range(1, 17)),
)
"""What Unicode counts as letters or marks, by its names, and nobody sees."""


@pytest.mark.parametrize("name", BLANK)
def test_letters_that_are_blank_are_taken_out_of_names(name) -> None:
    assert clean(f"A{unicodedata.lookup(name)}n") == "An"


@pytest.mark.parametrize("name", ["COMBINING RIGHT ARROWHEAD ABOVE", "HANGUL CHOSEONG KIYEOK", "BRAILLE PATTERN DOTS-1", "PRESENTATION FORM FOR VERTICAL COMMA"])
def test_their_neighbours_that_are_seen_stay(name) -> None:
    assert clean(f"A{unicodedata.lookup(name)}n") == f"A{unicodedata.lookup(name)}n"


def test_a_name_that_looks_like_another_stays_another() -> None:
    orders = [{"partner": name, "sku": "x", "quantity": 1} for name in ("An", "\u0410n")]
    found = agreed(orders, [], {"sku": "x", "unit_price": 1000, "currency": "VND", "link": LINK}, {**TERMS, "lead_buyer": "An"})
    assert len({party.name for party in found.parties}) == 2
    assert len({reply_code(found, party.name) for party in found.parties}) == 2


def test_two_names_that_differ_in_what_nobody_sees_are_a_problem() -> None:
    orders = [{"partner": name, "sku": "x", "quantity": 1} for name in ("An", "A\u200bn")]
    with pytest.raises(ps.DataError) as caught:
        agreed(orders, [], {"sku": "x", "unit_price": 1000, "currency": "VND", "link": LINK}, {**TERMS, "lead_buyer": "An"})
    assert [problem for problem in caught.value.problems if not problem.warning] == [
        Problem("orders", 0, "partner", "two partners would both read An in the agreement", "give one of them a name that differs in what is seen")]


def test_a_name_cannot_add_a_clause() -> None:
    orders = [{"partner": name, "sku": "x", "quantity": 1} for name in ("An", "Ba\n99. An pays for all {lead}")]
    found = agreed(orders, [], {"sku": "x", "unit_price": 1000, "currency": "VND", "link": LINK}, {**TERMS, "lead_buyer": "An"})
    assert not any(line.startswith("99.") for text in ps.messages(found, "en") for line in text.split("\n"))


@given(st.text(max_size=30))
def test_a_clean_name_stays_clean_and_on_one_line(text) -> None:
    assert clean(clean(text)) == clean(text)
    assert len(clean(text).splitlines()) <= 1


# ---------------------------------------------------------------- version and replies


BINDING = {
    "quantity": lambda: agreed(changed(ORDERS, 3, quantity=99)), "price": lambda: agreed(items=changed(ITEMS, 1, unit_price="28.6")),
    "rate": lambda: agreed(rates=[{**RATES[0], "rate": 3501}]), "account": lambda: agreed(account="Vietcombank 1017595601"),
    "holder": lambda: agreed(holder="NGUYEN THI LAM"), "deadline": lambda: agreed(deadline="2026-07-10 18:00"), "step": lambda: agreed(step=500),
    "link": lambda: agreed(items=changed(ITEMS, 1, link="https://detail.1688.com/offer/620000000000.html")), "lead": lambda: agreed(lead_buyer="Chị Hà"),
    "freight": lambda: agreed(costs=changed(COSTS, 0, amount=3_000_001)), "basis": lambda: agreed(costs=changed(COSTS, 0, basis="quantity")),
    "fee": lambda: agreed(costs=changed(COSTS, 2, rate="2%")), "exempt": lambda: agreed(lead_exempt="x"), "long": lambda: agreed(long_term="x"),
    "partner": lambda: agreed(ORDERS[:-1]), "product": lambda: agreed(product="Túi tote"), "day": lambda: agreed(rates=[{**RATES[0], "date": "2026-07-02"}]),
}


@pytest.mark.parametrize("what", BINDING)
def test_whatever_binds_makes_another_version_with_other_codes_and_says_what_changed(what) -> None:
    new = BINDING[what]()
    assert version(content(new)) != version(content(BIG))
    assert not {reply_code(new, party.name) for party in new.parties} & {reply_code(BIG, party.name) for party in BIG.parties}
    for lang in LANGUAGES:
        said = [translate(sentence, lang) for sentence in ps.changes(BIG, new, lang)]
        assert said
        assert len(set(said)) == len(said)


def test_all_of_them_are_different_versions() -> None:
    versions = [version(content(make())) for make in BINDING.values()]
    assert len(set(versions)) == len(versions)


@given(st.permutations(ORDERS), st.permutations(ITEMS))
@settings(max_examples=10)
def test_the_order_of_rows_and_spelling_make_no_other_version(orders, items) -> None:
    spelled = [{**row, "partner": f" {row['partner'].upper()} ", "sku": row["sku"].lower()} for row in orders]
    new = agreed(spelled, items=items)
    assert version(content(new)) == version(content(BIG))
    assert ps.changes(BIG, new) == []


def test_what_changed_is_said_with_old_and_new() -> None:
    said = ps.changes(BIG, agreed(rates=[{**RATES[0], "rate": 3600}]), "vi")
    assert translate(said[0], "vi") == "tỷ giá CNY: 3.600 thay cho 3.500"
    assert any(translate(sentence, "vi").startswith("Chị Hà trả ") for sentence in said)
    assert str(draft.since(BIG, agreed(account="ACB 123456789"), "en")[0]) == "account: ACB 123456789 instead of Vietcombank 1017595600"
    assert "are void" in draft.since(BIG, agreed(step=500), "en")[-1]
    assert "stands" in draft.since(BIG, BIG, "en")[0]


KEYS = st.tuples(st.sampled_from(["price", "link", "due", "step"]), st.sampled_from(["a", "b"]))


@given(st.dictionaries(KEYS, st.one_of(st.none(), st.integers(0, 9), st.fractions(0, 2), st.sampled_from(["x", "y"]))))
def test_a_version_is_five_symbols_that_depend_on_nothing_but_the_content(facts) -> None:
    assert re.fullmatch("[2-9A-HJKMNP-Z]{5}", version(facts))
    assert version(facts) == version(dict(reversed(facts.items())))


def test_versions_hardly_ever_meet() -> None:
    assert len({version({("step",): i}) for i in range(3000)}) >= 2999


@pytest.mark.parametrize("party", BIG.parties)
def test_a_reply_is_read_however_it_is_typed(party) -> None:
    code = reply_code(BIG, party.name)
    for message in (f"ĐỒNG Ý {code}", code.lower(), code.replace("-", ""), code.replace("-", " – "), f"ok em nhé, {code}.", f"同意{code}！", code.translate(str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x30, 0x5B)}))):
        assert read_reply(message, BIG) == (party.name, None)


def test_every_wrong_symbol_and_every_two_swapped_ones_show() -> None:
    code = reply_code(BIG, "Chị Hà").replace("-", "")
    wrong = {code[:i] + symbol + code[i + 1 :] for i in range(len(code)) for symbol in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"} - {code}
    for i, j in itertools.combinations(range(len(code)), 2):
        letters = list(code)
        letters[i], letters[j] = letters[j], letters[i]
        wrong.add("".join(letters))
    for one in wrong - {code}:
        found = read_reply(f"{one[:5]}-{one[5:]}", BIG)
        assert not found.partner
        assert "typo" in str(found.reason)


def test_a_reply_to_an_old_version_a_plain_yes_and_nobodys_code_accept_nothing() -> None:
    old = agreed(step=500)
    assert "is of version" in str(read_reply(reply_code(old, "Chị Hà"), BIG).reason)
    assert str(read_reply("đồng ý ạ", BIG).reason) == "there is no reply code in this message"
    assert str(read_reply("AGREE YES", BIG).reason) == "there is no reply code in this message"
    more = replace(BIG, parties=(*BIG.parties, BIG.parties[0]._replace(name="Zoe")))
    stranger = version(content(BIG)) + "27"
    assert "nobody's" in str(read_reply(f"{stranger}{short_codes.check_symbol(stranger)}", BIG).reason)
    with pytest.raises(KeyError):
        reply_code(BIG, "Zoe")
    assert reply_code(more, "Zoe")


def test_the_whole_text_sent_on_accepts_nothing() -> None:
    for lang in LANGUAGES:
        found = read_reply(ps.messages(BIG, lang)[-1], BIG)
        assert not found.partner
        assert "several partners' codes" in str(found.reason)
        assert read_reply(ps.messages(BIG, lang, "Chị Hà")[-1], BIG).partner == "Chị Hà"


# ---------------------------------------------------------------- which form


@pytest.mark.parametrize(
    ("quantity", "facts", "said"),
    [
        (60, ps.Facts(), "a chat message that all confirm is enough"), (200, ps.Facts(), "a signed document is advised"),
        (600, ps.Facts(), "a signed document: dues of"), (60, ps.Facts(first_together=True), "a signed document: the partners have no shared history"),
        (60, ps.Facts(collateral=True), "a signed document: the partners have no shared history"),
    ],
)
def test_the_form_follows_the_amount_and_any_signed_trigger_wins(quantity, facts, said) -> None:
    from poolsplit.pool.inputs import Case, Inputs  # noqa: PLC0415
    from poolsplit.pool.results import Report  # noqa: PLC0415

    case = Case(Inputs([{"partner": "A", "quantity": quantity}, {"partner": "B", "quantity": 40}], {"cost": "goods", "amount": 175_000 * quantity, "basis": "quantity"}, terms={"long_term": "x"}))
    advice = draft.form(Report(case), 0, facts, ps.Policy())
    assert any(said in one.reason for one in advice)
    assert sum("signed" in one.reason or "chat" in one.reason for one in advice) == 1
    assert any("ledger" in one.reason for one in advice)    # the terms say that it is for long


# ---------------------------------------------------------------- the wording


def test_the_wording_has_the_same_clauses_and_figures_in_every_language() -> None:
    english = clauses.wording("en")
    for lang in LANGUAGES:
        words = clauses.wording(lang)
        assert list(words) == list(english)
        for name, template in words.items():
            assert sorted(re.findall(r"\{(\w+)\}", template)) == sorted(re.findall(r"\{(\w+)\}", english[name])), name
            assert template.strip()


def test_the_pages_session_runs() -> None:
    failed, attempted = doctest.testfile("../../docs/agreement.md", encoding="utf-8")
    assert attempted >= 6
    assert failed == 0


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        ({"amount": 300_000, "basis": "equal"}, "300.000 ₫, chia đều; Shop Mộc Lan nhận."),
        ({"rate": "2%", "of": "goods + Cước"}, "2% của Tiền hàng + Cước, tức trên 31.728.000 ₫, là 634.560 ₫; mọi bên cùng trả theo phần của mình, Shop Mộc Lan nhận."),
    ],
)
def test_the_fee_says_its_base_and_who_receives_it(cost, said) -> None:
    found = agreed(costs=[COSTS[0], {"cost": "Phí mua hộ", **cost}])
    assert f"Phí mua hộ: {said}" in "\n".join(ps.messages(found, "vi"))


def test_of_all_costs_the_lead_buyer_receives_the_fee_alone() -> None:
    lines = "\n".join(ps.messages(BIG, "en")).splitlines()
    assert [line.split(":")[0].split(" ", 1)[1] for line in lines if line.endswith("Shop Mộc Lan receives it.")] == ["Phí mua hộ"]


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("kg", "chia theo kg, theo số mà hãng vận chuyển tính"), ("chargeable", "chia theo kg tính cước"), ("quantity", "Cước: 3.000.000 ₫, chia theo số lượng."),
        ("equal", "chia đều"), ("value", "chia theo giá trị hàng"), ("goods", "chia theo Tiền hàng"),
    ],
)
def test_the_freights_basis_is_said(basis, said) -> None:
    orders = [{**row, "cbm": 1} for row in ORDERS]
    assert said in "\n".join(ps.messages(agreed(orders, [{**COSTS[0], "basis": basis}], kg_per_cbm=167), "vi"))


def test_without_a_fee_it_says_so_and_an_exempt_lead_buyer_is_named() -> None:
    assert clauses.wording("vi")["no_fee"] in "\n".join(ps.messages(agreed(costs=COSTS[:2]), "vi"))
    assert "các bên trừ Shop Mộc Lan trả" in "\n".join(ps.messages(agreed(lead_exempt="x"), "vi"))


def test_a_rate_that_does_not_end_is_written_as_a_ratio() -> None:
    found = replace(BIG, exchange=(agreement.Exchange("CNY", Fraction(10_000, 3), None),))
    assert "1 CNY = 10000/3 ₫" in "\n".join(ps.messages(found, "vi"))
