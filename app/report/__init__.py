"""What is left of a store: its rows, the CSV, and the day in figures."""
