#!/bin/sh
# SPDX-License-Identifier: MIT
# abi.sh - plugins built against the kept header of 1.0 run in this program and
# do what they did; where they cannot, this says which field moved.
#
# What 1.0 has must stay where it is.  Structs may grow at their end, but not
# those that a plugin allocates for the host to fill in, nor what stands in
# arrays without a stride.
set -eu
cd "$abs_top_builddir"
work=$PWD/abi.tmp
bad=0
rm -rf "$work"
mkdir "$work"
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT

say() {
	echo "$*"
	bad=1
}

# ---- Where everything is ----
tests/abi/layout_kept >"$work/kept" || say "layout.c is not complete"
tests/abi/layout_now >"$work/now" || bad=1
awk -v fixed="catena_field catena_map catena_fact catena_value" '
	BEGIN {
		n = split(fixed, f, " ")
		for (i = 1; i <= n; i++)
			is_fixed[f[i]] = 1
	}
	{ $0 = $0 "" ; key = $1 " " $2 }
	FNR == NR { now[key] = $0; size[key] = $NF; next }
	!(key in now) { print key " is gone; 1.0 has it"; bad = 1; next }
	$1 == "struct" {
		if (size[key] < $NF || (is_fixed[$2] && size[key] != $NF)) {
			print key ": " $NF " bytes in 1.0, " size[key] " now"
			bad = 1
		}
		next
	}
	now[key] != $0 { print "1.0: " $0; print "now: " now[key]; bad = 1 }
	END { exit bad }' "$work/now" "$work/kept" || {
	say "the header has changed what plugins of 1.0 rely on"
	echo "before the release of 1.0: look at it, then \"make abi-freeze\""
}

# ---- Do they run? ----
if [ "$CATENA_LINKAGE" = static ]; then
	echo "plugins are linked into the program: the kept ones were not tried"
	exit $bad
fi
cat >"$work/abi.conf" <<END
chain = (
  { plugin = "kept_reader"; texts = [ "One two three", "Four five", "a b c", "two and two", "" ]; },
  { plugin = "kept_cleaner"; },
  { plugin = "kept_tagger"; weight = 0.25; },
  { plugin = "kept_dedup"; },
  { plugin = "kept_exporter"; path = "out.txt"; }
);
END
for jobs in 1 2; do
	rm -f "$work/out.txt"
	rc=0
	CATENA_PLUGIN_PATH=$PWD/tests/abi/so CATENA_PROBE_SECONDS=60 "$CATENA" run -j $jobs \
		"$work/abi.conf" >"$work/log" 2>&1 || rc=$?
	[ $rc -eq 0 ] || {
		say "catena run -j $jobs: exit status $rc"
		cat "$work/log"
	}
	diff "$abs_top_srcdir/tests/abi/expected.txt" "$work/out.txt" ||
		say "-j $jobs: other output than it was"
done
exit $bad
