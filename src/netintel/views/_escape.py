"""How does a text from the data reach a picture without becoming markup?

One function for each sink. Nothing else in this room may put a text from the data into a figure or a page.
"""

from __future__ import annotations

import html
import re
from typing import Any

LONGEST = 80
"""Characters of one text that a picture shows; a longer one is cut and says how long it was."""

# Controls that change nothing but how the rest is read: a name must not turn its neighbours around.
_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)


def visible(text: object, longest: int = LONGEST) -> str:
    """What does a reader see of this text?

    White space is folded, invisible controls are named, and what is too long is cut.

    Parameters
    ----------
    text
        Any value; its text is shown.
    longest
        Characters shown at most.

    Returns
    -------
    str
        One line, still raw: give it to `plotly` or `page`.

    Examples
    --------
    >>> visible("two\\nlines"), visible("a\\u202eb"), visible("x" * 100, longest=3)
    ('two lines', 'a⟨U+202E⟩b', 'xxx… (100 characters)')
    """
    line = re.sub(r"\s+", " ", str(text)).strip()
    cut = line if len(line) <= longest else f"{line[:longest]}… ({len(line)} characters)"
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", cut).encode("utf-8", "replace").decode("utf-8")


def short(text: object, longest: int) -> str:
    """Return the beginning of a text, raw, for where there is room for a label alone.

    Examples
    --------
    >>> short("The National Bank", 8), short("Bank", 8)
    ('The Nati…', 'Bank')
    """
    line = visible(text, 10_000)
    return line if len(line) <= longest else f"{line[:longest].rstrip()}…"


def plotly(text: object, longest: int = LONGEST) -> str:
    """Return the text as a plotly figure may hold it, in a label, hover, title or legend.

    Only three characters are replaced: plotly would show `&quot;` as it stands.

    Examples
    --------
    >>> plotly('<a href="http://example.org">O\\'Neill & Co</a>')
    '&lt;a href="http://example.org"&gt;O\\'Neill &amp; Co&lt;/a&gt;'
    """
    return visible(text, longest).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def page(text: object, longest: int = 2000) -> str:
    """Return the text as a page may hold it, between tags and in quoted attributes.

    Examples
    --------
    >>> page('"><script>')
    '&quot;&gt;&lt;script&gt;'
    """
    return html.escape(visible(text, longest), quote=True)


def script(value: Any) -> str:
    """Return a value as JSON that may stand inside a script element: no tag can end it, no comment begin in it.

    Examples
    --------
    >>> script({"name": "</script>"})
    '{"name":"\\\\u003c/script\\\\u003e"}'
    """
    import json

    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
