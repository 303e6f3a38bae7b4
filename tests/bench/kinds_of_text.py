#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# kinds_of_text.py - the shared data as documents, a file for each kind of text
"""kinds_of_text.py DATA FOLDER: writes books, government, web, encyclopaedia and
factbook (.jsonl) of about 16 MB each into FOLDER, and prints which.  Books are whole;
of what there is less of, the same documents come again.  So do briefs and tables, which
are made up: business news full of amounts, and lines of numbers."""
import itertools
import json
import lzma
import os
import random
import re
import sys
import tarfile

top = os.environ.get("abs_top_srcdir", ".")
sys.path.insert(0, top + "/plugins/tag_model/tools")
import gold  # noqa: E402

SIZE = 16e6


def books(data):
    with tarfile.open(data + "/bulk/gutenberg100.tar.xz") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".txt"):
                yield archive.extractfile(member).read().decode("utf-8", "replace")


def pages(*paths):
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for page in map(json.loads, lines):
                yield page.get("text") or page.get("body") or ""


def annotated(*paths):
    for path in paths:
        for document in gold.read(path):
            yield gold.raw(document)[0]


# ---- Made up: nothing but what rules find ----

BRIEFS = (
    "Halcyon reported revenue of {m} for {d}, up {p} from {m} {d}.",
    "Net income rose {p} to {m}, or {s} a share, from {m}, or {s} a share, {d}.",
    "Shares of Tarsk fell {p} to {s} in afternoon trading {d}.",
    "The company said {d} it would cut {k} jobs, about {p} of its workforce.",
    "Operating margin was {p}, compared with {p} {d}; analysts had expected {p}.",
    "Fjordkraft agreed to buy Osk for {m} in cash and stock, it said {d}.",
    "Gross profit was {m}, or {p} of sales, against {m} {d}.",
    "It has {k} employees in {n} countries and {k} stores.",
)
DAYS = ("March 14, 2019", "on Friday", "in the third quarter", "in Q2 2021", "in 2018", "last year", "a year earlier")


def amount(chance, what):
    """One of: m money, s a share's price, p percent, k thousands, n few, d a day."""
    if what == "m":
        return chance.choice(("$%.1f million", "€%.2f billion", "%.0f million euros")) % chance.uniform(1, 900)
    if what == "p":
        return chance.choice(("%.1f%%", "%.1f percent", "%.0f%%")) % chance.uniform(0, 60)
    if what == "d":
        return chance.choice(DAYS)
    return {"s": "${:.2f}", "k": "{:,}", "n": "{}"}[what].format(
        chance.uniform(0, 200) if what == "s" else chance.randint(1, 90000 if what == "k" else 40))


def briefs():
    chance = random.Random(7)
    while True:
        parts = (re.split("{(.)}", chance.choice(BRIEFS)) for _ in range(20))
        yield " ".join(
            "".join(amount(chance, s) if i % 2 else s for i, s in enumerate(part)) for part in parts)


def tables():
    chance = random.Random(7)
    cells = (lambda: "{:,}".format(chance.randint(1, 999999)), lambda: "%.2f" % chance.uniform(-50, 500),
             lambda: str(chance.randint(0, 5000)), lambda: "%.1f%%" % chance.uniform(0, 100),
             lambda: "({:,})".format(chance.randint(1, 9999)))
    while True:
        yield "\n".join(
            "\t".join(["Total"] + [chance.choice(cells)() for _ in range(8)]) for _ in range(30))


def main():
    data, folder = sys.argv[1:]
    bulk, ner, copies = data + "/bulk/", data + "/ner/", data + "/copies/"
    kinds = {
        "books": lambda: books(data),
        "government": lambda: pages(bulk + "18f.jsonl.xz", bulk + "digitalgov.jsonl.xz"),
        "web": lambda: annotated(ner + "ewt-train.iob2", ner + "ewt-dev.iob2"),
        "encyclopaedia": lambda: annotated(ner + "redocred-dev.json", ner + "wikigold.conll"),
        "factbook": lambda: pages(*(copies + "factbook-%d.jsonl.xz" % y for y in (2020, 2021, 2022))),
        "briefs": briefs,
        "tables": tables,
    }
    for kind, texts in kinds.items():
        done = 0
        with open("%s/%s.jsonl" % (folder, kind), "w", encoding="utf-8") as out:
            kept = list(itertools.islice(texts(), 20000))
            for i, text in enumerate(itertools.cycle(t for t in kept if t.strip())):
                document = {"id": "%s-%d" % (kind, i), "date": "2020-01-10", "text": text}
                out.write(json.dumps(document, ensure_ascii=False) + "\n")
                done += len(text.encode())
                if done > SIZE:
                    break
        print(kind)


main()
