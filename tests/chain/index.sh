#!/bin/sh
# SPDX-License-Identifier: MIT
# index.sh - what is remembered from run to run: two runs over an index give what
# one gives, whoever must not use it is refused, and `catena index` looks after it.
# needs: read_jsonl dedup_exact
set -eu
work=$PWD/index.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
heap() {
	awk -v from="$1" -v to="$2" -f "${abs_top_srcdir:?}/tests/chain/index_heap.awk"
}
shared=${CATENA_SHARED:-$abs_top_srcdir/../shared}/data/bulk
cd "$work"

fail() {
	echo "index.sh: $*"
	exit 1
}

# The options of both deduplicators come by the environment.
cat >day.conf <<'END'
chain = (
  { plugin = "read_jsonl"; paths = [ "day.jsonl" ]; },
  { plugin = "dedup_exact"; index = "${IX}/exact"; action = "mark"; },
  { plugin = "tokenize"; },
  { plugin = "dedup_near"; index = "${IX}/near"; action = "mark"; },
  { plugin = "export_jsonl"; path = "${OUT}"; }
);
END

# run IX OUT ARGUMENT...: all is well.
run() {
	IX=$1 OUT=$2
	export IX OUT
	shift 2
	"$CATENA" run -q "$@" 2>log || { cat log; fail "run $IX $OUT $*"; }
}

# refused WORDS IX OUT ARGUMENT...: with a message that has the words.
refused() {
	words=$1 IX=$2 OUT=$3
	export IX OUT
	shift 3
	if "$CATENA" run -q "$@" 2>log; then fail "not refused: $words"; fi
	grep -q "$words" log || { cat log; fail "another reason than: $words"; }
	[ ! -e "$OUT" ] || fail "$words: there is output"
}

: >day.jsonl
if ! IX=none OUT=none "$CATENA" check day.conf >/dev/null 2>log; then
	grep -q 'without-lmdb' log || { cat log; fail "no index, and no reason"; }
	echo "built without LMDB: refused, and said why"
	exit 77
fi

heap 1 1500 >a.jsonl
heap 1501 2500 >b.jsonl
heap 2501 3000 >c.jsonl

# ---- One run or three, 1, 2 or 8 workers ----
for set in near.cluster=star near.cluster=component near.containment=0.8 \
	exact.by=text; do
	set=dedup_$set
	rm -rf one three
	run one one.jsonl -j2 --set $set day.conf a.jsonl b.jsonl c.jsonl
	run three a.out -j1 --set $set day.conf a.jsonl
	run three b.out -j8 --set $set day.conf b.jsonl
	run three c.out -j2 --set $set day.conf c.jsonl
	cat a.out b.out c.out | cmp - one.jsonl || fail "$set: three runs differ from one"
	grep -q '"of":"doc-.*doc-' c.out || grep -q '"duplicate"' c.out ||
		fail "$set: nothing was found in the third"
	for ix in one three; do
		"$CATENA" index check $ix/exact >log 2>&1 || { cat log; fail "$ix: check"; }
		"$CATENA" index check $ix/near >log 2>&1 || { cat log; fail "$ix: check"; }
	done
	"$CATENA" index info --json one/near | grep -o '"documents":[0-9]*' >n1
	"$CATENA" index info --json three/near | grep -o '"documents":[0-9]*' >n3
	cmp n1 n3 || fail "$set: another number of documents"
done
# Yesterday's documents are named by the ids that they had.
sed -n 's/.*"duplicate":{"of":"doc-\([0-9]*\)".*/\1/p' b.out | awk '$1 <= 1500' >old
[ -s old ] || fail "no document of the first run was named in the second"

# ---- Documents that are no news: all of them are known ----
run three again.out day.conf c.jsonl
[ "$(grep -c '"duplicate"' again.out)" = 500 ] || fail "not all are known"

