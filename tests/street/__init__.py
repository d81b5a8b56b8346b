"""The street: what phones, keyboards, proxies, mail programs and spreadsheets do to us."""
