#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scores.py - is a score of 0.9 right nine times in ten?

    make accuracy-scores                  files in $CATENA_SHARED/data/ner
    make accuracy-scores RULES=my.rules   tag_pattern with these rules, too

Each tagger alone goes over annotated text: tag_gazetteer with each of its lists, tag_pattern,
and tag_repeats behind tag_model.  Of what each list, each kind of rule (its type and score),
each stage finds, it prints how much is right (begin, end and type: PERSON, ORG, or a place) on
the training parts, which the scores were set by, and on the development parts, which they
were not, beside the mean score that was given (0.78 stands for what tag_repeats gives to names
again: its option score).  It is also run over GUM, where documents are longer.  WikiGold has no parts: its odd documents are
the first, its even ones the second.  A type of a rule may have a name behind "__" (ORG__firm), by
which it is told from others."""
import collections
import os
import sys

top = os.environ.get("abs_top_srcdir", ".")
sys.path.insert(0, top + "/plugins/tag_model/tools")
import gold  # noqa: E402
import retokenize  # noqa: E402

TYPES = {"PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
PARTS = {
    "fit": ["ewt-train.iob2", "wikigold.conll:1", "wnut17-train.conll", "btc-train.conll"],
    "dev": ["ewt-dev.iob2", "wikigold.conll:0", "wnut17-dev.conll", "btc-dev.conll"],
}
AGAIN = 0.777  # a score that no model gives
LISTS = ["countries", "places", "regions", "people", "agencies", "bodies", "organisations"]


def documents(part, names, folder):
    """Raw text and spans of the files."""
    for name in names:
        name, _, odd = name.partition(":")
        if not os.path.exists(folder + name):
            continue
        all_of_it = [gold.raw(d) for d in gold.read(folder + name)]
        if odd:
            all_of_it = all_of_it[1 - int(odd)::2]
        yield name.split(".")[0].replace("wikigold", "wikigold-" + part), [d for d in all_of_it if d[0].strip()]


def stages():
    lists = top + "/plugins/tag_gazetteer/lists/"
    for name in LISTS:
        join = ' join = [ "PERSON" ];' if name == "people" else ""
        yield "list " + name, '{ plugin = "tag_gazetteer"; lists = [ "%s%s.tsv" ];%s },' % (
            lists, name, join), "tag_gazetteer"
    rules = os.environ.get("RULES")
    yield "rule", '{ plugin = "tag_pattern"; %s },' % (
        'rules = [ "%s" ];' % os.path.abspath(rules) if rules else ""), "tag_pattern"
    model = os.path.abspath(os.environ.get("MODEL") or top + "/plugins/tag_model/en.model")
    yield "stage tag_repeats", ('{ plugin = "tag_model"; model = "%s"; }, '
                                '{ plugin = "tag_repeats"; score = %s; },') % (model, AGAIN), "tag_repeats"


def count(stage, by, docs, catena):
    """{kind: [right, all, sum of scores]}"""
    tally = collections.defaultdict(lambda: [0, 0, 0.0])
    made = retokenize.chain(catena, docs, stage, '"id", "text", "entities"')
    for i, (_, spans) in enumerate(docs):
        truth = {(b, e, t) for b, e, t in spans}
        for e in made[i].get("entities", []):
            kind = TYPES.get(e["type"].split("__")[0])
            if not kind or e["by"] != by:
                continue
            names = [""] if by != "tag_pattern" else ["%s %.2f" % (e["type"], e["score"])]
            names = [e["type"]] if by == "tag_gazetteer" else names
            if by == "tag_repeats":
                names = ["again" if e["score"] == AGAIN else "another type"]
            for name in names:
                x = tally[name]
                x[0] += (e["begin"], e["end"], kind) in truth
                x[1] += 1
                x[2] += e["score"]
                if os.environ.get("ERRORS") and (e["begin"], e["end"], kind) not in truth:
                    text = docs[i][0]
                    print("wrong: %s  %s[%s]%s" % (name, text[max(0, e["begin"] - 25):e["begin"]],
                                                 e["text"], text[e["end"]:e["end"] + 25]))
    return tally


def main():
    folder = os.environ.get("CATENA_SHARED", "") + "/data/ner/"
    parts = {part: list(documents(part, names, folder)) for part, names in PARTS.items()}
    if not parts["dev"]:
        print("no annotated files in %s" % folder, file=sys.stderr)
        sys.exit(77)
    long = {part: list(documents(part, ["gum-%s.iob2" % ("train" if part == "fit" else "dev")], folder))
            for part in PARTS}
    wanted = os.environ.get("ONLY", "")
    print("%-32s %7s %7s %6s   %7s %6s   by set" % ("", "score", "fit", "n", "dev", "n"))
    for title, stage, by in stages():
        if not title.startswith(wanted):
            continue
        sums = {part: collections.defaultdict(lambda: [0, 0, 0.0]) for part in PARTS}
        by_set = collections.defaultdict(list)
        longer = by == "tag_repeats"
        for part, sets in parts.items():
            for name, docs in sets + (long[part] if longer else []):
                for kind, x in count(stage, by, docs, os.environ["CATENA"]).items():
                    for k in range(3):
                        sums[part][kind][k] += x[k]
                    by_set[kind].append("%s %d/%d" % (name, x[0], x[1]))
        for kind in sorted(set(sums["fit"]) | set(sums["dev"])):
            a, b = sums["fit"][kind], sums["dev"][kind]
            print("%-32s %7.2f %7.3f %6d   %7.3f %6d   %s" % (
                (title + " " + kind).strip(), (a[2] + b[2]) / (a[1] + b[1]), a[0] / max(1, a[1]), a[1],
                b[0] / max(1, b[1]), b[1], ", ".join(by_set[kind])))


if __name__ == "__main__":
    main()
