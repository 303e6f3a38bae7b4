#!/bin/sh
# SPDX-License-Identifier: MIT
# tag_model.sh - the shipped model finds names in plain sentences, the same for any
# number of workers; `catena train` makes a model that has learnt; what is wrong
# is said.
set -eu
work=$PWD/tag_model.tmp
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
bad=0
say() {
	echo "$*"
	bad=1
}

# ---- The shipped model ----
cat >"$work/in.txt" <<'END'
President Barack Obama flew from Washington to London on Tuesday.

The United Nations said that Angela Merkel had met David Cameron in Paris.

Nothing of that kind was ever said about the weather, and it rained.
END
cp "$work/in.txt" "$work/again.txt"
cat >"$work/c.conf" <<END
chain = (
  { plugin = "read_text"; paths = [ "in.txt", "again.txt" ]; },
  { plugin = "tokenize"; },
  { plugin = "tag_model"; model = "\${MODEL}"; },
  { plugin = "export_jsonl"; path = "\${OUT}"; keys = [ "id", "entities" ]; }
);
END
MODEL=$abs_top_srcdir/plugins/tag_model/en.model
OUT=$work/one.jsonl
export MODEL OUT
"$CATENA" run --quiet -j1 "$work/c.conf" || say "run fails"
OUT=$work/four.jsonl "$CATENA" run --quiet -j4 "$work/c.conf" || say "run -j4 fails"
cmp "$work/one.jsonl" "$work/four.jsonl" || say "workers change what is found"
for want in '"PERSON","text":"Barack Obama"' '"LOC","text":"Washington"' '"LOC","text":"London"' \
	'"PERSON","text":"Angela Merkel"' '"PERSON","text":"David Cameron"' '"LOC","text":"Paris"' \
	'"ORG","text":"United Nations"'; do
	n=$(grep -c "$want" "$work/one.jsonl" || :)
	[ "$n" -eq 2 ] || say "in $n of 2 documents: $want"
done
grep '"score":0\.[0-9]*,"by":"tag_model"' "$work/one.jsonl" >/dev/null || say "no score"
[ $bad = 0 ] || cat "$work/one.jsonl"

# ---- The same names, and as sure, on every machine ----
for model in en en-fast; do
	MODEL=$abs_top_srcdir/plugins/tag_model/$model.model OUT=$work/wire.jsonl \
		"$CATENA" run --quiet "$work/c.conf" "$abs_top_srcdir/tests/plugin/tag_model/wire.txt" ||
		say "$model.model fails"
	sed 's/"begin"/\n&/g' "$work/wire.jsonl" | grep '^"begin"' |
		sed 's/}.*//' >"$work/$model.names"
	cmp "$work/$model.names" "$abs_top_srcdir/tests/plugin/tag_model/$model.names" ||
		say "$model.model finds other names than it did"
done

# ---- What is wrong ----
head -c 5000 "$MODEL" >"$work/short.model"
MODEL=$work/short.model "$CATENA" check "$work/c.conf" 2>"$work/err" && say "a cut model passes"
grep 'short.model: damaged: ' "$work/err" >/dev/null || say "a cut model: $(cat "$work/err")"
MODEL=$work/c.conf "$CATENA" check "$work/c.conf" 2>"$work/err" && say "a config passes as a model"
grep 'not a model of tag_model' "$work/err" >/dev/null || say "no model: $(cat "$work/err")"

# ---- Training ----
i=0
while [ $i -lt 60 ]; do
	i=$((i + 1))
	printf 'we\tO\nmet\tO\nDr\tO\nAa%s\tB-person\nBb%s\tI-person\nin\tO\nCc%s\tB-LOC\n\n' $i $((i * 7)) $((i * 3))
done >"$work/gold"
"$CATENA" train tag_model "$work/gold" --dev "$work/gold" --row-bits 14 --epochs 4 \
	--map person=PERSON -o "$work/new.model" 2>"$work/err" || say "train: $(cat "$work/err")"
