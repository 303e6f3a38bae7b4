#!/bin/sh
# SPDX-License-Identifier: MIT
# copies_spill.sh - find_copies with less memory than it wants: the same is found as
# with much, by any number of workers, after an interruption, and over an index.
# needs: read_jsonl
set -eu
name=copies_spill
. "${abs_top_srcdir:?}/tests/chain/copies_chain.sh"
less=--set=find_copies.memory=4194304
# same OUT: as with much memory
same() {
	for f in "" .tsv; do
		cmp "much$f" "$1$f" || fail "$1$f differs"
	done
}

documents=6000
[ "${CATENA_SANITIZER:-none}" = none ] || documents=2500
"$model" -n $documents -p 100 -e 0 -s 3 -t truth >heap.jsonl
run much conf
! grep -q 'is full' log || fail "memory is full: $(cat log)"
grep -q '"copies":\[{"begin"' much || fail "no copies"

for j in 1 4; do
	run "less$j" -j $j "$less" conf
	grep -q 'memory = 4 MiB is full' log || fail "not full: $(cat log)"
	same "less$j"
done

# ---- Interrupted when some is in files ----
OUT=again
export OUT
"$CATENA" run -q "$less" conf >log 2>&1 &
pid=$!
size=0
for _ in $(seq 1000); do
	size=$(cat .again*.journal 2>/dev/null | wc -c)
	if [ "$size" -ge 3500000 ] || ! kill -0 $pid 2>/dev/null; then
		break
	fi
	sleep 0.01
done
kill -9 $pid 2>/dev/null || echo "the run was over before it was interrupted"
wait $pid 2>/dev/null || :
run again "$less" --resume conf
[ "$size" -lt 3500000 ] || ! grep -q 'from the beginning' log || fail "not resumed: $(cat log)"
same again

# ---- Over an index ----
if OUT=x "$CATENA" check "--set=find_copies.index=\"ix\"" conf >log 2>&1; then
	mv heap.jsonl all.jsonl
	for part in 1 2; do
		if [ $part = 1 ]; then
			sed "$((documents / 2))q" all.jsonl >heap.jsonl
		else
			sed "1,$((documents / 2))d" all.jsonl >heap.jsonl
		fi
		run "part$part" "$less" "--set=find_copies.index=\"ix\"" conf
	done
	cat part1 part2 >parts
	for f in much parts; do sed 's/"source":"[^"]*",//' $f >$f.ids; done
	cmp much.ids parts.ids || fail "two runs over an index differ from one"
	mv all.jsonl heap.jsonl
fi

# ---- No room for files ----
if OUT=none TMPDIR=$work/absent "$CATENA" run -q "$less" conf >log 2>&1; then
	fail "no folder for files, and no error"
fi
grep -q 'temporary file: No such file' log || fail "its message: $(cat log)"
[ ! -e none ] || fail "half-written"
