#!/bin/sh
# SPDX-License-Identifier: MIT
# resume_readers.sh - read_text and read_jsonl are killed while they read plain
# files, compressed ones and archives; the runs that resume write what a run
# that was left alone writes.
set -eu
[ "$CATENA_LINKAGE" = shared ] || { echo "needs plugins as files"; exit 77; }
"$CATENA" info read_jsonl >/dev/null 2>&1 || { echo "no read_jsonl here"; exit 77; }
CATENA_PLUGIN_PATH=$CATENA_PLUGIN_PATH:$abs_top_builddir/tests/plugin/.libs
export CATENA_PLUGIN_PATH
dir=$PWD/resume_readers.dir
rm -rf "$dir"
mkdir -p "$dir/text/sub" "$dir/json"
cd "$dir"

fail() {
	echo "resume_readers.sh: $*" >&2
	exit 1
}

# 500 lines; some are wrong, some long.
lines() {
	awk -v name="$1" 'BEGIN {
		x = 7
		for (i = 1; i <= 500; i++) {
			x = x * 16807 % 2147483647
			s = x
			for (n = x % 40; n > 0; n--) s = s " word" x % n
			if (i % 50 == 3) print "{broken"
			else if (i % 50 == 4) print ""
			else printf "{\"id\":\"%s %d\",\"text\":\"%s\"}\n", name, i, s
		}
	}'
}
lines a >json/a.jsonl
lines b >json/b.jsonl
lines d >json/d.jsonl
for i in 1 2 3 4 5 6 7 8 9; do
	for k in 1 2 3 4 5 6 7 8 9; do
		for l in 0 1 2 3 4; do
			# Large enough for many batches: between them are checkpoints.
			printf 'Document %d of %d, %d.\n%02000d\n' $i $k $l 7 >text/t$i$k$l.txt
		done
	done
done
mv text/t7* text/sub
if gzip <json/b.jsonl >json/b.jsonl.gz &&
	(cd text && tar cf m.tar t1*.txt && gzip m.tar) &&
	(cd json && tar cf c.tar a.jsonl d.jsonl) &&
	echo 'chain = ( { plugin = "read_jsonl"; paths = "json/b.jsonl.gz"; } );' >x.conf &&
	"$CATENA" check x.conf >/dev/null 2>&1; then
	rm json/b.jsonl
	(cd json && mv c.tar c.jsonl.tar)
else
	rm -f json/*.gz json/*.tar text/*.gz
fi

config() {
	cat >"$1.conf" <<END
checkpoint = "5 ms";
chain = (
  { plugin = "$2"; paths = [ "$3" ]; $4 },
  { plugin = "export_edit"; pause = 300000; },
  { plugin = "export_jsonl"; path = "$1/out.jsonl"; }
);
END
}
config json read_jsonl json ''
config text read_text text ''
config piece read_text json 'split = "line"; include = [ "*.jsonl", "*.tar" ];'
sed -i.bak 's|"json/out|"json_out/out|' json.conf
sed -i.bak 's|"text/out|"text_out/out|' text.conf
sed -i.bak 's|"piece/out|"piece_out/out|' piece.conf

# try NAME: undisturbed with four workers, then killed until it ends.
try() {
	status=0
	"$CATENA" run -q -j4 --set checkpoint=0 --set export_edit.pause=0 "$1.conf" \
		2>log || status=$?
	[ $status -le 1 ] || fail "$1: $(cat log)"
	mv "$1_out" "$1_good"
	journals=0 runs=0 ended=137
	while [ $ended -eq 137 ]; do
		runs=$((runs + 1))
		[ $runs -lt 60 ] || fail "$1: does not end"
		"$CATENA" run -q -j2 --resume "$1.conf" 2>>log &
		pid=$!
		# At least one piece further each time: longer and longer.
		sleep "0.$(printf %02d $((5 + runs * 3 % 90)))"
		kill -9 $pid 2>/dev/null || :
		ended=0
		wait $pid 2>/dev/null || ended=$?
		[ ! -e "$1_out/.out.jsonl.journal" ] || journals=$((journals + 1))
	done
	[ $ended -eq $status ] || fail "$1: status $ended: $(cat log)"
	for f in "$1_good"/*; do
		cmp "$f" "$1_out/${f##*/}" || fail "$1: another ${f##*/}"
	done
	echo "$1: $runs runs, $journals journals"
	[ $journals -gt 0 ] || fail "$1: no checkpoint was made"
}
try json
try text
try piece

# A file that was changed in between is not read on.
"$CATENA" run -q json.conf 2>log &
pid=$!
sleep 0.4
kill -TERM $pid
status=0
wait $pid || status=$?
if [ $status -eq 130 ]; then
	for f in json/*; do
		echo '{"id":"new","text":"x"}' >>"$f"
	done
	"$CATENA" run -q --resume json.conf 2>log && fail "a changed file was read on"
	grep -q 'has changed since the run was interrupted' log || fail "$(cat log)"
fi

cd ..
rm -rf "$dir"