grep 'gold: F1 100.00' "$work/err" >/dev/null || say "train learns: $(cat "$work/err")"
printf 'Yesterday we met Dr Aaron Bbill in Cclan.\n' >"$work/in.txt"
MODEL=$work/new.model OUT=$work/new.jsonl "$CATENA" run --quiet "$work/c.conf" "$work/in.txt" ||
	say "the new model fails"
grep '"PERSON","text":"Aaron Bbill"' "$work/new.jsonl" >/dev/null ||
	say "the new model finds $(cat "$work/new.jsonl")"

# A label may mean one type in one file and another in the others.
sed 's/person/actor/' "$work/gold" >"$work/stage"
sed 's/person/actor/; s/LOC/venue/' "$work/gold" >"$work/hall"
"$CATENA" train tag_model "$work/gold" "$work/stage" "$work/hall" --test "$work/hall" \
	--row-bits 14 --epochs 4 --map person=PERSON --map actor=ORG --map stage:actor=PERSON \
	--map hall:actor=PERSON --map hall:venue=LOC -o "$work/new.model" 2>"$work/err" || say "maps: $(cat "$work/err")"
grep 'hall: F1 100.00 (.* ORG 0.00' "$work/err" >/dev/null || say "maps: $(cat "$work/err")"

# With vectors there is a network, which learns the same, and whose model is read.
i=0
while [ $i -lt 60 ]; do
	i=$((i + 1))
	printf 'aa%s\t0.5 -0.%s 0 0 0 0 0 0 0 0 0 0 0 0 0 1\nin\t0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -1\n' $i $i
done >"$work/vectors"
"$CATENA" train tag_model "$work/gold" --dev "$work/gold" --row-bits 14 --epochs 4 \
	--map person=PERSON --vectors "$work/vectors" --units 32 -o "$work/net.model" 2>"$work/err" || say "network: $(cat "$work/err")"
grep 'gold: F1 100.00' "$work/err" >/dev/null || say "a network learns: $(cat "$work/err")"
[ "$(wc -c <"$work/net.model")" -gt "$(wc -c <"$work/new.model")" ] || say "there is no network"
MODEL=$work/net.model OUT=$work/new.jsonl "$CATENA" run --quiet "$work/c.conf" "$work/in.txt" ||
	say "the model with a network fails"
grep '"PERSON","text":"Aaron Bbill"' "$work/new.jsonl" >/dev/null ||
	say "the model with a network finds $(cat "$work/new.jsonl")"

# The mean of several learns the same; what is left to lot goes by the seed.
for name in one again other; do
	seed=5
	[ $name = other ] && seed=6
	"$CATENA" train tag_model "$work/gold" --dev "$work/gold" --row-bits 14 --epochs 4 --runs 3 \
		--seed $seed --map person=PERSON --vectors "$work/vectors" --units 32 \
		-o "$work/$name.model" 2>"$work/err" || say "runs: $(cat "$work/err")"
	grep 'gold: F1 100.00' "$work/err" >/dev/null || say "runs: $(cat "$work/err")"
done
grep 'run 3, epoch 2' "$work/err" >/dev/null || say "runs: $(cat "$work/err")"
cmp -s "$work/one.model" "$work/again.model" || say "the same seed makes another model"
cmp -s "$work/one.model" "$work/other.model" && say "another seed makes the same model"

# Tags that are not sure teach what is likely.
sed 's/B-LOC$/B-LOC:70,B-ORG:20,O:10/; s/I-person$/I-person:90,B-person:10/' "$work/gold" >"$work/odds"
"$CATENA" train tag_model "$work/odds" --dev "$work/gold" --row-bits 14 --epochs 4 \
	--map person=PERSON -o "$work/odds.model" 2>"$work/err" || say "odds: $(cat "$work/err")"
