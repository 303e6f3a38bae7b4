# SPDX-License-Identifier: MIT
# gold.py - annotated files, as raw text with spans of names over it.
"""read(path, style) gives documents, each a list of sentences, each a list of
(token, tag).  raw(document) makes text of one and says where its names are,
in code points.  Tokens are put together as they were in the source where the
file says how ("# text = "), else by the usual rules of spacing."""
import json
import os
import re

TYPES = {
    "PER": "PERSON", "person": "PERSON", "politician": "PERSON",
    "writer": "PERSON", "musicalartist": "PERSON", "scientist": "PERSON",
    "researcher": "PERSON", "PERSON": "PERSON",
    "ORG": "ORG", "organisation": "ORG", "politicalparty": "ORG",
    "band": "ORG", "university": "ORG", "corporation": "ORG",
    "LOC": "LOC", "location": "LOC", "country": "LOC",
}
# Re-DocRED marks what is German as the place Germany; others do not.
DEMONYM = re.compile(
    r"^\w*(ian|ean|rican|ican|ese|ish|aeli|aqi|stani|mani|lander)$|^(German|French|"
    r"Dutch|Greek|Swiss|Thai|Welsh|Czech|Roman|Norman|Moroccan|Filipino|"
    r"Saudi|Kuwaiti|Tibetan|Texan|Arab|Bengali|Manx|Finn|Turk|Serb|Croat|Slovak)s?$")
# The files do not say where lines and paragraphs were.  JOIN=" " puts all sentences
# of a document on one line, where many have no end that could be seen.
JOIN = os.environ.get("JOIN", "\n\n")
NO_SPACE_BEFORE = set(". , ; : ! ? % ) ] } ... 's 'S n't 'm 're 've 'll 'd ’s".split())
NO_SPACE_AFTER = set("( [ { $ # @".split())


def columns(path, size):
    """Sentences of a file of columns: (comments, rows of fields)."""
    comments, rows = [], []
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if not line.strip():
                if rows:
                    yield comments, rows
                    comments, rows = [], []
            elif size > 2 and line.startswith("#"):
                comments.append(line)
            else:
                fields = line.split("\t") if "\t" in line else line.split(" ")
                if len(fields) >= 2 and "-" not in fields[0] or size == 2:
                    rows.append(fields)
    if rows:
        yield comments, rows


def names(tags):
    """(first, last + 1, type) of runs of tags, IOB1 or IOB2."""
    found, begin, kind = [], None, None
    for i, tag in enumerate(list(tags) + ["O"]):
        part, _, name = tag.partition("-")
        if begin is not None and (part != "I" or name != kind):
            found.append((begin, i, kind))
            begin = None
        if part in "BI" and name and begin is None:
            begin, kind = i, name
    return found


def sentence(tokens, tags, text=None):
    spans = []
    for begin, end, kind in names(tags):
        kind = TYPES.get(kind)
        # Names of users (the Broad Twitter Corpus takes them for people) are none.
        handle = tokens[begin].startswith("@") or (begin > 0 and tokens[begin - 1] == "@")
        if kind and not handle:
            spans.append((begin, end, kind))
    return {"tokens": tokens, "spans": spans, "text": text}


def read_iob2(path):
    document = []
    for comments, rows in columns(path, 3):
        text = None
        for c in comments:
            if c.startswith("# newdoc") and document:
                yield document
                document = []
            if c.startswith("# text = "):
                text = c[9:]
        document.append(sentence([r[1] for r in rows], [r[2] for r in rows], text))
    if document:
        yield document


def read_conll(path, block):
    """Files that do not say where documents begin: so many sentences are one."""
    document = []
    for _, rows in columns(path, 2):
        rows = [r for r in rows if r[0]]
        document.append(sentence([r[0] for r in rows], [r[-1] for r in rows]))
        if len(document) == block:
            yield document
            document = []
    if document:
        yield document


def read_redocred(path):
    with open(path, encoding="utf-8") as f:
        data = json.load(f)
    for d in data:
        document = []
        for i, tokens in enumerate(d["sents"]):
            spans = {}
            for entity in d["vertexSet"]:
                for m in entity:
                    if m["sent_id"] != i or m["type"] not in TYPES:
                        continue
                    first, last = m["pos"]
                    if m["type"] == "LOC" and last - first == 1 and DEMONYM.match(tokens[first]):
                        continue
                    spans[(first, last)] = TYPES[m["type"]]
            kept, at = [], 0
            for (first, last), kind in sorted(spans.items(), key=lambda s: (s[0][0], -s[0][1])):
                if first >= at:
                    kept.append((first, last, kind))
                    at = last
            document.append({"tokens": tokens, "spans": kept, "text": None})
        yield document


def read(path):
    name = path.rsplit("/", 1)[-1]
    if name.endswith(".iob2"):
        return read_iob2(path)
    if name.endswith(".json"):
        return read_redocred(path)
    return read_conll(path, 12 if name.startswith("wikigold") else 1)


def place(s):
    """The text of a sentence and where its tokens are."""
    text, where = s["text"], []
    if text is not None:
        at = 0
        for t in s["tokens"]:
            found = text.find(t, at)
            if found < 0 or text[at:found].strip():
                where = None
                break
            where.append((found, found + len(t)))
            at = found + len(t)
        if where is not None:
            return text, where
    text, where, glue = "", [], True
    for t in s["tokens"]:
        if not glue and t not in NO_SPACE_BEFORE:
            text += " "
        where.append((len(text), len(text) + len(t)))
        text += t
        glue = t in NO_SPACE_AFTER
    return text, where


def spaced(document):
    """The document's own tokens, with a blank between and a line for a sentence, and its
    names: (begin, end, type)."""
    text, spans = "", []
    for s in document:
        where = []
        for t in s["tokens"]:
            t = "".join(t.split())
            where.append((len(text), len(text) + len(t)))
            text += t + " "
        text = text[:-1] + "\n"
        spans += [(where[b][0], where[e - 1][1], kind) for b, e, kind in s["spans"]]
    return text, spans


def raw(document):
    """The text of a document and its names: (begin, end, type)."""
    text, spans = "", []
    for s in document:
        if text:
            text += JOIN
        piece, where = place(s)
        for begin, end, kind in s["spans"]:
            spans.append((len(text) + where[begin][0], len(text) + where[end - 1][1], kind))
        text += piece
    return text, spans
