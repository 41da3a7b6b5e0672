"""pyproject.toml, the locks and environment.yml tell one story."""

from __future__ import annotations

import re
import runpy
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec, Version, VersionSpec
from ruamel.yaml import YAML

import netintel

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = {
    "run": PROJECT["dependencies"],
    "lab": [*PROJECT["dependencies"], *EXTRAS["lab"]],
    "dev": [*PROJECT["dependencies"], *EXTRAS["lab"], *EXTRAS["dev"]],
}


def locked(name: str) -> dict[str, str]:
    """Package → version in requirements/<name>.txt, as far as it applies on this machine."""
    found = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.rstrip(" \\"))
            if requirement.marker is None or requirement.marker.evaluate(default_environment()):
                found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def conda_lines() -> list[str]:
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return [line for line in environment["dependencies"] if isinstance(line, str)]


def test_there_is_one_version() -> None:
    assert netintel.__version__ == PROJECT["version"]


@pytest.mark.parametrize("name", DECLARED)
def test_the_lock_satisfies_what_is_declared(name: str) -> None:
    versions = locked(name)
    for text in DECLARED[name]:
        requirement = Requirement(text)
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"requirements/{name}.txt lacks {requirement.name}: run `make lock`"
        assert requirement.specifier.contains(version), (
            f"requirements/{name}.txt has {requirement.name} {version}, pyproject.toml asks {text}: run `make lock`"
        )


@pytest.mark.parametrize("name", ["run", "lab"])
def test_a_smaller_lock_is_a_part_of_the_larger(name: str) -> None:
    assert locked(name).items() <= locked("dev").items(), "one environment serves all targets: run `make lock`"


@pytest.mark.parametrize("name", ["run", "lab", "dev", "uv"])
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-{1,2}(?!hash)\w", text, re.MULTILINE), "an option line, such as an index"
    for entry in re.split(r"\n(?=\w)", text)[1:]:
        assert "--hash=sha256:" in entry, f"{entry.splitlines()[0]} has no hash"


def test_environment_yml_is_what_its_script_writes() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "make_environment.py"))
    written = script["environment"](PYPROJECT).encode("utf-8")
    assert (ROOT / "environment.yml").read_bytes() == written, "run `make environment`"


@pytest.mark.parametrize("line", conda_lines())
def test_the_tested_version_satisfies_the_conda_line(line: str) -> None:
    spec = MatchSpec(line)
    name = canonicalize_name(line.split()[0])
    versions = locked("lab") | {"python": ".".join(map(str, sys.version_info[:3])), "pip": "0"}
    versions |= {"python-igraph": versions["igraph"], "python-duckdb": versions["duckdb"]}
    assert name in versions, f"environment.yml names {name}, which no lock has: add it to CONDA_NAMES"
    if spec.version is not None:
        assert VersionSpec(spec.version).matches(Version(versions[name])), f"{line}: tested with {versions[name]}"
