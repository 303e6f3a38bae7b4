#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# retokenize.py - annotated files, cut into the tokens of our own tokenizer.
"""retokenize.py CATENA OUT FILE...: the raw text of the files goes through
read_jsonl, tokenize and export_jsonl; each token gets the label of the name that
it lies in.  Writes two columns, token and IOB2 tag, an empty line between
sentences and -DOCSTART- between documents."""
import json
import os
import subprocess
import sys
import tempfile

import gold


def chain(catena, documents, more, keys, rules=""):
    """The documents' JSON after the chain."""
    with tempfile.TemporaryDirectory() as work:
        with open(work + "/in.jsonl", "w", encoding="utf-8") as f:
            for i, (text, _) in enumerate(documents):
                f.write(json.dumps({"id": str(i), "text": text}) + "\n")
        with open(work + "/c.conf", "w", encoding="utf-8") as f:
            f.write('chain = ( { plugin = "read_jsonl"; paths = [ "in.jsonl" ]; },\n'
                    '  { plugin = "tokenize"; %s }, %s\n'
                    '  { plugin = "export_jsonl"; path = "out.jsonl"; keys = [ %s ]; } );\n'
                    % (rules, more, keys))
        subprocess.run([catena, "run", "--quiet", work + "/c.conf"], check=True)
        with open(work + "/out.jsonl", encoding="utf-8") as f:
            return {int(d["id"]): d for d in map(json.loads, f)}


def tags_of(tokens, spans):
    tags, at = ["O"] * len(tokens), 0
    for begin, end, kind in spans:
        while at < len(tokens) and tokens[at][1] <= begin:
            at += 1
        first = True
        while at < len(tokens) and tokens[at][0] < end:
            tags[at] = ("B-" if first else "I-") + kind
            first = False
            at += 1
    return tags


def write(out, document, spans):
    text, tokens = document["text"], document["tokens"]
    tags = tags_of(tokens, spans)
    out.write("-DOCSTART-\tO\n\n")
    ends = [s[1] for s in document["sentences"]]
    k = 0
    for (begin, end, *_), tag in zip(tokens, tags):
        while k < len(ends) and begin >= ends[k]:
            k += 1
            out.write("\n")
        out.write("".join(text[begin:end].split()) + "\t" + tag + "\n")
    out.write("\n")


def main():
    catena, path, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    documents = [d for d in (gold.raw(d) for f in files for d in gold.read(f)) if d[0].strip()]
    made = chain(os.path.abspath(catena), documents, "", '"id", "text", "tokens", "sentences"')
    with open(path, "w", encoding="utf-8") as out:
        for i, (_, spans) in enumerate(documents):
            if i in made:
                write(out, made[i], spans)


if __name__ == "__main__":
    main()
