"""Runs every benchmark of this folder, one after the other, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Return 1 where a benchmark failed."""
    failed = 0
    for module in sorted(HERE.glob("[a-z]*.py")):
        sys.stdout.write(f"\n## {module.stem}\n")
        sys.stdout.flush()
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{module.stem}"], cwd=HERE.parent).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
