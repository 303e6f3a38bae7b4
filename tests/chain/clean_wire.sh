#!/bin/sh
# SPDX-License-Identifier: MIT
# clean_wire.sh - the bundled sample, cleaned: nothing of what stands around the news
# is left, all of it is in fields, words are where they were in the bytes that were
# read, and cleaning again changes nothing.
set -eu
command -v python3 >/dev/null || { echo "needs python3"; exit 77; }
sample=$abs_top_srcdir/tests/sample
work=$PWD/clean_wire.tmp
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cp -R "$sample/wire" "$work/wire"
chmod -R u+w "$work/wire"
printf 'OSLO (AP) \342\200\224 The Caf\303\203\302\251 re\302\255port &amp; the attackthat\302\240followed league\342\200\230s.\n' \
	>"$work/wire/9999-all.txt"

# chain NAME IN OFFSETS_IN
chain() {
	cat >"$work/$1.conf" <<-END
	chain = ( { plugin = "read_text"; paths = [ "$2" ]; },
		{ plugin = "clean_wire"; places = "$sample/places.tsv"; },
		{ plugin = "tokenize"; },
		{ plugin = "export_jsonl"; path = "$1.jsonl"; offsets = "bytes";
		  offsets_in = "$3"; keys = [ "id", "fields", "text", "tokens" ]; } );
	END
	"$CATENA" run --quiet -j 2 "$work/$1.conf" || exit 1
}
chain text wire text
chain original wire original

cat >"$work/check.py" <<'END'
import json, os, re, sys
work = sys.argv[1]
read = lambda name: [json.loads(l) for l in open(work + "/" + name + ".jsonl", encoding="utf-8")]
bad = []
fields = {}
os.mkdir(work + "/again")
for t, o in zip(read("text"), read("original")):
    name = t["id"].split("/")[-1]
    raw = open(work + "/wire/" + name, "rb").read()
    text = t["text"].encode()
    open(work + "/again/" + name, "wb").write(text)
    for word in (r"date 2031", r"\((NP|DC|AP|Tarsk News Agency|Northern Press)\) ", r"Image Credit",
                 r"Photo by", r"More to follow", "\u00a0", r"\A[A-Z][a-z]+: "):
        if re.search(word, t["text"]):
            bad.append("%s: %s is left" % (name, word))
    for (tb, te, _), (ob, oe, _) in zip(t["tokens"], o["tokens"]):
        was = raw[ob:oe]
        for old, new in ((b"\xc2\xad", b""), (b"\xc3\x83\xc2\xa9", b"\xc3\xa9"), (b"&amp;", b"&"),
                         (b"\xe2\x80\x98s", b"\xe2\x80\x99s"), (b'"', b"\xe2\x80\x9d")):
            if was != text[tb:te]:
                was = was.replace(old, new)
        if was != text[tb:te] and was != b"\xe2\x80\x9d":
            bad.append("%s: %r at %d is not %r" % (name, was, ob, text[tb:te]))
    for k in t.get("fields", {}):
        fields[k] = fields.get(k, 0) + 1
for k in ("date", "dateline", "agency", "credit", "caption", "removed", "glued", "mended"):
    if not fields.get(k):
        bad.append("no document has the field " + k)
print(fields)
print("\n".join(bad))
sys.exit(bool(bad))
END
"$CATENA" show --colour never "$work/text.conf" "$work/wire/9999-all.txt" >"$work/shown"
grep -q "attack<+ +>that" "$work/shown" && grep -q "&<-amp;->" "$work/shown" || {
	echo "show does not mark the edits:"
	cat "$work/shown"
	exit 1
}
python3 "$work/check.py" "$work"
mv "$work/again" "$work/wire2"
rm -r "$work/wire"
mv "$work/wire2" "$work/wire"
chain again wire text
python3 - "$work" <<'END'
import json, sys
read = lambda name: [json.loads(l)["text"] for l in open(sys.argv[1] + "/" + name + ".jsonl", encoding="utf-8")]
sys.exit(read("text") != read("again"))
END

# The five articles of the folder of shared data, where it is: what stands around the
# news is in fields, nothing of it in a text, and no word has grown together.
seeds=${CATENA_SHARED:-$abs_top_srcdir/../shared}/seeds
[ -d "$seeds" ] || exit 0
chain seeds "$seeds" text
python3 - "$work" <<'END'
import json, re, sys
docs = [json.loads(l) for l in open(sys.argv[1] + "/seeds.jsonl", encoding="utf-8")]
fields = [f for d in docs for f in d.get("fields", {})]
count = {f: fields.count(f) for f in ("date", "dateline", "agency", "credit", "caption", "glued")}
left = [d["id"] for d in docs
        if re.search(r"date \d{4}-|\((AP|AFP|Reuters)\)|Agency\)|Image Credit|Getty|\n\s*[–—-] .* [–—-]\n|"
                     r"\A[A-Z][A-Za-z]+(:| [–—])|attackthat|companionsin|saidFriday",
                     d["text"])]
print(count, left)
want = {"date": 2, "dateline": 3, "agency": 2, "credit": 2, "caption": 2, "glued": 2}
sys.exit(len(docs) != 5 or bool(left) or count != want)
END
