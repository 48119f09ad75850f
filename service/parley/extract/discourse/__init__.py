"""What other sentences of an article tell of its contacts."""
