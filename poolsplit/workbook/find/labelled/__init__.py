"""What stands beside labels, outside of tables: terms, rates, costs, prices of all pieces, payments, and costs that one partner bears."""
