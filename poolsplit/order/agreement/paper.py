"""An agreement for signing, as what writes documents takes it. (spec.md, section 7)"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.order.agreement.clauses import clauses, wording
from poolsplit.order.agreement.version import content, reply_code, version
from poolsplit.values import formats, money
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.order.agreement.content import Agreement, Party

_HYPHEN = re.compile(r"(?<= )-(?=\S*\d)")  # a line may end behind a hyphen, not behind a minus
_PARTIES_ABREAST = 5  # as many columns as a page has room for


class Paper(NamedTuple):
    """An agreement for signing, as what writes documents takes it.

    clauses: (number, text), "" for what is not numbered. tables: (title, rows); the first row and column are headings, and of the last
    `sums` rows each is a sum. signing: (partner, what stands below his line). footer: version and reply codes.
    """

    lang: str
    title: str
    version: str
    parties: str
    clauses: list[tuple[str, str]]
    tables: list[tuple[str, list[list[str]], int]]
    signatures: str
    signing: list[tuple[str, str]]
    footer: str


def paper(agreement: Agreement, lang: str) -> Paper:
    """The agreement as a document that all sign. (spec.md, section 7)"""
    say = wording(lang)
    current = version(content(agreement))
    codes = [(party.name, reply_code(agreement, party.name)) for party in agreement.parties]
    partners = ", ".join(name for name, _ in codes)
    parties = say["parties" if agreement.lead else "parties_no_lead"].format(partners=partners, lead=agreement.lead)
    written = [(clause.number, _HYPHEN.sub("\u2212", clause.text)) for clause in clauses(agreement, lang) if clause.number]
    tables = []
    for start in range(0, len(agreement.parties), _PARTIES_ABREAST):
        abreast = agreement.parties[start : start + _PARTIES_ABREAST]
        tables += [_pieces(agreement, abreast, lang), _amounts(agreement, abreast, lang)]
    signing = [(name, f"{say['sign']}\n{say['date']}: ____ / ____ / ______") for name, _ in codes]
    whole = [f"{name} {code}".replace("-", "\u2011").replace(" ", "\u00a0") for name, code in codes]    # none is cut at the end of a line
    footer = say["footer"].format(version=current, codes=" · ".join(whole))
    title, version_line = say["title"].format(product=agreement.product), say["version"].format(version=current)
    return Paper(lang, title, version_line, parties, written, tables, say["signatures"], signing, footer)


def _pieces(agreement: Agreement, parties: Sequence[Party], lang: str) -> tuple[str, list[list[str]], int]:
    """Options by parties, in pieces, with sums."""
    say, taken = wording(lang), [dict(party.pieces) for party in parties]
    head = [say["pieces"], *(party.name for party in parties), say["total"]]
    rows = [
        [good.sku or agreement.product, *(_count(own.get(good.sku, 0), lang) for own in taken), _count(good.pieces, lang)]
        for good in agreement.goods
    ]
    sums = [say["total"], *(_count(sum(own.values()), lang) for own in taken), _count(sum(good.pieces for good in agreement.goods), lang)]
    return say["table_pieces"], [head, *rows, sums], 1


def _amounts(agreement: Agreement, parties: Sequence[Party], lang: str) -> tuple[str, list[list[str]], int]:
    """Lines by parties, in money, with what each pays and replies."""
    say, code = wording(lang), agreement.currency

    def shown(minor: int) -> str:
        return formats.localised(f"{money.display(minor, code):,}", lang)

    title = f"{say['table_amounts']} ({code})"
    rows = []
    for place, line in enumerate(agreement.parties[0].lines):
        total = sum(party.lines[place].amount for party in agreement.parties)
        rows.append([translate(line.name, lang), *(shown(party.lines[place].amount) for party in parties), shown(total)])
    dues = [*(party.due for party in parties), sum(party.due for party in agreement.parties)]
    replies = [say["code"], *(reply_code(agreement, party.name) for party in parties), ""]
    return title, [[title, *(party.name for party in parties), say["total"]], *rows, [say["due"], *map(shown, dues)], replies], 2


def _count(pieces: int, lang: str) -> str:
    return formats.number(pieces, lang) if pieces else "–"
