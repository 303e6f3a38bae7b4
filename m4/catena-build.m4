# SPDX-License-Identifier: MIT
# catena-build.m4 - the macros of Catena's own configure.ac.

# CATENA_KEEP_CORE, before AC_INIT: configure removes core dumps all the time;
# here, `core` is a folder, and each attempt would complain.
AC_DEFUN([CATENA_KEEP_CORE],
[m4_foreach([catena_macro],
  [[_AC_INIT_PREPARE], [_AC_COMPILE_IFELSE], [_AC_LINK_IFELSE], [_AM_PROG_CC_C_O],
   [_AC_COMPILE_IFELSE_BODY], [_AC_LINK_IFELSE_BODY], [_AC_RUN_IFELSE_BODY]],
  [m4_ifdef(m4_defn([catena_macro]),
     [m4_define(m4_defn([catena_macro]),
        m4_bpatsubst(m4_dquote(m4_defn(m4_defn([catena_macro]))),
                     [rm -f core ], [rm -f ]))])])])

# CATENA_TAR: `make dist` gives the same bytes for the same commit, whoever
# calls it when and where.  The date is SOURCE_DATE_EPOCH, that of the commit,
# or, in an unpacked tarball, that of the tarball.  Needs GNU tar.
AC_DEFUN([CATENA_TAR],
[AC_CACHE_CHECK([whether tar is GNU tar], [catena_cv_gnu_tar],
  [AS_IF([LC_ALL=C ${TAR-tar} --version 2>/dev/null | grep 'GNU tar' >/dev/null],
     [catena_cv_gnu_tar=yes], [catena_cv_gnu_tar=no])])
AS_IF([test "$catena_cv_gnu_tar" = yes],
  [am__tar='LC_ALL=C $${TAR-tar} -cf - --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw,a-s --mtime="@$${SOURCE_DATE_EPOCH:-`git -C $(srcdir) log -1 --format=%ct 2>/dev/null || date -r $(srcdir)/NEWS +%s`}" "$$tardir"'])])

# CATENA_CC_FLAG(VARIABLE, FLAG): adds FLAG when the compiler knows it.
# -Werror, because clang only warns of flags that it does not know.
AC_DEFUN([CATENA_CC_FLAG],
[AS_VAR_PUSHDEF([cache], [catena_cv_cc_$2])dnl
AC_CACHE_CHECK([whether $CC accepts $2], [cache],
  [catena_save_CFLAGS=$CFLAGS
   CFLAGS="$CFLAGS -Werror $2"
   AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
     [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
   CFLAGS=$catena_save_CFLAGS])
AS_VAR_IF([cache], [yes], [$1="$$1 $2"])
AS_VAR_POPDEF([cache])])

# CATENA_LD_FLAG(VARIABLE, FLAG): adds FLAG when the linker knows it.
AC_DEFUN([CATENA_LD_FLAG],
[AS_VAR_PUSHDEF([cache], [catena_cv_ld_$2])dnl
AC_CACHE_CHECK([whether the linker accepts $2], [cache],
  [catena_save_LDFLAGS=$LDFLAGS
   LDFLAGS="$LDFLAGS $2"
   AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
     [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
   LDFLAGS=$catena_save_LDFLAGS])
AS_VAR_IF([cache], [yes], [$1="$$1 $2"])
AS_VAR_POPDEF([cache])])

# CATENA_C17: C17 with the system's own functions, whatever the compiler's
# habit is.  A -std= in CFLAGS comes later on the command line and wins.
AC_DEFUN([CATENA_C17],
[AC_CACHE_CHECK([for the flag that chooses C17], [catena_cv_c17],
  [catena_cv_c17=no
   catena_save_CC=$CC
   for flag in -std=gnu17 -std=gnu18 ''; do
     CC="$catena_save_CC $flag"
     AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if !defined __STDC_VERSION__ || __STDC_VERSION__ < 201710L
#error older than C17
#endif
_Static_assert(sizeof(int) >= 4, "int");
_Thread_local int v;
]])], [catena_cv_c17=${flag:-none}])
     test "$catena_cv_c17" = no || break
   done
   CC=$catena_save_CC])
