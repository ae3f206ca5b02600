"""DuckDB's expressions for files, columns and names: names are equal for all spellings of one, so that a pool's rows land in one part."""

from __future__ import annotations

_SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_ALIKE = "µμςσſsϐβϑθϕφϖπϰκϱρϵεᲀвᲁдᲂоᲃсᲄтᲅтᲆъᲇѣᲈꙋ"
_DROPPED = "ιʼʾ"  # what a few letters leave when their case is folded; without them, so much coarser
_SEVERAL = {
    "ß": "ss", "ŉ": "n", "ẚ": "a", "և": "եւ", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "ﬓ": "մն", "ﬔ": "մե", "ﬕ": "մի", "ﬖ": "վն", "ﬗ": "մխ",
}

_RARE = "ßẞŉẚſẛʼʾµ\u0345\u0370-\u03ff\u1f00-\u1fff\u0530-\u058fﬀ-ﬗᲀ-ᲈ" + _SPACES.replace(" ", "")
"""Letters and spaces, and ranges of them, that may be among the above in some spelling."""


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def read(*files: object) -> str:
    """The rows of Parquet files, in SQL; a name with a star or a bracket in it means the one file of that name.

    >>> read("orders [1].parquet")
    "read_parquet(['orders [[]1].parquet'], union_by_name=true)"
    """
    return f"read_parquet([{', '.join(map(literal, files))}], union_by_name=true)"


def literal(file: object) -> str:
    """One file's name in SQL, where DuckDB would take stars, question marks and brackets for a pattern."""
    return quoted("".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(file)))


def column(heading: str) -> str:
    """A column by its heading, in SQL.

    >>> column('5" bags')
    '"5"" bags"'
    """
    return '"' + heading.replace('"', '""') + '"'


def text(heading: str, kind: str) -> str:
    """A column as the text that `poolsplit` makes of a name: the pool 12.0 is "12". kind: DuckDB's type of the column."""
    name = column(heading)
    if kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        other = f"rtrim({name}::VARCHAR, '0')" if kind.startswith("DECIMAL") else f"{name}::VARCHAR"
        return f"CASE WHEN {name} = trunc({name}) THEN TRY_CAST({name} AS HUGEINT)::VARCHAR ELSE {other} END"
    return f"{name}::VARCHAR"


def blank(said: str) -> str:
    """Whether a text says nothing."""
    return f"regexp_full_match(coalesce({said}, ''), {quoted(f'[{_SPACES}]*')})"


def coarse(said: str) -> str:
    """A text that is equal for names of equal `names.key`, and for some others: without spaces and marks, in small letters.

    What most names are made of takes a short way: ASCII, or letters that are in none of the lists above, with plain spaces.
    """
    small = f"lower(strip_accents({said}))"
    folded = small
    for letter, letters in _SEVERAL.items():
        folded = f"replace({folded}, {quoted(letter)}, {quoted(letters)})"
    mapped = f"translate({folded}, {quoted(_ALIKE[::2] + _DROPPED + _SPACES)}, {quoted(_ALIKE[1::2])})"
    return (
        f"CASE WHEN regexp_full_match({said}, '[ -~]*') THEN replace(lower({said}), ' ', '') "
        f"WHEN regexp_matches({said}, {quoted(f'[{_RARE}]')}) THEN {mapped} ELSE replace({small}, ' ', '') END"
    )


def part(said: str, partitions: int) -> str:
    """The part that a pool's rows belong to, by the text of its name."""
    known = coarse(f"coalesce({said}, '')")
    return f"(hash({known}) % {partitions})::INTEGER"
