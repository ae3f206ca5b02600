"""The ledger over many orders: entries are only ever appended, and a correction is a reversal.

Imports nothing else of `order`.
"""
