"""What each page shows, drawn alike for the page itself, for a stream and for a reply."""
