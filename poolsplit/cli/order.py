"""The commands around an order: agree, card, pay, ready and sample."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from poolsplit.cli import options
from poolsplit.cli.runs import exact_run, report_of, run_of
from poolsplit.cli.terminal import PROBLEMS, answering, language, refuse, say, stop_on, translated, width


@click.command()
@options.FILE
@click.option("--partner", metavar="NAME", help="For one partner, without the others' amounts; for the group by default.")
@click.option("--pool", metavar="NAME", help="Which pool, where the orders have several.")
@click.option("--docx", type=click.Path(path_type=Path), help="Also write a document for signing, such as agreement.docx.")
@click.option("--since", type=click.Path(path_type=Path), metavar="OLDFILE", help="The workbook as it was agreed before: say what has changed.")
@click.option("--first-together", is_flag=True, help="The partners have no shared history.")
@click.option("--collateral", is_flag=True, help="There is physical collateral.")
@click.option("--long-term", is_flag=True, help="The partners mean to go on after this order; the terms may say so, too.")
@options.LANGUAGE
@options.ANSWERS
def agree(
    file: Path, partner: str | None, pool: str | None, docx: Path | None, since: Path | None,
    first_together: bool, collateral: bool, long_term: bool, lang: str | None, answers: tuple[str, ...],  # noqa: FBT001  (click hands flags in)
) -> None:
    """Write the agreement in FILE.xlsx as messages to paste into a chat, with the code that each partner replies with.

    Every change of quantity, price, rate or account makes a new version. Exit code 0: done; 1: something is missing, all of it listed;
    2: a wrong call.
    """
    from poolsplit import Facts, Policy
    from poolsplit.order.agreement import draft

    run = run_of(file, answers, lang)
    earlier_run = run_of(since, (), run.lang) if since is not None else None
    facts = Facts(first_together=first_together, collateral=collateral, long_term=long_term)
    with answering(run.lang):
        current, advice = draft.with_form(report_of(run), pool, facts, Policy())
        earlier = None if earlier_run is None else draft.with_form(report_of(earlier_run), pool, facts, Policy())[0]
        texts = draft.texts(current, run.lang, partner)
        if docx is not None:
            from poolsplit.order.agreement.document import paper, write

            write(paper(current, run.lang), docx)
    click.echo("\n\n".join(texts))
    for item in advice:
        click.echo("\n" + translated(item.reason, run.lang), err=True)
    if earlier is not None:
        click.echo("\n" + "\n".join(translated(sentence, run.lang) for sentence in draft.since(earlier, current, run.lang)), err=True)
    if docx is not None:
        click.echo("\n" + say("Written to {path}", run.lang, path=docx), err=True)


@click.command()
@options.FILE
@click.option("--png", "as_png", is_flag=True, help="PNG pictures instead of SVG; needs the extra poolsplit[card].")
@click.option("--partner", help="Only this partner's card; by default everybody's and the group's.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the cards; beside FILE by default.")
@options.LANGUAGE
@options.ANSWERS
def card(file: Path, as_png: bool, partner: str | None, out: Path | None, lang: str | None, answers: tuple[str, ...]) -> None:  # noqa: FBT001  (click hands flags in)
    """Draw the payment cards of FILE.xlsx: one for the group, one for each partner who still owes, with a VietQR code.

    The account stands in the terms, such as VCB 0123456789 NGUYEN VAN A. Exit code 1: problems in the data, all of them listed.
    """
    from poolsplit.errors import PaymentError, Refused
    from poolsplit.order.payment import card_files, collection

    run = exact_run(file, answers, lang)
    collections, problems = collection.collections(report_of(run), run.reading.tables.get("payments"), run.lang)
    stop_on(problems, run.lang)
    with answering(run.lang):
        try:
            pages = card_files.files(file, out, collections, partner, run.lang)
        except PaymentError as error:
            refuse(Refused("not-found", error.args[0], error.fix), run.lang)
        for path, page in pages.items():
            target = path.with_suffix(".png") if as_png else path
            card_files.write(target, card_files.png(page) if as_png else page.encode())
            click.echo(say("Written to {path}", run.lang, path=target))
    if not pages:
        click.echo(say("nothing is open: every due is paid", run.lang))


@click.command()
@options.FILE
@click.argument("statement", type=click.Path(path_type=Path))
@options.AS_JSON
@options.LANGUAGE
@options.ANSWERS
def pay(file: Path, statement: Path, as_json: bool, lang: str | None, answers: tuple[str, ...]) -> None:  # noqa: FBT001  (click hands flags in)
    """Match a bank's STATEMENT.csv with the dues of FILE.xlsx: who has paid what, what is open, and the texts to send.

    Exit code 0: every due is paid; 1: something is open, or there are problems in the data; 2: a wrong call.
    """
    from poolsplit.order.payment.statement import rows_of
    from poolsplit.report import payments, text
    from poolsplit.workbook.memos import memos

    run = exact_run(file, answers, lang)
    with answering(run.lang):
        rows = rows_of(statement)
    outcome, settled = payments.settled(report_of(run), run.reading.tables.get("payments"), rows, run.lang, memos(file))
    click.echo(text.as_json(outcome, run.lang) if as_json else text.render(outcome, run.lang, width=width()))
    sys.exit(0 if settled else PROBLEMS)


@click.command()
@options.FILE
@click.option("--stage", default="export", show_default=True, help="agree, place, sample, bulk, domestic, export, receive or settle.")
@click.option("--requirements", type=click.Path(path_type=Path), help="A JSON file of what is needed otherwise.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the recorded files lie, to see whether they have changed.")
@options.AS_JSON
@options.LANGUAGE
@options.ANSWERS
def ready(
    file: Path, stage: str, requirements: Path | None, folder: Path | None, as_json: bool, lang: str | None, answers: tuple[str, ...],  # noqa: FBT001
) -> None:
    """Say what the evidence in FILE.xlsx still lacks before a stage of the order.

    Exit code 0: the stage may go ahead; 1: something is missing, each item is listed with the way out; 2: a wrong call.
    """
    from poolsplit.report.checklist import missing_as_json, render_missing
    from poolsplit.workbook.evidence import look

    with answering(language(lang)):
        result = look(file, stage, requirements, folder, answers, lang)
    show = missing_as_json if as_json else render_missing
    click.echo(show(result.stage, result.missing, result.changed, result.lang))
    sys.exit(PROBLEMS if result.missing or result.changed else 0)


@click.command()
@click.argument("lot", type=int)
@click.option("--aql", "aqls", multiple=True, default=("2.5", "4.0"), show_default=True, metavar="2.5", help="Or major=2.5; may be repeated.")
@click.option("--level", default="II", show_default=True, help="S-1 to S-4, I, II or III.")
@click.option("--cartons", type=click.IntRange(min=1), help="Cartons of the lot, to say which to open.")
@click.option("--seed", default="", help="A text that decides which, such as the order's number.")
@options.AS_JSON
@options.ANSWER_LANGUAGE
def sample(lot: int, aqls: tuple[str, ...], level: str, cartons: int | None, seed: str, as_json: bool, lang: str | None) -> None:  # noqa: FBT001
    """Say how many pieces of a lot to inspect, and how many bad ones to accept.

    Also the chance of accepting a lot that is 5, 10 or 20 % bad (above AQL 10: has as many defects per hundred pieces).
    """
    from poolsplit.order.evidence import inspection
    from poolsplit.report.checklist import inspections_as_json, render_inspections

    lang = language(lang)
    with answering(lang):
        plans = inspection.inspections(lot, [aql.rpartition("=")[2] for aql in aqls], level)
        plans = [plan._replace(kind=aql.rpartition("=")[0]) for plan, aql in zip(plans, aqls, strict=True)]
        draws = inspection.draw(cartons, plans, seed) if cartons else []
    show = inspections_as_json if as_json else render_inspections
    click.echo(show(lot, plans, draws, lang))
