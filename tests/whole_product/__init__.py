"""What holds for all pages and all code: access, bad input, weight, languages, architecture."""
