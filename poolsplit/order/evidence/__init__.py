"""The evidence that a stage of an order needs: records, photos with their checksums, samples, inspection.

Imports nothing else of `order`.
"""
