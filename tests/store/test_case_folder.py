"""A case on disk: identity, integrity, two writers, next month's file, and SQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import duckdb
import pytest

import netintel as ni
from netintel.errors import CaseFolderError, IntegrityError
from netintel.model.graph import EntityGraph

PERSONS = "id,name,birth_date,nationality,document_number,document_country\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "ro.csv").write_text(PERSONS + "1,Ana Pop,1980-02-03,RO,AB123456,RO\n2,Ion Rusu,1970,MD,,\n", "utf-8")
    (exports / "de.csv").write_text(PERSONS + "x,Anna Popp,1980,DE,AB123456,RO\n", "utf-8")
    return exports


def quiet(_: str) -> None:
    """Swallow the line a file."""


def load(path: Path, **options: object) -> EntityGraph:
    return ni.load(path, progress=quiet, **options)  # type: ignore[arg-type]


def test_save_then_open_is_identity(folder: Path, tmp_path: Path) -> None:
    graph = load(folder)
    graph = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))
    ni.save(graph, tmp_path / "case.netintel")
    opened = ni.open_case(tmp_path / "case.netintel")
    assert opened.digest == graph.digest and opened.lineage == graph.lineage and opened.case == graph.case
    for table in ("entities", "links", "origins", "claims", "records", "received", "issues", "judgements"):
        assert getattr(opened, table).equals(getattr(graph, table)), table


def test_originals_are_kept_read_only_with_their_hash_as_name(folder: Path, tmp_path: Path) -> None:
    graph = load(folder)
    ni.save(graph, tmp_path / "c")
    kept = {p.name for p in (tmp_path / "c" / "originals").iterdir()}
    assert kept == set(graph.received["sha256"])
    assert all(p.stat().st_mode & 0o777 == 0o400 for p in (tmp_path / "c" / "originals").iterdir())


def test_an_export_that_changed_is_not_kept_as_if_it_had_not(folder: Path, tmp_path: Path) -> None:
    graph = load(folder)
    (folder / "ro.csv").write_text("changed", "utf-8")
    with pytest.raises(CaseFolderError, match=r"ro\.csv has changed"):
        ni.save(graph, tmp_path / "c")
    ni.store.save(graph, tmp_path / "d", originals=False)
    assert ni.open_case(tmp_path / "d").digest == graph.digest


def test_next_months_file_joins_the_open_case_and_its_judgements(folder: Path, tmp_path: Path) -> None:
    graph = load(folder)
    merged = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))
    ni.save(merged, tmp_path / "c")
    month = tmp_path / "next.csv"
    month.write_text(PERSONS + "n,Maria Lupu,1990,RO,,\n", "utf-8")
    joined = load(month, into=ni.open_case(tmp_path / "c"))
    assert len(joined.judgements) == len(merged.judgements) == 1
    assert len(joined.entities) == len(merged.entities) + 1
    (folder / "next.csv").write_bytes(month.read_bytes())
    afresh = load(folder)
    afresh = ni.resolve.merge(afresh, ni.resolve.match(afresh).above(0.95))
    assert afresh.digest == joined.digest
    ni.save(joined, tmp_path / "c")
    assert ni.open_case(tmp_path / "c").digest == joined.digest
    assert len(list((tmp_path / "c" / "snapshots").iterdir())) == 2


def test_the_same_file_again_adds_nothing(folder: Path) -> None:
    graph = load(folder)
    again = load(folder, into=graph)
    assert again.digest == graph.digest and len(again.entities) == len(graph.entities)
    assert set(again.issues["code"]) == {"received_before"}
    repeated = again.received.iloc[len(graph.received) :]
    assert (repeated["read"] == repeated["accepted"] + repeated["quarantined"] + repeated["duplicates"]).all()


@pytest.mark.parametrize("victim", ["HEAD", "claims.parquet", "manifest.json", "ledger.jsonl"])
def test_a_changed_byte_is_named(folder: Path, tmp_path: Path, victim: str) -> None:
    ni.save(load(folder), tmp_path / "c")
    path = next((tmp_path / "c").rglob(victim))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises((IntegrityError, CaseFolderError)):
        ni.open_case(tmp_path / "c")


def test_a_missing_table_is_named(folder: Path, tmp_path: Path) -> None:
    ni.save(load(folder), tmp_path / "c")
    next((tmp_path / "c").rglob("links.parquet")).unlink()
    with pytest.raises(IntegrityError, match=r"links\.parquet is missing"):
        ni.open_case(tmp_path / "c")


def test_a_folder_that_is_no_case_is_left_alone(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseFolderError, match="no case folder"):
        ni.save(load(folder), folder)
    with pytest.raises(CaseFolderError, match="no HEAD"):
        ni.open_case(folder)


def test_a_second_writer_is_told_who_writes(folder: Path, tmp_path: Path) -> None:
    import socket

    graph = load(folder)
    ni.save(graph, tmp_path / "c")
    (tmp_path / "c" / "lock").write_text(f"{os.getppid()} {socket.gethostname()}")
    with pytest.raises(CaseFolderError, match=f"locked by process {os.getppid()}"):
        ni.save(graph, tmp_path / "c")


def test_a_lock_of_a_dead_process_is_taken_over(folder: Path, tmp_path: Path) -> None:
    import socket

    graph = load(folder)
    ni.save(graph, tmp_path / "c")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / "c" / "lock").write_text(f"{dead.pid} {socket.gethostname()}")
    ni.save(graph, tmp_path / "c")
    assert not (tmp_path / "c" / "lock").exists()


def test_a_kill_leaves_the_case_as_before_or_after(folder: Path, tmp_path: Path) -> None:
    graph = load(folder)
    ni.save(graph, tmp_path / "c")
    month = tmp_path / "next.csv"
    month.write_text(PERSONS + "".join(f"n{i},Name {i},1990,RO,,\n" for i in range(2000)), "utf-8")
    after = load(month, into=graph).digest
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import netintel as ni
            graph = ni.load({str(month)!r}, into=ni.open_case({str(tmp_path / "c")!r}), progress=lambda line: None)
            print("ready", flush=True)
            ni.save(graph, {str(tmp_path / "c")!r})
            """
        )
    )
    seen = set()
    for step in range(8):
        process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, start_new_session=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(step * 0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        digest = ni.open_case(tmp_path / "c").digest
        assert digest in {graph.digest, after}
        seen.add(digest)
        if digest == after:
            break
    ni.save(load(month, into=graph), tmp_path / "c")
    assert ni.open_case(tmp_path / "c").digest == after


def test_sql_reads_and_nothing_else(folder: Path) -> None:
    graph = load(folder)
    answer = ni.store.sql(
        graph, "select country, count(*) n from jurisdictions where basis = 'nationality' group by 1 order by 1"
    )
    assert answer.to_dict("list") == {"country": ["DE", "MD", "RO"], "n": [1, 1, 1]}
    assert ni.store.sql(graph, "select entity from entities where list_contains(countries, 'DE')").shape == (1, 1)
    for query in ("drop table entities", "select 1; select 2", "copy entities to 'x.csv'"):
        with pytest.raises(ValueError, match="one SELECT"):
            ni.store.sql(graph, query)
    with pytest.raises(duckdb.PermissionException, match="disabled"):
        ni.store.sql(graph, f"select * from read_csv('{folder / 'ro.csv'}')")


def test_sql_keeps_amounts_exact_and_looks_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "paid.csv").write_text("source,target,type,amount\na,b,Payment,12345678901.10\n", "utf-8")
    graph = load(tmp_path / "paid.csv")
    assert str(ni.store.sql(graph, "select amount from links")["amount"].iloc[0].normalize()) == "12345678901.1"
    for query in ("select * from graph", "select * from sqlite_scan('a', 'b')", "select * from 'https://a.test/b.csv'"):
        with pytest.raises(duckdb.Error):
            ni.store.sql(graph, query)
    kept = ni.store.sql(graph, "select name, value from duckdb_settings()").set_index("name")["value"]
    assert kept["temp_directory"] == "" and kept["lock_configuration"] == "true"
    closed = ("enable_external_access", "autoinstall_known_extensions", "autoload_known_extensions")
    assert {kept[name] for name in (*closed, "python_enable_replacements")} == {"false"}
