"""The agreement of a pool, gathered from its tables: the orders, items, costs and terms, and the dues on the quote.

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

_LINE_NAMES = {GOODS: Text("Goods"), ROUNDING: Text("Rounding"), FX: Text("Exchange difference")}


def agreement_of(report: Report, pool: int = 0) -> Agreement:
    """The agreement of one pool. Raises DataError with everything that a clause lacks, and with the problems of the case itself."""
    agreement, problems = drafted(report, pool)
    report.case.say(problems)
    report.case.stop_on_problems()
    return agreement


def version_of(report: Report, pool: int) -> str:
    """The version of a pool's agreement as the tables are now; "" where a clause lacks something, so that nobody can have agreed to it."""
    agreement, problems = drafted(report, pool)
    return "" if any(not problem.warning for problem in problems) else version(content(agreement))


def with_form(report: Report, pool: str | None, facts: Facts, policy: Policy) -> tuple[Agreement, list[Advice]]:
    """The agreement of a pool, and the form that it needs. Raises DataError with all problems, PoolsplitError for an unknown pool.

    facts: long_term makes it a long-term agreement, as the column long_term of the terms does.
    """
    index = pool_of(report.case, pool)
    agreement = agreement_of(report, index)
    return (replace(agreement, long_term=True) if facts.long_term else agreement), form(report, index, facts, policy)


def since(old: Agreement, new: Agreement, lang: str) -> list[Text]:
    """The changes since an older version, and the sentence that its replies and payment codes are void. (spec.md, section 6)"""
    sentences = changes(old, new, lang)
    if not sentences:
        return [Text("nothing that binds has changed: version {version} stands", version=version(content(new)))]
    before, after = version(content(old)), version(content(new))
    return [*sentences, Text("version {old} is now {new}: replies and payment codes of {old} are void, and all accept again", old=before, new=after)]


def pool_of(case: Case, name: object = None) -> int:
    """The index of the pool with a name, or of the only pool where no name is given.

    Raises PoolsplitError where it is not clear which pool is meant, DataError where there is no pool.
    """
    pool = case.orders.pool(name)
    if not len(case.orders.pools):
        case.stop_on_problems()
    if pool < 0:
        raise PoolsplitError(Text("say which pool; the pools are: {pools}", pools=", ".join(case.orders.pools)))
    return pool


def texts(agreement: Agreement, lang: str, partner: object = None) -> list[str]:
    """The messages to paste, for the group or for one partner. Raises PoolsplitError for a partner who is not a party.

    lang: "vi", "en" or "zh".
    """
    name = "" if partner is None else clean(partner)
    if name and agreement.party(name) is None:
        partners = ", ".join(party.name for party in agreement.parties)
        raise PoolsplitError(Text("{partner} does not order; the partners are: {partners}", partner=name, partners=partners))
    return messages.messages(agreement, lang, name)


def drafted(report: Report, pool: int) -> tuple[Agreement, list[Problem]]:
    """The agreement of one pool, as complete as the tables allow, and a problem for everything that a clause lacks."""
    return _Draft(report, pool).agreement()


def form(report: Report, pool: int, facts: Facts, policy: Policy) -> list[Advice]:
    """The form that the agreement needs, and why: a chat message, a signed document advised, or needed. (spec.md, section 5)

    The column long_term of the terms counts as a fact.
    """
    terms = report.case.terms
    row = int(terms.row[pool])
    if row >= 0 and terms.typed.get("long_term")[row]:
        facts = replace(facts, long_term=True)
    everything = advise(report.sizes(pool), facts, policy)
    return [advice for advice in everything if advice.topic == "agreement"]