AS_CASE([$catena_cv_c17],
  [no], [AC_MSG_ERROR([$CC is older than C17: gcc 8 and clang 7 know it])],
  [none], [],
  [CC="$CC $catena_cv_c17"])])

# CATENA_THREADS: PTHREAD_CFLAGS and PTHREAD_LIBS.
AC_DEFUN([CATENA_THREADS],
[AC_CACHE_CHECK([for the flag that turns threads on], [catena_cv_pthread],
  [catena_cv_pthread=no
   catena_save_CFLAGS=$CFLAGS
   for flag in -pthread '' -lpthread; do
     CFLAGS="$catena_save_CFLAGS $flag"
     AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <pthread.h>
static void *f(void *p) { return p; }]],
       [[pthread_t t; return pthread_create(&t, 0, f, 0) || pthread_join(t, 0);]])],
       [catena_cv_pthread=${flag:-none}])
     test "$catena_cv_pthread" = no || break
   done
   CFLAGS=$catena_save_CFLAGS])
PTHREAD_CFLAGS= PTHREAD_LIBS=
AS_CASE([$catena_cv_pthread],
  [no], [AC_MSG_ERROR([POSIX threads are needed])],
  [none], [],
  [-pthread], [PTHREAD_CFLAGS=-pthread PTHREAD_LIBS=-pthread],
  [PTHREAD_LIBS=$catena_cv_pthread])
AC_SUBST([PTHREAD_CFLAGS])
AC_SUBST([PTHREAD_LIBS])])

# CATENA_WITH(NAME, MODULE, WHAT FOR, PACKAGES): a library that single plugins
# use.  It must be there, by pkg-config, unless --without-NAME was given: what
# is built never depends on what happens to be installed.  Gives NAME_CFLAGS,
# NAME_LIBS and the conditional WITH_NAME.
AC_DEFUN([CATENA_WITH],
[m4_pushdef([UP], m4_toupper([$1]))dnl
AC_ARG_WITH([$1],
  [AS_HELP_STRING([--without-$1], [do without: $3])],
  [], [with_$1=yes])
AS_IF([test "$with_$1" != no],
  [with_$1=yes
   PKG_CHECK_MODULES(UP, [$2], [],
     [AC_MSG_ERROR([$2 was not found: install it ($4),
     or do without ($3) by --without-$1])])])
AM_CONDITIONAL([WITH_]UP, [test "$with_$1" = yes])
m4_append([CATENA_WITH_ROWS],
  [AS_ECHO(["  m4_format([%-19s], [$1]) $with_$1 ($3)"])
])dnl
m4_popdef([UP])])

# CATENA_CXX(PLUGIN, NAME): the library NAME, which PLUGIN uses, is in C++.
AC_DEFUN([CATENA_CXX],
[AC_LANG_PUSH([C++])
AC_CACHE_CHECK([whether $CXX compiles C++17], [catena_cv_cxx17],
  [catena_cv_cxx17=no
   catena_save_CXX=$CXX
   for flag in '' -std=gnu++17; do
     CXX="$catena_save_CXX $flag"
     AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string_view>]],
       [[static std::string_view s("x"); return s.size() != 1;]])],
       [catena_cv_cxx17=${flag:-yes}])
     test "$catena_cv_cxx17" = no || break
   done
   CXX=$catena_save_CXX])
AC_LANG_POP([C++])
AS_CASE([$catena_cv_cxx17],
  [no], [AC_MSG_ERROR([$1 needs a C++17 compiler: install one (g++, gcc-c++),
     or do without by --without-$2])],
  [yes], [],
  [CXX="$CXX $catena_cv_cxx17"])
# What the C++ compiler would add when it links, for the program in C that
# plugins in C++ are linked into.
CXX_RUNTIME_LIBS=
for lib in $postdeps_CXX; do
  AS_CASE([$lib], [-lc|-lgcc*], [], [CXX_RUNTIME_LIBS="$CXX_RUNTIME_LIBS $lib"])
done
AC_SUBST([CXX_RUNTIME_LIBS])])

