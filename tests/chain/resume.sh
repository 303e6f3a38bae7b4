#!/bin/sh
# SPDX-License-Identifier: MIT
# resume.sh - a run that is killed at any moment, and resumed, and killed again,
# ends with the outputs of one that was left alone.  KILLS: how often (20).
set -eu
[ "$CATENA_LINKAGE" = shared ] || { echo "needs plugins as files"; exit 77; }
CATENA_PLUGIN_PATH=$abs_top_builddir/tests/plugin/.libs
export CATENA_PLUGIN_PATH
kills=20
[ "${CATENA_SANITIZER:-none}" = none ] || kills=6
kills=${KILLS:-$kills}
dir=$PWD/resume.dir
rm -rf "$dir"
mkdir "$dir"
cd "$dir"

fail() {
	echo "resume.sh: $*" >&2
	exit 1
}

awk 'BEGIN {
	x = 1
	for (i = 1; i <= 10000; i++) {
		x = (x * 16807) % 2147483647; n = x % 60
		s = sprintf("%c%d ", 97 + x % 7, x)
		while (n-- > 0) s = s "y"
		if (i % 700 == 77) s = s "BAD"
		if (i % 300 == 55) s = s "DROP"
		print i "|" s
	}
}' >in.txt

# chain FILE COUNTING-STAGE PAUSE
chain() {
	cat >"$1" <<END
checkpoint = "5 ms";
chain = (
  { plugin = "gather_lines"; paths = [ "in.txt" ]; pause = $3; },
  { plugin = "$2"; name = "count"; },
  { plugin = "gather_print"; path = "out/print.txt"; }
);
END
}
chain slow.conf gather_count 20000
chain forget.conf gather_forget 0

# The outputs as they should be, made without any checkpoint.
"$CATENA" run -q --set checkpoint=0 slow.conf && fail "nothing was quarantined"
mv out good
ls -A good >good.files
[ "$(cat good.files)" = "$(printf 'dropped.jsonl\nprint.txt\nquarantine.jsonl')" ] ||
	fail "files: $(cat good.files)"

# same WHAT: out is as good, with nothing beside it.
same() {
	ls -A out >files
	cmp -s files good.files || fail "$1: files: $(cat files)"
	for f in $(cat files); do
		cmp "good/$f" "out/$f" || fail "$1: another $f"
	done
}

# ---- Killed at random ----
seed=${SEED:-$$}
echo "seed $seed"
awk -v seed="$seed" -v n="$kills" 'BEGIN {
	srand(seed)
	for (i = 0; i < n; i++) printf "%.3f %d\n", rand() * rand() * 1.2, 1 + rand() * 3
}' >plan
killed=0 ended=0 journals=0
: >log
while read -r pause workers; do
	resume=--resume
	[ -d out ] || resume=
	# shellcheck disable=SC2086 # an empty word is none
	"$CATENA" run -q -j"$workers" $resume slow.conf 2>>log &
	pid=$!
	sleep "$pause"
	# It may have ended before.
	if kill -9 $pid 2>/dev/null; then
		killed=$((killed + 1))
	fi
	status=0
	wait $pid 2>/dev/null || status=$?
	case $status in
	1)
		same "after $killed kills"
		ended=$((ended + 1))
		rm -rf out
		;;
	137)
		for f in $(cat good.files); do
			# The renaming may have begun, but what is there is whole.
			[ ! -e "out/$f" ] || cmp "good/$f" "out/$f" ||
				fail "half-written: $f"
		done
		[ ! -e out/.print.txt.journal ] || journals=$((journals + 1))
		;;
	*)
		cat log >&2
		fail "status $status"
		;;
	esac
done <plan
# The last one is left alone.
status=0
"$CATENA" run -q --resume slow.conf 2>>log || status=$?
[ $status -eq 1 ] || { cat log >&2; fail "the last: status $status"; }
same "at the end"
echo "killed $killed times, $journals with a journal; ended $ended times by itself"
[ "$journals" -gt 0 ] || fail "no checkpoint was ever made"
grep -q damaged log && { cat log >&2; fail "a damaged journal"; }

# wait_for FILE: until the run has made it.
wait_for() {
	while [ ! -e "$1" ]; do
		kill -0 $pid 2>/dev/null || { cat err >&2; fail "no $1"; }
		sleep 0.02
	done
}

