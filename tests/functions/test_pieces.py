"""The worksheet functions on pieces at their thresholds. (spec.md, sections 2 and 3)"""

from __future__ import annotations

import pytest

from poolsplit.functions import pieces
from poolsplit.functions.ranges import ArgumentError


def refused(run, *arguments):
    with pytest.raises(ArgumentError) as caught:
        run(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(("kg_per_cbm", "expected"), [
    (199.9, [[400], [0]]), (200, [[400], [0]]), ("200.1", [[0], [400]]),  # 100 kg beside 0.5 m3: of equal ones the actual weight counts
])
def test_freight_follows_the_greater_of_actual_and_volumetric_weight(kg_per_cbm, expected):
    assert pieces.freight(400, [[10, 0], [0, 10]], [[10, 0]], [[0, 0.05]], kg_per_cbm) == expected


def test_a_weight_that_is_not_known_or_nothing_at_all_is_no_freight_of_0():
    assert refused(pieces.freight, 400, [[10, 0], [0, 10]], [[10, None]]) == "unit_kg, row 1, column 2: the kg of a piece is not known → weigh or measure it"
    assert pieces.freight(400, [[10, 0], [10, 0]], [[10, None]]) == [[200], [200]]  # nobody takes that SKU
    assert refused(pieces.freight, 400, [[10], [10]], 0).startswith("quantities: ")
    assert pieces.freight(0, [[10], [10]], 0) == [[0], [0]]


@pytest.mark.parametrize(("moq", "pack", "expected"), [
    (89, None, [60, 30, 0]), (90, None, [60, 30, 0]), (91, None, [61, 30, 0]), (100, None, [65, 35, 0]), (101, None, [65, 35, 1]),
    (0, 90, [60, 30, 0]), (0, 91, [61, 30, 0]), (0, 0, [60, 30, 0]), (91, 10, [65, 35, 0]), (101, 10, [65, 35, 10]),
])
def test_tolerances_fill_up_to_the_moq_in_whole_packs_and_the_last_cell_is_the_shortfall(moq, pack, expected):
    assert pieces.moq([[60], [30]], moq, [[5], [5]], pack) == [[cell] for cell in expected]
    assert pieces.moq([[60, 30]], moq, [[5, 5]], pack) == [expected]


@pytest.mark.parametrize(("count", "expected"), [(0, [0, 0]), ("0.5%", [1, 0]), (0.0049, [0, 0]), (1, [1, 0]), (100, [60, 40]), (101, None)])
def test_defects_are_up_to_all_that_arrived(count, expected):
    if expected is None:
        assert refused(pieces.defects, count, [[60], [40]]) == "defects: 101 defective pieces are more than the 100 that arrived → count again"
    else:
        assert pieces.defects(count, [[60], [40]]) == [[cell] for cell in expected]


@pytest.mark.parametrize(("arrived", "expected"), [(0, [0, 0]), (99, [59, 40]), (100, [60, 40]), (101, None), (None, ["", ""])])
def test_what_arrived_is_shared_up_to_what_was_ordered(arrived, expected):
    if expected is None:
        assert refused(pieces.received, arrived, [[60], [40]]) == "received: 101 pieces arrived and 100 were ordered: agree first who takes the others"
    else:
        assert pieces.received(arrived, [[60], [40]]) == [[cell] for cell in expected]
