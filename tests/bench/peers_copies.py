# SPDX-License-Identifier: MIT
"""peers_copies.py PEER HEAP.jsonl [THRESHOLD] - near-duplicates by another's library.

MinHash with 128 permutations of the same shingles (5 words: runs of letters, digits and
underscores in lower case), LSH for the same threshold, a document is a duplicate if the
index has one like it, else it is added.  Prints: documents, MB of text, seconds,
duplicates.  Reading the file is not counted.
"""
import json
import re
import sys
import time

WORD = re.compile(r"\w+")


def shingles(text):
    words = WORD.findall(text.lower())
    if len(words) < 5:
        return {" ".join(words)}
    return {" ".join(words[i : i + 5]) for i in range(len(words) - 4)}


def datasketch(docs, threshold):
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=threshold, num_perm=128)
    found = 0
    for number, text in enumerate(docs):
        m = MinHash(num_perm=128)
        m.update_batch([s.encode() for s in shingles(text)])
        if lsh.query(m):
            found += 1
        else:
            lsh.insert(number, m)
    return found


def rensa(docs, threshold):
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=16)
    found, kept = 0, {}
    for number, text in enumerate(docs):
        m = RMinHash(num_perm=128, seed=42)
        m.update(list(shingles(text)))
        if any(kept[k].jaccard(m) >= threshold for k in lsh.query(m)):
            found += 1
        else:
            lsh.insert(number, m)
            kept[number] = m
    return found


def text_dedup(docs, threshold):
    """Its own hashing of a document and its own bands; the tables as its script does."""
    import numpy
    from text_dedup.minhash import embed_func
    from text_dedup.utils import optimal_param

    bands, rows = optimal_param(threshold, 128, 0.5, 0.5)
    ranges = [(i * rows, (i + 1) * rows) for i in range(bands)]
    rng = numpy.random.RandomState(42)
    prime, most = numpy.uint64((1 << 61) - 1), numpy.uint64((1 << 32) - 1)
    a, b = numpy.array(
        [(rng.randint(1, prime, dtype=numpy.uint64), rng.randint(0, prime, dtype=numpy.uint64)) for _ in range(128)],
        dtype=numpy.uint64,
    ).T
    import hashlib
    import struct

    def hash32(s):
        return struct.unpack("<I", hashlib.sha1(s).digest()[:4])[0]

    tables = [{} for _ in range(bands)]
    found = 0
    for number, text in enumerate(docs):
        out = embed_func(
            content=text, idx=number, num_perm=128, ngram_size=5, min_length=0,
            hashranges=ranges, permutations=(a, b), hash_func=hash32, dtype=numpy.uint64,
            max_hash=numpy.uint32(most), modulo_prime=prime,
        )
        like = any(key in tables[i] for i, key in enumerate(out["__signatures__"]))
        found += like
        if not like:
            for i, key in enumerate(out["__signatures__"]):
                tables[i][key] = number
    return found


def main():
    peer = {"datasketch": datasketch, "rensa": rensa, "text-dedup": text_dedup}[sys.argv[1]]
    with open(sys.argv[2], encoding="utf-8") as f:
        docs = [json.loads(line)["text"] for line in f]
    threshold = float(sys.argv[3]) if len(sys.argv) > 3 else 0.5
    start = time.process_time()
    found = peer(docs, threshold)
    seconds = time.process_time() - start
    print(len(docs), round(sum(len(d.encode()) for d in docs) / 1e6, 1), round(seconds, 2), found)


main()
