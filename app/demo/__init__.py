"""A shop on a busy day, for who wants to see the product move: `flask --app wsgi demo`."""
