"""netintel: from a folder of exports of several countries to one entity graph, its brokers and its cross-border links.

```python
import netintel as ni

graph     = ni.load("data/samples/lantern")                # every export in the folder; prints one line a file
matches   = ni.resolve.match(graph)                        # who may be whom, with reasons
graph     = ni.resolve.merge(graph, matches.above(0.95))   # judgements appended, nothing overwritten
brokers   = ni.analysis.brokers(graph)                     # who joins jurisdictions, with intervals
corridors = ni.analysis.corridors(graph)                   # which country pairs are tied more than chance
blocs     = ni.analysis.jurisdiction_clusters(graph)       # which jurisdictions act together, with stability
ni.views.corridor_map(graph, corridors)
ni.views.broker_map(graph, brokers)
ni.views.cluster_map(graph, blocs)
ni.report.write(graph, "lantern.html", brokers, corridors, blocs)   # one file, opens from disk
```

Rooms: `vocab` says what words and codes mean; `model` holds values (graph, network, results); `store` keeps a case on
disk; `loaders` read exports; `exchange` writes the formats of others;
`resolve` says who may be whom; `analysis` answers investigators' questions; `views`
draws; `report` writes what is handed on; `cli` is the same from a shell.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from netintel import analysis, exchange, report, resolve, store, views
    from netintel.loaders._encodings import encodings
    from netintel.loaders._folder import load
    from netintel.loaders._propose import propose_mapping
    from netintel.loaders._quarantine import quarantine, write_quarantine
    from netintel.model.case import Case
    from netintel.model.graph import EntityGraph
    from netintel.model.limits import Limits
    from netintel.model.network import Network
    from netintel.report._load_report import load_report
    from netintel.store import open_case, save

_HOMES = {
    "load": "netintel.loaders._folder",
    "load_report": "netintel.report._load_report",
    "propose_mapping": "netintel.loaders._propose",
    "quarantine": "netintel.loaders._quarantine",
    "write_quarantine": "netintel.loaders._quarantine",
    "encodings": "netintel.loaders._encodings",
    "save": "netintel.store",
    "open_case": "netintel.store",
    "EntityGraph": "netintel.model.graph",
    "Network": "netintel.model.network",
    "Case": "netintel.model.case",
    "Limits": "netintel.model.limits",
}
_ROOMS = ("analysis", "exchange", "report", "resolve", "store", "views")

__all__ = [
    "Case",
    "EntityGraph",
    "Limits",
    "Network",
    "analysis",
    "encodings",
    "exchange",
    "load",
    "load_report",
    "open_case",
    "propose_mapping",
    "quarantine",
    "report",
    "resolve",
    "save",
    "store",
    "views",
    "write_quarantine",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if name in _ROOMS:
        return importlib.import_module(f"netintel.{name}")
    raise AttributeError(f"netintel has no {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
