#!/bin/sh
# SPDX-License-Identifier: MIT
# stories.sh - group_stories in real chains: the bundled heaps against their keys, in
# any order, for any number of workers, with and without names and copies; and the five
# seeds among 3,000 other pages, where they are at hand.
# needs: read_jsonl
set -eu
work=$PWD/stories.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
heap=${abs_top_srcdir:?}/tests/stories/heap.jsonl
sample=$abs_top_srcdir/tests/sample

fail() {
	echo "stories.sh: $*"
	exit 1
}

# group NAME JOBS OPTIONS STAGES: `STAGES`, then the stories, into NAME.tsv
group() {
	cat >"$work/$1.conf" <<-EOF
		chain = ( $4 { plugin = "group_stories"; stories = "$work/$1.tsv";
		    min_documents = 1; $3 },
		  { plugin = "export_jsonl"; path = "$work/$1.jsonl";
		    keys = [ "id", "fields", "text", "story" ]; } );
	EOF
	"$CATENA" run --quiet -j "$2" "$work/$1.conf" 2>"$work/$1.log" || {
		cat "$work/$1.log"
		fail "$1 failed"
	}
}

# judge NAME KEY PURE WHOLE: how many stories hold one event only, and how many events
# are in one story, at least.
judge() {
	awk -F'\t' -v name="$1" -v pure="$3" -v whole="$4" '
		NR == FNR { event[$1] = $2; next }
		{ s = $1; d = $2 }
		!(d in event) { print "not in the key: " d; bad = 1; exit }
		!((s, event[d]) in both) { both[s, event[d]] = 1; events[s]++; stories[event[d]]++ }
		{ n++ }
		END {
			for (s in events) { all_s++; p += events[s] == 1 }
			for (e in stories) { all_e++; w += stories[e] == 1 }
			printf "%s: %d documents; %d of %d stories of one event, %d of %d events in one story\n",
				name, n, p, all_s, w, all_e
			exit bad || all_s - p > pure || all_e - w > whole
		}' "$2" "$work/$1.tsv" || fail "$1: more than $3 mixed or $4 split"
}

# ---- A heap of events in pairs of one kind ----
sed 's/^{"id": "\([^"]*\)".*"event": "\([^"]*\)".*/\1	\2/' "$heap" >"$work/heap.key"
[ "$(wc -l <"$work/heap.key")" -gt 40 ] || fail "no key"
read="{ plugin = \"read_jsonl\"; paths = [ \"$heap\" ]; }, { plugin = \"tokenize\"; },"
for mode in online gather; do
	group "heap_$mode" 2 "mode = \"$mode\";" "$read"
	judge "heap_$mode" "$work/heap.key" 0 1
	for j in 1 8; do
		group "j$j" $j "mode = \"$mode\";" "$read"
		cmp "$work/heap_$mode.jsonl" "$work/j$j.jsonl" || fail "$mode: -j$j differs"
		cmp "$work/heap_$mode.tsv" "$work/j$j.tsv" || fail "$mode: stories of -j$j differ"
	done
	# backwards
	awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }' "$heap" \
		>"$work/back.jsonl"
	group "back_$mode" 2 "mode = \"$mode\";" \
		"{ plugin = \"read_jsonl\"; paths = [ \"$work/back.jsonl\" ]; }, { plugin = \"tokenize\"; },"
	judge "back_$mode" "$work/heap.key" 0 1
	# on little memory
	group "small_$mode" 2 "mode = \"$mode\"; memory = \"64 KiB\";" "$read"
	judge "small_$mode" "$work/heap.key" 0 1
done

# ---- German, French, Russian ----
tongues=$abs_top_srcdir/tests/stories/languages.jsonl
sed 's/^{"id": "\([^"]*\)".*"event": "\([^"]*\)".*/\1	\2/' "$tongues" >"$work/tongues.key"
for mode in online gather; do
	group "tongues_$mode" 2 "mode = \"$mode\";" \
		"{ plugin = \"read_jsonl\"; paths = [ \"$tongues\" ]; }, { plugin = \"tokenize\"; },"
	judge "tongues_$mode" "$work/tongues.key" 0 0
