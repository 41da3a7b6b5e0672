"""`LossReport`: what was written, and everything that the format could not carry, counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

NO_RELEASE = (
    "Everything in the graph was written, victims and informants included; this is no release: "
    "passing it on is decided, redacted and recorded elsewhere."
)


@dataclass(frozen=True)
class Loss:
    """One thing that a format does not carry, how many times, and why or what stands in its place."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, repr=False)
class LossReport:
    """What an export holds and what it could not hold.

    Attributes
    ----------
    format, name
        The format, and the name of the file or folder without its path.
    entities, links, claims
        How many were written; a value that several records say of one entity is one claim.
    losses : tuple of Loss
        Empty where nothing was lost.
    """

    format: str
    name: str
    entities: int
    links: int
    claims: int
    losses: tuple[Loss, ...] = ()

    def table(self) -> pd.DataFrame:
        """Return `what`, `count`, `why`, one row a loss; no row where nothing was lost.

        Examples
        --------
        >>> LossReport("ftm", "a.ftm.json", 2, 1, 5, (Loss("originals", 3, "canonical values are written"),)).table()
                what  count                           why
        0  originals      3  canonical values are written
        """
        import pandas as pd

        rows = [(loss.what, loss.count, loss.why) for loss in self.losses]
        return pd.DataFrame(rows, columns=["what", "count", "why"])

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)

    def __repr__(self) -> str:
        lost = ", ".join(f"{loss.what} {loss.count:,}" for loss in self.losses) or "nothing"
        return (
            f"LossReport {self.format} {self.name}: {self.entities:,} entities, {self.links:,} links, "
            f"{self.claims:,} claims written; not carried: {lost}. {NO_RELEASE}"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(loss.what)}</td><td>{loss.count:,}</td><td>{escape(loss.why)}</td></tr>"
            for loss in self.losses
        )
        told = f"{self.entities:,} entities, {self.links:,} links, {self.claims:,} claims written"
        head = f"<p>{escape(self.format)}: {escape(self.name)}: {told}. {escape(NO_RELEASE)}</p>"
        if not rows:
            return f"{head}<p>Nothing was lost.</p>"
        return f"{head}<table><tr><th>not carried</th><th>count</th><th>why</th></tr>{rows}</table>"
