"""The results of the payment card and the reminders, which are saved with the formulas of `payment_formulas`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poolsplit.functions.declaration import call
from poolsplit.values import banks

from . import example
from .layout import CODE_ROWS, PARTNERS
from .text_formulas import amount_text, moment_text
from .texts import TEXTS

if TYPE_CHECKING:
    from .figures import Figures, Grid

_PRIME = 9973


@dataclass
class OpenPayments:
    """The payments that are still open, and the payment card of one partner or of the whole group.

    owing: (position among the partners, name, open amount) of everybody who owes the lead buyer.
    """

    figures: Figures

    def __post_init__(self) -> None:
        """Read the account and the deadline, and work out from the dues and payments who owes how much."""
        figures = self.figures
        self.words: dict[str, Any] = TEXTS[figures.language]["results"]["card"]
        self.example = figures.example
        terms = example.rows("terms", figures.language)[0] if self.example else {}
        self.typed = str(terms.get("account", ""))
        self.account = banks.account(self.typed) if self.typed else None
        self.until = moment_text(terms.get("deadline"), TEXTS[figures.language]["date"])
        balances = [(position, row[0], row[2] - (figures.paid(row[0]) or 0)) for position, row in enumerate(figures.dues[1:], 1) if row[0]]
        payers = [balance for balance in balances if balance[1] != figures.lead]
        self.owing = [balance for balance in payers if balance[2] > 0]
        self.payers = len(payers)
        self.who: str = self.owing[0][1] if self.owing else self.words["group"]
        self.position = 1 if self.owing else 0
        self.due: Any = self.owing[0][2] if self.owing else ""
        self.memo = self.memo_of(self.owing[0][0]) if self.owing else ""

    @property
    def number(self) -> str:
        """The account's number."""
        return self.account.number if self.account else ""

    @property
    def bank(self) -> str:
        """The bank as it was typed."""
        return next((word for word in self.typed.replace(",", " ").split()[:2] if word != self.number), "")

    @property
    def holder(self) -> str:
        """The name of the account's holder."""
        return self.account.holder if self.account else ""

    @property
    def masked(self) -> str:
        """The account's number with only its last digits readable."""
        return banks.masked(self.number) if self.number else ""

    @property
    def told(self) -> int:
        """The sum that identifies the dues, the pieces and the account. Its remainder is the version."""
        rows = [row for row in self.figures.dues[1:] if row[0]]
        of_dues = sum(row[2] * position**2 + row[1] * (position + 30) for position, row in enumerate(rows, 1))
        of_account = sum(ord(digit) * position for position, digit in enumerate(f"{self.number:0<19}", 1))
        return int(of_dues + of_account)

    @property
    def version(self) -> str:
        """Four digits that are meant to change as soon as a due, a quantity or the account changes."""
        return f"{self.told % _PRIME:04d}"

    def memo_of(self, position: int) -> str:
        """The memo that identifies a partner's transfer. position: that of the partner, from 1."""
        return f"POOL {self.version} {position:02d}"

    @property
    def payload(self) -> str:
        """The text inside the payment code."""
        return str(call("POOLPAY", [self.bank, self.number, self.due, self.memo]))

    @property
    def check(self) -> str:
        """The result of checking the payment code against the account, the amount and the memo."""
        return str(call("POOLPAYCHECK", [self.payload, self.bank, self.number, self.due, self.memo, self.figures.language]))

    @property
    def squares(self) -> Grid:
        """The squares of the payment code, a cell each."""
        squares: Grid = call("POOLQR", [self.payload])
        return squares

    def block(self, name: str) -> Grid:
        """The results in the engine's block "pay", "paycheck" or "code"; blank where nobody owes."""
        if not self.owing:
            return [[""] * CODE_ROWS for _ in range(CODE_ROWS)] if name == "code" else [[""]]
        return {"pay": [[self.payload]], "paycheck": [[self.check]], "code": self.squares}[name]

    @property
    def rows(self) -> Grid:
        """The rows of the reminders: position, name, amount, memo and text. The first row is the group's."""
        sentences = TEXTS[self.figures.language]["results"]["reminders"]
        marks, total = self.words["marks"], sum(balance[2] for balance in self.owing)
        until = sentences["until"].format(until=self.until) if self.until else ""
        account = f"{self.bank} {self.number} {self.holder}"
        facts = {"until": until, "account": account, "version": self.version, "n": len(self.owing), "all": self.payers}
        names = ", ".join(balance[1] for balance in self.owing[:12])
        if self.owing:
            group = sentences["group"].format(amount=amount_text(total, marks), names=names, **facts)
        else:
            group = sentences["done"] if self.payers else ""
        rows: Grid = [["", self.words["group"], total or "", "", group]]
        for position, name, still in self.owing:
            memo = self.memo_of(position)
            rows.append([position, name, still, memo, sentences["one"].format(partner=name, amount=amount_text(still, marks), memo=memo, **facts)])
        return [*rows, *[[""] * 5 for _ in range(PARTNERS + 1 - len(rows))]]
