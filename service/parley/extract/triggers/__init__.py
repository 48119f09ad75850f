"""The words that tell a contact: nouns, verbs, letters, lists, and what the network sees."""
