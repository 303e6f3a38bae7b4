#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# background.py - makes background_table.h: how common a word is in general
#
#   background.py FOLDER > background_table.h      FOLDER: tokens/, ner/,
#                                                  bulk/, names/
#
# English: the part of blocks of 300 words that hold the word, in web texts, news and
# talk, encyclopaedia, and books, which count 3 : 2 : 3 : 2; words rarer than 1 block in
# 667 are left out.  Other languages: half of the part that follows from the frequency of
# the word in wordfreq (PyPI), for the commonest words.
import bisect
import collections
import json
import math
import re
import sys
import tarfile

import wordfreq

WORD = re.compile(r"[^\W_]+")
BLOCK = 300  # words
LEAST = 0.0015
BITS = 12
OTHERS = {
    "de": 2000, "es": 2000, "fr": 2000,
    "it": 1000, "nl": 1000, "pl": 1000, "pt": 1000, "ru": 1000, "sv": 1000,
}
UNKNOWN = 0.0008  # part of blocks that hold a word that is not in the table


def conllu(path):
    with open(path, encoding="utf-8") as f:
        yield " ".join(line[9:-1] for line in f if line.startswith("# text = "))


def column(path, k):
    with open(path, encoding="utf-8") as f:
        rows = (line.split() for line in f if not line.startswith("#"))
        yield " ".join(row[k] for row in rows if len(row) > k)


def encyclopaedia(folder):
    with open(folder + "/ner/redocred-dev.json", encoding="utf-8") as f:
        yield " ".join(" ".join(s) for d in json.load(f) for s in d["sents"])
    yield from column(folder + "/ner/wikigold.conll", 0)


def books(folder):
    with tarfile.open(folder + "/bulk/gutenberg100.tar.xz") as tar:
        for member in tar:
            if member.isfile():
                text = tar.extractfile(member).read().decode("utf-8", "replace")
                yield text[20000:220000]


def places(folder):
    """Names of one word that are the same in many languages: they stay rare."""
    with open(folder + "/names/wordnet-instances.tsv", encoding="utf-8") as f:
        cells = (cell for line in f for cell in re.split("[\t|]", line.rstrip("\n")))
        return {cell.lower() for cell in cells if cell[:1].isupper() and " " not in cell}


def count(texts):
    n, df = 0, collections.Counter()
    for text in texts:
        words = WORD.findall(text.lower())
        for i in range(0, len(words), BLOCK):
            block = set(words[i : i + BLOCK])
            if len(words) - i >= 100:
                n += 1
                df.update(block)
    return df, n


def parts(folder):
    part = collections.Counter()
    for weight, texts in (
        (0.3, conllu(folder + "/tokens/en_ewt-train.conllu")),
        (0.2, column(folder + "/ner/gum-train.iob2", 1)),
        (0.3, encyclopaedia(folder)),
        (0.2, books(folder)),
    ):
        df, n = count(texts)
        for word, k in df.items():
            if k >= 2:
                part[word] += weight * k / n
    names = places(folder)
    for language, most in OTHERS.items():
        for word in wordfreq.top_n_list(language, most):
            p = 1 - (1 - wordfreq.word_frequency(word, language)) ** BLOCK
            if WORD.fullmatch(word) and (p > 0.2 or word not in names):
                part[word] = max(part[word], p / 2)
    return part


def fold_hash(word):
    """catena_fold_hash of a word that is folded already"""
    s, h, mask = word.encode(), 0, 2**64 - 1
    while True:
        h = (h ^ int.from_bytes(s[:8], "little")) * 0x9E3779B97F4A7C15 & mask
        h ^= h >> 32
        s = s[8:]
        if not s:
            return (h * 0xD6E8FEB86659FD93 & mask) >> 32


def rows(values, form, per_line):
    for i in range(0, len(values), per_line):
        print("\t" + ", ".join(form % v for v in values[i : i + per_line]) + ",")


def main():
    prior = {}
    for word, p in parts(sys.argv[1]).items():
        if p >= LEAST and len(word) > 1:
            h = fold_hash(word)
            prior[h] = min(prior.get(h, 255), round(-16 * math.log(min(1, p))))
    hashes = sorted(prior)
    print("/* SPDX-License-Identifier: MIT */")
    print("/* background_table.h - hashes of common words (catena_fold_hash), and -ln of")
    print(" * the part of texts that hold them, times 16.  Made by tools/background.py.")
    print(" *")
    print(" * Counted in UD English EWT (CC BY-SA 4.0), GUM and Wikigold (CC BY 4.0), Re-DocRED")
    print(" * (MIT) and books of Project Gutenberg; for other languages from the frequencies of")
    print(" * wordfreq by Robyn Speer (data CC BY-SA 4.0), which holds data of Google Books")
    print(" * Ngrams (http://books.google.com/ngrams), the Leeds Internet Corpus, Wikipedia,")
    print(" * ParaCrawl, OPUS OpenSubtitles and SUBTLEX. */")
    print("#ifndef CATENA_GROUP_STORIES_BACKGROUND_TABLE_H")
    print("#define CATENA_GROUP_STORIES_BACKGROUND_TABLE_H")
    print("\n#include <stdint.h>\n")
    print("#define BACKGROUND_UNKNOWN %du\n" % round(-16 * math.log(UNKNOWN)))
    print("static const uint32_t background_hashes[] = {")
    rows(hashes, "0x%08X", 6)
    print("};\n\nstatic const uint8_t background_priors[] = {")
    rows([prior[h] for h in hashes], "%d", 16)
    print("};\n\n#define BACKGROUND_BITS %du\n" % BITS)
    print("/* Where hashes of the same upper bits begin. */")
    print("static const uint16_t background_starts[(1u << BACKGROUND_BITS) + 1] = {")
    rows([bisect.bisect_left(hashes, b << (32 - BITS)) for b in range((1 << BITS) + 1)], "%d", 12)
    print("};\n\n#endif")


main()
