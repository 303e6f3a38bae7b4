#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# kinds_of_text.py - the shared data as documents, a file for each kind of text
"""kinds_of_text.py DATA FOLDER: writes books, government, web, encyclopaedia and
factbook (.jsonl) of about 16 MB each into FOLDER, and prints which.  Books are whole;
of what there is less of, the same documents come again."""
import itertools
import json
import lzma
import os
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


def main():
    data, folder = sys.argv[1:]
    bulk, ner, copies = data + "/bulk/", data + "/ner/", data + "/copies/"
    kinds = {
        "books": lambda: books(data),
        "government": lambda: pages(bulk + "18f.jsonl.xz", bulk + "digitalgov.jsonl.xz"),
        "web": lambda: annotated(ner + "ewt-train.iob2", ner + "ewt-dev.iob2"),
        "encyclopaedia": lambda: annotated(ner + "redocred-dev.json", ner + "wikigold.conll"),
        "factbook": lambda: pages(*(copies + "factbook-%d.jsonl.xz" % y for y in (2020, 2021, 2022))),
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
