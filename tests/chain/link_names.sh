#!/bin/sh
# SPDX-License-Identifier: MIT
# link_names.sh - names across documents: one name for one person, candidates where
# there are several, ids that stay, the file of names; the same for any number of
# workers and whatever the order of the input.
set -eu
work=$PWD/link_names.tmp
rm -rf "$work"
mkdir -p "$work/in"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
bad=0
say() {
	echo "link_names.sh: $*"
	bad=1
}

cat >names.tsv <<'END'
Omar Abdul-Hadi	PERSON
Omar Abdul Hadi	PERSON
Abdul-Hadi	PERSON
Abdul Hadi	PERSON
Ann Holt	PERSON
Peter Holt	PERSON
Holt	PERSON
World Rail Organization	ORG
WRO	ORG
State Department	ORG
US State Department	ORG
Oslo	GPE	G1	Oslo, Norway
City of Oslo	GPE
END
echo 'Omar Abdul-Hadi met Ann Holt in Oslo. Abdul-Hadi told Holt of the World Rail Organization (WRO).' >in/1.txt
echo 'Omar Abdul Hadi spoke. The US State Department heard Abdul Hadi. The State Department and the WRO agree.' >in/2.txt
echo 'Peter Holt and Ann Holt disagree, and Holt left. The State Department waits.' >in/3.txt
echo 'Holt came alone. Omar Abdul-Hadi did not.' >in/4.txt
: >in/5.txt
echo 'The City of Oslo paid. Oslo slept.' >in/6.txt
cat >>names.tsv <<'END'
Mark Milton	PERSON
Milton	PERSON
Eva Berg	PERSON
Ida Berg	PERSON
Berg	PERSON
Rescue Authority	ORG
RAKO	ORG
END
mkdir titles
echo 'Lt. Gen. Mark Milton met President Eva Berg. The Rescue Authority (RAKO) came. Milton of RAKO spoke.' >titles/1.txt
echo 'Then Lieutenant General Milton left RAKO. President Berg stayed. He was mayor. Berg is not.' >titles/2.txt
echo 'President Ida Berg met Gen. Milton. Mr. Milton wept.' >titles/3.txt
echo 'President Berg came.' >titles/4.txt
mkdir known
echo 'Omar Abdul-Hadi, known as Chip, met Ann Holt. Then Chip left.' >known/1.txt
echo 'The Search and Rescue Agency (Basarna) met the State Department (Wrona). Basarna left, Wrona stayed.' >known/2.txt
printf 'Chip\tPERSON\nSearch and Rescue Agency\tORG\nBasarna\tORG\nWrona\tORG\n' >>names.tsv
cat >news.conf <<'END'
chain = ( { plugin = "read_text"; paths = "in/"; }, { plugin = "tokenize"; },
	{ plugin = "tag_gazetteer"; lists = "names.tsv"; },
	{ plugin = "link_names"; names = "all.tsv"; },
	{ plugin = "export_jsonl"; path = "out.jsonl"; keys = [ "id", "entities" ]; } );
END
"$CATENA" run -q news.conf || say "status $?"

# has N STRING: this many times in the output
has() {
	n=$(grep -oF "$2" out.jsonl | wc -l)
	[ "$n" -eq "$1" ] || say "$2 stands there $n times, not $1: $(cat out.jsonl)"
}
has 5 '"name":"Omar Abdul-Hadi"'
has 2 '"text":"State Department","name":"US State Department"'
has 2 '"text":"WRO","name":"World Rail Organization"'
has 3 '"name":"Oslo, Norway","id":"G1"'
has 1 '"text":"City of Oslo","name":"Oslo, Norway","id":"G1"'
grep -F '3.txt"' out.jsonl | grep -qF '"text":"Holt","name":"Holt"' || say "Holt of 3 is guessed"
grep -F '3.txt"' out.jsonl | grep -qF '"candidates":["' || say "Holt of 3 has no candidates"
grep -F '4.txt"' out.jsonl | grep -qF '"candidates":["' || say "Holt of 4 has no candidates"
grep -F '1.txt"' out.jsonl | grep -qF '"text":"Holt","name":"Ann Holt"' || say "Holt of 1 is not Ann"
tab=$(printf '\t')
grep -qF "Omar Abdul-Hadi${tab}PERSON${tab}3${tab}5${tab}Abdul Hadi (1) | Abdul-Hadi (1) | Omar Abdul Hadi (1) | Omar Abdul-Hadi (2)" all.tsv ||
	say "the file of names: $(cat all.tsv)"

cp out.jsonl first.jsonl
cp all.tsv first.tsv
for j in 1 2 8; do
	"$CATENA" run -q -j $j news.conf || say "-j $j: status $?"
	cmp out.jsonl first.jsonl && cmp all.tsv first.tsv || say "-j $j changes the output"
done
# The other way round: the same names, the same file.
"$CATENA" run -q news.conf in/6.txt in/4.txt in/3.txt in/2.txt in/1.txt || say "shuffled: status $?"
sed "s,in/,," out.jsonl | sort >a
grep -v '5.txt"' first.jsonl | sed "s,in/,," | sort >b
cmp a b || say "the order of the input changes names"
cmp all.tsv first.tsv || say "the order of the input changes the file of names"

