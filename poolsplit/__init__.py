"""poolsplit."""
