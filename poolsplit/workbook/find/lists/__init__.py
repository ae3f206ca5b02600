"""Lists: a row for each order, cost, payment. Totals and what is worked out are told apart, and complete rows are handed on."""

from poolsplit.workbook.find.lists.read import read_list, who_ordered

__all__ = ["read_list", "who_ordered"]
