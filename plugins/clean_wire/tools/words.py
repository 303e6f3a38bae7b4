#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# words.py - makes words_table.c from SCOWL's lists (Debian: package scowl).
#
#     words.py /usr/share/dict/scowl >words_table.c
#
# Three things are wanted: the frequent words (sizes up to 50), which a glued word
# may begin with; which of them take -ing or -er, because "workin" is more likely a
# spoken "working" and "trailor" a misspelt "trailer" than two words; and those of
# SCOWL's other words, names and abbreviations of any size that would be split.
import glob
import os
import re
import sys

FREQUENT = 50
USUAL = 70  # beyond are words that nobody says or misspells
NO_IN, NO_OR, WHOLE = 1, 2, 4
# The second halves of glued.c.
RIGHT = (
    "the that this these those which with from when where while whose would "
    "could should been into than there because before between during "
    "against after their they and for was were had his of in or to "
).split()


def read(folder):
    level = {}  # of words in small letters
    known = {}  # everything, in small letters, with its size
    for path in sorted(glob.glob(os.path.join(folder, "*.[0-9][0-9]"))):
        name, size = os.path.basename(path).rsplit(".", 1)
        with open(path, encoding="latin-1") as f:
            for word in f.read().split():
                small = word.lower()
                known[small] = min(known.get(small, 99), int(size))
                if "-words" in name and re.fullmatch("[a-z]+", word):
                    level[word] = min(level.get(word, 99), int(size))
    return level, known


def flags(word, known):
    def usual(w):
        return known.get(w, 99) <= USUAL

    verb = usual(word + "ing") or usual(word + word[-1] + "ing")
    return NO_IN * verb + NO_OR * (usual(word + "er") or usual(word + "ers"))


def main():
    level, known = read(sys.argv[1])
    left = {w for w in level if level[w] <= FREQUENT and 2 <= len(w) <= 25}
    table = {w: flags(w, known) for w in left}
    for word in known.keys() - left:
        if not re.fullmatch("[a-z]{4,40}", word):
            continue
        if any(word.endswith(r) and word[: -len(r)] in left for r in RIGHT):
            table[word] = WHOLE
    rows, last = [], ""
    for word in sorted(table):
        same = min(len(os.path.commonprefix([word, last])), 25)
        rows.append(chr(65 + same) + word[same:] + (str(table[word]) if table[word] else ""))
        last = word
    print("/* SPDX-License-Identifier: MIT AND LicenseRef-SCOWL */")
    print("/* words_table.c - English words; made by tools/words.py, see COPYING.scowl. */")
    print('#include "words.h"\n')
    print("/* In order; each as a capital letter, how much it has in common with the one")
    print(" * before it (A: nothing, B: a letter...), the rest of it, and its flags, if any. */")
    print("const char *const clean_wire_words[] = {")
    line = ""
    for row in rows + [None]:
        if row is None or len(line) + len(row) > 76:
            print('    "%s",' % line)
            line = ""
        line += row or ""
    print("    NULL,\n};")


main()
