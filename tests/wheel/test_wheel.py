"""The built wheel is whole: every data file is in it, and it runs away from the checkout with no network.

The dependencies are not downloaded again (the network is closed): the clean environment borrows the
installed ones through a .pth line, and netintel alone comes from the wheel.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "netintel"

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out, cwd=ROOT)
    (built,) = out.glob("netintel-*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that holds the wheel, and whose Python knows nothing of the checkout."""
    home = tmp_path_factory.mktemp("clean")
    venv.create(home / "venv", with_pip=True)
    python = home / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--no-index", "--no-deps", wheel, cwd=home)
    site = next((home / "venv" / "lib").glob("python3*/site-packages"))
    # Read as plain folders: .pth files inside a folder named in a .pth are not followed, so the editable
    # checkout that the borrowed folder points to stays out.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected - inside == set()
    assert any(name.endswith("licenses/LICENSE") for name in inside)


def test_it_imports_from_the_wheel(environment: Path) -> None:
    code = "import netintel, pathlib; print(pathlib.Path(netintel.__file__).resolve())"
    done = run(environment / "venv" / "bin" / "python", "-c", code, cwd=environment)
    assert Path(done.stdout.strip()).is_relative_to(environment.resolve())


def test_its_command_runs(environment: Path) -> None:
    if not (PACKAGE / "cli.py").exists():
        pytest.skip("the command line is not built yet")
    done = run(environment / "venv" / "bin" / "netintel", "--help", cwd=environment)
    assert "netintel" in done.stdout
