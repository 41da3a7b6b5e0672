"""Reads MISP galaxies: files of clusters, and the clusters that events carry."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders._misp_fields import Leftovers, is_text
from netintel.loaders._misp_types import GALAXIES
from netintel.model.builder import Builder
from netintel.vocab import countries

_VICTIMS: Final = ("cfr-suspected-victims", "suspected-victims")
_CLUSTER: Final = frozenset({"value", "meta", "related"})
_META: Final = {
    "synonyms": "alias",
    "country": "origin",
    "description": "description",
}
_PLACE_META: Final = {"synonyms": "alias", "ISO": "country", "iso-code": "country"}
_PLACES: Final = frozenset({"Country", "Region"})
_ENVELOPE: Final = frozenset(
    {"authors", "category", "description", "name", "type", "version", "uuid", "source", "values"}
)
_encode = msgspec.json.Encoder(order="sorted").encode


def cluster_claims(cluster: dict[str, Any], left: Leftovers, kind: str) -> list[tuple[str, str]]:
    """Return what a cluster says of itself; relations are for the caller."""
    names = _PLACE_META if kind in _PLACES else _META
    claims = [("name", left.text("value", cluster.get("value")))]
    claims += [
        (prop if prop in ("description", "uuid") else f"cluster.{prop}", text)
        for prop, text in left.claims(cluster, _CLUSTER | {"GalaxyElement"}, {})
    ]
    meta = cluster.get("meta")
    for key, value in meta.items() if isinstance(meta, dict) else ():
        for one in value if isinstance(value, list) else [value]:
            text = left.text("", one)
            left.empty += not text
            claims.append((names.get(key, f"meta.{key}"), text))
    return [claim for claim in claims if claim[1]]


def cluster_id(cluster: dict[str, Any], galaxy: dict[str, Any], clusters: list[dict[str, Any]]) -> str:
    """Return what names a cluster in the world; old exports give every cluster the uuid of its galaxy."""
    meta, uuid = cluster.get("meta"), cluster.get("uuid")
    own = meta.get("uuid") if isinstance(meta, dict) else None
    if isinstance(own, list) and own and is_text(own[0]):
        return str(own[0])
    shared = uuid == galaxy.get("uuid") or sum(c.get("uuid") == uuid for c in clusters) > 1
    if is_text(uuid) and not shared and cluster.get("collection_uuid") != uuid:
        return str(uuid)
    return str(cluster.get("tag_name") or cluster.get("value"))


def read_galaxy(content: dict[str, Any], build: Builder, left: Leftovers) -> None:
    """Read a file of clusters, one record a value."""
    kind = GALAXIES.get(str(content.get("type")), "Concept")
    source = content.get("source")
    originator = source if isinstance(source, str) and source else None
    values = content["values"]
    if not isinstance(values, list):
        raise FileRejectedError("no_values", "a galaxy whose `values` is no list", "ask for the file again")
    for n, cluster in enumerate(values):
        locator = f"/values/{n}"
        if not isinstance(cluster, dict) or not cluster.get("uuid") or not cluster.get("value"):
            what = "a galaxy value without uuid or value: it names nothing"
            build.quarantine(locator, "value_without_uuid", what, "ask the publisher for it", "uuid")
        elif build.record(locator, _encode(cluster), originator=originator):
            _cluster(cluster, kind, str(content.get("uuid", "")), build, left)
    kept = ", ".join(sorted(set(content) & _ENVELOPE - {"values"}))
    what = f"the file's own fields ({kept}) describe the file, not the case; `source` is the originator"
    build.warn("envelope_left_out", what, "nothing to do", locator="")
    for field in sorted(set(content) - _ENVELOPE):
        build.warn("unknown_field", "a field of the file itself is not read", "look at it", field=field, locator="")


def _cluster(cluster: dict[str, Any], kind: str, galaxy: str, build: Builder, left: Leftovers) -> None:
    native = str(cluster["uuid"])
    claims = [claim for claim in cluster_claims(cluster, left, kind) if claim[0] not in ("uuid", *_VICTIM_CLAIMS)]
    own = _kind_of_place(cluster, kind) if kind == "Country" else kind
    if own == "Country" and not any(prop == "country" for prop, _ in claims):
        claims.append(("country", str(cluster["value"])))
    build.entity(native, own, claims)
    meta: Any = cluster.get("meta")
    for key in _VICTIMS if isinstance(meta, dict) else ():
        said = meta.get(key, [])
        for name in said if isinstance(said, list) else [said]:
            if isinstance(name, str) and name:
                _victim(native, name, key, galaxy, build)
    ties = cluster.get("related", [])
    for related in ties if isinstance(ties, list) else [ties]:
        if isinstance(related, dict) and isinstance(related.get("dest-uuid"), str):
            _related(native, related, build, left)
        else:
            build.claim(native, "related", left.text("", related))


_VICTIM_CLAIMS: Final = tuple(f"meta.{key}" for key in _VICTIMS)


def _victim(native: str, name: str, key: str, galaxy: str, build: Builder) -> None:
    """Link an actor to whom it is said to target: a country, a region, else an organisation; never by a guess."""
    code = countries.lookup(name)
    folded = countries.name_key(name)
    if code is not None and countries.is_country(code):
        target = f"country:{code}"
        build.entity(target, "Country", [("name", countries.name(code)), ("country", code)])
        build.claim(native, "target_country", name)
    elif code is not None or countries.is_region(name):
        target = f"region:{folded}"
        build.entity(target, "Region", [("name", name)])
    else:
        target = f"{galaxy}:victim:{folded}"
        build.entity(target, "Organization", [("name", name)])
    build.link(native, target, "Targets", role=key, claims=[("target_name", name)])


def _related(native: str, related: dict[str, Any], build: Builder, left: Leftovers) -> None:
    type_ = str(related.get("type") or "related-to")
    claims = left.claims(related, frozenset({"dest-uuid", "type"}), {"tags": "tag"})
    kind = "".join(word[:1].upper() + word[1:] for word in type_.split("-"))
    build.link(native, related["dest-uuid"], kind, role=type_, claims=claims)


def _kind_of_place(cluster: dict[str, Any], kind: str) -> str:
    meta: Any = cluster.get("meta") if isinstance(cluster.get("meta"), dict) else {}
    said = meta.get("iso-code") or meta.get("ISO") or cluster["value"]
    code = next((c for t in (said if isinstance(said, list) else [said]) if (c := countries.lookup(str(t)))), None)
    if code is not None and countries.is_country(code):
        return kind
    return "Region" if code is not None or countries.is_region(str(cluster["value"])) else "Concept"
