#!/bin/sh
# SPDX-License-Identifier: MIT
# new_plugin.sh - what catena new writes, built against the installed SDK (below a
# DESTDIR): every kind builds and passes its own `make check`; one also passes
# `make distcheck`, is installed, and runs in a chain from there.
set -eu

die() {
	echo "$*"
	exit 1
}

[ "$CATENA_LINKAGE" = shared ] || {
	echo "the static program loads no plugins"
	exit 77
}
for tool in autoreconf automake libtoolize "${PKG_CONFIG:-pkg-config}"; do
	command -v "$tool" >/dev/null || {
		echo "$tool is not installed"
		exit 77
	}
done
[ "$CATENA_SANITIZER" = none ] || {
	echo "tried without sanitizers only: it builds with flags of its own"
	exit 77
}

work=$abs_top_builddir/new_plugin.tmp
chmod -R u+w "$work" 2>/dev/null || :
rm -rf "$work"
mkdir "$work"
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# run WHAT COMMAND...: shows the output only if it fails.
run() {
	what=$1
	shift
	"$@" >"$work/log" 2>&1 || {
		tail -n 60 "$work/log"
		die "$what failed"
	}
}

run "make install" make -s -C "$abs_top_builddir" install DESTDIR="$work/inst"
found() {
	find "$work/inst" "$@" | grep . || die "not installed: $*"
}
pc=$(found -name catena-harness.pc)
plugins=$(found -path '*/catena/1')
CATENA=$(found -path '*/bin/catena')
CATENA_TEMPLATE_DIR=$(found -path '*/catena/template')
CATENA_SYSTEM_PLUGIN_PATH=$plugins
PKG_CONFIG_PATH=${pc%/*}
PKG_CONFIG_SYSROOT_DIR=$work/inst
PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 # of a prefix that is /usr
PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export CATENA CATENA_TEMPLATE_DIR CATENA_SYSTEM_PLUGIN_PATH PKG_CONFIG_PATH \
	PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_ALLOW_SYSTEM_LIBS
unset CATENA_PLUGIN_PATH CATENA_SHARED

# ---- One of them, all the way ----

cd "$work"
run "catena new" "$CATENA" new trial --kind tagger
cd trial
run autoreconf autoreconf -fi
chmod -R a-w . # as others' sources are: nothing is written there
mkdir ../build
cd ../build
run configure ../trial/configure -q --prefix="$work/other" CFLAGS='-O0 -Wall -Wextra -Werror'
run "make check" make check
grep '^# PASS:  2' test-suite.log >/dev/null || die "not both tests ran: $(cat test-suite.log)"
run "make install" make install
installed=$(cd "$work/other" && find . ! -type d | LC_ALL=C sort | tr '\n' ' ')
[ "$installed" = "./lib/catena/1/trial.so ./share/doc/catena-trial/README.md " ] ||
	die "installed: $installed"

# The installed module, by the installed program, in a chain.
cat >chain.conf <<END
chain = (
  { plugin = "read_text"; paths = [ "../trial/sample.txt" ]; },
  { plugin = "tokenize"; },
  { plugin = "trial"; min_letters = 4; },
  { plugin = "export_jsonl"; path = "out.jsonl"; }
);
END
CATENA_PLUGIN_PATH=$work/other/lib/catena/1 run "catena run" "$CATENA" run --quiet chain.conf
grep '"text":"UNESCO"' out.jsonl >/dev/null || die "no UNESCO in: $(cat out.jsonl)"
if grep '"text":"NGO"' out.jsonl; then
	die "min_letters = 4 was not heeded"
fi
run "make uninstall" make uninstall
left=$(cd "$work/other" && find . ! -type d)
[ -z "$left" ] || die "left by uninstall: $left"
chmod -R u+w ../trial # distcheck takes the modes over
run "make distcheck" make distcheck

# ---- The others: the same build files, another plugin ----

for kind in reader cleaner tokenizer filter deduplicator exporter; do
	mkdir "$work/$kind"
	cd "$work/$kind"
	run "catena new --kind $kind" "$CATENA" new trial --kind $kind
	for f in Makefile.am configure.ac m4/catena.m4 sample.txt; do
		cmp trial/$f "$work/trial/$f" || die "$kind: another $f"
	done
	for f in trial.c test_trial.c sample.conf sample.sh; do
		cp trial/$f "$work/trial/$f"
	done
	cd "$work/build"
	run "$kind: make check" make check
	grep '^# PASS:  2' test-suite.log >/dev/null || die "$kind: $(cat test-suite.log)"
done

# ---- A test that fails is seen ----

sed 's/"kept"/"eaten"/; s/\\t2031/\\t2032/' "$work/trial/test_trial.c" >"$work/log"
cp "$work/log" "$work/trial/test_trial.c"
if make check >"$work/log" 2>&1; then
	die "an expectation that is not met did not fail the test"
fi
grep -e '-- wanted:' test_trial.log >/dev/null || die "no difference shown: $(cat test_trial.log)"
