#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# teacher.py - a large tagger that labels text for the small one to learn from.
"""teacher.py learn ENCODER OUT.pt NAME=FILE:SHARE... [--dev FILE...]
teacher.py label ENCODER TEACHER.pt SOURCE IN OUT
teacher.py score ENCODER TEACHER.pt SOURCE FILE...

ENCODER is the folder of a pretrained encoder (config.json, model.safetensors,
tokenizer.json).  Files are in columns, token and tag, as retokenize.py writes them;
SHARE is how many times a file is gone through (0.5: every window with even chance).
The encoder knows no capitals, so what the letters look like is added to its input
and again before its last layer; so is the name of the file that a sentence comes from, for
each has conventions of its own.  label tags the text of IN by the conventions of SOURCE;
a tag that is not sure has its odds and other tags with theirs behind it, in per cent.

The seed fixes the order of everything, so the same versions on the same kind of machine
with one thread find the same teacher; elsewhere sums in bfloat16 differ in their last
places, and so in the end do some labels."""
import argparse
import math
import os
import random
import sys
import time

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel
from transformers.utils import logging

logging.set_verbosity_error()  # what an encoder has that is not used
logging.disable_progress_bar()

TAGS = ["O"] + [p + t for t in ("PERSON", "ORG", "LOC") for p in ("B-", "I-")]
TAG = {t: i for i, t in enumerate(TAGS)}
PIECES, WINDOW, BATCH = 5, 128, 1024  # pieces of a word, of a window, of a step
SHAPES = 10
FREE = "free"  # no source: each window has it with a chance of 0.15


def documents(path):
    """Documents of a file of columns, each a list of sentences of (words, tags)."""
    document, words, tags = [], [], []
    with open(path, encoding="utf-8") as f:
        for line in f:
            fields = line.rstrip("\n").split("\t")
            if len(fields) >= 2 and fields[0] != "-DOCSTART-":
                words.append(fields[0])
                tags.append(TAG[fields[1]])
                continue
            if words:
                document.append((words, tags))
                words, tags = [], []
            if fields[0] == "-DOCSTART-" and document:
                yield document
                document = []
    if words:
        document.append((words, tags))
    if document:
        yield document


def shape(word):
    if word.islower():
        return 1
    if word.isdigit():
        return 6
    if any(c.isdigit() for c in word):
        return 7
    if not any(c.isalpha() for c in word):
        return 8
    if word.isupper():
        return 3 if len(word) > 1 else 4
    if word[0].isupper() and word[1:].islower():
        return 2
    return 5 if any(c.isupper() for c in word) else 9


