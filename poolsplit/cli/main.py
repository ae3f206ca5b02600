"""The commands. They only read arguments, call the engine and print; everything heavy is imported when a command runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poolsplit import __version__
from poolsplit.cli.terminal import INTERRUPTED, PROBLEMS, Parts, Progress, answering, language, refuse, refused, say, stop_on, translated, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.errors import Refused
    from poolsplit.pool.results import Report
    from poolsplit.scale import Summary
    from poolsplit.workbook.attach.actions import Done
    from poolsplit.workbook.run import Run

_lang = click.option("--lang", type=click.Choice(["vi", "en", "zh"]), help="Language of numbers and of the answer; the sheet's own by default.")
_answer = click.option("--lang", type=click.Choice(["vi", "en", "zh"]), help="Language of the answer; the system's own by default.")
_map = click.option(
    "--map", "mapping", multiple=True, metavar="PLACE=MEANING",
    help="What a cell, column or heading means where it is asked, such as 'Sheet1!D3=unit_kg'; may be repeated.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
_file = click.argument("file", type=click.Path(path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="poolsplit")
def main() -> None:
    """Split a pooled order, exactly: who pays what, who takes which pieces."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console speaks another code page when piped


@main.command()
@_file
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the results; beside FILE by default.")
@_json
@_lang
@_map
def split(file: Path, out: Path | None, as_json: bool, lang: str | None, mapping: tuple[str, ...]) -> None:  # noqa: FBT001  (click hands flags in)
    """Read FILE.xlsx and say who pays what; write the results to a new workbook.

    FILE is never changed. Exit code 0: done; 1: problems in the data, all of them listed; 2: a wrong call.
    """
    done = _run(file, mapping, lang)
    written = _write(done, file, out) if done.outcome.exact else None
    if as_json:
        _print_json(done, written)
    else:
        _print(done)
        if written is not None:
            click.echo("\n" + say("Written to {path}", done.lang, path=written))
    sys.exit(0 if done.outcome.exact else PROBLEMS)


