"""Connected components of the lines and members of rows, so that `poolsplit.engine.fast` can repair a few of them and leave the others alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from poolsplit.engine.fast import kernel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Array = Any  # numpy's array types say nothing of shapes


def components(wanted: Sequence[int], lines: Array, members: Array) -> Iterator[Array]:
    """The rows, in order, of each connected set of lines and members that contains one of the wanted members.

    lines, members: indices from 0, one per row; a row connects its line and its member. The time depends on the size of these sets, and on
    the sorting of all rows.

    >>> [rows.tolist() for rows in components([0], np.array([0, 0, 1, 1, 2]), np.array([0, 1, 2, 1, 3]))]
    [[0, 1, 2, 3]]
    """
    if not wanted:
        return
    of_line, of_member = _Rows(lines), _Rows(members)
    reached: set[int] = set()
    for member in wanted:
        if member not in reached:
            yield _component(member, reached, of_line, of_member)


def _component(start: int, reached: set[int], of_line: _Rows, of_member: _Rows) -> Array:
    """The rows that are connected to one member; all members of these rows are added to `reached`."""
    reached.add(start)
    waiting = [start]
    rows: list[Array] = []
    seen_lines: set[int] = set()
    while waiting:
        for line in set(of_line.groups[of_member[waiting.pop()]].tolist()) - seen_lines:
            seen_lines.add(line)
            rows.append(of_line[line])
            new_members = set(of_member.groups[rows[-1]].tolist()) - reached
            reached |= new_members
            waiting += new_members
    return np.sort(np.concatenate(rows))


class _Rows:
    """The rows of each group, by its index."""

    def __init__(self, groups: Array) -> None:
        self.groups = groups
        order, self.starts = kernel.ordered(groups, int(groups.max()) + 1)
        self.order = np.arange(len(groups)) if order is None else order

    def __getitem__(self, group: int) -> Array:
        return self.order[self.starts[group] : self.starts[group + 1]]
