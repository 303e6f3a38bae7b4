#!/bin/sh
# SPDX-License-Identifier: MIT
# read_own.sh - a run does not read what it, or the run before it, wrote: outputs
# inside a folder that is read, or that match a pattern, are left out and named.
# needs: read_jsonl dedup_exact
set -eu
dir=$PWD/read_own.dir
rm -rf "$dir"
mkdir -p "$dir/in/deep" "$dir/etc"
cd "$dir"

fail() {
	echo "read_own.sh: $*" >&2
	exit 1
}

for f in a b c; do
	echo "{\"text\":\"The text of $f, which is not long.\"}" >in/$f.jsonl
done
echo '{"text":"The text of a, which is not long."}' >in/deep/a.jsonl
echo '{"text":17}' >in/deep/bad.jsonl

# config READER-OPTIONS [EXPORT-PATH]
config() {
	cat >etc/own.conf <<END
chain = (
  { plugin = "read_jsonl";
    $1 },
  { plugin = "dedup_exact"; },
  { plugin = "export_jsonl"; path = "${2-../in/deep/out.jsonl}"; }
);
END
}

# again READ: runs three times, with what each left in the place of what the one
# before had left; all write the same, and warn once it is there.
again() {
	want=$1
	rm -f in/deep/out.jsonl in/deep/quarantine.jsonl in/deep/dropped.jsonl in/sum.json
	for turn in 1 2 3; do
		status=0
		"$CATENA" run -q -j $turn --summary in/sum.json etc/own.conf >log 2>&1 || status=$?
		[ $status -eq 1 ] || fail "turn $turn: status $status: $(cat log)"
		grep -q "\"read\":$want," in/sum.json || fail "turn $turn: $(cat in/sum.json)"
		cat in/deep/out.jsonl in/deep/quarantine.jsonl in/deep/dropped.jsonl >now
		[ $turn -eq 1 ] || cmp now before || fail "turn $turn wrote something else"
		mv now before
		[ $turn -eq 1 ] || grep -q 'etc/own.conf:2: .*deep/out.jsonl.* this run writes it: left out' log ||
			fail "turn $turn: no warning: $(cat log)"
	done
}

config 'paths = "../in";'
"$CATENA" check -q etc/own.conf 2>log || fail "check: $(cat log)"
for name in out dropped quarantine; do
	grep -q "etc/own.conf:2: .*in/deep/$name.jsonl.* writes it: left out" log ||
		fail "check does not name $name: $(cat log)"
done
[ ! -e in/deep/out.jsonl ] || fail "check wrote something"
again 5
config 'paths = "/";
	include = "read_own.sh.none";'
"$CATENA" check -q etc/own.conf 2>log && [ ! -s log ] ||
	fail "a warning of what is not read: $(cat log)"

# By patterns.
config 'paths = [ "../in/*.jsonl", "../in/deep/*.jsonl" ];'
again 5
config 'paths = [ "../in/deep/[a-p]*", "../in" ];'
again 5

# Folders under two names, and a link to an output.
ln -s in also
ln -s deep/out.jsonl in/link.jsonl
config 'paths = "../also";'
again 5
grep -q 'link.jsonl" leads to a file that this run writes: left out' log ||
	fail "the link is not named: $(cat log)"
config 'paths = "../in";' ../also/../in/deep/out.jsonl
again 5
rm in/link.jsonl

# Another name of the file stays when the output takes the place of the first.
ln in/deep/out.jsonl in/hard.jsonl
"$CATENA" run -q --summary in/sum.json etc/own.conf >log 2>&1 || [ $? -eq 1 ] || fail "$(cat log)"
grep -q '"read":8,' in/sum.json || fail "the other name was not read: $(cat in/sum.json)"
rm in/hard.jsonl

# A summary that ends like what is read.
config 'paths = "../in";'
for turn in 1 2; do
	"$CATENA" run -q --summary in/sum.jsonl etc/own.conf >log 2>&1 || [ $? -eq 1 ] || fail "$(cat log)"
	grep -q '"read":5,' in/sum.jsonl || fail "the summary is read: $(cat in/sum.jsonl)"
done
grep -q 'in/sum.jsonl.*left out' log || fail "no word of the summary: $(cat log)"
rm in/sum.jsonl

# The folder of an index holds no documents.
sed 's/"dedup_exact";/"dedup_exact"; index = "..\/in\/index";/' etc/own.conf >etc/index.conf
if "$CATENA" check -q etc/index.conf 2>log; then
	"$CATENA" run -q etc/index.conf >log 2>&1 || [ $? -eq 1 ] || fail "$(cat log)"
	echo 'chain = ( { plugin = "read_text"; paths = "../in"; exclude = "sum.json"; },
		{ plugin = "export_jsonl"; path = "../text.jsonl"; } );' >etc/text.conf
	"$CATENA" run -q etc/text.conf >log 2>&1 || fail "$(cat log)"
	grep -q 'in/index/" is an index that runs keep: left out' log || fail "index: $(cat log)"
	! grep -q '"id":"in/index' text.jsonl || fail "an index was read as text"
else
	grep -q LMDB log || fail "index: $(cat log)"
fi

cd ..
rm -rf "$dir"
