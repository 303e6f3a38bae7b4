#!/bin/sh
# SPDX-License-Identifier: MIT
# new_resume.sh - the reader, the deduplicator and the exporter that catena new writes
# keep their states in checkpoints: a chain of the three that is killed again and
# again, and resumed, ends with the output of one that was left alone.
set -eu
[ "$CATENA_LINKAGE" = shared ] || {
	echo "the static program loads no plugins"
	exit 77
}
work=$PWD/new_resume.tmp
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
CATENA_TEMPLATE_DIR=$abs_top_srcdir/sdk/template
CATENA_PLUGIN_PATH=$work
export CATENA_TEMPLATE_DIR CATENA_PLUGIN_PATH

die() {
	echo "$*"
	exit 1
}

for kind in reader deduplicator exporter; do
	"$CATENA" new my_$kind --kind $kind >/dev/null
	# shellcheck disable=SC2086 # CC may carry flags
	$CC -O1 -shared -fPIC -fvisibility=hidden -I"$abs_top_srcdir/sdk" \
		-o my_$kind.so my_$kind/my_$kind.c
done

# Of each title there are some; the second file is a part of the first.
awk 'BEGIN {
	x = 1
	for (i = 1; i <= 60000; i++) {
		x = (x * 16807) % 2147483647
		printf "title number %d\nbody %d\n%%%%\n", x % 25000, i
	}
}' >one.txt
head -c 900000 one.txt >two.txt
cat >chain.conf <<'END'
checkpoint = "2 ms";
chain = (
  { plugin = "my_reader"; paths = [ "one.txt", "two.txt" ]; },
  { plugin = "my_deduplicator"; action = "mark"; },
  { plugin = "my_exporter"; path = "out/table.tsv"; fields = [ "duplicate_of" ]; }
);
END
"$CATENA" run -q --set checkpoint=0 chain.conf
mv out good
cut -f 2 good/table.tsv | grep -c 'one.txt#' >/dev/null || die "no duplicates"

killed=0 resumed=0
for pause in 05 10 15 20 05 10 15 20 25 30; do
	[ ! -e out/.table.tsv.journal ] || resumed=$((resumed + 1))
	"$CATENA" run -q --resume chain.conf 2>>log &
	pid=$!
	sleep "0.$pause"
	kill -9 $pid 2>/dev/null && killed=$((killed + 1))
	if wait $pid 2>/dev/null; then
		cmp good/table.tsv out/table.tsv || die "another table after $killed kills"
		rm -rf out
	fi
done
"$CATENA" run -q --resume chain.conf 2>>log || die "$(cat log)"
cmp good/table.tsv out/table.tsv || die "another table after $killed kills"
echo "killed $killed times, resumed $resumed times"
if grep -v 'starts from the beginning: there is nothing' log; then
	die "something was said"
fi
