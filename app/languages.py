"""The languages that this installation speaks."""

from flask_babel import get_babel


def installed() -> list[tuple[str, str]]:
    """Code and own name of each language that there is a translation for, English among them."""
    locales = {str(locale): locale for locale in get_babel().instance.list_translations()}
    return [(code, str(locales[code].display_name or code)) for code in sorted(locales)]
