#!/bin/sh
# SPDX-License-Identifier: MIT
# tokenize.sh - the program with each of the rules: the tokens and sentences that
# are exported, by language; the same with any vector instructions and any number
# of workers; and what is refused.
# needs: read_jsonl
set -eu
command -v python3 >/dev/null || { echo "needs python3"; exit 77; }
work=$PWD/tokenize.tmp
rm -rf "$work"
mkdir -p "$work/in"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

fail() {
	echo "tokenize.sh: $*" >&2
	exit 1
}

{
	printf "Gen. Smith didn't wait: at 5:30 p.m. 1,000 people left. \"Why?\" he asked.\n"
	printf "See https://example.org/a or @bob \342\200\224 it's 20 \342\202\254.\n"
} >"$work/in/en.txt"
printf "L'homme n'a pas vu l'\303\251t\303\251. Qu'est-ce que c'est\302\240?\n" >"$work/in/fr.txt"
printf "Am 3. Oktober kam Dr. M\303\274ller z.B. nach Bonn. Gut!\n" >"$work/in/de.txt"

# tokens NAME OPTIONS: of each document a line; sentences are parted by |.
tokens() {
	cat >"$work/$1.conf" <<-END
	chain = ( { plugin = "read_text"; paths = [ "in" ]; },
		{ plugin = "tokenize"; $2 },
		{ plugin = "export_jsonl"; path = "$1.jsonl"; offsets = "codepoints"; } );
	END
	"$CATENA" run --quiet -j "${3:-1}" "$work/$1.conf" || fail "$1: $2"
	python3 - "$work/$1.jsonl" <<-'END' >"$work/$1.out"
	import json, sys
	for line in open(sys.argv[1], encoding="utf-8"):
	    d = json.loads(line)
	    text, ends = d["text"], {e for b, e in d["sentences"]}
	    out = []
	    for b, e, kind in d["tokens"]:
	        word = text[b:e].replace("\n", "\\n")
	        out.append(word if kind in ("word", "punct") else word + "/" + kind)
	        if e in ends:
	            out.append("|")
	    print(d["id"].rsplit("/", 1)[-1], *out)
	END
}
expect() { # NAME
	cat >"$work/$1.want"
	diff -u "$work/$1.want" "$work/$1.out" >&2 || fail "$1"
}

tokens uax29 'rules = "uax29";'
expect uax29 <<'END'
de.txt Am 3/number . | Oktober kam Dr . | Müller z.B . nach Bonn . | Gut ! |
en.txt Gen . | Smith didn't wait : at 5/number : 30/number p.m . 1,000/number people left . | " Why ? " | he asked . | See https : / / example.org / a or @ bob — it's 20/number €/symbol . |
fr.txt L'homme n'a pas vu l'été . | Qu'est - ce que c'est ? |
END
tokens whitespace 'rules = "whitespace";'
expect whitespace <<'END'
de.txt Am 3./number Oktober kam Dr. Müller z.B. nach Bonn. Gut! |
en.txt Gen. Smith didn't wait: at 5:30/number p.m. 1,000/number people left. "Why?" he asked. | See https://example.org/a or @bob — it's 20/number €./symbol |
fr.txt L'homme n'a pas vu l'été. Qu'est-ce que c'est ? |
END
tokens en 'rules = "news"; language = "en";'
grep '^en' "$work/en.out" >"$work/en.one" && mv "$work/en.one" "$work/en.out"
expect en <<'END'
en.txt Gen. Smith did n't wait : at 5:30/number p.m. 1,000/number people left . | " Why ? " he asked . | See https://example.org/a/url or @bob/mention — it 's 20/number €/symbol . |
END
tokens de 'language = "de";'
grep '^de' "$work/de.out" >"$work/de.one" && mv "$work/de.one" "$work/de.out"
expect de <<'END'
de.txt Am 3./number Oktober kam Dr. Müller z.B. nach Bonn . | Gut ! |
END
tokens fr 'language = "fr";'
grep '^fr' "$work/fr.out" >"$work/fr.one" && mv "$work/fr.one" "$work/fr.out"
expect fr <<'END'
fr.txt L' homme n' a pas vu l' été . | Qu' est -ce que c' est ? |
END

# The same with whatever this machine has, and with more workers.
cp "$abs_top_srcdir"/tests/sample/wire/*.txt "$abs_top_srcdir"/README.md "$work/in/"
tokens best 'rules = "uax29";' 2
some=0
for simd in none sse2 avx2 avx512; do
	sed "s/rules = \"uax29\";/& simd = \"$simd\";/; s/best\.jsonl/$simd.jsonl/" \
		"$work/best.conf" >"$work/$simd.conf"
	if "$CATENA" run --quiet "$work/$simd.conf" 2>"$work/log"; then
		cmp "$work/best.jsonl" "$work/$simd.jsonl" || fail "simd = $simd differs"
		some=$((some + 1))
	else
		grep -q "tokenize\": this machine does not have $simd" "$work/log" ||
			fail "simd = $simd: $(cat "$work/log")"
	fi
done
[ "$some" -gt 0 ] || fail "no simd at all"

# More rows than a document's length lets expect, of every number up to 900: the
# layers grow whatever is left in them.
seq 900 | awk '{ t = ""; for (i = 0; i < $1; i++) t = t ". "; printf "{\"id\":\"%d\",\"text\":\"%s\"}\n", $1, t }' \
	>"$work/dense.jsonl"
for rules in news uax29 whitespace; do
	echo "chain = ( { plugin = \"read_jsonl\"; paths = [ \"dense.jsonl\" ]; },
		{ plugin = \"tokenize\"; rules = \"$rules\"; },
		{ plugin = \"export_jsonl\"; path = \"dense.out\"; keys = [ \"id\", \"tokens\" ]; } );" \
		>"$work/dense.conf"
	timeout 100 "$CATENA" run --quiet "$work/dense.conf" || fail "$rules: dense rows: $?"
	awk -F '"' '{ if (gsub(/\[[0-9]+,/, "") != $4) { print; exit 1 } }' "$work/dense.out" ||
		fail "$rules: a number of tokens"
done

# What is refused, with the nearest that would do.
for wrong in 'rules = "uax92";' 'rules = "news"; language = "xx";' 'lines = "wraps";'; do
	echo "chain = ( { plugin = \"read_text\"; paths = [ \"in\" ]; },
		{ plugin = \"tokenize\"; $wrong }, { plugin = \"export_jsonl\"; path = \"no\"; } );" \
		>"$work/wrong.conf"
	if "$CATENA" check "$work/wrong.conf" >"$work/log" 2>&1; then
		fail "accepted: $wrong"
	fi
	grep -q 'wrong.conf:2: stage.*"tokenize"' "$work/log" || fail "$wrong: $(cat "$work/log")"
done
