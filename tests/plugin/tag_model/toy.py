#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""toy.py DATA MADE - all files that silver.sh and train.sh read, with a few made-up
sentences each: DATA as tag_model's training data, MADE as the packages that silver.sh
fetches.  With TEACH=1 in the environment also a tiny encoder, MADE/encoder."""
import bz2
import io
import json
import lzma
import os
import sys
import tarfile

GIVEN = "Ann Bo Cleo Dora Egon Fay Gus Hedda Ivo Jo".split()
FAMILY = "Abner Berg Crane Dunn Ekman Frost Gray Holt Irwin Jung".split()
PLACES = "Arden Brill Corby Dale Elton Farn Gale Hythe Ilford Kemble".split()
BODIES = "Acme Borax Conex Dynal Eltra Fenix Gorm Hexa Inox Jutex".split()


def sentences(n):
    for i in range(n):
        given, family = GIVEN[i % 10], FAMILY[i * 3 % 10]
        place, body = PLACES[i * 7 % 10], BODIES[i * 9 % 10]
        yield [(given, "B-PER"), (family, "I-PER"), ("of", "O"), (body, "B-ORG"), ("Bank", "I-ORG"),
               ("went", "O"), ("to", "O"), (place, "B-LOC"), ("in", "O"), ("the", "O"), ("rain", "O"),
               (".", "O")]


def text(n):
    return " ".join(" ".join(w for w, _ in s) for s in sentences(n))


def put(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(content)


def iob2(n):
    return "".join("# newdoc id = %d\n" % i + "".join(
        "%d\t%s\t%s\n" % (k + 1, w, t) for k, (w, t) in enumerate(s)) + "\n"
        for i, s in enumerate(sentences(n)))


def conll(n, names={}):
    return "".join("".join("%s\t%s\n" % (w, t[:2] + names.get(t[2:], t[2:]) if t != "O" else t)
                           for w, t in s) + "\n" for s in sentences(n))


def redocred(n):
    return json.dumps([{"sents": [[w for w, _ in s]], "vertexSet": [
        [{"sent_id": 0, "pos": [0, 2], "type": "PER"}], [{"sent_id": 0, "pos": [3, 5], "type": "ORG"}],
        [{"sent_id": 0, "pos": [7, 8], "type": "LOC"}]]} for s in sentences(n)])


def jsonl(path, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as f:
        f.writelines(json.dumps(r) + "\n" for r in rows)


def annotated(data):
    put(data + "/ner/ewt-train.iob2", iob2(60))
    put(data + "/ner/ewt-dev.iob2", iob2(20))
    put(data + "/ner/gum-train.iob2", iob2(20))
    put(data + "/ner/redocred-dev.json", redocred(20))
    for part in ("train", "dev"):
        put(data + "/ner/crossner/ai-%s.txt" % part, conll(
            10, {"PER": "person", "ORG": "organisation", "LOC": "location"}))
        put(data + "/ner/wnut17-%s.conll" % part, conll(10, {"PER": "person", "ORG": "corporation",
                                                             "LOC": "location"}))
        put(data + "/ner/btc-%s.conll" % part, conll(10))
    put(data + "/ner/wikigold.conll", conll(24))


def lists(data):
    names, words = data + "/names/", GIVEN + FAMILY + PLACES + BODIES + "of went to in the rain".split()
    put(data + "/clusters/glove100d-top150k-k256.tsv", "".join("%s\t%d\n" % (w.lower(), i % 9)
                                                             for i, w in enumerate(words)))
    put(names + "census-first-male.txt", "".join("%s 0.1 0.1 1\n" % w.upper() for w in GIVEN[:5]))
    put(names + "census-first-female.txt", "".join("%s 0.1 0.1 1\n" % w.upper() for w in GIVEN[5:]))
    put(names + "census-last.txt", "".join("%s 0.1 0.1 1\n" % w.upper() for w in FAMILY))
    put(names + "geonames-cities.tsv", "name\n" + "".join(w + "\n" for w in PLACES))
    put(names + "phoenix-actors.tsv", "file\tname\tother\nPhoenix.International.actors\tRain Bank\tRB\n")
    put(names + "ror-organisations.tsv", "a\tb\tc\td\tname\tkind\tlanguage\n"
        "1\t2\t3\t4\tUniversity of Arden\tlabel\ten\n")
    put(names + "brands.tsv", "a\tb\tc\tname\tother\n" + "".join("1\t2\t3\t%s Bank\t\n" % w for w in BODIES))
    put(names + "clubs.tsv", "a\tname\tother\n1\tArden Rovers\tRovers\n")
    put(names + "wordnet-instances.tsv", "id\tkind\tc\tnames\tgloss\n"
        "1\tperson\tx\tAnn Abner|Abner\tpainter of rain (born in 1901)\n"
        "2\tlocation\tx\tArden\ttown in the rain\n3\tgroup\tx\tAcme Bank\tbank in Arden\n")


def bulk(data, made):
    for name in ("18f", "digitalgov"):
        jsonl("%s/bulk/%s.jsonl.xz" % (data, name),
              [{"title": "Page %d" % i, "text": text(5 + i)} for i in range(12)])
    for year in ("2015", "2020", "2022"):
        jsonl("%s/copies/factbook-%s.jsonl.xz" % (data, year),
              [{"title": p, "text": year + " " + p + " " + text(4)} for p in PLACES])
    with tarfile.open(data + "/bulk/gutenberg100.tar.xz", "w:xz") as tar:
        for i in range(6):
            book = "\n\n".join(text(2 + k) for k in range(9)).encode()
            info = tarfile.TarInfo("%d.txt" % i)
            info.size = len(book)
            tar.addfile(info, io.BytesIO(book))
    for year in range(1930, 1942):
        put("%s/sotu/%d_x.txt" % (made, year), text(6))
    page = "<page><ns>0</ns><text>%s</text></page>\n" % text(12)
    with bz2.open(made + "/enwiki.xml.bz2", "wt", encoding="utf-8") as f:
        f.write("<mediawiki>" + page * 2 + "</mediawiki>")
    words = [w.lower() for w in GIVEN + FAMILY + PLACES + BODIES]
    words += ["word%d" % i for i in range(1200)]
    put(made + "/wink.json", json.dumps({"words": words, "vectors": {
        w: [((i * 37 + k * 11) % 97) / 97 - 0.5 for k in range(100)] for i, w in enumerate(words)}}))


def encoder(folder):
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import MPNetConfig, MPNetModel
    vocabulary = ["<s>", "<pad>", "</s>", "[UNK]"]
    vocabulary += sorted({w.lower() for s in sentences(40) for w, _ in s})
    t = Tokenizer(models.WordPiece({w: i for i, w in enumerate(vocabulary)}, unk_token="[UNK]"))
    t.normalizer = normalizers.Lowercase()
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    t.post_processor = processors.TemplateProcessing(single="<s> $A </s>",
                                                     special_tokens=[("<s>", 0), ("</s>", 2)])
    MPNetModel(MPNetConfig(vocab_size=len(vocabulary), hidden_size=48, num_hidden_layers=8,
                           num_attention_heads=4, intermediate_size=64),
               add_pooling_layer=False).save_pretrained(folder)
    t.save(folder + "/tokenizer.json")


def main():
    data, made = sys.argv[1:3]
    os.makedirs(made, exist_ok=True)
    annotated(data)
    lists(data)
    bulk(data, made)
    if os.environ.get("TEACH"):
        encoder(made + "/encoder")


if __name__ == "__main__":
    main()
