#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# stories.py - the stories of a run against a key: B-cubed and pairs
#
#   stories.py [--show] OUT.jsonl KEY.tsv     KEY: document, event
#
# Only documents of the key count.  B-cubed: for each document the part of its
# story that is of its event (precision), the part of its event that is in its story
# (recall), averaged (Bagga and Baldwin, 1998).  Pairs: the same for pairs of
# documents.
import collections
import json
import sys


def ratio(a, b):
    return a / b if b else 1.0


def pairs(counts):
    return sum(n * (n - 1) // 2 for n in counts)


def main():
    show = "--show" in sys.argv
    out, key = [a for a in sys.argv[1:] if a != "--show"]
    with open(key, encoding="utf-8") as f:
        event = dict(line.rstrip("\n").split("\t") for line in f)
    story = {}
    with open(out, encoding="utf-8") as f:
        for line in f:
            doc = json.loads(line)
            if doc["id"] in event:
                story[doc["id"]] = doc.get("story", doc["id"])
    both = collections.Counter((story[d], event[d]) for d in story)
    stories = collections.Counter(story.values())
    events = collections.Counter(event[d] for d in story)
    n = len(story)
    if n != len(event):
        sys.exit("%d documents of %d in the key are missing" % (len(event) - n, len(event)))
    precision = sum(k * k / stories[s] for (s, _), k in both.items()) / n
    recall = sum(k * k / events[e] for (_, e), k in both.items()) / n
    right = pairs(both.values())
    print(
        "documents %5d  events %4d  stories %4d   B-cubed P %.3f R %.3f F %.3f   "
        "pairs P %.3f R %.3f"
        % (n, len(events), len(stories), precision, recall,
           2 * precision * recall / (precision + recall),
           ratio(right, pairs(stories.values())), ratio(right, pairs(events.values())))
    )
    if show:
        of_story = collections.defaultdict(list)
        of_event = collections.defaultdict(set)
        for s, e in both:
            of_story[s].append(e)
            of_event[e].add(s)
        for s, e in sorted(of_story.items()):
            if len(e) > 1:
                print("  one story:", ", ".join(sorted(e)))
        for e, s in sorted(of_event.items()):
            if len(s) > 1:
                print("  in %d stories: %s" % (len(s), e))


main()
