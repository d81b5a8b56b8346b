"""A mail server that offers no encryption: what it is told depends on where it is."""

from __future__ import annotations

import pytest

from app.mail import smtp
from app.mail.smtp import MailRefused, greet
from app.settings import SmtpServer
from tests.support.bad_mail_server import BadMailServer


@pytest.mark.parametrize(
    ("address", "near"),
    [
        *[(address, True) for address in ("127.0.0.1", "10.1.2.3", "192.168.7.5", "172.17.0.2")],
        *[(address, True) for address in ("169.254.1.1", "100.64.3.4", "::1", "fd12::7")],
        *[(address, True) for address in ("fe80::1%eth0", "::ffff:10.1.2.3")],
        *[(address, False) for address in ("93.184.216.34", "172.32.0.1", "2606:2800:220:1::1")],
        ("::ffff:93.184.216.34", False),
    ],
)
def test_network_of_ones_own_is_told_from_the_internet(address: str, *, near: bool) -> None:
    assert smtp._is_near(address) is near


# Whoever stands on the way would leave out just the offer of encryption.
TAKES_A_PASSWORD = {"ehlo": "250-here\r\n250 AUTH PLAIN", "auth": "235 welcome"}


def with_a_password(server: BadMailServer) -> SmtpServer:
    return SmtpServer(server.smtp.host, server.smtp.port, "shop", "a secret")


def test_server_far_away_that_offers_no_encryption_hears_no_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with BadMailServer(TAKES_A_PASSWORD) as server:
        # As if it were.
        monkeypatch.setattr(smtp, "_is_near", lambda _address: False)
        with pytest.raises(MailRefused, match=r"offers no encryption \(STARTTLS\)") as refused:
            greet(with_a_password(server))
        assert not refused.value.permanent
        assert "auth" not in server.heard
        # Without a password there is nothing to read but mails, as between any two servers.
        greet(server.smtp)


def test_server_nearby_may_offer_none() -> None:
    with BadMailServer(TAKES_A_PASSWORD) as server:
        greet(with_a_password(server))
        assert "auth" in server.heard
