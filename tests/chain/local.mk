# SPDX-License-Identifier: MIT
# tests/chain/local.mk - the program on real files.

SH_TESTS += tests/chain/lint.sh
SH_TESTS += tests/chain/tokenize.sh
SH_TESTS += tests/chain/plugins_refused.sh
SH_TESTS += tests/chain/sample_key.sh
SH_TESTS += tests/chain/gather.sh
SH_TESTS += tests/chain/new.sh
SH_TESTS += tests/chain/new_plugin.sh
SH_TESTS += tests/chain/check_accepts.sh
SH_TESTS += tests/chain/check_refuses.sh
SH_TESTS += tests/chain/sample.sh
SH_TESTS += tests/chain/sample_full.sh
SH_TESTS += tests/chain/resume.sh
SH_TESTS += tests/chain/bad_text.sh
SH_TESTS += tests/chain/huge.sh
SH_TESTS += tests/chain/files.sh
SH_TESTS += tests/chain/hostile.sh
SH_TESTS += tests/chain/ids.sh
SH_TESTS += tests/chain/read_own.sh
SH_TESTS += tests/chain/read_paths.sh
SH_TESTS += tests/chain/jsonl_fuzz.sh
SH_TESTS += tests/chain/resume_readers.sh
SH_TESTS += tests/chain/export.sh

# resume.sh and index_kill.sh with more kills than there is time for in check, and a kill at
# each call.
check-kill: all $(check_LTLIBRARIES)
	@$(AM_TESTS_ENVIRONMENT) \
	KILLS=200 $(SHELL) '$(srcdir)'/tests/chain/resume.sh && \
	$(SHELL) '$(srcdir)'/tests/chain/resume_calls.sh && \
	KILLS=200 $(SHELL) '$(srcdir)'/tests/chain/index_kill.sh && \
	KILLS=200 $(SHELL) '$(srcdir)'/tests/chain/copies_kill.sh && \
	$(SHELL) '$(srcdir)'/tests/chain/index_calls.sh
EXTRA_DIST += tests/chain/resume_calls.sh
.PHONY: check-kill
SH_TESTS += tests/chain/isolate.sh
EXTRA_DIST += tests/chain/plugins/mortal.c
SH_TESTS += tests/chain/new_resume.sh
SH_TESTS += tests/chain/commands.sh
EXTRA_DIST += tests/chain/plugins/brings.c
SH_TESTS += tests/chain/explain.sh
SH_TESTS += tests/chain/gazetteer.sh
SH_TESTS += tests/chain/index.sh tests/chain/index_kill.sh tests/chain/copies_kill.sh
EXTRA_DIST += tests/chain/index_calls.sh
EXTRA_DIST += tests/chain/index_heap.awk
SH_TESTS += tests/chain/gazetteer_lists.sh
SH_TESTS += tests/chain/speakers.sh
EXTRA_DIST += tests/chain/speakers.txt
SH_TESTS += tests/chain/tune.sh
