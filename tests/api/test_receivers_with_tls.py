"""A receiver behind TLS is told what happens if its certificate is trusted and its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.webhooks import sending
from app.webhooks.sending import Sender, Unanswered
from testing.installed import installed
from tests.support.certificates import Authority
from tests.support.receiver import Receiver

LOOPBACK = frozenset({"localhost"})


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One whom this machine trusts, as OpenSSL's SSL_CERT_FILE says."""
    installed("openssl")
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    sending._trust.cache_clear()
    monkeypatch.setattr(sending, "_trust", sending._trust.__wrapped__)
    return authority


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
