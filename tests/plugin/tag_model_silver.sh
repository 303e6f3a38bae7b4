#!/bin/sh
# SPDX-License-Identifier: MIT
# tag_model_silver.sh - from annotated files to a model: tools/silver.sh, then train.sh, on a
# few made-up sentences, without a network.  The teacher is a stand-in that says what the
# files of columns say, unless TEACH_PYTHON names a python3 with torch and
# transformers: then it is the true one, over a tiny encoder.
# needs: read_jsonl
set -eu
command -v python3 >/dev/null || { echo "needs python3"; exit 77; }
python3 -c 'import bz2, lzma' 2>/dev/null || { echo "needs python3 with bz2 and lzma"; exit 77; }
[ "${CATENA_SANITIZER:-none}" = none ] || { echo "learns too slowly with a sanitizer"; exit 77; }
[ "${CROSS:-no}" = no ] || { echo "learns too slowly on an emulated machine"; exit 77; }
tools=$abs_top_srcdir/plugins/tag_model
work=$PWD/tag_model_silver.tmp
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
bad=0
say() {
	echo "tag_model_silver.sh: $*"
	bad=1
}
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

cat >"$work/teacher" <<'END2'
#!/bin/sh
# Called as python3 with teacher.py or words.py.
set -eu
script=${1##*/}
shift
case $script-$1 in
teacher.py-learn)
	[ -d "$2" ]
	for file; do
		case $file in *=*:*) f=${file#*=}; [ -s "${f%:*}" ] ;; esac
	done
	echo "learnt" >"$3"
	;;
teacher.py-label)
	grep -q learnt "$3"
	[ -s "$5" ]
	awk -F '\t' -v OFS='\t' '$1 ~ /^(Acme|Borax|Conex|Dynal|Eltra|Fenix|Gorm|Hexa|Inox|Jutex)$/ { $2 = "B-ORG" } 1' \
		"$5" >"$6"
	;;
words.py-*)
	python3 - "$3" "$4" "$6" <<'END3'
import json, sys
wink, out, n = sys.argv[1:4]
with open(wink, encoding="utf-8") as f:
    data = json.load(f)
words = data["words"][:int(n)]
for name in ("clusters256", "clusters1024", "both256", "both1024"):
    with open(out + "/" + name, "w") as f:
        f.writelines("%s\t%d\n" % (w, i % 7) for i, w in enumerate(words))
for size in (32, 48):
    with open("%s/vectors%d" % (out, size), "w") as f:
        f.writelines("%s\t%s\n" % (w, " ".join("%.3f" % x for x in data["vectors"][w][:size])) for w in words)
END3
	;;
*) exit 1 ;;
esac
END2
chmod +x "$work/teacher"

if [ -n "${TEACH_PYTHON:-}" ]; then
	PYTHON=$TEACH_PYTHON
	TEACH=1 "$PYTHON" "$abs_top_srcdir/tests/plugin/tag_model/toy.py" "$work/data" "$work/w/silver" ||
		say "no tiny encoder"
else
	PYTHON=$work/teacher
	python3 "$abs_top_srcdir/tests/plugin/tag_model/toy.py" "$work/data" "$work/w/silver"
	mkdir "$work/w/silver/encoder"
fi
ENCODER=$work/w/silver/encoder
SMALL=1
export PYTHON ENCODER SMALL
sh "$tools/tools/silver.sh" "$work/data" "$work/w" "$work/silver" >"$work/log" 2>&1 ||
	say "silver.sh: $(tail -n 20 "$work/log")"
for name in redocred crossner gum wnut btc wikipedia wordnet factbook 18f digitalgov sotu \
	novels sure/redocred sure/crossner sure/gum sure/wikipedia sure/wordnet sure/factbook sure/18f \
	sure/digitalgov sure/sotu sure/novels both256 both1024 vectors32 vectors48; do
	[ -s "$work/silver/$name" ] || say "silver.sh makes no $name"
done
find "$work/silver" "$work/w" -name '*.new' | grep . && say "half-made files are left"

# What is there stays; one that is not is made.
ls -l "$work/silver" >"$work/before"
rm "$work/silver/gum"
sh "$tools/tools/silver.sh" "$work/data" "$work/w" "$work/silver" >"$work/log" 2>&1 ||
	say "silver.sh again: $(tail -n 20 "$work/log")"
[ "$(grep -c '^silver.sh: ' "$work/log")" -eq 2 ] || say "silver.sh makes again: $(cat "$work/log")"
[ -s "$work/silver/gum" ] || say "silver.sh does not go on"

# Of labels with odds those of which it was sure.
cat >"$work/odds" <<'END2'
-DOCSTART-	O

Dora	B-PERSON:60,O:30,B-ORG:10
left	O

Hexa	B-ORG:45,O:40,B-LOC:15
fell	O

Corby	O:90,B-LOC:9,B-ORG:1

END2
python3 "$tools/tools/odds.py" "$work/odds" "$work/sure" || say "odds.py: status $?"
printf -- '-DOCSTART-\tO\n\nDora\tB-PERSON\nleft\tO\n\nCorby\tO\n\n' |
	cmp - "$work/sure" || say "odds.py: $(cat "$work/sure")"

WORK=$work/w sh "$tools/train.sh" "$work/data" "$work/silver" "$work/toy.model" \
	--epochs 3 --row-bits 14 --vector-words 1000 >"$work/log" 2>&1 ||
	say "train.sh: $(tail -n 20 "$work/log")"
for model in toy toy-fast; do
	cat >"$work/c.conf" <<-END2
	chain = ( { plugin = "read_text"; paths = [ "in.txt" ]; }, { plugin = "tokenize"; },
		{ plugin = "tag_model"; model = "$model.model"; },
		{ plugin = "export_jsonl"; path = "$model.jsonl"; keys = [ "entities" ]; } );
	END2
	echo 'Dora Crane of Hexa Bank went to Corby in the rain .' >"$work/in.txt"
	"$CATENA" run --quiet "$work/c.conf" || say "$model.model: status $?"
	for want in '"PERSON","text":"Dora Crane"' '"LOC","text":"Corby"' '"ORG","text":"Hexa Bank"'; do
		grep -F "$want" "$work/$model.jsonl" >/dev/null ||
			say "$model.model: no $want: $(cat "$work/$model.jsonl")"
	done
done
exit $bad
