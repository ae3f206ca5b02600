"""Whatever stands in the cells: an exact result that conserves every line, or an error that says what is wrong. Nothing else.

Whole cases have to be answered, and not with nothing, at least half of them. Of whole cases with one or two cells of junk, and of tables that are junk from end
to end, the answers are counted.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import useful
from support.cases import PARTNERS, leaving
from support.odd_tables import GOOD, JUNK, NAMES, ODD, tables

import poolsplit as ps

ANY = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40, deadline=None)
TABLES = ("orders", "costs", "items", "terms", "rates", "payments", "withdrawals", "receipt")
OTHERS = ("carry", "count", "acceptances", "steps", "ledger")


@st.composite
def junk(draw):
    """Any tables whatever."""
    made = {name: draw(tables(name, max_size=2 if name in {"items", "terms", "rates"} else 4)) for name in (*TABLES, *OTHERS)}
    return {**made, "least": 0}


@st.composite
def whole(draw):
    """A whole case."""
    case = draw(leaving(currencies=("VND",)))
    return {name: list(getattr(case, name)) for name in TABLES} | {name: [] for name in OTHERS} | {"least": 50}


@st.composite
def spoiled(draw):
    """A whole case, in which one or two cells are junk or what people type into other cells."""
    made = {**draw(whole()), "least": 0}
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(TABLES))
        place = draw(st.integers(0, len(made[name]) - 1)) if made[name] else None
        if place is not None:
            column = draw(st.sampled_from(sorted(made[name][place])))
            made[name][place] = {**made[name][place], column: draw(JUNK)}
    return made


KINDS = {"a whole case": whole(), "a spoiled case": spoiled(), "junk": junk()}


either = pytest.mark.parametrize("kind", list(KINDS))


def priced(made):
    """What `split` and its like take."""
    return [made[name] for name in ("orders", "costs", "items", "terms", "rates")]


def exact_or_refused(made, run, *arguments, matters=bool, what=None, **more):
    """The result, counted; None where poolsplit says what is wrong, every problem with its place and a way out, each once.

    made: the tables, with the percentage of answers that have to be of use (`least`). matters: whether an answer is.
    """
    name = what or run.__name__
    try:
        found = run(*arguments, **more)
    except ps.PoolsplitError as error:
        refusal = error
    else:
        useful.say(name, found, matters(found), least=made["least"])
        return found
    useful.say(name, None, matters=False, least=made["least"])
    assert str(refusal)
    if isinstance(refusal, ps.DataError):
        assert any(not problem.warning for problem in refusal.problems)
        assert len(set(refusal.problems)) == len(refusal.problems)
        assert all(problem.table and problem.message and problem.fix for problem in refusal.problems)
    return None


def owing(dues):
    """Two partners, and a due that is not 0."""
    return len(dues) > 1 and any(row["due"] for row in dues)


def some(column):
    """Whether any row has a figure in this column."""
    return lambda rows: any(row[column] for row in rows)


@either
@ANY
@given(data=st.data())
def test_a_split_is_conserved_or_refused(kind, data):
    made = data.draw(KINDS[kind])
    case, carry = priced(made), made["carry"] or None
    dues = exact_or_refused(made, ps.split, *case, carry=carry, matters=owing)
    if dues is None:
        return
    bills = ps.bills(*case, carry=carry)
    shared = defaultdict(int)
    for row in dues:
        lines = [name for name in row if name not in {"pool", "partner", "quantity", "quoted", "due"}]
        assert row["due"] == sum(row[name] for name in lines)
        for name in lines:
            shared[row.get("pool", ""), name] += row[name]
    for row in bills:
        assert row["billed"] == row["shared"] == shared[row.get("pool", ""), row["cost"]]
    assert sum(value for (_, name), value in shared.items() if name == "rounding") == 0
    assert sum(row["due"] for row in dues) == sum(row["shared"] for row in bills if row["leaves"] == "yes")
    after = defaultdict(Fraction)
    for row in ps.carry_table(*case, carry=carry):
        after[row["measure"]] += row["carry"]
    if not any("does not add up" in problem.message for problem in ps.check(*case, carry=carry)):
        assert dict(after) == dict.fromkeys(after, 0)


@either
@ANY
@given(data=st.data())
def test_check_finds_what_prevents_a_split(kind, data):
    made = data.draw(KINDS[kind])
    case = priced(made)
    problems = exact_or_refused(made, ps.check, *case, payments=made["payments"], receipt=made["receipt"], matters=lambda found: isinstance(found, list))
    assert problems is not None
    assert len(set(problems)) == len(problems)
    assert all(problem.table and problem.message and problem.fix for problem in problems)
    if not any(not problem.warning for problem in problems):
        assert ps.split(*case) is not None


@either
@ANY
@given(data=st.data())
def test_pieces_are_conserved_or_refused(kind, data):
    made = data.draw(KINDS[kind])
    orders, costs, *rest = priced(made)
    receipt = made["receipt"]
    exact_or_refused(made, ps.fill, orders, rest[0], matters=some("quantity"))
    exact_or_refused(made, ps.refunds, orders, rest[0], receipt, rest[2])
    exact_or_refused(made, ps.received, orders, receipt, matters=some("received"))
    shares = exact_or_refused(made, ps.defects, orders, receipt, matters=some("defective"))
    assert all(row["received"] == row["defective"] + row["good"] and row["good"] >= 0 for row in shares or [])
    cash = exact_or_refused(made, ps.equalise, orders, costs, receipt, None, *rest, matters=some("cash"))
    assert sum(row["cash"] for row in cash or []) == 0
    fell = [{**{name: row.get(name) for name in ("pool", "partner", "sku")}, "defective": row["defective"]} for row in reversed(shares or [])]
    cash = exact_or_refused(made, ps.equalise, orders, costs, receipt, made["count"] or fell, *rest, what="equalise what was counted", matters=bool)
    assert sum(row["cash"] for row in cash or []) == 0


@either
@ANY
@given(data=st.data())
def test_withdrawals_conserve_dues_or_are_refused(kind, data):
    made = data.draw(KINDS[kind])
    orders, costs, *rest = priced(made)
    after = exact_or_refused(made, ps.withdraw, orders, made["withdrawals"], costs, *rest, payments=made["payments"], matters=lambda found: found.ledger)
    if after is not None:
        assert sum(row.get("forfeit", 0) for row in after.dues) == 0
        assert sum(row["quantity"] for row in after.dues) == sum(row["quantity"] for row in after.orders)
        exact_or_refused(made, ps.replay, orders, after.ledger, costs, *rest, payments=made["payments"], matters=lambda found: found.dues)
    exact_or_refused(made, ps.landed, orders, costs, *rest, matters=some("landed"))
    exact_or_refused(made, ps.advise, orders, costs, *rest)
    exact_or_refused(made, ps.saving, orders, costs, *rest, matters=some("pooled"))
    exact_or_refused(made, ps.explain, orders, costs, orders[0]["partner"], "due", *rest, pool=orders[0].get("pool"))


@either
@ANY
@given(data=st.data())
def test_the_life_of_an_order_is_told_or_refused(kind, data):
    made = data.draw(KINDS[kind])
    case, acceptances, steps, receipt = priced(made), made["acceptances"], made["steps"], made["receipt"]
    told = exact_or_refused(made, ps.next_steps, *case, acceptances=acceptances, steps=steps, receipt=receipt, withdrawals=made["withdrawals"], payments=made["payments"])
    assert told is None or all(row["stage"] in {"draft", "agreed", "collecting"} or acceptances for row in told)
    exact_or_refused(made, ps.shortage, case[0], receipt, case[2], steps=steps, matters=lambda found: found.pieces)
    sheet = exact_or_refused(made, ps.count_sheet, case[0], receipt, matters=some("hand_over"))
    assert all(row["hand_over"] == row["received"] - row["defective"] for row in sheet or [])
    exact_or_refused(made, ps.replay, case[0], made["ledger"], *case[1:], matters=lambda found: found.dues)


@st.composite
def entries(draw):
    """Dues, payments and a ledger of a few people, as people write them; every so often one cell is junk."""
    due = st.sampled_from([101, 20_000, "3tr", 0, -7])
    dues = draw(st.lists(st.fixed_dictionaries({"partner": st.sampled_from(PARTNERS), "due": due}), min_size=2, max_size=4, unique_by=lambda row: row["partner"]))
    paying = st.sampled_from([row["partner"] for row in dues])
    payments = draw(st.lists(st.fixed_dictionaries({"partner": paying, "paid": GOOD["money"]}), max_size=4))
    kinds = st.sampled_from(["due", "payment", "refund"])
    day = st.sampled_from([dt.date(2026, 11, 21), "2026-11-20"])
    ledger = draw(st.lists(st.fixed_dictionaries({"date": day, "partner": NAMES, "kind": kinds, "amount": st.sampled_from([1, -7, 101])}), min_size=1, max_size=4))
    ledger = [{**row, "reference": f"R{number}"} for number, row in enumerate(ledger)]
    if draw(st.integers(0, 3)) == 0:
        rows = draw(st.sampled_from([dues, ledger]))
        row = draw(st.sampled_from(rows))
        row[draw(st.sampled_from(sorted(row)))] = draw(st.one_of(ODD, JUNK))
    return {"dues": dues, "payments": payments, "ledger": ledger, "least": 50}


@ANY
@given(entries())
def test_money_between_partners_is_cleared_or_refused(made):
    exact_or_refused(made, ps.balances, made["ledger"], matters=some("balance"))
    for lead in (made["dues"][0]["partner"], None):
        payments = made["payments"] if lead is not None else [{"partner": row["partner"], "paid": row["due"]} for row in reversed(made["dues"])]
        what = "settle with a lead buyer" if lead is not None else "settle"
        transfers = exact_or_refused(made, ps.settle, made["dues"], payments, lead, what=what, matters=bool if lead is not None else lambda found: found == [])
        assert all(row["amount"] > 0 for row in transfers or [])


@ANY
@given(tables("ledger"), tables("payments"), st.lists(st.fixed_dictionaries({"partner": NAMES, "due": st.one_of(GOOD["money"], ODD)}), max_size=4))
def test_any_entries_are_cleared_or_refused(ledger, payments, dues):
    made = {"least": 0}
    exact_or_refused(made, ps.balances, ledger)
    for lead in (None, "An"):
        transfers = exact_or_refused(made, ps.settle, dues, payments, lead)
        assert all(row["amount"] > 0 for row in transfers or [])


FREIGHT = ps.Cost("freight", 100, basis="quantity")


@pytest.mark.parametrize("orders", [None, [], [[]], [["partner", "quantity"]], {}, [{}], [{"partner": None, "quantity": None}]])
def test_no_orders_are_a_problem(orders):
    with pytest.raises(ps.DataError):
        ps.split(orders, FREIGHT)
    assert ps.check(orders, FREIGHT)


@pytest.mark.parametrize("orders", ["A", 5, [1, 2], ps.Cost, iter([]), [{"partner": "A"}, ["B"]]])
def test_what_is_no_table_is_refused(orders):
    with pytest.raises(ps.PoolsplitError, match="must be a DataFrame, a list of dicts"):
        ps.split(orders, FREIGHT)


def test_numbers_as_names_are_one_name_however_a_sheet_holds_them():
    orders = [{"partner": name, "quantity": 1} for name in (1, 1.0, "1", Decimal(1))]
    assert ps.split(orders, FREIGHT) == [{"partner": "1", "quantity": 4, "freight": 100, "due": 100}]


@pytest.mark.parametrize("name", [float("nan"), True, dt.date(2026, 2, 1), b"An", ["An"], "#REF!"])
def test_what_is_no_name_is_no_partner(name):
    with pytest.raises(ps.DataError, match=r"orders, row 1, partner"):
        ps.split([{"partner": name, "quantity": 1}], FREIGHT)


@pytest.mark.parametrize("other", ["Ａn", "An\u200b", "\u202eAn", "Án"])
def test_names_that_look_alike_stay_apart_and_are_reported(other):
    orders = [{"partner": "An", "quantity": 1}, {"partner": other, "quantity": 1}]
    assert len(ps.split(orders, FREIGHT)) == 2
    (warning,) = ps.check(orders, FREIGHT)
    assert warning.warning
    assert (warning.row, warning.column) == (2, "partner")


@pytest.mark.parametrize("name", ["partner", "quantity", "Due", "rounding", "fx_difference", "quoted", "forfeit", "fee_credit"])
def test_a_cost_cannot_be_named_like_another_column_of_the_dues(name):
    with pytest.raises(ps.DataError, match="another column of the dues"):
        ps.split({"partner": "A", "quantity": 1}, [ps.Cost(name, 5, basis="quantity"), ps.Cost("fee", 5, basis="quantity")])


def test_sums_that_no_sheet_can_hold_are_refused():
    with pytest.raises(ps.DataError, match="more than a sheet can hold"):
        ps.split({"partner": "A", "quantity": 1}, ps.Cost("freight", 10**14, "CNY", basis="quantity"), rates={"CNY": 3500})
    with pytest.raises(ps.DataError, match="more than a sheet can hold"):
        ps.split({"partner": "A", "quantity": 10**6}, None, {"unit_price": 10**12})
    with pytest.raises(ps.DataError, match="the dues come to more"):
        ps.split({"partner": "A", "quantity": 1}, [ps.Cost(name, 6 * 10**14, basis="quantity") for name in "ab"])


def test_two_columns_of_one_meaning_are_refused():
    with pytest.raises(ps.DataError, match="two columns both mean quantity"):
        ps.split([["partner", "SL", "Số lượng"], ["A", 1, 2]], FREIGHT)
