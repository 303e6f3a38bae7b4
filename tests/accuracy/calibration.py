#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""calibration.py - of what the whole chain is 0.9 sure, are nine in ten right?

    make accuracy-calibration             files in $CATENA_SHARED/data/ner
    BY_RULE=1 make accuracy-calibration   each rule of tag_pattern that finds names, instead
    ERRORS=1 FIND=tag_pattern make accuracy-calibration

The chain of seeds.conf, without what is there for wire copy, goes over annotated text.  Of the
persons, bodies and places that each of its stages has the last word on, it prints by tenths of
the score how many are right (begin, end and type), and the mean score that they have.  FILES
names others than the default; GUM:news stands for GUM's documents of that kind.  ERRORS prints
those that are wrong, of the stage FIND if it is given.  BY_RULE tells which rule of en.rules was
it, by its line, and with what score: of the names on which it has the last word, and, behind "+", of those
that it only confirms or adds to by itself, when no other stage goes before it.  The model has learnt from the training
parts, the scores of lists and rules were set by them: what is true of new text the
development parts say."""
import collections
import os
import re
import sys
import tempfile


from scores import gold, retokenize, top, TYPES

FILES = "ewt-dev.iob2 wikigold.conll wnut17-dev.conll btc-dev.conll gum-dev.iob2"
CHAIN = """{ plugin = "tag_model"; model = "%(model)s"; },
  { plugin = "tag_gazetteer"; overlap = "longest"; lists = [ %(lists)s ]; },
  { plugin = "tag_pattern"; overlap = "surest"; },
  { plugin = "tag_repeats"; },"""
LISTS = ["countries", "agencies", "bodies", "places", "organisations"]


def documents(folder, name):
    """Raw text and spans of a file; of GUM those of a kind."""
    name, _, kind = name.partition(":")
    if name == "GUM":
        name = "gum-train.iob2"
    if not os.path.exists(folder + name):
        return []
    found = [gold.raw(d) for d in gold.read(folder + name)]
    if kind:
        with open(folder + name, encoding="utf-8") as f:
            ids = [line.split("=")[1].strip() for line in f if line.startswith("# newdoc")]
        found = [d for d, i in zip(found, ids) if i.split("_")[1] == kind]
    return [d for d in found if d[0].strip()]


STEP = 0.00001  # between the scores that tell rules apart


def told_apart(path):
    """Text of rules in which each has a score of its own, but the rank that its score was;
    [(line, its first line, score)]."""
    rules, out = [], []
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    at = 0
    while at < len(lines):
        end = at + 1
        if re.match(r"rule (ORG|PERSON|GPE|LOC|NORP|NONE) ", lines[at]):
            while end < len(lines) and lines[end][:1] == " ":
                end += 1
            text = "\n".join(lines[at:end])
            score = re.search(r" score ([0-9.]+)", text)
            rank = re.search(r" rank ([0-9.]+)", text)
            own = score.group(1) if score else "0.95"
            text = re.sub(r" (score|rank) [0-9.]+", "", text)
            text += "\n  score %.5f  rank %s" % (0.5 + STEP * len(rules), rank.group(1) if rank else own)
            rules.append((at + 1, lines[at], float(own)))
            out.append(text)
        else:
            out.append(lines[at])
        at = end
    return "\n".join(out), rules


def by_rule(folder):
    """How often what each rule says is right: where it has the last word, and alone."""
    text, rules = told_apart(top + "/plugins/tag_pattern/data/en.rules")
    tally = [[0, 0, 0, 0] for _ in rules]
    with tempfile.NamedTemporaryFile("w", suffix=".rules", encoding="utf-8") as f:
        f.write(text)
        f.flush()
        stage = '{ plugin = "tag_pattern"; language = "none"; rules = [ "%s" ]; %%s },' % f.name
        last = chain().replace('{ plugin = "tag_pattern"; overlap = "surest"; },', stage % 'overlap = "surest";')
        for name in (os.environ.get("FILES") or FILES).split():
            docs = documents(folder, name)
            for k, conf in ((0, last.replace('{ plugin = "tag_repeats"; },', "")), (2, stage % "")):
                made = retokenize.chain(os.environ["CATENA"], docs, conf, '"id", "text", "entities"') if docs else {}
                for i, (_, spans) in enumerate(docs):
                    truth = {(b, e, t) for b, e, t in spans}
                    for e in made[i].get("entities", []):
                        rule = round((e["score"] - 0.5) / STEP)
                        if e["by"] != "tag_pattern" or e["type"] not in TYPES or not 0 <= rule < len(rules):
                            continue
                        tally[rule][k] += (e["begin"], e["end"], TYPES[e["type"]]) in truth
                        tally[rule][k + 1] += 1
    for (line, first, score), x in zip(rules, tally):
        if x[1] or x[3]:
            print("%4d %.2f  %3d of %3d  + %3d of %3d  %s" % (line, score, *x, first[:90]))


def chain():
    folder = top + "/plugins/tag_gazetteer/lists/"
    model = os.path.abspath(os.environ.get("MODEL") or top + "/plugins/tag_model/en.model")
    return CHAIN % {"model": model, "lists": ", ".join('"%s%s.tsv"' % (folder, x) for x in LISTS)}


def count(docs, tally, shown):
    made = retokenize.chain(os.environ["CATENA"], docs, chain(), '"id", "text", "entities"')
    every = collections.Counter()
    for i, (text, spans) in enumerate(docs):
        truth = {(b, e, t) for b, e, t in spans}
        every["gold"] += len(truth)
        for e in made[i].get("entities", []):
            kind = TYPES.get(e["type"])
            if not kind:
                continue
            good = (e["begin"], e["end"], kind) in truth
            every["found"] += 1
            every["right"] += good
            x = tally[e["by"], kind, min(int(e["score"] * 10 + 1e-9), 9)]
            x[0] += good
            x[1] += 1
            x[2] += e["score"]
            if shown and not good and os.environ.get("FIND", e["by"]) == e["by"]:
                print("wrong: %s %s %.2f  %s[%s]%s" % (
                    e["by"], kind, e["score"], text[max(0, e["begin"] - 40):e["begin"]].replace("\n", " "),
                    e["text"], text[e["end"]:e["end"] + 40].replace("\n", " ")))
    return every


def main():
    folder = os.environ.get("CATENA_SHARED", "") + "/data/ner/"
    if os.environ.get("BY_RULE"):
        by_rule(folder)
        return
    tally = collections.defaultdict(lambda: [0, 0, 0.0])
    some = False
    for name in (os.environ.get("FILES") or FILES).split():
        docs = documents(folder, name)
        if not docs:
            continue
        some = True
        x = count(docs, tally, os.environ.get("ERRORS"))
        print("%-24s precision %.3f  recall %.3f" % (
            name, x["right"] / max(1, x["found"]), x["right"] / max(1, x["gold"])))
    if not some:
        print("no annotated files in %s" % folder, file=sys.stderr)
        sys.exit(77)
    print("%-16s %-8s %-9s %6s %6s %6s" % ("stage", "type", "score", "mean", "right", "of"))
    for (by, kind, tenth), x in sorted(tally.items()):
        print("%-16s %-8s %.1f-%.1f   %6.2f %6.2f %6d" % (
            by, kind, tenth / 10, tenth / 10 + 0.1, x[2] / x[1], x[0] / x[1], x[1]))


if __name__ == "__main__":
    main()
