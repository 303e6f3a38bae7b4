#!/bin/sh
# SPDX-License-Identifier: MIT
# gazetteer.sh - lists compiled by `catena gazetteer compile` find in a chain what
# the lists find, for any number of workers; a damaged file is refused before a
# document is read; two taggers of one chain are merged as `overlap` says.
set -eu
: "${CATENA:?}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$dir"
bad=0

fail() {
	echo "FAILED: $*"
	bad=1
}

printf 'name\ttype\tid\tcanonical\tcountry\n' >places.tsv
printf 'Oslo\tGPE\tQ585\tCity of Oslo\tNO\nNew York\tGPE\tQ60\t\tUS\n' >>places.tsv
printf 'New York Times\tORG\tQ9684\nUN\tORG\tQ1065\tUnited Nations\n' >bodies.tsv
mkdir wire
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	echo "Item $i. In Oslo the UN said to the New York Times: $i. New York, un." >wire/$i.txt
done

cat >run.conf <<'CONF'
chain = ( { plugin = "read_text"; paths = [ "wire/" ]; },
          { plugin = "tokenize"; },
          { plugin = "tag_gazetteer"; lists = [ "places.tsv", "bodies.tsv" ]; },
          { plugin = "export_jsonl"; path = "out.jsonl"; keys = [ "id", "entities" ]; } );
CONF
"$CATENA" gazetteer compile places.tsv bodies.tsv -o both.gaz >log 2>&1 || fail "compile: $(cat log)"
grep -q '4 names' log || fail "compile does not say how many: $(cat log)"
"$CATENA" gazetteer info both.gaz >info || fail "info"
grep -q '^names *4$' info || fail "info: $(cat info)"
grep -q '^type *ORG: 2$' info || fail "info: $(cat info)"
"$CATENA" gazetteer compile places.tsv bodies.tsv -o again.gaz 2>/dev/null
cmp both.gaz again.gaz || fail "the same lists make another file"
"$CATENA" gazetteer compile places.tsv -o places.gaz 2>/dev/null

"$CATENA" run --quiet -j1 run.conf || fail "run"
mv out.jsonl expected.jsonl
[ "$(grep -c '"name":"City of Oslo","id":"Q585","score":1.0,"by":"tag_gazetteer","fields":{"country":"NO"}' expected.jsonl)" = 40 ] ||
	fail "fields: $(head -1 expected.jsonl)"
for lists in '"both.gaz"' '"places.gaz", "bodies.tsv"' '"bodies.tsv", "places.gaz"'; do
	for j in 1 3; do
		"$CATENA" run --quiet -j$j --set "tag_gazetteer.lists=[ $lists ]" run.conf || fail "run with $lists"
		cmp expected.jsonl out.jsonl || fail "$lists with $j workers finds something else"
	done
done

# ---- Damage ----
size=$(wc -c <both.gaz)
head -c $((size - 1)) both.gaz >short.gaz
head -c 5 both.gaz >shorter.gaz
: >none.gaz
{ head -c 500 both.gaz; printf '\377'; tail -c +502 both.gaz; } >flipped.gaz
rm -f out.jsonl
for f in short shorter none flipped; do
	status=0
	"$CATENA" run --quiet --set "tag_gazetteer.lists=$f.gaz" run.conf >log 2>&1 || status=$?
	[ $status = 2 ] || fail "$f: exit status $status"
	grep -q "list $dir/$f.gaz: is .*copy or compile it again" log ||
		grep -q "list .*/$f.gaz: is .*copy or compile it again" log || fail "$f: $(cat log)"
	[ ! -e out.jsonl ] || fail "$f: something was written"
done
status=0
"$CATENA" gazetteer compile missing.tsv -o no.gaz >log 2>&1 || status=$?
[ $status = 2 ] && [ ! -e no.gaz ] || fail "a missing list: $status"

status=0
"$CATENA" gazetteer compile places.tsv >log 2>&1 || status=$?
[ $status = 2 ] && grep -q 'compile needs -o FILE or --output FILE' log || fail "no output: $status $(cat log)"

# ---- Lists in options, once for each item; folders of outputs are made; a wrong list stops ----
"$CATENA" gazetteer compile places.tsv --fold hyphens --fold=spaces -o new/folder/places.gaz >log 2>&1 ||
	fail "two folds: $(cat log)"
"$CATENA" gazetteer info new/folder/places.gaz | grep -q '^fold *hyphens, spaces$' || fail "two folds are not there"
"$CATENA" gazetteer compile --help | grep -A1 -e '--fold' | grep -q 'once for each' || fail "--help does not say how"
status=0
"$CATENA" gazetteer compile places.tsv --fold hyphens,spaces -o no.gaz >log 2>&1 || status=$?
[ $status = 2 ] && [ ! -e no.gaz ] && grep -q '"hyphens,spaces" is not one of .* --fold hyphens --fold spaces' log ||
	fail "folds with a comma: $status $(cat log)"
printf 'name\ttype\nOslo\tGPE\n\tGPE\n' >wrong.tsv
status=0
"$CATENA" gazetteer compile wrong.tsv -o no.gaz >log 2>&1 || status=$?
[ $status = 2 ] && [ ! -e no.gaz ] && grep -q 'wrong.tsv:3: empty name' log && ! grep -q 'warning:' log ||
	fail "a wrong list: $status $(cat log)"

# ---- Two taggers ----
cat >two.conf <<'CONF'
chain = ( { plugin = "read_text"; paths = [ "wire/1.txt" ]; },
          { plugin = "tokenize"; },
          { plugin = "tag_gazetteer"; name = "first"; lists = [ "places.tsv" ]; score = 0.5; },
          { plugin = "tag_gazetteer"; name = "second"; lists = [ "bodies.tsv" ]; score = 0.4; },
          { plugin = "export_jsonl"; path = "out.jsonl"; keys = [ "entities" ]; } );
CONF
texts() {
	"$CATENA" run --quiet --set "second.overlap=$1" two.conf || fail "$1"
	tr '{' '\n' <out.jsonl | sed -n 's/.*"text":"\([^"]*\)".*/\1/p' | tr '\n' ','
}
expect() {
	got=$(texts "$1")
	[ "$got" = "$2" ] || fail "overlap = $1: $got, expected $2"
}
expect earlier 'Oslo,UN,New York,New York,'
expect later 'Oslo,UN,New York Times,New York,'
expect longest 'Oslo,UN,New York Times,New York,'
expect surest 'Oslo,UN,New York,New York,'
expect all 'Oslo,UN,New York Times,New York,New York,'

# ---- Two folds at once: an apostrophe may be all that is not ASCII ----
printf 'Qur%sān\tX\nL%sÉquipe\tX\n' "'" "'" >marks.tsv
echo "Quran, Qur’an, Qur’ān; L'Equipe, LEquipe." >marks.txt
cat >marks.conf <<'CONF'
chain = ( { plugin = "read_text"; paths = [ "marks.txt" ]; },
          { plugin = "tokenize"; },
          { plugin = "tag_gazetteer"; lists = [ "marks.tsv" ]; fold = [ "diacritics", "apostrophes" ]; },
          { plugin = "export_jsonl"; path = "out.jsonl"; keys = [ "entities" ]; } );
CONF
if "$CATENA" run --quiet marks.conf 2>log; then
	[ "$(grep -o '"type":"X"' out.jsonl | wc -l)" -eq 5 ] || fail "two folds: $(cat out.jsonl)"
else
	grep -q 'utf8proc' log || fail "two folds: $(cat log)"
fi
exit $bad
