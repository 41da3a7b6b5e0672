"""Make the invented sample case `lantern`, with the truth of it laid beside the folder.

A ring that traffics people and launders the money, joined with a crew that runs job fraud, SIM boxes and
cash-outs: ten countries, five alphabets, nine agencies, eleven exports. Everything is drawn from one seed; the same
seed gives the same bytes. Nothing of netintel is imported, so that the case tests the product and not itself.

    python data/samples/make_lantern.py --seed 7 --out data/samples/lantern
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from _lantern import identifiers, objects, sheets, tables, truth
from _lantern.desk import Desk
from _lantern.world import FILES, World

HERE = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and make the case."""
    parser = argparse.ArgumentParser(description="Make the invented sample case lantern.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=HERE / "lantern")
    options = parser.parse_args(arguments)
    make(options.seed, options.out)


def make(seed: int, out: Path) -> None:
    """Write the exports of one seed into a folder and the truth beside it as `<out>.truth.json`."""
    out.mkdir(parents=True, exist_ok=True)
    world = World(seed)
    desks = {export: Desk(world, export) for export in FILES}
    exchange = identifiers.wallet(world.rng)
    calls, callers = sheets.ukraine(desks["ua"], out)
    ledger, settled = sheets.emirates(desks["ae"], out, exchange)
    bundle, customers, hidden = objects.netherlands(desks["nl"], out, exchange)
    event, more_customers, more_hidden, inside = objects.germany(desks["de"], out, exchange)
    counts = (
        tables.romania(desks["ro"], out) | tables.bulgaria(desks["bg"], out) | tables.spain(desks["es"], out)
        | objects.greece(desks["gr"], out) | objects.interpol(desks["interpol"], out)
        | calls | ledger | bundle | event
    )  # fmt: skip
    decoys = {
        "call_centre": {"number": sheets.CALL_CENTRE, "callers": callers},
        "lawyer": world.lawyer,
        "go_betweens": [p.id for p in world.people.values() if p.rank == "go-between"],
        "exchange_wallet": {"address": exchange, "users": sorted({*settled, *customers, *more_customers})},
        "shared_ip": {"value": objects.SHARED_IP, "users": sorted({*hidden, *more_hidden})},
        "reused_document_number": {
            "number": world.people[world.reused_number[0]].passport,
            "persons": list(world.reused_number),
            "countries": [world.people[p].passport_country for p in world.reused_number],
        },
        "misp_attributes_inside_objects": inside,
    }
    told = truth.tell(world, desks, decoys, counts)
    _copy_descriptions(out)
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    text = text.replace('{"id"', '\n{"id"').replace('{"a"', '\n{"a"')
    out.with_name(out.name + ".truth.json").write_bytes((text + "\n").encode())


def _copy_descriptions(out: Path) -> None:
    """Copy what no seed changes and people wrote: the case record and the mappings of the committed folder."""
    for part in (HERE / "lantern" / "case.toml", *sorted((HERE / "lantern").glob("*.mapping.yml"))):
        target = out / part.name
        if not target.exists() or not target.samefile(part):
            target.write_bytes(part.read_bytes())


if __name__ == "__main__":
    main()
