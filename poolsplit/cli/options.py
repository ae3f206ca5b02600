"""The options and arguments that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

LANGUAGE = click.option("--lang", type=click.Choice(["vi", "en", "zh"]), help="Language of numbers and of the answer; the sheet's own by default.")
ANSWER_LANGUAGE = click.option("--lang", type=click.Choice(["vi", "en", "zh"]), help="Language of the answer; the system's own by default.")
MAPPING = click.option(
    "--map", "mapping", multiple=True, metavar="PLACE=MEANING",
    help="What a cell, column or heading means where it is asked, such as 'Sheet1!D3=unit_kg'; may be repeated.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
FILE = click.argument("file", type=click.Path(path_type=Path))
