"""An address as contacts and mail programs give it is understood, if it can mean only one."""

from __future__ import annotations

import pytest

from app.forms import rules

ADDRESSES = [
    *(
        "\u202aann@example.com",
        "ann@example.com\u202c",
        "\u200bann@example.com",
        "ann@example.com.",
    ),
    *(
        "\ufeffann@example.com",
        "Ann <ann@example.com>",
        "mailto:ann@example.com",
        "ann@example.com ",
    ),
    *('"Onymous, Ann" <ann@example.com>', "MAILTO:ann@example.com?subject=Hi", "'ann@example.com'"),
    *("ann@example.com,", "ann＠example.com", "Ann Onymous <ann@example.com>;", "ann@EXAMPLE.com"),
    *("<ann@example.com>", "<mailto:ann@example.com>", "ann@example.com>", "(ann@example.com)"),
    *("[ann@example.com](mailto:ann@example.com)", "E-mail: ann@example.com", "«ann@example.com»"),
    *(
        "ann@example.com…",
        "ann@example.com!",
        "ann@example。com",
        "ann@example.com|",
    ),
    # The width of a Japanese keyboard, programs that name an address twice, marks of a messenger.
    *(
        "ａｎｎ@example.com",
        "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "＜ann@example.com＞；",
        "【ann@example.com】",
    ),
    *("「ann@example.com」", "ann@example.com、", "ann@example.com،", "·ann@example.com·"),
    *("mailto://ann@example.com", "ann@example.com%20", "ann@example.com/", "To: ann@example.com"),
    *("ann@example.com <ann@example.com>", "ann@example.com<mailto:ann@example.com>"),
    *("Ann [mailto:ann@example.com]", "Ann (ann@example.com)", "ann@example.com (Ann)"),
    *('"Onymous, Ann <ann@example.com>" <ann@example.com>', "E-Mail-Adresse: ann@example.com"),
    *("*ann@example.com*", "_ann@example.com_", "`ann@example.com`", "**ann@example.com**"),
    *("&lt;ann@example.com&gt;", "ann <3 <ann@example.com>", "Ann: ann@example.com"),
    *("mailto:ann%40example.com", "ann@exam\u00adple.com", "\u2068ann@example.com\u2069\n"),
]


@pytest.mark.parametrize("pasted", ADDRESSES)
def test_address_out_of_a_contact_is_understood(pasted: str) -> None:
    assert rules.email(pasted) == "ann@example.com"


def test_address_may_begin_with_signs_that_stand_around_others() -> None:
    for address in (
        "_ann@example.com",
        "*ann@example.com",
        "{ann}@example.com",
        "ann_@example.com",
    ):
        assert rules.email(address) == address


@pytest.mark.parametrize(
    "pasted",
    [
        *("a@b.example <c@d.example>", "Ann <ann@example.com> <x@y.example>"),
        *("b@example.com <mailto:ann@example.com>", "b@example.com (ann@example.com)"),
        *("http://ann@example.com", "ann smith@example.com"),
        *("[ann@example.com](mailto:b@example.com)", "ann @example.com", "e-mail: a@b.c, d@e.f"),
        *("ann@example.com b@example.com", "ann@", "mailto:", "Ann <>", "=?x?=@example.com"),
        *("ann@example.com\r\nBcc: x@example.com", "\u202eann@example.com", f"{'a' * 400}@b.c"),
    ],
)
def test_address_that_may_mean_another_is_refused(pasted: str) -> None:
    with pytest.raises(ValueError, match="Please give an e-mail address"):
        rules.email(pasted)
