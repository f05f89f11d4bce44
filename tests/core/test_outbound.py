"""Calls to other people's servers reach only who may be called, and end in time whatever the server does."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import addresses, outbound
from core.errors import Refused, Unavailable
from core.outbound import Limits, Tls, send
from tests.certificates import Authority
from tests.rest_server import RestServer, running


@pytest.fixture
def server(settings: Any) -> Iterator[RestServer]:
    """A server on this machine, which the administrator has allowed."""
    with running(RestServer()) as server:
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_address[1]}"]
        yield server


@pytest.fixture
def other(server: RestServer, settings: Any) -> Iterator[RestServer]:
    """Another one, allowed too."""
    with running(RestServer()) as other:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, f"127.0.0.1:{other.server_address[1]}"]
        yield other


def naming(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """A resolver that says one answer after the other, and the last one from then on; gives what it was asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


# --- what is asked, and what comes back


def test_a_call_carries_method_path_query_headers_and_payload(server):
    answer = send(
        "POST", f"{server.url}/echo/ä b?q=1&x=%2F".replace(" ", "%20"), headers=[("X-Plant", "Tampere ä")], body=b'{"a": 1}'
    )

    seen = json.loads(answer.body)
    assert answer.status == 200
    assert seen["method"] == "POST"
    assert seen["raw_path"] == "/echo/%C3%A4%20b?q=1&x=%2F"
    assert seen["headers"]["X-Plant"].encode("latin-1").decode() == "Tampere ä"
    assert seen["body"] == '{"a": 1}'
    assert seen["headers"]["Host"] == f"127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize("status", [204, 304, 400, 401, 404, 500, 503])
def test_any_status_is_an_answer(server, status):
    assert send("GET", f"{server.url}/status/{status}").status == status


def test_head_answers_without_body(server):
    answer = send("HEAD", f"{server.url}/large?bytes=100")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "100")


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/deflate?bare"])
def test_packed_answers_are_unpacked(server, path):
    assert json.loads(send("GET", server.url + path).body) == {"packed": True}


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://example.com/x", "begins with https://"),
        ("file:///etc/passwd", "begins with https://"),
        ("gopher://example.com", "begins with https://"),
        ("//example.com", "begins with https://"),
        ("example.com/data", "begins with https://"),
        ("http://", "begins with https://"),
        ("http://a b/", "holds a space"),
        ("http://example.com/\r\nX: 1", "holds a space"),
        ("http://example.com:99999/", "is no URL"),
        ("http://example.com:0/", "port 0"),
        ("http://user:word@example.com/", "user name or password"),
        ("http://exa$mple.com/", "is no name of a host"),
        ("http://[::1/", "is no URL"),
        ("http://example.com/" + "x" * 9_000, "characters"),
    ],
)
def test_what_is_no_url_is_refused(url, says):
    with pytest.raises(Refused, match=says):
        send("GET", url)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("X-Plant", "a\r\nX-Evil: 1", "line break"),
        ("X-Plant", "a\nb", "line break"),
        ("X-Plant", "a\0b", "control character"),
        ("X Plant", "a", "cannot be the name"),
        ("X-Plant\r\nX-Evil", "a", "cannot be the name"),
        ("", "a", "cannot be the name"),
        ("Host", "metadata", "follows from the call"),
        ("Content-Length", "0", "follows from the call"),
        ("transfer-encoding", "chunked", "follows from the call"),
        ("Proxy-Authorization", "x", "follows from the call"),
        ("X-Long", "x" * 17_000, "16,000 are allowed"),
    ],
)
def test_a_header_cannot_smuggle_anything_in(server, name, value, says):
    with pytest.raises(Refused, match=says):
        send("GET", f"{server.url}/echo", headers=[(name, value)])
    assert server.seen == []


