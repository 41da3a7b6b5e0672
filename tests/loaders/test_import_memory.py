"""A table takes at most six times its size and 300 MB to load, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WORK = """
import re, sys
import netintel as ni
read = ni.load(sys.argv[1], progress=lambda line: None).received["accepted"].sum()
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())  # getrusage knows the parent's
print(read, int(peak[1]) * 1024)
"""
ROWS = 150_000


def test_call_records_and_mapped_tables_keep_within_their_memory(tmp_path: Path) -> None:
    calls, table = tmp_path / "calls.csv", tmp_path / "table.csv"
    lines = (
        f"+4072{n % 3001:07d},+4072{n % 2999:07d},2260100000{n % 3001:05d},2026-03-0{1 + n % 9} 10:00:{n % 60:02d},{n}"
        for n in range(ROWS)
    )
    calls.write_text("A number,B number,IMSI,Start,Duration\n" + "\n".join(lines), "utf-8")
    ties = (f"p{n % 3001},p{n % 2999},Payment,2026-03-01,{n}.50" for n in range(ROWS))
    table.write_text("source,target,type,date,amount\n" + "\n".join(ties), "utf-8")
    for path in (calls, table):
        done = subprocess.run([sys.executable, "-c", WORK, str(path)], capture_output=True, text=True, check=True)
        read, peak = (int(number) for number in done.stdout.split())
        assert read == ROWS
        assert peak <= 6 * path.stat().st_size + 300e6, f"{path.name}: {peak / 1e6:,.0f} MB"
