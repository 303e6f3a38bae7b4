#!/bin/sh
# SPDX-License-Identifier: MIT
# tag_pattern.sh - what the shipped rules find, and what it means; rules of one's own;
# mistakes in them, by file and line; the same entities for any number of workers.
set -eu
command -v python3 >/dev/null || { echo "needs python3"; exit 77; }
"$CATENA" info read_jsonl >/dev/null 2>&1 || { echo "needs read_jsonl"; exit 77; }
table=$abs_top_srcdir/tests/chain/tag_pattern.txt
work=$PWD/tag_pattern.tmp
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
bad=0
say() {
	echo "tag_pattern.sh: $*"
	bad=1
}

# conf NAME OPTIONS: in.jsonl through the plugin
conf() {
	cat >"$1.conf" <<-END
	chain = ( { plugin = "read_jsonl"; paths = "in.jsonl"; }, { plugin = "tokenize"; },
		{ plugin = "tag_pattern"; $2 }, { plugin = "export_jsonl"; path = "$1.jsonl"; } );
	END
}

cat >check.py <<'END'
import json, sys
rows = [l.rstrip("\n").split(" | ") for l in open(sys.argv[1], encoding="utf-8") if l[0] != "#"]
if sys.argv[2] == "make":
    for i, (date, text, _) in enumerate(rows):
        doc = {"id": "%03d" % i, "text": text}
        if date != "-":
            doc["date"] = date
        print(json.dumps(doc))
    sys.exit()
bad = 0
for (date, text, wanted), line in zip(rows, open(sys.argv[2], encoding="utf-8"), strict=True):
    found = []
    for e in json.loads(line).get("entities", []):
        value = e.get("fields", {}).get("value")
        assert e["text"] == text[e["begin"]:e["end"]] and e["by"] == "tag_pattern", e
        found.append(e["type"] + " " + e["text"] + (" = " + value if value else ""))
    if "; ".join(found) != wanted.replace("none", ""):
        print("%s | %s\n  wanted %s\n  found  %s" % (date, text, wanted, "; ".join(found)))
        bad += 1
print("%d texts, %d wrong" % (len(rows), bad))
sys.exit(bad > 0)
END
python3 check.py "$table" make >in.jsonl
conf shipped ''
timeout 60 "$CATENA" run -q shipped.conf || say "shipped rules: status $?"
python3 check.py "$table" shipped.jsonl || say "shipped rules find something else"

# ---- Rules of one's own go first; lists of the shipped ones are there ----
cat >own.rules <<'END'
list colour = red green blue
let  dark = "dark" | "deep"
rule COLOUR = dark? hue:@colour ("-" @colour)*
  span hue  score 0.5