class Pieces:
    """Words to numbers of the encoder's vocabulary; each word is cut once."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        ends = self.tokenizer.encode("").ids
        self.first, self.last = ends[0], ends[-1]
        self.unknown = self.tokenizer.token_to_id("[UNK]")
        self.known = {}

    def of(self, word):
        ids = self.known.get(word)
        if ids is None:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids[:PIECES]
            ids = self.known[word] = ids or [self.unknown]
        return ids


def windows(document, pieces, offset=0):
    """Runs of sentences of at most WINDOW pieces; long sentences are cut."""
    window, size, limit = [], 0, WINDOW - offset
    for k, (words, tags) in enumerate(document):
        lengths = [len(pieces.of(w)) for w in words]
        if window and size + sum(lengths) > limit:
            yield window
            window, size, limit = [], 0, WINDOW
        at = 0
        while at < len(words):
            end = at
            while end < len(words) and size + lengths[end] <= WINDOW:
                size += lengths[end]
                end += 1
            if end == at or end < len(words):
                if end > at:
                    window.append((words[at:end], tags[at:end], k, at == 0))
                yield window
                window, size, limit = [], 0, WINDOW
            else:
                window.append((words[at:end], tags[at:end], k, at == 0))
            at = end
    if window:
        yield window


def row(window, pieces, case=None):
    """Numbers of pieces and of shapes, where words begin, tags."""
    ids, shapes, first, tags = [pieces.first], [0], [], []
    for words, labels, _, begins in window:
        for i, (word, tag) in enumerate(zip(words, labels)):
            cut = pieces.of(word)
            s = shape(case(word) if case else word)
            s += SHAPES if i == 0 and begins else 0
            first.append(len(ids))
            ids += cut
            shapes += [s] * len(cut)
            tags.append(tag)
    return ids + [pieces.last], shapes + [0], first, tags


def stack(rows):
    """Rows as tensors, filled up to the longest."""
    def fill(part, value):
        longest = max(len(r[part]) for r in rows)
        return torch.tensor([r[part] + [value] * (longest - len(r[part])) for r in rows])
    ids, shapes, first, tags = fill(0, 0), fill(1, 0), fill(2, 0), fill(3, -100)
    lengths = torch.tensor([len(r[0]) for r in rows])
    mask = (torch.arange(ids.shape[1])[None] < lengths[:, None]).long()
    return ids, shapes, first, tags, mask


def batches(rows):
    """Rows of like length together, about BATCH pieces each."""
    rows = sorted(rows, key=lambda r: len(r[0][0]))
    batch = []
    for r in rows:
        if batch and (len(batch) + 1) * len(r[0][0]) > BATCH:
            yield batch
            batch = []
        batch.append(r)
    if batch:
        yield batch


class Teacher(torch.nn.Module):
    def __init__(self, folder, sources, layers):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False,
                                                 attention_probs_dropout_prob=0.0,
                                                 num_hidden_layers=layers)
        size = self.encoder.config.hidden_size
        self.sources = sources
        self.shape = torch.nn.Embedding(2 * SHAPES, size)
        self.source = torch.nn.Embedding(len(sources), size)
        self.mix = torch.nn.Parameter(torch.zeros(layers + 1))
        with torch.no_grad():
            self.shape.weight.zero_()
            self.source.weight.zero_()
            self.mix[-1] = 2.0
        self.shape_out = torch.nn.Embedding(2 * SHAPES, 16)
        self.drop = torch.nn.Dropout(0.1)
        self.out = torch.nn.Linear(size + 48, len(TAGS))
        self.bias = torch.nn.Embedding(len(sources), len(TAGS))
        torch.nn.init.zeros_(self.bias.weight)

    def states(self, ids, shapes, first, mask, source):
        """The state of each word and the odds of its tags."""
        put = self.encoder.get_input_embeddings()(ids) + self.shape(shapes)
        put = put + self.source(source)[:, None]
        found = self.encoder(inputs_embeds=put, attention_mask=mask, output_hidden_states=True)
        share = torch.softmax(self.mix, 0)
        hidden = sum(s * h for s, h in zip(share, found.hidden_states))
        size = hidden.shape[-1]
        hidden = hidden.gather(1, first[:, :, None].expand(-1, -1, size))
        s = self.shape_out(shapes.gather(1, first))
        near = torch.cat([torch.roll(s, 1, 1), s, torch.roll(s, -1, 1)], -1)
        logits = self.out(torch.cat([self.drop(hidden), near.to(hidden.dtype)], -1))
        return hidden, logits.float() + self.bias(source)[:, None]

    def forward(self, *args):
        return self.states(*args)[1]


def best(p):
    """The likeliest row of tags in which no I- follows another type; p: log probabilities."""
    bad = np.zeros((len(TAGS), len(TAGS)))
    for a in range(len(TAGS)):
        for b in range(2, len(TAGS), 2):
            if a not in (b, b - 1):
                bad[a, b] = -1e9
    score, back = p[0].copy(), []
    score[2::2] = -1e9
    for x in p[1:]:
        step = score[:, None] + bad
        back.append(step.argmax(0))
        score = step.max(0) + x
    tags = [int(score.argmax())]
    for b in reversed(back):
        tags.append(int(b[tags[-1]]))
    return tags[::-1]


@torch.no_grad()
def tag(model, pieces, source, docs, note=False):
    """For each document and sentence: tags, and the odds of all tags of each word."""
    model.eval()
    source = model.sources.index(source)
    rows, found = [], [[([], []) for _ in d] for d in docs]
    for n, d in enumerate(docs):
        for at, w in enumerate(windows(d, pieces)):
            rows.append((row(w, pieces), n, at, w))
    results, done, began = {}, 0, time.time()
    for batch in batches(rows):
        ids, shapes, first, _, mask = stack([r[0] for r in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(ids, shapes, first, mask, torch.full((len(batch),), source))
        p = torch.log_softmax(logits, -1).numpy()
        for k, (r, n, at, w) in enumerate(batch):
            results[n, at] = (p[k, :len(r[2])], w)
        done += len(batch)
        if note and done * 20 // len(rows) > (done - len(batch)) * 20 // len(rows):
            print("%d of %d windows, %.0f s" % (done, len(rows), time.time() - began), flush=True)
    for (n, at) in sorted(results):
        p, w = results[n, at]
        i = 0
        for words, _, k, _ in w:
            q = p[i:i + len(words)]
            i += len(words)
            found[n][k][0].extend(best(q))
            found[n][k][1].extend(np.exp(q))
    return found


def spans(tags):
    out, begin = set(), None
    for i, t in enumerate(list(tags) + [0]):
        if begin is not None and not (t and t % 2 == 0 and t == kind + 1):
            out.add((begin, i, kind))
            begin = None
        if t % 2 == 1:
            begin, kind = i, t
    return out


def score(model, pieces, source, path, part=1):
    docs = list(documents(path))[::part]
    counts = {k: [0, 0, 0] for k in (1, 3, 5)}
    for d, answer in zip(docs, tag(model, pieces, source, docs)):
        for (_, gold), (tags, _) in zip(d, answer):
            a, b = spans(gold), spans(tags)
            for k in counts:
                x, y = {s for s in a if s[2] == k}, {s for s in b if s[2] == k}
                counts[k] = [c + n for c, n in zip(counts[k], (len(x & y), len(x), len(y)))]
    total = [sum(c[i] for c in counts.values()) for i in range(3)]
    def f1(c):
        return 200.0 * c[0] / max(1, c[1] + c[2])

    return "%s by %s: F1 %.1f  %s" % (os.path.basename(path), source, f1(total), "  ".join(
        "%s %.1f" % (TAGS[k][2:], f1(c)) for k, c in counts.items()))


def cases(chance):
    """Sometimes a window is read as if all in small letters, or all in capitals."""
    lot = chance.random()
    return str.lower if lot < 0.04 else str.upper if lot < 0.06 else None


def epoch(files, pieces, model, chance):
    """Batches of one pass through all files, in random order."""
    rows = []
    for name, docs, share in files:
        for d in docs:
            for w in windows(d, pieces, chance.randrange(WINDOW // 2)):
                for _ in range(int(share + chance.random())):
                    source = FREE if chance.random() < 0.15 else name
                    rows.append((row(w, pieces, cases(chance)), model.sources.index(source)))
    chance.shuffle(rows)
    made = []
    for i in range(0, len(rows), 2000):  # like lengths together, but in no order over all
        made += batches(rows[i:i + 2000])
    chance.shuffle(made)
    return made


def optimizer(model, rate, frozen):
    """Lower layers learn less, the lowest and the words nothing; what is new learns more."""
    layers = list(model.encoder.encoder.layer)
    model.encoder.embeddings.requires_grad_(False)
    groups = []
    for i, layer in enumerate(layers):
        if i < frozen:
            layer.requires_grad_(False)
        else:
            groups.append({"params": list(layer.parameters()),
                           "lr": rate * 0.93 ** (len(layers) - 1 - i)})
    mine = {id(p) for g in groups for p in g["params"]}
    rest = [p for n, p in model.named_parameters() if p.requires_grad and id(p) not in mine]
    groups.append({"params": rest, "lr": 1e-3})
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def learn(args):
    chance = random.Random(args.seed)
    torch.manual_seed(args.seed)
    pieces, files = Pieces(args.encoder), []
    for f in args.files:
        name, _, rest = f.partition("=")
        path, _, share = rest.rpartition(":")
        files.append((name, list(documents(path)), float(share)))
    model = Teacher(args.encoder, [FREE] + [f[0] for f in files], args.layers)
    opt = optimizer(model, args.rate, args.frozen)
    rates = [g["lr"] for g in opt.param_groups]
    plan = [b for _ in range(args.epochs) for b in epoch(files, pieces, model, chance)]
    plan = plan[:args.steps]
    began, loss_sum = time.time(), 0.0
    for n, batch in enumerate(plan):
        model.train()
        done = n / len(plan)
        last = n + 1 == len(plan)
        for g, r in zip(opt.param_groups, rates):
            g["lr"] = r * min((n + 1) / args.warm, max(0.02, 1 - done), 1.0)
        ids, shapes, first, tags, mask = stack([r[0] for r in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(ids, shapes, first, mask, torch.tensor([r[1] for r in batch]))
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), tags.flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        opt.zero_grad()
        loss_sum += float(loss.detach())
        if (n + 1) % 25 == 0:
            print("step %d of %d, loss %.4f, %.0f s" %
                  (n + 1, len(plan), loss_sum / 25, time.time() - began), flush=True)
            loss_sum = 0.0
        if (n + 1) % args.every == 0 or last:
            torch.save({"sources": model.sources, "layers": args.layers,
                        "model": model.state_dict()}, args.out)
            for path in args.dev:
                print(score(model, pieces, files[0][0], path, 1 if last else 4), flush=True)


def load(encoder, path):
    saved = torch.load(path)
    model = Teacher(encoder, saved["sources"], saved["layers"])
    model.load_state_dict(saved["model"])
    return model, Pieces(encoder)


def with_odds(tag, odds):
    """The tag, and if it is not sure its odds, and other tags and theirs, the likely ones first."""
    parts = {t: round(100 * float(p)) for t, p in enumerate(odds) if p >= 0.005}
    if odds[tag] >= 0.99 or len(parts) == 1:
        return TAGS[tag]
    first = parts.pop(tag, 0)
    parts = sorted(parts.items(), key=lambda part: -part[1])
    return ",".join("%s:%d" % (TAGS[t], p) for t, p in [(tag, first)] + parts)


def label(args):
    model, pieces = load(args.encoder, args.teacher)
    docs = list(documents(args.text))
    with open(args.out, "w", encoding="utf-8") as out:
        for d, answer in zip(docs, tag(model, pieces, args.source, docs, True)):
            out.write("-DOCSTART-\tO\n\n")
            for (words, _), (tags, odds) in zip(d, answer):
                tags = map(with_odds, tags, odds)
                out.writelines("%s\t%s\n" % line for line in zip(words, tags))
                out.write("\n")


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(dest="do", required=True)
    a = sub.add_parser("learn")
    a.add_argument("encoder")
    a.add_argument("out")
    a.add_argument("files", nargs="+")
    a.add_argument("--dev", nargs="*", default=[])
    a.add_argument("--epochs", type=int, default=2)
    a.add_argument("--rate", type=float, default=7e-5)
    a.add_argument("--layers", type=int, default=8)
    a.add_argument("--frozen", type=int, default=3)
    a.add_argument("--warm", type=int, default=80)
    a.add_argument("--steps", type=int, help="at most so many; the rate falls towards the last")
    a.add_argument("--every", type=int, default=500)
    a.add_argument("--seed", type=int, default=1)
    a = sub.add_parser("label")
    for name in ("encoder", "teacher", "source", "text", "out"):
        a.add_argument(name)
    a = sub.add_parser("score")
    for name in ("encoder", "teacher", "source"):
        a.add_argument(name)
    a.add_argument("files", nargs="+")
    args = p.parse_args()
    if args.do == "learn":
        learn(args)
    elif args.do == "label":
        label(args)
    else:
        model, pieces = load(args.encoder, args.teacher)
        for path in args.files:
            print(score(model, pieces, args.source, path), flush=True)


if __name__ == "__main__":
    main()
