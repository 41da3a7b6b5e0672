"""The review of matches in a real JupyterLab: keys judge, and nothing leaves the machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "lantern"


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab that serves one folder to this machine alone."""

    address: str
    folder: Path


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    program = Path(sysconfig.get_path("scripts")) / "jupyter-lab"
    if not program.exists():
        pytest.skip("no JupyterLab in this environment; the extra `lab` brings it")
    settings = tmp_path / "settings"
    settings.mkdir()
    asks_nothing = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (settings / "overrides.json").write_text(json.dumps(asks_nothing))
    places = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    folder = tmp_path / "notebooks"
    folder.mkdir()
    options = {
        "ServerApp.ip": "127.0.0.1", "ServerApp.port": "0", "ServerApp.root_dir": folder,
        "ServerApp.open_browser": "False",
        "IdentityProvider.token": "", "LabApp.news_url": "None", "LabApp.app_settings_dir": settings,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate", "LabApp.extension_manager": "readonly",
    }  # fmt: skip
    command = [sys.executable, str(program), "--allow-root", *(f"--{name}={value}" for name, value in options.items())]
    environment = {**os.environ, **places, "IPYTHONDIR": str(tmp_path / "ipython")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=folder) as server:
        assert server.stderr is not None
        told = []
        for line in server.stderr:
            told.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+/lab", line)
            if found:
                break
        else:
            pytest.fail("JupyterLab did not start:\n" + "".join(told[-20:]))
        threading.Thread(target=server.stderr.read, daemon=True).start()  # or it waits for somebody to read
        yield Lab(found[0], folder)
        server.terminate()


CODE = f"""\
import pandas as pd
import netintel as ni
graph = ni.load({str(SAMPLE)!r}, progress=lambda line: None)
people = graph.origins[graph.origins["kind"] == "Person"]["origin"].tolist()
pairs = [(people[i], people[i + 1], "Person", 0.9 - i / 10, "review", "planted") for i in range(6)]
rows = pd.DataFrame(pairs, columns=["left", "right", "kind", "score", "answer", "reason"])
review = ni.views.review(graph, ni.resolve.Matches(rows, graph.digest))
review
"""
TOLD = 'print("told", *review.graph.judgements["judgement"], *review.graph.judgements["by"].unique(), sep="|")'


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a browser that resolves no name but this machine's address; the shared one resolves none at all."""
    options = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    browser = chromium.browser_type.launch(executable_path=_PROGRAM, args=options)
    yield browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    browser.close()


def test_keys_judge_in_jupyterlab(lab: Lab, page: Page) -> None:
    from playwright.sync_api import expect

    cells = [nbformat.v4.new_code_cell(CODE), nbformat.v4.new_code_cell(TOLD)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.folder / "review.ipynb")
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if not local(request.url) else None)
    page.goto(f"{lab.address}/tree/review.ipynb")
    editors = page.locator(".jp-CodeCell .jp-InputArea-editor")
    expect(editors).to_have_count(2, timeout=60_000)
    expect(page.get_by_text("| Idle")).to_be_visible(timeout=60_000)  # before that a key runs nothing
    editors.first.click()
    page.keyboard.press("Control+Enter")
    screen, at = page.locator(".netintel-review"), page.locator(".netintel-review .at")
    expect(at).to_contain_text("1 of 6, 0 judged", timeout=120_000)
    screen.locator("input.by").fill("Ana Lyst")
    screen.locator("input.by").press("Enter")
    for key, then in (("s", "2 of 6, 1"), ("n", "3 of 6, 2"), ("u", "4 of 6, 3"), ("z", "3 of 6, 2"),
                      ("ArrowRight", "4 of 6, 2"), ("ArrowLeft", "3 of 6, 2")):  # fmt: skip
        page.keyboard.press(key)
        expect(at).to_contain_text(f"{then} judged", timeout=20_000)
    expect(editors).to_have_count(2)  # the keys are not those of the notebook
    editors.nth(1).click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jp-OutputArea-output pre").last).to_have_text(
        "told|same|not_same|unsure|undone|Ana Lyst", timeout=20_000
    )
    assert elsewhere == []


def local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
