#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# check_score.py - counts again what `make accuracy` counts, in another way
#
#   check_score.py CATENA SCORE LANGUAGE FILE.conllu
#
# The shared task of CoNLL 2018 compares spans over the text without white space: a
# token, a sentence is right if gold has one with the same first and last character; a
# word too, but for the words of a multi-word token, which are right as far as their forms
# are a common subsequence with those of the system within it.  Here that is done with
# sets of spans, on the output of the whole program (the plugin in a chain, offsets in
# code points), while tests/accuracy/score calls the plugin's functions and walks along
# both lists.  The numbers must be the same: exit status 1 if they are not.
import functools
import json
import os
import re
import subprocess
import sys
import tempfile

WIDTH = 80  # the task's raw text is wrapped


def visible(text):
    return text.replace(" ", "").replace("\u00a0", "").replace("\n", "")


class Gold:
    """tokens, words, sentences: lists of spans; multi: {span: forms}; text: as raw text."""

    def __init__(self, path):
        self.tokens, self.words, self.sentences, self.multi = [], [], [], []
        self.paragraphs = [[]]  # of [form, space after]
        at = 0
        with open(path, encoding="utf-8") as f:
            for block in f.read().split("\n\n"):
                at = self.sentence(block.split("\n"), at)
        self.text = "\n\n".join(map(self.wrapped, filter(None, self.paragraphs))) + "\n"

    def sentence(self, lines, at):
        begin, inside, words = at, 0, 0
        for line in lines:
            if line.startswith(("# newpar", "# newdoc")):
                self.paragraphs.append([])
            f = line.split("\t")
            if line.startswith("#") or len(f) < 10 or "." in f[0]:
                continue
            first, _, last = f[0].partition("-")
            if not last and int(first) <= inside:
                self.multi[-1][1].append(visible(f[1]).lower())
                continue
            span = (at, at + len(visible(f[1])))
            self.tokens.append(span)
            if last:
                inside = int(last)
                self.multi.append((span, []))
            else:
                self.words.append(span)
            self.paragraphs[-1].append((f[1], "SpaceAfter=No" not in f[9]))
            at, words = span[1], words + 1
        if words:
            self.sentences.append((begin, at))
        return at

    @staticmethod
    def wrapped(paragraph):
        text = "".join(form + " " * space for form, space in paragraph).rstrip(" ")
        lines = []
        while len(text) > WIDTH:
            cut = text.rfind(" ", 0, WIDTH + 1)
            if cut <= 0:
                break
            lines.append(text[:cut])
            text = text[cut + 1 :]
        return "\n".join(lines + [text])


def system(catena, language, text):
    """The spans of tokens and sentences without white space; the tokens' forms."""
    with tempfile.TemporaryDirectory() as work:
        with open(work + "/text", "w", encoding="utf-8", newline="") as f:
            f.write(text)
        with open(work + "/chain.conf", "w", encoding="utf-8") as f:
            f.write(
                'chain = ( { plugin = "read_text"; paths = [ "text" ]; },'
                '{ plugin = "tokenize"; language = "%s"; },'
                '{ plugin = "export_jsonl"; path = "out.jsonl"; } );' % language
            )
        subprocess.run([catena, "run", "-q", work + "/chain.conf"], check=True)
        with open(work + "/out.jsonl", encoding="utf-8") as f:
            document = json.loads(f.readline())
    if document["text"] != text:
        sys.exit("check_score.py: the text was changed")
    before = [0]
    for c in text:
        before.append(before[-1] + (visible(c) != ""))
    spans = [(before[t[0]], before[t[1]]) for t in document["tokens"]]
    forms = [visible(text[t[0] : t[1]]).lower() for t in document["tokens"]]
    sentences = [(before[s[0]], before[s[1]]) for s in document["sentences"]]
    return spans, forms, sentences


def common(a, b):
    @functools.lru_cache(None)
    def longest(i, j):
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + longest(i + 1, j + 1)
        return max(longest(i + 1, j), longest(i, j + 1))

    return longest(0, 0)


def counts(gold, spans, forms, sentences):
    """What: (correct, gold, ours)."""
    multi = 0
    for (begin, end), words in gold.multi:
        inside = [w for s, w in zip(spans, forms) if begin <= s[0] and s[1] <= end]
        multi += common(tuple(words), tuple(inside))
    n_words = len(gold.words) + sum(len(w) for _, w in gold.multi)
    right = lambda a, b: len(set(a) & set(b))
    return {
        "tokens": (right(gold.tokens, spans), len(gold.tokens), len(spans)),
        "words": (right(gold.words, spans) + multi, n_words, len(spans)),
        "sentences": (
            right(gold.sentences, sentences),
            len(gold.sentences),
            len(sentences),
        ),
    }


def main():
    catena, score, language, path = sys.argv[1:]
    gold = Gold(path)
    mine = counts(gold, *system(catena, language, gold.text))
    printed = subprocess.run(
        [score, "--language", language, "--errors", "0", path],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    bad = 0
    for what, (correct, n, ours) in mine.items():
        f1 = 200 * correct / (n + ours)
        row = r"^ +%s +F1 +([\d.]+) .*\((\d+) correct, (\d+) gold, (\d+) ours\)" % what
        m = re.search(row, printed, re.MULTILINE)
        same = m and m.groups() == ("%.2f" % f1, str(correct), str(n), str(ours))
        bad |= not same
        print(
            "%-28s %-9s F1 %6.2f (%d correct, %d gold, %d ours)%s"
            % (os.path.basename(path), what, f1, correct, n, ours,
               "" if same else "  BUT make accuracy: %s" % (m and m.group(0)))
        )
    return bad


if __name__ == "__main__":
    sys.exit(main())
