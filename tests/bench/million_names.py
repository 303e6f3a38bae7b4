#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# million_names.py - a list of a million names for the benchmark of tag_gazetteer.
#
# million_names.py FOLDER >LIST: places, organisations, things from the lists in
# FOLDER (the shared data), then people: given names with family names, the frequent
# ones first, until there are a million different names.  Always the same.
import csv
import sys
from pathlib import Path

COUNT = 1_000_000


def column(path, k):
    with open(path, encoding="utf-8", newline="") as f:
        rows = csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        for row in rows:
            if len(row) > k:
                yield row[k]


def census(path):
    with open(path, encoding="ascii") as f:
        return [line.split()[0].title() for line in f if line.strip()]


def people(folder):
    given = sorted(
        census(folder / "census-first-male.txt") + census(folder / "census-first-female.txt")
    )
    family = census(folder / "census-last.txt")
    k = 0
    for round_ in range(len(given)):
        for name in family:
            k += 1
            yield "%s %s" % (given[(k * 7 + round_) % len(given)], name)


def main():
    folder = Path(sys.argv[1])
    seen = set()
    out = sys.stdout

    def add(name, kind):
        name = " ".join(name.split())
        if len(seen) < COUNT and 1 < len(name) < 200 and name not in seen:
            if any(c.isalpha() for c in name):
                seen.add(name)
                out.write("%s\t%s\tN%d\t%s\n" % (name, kind, len(seen), name))

    for name in column(folder / "geonames-cities.tsv", 0):
        add(name, "GPE")
    for name in column(folder / "ror-organisations.tsv", 4):
        add(name, "ORG")
    for names in column(folder / "wordnet-instances.tsv", 3):
        for name in names.split("|"):
            add(name, "MISC")
    for name in column(folder / "brands.tsv", 3):
        add(name, "ORG")
    for name in people(folder):
        add(name, "PERSON")
        if len(seen) == COUNT:
            return 0
    return "only %d names" % len(seen)


sys.exit(main())
