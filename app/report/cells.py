"""Texts as they have to stand in a CSV so that a spreadsheet shows them and runs nothing. Pure."""

import re
from functools import cache

import gevent
from babel import Locale

# A spreadsheet runs a cell that starts with one of these as a formula (OWASP, "CSV injection").
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", *"＝＋－＠﹢﹣﹦﹫")
# With another separator than the comma, or without quotes, a cell may begin within this one: behind
# what often separates cells, and behind all else that may if something is reckoned there.
_INNER_RUNS = re.compile(
    r"""((?:[,;|]|(?<=.)[\t\r\n]|^[\t\r\n](?=.*[\t\r\n]))[\s"']*)(?=[=+\-@＝＋－＠﹢﹣﹦﹫])"""
    r"""|([^\w=+@\t\r\n-][\s"']*)(?=[=@＝＠﹦﹫]|[+\-＋－﹢﹣][^\s=]*[+\-*/^(|!&])""",
    re.DOTALL,
)
# Digits in groups after one plus: nothing in it to run.
_PHONE = re.compile(r"\+\d{1,4}(?:[ .]?\(?\d{1,5}\)?){1,8}", re.ASCII)
# Phone numbers in groups are kept as they are, as the columns promise. The French write thousands
# so, but the workbook beside the CSV shows them right everywhere.
_IN_GROUPS = re.compile(r"(?=(?:\D*\d){7})\+?\(?\d+\)?(?:[ -]\(?\d{2,}\)?)+", re.ASCII)
_FIGURES = re.compile(
    r"\+?[\d.,]*\d[.,]?([ED][+-]?\d+)?|\d{1,4}([-/.])\d{1,2}(\2\d{1,4})?"
    r"|(\d{4}-\d\d-\d\dT)?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?",
    re.ASCII | re.IGNORECASE,
)
# What a spreadsheet says of a formula that fails: #N/A, #NAME?, #REF!
_ERROR = re.compile(r"#(?:[A-Z/0]+[!?]|N/A|NV)", re.IGNORECASE)
_SHOWN_AS_IT_IS = re.compile(r"0|[1-9]\d{0,10}", re.ASCII)
_LONGEST_READ = 40  # characters; nothing longer is a number, a date or a time

_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[\s\d.,:/'’()%‰°+\-–−$€£¥₩₹₽₺₴₫฿¢]*")
_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi"),
    *("cs", "tr", "ru", "uk", "el", "hu", "ro", "id", "vi", "ja", "zh", "ko"),
)
_MORE_WORDS = (
    *("am", "pm", "uhr", "de", "of", "do", "st", "nd", "rd", "th"),
    *("年", "月", "日", "時", "时", "分", "秒", "点", "點", "上午", "下午", "午前", "午後"),
    *("년", "월", "일", "시"),
    *("eur", "usd", "gbp", "jpy", "chf", "twd", "cny", "fr", "kr", "zł", "kč", "ft", "lei", "руб"),
)
_LOGICAL = {
    *("true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero", "waar"),
    *("verdadeiro", "onwaar", "prawda", "fałsz", "sant", "falskt", "sann", "usann", "sand"),
    *("falsk", "tosi", "epätosi", "pravda", "nepravda", "doğru", "yanlış", "истина", "ложь"),
    *("істина", "хибність", "αληθές", "ψευδές", "igaz", "hamis", "adevărat", "fals", "真", "假"),
}
_AS_TEXT = "\t"
"""After a cell it keeps the cell a text, is not seen, and goes when white space is stripped."""


def safe(text: str) -> str:
    """The text, with what keeps it a text."""
    # Two where one is to come before the whole text: the two of them would quote what is between.
    text = _INNER_RUNS.sub(
        lambda found: (
            f"{found[0]}''" if found[0][0] in _RUNS and not found.start() else f"{found[0]}'"
        ),
        text,
    )
    if text.startswith(_RUNS) and not _PHONE.fullmatch(text):
        return f"'{text}"
    return f"{text}{_AS_TEXT}" if _is_read_otherwise(text) else text


def learn(breath: float = 0) -> None:
    """Load what `safe` goes by, in the thread of the requests.

    Whatever runs in a thread of its own must find it there: to load languages takes a lock, and
    whoever waits for one of gevent's in such a thread may wait for ever. All of them take a quarter
    of a second, once in a process, so a server does it when it starts, with `breath` seconds for
    others between two.
    """
    for language in _LANGUAGES:
        _words_of(language)
        gevent.sleep(breath)


def _is_read_otherwise(text: str) -> bool:
    """Whether some program in some language takes it for a number, a date, a time or a logical,
    and shows another text: 0912 loses its zero, May 4 becomes 05/04/26."""
    if _SHOWN_AS_IT_IS.fullmatch(text):
        return False
    if _ERROR.fullmatch(text):
        return True
    if _FIGURES.fullmatch(text):
        return True
    if len(text) > _LONGEST_READ or _IN_GROUPS.fullmatch(text):
        return False
    words = _WORD.findall(text.casefold())
    if not any(character.isdecimal() for character in text):
        return " ".join(words) in _LOGICAL
    return set(words) <= _words() and bool(_SIGNS.fullmatch(_WORD.sub("", text)))


@cache
def _words() -> frozenset[str]:
    """What stands in dates, times and sums of money, in small letters."""
    return frozenset(_MORE_WORDS).union(*map(_words_of, _LANGUAGES))


@cache
def _words_of(language: str) -> frozenset[str]:
    """The names of its months and days."""
    locale, words = Locale.parse(language), set()
    for names in (locale.months, locale.days):
        for width in ("wide", "abbreviated"):
            for form in ("format", "stand-alone"):
                for name in names[form][width].values():
                    words.update(_WORD.findall(name.casefold()))
    return frozenset(words)
