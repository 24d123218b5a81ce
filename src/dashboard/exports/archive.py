"""All tables of a case as CSV files in one archive, with the results and the case's own files."""

from __future__ import annotations

from dashboard.cases.archives import folder_zip
from dashboard.cases.writer import case_files
from dashboard.charts.theme import Look
from dashboard.exports.all_tables import all_tables
from dashboard.exports.csv_files import csv_bytes
from dashboard.exports.imprint import Imprint
from dashboard.exports.results import results, results_json
from dashboard.exports.workbook import facts


def archive(imprint: Imprint, look: Look) -> bytes:
    """
    Zip of everything in plain text: what the pages show, all numbers, all data.

    ``tables/`` holds the tables of the pages, ``results.json`` every number of the trial,
    ``case/`` the case itself with its prices, and ``about.txt`` says what it is.  The same
    content made at the same minute gives the same bytes.
    """
    t = look.language
    tables = all_tables(imprint, look)
    about = [f"{name}: {value}" for name, value in facts(imprint, t) if value]
    about += ["", *(f"tables/{each.name}.csv: {t(each.title)}" for each in tables)]
    files = {
        "about.txt": ("\n".join(about) + "\n").encode(),
        "results.json": results_json(results(imprint.trial)).encode(),
    }
    files |= {f"tables/{each.name}.csv": csv_bytes(each.table) for each in tables}
    folder = imprint.trial.folder
    own = case_files(folder.case, folder.market, folder.marks)
    return folder_zip(files | {f"case/{name}": content for name, content in own.items()})
