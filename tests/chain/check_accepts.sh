#!/bin/sh
# SPDX-License-Identifier: MIT
# check_accepts.sh - `catena check` on configs that are right: prints the chain
# as it is wired, writes nothing, and takes what --set says.
set -eu
work=$PWD/check_accepts.tmp
bad=0
rm -rf "$work"
mkdir -p "$work/conf/in" "$work/conf/more" "$work/else"
trap 'rm -rf "$work"' EXIT
cd "$work/conf"
unset CATENA_TEST_RULES

say() {
	echo "$*"
	bad=1
}

# accepted WANT ARGUMENT...: ends with 0 and prints WANT, blanks squeezed.
accepted() {
	want=$1
	shift
	status=0
	"$CATENA" check "$@" >"$work/out" 2>"$work/err" || status=$?
	[ "$status" -eq 0 ] || say "check $*: status $status"
	[ ! -s "$work/err" ] || say "check $*: $(cat "$work/err")"
	tr -s ' ' <"$work/out" | sed 's/^ //; s/ $//' >"$work/got"
	printf '%s' "$want" | cmp -s - "$work/got" || {
		say "check $*: expected"
		echo "$want"
		echo "got"
		cat "$work/got"
	}
}

cat >words.conf <<'END'
# A list of stages, to be put into chains.
words = (
  { plugin = "tokenize"; rules = "${CATENA_TEST_RULES:-news}"; },
);
END
cat >news.conf <<'END'
@include "words.conf"
workers = 2;
chain = (
  { plugin = "read_text"; paths = [ "in/" ]; },
  "words",
  { plugin = "dedup_near"; name = "copies"; when = "language == 'en'"; },
  { plugin = "export_jsonl"; path = "out/news.jsonl"; }
);
END
echo text >in/a.txt
echo text >more/b.txt
chain='1 read_text read_text reader
2 tokenize tokenize tokenizer writes token, sentence, paragraph
3 copies dedup_near deduplicator reads token when language == '"'en'"'
4 export_jsonl export_jsonl exporter reads token, sentence, paragraph
'
accepted "$chain" news.conf
accepted "" --quiet news.conf
accepted "" -q news.conf
(cd / && accepted "$chain" "$work/conf/news.conf" && exit $bad) || bad=1
(cd ../else && accepted "$chain" ../conf/news.conf && exit $bad) || bad=1
CATENA_TEST_RULES=uax29 accepted "$chain" news.conf
accepted "$chain" --set workers=4 --set 'memory=2 GiB' --set copies.threshold=80% \
	--set tokenize.rules=whitespace --set 'read_text.paths=["in", "more"]' news.conf
accepted "$(printf '%s' "$chain" | sed "s/ when.*/ when year >= 2000/")
" --set 'copies.when=year >= 2000' news.conf
accepted "$(printf '%s' "$chain" | sed "s/ when.*/ when (year >= 2000) and year < 2100/")
" --set 'copies.when=(year >= 2000) and year < 2100' news.conf
[ -z "$(find "$work/conf" -name out -o -name '*.jsonl*')" ] || say "check has written something"

# ---- The command line ----
for args in "" "a.conf b.conf" "--nothing news.conf" "--set"; do
	status=0
	# shellcheck disable=SC2086 # words are meant
	"$CATENA" check $args >"$work/out" 2>"$work/err" || status=$?
	[ "$status" -eq 2 ] || say "check $args: status $status, not 2"
	[ ! -s "$work/out" ] || say "check $args: prints on standard output"
	[ -s "$work/err" ] || say "check $args: says nothing"
done
"$CATENA" check --help | grep -e --set >/dev/null || say "check --help does not help"
if [ -e /dev/full ]; then
	status=0
	"$CATENA" check news.conf >/dev/full 2>"$work/err" || status=$?
	[ "$status" -eq 3 ] || say "check >/dev/full: status $status, not 3"
fi
exit $bad
