"""Names in short: what the board calls people, whose whole name is nobody's business. Pure.

A name is what somebody typed: with or without a family name, in any script, or an emoji. Where
nothing else is sure, the first word counts as the first name. A family name stands first before a
comma, and where it alone is in capitals. Names of Chinese characters or Hangul begin with it, too;
there it is one character for nearly everybody; names of four characters have two, as have those
below.
"""

import re
import unicodedata
from itertools import takewhile

import regex

from app.models import BoardShows

_TITLES = {
    *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "hr", "fr"),
    *("mme", "mlle", "sr", "sra", "sig"),
}
_COMMA = re.compile("[,،，、]")
_LOUD = 3
"""Letters of a family name in capitals, at least: JR Smith is called JR."""
_TWO_CHARACTERS = {
    *("歐陽", "欧阳", "司馬", "司马", "上官", "諸葛", "诸葛", "夏侯", "皇甫", "尉遲", "尉迟"),
    *("公孫", "公孙", "長孫", "长孙", "慕容", "司徒", "司空", "令狐", "宇文", "東方", "东方"),
    *("南宮", "南宫", "남궁", "황보", "제갈", "선우", "독고", "사공"),
}


def shown(name: str, how: str) -> str:
    """The name as the board shows it; "" where it shows numbers only."""
    if how == BoardShows.INITIALS:
        return initials(name)
    return first_name(name) if how == BoardShows.FIRST_NAMES else ""


def first_name(name: str) -> str:
    """The first name, or what is likely to be it."""
    words = _words(name)
    if len(words) > 1 and all(map(_is_east_asian, words)):
        return words[-1]
    first = words[0]
    if "·" in first:  # a foreign name in Chinese characters
        return first.partition("·")[0] or first
    return _without_family_name(first) if _has_family_name_first(first) else first


def initials(name: str) -> str:
    """A. O. of Ann Onymous, 王 of 王小明, and of what has no letters its first sign."""
    words = _words(name)
    if all(map(_is_east_asian, words)):
        return words[0][0]
    chosen = words[:1] + words[1:][-1:]
    return " ".join(_initial(word) for word in chosen)


def sign_of(name: str) -> str:
    """One sign for a name: its first letter or figure, as a capital; of one without, its first.

    It is what is seen as one: a letter with its accents, an emoji with all of its parts.
    """
    start = next((nth for nth, sign in enumerate(name) if sign.isalnum()), 0)
    sign: str = next(regex.finditer(r"\X", name[start:]))[0]
    upper = sign.upper()
    return upper if len(upper) == len(sign) else sign


def _words(name: str) -> list[str]:
    """The words of a name, but for titles and what has no letter in it, if there are others."""
    family, *more = (_untitled(part.split()) for part in _COMMA.split(name))
    given = [word for part in more for word in part]
    if given and given[0][0].isalpha() and not all(map(_is_east_asian, given)):
        return given + family
    words = family + given or _lettered(_COMMA.sub(" ", name).split()) or name.split()
    # DUPONT Jean: the family name, as forms in some countries want it.
    loud = list(takewhile(str.isupper, words))
    if any(len(word) >= _LOUD for word in loud):
        return words[len(loud) :] + loud
    return words


def _untitled(words: list[str]) -> list[str]:
    return [word for word in _lettered(words) if word.rstrip(".").casefold() not in _TITLES]


def _lettered(words: list[str]) -> list[str]:
    return [word for word in words if any(sign.isalnum() for sign in word)]


def _initial(word: str) -> str:
    sign = sign_of(word)
    return f"{sign}." if sign != sign.lower() else sign


def _has_family_name_first(word: str) -> bool:
    return all(_script(sign) in ("CJK", "HANGUL") for sign in word)


def _is_east_asian(word: str) -> bool:
    return all(_script(sign) in ("CJK", "HANGUL", "HIRAGANA", "KATAKANA") for sign in word)


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0].partition("-")[0]


def _without_family_name(word: str) -> str:
    family = 2 if len(word) == 4 or (len(word) > 2 and word[:2] in _TWO_CHARACTERS) else 1
    # Of five characters or more nobody knows which are which.
    return word if len(word) == 1 or len(word) > 4 else word[family:]
