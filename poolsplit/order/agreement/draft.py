"""The agreement of a pool out of its tables: what binds is gathered from the orders, items, costs, terms and the dues on the quote.

(spec.md, section 7)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from poolsplit.errors import NumberError, PoolsplitError, Problem, Text
from poolsplit.order.agreement import messages
from poolsplit.order.agreement.changes import changes
from poolsplit.order.agreement.content import Agreement, CostTerm, Exchange, Good, Line, Party, clean
from poolsplit.order.agreement.version import content, version
from poolsplit.pool import goods
from poolsplit.pool.advice import Advice, Facts, Policy, advise
from poolsplit.pool.costs import DIRECT, FX, GOODS, ROUNDING
from poolsplit.values import banks, names
from poolsplit.values.dates import deadline
from poolsplit.values.translate import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poolsplit.pool.inputs import Case
    from poolsplit.pool.lines import SharedLine
    from poolsplit.pool.results import Report

_OURS = {GOODS: Text("Goods"), ROUNDING: Text("Rounding"), FX: Text("Exchange difference")}


def agreement_of(report: Report, pool: int = 0) -> Agreement:
    """The agreement of one pool. Raises DataError with everything that a clause lacks, and with the case's own problems."""
    found, problems = drafted(report, pool)
    report.case.say(problems)
    report.case.stop_on_problems()
    return found


def version_of(report: Report, pool: int) -> str:
    """The version of a pool's agreement as it stands in the tables; "" where a clause lacks something, so that nobody can have agreed to it."""
    found, problems = drafted(report, pool)
    return "" if any(not problem.warning for problem in problems) else version(content(found))


def with_form(report: Report, pool: str | None, facts: Facts, policy: Policy) -> tuple[Agreement, list[Advice]]:
    """The agreement of a pool, and which form it needs. Raises DataError with all problems, PoolsplitError for no such pool.

    facts: long_term makes a long-term agreement of it, as the terms do.
    """
    place = pool_of(report.case, pool)
    found = agreement_of(report, place)
    return (replace(found, long_term=True) if facts.long_term else found), form(report, place, facts, policy)


def since(old: Agreement, new: Agreement, lang: str) -> list[Text]:
    """What changed since an older version, and that its replies and payment codes are void. (spec.md, section 6)"""
    changed = changes(old, new, lang)
    if not changed:
        return [Text("nothing that binds has changed: version {version} stands", version=version(content(new)))]
    was, now = version(content(old)), version(content(new))
    return [*changed, Text("version {old} is now {new}: replies and payment codes of {old} are void, and all accept again", old=was, new=now)]


def pool_of(case: Case, name: object = None) -> int:
    """The pool of a name; the only one where none is named. Raises PoolsplitError where it is not clear which, DataError where there is none."""
    place = case.orders.pool(name)
    if not len(case.orders.pools):
        case.stop_on_problems()
    if place < 0:
        raise PoolsplitError(Text("say which pool; the pools are: {pools}", pools=", ".join(case.orders.pools)))
    return place


def texts(agreement: Agreement, lang: str, partner: object = None) -> list[str]:
    """The messages to paste: for the group, or for one partner. Raises PoolsplitError for who is no party.

    lang: "vi", "en" or "zh".
    """
    who = "" if partner is None else clean(partner)
    if who and agreement.party(who) is None:
        partners = ", ".join(party.name for party in agreement.parties)
        raise PoolsplitError(Text("{partner} does not order; the partners are: {partners}", partner=who, partners=partners))
    return messages.messages(agreement, lang, who)


def drafted(report: Report, pool: int) -> tuple[Agreement, list[Problem]]:
    """The agreement of one pool as far as the tables say it, and a problem for everything that a clause lacks."""
    return _Draft(report, pool).done()


def form(report: Report, pool: int, facts: Facts, policy: Policy) -> list[Advice]:
    """Which form the agreement needs, and why: a chat message, a signed document advised, or needed. (spec.md, section 5)

    What the terms say of the long term counts as a fact.
    """
    terms = report.case.terms
    row = int(terms.row[pool])
    if row >= 0 and terms.typed.get("long_term")[row]:
        facts = replace(facts, long_term=True)
    said = advise(report.sizes(pool), facts, policy)
    return [advice for advice in said if advice.topic == "agreement"]


