#!/bin/sh
# SPDX-License-Identifier: MIT
# resume_calls.sh - a run is killed at each of its writes, syncs, renames, cuts
# and removals in turn, and its successor as well; the third ends as one that
# was left alone.  Needs strace, and time: make check-kill.
set -eu
[ "$CATENA_LINKAGE" = shared ] || { echo "needs plugins as files"; exit 77; }
strace -qq -o /dev/null true 2>/dev/null || { echo "needs strace"; exit 77; }
CATENA_PLUGIN_PATH=$abs_top_builddir/tests/plugin/.libs
export CATENA_PLUGIN_PATH
dir=$PWD/resume_calls.dir
rm -rf "$dir"
mkdir "$dir"
cd "$dir"

fail() {
	echo "resume_calls.sh: $*" >&2
	exit 1
}

awk 'BEGIN {
	for (i = 1; i <= 2500; i++)
		printf "%d|%c%d %s\n", i, 97 + i * i % 7, i, \
			i % 700 == 77 ? "BAD" : i % 300 == 55 ? "DROP" : "yyyyyyyyyyyy"
}' >in.txt
cat >run.conf <<'END'
checkpoint = "1 ms";
chain = (
  { plugin = "gather_lines"; paths = [ "in.txt" ]; pause = 20000; },
  { plugin = "gather_count"; },
  { plugin = "gather_print"; path = "out/print.txt"; }
);
END
"$CATENA" run -q --set checkpoint=0 run.conf && fail "nothing was quarantined"
mv out good
ls -A good >good.files

# run WORD...: its exit status, in $status.
run() {
	status=0
	"$@" 2>err || status=$?
}

kills=0
for call in write fsync rename ftruncate unlink; do
	n=1
	while :; do
		rm -rf out
		trap=$call:signal=SIGKILL:when=$n
		run strace -f -qq -o /dev/null -e trace=$call -e inject="$trap" \
			"$CATENA" run -q -j1 run.conf
		if [ $status -eq 2 ]; then # a child that tries a plugin was hit
			n=$((n + 1))
			continue
		fi
		[ $status -eq 137 ] || break
		# The next one is killed as well, early, or comes to its end.
		trap=$call:signal=SIGKILL:when=$((1 + n % 3))
		run strace -f -qq -o /dev/null -e trace=$call -e inject="$trap" \
			"$CATENA" run -q -j2 --resume run.conf
		[ $status -eq 1 ] || run "$CATENA" run -q -j1 --resume run.conf
		[ $status -eq 1 ] || { cat err >&2; fail "$call $n: status $status"; }
		ls -A out >files
		cmp -s files good.files || fail "$call $n: files: $(cat files)"
		for f in dropped.jsonl print.txt quarantine.jsonl; do
			cmp "good/$f" "out/$f" || fail "$call $n: another $f"
		done
		n=$((n + 1))
		kills=$((kills + 1))
	done
	[ $status -eq 1 ] || { cat err >&2; fail "$call $n: status $status"; }
	[ $n -gt 1 ] || fail "$call: never called"
done
echo "killed at $kills calls"

cd ..
rm -rf "$dir"
