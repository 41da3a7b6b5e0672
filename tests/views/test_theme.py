"""Colours can be read: text by WCAG's 4.5 to 1, marks that carry a finding by 3 to 1 against what lies under them."""

import pytest

from netintel.views import _theme


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("text", [_theme.INK, _theme.QUIET, _theme.ACCENT])
@pytest.mark.parametrize("ground", [_theme.PAPER, _theme.SEA, _theme.LAND])
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("ground", [_theme.SEA, _theme.LAND, _theme.SUPPLIED])
def test_what_is_above_chance_stands_out(ground: str) -> None:
    assert contrast(_theme.ABOVE, ground) >= 3


def test_names_can_be_read_on_every_cluster_at_full_stability() -> None:
    fills = [_theme.blend(colour, _theme.LAND, 0.75) for colour in _theme.CLUSTERS]
    assert min(contrast(_theme.INK, fill) for fill in fills) >= 3


def test_no_two_clusters_share_a_colour_and_none_is_the_colour_of_the_rest() -> None:
    assert len({*_theme.CLUSTERS, _theme.OTHER}) == len(_theme.CLUSTERS) + 1