# ---- Interrupted (a shell makes its children deaf to INT) ----
rm -rf out
"$CATENA" run -q slow.conf 2>err &
pid=$!
wait_for out/.quarantine.jsonl.part
kill -TERM $pid
status=0
wait $pid || status=$?
[ $status -eq 130 ] || { cat err >&2; fail "interrupted: status $status"; }
grep -q 'catena run --resume slow.conf' err || { cat err >&2; fail "no hint"; }
[ -e out/.print.txt.journal ] || fail "no journal"
[ ! -e out/print.txt ] || fail "an output before the end"

# Another config is not resumed, and what is there stays.
sed 's/name = "count"/name = "other"/' slow.conf >other.conf
status=0
"$CATENA" run -q --resume other.conf 2>err || status=$?
[ $status -eq 3 ] || { cat err >&2; fail "another config: status $status"; }
grep -q 'had another config' err || { cat err >&2; fail "another config: what?"; }
[ -e out/.print.txt.journal ] || fail "the journal is gone"

# Nor is a damaged journal, or one without its files: it starts again.
cp -R out kept
printf x | dd of=out/.print.txt.journal bs=1 seek=99 conv=notrunc 2>/dev/null
"$CATENA" run -q --resume slow.conf 2>err && fail "nothing was quarantined"
grep -q 'starts from the beginning.*damaged' err || { cat err >&2; fail "damaged"; }
same "after a damaged journal"
rm -rf out
cp -R kept out
: >out/.print.txt.part
"$CATENA" run -q --resume slow.conf 2>err && fail "nothing was quarantined"
grep -q 'starts from the beginning.*not there' err || { cat err >&2; fail "no files"; }
same "after the files were gone"
rm -rf out
cp -R kept out
summary=$("$CATENA" run --resume slow.conf 2>&1) && fail "nothing was quarantined"
same "after an interruption"
echo "$summary" | grep -q 10000 || fail "the summary is not of the whole run: $summary"

# Without --resume: said, and thrown away.
rm -rf out
cp -R kept out
"$CATENA" run -q slow.conf 2>err && fail "nothing was quarantined"
grep -q 'thrown away' err || { cat err >&2; fail "thrown away"; }
same "without --resume"

# ---- Cut off between the renaming of two files ----
rm -rf out
"$CATENA" run -q slow.conf 2>err &
pid=$!
wait_for out/.print.txt.journal
wait_for out/.quarantine.jsonl.part
mkdir out/quarantine.jsonl # cannot be replaced by a file
status=0
wait $pid || status=$?
[ $status -eq 3 ] || { cat err >&2; fail "half renamed: status $status"; }
[ -e out/print.txt ] || fail "half renamed: nothing was"
rmdir out/quarantine.jsonl
mv in.txt in.moved # nothing is read any more
summary=$("$CATENA" run --resume slow.conf 2>&1) && fail "nothing was quarantined"
mv in.moved in.txt
same "half renamed"
echo "$summary" | grep -q 10000 || fail "the summary is not of the whole run: $summary"

# ---- A chain that cannot be resumed ----
rm -rf out
"$CATENA" run -q --resume forget.conf 2>err && fail "nothing was quarantined"
grep -q 'starts from the beginning: stage "count" cannot save' err ||
	{ cat err >&2; fail "cannot be resumed: what?"; }
same "a chain that cannot be resumed"
"$CATENA" run -q --resume slow.conf 2>err && fail "nothing was quarantined"
grep -q 'starts from the beginning: there is nothing' err ||
	{ cat err >&2; fail "nothing to resume: what?"; }
same "nothing to resume"

# ---- A chain that gathers: what it gathered ends with it ----
rm -rf out good
sed 's/.*"gather_count".*/  { plugin = "gather_longest"; name = "longest"; },/' slow.conf >gather.conf
"$CATENA" run -q gather.conf && fail "nothing was quarantined"
mv out good
ls -A good >good.files
for pause in 0.05 0.3; do
	"$CATENA" run -q -j2 gather.conf 2>/dev/null &
	pid=$!
	sleep $pause
	kill -9 $pid 2>/dev/null || fail "the run was over too soon"
	wait $pid 2>/dev/null || :
	[ ! -e out/.print.txt.journal ] || fail "a checkpoint that is of no use"
	"$CATENA" run -q --resume gather.conf 2>err && fail "nothing was quarantined"
	grep -q 'starts from the beginning: stage "longest" gathers' err ||
		{ cat err >&2; fail "gathers: what?"; }
	same "a chain that gathers, cut off after $pause s"
	rm -rf out
done

cd ..
rm -rf "$dir"
