#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# entities.py - F1 of the names that tag_model finds, from raw text and from gold tokens
"""make accuracy-entities               what is in $CATENA_SHARED/data/ner
make accuracy-entities GOLD="FILE..."  these

The raw text of annotated files goes through read_jsonl, tokenize, tag_model, and once more
with the tokens and sentences of the files themselves; a name is right if begin, end and
type are the gold's.  Counted twice: by sets, and by a walk over
both lists; they must agree.  WikiGold does not say where its articles begin: every
twelve sentences count as one.  MODEL names another model, STAGES more stages
behind it."""
import os
import sys

top = os.environ.get("abs_top_srcdir", ".")
sys.path.insert(0, top + "/plugins/tag_model/tools")
import gold  # noqa: E402
import retokenize  # noqa: E402

DEFAULT = ["ewt-dev.iob2", "wikigold.conll", "wnut17-dev.conll", "btc-dev.conll"]


def count(right, wrong, missed, name):
    p = 100 * right / (right + wrong) if right + wrong else 0
    r = 100 * right / (right + missed) if right + missed else 0
    f = 200 * right / (2 * right + wrong + missed) if right else 0
    print("  %-8s F1 %6.2f  precision %6.2f  recall %6.2f  (%d gold)" % (name, f, p, r, right + missed))


def walk(gold_spans, found):
    """Right ones, by going along both sorted lists."""
    a, b, right = sorted(gold_spans), sorted(found), 0
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            right += 1
            i += 1
            j += 1
        elif a[i] < b[j]:
            i += 1
        else:
            j += 1
    return right


def score(path, catena, model, what, text_of, rules):
    documents = [d for d in map(text_of, gold.read(path)) if d[0].strip()]
    stages = '{ plugin = "tag_model"; model = "%s"; }, ' % model + os.environ.get("STAGES", "")
    made = retokenize.chain(catena, documents, stages,
                            '"id", "text", "entities"', rules)
    truth, found, again = set(), set(), 0
    for i, (text, spans) in enumerate(documents):
        entities = made[i].get("entities", [])
        mine = [(e["begin"], e["end"], e["type"]) for e in entities]
        again += walk(spans, mine)
        truth |= {(i,) + s for s in spans}
        found |= {(i,) + s for s in mine}
        if os.environ.get("ERRORS"):
            for b, e, t in sorted(set(spans) ^ set(mine)):
                mark = "missed" if (b, e, t) in spans else "wrong "
                print("%s %-6s %s [%s] %s" % (mark, t, text[max(0, b - 30):b], text[b:e], text[e:e + 30]))
    print("%s, %s" % (path.rsplit("/", 1)[-1], what))
    count(len(truth & found), len(found - truth), len(truth - found), "all")
    for kind in ("PERSON", "ORG", "LOC"):
        t = {s for s in truth if s[3] == kind}
        f = {s for s in found if s[3] == kind}
        count(len(t & f), len(f - t), len(t - f), kind)
    if again != len(truth & found):
        sys.exit("the two counts differ: %d and %d" % (again, len(truth & found)))


def main():
    files = sys.argv[1:]
    folder = os.environ.get("CATENA_SHARED", "") + "/data/ner/"
    if not files:
        files = [folder + f for f in DEFAULT if os.path.exists(folder + f)]
    if not files:
        print("no annotated files in %s; name some: GOLD=..." % folder, file=sys.stderr)
        sys.exit(77)
    model = os.environ.get("MODEL", top + "/plugins/tag_model/en.model")
    for path in files:
        for way in (("raw text", gold.raw, ""),
                    ("gold tokens", gold.spaced, 'rules = "whitespace";')):
            score(path, os.environ["CATENA"], os.path.abspath(model), *way)


if __name__ == "__main__":
    main()
