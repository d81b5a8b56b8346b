"""What people paste, without what nobody sees. Pure.

Length is looked at first: to normalise a text may take time by the square of its length. Then what
can't be seen is taken away, and what would show a text as another one is refused.
"""

import unicodedata

import regex
from flask_babel import gettext as _

# A letter of Vietnamese or Hangul may come in three parts, an emoji with marks that are taken away.
_PARTS_OF_A_CHARACTER = 4

# Word, PowerPoint and terminals end their lines each in a way of their own.
_LINE_ENDS = regex.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")

# What turns the direction of the text up to what ends that (Unicode Annex 9, 2.1 to 2.5).
_TURNS = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}
_TURNING = {*_TURNS, *_TURNS.values()}
# Shows the letters after it backwards, so that a name can be read as another.
_BACKWARDS = "\u202e"

_PICTURE = r"[\p{Extended_Pictographic}\p{Emoji_Modifier}]"
_MARK = r"[\p{M}--\p{Default_Ignorable_Code_Point}]"
_LETTER = r"[\p{L}--\p{Default_Ignorable_Code_Point}]"
_UNSEEN = regex.compile(
    rf"""
    (?P<needed>
      \U0001F3F4[\U000E0020-\U000E007E]+\U000E007F         # the flags of Scotland and Wales
    | (?<={_PICTURE})[\uFE0E\uFE0F]
    | (?<=[0-9\#*])\uFE0F(?=\u20E3)                        # keycaps
    | (?<=\p{{Han}})[\uFE00-\uFE0F\U000E0100-\U000E01EF]   # the ways to write one character
    | (?<=\p{{Mongolian}})[\u180B-\u180D\u180F]
    # Between the parts of an emoji, and in scripts whose letters take another shape by them.
    | (?:(?<={_PICTURE})|(?<={_PICTURE}\uFE0F)|(?<={_MARK})|(?<=[\p{{Arabic}}\p{{Syriac}}]))
      [\u200C\u200D](?={_PICTURE}|{_MARK}|{_LETTER})
    | (?<=\p{{ccc=9}})\u200D                               # a letter of its own without a vowel
    )
    # Fillers are letters that have no shape; in the place of a picture there is only its frame.
    | [\p{{Default_Ignorable_Code_Point}}\p{{Noncharacter_Code_Point}}\uFFF9-\uFFFC]
    | [\u070F\U00013430-\U0001343F\U00016FE4\U0001D159]     # the same to the eye
    """,
    regex.VERBOSE | regex.VERSION1,
)
_JOINERS = regex.compile(r"([\u200C\u200D])+")
# What was between two characters kept them from being one, and one may need no joiner any more.
_MOST_PASSES = 5
_BLANK = "\u2800"  # of Braille; a letter to Unicode, a space to the eye
# A field that holds so many characters cuts an emoji of several parts in two.
_CUT = regex.compile(r"(?<!\p{ccc=9})[\u200c\u200d]+\ufffd*$")


def one_line(typed: str, longest: int) -> str:
    """The text on one line, in Unicode's composed form, with single spaces.

    Raises ValueError with words for the form if it is longer than `longest` characters, or holds
    what can't be shown.
    """
    return at_most(longest, _cleaned(typed, longest))


def some_lines(typed: str, longest: int) -> str:
    """The same of several lines, wherever the text comes from."""
    _not_far_beyond(typed, longest)
    lines = [_cleaned(line, longest) for line in split(_balanced(typed))]
    return at_most(longest, "\n".join(lines).strip())


def split(typed: str) -> list[str]:
    """The lines of a text, as they are."""
    return list(_LINE_ENDS.split(typed))


def at_most(longest: int, text: str) -> str:
    """The text, if it is not longer."""
    if len(text) <= longest:
        return text
    raise ValueError(
        _(
            "Please use at most %(most)s characters (these are %(typed)s).",
            most=longest,
            typed=len(text),
        )
    )


def visible(text: str) -> bool:
    """Whether there is anything to see: letters, numbers, punctuation or symbols."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def _not_far_beyond(typed: str, longest: int) -> None:
    if len(typed) > longest * _PARTS_OF_A_CHARACTER:
        at_most(longest, typed)


def _cleaned(typed: str, longest: int) -> str:
    _not_far_beyond(typed, longest)
    if typed.isascii() and typed.isprintable():
        return " ".join(typed.split())
    text = _balanced(_LINE_ENDS.sub(" ", typed)).strip().strip("".join(_TURNING - {_BACKWARDS}))
    if any(character in _TURNING or _unprintable(character) for character in text):
        raise ValueError(_("Please leave out characters that can't be shown."))
    text = text.replace(_BLANK, " ")
    for _nth in range(_MOST_PASSES):
        before, text = text, _without_unseen(text)
        if text == before:
            break
    return " ".join(text.split())


def _without_unseen(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _JOINERS.sub(r"\1", _CUT.sub("", text))
    return _UNSEEN.sub(lambda found: found["needed"] or "", text)


def _unprintable(character: str) -> bool:
    return character != "\t" and unicodedata.category(character) in ("Cc", "Cs")


def _balanced(text: str) -> str:
    """The text without turns of the direction that end again: it is laid out as it is anyway."""
    opened: list[int] = []
    needless: set[int] = set()
    for nth, character in enumerate(text):
        if character in _TURNS:
            opened.append(nth)
        elif opened and character == _TURNS[text[opened[-1]]]:
            needless.update((opened.pop(), nth))
    if not needless:
        return text
    return "".join(character for nth, character in enumerate(text) if nth not in needless)
