"""Partners who give up pieces: who holds and owes what afterwards, the entries that record it, and how they are replayed."""
