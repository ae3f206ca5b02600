"""The public functions on whole tables: `split` at one moment, `progress` over time, `readiness` before each stage.

Imports all of `order`.
"""
