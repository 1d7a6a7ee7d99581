"""Connections that reach public addresses only and end in time.

A name is looked up once, every address that it has is checked, and the connection goes to the address that was checked: a name
that means something else the next moment (DNS rebinding) gains nothing by it.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from index.errors import ArticleError

PORTS = frozenset((80, 443))
"""Of the ports below 1024 those that pages are served at; at others mail and the like would read a request as their own."""
METADATA = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "169.254.169.254", "fd00:ec2::254", "100.100.100.200")))
"""Where clouds tell a machine its secrets; the first of them counts as public."""
SPECIAL = ipaddress.ip_network("192.0.0.0/24")
"""Kept for protocols (RFC 6890); Python before 3.13 takes most of it for public."""
_EMBEDDING = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for an IPv4 address behind a translator (RFC 6052)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """Whether an address is one that anybody may reach; one that stands for another is as that one is.

    >>> is_public(ipaddress.ip_address("::ffff:127.0.0.1")), is_public(ipaddress.ip_address("1.1.1.1"))
    (False, True)
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _EMBEDDING:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and address not in SPECIAL and address not in METADATA


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses (`allow_private`: to any), and gives up `seconds` after it was made."""

    def __init__(self, seconds: float, allow_private: bool = False) -> None:
        self._deadline = time.monotonic() + seconds
        self._allow_private = allow_private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that answers. Raises ArticleError when one is not public."""
        failure: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in self._addresses(host, port):
            try:
                limit = _left(self._deadline, timeout)
                stream = self._plain.connect_tcp(address, port, limit, local_address, socket_options)
                return _Bounded(stream, self._deadline)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                failure = error
        raise failure or httpcore.ConnectError(f'the name "{host}" has no address')

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None) -> Any:
        """Never."""
        raise ArticleError(f'"{path}" is no address of the web: give one that begins with https://')

    def sleep(self, seconds: float) -> None:
        """Waits, though not beyond the end."""
        time.sleep(_left(self._deadline, seconds))

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise ArticleError(f'there is no address for "{host}" ({error}): check how it is written') from error
        addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
        for address in addresses:
            if not self._allow_private and not is_public(ipaddress.ip_address(address.partition("%")[0])):
                raise ArticleError(
                    f'"{host}" is {address}, which is not a public address: allow such with --allow-private, where you trust it'
                )
        if not self._allow_private and port < 1024 and port not in PORTS:
            raise ArticleError(f"port {port} is none that pages are served at: allow it with --allow-private, where you trust it")
        return addresses


class _Bounded(httpcore.NetworkStream):
    """A stream whose every step ends at the deadline, so that a server cannot hold it by sending a byte now and then."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _Bounded(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    """The seconds that a step may take. Raises TimeoutException when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("it takes too long")
    return left if timeout is None else min(timeout, left)
