"""Real pages in a real Chromium: live, without JavaScript, by keyboard, on old engines."""