rule WEEKLY = "every" @weekday   # a list of the shipped rules
rule DATE = 'Doomsday'
rule PARTY = [cap & !first & kind=word & !@not_a_name]{2} [/Party|League/]
rule CODE = [shape="XXdd"] | [/[A-Z]+[0-9]{3,}/ & !glued]
END
own() {
	printf '{"id":"o","text":"%s"}\n' "$1" >in.jsonl
	conf own "$2"
	timeout 60 "$CATENA" run -q own.conf || say "own rules: status $?"
	found=$(python3 -c '
import json
print("; ".join(e["type"] + " " + e["text"] for e in json.load(open("own.jsonl")).get("entities", [])))')
	[ "$found" = "$3" ] || say "'$1': wanted '$3', found '$found'"
}
text='A dark red-blue sky every Friday until Doomsday, said the Green Justice League of AB12 and X9999.'
own "$text" 'rules = "own.rules";' \
	'COLOUR red; COLOUR blue; WEEKLY every Friday; DATE Doomsday; PARTY Green Justice League; CODE AB12; CODE X9999'
own "$text" 'rules = "own.rules"; types = [ "DATE" ];' 'DATE Doomsday'

# ---- Words that are numbers, with the shipped rules, which have none ----
printf 'list year = 1984 42\nrule BOOK = @year | "101" "1"\n' >own.rules
own 'In 1984 and 42, 101 1 and 43.' 'rules = "own.rules";' 'BOOK 1984; BOOK 42; BOOK 101 1; CARDINAL 43'

# ---- An entity of an earlier tagger as a test; who stays ----
printf 'Holt\tPERSON\n' >names.tsv
cat >title.rules <<'END'
rule OFFICER = "captain" who:[entity=PERSON]
rule NOT = "captain" [!entity]
END
printf '{"id":"o","text":"Captain Holt met captain Nobody."}\n' >in.jsonl
cat >entity.conf <<'END'
chain = ( { plugin = "read_jsonl"; paths = "in.jsonl"; }, { plugin = "tokenize"; },
	{ plugin = "tag_gazetteer"; lists = "names.tsv"; },
	{ plugin = "tag_pattern"; language = "none"; rules = "title.rules"; overlap = "all"; },
	{ plugin = "export_jsonl"; path = "entity.jsonl"; } );
END
timeout 60 "$CATENA" run -q entity.conf || say "entities: status $?"
for wanted in '"type":"OFFICER","text":"Captain Holt"' '"type":"NOT","text":"captain Nobody"' \
	'"type":"PERSON","text":"Holt"'; do
	grep -qF "$wanted" entity.jsonl || say "no $wanted in $(cat entity.jsonl)"
done

# ---- A score is the number nearest to what is written, as in any other stage ----
i=0
while [ $i -lt 100 ]; do
	printf 'rule S%d = "s%d" score 0.%02d\n' $i $i $i
	i=$((i + 1))
done >scores.rules
printf 'rule ONE = "one" score 1.0\nrule NIL = "nil" score 0\nrule LONG = "long" score 0.7400000000000000000000000000000000001\n' \
	>>scores.rules
{
	printf '{"id":"o","text":"'
	sed -n 's/.* = "\([^"]*\)".*/\1 x/p' scores.rules | tr '\n' ' '
	printf '"}\n'
} >in.jsonl
conf scores 'rules = "scores.rules"; language = "none";'
timeout 60 "$CATENA" run -q scores.conf || say "scores: status $?"
python3 - <<'END' || say "scores are not those of the rules"
import json
found = {e["type"]: e["score"] for e in json.load(open("scores.jsonl"))["entities"]}
wanted = {"S%d" % i: float("0.%02d" % i) for i in range(100)}
wanted.update(ONE=1.0, NIL=0.0, LONG=0.74)
assert found == wanted, [(k, found.get(k), v) for k, v in wanted.items() if found.get(k) != v]
END

# ---- Mistakes, each by file and line, all in one go ----
wrong() { # LINE MESSAGE RULES
	printf "$3" >wrong.rules
	conf wrong 'rules = "wrong.rules"; language = "none";'
	status=0
	timeout 20 "$CATENA" check wrong.conf >out 2>&1 || status=$?
	[ $status -eq 2 ] || say "'$3': status $status"
	grep -qF "wrong.rules:$1: $2" out || say "'$3': not '$2' but: $(cat out)"
	! grep -q 'warning:' out || say "'$3': the run stops with a warning: $(cat out)"
}
wrong 1 'unknown statement: "ruel"; did you mean "rule"?' 'ruel X = "a"\n'
wrong 2 'there is no list above of this name: "colr"; did you mean "colour"?' 'list colour = red\nrule X = @colr\n'
wrong 1 'there is no let above of this name: "nothing"' 'rule X = nothing\n'
wrong 3 'there is no such value: "dat"; did you mean "date"?' 'rule X = "a"\n\n  value dat\n'
wrong 2 'the pattern has no label: "whom"; did you mean "who"?' 'rule X = who:"a"\n  span whom\n'
wrong 2 ') is expected, not: the end of the file' 'rule X = ("a" | "b"\n'
wrong 1 'this pattern matches nothing at all: "X"' 'rule X = "a"?\n'
wrong 1 'what this quote begins does not end on its line' 'rule X = "a\n'
wrong 1 '] is missing' 'rule X = /[a-z/\n'
wrong 1 'a score is a number from 0 to 1, not: "1.5"' 'rule X = "a" score 1.5\n'
wrong 1 'a score is a number from 0 to 1, not: "0.7.1"' 'rule X = "a" score 0.7.1\n'
wrong 1 'a score is a number from 0 to 1, not: "-"' 'rule X = "a" score -1\n'
wrong 1 'a rank is a number from 0 to 1, not: "0.5x"' 'rule X = "a" rank 0.5x span z\n'
wrong 1 'there is no such test: "capp"; did you mean "cap"?' 'rule X = [capp]\n'
wrong 1 'write {2}, {2,} or {2,5}' 'rule X = "a"{5,2}\n'
wrong 1 'this rule makes the rules too large' 'rule X = (((.{100}){100}){100}){100}\n'
wrong 1 'the expression is too large' 'rule X = /((([ab]{100}){100}){100}){100}/\n'
wrong 2 'this is not UTF-8' 'rule X = "a"\n\377\n'
printf 'rool X = "a"\nrule Y = @z\nrule Z = /(/\n' >wrong.rules
timeout 20 "$CATENA" check wrong.conf >out 2>&1 || true
for line in 1 2 3; do
	grep -q "wrong.rules:$line: " out || say "line $line is not named: $(cat out)"
done
: >wrong.rules
timeout 20 "$CATENA" check wrong.conf >out 2>&1 && say "no rule at all is accepted"
grep -qF 'there is no rule' out || say "no rule at all: $(cat out)"

# ---- The same for any number of workers ----
i=0
while [ $i -lt 30 ]; do
	python3 check.py "$table" make | sed "s/\"id\": \"/&$i-/"
	i=$((i + 1))
done >in.jsonl
conf many ''
for j in 1 2 8; do
	timeout 60 "$CATENA" run -q -j $j many.conf || say "-j $j: status $?"
	mv many.jsonl many.$j
done
cmp many.1 many.2 && cmp many.1 many.8 || say "workers change the output"

# ---- A model that goes by capitals ends "Ahn Jae-won" before the hyphen, and is sure of it ----
printf '%s\n' '{"id": "far", "text": "Its vice chairman Ahn Jae-won left. He met Kim Jong-un. Chief Executive John Lee Ka-chiu spoke."}' >in.jsonl
cat >far.conf <<END
chain = ( { plugin = "read_jsonl"; paths = "in.jsonl"; }, { plugin = "tokenize"; },
	{ plugin = "tag_model"; model = "$abs_top_srcdir/plugins/tag_model/en.model"; },
	{ plugin = "tag_pattern"; overlap = "surest"; },
	{ plugin = "export_jsonl"; path = "far.jsonl"; keys = [ "entities" ]; } );
END
if "$CATENA" info tag_model >/dev/null 2>&1; then
	"$CATENA" run -q far.conf || say "far.conf: status $?"
	for name in 'Ahn Jae-won' 'Kim Jong-un' 'John Lee Ka-chiu'; do
		grep -F "\"$name\"" far.jsonl >/dev/null || say "no $name: $(cat far.jsonl)"
	done
fi

# ---- Linear: ten times the text, some ten times the time ----
cat >slow.rules <<'END'
rule A = ("a" | "a" "a" | .)* "b"
rule B = (("a"* "a"*)* "c")
rule C = /(a|aa)*b/
END
conf slow 'rules = "slow.rules"; language = "none";'
python3 -c 'import json; print(json.dumps({"id": "s", "text": "a " * 400000 + "a" * 400000}))' >in.jsonl
timeout 60 "$CATENA" run -q slow.conf || say "patterns that could go back and forth: status $?"
exit $bad
