"""Photograph the report's first screen, every view of the sample case, and one pair of the review.

`python tests/browser/screenshots.py` fills build/pictures/ and renews docs/pictures/lantern.png of the README and
docs/pictures/pair.png of docs/resolve.md.
Tests count pixels; whether a finding is readable in five seconds only eyes can say.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCREEN = {"width": 1280, "height": 900}


def pages(case: Path, out: Path) -> dict[str, Path]:
    """Write the report and every view as pages; return them by name."""
    import netintel as ni
    from netintel.report._case import opened
    from netintel.report._defaults import default_results

    graph = opened(case, lambda _line: None)
    results = default_results(ni.analysis.actors(graph))
    made = {result.name: result for result in results}
    pictures = {
        "corridor_map": ni.views.corridor_map(graph, made["corridors"]),
        "broker_map": ni.views.broker_map(graph, made["brokers"]),
        "cluster_map": ni.views.cluster_map(graph, made["jurisdiction_clusters"]),
        "table": ni.views.table(graph, made["brokers"]),
    }
    written = {"report": ni.report.write(graph, out / "report.html", *results)}
    for name, picture in pictures.items():
        written[name] = out / f"{name}.html"
        written[name].write_text(picture.html(), encoding="utf-8")
        print(f"{name}: {picture.alt()}")
    return written


def one_pair(case: Path, out: Path) -> Path:
    """Write the review of one pair, told in two scripts, as a page."""
    import netintel as ni

    graph = ni.load(case)
    matches = ni.resolve.match(graph)
    names = ni.views.review(graph, matches).table()[["left_name", "right_name"]]
    review = ni.views.review(graph, matches._where(names.eq("Цимбалко Юрій").any(axis=1)))
    written = out / "pair.html"
    written.write_text(review.html(), encoding="utf-8")
    return written


def photograph(page: Any, path: Path, target: Path, *, whole: bool) -> None:
    """Open a page from disk and photograph it, whole or its first screen."""
    page.goto(path.resolve().as_uri(), wait_until="load")
    page.wait_for_timeout(500)
    page.screenshot(path=target, full_page=whole)
    print(f"{target} ({target.stat().st_size // 1024} KB)")


def photograph_pair(page: Any, path: Path, target: Path) -> None:
    """Open a page from disk and photograph the first pair on it, with a margin."""
    page.set_viewport_size({"width": 1000, "height": 900})
    page.goto(path.resolve().as_uri(), wait_until="load")
    box = page.locator("section.pair").first.bounding_box()
    clip = {"x": 0, "y": box["y"] + 2, "width": 1000, "height": box["height"] + 8}
    page.screenshot(path=target, clip=clip, full_page=True)
    print(f"{target} ({target.stat().st_size // 1024} KB)")


def main() -> None:
    from playwright.sync_api import sync_playwright

    out, shown = ROOT / "build/pictures", ROOT / "docs/pictures/lantern.png"
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1795478400")  # the same data give the same picture
    written = pages(ROOT / "data/samples/lantern", out)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SCREEN, device_scale_factor=1)
        for name, path in written.items():
            photograph(page, path, out / f"{name}.png", whole=True)
        photograph(page, written["report"], shown, whole=False)
        photograph_pair(page, one_pair(ROOT / "data/samples/lantern", out), ROOT / "docs/pictures/pair.png")
        browser.close()


if __name__ == "__main__":
    main()
