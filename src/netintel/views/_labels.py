"""Which labels find room on a map, and on which side of their place?

Plotly lets labels run into one another. Here the more important label chooses first among eight sides, and one that
finds no room is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Rectangle = tuple[float, float, float, float]

LETTER = 0.58  # mean width of a letter over its size, measured on system-ui and DejaVu Sans with room to spare
_SIDES: tuple[tuple[str, float, float], ...] = (
    ("middle right", 0.0, -0.5),
    ("middle left", -1.0, -0.5),
    ("top center", -0.5, -1.0),
    ("bottom center", -0.5, 0.0),
    ("top right", 0.0, -1.0),
    ("bottom right", 0.0, 0.0),
    ("top left", -1.0, -1.0),
    ("bottom left", -1.0, 0.0),
)


@dataclass(frozen=True)
class Label:
    """A text that wants to stand at a place.

    Attributes
    ----------
    key, text : str
    x, y : float
        Pixels right and down.
    gap : float
        Pixels between the place and the text.
    size : float
        Letter size in pixels.
    """

    key: str
    text: str
    x: float
    y: float
    gap: float = 7.0
    size: float = 12.0


def place(
    labels: Iterable[Label],
    taken: Iterable[Rectangle],
    bounds: tuple[float, float],
    *,
    lines: Iterable[tuple[float, float]] = (),
) -> dict[str, str]:
    """Return for every label that finds room plotly's word for its side.

    Parameters
    ----------
    labels
        The most important first.
    taken
        Left, top, right, bottom of what must not be covered.
    bounds
        Width and height of the map.
    lines
        Points of lines that are better not covered; a side that covers the fewest is taken.

    Returns
    -------
    dict
        From key to `textposition`; a label that found no room is not in it.

    Examples
    --------
    >>> place([Label("a", "Malta", 50, 50), Label("b", "Italy", 50, 52)], [], (200, 100))
    {'a': 'middle right', 'b': 'middle left'}
    """
    occupied, points = list(taken), list(lines)
    chosen: dict[str, str] = {}
    for label in labels:
        free: list[tuple[int, int, str, Rectangle]] = []
        for side, right, down in _SIDES:
            rectangle = _rectangle(label, right, down)
            inside = rectangle[0] >= 2 and rectangle[1] >= 2 and rectangle[2] <= bounds[0] - 2
            if inside and rectangle[3] <= bounds[1] - 2 and not any(_overlap(rectangle, o) for o in occupied):
                free.append((sum(_holds(rectangle, p) for p in points), len(free), side, rectangle))
        if free:
            _, _, side, rectangle = min(free)
            occupied.append(rectangle)
            chosen[label.key] = side
    return chosen


def around(x: float, y: float, radius: float) -> Rectangle:
    """Return the square around a mark."""
    return (x - radius, y - radius, x + radius, y + radius)


def rectangle_of(label: Label, side: str) -> Rectangle:
    """Return what a label covers on a side."""
    right, down = next((right, down) for word, right, down in _SIDES if word == side)
    return _rectangle(label, right, down)


def _rectangle(label: Label, right: float, down: float) -> Rectangle:
    width, height = LETTER * label.size * len(label.text), label.size * 1.25
    x = label.x + right * width + label.gap * (right == 0) - label.gap * (right == -1)
    y = label.y + down * height + label.gap * (down == 0) - label.gap * (down == -1)
    return (x, y, x + width, y + height)


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _holds(a: Rectangle, point: tuple[float, float]) -> bool:
    return a[0] < point[0] < a[2] and a[1] < point[1] < a[3]
