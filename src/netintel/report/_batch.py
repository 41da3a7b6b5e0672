"""Reports of many cases: one process a case, so that a killed or hung one costs that case alone."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal

from netintel.report._index import index_page
from netintel.store import durable

CaseStatus = Literal["ok", "partial", "rejected", "failed", "killed", "timeout", "integrity"]
Say = Callable[[str], None]

OK, PARTLY, NOTHING, INTEGRITY = 0, 3, 4, 5
"""Exit codes, as everywhere in netintel."""

_WRITTEN = ("ok", "partial")


@dataclass(frozen=True)
class CaseOutcome:
    """What came of one case.

    Attributes
    ----------
    case : str
        Its path as given.
    status : str
        `ok`; `partial` (a report of what could be read); without a report: `rejected` (nothing could be read),
        `failed`, `killed`, `timeout`, `integrity` (a saved case was changed after it was saved).
    report : str or None
        The page, relative to the folder of the batch.
    reason : str
        Why there is no report; empty where there is one.
    account : mapping
        `title`, `read`, `accepted`, `quarantined`, `duplicates`, `files`, `entities`, `links`, `digest`; empty where
        the process did not come so far.
    """

    case: str
    status: CaseStatus
    report: str | None
    reason: str
    account: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {"case": self.case, "status": self.status, "report": self.report, "reason": self.reason} | self.account


@dataclass(frozen=True)
class BatchSummary:
    """What came of every case, in the order given."""

    cases: tuple[CaseOutcome, ...]

    @property
    def written(self) -> int:
        """The number of reports."""
        return sum(one.status in _WRITTEN for one in self.cases)

    @property
    def exit_code(self) -> int:
        """0 every report was written, 3 some were, 4 none; 5 a saved case fails its check, whatever else there is."""
        if any(one.status == "integrity" for one in self.cases):
            return INTEGRITY
        if self.written == len(self.cases):
            return OK
        return PARTLY if self.written else NOTHING

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as in `summary.json`."""
        status = {OK: "ok", PARTLY: "partial", NOTHING: "rejected", INTEGRITY: "integrity"}[self.exit_code]
        cases = [one.to_dict() for one in self.cases]
        return {"status": status, "reports": self.written, "failed": len(cases) - self.written, "cases": cases}


def batch(
    cases: Iterable[str | Path],
    out: str | Path,
    *,
    jobs: int = 1,
    timeout_s: float = 3600.0,
    progress: Say | None = None,
) -> BatchSummary:
    """Write the report of each case, and a page that lists them all.

    One process a case: what one of them does, be it running out of memory, costs its own report and no other. The
    folder holds `summary.json` and `index.html`. For one case `index.html` is its report; for several it lists
    them with links, and each report is `<name>-<8 hexadecimal digits>/index.html`, the digits standing for the path
    as given. A page of an earlier run is taken away where this run writes none in its place.

    Parameters
    ----------
    cases
        Folders of exports, single exports, or saved cases.
    out
        The folder to write to; made for the owner alone where it is missing.
    jobs
        Processes at a time, 1 or more.
    timeout_s
        Seconds after which a process counts as hung and is ended.
    progress
        Takes one line of text at a time, from several threads but never two at once; silent by default.

    Returns
    -------
    BatchSummary
        One outcome a case in the order given, and the `exit_code`.

    Raises
    ------
    ValueError
        There is no case, or less than one job.
    PermissionError
        The folder may not be written to.
    """
    given = [Path(case) for case in cases]
    if not given or jobs < 1:
        raise ValueError(f"expected at least one case and at least one job, got {len(given)} and {jobs}")
    folder = Path(out)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):  # told before the work, not after it
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    say = _one_at_a_time(progress if progress is not None else lambda _line: None)
    pages = ["index.html"] if len(given) == 1 else [f"{name}/index.html" for name in _names(given)]
    running = _Running()
    threads = ThreadPoolExecutor(max_workers=jobs)
    try:
        one = partial(_one, folder=folder, timeout_s=timeout_s, say=say, running=running)
        summary = BatchSummary(tuple(threads.map(one, given, pages)))
    finally:  # where somebody interrupts, no process goes on behind their back
        threads.shutdown(wait=False, cancel_futures=True)
        running.end()
    durable.write(folder / "summary.json", json.dumps(summary.to_dict(), indent=1, sort_keys=True).encode() + b"\n")
    if len(given) > 1 or not summary.written:
        durable.write(folder / "index.html", index_page(summary.to_dict()).encode())
    return summary


