"""What every route needs: the request, who is signed in, limits, errors, compression."""
