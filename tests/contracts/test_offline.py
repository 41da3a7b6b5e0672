"""The network is closed in tests, and the browser fixture sees what a page reaches for."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ELSEWHERE = "192.0.2.1"  # reserved for documentation by RFC 5737: nobody answers there


def test_a_connection_to_elsewhere_fails_in_words(network_attempts: list[str]) -> None:
    with socket.socket() as sock, pytest.raises(AssertionError, match="the network is closed in tests"):
        sock.connect((ELSEWHERE, 80))
    assert network_attempts == [f"connection to {ELSEWHERE}:80"]
    network_attempts.clear()


def test_a_name_lookup_fails_in_words(network_attempts: list[str]) -> None:
    with pytest.raises(AssertionError, match=r"name lookup of example\.org"):
        socket.create_connection(("example.org", 80))
    network_attempts.clear()


def test_a_child_python_is_closed_too() -> None:
    code = f"import socket; socket.socket().connect(('{ELSEWHERE}', 80))"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert child.returncode == 1
    assert "the network is closed in tests" in child.stderr


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            client.sendall(b"here")
        connection, _ = server.accept()
        with connection:
            assert connection.recv(4) == b"here"


@pytest.mark.browser
def test_a_quiet_page_makes_no_request(offline_page: Callable, tmp_path: Path) -> None:
    page = tmp_path / "quiet.html"
    page.write_text("<title>Quiet</title><img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>")
    visit = offline_page(page)
    assert visit.page.title() == "Quiet"
    assert (visit.requests, visit.errors) == ([], [])


@pytest.mark.browser
def test_a_noisy_page_is_seen_in_every_act(offline_page: Callable, tmp_path: Path) -> None:
    (tmp_path / "neighbour.js").write_text("document.title = 'read a neighbour'")
    page = tmp_path / "noisy.html"
    page.write_text(
        f"<title>Noisy</title><img src='http://{ELSEWHERE}/tile.png'><script src='neighbour.js'></script>"
        f"<script>new WebSocket('ws://{ELSEWHERE}/'); setTimeout(() => {{ throw Error('broken') }}); alert('hi')"
        "</script>"
    )
    visit = offline_page(page)
    assert sorted(visit.requests) == [
        (tmp_path / "neighbour.js").as_uri(),
        f"http://{ELSEWHERE}/tile.png",
        f"ws://{ELSEWHERE}/",
    ]
    assert visit.page.title() == "Noisy"
    assert {"dialog: hi", "broken"} <= set(visit.errors)
