#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# news.py - a heap of invented news in which much is alike: earthquakes, matches,
# storms and elections, told in the same few ways, that differ in names and numbers only
#
#   news.py EVENTS KEY.tsv > HEAP.jsonl       two or three documents an event; the key
#                                             has document and event
import json
import random
import sys

TOLD = {
    "quake": [
        "A magnitude {m} earthquake struck near {a} in the province of {b} on {d}, killing "
        "at least {k} people, officials said. The epicentre was {x} kilometres from {c} at a "
        "depth of {y} kilometres. Rescue teams searched for survivors in the rubble of "
        "collapsed houses. {p}, the governor of {b}, declared a state of emergency and asked "
        "people to stay outdoors. Hospitals in {c} were treating the injured.",
        "Rescuers dug through rubble on {d} after an earthquake of magnitude {m} shook {b}. At "
        'least {k} people died, most of them in {a}. "We felt the ground move and ran," said '
        "{q}, a shopkeeper in {c}. Aftershocks continued through the night. Governor {p} asked "
        "the government for tents, blankets and medicine.",
        "Aid reached {a} on the second day after the earthquake that killed {k} people in {b}. "
        "Engineers inspected buildings in {c}, and schools will stay closed until Monday, "
        "Governor {p} said. The quake had a magnitude of {m}.",
    ],
    "match": [
        "{a} beat {b} 3-1 in the league on {d}, with two goals by {p} in the second half. {b} "
        "had taken the lead through {q} after ten minutes, but lost a man when their captain "
        "was sent off. Coach {r} praised his young team. {a} move up to third place.",
        "Two goals by {p} turned the match for {a} against {b} on {d}. The visitors led at half "
        "time through a header by {q} but were punished for a red card. \"We never stopped "
        'believing," said coach {r} after the 3-1 win.',
    ],
    "storm": [
        "Storm {s} reached the coast of {b} on {d} with gusts of {x} kilometres an hour. Ferries "
        "to {a} were cancelled and {k} thousand homes were without power, said {p} of the "
        "grid company. A man died in {c} when a tree fell on his car. The weather office kept "
        "its red warning until midnight.",
        "One person was killed in {c} and thousands sat in the dark as {s}, the strongest storm "
        "of the season, crossed {b} on {d}. Waves broke over the harbour wall of {a}. {p} "
        "said that crews would need two days to repair the lines.",
        "Clearing up after {s}: in {a} fishermen looked for their boats, in {c} neighbours laid "
        "flowers beside a broken tree. Insurers put the damage in {b} at {y} million. Half "
        "of the homes that had lost power had it again, {p} said.",
    ],
    "election": [
        "{p} was elected mayor of {a} on {d} with {x} percent of the vote, beating the incumbent "
        "{q}, whose party had governed the city for two decades. Turnout was low. The winner "
        "promised cheaper buses and a new school in the district of {b}.",
        "Voters in {a} have chosen change: {q}, mayor since the last century, lost to {p}, a "
        "newcomer, by a wide margin. \"I have heard you,\" the winner told a crowd in {b}. "
        "Turnout was the lowest ever. The council meets on {d}.",
    ],
}
SYLLABLES = "ba dor kel mi ran tos vi lun har ge sto pel qua zi neth or lam fi sur wen dal cro bri tal mon ek".split()
GIVEN = "James Maria Ahmed Li Olga Pierre Ana John Kofi Yuki Sven Nadia Ines Omar Ruth".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def main():
    rng = random.Random(7)

    def name():
        return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()

    docs = []
    for event in range(int(sys.argv[1])):
        kind = sorted(TOLD)[event % len(TOLD)]
        facts = {c: name() for c in "abcs"}
        facts.update({c: rng.choice(GIVEN) + " " + name() for c in "pqr"})
        facts.update(m="%.1f" % rng.uniform(5, 8), d=rng.choice(DAYS))
        facts.update({c: rng.randint(5, 160) for c in "kxy"})
        docs += [("%s-%d" % (kind, event), text.format(**facts)) for text in TOLD[kind]]
    rng.shuffle(docs)
    with open(sys.argv[2], "w") as key:
        for n, (event, text) in enumerate(docs):
            print(json.dumps({"id": "n%d" % n, "text": text}))
            key.write("n%d\t%s\n" % (n, event))


main()
