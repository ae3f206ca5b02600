"""The course of an order around its split: agreement, payment, withdrawal, evidence, stages, ledger; and `api`, the public functions.

Imports the rooms up to `pool`.
"""
