"""Fetching reaches articles and refuses everything else: addresses that are not public, and servers that mean harm."""

import ipaddress
import socket
from collections.abc import Iterator

import pytest
from hostile import Server, serving

from index import network
from index.errors import ArticleError
from index.fetch import Fetcher, Limits
from index.load import read
from index.types import Article

LIMITS = Limits(seconds=1, size=200_000, redirects=3, pause=0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def fetched(address: str) -> list[Article | ArticleError]:
    return list(Fetcher(allow_private=True, limits=LIMITS)(address))


@pytest.mark.parametrize("path", ["/", "/moved", "/packed", "/?a=é b", "/#part"], ids=["page", "moved", "packed", "query", "part"])
def test_article_is_fetched_with_its_address(server: Server, path: str) -> None:
    (article,) = fetched(server.address + path)
    assert isinstance(article, Article)
    assert article.title == "Talks fail"
    assert article.imprint.link
    assert "#" not in article.imprint.link
    sent = server.asked[-1][1]
    assert sent["User-Agent"].startswith("onrecord/")
    assert not {"Cookie", "Referer", "Authorization"} & set(sent)


def test_the_encoding_that_the_server_says_counts(server: Server) -> None:
    (article,) = fetched(server.address + "/latin")
    assert isinstance(article, Article)
    assert "café" in article.text


HARM = {
    "/slow": "takes longer than 1 s",
    "/slow-head": "takes longer than 1 s",
    "/endless": "is larger than",
    "/bomb": "is larger than",
    "/round": "leads on more than 3 times",
    "/brotli": 'packed as "br"',
    "/zip": "is an archive",
    "/typed-zip": "is not read",
    "/video": "is not read",
    "/entities": "declares XML entities",
    "/long-head": "cannot fetch",
    "/garbage": "cannot fetch",
    "/cut": "cannot fetch",
    "/nothing": "the server answers 404",
    "/secret/page": "robots.txt",
    "/to?file:///etc/passwd": "no address of the web",
    "/to?ftp://127.0.0.1/": "no address of the web",
    "/to?gopher://127.0.0.1/": "no address of the web",
    "/to?//user:word@127.0.0.1/": "a name and a password",
    "/to?/secret": "robots.txt",
}


@pytest.mark.parametrize("path", HARM)
def test_what_a_hostile_server_does_is_refused_in_time(server: Server, path: str) -> None:
    with pytest.raises(ArticleError, match=HARM[path].replace(".", r"\.")):
        fetched(server.address + path)


def test_a_server_without_a_certificate_is_refused(server: Server) -> None:
    with pytest.raises(ArticleError, match="cannot fetch"):
        fetched(server.address.replace("http:", "https:"))


@pytest.mark.parametrize("status", [500, 503])
def test_nothing_is_fetched_while_the_rules_of_a_server_cannot_be_had(server: Server, status: int) -> None:
    server.robots_status = status
    with pytest.raises(ArticleError, match="does not say whether it may be read"):
        fetched(server.address)
    assert [path for path, _ in server.asked] == ["/robots.txt"]


def test_a_server_without_rules_may_be_read(server: Server) -> None:
    server.robots_status = 404
    assert len(fetched(server.address)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/machine/",
        "http://100.100.100.200/",
        "http://192.0.0.192/opc/v2/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "https://127.0.0.1/",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", never)
    with pytest.raises(ArticleError, match="not a public address"):
        list(Fetcher(limits=LIMITS)(address))
    with pytest.raises(ArticleError, match="not a public address"):
        list(read(address))


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "http:///a",
        "https://exa mple.org/",
        "http://example.org:99999/",
        "http://[::1",
        "http://a\r\nX: y/",
        "http://\x00/",
        f"http://{'a' * 70}.org/",
        "http://user:word@example.org/",
        "http://user@example.org/",
    ],
    ids=repr,
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ArticleError, match=r"no address|a name and a password"):
        list(Fetcher(limits=LIMITS)(address))


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names have these addresses, another list each time one is looked up; gives the list of the connections made."""
    made: list[str] = []
    left = iter(answers)

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(left)]

    def connect(self: object, host: str, *_: object) -> None:
        made.append(host)
        raise network.httpcore.ConnectError("refused")

    monkeypatch.setattr(network.socket, "getaddrinfo", look_up)
    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", connect)
    return made


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = resolving(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])
    with pytest.raises(ArticleError, match="cannot fetch"):
        list(Fetcher(limits=LIMITS)("http://rebinding.example/"))
    assert made == ["1.1.1.1"]


def test_a_name_with_one_address_that_is_not_public_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = resolving(monkeypatch, ["1.1.1.1", "10.0.0.1"])
    with pytest.raises(ArticleError, match=r"10\.0\.0\.1, which is not a public address"):
        list(Fetcher(limits=LIMITS)("http://mixed.example/"))
    assert made == []


def test_ports_of_other_services_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = resolving(monkeypatch, ["1.1.1.1"])
    with pytest.raises(ArticleError, match="port 25"):
        list(Fetcher(limits=LIMITS)("http://mail.example:25/"))
    assert made == []


def test_a_redirect_is_checked_as_the_first_address_was(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    public = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(network, "is_public", lambda address: address == public)  # as if the server were in the world
    for private in ("http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/", "http://localhost.localdomain.invalid/"):
        with pytest.raises(ArticleError, match=r"not a public address|no address for"):
            list(Fetcher(limits=LIMITS)(f"{server.address}/to?{private}"))


def test_a_feed_gives_what_it_names_each_once_and_an_error_for_what_cannot_be_had(server: Server) -> None:
    server.links = ("/", "/nothing", "ftp://127.0.0.1/x")
    fetch = Fetcher(allow_private=True, limits=LIMITS)
    article, missing, refused = fetch(server.address + "/feed")
    assert isinstance(article, Article)
    assert article.title == "Talks fail"
    assert "404" in str(missing)
    assert "no address of the web" in str(refused)
    assert list(fetch(server.address + "/feed")) == []
    server.links = ("/", "/packed")
    assert len(list(fetch(server.address + "/feed"))) == 1


def test_a_feed_cannot_lead_to_private_addresses(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    public = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(network, "is_public", lambda address: address == public)
    server.links = ("http://10.0.0.1/", "http://169.254.169.254/")
    assert ["not a public address" in str(error) for error in Fetcher(limits=LIMITS)(server.address + "/feed")] == [True, True]
