"""Documents that show code: every block runs, from top to bottom of its page, at the root of the checkout."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("docs/from_other_tools.md",)


def program(text: str) -> str:
    """Return the Python blocks of a page, each line at its number in the page; the other lines are empty."""
    lines, inside = [], False
    for line in text.splitlines():
        fence = re.match(r"^```(\w*)", line)
        if fence:
            inside = not inside and fence[1] == "python"
        lines.append("" if fence or not inside else line)
    return "\n".join(lines)


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_the_page_runs(page: str, tmp_path: Path) -> None:
    code = program((ROOT / page).read_text(encoding="utf-8"))
    assert code.strip(), "a page that shows code has blocks that begin with ```python"
    script = tmp_path / f"{Path(page).stem}.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{page}, lines as in the page:\n{done.stderr}"
