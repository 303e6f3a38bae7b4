# SPDX-License-Identifier: MIT
# tests/fuzz/local.mk - any bytes at the borders of trust; not part of check,
# for it needs clang and time: make check-fuzz [FUZZ_SECONDS=60].

FUZZ_SECONDS = 60
FUZZ_CC = clang
FUZZ_FLAGS = -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
if WITH_LMDB
FUZZ_INDEX = fuzz_index
endif
# NAME is tests/fuzz/NAME.c, the files of the core, other files and the libraries
# that it needs, and a folder of inputs to begin with.
FUZZERS = $(FUZZ_INDEX) fuzz_config fuzz_elf fuzz_frame fuzz_gazetteer fuzz_model fuzz_rules fuzz_tok fuzz_when
fuzz_config_core = arena config config_chain config_env config_file config_lex \
	config_scan config_set config_top diag nearest option option_check \
	option_value quantity when when_compile
fuzz_config_libs = $(LIBCONFIG_LIBS) $(MATH_LIBS)
fuzz_config_seeds = tests/bad/config
fuzz_elf_core = module_elf
fuzz_frame_core = apart diag flow frame frame_read doc arena text symbol layer nearest
fuzz_gazetteer_files = plugins/tag_gazetteer/atoms.c plugins/tag_gazetteer/build.c \
	plugins/tag_gazetteer/image.c plugins/tag_gazetteer/lay.c \
	plugins/tag_gazetteer/match.c \
	plugins/tag_gazetteer/tokens.c
fuzz_index_files = $(filter %.c,$(plugins_share_libindex_la_SOURCES) \
	$(plugins_dedup_near_libdedup_near_la_SOURCES) plugins/dedup_near/dedup_near.c \
	$(plugins_find_copies_libfind_copies_la_SOURCES) $(FIND_COPIES) \
	$(plugins_group_stories_libgroup_stories_la_SOURCES) \
	plugins/group_stories/group_stories.c)
fuzz_index_libs = -DSHARE_WITH_LMDB $(LMDB_CFLAGS) $(LMDB_LIBS) $(MATH_LIBS)
fuzz_model_files = $(addsuffix .c,$(addprefix plugins/tag_model/,decode features \
	inputs marks model network product rows tag words))
fuzz_model_libs = $(MATH_LIBS)
fuzz_rules_files = $(addsuffix .c,$(addprefix plugins/tag_pattern/,capture classes \
	filter lexer machine nfa pattern read regex scan store))
fuzz_rules_seeds = plugins/tag_pattern/data
fuzz_tok_files = $(addsuffix .c,$(addprefix plugins/tokenize/,chars_table ends \
	ends_asked ends_shape ends_table facts lang lang_parse lex lex_cut lex_special \
	lex_word line_ends news news_avx2 news_avx512 news_chunks news_plan news_sents news_sse2 \
	news_way paragraphs scan uax29_sentence uax29_word))
fuzz_tok_libs = -I'$(srcdir)'/plugins/tokenize plugins/tokenize/lang_files.c
fuzz_tok_seeds = plugins/tokenize/data
fuzz_when_core = arena quantity when when_compile
fuzz_when_libs = $(MATH_LIBS)

check-fuzz:
	@$(MKDIR_P) tests/fuzz
	@$(foreach f,$(FUZZERS), \
	  echo '== $(f)' && \
	  $(FUZZ_CC) -std=gnu17 $(DEFS) $(CORE_CPPFLAGS) $(LFS_CPPFLAGS) $(LIBCONFIG_CFLAGS) $(FUZZ_FLAGS) \
	    -o tests/fuzz/$(f) '$(srcdir)'/tests/fuzz/$(f).c \
	    $($(f)_core:%='$(srcdir)'/core/%.c) $($(f)_files:%='$(srcdir)'/%) $($(f)_libs) -lpthread && \
	  (cd tests/fuzz && $(MKDIR_P) found.tmp && \
	    ./$(f) -max_len=4096 -print_final_stats=1 -verbosity=0 \
	    -max_total_time=$(FUZZ_SECONDS) found.tmp \
	    $($(f)_seeds:%='$(abs_top_srcdir)'/%) && rm -rf found.tmp) || exit 1;)
.PHONY: check-fuzz

EXTRA_DIST += $(FUZZERS:%=tests/fuzz/%.c) tests/fuzz/fuzz_index.c
CLEANFILES += $(FUZZERS:%=tests/fuzz/%) tests/fuzz/fuzz_config.tmp
