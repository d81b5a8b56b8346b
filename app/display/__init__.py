"""How things are said and drawn for people: times, names, phones, QR codes, languages."""

from flask import Flask

from app.display import languages, names, phones, places, qr, times
from app.display.untranslated import Untranslated


def init_app(app: Flask) -> None:
    """Give templates the words for all of it."""
    app.jinja_env.add_extension(Untranslated)
    app.jinja_env.filters.update(
        age=times.age,
        clock=times.clock,
        dialled=phones.dialled,
        duration=times.duration,
        local=times.local,
        roughly=times.roughly,
        short_name=names.shown,
        sign=names.sign_of,
        brief=times.brief,
        span=times.span,
        standing=places.standing,
    )
    app.jinja_env.globals.update(
        day_and_clock=times.day_and_clock,
        language=languages.tag,
        link_qr=qr.exact,
        period=times.period,
        qr=qr.svg,
    )
