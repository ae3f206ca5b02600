"""Results as sections for people: the results of a workbook as text for a terminal and as JSON.

No arithmetic of money here; numbers are put into the reader's language. Imports the rooms up to `order`.
"""
