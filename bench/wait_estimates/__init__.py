"""Whose estimates of the wait are best, on the same days: simulated ones and recorded ones."""
