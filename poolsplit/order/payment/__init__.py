"""How the money comes in: bank codes (VietQR), memos, payment cards, and which transfer on a statement paid what."""
