# SPDX-License-Identifier: MIT
"""icu_breaks.py FOLDER OUT - 20 MB of mixed text: books, codes of law and web
pages of FOLDER/bulk, sentences of FOLDER/tokens, and each character of Unicode
between others."""
import glob
import io
import json
import lzma
import re
import sys
import tarfile
import unicodedata


def archive(path, size):
    out = b""
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isfile() and len(out) < size:
                out += tar.extractfile(member).read()
    return out[:size].decode("utf-8", "ignore")


def pages(path, size):
    out = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            out.append(json.loads(line)["text"])
            size -= len(out[-1])
            if size < 0:
                break
    return "\n\n".join(out)


def sentences(folder):
    out = []
    for path in sorted(glob.glob(folder + "/*.conllu")):
        with open(path, encoding="utf-8") as lines:
            out += [line[9:] for line in lines if line.startswith("# text = ")]
    return " ".join(out)


def characters():
    out = []
    for c in range(0x20, 0x110000):
        s = chr(c)
        name = unicodedata.name(s, "")
        if not name or 0xD800 <= c < 0xE000:
            continue
        # of the many alike, some
        if re.match("CJK|HANGUL S|TANGUT|CUNEIFORM|EGYPTIAN|ANATOLIAN|BAMUM", name) and c % 16:
            continue
        out.append("a%sb %s%s 1%s2. %sA .%s b" % (s, s, s, s, s, s))
    return "\n".join(out)


def main():
    folder, out = sys.argv[1:]
    bulk = folder + "/bulk/"
    parts = [
        archive(bulk + "gutenberg100.tar.xz", 7000000),
        archive(bulk + "civil-procedure-codes.tar.xz", 5000000),
        pages(bulk + "digitalgov.jsonl.xz", 6000000),
        sentences(folder + "/tokens"),
        characters(),
    ]
    with io.open(out, "w", encoding="utf-8", newline="") as f:
        f.write("\n\n".join(parts))


main()