# --- whom it reaches


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
        "0.0.0.0", "224.0.0.1", "224.0.1.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.0.192", "198.18.0.1",
        "192.0.2.1", "168.63.129.16", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2001::1", "2001:db8::1", "fec0::1", "3fff::1", "5f00::1", "100::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_the_internet_is_not_called(monkeypatch, address):
    naming(monkeypatch, address)

    with pytest.raises(addresses.NotAllowed, match=r"“nice\.example” is on this machine or in a private network"):
        send("GET", "http://nice.example/")


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"])
def test_an_address_of_the_internet_may_be_called(monkeypatch, address):
    naming(monkeypatch, address)
    assert addresses.resolve("nice.example", 443, timeout_s=1)[0][1][0] == address


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "LOCALHOST.", "[::1]", "[::ffff:7f00:1]"]
)
def test_other_ways_to_write_this_machine_are_seen_through(host):
    with pytest.raises((addresses.NotAllowed, Unavailable)) as caught:
        send("GET", f"http://{host}:6379/")
    assert caught.value.code in ("address", "host")


@pytest.mark.parametrize(
    ("entry", "host", "port", "is_allowed"),
    [
        ("10.0.0.0/8", "10.1.2.3", 80, True),
        ("10.0.0.0/8", "11.1.2.3", 80, True),
        ("10.0.0.0/8", "192.168.0.1", 80, False),
        ("192.168.0.1:8080", "192.168.0.1", 8080, True),
        ("192.168.0.1:8080", "192.168.0.1", 8081, False),
        ("fd00::/8", "fd00::1", 80, True),
        ("[fd00::1]:8080", "fd00::1", 8080, True),
        ("[fd00::1]:8080", "fd00::1", 80, False),
        ("10.0.0.0/8", "::ffff:10.0.0.1", 80, True),
        ("10.0.0.0/8", "127.0.0.1", 80, False),
    ],
)
def test_the_administrator_allows_networks_and_ports(settings, entry, host, port, is_allowed):
    settings.OUTBOUND_ALLOW = [entry]
    if is_allowed:
        assert addresses.resolve(host, port, timeout_s=1)
    else:
        with pytest.raises(addresses.NotAllowed):
            addresses.resolve(host, port, timeout_s=1)


@pytest.mark.parametrize(
    ("entry", "host", "is_allowed"),
    [
        ("printer.lan", "printer.lan", True),
        ("printer.lan", "Printer.LAN.", True),
        ("printer.lan", "other.lan", False),
        ("printer.lan:80", "printer.lan", True),
        ("printer.lan:631", "printer.lan", False),
        ("*.lan", "a.b.lan", True),
        ("*.lan", "lan", False),
        ("*.lan", "evil-lan", False),
    ],
)
def test_the_administrator_allows_names(settings, monkeypatch, entry, host, is_allowed):
    settings.OUTBOUND_ALLOW = [entry]
    naming(monkeypatch, "10.0.0.7")
    if is_allowed:
        assert addresses.resolve(host, 80, timeout_s=1)
    else:
        with pytest.raises(addresses.NotAllowed):
            addresses.resolve(host, 80, timeout_s=1)


@pytest.mark.parametrize("entry", ["printer.lan:http", "10.0.0.1:0", "10.0.0.1:99999"])
def test_a_setting_that_is_not_understood_says_so(entry):
    with pytest.raises(ValueError, match="is not understood"):
        addresses.allowance(entry)


def test_a_name_is_looked_up_once_and_that_very_address_is_called(server, settings, monkeypatch):
    """Rebinding: between the look and the call the name comes to mean another machine."""
    settings.OUTBOUND_ALLOW = []
    asked = naming(monkeypatch, "93.184.216.34", "127.0.0.1")
    called: list[Any] = []

    def connect(_: socket.socket, address: Any) -> None:
        called.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(outbound._Socket, "connect", connect)

    with pytest.raises(Unavailable, match="cannot be reached: connection refused"):
        send("GET", f"http://rebinding.example:{server.server_address[1]}/echo")
    assert (asked, called) == (["rebinding.example"], [("93.184.216.34", server.server_address[1])])
    assert server.seen == []


