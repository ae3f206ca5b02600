"""Answers that are kept beside a workbook: the file, what an answer is met again by, and the next book."""
