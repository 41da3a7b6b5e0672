"""How far a load is: on a terminal, for long work; never in a pipe, a log or a notebook."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

SCRIPT = "import sys, netintel as ni; ni.load(sys.argv[1])"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    note = "x" * 1000
    (folder / "t.csv").write_text("id,name,note\n" + f"1,Ana,{note}\n" * 22_000, "utf-8")
    return folder


def test_there_is_a_bar_on_a_terminal_and_the_lines_are_whole(large: Path) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(large)], stderr=theirs, stdout=subprocess.PIPE, text=True, check=True
    )
    shown = os.read(ours, 65_536).decode()
    os.close(theirs)
    assert "file 1 of 1" in shown
    assert done.stdout.count("\n") == 1 and done.stdout.startswith("t.csv: table: read 22000 = 1 accepted")


def test_there_is_none_where_standard_error_is_no_terminal(large: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(large)], capture_output=True, text=True, check=True)
    assert done.stderr == "" and "\r" not in done.stdout
