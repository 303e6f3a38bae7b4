#!/bin/sh
# SPDX-License-Identifier: MIT
# copies.sh - find_copies in real chains: the same for any number of workers and
# for one run or three over an index; boilerplate; the seeds.
# needs: read_jsonl
set -eu
name=copies
. "${abs_top_srcdir:?}/tests/chain/copies_chain.sh"
oracle=${abs_top_builddir:?}/tests/oracle/shared_runs
shared=${CATENA_SHARED:-$abs_top_srcdir/../shared}
"$model" -n 300 -t truth >all.jsonl
sed -n 1,140p all.jsonl >a.jsonl
sed -n 141,220p all.jsonl >b.jsonl
sed -n 221,300p all.jsonl >c.jsonl

# ---- 1, 2 or 8 workers ----
for j in 1 2 8; do
	run "j$j" -j $j conf all.jsonl
	for f in "" .tsv .svg; do
		cmp "j1$f" "j$j$f" || fail "-j$j differs"
	done
done
grep -q '"copies":\[{"begin":[0-9]*,"end":[0-9]*,"of":"m' j1 || fail "no copies"
[ "$(wc -l <j1.tsv)" -gt 100 ] || fail "few loans: $(wc -l <j1.tsv)"
grep -q '<title>m[0-9]* from m[0-9]*: [0-9]* words' j1.svg || fail "no picture"
if command -v xmllint >/dev/null; then
	xmllint --noout j1.svg || fail "the picture is no XML"
fi

# ---- Groups by a pattern; a pattern that is none ----
run groups --set 'find_copies.matrix_pattern="m[0-9]*([0-9])$"' conf all.jsonl
[ "$(cut -f1 groups.tsv | sort -u | wc -l)" -eq 6 ] || # the odd ones borrow; a header
	fail "groups: $(cut -f1 groups.tsv | sort -u | tr '\n' ' ')"
[ "$(awk '{ s += $3 } END { print s }' j1.tsv)" = "$(awk '{ s += $3 } END { print s }' groups.tsv)" ] ||
	fail "words were lost between documents and groups"
if OUT=x "$CATENA" check --set 'find_copies.matrix_pattern="("' conf >log 2>&1; then
	fail "a broken pattern was taken"
fi
grep -q 'matrix_pattern "(" is no regular expression' log || { cat log; fail "its message"; }

# ---- One run or three over an index ----
if run one -j2 --set 'find_copies.index="one.ix"' conf all.jsonl 2>/dev/null; then
	cmp j1 one || fail "an index changes what is found"
	run a.out -j1 --set 'find_copies.index="three.ix"' conf a.jsonl
	run b.out -j8 --set 'find_copies.index="three.ix"' conf b.jsonl
	run c.out -j2 --set 'find_copies.index="three.ix"' conf c.jsonl
	cat a.out b.out c.out >three
	for f in j1 three; do sed 's/"source":"[^"]*",//' $f >$f.ids; done
	cmp j1.ids three.ids || fail "three runs differ from one"
	"$CATENA" index check three.ix >log 2>&1 || { cat log; fail "index check"; }
	# other passages may be asked for: the words are kept, not their fingerprints
	run d.out --set 'find_copies.index="three.ix"' --set find_copies.min_words=20 conf c.jsonl
	grep -q '"words":[0-9]*' d.out || fail "min_words = 20 finds nothing in the index"
	"$CATENA" index delete three.ix m0 >log 2>&1 || { cat log; fail "index delete"; }
	# what is older than a day is no original any more
	for day in 1 3; do
		sed "s/^{/{\"date\":\"2021-01-0$day\",/" all.jsonl >day$day.jsonl
		run day$day.out --set 'find_copies.index="age.ix"' \
			--set 'find_copies.max_age="1 day"' --set find_copies.max_gap=0 conf \
			day$day.jsonl
	done
	for f in 1 3; do sed 's/"source":"[^"]*",//; s/2021-01-0.//' day$f.out >day$f.ids; done
	cmp day1.ids day3.ids || fail "old documents are not forgotten"
else
	grep -q 'without-lmdb' log || { cat log; fail "no index, and no reason"; }
	echo "built without LMDB: no index"
fi

# ---- Boilerplate: the earliest of it is named, and no time is lost ----
awk 'BEGIN { for (i = 0; i < 3000; i++) {
	printf "{\"id\":\"p%d\",\"text\":\"", i
	for (k = 0; k < 30; k++) printf "w%dx%d ", i, k
	for (k = 0; k < 400; k++) printf "boiler%d ", k
	printf "v%d", i
	print "\"}" } }' >boiler.jsonl
run boiler conf boiler.jsonl
grep -v '"id":"p[012]"' boiler | grep -vc '"of":"p0".*"of":"p1".*"of":"p2"' >count || :
[ "$(cat count)" = 0 ] || fail "boilerplate: $(cat count) documents do not name the earliest"
grep -q '"words":400' boiler || fail "boilerplate is not one passage"

# A drum: periodic text takes no time either, whatever its period (minutes, if it
# were by the square of its length), and copies itself; what follows it, the whole.
beats=600000
[ "${CATENA_SANITIZER:-none}" = none ] || beats=30000
for period in 1 3 5; do
	awk -v n=$beats -v period=$period 'BEGIN { for (i = 1; i <= 2; i++) {
		printf "{\"id\":\"drum%d\",\"text\":\"", i
		for (k = 0; k < n; k++) printf "ha%d ", k % period; print "\"}" } }' >drum.jsonl
	run drum conf drum.jsonl
	grep -q '"id":"drum1".*"of":"drum1"' drum || fail "a drum of $period repeats itself"
	grep -q "\"id\":\"drum2\".*\"of\":\"drum1\".*\"words\":$beats," drum ||
		fail "a drum of $period is another's whole"
done

# ---- The seeds ----
if [ -d "$shared/seeds" ]; then
	cat >seeds.conf <<-END
		chain = (
		  { plugin = "read_text"; paths = [ "$shared/seeds/" ]; },
		  { plugin = "tokenize"; },
		  { plugin = "find_copies"; min_words = 8; },
		  { plugin = "export_jsonl"; path = "\${OUT}"; offsets = "bytes"; }
		);
	END
	run seeds seeds.conf
	grep '"id":"[^"]*/003_' seeds | grep -o '"of":"[^"]*/001_[^}]*"words":69,"similarity":1' >log ||
		fail "no passage of 69 words between 001 and 003"
	run exact --set find_copies.max_gap=0 seeds.conf
	"$oracle" -w 8 -c exact exact || fail "not all runs of 8 words of the seeds"
	for j in 2 8; do
		run "seeds$j" -j $j seeds.conf
		cmp seeds "seeds$j" || fail "seeds: -j$j differs"
	done
else
	echo "no $shared/seeds: not looked at"
fi
