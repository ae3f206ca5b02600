"""Splitting of orders that exceed the memory, or one machine: Parquet files in, a folder of dues out, one part at a time. (docs/scale.md)

DuckDB sorts the rows by part on disk, so that all rows of a pool are in one part. `part.compute` splits one part with `poolsplit.split`, wherever
it is called: in worker processes of this machine (`split_files`) or on the workers of a Dask cluster (`on_dask`).
"""

from poolsplit.scale.finish import Summary
from poolsplit.scale.part import compute
from poolsplit.scale.run import Progress, on_dask, rates_of, split_files

__all__ = ["Progress", "Summary", "compute", "on_dask", "rates_of", "split_files"]
