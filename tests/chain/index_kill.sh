#!/bin/sh
# SPDX-License-Identifier: MIT
# index_kill.sh - a run over an index is killed at any moment; resumed, run again
# from the start, or killed again; the index is sound after each, and what it and
# the next day's run end with is what they end with undisturbed: no document is
# lost, none is twice.  KILLS: how often (12); make check-kill: 200.
#
# copies_kill.sh reads this file with `name`, `indexes` and `stages` of its own.
# needs: read_jsonl dedup_exact
set -eu
kills=${KILLS:-12}
name=${name:-index_kill}
indexes=${indexes:-exact near}
stages=${stages:-'{ plugin = "dedup_exact"; index = "ix/exact"; action = "mark"; },
  { plugin = "tokenize"; },
  { plugin = "dedup_near"; index = "ix/near"; cluster = "component"; action = "mark"; },'}
dir=$PWD/$name.dir
rm -rf "$dir"
mkdir "$dir"
heap() {
	awk -v from="$1" -v to="$2" -f "${abs_top_srcdir:?}/tests/chain/index_heap.awk"
}
cd "$dir"

fail() {
	echo "$name.sh: $*" >&2
	exit 1
}

cat >run.conf <<END
checkpoint = "5 ms";
chain = (
  { plugin = "read_jsonl"; paths = [ "\${DAY:-1}.jsonl" ]; },
  $stages
  { plugin = "export_jsonl"; path = "out/\${DAY:-1}.jsonl"; }
);
END
heap 1 1000 >0.jsonl
heap 1001 9000 >1.jsonl
heap 9001 11000 >2.jsonl
if ! "$CATENA" check run.conf >log 2>&1; then
	grep -q 'without-lmdb' log || { cat log; fail "the config"; }
	echo "built without LMDB"
	exit 77
fi

# day N WORD...: all is well.
day() {
	DAY=$1
	export DAY
	shift
	"$CATENA" run -q "$@" run.conf 2>log || { cat log; fail "day $DAY $*"; }
}

# ids: what the index knows, as the next day's run sees it.
counts() {
	for ix in $indexes; do
		"$CATENA" index info --json ix/$ix | tr ',' '\n' | grep '"documents\|"used\|"newest'
	done
}

# Kills fall within the time that the run takes on this machine, as busy as it is.
now() {
	t=$(date +%s%N)
	case $t in
	*[!0-9]*) date +%s000000000 ;; # no nanoseconds
	*) echo "$t" ;;
	esac
}

day 0
cp -R ix base
begun=$(now)
day 1
takes=$((($(now) - begun) / 1000000)) # milliseconds
[ $takes -ge 50 ] || takes=50
day 2
mv out good
counts >good.counts
rm good/0.*
ls -A good | LC_ALL=C sort >good.files

seed=${SEED:-$$}
echo "seed $seed"
awk -v seed="$seed" -v n="$kills" -v takes="$takes" 'BEGIN {
	srand(seed)
	for (i = 0; i < n; i++)
		printf "%.3f %d %d\n", rand() * takes / 1000, 1 + rand() * 3, rand() * 3
}' >plan
resume=
killed=0 resumed=0 again=0 under_way=0
DAY=1
export DAY
begin() {
	rm -rf out ix
	cp -R base ix
}
# same N: the outputs of a day.
same() {
	for f in good/"$1".*; do
		cmp "$f" "out/${f#good/}" || return 1
	done
}
# The day is over: so it would have been.
end() {
	same 1 || fail "$1: another first day"
	day 2
	same 2 || fail "$1: another second day"
	DAY=1
	counts >is.counts
	diff good.counts is.counts || fail "$1: the index knows something else"
	ls -A out | LC_ALL=C sort >files
	diff good.files files || fail "$1: what is left differs"
	begin
}
begin
while read -r pause workers next; do
	"$CATENA" run -q -j"$workers" $resume run.conf 2>log &
	pid=$!
	sleep "$pause"
	kill -9 $pid 2>/dev/null || : # it may have ended before
	status=0
	wait $pid 2>/dev/null || status=$?
	case $status in
	0)
		end "by itself"
		continue
		;;
	137) killed=$((killed + 1)) ;;
	*)
		cat log
		fail "status $status"
		;;
	esac
	for ix in $indexes; do
		[ ! -e ix/$ix/catena-index ] || "$CATENA" index check ix/$ix >log 2>&1 ||
			{ cat log; fail "after a kill $ix is not sound"; }
	done
	! "$CATENA" index info "ix/${indexes##* }" 2>/dev/null | grep -q under_way ||
		under_way=$((under_way + 1))
	[ ! -e out/1.jsonl ] || cmp good/1.jsonl out/1.jsonl || fail "half-written"
	# the journal has the name of the first output
	if [ -e out/1.jsonl ] && ! ls out/.1.*.journal >/dev/null 2>&1; then
		end "had ended" # only its last word was left to say
		resume=
		continue
	fi
	case $next in
	0) # and killed again
		resume=--resume
		continue
		;;
	1)
		day 1 --resume
		resumed=$((resumed + 1))
		end "resumed"
		;;
	2)
		day 1
		again=$((again + 1))
		end "from the start"
		;;
	esac
	resume=
done <plan
day 1 --resume
end "at the end"
echo "killed $killed times, $under_way with an index under way; resumed $resumed times, again from the start $again times"
[ "$killed" -gt $((kills / 4)) ] || fail "hardly ever killed"

# ---- All is in place, but it could not say so yet: the summary waits for a reader ----
mkfifo said
for resume in "" --resume; do
	begin
	"$CATENA" run -q --summary said run.conf 2>log &
	pid=$!
	i=0
	until [ -e out/1.jsonl ] || [ $i = 300 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	sleep 1
	kill -9 $pid || fail "it ended, though nobody read what it said"
	wait $pid 2>/dev/null || :
	cmp good/1.jsonl out/1.jsonl || fail "its outputs are not in place"
	day 1 $resume
	end "killed before it could say so${resume:+, resumed}"
done

cd ..
rm -rf "$dir"
