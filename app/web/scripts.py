"""Scripts as they are sent: small, and one for each page.

What is said to people who read them is left out: a quarter of their weight. A script that imports
others is sent with them in it, which is smaller when it is compressed, and one request. Each of
them has names of its own, and one that fails stops no other, as it is where they are apart.
"""

import re
from functools import lru_cache
from pathlib import Path

_IMPORT = re.compile(r'^import "\./([\w-]+\.js)";\n', re.MULTILINE)
_REMARK = re.compile(r"^[ \t]*(?://.*\n)?|(?<=[;,{]) // .*$", re.MULTILINE)
_PART = "try {{\n{}}} catch (error) {{\nsetTimeout(() => {{ throw error; }});\n}}\n"


def imported(script: str) -> list[str]:
    """The names of the scripts that this one imports."""
    return _IMPORT.findall(script)


@lru_cache(maxsize=64)
def as_sent(_name: str, script: str, folder: Path) -> str:
    """The same script, with those in it that it imports; `folder` is where they are."""
    whole = _IMPORT.sub(lambda found: _PART.format((folder / found[1]).read_text()), script)
    return _REMARK.sub("", whole)
