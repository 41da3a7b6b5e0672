"""Turns plain values into HTML: everything is escaped, a missing value is an error, what cannot be seen is shown."""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from netintel.views._escape import visible

_LONGEST = 2000
"""Characters of one text that a page shows; a longer one is cut and says how long it was."""


def render(template: str, **values: Any) -> str:
    """Return a template of this package filled with values."""
    return _environment().get_template(template).render(**values)


def css() -> str:
    """Return the style sheet of the pages."""
    return _environment().get_template("report.css").render()


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("netintel.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalize(value: Any) -> Any:
    return visible(value, _LONGEST) if isinstance(value, str) and not isinstance(value, Markup) else value
