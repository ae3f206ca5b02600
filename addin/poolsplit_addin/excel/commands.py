"""`poolsplit excel install | uninstall | status | doctor | smoke-test`: the worksheet functions in an operator's Excel on Windows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

import poolsplit
from poolsplit.cli.terminal import language
from poolsplit.errors import PoolsplitError, Text
from poolsplit.values.translate import translate
from poolsplit_addin.excel import addin, installation, windows
from poolsplit_addin.excel.installation import Places, SetupError

if TYPE_CHECKING:
    from poolsplit_addin.excel.installation import Setup

FAILED = 1
_lang = click.option("--lang", type=click.Choice(["vi", "en", "zh"]), help="Language of the add-in and the answer; that of the system by default.")


@click.group()
def excel() -> None:
    """=POOLSPLIT() and the other worksheet functions in Excel on Windows."""


@excel.command()
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Only build poolsplit.xlam, into this folder; on any system.")
@_lang
def install(folder: Path | None, lang: str | None) -> None:
    """Add the functions to Excel, or bring them up to date. Close Excel first."""
    chosen = language(lang)
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder.joinpath(addin.NAME)
            path.write_bytes(addin.build(installation.xlwings_version(), chosen))
            _say(Text("Written to {path}", path=path), chosen)
            return
        _need_windows(chosen)
        setup = installation.install(Places.of_user(), chosen)
    except (SetupError, OSError) as error:
        _fail(error, chosen)
    _say(Text("The add-in is installed: {path}", path=setup.addin), chosen)
    if setup.kept:
        _say(Text("An add-in of the same name was there. It is kept in {path}, and uninstall puts it back", path=setup.kept), chosen)
    _say(Text("Open Excel and type =POOLVERSION() into a cell: it shows {version}", version=poolsplit.__version__), chosen)


@excel.command()
@_lang
def uninstall(lang: str | None) -> None:
    """Take the functions out of Excel; workbooks keep their last values. Close Excel first."""
    chosen = _chosen(lang)
    try:
        removed = installation.uninstall(Places.of_user())
    except (SetupError, OSError) as error:
        _fail(error, chosen)
    _say(Text("The functions have been removed") if removed else Text("The functions are not installed"), chosen)


@excel.command()
@_lang
def status(lang: str | None) -> None:
    """Say what is installed, and whether it is up to date."""
    chosen = _chosen(lang)
    setup = installation.installed(Places.of_user())
    if setup is None:
        _say(Text("The functions are not installed. Type: poolsplit excel install"), chosen)
        sys.exit(FAILED)
    _describe(setup, chosen)
    if (setup.poolsplit, setup.xlwings) != (poolsplit.__version__, installation.xlwings_version()):
        _say(Text("This is poolsplit {version}. To bring them up to date: poolsplit excel install", version=poolsplit.__version__), chosen)
        sys.exit(FAILED)


@excel.command()
@_lang
def doctor(lang: str | None) -> None:
    """Find out why the functions do not answer in Excel, and say what to do."""
    from poolsplit_addin.excel.doctor import examine  # noqa: PLC0415  (no other command needs it)

    chosen = _chosen(lang)
    try:
        findings = examine(Places.of_user())
    except (SetupError, OSError) as error:
        _fail(error, chosen)
    for finding in findings:
        _say(Text("{cause}: {message}. Way out: {fix}", cause=finding.cause, message=finding.message, fix=finding.fix), chosen)
    if findings:
        sys.exit(FAILED)
    _say(Text("Everything is in place, and the engine answers. If Excel shows #NAME?, close all its windows and open it again"), chosen)


@excel.command("smoke-test")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("poolsplit-smoke-test"))
@_lang
def smoke_test(folder: Path, lang: str | None) -> None:
    """Write the files of the smoke test (docs/excel-smoke-test.md), for the first person who has Excel."""
    from poolsplit_addin.excel.smoke import write  # noqa: PLC0415  (no other command needs it)

    try:
        paths = write(folder)
    except OSError as error:
        _fail(error, language(lang))
    for path in paths:
        _say(Text("Written to {path}", path=path), language(lang))


def _chosen(lang: str | None) -> str:
    """The language of the answer. Ends the command where this is not Windows."""
    chosen = language(lang)
    _need_windows(chosen)
    return chosen


def _need_windows(lang: str) -> None:
    if not windows.on_windows():
        _fail(SetupError(Text("Excel add-ins are installed on Windows"), Text("to build the file here: poolsplit excel install --to FOLDER")), lang)


def _describe(setup: Setup, lang: str) -> None:
    _say(Text("The add-in is installed: {path}", path=setup.addin), lang)
    _say(Text("poolsplit {version}, xlwings {xlwings}, Python: {python}", version=setup.poolsplit, xlwings=setup.xlwings, python=setup.python), lang)


def _say(text: Text, lang: str) -> None:
    click.echo(translate(text, lang))


def _fail(error: PoolsplitError | OSError, lang: str) -> NoReturn:
    """Print an error and the way out, and end the command."""
    click.echo(translate(error.args[0], lang) if isinstance(error, PoolsplitError) else str(error), err=True)
    if isinstance(error, SetupError):
        click.echo(translate(error.fix, lang), err=True)
    sys.exit(FAILED)
