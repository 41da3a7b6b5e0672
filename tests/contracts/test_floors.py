"""Rooms import downwards only, and the front door stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "netintel"


def test_rooms_import_downwards_only() -> None:
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))"
    run = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, (
        "An import goes up a floor or across to a neighbour. The floors are in pyproject.toml, "
        "[tool.importlinter]; move what both rooms need to the floor below, or list a new room there.\n"
        f"{run.stdout}{run.stderr}"
    )


def test_no_room_comes_in_by_the_front_door() -> None:
    """`netintel/__init__.py` knows every room, so a room that imports from it stands on all floors at once."""
    allowed = {"__init__.py", "__main__.py", "cli.py"}
    rooms = {path.stem if path.suffix == ".py" else path.name for path in SOURCE.iterdir()}
    for path in sorted(SOURCE.rglob("*.py")):
        if path.parent == SOURCE and path.name in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                assert all(alias.name != "netintel" for alias in node.names), f"{where}: name the room instead"
            elif isinstance(node, ast.ImportFrom) and node.module == "netintel" and node.level == 0:
                names = {alias.name for alias in node.names}
                assert names <= rooms, f"{where}: import {names - rooms} from the room where it lives"


def test_importing_netintel_loads_pandas_and_nothing_heavier() -> None:
    heavy = "duckdb geopandas igraph jinja2 networkx plotly pyproj python_calamine ruamel scipy shapely sklearn"
    code = f"import sys, netintel; print(*[name for name in {heavy!r}.split() if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split() == [], "`import netintel` loads these; import them in the function that needs them"
