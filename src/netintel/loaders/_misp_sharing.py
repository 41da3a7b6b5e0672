"""Reads an export of MISP sharing groups: who is in which group."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from netintel.loaders._misp_fields import Leftovers
from netintel.model.builder import Builder

_TAKEN: Final = frozenset({"SharingGroup", "SharingGroupOrg", "Organisation"})
_encode = msgspec.json.Encoder(order="sorted").encode


def read_groups(groups: list[Any], file: str, build: Builder, left: Leftovers) -> None:
    """Read sharing groups, one record a group; `file` names a group that has no uuid."""
    for n, item in enumerate(groups):
        locator = f"/{n}"
        about = item.get("SharingGroup") if isinstance(item, dict) else None
        if not isinstance(about, dict):
            what = "an entry without SharingGroup among sharing groups"
            build.quarantine(locator, "no_sharing_group", what, "ask for the export again", "SharingGroup")
        elif build.record(locator, _encode(item)):
            _group(item, about, f"{file}{locator}", build, left)


def _group(item: dict[str, Any], about: dict[str, Any], fallback: str, build: Builder, left: Leftovers) -> None:
    native = str(about.get("uuid") or fallback)
    claims = left.claims(about, frozenset({"uuid"}), {}) + left.claims(item, _TAKEN, {})
    build.entity(native, "Concept", [*claims, ("source_type", "sharing-group")])
    owner = _organisation(item.get("Organisation"), build, left)
    if owner is not None:
        build.reference(native, "created_by", owner)
    members = item.get("SharingGroupOrg", [])
    for member in members if isinstance(members, list) else [members]:
        organisation = _organisation(member.get("Organisation"), build, left) if isinstance(member, dict) else None
        if organisation is None:
            build.claim(native, "member", left.text("", member))
        else:
            rest = left.claims(member, frozenset({"Organisation"}), {})
            build.link(native, organisation, "Contains", role="sharing-group-member", claims=rest)


def _organisation(org: Any, build: Builder, left: Leftovers) -> str | None:
    if not isinstance(org, dict) or not isinstance(org.get("uuid"), str):
        return None
    build.entity(org["uuid"], "Organization", left.claims(org, frozenset({"uuid"}), {}))
    return str(org["uuid"])