def _names(cases: list[Path]) -> list[str]:
    """Return a folder name a case: letters of its name to recognise it, digits of its path to tell it apart."""
    named: list[str] = []
    for position, case in enumerate(cases):
        again = f"#{cases[:position].count(case)}" if case in cases[:position] else ""
        digits = hashlib.sha256(os.fsencode(case.as_posix() + again)).hexdigest()[:8]
        letters = unicodedata.normalize("NFKD", case.name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:40] or "case"
        named.append(f"{slug}-{digits}")
    return named


class _Running:
    """The processes at work, so that all of them can be ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: list[subprocess.Popen[str]] = []
        self._ended = False

    def add(self, process: subprocess.Popen[str]) -> None:
        with self._lock:
            self._processes.append(process)
            late = self._ended
        if late:
            _end(process)

    def end(self) -> None:
        with self._lock:
            self._ended = True
            left = [process for process in self._processes if process.poll() is None]
        for process in left:
            _end(process)


def _one(case: Path, page: str, *, folder: Path, timeout_s: float, say: Say, running: _Running) -> CaseOutcome:
    began = time.monotonic()
    target = folder / page
    run = _run(case, target, timeout_s, say, running)
    outcome = _outcome(case, page, run, timeout_s)
    if outcome.report is None:
        target.unlink(missing_ok=True)
    for unfinished in target.parent.glob(f".{target.name}.*.tmp"):
        unfinished.unlink(missing_ok=True)
    told = f"{outcome.status}{': ' if outcome.reason else ''}{outcome.reason}"
    say(f"{case.name}: {told} ({time.monotonic() - began:.1f} s)")
    return outcome


@dataclass(frozen=True)
class _Run:
    code: int | None
    """Exit code, negative for a signal, None where it was ended for taking too long."""
    output: str


def _run(case: Path, page: Path, timeout_s: float, say: Say, running: _Running) -> _Run:
    command = [sys.executable, "-m", "netintel", "report-one", "--", str(case), str(page)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="backslashreplace",
        start_new_session=True,
    )
    running.add(process)
    say(f"{case.name}: process {process.pid}")
    output: list[str] = []
    readers = [
        threading.Thread(target=_read, args=(process.stdout, output.append), daemon=True),
        threading.Thread(target=_read, args=(process.stderr, lambda line: say(f"{case.name}: {line}")), daemon=True),
    ]
    for reader in readers:
        reader.start()
    code: int | None = None
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(timeout_s)
    finally:
        _end(process)
    for reader in readers:
        reader.join()
    return _Run(code, "".join(output))


def _read(stream: IO[str] | None, take: Say) -> None:
    for line in stream or ():
        take(line.rstrip("\n"))


def _end(process: subprocess.Popen[str]) -> None:
    """End the process, and what it started, unless it has ended by itself."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    process.wait()


def _outcome(case: Path, page: str, run: _Run, timeout_s: float) -> CaseOutcome:
    if run.code is None:
        return CaseOutcome(str(case), "timeout", None, f"its process was ended after {timeout_s:g} seconds", {})
    if run.code < 0:
        told = f"its process was killed by signal {-run.code} ({_signal(-run.code)})"
        return CaseOutcome(str(case), "killed", None, told, {})
    account = _account(run.output)
    if account is None:
        return CaseOutcome(str(case), "failed", None, f"its process ended with exit code {run.code}", {})
    counted = {k: account[k] for k in ("read", "accepted", "quarantined", "duplicates", "entities", "links", "digest")}
    counted |= {"files": len(account["received"]), "title": account.get("title", "")}
    if account.get("report") is not None:
        return CaseOutcome(str(case), account["status"], page, "", counted)
    stopped = any(not issue["file"] for issue in account["issues"])  # it is no file's fault
    status: CaseStatus = "integrity" if run.code == INTEGRITY else "failed" if stopped else "rejected"
    return CaseOutcome(str(case), status, None, _reason(account), counted)


def _account(output: str) -> dict[str, Any] | None:
    try:
        account = json.loads(output)
    except json.JSONDecodeError:
        return None
    return account if isinstance(account, dict) else None


def _reason(account: dict[str, Any]) -> str:
    refused = [issue for issue in account["issues"] if issue["severity"] != "warning"]
    told = [f"{issue['file']}: {issue['message']}" if issue["file"] else issue["message"] for issue in refused]
    more = f" (and {len(told) - 3} more)" if len(told) > 3 else ""
    return "; ".join(told[:3]) + more if told else "no export in it holds a record"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"


def _one_at_a_time(say: Say) -> Say:
    lock = threading.Lock()

    def locked(line: str) -> None:
        with lock:
            say(line)

    return locked
