"""What counts as the open internet, where webhooks' messages may go, and names that lead there."""

import socket
import time
from ipaddress import ip_address

import pytest
from flask import Flask

from app.environment.listening import webhook_hosts
from app.webhooks.addresses import checked, is_public
from app.webhooks.sending import Sender, Unanswered
from tests.support.name_server import NameServer

PATIENCE = 0.6  # seconds


@pytest.mark.parametrize(
    "address",
    [
        *("fec0::1", "::ffff:0:7f00:1", "5f00::1", "::1", "::", "::127.0.0.1", "::ffff:10.0.0.1"),
        *("3fff::1", "2001:1::1", "2001:20::1", "192.88.99.1"),
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


# Of each kind what the registries of special-purpose addresses have (RFC 6890, as IANA keeps it).
ELSEWHERE = {
    "this machine": "[::1] [::] [::7f00:1] [::127.0.0.1] 127.0.0.1 127.1.2.3 0.0.0.0",
    "this machine, mapped": "[::ffff:7f00:1] [::ffff:127.0.0.1] "
    "[::FFFF:7F00:1] [0:0:0:0:0:ffff:7f00:1]",
    "this network": "[fc00::1] [fd12:3456::1] 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1",
    "this network, mapped": "[::ffff:a00:1] [::ffff:10.0.0.1] [::ffff:c0a8:101] [::ffff:a9fe:a9fe]",
    "this link": "[fe80::1] [fe80::1%25eth0] [fe80::1%eth0] [febf::1] 169.254.169.254",
    "this site, as it was": "[fec0::1]",
    "one network, by the name of its link": "[2606:4700::1%25eth0] "
    "[2606:4700::1%eth0] [2606:4700::1%]",
    "any, mapped": "[::ffff:8.8.8.8] [::ffff:808:808] [::ffff:0:808:808]",
    "any, as NAT64 translates": "[64:ff9b::808:808] [64:ff9b::8.8.8.8] "
    "[64:ff9b::a00:1] [64:ff9b:1::a00:1]",
    "any, by 6to4 or Teredo": "[2002:808:808::1] [2002:7f00:1::1] "
    "[2001::1] [2001:0:a00:1::1] 192.88.99.1",
    "many at once": "[ff02::1] [ff0e::1] 224.0.0.1 255.255.255.255",
    "protocols": "[2001:1::1] [2001:2::1] [2001:10::1] "
    "[2001:20::1] [2001:1ff::1] 192.0.0.8 198.18.0.1",
    "books": "[2001:db8::1] [3fff::1] [3fff:fff::1] 192.0.2.1 198.51.100.1 203.0.113.1",
    "nothing": "[100::1] [4000::1] [5f00::1] [8000::1] 240.0.0.1",
    "with something behind": "[2606:4700::1].example.com [2606:4700::1]x",
    "no address": "[] [:] [::g] [2606:4700::1::2] [12345::1] [v1.a] [2606:4700:::1] 2606:4700::1",
}
OPEN = (
    *("[2606:4700::1]", "[2606:4700::1]:8443", "[2606:4700:4700::1111]", "[2A01:4F8::1]"),
    *("[2a00:1450:4001:0:0:0:0:1]", "[2400:cb00:2048:1::6814:155]", "[2001:4860:4860::8888]"),
    *("[2001:200::1]", "[3ffe::1]", "[2600::]", "8.8.8.8", "8.8.8.8:8443", "example.com"),
)


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_receiver_at_an_address_that_is_none_of_the_open_internet_is_refused(
    app: Flask, kind: str
) -> None:
    for host in ELSEWHERE[kind].split():
        for url in (f"https://{host}/", f"https://{host}:8443/queue", f"https://user@{host}/"):
            with app.test_request_context(), pytest.raises(ValueError, match="public address"):
                checked(url, ())
        with pytest.raises(Unanswered, match=r"^not allowed$"), app.test_request_context():
            Sender().post(f"https://{host}/", {}, b"{}")


@pytest.mark.parametrize("host", OPEN)
def test_receiver_at_a_public_address_is_taken(app: Flask, host: str) -> None:
    with app.test_request_context():
        assert checked(f"https://{host}/queue?x=1", ()) == f"https://{host}/queue?x=1"
        with pytest.raises(ValueError, match="public address"):
            checked(f"http://{host}/queue", ())


def test_receiver_by_its_address_is_asked_for_by_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []

    def call(address: tuple[str, int], _seconds: float) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", call)
    for url in ("https://[2606:4700::1]/", "https://[2606:4700::1]:8443/", "https://8.8.8.8/"):
        with app.test_request_context(), pytest.raises(Unanswered, match=r"^refused$"):
            Sender().post(url, {}, b"{}")
    assert asked == [("2606:4700::1", 443), ("2606:4700::1", 8443), ("8.8.8.8", 443)]


@pytest.mark.parametrize(
    ("vouched", "url", "taken"),
    [
        ("[fd00::5]", "http://[fd00::5]:81/", True),
        ("[fd00::5]:8080", "http://[fd00::5]:8080/", True),
        ("[FD00::5]:8080", "http://[fd00::5]:8080/", True),
        ("[fd00::5]:8080", "http://[fd00::5]/", False),
        ("[fd00::5]:8080", "http://[fd00::5:8080]/", False),
        ("fd00::5", "http://[fd00::5]/", True),
        ("[::1]:443", "https://[::1]/", True),
        ("till.local:80", "http://till.local/", True),
        ("till.local:443", "https://till.local/", True),
        ("till.local:443", "http://till.local/", False),
    ],
)
def test_deployer_vouches_for_a_host_as_its_address_is_written(
    app: Flask, vouched: str, url: str, taken: bool
) -> None:
    allowed = webhook_hosts({"WEBHOOK_HOSTS": vouched})
    with app.test_request_context():
        if taken:
            assert checked(url, allowed) == url
            return
        with pytest.raises(ValueError, match="public address"):
            checked(url, allowed)


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
