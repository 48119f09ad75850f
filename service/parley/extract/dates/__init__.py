"""What expressions of time mean: earliest and latest day, precision, words and basis."""
