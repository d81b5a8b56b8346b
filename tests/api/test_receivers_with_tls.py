"""A receiver behind TLS is told what happens if its certificate is trusted and its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.security import trust
from app.webhooks.sending import Sender, Unanswered
from testing.installed import installed
from tests.support.certificates import Authority
from tests.support.receiver import Receiver

LOOPBACK = frozenset({"localhost"})


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    """One whom this machine trusts, as OpenSSL's SSL_CERT_FILE says."""
    installed("openssl")
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    trust.forget()
    yield authority
    trust.forget()


def test_receiver_with_a_certificate_of_its_own_is_told(authority: Authority) -> None:
    with Receiver(tls=authority.serves("localhost")) as receiver:
        assert Sender(LOOPBACK, 5).post(receiver.url, {"X-Test": "1"}, b"{}") == 200
    ((path, headers, body),) = receiver.got
    assert (path, headers["X-Test"], body) == ("/hook", "1", b"{}")


def test_receiver_with_the_certificate_of_another_gets_nothing(authority: Authority) -> None:
    with Receiver(tls=authority.serves("shop.example")) as receiver:
        with pytest.raises(Unanswered, match=r"^no trusted certificate$"):
            Sender(LOOPBACK, 5).post(receiver.url, {}, b"{}")
        assert receiver.got == []


def test_receiver_whose_authority_nobody_knows_gets_nothing(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with Receiver(tls=authority.serves("localhost")) as receiver:
        with pytest.raises(Unanswered, match=r"^no trusted certificate$"):
            Sender(LOOPBACK, 5).post(receiver.url, {}, b"{}")
        assert receiver.got == []


def test_receiver_is_told_though_no_certificate_could_be_read_before(authority: Authority) -> None:
    shown = authority.serves("localhost")
    away = authority.path.rename(authority.path.with_suffix(".away"))
    with Receiver(tls=shown) as receiver:
        with pytest.raises(Unanswered, match=r"^no trusted certificate$"):
            Sender(LOOPBACK, 5).post(receiver.url, {}, b"{}")
        away.rename(authority.path)
        assert Sender(LOOPBACK, 5).post(receiver.url, {}, b"{}") == 200
