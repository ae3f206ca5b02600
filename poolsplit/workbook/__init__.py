"""Workbooks: read a filled one, build templates, write results, put a sheet into anybody's. The engine's rules stay outside; no arithmetic here."""

from poolsplit.workbook.cells import Formula
from poolsplit.workbook.insert import insert_sheet, remove_sheet

__all__ = ["Formula", "insert_sheet", "remove_sheet"]
