#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# export_check.py - what export_jsonl wrote in the three units, checked by Python's
# own parser: the same documents, and every offset cuts out the same text.
#
# export_check.py CODEPOINTS BYTES UTF16 [ORIGINALS]: three files of one chain.  With
# ORIGINALS, a JSON object {id: text as it was read}, offsets point into that.
import json
import re
import sys


def reject(pairs):
    keys = [k for k, _ in pairs]
    assert len(keys) == len(set(keys)), "a key twice: %s" % keys
    return dict(pairs)


ORDER = [
    "id", "source", "fields", "text", "tokens", "sentences", "paragraphs",
    "entities", "duplicate", "copies", "story",
]  # fmt: skip


def cutter(text, unit):
    if unit == "codepoints":
        return len(text), lambda b, e: text[b:e]
    if unit == "bytes":
        raw = text.encode()
        return len(raw), lambda b, e: raw[b:e].decode()
    raw = text.encode("utf-16-le")
    return len(raw) // 2, lambda b, e: raw[2 * b : 2 * e].decode("utf-16-le")


def spans(doc):
    for key in ("tokens", "sentences", "paragraphs"):
        for row in doc.get(key, ()):
            yield key, row[0], row[1], row[2:]
    for key in ("entities", "copies"):
        for row in doc.get(key, ()):
            rest = {k: v for k, v in row.items() if k not in ("begin", "end")}
            yield key, row["begin"], row["end"], rest


def clean(piece):
    """What export_edit makes of it."""
    return re.sub("<[^>]*>", "", piece).replace("&amp;", "&")


def check(docs, originals):
    units = ("codepoints", "bytes", "utf16")
    first = docs[0]
    assert [k for k in ORDER if k in first] == list(first), "order of keys"
    for key in first:
        assert first[key] not in ([], {}, ""), "%s is empty" % key
    for other in docs[1:]:
        for key in ("id", "source", "fields", "text", "duplicate", "story"):
            assert first.get(key) == other.get(key), key
    text = first.get("text", "")
    where = originals[first["id"]] if originals else text
    cuts = [cutter(where, u) for u in units]
    n = 0
    for rows in zip(*(list(spans(d)) for d in docs)):
        got = set()
        for (key, begin, end, rest), (size, cut) in zip(rows, cuts):
            assert 0 <= begin <= end <= size, (key, begin, end, size)
            got.add(cut(begin, end))
            if key == "entities" and not originals:
                assert cut(begin, end) == rest["text"], (rest, cut(begin, end))
            if key == "copies" and rest["of"] == first["id"]:
                piece = cut(rest["of_begin"], rest["of_end"])
                assert piece == cut(begin, end), (rest, piece)
        assert len(got) == 1 and "" not in got, (rows, got)
        if originals and key == "entities":
            assert clean(got.pop()) == rest["text"], (rows, rest)
        n += 1
    for a, b in zip(docs, docs[1:]):
        assert len(list(spans(a))) == len(list(spans(b)))
    return n


def main():
    files = [open(f, encoding="utf-8", newline="\n") for f in sys.argv[1:4]]
    originals = None
    if len(sys.argv) > 4:
        with open(sys.argv[4], encoding="utf-8") as f:
            originals = json.load(f)
    documents = rows = 0
    for lines in zip(*files):
        docs = [json.loads(s, object_pairs_hook=reject) for s in lines]
        rows += check(docs, originals)
        documents += 1
    assert documents and rows, "nothing was checked"
    assert not any(f.readline() for f in files), "files of different length"
    print("%d documents, %d rows" % (documents, rows))


main()
