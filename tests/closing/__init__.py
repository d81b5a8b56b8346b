"""Closing, the report, and every way in which its delivery goes wrong and right again."""