# Who is called by a title in one document and by that and the whole name in another;
# letters in brackets.
"$CATENA" run -q news.conf titles || say "titles: status $?"
has 3 '"name":"Mark Milton"'
has 4 '"text":"Milton"'
has 3 '"text":"RAKO","name":"Rescue Authority"'
has 3 '"candidates":["Eva Berg","Ida Berg"]'
grep -F '3.txt"' out.jsonl | grep -qF '"candidates":["Mark Milton"]' || say "Gen. and Lt. Gen. are one"
"$CATENA" run -q news.conf titles/1.txt titles/2.txt || say "titles, two: status $?"
has 3 '"name":"Mark Milton"'
has 3 '"name":"Eva Berg"'
grep -qF "Eva Berg${tab}PERSON${tab}2${tab}3${tab}Berg (2) | Eva Berg (1)" all.tsv ||
	say "titles, the file of names: $(cat all.tsv)"

"$CATENA" run -q news.conf known || say "known as: status $?"
has 2 '"text":"Chip","name":"Omar Abdul-Hadi"'
has 2 '"text":"Basarna","name":"Search and Rescue Agency"'
has 2 '"text":"Wrona","name":"Wrona"'

# Two people with one name but for what stands behind it, or for initials, are two in
# a document and in the run; one without is one of them where there is but one.
mkdir apart
cat >>names.tsv <<'END'
Bo Lind	PERSON
Bo Lind Jr.	PERSON
Bo Lind Sr.	PERSON
Bo H. W. Alm	PERSON
Bo W. Alm	PERSON
Alm	PERSON
Ulf III	PERSON
Ulf II	PERSON
Ulf	PERSON
Eva Karl King	PERSON
Eva Karl King Jr.	PERSON
Ida Lund	PERSON
Osk	ORG
Osk's Alvarez	ORG
END
echo 'Bo Lind Jr. met Bo Lind Sr. today, and Bo W. Alm met Bo H. W. Alm. Alm left.' >apart/1.txt
echo 'Bo Lind sang. Ulf III is not Ulf II. Ulf left.' >apart/2.txt
echo "Osk sang. Then Osk's Alvarez danced, and Alm wept." >apart/3.txt
echo 'Eva Karl King Jr. came. Ulf is king.' >apart/4.txt
echo 'Eva Karl King left. Eva Karl King Jr. is the same. Bo Lind Sr. stayed.' >apart/5.txt
echo 'Eva Karl King left. Ida Lund Sr. is not Ida Lund Jr., and Ulf III is Ulf III.' >apart/6.txt
in_file() {
	grep -F "$1.txt\"" out.jsonl | grep -qF "$2" || say "$1 has no $2: $(cat out.jsonl)"
}
apart() {
	in_file 1 '"name":"Bo Lind Jr."'
	in_file 1 '"name":"Bo Lind Sr."'
	in_file 1 '"name":"Bo W. Alm"'
	in_file 1 '"name":"Bo H. W. Alm"'
	in_file 1 '"candidates":["Bo H. W. Alm","Bo W. Alm"]'
	in_file 2 '"candidates":["Ulf II","Ulf III"]'
	in_file 3 '"text":"Osk","name":"Osk"'
	in_file 3 "\"name\":\"Osk's Alvarez\""
	in_file 5 '"text":"Eva Karl King","name":"Eva Karl King Jr."'
	# The taggers do not know of these; their names end where the text's do.
	in_file 6 '"text":"Ida Lund","name":"Ida Lund Sr."'
	in_file 6 '"text":"Ida Lund","name":"Ida Lund Jr."'
}
"$CATENA" run -q --set link_names.across=false --set link_names.names= news.conf apart ||
	say "apart, alone: status $?"
apart
"$CATENA" run -q news.conf apart || say "apart: status $?"
apart
in_file 2 '"candidates":["Bo Lind Jr.","Bo Lind Sr."]'
in_file 3 '"candidates":["Bo H. W. Alm","Bo W. Alm"]'
in_file 4 '"candidates":["Ulf II","Ulf III"]'
in_file 6 '"text":"Eva Karl King","name":"Eva Karl King Jr."'
cp all.tsv first.tsv
sed "s,apart/,," out.jsonl | sort >b
for order in '6 5 4 3 2 1' '3 1 6 2 5 4'; do
	files=
	for i in $order; do files="$files apart/$i.txt"; done
	for j in 1 8; do
		# shellcheck disable=SC2086 # one word each
		"$CATENA" run -q -j $j news.conf $files || say "apart, shuffled: status $?"
		sed "s,apart/,," out.jsonl | sort >a
		cmp a b && cmp all.tsv first.tsv || say "apart, -j $j: the order of the input changes names"
	done
done

# White space within a name is a blank: a tab would break the file of names.
mkdir blanks
printf 'Ida\tBerg and Eva   Berg met. Berg spoke. Ida Berg left.\n' >blanks/1.txt
for across in true false; do
	file=all.tsv
	[ $across = true ] || file=
	"$CATENA" run -q --set link_names.across=$across --set "link_names.names=$file" news.conf blanks ||
		say "blanks: status $?"
	has 2 '"name":"Ida Berg"'
	has 2 '"Eva Berg"' # one is a candidate
	has 4 '"Ida Berg"'
done
grep -qF "Ida Berg${tab}PERSON${tab}1${tab}2${tab}Ida Berg (2)" all.tsv ||
	say "blanks, the file of names: $(cat all.tsv)"

# In each document alone nothing is known of the others.
"$CATENA" run -q --set link_names.across=false --set link_names.names= news.conf || say "alone: status $?"
has 3 '"name":"Omar Abdul-Hadi"'
"$CATENA" check --set link_names.across=false news.conf >log 2>&1 && say "names without across is accepted"
grep -q 'it needs across = true' log || say "names without across: $(cat log)"
exit $bad
