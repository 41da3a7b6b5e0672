"""Runs one method in this process and leaves behind what it found, how long it took and how much memory.

    python -m benchmarks.who_is_who_peers._measured METHOD FRAME.csv FOLDER OUT

Needs numpy and pandas of any version alone, for some methods live in an environment with an older one.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd


def main(method: str, frame: str, folder: str, out: str) -> None:
    """Time `find` of a method; importing its libraries and reading its input is left out of the seconds."""
    module = importlib.import_module(f"benchmarks.who_is_who_peers.{method}")
    given = pd.read_csv(frame, dtype=str, keep_default_na=False, na_values=[""])
    begun = time.perf_counter()
    if hasattr(module, "prepare"):
        given = module.prepare(given, Path(folder))
    prepared = time.perf_counter() - begun
    begun, begun_cpu = time.perf_counter(), time.process_time()
    pairs = module.find(given)
    spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - begun_cpu, "prepared": prepared}
    told = Path("/proc/self/status").read_text()  # what `getrusage` tells begins with the peak of the parent
    spent["peak_mb"] = int(told.split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    arrays = {side: pairs[side].to_numpy(np.int64) for side in ("left", "right")}
    clusters = pairs.attrs.get("clusters", {})
    labels = {"labels": np.stack(list(clusters.values()))} if clusters else {}
    np.savez(Path(out) / "found.npz", score=pairs["score"].to_numpy(np.float64), **arrays, **labels)
    thresholds = [float(at) for at in clusters] or [module.THRESHOLD]
    (Path(out) / "spent.json").write_text(json.dumps({"spent": spent, "thresholds": thresholds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
