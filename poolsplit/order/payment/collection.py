"""Payment cards of a filled workbook: what its terms say about account, lead buyer and deadline, and the cards as SVG and PNG files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.errors import NumberError, PaymentError, Problem, Refused, Text
from poolsplit.order.agreement import draft
from poolsplit.order.payment import card, qr, vietqr
from poolsplit.pool import pieces
from poolsplit.values import banks, dates
from poolsplit.values.names import key
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from poolsplit.pool.results import Report

EVERYBODY = ""
"""The name under which the group's card stands."""
_DONG = "VND"
_PROBE = 40


def collections(report: Report, payments: Any, lang: str) -> tuple[list[card.Collection], list[Problem]]:
    """What is collected in every pool, and what prevents its payment codes, with the cell in the terms. (spec.md, section 7)

    payments: those that the workbook records, None for none; what they leave open is what the cards ask for.
    """
    case = report.case
    paid = pieces.case_paid(case, payments)
    found: list[card.Collection] = []
    problems: list[Problem] = []
    for pool, name in enumerate(case.orders.pools):
        members = [member for member, own in enumerate(case.orders.member_pool) if own == pool]
        account, wrong = _account(report, pool)
        until, more = deadline(report, pool, lang)
        problems += wrong + more
        if account is None:
            continue
        lead = int(case.terms.lead[pool])
        said = draft.version_of(report, pool) or version(report, pool, account)
        shares = tuple(
            card.Share(case.orders.members[i], int(report.binding.due[i]), int(paid[i]),
                       vietqr.memo(vietqr.memo_code(name, said, case.orders.members[i]), case.orders.members[i]))
            for i in members if i != lead
        )
        leader = case.orders.members[lead] if lead >= 0 else ""
        found.append(card.Collection(name, account, leader, "" if until is None else dates.said(until), said, shares))
        problems += _same_codes(found[-1])
    return found, problems


def version(report: Report, pool: int, account: banks.Account) -> str:
    """What stands for the version where the agreement lacks a clause: another one with another partner, quantity, due or account."""
    orders, due = report.case.orders, report.binding.due
    rows = [(orders.members[orders.row_member[row]], orders.lots[orders.row_lot[row]], int(orders.quantity[row])) for row in orders.rows_of(pool)]
    dues = [(orders.members[member], int(due[member])) for member, own in enumerate(orders.member_pool) if own == pool]
    return vietqr.short_code([account.bank.bin, account.number, report.currency(pool), *sorted(map(str, rows)), *sorted(map(str, dues))])


def deadline(report: Report, pool: int, lang: str) -> tuple[dt.date | None, list[Problem]]:
    """Until when a pool is to be paid, None where the terms do not say; a deadline that cannot be read is a problem."""
    typed = _typed(report, pool, "deadline")
    if typed is None:
        return None, []
    try:
        return dates.moment(typed, lang), []
    except NumberError as error:
        return None, [report.case.terms.problem(pool, "deadline", error.args[0], error.fix)]


def drawn(collection: card.Collection, partner: str | None, lang: str) -> dict[str, str]:
    """The cards as SVG by partner, EVERYBODY for the group's: all of them, or one partner's own; whoever owes nothing has none.

    Raises PaymentError, part "partner", for somebody who is not among those who pay.
    """
    owing = {share.partner: share for share in collection.shares if share.open > 0}
    if partner is None:
        pages = {EVERYBODY: card.group_card(collection, qr.matrix, lang)}
        return pages | {name: card.partner_card(collection, share, qr.matrix, lang) for name, share in owing.items()}
    share = next((one for one in collection.shares if key(one.partner) == key(partner)), None)
    if share is None:
        names = ", ".join(one.partner for one in collection.shares)
        raise PaymentError("partner", Text("{partner} is not among those who pay: {names}", partner=partner, names=names))
    return {share.partner: card.partner_card(collection, share, qr.matrix, lang)} if share.open > 0 else {}


