"""SQL expressions of DuckDB for files, columns and names. All spellings of a name are equal, so that all rows of a pool are in one part."""

from __future__ import annotations

_SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_ALIKE = "µμςσſsϐβϑθϕφϖπϰκϱρϵεᲀвᲁдᲂоᲃсᲄтᲅтᲆъᲇѣᲈꙋ"
_DROPPED = "ιʼʾ"  # left over when the case of a few letters is folded; without them the comparison is only coarser
_SEVERAL = {
    "ß": "ss", "ŉ": "n", "ẚ": "a", "և": "եւ", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "ﬓ": "մն", "ﬔ": "մե", "ﬕ": "մի", "ﬖ": "վն", "ﬗ": "մխ",
}

_RARE = "ßẞŉẚſẛʼʾµ\u0345\u0370-\u03ff\u1f00-\u1fff\u0530-\u058fﬀ-ﬗᲀ-ᲈ" + _SPACES.replace(" ", "")
"""Letters, spaces and ranges of letters, as a character class that contains every letter and space above in each of its spellings."""


def quoted(text: str) -> str:
    """A text as a string literal in SQL."""
    return "'" + text.replace("'", "''") + "'"


def read(*files: object) -> str:
    """The rows of Parquet files, in SQL. A file name with a star or a bracket in it stands for that one file.

    >>> read("orders [1].parquet")
    "read_parquet(['orders [[]1].parquet'], union_by_name=true)"
    """
    return f"read_parquet([{', '.join(map(literal, files))}], union_by_name=true)"


def literal(file: object) -> str:
    """The name of one file in SQL. Stars, question marks and brackets are escaped, because DuckDB would take them for a pattern."""
    return quoted("".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(file)))


def column(heading: str) -> str:
    """A column by its heading, in SQL.

    >>> column('5" bags')
    '"5"" bags"'
    """
    return '"' + heading.replace('"', '""') + '"'


def text(heading: str, kind: str) -> str:
    """A column in SQL as the text that `poolsplit` makes of a name: the pool 12.0 is "12". kind: DuckDB's type of the column."""
    name = column(heading)
    if kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        other = f"rtrim({name}::VARCHAR, '0')" if kind.startswith("DECIMAL") else f"{name}::VARCHAR"
        return f"CASE WHEN {name} = trunc({name}) THEN TRY_CAST({name} AS HUGEINT)::VARCHAR ELSE {other} END"
    return f"{name}::VARCHAR"


def blank(expression: str) -> str:
    """A condition in SQL: the text of an expression is missing, empty or of nothing but spaces."""
    return f"regexp_full_match(coalesce({expression}, ''), {quoted(f'[{_SPACES}]*')})"


def coarse(expression: str) -> str:
    """A name in SQL without spaces and marks, in small letters: equal for all names of one `names.key`, and for some others.

    Most names need less work: those in ASCII, and those whose letters are in none of the lists above, with plain spaces.
    """
    small = f"lower(strip_accents({expression}))"
    folded = small
    for letter, letters in _SEVERAL.items():
        folded = f"replace({folded}, {quoted(letter)}, {quoted(letters)})"
    mapped = f"translate({folded}, {quoted(_ALIKE[::2] + _DROPPED + _SPACES)}, {quoted(_ALIKE[1::2])})"
    return (
        f"CASE WHEN regexp_full_match({expression}, '[ -~]*') THEN replace(lower({expression}), ' ', '') "
        f"WHEN regexp_matches({expression}, {quoted(f'[{_RARE}]')}) THEN {mapped} ELSE replace({small}, ' ', '') END"
    )


def part(expression: str, partitions: int) -> str:
    """The number of the part that a pool's rows belong to, in SQL. expression: the pool's name as text."""
    coarse_name = coarse(f"coalesce({expression}, '')")
    return f"(hash({coarse_name}) % {partitions})::INTEGER"
