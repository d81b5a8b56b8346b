"""Style sheets as engines of 2018 can read them, made of how we write them.

A layer that an engine doesn't know is not read at all, so what is written in layers is served
without; their order is that of the rules. What is newer within a declaration stands after the same
as it was said before. A sheet that imports others is served with them in it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

_IMPORT = re.compile(r'@import "([\w-]+\.css)";\n?')
_ORDER = re.compile(r"@layer [\w\s,]+;\n?")
# Comments, and the space between words that only people need; both cost phones at the door a part
# of a page.
_FOR_PEOPLE = re.compile(r"/\*.*?\*/\n?|(?m:^[ ]+)", re.DOTALL)
_SPACE = re.compile(r"(?<=[{};,:])\s+|\s+(?=\{)|;(?=\s*\})|(?<=[\s:(,])0(?=\.\d)")
_LAYER = re.compile(r"@layer (\w+) \{")
_RULE_OF_ONE_CLASS = re.compile(r"(?m)^(\s*)(\.[\w-]+ \{)")
_DECLARATION = re.compile(r"(?m)^(\s*)([a-z][\w-]*):\s*([^;{}]+);")
_INNERMOST = re.compile(r"\b(clamp|min|max)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
_OF_THE_SCREEN = re.compile(r"[\d.]+(?:vw|vh|vmin|vmax)")
_LENGTH = re.compile(r"[\d.]+[a-z%]*")
_RULE = re.compile(r"([^{};]+) \{([^{}]*)\}")
_REMARK_BEFORE = re.compile(r".*\*/", re.DOTALL)
_GAP = re.compile(r"(?m)^\s*gap: ([\w.]+)(?: ([\w.]+))?;")
_NUMBER = re.compile(r"[\d.]+")
_SIDES = {"inline": ("left", "right"), "block": ("top", "bottom")}
_ONE_SIDE = re.compile(r"(margin|padding)-inline-(start|end)")
_TWO_SIDES = re.compile(r"(margin|padding)-(inline|block)|inset-(inline|block)")


_COMMON = frozenset({"tokens.css", "base.css", "forms.css", "screens.css"})
"""What customers or boards load, too."""


def of_the_owner(folder: Path) -> set[str]:
    """The names of the sheets of the owner, who may choose the browser, and whose budget of bytes
    is spent; `folder` is where they are."""
    dashboard = imported((folder / "dashboard.css").read_text())
    return {"dashboard.css", *dashboard, "panel.css", "programs.css", "settings.css"} - _COMMON


@lru_cache(maxsize=64)
def as_sent(name: str, css: str, folder: Path) -> str:
    """The style sheet of this name, with those in it that it imports, as it is sent; `folder` is
    where they are."""
    owners = of_the_owner(folder)

    def converted(name: str, css: str) -> str:
        return (without_layers if name in owners else for_older_engines)(css)

    css = whole(converted(name, css), folder, converted)
    return _SPACE.sub("", _FOR_PEOPLE.sub("", css))


def imported(css: str) -> list[str]:
    """The names of the sheets that this one imports."""
    return _IMPORT.findall(css)


def whole(css: str, folder: Path, converted: Callable[[str, str], str]) -> str:
    """The same style sheet with those in it that it imports, each `converted` by name."""
    return _IMPORT.sub(lambda found: converted(found[1], (folder / found[1]).read_text()), css)


@lru_cache(maxsize=64)
def for_older_engines(css: str) -> str:
    """The same style sheet without layers, and with a fallback before each newer declaration."""
    return _RULE.sub(_with_room, _DECLARATION.sub(_with_fallback, without_layers(css)))


def without_layers(css: str) -> str:
    """The same rules in the same order."""
    return _unwrapped(_ORDER.sub("", css))


def _unwrapped(css: str) -> str:
    found = _LAYER.search(css)
    if found is None:
        return css
    end = _closing(css, found.end())
    inside = css[found.end() : end]
    if found[1] == "utilities":
        # The last layer wins over those before it, whatever they are about.
        inside = _RULE_OF_ONE_CLASS.sub(r"\1:root \2", inside)
    return f"{css[: found.start()]}{inside}{_unwrapped(css[end + 1 :])}"


def _closing(css: str, start: int) -> int:
    """Where the bracket closes that was opened before `start`."""
    depth = 1
    for place in range(start, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if not depth:
            return place
    return len(css)


def _with_fallback(found: re.Match[str]) -> str:
    before, name, value = found.groups()
    plain = _plain(value)
    older = [f"{name}: {plain}"] if plain != value else []
    if name == "inset":
        older += _box(plain)
    elif value == "anywhere":
        older.append(f"{name}: break-word")
    elif one := _ONE_SIDE.fullmatch(name):
        older.append(f"-webkit-{one[1]}-{one[2]}: {plain}")
    elif sides := _TWO_SIDES.fullmatch(name):
        start, end, *_more = plain.split(" ") * 2 if "(" not in plain else (plain, plain)
        for side, length in zip(_SIDES[sides[2] or sides[3]], (start, end), strict=True):
            older.append(f"{sides[1]}-{side}: {length}" if sides[1] else f"{side}: {length}")
    indent = before.rpartition("\n")[2]
    return "".join((before, *(f"{line};\n{indent}" for line in older), f"{name}: {value};"))


def _with_room(found: re.Match[str]) -> str:
    """The rule of what is in a row, and after it margins for engines that know gaps in grids alone;
    those know no `inset` either."""
    rule, selectors, body = found[0], _REMARK_BEFORE.sub("", found[1]), found[2]
    gap = _GAP.search(body)
    if gap is None or "flex;" not in body or ":has(" in selectors:
        return rule
    across, along = (_NUMBER.sub(_half, gap[nth] or gap[1]) for nth in (1, 2))
    margin = f"margin: {across} {along}"
    if "wrap: wrap" not in body:
        margin = f"margin-left: {along}; margin-right: {along}"
    parts = ", ".join(f"{one.strip()} > *" for one in selectors.split(","))
    return f"{rule}\n@supports not (inset: 0) {{ {parts} {{ {margin}; }} }}"


def _half(number: re.Match[str]) -> str:
    return f"{float(number[0]) / 2:g}"


def _plain(value: str) -> str:
    """Without clamp(), min() and max(): the length that goes with the screen, else the first."""
    while found := _INNERMOST.search(value):
        kind, inside = found.groups()
        if _INNERMOST.search(inside):
            inside = _plain(inside)
        lengths = [part.strip() for part in re.split(r",(?![^(]*\))", inside)]
        if kind == "clamp":
            chosen = lengths[1]
        elif "100%" in lengths and value.endswith("minmax(", 0, found.start()):
            # The least width of a column: one that is wider than the screen stands out of it.
            chosen = "100%"
        else:
            plain = [length for length in lengths if _LENGTH.fullmatch(length)]
            screen = [length for length in plain if _OF_THE_SCREEN.fullmatch(length)]
            chosen = (screen or plain or lengths)[0]
        if not _LENGTH.fullmatch(chosen):
            chosen = f"calc({chosen})"
        value = value[: found.start()] + chosen + value[found.end() :]
    return value


def _box(value: str) -> list[str]:
    lengths = value.split(" ") if "(" not in value else [value]
    top, right, bottom, left = (lengths * 4)[:4] if len(lengths) in (1, 2, 4) else (lengths * 2)[:4]
    return [f"top: {top}", f"right: {right}", f"bottom: {bottom}", f"left: {left}"]
