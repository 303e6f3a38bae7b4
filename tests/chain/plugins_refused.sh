#!/bin/sh
# SPDX-License-Identifier: MIT
# plugins_refused.sh - `catena plugins` lives through every broken plugin of
# tests/bad/plugin, and through files that are no plugins at all; it says of
# each what is wrong.  So do `catena info` and `catena check`.
set -eu
if [ "$CATENA_LINKAGE" = static ]; then
	echo "plugins are linked into the program: none to refuse"
	exit 77
fi
work=$PWD/plugins_refused.tmp
built=$abs_top_builddir/tests/bad/plugin/so
source=$abs_top_srcdir/tests/bad/plugin
bad=0
chmod -R u+w "$work" 2>/dev/null || true
rm -rf "$work"
mkdir -p "$work/quick" "$work/slow" "$work/open"
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
umask 022
chmod go-w "$work" "$work"/*
unset CATENA_PLUGIN_PATH

say() {
	echo "$*"
	bad=1
}

# expect FILE NAME TEXT: a line of FILE is about NAME.so and says TEXT.
expect() {
	grep -F "/$2.so: " "$1" | grep -F -e "$3" >/dev/null || {
		say "$2: expected \"$3\", got:"
		grep -F "/$2.so: " "$1" || echo "    nothing"
	}
}

expected() {
	sed -n 's/^ \* refused: \(.*\) \*\/$/\1/p' "$source/$1.c"
}

# ---- What was built to be refused ----
names=
for c in "$source"/*.c; do
	name=${c##*/}
	name=${name%.c}
	text=$(expected "$name")
	[ -n "$text" ] || continue
	# A sanitizer takes more address space than the limit that stops this one.
	[ "$CATENA_SANITIZER:$name" = none:ctor_hog ] || [ "$name" != ctor_hog ] || continue
	names="$names $name"
	case $text in
	"did not return"*) cp "$built/$name.so" "$work/slow" ;;
	*) cp "$built/$name.so" "$work/quick" ;;
	esac
done
CATENA_PLUGIN_PATH=$work/quick CATENA_PROBE_SECONDS=60 "$CATENA" plugins \
	>"$work/text" 2>"$work/err" || say "catena plugins: exit status $?"
CATENA_PLUGIN_PATH=$work/slow CATENA_PROBE_SECONDS=0.5 "$CATENA" plugins \
	>>"$work/text" 2>>"$work/err" || say "catena plugins (slow ones): exit status $?"
[ ! -s "$work/err" ] || say "standard error: $(cat "$work/err")"
for name in $names; do
	expect "$work/text" "$name" "$(expected "$name")"
done
n=$(printf '%s\n' "$names" | wc -w)
[ "$n" -ge 50 ] || say "only $n broken plugins were tried"
[ "$(grep -c "^  $work/" "$work/text")" -eq "$n" ] ||
	say "something was listed that is not expected"
echo "$n broken plugins were refused"

# ---- Files that are no plugins ----
cd "$work/open"
good=$built/good.so
cp "$good" .
: >empty.so
echo "not a plugin" >text.so
head -c 40 "$good" >cut_header.so
head -c 500 "$good" >cut_segments.so
head -c $(($(wc -c <"$good") / 2)) "$good" >cut_half.so
head -c $(($(wc -c <"$good") - 64)) "$good" >cut_end.so
mkdir folder.so
mkfifo pipe.so
ln -s nowhere.so dangling.so
ln -s loop.so loop.so
cp "$good" open_file.so
chmod 666 open_file.so
cp "$good" 9lives.so
cp "$CATENA" program.so 2>/dev/null

