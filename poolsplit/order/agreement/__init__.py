"""What the partners agree on: what binds, its version and reply codes, the clauses, the messages, the document for signing."""
