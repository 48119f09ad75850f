"""What is made once of each snapshot and kept beside it: dumps, counts and the index of events."""