def files(file: Path, out: Path | None, found: list[card.Collection], partner: str | None, lang: str) -> dict[Path, str]:
    """The cards of all pools by the .svg file that each goes to: in a folder, else beside the workbook, under its name.

    Raises PaymentError, part "partner", where a partner is asked for whom no pool has.
    """
    folder = file.parent if out is None else out
    pages: dict[Path, str] = {}
    missing: list[PaymentError] = []
    for collection in found:
        try:
            drawings = drawn(collection, partner, lang)
        except PaymentError as error:
            missing.append(error)
            continue
        for name, page in drawings.items():
            words = [file.stem, translate(Text("card"), lang), *([collection.pool] if len(found) > 1 else []), name]
            stem = "-".join("".join(letter if letter.isalnum() else " " for letter in " ".join(words)).split())
            path, again = folder / f"{stem}.svg", 1
            while path in pages:
                again += 1
                path = folder / f"{stem}-{again}.svg"
            pages[path] = page
    if missing and len(missing) == len(found):
        raise missing[0]
    return pages


def write(path: Path, content: bytes) -> None:
    """Write a card over an older one. Raises Refused where the disk does not let."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        code = "unwritable"
        raise Refused(code, Text("{path} cannot be written", path=path), Text("choose another folder with --out")) from None


def png(svg: str, dpi: int = 96) -> bytes:
    """A card as PNG, drawn by resvg with the fonts of the system. dpi: 96 is a pixel a unit of the SVG.

    Raises Refused: "extra" without resvg, "fonts" where no font has the letters of the card.
    """
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415  (whoever wants a PNG)
    except ImportError:
        code, message = "extra", Text("resvg is missing, which turns cards into PNG")
        raise Refused(code, message, Text('type: pip install "poolsplit[card]", or take SVG')) from None
    for letter in _specimens(svg):
        blank, drawn_ = (bytes(svg_to_bytes(svg_string=_probe(one))) for one in ("\ue000", letter))
        if blank == drawn_:
            code, message = "fonts", Text('no font on this machine has "{letter}"', letter=letter)
            raise Refused(code, message, Text("install a font such as Noto Sans CJK, or take SVG"))
    return bytes(svg_to_bytes(svg_string=svg, zoom=dpi / 96))


def _specimens(svg: str) -> Iterable[str]:
    """A Latin letter, and one of every 4096 code points beyond ASCII of which a card has letters: fonts have scripts, not letters."""
    return {"A": "A", **{str(ord(letter) >> 12): letter for letter in svg if not letter.isascii() and letter.isalnum()}}.values()


def _probe(letter: str) -> str:
    size = f'width="{_PROBE}" height="{_PROBE}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><text x="5" y="30" font-size="24" font-family="{card.FONTS}">{letter}</text></svg>'


def _account(report: Report, pool: int) -> tuple[banks.Account | None, list[Problem]]:
    """The account of a pool, or what is wrong with it."""
    terms, typed = report.case.terms, _typed(report, pool, "account")
    if report.currency(pool) != _DONG:
        message = Text("a VietQR code is for dong, and this pool is in {currency}", currency=report.currency(pool))
        return None, [terms.problem(pool, "currency", message, Text("collect in VND, or send the account as text"))]
    if typed is None:
        fix = Text("type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A")
        return None, [terms.problem(pool, "account", Text("no account is given that the partners pay to"), fix)]
    try:
        found = banks.account(typed)
    except PaymentError as error:
        return None, [terms.problem(pool, "account", error.args[0], error.fix)]
    if not found.holder:
        fix = Text("type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A")
        return None, [terms.problem(pool, "account", Text("the account does not say whose it is"), fix)]
    return found, []


def _typed(report: Report, pool: int, column: str) -> object:
    terms = report.case.terms
    return terms.typed.get(column)[terms.row[pool]] if terms.row[pool] >= 0 else None


def _same_codes(collection: card.Collection) -> list[Problem]:
    """Two partners with one code cannot be told apart."""
    seen: dict[str, str] = {}
    problems = []
    for share in collection.shares:
        code = vietqr.codes_in(share.memo)[0]
        if code in seen:
            message = Text("{first} and {second} would have the same payment code", first=seen[code], second=share.partner)
            problems.append(Problem("orders", 0, "partner", message, Text("write one of the names in another way")))
        seen[code] = share.partner
    return problems