done

# ---- What is easily taken for one event, or for several ----
# Two stories are mixed: what the same two ministers did on one day (online only), and
# a market report a day, too short for a template; two events, told anew each time, are
# in two online.
pitfalls=$abs_top_srcdir/tests/stories/pitfalls.jsonl
sed 's/^{"id": "\([^"]*\)".*"event": "\([^"]*\)".*/\1	\2/' "$pitfalls" >"$work/pitfalls.key"
for mode in online gather; do
	mixed=2
	[ $mode = online ] || mixed=1
	group "pitfalls_$mode" 2 "mode = \"$mode\";" \
		"{ plugin = \"read_jsonl\"; paths = [ \"$pitfalls\" ]; }, { plugin = \"tokenize\"; }, { plugin = \"find_copies\"; },"
	judge "pitfalls_$mode" "$work/pitfalls.key" $mixed 2
	for id in c1 c2 c3 c4 d5 e1 e3 g3; do # a column's header, the same teams, one person
		grep "\"id\":\"$id\".*\"story\":\"$id\"" "$work/pitfalls_$mode.jsonl" >/dev/null ||
			fail "$mode: $id is taken for another story"
	done
done

# ---- Issues of a series; two events of the same people on one day ----
# What two papers say of the market of each day, the weather, a weekly bulletin: a story an
# issue.  A fire and a trial, which have other figures each day, too: one story.  Mixed are two
# matches of the same teams; online also what people did that is told too much alike.
series=$abs_top_srcdir/tests/stories/series.jsonl
sed 's/^{"id": "\([^"]*\)".*"event": "\([^"]*\)".*/\1	\2/' "$series" >"$work/series.key"
read_series="{ plugin = \"read_jsonl\"; paths = [ \"$series\" ]; }, { plugin = \"tokenize\"; },"
for mode in online gather; do
	mixed=3
	[ $mode = online ] || mixed=1
	group "series_$mode" 2 "mode = \"$mode\";" "$read_series"
	judge "series_$mode" "$work/series.key" $mixed 0
	for id in m1a m2a m3a m4a m5a w1 w2 w3 w4 b1 b2 b3 p1 p4; do
		grep "\"id\":\"$id\".*\"story\":\"$id\"" "$work/series_$mode.jsonl" >/dev/null ||
			fail "$mode: $id is taken for another story"
	done
	# the days tell them apart
	group "undated_$mode" 2 "mode = \"$mode\"; date_field = \"none\";" "$read_series"
	grep '"id":"w2".*"story":"w1"' "$work/undated_$mode.jsonl" >/dev/null ||
		fail "$mode: the weather of no day is of a day"
done

# The evidence: who is alike, how much, in what.
grep '"story_with":"[0-9]*","story_score":0\.[0-9]*,"story_terms":\["' \
	"$work/heap_gather.jsonl" >/dev/null || fail "no evidence"
grep 'Pampilhosa' "$work/heap_gather.jsonl" | grep '"story_terms":\[[^]]*Pampilhosa' >/dev/null ||
	fail "the fire at Pampilhosa is not grouped for its name"