grep 'gold: F1 100.00' "$work/err" >/dev/null || say "odds: $(cat "$work/err")"
cmp -s "$work/odds.model" "$work/new.model" && say "odds change nothing"
sed 's/B-LOC$/O:90,B-LOC:10/' "$work/gold" >"$work/odds"
"$CATENA" train tag_model "$work/odds" --dev "$work/gold" --row-bits 14 --epochs 4 \
	--map person=PERSON -o "$work/odds.model" 2>"$work/err" || say "odds: $(cat "$work/err")"
grep 'gold: F1 .* LOC 0.00' "$work/err" >/dev/null || say "odds: $(cat "$work/err")"

# A quick one passes over a word that never was a name by itself.
i=0
while [ $i -lt 60 ]; do
	i=$((i + 1))
	printf 'Soon\tO\nwe\tO\nmet\tO\nDr\tO\nAa%s\tB-PER\nSoon\tI-PER\n\n' $i
done >"$work/soon"
for quick in true false; do
	"$CATENA" train tag_model "$work/gold" "$work/soon" --dev "$work/soon" --map person=PERSON \
		--row-bits 14 --epochs 4 --vectors "$work/vectors" --units 16 "--quick=$quick" \
		-o "$work/quick.model" 2>"$work/$quick.err" ||
		say "quick=$quick: $(cat "$work/$quick.err")"
	grep 'soon: F1 100.00' "$work/$quick.err" >/dev/null ||
		say "quick=$quick learns: $(cat "$work/$quick.err")"
done
for want in true:180 false:240; do # a name and Dr; Soon, too
	grep "soon: 60 sentences, .* part of a name: ${want#*:};" "$work/${want%:*}.err" >/dev/null ||
		say "quick=${want%:*}: $(grep 'soon: 60' "$work/${want%:*}.err")"
done

# fails STATUS MESSAGE ARGUMENT...
fails() {
	status=$1
	message=$2
	shift 2
	rc=0
	"$CATENA" train "$@" >"$work/out" 2>"$work/err" || rc=$?
	[ $rc -eq "$status" ] || say "train $*: exit status $rc, not $status"
	grep -e "$message" "$work/err" >/dev/null || say "train $*: $(cat "$work/err")"
}
fails 2 'train: unknown command "tokenize"' tokenize
fails 2 'train: unknown command "tag_modle"; did you mean "tag_model"' tag_modle
fails 2 'too few arguments' tag_model -o "$work/x"
fails 2 'needs -o FILE or --model FILE' tag_model "$work/gold"
fails 2 'unknown option "--epoch"; did you mean "--epochs"' tag_model --epoch 2
printf 'we\tO\nmet\tZ-PER\n' >"$work/wrong"
fails 2 'wrong:2: a tag that is none of' tag_model "$work/wrong" -o "$work/x"
printf 'we O\n\nmet\n' >"$work/wrong"
fails 2 'wrong:3: a line without a token and a tag' tag_model "$work/wrong" -o "$work/x"
fails 2 'map: "person" is not label=TYPE' tag_model "$work/gold" --map person -o "$work/x"
fails 2 'there is no name in the files: no label' tag_model "$work/gold" --map person=PRESON --map LOC=XX -o "$work/x"
fails 2 'map: "gould:person=PERSON" is for a file that is not among' \
	tag_model "$work/gold" --map gould:person=PERSON -o "$work/x"
printf 'the\t0.1 0.2\n' >"$work/wrong"
fails 2 'wrong: a line that is not a word, a tab and 16 to 64 numbers' \
	tag_model "$work/gold" --vectors "$work/wrong" -o "$work/x"
fails 3 'cannot' tag_model "$work/gold" -o "$work/gold/x"
for f in "$work"/x "$work"/.x*; do
	[ ! -e "$f" ] || say "a model was written all the same: $f"
done
"$CATENA" train tag_model --help | grep -e '^  --row-bits$' >/dev/null || say "--help"
"$CATENA" train --help | grep '^  tag_model' >/dev/null || say "train --help"
exit $bad
