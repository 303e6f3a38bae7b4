#!/bin/sh
# SPDX-License-Identifier: MIT
# gather.sh - stages that gather, in the real program: the right documents
# stay, in one stage and in two, for any number of workers and little memory.
set -eu
[ "$CATENA_LINKAGE" = shared ] || { echo "needs plugins as files"; exit 77; }
CATENA_PLUGIN_PATH=$abs_top_builddir/tests/plugin/.libs
export CATENA_PLUGIN_PATH
dir=$PWD/gather.dir
rm -rf "$dir"
mkdir "$dir"
cd "$dir"

fail() {
	echo "gather.sh: $*" >&2
	exit 1
}

# 30,000 lines, "NUMBER|WORD WORD letters": many share a first or second word.
awk 'BEGIN {
	x = 1
	for (i = 1; i <= 30000; i++) {
		x = (x * 16807) % 2147483647; a = x % 4000
		x = (x * 16807) % 2147483647; b = x % 6000
		x = (x * 16807) % 2147483647; n = x % 60; if (i % 5000 == 77) n = 70
		s = ""
		while (n-- > 0) s = s "y"
		if (i % 5000 == 77) s = s "BAD"
		printf "%d|w%d v%d %s\n", i, a, b, s
	}
}' >in.txt

# What must come out, by other means.
awk -F'|' '{
	split($2, w, " ")
	n[NR] = length($2); text[NR] = $2; a[NR] = w[1]; b[NR] = w[2]
	if (!(w[1] in best) || n[NR] > n[best[w[1]]]) best[w[1]] = NR
}
END {
	for (i = 1; i <= NR; i++) {
		if (best[a[i]] != i) continue
		if (text[i] !~ /BAD/) printf "line %d\t%s\n", i, text[i] >"one.txt"
		if (!(b[i] in second) || n[i] > n[second[b[i]]]) second[b[i]] = i
	}
	for (i = 1; i <= NR; i++)
		if (best[a[i]] == i && text[i] !~ /BAD/)
			printf "line %d\t%s\tlongest=%d\n", i, text[i], second[b[i]] >"two.txt"
}' in.txt
[ "$(wc -l <one.txt)" -gt 3000 ] || fail "the input is not what it should be"

cat >one.conf <<'END'
memory = "1 GiB";
chain = (
  { plugin = "gather_lines"; paths = [ "in.txt" ]; },
  { plugin = "gather_longest"; },
  { plugin = "gather_print"; path = "out/one.txt"; }
);
END
cat >two.conf <<'END'
memory = "1 GiB";
chain = (
  { plugin = "gather_lines"; paths = [ "in.txt" ]; },
  { plugin = "gather_longest"; },
  { plugin = "gather_longest"; word = 2; mark = true; },
  { plugin = "gather_print"; path = "out/two.txt"; }
);
END

# 1: some documents were quarantined.
run() {
	status=0
	"$CATENA" run -q "$@" || status=$?
	[ $status -eq 1 ] || fail "catena run $*: status $status"
}

for name in one two; do
	for how in "-j1" "-j2" "-j8" "-j1 --set memory=1048576" "-j8 --set memory=1048576"; do
		rm -rf out
		# shellcheck disable=SC2086 # words
		run $how $name.conf
		cmp $name.txt out/$name.txt || fail "$name $how: other documents"
		if [ -f $name.dropped ]; then
			cmp $name.dropped out/dropped.jsonl
			cmp $name.quarantine out/quarantine.jsonl
		fi
		cp out/dropped.jsonl $name.dropped
		cp out/quarantine.jsonl $name.quarantine
	done
	# Quarantined after the spool, and still with the bytes as read.
	bad=$(wc -l <$name.quarantine)
	[ "$bad" -ge 1 ] || fail "nothing was quarantined"
	[ "$(grep -c '"raw":"[0-9]*|w[0-9]* v[0-9]* y*BAD"' $name.quarantine)" -eq "$bad" ] ||
		fail "$name: not the bytes as read"
	[ $(($(wc -l <out/$name.txt) + $(wc -l <$name.dropped) + bad)) -eq 30000 ] ||
		fail "$name: documents are missing"
done

# Nothing of an earlier run, and no file, stays behind where it cannot be.
"$CATENA" run -q --set spool="$dir/no/such/folder" one.conf 2>err && fail "no spool"
grep -q 'no/such/folder' err || { cat err >&2; fail "a message without the folder"; }
cmp one.txt out/one.txt 2>/dev/null && fail "the output of another run"
# Files are bounded here: as if the disk were full.
(
	ulimit -f 500
	"$CATENA" run -q one.conf 2>err
) && fail "a full disk"
grep -q 'cannot write a temporary file' err || { cat err >&2; fail "full disk: what?"; }

cd ..
rm -rf "$dir"
