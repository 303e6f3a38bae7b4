#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# odds.py - of labels with odds those of which the teacher was sure.
"""odds.py IN OUT

IN is what teacher.py label writes.  Sentences that have a tag of less than 50 per cent are left
out, of the others the likeliest tags are kept, without odds."""
import sys


def sure(lines):
    """Whole sentences of tags without odds."""
    sentence, keep = [], True
    for line in lines:
        word, _, tag = line.rstrip("\n").partition("\t")
        if not word:
            if keep:
                yield from sentence
                yield line
            sentence, keep = [], True
            continue
        tag, _, odds = tag.partition(",")[0].partition(":")
        keep = keep and int(odds or 100) >= 50
        sentence.append("%s\t%s\n" % (word, tag))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8", newline="\n") as lines, \
            open(sys.argv[2], "w", encoding="utf-8", newline="\n") as out:
        out.writelines(sure(lines))


if __name__ == "__main__":
    main()
