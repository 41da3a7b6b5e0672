"""Draw every view of the sample case and photograph it: `python tests/browser/screenshots.py` fills build/pictures/.

Tests count pixels; whether a finding is readable in five seconds only eyes can say.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main(case: Path, out: Path) -> None:
    import shutil

    from playwright.sync_api import sync_playwright

    import netintel as ni
    from netintel.views._picture import Picture

    graph = ni.load(case)
    brokers = ni.analysis.brokers(graph)
    pictures: dict[str, Picture] = {
        "corridor_map": ni.views.corridor_map(graph, ni.analysis.corridors(graph)),
        "broker_map": ni.views.broker_map(graph, brokers),
        "cluster_map": ni.views.cluster_map(graph, ni.analysis.jurisdiction_clusters(graph)),
        "table": ni.views.table(graph, brokers),
    }
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=1)
        for name, picture in pictures.items():
            path = out / f"{name}.html"
            path.write_text(picture.html(), encoding="utf-8")
            page.goto(path.resolve().as_uri(), wait_until="load")
            page.wait_for_timeout(500)
            page.screenshot(path=out / f"{name}.png", full_page=True)
            print(f"{out / name}.png  {picture.title}")
        browser.close()


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given[0] if given else ROOT / "data/samples/lantern", given[1] if given[1:] else ROOT / "build/pictures")
