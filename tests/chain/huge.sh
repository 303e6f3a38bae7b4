#!/bin/sh
# SPDX-License-Identifier: MIT
# huge.sh - one huge document among others in a chain with little memory: it is put aside
# for its size, or worked on, or the run ends and says why; it never takes the program
# with it.
# needs: read_text dedup_exact
set -eu
dir=$PWD/huge.dir
rm -rf "$dir"
mkdir -p "$dir/in"
cd "$dir"
trap 'cd / && rm -rf "$dir"' EXIT

fail() {
	echo "huge.sh: $*" >&2
	exit 1
}

# text BYTES: so many, in lines
text() {
	yes "The ferry to Torsay left at noon with 120 people; Alma Reinholt was not on board." |
		head -c "$1"
}

# chain MORE STAGES
chain() {
	cat >conf <<-EOF
		memory = "256 MiB"; $1
		chain = ( { plugin = "read_text"; paths = [ "in/" ]; }, { plugin = "tokenize"; }, $2
		  { plugin = "export_jsonl"; path = "out.jsonl"; keys = [ "id" ]; } );
	EOF
}

# run STATUS [COMMAND...]
run() {
	want=$1
	shift
	rm -f out.jsonl quarantine.jsonl
	status=0
	"$@" "$CATENA" run --quiet -j 2 conf 2>log || status=$?
	[ "$status" -eq "$want" ] || fail "status $status, not $want: $(cat log)"
}

all='{ plugin = "dedup_exact"; }, { plugin = "dedup_near"; }, { plugin = "find_copies"; },
	{ plugin = "group_stories"; },'

# ---- 100 MB: more than max_document, unless the config says otherwise ----
echo "Two museums in Calvera opened their cellars to children on Sunday." >in/a.txt
text 100000000 >in/b.txt
echo "A pilot found his brother after forty years, thanks to a postcard." >in/c.txt
chain "" "$all"
run 1 env
[ "$(cat quarantine.jsonl)" = '{"id":"in/b.txt","source":"in/b.txt","stage":"read_text","error":"larger than max_document (67108864 bytes)"}' ] ||
	fail "not put aside for its size: $(head -c 500 quarantine.jsonl)"
grep '"in/a.txt"' out.jsonl >/dev/null || fail "a.txt is lost"

# ---- Let in, it is worked on ----
text 12000000 >in/b.txt
chain 'max_document = "8 MiB";' "$all"
run 1 env
grep 'larger than max_document (8388608 bytes)' quarantine.jsonl >/dev/null ||
	fail "8 MiB: $(head -c 500 quarantine.jsonl)"
chain 'max_document = "16 MiB";' "$all"
run 0 env
grep '"in/b.txt"' out.jsonl >/dev/null || fail "b.txt is lost"

# ---- Or, where the system has no memory for it, the run says why it ends ----
[ "${CATENA_SANITIZER:-none}" = none ] || {
	echo "huge.sh: built with $CATENA_SANITIZER, which takes all addresses: no limit was tried"
	exit 0
}
cat >limited <<'EOF'
#!/bin/sh
ulimit -v "$1" || exit 99
shift
exec "$@"
EOF
chmod +x limited
# what the program takes without the large document, and what that needs at least: twice
# its text
rm in/b.txt
limit=
for kb in 20000 40000 80000 160000 320000 640000; do
	status=0
	./limited $kb "$CATENA" run --quiet -j 2 conf 2>log || status=$?
	[ "$status" -ne 99 ] || {
		echo "huge.sh: the shell knows no ulimit -v: no limit was tried"
		exit 0
	}
	if [ "$status" -eq 0 ]; then
		limit=$kb
		break
	fi
done
[ -n "$limit" ] || {
	echo "huge.sh: no limit under which small documents pass (emulated?): none was tried"
	exit 0
}
bytes=$((limit * 1024 / 2))
text $bytes >in/b.txt
chain 'max_document = "1 GiB";' "$all"
run 3 ./limited "$limit"
grep "out of memory" log >/dev/null || fail "it does not say why: $(cat log)"
grep "document \"in/b.txt\" has $bytes bytes: a smaller max_document puts such ones aside" log >/dev/null ||
	fail "it does not say which document: $(cat log)"
[ ! -e out.jsonl ] || fail "half an output was left"
chain "max_document = $((bytes - 1));" "$all"
run 1 ./limited "$limit"
grep '"id":"in/b.txt"' quarantine.jsonl >/dev/null || fail "the way out is none"
[ "$(wc -l <out.jsonl)" -ge 1 ] || fail "the others are lost"
