#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# jsonl_fuzz.py - does read_jsonl take the lines that Python's parser takes, and
# understand them as that does?
#
# jsonl_fuzz.py make N SEED >IN: lines of JSON, most of them damaged.
# jsonl_fuzz.py check IN KEPT QUARANTINED: what became of them.
import json
import random
import sys

SEEDS = [
    rb'{"id":"plain","text":"Plain.","n":1,"f":2.50,"b":true,"z":null,"s":"\u00e9\ud83d\ude00"}',
    rb'{"text":"abc","o":{"a":[1,{"b":null},-0.5e+3],"c":"\"}"},"l":[],"e":[[],{}]}',
    rb'{"text":"a\nb","x":[true,false,null,"s",{"k":[1,2,3]}]}',
    b'  {"a" : 12345678901234567890123 , "text" : "caf\xc3\xa9" }  ',
]
BYTES = b'{}[]:,"\\ \t0123456789.eE+-truefalsnu/bxyz\x00\x01\x7f\xc3\xa9\xff'


def damage(line, rng):
    s = bytearray(line)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        kind, at = rng.random(), rng.randrange(len(s) + 1)
        if kind < 0.35:
            s[at : at + 1] = bytes((rng.choice(BYTES),))
        elif kind < 0.6:
            s[at:at] = bytes((rng.choice(BYTES),))
        elif kind < 0.85:
            del s[at : at + 1]
        else:
            a, b = sorted((at, rng.randrange(len(s) + 1)))
            s[a:a] = s[a:b][:20]
    return bytes(s).replace(b"\n", b"")


def make(n, seed):
    rng = random.Random(seed)
    for _ in range(n):
        sys.stdout.buffer.write(damage(rng.choice(SEEDS), rng) + b"\n")


def refuse(constant):
    raise ValueError(constant)  # NaN and Infinity are Python's own


def well_formed(s):
    """Halves of surrogate pairs as U+FFFD."""
    return s.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def fields_of(value):
    value = dict(value)
    for key in ("text", "source", "story"):
        value.pop(key, None)
    return {k.replace("\0", "_") or "(no name)": v for k, v in value.items()}


def read(path):
    with open(path, encoding="utf-8") as f:
        return {d["id"]: d for d in map(json.loads, f)}


def parse(line):
    """The object that a line is, and whether nothing had to be repaired."""
    try:
        text, clean = line.decode(), True
    except UnicodeDecodeError:
        text, clean = line.decode("utf-8", "replace"), False
    value = json.loads(text, parse_constant=refuse)
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise ValueError("no object with a text")
    return value, clean and r"\u" not in text


def check(source, kept, quarantined):
    kept, quarantined = read(kept), read(quarantined)
    with open(source, "rb") as f:
        lines = f.read().split(b"\n")[:-1]
    taken = 0
    for number, line in enumerate(lines, 1):
        name = "in.jsonl:%d" % number
        if not line.strip(b" \t\r"):
            assert name not in kept and name not in quarantined, line
            continue
        try:
            value, clean = parse(line)
        except ValueError as e:
            assert name in quarantined, ("taken, but Python says", e, line)
            continue
        assert name in kept, (quarantined[name]["error"], line)
        taken += 1
        if clean:
            got = kept[name]
            want = well_formed(value["text"]).replace("\0", "\ufffd")
            assert got.get("text", "") == want, (got, line)
            assert got.get("fields", {}) == fields_of(value), (got, line)
    print("%d lines, %d taken" % (len(lines), taken))
    assert len(kept) == taken > len(lines) / 20


if sys.argv[1] == "make":
    make(int(sys.argv[2]), int(sys.argv[3]))
else:
    check(*sys.argv[2:])