class _Draft:
    """Gathers one pool's agreement from a case without problems."""

    def __init__(self, report: Report, pool: int) -> None:
        self.report, self.case, self.pool = report, report.case, pool
        self.problems: list[Problem] = []
        self.members = self.case.orders.members_of(pool)
        self.row = int(self.case.terms.row[pool])

    def agreement(self) -> tuple[Agreement, list[Problem]]:
        """The agreement, and a problem for everything that it lacks."""
        case, lead = self.case, int(self.case.terms.lead[self.pool])
        options, (account, holder) = self.goods(), self.account()
        agreement = Agreement(
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
        self.check_lead(agreement)
        self.check_account(agreement)
        self.check_names(agreement)
        if not self.problems:
            self.check_length(agreement)
        return agreement, self.problems

    # cells -----------------------------------------------------------------------------------------------------------

    def typed(self, column: str) -> Any:
        """The cell of the terms in a column; None where it is blank."""
        return self.case.terms.typed.get(column)[self.row] if self.row >= 0 else None

    def text(self, column: str) -> str:
        """The cell of the terms in a column as text, cleaned; "" where it is blank."""
        value = self.typed(column)
        return "" if value is None else clean(value)

    def lacks(self, column: str, message: str, fix: str) -> None:
        """Add a problem about the terms of the pool."""
        self.problems.append(self.case.terms.problem(self.pool, column, message, fix))

    # goods -----------------------------------------------------------------------------------------------------------

    def product(self) -> str:
        """The name of what is ordered: from the terms, else the pool's name, else the SKUs."""
        orders = self.case.orders
        skus = [clean(orders.lots[lot]) for lot in self.lots() if orders.lots[lot]]
        product = self.text("product") or clean(orders.pools[self.pool]) or ", ".join(skus)
        if not product:
            self.lacks("product", Text("the agreement does not say what is ordered"), Text("type it into the terms, or the SKUs into the orders"))
        return product

    def lots(self) -> list[int]:
        """The indices of the pool's SKUs that somebody orders, sorted by their keys."""
        orders = self.case.orders
        pieces = orders.ops.total(orders.quantity, orders.row_lot, len(orders.lots))
        lots = [lot for lot, pool in enumerate(orders.lot_pool) if pool == self.pool and pieces[lot]]
        return sorted(lots, key=lambda lot: names.key(orders.lots[lot]))

    def goods(self) -> tuple[Good, ...]:
        """Every option with its pieces, price and link."""
        orders, items = self.case.orders, self.case.items
        pieces = orders.ops.total(orders.quantity, orders.row_lot, len(orders.lots))
        prices, links = goods.prices(orders, items), items.typed.get("link")
        billed = any(step.layer.kind == GOODS and step.layer.here[self.pool] for step in self.report.quote.steps)
        options = []
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
            options.append(Good(clean(orders.lots[lot]), int(pieces[lot]), price, currency, link))
        return tuple(options)

    def parties(self) -> tuple[Party, ...]:
        """Every partner with his pieces and his cost lines on the quote."""
        orders, quote = self.case.orders, self.report.quote
        pieces: dict[int, list[tuple[str, int]]] = {member: [] for member in self.members}
        for row in orders.rows_of(self.pool):
            if orders.quantity[row]:
                pieces[int(orders.row_member[row])].append((clean(orders.lots[int(orders.row_lot[row])]), int(orders.quantity[row])))
        parties = []
        for member in self.members:
            lines = tuple(Line(key, self.line_name(key), int(shares[member])) for key, shares in quote.shares.items() if self.has(key))
            taken = tuple(sorted(pieces[member], key=lambda option: names.key(option[0])))
            parties.append(Party(clean(orders.members[member]), taken, lines, int(quote.due[member])))
        return tuple(sorted(parties, key=lambda party: names.key(party.name)))

    def has(self, key: str) -> bool:
        """True where somebody of this pool has a share in a cost line."""
        return any(self.report.quote.shares[key][member] for member in self.members)

    def line_name(self, key: str) -> str:
        """The name of a cost line for people."""
        quote = self.report.quote
        name = quote.names.get(key, key)
        cost = _LINE_NAMES[key] if key in _LINE_NAMES and name == key else clean(name)
        return Text("{cost}, credited to the lead buyer", cost=cost) if key in quote.credits else cost

    # costs -----------------------------------------------------------------------------------------------------------

    def costs(self) -> Iterator[CostTerm]:
        """The terms of each cost of the pool, in the order of the cost lines."""
        positions = {id(layer): position for position, layer in enumerate(self.case.costs.layers)}
        for step in sorted(self.report.quote.steps, key=lambda step: positions.get(id(step.layer), -1)):
            if step.layer.here[self.pool]:
                yield self.cost(step)

    def cost(self, step: SharedLine) -> CostTerm:
        """The terms of one cost."""
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
        """The rates of exchange by which prices or costs of this pool are converted."""
        case, currency = self.case, self.report.currency(self.pool)
        used = {case.items.currency[lot] for lot in self.lots()}
        typed = case.costs.typed.get("currency")
        used |= {typed[int(step.layer.row[self.pool])] for step in self.report.quote.steps
                 if step.layer.here[self.pool] and step.layer.row[self.pool] >= 0}
        for code in sorted(code for code in used if code and code != currency and code in case.rates and currency in case.rates):
            yield Exchange(code, case.rates[code] / case.rates[currency], case.rate_days.get(code))

    # what it lacks ---------------------------------------------------------------------------------------------------

    def deadline(self) -> Any:
        """The date and time by which all have to pay; None, with a problem, where there is none that can be read."""
        value = self.typed("deadline")
        if value is None:
            self.lacks("deadline", Text("the agreement has no deadline"), Text("type date and time, for example 2026-11-21 17:00"))
            return None
        try:
            return deadline(value, self.case.lang)
        except NumberError as error:
            self.lacks("deadline", error.args[0], error.fix)
            return None

    def check_lead(self, agreement: Agreement) -> None:
        """Add a problem where no lead buyer is named; he receives the transfers."""
        if not agreement.lead and not self.case.terms.unread(self.pool, "lead_buyer"):
            self.lacks("lead_buyer", Text("the agreement names no lead buyer"), Text("type the lead buyer's name"))

    def account(self) -> tuple[str, str]:
        """Bank and number, and the holder, who is named in a cell of its own or after the number."""
        return banks.number_and_holder(self.text("account"), self.text("holder"))

    def check_account(self, agreement: Agreement) -> None:
        """Add a problem where the account, its number or its holder is missing."""
        fix = Text("type bank and number of the lead buyer's account")
        if not agreement.account:
            self.lacks("account", Text("the agreement has no account"), fix)
        elif not banks.has_number(agreement.account):
            self.lacks("account", Text('no account number stands in "{account}"', account=agreement.account), fix)
        if not agreement.holder:
            fix = Text("type the account holder's name into the terms")
            self.lacks("holder", Text("the agreement does not say in whose name the account is"), fix)

    def check_names(self, agreement: Agreement) -> None:
        """Add a problem for each partner whose name reads like another one's once invisible characters are removed."""
        seen: set[str] = set()
        for party in agreement.parties:
            key = names.key(party.name)
            if not key or key in seen:
                message = Text("two partners would both read {name} in the agreement", name=party.name or "?")
                self.problems.append(Problem("orders", 0, "partner", message, Text("give one of them a name that differs in what is seen")))
            seen.add(key)

    def check_length(self, agreement: Agreement) -> None:
        """Add a problem for each line that does not fit into a message."""
        for text in dict.fromkeys(text for lang in LANGUAGES for text in messages.too_long(agreement, lang)):
            message = Text("a line of the agreement is longer than a message: {text}", text=f"{text[:60]}…")
            self.problems.append(Problem("items", 0, "link", message, Text("shorten it: a 1688 link ends behind .html")))
