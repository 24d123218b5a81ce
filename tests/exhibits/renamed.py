"""A case folder whose ids are words that no sentence has, so that one in a sentence is seen."""

import csv
import re
import shutil
import tomllib

MARK = "zq9"
"""Each id of a renamed case begins with it."""

# Cells of a table that hold ids, alone or several; the words of a claim's subject too.
_COLUMNS = {"id", "story", "stories", "subject", "beside", "confirms", "contradicts", "benchmark"}


def renamed(source, target):
    """
    Copy a case folder with every id of it renamed; symbols and slug stay.

    Returns
    -------
    set of str
        The new ids.
    """
    shutil.copytree(source, target)
    text = (source / "case.toml").read_text(encoding="utf-8")
    case = tomllib.loads(text)
    kinds = ("groups", "benchmarks", "stories", "events", "claims", "evidence")
    ids = [each["id"] for kind in kinds for each in case.get(kind, [])]
    for file in target.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            ids += [row["id"] for row in csv.DictReader(lines) if row.get("id")]
    ids = sorted({each for each in ids if not set(".^") & set(each)}, key=len, reverse=True)
    word = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, ids))})(?![\w-])")

    def anew(text):
        return word.sub(rf"{MARK}-\1", text)

    # In the TOML file ids stand in quotes by themselves, or lists of them in one string.
    line = re.compile(r"(?m)^((?:id|group|asks|benchmark|about)\s*=\s*)(.*)$")
    changed = line.sub(lambda hit: hit[1] + anew(hit[2]), text)
    (target / "case.toml").write_text(changed, encoding="utf-8")
    for file in target.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            heads, rows = reader.fieldnames, list(reader)
        if not _COLUMNS & set(heads or ()):
            continue
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, heads)
            writer.writeheader()
            for row in rows:
                writer.writerow({k: anew(v) if k in _COLUMNS else v for k, v in row.items()})
    return {f"{MARK}-{each}" for each in ids}
