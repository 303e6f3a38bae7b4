#!/bin/sh
# SPDX-License-Identifier: MIT
# external.sh - a plugin in a tree of its own, built as a plain user against an
# installed SDK (below a DESTDIR) by catena.m4 and catena.pc: its `make
# distcheck` passes, it is installed as a bare module below a prefix of its
# own, and another plugin ABI is refused by configure.
set -eu

die() {
	echo "$*"
	exit 1
}

[ "$CATENA_LINKAGE" = shared ] || {
	echo "the static program loads no plugins"
	exit 77
}
for tool in autoreconf automake libtoolize xz; do
	command -v $tool >/dev/null || {
		echo "$tool is not installed"
		exit 77
	}
done
[ "$CROSS" = no ] || {
	echo "built for another machine"
	exit 77
}
[ "$CATENA_SANITIZER" = none ] || {
	echo "tried without sanitizers only: it builds with flags of its own"
	exit 77
}

work=$abs_top_builddir/external.tmp
rm -rf "$work"
mkdir "$work"
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
make -s -C "$abs_top_builddir" install DESTDIR="$work/inst" >"$work/log" 2>&1 ||
	die "$(cat "$work/log")"
pc=$(find "$work/inst" -name catena.pc)
PKG_CONFIG_PATH=${pc%/*}
PKG_CONFIG_SYSROOT_DIR=$work/inst
m4=$(find "$work/inst" -path '*/aclocal/catena.m4')
ACLOCAL_PATH=${m4%/*}
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR ACLOCAL_PATH

mkdir "$work/src"
cd "$work/src"
cat >configure.ac <<'END'
AC_INIT([shout], [1.0])
AC_CONFIG_AUX_DIR([build-aux])
AM_INIT_AUTOMAKE([foreign])
AC_PROG_CC
AM_PROG_AR
LT_INIT([disable-static])
CATENA_PLUGIN([1])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
END
cat >Makefile.am <<'END'
pluginexec_LTLIBRARIES = shout.la
shout_la_SOURCES = shout.c
shout_la_CFLAGS = $(CATENA_PLUGIN_CFLAGS)
shout_la_LDFLAGS = -module $(CATENA_PLUGIN_LDFLAGS)

install-exec-hook:
	$(CATENA_REMOVE_LA)

uninstall-hook:
	$(CATENA_REMOVE_PLUGINS)

TESTS = found.sh
EXTRA_DIST = found.sh
AM_TESTS_ENVIRONMENT = CATENA_PLUGIN_PATH='$(abs_builddir)/.libs'; export CATENA_PLUGIN_PATH;
END
cat >found.sh <<'END'
#!/bin/sh
test -f "$CATENA_PLUGIN_PATH/shout.so"
END
chmod +x found.sh
cat >shout.c <<'END'
#include <catena/plugin.h>
static const struct catena_plugin descriptor = {
	CATENA_DESCRIPTOR_HEAD, .name = "shout", .kind = "filter",
	.version = "1.0", .license = "MIT", .summary = "Does nothing, loudly"
};
CATENA_PLUGIN(shout)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
END

# run WHAT COMMAND...: shows the output only if it fails.
run() {
	what=$1
	shift
	"$@" >"$work/log" 2>&1 || {
		tail -n 60 "$work/log"
		die "$what failed"
	}
}
run autoreconf autoreconf -fi
chmod -R a-w . # as others' sources are: nothing is written there
mkdir ../build
cd ../build
run configure ../src/configure --prefix="$work/other"
run make make
run "make check" make check
run "make install" make install
installed=$(cd "$work/other" && find . ! -type d)
[ "$installed" = ./lib/catena/1/shout.so ] || die "installed: $installed"
run "make uninstall" make uninstall
left=$(cd "$work/other" && find . ! -type d)
[ -z "$left" ] || die "left by uninstall: $left"
chmod -R u+w ../src # distcheck takes the modes over
run "make distcheck" make distcheck

# Another major number: configure says both.
sed 's/^plugin_abi=.*/plugin_abi=2/' "$pc" >"$pc.new"
mv "$pc.new" "$pc"
mkdir ../other-abi
cd ../other-abi
if ../src/configure >"$work/log" 2>&1; then
	die "configure took another plugin ABI"
fi
grep 'written for plugin ABI 1, the installed Catena has 2' "$work/log" >/dev/null ||
	die "configure does not name both ABIs: $(tail -n 3 "$work/log")"
