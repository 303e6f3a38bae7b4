#!/bin/sh
# SPDX-License-Identifier: MIT
# index_calls.sh - a run over an index is killed at each of its writes, syncs,
# renames and removals in turn; then it is resumed, and, from the same state, run
# again from the start: both end as if nothing had been.  Needs strace, and time:
# make check-kill.
set -eu
strace -qq -o /dev/null true 2>/dev/null || { echo "needs strace"; exit 77; }
dir=$PWD/index_calls.dir
rm -rf "$dir"
mkdir "$dir"
heap() {
	awk -v from="$1" -v to="$2" -f "${abs_top_srcdir:?}/tests/chain/index_heap.awk"
}
cd "$dir"

fail() {
	echo "index_calls.sh: $*" >&2
	exit 1
}

cat >run.conf <<'END'
checkpoint = "1 ms";
chain = (
  { plugin = "read_jsonl"; paths = [ "${DAY:-1}.jsonl" ]; },
  { plugin = "dedup_exact"; index = "ix/exact"; action = "mark"; },
  { plugin = "tokenize"; },
  { plugin = "dedup_near"; index = "ix/near"; },
  { plugin = "export_jsonl"; path = "out/${DAY:-1}.jsonl"; }
);
END
heap 1 2500 >1.jsonl
heap 2501 2700 >2.jsonl
if ! "$CATENA" check run.conf >log 2>&1; then
	grep -q 'without-lmdb' log || { cat log; fail "the config"; }
	exit 77
fi
day() {
	DAY=$1
	export DAY
	shift
	"$CATENA" run -q "$@" run.conf 2>log || { cat log; fail "$at: day $DAY $*"; }
}
counts() {
	for ix in exact near; do
		"$CATENA" index info --json ix/$ix | tr ',' '\n' | grep '"documents\|"used'
	done
}
at=undisturbed
day 1 -j1
day 2 -j1
mv out good
counts >good.counts
mv ix good.ix

# The days end as they would have.
ends() {
	cmp good/1.jsonl out/1.jsonl || fail "$at $1: another first day"
	day 2
	DAY=1
	cmp good/2.jsonl out/2.jsonl || fail "$at $1: another second day"
	counts >is.counts
	diff good.counts is.counts || fail "$at $1: the index knows something else"
}

kills=0
DAY=1
export DAY
for call in write pwrite64 writev fsync fdatasync rename ftruncate unlink; do
	n=1
	while :; do
		at="$call $n"
		rm -rf out ix
		status=0
		strace -f -qq -o /dev/null -e trace=$call \
			-e inject="$call:signal=SIGKILL:when=$n" \
			"$CATENA" run -q -j1 run.conf 2>err || status=$?
		if [ $status -eq 2 ]; then # a child that tries a plugin was hit
			n=$((n + 1))
			continue
		fi
		[ $status -eq 137 ] || break
		for ix in exact near; do
			[ ! -e ix/$ix/catena-index ] || "$CATENA" index check ix/$ix >log 2>&1 ||
				{ cat log; fail "$at: $ix is not sound"; }
		done
		kills=$((kills + 1))
		if [ -e out/1.jsonl ] && [ ! -e out/.1.jsonl.journal ]; then
			# Only its last word was left to say: the run has taken place.
			ends "had ended"
			n=$((n + 1))
			continue
		fi
		rm -rf kept.out kept.ix
		[ ! -e out ] || cp -R out kept.out
		[ ! -e ix ] || cp -R ix kept.ix
		day 1 -j1 --resume
		ends "resumed"
		rm -rf out ix
		[ ! -e kept.out ] || mv kept.out out
		[ ! -e kept.ix ] || mv kept.ix ix
		day 1 -j2
		ends "from the start"
		n=$((n + ${STEP:-1}))
	done
	[ $status -eq 0 ] || { cat err >&2; fail "$at: status $status"; }
	echo "$call: $((n - 1))"
done
echo "killed at $kills calls"
[ $kills -gt 20 ] || fail "few calls"

cd ..
rm -rf "$dir"
