# SPDX-License-Identifier: MIT
# tests/fuzz/local.mk - any bytes at the borders of trust; not part of check,
# for it needs clang and time: make check-fuzz [FUZZ_SECONDS=60].

FUZZ_SECONDS = 60
FUZZ_CC = clang
FUZZ_FLAGS = -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
# NAME is tests/fuzz/NAME.c and the files of the core that it needs.
FUZZERS = fuzz_frame
fuzz_frame_core = frame frame_read doc arena text symbol layer

check-fuzz:
	@$(MKDIR_P) tests/fuzz
	@$(foreach f,$(FUZZERS), \
	  echo '== $(f)' && \
	  $(FUZZ_CC) -std=gnu17 $(DEFS) $(CORE_CPPFLAGS) $(LFS_CPPFLAGS) $(FUZZ_FLAGS) \
	    -o tests/fuzz/$(f) '$(srcdir)'/tests/fuzz/$(f).c \
	    $($(f)_core:%='$(srcdir)'/core/%.c) -lpthread && \
	  (cd tests/fuzz && ./$(f) -max_len=4096 -print_final_stats=1 \
	    -verbosity=0 -max_total_time=$(FUZZ_SECONDS)) || exit 1;)
.PHONY: check-fuzz

EXTRA_DIST += tests/fuzz/fuzz_frame.c
CLEANFILES += $(FUZZERS:%=tests/fuzz/%)
