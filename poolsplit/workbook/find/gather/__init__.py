"""Tables put together out of all that was handed on: ranges of one table, SKU lists out of order lists, labels with the table they belong to."""

from poolsplit.workbook.find.gather.labels import add_label, with_value
from poolsplit.workbook.find.gather.together import together

__all__ = ["add_label", "together", "with_value"]