# ---- keep = "earliest": shuffled, up to order, dates rising from run to run ----
shuffle() {
	awk -v seed="$1" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$2" | sort | cut -f2-
}
for plugin in dedup_exact dedup_near; do
	rm -rf one two
	set="--set dedup_exact.keep=earliest --set dedup_near.keep=earliest"
	# shellcheck disable=SC2086 # a list of words
	run one one.jsonl $set day.conf a.jsonl
	shuffle 1 a.jsonl >s.jsonl
	# shellcheck disable=SC2086
	run two two.jsonl -j8 $set day.conf s.jsonl
	sort one.jsonl | sed 's/"source":"[^"]*",//' >one.sorted
	sort two.jsonl | sed 's/"source":"[^"]*",//' >two.sorted
	cmp one.sorted two.sorted || fail "$plugin: keep = earliest depends on the order"
	# shellcheck disable=SC2086
	run one one.jsonl $set day.conf b.jsonl
	shuffle 2 b.jsonl >s.jsonl
	# shellcheck disable=SC2086
	run two two.jsonl $set day.conf s.jsonl
	sort one.jsonl | sed 's/"source":"[^"]*",//' >one.sorted
	sort two.jsonl | sed 's/"source":"[^"]*",//' >two.sorted
	cmp one.sorted two.sorted || fail "keep = earliest: the second day differs"
done
run one c1.jsonl --set dedup_near.keep=earliest --set dedup_exact.keep=earliest day.conf c.jsonl
[ "$(grep -c . c1.jsonl)" = 500 ] || fail "documents were lost"

# ---- A run that fails, or only shows, leaves nothing ----
rm -rf one
run one a.out day.conf a.jsonl
"$CATENA" index info --json one/near | tr , '\n' | grep -v bytes >before
printf '{"id":"x","text":"new"}\nnot json\n' >bad.jsonl
refused 'bad.jsonl' one bad.out --set on_error=stop day.conf bad.jsonl
IX=one OUT=x "$CATENA" show day.conf b.jsonl >/dev/null 2>log || { cat log; fail show; }
"$CATENA" index info --json one/near | tr , '\n' | grep -v bytes >after
diff before after || fail "a run that failed was remembered"

# ---- Made with other options ----
refused 'day.conf:5: stage "dedup_near": index ".*/one/near" was made with threshold 0.5, .*; this chain says threshold 0.8' \
	one x.out --set dedup_near.threshold=0.8 day.conf b.jsonl
refused 'was made with shingle 5' one x.out --set dedup_near.shingle=4 day.conf b.jsonl
refused 'was made with normalize case+space; this chain says normalize case;' one x.out \
	--set 'dedup_exact.normalize=["case"]' day.conf b.jsonl
refused 'is one of dedup_exact; give each stage' one x.out --set dedup_exact.index= \
	--set "dedup_near.index=$work/one/exact" day.conf b.jsonl
refused 'max_age is about an index' one x.out --set dedup_near.index= \
	--set dedup_near.max_age=5 day.conf b.jsonl
sed 's/ little-endian/ middle-endian/; s/ big-endian/ middle-endian/' one/near/catena-index >tag
cp one/near/catena-index tag.good
cp tag one/near/catena-index
refused 'was made on a .*middle-endian machine.*do not travel' one x.out day.conf b.jsonl
echo nonsense >one/near/catena-index
refused 'is damaged, or of a later version' one x.out day.conf b.jsonl
cp tag.good one/near/catena-index

# ---- What is no index ----
mkdir folder
echo keep me >folder/letter
refused 'is no index: it holds "letter"' folder/.. x.out --set "dedup_near.index=$work/folder" day.conf b.jsonl
refused 'is a file; an index is a folder' one x.out --set "dedup_near.index=$work/a.jsonl" day.conf b.jsonl
refused 'cannot be made' one x.out --set dedup_near.index=/proc/none/ix day.conf b.jsonl
[ "$(cat folder/letter)" = "keep me" ] || fail "the letter is gone"

# ---- One run at a time ----
mkfifo pipe
IX=one OUT=held.out "$CATENA" run -q day.conf - <pipe 2>held.log &
holder=$!
exec 3>pipe
cat b.jsonl >&3
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	[ "$(cat one/exact/lock)" = $holder ] && break
	sleep 0.1
done
refused "index \".*\" is in use by process $holder" one x.out day.conf c.jsonl
refused "in use by process $holder.*all the time of index_wait" one x.out \
	--set dedup_exact.index_wait=1 day.conf c.jsonl
"$CATENA" index info one/exact >log || fail "info while a run has it"
"$CATENA" index delete one/exact doc-1 2>log && fail "deleted while a run has it"
grep -q "in use by process $holder" log || { cat log; fail "delete: another reason"; }
IX=one OUT=waited.out "$CATENA" run -q --set dedup_exact.index_wait=60 \
	--set dedup_near.index_wait=60 day.conf c.jsonl 2>log 3>&- &
