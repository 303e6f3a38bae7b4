#!/bin/sh
# SPDX-License-Identifier: MIT
# stories.sh - how well group_stories does, and how fast
#
#   make accuracy-stories
#
# B-cubed and pairs on the bundled heaps, on invented news (news.py) and on four years
# of factbook (a country is an event: its `code`; 2015 has codes of another kind, and is
# keyed by its name where another year has it); the seeds among other pages; MB/s and
# growth.
set -eu
work=$PWD/accuracy_stories.tmp
shared=${CATENA_SHARED:-}
score=${abs_top_srcdir:?}/tests/accuracy/stories.py
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
command -v python3 >/dev/null || {
	echo "python3 is not installed" >&2
	exit 77
}
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT

# run NAME MODE OPTIONS KEYS READER...
run() {
	name=$1 mode=$2 options=$3 keys=$4
	shift 4
	cat >"$work/conf" <<-EOF
		chain = ( $* { plugin = "tokenize"; },
		  { plugin = "group_stories"; mode = "$mode"; $options },
		  { plugin = "export_jsonl"; path = "$work/$name.jsonl"; keys = [ $keys ]; } );
	EOF
	"$CATENA" run -j 1 "$work/conf" 2>"$work/log" || {
		cat "$work/log" >&2
		exit 3
	}
}

# judge TITLE KEY READER OPTIONS
judge() {
	for mode in online gather; do
		run out "$mode" "$4" '"id", "story"' "$3"
		printf '%-25s %-7s' "$1" "$mode"
		python3 "$score" ${SHOW:+--show} "$work/out.jsonl" "$2"
	done
}

jsonl() {
	printf '{ plugin = "read_jsonl"; paths = [ '
	printf '"%s"' "$1"
	shift
	for f; do printf ', "%s"' "$f"; done
	printf ' ]; },'
}

heap=$abs_top_srcdir/tests/stories/heap.jsonl
sed 's/^{"id": "\([^"]*\)".*"event": "\([^"]*\)".*/\1	\2/' "$heap" >"$work/heap.key"
sample=$abs_top_srcdir/tests/sample
awk -F'\t' '$1 == "story" && $2 ~ /^0/ { print "wire/" $2 ".txt\t" $3 }' \
	"$sample/key.tsv" >"$work/sample.key"
judge "tests/sample" "$work/sample.key" \
	"{ plugin = \"read_text\"; paths = [ \"$sample/wire\" ]; }," ""
judge "tests/stories" "$work/heap.key" "$(jsonl "$heap")" ""
judge "tests/stories, no dates" "$work/heap.key" "$(jsonl "$heap")" "window = 0;"
pitfalls=$abs_top_srcdir/tests/stories/pitfalls.jsonl
sed 's/^{"id": "\([^"]*\)".*"event": "\([^"]*\)".*/\1	\2/' "$pitfalls" >"$work/pitfalls.key"
judge "tests/stories, pitfalls" "$work/pitfalls.key" "$(jsonl "$pitfalls")" ""
series=$abs_top_srcdir/tests/stories/series.jsonl
sed 's/^{"id": "\([^"]*\)".*"event": "\([^"]*\)".*/\1	\2/' "$series" >"$work/series.key"
judge "tests/stories, series" "$work/series.key" "$(jsonl "$series")" ""
for n in 20 200 2000; do
	python3 "$abs_top_srcdir/tests/accuracy/news.py" $n "$work/news.key" >"$work/news.jsonl"
	judge "$n invented events" "$work/news.key" "$(jsonl "$work/news.jsonl")" ""
done
[ -f "$shared/data/copies/factbook-2022.jsonl.xz" ] || {
	echo "no $shared/data: only the bundled heaps were measured"
	exit 0
}

for year in 2015 2020 2021 2022; do
	xz -dc "$shared/data/copies/factbook-$year.jsonl.xz" >"$work/factbook-$year.jsonl"
