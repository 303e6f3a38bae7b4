#!/bin/sh
# SPDX-License-Identifier: MIT
# tag_repeats.sh - one type for one name of a document, and names again where nothing has
# marked them; not within longer names, not words; the same for any number of workers.
set -eu
work=$PWD/tag_repeats.tmp
rm -rf "$work"
mkdir -p "$work/in"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
bad=0
say() {
	echo "tag_repeats.sh: $*"
	bad=1
}
tab=$(printf '\t')
cat >names.tsv <<END
name${tab}type${tab}id${tab}score
Ralph Arden${tab}PERSON${tab}P1${tab}0.8
Arden${tab}GPE${tab}G1${tab}0.5
Eva Brill${tab}PERSON${tab}${tab}0.8
Dale${tab}GPE${tab}G2${tab}0.95
Tom Dale${tab}PERSON${tab}${tab}0.8
Northern Rail${tab}ORG${tab}${tab}0.9
Ann Will${tab}PERSON${tab}${tab}0.9
Bo Lind${tab}PERSON${tab}${tab}0.5
Halcyon Motors Corp.${tab}ORG${tab}${tab}0.9
Sterling Moran & Co.${tab}ORG${tab}${tab}0.9
Central Foods Group${tab}ORG${tab}${tab}0.9
Sterling Moran${tab}PERSON${tab}${tab}0.8
World Rail Organization${tab}ORG${tab}${tab}0.9
University of Ostley${tab}ORG${tab}${tab}0.9
Oss${tab}GPE${tab}G3${tab}0.6
OSS${tab}LOC${tab}${tab}0.6
Lower Oss${tab}LOC${tab}${tab}0.6
Ahn Jae-won${tab}PERSON${tab}${tab}0.8
Calder & Finch Plc${tab}ORG${tab}${tab}0.7
Calder${tab}PERSON${tab}${tab}0.4
Moor${tab}PERSON${tab}${tab}0.95
Moor & Sons${tab}ORG${tab}${tab}0.8
Westhaven United${tab}ORG${tab}${tab}0.8
Real Ebro${tab}ORG${tab}${tab}0.8
Osk${tab}GPE${tab}${tab}0.7
Osk City${tab}ORG${tab}${tab}0.8
END
cat >in/1.txt <<'END'
Ralph Arden came. Arden spoke to Eva Brill. Later on Brill left, and Brill's car with her; Brill Street was
shut. He knows the Brill-made ones of Eva Brill. NORTHERN RAIL and Northern Rail agree with brill.
Tom Dale lives in Dale. Ann Will came. Will it rain? Will they stay? Bo Lind. The Lind was there.
END
cat >in/4.txt <<'END'
Halcyon Motors Corp. fell. The firm is Halcyon, and Halcyon Street is not. Sterling Moran & Co. sold it, said
Sterling Moran. Central Foods Group rose; Central is a word. The World Rail Organization met; the WRO's head
spoke to the WROX and to Ostley, from the University of Ostley (UO).
END
cat >in/5.txt <<'END'
Calder & Finch Plc fell. Shares of Calder & Finch rose, said Calder. Moor left Moor & Sons. Westhaven United won and Real Ebro
lost. He says Westhaven leads, then Ebro. In Osk the match of Osk City was called off.
The head of it, Ahn Jae-won, left; it was Ahn who did.
END
printf 'Arden is far from here.\n' >in/2.txt
: >in/3.txt
cat >c.conf <<'END'
chain = ( { plugin = "read_text"; paths = "in/"; }, { plugin = "tokenize"; },
	{ plugin = "tag_gazetteer"; lists = "names.tsv"; case = "exact"; },
	{ plugin = "tag_repeats"; name = "again"; },
	{ plugin = "export_jsonl"; path = "out.jsonl"; keys = [ "id", "entities" ]; } );
END
"$CATENA" run -q c.conf || say "status $?"
sed 's/{"begin"/\n&/g' out.jsonl |
	sed -n 's/.*"type":"\([A-Z]*\)","text":"\([^"]*\)".*"score":\([0-9.]*\),"by":"\([a-z_]*\)".*/\1 \2 \3 \4/p' >found
cat >wanted <<'END'
PERSON Ralph Arden 0.8 tag_gazetteer
PERSON Arden 0.5 again
PERSON Eva Brill 0.8 tag_gazetteer
PERSON Brill 0.6 again
PERSON Brill 0.6 again
PERSON Eva Brill 0.8 tag_gazetteer
ORG NORTHERN RAIL 0.6 again
ORG Northern Rail 0.9 tag_gazetteer
PERSON Tom Dale 0.8 tag_gazetteer
GPE Dale 0.95 tag_gazetteer
PERSON Ann Will 0.9 tag_gazetteer
PERSON Bo Lind 0.5 tag_gazetteer
GPE Arden 0.5 tag_gazetteer
ORG Halcyon Motors Corp. 0.9 tag_gazetteer
ORG Halcyon 0.6 again
ORG Sterling Moran & Co. 0.9 tag_gazetteer
ORG Sterling Moran 0.8 again
ORG Central Foods Group 0.9 tag_gazetteer
ORG World Rail Organization 0.9 tag_gazetteer
ORG WRO 0.6 again
ORG University of Ostley 0.9 tag_gazetteer
ORG Calder & Finch Plc 0.7 tag_gazetteer
ORG Calder & Finch 0.6 again
ORG Calder 0.4 again
PERSON Moor 0.95 tag_gazetteer
ORG Moor & Sons 0.8 tag_gazetteer
ORG Westhaven United 0.8 tag_gazetteer
ORG Real Ebro 0.8 tag_gazetteer
ORG Westhaven 0.6 again
ORG Ebro 0.6 again
GPE Osk 0.7 tag_gazetteer
ORG Osk City 0.8 tag_gazetteer
PERSON Ahn Jae-won 0.8 tag_gazetteer
PERSON Ahn 0.6 again
END
diff wanted found || say "other names than these"
grep -F '"PERSON","text":"Arden"' out.jsonl | grep -F '"G1","score":0.5,"by":"again"' &&
	say "it keeps a place's id"

