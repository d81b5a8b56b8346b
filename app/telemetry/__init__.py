"""What the product says of itself to those who run it: its log, its figures, its version."""
