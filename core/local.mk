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
	core/align.h \
	core/align.c \
	core/arena.h \
	core/arena.c \
	core/call.c \
	core/chain.h \
	core/chain.c \
	core/checkpoint.c \
	core/command.h \
	core/command.c \
	core/config.h \
	core/config.c \
	core/config_chain.c \
	core/config_env.h \
	core/config_env.c \
	core/config_file.h \
	core/config_file.c \
	core/config_lex.h \
	core/config_lex.c \
	core/config_parts.h \
	core/config_scan.h \
	core/config_scan.c \
	core/config_set.c \
	core/config_top.c \
	core/diag.h \
	core/diag.c \
	core/doc.h \
	core/doc.c \
	core/explain.h \
	core/explain.c \
	core/explain_json.c \
	core/explain_text.c \
	core/files.c \
	core/flow.c \
	core/frame.h \
	core/frame_parts.h \
	core/frame.c \
	core/frame_read.c \
	core/gather.h \
	core/gather.c \
	core/guard.h \
	core/guard.c \
	core/guard_loan.h \
	core/guard_loan.c \
	core/guard_parts.h \
	core/guard_rows.c \
	core/guard_table.c \
	core/host.h \
	core/host.c \
	core/host_run.h \
	core/host_run.c \
	core/isolate.h \
	core/isolate_parts.h \
	core/isolate.c \
	core/isolate_nursery.c \
	core/isolate_servant.c \
	core/journal.h \
	core/ids.c \
	core/idset.c \
	core/idset.h \
	core/journal.c \
	core/json_read.h \
	core/json_read.c \
	core/apart.h \
	core/apart.c \
	core/layer.h \
	core/layer.c \
	core/ledger.c \
	core/module.h \
	core/module.c \
	core/module_elf.h \
	core/module_elf.c \
	core/module_find.h \
	core/module_find.c \
	core/module_load.h \
	core/module_load.c \
	core/module_trust.h \
	core/module_trust.c \
	core/nearest.c \
	core/option.h \
	core/option.c \
	core/option_check.c \
	core/option_value.h \
	core/safe.h \
	core/safe.c \
	core/option_value.c \
	core/out.h \
	core/out.c \
	core/probe.h \
	core/probe.c \
	core/progress.h \
	core/progress.c \
	core/quantity.h \
	core/quantity.c \
	core/record.h \
	core/record.c \
	core/run.h \
	core/run.c \
	core/run_parts.h \
	core/show.h \
	core/show.c \
	core/side.h \
	core/side.c \
	core/sort.h \
	core/sort_parts.h \
	core/sort.c \
	core/sort_memory.c \
	core/sort_merge.c \
	core/spool.h \
	core/spool.c \
	core/step.c \
	core/summary.h \
	core/summary.c \
	core/symbol.h \
	core/symbol.c \
	core/temp.h \
	core/temp.c \
	core/text.h \
	core/text.c \
	core/turn.c \
	core/when.h \
	core/when.c \
	core/when_compile.c \
	core/when_node.h
# What the program looks for when CATENA_SYSTEM_PLUGIN_PATH is not set.
libcatena_core_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCATENA_PLUGINDIR='"$(pluginexecdir)"'
libcatena_core_la_LIBADD = $(LIBCONFIG_LIBS) $(LTDL_LIBS) $(DL_LIBS) \
	$(MATH_LIBS) $(PTHREAD_LIBS)

bin_PROGRAMS += catena
catena_SOURCES = \
	core/cmd_check.c \
	core/cmd_explain.c \
	core/cmd_index.c \
	core/cmd_info.c \
	core/cmd_lint.c \
	core/cmd_new.c \
	core/cmd_plugin.c \
	core/cmd_plugins.c \
	core/cmd_run.c \
	core/cmd_show.c \
	core/lint.h \
	core/lint.c \
	core/lint_digest.c \
	core/lint_docs.c \
	core/lint_drive.c \
	core/lint_elf.c \
	core/lint_layers.c \
	core/lint_pass.h \
	core/lint_pass.c \
	core/main.h \
	core/main.c \
	core/main_diag.c \
	core/main_option.c \
	core/open.h \
	core/open.c \
	core/tune.h \
	core/tune.c
catena_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCATENA_TEMPLATE_DIR='"$(templatedir)"' \
	-DCATENA_PKGCONFIG_DIR='"$(pkgconfigdir)"'
catena_LDADD = libcatena_core.la
catena_LDFLAGS = $(AM_LDFLAGS)
catena_DEPENDENCIES = libcatena_core.la

if !SHARED_PLUGINS
# Each plugin, looked up in the program by its name: lt_dlopen("NAME.a").
# The regular expression keeps their other functions out of the table; libtool
# declares what is in it without the right types, which link-time optimisation
# would remark.
catena_LDFLAGS += $(PLUGINS:%=-dlpreopen %) \
	-export-symbols-regex '_LTX_catena_plugin$$' $(PREOPEN_CFLAGS)
catena_LDADD += $(CXX_RUNTIME_LIBS)
catena_DEPENDENCIES += $(PLUGINS)
endif

dist_man_MANS += core/catena.1 core/catena.conf.5
