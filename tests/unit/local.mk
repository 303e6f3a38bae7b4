# SPDX-License-Identifier: MIT
# tests/unit/local.mk - one cmocka program for each file of the core.

UNIT_TESTS += tests/unit/test_fold
tests_unit_test_fold_SOURCES = tests/unit/test_fold.c

UNIT_TESTS += tests/unit/test_when
tests_unit_test_when_SOURCES = tests/unit/test_when.c

UNIT_TESTS += tests/unit/test_config
tests_unit_test_config_SOURCES = tests/unit/test_config.c tests/unit/config_case.h

UNIT_TESTS += tests/unit/test_config_file
tests_unit_test_config_file_SOURCES = tests/unit/test_config_file.c \
	tests/unit/config_case.h

# The core's sources again, with allocations that fail, without its arena.
UNIT_TESTS += tests/unit/test_config_memory
tests_unit_test_config_memory_SOURCES = tests/unit/test_config_memory.c \
	tests/unit/config_case.h tests/unit/fail_alloc.h \
	core/config.c core/config_chain.c core/config_env.c core/config_file.c \
	core/config_lex.c core/config_scan.c core/config_set.c core/config_top.c \
	core/diag.c core/nearest.c core/option.c \
	core/option_value.c core/quantity.c core/when_compile.c
tests_unit_test_config_memory_CPPFLAGS = $(AM_CPPFLAGS) \
	-include $(srcdir)/tests/unit/fail_alloc.h
tests_unit_test_config_memory_LDADD = $(CMOCKA_LIBS) $(LIBCONFIG_LIBS) \
	$(MATH_LIBS) $(PTHREAD_LIBS)

UNIT_TESTS += tests/unit/test_diag
tests_unit_test_diag_SOURCES = tests/unit/test_diag.c

UNIT_TESTS += tests/unit/test_option
tests_unit_test_option_SOURCES = tests/unit/test_option.c

UNIT_TESTS += tests/unit/test_safe
tests_unit_test_safe_SOURCES = tests/unit/test_safe.c

UNIT_TESTS += tests/unit/test_quantity
tests_unit_test_quantity_SOURCES = tests/unit/test_quantity.c

UNIT_TESTS += tests/unit/test_manual
tests_unit_test_manual_SOURCES = tests/unit/test_manual.c

UNIT_TESTS += tests/unit/test_accept
tests_unit_test_accept_SOURCES = tests/unit/test_accept.c

UNIT_TESTS += tests/unit/test_module
tests_unit_test_module_SOURCES = tests/unit/test_module.c

UNIT_TESTS += tests/unit/test_probe
tests_unit_test_probe_SOURCES = tests/unit/test_probe.c

UNIT_TESTS += tests/unit/test_sort
tests_unit_test_sort_SOURCES = tests/unit/test_sort.c

UNIT_TESTS += tests/unit/test_gather
tests_unit_test_gather_SOURCES = tests/unit/test_gather.c

UNIT_TESTS += tests/unit/test_idset
tests_unit_test_idset_SOURCES = tests/unit/test_idset.c

UNIT_TESTS += tests/unit/test_journal
tests_unit_test_journal_SOURCES = tests/unit/test_journal.c

UNIT_TESTS += tests/unit/test_frame
tests_unit_test_frame_SOURCES = tests/unit/test_frame.c tests/unit/frame_sample.h

UNIT_TESTS += tests/unit/test_arena
tests_unit_test_arena_SOURCES = tests/unit/test_arena.c

UNIT_TESTS += tests/unit/test_text
tests_unit_test_text_SOURCES = tests/unit/test_text.c

UNIT_TESTS += tests/unit/test_symbol
tests_unit_test_symbol_SOURCES = tests/unit/test_symbol.c

UNIT_TESTS += tests/unit/test_doc
tests_unit_test_doc_SOURCES = tests/unit/test_doc.c

UNIT_TESTS += tests/unit/test_flow
tests_unit_test_flow_SOURCES = tests/unit/test_flow.c

UNIT_TESTS += tests/unit/test_out
tests_unit_test_out_SOURCES = tests/unit/test_out.c

UNIT_TESTS += tests/unit/test_summary
tests_unit_test_summary_SOURCES = tests/unit/test_summary.c

UNIT_TESTS += tests/unit/test_json
tests_unit_test_json_SOURCES = tests/unit/test_json.c

UNIT_TESTS += tests/unit/test_utf8
tests_unit_test_utf8_SOURCES = tests/unit/test_utf8.c

# Linked as an author's test is: the archive, and what its .pc names.
UNIT_TESTS += tests/unit/test_harness
tests_unit_test_harness_SOURCES = tests/unit/test_harness.c
tests_unit_test_harness_LDADD = libcatena-harness.a $(DL_LIBS) $(MATH_LIBS) \
	$(PTHREAD_LIBS) $(CMOCKA_LIBS)

UNIT_TESTS += tests/unit/test_guard
tests_unit_test_guard_SOURCES = tests/unit/test_guard.c

UNIT_TESTS += tests/unit/test_module_elf
tests_unit_test_module_elf_SOURCES = tests/unit/test_module_elf.c

UNIT_TESTS += tests/unit/test_json_read
tests_unit_test_json_read_SOURCES = tests/unit/test_json_read.c

UNIT_TESTS += tests/unit/test_align
tests_unit_test_align_SOURCES = tests/unit/test_align.c
