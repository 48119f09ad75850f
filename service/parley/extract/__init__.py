"""Document to claims: what an article says happened, between whom, when, where, whether, and who says so."""
