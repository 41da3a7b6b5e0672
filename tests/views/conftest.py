"""An invented case of forty people in four countries, with victims among them, loaded from two tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import netintel as ni

COUNTRIES = ("RO", "DE", "GR", "BG")
PROTECTED = {"p3": "victim", "p12": "witness", "p21": "informant", "p30": "minor"}


@pytest.fixture(scope="module")
def graph_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., ni.EntityGraph]:
    """Return a loader of the case; further links may join it. Everybody's name begins with *Nomen*."""

    def load(*more: tuple[str, str]) -> ni.EntityGraph:
        folder = tmp_path_factory.mktemp("case")
        people = [f"p{i},Nomen{i},{COUNTRIES[i // 10]},{PROTECTED.get(f'p{i}', 'suspect')}" for i in range(40)]
        ties = [(f"p{i}", f"p{i + 1}") for i in range(39) if (i + 1) % 10]
        ties += [(f"p{i}", f"p{10 + (i + k) % 10}") for i in range(10) for k in (0, 3)]  # RO - DE
        ties += [("p21", "p31"), ("p22", "p33"), ("p3", "p21"), ("p5", "p35"), ("p5", "p24"), ("p12", "p30"), *more]
        (folder / "people.csv").write_text("\n".join(["id,name,nationality,category", *people]) + "\n", "utf-8")
        rows = [f"{a},{b},associate,2026-03-01" for a, b in ties]
        (folder / "ties.csv").write_text("\n".join(["source,target,type,date", *rows]) + "\n", "utf-8")
        (folder / "case.toml").write_text(
            f'title = "Forty"\ndefault_handling = "TLP:AMBER"\nperiod_from = "2026-01-01"\nid_key = "{"5a" * 32}"\n'
        )
        return ni.load(folder, progress=lambda line: None)

    return load
