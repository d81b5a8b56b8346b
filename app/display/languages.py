"""The languages that this installation speaks. What a store's people read is in the store's."""

from typing import Any

from flask import Flask, g
from flask_babel import get_babel, get_locale, get_translations, refresh


def init_app(app: Flask) -> None:
    """Let templates find what they say at once: they look it up some sixty times a page."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # by the i18n extension
        lambda text: _translations().ugettext(text),
        lambda one, many, number: _translations().ungettext(one, many, number),
        newstyle=True,
    )


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


def _translations() -> Any:
    """What flask_babel finds, kept for as long as this request or stream speaks one language."""
    spoken = g.get("_flask_babel") if g else None
    locale = getattr(spoken, "babel_locale", None)
    if spoken is None or locale is None:
        return get_translations()
    found = getattr(spoken, "translations", None)
    if found is None or found[0] is not locale:
        found = spoken.translations = (locale, get_translations())
    return found[1]
