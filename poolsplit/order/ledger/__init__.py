"""Entries over many orders: only ever appended; a correction is a reversal."""
