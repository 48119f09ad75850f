"""Processes that evaluate a query on a snapshot, each within its caps, and may be killed."""