waits=$!
sleep 0.5
exec 3>&-
wait $holder || { cat held.log; fail "the run that had it"; }
wait $waits || { cat log; fail "the run that waited"; }
grep -q "waiting for it" log || { cat log; fail "it did not wait"; }
rm -rf three
run three a.out day.conf a.jsonl
run three b.out day.conf b.jsonl
run three c.out day.conf c.jsonl
sed 's/"source":"[^"]*",//' c.out >c.good
sed 's/"source":"[^"]*",//' waited.out | cmp - c.good || fail "the run that waited differs"
# Two stages of one chain are two as well, and neither waits for the other.
sed 's/^  { plugin = "tokenize"/  { plugin = "dedup_exact"; name = "again"; index = "${IX}\/.\/exact\/"; },\n&/' \
	day.conf >twice.conf
refused 'stage "again": index ".*" is that of another stage of this chain' one x.out \
	--set again.index_wait=60 twice.conf c.jsonl
! "$CATENA" check twice.conf >log 2>&1 || fail "check takes two stages with one index"
grep -q 'twice.conf:[0-9]*: stage ".*": index ".*" is that of another stage' log ||
	{ cat log; fail "what check says of two stages with one index"; }

# ---- catena index ----
docs() {
	"$CATENA" index info --json "$1" | sed 's/.*"documents":\([0-9]*\).*/\1/'
}
n=$(docs three/exact)
id=$(sed -n '1s/{"id":"\([^"]*\)".*/\1/p' a.jsonl)
"$CATENA" index delete three/exact "$id" nobody >log || fail delete
grep -q 'unknown *nobody' log || { cat log; fail "who is nobody?"; }
[ "$(docs three/exact)" = $((n - 1)) ] || fail "nothing was deleted"
sed -n '2,400s/{"id":"\([^"]*\)".*/\1/p' a.jsonl >ids
"$CATENA" index delete three/exact --from ids >log || fail "delete --from"
"$CATENA" index check three/exact >log || { cat log; fail "check after delete"; }
m=$(docs three/exact)
[ "$m" -lt $((n - 300)) ] || fail "few were deleted: $n to $m"
head -n 1 a.jsonl >first.jsonl
run three first.out --set dedup_near.index= day.conf first.jsonl
grep -q '"duplicate"' first.out && fail "it was deleted, and is known"
before=$(wc -c <three/exact/data.mdb)
"$CATENA" index compact three/exact >log || { cat log; fail compact; }
[ "$(wc -c <three/exact/data.mdb)" -lt "$before" ] || fail "not smaller"
"$CATENA" index check three/exact >log || { cat log; fail "check after compact"; }
[ "$(docs three/exact)" = $((m + 1)) ] || fail "compact lost some"
run three b2.out --set dedup_near.index= day.conf b.jsonl
[ "$(grep -c '"duplicate"' b2.out)" = 1000 ] || fail "compact forgot some"
status=0
"$CATENA" index chekc three/exact 2>log || status=$?
[ $status = 2 ] && grep -q 'did you mean "check"' log || fail "chekc"
status=0
"$CATENA" index info folder 2>log || status=$?
[ $status = 2 ] && grep -q 'is no index: there is no file' log || fail "info of a folder"
status=0
"$CATENA" index info nowhere 2>log || status=$?
[ $status = 2 ] && grep -q 'nowhere: is no index: No such file' log || fail "info of nothing"

