#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# lexicon.py - what is known of words, from lists of names and free text.
"""lexicon.py DATA CLUSTERS OUT.lexicon OUT.phrases FILE...

DATA/names holds the lists and DATA/bulk, DATA/copies the free text that COPYING.data
names; FILE are annotated files, of which only the words are counted.  A line of the
lexicon: word, lists (2 bits each of people, places, bodies), how often it is written
small, how often with a capital within a sentence.  Rare words of single lists are left
out unless CLUSTERS knows them.  A line of the phrases: words, lists (1 places, 2 bodies,
4 people)."""
import collections
import io
import json
import lzma
import re
import sys
import tarfile

WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]+")
TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
PLACE, BODY, PERSON = 1, 2, 4


def rows(path):
    with open(path, encoding="utf-8") as f:
        next(f)
        for line in f:
            yield line.rstrip("\n").split("\t")


class Lists:
    def __init__(self, folder):
        self.given, self.family = {}, {}
        self.person = collections.Counter()
        self.place, self.in_place = collections.Counter(), collections.Counter()
        self.body, self.body_last, self.in_body = (collections.Counter() for _ in range(3))
        self.phrases = collections.defaultdict(int)
        for part in ("male", "female"):
            for rank, line in enumerate(open("%s/census-first-%s.txt" % (folder, part))):
                w = line.split()[0].lower()
                self.given[w] = min(self.given.get(w, rank), rank)
        for rank, line in enumerate(open(folder + "/census-last.txt")):
            if line.strip():
                self.family[line.split()[0].lower()] = rank
        for f in rows(folder + "/geonames-cities.tsv"):
            self.add_place(f[0], 1)
        self.add_actors(folder + "/phoenix-actors.tsv")
        self.add_organisations(folder + "/ror-organisations.tsv")
        for f in rows(folder + "/brands.tsv"):
            for name in [f[3]] + (f[4].split("|") if len(f) > 4 else []):
                self.add_body(name, 2, 1)
        for f in rows(folder + "/clubs.tsv"):
            for name in [f[1]] + (f[2].split("|") if len(f) > 2 else []):
                self.add_phrase(TOKEN.findall(name.lower()), BODY)
        self.add_wordnet(folder + "/wordnet-instances.tsv")

    def add_phrase(self, words, kind):
        if 2 <= len(words) <= 7:
            self.phrases[" ".join(words)] |= kind

    def add_place(self, name, weight):
        words = TOKEN.findall(name.lower())
        if len(words) == 1:
            self.place[words[0]] += weight
        else:
            self.in_place.update(words)
            self.add_phrase(words, PLACE)

    def add_body(self, name, weight, last):
        words = TOKEN.findall(name.lower())
        if len(words) == 1:
            self.body[words[0]] += weight
        elif words:
            self.body_last[words[-1]] += last
            self.add_phrase(words, BODY)

    def add_actors(self, path):
        for f in rows(path):
            for k, name in enumerate([f[1]] + f[2].split("|")):
                words = TOKEN.findall(name.lower())
                if f[0] == "Phoenix.Countries.actors" and len(words) == 1 and k == 0:
                    self.place[words[0]] += 5
                elif f[0].startswith("Phoenix.International"):
                    self.add_body(name, 1, 0)

    def add_organisations(self, path):
        for f in rows(path):
            words = TOKEN.findall(f[4].lower())
            if "acronym" in f[5]:
                if len(words) == 1:
                    self.body[words[0]] += 1
            elif len(words) == 1:
                self.body[words[0]] += 1
            elif words:
                self.body_last[words[-1]] += 1
                self.in_body.update(words)
                if len(f) < 7 or f[6] in ("en", ""):
                    self.add_phrase(words, BODY)

    def add_wordnet(self, path):
        for f in rows(path):
            for name in f[3].split("|"):
                words = TOKEN.findall(name.lower())
                if f[1] == "person":
                    self.person[words[-1]] += 1
                    self.add_phrase(words, PERSON)
                elif f[1] == "location":
                    self.add_place(name, 2)
                elif f[1] == "group":
                    self.add_body(name, 2, 0)

    def words(self):
        return set().union(self.given, self.family, self.place, self.in_place, self.body,
                           self.in_body, self.person)

    def code(self, w):
        if self.given.get(w, 9999) < 500:
            person = 3
        elif w in self.given or self.family.get(w, 99999) < 3000 or self.person[w] > 1:
            person = 2
        else:
            person = int(w in self.family or self.person[w] > 0)
        place = (3 if self.place[w] >= 3 else 2 if self.place[w]
                 else int(self.in_place[w] >= 3))
        body = (3 if self.body[w] >= 2 else 2 if self.body_last[w] >= 8
                else int(self.in_body[w] >= 8 or self.body[w] > 0))
        return person | place << 2 | body << 4


def texts(folder, files):
    """The free text, line by line."""
    for name in ("bulk/18f", "bulk/digitalgov", "copies/factbook-2020"):
        with lzma.open("%s/%s.jsonl.xz" % (folder, name), "rt", encoding="utf-8") as f:
            for line in f:
                d = json.loads(line)
                yield d.get("text") or d.get("body") or ""
    with tarfile.open(folder + "/bulk/gutenberg100.tar.xz") as tar:
        n = 0
        for member in tar:
            if member.isfile():
                for line in io.TextIOWrapper(tar.extractfile(member), "utf-8", "replace"):
                    n += 1
                    if n % 3 == 0:
                        yield line
    for path in files:
        with open(path, encoding="utf-8") as f:
            yield " ".join(x.split("\t")[0] if x.strip() else "\n" for x in f)


def count(folder, files):
    small, capital = collections.Counter(), collections.Counter()
    for text in texts(folder, files):
        for m in WORD.finditer(text):
            w, before = m.group(), m.start() - 1
            if w.islower():
                small[w] += 1
                continue
            if not w[0].isupper():
                continue
            while before >= 0 and text[before] in " \"“”'(‘":
                before -= 1
            if before >= 0 and (text[before].isalpha() or text[before] == ","):
                capital[w.lower()] += 1
    return small, capital


def main():
    data, clusters, lexicon, phrases, files = (*sys.argv[1:5], sys.argv[5:])
    lists = Lists(data + "/names")
    small, capital = count(data, files)
    with open(clusters, encoding="utf-8") as f:
        known = {line.split("\t")[0] for line in f}
    with open(lexicon, "w", encoding="utf-8") as out:
        for w in sorted(lists.words() | set(small) | set(capital)):
            code = lists.code(w) if len(w) > 1 else 0
            seen = small[w] + capital[w]
            if w in known and (code or seen > 1) or seen > 2 or code in KEPT:
                out.write("%s\t%d\t%d\t%d\n" % (w, code, small[w], capital[w]))
    with open(phrases, "w", encoding="utf-8") as out:
        for words, kind in sorted(lists.phrases.items()):
            out.write("%s\t%d\n" % (words, kind))


# Surely a given name, or a place or a body by itself.
KEPT = {c for c in range(64) if c & 3 == 3 or c >> 2 & 3 == 3 or c >> 4 & 3 == 3}

if __name__ == "__main__":
    main()
