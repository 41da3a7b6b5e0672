"""How long a STIX bundle takes to load, against parsing its JSON alone and against the reference library.

Runs all three on the same bytes in one process, and prints seconds and ratios. Loading and parsing take turns and the
fastest turn of each counts, for what slows a turn down is the machine; the ratios are of the whole load, its digest
included. Without a path it makes a bundle of the size and shape of ATT&CK; with one it reads that bundle (JSON, gzip).
Then it says how time and memory grow: bundles of a tenth, once and ten times that size, each loaded in a process of its
own, whose peak is measured; aim: six times the bundle and 300 MB.

    python benchmarks/stix_bundle.py [BUNDLE]
"""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

import netintel as ni
from netintel.model.digest import digest

TURNS = 5
AIMS = {"msgspec.json.decode": 12.0, "stix2.MemoryStore": 5.0}


def main(arguments: list[str]) -> int:
    """Measure, print, and return 0 where both aims are met."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(arguments[0]) if arguments else _made(Path(folder))
        packed = path.read_bytes()
        data = gzip.decompress(packed) if packed.startswith(b"\x1f\x8b") else packed
        _load(path)
        decoded, loaded = [], []
        for _ in range(TURNS):
            decoded.append(_seconds(lambda: msgspec.json.decode(data)))
            loaded.append(_seconds(lambda: _load(path)))
        graph = _load(path)
        digested = _seconds(lambda: digest(graph.tables))
        stored = _seconds(lambda: _store(data))
    row = graph.received.iloc[0]
    print(f"{row['read']:,} objects, {len(data):,} bytes: {row['entities']:,} entities, {row['links']:,} links")
    print(f"msgspec.json.decode  {min(decoded):8.3f} s")
    print(f"netintel.load        {min(loaded):8.3f} s   of it the digest {digested:.3f} s")
    print(f"stix2.MemoryStore    {stored:8.3f} s")
    over, under = min(loaded) / min(decoded), stored / min(loaded)
    print(f"load / decode        {over:8.1f}     aim: at most {AIMS['msgspec.json.decode']:.0f}")
    print(f"MemoryStore / load   {under:8.1f}     aim: at least {AIMS['stix2.MemoryStore']:.0f}")
    _tell_growth(Path(arguments[0]) if arguments else None)
    return 0 if over <= AIMS["msgspec.json.decode"] and under >= AIMS["stix2.MemoryStore"] else 1


def _tell_growth(given: Path | None) -> None:
    print("                    MB file    load s   peak MB  6 x file + 300 MB")
    with tempfile.TemporaryDirectory() as folder:
        made = [(f"{scale:g} x ATT&CK", _made(Path(folder), scale)) for scale in (0.1, 1, 10)]
        for name, path in made if given is None else [*made, (given.name[:18], given)]:
            command = [sys.executable, "-m", "benchmarks.stix_bundle", "--peak", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
            run: dict[str, float] = json.loads(done.stdout)
            limit = 6 * run["mb"] + 300
            print(f"{name:>18} {run['mb']:>8.1f} {run['seconds']:>9.2f} {run['peak_mb']:>9,.0f} {limit:>9,.0f}")


def _peak(path: Path) -> dict[str, float]:
    """Return seconds and the peak memory of one load in this process, its imports included in the memory."""
    seconds = _seconds(lambda: _load(path))
    peak = _highest()
    packed = path.read_bytes()
    size = len(gzip.decompress(packed)) if packed.startswith(b"\x1f\x8b") else len(packed)
    return {"seconds": seconds, "mb": size / 1e6, "peak_mb": peak / 1e6}


def _highest() -> int:
    """Return the peak memory of this process alone; what `getrusage` tells begins with the peak of its parent."""
    told = Path("/proc/self/status").read_text()
    return int(told.split("VmHWM:")[1].split()[0]) * 1024


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def _store(data: bytes) -> object:
    import stix2

    return stix2.MemoryStore(json.loads(data), allow_custom=True)


def _made(folder: Path, scale: float = 1) -> Path:
    """Make an invented bundle: 800 techniques, 700 malware, 200 groups, 20,000 relationships with references."""
    random.seed(20261124)
    creator = _object("identity", name="Sample", identity_class="organization")
    nodes = [
        _object(
            type_, name=f"{type_} {n}", description="An invented text of some length. " * 40, x_sample_of=["a", "b"]
        )
        for type_, many in (("attack-pattern", 800), ("malware", 700), ("intrusion-set", 200))
        for n in range(int(many * scale))
    ]
    for node in nodes:
        node |= {"is_family": True} if node["type"] == "malware" else {}
        node |= {"created_by_ref": creator["id"], "external_references": _references()}
    ties = [
        _object(
            "relationship",
            relationship_type="uses",
            source_ref=random.choice(nodes)["id"],
            target_ref=random.choice(nodes)["id"],
            description="An invented sentence about this relationship. " * 6,
            created_by_ref=creator["id"],
            external_references=_references(),
        )
        for _ in range(int(20_000 * scale))
    ]
    path = folder / f"bundle-{scale:g}.json"
    bundle = {"type": "bundle", "id": f"bundle--{_uuid()}", "objects": [creator, *nodes, *ties]}
    path.write_text(json.dumps(bundle), "utf-8")
    return path


def _object(type_: str, **fields: Any) -> dict[str, Any]:
    moment = "2026-03-01T10:00:00.000Z"
    known = {"type": type_, "spec_version": "2.1", "id": f"{type_}--{_uuid()}", "created": moment, "modified": moment}
    return known | fields


def _references() -> list[dict[str, str]]:
    return [{"source_name": f"source {n}", "url": f"https://reports.example/{n}"} for n in range(2)]


def _uuid() -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        print(json.dumps(_peak(Path(sys.argv[2]))))
    else:
        sys.exit(main(sys.argv[1:]))
