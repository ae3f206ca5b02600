"""The chart of shares: the amount that each partner pays, stacked by cost line."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, MultiLevelStrRef
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from poolsplit.report.sections import MONEY, MOST_BARS, SUMS, TEXT, Section

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_COLOURS = ("4472C4", "ED7D31", "70AD47", "FFC000", "5B9BD5", "A5A5A5", "264478", "9E480E", "43682B", "997300", "7030A0", "C00000")


def add_chart(sheet: Worksheet, dues: Section, header: int, title: str) -> None:
    """Put a stacked bar chart two rows below the dues table: one bar per partner, one colour per cost line.

    header: the row number of the table's row of headings. Cost lines that are zero for everybody are left out. There is no chart where no
    cost line is left, or where there are more partners than a reader can tell apart.
    """
    name_columns = [column for column, (_, kind) in enumerate(dues.columns, 1) if kind == TEXT]
    rows = dues.rows[:-1] if dues.total else dues.rows
    costs = [
        index for index, (name, kind) in enumerate(dues.columns)
        if kind == MONEY and not any(name is total for total in SUMS) and any(row[index] for row in rows)
    ]
    if not costs or not name_columns or len(rows) > MOST_BARS:
        return
    first, last = header + 1, header + len(rows)
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 50
    chart.title = title
    partners = str(Reference(sheet, min_col=name_columns[0], max_col=name_columns[-1], min_row=first, max_row=last))
    for colour, index in zip(cycle(_COLOURS), costs, strict=False):
        series = Series(Reference(sheet, min_col=index + 1, min_row=header, max_row=last), title_from_data=True)
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        chart.series.append(series)
    if len(name_columns) > 1:
        for series in chart.series:
            series.cat = AxDataSource(multiLvlStrRef=MultiLevelStrRef(f=partners))
    else:
        chart.set_categories(Reference(sheet, min_col=name_columns[0], min_row=first, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.crosses = "max"
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="D9D9D9")))
    chart.legend.position = "b"
    chart.width, chart.height = 32, 9 + len(rows)
    sheet.add_chart(chart, f"A{header + len(dues.rows) + 3}")
