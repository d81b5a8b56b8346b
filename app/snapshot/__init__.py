"""One store at one moment: all that its screens need, immutable."""