# poke FILE OFFSET OCTAL: a copy of a good plugin with one byte changed.
poke() {
	cp "$good" "$1"
	printf "\\$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
class=$(od -An -tu1 -j4 -N1 "$good" | tr -d ' ')
order=$(od -An -tu1 -j5 -N1 "$good" | tr -d ' ')
poke other_class.so 4 "00$((3 - class))"
poke other_order.so 5 "00$((3 - order))"
# Machine: 2 bytes at 18; 0x2a (SuperH) is nobody's here.
if [ "$order" = 1 ]; then
	poke other_machine.so 18 052
	poke object.so 16 001
else
	poke other_machine.so 19 052
	poke object.so 17 001
fi
cd ..
CATENA_PLUGIN_PATH=$work/open CATENA_PROBE_SECONDS=60 "$CATENA" plugins \
	>text 2>err || say "catena plugins (no plugins): exit status $?"
grep -E '^  good +filter ' text >/dev/null || say "the good one is not listed"
expect text empty "is empty"
expect text text "is not a shared object"
expect text cut_header "is cut short: 40 bytes"
expect text cut_segments "is cut short: 500 bytes"
expect text cut_half "is cut short"
expect text cut_end "is cut short"
expect text folder "is a folder, not a file"
expect text pipe "is a pipe (FIFO), not a file"
expect text dangling "cannot be read"
expect text loop "cannot be read"
expect text open_file "can be written by everybody (mode 0666); chmod go-w it"
expect text 9lives "its name is none for a plugin"
expect text other_machine "was built for "
expect text other_class "-bit machine, this catena has"
expect text other_order "of the other byte order"
expect text object "is not a shared object"
grep -F /program.so text >/dev/null || say "a program called .so is not refused"

# ---- Folders that others can write ----
mkdir sticky
cp "$good" sticky
chmod 1777 sticky
CATENA_PLUGIN_PATH=$work/sticky "$CATENA" plugins >text 2>err || say "sticky: $?"
expect text good "its folder $work/sticky can be written by everybody (mode 1777)"
# A link into it is no better than the folder.
mkdir links
ln -s ../sticky/good.so links/good.so
CATENA_PLUGIN_PATH=$work/links "$CATENA" plugins >text 2>err || say "links: $?"
expect text good "its folder $work/sticky can be written by everybody"
# What stands first in the path counts, also when it is refused.
CATENA_PLUGIN_PATH=$work/sticky:$work/open "$CATENA" info good >text 2>err && say "hidden: 0"
expect err good "can be written by everybody"
CATENA_PLUGIN_PATH=$work/open:$work/sticky "$CATENA" info good >text 2>err || say "first: $?"

# ---- Relative folders count for nothing ----
(cd "$work" && CATENA_PLUGIN_PATH=open:. "$CATENA" plugins >text 2>err) || say "relative: $?"
grep -F '"open" is not an absolute path: ignored' err >/dev/null || say "relative: no warning"
grep -F good text >/dev/null && say "relative: a plugin of it is listed"

# ---- info and check say the same, and end with 2 ----
for name in $names; do
	text=$(expected "$name")
	case $text in
	"did not return"*) [ "$name" = ctor_sleep ] || continue ;;
	esac
	[ -f "quick/$name.so" ] || [ -f "slow/$name.so" ] || continue
	patience=60
	[ "$name" != ctor_sleep ] || patience=0.5
	printf 'chain = ( { plugin = "%s"; } );\n' "$name" >"$name.conf"
	for command in "info $name" "check $name.conf"; do
		rc=0
		# shellcheck disable=SC2086 # two words
		CATENA_PLUGIN_PATH=$work/quick:$work/slow CATENA_PROBE_SECONDS=$patience \
			"$CATENA" $command >text 2>err || rc=$?
		[ $rc -eq 2 ] || say "catena $command: exit status $rc"
		[ ! -s text ] || say "catena $command printed: $(cat text)"
		expect err "$name" "$text"
	done
	grep "$name.conf:1: stage \"$name\": plugin \"$name\" is refused: " err >/dev/null ||
		say "catena check $name.conf does not say where: $(cat err)"
done

# ---- Set-uid: the environment counts for nothing ----
as_nobody() {
	setpriv --reuid 65533 --regid 65533 --clear-groups env \
		CATENA_PLUGIN_PATH="$work/open" CATENA_SYSTEM_PLUGIN_PATH="$work/open" "$@"
}
cp "$CATENA" ours
cp "$CATENA" setuid
chmod 755 ours
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && chmod 4755 setuid &&
	as_nobody "$work/ours" plugins >text 2>/dev/null; then
	grep good text >/dev/null || say "an ordinary program does not heed the environment"
	as_nobody "$work/setuid" plugins >text 2>err || say "set-uid: exit status $?"
	grep good text >/dev/null && say "a set-uid program heeds the environment"
else
	echo "set-uid was not tried: that takes root, setpriv, and a folder others can read"
fi
exit $bad
