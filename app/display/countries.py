"""Which country a store is in: whose phone numbers are read without a country's code."""

from babel import Locale
from babel.core import get_global
from flask_babel import get_locale
from phonenumbers import SUPPORTED_REGIONS


def of_zone(zone: str) -> str:
    """The country that this time zone is in, ISO 3166; "" if it is in none, as UTC is."""
    territories = get_global("zone_territories")
    country = territories.get(zone) or territories.get(get_global("zone_aliases").get(zone, ""), "")
    return country if country in SUPPORTED_REGIONS else ""


def named() -> list[tuple[str, str]]:
    """Code and name of each country that has phone numbers, in the language of the page."""
    names = (get_locale() or Locale("en")).territories
    found = [(code, str(names.get(code, code))) for code in SUPPORTED_REGIONS if code.isalpha()]
    return sorted(found, key=lambda country: country[1])
