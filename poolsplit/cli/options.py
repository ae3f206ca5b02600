"""The options and arguments that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

LANGUAGE = click.option("--lang", type=click.Choice(["vi", "en", "zh"]), help="Language of numbers and of the answer; the sheet's own by default.")
ANSWER_LANGUAGE = click.option("--lang", type=click.Choice(["vi", "en", "zh"]), help="Language of the answer; the system's own by default.")
ANSWERS = click.option(
    "--answer", "--map", "answers", multiple=True, metavar="PLACE=MEANING",
    help="What a cell, row, column or heading means where it is asked, such as 'Sheet1!D3=unit_kg'; may be repeated. It is kept beside FILE.",
)
OTHERS = click.option(
    "--answers", "others", type=click.Path(path_type=Path), metavar="OTHER.poolsplit.json", help="Take over what was answered about another book.",
)
NO_INPUT = click.option("--no-input", "silent", is_flag=True, help="Do not ask at the terminal; list the questions, with the --answer for each.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
FILE = click.argument("file", type=click.Path(path_type=Path))
