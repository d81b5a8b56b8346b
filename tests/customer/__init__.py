"""Scanning, joining, waiting, letting others go first, leaving, finding a lost ticket."""
