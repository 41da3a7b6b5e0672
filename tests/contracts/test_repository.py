"""What the repository must not hold: addresses, machine paths, outputs, real files, code that runs data."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared" / "data"

# Put together here so that this page does not find itself.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("conda", "anaconda", "org"),
        ("registry", "yarnpkg", "com"),
        ("proxy", "golang", "org"),
    )
]
MACHINE_PATH = re.compile(r"(?:(?<![\w.:/~}-])|(?<=file://))/(?:work|root|home|Users|opt|mnt)/[A-Za-z.]")
LISTS_OF_FACTS = ("vocab", "instruments")
"""Folders of shared data whose tables may ship with the package, with their sources noted."""

BANNED_CALLS = {
    "eval": "runs data as code",
    "exec": "runs data as code",
    "__import__": "loads code by a name that may be data",
    "os.system": "goes through a shell",
    "os.popen": "goes through a shell",
    "yaml.load": "may build any object: use the safe loader",
}
BANNED_METHODS = {
    "extractall": "writes where the archive says",
    "query": "evaluates text as an expression: use a boolean mask",
    "eval": "evaluates text as an expression",
    "read_pickle": "runs data as code",
    "to_pickle": "writes what only running can read",
}
BANNED_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"}


@cache
def tracked() -> tuple[Path, ...]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: what is tracked cannot be told from what is not")
    paths = (ROOT / name.decode("utf-8") for name in listed.stdout.split(b"\0") if name)
    return tuple(path for path in paths if path.is_file())


def lines() -> Iterator[tuple[str, str]]:
    """Every line of every tracked text file, and where it stands."""
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def sources() -> list[Path]:
    return sorted((ROOT / "src" / "netintel").rglob("*.py"))


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


def complaints(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What a piece of source does that this repository does not do: line and reason."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            for name in names:
                if name.split(".")[0] in BANNED_MODULES:
                    yield node.lineno, f"imports {name}, which runs data as code"
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        if name in BANNED_CALLS:
            yield node.lineno, f"{name} {BANNED_CALLS[name]}"
        elif isinstance(node.func, ast.Attribute) and node.func.attr in BANNED_METHODS:
            yield node.lineno, f".{node.func.attr} {BANNED_METHODS[node.func.attr]}"
        for keyword in node.keywords:
            value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            if keyword.arg in {"shell", "allow_pickle"} and value is not False:
                yield node.lineno, f"{keyword.arg}= is not used here"
            if name.endswith("YAML") and keyword.arg == "typ" and value not in {"safe", "rt"}:
                yield node.lineno, "YAML may build any object: use typ='safe'"


def test_no_registry_host() -> None:
    found = [f"{where} names {host}" for where, line in lines() for host in HOSTS if host in line]
    assert not found, "\n".join(found)


def test_no_path_of_one_machine() -> None:
    found = [f"{where} has {match[0]}…" for where, line in lines() if (match := MACHINE_PATH.search(line))]
    assert not found, "\n".join(found)


def test_links_between_pages_lead_somewhere() -> None:
    link = re.compile(r"\]\((?!\w+:|#)([^)\s#]+)")
    found = [
        f"{path.relative_to(ROOT)} links to {target}, which is not there"
        for path in tracked()
        if path.suffix == ".md"
        for target in link.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert not found, "\n".join(found)


def test_notebooks_are_kept_without_outputs() -> None:
    for path in tracked():
        if path.suffix == ".ipynb":
            for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
                ran = bool(cell.get("outputs")) or cell.get("execution_count") is not None
                assert not ran, f"{path.relative_to(ROOT)}, cell {number}: outputs may be personal data, strip them"


def test_no_copy_of_a_shared_file() -> None:
    if not SHARED.is_dir():
        pytest.skip("shared data absent: nothing to compare with")
    real = {
        hashlib.sha256(path.read_bytes()).digest(): path.relative_to(SHARED)
        for path in SHARED.rglob("*")
        if path.is_file() and path.stat().st_size and path.relative_to(SHARED).parts[0] not in LISTS_OF_FACTS
    }
    for path in tracked():
        copy_of = real.get(hashlib.sha256(path.read_bytes()).digest())
        assert copy_of is None, f"{path.relative_to(ROOT)} is a copy of {copy_of}: samples are invented"


def test_data_is_never_run_as_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {complaint}"
        for path in sources()
        for line, complaint in complaints(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, "\n".join(found)


def test_only_the_command_line_prints() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} prints: return the text, or log it"
        for path in sources()
        if path.name != "cli.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and dotted(node.func) == "print"
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "eval(text)",
        "import pickle",
        "from joblib import load",
        "subprocess.run(command, shell=True)",
        "numpy.load(path, allow_pickle=flag)",
        "archive.extractall(path)",
        "frame.query(text)",
        "YAML(typ='unsafe')",
        "yaml.load(text)",
    ],
)
def test_the_scan_sees_what_it_looks_for(code: str) -> None:
    assert list(complaints(ast.parse(code)))


@pytest.mark.parametrize("code", ["subprocess.run(command, shell=False)", "YAML(typ='safe')", "re.compile(text)"])
def test_the_scan_lets_the_rest_be(code: str) -> None:
    assert not list(complaints(ast.parse(code)))
