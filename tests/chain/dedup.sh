#!/bin/sh
# SPDX-License-Identifier: MIT
# dedup.sh - the deduplicators in real chains: the bundled sample against its
# key, every keep policy, and the same answer for any number of workers.
# needs: read_jsonl dedup_exact
set -eu
work=$PWD/dedup.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
sample=${abs_top_srcdir:?}/tests/sample

fail() {
	echo "dedup.sh: $*"
	exit 1
}

# run_chain NAME STAGES...: reads the sample, keeps everything that is written.
run_chain() {
	name=$1
	jobs=$2
	shift 2
	printf 'chain = ( %s { plugin = "export_jsonl"; path = "%s/%s.jsonl"; } );\n' \
		"$*" "$work" "$name" >"$work/$name.conf"
	"$CATENA" run --quiet -j "$jobs" "$work/$name.conf" 2>"$work/$name.log" || {
		cat "$work/$name.log"
		fail "$name failed"
	}
}

# ---- All pairs of the sample, by threshold, against its key ----
texts="{ plugin = \"read_text\"; paths = [ \"$sample/wire/\" ]; }, { plugin = \"tokenize\"; },"
run_chain pairs 2 "$texts { plugin = \"dedup_near\"; action = \"mark\"; cluster = \"component\";
	pairs = \"$work/pairs.tsv\"; },"
grep -E '^(exact|near)	' "$sample/key.tsv" | awk -F'\t' '
	$2 ~ /^0/ && $3 ~ /^0/ { print $2 "\t" $3 }' | sort >"$work/expected"
[ -s "$work/expected" ] || fail "the key has no pairs"
sed 's|[^	]*/||; s|\.txt||g; s|	[^	]*/|	|' "$work/pairs.tsv" | cut -f1,2 | sort >"$work/got"
diff "$work/expected" "$work/got" || fail "pairs differ from the key"

# ---- The same for any number of workers ----
both="{ plugin = \"dedup_exact\"; action = \"mark\"; }, { plugin = \"dedup_near\";
	containment = 0.7; action = \"mark\"; },"
for j in 1 2 8; do
	run_chain "j$j" $j "$texts $both"
	cmp "$work/j1.jsonl" "$work/j$j.jsonl" || fail "-j$j differs"
done