# ---- Too old ----
rm -rf aged
cat >aged.conf <<'END'
chain = (
  { plugin = "read_jsonl"; paths = [ "day.jsonl" ]; },
  { plugin = "tokenize"; },
  { plugin = "PLUGIN"; index = "${IX}"; max_age = "10 days"; action = "mark"; },
  { plugin = "export_jsonl"; path = "${OUT}"; }
);
END
cat >old.jsonl <<'END'
{"id":"a","date":"2021-01-01","text":"The harbour was closed on Monday after a storm."}
{"id":"b","date":"2021-01-20","text":"The bridge was opened on Tuesday after repairs."}
END
cat >new.jsonl <<'END'
{"id":"c","date":"2021-01-21","text":"The harbour was closed on Monday after a storm."}
{"id":"d","date":"2021-01-22T10:00:00+01:00","text":"The bridge was opened on Tuesday after repairs."}
{"id":"e","text":"The harbour was closed on Monday after a storm."}
{"id":"f","date":"9999-01-01","text":"Something else, from far away in time."}
{"id":"g","date":"2021-01-23","text":"The bridge was opened on Tuesday after repairs."}
END
for plugin in dedup_exact dedup_near; do
	sed "s/PLUGIN/$plugin/" aged.conf >$plugin.conf
	rm -rf aged one
	run aged old.out $plugin.conf old.jsonl
	run aged new.out $plugin.conf new.jsonl
	run one one.out $plugin.conf old.jsonl new.jsonl
	cat old.out new.out | cmp - one.out || fail "$plugin: max_age: one run differs"
	sed -n 's/{"id":"\(.\)".*"of":"\(.\)".*/\1\2/p' new.out | tr '\n' ' ' >got
	[ "$(cat got)" = "db ec gb " ] || fail "$plugin: max_age: $(cat got)"
	[ "$(docs aged)" = 3 ] || fail "$plugin: $(docs aged) documents, not 3"
	# What is forgotten gives its room back when the next run begins.
	echo '{"id":"z","date":"2021-06-01","text":"Summer."}' >late.jsonl
	run aged late.out $plugin.conf late.jsonl
	run aged late2.out $plugin.conf late.jsonl
	"$CATENA" index check aged >log || { cat log; fail "$plugin: check of the aged"; }
	[ "$(docs aged)" -le 2 ] || fail "$plugin: $(docs aged) documents are left"
done

# All documents are seen first: those of the run are not too old for each other,
# those of the index are for the newest of them.
cat >old.jsonl <<'END'
{"id":"a","date":"2021-01-01","text":"The harbour was closed on Monday after a storm."}
{"id":"b","date":"2021-01-05","text":"The harbour was closed on Monday after a storm."}
END
cat >new.jsonl <<'END'
{"id":"c","date":"2021-01-19","text":"The bridge was opened on Tuesday after repairs."}
{"id":"d","date":"2021-01-20","text":"The bridge was opened on Tuesday after repairs."}
{"id":"e","date":"2021-01-21","text":"The harbour was closed on Monday after a storm."}
END
for cluster in star component; do
	for keep in last:ab.cd. earliest:ba.dc.; do
		set="--set dedup_near.cluster=$cluster --set dedup_near.keep=${keep%%:*}"
		rm -rf aged
		# shellcheck disable=SC2086 # a list of words
		run aged old.out $set dedup_near.conf old.jsonl
		# shellcheck disable=SC2086
		run aged new.out $set dedup_near.conf new.jsonl
		sed -n 's/{"id":"\(.\)".*"of":"\(.\)".*/\1\2./p' old.out new.out | tr -d '\n' >got
		[ "$(cat got)" = "${keep#*:}" ] || fail "max_age, $set: $(cat got)"
	done
done

