# SPDX-License-Identifier: MIT
# catena.m4 - for the configure.ac of a plugin that lives in its own tree.
#
# CATENA_PLUGIN([ABI])
#
# Finds the installed Catena by pkg-config and checks that its plugin ABI is
# ABI (1 when not given).  Substitutes:
#   CATENA_CFLAGS          where <catena/plugin.h> is
#   CATENA_PLUGIN_CFLAGS   as above, with hidden symbols
#   CATENA_PLUGIN_LDFLAGS  how libtool links a plugin
#   pluginexecdir          where it is installed: ${libdir}/catena/1, below the
#                          prefix of *your* package, so that `make distcheck`
#                          and `make install DESTDIR=` work as a plain user
#   CATENA                 the installed program, for your tests
#   CATENA_REMOVE_LA, CATENA_REMOVE_PLUGINS
#                          commands for the hooks below: Catena wants the
#                          bare .so without libtool's .la
#
# In Makefile.am, for a plugin `shout`:
#
#   pluginexec_LTLIBRARIES = shout.la
#   shout_la_SOURCES = shout.c
#   shout_la_CFLAGS = $(CATENA_PLUGIN_CFLAGS)
#   shout_la_LDFLAGS = -module $(CATENA_PLUGIN_LDFLAGS)
#   install-exec-hook:
#   	$(CATENA_REMOVE_LA)
#   uninstall-hook:
#   	$(CATENA_REMOVE_PLUGINS)
AC_DEFUN([CATENA_PLUGIN],
[AC_REQUIRE([PKG_PROG_PKG_CONFIG])dnl
AC_REQUIRE([LT_INIT])dnl
m4_pushdef([catena_abi], m4_default([$1], [1]))dnl
PKG_CHECK_MODULES([CATENA], [catena])
AC_MSG_CHECKING([for the plugin ABI of Catena])
catena_found_abi=`$PKG_CONFIG --variable=plugin_abi catena`
AC_MSG_RESULT([$catena_found_abi])
AS_IF([test "x$catena_found_abi" != "x]catena_abi["],
  [AC_MSG_ERROR([this plugin is written for plugin ABI ]catena_abi[, the installed Catena has $catena_found_abi])])

# libdir stays a variable: the plugin goes below the prefix that its own
# configure was given.
pluginexecdir=`$PKG_CONFIG --define-variable=libdir='${libdir}' --variable=plugindir catena`
AC_SUBST([pluginexecdir])

catena_bindir=`$PKG_CONFIG --variable=bindir catena`
AC_PATH_PROG([CATENA], [catena], [$catena_bindir/catena], [$catena_bindir$PATH_SEPARATOR$PATH])

CATENA_PLUGIN_CFLAGS="$CATENA_CFLAGS -fvisibility=hidden"
AC_SUBST([CATENA_PLUGIN_CFLAGS])
catena_save_LDFLAGS=$LDFLAGS
CATENA_PLUGIN_LDFLAGS="-module -avoid-version -shared -no-undefined -export-symbols-regex '_LTX_catena_plugin\$\$'"
AC_MSG_CHECKING([whether the linker binds at once])
LDFLAGS="$LDFLAGS -Wl,-z,now"
AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
  [AC_MSG_RESULT([yes])
   CATENA_PLUGIN_LDFLAGS="$CATENA_PLUGIN_LDFLAGS -Wl,-z,now"],
  [AC_MSG_RESULT([no])])
LDFLAGS=$catena_save_LDFLAGS
AC_SUBST([CATENA_PLUGIN_LDFLAGS])

# What libtool calls a module: .so, also where libraries are called otherwise.
module=yes
eval "catena_suffix=$shrext_cmds"
CATENA_REMOVE_LA='@for p in $(pluginexec_LTLIBRARIES); do rm -f "$(DESTDIR)$(pluginexecdir)/`basename "$$p"`"; done'
CATENA_REMOVE_PLUGINS='@for p in $(pluginexec_LTLIBRARIES); do rm -f "$(DESTDIR)$(pluginexecdir)/`basename "$$p" .la`'"$catena_suffix"'"; done'
AC_SUBST([CATENA_REMOVE_LA])
AC_SUBST([CATENA_REMOVE_PLUGINS])
m4_popdef([catena_abi])])