# ---- Which copy is kept ----
cat >"$work/heap.jsonl" <<'EOF'
{"id":"a","text":"The harbour was closed on Monday.","date":"2031-04-12","from":"slow"}
{"id":"b","text":"the  HARBOUR was closed on Monday. ","date":"2031-04-10","from":"fast"}
{"id":"c","text":"Something else.","date":"2031-01-01","from":"best"}
{"id":"d","text":"The harbour was closed on monday.","from":"best"}
EOF
kept() {
	run_chain keep 2 "{ plugin = \"read_jsonl\"; paths = [ \"$work/heap.jsonl\" ]; },
		{ plugin = \"dedup_exact\"; $1 },"
	sed 's/^{"id":"\([a-z]*\)".*/\1/' "$work/keep.jsonl" | tr -d '\n'
}
check_kept() {
	got=$(kept "$1")
	[ "$got" = "$2" ] || fail "$1: kept $got, not $2"
}
check_kept 'keep = "first";' ac
check_kept 'keep = "last";' cd
check_kept 'keep = "longest";' bc
check_kept 'keep = "earliest";' bc
check_kept 'keep = "priority"; priority_field = "from"; priority = [ "best", "fast" ];' cd
check_kept 'keep = "last"; normalize = [];' abcd

# Dates and priorities that are numbers.
cat >"$work/heap.jsonl" <<'EOF'
{"id":"a","text":"The harbour was closed on Monday.","date":1100000000,"rank":10}
{"id":"b","text":"The harbour was closed on Monday.","date":-5,"rank":3}
{"id":"c","text":"The harbour was closed on Monday.","date":900000000.5,"rank":2}
{"id":"d","text":"The harbour was closed on Monday.","date":"2001-01-01","rank":1.5}
{"id":"e","text":"The harbour was closed on Monday."}
{"id":"f","text":"A ship was late.","date":1000000000}
{"id":"g","text":"A ship was late.","date":999999999.5}
{"id":"h","text":"A ship was late.","date":999999999.75}
EOF
check_kept 'keep = "earliest";' bg
check_kept 'keep = "priority"; priority_field = "rank"; priority = [ "2", "3" ];' cf

# The longest of a near-copied pair; figures of the pair.
cat >"$work/heap.jsonl" <<'EOF'
{"id":"a","text":"One two three four five six seven eight nine ten eleven twelve."}
{"id":"b","text":"Nothing like it at all, not in the least, whatever may be said of it."}
{"id":"c","text":"One two three four five six seven eight nine ten eleven twelve thirteen fourteen."}
EOF
run_chain near 2 "{ plugin = \"read_jsonl\"; paths = [ \"$work/heap.jsonl\" ]; },
	{ plugin = \"tokenize\"; }, { plugin = \"dedup_near\"; keep = \"longest\"; action = \"mark\"; },"
grep '^{"id":"a".*"of":"c","similarity":0.8,"containment":1' "$work/near.jsonl" >/dev/null ||
	fail "keep = longest: $(cat "$work/near.jsonl")"
[ "$(grep -c '"duplicate"' "$work/near.jsonl")" = 1 ] || fail "more than one duplicate"

# ---- Errors say what to do ----
refused() {
	printf 'chain = ( { plugin = "read_jsonl"; paths = [ "heap.jsonl" ]; },\n%s );\n' \
		"$1" >"$work/bad.conf"
	if "$CATENA" check "$work/bad.conf" >"$work/bad.log" 2>&1; then
		fail "$1 was accepted"
	fi
	grep -F "$2" "$work/bad.log" >/dev/null || {
		cat "$work/bad.log"
		fail "$1: the message lacks: $2"
	}
}
refused '{ plugin = "dedup_exact"; by = "field"; }' 'bad.conf:2: stage "dedup_exact": by = "field" needs the name of one'
refused '{ plugin = "tokenize"; }, { plugin = "dedup_near"; bands = 60; permutations = 20; }' \
	'raise permutations or lower bands'
refused '{ plugin = "dedup_near"; }' 'token'

# ---- A notice that is a document, and stands on 2,600 pages behind it ----
awk 'BEGIN {
	srand(5)
	notice = "Subscribe to our letter and get the news of all that we do here. " \
		"All rights are reserved by the owner of this page and by nobody else at all."
	printf "{\"id\":\"notice\",\"text\":\"%s\"}\n", notice
	for (i = 0; i < 2600; i++) {
		printf "{\"id\":\"%d\",\"text\":\"", i
		for (k = 0; k < 100; k++)
			printf "w%d ", rand() * 50000
		print notice "\"}"
	}
}' >"$work/heap.jsonl"
run_chain notice 2 "{ plugin = \"read_jsonl\"; paths = [ \"$work/heap.jsonl\" ]; },
	{ plugin = \"tokenize\"; }, { plugin = \"dedup_near\"; action = \"mark\"; containment = 0.8;
	  cluster = \"component\"; pairs = \"$work/pairs\"; },"
n=$(awk -F'\t' '$2 == "notice"' "$work/pairs" | wc -l)
[ "$n" -gt 2574 ] || fail "the notice is found in $n of 2,600 pages"

# ---- A heap of very many near copies is one cluster, whichever is kept ----
awk 'BEGIN {
	srand(7)
	for (i = 0; i < 300; i++) base[i] = "w" int(rand() * 5000)
	for (d = 0; d < 3000; d++) {
		for (i = 0; i < 300; i++) doc[i] = base[i]
		for (i = 0; i < 4; i++) doc[int(rand() * 300)] = "w" int(rand() * 5000)
		line = doc[0]
		for (i = 1; i < 300; i++) line = line " " doc[i]
		printf "{\"id\":\"d%d\",\"text\":\"%s\",\"date\":\"%05d\"}\n", d, line, (d * 7919) % 3000
	}
}' >"$work/many.jsonl"
for cluster in star component; do
	for keep in first last longest earliest; do
		run_chain one 2 "{ plugin = \"read_jsonl\"; paths = [ \"$work/many.jsonl\" ]; },
			{ plugin = \"tokenize\"; }, { plugin = \"dedup_near\"; threshold = 0.5;
			cluster = \"$cluster\"; keep = \"$keep\"; },"
		n=$(wc -l <"$work/one.jsonl")
		[ "$n" -eq 1 ] || fail "$cluster, $keep: $n of 3,000 near copies are kept"
	done
done

# ---- By line, paragraph, sentence ----
cat >"$work/heap.jsonl" <<'EOF2'
{"id":"a","text":"The first paragraph of the story é.\nIt has two lines of text.\n\nFollow us for more of this.\n"}
{"id":"b","text":"Another story that is told here.\n\n  follow us   for MORE of this.\n\nok\n"}
{"id":"c","text":"FOLLOW us for more of this.\n\nthe first paragraph of the story é. it has two lines of text."}
{"id":"d","text":"Said twice, in one document.\n\nSaid twice, in one document.\n"}
{"id":"e","text":"ok\n\nno\n"}
EOF2
spans() {
	run_chain spans 2 "{ plugin = \"read_jsonl\"; paths = [ \"$work/heap.jsonl\" ]; }, $1"
	sed 's/^{"id":"\([a-z]*\)".*/\1/' "$work/spans.jsonl" | tr -d '\n'
}
got=$(spans '{ plugin = "dedup_exact"; by = "paragraph"; },')
[ "$got" = abde ] || fail "by paragraph: kept $got"
grep '"id":"c".*"reason":"all of it repeated","detail":"the longest of a"' "$work/dropped.jsonl" >/dev/null ||
	fail "by paragraph: $(cat "$work/dropped.jsonl")"
grep '"id":"b".*"repeated_spans":\[{"begin_byte":34,"end_byte":65,"of":"a"}\],"repeated_part":0\.4' \
	"$work/spans.jsonl" >/dev/null || fail "by paragraph: $(grep '"id":"b"' "$work/spans.jsonl")"
grep '"id":"d".*"repeated_spans":\[{"begin_byte":30,"end_byte":58,"of":"d"}\],"repeated_part":0\.5' \
	"$work/spans.jsonl" >/dev/null || fail "by paragraph: $(grep '"id":"d"' "$work/spans.jsonl")"
got=$(spans '{ plugin = "dedup_exact"; by = "line"; action = "mark"; },')
[ "$got" = abcde ] || fail "by line: kept $got"
grep '"id":"c".*"repeated_spans":\[{"begin_byte":0,"end_byte":27,"of":"a"}\]' "$work/spans.jsonl" >/dev/null ||
	fail "by line: $(grep '"id":"c"' "$work/spans.jsonl")"
got=$(spans '{ plugin = "tokenize"; }, { plugin = "dedup_exact"; by = "sentence"; },')
[ "$got" = abde ] || fail "by sentence: kept $got"
"$CATENA" explain "$work/spans.jsonl" c >"$work/log" || fail "explain: $?"
grep -F 'rule          same sentence but for case, space' "$work/log" >/dev/null || {
	cat "$work/log"
	fail "explain does not tell the rule"
}
refused '{ plugin = "dedup_exact"; by = "line"; keep = "last"; }' 'goes with keep = "first"'
