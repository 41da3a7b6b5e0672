"""i2 import sheets: one row is an entity, a link and another entity.

Publisher
    Any agency that prepares data for i2 Analyst's Notebook or iBase, and i2's own listing of a chart as
    entity, link, entity.
Channel
    Files named `.csv`, `.tsv`, `.tab`, `.txt` whose header names two ends. A sheet of a workbook (`.xlsx`) and a
    Parquet file with such a header are read in the same way. With a mapping beside it the file is read by
    `table`, as every table is.
Unit counted
    Row: one line below the header. A row that says something of an end without identity, or of a link without two ends,
    is set aside with its number; one repeated word for word is a duplicate. A row with one end describes an entity.
Identity
    The identity of each end, within the file; without such a column its label.
Handling
    Columns `handling`, `evaluation`, `originator`, `assertion`, `review_due` mark the record of the row.

Columns
-------
The first spelling is the one that netintel writes (`exchange.write`), so that a sheet written is the sheet read. Case,
blanks, hyphens and underscores do not matter.

=====================================  ===========================================================================
column                                 becomes
=====================================  ===========================================================================
`Entity 1 Identity`                    the entity's id. Also `Entity 1`, `Entity1 Id`, `End 1`, `From Identity`,
                                       `Source Id`, `... Key`; `Entity 2`, `End 2`, `To`, `Target` the other one
`Entity 1 Type`                        its kind: a kind of netintel, or a type's name as in charts (`anx`); another
                                       word is Concept and kept as source_type. Without: Concept
`Entity 1 Label`                       name; a sheet without labels: the identity is the name
`Entity 1 <property>`                  a claim; a property as netintel writes it (`birth_date`, `nationality`) stays,
                                       a title (`Date of Birth`) becomes one. A second value of the same property
                                       stands in a column `Entity 1 <property> (2)`; a cell is one value and never cut
`Link Type`                            kind of the link; also `Link`; blank: UnknownLink
`Link Label`                           label
`Link Direction`                       `1 to 2`; `2 to 1`; `both`: no direction, and the claim arrow `both`; blank:
                                       none. Also `->`, `<-`, `<->`, `-`, `Arrow on head`, `Entity 1 to Entity 2`,
                                       `None`. Without the column: as `table` takes its kind
`Link First`, `Link Last`              first and last; `Link Date` and `Date` are first, with `Link Time` or `Time` of
                                       the same row one moment; on a row with one entity its `date`
`Link Amount`, `Link Currency`,        the columns of the links table
`Link Weight`, `Link Role`
`Link <property>`                      a claim on the link (`Link Strength`: strength); `Strength`, `Amount` and so on
                                       alone too; `(2)` as above
`handling`, `evaluation`, ...          the marks of the record
`Entity 1 claims`, `Link claims`,      what netintel writes as JSON beside the columns; in such a sheet nothing is
`... references`                       concluded from types and identities
=====================================  ===========================================================================

Other columns are kept as claims under their own title and named in one warning. Nothing is ignored.

Traps
-----
`Source` and `Target` alone are a table or an edge list, not a sheet. Dates whose order of day and month is not stated
are kept as text: write them year first, or give a mapping. Type names such as Male say a gender, Victim a category, and
an identity in the form of a number is the number of a phone or account, where the sheet has no column for it. What
follows from a number (phone_country, iban_country) is concluded at reading: who writes a sheet leaves it out. A
direction in unknown words is none; the word is kept as `arrow`. Ids of links and their state are not in the format: a
sheet read back gives links of its own. `->` looks like a formula to some spreadsheets, so netintel writes words.

References: i2 Analyst's Notebook, "Import from text file or spreadsheet"; the direction words as its import lists them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from netintel.errors import FileRejectedError
from netintel.loaders import _header
from netintel.loaders._i2_columns import read_sheet, recognised
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "i2_sheet"
TITLE: Final = "i2 import sheet (entity, link, entity)"
PUBLISHER: Final = "any agency that works with i2"
UNIT: Final = "row"
IDS: Final = "file"


def sniff(head: Head) -> bool:
    """Return whether the header names two ends of a link, and no table that speaks for itself."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these titles name two ends of a link."""
    return recognised(titles) is not None


def read(source: Source, build: Builder) -> None:
    """Read the sheet."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Read the rows below their titles."""
    found = recognised(sheet.header)
    if found is None:
        raise FileRejectedError(
            "headers_unknown", "the header does not name two ends", "write a mapping beside the file"
        )
    read_sheet(found, sheet, build)