# CATENA_WITH_SUMMARY: a row for each CATENA_WITH.
AC_DEFUN([CATENA_WITH_SUMMARY], [m4_ifdef([CATENA_WITH_ROWS], [CATENA_WITH_ROWS])])

# CATENA_FLAGS: WARN_CFLAGS; SAN_CFLAGS of --enable-asan and --enable-tsan;
# VISIBILITY_CFLAGS; PLUGIN_LDFLAGS, how libtool links a plugin; PREOPEN_CFLAGS,
# for the program that all plugins are linked into.
AC_DEFUN([CATENA_FLAGS],
[WARN_CFLAGS=
CATENA_CC_FLAG([WARN_CFLAGS], [-Wall])
CATENA_CC_FLAG([WARN_CFLAGS], [-Wextra])
CATENA_CC_FLAG([WARN_CFLAGS], [-Wshadow])
CATENA_CC_FLAG([WARN_CFLAGS], [-Wstrict-prototypes])
CATENA_CC_FLAG([WARN_CFLAGS], [-Wmissing-prototypes])
CATENA_CC_FLAG([WARN_CFLAGS], [-Wvla])
AS_IF([test "$enable_werror" != no], [CATENA_CC_FLAG([WARN_CFLAGS], [-Werror])])
# Of the warnings above, those that C++ has too.
WARN_CXXFLAGS=
for flag in $WARN_CFLAGS; do
  AS_CASE([$flag], [-Wstrict-prototypes|-Wmissing-prototypes], [],
          [WARN_CXXFLAGS="$WARN_CXXFLAGS $flag"])
done
AC_SUBST([WARN_CXXFLAGS])
VISIBILITY_CFLAGS=
CATENA_CC_FLAG([VISIBILITY_CFLAGS], [-fvisibility=hidden])

SAN_CFLAGS= catena_sanitizer=none
AS_IF([test "$enable_asan" != no && test "$enable_tsan" != no],
  [AC_MSG_ERROR([--enable-asan and --enable-tsan exclude each other])])
AS_IF([test "$enable_asan" != no],
  [catena_sanitizer="address, undefined behaviour"
   SAN_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"])
AS_IF([test "$enable_tsan" != no],
  [catena_sanitizer=threads
   SAN_CFLAGS="-fsanitize=thread -fno-omit-frame-pointer"])
AS_IF([test -n "$SAN_CFLAGS"],
  [AC_MSG_CHECKING([whether the sanitizer works])
   catena_save_CFLAGS=$CFLAGS
   CFLAGS="$CFLAGS $SAN_CFLAGS"
   AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AC_MSG_RESULT([yes])],
     [AC_MSG_RESULT([no])
      AC_MSG_ERROR([the compiler cannot build with $SAN_CFLAGS])])
   CFLAGS=$catena_save_CFLAGS])
AC_SUBST([catena_sanitizer])

# An undefined symbol in a plugin is an error when it is linked, not a crash at
# its first call (libltdl opens lazily).  A sanitizer's symbols are in the
# program, so there it cannot be asked for.
catena_link_flags=
CATENA_LD_FLAG([catena_link_flags], [-Wl,-z,now])
AS_IF([test -z "$SAN_CFLAGS"], [CATENA_LD_FLAG([catena_link_flags], [-Wl,-z,defs])])
PLUGIN_LDFLAGS="-module -avoid-version $SAN_CFLAGS"
# -rpath: without one, libtool takes it for a part of another library.
AS_IF([test "$enable_shared" != yes],
  [PLUGIN_LDFLAGS="$PLUGIN_LDFLAGS -rpath \$(pluginexecdir)"],
  [PLUGIN_LDFLAGS="$PLUGIN_LDFLAGS -shared -no-undefined$catena_link_flags -export-symbols-regex '_LTX_catena_plugin\$\$'"])
PREOPEN_CFLAGS=
CATENA_CC_FLAG([PREOPEN_CFLAGS], [-Wno-lto-type-mismatch])
AC_SUBST([PREOPEN_CFLAGS])
AC_SUBST([WARN_CFLAGS])
AC_SUBST([SAN_CFLAGS])
AC_SUBST([VISIBILITY_CFLAGS])
AC_SUBST([PLUGIN_LDFLAGS])])
