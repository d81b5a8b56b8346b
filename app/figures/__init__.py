"""Numbers in, numbers out: how long customers wait, how good the estimates are, the day so far."""
