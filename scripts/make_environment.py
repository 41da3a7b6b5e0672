"""Write environment.yml for conda users: the core and the lab of pyproject.toml, under conda-forge's names.

python scripts/make_environment.py
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]

# PyPI name → conda-forge name, where they differ. On conda-forge `igraph` is the C library and `duckdb` the
# command-line program.
CONDA_NAMES = {"igraph": "python-igraph", "duckdb": "python-duckdb"}

HEAD = """\
# Written by scripts/make_environment.py from pyproject.toml; change that file and run `make environment`.
# Each line is checked against the versions the tests run on; the conda solve itself is not tested.
"""


def conda_line(requirement: str) -> str:
    """One dependency in conda's words: `igraph<2,>=1.0` becomes `python-igraph >=1.0,<2`."""
    parsed = Requirement(requirement)
    bounds = sorted(str(parsed.specifier).split(","), key=lambda bound: bound.startswith("<"))
    return f"{CONDA_NAMES.get(parsed.name, parsed.name)} {','.join(bounds)}".strip()


def environment(pyproject: dict[str, Any]) -> str:
    """The whole text of environment.yml."""
    project = pyproject["project"]
    requirements = {*project["dependencies"], *project["optional-dependencies"]["lab"]}
    packages = [f"python {project['requires-python']}", *sorted(map(conda_line, requirements)), "pip"]
    return "\n".join(
        [
            f"{HEAD}name: {project['name']}",
            "channels:",
            "  - conda-forge",
            "  - nodefaults",
            "dependencies:",
            *(f"  - {package}" for package in packages),
            "  - pip:",
            "      - -e .",
            "",
        ]
    )


if __name__ == "__main__":
    text = environment(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")))
    (ROOT / "environment.yml").write_text(text, encoding="utf-8")