# Of two taggers one says LOC and one GPE: a place is the same wherever it stands.
mkdir place
echo 'It rains in Oss. In Lower Oss it does not. It snows in Oss' >place/1.txt
cat >p.conf <<'END'
chain = ( { plugin = "read_text"; paths = "place/"; }, { plugin = "tokenize"; },
	{ plugin = "tag_pattern"; language = "none"; rules = "p.rules"; score = 0.5; },
	{ plugin = "tag_gazetteer"; lists = "names.tsv"; case = "exact"; },
	{ plugin = "tag_repeats"; name = "again"; },
	{ plugin = "export_jsonl"; path = "p.jsonl"; keys = [ "entities" ]; } );
END
cat >p.rules <<'END'
rule LOC = 'in' where:'Oss' "."
  span where
END
"$CATENA" run -q p.conf || say "places: status $?"
grep -c '"type":"LOC","text":"Oss"' p.jsonl && say "a place is LOC here, GPE there"
[ "$(grep -o '"type":"GPE","text":"Oss"' p.jsonl | wc -l)" -eq 2 ] || say "not two places"

# Headlines: names in capitals, beside others; what is too long is cut; "Van der Lund" is "van der Lund".
mkdir heads
cat >heads/1.txt <<'END'
EVE TARN-ØSTBY WINS AS VAN DER LUND QUITS

Ann van der Lund left. Van der Lund spoke to Eve Tarn-Østby. Bo Sarr Fall came; Sarr Fall stayed. HEAD COLD.
END
cat >heads.tsv <<END
name${tab}type${tab}score
EVE TARN-ØSTBY WINS AS${tab}ORG${tab}0.4
Ann van der Lund${tab}PERSON${tab}0.9
Eve Tarn-Østby${tab}PERSON${tab}0.9
Bo Sarr Fall${tab}PERSON${tab}0.9
END
sed 's/"in\/"/"heads\/"/; s/names.tsv/heads.tsv/; s/out.jsonl/heads.jsonl/' c.conf >h.conf
"$CATENA" run -q h.conf || say "headlines: status $?"
grep -o '"type":"[A-Z]*","text":"[^"]*"' heads.jsonl | sed 's/"type":"//; s/","text":"/ /; s/"$//' >found
cat >wanted <<'END'
PERSON EVE TARN-ØSTBY
PERSON VAN DER LUND
PERSON Ann van der Lund
PERSON Van der Lund
PERSON Eve Tarn-Østby
PERSON Bo Sarr Fall
PERSON Sarr Fall
END
diff wanted found || say "other names in headlines"

cp out.jsonl first.jsonl
"$CATENA" run -q -j 4 c.conf || say "-j 4: status $?"
cmp out.jsonl first.jsonl || say "-j 4 changes the output"
"$CATENA" run -q --set again.types=false --set again.again=false c.conf || say "off: status $?"
grep '"by":"again"' out.jsonl && say "it does what is switched off"

# Many names with one first word: time stays linear.
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "A %dx\tORG\n", i }' >names.tsv
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "A %dx. A was. ", i }' >in/1.txt
timeout 60 "$CATENA" run -q c.conf || say "many names: status $?"

# What a document says hangs on nothing that a worker has read before: here many names share
# a first word, so that which of them are tried counts, and a larger document comes first.
rm -f in/*.txt
awk -v OFS="$tab" 'function name(i, s) {
	for (s = ""; length(s) < 4; i = int(i / 20)) s = s substr("bcdfghjklmnpqrstvwxz", i % 20 + 1, 1) "a"
	return toupper(substr(s, 1, 1)) substr(s, 2) "a" substr("bcdfghjklmnpqrstvwxz", i % 20 + 1, 1)
}
function person(a, b) { print a " " b, "PERSON" >"names.tsv"; printf "%s %s came. ", a, b >file
	printf "%s %s came. ", a, b >"in/0.txt" }
BEGIN {
	print "name", "type" >"names.tsv"
	for (d = 1; d <= 20; d++) {
		file = "in/" d ".txt"
		family = name(++n)
		person(name(++n), family)
		for (i = 0; i < 63; i++) person(family, name(++n))
		for (i = 0; i < 60; i++) person(name(++n), name(++n))
		print "But then " family " said no." >file
		close(file)
	}
}'
"$CATENA" run -q -j 1 c.conf || say "after a larger one: status $?"
grep -v "in/0.txt" out.jsonl >after.jsonl
rm in/0.txt
"$CATENA" run -q -j 1 c.conf || say "without a larger one: status $?"
[ "$(wc -l <out.jsonl)" -eq 20 ] || say "not 20 documents"
grep -q '"by":"again"' out.jsonl || say "no name again"
cmp out.jsonl after.jsonl || say "a document's names hang on the one before it"
exit $bad