@main.command("split-files")
@click.argument("orders", nargs=-1, required=True, metavar="IN.parquet...", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT/", type=click.Path(path_type=Path))
@click.option("--costs", type=click.Path(path_type=Path), help="Cost lines, .parquet or .csv; a row without a pool holds for all.")
@click.option("--items", type=click.Path(path_type=Path), help="Prices and weights of the SKUs, likewise.")
@click.option("--terms", type=click.Path(path_type=Path), help="What the pools agreed on, likewise.")
@click.option("--rates", multiple=True, metavar="CNY=3500", help="A rate of exchange, or a file of them; may be repeated.")
@click.option("--currency", help="Currency of the dues; VND by default.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that split parts at the same time.")
@click.option("--memory", default="1GB", show_default=True, help="What all processes together may take.")
@click.option("--partitions", type=click.IntRange(min=1), help="Parts; by default as many as the memory asks for.")
@_answer
def split_files(
    orders: tuple[Path, ...], out: Path, costs: Path | None, items: Path | None, terms: Path | None, rates: tuple[str, ...], currency: str | None,
    workers: int, memory: str, partitions: int | None, lang: str | None,
) -> None:
    """Split all pools in Parquet files, past memory; write the dues as Parquet files to OUT/dues.

    Orders need a column `pool`. The same command goes on where a run was stopped. Exit code 0: done; 1: problems in the data, listed in
    OUT/problems.parquet; 2: a wrong call. Needs the extra: pip install "poolsplit[scale]".
    """
    lang = language(lang)
    try:
        from poolsplit import scale

        with answering(lang):
            done = scale.split_files(
                orders, out, costs=costs, items=items, terms=terms, rates=scale.rates_of(rates), currency=currency, workers=workers,
                memory=memory, partitions=partitions, tell=Parts(lang), lang=lang,
            )
    except KeyboardInterrupt:
        click.echo("\n" + say("Stopped; the same command goes on from here", lang), err=True)
        sys.exit(INTERRUPTED)
    _print_summary(done, lang)
    sys.exit(PROBLEMS if done.problems else 0)


@main.command()
@_file
@_json
@_lang
@_map
def check(file: Path, as_json: bool, lang: str | None, mapping: tuple[str, ...]) -> None:  # noqa: FBT001  (click hands flags in)
    """Report everything in FILE.xlsx that is wrong or odd, with the cell and the way out; write nothing."""
    done = _run(file, mapping, lang)
    if as_json:
        _print_json(done, None)
    else:
        from poolsplit.report.text import render_findings

        click.echo(render_findings(done.outcome, done.lang, width=width(), taken=done.reading.taken))
    sys.exit(0 if done.outcome.exact else PROBLEMS)


@main.command()
@_file
@click.option("--stage", default="export", show_default=True, help="agree, place, sample, bulk, domestic, export, receive or settle.")
@click.option("--requirements", type=click.Path(path_type=Path), help="A JSON file of what is needed otherwise.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the recorded files lie, to see whether they have changed.")
@_json
@_lang
@_map
def ready(
    file: Path, stage: str, requirements: Path | None, folder: Path | None, as_json: bool, lang: str | None, mapping: tuple[str, ...],  # noqa: FBT001
) -> None:
    """Say what the evidence in FILE.xlsx still lacks before a stage of the order.

    Exit code 0: the stage may go ahead; 1: something is missing, each item is listed with the way out; 2: a wrong call.
    """
    from poolsplit.report.checklist import missing_as_json, render_missing
    from poolsplit.workbook.evidence import look

    with answering(language(lang)):
        found = look(file, stage, requirements, folder, mapping, lang)
    show = missing_as_json if as_json else render_missing
    click.echo(show(found.stage, found.missing, found.changed, found.lang))
    sys.exit(PROBLEMS if found.missing or found.changed else 0)


@main.command()
@click.argument("lot", type=int)
@click.option("--aql", "aqls", multiple=True, default=("2.5", "4.0"), show_default=True, metavar="2.5", help="Or major=2.5; may be repeated.")
@click.option("--level", default="II", show_default=True, help="S-1 to S-4, I, II or III.")
@click.option("--cartons", type=click.IntRange(min=1), help="Cartons of the lot, to say which to open.")
@click.option("--seed", default="", help="A text that decides which, such as the order's number.")
@_json
@_answer
def sample(lot: int, aqls: tuple[str, ...], level: str, cartons: int | None, seed: str, as_json: bool, lang: str | None) -> None:  # noqa: FBT001
    """Say how many pieces of a lot to inspect, and how many bad ones to accept.

    Also the chance of accepting a lot that is 5, 10 or 20 % bad (above AQL 10: has as many defects per hundred pieces).
    """
    from poolsplit.order.api import evidence
    from poolsplit.report.checklist import inspections_as_json, render_inspections

    lang = language(lang)
    with answering(lang):
        found = evidence.inspections(lot, [aql.rpartition("=")[2] for aql in aqls], level)
        found = [one._replace(kind=aql.rpartition("=")[0]) for one, aql in zip(found, aqls, strict=True)]
        drawn = evidence.draw(cartons, found, seed) if cartons else []
    show = inspections_as_json if as_json else render_inspections
    click.echo(show(lot, found, drawn, lang))


@main.command()
@_file
@click.option("--png", "as_png", is_flag=True, help="PNG pictures instead of SVG; needs the extra poolsplit[card].")
@click.option("--partner", help="Only this partner's card; by default everybody's and the group's.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the cards; beside FILE by default.")
@_lang
@_map
def card(file: Path, as_png: bool, partner: str | None, out: Path | None, lang: str | None, mapping: tuple[str, ...]) -> None:  # noqa: FBT001  (likewise)
    """Draw the payment cards of FILE.xlsx: one for the group, one for each partner who still owes, with a VietQR code.

    The account stands in the terms, such as VCB 0123456789 NGUYEN VAN A. Exit code 1: problems in the data, all of them listed.
    """
    from poolsplit.errors import PaymentError, Refused
    from poolsplit.order.payment import card_files, collection

    done = _exact_run(file, mapping, lang)
    found, problems = collection.collections(_report(done), done.reading.tables.get("payments"), done.lang)
    stop_on(problems, done.lang)
    with answering(done.lang):
        try:
            pages = card_files.files(file, out, found, partner, done.lang)
        except PaymentError as error:
            refuse(Refused("not-found", error.args[0], error.fix), done.lang)
        for path, page in pages.items():
            target = path.with_suffix(".png") if as_png else path
            card_files.write(target, card_files.png(page) if as_png else page.encode())
            click.echo(say("Written to {path}", done.lang, path=target))
    if not pages:
        click.echo(say("nothing is open: every due is paid", done.lang))


@main.command()
@_file
@click.argument("statement", type=click.Path(path_type=Path))
@_json
@_lang
@_map
def pay(file: Path, statement: Path, as_json: bool, lang: str | None, mapping: tuple[str, ...]) -> None:  # noqa: FBT001  (likewise)
    """Match a bank's STATEMENT.csv with the dues of FILE.xlsx: who has paid what, what is open, and the texts to send.

    Exit code 0: every due is paid; 1: something is open, or there are problems in the data; 2: a wrong call.
    """
    from poolsplit.order.payment.statement import rows_of
    from poolsplit.report import payments
    from poolsplit.report.text import as_json as json_of
    from poolsplit.report.text import render
    from poolsplit.workbook.memos import memos

    done = _exact_run(file, mapping, lang)
    with answering(done.lang):
        rows = rows_of(statement)
    found, settled = payments.settled(_report(done), done.reading.tables.get("payments"), rows, done.lang, memos(file))
    click.echo(json_of(found, done.lang) if as_json else render(found, done.lang, width=width()))
    sys.exit(0 if settled else PROBLEMS)


@main.command()
@_file
@click.option("--partner", metavar="NAME", help="For one partner, without the others' amounts; for the group by default.")
@click.option("--pool", metavar="NAME", help="Which pool, where the orders have several.")
@click.option("--docx", type=click.Path(path_type=Path), help="Also write a document for signing, such as agreement.docx.")
@click.option("--since", type=click.Path(path_type=Path), metavar="OLDFILE", help="The workbook as it was agreed before: say what has changed.")
@click.option("--first-together", is_flag=True, help="The partners have no shared history.")
@click.option("--collateral", is_flag=True, help="There is physical collateral.")
@click.option("--long-term", is_flag=True, help="The partners mean to go on after this order; the terms may say so, too.")
@_lang
@_map
def agree(
    file: Path, partner: str | None, pool: str | None, docx: Path | None, since: Path | None,
    first_together: bool, collateral: bool, long_term: bool, lang: str | None, mapping: tuple[str, ...],  # noqa: FBT001  (click hands flags in)
) -> None:
    """Write the agreement in FILE.xlsx as messages to paste into a chat, with the code that each partner replies with.

    Every change of quantity, price, rate or account makes a new version. Exit code 0: done; 1: something is missing, all of it listed;
    2: a wrong call.
    """
    from poolsplit import Facts, Policy
    from poolsplit.order.agreement import draft

    done = _run(file, mapping, lang)
    before = _run(since, mapping, done.lang) if since is not None else None
    facts = Facts(first_together=first_together, collateral=collateral, long_term=long_term)
    with answering(done.lang):
        now, advice = draft.with_form(_report(done), pool, facts, Policy())
        old = None if before is None else draft.with_form(_report(before), pool, facts, Policy())[0]
        said = draft.texts(now, done.lang, partner)
        if docx is not None:
            from poolsplit.order.agreement.document import write
            from poolsplit.order.agreement.paper import paper

            write(paper(now, done.lang), docx)
    click.echo("\n\n".join(said))
    for one in advice:
        click.echo("\n" + translated(one.reason, done.lang), err=True)
    if old is not None:
        click.echo("\n" + "\n".join(translated(sentence, done.lang) for sentence in draft.since(old, now, done.lang)), err=True)
    if docx is not None:
        click.echo("\n" + say("Written to {path}", done.lang, path=docx), err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("poolsplit.xlsx"))
@click.option("--lang", type=click.Choice(["vi", "en", "zh"]), default="vi", show_default=True, help="Language of the template.")
@click.option("--example", is_flag=True, help="A filled example instead of an empty template.")
def new(file: Path, lang: str, example: bool) -> None:  # noqa: FBT001  (click hands flags in)
    """Write an empty template to FILE (poolsplit.xlsx by default); an existing file is kept."""
    from poolsplit.workbook.templates import copy_template

    with answering(lang):
        copy_template(file, lang, example=example)
    click.echo(say("Written to {path}", lang, path=file))


@main.command()
@_file
@click.option("--dry-run", "dry", is_flag=True, help="Show which ranges are taken and what would change; write nothing.")
@click.option("--live", is_flag=True, help="Results as formulas that follow every change, where poolsplit answers in cells.")
@_lang
@_map
def attach(file: Path, dry: bool, live: bool, lang: str | None, mapping: tuple[str, ...]) -> None:  # noqa: FBT001  (click hands flags in)
    """Put a sheet with the results into FILE.xlsx itself; your own sheets stay as they are, and FILE.xlsx.bak is the file as it was.

    The sheet says when something has changed since; `poolsplit refresh` makes it anew, `poolsplit detach` takes it out.
    """
    from poolsplit.workbook.attach.actions import attach as put_in
    from poolsplit.workbook.attach.our_sheet import Settings

    with answering(language(lang)):
        done = put_in(file, Settings(mapping, lang, live), dry=dry)
    answer = done.run.lang if done.run else language(lang)
    if dry and done.run and done.run.outcome.exact:
        from poolsplit.report.text import render_findings

        click.echo(render_findings(done.run.outcome, answer, width=width(), taken=done.run.reading.taken))
        click.echo(say('A sheet "{title}" would be added behind the others; nothing was written', answer, title=done.title))
        return
    _tell(done, answer)


@main.command()
@_file
@click.option("--force", is_flag=True, help="Also where somebody has typed into our sheet; what was typed is lost.")
@click.option("--live/--values", default=None, help="Results as formulas, or as values, from now on.")
@_lang
@_map
def refresh(file: Path, force: bool, live: bool | None, lang: str | None, mapping: tuple[str, ...]) -> None:  # noqa: FBT001  (likewise)
    """Make the results in FILE.xlsx anew, after its orders or costs have changed."""
    from poolsplit.workbook.attach.actions import refresh as make_anew

    with answering(language(lang)):
        done = make_anew(file, force=force, live=live, mapping=mapping, lang=lang)
    _tell(done, done.run.lang if done.run else language(lang))


@main.command()
@_file
@click.option("--force", is_flag=True, help="Also where somebody has typed into our sheet; what was typed is lost.")
@_lang
def detach(file: Path, force: bool, lang: str | None) -> None:  # noqa: FBT001  (likewise)
    """Take the sheet with the results out of FILE.xlsx again."""
    from poolsplit.workbook.attach.actions import detach as take_out

    with answering(language(lang)):
        done = take_out(file, force=force)
    click.echo(say('The sheet "{title}" was taken out; the file as it was before: {path}', language(lang), title=done.title, path=done.kept))


@main.command()
@_file
@_lang
def status(file: Path, lang: str | None) -> None:
    """Say whether the results in FILE.xlsx are up to date; exit code 1 where they are not."""
    from poolsplit.workbook.attach.actions import status as look

    with answering(language(lang)):
        done, current = look(file)
    answer = language(lang or (done.run.lang if done.run else None))
    if done.run and not done.run.outcome.exact:
        _tell(done, answer)
    click.echo(say("The results are up to date", answer) if current else say("Something has changed: type poolsplit refresh", answer))
    sys.exit(0 if current else PROBLEMS)


@main.command()
@_file
@_lang
def watch(file: Path, lang: str | None) -> None:
    """Refresh the results in FILE.xlsx whenever it was saved and closed, until you press Ctrl+C."""
    from poolsplit.errors import Refused
    from poolsplit.workbook.attach.actions import status, watch_file

    def tell(done: Done | Refused) -> None:
        if isinstance(done, Refused):
            click.echo(refused(done, language(lang)), err=True)
        elif done.run and not done.run.outcome.exact:
            from poolsplit.report.text import render_findings

            click.echo(render_findings(done.run.outcome, done.run.lang, width=width()))
        else:
            answer = done.run.lang if done.run else language(lang)
            click.echo(say("Written to {path}", answer, path=file) if done.written else say("The results are up to date", answer))

    with answering(language(lang)):
        status(file)  # a wrong call is said at once, and not again and again
    click.echo(say("Watching {path}. Press Ctrl+C to stop", language(lang), path=file))
    try:
        watch_file(file, tell)
    except KeyboardInterrupt:
        click.echo(say("Stopped", language(lang)))


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def libreoffice(arguments: tuple[str, ...]) -> None:
    """=POOLSPLIT() and its siblings in LibreOffice: install, uninstall, status, reenter."""
    from poolsplit_addin.libreoffice.commands import libreoffice as group

    group.main(list(arguments), prog_name="poolsplit libreoffice")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def excel(arguments: tuple[str, ...]) -> None:
    """=POOLSPLIT() and its siblings in Excel on Windows: install, uninstall, status, doctor."""
    try:
        from poolsplit_addin.excel.commands import excel as group
    except ModuleNotFoundError as missing:
        way = '{package} is missing. Type: uv tool install "poolsplit[excel]", or pipx install "poolsplit[excel]"'
        click.echo(say(way, "en", package=missing.name), err=True)
        sys.exit(PROBLEMS)
    group.main(list(arguments), prog_name="poolsplit excel")


def _tell(done: Done, lang: str) -> None:
    """What was done to a workbook; leaves with the code for problems where these prevented it."""
    if done.run:
        _print(done.run)
    if done.run and not done.run.outcome.exact:
        sys.exit(PROBLEMS)
    if done.signed and done.written:
        click.echo(say("The macros in this workbook are signed. The signature is untouched, but Excel will look at it anew", lang))
    if done.written:
        click.echo("\n" + say('The sheet "{title}" was changed; the file as it was before: {path}', lang, title=done.title, path=done.kept))
    else:
        click.echo("\n" + say("The results are up to date", lang))


def _run(file: Path, mapping: Sequence[str], lang: str | None) -> Run:
    """Read and compute, or say why the file is refused and leave."""
    from poolsplit.workbook.run import run

    with answering(language(lang)), Progress(language(lang)) as progress:
        return run(file, mapping, lang, progress)


def _exact_run(file: Path, mapping: Sequence[str], lang: str | None) -> Run:
    """A run with an exact result; else its findings are printed, and the command ends."""
    done = _run(file, mapping, lang)
    if not done.outcome.exact:
        from poolsplit.report.text import render_findings

        click.echo(render_findings(done.outcome, done.lang, width=width(), taken=done.reading.taken))
        sys.exit(PROBLEMS)
    return done


def _print_summary(done: Summary, lang: str) -> None:
    """What a run over files came to; of its problems the first ones."""
    if done.problems:
        for where in done.first:
            click.echo(_found(where, lang))
        words = "{problems:,} problems in {wrong:,} of {parts:,} parts, which have no dues; all are listed in {path}"
        click.echo("\n" + say(words, lang, problems=done.problems, wrong=done.wrong, parts=done.parts, path=done.file))
    click.echo(say("{rows:,} rows, {pools:,} pools", lang, rows=done.rows, pools=done.pools))
    for code, total in done.totals.items():
        click.echo(say("total due: {total:,} {currency}", lang, total=total, currency=code))
    click.echo(say("Written to {path}", lang, path=done.dues))


def _found(problem: tuple[str, int, str, str, str], lang: str) -> str:
    """A problem of a file in one line: file, row, column, what is wrong, way out."""
    file, row, column, message, fix = problem
    place = ", ".join(part for part in (file, say("row {row}", lang, row=row) if row else "", column) if part)
    return f"{place}: {message}" + (f". → {fix}" if fix else "")


def _write(done: Run, file: Path, out: Path | None) -> Path:
    """Write the results workbook: to `out`, else beside the input under a name that is free."""
    from poolsplit.workbook.results import write as results

    target = out or results.free_path(file, done.lang)
    with answering(done.lang):
        results.write(done.outcome, target, done.lang, source=file, taken=done.reading.taken, overwrite=out is not None)
    return target


def _print(done: Run) -> None:
    from poolsplit.report.text import render

    click.echo(render(done.outcome, done.lang, width=width(), taken=done.reading.taken))


def _report(done: Run) -> Report:
    """The results of a run. Raises DataError where its problems prevented them."""
    from poolsplit.errors import DataError

    if not done.outcome.exact or done.outcome.report is None:
        raise DataError(done.outcome.problems)
    return done.outcome.report


def _print_json(done: Run, written: Path | None) -> None:
    from poolsplit.report.text import as_json

    click.echo(as_json(done.outcome, done.lang, taken=done.reading.taken, written=written))