done
python3 - "$work" >"$work/factbook.key" <<'EOF'
import json, re, sys, unicodedata
code = {}
def name(s):
    s = unicodedata.normalize("NFKD", s.lower()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z]+", "-", s).strip("-")
for year in "2020", "2021", "2022", "2015":
    for line in open("%s/factbook-%s.jsonl" % (sys.argv[1], year), encoding="utf-8"):
        doc = json.loads(line)
        if year == "2015":
            key = code.get(doc["code"].split("-", 1)[1])
        else:
            key = doc["code"]
            if doc["title"]:
                code[name(doc["title"])] = key
        if key:
            print("%s\t%s" % (doc["id"], key))
EOF
years=$(jsonl "$work/factbook-2015.jsonl" "$work/factbook-2020.jsonl" \
	"$work/factbook-2021.jsonl" "$work/factbook-2022.jsonl")
judge "factbook" "$work/factbook.key" "$years" ""
judge "factbook, threshold 0.35" "$work/factbook.key" "$years" "threshold = 0.35;"

# ---- The seeds among others; speed ----
speed() {
	awk -v what="$1" '
		/documents read/ { n = $1; for (i = 1; i <= NF; i++) if ($i == "in") s = $(i + 1) }
		$1 == "tokenize" || $1 ~ /^read_/ || $1 == "export_jsonl" { other += $3 }
		/of text/ { for (i = 2; i <= NF; i++) if ($i == "of" && $(i + 1) == "text") mb = $(i - 2) * ($(i - 1) == "GB" ? 1000 : $(i - 1) == "kB" ? 0.001 : 1) }
		/peak memory/ { memory = $3 " " $4 }
		END { printf "%-36s %7d documents  %6.1f MB/s from tokens  %6.1f us a document  peak %s\n", what, n, mb / (s - other), (s - other) / n * 1e6, memory }' "$work/log"
}
for f in digitalgov 18f; do
	xz -dc "$shared/data/bulk/$f.jsonl.xz" | sed "s/{\"id\": \"/&$f /" >"$work/$f.jsonl"
done
run seeds online "" '"id", "text"' "{ plugin = \"read_text\"; paths = [ \"$shared/seeds\" ]; },"
cat "$work/seeds.jsonl" "$work/digitalgov.jsonl" "$work/18f.jsonl" >"$work/mix.jsonl"
for mode in online gather; do
	run out "$mode" "" '"id", "story"' "$(jsonl "$work/mix.jsonl")"
	python3 - "$work/out.jsonl" "$mode" <<'EOF'
import json, sys
docs = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
stories = {d["story"] for d in docs if d["id"].startswith("seeds/")}
print("seeds among %d pages, %s: in %d story, which holds %d documents"
      % (len(docs) - 5, sys.argv[2], len(stories), sum(d["story"] in stories for d in docs)))
EOF
	speed "digitalgov and 18f, $mode"
done

# Pieces of books and laws, 1,500 bytes each.
python3 - "$shared/data/bulk" "$work" <<'EOF'
import json, sys, tarfile
n = 0
with open(sys.argv[2] + "/100000.jsonl", "w") as out:
    for name in "gutenberg100", "civil-procedure-codes":
        with tarfile.open("%s/%s.tar.xz" % (sys.argv[1], name)) as tar:
            for member in tar:
                text = tar.extractfile(member).read().decode("utf-8", "replace") if member.isfile() else ""
                for i in range(0, len(text) - 1500, 1500):
                    if n < 100000:
                        out.write(json.dumps({"id": str(n), "text": text[i:i + 1500]}) + "\n")
                    n += 1
EOF
head -n 10000 "$work/100000.jsonl" >"$work/10000.jsonl"
for mode in online gather; do
	for n in 10000 100000; do
		run out "$mode" "" '"id", "story"' "$(jsonl "$work/$n.jsonl")"
		speed "pieces of 1,500 bytes, $mode"
	done
done
