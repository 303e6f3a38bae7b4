# SPDX-License-Identifier: MIT
# tests/bad/local.mk - what must be refused.  plugin/: one broken plugin a
# reason, config/: one wrong config a mistake; each says in its first lines what
# must be said of it.
EXTRA_DIST += tests/bad/config

BAD_PLUGINS = \
	tests/bad/plugin/abi_major.c \
	tests/bad/plugin/abi_minor.c \
	tests/bad/plugin/alloc_overrun.c \
	tests/bad/plugin/call_crash.c \
	tests/bad/plugin/call_loop.c \
	tests/bad/plugin/calls_from_a_thread.c \
	tests/bad/plugin/changes_layer.c \
	tests/bad/plugin/changes_text.c \
	tests/bad/plugin/column_begin.c \
	tests/bad/plugin/column_row.c \
	tests/bad/plugin/column_standard.c \
	tests/bad/plugin/column_twice.c \
	tests/bad/plugin/column_unknown_type.c \
	tests/bad/plugin/command_no_run.c \
	tests/bad/plugin/commit_forgets.c \
	tests/bad/plugin/copies_ctx.c \
	tests/bad/plugin/counts_documents.c \
	tests/bad/plugin/ctor_abort.c \
	tests/bad/plugin/ctor_closes.c \
	tests/bad/plugin/ctor_exit.c \
	tests/bad/plugin/ctor_forks.c \
	tests/bad/plugin/ctor_hog.c \
	tests/bad/plugin/ctor_loop.c \
	tests/bad/plugin/ctor_scribbles.c \
	tests/bad/plugin/ctor_segv.c \
	tests/bad/plugin/ctor_sleep.c \
	tests/bad/plugin/cuts_strings.c \
	tests/bad/plugin/dash-name.c \
	tests/bad/plugin/drops_for_many_reasons.c \
	tests/bad/plugin/drops_silently.c \
	tests/bad/plugin/executable_stack.c \
	tests/bad/plugin/exports_too_much.c \
	tests/bad/plugin/extension_crash.c \
	tests/bad/plugin/fails_and_goes_on.c \
	tests/bad/plugin/fails_in_two_lines.c \
	tests/bad/plugin/fails_silently.c \
	tests/bad/plugin/gather_no_resolve.c \
	tests/bad/plugin/good.c \
	tests/bad/plugin/hides_commands.c \
	tests/bad/plugin/hides_no_memory.c \
	tests/bad/plugin/ignores_no_memory.c \
	tests/bad/plugin/interns_words.c \
	tests/bad/plugin/keeps_ctx.c \
	tests/bad/plugin/leaks.c \
	tests/bad/plugin/long_summary.c \
	tests/bad/plugin/looks_elsewhere.c \
	tests/bad/plugin/missing_library.c \
	tests/bad/plugin/no_summary.c \
	tests/bad/plugin/no_symbol.c \
	tests/bad/plugin/no_work.c \
	tests/bad/plugin/opens_in_process.c \
	tests/bad/plugin/option_bad_default.c \
	tests/bad/plugin/option_default_range.c \
	tests/bad/plugin/option_no_choices.c \
	tests/bad/plugin/option_no_help.c \
	tests/bad/plugin/option_no_name.c \
	tests/bad/plugin/option_no_table.c \
	tests/bad/plugin/option_range.c \
	tests/bad/plugin/option_twice.c \
	tests/bad/plugin/option_unknown_type.c \
	tests/bad/plugin/optional_layer.c \
	tests/bad/plugin/other_symbol.c \
	tests/bad/plugin/process_crashes.c \
	tests/bad/plugin/process_exits.c \
	tests/bad/plugin/process_hangs.c \
	tests/bad/plugin/reader_filter.c \
	tests/bad/plugin/reader_no_extension.c \
	tests/bad/plugin/reader_no_id.c \
	tests/bad/plugin/reader_no_next.c \
	tests/bad/plugin/reader_no_nul.c \
	tests/bad/plugin/reader_no_text.c \
	tests/bad/plugin/reader_size.c \
	tests/bad/plugin/returns_null.c \
	tests/bad/plugin/rows_backwards.c \
	tests/bad/plugin/rows_beyond_text.c \
	tests/bad/plugin/rows_inside_character.c \
	tests/bad/plugin/rows_not_filled.c \
	tests/bad/plugin/rows_of_another.c \
	tests/bad/plugin/rows_out_of_bounds.c \
	tests/bad/plugin/rows_stale_pointer.c \
	tests/bad/plugin/rows_without_room.c \
	tests/bad/plugin/rows_wrong_string.c \
	tests/bad/plugin/small_descriptor.c \
	tests/bad/plugin/sync_no_restore.c \
	tests/bad/plugin/undefined_symbol.c \
	tests/bad/plugin/unknown_kind.c \
	tests/bad/plugin/unknown_status.c \
	tests/bad/plugin/unwanted_column.c \
	tests/bad/plugin/tune_no_report.c \
	tests/bad/plugin/use_bad_name.c \
	tests/bad/plugin/use_no_mode.c \
	tests/bad/plugin/use_not_announced.c \
	tests/bad/plugin/use_text_read.c \
	tests/bad/plugin/use_twice.c \
	tests/bad/plugin/use_unknown_mode.c \
	tests/bad/plugin/use_writes_all.c \
	tests/bad/plugin/use_wrong_index.c \
	tests/bad/plugin/wild_string.c \
	tests/bad/plugin/wrong_magic.c \
	tests/bad/plugin/wrong_name.c \
	tests/bad/plugin/zero_stride.c

if SHARED_PLUGINS
check_DATA += tests/bad/plugin/built
endif
tests/bad/plugin/built: $(BAD_PLUGINS) tests/bad/plugin/bad.h \
		tests/bad/plugin/build.sh sdk/catena/plugin.h
	@$(MKDIR_P) tests/bad/plugin
	$(AM_V_GEN)rm -rf tests/bad/plugin/so && cd '$(srcdir)' && \
	  CC='$(CC)' $(SHELL) tests/bad/plugin/build.sh \
	  '$(abs_top_builddir)/tests/bad/plugin/so' sdk $(BAD_PLUGINS)
	@touch $@
CLEANFILES += tests/bad/plugin/built tests/bad/plugin/so/*.so
EXTRA_DIST += $(BAD_PLUGINS) tests/bad/plugin/bad.h tests/bad/plugin/build.sh
