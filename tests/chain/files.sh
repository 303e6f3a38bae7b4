#!/bin/sh
# SPDX-License-Identifier: MIT
# files.sh - what a run writes takes the place of nothing that it reads, of no
# other output, and of no device; a signal that is ignored (nohup) stays so, and
# messages go nowhere else where standard error is closed.
# needs: read_jsonl
set -eu
dir=$PWD/files.dir
rm -rf "$dir"
mkdir -p "$dir/in" "$dir/out"
cd "$dir"

fail() {
	echo "files.sh: $*" >&2
	exit 1
}

fresh() {
	echo '{"text":"one"}' >in/a.jsonl
	cp in/a.jsonl out/quarantine.jsonl
	echo 'name' >names.tsv
	echo 'Ann' >>names.tsv
}

# refused NAME MESSAGE CHAIN [ARGUMENT...]: neither checked nor run, and all
# files are as they were.
refused() {
	name=$1 message=$2
	echo "$3" >"$name.conf"
	shift 3
	fresh
	cksum in/* names.tsv out/* "$name.conf" >before
	status=0
	"$CATENA" run -q "$@" "$name.conf" >log 2>&1 || status=$?
	[ $status -eq 2 ] || fail "$name: status $status: $(cat log)"
	grep -q -e "$message" log || fail "$name: not '$message' but: $(cat log)"
	cksum in/* names.tsv out/* "$name.conf" >after
	cmp before after || fail "$name: a file has changed"
}

ln -s in also
ln -s in/a.jsonl link.jsonl
read='{ plugin = "read_jsonl"; paths = [ "in/" ]; }'
write='plugin = "export_jsonl"; path ='

refused input 'names a file that stage "read_jsonl" reads' \
	"chain = ( { plugin = \"read_jsonl\"; paths = [ \"in/a.jsonl\" ]; }, { $write \"in/a.jsonl\"; } );"
refused folder 'names a file that stage "read_jsonl" reads' \
	"chain = ( { plugin = \"read_jsonl\"; paths = [ \"also/a.jsonl\" ]; }, { $write \"in/a.jsonl\"; } );"
refused link 'names a file that stage "read_jsonl" reads' \
	"chain = ( { plugin = \"read_jsonl\"; paths = [ \"link.jsonl\" ]; }, { $write \"in/a.jsonl\"; } );"
refused list 'names a file that stage "tag_gazetteer" reads' \
	"chain = ( $read, { plugin = \"tokenize\"; }, { plugin = \"tag_gazetteer\"; lists = \"names.tsv\"; },
		{ $write \"names.tsv\"; } );"
refused config 'names the config itself' \
	"chain = ( $read, { $write \"config.conf\"; } );"
refused twice 'names the same file as stage' \
	"chain = ( $read, { $write \"in/x\"; }, { $write \"also/x\"; } );"
refused quarantine 'for the documents that are quarantined' \
	"quarantine = \"x\"; chain = ( $read, { $write \"x\"; } );"
refused dropped 'for the documents that are dropped' \
	"chain = ( $read, { $write \"out/dropped.jsonl\"; } );"
refused again 'or removes when there are none' \
	"chain = ( { plugin = \"read_jsonl\"; paths = \"out/quarantine.jsonl\"; }, { $write \"out/x\"; } );"
refused summary 'reads or writes this file' \
	"chain = ( $read, { $write \"x.jsonl\"; } );" --summary x.jsonl

refused summary_folder 'cannot write it: No such file' \
	"chain = ( $read, { $write \"x.jsonl\"; } );" --summary none/x.json
refused summary_is_folder 'cannot write it: Is a directory' \
	"chain = ( $read, { $write \"x.jsonl\"; } );" --summary out

# "-" is standard output, for the summary too.
echo "chain = ( $read, { $write \"x.jsonl\"; } );" >summary.conf
"$CATENA" run -q --summary - summary.conf >summary.json || fail "--summary -: status $?"
grep -q '"read":1' summary.json || fail "--summary - printed: $(cat summary.json)"
[ ! -e ./- ] || fail "--summary - made a file"

# What is no plain file is not left from an earlier run: it is not removed.
echo "quarantine = \"pipe\"; chain = ( $read, { $write \"x.jsonl\"; } );" >pipe.conf
mkfifo pipe
"$CATENA" run -q pipe.conf || fail "a pipe for the quarantine: status $?"
[ -p pipe ] || fail "the pipe is gone"

# A link to write to is replaced by a file; what it leads to stays.
echo "chain = ( $read, { $write \"link.jsonl\"; } );" >replace.conf
"$CATENA" run -q replace.conf || fail "a link to write to: status $?"
[ ! -L link.jsonl ] && [ "$(cat in/a.jsonl)" = '{"text":"one"}' ] ||
	fail "the link was followed"

# Ignored before the program began: ignored by it. What is read comes late.
echo "chain = ( { plugin = \"read_jsonl\"; paths = \"-\"; }, { $write \"late.jsonl\"; } );" >late.conf
mkfifo stdin
(
	trap '' HUP
	exec "$CATENA" run -q late.conf <stdin
) &
pid=$!
exec 9>stdin
sleep 1
kill -HUP $pid
sleep 1
echo '{"text":"late"}' >&9
exec 9>&-
wait $pid || fail "ended by a signal that is ignored: status $?"
grep -q late late.jsonl || fail "nothing was written"

# What no stage but the reader can read is told before a stage waits for it; the
# plugins say so themselves where the host does not look (devices).
mkfifo fifo
words='{ plugin = "tokenize"; }'
exec 9<>fifo
while read -r plugin option before; do
	for way in fifo /dev/fd/9; do
		[ -e $way ] || continue # no /dev/fd here
		echo "chain = ( $read, $before { plugin = \"$plugin\"; $option = \"$way\"; },
			{ $write \"x.jsonl\"; } );" >fifo.conf
		status=0
		timeout 20 "$CATENA" run -q fifo.conf >log 2>&1 || status=$?
		[ $status -eq 2 ] || fail "$plugin, $option = $way: status $status: $(cat log)"
		grep -q 'FIFO\|not a regular file' log || fail "$plugin, $option = $way: $(cat log)"
		[ $way != fifo ] || grep -q "fifo.conf:1: stage \"$plugin\": option \"$option\" names a FIFO: .*/fifo; name a file" log ||
			fail "$plugin, $option: $(cat log)"
	done
done <<END
tokenize data
clean_wire places
tag_pattern rules $words,
tag_gazetteer lists $words,
tag_model model $words,
END
exec 9>&-

# Without a standard stream, messages do not end in the output.
printf '{"text":"caf\351"}\n' >latin1.jsonl
echo "chain = ( { plugin = \"read_jsonl\"; paths = \"latin1.jsonl\"; }, { $write \"mute.jsonl\"; } );" >mute.conf
"$CATENA" run mute.conf 2>log || fail "status $?: $(cat log)"
grep -q 'not UTF-8' log || fail "no warning to be written in the wrong place"
mv mute.jsonl spoken.jsonl
"$CATENA" run mute.conf 2>&- || fail "without standard error: status $?"
cmp spoken.jsonl mute.jsonl || fail "messages stand in the output"
"$CATENA" run mute.conf <&- >&- 2>&- || fail "without standard streams: status $?"
cmp spoken.jsonl mute.jsonl || fail "not the same without standard streams"

cd ..
rm -rf "$dir"
