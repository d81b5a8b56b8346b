"""Calling, moving, correcting, undoing, pausing, announcements, settings, the day so far."""
