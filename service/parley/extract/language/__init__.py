"""What the words and the tree of a sentence say by themselves, whoever is meant."""
