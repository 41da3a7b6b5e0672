"""What every test stands on: a closed network, and a browser where one is installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Route

OFFLINE = Path(__file__).parent / "offline"
collect_ignore = ["offline"]  # run at the start of a process, not collected

# How long an example takes says more about what else the machine does than about the code. Every run tries the same
# examples, so that a change is judged by what it changes; `make nightly` searches for new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def _close_network() -> ModuleType:
    """Close it in this process at once, and through PYTHONPATH in every Python started from here."""
    paths = [str(OFFLINE), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    spec = importlib.util.spec_from_file_location("netintel_tests_offline", OFFLINE / "sitecustomize.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_network = _close_network()


@pytest.fixture
def network_attempts() -> list[str]:
    """What this test tried to reach; empty it where reaching out was the point of the test."""
    attempts: list[str] = _network.attempts
    return attempts


@pytest.fixture(autouse=True)
def _no_network(network_attempts: list[str]) -> Iterator[None]:
    network_attempts.clear()
    yield
    assert not network_attempts, f"reached for the network: {'; '.join(network_attempts)}"


# One browser a module and not one a session: playwright keeps an event loop running in this thread for as
# long as it is open, and a later module that runs a loop of its own (a notebook kernel) would trip over it.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """An installed Chromium, headless and without a network of its own."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine; install Debian's package chromium to run the browser tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--force-color-profile=srgb",
                "--host-resolver-rules=MAP * ~NOTFOUND",
            ],
        )
        yield browser
        browser.close()


@dataclass(frozen=True)
class Visit:
    """A page opened from disk, and what it tried to do that a page opened from disk must not."""

    page: Page
    requests: list[str] = field(default_factory=list)
    """Every address it asked for besides itself; data: and blob: hold their own content and do not count."""
    errors: list[str] = field(default_factory=list)
    """Console errors (a refusal by the content security policy is one), exceptions, dialogs, new windows."""


@pytest.fixture
def offline_page(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a file in Chromium with every request logged and all but its own refused.

    ``visit = offline_page(path, width=1280, height=800)``; the page is loaded and idle on return.
    """
    contexts = []

    def open_page(path: Path, *, width: int = 1280, height: int = 800) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, offline=True)
        contexts.append(context)
        page = context.new_page()
        visit = Visit(page)
        address = path.resolve().as_uri()

        def judge(route: Route) -> None:
            if route.request.url.split("#")[0] == address:
                route.continue_()
            else:
                route.abort()

        def log_request(request: Request) -> None:
            if request.url.split("#")[0] != address and not request.url.startswith(("data:", "blob:")):
                visit.requests.append(request.url)

        def log_console(message: ConsoleMessage) -> None:
            if message.type == "error":
                visit.errors.append(message.text)

        def log_dialog(dialog: Dialog) -> None:
            visit.errors.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        context.route("**/*", judge)
        context.on("request", log_request)
        context.on("page", lambda other: visit.errors.append(f"new window: {other.url}"))
        page.on("websocket", lambda socket: visit.requests.append(socket.url))
        page.on("console", log_console)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("dialog", log_dialog)
        page.goto(address, wait_until="networkidle")
        page.wait_for_load_state("load")  # networkidle is reached while the page's own script is still being parsed
        return visit

    yield open_page
    for context in contexts:
        context.close()
