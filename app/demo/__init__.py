"""A shop on a busy day, for anyone who wants to see the product move: `flask --app wsgi demo`."""