class _Draft:
    """Gathers one pool's agreement from a case without problems."""

    def __init__(self, report: Report, pool: int) -> None:
        self.report, self.case, self.pool = report, report.case, pool
        self.problems: list[Problem] = []
        self.members = self.case.orders.members_of(pool)
        self.row = int(self.case.terms.row[pool])

    def done(self) -> tuple[Agreement, list[Problem]]:
        """The agreement and what it lacks."""
        case, lead = self.case, int(self.case.terms.lead[self.pool])
        options, (account, holder) = self.goods(), self.account()
        found = Agreement(
            pool=clean(case.orders.pools[self.pool]),
            product=self.product(),
            currency=self.report.currency(self.pool),
            goods=options,
            parties=self.parties(),
            costs=tuple(self.costs()),
            exchange=tuple(self.exchange()),
            lead=clean(case.orders.members[lead]) if lead >= 0 else "",
            lead_exempt=bool(case.terms.lead_exempt[self.pool]),
            step=int(case.terms.step[self.pool]),
            account=account,
            holder=holder,
            deadline=self.deadline(),
            long_term=bool(self.typed("long_term")),
        )
        self.check_lead(found)
        self.check_account(found)
        self.check_names(found)
        if not self.problems:
            self.check_length(found)
        return found, self.problems

    # cells -----------------------------------------------------------------------------------------------------------

    def typed(self, column: str) -> Any:
        """What the terms say in a column; None where nothing."""
        return self.case.terms.typed.get(column)[self.row] if self.row >= 0 else None

    def text(self, column: str) -> str:
        """The same as text."""
        value = self.typed(column)
        return "" if value is None else clean(value)

    def lacks(self, column: str, message: str, fix: str) -> None:
        """A problem about the terms."""
        self.problems.append(self.case.terms.problem(self.pool, column, message, fix))

    # goods -----------------------------------------------------------------------------------------------------------

    def product(self) -> str:
        """What is ordered: what the terms call it, else the pool's name, else the SKUs."""
        orders = self.case.orders
        skus = [clean(orders.lots[lot]) for lot in self.lots() if orders.lots[lot]]
        product = self.text("product") or clean(orders.pools[self.pool]) or ", ".join(skus)
        if not product:
            self.lacks("product", Text("the agreement does not say what is ordered"), Text("type it into the terms, or the SKUs into the orders"))
        return product

    def lots(self) -> list[int]:
        """The pool's SKUs in the order of their keys."""
        orders = self.case.orders
        pieces = orders.ops.total(orders.quantity, orders.row_lot, len(orders.lots))
        mine = [lot for lot, own in enumerate(orders.lot_pool) if own == self.pool and pieces[lot]]
        return sorted(mine, key=lambda lot: names.key(orders.lots[lot]))

    def goods(self) -> tuple[Good, ...]:
        """Every option with its pieces, price and link."""
        orders, items = self.case.orders, self.case.items
        pieces = orders.ops.total(orders.quantity, orders.row_lot, len(orders.lots))
        prices, links = goods.prices(orders, items), items.typed.get("link")
        billed = any(step.layer.kind == GOODS and step.layer.here[self.pool] for step in self.report.quote.steps)
        found = []
        for lot in self.lots():
            row, price = int(items.row[lot]), prices.get(lot)
            link = clean(links[row] or "").replace(" ", "%20") if row >= 0 else ""
            if not link:
                fix = Text("paste the link of its 1688 page into the column link of the items")
                self.problems.append(items.problem(lot, "link", Text("{sku} has no link", sku=orders.sku(lot)), fix))
            if price is None and not billed:
                message, fix = Text("{sku} has no price", sku=orders.sku(lot)), Text("type the price of one piece; 0 where it is free")
                self.problems.append(items.problem(lot, "unit_price", message, fix))
            currency = items.currency[lot] or self.report.currency(self.pool)
            found.append(Good(clean(orders.lots[lot]), int(pieces[lot]), price, currency, link))
        return tuple(found)

    def parties(self) -> tuple[Party, ...]:
        """Every partner with his pieces and his lines on the quote."""
        orders, quote = self.case.orders, self.report.quote
        pieces: dict[int, list[tuple[str, int]]] = {member: [] for member in self.members}
        for row in orders.rows_of(self.pool):
            if orders.quantity[row]:
                pieces[int(orders.row_member[row])].append((clean(orders.lots[int(orders.row_lot[row])]), int(orders.quantity[row])))
        found = []
        for member in self.members:
            lines = tuple(Line(key, self.line_name(key), int(shares[member])) for key, shares in quote.shares.items() if self.has(key))
            taken = tuple(sorted(pieces[member], key=lambda one: names.key(one[0])))
            found.append(Party(clean(orders.members[member]), taken, lines, int(quote.due[member])))
        return tuple(sorted(found, key=lambda party: names.key(party.name)))

    def has(self, key: str) -> bool:
        """Whether anybody of this pool has anything of a line."""
        return any(self.report.quote.shares[key][member] for member in self.members)

    def line_name(self, key: str) -> str:
        """A line's name for people."""
        quote = self.report.quote
        name = quote.names.get(key, key)
        said = _OURS[key] if key in _OURS and name == key else clean(name)
        return Text("{cost}, credited to the lead buyer", cost=said) if key in quote.credits else said

    # costs -----------------------------------------------------------------------------------------------------------

    def costs(self) -> Iterator[CostTerm]:
        """How each cost is shared."""
        places = {id(layer): place for place, layer in enumerate(self.case.costs.layers)}
        for step in sorted(self.report.quote.steps, key=lambda step: places.get(id(step.layer), -1)):
            if step.layer.here[self.pool]:
                yield self.cost(step)

    def cost(self, step: SharedLine) -> CostTerm:
        """One of them."""
        layer, orders = step.layer, self.case.orders
        rate = layer.rate.get(self.pool)
        bearer = int(layer.partner[self.pool]) if layer.basis == DIRECT else -1
        basis = layer.basis
        if isinstance(basis, tuple):
            basis = self.line_name(basis[1]) if basis[0] == "cost" else clean(basis[1])
        return CostTerm(
            key=layer.key, name=self.line_name(layer.key), kind=layer.kind, amount=int(step.amount[self.pool]), basis=basis, rate=rate,
            of=tuple(self.line_name(key) for key in layer.of), base=int(step.base[self.pool]) if len(step.base) else 0,
            partner=clean(orders.members[bearer]) if bearer >= 0 else "",
        )

    def exchange(self) -> Iterator[Exchange]:
        """The rates that prices or costs of this pool are converted with."""
        case, own = self.case, self.report.currency(self.pool)
        used = {case.items.currency[lot] for lot in self.lots()}
        typed = case.costs.typed.get("currency")
        used |= {typed[int(step.layer.row[self.pool])] for step in self.report.quote.steps
                 if step.layer.here[self.pool] and step.layer.row[self.pool] >= 0}
        for code in sorted(code for code in used if code and code != own and code in case.rates and own in case.rates):
            yield Exchange(code, case.rates[code] / case.rates[own], case.rate_days.get(code))

    # what it lacks ---------------------------------------------------------------------------------------------------

    def deadline(self) -> Any:
        """Date and time by which all have paid."""
        value = self.typed("deadline")
        if value is None:
            self.lacks("deadline", Text("the agreement has no deadline"), Text("type date and time, for example 2026-11-21 17:00"))
            return None
        try:
            return deadline(value, self.case.lang)
        except NumberError as error:
            self.lacks("deadline", error.args[0], error.fix)
            return None

    def check_lead(self, found: Agreement) -> None:
        """Who receives the transfers."""
        if not found.lead and not self.case.terms.unread(self.pool, "lead_buyer"):
            self.lacks("lead_buyer", Text("the agreement names no lead buyer"), Text("type the lead buyer's name"))

    def account(self) -> tuple[str, str]:
        """Bank and number, and the holder: in a cell of his own, or behind the number."""
        return banks.number_and_holder(self.text("account"), self.text("holder"))

    def check_account(self, found: Agreement) -> None:
        """An account with a number, and in whose name it is."""
        fix = Text("type bank and number of the lead buyer's account")
        if not found.account:
            self.lacks("account", Text("the agreement has no account"), fix)
        elif not banks.has_number(found.account):
            self.lacks("account", Text('no account number stands in "{account}"', account=found.account), fix)
        if not found.holder:
            fix = Text("type the account holder's name into the terms")
            self.lacks("holder", Text("the agreement does not say in whose name the account is"), fix)

    def check_names(self, found: Agreement) -> None:
        """Partners whom nobody could tell apart once what is not seen is taken away."""
        seen: set[str] = set()
        for party in found.parties:
            key = names.key(party.name)
            if not key or key in seen:
                message = Text("two partners would both read {name} in the agreement", name=party.name or "?")
                self.problems.append(Problem("orders", 0, "partner", message, Text("give one of them a name that differs in what is seen")))
            seen.add(key)

    def check_length(self, found: Agreement) -> None:
        """What no message can hold."""
        for text in dict.fromkeys(text for lang in LANGUAGES for text in messages.too_long(found, lang)):
            message = Text("a line of the agreement is longer than a message: {text}", text=f"{text[:60]}…")
            self.problems.append(Problem("items", 0, "link", message, Text("shorten it: a 1688 link ends behind .html")))
