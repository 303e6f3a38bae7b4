# SPDX-License-Identifier: MIT
# core/local.mk - the library behind the program, and the program.
#
# libcatena_core.la is built once and linked into the program and into each
# unit test; it is not installed.

noinst_LTLIBRARIES += libcatena_core.la
libcatena_core_la_SOURCES = \
	core/accept.h \
	core/accept.c \
	core/accept_uses.h \
	core/accept_uses.c \
	core/arena.h \
	core/config.h \
	core/diag.h \
	core/module.h \
	core/module.c \
	core/module_elf.h \
	core/module_elf.c \
	core/module_find.h \
	core/module_find.c \
	core/module_trust.h \
	core/module_trust.c \
	core/option.h \
	core/probe.h \
	core/probe.c
# What the program looks for when CATENA_SYSTEM_PLUGIN_PATH is not set.
libcatena_core_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCATENA_PLUGINDIR='"$(pluginexecdir)"'
libcatena_core_la_LIBADD = $(LIBCONFIG_LIBS) $(LTDL_LIBS) $(DL_LIBS) \
	$(MATH_LIBS) $(PTHREAD_LIBS)

bin_PROGRAMS += catena
catena_SOURCES = \
	core/main.h \
	core/main.c
catena_LDADD = libcatena_core.la
catena_LDFLAGS = $(AM_LDFLAGS)
catena_DEPENDENCIES = libcatena_core.la

if !SHARED_PLUGINS
# Each plugin, looked up in the program by its name: lt_dlopen("NAME.a").
catena_LDFLAGS += $(PLUGINS:%=-dlpreopen %)
catena_DEPENDENCIES += $(PLUGINS)
endif

dist_man_MANS += core/catena.1 core/catena.conf.5
