"""When, where, how, about what and whether, as told around the word that tells a happening; and who says so."""
