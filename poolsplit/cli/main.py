"""The command `poolsplit`, with all its subcommands."""

from __future__ import annotations

import sys

import click

from poolsplit import __version__
from poolsplit.cli import answers, attach, hosts, order, split


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="poolsplit")
def main() -> None:
    """Split a pooled order, exactly: who pays what, who takes which pieces."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console speaks another code page when piped


for _command in (
    split.split, split.split_files, split.check, split.new, answers.answers, order.agree, order.card, order.pay, order.ready, order.sample,
    attach.attach, attach.refresh, attach.detach, attach.status, attach.watch, hosts.libreoffice, hosts.excel,
):
    main.add_command(_command)
