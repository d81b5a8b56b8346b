"""Moments as a person in the store reads them."""

from datetime import UTC, datetime, timedelta
from math import floor
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import get_locale

from app.display.languages import gettext as _
from app.figures.quotes import Minutes


def clock(moment: datetime, zone: str) -> str:
    """The time of day in the store's zone: 09:14."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def day_and_clock(moment: datetime, zone: str, now: datetime) -> str:
    """09:14, 09:14 tomorrow, or Saturday, 7 March 2026, 09:14, whichever is unmistakable."""
    there, today = (
        moment.astimezone(ZoneInfo(zone)),
        now.astimezone(ZoneInfo(zone)).date(),
    )
    if there.date() == today:
        return f"{there:%H:%M}"
    if there.date() == today + timedelta(days=1):
        return str(_("%(time)s tomorrow", time=f"{there:%H:%M}"))
    return local(moment, zone)


def local(moment: datetime, zone: str) -> str:
    """Day and time of day in the store's zone: Thursday, 5 March 2026, 09:14."""
    return f"{_date(moment, zone, 'full')}, {clock(moment, zone)}"


def period(begin: datetime, end: datetime, zone: str) -> str:
    """From when to when: Thursday, 5 March 2026, 09:00–17:30; both days where there are two."""
    if _date(begin, zone, "full") == _date(end, zone, "full"):
        return f"{local(begin, zone)}–{clock(end, zone)}"
    return f"{local(begin, zone)} – {local(end, zone)}"


def day(moment: datetime, zone: str) -> str:
    """The day in the store's zone, ISO 8601, as files are named."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d}"


def day_in_words(moment: datetime, zone: str) -> str:
    """The day in the store's zone: 5 March 2026."""
    return _date(moment, zone, "long")


def _date(moment: datetime, zone: str, length: str) -> str:
    spoken = str(get_locale() or "en")
    # The day before the month, as nearly everywhere.
    locale = "en_GB" if spoken == "en" else spoken
    return format_date(moment.astimezone(ZoneInfo(zone)).date(), length, locale)


def age(moment: datetime, now: datetime) -> str:
    """How long ago a moment was, in whole minutes: just now, 12 min, 1 h 5 min."""
    minutes = (now - moment).total_seconds() / 60
    return _long(int(minutes)) if minutes >= 1 else str(_("just now"))


def duration(minutes: float) -> str:
    """A length of time in the nearest whole minutes: under 1 min, 12 min, 1 h 5 min.

    Pages and mails say it with this, so that they agree.
    """
    nearest = floor(minutes + 0.5)
    return _long(nearest) if nearest >= 1 else str(_("under 1 min"))


def span(minutes: Minutes) -> str:
    """What is told of a wait: within 5 min, 10–20 min, 1 h 15 min – 2 h, 10+ min."""
    low, high = minutes
    if high is None:
        if low < 60:
            return str(_("%(minutes)s+ min", minutes=low))
        return str(_("at least %(time)s", time=_long(low)))
    if low == 0:
        return str(_("within %(time)s", time=_long(high)))
    if high < 60:
        return str(_("%(low)s–%(high)s min", low=low, high=high))
    return f"{_long(low)} – {_long(high)}"


def brief(minutes: Minutes) -> str:
    """The same in as few words as fit on a tab: 10–20 min, 25+ min, under 5 min."""
    low, high = minutes
    if high is None:
        return str(_("%(minutes)s+ min", minutes=low))
    if low == 0:
        return str(_("under %(time)s", time=_long(high)))
    return span(minutes)


def roughly(minutes: Minutes) -> str:
    """The same where it stands alone: about 10–20 min."""
    low, high = minutes
    said = span(minutes)
    return said if low == 0 or high is None else str(_("about %(range)s", range=said))


def likely(between: tuple[int | None, int | None], zone: str) -> str:
    """The clock times of a `Quote`: likely between 10:42 and 10:54, likely by 10:54."""
    begin, end = (
        clock(datetime.fromtimestamp(minutes * 60, UTC), zone) if minutes else ""
        for minutes in between
    )
    if not end:
        return str(_("likely not before %(time)s", time=begin))
    if not begin:
        return str(_("likely by %(time)s", time=end))
    return str(_("likely between %(begin)s and %(end)s", begin=begin, end=end))


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(minutes)s min", minutes=rest))
    if not rest:
        return str(_("%(hours)s h", hours=hours))
    return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=rest))


def in_utc(moment: datetime) -> str:
    """As other programs are told: ISO 8601 to the millisecond, like 2026-03-05T01:00:00.000Z."""
    there = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return there.removesuffix("+00:00") + "Z"
