"""What pages show of answers: rows, tables, cards of events, single things."""
