"""The command line: the same functions from a shell, with no logic of its own.

Progress and logs go to stderr. Exit codes: 0 all, 2 usage, 3 partly, 4 nothing, 5 integrity failure.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netintel import __version__
from netintel.errors import (
    CaseFolderError,
    ExchangeError,
    IntegrityError,
    JudgementError,
    MappingError,
    NetintelError,
    UnknownEntityError,
)

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph
    from netintel.views.review import Review

OK, USAGE, PARTLY, NOTHING, INTEGRITY = 0, 2, 3, 4, 5

_OF_USE = (MappingError, FileNotFoundError, FileExistsError, ExchangeError, JudgementError, UnknownEntityError)
_LISTED = 50
_BY_STATUS = {"ok": OK, "partial": PARTLY, "rejected": NOTHING}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        return command(given)
    except (NetintelError, OSError) as error:
        return _failed(given, type(error).__name__, _told(error), _hint(error), _code(error))
    except KeyboardInterrupt:
        _say("stopped; what was written before is whole")
        return 130
    except Exception as error:  # told without its message, which may hold data of the case
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        told = f"stopped at something netintel does not expect: {type(error).__name__} at {where}"
        return _failed(given, "unexpected", told, "this is a fault of netintel: tell its authors this line", NOTHING)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="netintel",
        description="From a folder of exports of several countries to brokers, corridors and jurisdiction clusters.",
        epilog="Exit codes: 0 all, 2 usage, 3 partly, 4 nothing, 5 integrity failure.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"netintel {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    load = commands.add_parser("load", help="read exports and say what was read", allow_abbrev=False)
    load.add_argument("path", metavar="PATH", type=Path, help="a folder of exports, or one export")
    load.add_argument("-o", "--out", metavar="CASE", type=Path, help="save the case there")
    load.add_argument(
        "--into", metavar="CASE", type=Path, help="a saved case that the exports join; saved again unless -o is given"
    )
    load.add_argument(
        "--mapping",
        metavar="FILE",
        type=Path,
        help="what every table means that has no mapping beside it, also one whose titles are known",
    )
    load.add_argument(
        "--limit",
        metavar="NAME=N",
        type=_limit,
        action="append",
        default=[],
        help="raise or lower a limit, such as records=20000000",
    )
    load.add_argument("--json", action="store_true", help="one JSON object on stdout: the account of these exports")
    load.set_defaults(command=_load)

    mapping = commands.add_parser(
        "map",
        help="propose what a table means, from its titles and values",
        description="Prints a mapping to look through, and the first ten rows as entities and links. Beside the table "
        "as FILE.mapping.yml, `netintel load` uses it. The preview holds personal data.",
        allow_abbrev=False,
    )
    mapping.add_argument("file", metavar="FILE", type=Path, help="a CSV, TSV or XLSX file")
    where = mapping.add_mutually_exclusive_group()
    where.add_argument("-o", "--out", metavar="MAPPING", type=Path, help="write the mapping there")
    where.add_argument("--save", action="store_true", help="write it beside the table, as FILE.mapping.yml")
    mapping.add_argument(
        "--force", action="store_true", help="replace a mapping that is there, or what a loader knows without one"
    )
    mapping.add_argument(
        "--json", action="store_true", help="one JSON object on stdout: columns, mapping, what is unsure"
    )
    mapping.set_defaults(command=_map)

    quarantine = commands.add_parser(
        "quarantine",
        help="write what was set aside as files to be corrected and loaded again",
        description="For each export a file of its own format with the records that were set aside, and beside it why. "
        "Correct them, then `netintel load FOLDER --into CASE`. The files hold personal data.",
        allow_abbrev=False,
    )
    quarantine.add_argument("case", metavar="CASE", type=Path, help="a saved case, or exports")
    quarantine.add_argument("-o", "--out", metavar="FOLDER", type=Path, required=True, help="a folder not there yet")
    quarantine.add_argument("--json", action="store_true", help="one JSON object on stdout: the files and the reasons")
    quarantine.set_defaults(command=_quarantine)

    report = commands.add_parser(
        "report",
        help="write a page about each case",
        description="For one case OUT/index.html is its report; for several it lists them. OUT/summary.json says what "
        "came of each. Exit code 0: a report of every case, be it of what could be read; summary.json tells.",
        allow_abbrev=False,
    )
    report.add_argument(
        "cases",
        metavar="PATH_OR_CASE",
        type=Path,
        nargs="+",
        help="exports or a saved case; what surely is the same is joined, unless a case was judged already",
    )
    report.add_argument("-o", "--out", metavar="OUT", type=Path, required=True, help="the folder to write to")
    report.add_argument("--jobs", metavar="N", type=_positive, default=1, help="cases at a time (default 1)")
    report.add_argument("--json", action="store_true", help="one JSON object on stdout: what came of each case")
    report.set_defaults(command=_report)

    export = commands.add_parser(
        "export",
        help="write a case in the format of another tool",
        description="Everything in the case is written, victims and informants included: this is no release. Says what "
        "the format could not carry.",
        allow_abbrev=False,
    )
    export.add_argument("case", metavar="CASE", type=Path, help="a saved case, or exports")
    formats = "ftm, stix, misp, case, graphml, i2, neo4j, geoparquet, csv or xlsx"
    export.add_argument("--format", metavar="F", required=True, help=formats)
    export.add_argument("-o", "--out", metavar="OUT", type=Path, required=True, help="the file or new folder to write")
    export.add_argument("--json", action="store_true", help="one JSON object on stdout: counts and losses")
    export.set_defaults(command=_export)

    resolve = commands.add_parser(
        "resolve",
        help="say who may be whom, and judge it",
        description="Lists pairs that may be the same, with score and reason: those to review first, then those that "
        "cannot be decided, then those that are the same. Judgements are appended to the case and nothing is "
        "overwritten. The list holds personal data; victims, witnesses, minors and informants stand in it under a "
        "pseudonym.",
        allow_abbrev=False,
    )
    resolve.add_argument("case", metavar="CASE", type=Path, help="a saved case; to list alone, exports too")
    act = resolve.add_mutually_exclusive_group()
    act.add_argument(
        "--above",
        metavar="P",
        type=_probability,
        help="judge the same all pairs with at least this score that hold together, objects of one identifier too",
    )
    act.add_argument("--review", action="store_true", help="look at them one by one in this terminal and judge")
    act.add_argument(
        "--judge", metavar=("LEFT", "RIGHT", "WORD"), nargs=3, help="judge two origins same, not_same or unsure"
    )
    resolve.add_argument("--by", metavar="NAME", default="", help="who judges; needed with --above and --judge")
    resolve.add_argument("--reason", metavar="TEXT", default="", help="why; needed with --above and --judge")
    resolve.add_argument("--json", action="store_true", help="one JSON object on stdout: all pairs, what was judged")
    resolve.set_defaults(command=_resolve)

    one = commands.add_parser("report-one", allow_abbrev=False)  # what a batch starts for each case; not in the help
    one.add_argument("case", type=Path)
    one.add_argument("page", type=Path)
    one.set_defaults(command=_report_one, json=True)
    return parser


def _load(given: argparse.Namespace) -> int:
    from netintel.loaders._folder import load
    from netintel.model.limits import Limits
    from netintel.report.tally import tally

    into = None
    if given.into is not None:
        from netintel.store import open_case

        into = open_case(given.into)
    elif given.out is not None and (given.out / "HEAD").is_file():
        taken = CaseFolderError(f"{given.out.name} holds a saved case, with its judgements")
        taken.add_note("Hint: --into adds to it; -o with another name makes a case of its own.")
        raise taken
    graph = load(given.path, into=into, mapping=given.mapping, progress=_say, limits=Limits.parse(given.limit))
    out = given.out if given.out is not None else given.into
    account = tally(graph, into)
    if out is not None and account["status"] != "rejected":
        from netintel.store import save

        save(graph, out)
        _say(f"saved as {out.name}")
    if account["issues"]:
        _say("what was set aside, why, and what to do: `issues` of --json, `graph.issues` in Python, or the report")
    counts = " + ".join(f"{account[name]} {name}" for name in ("accepted", "quarantined", "duplicates"))
    _answer(given, account, f"{account['status']}: read {account['read']} = {counts}; {graph!r}")
    return _BY_STATUS[account["status"]]


def _map(given: argparse.Namespace) -> int:
    from netintel.loaders._propose import propose_mapping
    from netintel.report.tally import plain

    proposal = propose_mapping(given.file)
    if proposal.preset:
        _say(f"{given.file.name} is read as {proposal.preset} without a mapping; a mapping replaces that")
    beside = given.file.with_name(given.file.name + ".mapping.yml") if given.save else given.out
    if beside is not None:
        proposal.save(beside, force=given.force)
        _say(f"saved as {beside.name}: look through it before use")
    elif not given.json:
        print(proposal.yaml(), end="", flush=True)
    _say("the first ten rows:")
    for line in proposal.lines():
        _say(f"  {line}")
    for told in proposal.unsure:
        _say(f"unsure: {told}")
    if given.json:
        content = {"columns": plain(proposal.table()), "mapping": proposal.yaml(), "unsure": list(proposal.unsure),
                   "read_without_as": proposal.preset}  # fmt: skip
        _answer(given, content, "")
    return OK


def _quarantine(given: argparse.Namespace) -> int:
    from netintel.loaders._corrected import loaded
    from netintel.loaders._quarantine import write_quarantine
    from netintel.report.tally import plain

    if (given.case / "HEAD").is_file():
        from netintel.store import open_case

        graph = open_case(given.case)
    else:
        from netintel.loaders._folder import load

        graph = load(given.case, progress=_say)
    written = write_quarantine(graph, given.out)
    every = graph.issues[graph.issues["severity"] == "quarantine"]
    files = graph.received
    mended = files.loc[files["sha256"].isin(loaded(files)["corrects"]), "export"]
    aside = every[~every["export"].isin(mended)].drop(columns="export")
    content = {
        "files": [path.name for path in written],
        "set_aside": len(aside),
        "corrected": len(every) - len(aside),
        "issues": plain(aside),
    }
    told = f"{len(aside)} records are set aside; {len(written)} files to correct are in {given.out.name}"
    again = f": correct them, then `netintel load {given.out.name} --into CASE`" if written else ""
    nothing = "nothing was set aside" if every.empty else "corrections were loaded for all that was set aside"
    _answer(given, content, nothing if aside.empty else told + again)
    return NOTHING if len(aside) and not written else OK


def _report(given: argparse.Namespace) -> int:
    from netintel.report import batch

    summary = batch(given.cases, given.out, jobs=given.jobs, progress=_say)
    told = f"{summary.written} of {len(summary.cases)} reports written to {given.out / 'index.html'}"
    _answer(given, summary.to_dict(), told)
    return summary.exit_code


def _export(given: argparse.Namespace) -> int:
    from netintel import exchange

    if (given.case / "HEAD").is_file():
        from netintel.store import open_case

        graph = open_case(given.case)
    else:
        from netintel.loaders._folder import load

        graph = load(given.case, progress=_say)
    report = exchange.write(graph, given.out, format=given.format)
    _answer(given, report.to_dict(), repr(report))
    return OK


def _resolve(given: argparse.Namespace) -> int:
    saved = (given.case / "HEAD").is_file()
    judging = given.above is not None or given.judge is not None
    if (judging or given.review) and not saved:
        hint = f"`netintel load {given.case.name} -o CASE` saves one"
        return _failed(given, "usage", f"{given.case.name} is no saved case: judgements need one", hint, USAGE)
    if judging and not (given.by.strip() and given.reason.strip()):
        hint = "--by NAME --reason TEXT"
        return _failed(given, "usage", "a judgement needs to say who decides, and why", hint, USAGE)
    if any("\ud800" <= letter <= "\udfff" for letter in given.by + given.reason):  # bytes that are no UTF-8
        hint = "is the terminal set to UTF-8?"
        return _failed(given, "usage", "--by or --reason holds what is no text", hint, USAGE)
    if saved:
        from netintel.store import open_case

        graph = open_case(given.case)
    else:
        from netintel.loaders._folder import load
        from netintel.report.tally import tally

        graph = load(given.case, progress=_say)
        if tally(graph)["status"] == "rejected":
            return _failed(given, "nothing_read", f"nothing of {given.case.name} could be read", "", NOTHING)
    if given.judge is not None:
        from netintel.resolve import judge

        left, right, word = given.judge
        judged = judge(graph, left, right, word, by=given.by, reason=given.reason)
        fights = judged.lineage[-1].note.partition("; ")[2]
        if fights:
            _say(fights)
        return _resolved(given, graph, judged, None)
    from netintel.resolve import match
    from netintel.views import review

    sitting = review(graph, match(graph), by=given.by)
    sitting = sitting.due() if given.review else sitting
    try:
        if given.above is not None:
            _say(sitting.accept_above(given.above, by=given.by, reason=given.reason))
        elif given.review and len(sitting):
            from netintel.views._review_terminal import sit

            sit(sitting, _ask, _say, shutil.get_terminal_size((110, 24)).columns)
        elif given.review:
            _say("no pair waits to be looked at")
    except KeyboardInterrupt:
        _say("stopped; what was judged before is saved")
    return _resolved(given, graph, sitting.graph, sitting)


def _resolved(given: argparse.Namespace, before: EntityGraph, after: EntityGraph, sitting: Review | None) -> int:
    from netintel.report.tally import plain

    judged = after.judgements.iloc[len(before.judgements) :]
    if len(judged):
        from netintel.store import save

        save(after, given.case)
        noun = "judgement" if len(judged) == 1 else "judgements"
        _say(f"{len(judged)} {noun} appended; saved as {given.case.name}")
    if given.json:
        listed = [] if sitting is None else plain(sitting.table())
        content = {"status": "ok", "candidates": listed, "judgements": plain(judged), "digest": after.digest}
        _answer(given, content, "")
        return OK
    if sitting is not None and given.above is None and not given.review:
        _list(given, sitting)
    _answer(given, {}, repr(after))
    return OK


def _list(given: argparse.Namespace, sitting: Review) -> None:
    from netintel.report.tally import plain
    from netintel.views._review_screen import digits
    from netintel.views._review_words import SAID

    due = sitting.due()
    for pair in plain(due.table().head(_LISTED)):
        names = f"{pair['left_name']} ({pair['left']}) and {pair['right_name']} ({pair['right']})"
        said = f"{digits(pair['score']):<12} {pair['answer']:<11} {pair['kind']}"
        judged = f" (judged {SAID[pair['judgement']]})" if pair["judgement"] else ""
        _answer(given, {}, f"{said}: {names}: {pair['reason']}{judged}")
    first = f" The first {_LISTED} are listed." if len(due) > _LISTED else ""
    objects = int(sitting.matches.by_identifier().sum())
    numbers = {"objects of one identifier": objects, "different or judged already": len(sitting) - objects - len(due)}
    left = ", ".join(f"{number:,} {what}" for what, number in numbers.items() if number)
    _answer(given, {}, f"{due.alt()}{first}{f' Not listed: {left}.' if left else ''} --json gives all.")


def _report_one(given: argparse.Namespace) -> int:
    from netintel.report._case import report_case

    account = report_case(given.case, given.page, _say)
    _answer(given, account, "")
    return _BY_STATUS[account["status"]]


def _ask(prompt: str) -> str:
    """Return a line of the input; the prompt goes to stderr, so that stdout holds the answer alone."""
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _answer(given: argparse.Namespace, content: dict[str, Any], words: str) -> None:
    print(json.dumps(content) if given.json else _CONTROL.sub(_visible, words), flush=True)


def _failed(given: argparse.Namespace, kind: str, message: str, hint: str, code: int) -> int:
    from netintel.report.tally import nothing

    _say(f"netintel: {message}")
    if hint:
        _say(f"Hint: {hint}")
    if given.json:
        reason = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.removesuffix("Error")).lower()
        print(json.dumps(nothing(reason, message, hint)), flush=True)
    return code


def _code(error: Exception) -> int:
    if isinstance(error, IntegrityError):
        return INTEGRITY
    return USAGE if isinstance(error, _OF_USE) else NOTHING


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        named = Path(str(error.filename or "a file"))
        unfinished = named.name.startswith(".") and named.suffix == ".tmp"  # ours, of a name nobody knows
        return f"{error.strerror}: {named.absolute().parent.name if unfinished else named.name}"
    return str(error)


def _hint(error: Exception) -> str:
    return " ".join(note.removeprefix("Hint: ") for note in getattr(error, "__notes__", ()))


def _say(line: str) -> None:
    print(_CONTROL.sub(_visible, line), file=sys.stderr, flush=True)


def _visible(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {number}")
    return number


def _probability(text: str) -> float:
    number = float(text)
    if not 0.5 <= number <= 1:
        raise argparse.ArgumentTypeError(f"expected a score from 0.5 to 1, got {text}")
    return number


def _limit(text: str) -> str:
    from netintel.model.limits import Limits

    try:
        Limits.parse([text])
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text
