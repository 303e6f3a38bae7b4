#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# check_key.py - does key.tsv say the truth about the sample's texts?
#
# Everything in the key but the stories follows from the texts, so it is worked
# out again here, by a method as plain as can be, and compared.  Who adds an item
# adds its `story` line, runs `check_key.py --print > key.new` and reads the
# difference.  README.md beside this file says what the columns mean.
import json
import os
import re
import sys

PASSAGE = 12  # words that a passage has at least
SHINGLE = 5  # words of a shingle, for the Jaccard similarity
NEAR = 0.5  # similarity from which two documents count as near copies
HERE = os.path.dirname(os.path.abspath(__file__))
WORD = re.compile(r"\w+(?:['’.]\w+|(?<=\d),\w+)*")


class Document:
    def __init__(self, name, text):
        self.name = name
        self.text = text
        self.bytes = text.encode()
        self.words = []  # folded
        self.spans = []  # of each word, in bytes
        at = done = 0
        for m in WORD.finditer(text):
            at += len(text[done : m.start()].encode())
            size = len(m.group().encode())
            self.words.append(m.group().casefold().replace("’", "'"))
            self.spans.append((at, at + size))
            at += size
            done = m.end()

    def shingles(self):
        n = len(self.words) - SHINGLE + 1
        return {tuple(self.words[i : i + SHINGLE]) for i in range(n)}


def read_documents():
    """The text files in byte order of their names, then the lines of the JSONL."""
    folder = os.path.join(HERE, "wire")
    docs = []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
            docs.append(Document(name[: -len(".txt")], f.read()))
    with open(os.path.join(HERE, "wire.jsonl"), encoding="utf-8") as f:
        for line in f:
            item = json.loads(line)
            docs.append(Document(item["id"], item["text"]))
    return docs


def similarity(a, b):
    a, b = a.shingles(), b.shingles()
    return len(a & b) / len(a | b)


def passages(a, b):
    """Longest common runs of words: (word of a, word of b, number of words)."""
    where = {}
    for j in range(len(b.words) - PASSAGE + 1):
        where.setdefault(tuple(b.words[j : j + PASSAGE]), []).append(j)
    for i in range(len(a.words) - PASSAGE + 1):
        for j in where.get(tuple(a.words[i : i + PASSAGE]), ()):
            if i and j and a.words[i - 1] == b.words[j - 1]:
                continue  # part of a run that began earlier
            n = PASSAGE
            while a.words[i + n : i + n + 1] == b.words[j + n : j + n + 1] != []:
                n += 1
            yield i, j, n


def relations(docs, story):
    """Every row of the key that compares two documents, the later one first."""
    for k, a in enumerate(docs):
        for b in docs[:k]:
            near = similarity(a, b)
            if a.bytes == b.bytes:
                yield "exact", a.name, b.name
            elif near >= NEAR:
                yield "near", a.name, b.name, "%.2f" % near
            else:
                same = story.get(a.name) == story.get(b.name)
                for i, j, n in passages(a, b):
                    yield (
                        "passage" if same else "boilerplate",
                        a.name,
                        b.name,
                        *map(str, (a.spans[i][0], a.spans[i + n - 1][1])),
                        *map(str, (b.spans[j][0], b.spans[j + n - 1][1])),
                        str(n),
                    )


def read_rows(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                yield tuple(line.rstrip("\n").split("\t"))


def check_names(docs, name):
    """Each line of a gazetteer is whole and names something in the texts."""
    seen = set()
    for row in read_rows(name):
        if len(row) != 4 or not all(row):
            yield "%s: not four columns: %r" % (name, row)
        elif row[0] in seen:
            yield "%s: %r comes twice" % (name, row[0])
        elif not any(row[0] in d.text for d in docs):
            yield "%s: %r is in no text" % (name, row[0])
        seen.add(row[0])


def main():
    docs = read_documents()
    key = list(read_rows("key.tsv"))
    story = {r[1]: r[2] for r in key if r[0] == "story"}
    found = list(relations(docs, story))
    if sys.argv[1:] == ["--print"]:
        for row in [r for r in key if r[0] == "story"] + found:
            print("\t".join(row))
        return 0
    wrong = []
    names = [d.name for d in docs]
    for name in sorted(set(names) ^ set(story)):
        wrong.append("%s: in the texts or in the key, not in both" % name)
    given = [r for r in key if r[0] != "story"]
    for row in sorted(set(given) - set(found)):
        wrong.append("only in the key: " + " ".join(row))
    for row in sorted(set(found) - set(given)):
        wrong.append("only in the texts: " + " ".join(row))
    if len(set(names)) != len(names) or len(set(key)) != len(key):
        wrong.append("something comes twice")
    for name in ("people.tsv", "places.tsv"):
        wrong.extend(check_names(docs, name))
    for w in wrong:
        print("check_key.py: " + w, file=sys.stderr)
    count = {}
    for row in key:
        count[row[0]] = count.get(row[0], 0) + 1
    print(", ".join("%d %s" % (n, what) for what, n in count.items()))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
