"""What all browser tests share: the hostile names, and the drawn plot of a page."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def hostile_names() -> tuple[str, ...]:
    """Names that try to be more than names (see `_hostile_names.py`)."""
    path = Path(__file__).parent / "_hostile_names.py"
    spec = importlib.util.spec_from_file_location("netintel_tests_hostile_names", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    names: tuple[str, ...] = module.NAMES
    return names
