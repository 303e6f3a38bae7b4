#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""seeds.py - names and dates of the five seed articles, against the key made by hand

    make accuracy-seeds
    python3 tests/accuracy/seeds.py [-v] [CONF]

Runs the chain seeds.conf (or CONF) and compares what it found with seeds_key.tsv: exact
span and type, by code points of the files as they were read.  Then, of the names that
both have, whether they were linked as the key has it (B-cubed).  Once as clean_wire leaves
the text, once with the datelines and credits that it would make fields.  Misses and false
finds of the latter are printed as offsets; -v prints their words, too.  Status 1 where
precision or recall is below 0.95.  The articles are not part of Catena: where
$CATENA_SHARED/seeds is not there, it says so and measures nothing (77).
"""
import collections
import glob
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
CLASSES = {"PERSON": "person", "PER": "person", "ORG": "body",
           "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "people",
           "DATE": "when", "TIME": "when"}
SCORED = ("person", "body", "place", "when")
WANTED = 0.95
KEEP = [word for option in ("date", "dateline", "byline", "credit")
        for word in ("--set", "clean_wire.%s=false" % option)]
LINKED = ("person", "body", "place")


def read_key():
    """{(file, begin, end): (class, thing, furniture?)}"""
    key = {}
    with open(os.path.join(HERE, "seeds_key.tsv"), encoding="ascii") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            file, begin, end, kind, thing, where = line.rstrip("\n").split("\t")
            key[file, int(begin), int(end)] = (CLASSES[kind], thing, where == "around")
    return key


def fill(conf, **values):
    with open(conf, encoding="utf-8") as f:
        text = f.read()
    for word, value in values.items():
        text = text.replace("@%s@" % word, value)
    return text


def entities(text, work, out, options):
    """Runs the chain `text`, which writes `out`; gives each entity it has of a class:
    (id of its document, entity, class, (class, id, name))."""
    filled = os.path.join(work, "conf")
    with open(filled, "w", encoding="utf-8") as f:
        f.write(text)
    done = subprocess.run([os.environ.get("CATENA", "catena"), "run", *options, filled],
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    with open(out, encoding="utf-8") as lines:
        for line in lines:
            doc = json.loads(line)
            for e in doc.get("entities", []):
                kind = CLASSES.get(e["type"])
                if kind:
                    yield doc["id"], e, kind, (kind, e.get("id", ""), e.get("name", e["text"]))


def run(conf, seeds, options):
    """{(file, begin, end): (class, thing, by)} of what the chain finds."""
    found = {}
    model = os.environ.get("MODEL", os.path.join(TOP, "plugins/tag_model/en.model"))
    with tempfile.TemporaryDirectory() as work:
        out = os.path.join(work, "out.jsonl")
        text = fill(conf, SEEDS=seeds, MODEL=model, OUT=out,
                    LISTS=os.path.join(TOP, "plugins/tag_gazetteer/lists"))
        for doc, e, kind, thing in entities(text, work, out, options):
            file = os.path.basename(doc)[:3]
            found[file, e["begin"], e["end"]] = (kind, thing, e["by"])
    return found


def share(part, whole):
    return part / whole if whole else 0.0


def report(title, key, found, kinds):
    """One line: precision and recall of the mentions of these classes."""
    gold = {span: k[0] for span, k in key.items() if k[0] in kinds}
    ours = {span: f[0] for span, f in found.items() if f[0] in kinds}
    right = sum(ours.get(span) == kind for span, kind in gold.items())
    print("%-26s precision %.3f  recall %.3f  (%d right, %d false, %d missed)"
          % (title, share(right, len(ours)), share(right, len(gold)), right,
             len(ours) - right, len(gold) - right))
    return share(right, len(ours)), share(right, len(gold))


def b_cubed(key, found):
    """Of the names that both have: mean over mentions."""
    both = [s for s, k in key.items() if k[0] in LINKED and s in found
            and found[s][0] == k[0]]
    gold, ours = collections.defaultdict(set), collections.defaultdict(set)
    for s in both:
        gold[key[s][1]].add(s)
        ours[found[s][1]].add(s)
    p = r = 0.0
    for s in both:
        common = len(gold[key[s][1]] & ours[found[s][1]])
        p += common / len(ours[found[s][1]])
        r += common / len(gold[key[s][1]])
    print("  %-24s precision %.3f  recall %.3f  (B-cubed, %d mentions of %d things)"
          % ("names linked", share(p, len(both)), share(r, len(both)), len(both), len(gold)))
    for thing, spans in sorted(gold.items(), key=lambda x: int(x[0])):
        names = collections.Counter(found[s][1] for s in sorted(spans))
        if len(names) > 1:
            print("    thing %s is %d: %s" % (thing, len(names), " ".join(
                "%dx" % n for n in names.values())), end="")
            print("  " + "; ".join(" ".join(n) for n in names) if VERBOSE else "")
    for name, spans in sorted(ours.items()):
        things = sorted({key[s][1] for s in spans}, key=int)
        if len(things) > 1:
            print("    things %s are one" % " ".join(things))


def differences(key, found, words):
    for span in sorted(set(key) | set(found)):
        want, have = key.get(span, ("-",))[0], found.get(span, ("-", 0, ""))
        if want != have[0] and not {want, have[0]} <= {"people", "-"}:
            around = " around" if span in key and key[span][2] else ""
            print("  %s %5d-%-5d key %-6s found %-6s %s%s%s"
                  % (*span, want, have[0], have[2], around, words(span)))


def measure(key, found):
    """Prints all; are both figures as high as they should be?"""
    for kind in SCORED:
        report("  " + kind, key, found, (kind,))
    precision, recall = report("  all", key, found, SCORED)
    report("  (peoples, apart)", key, found, ("people",))
    b_cubed(key, found)
    return precision >= WANTED and recall >= WANTED


def main(arguments):
    shared = os.environ.get("CATENA_SHARED", "")
    seeds = os.path.join(shared, "seeds")
    files = {os.path.basename(f)[:3]: f for f in glob.glob(os.path.join(seeds, "00*.txt"))}
    key = read_key()
    if not shared or {span[0] for span in key} - set(files):
        print("no seed articles in $CATENA_SHARED/seeds: nothing was measured",
              file=sys.stderr)
        return 77
    seeds = os.path.abspath(seeds)
    conf = [a for a in arguments if a != "-v"] or [os.path.join(HERE, "seeds.conf")]
    texts = {}
    for number, file in files.items():
        with open(file, "rb") as f:
            texts[number] = f.read().decode("utf-8")

    def words(span):
        return "  " + repr(texts[span[0]][span[1]:span[2]]) if VERBOSE else ""

    text = {span: k for span, k in key.items() if not k[2]}
    as_is = run(conf[0], seeds, [])
    print("The text of the articles, cleaned:")
    good = measure(text, {s: f for s, f in as_is.items() if s not in key or s in text})
    print("All that was sent, with dates, datelines, captions and credits:")
    found = run(conf[0], seeds, KEEP)
    good &= measure(key, found)
    print("Where they differ (file, code points):")
    differences(key, found, words)
    return 0 if good else 1


VERBOSE = "-v" in sys.argv
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
