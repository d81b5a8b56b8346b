"""Repeatable measurements: `make bench`. Each prints its ratio to a limit taken in the same run."""
