"""Colours, letters and sizes, the same in every picture."""

from __future__ import annotations

FONT = 'system-ui, "DejaVu Sans", sans-serif'  # no web font: nothing to fetch, nothing to fall back from
INK = "#23272e"
QUIET = "#5b6069"
PAPER = "#ffffff"

SEA = "#f6f8fa"
LAND = "#e9e6df"
BORDER = "#ffffff"
SUPPLIED = "#bfd3e6"
"""Countries with records in the data; all others are `LAND`, for no data is not zero."""

ABOVE = "#c2410c"
"""What is above chance."""
USUAL = "#868c96"
"""What chance can give too."""
ACCENT = "#0b5394"

CLUSTERS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
"""Okabe and Ito's palette: told apart with every kind of colour vision; more clusters than these are `OTHER`."""
OTHER = "#a9adb3"
FURTHER = "#4d535c"
"""Clusters for which no colour is left; their letters tell them apart."""

WIDTH = 1160
HEIGHT = 540


def blend(colour: str, ground: str, strength: float) -> str:
    """Return a colour laid on a ground with a strength of 0 (the ground) to 1 (the colour).

    Examples
    --------
    >>> blend("#000000", "#ffffff", 0.2)
    '#cccccc'
    """
    mixed = (
        round(int(colour[i : i + 2], 16) * strength + int(ground[i : i + 2], 16) * (1 - strength)) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
