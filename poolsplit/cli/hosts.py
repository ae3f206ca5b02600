"""libreoffice and excel: their arguments are handed on to the commands of the hosts."""

from __future__ import annotations

import sys

import click

from poolsplit.cli.terminal import PROBLEMS, say


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def libreoffice(arguments: tuple[str, ...]) -> None:
    """=POOLSPLIT() and its siblings in LibreOffice: install, uninstall, status, reenter."""
    from poolsplit_addin.libreoffice import commands

    commands.libreoffice.main(list(arguments), prog_name="poolsplit libreoffice")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def excel(arguments: tuple[str, ...]) -> None:
    """=POOLSPLIT() and its siblings in Excel on Windows: install, uninstall, status, doctor."""
    try:
        from poolsplit_addin.excel import commands
    except ModuleNotFoundError as error:
        message = '{package} is missing. Type: uv tool install "poolsplit[excel]", or pipx install "poolsplit[excel]"'
        click.echo(say(message, "en", package=error.name), err=True)
        sys.exit(PROBLEMS)
    commands.excel.main(list(arguments), prog_name="poolsplit excel")
