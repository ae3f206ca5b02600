"""What happens around a split over time: agreement, payment, withdrawal, evidence, stages, ledger; and `api`, the public functions.

Imports the rooms up to `pool`.
"""
