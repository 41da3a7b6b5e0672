"""Every notebook runs from top to bottom in a fresh kernel without network, and is kept without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_asserts_what_it_claims(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}})
    client.execute()
    kinds = {key for cell in notebook.cells for output in cell.get("outputs", []) for key in output.get("data", {})}
    if any("_map(" in cell.source for cell in notebook.cells):
        assert "application/vnd.plotly.v1+json" in kinds, "a map shows itself through plotly's mime type"
    assert not any("widget" in kind for kind in kinds), "nothing shown may need a running kernel"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_kept_without_outputs(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs"), "outputs are personal data; strip them before committing"
        assert cell.get("execution_count") is None


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS
