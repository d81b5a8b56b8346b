"""The languages that this installation speaks. What a store's people read is in the store's."""

from flask import g
from flask_babel import get_babel, get_locale, refresh


def installed() -> list[tuple[str, str]]:
    """Code and own name of each language that there is a translation for, English among them."""
    locales = {str(locale): locale for locale in get_babel().instance.list_translations()}
    return [(code, str(locales[code].display_name or code)) for code in sorted(locales)]


def speak(code: str) -> None:
    """Draw in this language from here on, in this request or stream."""
    if chosen() != code:
        g.language = code
        refresh()


def chosen() -> str | None:
    """What was to be spoken; None is the product's own language."""
    code: str | None = g.get("language")
    return code


def tag() -> str:
    """The language of the page for its `lang` (BCP 47)."""
    return str(get_locale() or "en").replace("_", "-")
