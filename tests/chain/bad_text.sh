#!/bin/sh
# SPDX-License-Identifier: MIT
# bad_text.sh - input that is not what it should be, through the real program:
# each document ends as the readers' pages say, with its reason, and memory stays
# what it was.
set -eu
dir=$PWD/bad_text.dir
rm -rf "$dir"
mkdir "$dir"
cd "$dir"

fail() {
	echo "bad_text.sh: $*" >&2
	exit 1
}

# chain NAME READER...: the config NAME.conf, which writes NAME/out.jsonl.
chain() {
	name=$1
	shift
	mkdir -p "$name"
	echo "max_document = \"1 MiB\"; $MORE
		chain = ( { $* }, { plugin = \"export_jsonl\"; path = \"$name/out.jsonl\";
		keys = [ \"id\", \"source\", \"text\" ]; } );" >"$name.conf"
}
MORE=

# run NAME STATUS [ARGUMENT...]: out.jsonl, quarantine.jsonl and log of it.
run() {
	name=$1 want=$2
	shift 2
	rm -f "$name"/*
	status=0
	"$CATENA" run --quiet --summary "$name/summary" "$name.conf" "$@" \
		2>"$name/log" || status=$?
	[ "$status" -eq "$want" ] ||
		fail "$name: status $status, not $want: $(cat "$name/log")"
	touch "$name/out.jsonl" "$name/quarantine.jsonl"
	quarantined=$(wc -l <"$name/quarantine.jsonl")
}

# kept NAME LINE: exactly this line was written.
kept() {
	grep -Fx -e "$2" "$1/out.jsonl" >/dev/null ||
		fail "$1: not written: $2; but: $(cut -c1-300 "$1/out.jsonl")"
}

# refused NAME ID ERROR: quarantined for this reason.
refused() {
	grep -F -e "{\"id\":\"$2\"," "$1/quarantine.jsonl" | grep -F -e "\"error\":\"$3" \
		>/dev/null ||
		fail "$1: $2 is not refused as: $3; but: $(cut -c1-300 "$1/quarantine.jsonl")"
}

# small NAME: the run took no more than 64 MB.
small() {
	[ "$CATENA_SANITIZER" = none ] || return 0
	peak=$(sed -n 's/.*"peak_memory":\([0-9]*\).*/\1/p' "$1/summary")
	[ "${peak:-999999999}" -lt 64000000 ] || fail "$1: $peak bytes of memory"
}

# ---- Files ----
mkdir -p in/sub in/.hidden
printf 'Good.\n' >in/good.txt
printf 'caf\351 \344\n' >in/latin1.txt
printf 'one\000two\n' >in/nul.txt
printf '\357\273\277marked\n' >in/mark.txt
printf 'one\r\ntwo\r\n' >in/crlf.txt
: >in/empty.txt
printf '\377\376h\000i\000' >in/utf16.txt
dd if=/dev/null of=in/huge.txt bs=1 seek=1073741824 2>/dev/null # 1 GiB of holes
head -c 1048576 /dev/zero | tr '\0' x >in/just.txt
dd if=/dev/null of=in/over.txt bs=1 seek=1048577 2>/dev/null
head -c 1000000 /dev/zero >in/zeros.txt
printf 'sub\n' >in/sub/deep.txt
printf 'hidden\n' >in/.hidden/no.txt
printf 'byte\n' >"in/$(printf 'n\377.txt')"
ln -s . in/loop
ln -s nowhere in/dangling
ln -s good.txt in/linked.txt
mkfifo in/fifo
chain files 'plugin = "read_text"; paths = [ "in" ];'
run files 1
kept files '{"id":"in/good.txt","source":"in/good.txt","text":"Good.\n"}'
kept files '{"id":"in/latin1.txt","source":"in/latin1.txt","text":"caf� �\n"}'
kept files '{"id":"in/nul.txt","source":"in/nul.txt","text":"one�two\n"}'
kept files '{"id":"in/mark.txt","source":"in/mark.txt","text":"marked\n"}'
kept files '{"id":"in/crlf.txt","source":"in/crlf.txt","text":"one\r\ntwo\r\n"}'
kept files '{"id":"in/empty.txt","source":"in/empty.txt"}'
kept files '{"id":"in/sub/deep.txt","source":"in/sub/deep.txt","text":"sub\n"}'
kept files '{"id":"in/linked.txt","source":"in/linked.txt","text":"Good.\n"}'
kept files '{"id":"in/n%FF.txt","source":"in/n%FF.txt","text":"byte\n"}'
grep -q '"id":"in/just.txt"' files/out.jsonl || fail "just max_document"
[ "$(wc -l <files/out.jsonl)" -eq 10 ] || fail "files: $(cut -c1-80 files/out.jsonl)"
refused files in/huge.txt 'larger than max_document (1048576 bytes)'
refused files in/over.txt 'larger than max_document (1048576 bytes)'
refused files in/utf16.txt 'this is UTF-16, not UTF-8: set encoding = \"UTF-16\"'
refused files in/zeros.txt 'no UTF-8 text: more than one byte in eight is invalid'
[ "$quarantined" -eq 4 ] || fail "files: $quarantined quarantined"
grep -q 'in/fifo" is a FIFO: left out' files/log || fail "no word of the FIFO"
grep -q 'in/loop/" leads back to a folder above it' files/log || fail "loop"
grep -q 'in/dangling" leads nowhere' files/log || fail "dangling"
small files

# Byte order of paths, and each file once.
rm -f in/fifo in/dangling in/loop in/huge.txt in/over.txt in/utf16.txt in/zeros.txt
: >in/sub.txt
chain order 'plugin = "read_text"; paths = [ "in/sub", "in", "in/good.txt" ];'
run order 0
sed 's/^{"id":"\([^"]*\)".*/\1/' order/out.jsonl >order.got
cat >order.want <<'END'
in/sub/deep.txt
in/crlf.txt
in/empty.txt
in/good.txt
in/just.txt
in/latin1.txt
in/linked.txt
in/mark.txt
in/nul.txt
in/n%FF.txt
in/sub.txt
END
cmp order.want order.got || fail "order: $(cat order.got)"

# Invalid text is refused if the config says so, with its bytes.
MORE='invalid_text = "quarantine";'
chain strict 'plugin = "read_text"; paths = [ "in/[ln]*1.txt", "in/nul.txt" ];'
MORE=
run strict 1
refused strict latin1.txt 'invalid UTF-8 at byte 3'
refused strict nul.txt 'a NUL byte at byte 3'
grep -q '"raw_base64":"Y2Fm6SDkCg=="' strict/quarantine.jsonl || fail "its bytes"
MORE='on_error = "stop";'
chain stop 'plugin = "read_jsonl"; paths = [ "in/good.txt" ];'
MORE=

# Other encodings.
chain latin 'plugin = "read_text"; paths = [ "in/latin1.txt" ];
	encoding = "windows-1252";'
run latin 0
kept latin '{"id":"latin1.txt","source":"latin1.txt","text":"café ä\n"}'
printf '\376\377\000h\000i\330\000\000!' >in/wide.txt # half a pair
chain utf16 'plugin = "read_text"; paths = [ "in/wide.txt" ]; encoding = "UTF-16";'
run utf16 0
kept utf16 '{"id":"wide.txt","source":"wide.txt","text":"hi�!"}'
chain unknown 'plugin = "read_text"; paths = [ "in" ]; encoding = "no-such";'
run unknown 2
grep -q 'unknown encoding "no-such"' unknown/log || fail "$(cat unknown/log)"
chain wide_lines 'plugin = "read_text"; paths = [ "in" ]; encoding = "UTF-16";
	split = "line";'
run wide_lines 2

# Lines and paragraphs.
printf 'a\n\n  \nb\r\nc\n\nd' >in/lines.txt
chain lines 'plugin = "read_text"; paths = "in/lines.txt"; split = "line";'
run lines 0
kept lines '{"id":"lines.txt:4","source":"lines.txt","text":"b"}'
kept lines '{"id":"lines.txt:7","source":"lines.txt","text":"d"}'
[ "$(wc -l <lines/out.jsonl)" -eq 4 ] || fail "lines"
chain paragraphs 'plugin = "read_text"; paths = "in/lines.txt"; split = "paragraph";'
run paragraphs 0
kept paragraphs '{"id":"lines.txt:4","source":"lines.txt","text":"b\r\nc"}'
[ "$(wc -l <paragraphs/out.jsonl)" -eq 3 ] || fail "paragraphs"

# ---- What cannot be asked for ----
mkfifo pipe
for path in pipe /dev/null none 'in/*.none' ''; do
	chain never "plugin = \"read_text\"; paths = [ \"$path\" ];"
	run never 2
	[ -s never/log ] || fail "no word about \"$path\""
done

# A file that vanishes when it has been checked, and one that becomes a FIFO:
# the run waits for its standard input while they do.
printf 'x' >in/gone.txt
printf 'x' >in/turned.txt
chain vanish 'plugin = "read_text";
	paths = [ "-", "in/gone.txt", "in/turned.txt", "in/good.txt" ];'
rm -f vanish/*
"$CATENA" run --quiet vanish.conf <pipe 2>vanish.log &
pid=$!
exec 3>pipe
tries=0
while ! ls vanish/.*part >/dev/null 2>&1 && [ $tries -lt 100 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
rm in/gone.txt in/turned.txt
mkfifo in/turned.txt
printf 'from a pipe\n' >&3
exec 3>&-
status=0
wait $pid || status=$?
[ $status -eq 1 ] || fail "vanish: status $status: $(cat vanish.log)"
kept vanish '{"id":"-","source":"-","text":"from a pipe\n"}'
kept vanish '{"id":"good.txt","source":"good.txt","text":"Good.\n"}'
refused vanish gone.txt 'No such file or directory'
refused vanish turned.txt 'is a FIFO'
rm in/turned.txt

# ---- Lines of JSON ----
"$CATENA" info read_jsonl >/dev/null 2>&1 || {
	echo "no read_jsonl in this build: the rest is not tested"
	rm -rf "$dir"
	exit 0
}
cat >lines.jsonl <<'END'
{"id":"plain","text":"Plain.","n":1}

{"text":"no id"}
{"id":7,"text":"number","source":"http://x"}
{"id":"twice","text":"one","text":"two"}
{"id":"nul","text":"a\u0000b"}
{"id":"half","text":"a\ud800b"}
{"id":"escape","text":"\x"}
{"id":"open","text":"abc
{"id":"comma","text":"abc",}
{"id":"number","text":"abc","n":01}
{"id":"word","text":"abc","n":[nul]}
{"id":"inside","text":"abc","n":{"a" 1}}
{"id":"inside","text":"abc","n":[1 2]}
{"id":"inside","text":"abc","n":["\q"]}
{"id":"after","text":"abc"} x
{"id":"after","text":"abc"}{"id":"b"}
[1,2]
nonsense
{"id":"none"}
{"id":"null","text":null}
{"id":"wrong","text":["a"]}
END
printf '{"id":"control","text":"a\001b"}\n{"id":"b\377d","text":"caf\351"}\r\n' >>lines.jsonl
awk 'BEGIN {
	printf "{\"id\":\"deep\",\"text\":\"x\",\"d\":"
	for (i = 0; i < 100000; i++) printf "["
	for (i = 0; i < 100000; i++) printf "]"
	printf "}\n{\"id\":\"last\",\"text\":\"no line end\"}"
}' >>lines.jsonl
chain jsonl 'plugin = "read_jsonl"; paths = [ "lines.jsonl" ];'
run jsonl 1
kept jsonl '{"id":"plain","source":"lines.jsonl","text":"Plain."}'
kept jsonl '{"id":"lines.jsonl:3","source":"lines.jsonl","text":"no id"}'
kept jsonl '{"id":"7","source":"http://x","text":"number"}'
kept jsonl '{"id":"twice","source":"lines.jsonl","text":"two"}'
kept jsonl '{"id":"nul","source":"lines.jsonl","text":"a�b"}'
kept jsonl '{"id":"half","source":"lines.jsonl","text":"a�b"}'
kept jsonl '{"id":"b�d","source":"lines.jsonl","text":"caf�"}'
kept jsonl '{"id":"last","source":"lines.jsonl","text":"no line end"}'
[ "$(wc -l <jsonl/out.jsonl)" -eq 8 ] || fail "jsonl: $(cat jsonl/out.jsonl)"
refused jsonl lines.jsonl:8 'invalid JSON: a wrong escape'
refused jsonl lines.jsonl:9 'invalid JSON: a string without its end'
refused jsonl lines.jsonl:10 'invalid JSON: a comma, colon'
refused jsonl lines.jsonl:11 'invalid JSON: a wrong number'
refused jsonl lines.jsonl:12 'invalid JSON: a word that is not'
refused jsonl lines.jsonl:13 'invalid JSON: a comma, colon'
refused jsonl lines.jsonl:14 'invalid JSON: a comma, colon'
refused jsonl lines.jsonl:15 'invalid JSON: a wrong escape'
refused jsonl lines.jsonl:16 'invalid JSON: '
refused jsonl lines.jsonl:17 'invalid JSON: something stands behind'
refused jsonl lines.jsonl:18 'a line must hold a JSON object'
refused jsonl lines.jsonl:19 'a line must hold a JSON object'
refused jsonl none 'there is no \"text\" (text_field)'
refused jsonl null 'there is no \"text\" (text_field)'
refused jsonl wrong '\"text\" (text_field) is an array, not a string'
refused jsonl lines.jsonl:23 'invalid JSON: a control character'
refused jsonl lines.jsonl:25 'JSON with more than 200 arrays and objects'
[ "$quarantined" -eq 17 ] || fail "jsonl: $quarantined quarantined"
grep -qF '"raw":"{\"id\":\"open\",\"text\":\"abc"' jsonl/quarantine.jsonl ||
	fail "the bytes of a line"
run stop 3

line=1000000000
[ "${CATENA_SANITIZER:-none}" = none ] || line=100000000
# A line of 1 GB between two others, by standard input.
chain long 'plugin = "read_jsonl"; paths = "-";'
{
	echo '{"id":"before","text":"x"}'
	head -c $line /dev/zero | tr '\0' x
	printf '\n{"id":"after","text":"x"}\n'
} >pipe &
run long 1 <pipe
kept long '{"id":"before","source":"-","text":"x"}'
kept long '{"id":"after","source":"-","text":"x"}'
refused long -:2 'larger than max_document (1048576 bytes)'
small long

# ---- Compressed files and archives ----
printf 'x' | gzip >t.gz
chain gz 'plugin = "read_text"; paths = "t.gz";'
status=0
"$CATENA" run --quiet gz.conf 2>log || status=$?
if grep -q 'built without libarchive' log; then
	[ $status -eq 2 ] || fail "without libarchive: status $status"
	echo "no libarchive in this build: the rest is not tested"
	rm -rf "$dir"
	exit 0
fi
rm -rf in
mkdir in
awk 'BEGIN { x = 1; for (i = 0; i < 20000; i++) {
	x = x * 16807 % 2147483647
	printf "{\"id\":\"d%d\",\"text\":\"line %d\"}\n", i, x } }' >in/many.jsonl
for tool in gzip xz bzip2 zstd; do
	command -v $tool >/dev/null || continue
	case $tool in gzip) x=gz ;; bzip2) x=bz2 ;; zstd) x=zst ;; *) x=$tool ;; esac
	$tool -c in/many.jsonl >in/many.jsonl.$x
	# Two streams in one file, as appending tools leave them.
	{ cat in/many.jsonl.$x; echo '{"id":"end","text":"x"}' | $tool -c; } >two.jsonl.$x
	chain "$x" "plugin = \"read_jsonl\"; paths = \"two.jsonl.$x\";"
	run "$x" 0
	[ "$(wc -l <"$x"/out.jsonl)" -eq 20001 ] || fail "$x: two streams"
	tail -n 1 "$x"/out.jsonl | grep -q '"id":"end"' || fail "$x: the last line"
done

# Cut off: what was whole is kept, the rest is one refused document.
head -c 100000 in/many.jsonl.gz >cut.jsonl.gz
chain cut 'plugin = "read_jsonl"; paths = "cut.jsonl.gz";'
run cut 1
n=$(wc -l <cut/out.jsonl)
[ "$n" -gt 1000 ] && [ "$n" -lt 20000 ] || fail "cut: $n lines"
head -n "$n" in/many.jsonl | sed 's/,"text"/,"source":"cut.jsonl.gz","text"/' |
	cmp - cut/out.jsonl || fail "cut: other lines"
refused cut "cut.jsonl.gz:$((n + 1))" 'truncated gzip input'
grep -q '"raw":"{' cut/quarantine.jsonl || fail "cut: the bytes before"
[ "$quarantined" -eq 1 ] || fail "cut: $quarantined quarantined"

# Bombs: within the limit of a document, and of the ratio.
head -c 60000000 /dev/zero | tr '\0' '\n' | gzip -9 >bomb.jsonl.gz
printf '{"id":"next","text":"x"}\n' >next.jsonl
chain bomb 'plugin = "read_jsonl"; paths = [ "bomb.jsonl.gz", "next.jsonl" ];'
run bomb 1
kept bomb '{"id":"next","source":"next.jsonl","text":"x"}'
[ "$quarantined" -eq 1 ] || fail "bomb: $quarantined quarantined"
grep -q 'unpacks to more than 200 times its size: taken for a bomb' \
	bomb/quarantine.jsonl || fail "bomb: $(cat bomb/quarantine.jsonl)"
small bomb
chain dud 'plugin = "read_jsonl"; paths = "bomb.jsonl.gz"; max_ratio = 0;'
run dud 0

# What is not what its name says; archives, whole and damaged; archives in them.
printf 'plain' >in/false.gz
: >in/empty.gz
printf 'first\n' >in/a.txt
printf 'second\n' >in/b.txt
head -c 300000 /dev/zero | tr '\0' x >in/big.txt
mkdir in/d
printf 'third\n' >in/d/c.txt
ln -s a.txt in/link.txt
gzip -c in/a.txt >in/inner.txt.gz
(cd in && tar cf all.tar ./a.txt b.txt d link.txt inner.txt.gz && gzip -k all.tar)
head -c 2000 in/all.tar >in/cut.tar
head -c 120 in/all.tar.gz >in/cut.tar.gz
if command -v python3 >/dev/null; then
	(cd in && python3 -m zipfile -c all.zip a.txt b.txt d/)
fi
rm in/many.jsonl* in/a.txt in/b.txt in/big.txt in/link.txt in/inner.txt.gz
rm -r in/d
chain archives 'plugin = "read_text"; paths = [ "in" ];'
run archives 1
for a in all.tar all.tar.gz all.zip; do
	[ -f in/$a ] || continue
	kept archives "{\"id\":\"in/$a!a.txt\",\"source\":\"in/$a!a.txt\",\"text\":\"first\\n\"}"
	kept archives "{\"id\":\"in/$a!d/c.txt\",\"source\":\"in/$a!d/c.txt\",\"text\":\"third\\n\"}"
done
grep -q 'link.txt' archives/out.jsonl && fail "a link in an archive was read"
grep -q '"inner.txt.gz" in ".*all.tar" is compressed itself: left out' archives/log ||
	fail "no word of the archive in the archive"
refused archives in/false.gz 'is no .gz data'
refused archives in/empty.gz 'is no .gz data'
refused archives in/cut.tar.gz ''
refused archives 'in/cut.tar!b.txt' 'Truncated'
[ "$quarantined" -eq 4 ] || fail "archives: $quarantined quarantined"

cd ..
rm -rf "$dir"
