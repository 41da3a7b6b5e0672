"""What is true of the case, as a dictionary to lay beside what a program finds in the exports."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from _lantern.desk import Count, Desk
from _lantern.world import BLOC_OF, BLOCS, CORRIDORS, FILES, Person, Tie, World

EVIDENCE = FILES | {"ro": "ro_links.csv", "bg": "bg_associates.csv"}


def tell(
    world: World, desks: Mapping[str, Desk], decoys: dict[str, Any], counts: Mapping[str, Count]
) -> dict[str, Any]:
    """Tell the whole truth of one seed."""
    people = world.people.values()
    strong, name_only = _duplicates(world, desks)
    return {
        "seed": world.seed,
        "persons": [_person(p, desks) | {"broker": p.id in world.brokers} for p in people],
        "ties": [_tie(world, tie) for tie in world.ties.values()],
        "brokers": sorted(world.brokers),
        "brokers_kind": dict(sorted(world.brokers.items())),
        "corridors": [list(pair) for pair in CORRIDORS],
        "blocs": BLOCS,
        "communities": {p.id: p.cell for p in people if p.cell},
        "duplicates": {"strong": strong, "name_only": name_only},
        "namesakes": [list(pair) for pair in world.namesakes],
        "decoys": decoys,
        "expected": {name: counts[name].as_dict() for name in sorted(counts)},
    }


def _person(person: Person, desks: Mapping[str, Desk]) -> dict[str, Any]:
    return {
        "id": person.id, "name": " ".join(person.latin), "country": person.country,
        "nationalities": person.nationalities, "birth_date": person.birth.isoformat(), "category": person.category,
        "role": person.role, "rank": person.rank, "cell": person.cell, "bloc": BLOC_OF[person.country],
        "origins": [desks[export].origin(person) for export in person.exports],
    }  # fmt: skip


def _tie(world: World, tie: Tie) -> dict[str, Any]:
    one, two = (set(world.people[end].nationalities) for end in (tie.a, tie.b))
    return {
        "a": tie.a, "b": tie.b, "cross_border": bool(one and two) and not one & two, "directed": tie.flow,
        "carried_by": [EVIDENCE[export] for export in tie.carried_by], "via": tie.via,
    }  # fmt: skip


def _duplicates(world: World, desks: Mapping[str, Desk]) -> tuple[list[Any], list[Any]]:
    strong: list[Any] = []
    name_only: list[Any] = []
    for person in world.people.values():
        pairs = [list(pair) for pair in combinations([desks[e].origin(person) for e in person.exports], 2)]
        (strong if person.strong else name_only).extend(pairs)
    return strong, name_only
