"""What counts as the open internet, where webhooks' messages may go, and names that lead there."""

import socket
import time
from ipaddress import ip_address

import pytest

from app.webhooks.addresses import is_public
from app.webhooks.sending import Sender, Unanswered
from tests.support.name_server import NameServer

PATIENCE = 0.6  # seconds


@pytest.mark.parametrize(
    "address",
    [
        *("fec0::1", "::ffff:0:7f00:1", "5f00::1", "::1", "::", "::127.0.0.1", "::ffff:10.0.0.1"),
        *("64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fe80::1"),
        *(
            "fd00::1",
            "ff02::1",
            "2001:db8::1",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "240.0.0.1",
        ),
        *("240.0.0.1", "255.255.255.255", "224.0.0.1", "169.254.169.254", "0.0.0.0", "127.9.9.9"),
    ],
)
def test_address_that_is_none_of_the_open_internet_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "2a01:4f8::1", "::ffff:8.8.8.8"])
def test_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.slow
def test_name_with_many_addresses_that_say_nothing_is_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else each of them would be waited for in turn, and a few such names hold all workers."""

    def call(_address: tuple[str, int], seconds: float) -> None:
        time.sleep(seconds)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", call)
    with NameServer([f"8.8.8.{nth}" for nth in range(1, 13)]) as names:
        begun = time.monotonic()
        with pytest.raises(Unanswered, match=r"^no answer in time$"):
            Sender((), PATIENCE, names.resolver).post("https://many.example.com/", {}, b"{}")
        assert time.monotonic() - begun < PATIENCE + 1
