"""Closes the network for the tests and, found through PYTHONPATH, for every Python they start.

Loopback stays open: a notebook kernel is reached through it. What was attempted is kept, so that a test
fails even where the code under test swallows the refusal.
"""

import ipaddress
import socket
from typing import Any

attempts: list[str] = []


def is_here(host: object) -> bool:
    """Whether naming or reaching this host needs no network."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def is_address(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host).split("%")[0])
    except ValueError:
        return False
    return True


def refuse(what: str) -> None:
    attempts.append(what)
    raise AssertionError(f"the network is closed in tests, and this reached for it: {what}")


def close_network() -> None:
    """Make every connection, datagram and name lookup that leaves this machine fail."""
    connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
    getaddrinfo, gethostbyname = socket.getaddrinfo, socket.gethostbyname

    def guard(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
            refuse(f"connection to {address[0]}:{address[1]}")

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        guard(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        guard(sock, address)
        return connect_ex(sock, address)

    def guarded_sendto(sock: socket.socket, data: Any, *rest: Any) -> int:
        guard(sock, rest[-1])
        return sendto(sock, data, *rest)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not (is_here(host) or is_address(host)):
            refuse(f"name lookup of {host}")
        return getaddrinfo(host, *args, **kwargs)

    def guarded_gethostbyname(host: str) -> str:
        if not (is_here(host) or is_address(host)):
            refuse(f"name lookup of {host}")
        return gethostbyname(host)

    patches = {
        "connect": guarded_connect,
        "connect_ex": guarded_connect_ex,
        "sendto": guarded_sendto,
    }
    for name, function in patches.items():
        setattr(socket.socket, name, function)
    socket.getaddrinfo = guarded_getaddrinfo
    socket.gethostbyname = guarded_gethostbyname


close_network()
