"""Texts of queries and updates: what they may be, what they say, and what is wrong with them; nothing is evaluated."""
