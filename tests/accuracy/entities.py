#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# entities.py - F1 of the names that tag_model finds, from raw text and from gold tokens
"""make accuracy-entities               what is in $CATENA_SHARED/data/ner
make accuracy-entities GOLD="FILE..."  these

The raw text of annotated files goes through read_jsonl, tokenize, tag_model, and once more
with the tokens and sentences of the files themselves; a name is right if begin, end and
type are the gold's.  Counted twice: by sets, and by a walk over
both lists; they must agree.  WikiGold does not say where its articles begin: every
twelve sentences count as one.  The table has both shipped models, each also with
tag_repeats behind it.  MODEL=FILE: that model instead of them; STAGES='{ plugin = ...; },':
these stages instead of tag_repeats; ERRORS=1: what is wrong or missed, too."""
import os
import sys

top = os.environ.get("abs_top_srcdir", ".")
sys.path.insert(0, top + "/plugins/tag_model/tools")
import gold  # noqa: E402
import retokenize  # noqa: E402

DEFAULT = ["ewt-dev.iob2", "wikigold.conll", "wnut17-dev.conll", "btc-dev.conll", "gum-dev.iob2"]
KINDS = ("PERSON", "ORG", "LOC")
WAYS = (("raw text", gold.raw, ""), ("gold tokens", gold.spaced, 'rules = "whitespace";'))
REPEATS = '{ plugin = "tag_repeats"; },'


def taggers():
    """Names of chains, their models, and the stages behind these."""
    model, stages = os.environ.get("MODEL"), os.environ.get("STAGES") or REPEATS
    models = [("model", model)] if model else [
        (name, "%s/plugins/tag_model/%s.model" % (top, file))
        for name, file in (("full", "en"), ("fast", "en-fast"))]
    more = "tag_repeats" if stages == REPEATS else "STAGES"
    for name, file in models:
        yield name, os.path.abspath(file), ""
        yield "%s, %s" % (name, more), os.path.abspath(file), stages


def figures(truth, found):
    """F1, precision and recall, in per cent."""
    right = len(truth & found)
    return [100 * a / b if b else 0 for a, b in (
        (2 * right, len(truth) + len(found)), (right, len(found)), (right, len(truth)))]


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


def errors(text, spans, mine):
    for b, e, t in sorted(set(spans) ^ set(mine)):
        mark = "missed" if (b, e, t) in spans else "wrong "
        print("%s %-6s %s [%s] %s" % (mark, t, text[max(0, b - 30):b], text[b:e], text[e:e + 30]))


def score(documents, catena, model, stages, rules):
    """A line of the table."""
    made = retokenize.chain(catena, documents, '{ plugin = "tag_model"; model = "%s"; }, ' % model
                            + stages, '"id", "text", "entities"', rules)
    truth, found, again = set(), set(), 0
    for i, (text, spans) in enumerate(documents):
        mine = [(e["begin"], e["end"], e["type"]) for e in made[i].get("entities", [])]
        again += walk(spans, mine)
        truth |= {(i,) + s for s in spans}
        found |= {(i,) + s for s in mine}
        if os.environ.get("ERRORS"):
            errors(text, spans, mine)
    if again != len(truth & found):
        sys.exit("the two counts differ: %d and %d" % (again, len(truth & found)))
    kinds = [figures({s for s in truth if s[3] == k}, {s for s in found if s[3] == k})[0]
             for k in KINDS]
    all_three = figures(truth, found)
    return "%6.2f  " % all_three[0] + "  ".join("%6.2f" % x for x in kinds + all_three[1:])


def main():
    files = sys.argv[1:]
    folder = os.environ.get("CATENA_SHARED", "") + "/data/ner/"
    if not files:
        files = [folder + f for f in DEFAULT if os.path.exists(folder + f)]
    if not files:
        print("no annotated files in %s; name some: GOLD=..." % folder, file=sys.stderr)
        sys.exit(77)
    print("%-20s      F1  PERSON     ORG     LOC  precis.  recall" % "")
    for path in files:
        for way, text_of, rules in WAYS:
            documents = [d for d in map(text_of, gold.read(path)) if d[0].strip()]
            print("%s, %s, %d names" % (path.rsplit("/", 1)[-1], way,
                                        sum(len(spans) for _, spans in documents)))
            for name, model, stages in taggers():
                print("  %-18s  %s" % (name, score(documents, os.environ["CATENA"], model,
                                                   stages, rules)), flush=True)


if __name__ == "__main__":
    main()