def test_of_several_addresses_only_those_that_may_be_called_are(settings, monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("10.0.0.1", "93.184.216.34")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert addresses.resolve("two.example", 80, timeout_s=1) == [(socket.AF_INET, ("93.184.216.34", 80))]


def test_a_host_that_nobody_knows_is_named(monkeypatch):
    def getaddrinfo(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(Unavailable, match=r"There is no host “typo\.example”"):
        send("GET", "http://typo.example/")


def test_a_resolver_that_says_nothing_is_not_waited_for(monkeypatch):
    import threading

    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(10) and [])
    with pytest.raises(Unavailable, match=r"Nobody has told within 0\.05 s"):
        addresses.resolve("slow.example", 80, timeout_s=0.05)
    never.set()


# --- redirects


def test_redirects_are_followed_and_counted(server):
    answer = send("GET", f"{server.url}/redirect?to=/redirect?to=/echo")
    assert (answer.status, answer.redirects, answer.url) == (200, 2, f"{server.url}/echo")


def test_a_redirect_to_this_machine_is_refused(server):
    with pytest.raises(addresses.NotAllowed):
        send("GET", f"{server.url}/redirect?to=http://127.0.0.1:1/secret")


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://localhost:6379/", "http://[::1]/"])
def test_each_redirect_is_looked_at(server, target):
    with pytest.raises(addresses.NotAllowed):
        send("GET", f"{server.url}/redirect?to={target}")


def test_a_redirect_to_another_scheme_is_refused(server):
    with pytest.raises(Refused, match="begins with https://"):
        send("GET", f"{server.url}/redirect?to=file:///etc/passwd")


def test_redirects_come_to_an_end(server):
    with pytest.raises(Refused, match="more than 5 times"):
        send("GET", f"{server.url}/again")
    assert server.counts["/again"] == 6


def test_who_follows_no_redirects_sees_the_redirect(server):
    answer = send("GET", f"{server.url}/redirect?to=/echo", limits=Limits(redirects=0))
    assert (answer.status, answer.headers["location"]) == (302, "/echo")


def test_credentials_stay_with_the_server_they_were_meant_for(server, other):
    secrets = [("Authorization", "Bearer x"), ("X-Api-Key", "k"), ("Cookie", "c=1"), ("Accept", "text/plain")]

    send("GET", f"{server.url}/redirect?to={other.url}/echo", headers=secrets)
    send("GET", f"{server.url}/redirect?to=/echo", headers=secrets)

    sent_on = {name.lower() for name in other.seen[-1]["headers"]}
    assert sent_on.isdisjoint({"authorization", "x-api-key", "cookie"})
    assert "accept" in sent_on
    assert server.seen[-1]["headers"]["Authorization"] == "Bearer x"


@pytest.mark.parametrize("status", [307, 308])
def test_a_payload_is_not_sent_on_to_another_server(server, other, status):
    with pytest.raises(Refused, match="wants the payload sent on to"):
        send("POST", f"{server.url}/redirect?status={status}&to={other.url}/echo", body=b"password=x")
    assert other.seen == []


@pytest.mark.parametrize(
    ("status", "method", "body"), [(301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", "x"), (308, "POST", "x")]
)
def test_what_a_redirect_makes_of_a_post(server, status, method, body):
    send("POST", f"{server.url}/redirect?status={status}&to=/echo", body=b"x")
    assert (server.seen[-1]["method"], server.seen[-1]["body"]) == (method, body)


# --- bounds


@pytest.mark.parametrize("path", ["/silent", "/trickle", "/slow-head"])
def test_a_slow_answer_ends_at_the_limit_of_the_whole_call(server, path):
    with pytest.raises(Unavailable, match=r"has not answered within 0\.3 s") as caught:
        send("GET", server.url + path, limits=Limits(total_s=0.3))
    assert caught.value.code == "timeout"


def test_a_server_that_says_nothing_ends_at_the_limit_for_reading(server):
    with pytest.raises(Unavailable, match=r"has not answered within 0\.1 s") as caught:
        send("GET", f"{server.url}/silent", limits=Limits(total_s=60, read_s=0.1))
    assert caught.value.code == "timeout"


@pytest.mark.parametrize("path", ["/endless", "/bomb", "/large?bytes=100001"])
def test_a_large_answer_ends_at_the_limit_of_its_size(server, path):
    with pytest.raises(Refused, match="sends more than 100,000 bytes"):
        send("GET", server.url + path, limits=Limits(max_bytes=100_000))


def test_an_answer_of_just_the_allowed_size_is_taken(server):
    assert len(send("GET", f"{server.url}/large?bytes=100000", limits=Limits(max_bytes=100_000)).body) == 100_000


@pytest.mark.parametrize(
    ("path", "error", "says"),
    [
        ("/cut", Unavailable, "broken off in the middle"),
        ("/garbage", Unavailable, "does not answer in HTTP"),
        ("/broken-gzip", Unavailable, "cannot be unpacked"),
        ("/brotli", Refused, "packed as “br”"),
    ],
)
def test_a_damaged_answer_is_told_as_such(server, path, error, says):
    with pytest.raises(error, match=says):
        send("GET", server.url + path)


def test_a_closed_port_is_told_as_such(settings):
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with socket.socket() as held:  # bound, so that nobody else listens there
        held.bind(("127.0.0.1", 0))
        with pytest.raises(Unavailable, match="cannot be reached: connection refused"):
            send("GET", f"http://127.0.0.1:{held.getsockname()[1]}/")


# --- TLS


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def secure(authority: Authority, settings: Any, tmp_path: Path) -> Iterator[RestServer]:
    certificate = authority.sign("server", "127.0.0.1").into(tmp_path / "server.pem")
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8", "localhost"]
    with running(RestServer(), certificate=certificate) as server:
        yield server


def test_a_certificate_of_an_unknown_authority_is_refused(secure):
    with pytest.raises(Refused, match="is not trusted: unable to get local issuer certificate"):
        send("GET", f"{secure.url}/echo")
    assert secure.seen == []


def test_an_authority_of_ones_own_is_trusted(secure, authority):
    assert send("GET", f"{secure.url}/echo", tls=Tls(ca=authority.pem)).status == 200


def test_a_certificate_for_another_name_is_refused(secure, authority):
    with pytest.raises(Refused, match="is not trusted: "):
        send("GET", f"https://localhost:{secure.server_address[1]}/echo", tls=Tls(ca=authority.pem))


def test_who_insists_does_without_a_check(secure):
    assert send("GET", f"{secure.url}/echo", tls=Tls(verify=False)).status == 200


def test_a_slow_answer_over_tls_ends_at_the_limit(secure):
    with pytest.raises(Unavailable) as caught:
        send("GET", f"{secure.url}/trickle", tls=Tls(verify=False), limits=Limits(total_s=0.3))
    assert caught.value.code == "timeout"


def test_an_expired_certificate_is_refused(authority, settings, tmp_path):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    certificate = authority.sign("server", "127.0.0.1", days=-1).into(tmp_path / "server.pem")
    with running(RestServer(), certificate=certificate) as server, pytest.raises(Refused, match="has expired"):
        send("GET", f"{server.url}/echo", tls=Tls(ca=authority.pem))


def test_a_client_certificate_opens_the_door(authority, settings, tmp_path):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    (tmp_path / "authority.pem").write_text(authority.pem)
    certificate = authority.sign("server", "127.0.0.1").into(tmp_path / "server.pem")
    client = authority.sign("plant 7")
    with running(RestServer(), certificate=certificate, client_authority=tmp_path / "authority.pem") as server:
        shown = Tls(ca=authority.pem, certificate=client.certificate, key=client.key)
        assert send("GET", f"{server.url}/echo", tls=shown).status == 200
        with pytest.raises(Unavailable):
            send("GET", f"{server.url}/echo", tls=Tls(ca=authority.pem))


def test_plain_http_spoken_to_over_tls_is_told_as_such(server):
    with pytest.raises(Unavailable, match="secure connection"):
        send("GET", f"{server.url}/echo".replace("http://", "https://"))


@pytest.mark.parametrize("tls", [Tls(ca="nonsense"), Tls(certificate="nonsense", key="nonsense")])
def test_texts_that_are_no_certificates_are_refused(server, tls):
    with pytest.raises(Refused, match="PEM form"):
        send("GET", f"{server.url}/echo".replace("http://", "https://"), tls=tls)