# ---- Tomorrow's run knows today's documents ----
if "$CATENA" info group_stories --json | grep '"index"' >/dev/null &&
	"$CATENA" run --quiet --set group_stories.index="$work/known" \
		"$work/heap_online.conf" 2>"$work/log"; then
	rm -rf "$work/known"
	for mode in online gather; do
		sed 20q "$heap" >"$work/today.jsonl"
		sed 1,20d "$heap" >"$work/tomorrow.jsonl"
		for day in today tomorrow; do
			group "${day}_$mode" 2 "mode = \"$mode\"; index = \"$work/known_$mode\";" \
				"{ plugin = \"read_jsonl\"; paths = [ \"$work/$day.jsonl\" ]; }, { plugin = \"tokenize\"; },"
		done
		cut -f1,2 "$work/heap_$mode.tsv" >"$work/one.tsv"
		grep -vxF -f "$work/tomorrow_$mode.tsv" "$work/today_$mode.tsv" |
			cat - "$work/tomorrow_$mode.tsv" | sort -u >"$work/both_$mode.tsv"
		# what two runs have called two stories stays two
		judge "both_$mode" "$work/heap.key" 0 2
	done
	cat "$work/today_online.jsonl" "$work/tomorrow_online.jsonl" >"$work/both.jsonl"
	cmp "$work/heap_online.jsonl" "$work/both.jsonl" || fail "two runs differ from one"
	for n in 3 7 14; do # a series, cut between days and within one
		sed "${n}q" "$series" >"$work/today.jsonl"
		sed "1,${n}d" "$series" >"$work/tomorrow.jsonl"
		for day in today tomorrow; do
			group "series_$day" 2 "index = \"$work/known_series$n\";" \
				"{ plugin = \"read_jsonl\"; paths = [ \"$work/$day.jsonl\" ]; }, { plugin = \"tokenize\"; },"
		done
		cat "$work/series_today.jsonl" "$work/series_tomorrow.jsonl" |
			cmp "$work/series_online.jsonl" - || fail "series: two runs differ from one"
	done
	# the same where memory is full, and old documents are forgotten
	awk 'BEGIN { for (i = 0; i < 6000; i++) {
		printf "{\"id\":\"m%d\",\"text\":\"", i
		for (k = 0; k < 24; k++) { r = (r * 16807 + 11) % 2147483647
			printf "%s%d ", k % 3 ? "Quor" : "vath", int(r / 1000) % (k % 2 ? 900 : 90000) + int(i / 8) * (k < 8) }
		print "\"}" } }' >"$work/many.jsonl"
	sed 4500q "$work/many.jsonl" >"$work/some.jsonl"
	sed 1,4500d "$work/many.jsonl" >"$work/rest.jsonl"
	for part in many some rest; do
		index=two
		[ $part = many ] && index=one
		group "full_$part" 2 "memory = \"1 MiB\"; index = \"$work/full_$index\";" \
			"{ plugin = \"read_jsonl\"; paths = [ \"$work/$part.jsonl\" ]; }, { plugin = \"tokenize\"; },"
	done
	cat "$work/full_some.jsonl" "$work/full_rest.jsonl" |
		cmp - "$work/full_many.jsonl" || fail "two runs differ from one when memory is full"
	"$CATENA" run -j 1 --set group_stories.index="$work/full_three" "$work/full_many.conf" 2>&1 |
		grep 'memory is full: of 6000 documents' >/dev/null || fail "memory is not full"
	# what is too old is forgotten, the story keeps its name
	cat >"$work/days.jsonl" <<-'EOF'
		{"id":"a","date":"2021-03-01","text":"Storm Zubenelda hit Quorvath; in Quorvath the Zubenelda flood killed Prolmin."}
		{"id":"b","date":"2021-03-06","text":"After Zubenelda, Quorvath counts its dead. Quorvath mourns Prolmin, whom Zubenelda killed."}
	EOF
	cat >"$work/later.jsonl" <<-'EOF'
		{"id":"c","date":"2021-03-11","text":"Quorvath buried Prolmin, whom the storm Zubenelda killed. In Quorvath Zubenelda is not forgotten."}
	EOF
	for days in 7 8; do
		age="index = \"$work/age$days\"; max_age = \"$days days\";"
		for day in days later; do
			group "age_$day" 1 "$age" \
				"{ plugin = \"read_jsonl\"; paths = [ \"$work/$day.jsonl\" ]; }, { plugin = \"tokenize\"; },"
		done
		grep '"id":"c".*"story_with":"b".*"story":"a"' "$work/age_later.jsonl" >/dev/null ||
			fail "the story has lost its name: $(cat "$work/age_later.jsonl")"
	done
	sed 's/"c"/"d"/; s/03-11/03-25/' "$work/later.jsonl" >"$work/much.jsonl"
	group "age_much" 1 "index = \"$work/age7\"; max_age = \"7 days\"; window = 0;" \
		"{ plugin = \"read_jsonl\"; paths = [ \"$work/much.jsonl\" ]; }, { plugin = \"tokenize\"; },"
	grep '"id":"d".*"story":"d"' "$work/age_much.jsonl" >/dev/null ||
		fail "what is too old was found: $(cat "$work/age_much.jsonl")"
	# other terms are another index
	if "$CATENA" run --quiet --set group_stories.terms=32 "$work/age_much.conf" \
		2>"$work/log"; then
		fail "an index of other terms was taken"
	fi
	grep 'terms' "$work/log" >/dev/null || fail "other terms: $(cat "$work/log")"
