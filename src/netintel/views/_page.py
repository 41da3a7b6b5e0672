"""The one place that makes a page: it opens from disk, asks for nothing, and runs no script but its own.

A page holds plotly once and every set of outlines once, however many pictures are on it. Its content security
policy allows exactly these scripts, by hash, and no connection at all.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from netintel.views import _escape, _figure, _theme


@dataclass(frozen=True)
class Part:
    """One picture as a page holds it.

    Attributes
    ----------
    html : str
        The fragment to put where the picture belongs; already escaped.
    script : str
        What draws it; empty for a picture of words or a table.
    boundaries : mapping
        The outlines the script refers to, as JSON, by their key.
    """

    html: str
    script: str = ""
    boundaries: Mapping[str, str] = field(default_factory=dict)


def page(title: str, body_html: str, parts: Iterable[Part], *, css: str = "") -> str:
    """Return a whole page that works from disk with the network cable out.

    Parameters
    ----------
    title
        Title of the page, raw text.
    body_html
        Content, already escaped, with `html` of every part where it belongs.
    parts
        Every part whose picture the page draws.
    css
        Rules beside those every page has; nothing in them may come from the data.

    Returns
    -------
    str
        HTML to be written as UTF-8.

    Examples
    --------
    >>> text = page("One & two", "<p>Words.</p>", [])
    >>> "<title>One &amp; two</title>" in text, "connect-src 'none'" in text, "<script>" in text
    (True, True, False)
    """
    scripts = _scripts(list(parts))
    inline = "".join(f"<script>{text}</script>\n" for text in scripts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_escape.page(title)}</title>\n<style>{CSS}{css}</style>\n</head>\n"
        f"<body>\n{body_html}\n{inline}</body>\n</html>\n"
    )


def _scripts(parts: list[Part]) -> list[str]:
    drawn = [part.script for part in parts if part.script]
    if not drawn:
        return []
    held = {key: text for part in parts for key, text in part.boundaries.items()}
    outlines = "".join(f"window.PlotlyGeoAssets[{_escape.script(key)}]={text};" for key, text in held.items())
    topology = _escape.script(_figure.NO_TOPOLOGY)
    assets = "".join(f"{name}_{scale}m:{topology}," for name in ("world", "europe") for scale in (110, 50))
    # plotly looks here before it looks on the network
    assets = f"window.PlotlyGeoAssets={{topojson:{{{assets}}}}};{outlines}"
    return [_plotly_js(), assets, *drawn]


def _policy(scripts: list[str]) -> str:
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _plotly_js() -> str:
    from plotly.offline import get_plotlyjs

    text: str = get_plotlyjs()
    return text.replace("\r\n", "\n").replace("\r", "\n")  # as the browser reads it before it takes the hash


CSS = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0 auto; max-width: {_theme.WIDTH + 40}px; padding: 20px; box-sizing: border-box;
  font: 15px/1.45 {_theme.FONT}; color: {_theme.INK}; background: {_theme.PAPER}; }}
figure.picture {{ margin: 0 0 28px; break-inside: avoid; }}
figure.picture > figcaption h2 {{ font-size: 21px; line-height: 1.25; margin: 0 0 4px; }}
figure.picture > figcaption p {{ color: {_theme.QUIET}; font-size: 14px; margin: 0 0 10px; }}
figure.picture .notes {{ color: {_theme.QUIET}; font-size: 11.5px; margin: 6px 0; line-height: 1.4; }}
figure.picture summary {{ cursor: pointer; font-size: 13px; color: {_theme.ACCENT}; }}
.picture .drawn {{ overflow-x: auto; overflow-y: hidden; }}
.picture .drawn > div {{ min-width: {_theme.WIDTH - 60}px; }}  /* scrolled, not cut: labels fit this */
.picture .scroll {{ overflow: auto; max-height: 420px; }}
.picture table {{ border-collapse: collapse; font-size: 13px; margin: 8px 0; }}
.picture th, .picture td {{ text-align: left; padding: 3px 12px 3px 0; border-bottom: 1px solid #e3e5e8;
  vertical-align: top; overflow-wrap: anywhere; max-width: 28em; unicode-bidi: isolate; }}
.picture td.number, .picture th.number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
.picture .bar {{ display: block; height: 9px; background: {_theme.ACCENT}; }}
.picture .value {{ display: inline-block; min-width: 3.6em; }}
.picture .bartrack {{ display: inline-block; width: 120px; background: #edf0f3; height: 9px; margin-right: 8px; }}
@media print {{
  @page {{ size: A4 landscape; margin: 12mm; }}
  .picture .modebar, .picture summary {{ display: none !important; }}
  .picture .scroll {{ max-height: none; overflow: visible; }}
}}
"""