# ---- Damaged ----
damage() { # words, command that damages
	rm -rf dam
	cp -R two dam
	eval "$2"
	refused "$1" dam x.out dedup_near2.conf c.jsonl
	"$CATENA" index check dam >log 2>&1 && fail "check: $2: sound"
	grep -q 'damaged\|cannot' log || { cat log; fail "check: $2"; }
}
rm -rf two
sed 's/max_age = "10 days";//' dedup_near.conf >dedup_near2.conf
run two a.out dedup_near2.conf a.jsonl
damage 'damaged: data.mdb is shorter' 'dd if=two/data.mdb of=dam/data.mdb bs=4096 count=20 2>/dev/null'
damage 'damaged' ': >dam/data.mdb'
damage 'damaged' 'rm dam/data.mdb'
damage 'damaged' 'head -c 8192 /dev/zero | dd of=dam/data.mdb conv=notrunc 2>/dev/null'
damage 'of two indexes' 'sed "s/^key .*/key 0123456789abcdef/" two/catena-index >dam/catena-index'
# Any single page overwritten: it is found, or nobody needed it.
overwrite() { # CONF AT-LEAST: of the index "two"
	rm -rf dam
	cp -R two dam
	run dam good.out "$1" c.jsonl
	pages=$(($(wc -c <two/data.mdb) / 4096))
	found=0
	p=2
	while [ $p -lt $pages ]; do
		rm -rf dam
		cp -R two dam
		awk 'BEGIN { for (i = 0; i < 512; i++) printf "%c%c%c%c%c%c%c%c", 1+i%127, 5, 9, 77, 3, 2, 1, 8 }' |
			dd of=dam/data.mdb bs=4096 seek=$p conv=notrunc 2>/dev/null
		damaged=0
		"$CATENA" index check dam >log 2>&1 || damaged=$?
		[ $damaged = 0 ] || [ $damaged = 3 ] || { cat log; fail "page $p: check: status $damaged"; }
		[ $damaged = 0 ] || found=$((found + 1))
		status=0
		IX=dam OUT=x.out "$CATENA" run -q "$1" c.jsonl 2>log || status=$?
		case $status in
		0) cmp x.out good.out || fail "page $p: damaged, and the output is another" ;;
		3) grep -q damaged log || { cat log; fail "page $p: what is it?"; }
			[ $damaged = 3 ] || fail "page $p: refused, and check finds nothing" ;;
		*) cat log; fail "page $p: status $status" ;;
		esac
		rm -f x.out
		# What was found does not become sound by adding to it.
		status=0
		"$CATENA" index check dam >log 2>&1 || status=$?
		[ $status = $damaged ] || { cat log; fail "page $p: check: $damaged, then $status"; }
		p=$((p + pages / 24 + 1))
	done
	[ $found -gt "$2" ] || fail "$1: check found $found damaged pages"
}
overwrite dedup_near2.conf 5
# A page that says it is another one: LMDB looks for free pages when something is
# added, follows what it finds, and would be the end of the run.
"$CATENA" index delete two doc-3 doc-5 >/dev/null
p=2 refused=0
while [ $p -lt 24 ]; do
	rm -rf dam
	cp -R two dam
	printf '\0' | dd of=dam/data.mdb bs=1 seek=$((p * 4096)) conv=notrunc 2>/dev/null
	status=0
	IX=dam OUT=x.out "$CATENA" run -q dedup_near2.conf c.jsonl 2>log || status=$?
	[ $status = 0 ] || [ $status = 3 ] || { cat log; fail "number of page $p: status $status"; }
	[ $status = 0 ] || grep -q damaged log || { cat log; fail "page $p: what is it?"; }
	if grep -q 'do not fit together' log; then refused=$((refused + 1)); fi
	rm -f x.out
	p=$((p + 1))
done
[ $refused -gt 1 ] || fail "numbers of pages: $refused refused"
case ${PLUGINS-group_stories} in
*group_stories*)
	sed 's/"dedup_near"/"group_stories"/; s/ action = "mark";//' dedup_near2.conf >stories.conf
	rm -rf two
	run two a.out stories.conf a.jsonl
	overwrite stories.conf 5
	;;
*) echo "no group_stories: its index was not damaged" ;;
esac

# ---- A disk that is full ----
# The thread sanitizer has files of its own, some of them larger than that.
rm -rf full
if [ "${CATENA_SANITIZER:-none}" != threads ]; then
	status=0
	(
		trap '' XFSZ
		ulimit -f 100
		IX=full OUT=/dev/null "$CATENA" run -q dedup_near2.conf a.jsonl 2>log
	) || status=$?
	[ $status = 3 ] || { cat log; fail "a full disk: status $status"; }
	grep -q 'index ".*full": .*writing\|index ".*full": .*making' log ||
		{ cat log; fail "a full disk"; }
fi
run full a.out dedup_near2.conf a.jsonl
run full b.out dedup_near2.conf b.jsonl
rm -rf two
run two a2.out dedup_near2.conf a.jsonl
run two b2.out dedup_near2.conf b.jsonl
cmp b.out b2.out || fail "after a full disk it is another index"

# ---- Real documents ----
if [ -f "$shared/digitalgov.jsonl.xz" ] && command -v xz >/dev/null; then
	xz -dc "$shared/digitalgov.jsonl.xz" >d.jsonl
	xz -dc "$shared/18f.jsonl.xz" >f.jsonl
	rm -rf one two
	run one one.out -j2 day.conf d.jsonl f.jsonl
	run two d.out -j8 day.conf d.jsonl
	run two f.out -j1 day.conf f.jsonl
	cat d.out f.out | cmp - one.out || fail "digitalgov, 18f: two runs differ from one"
	"$CATENA" index info two/near | grep per_document
else
	echo "no $shared: real documents left out"
fi