else
	grep -i lmdb "$work/log" >/dev/null || fail "no index: $(cat "$work/log")"
	echo "built without LMDB: no index was tried"
fi

# ---- The sample: ten stories of one country ----
awk -F'\t' '$1 == "story" { print "s/wire/" $2 ".txt\t" $3; print $2 "\t" $3 }' \
	"$sample/key.tsv" | sed 's|^s/||' >"$work/sample.key"
texts="{ plugin = \"read_text\"; paths = [ \"$sample/wire\" ]; },"
for mode in online gather; do
	for with in none names copies both; do
		stages="$texts { plugin = \"tokenize\"; },"
		case $with in
		names | both)
			stages="$stages { plugin = \"tag_gazetteer\"; lists = [ \"$sample/people.tsv\",
				\"$sample/places.tsv\" ]; },"
			;;
		esac
		case $with in
		copies | both) stages="$stages { plugin = \"find_copies\"; }," ;;
		esac
		group "sample_${mode}_$with" 2 "mode = \"$mode\";" "$stages"
		judge "sample_${mode}_$with" "$work/sample.key" 0 0
	done
	grep '"story_copied":[1-9]' "$work/sample_${mode}_copies.jsonl" >/dev/null ||
		fail "$mode: no copied words"
done

# ---- The seeds, alone and among other pages ----
shared=${CATENA_SHARED:-}
if ! [ -d "$shared/seeds" ] || ! [ -f "$shared/data/bulk/18f.jsonl.xz" ] ||
	! command -v xz >/dev/null; then
	echo "no seeds in $shared: only the bundled heaps were grouped"
	exit 0
fi
xz -dc "$shared/data/bulk/digitalgov.jsonl.xz" | sed 's/{"id": "/&a /' >"$work/pages.jsonl"
xz -dc "$shared/data/bulk/18f.jsonl.xz" | sed 's/{"id": "/&b /' >>"$work/pages.jsonl"
printf 'chain = ( { plugin = "read_text"; paths = [ "%s" ]; },
	{ plugin = "export_jsonl"; path = "%s"; keys = [ "id", "text" ]; } );\n' \
	"$shared/seeds" "$work/seeds.jsonl" >"$work/seeds.conf"
"$CATENA" run --quiet "$work/seeds.conf"
cat "$work/seeds.jsonl" "$work/pages.jsonl" >"$work/mix0.jsonl"
for seed in 1 2; do # shuffled
	awk -v seed=$seed 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' \
		"$work/mix0.jsonl" | LC_ALL=C sort | cut -f2- >"$work/mix$seed.jsonl"
done
for mode in online gather; do
	for heap in seeds mix0 mix1 mix2; do
		group "$mode.$heap" 2 "mode = \"$mode\";" \
			"{ plugin = \"read_jsonl\"; paths = [ \"$work/$heap.jsonl\" ]; }, { plugin = \"tokenize\"; },"
		awk -F'\t' -v name="$mode $heap" '
			NR == FNR { if ($2 ~ /^seeds\//) { seed[$1]; n++ } next }
			$1 in seed { all++ }
			END {
				for (s in seed) k++
				printf "%s: five seeds in %d stories, which hold %d documents\n", name, k, all
				exit n != 5 || k != 1 || all != 5
			}' "$work/$mode.$heap.tsv" "$work/$mode.$heap.tsv" || fail "$mode $heap"
	done
done
