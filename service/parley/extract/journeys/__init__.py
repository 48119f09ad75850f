"""Visits and stays: who went where, and what belongs to the journey."""
