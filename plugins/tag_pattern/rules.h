/* SPDX-License-Identifier: MIT */
/* rules.h - a file of rules, checked and compiled; nobody changes it after.
 *
 * A rule is a pattern over tokens and what to make of a match.  The tests that
 * all patterns make of a token are numbered (struct test); a conjunction of
 * them, some denied, is a predicate: what an edge of the automaton asks. */
#ifndef TAG_PATTERN_RULES_H
#define TAG_PATTERN_RULES_H

#include "nfa.h"
#include "regex.h"
#include <stddef.h>

enum {
	TESTS_MAX = 512, /* different ones of a file */
	PREDICATES_MAX = 1024,
	LITERALS_MAX = 8,     /* of a predicate */
	LABELS_MAX = 8,       /* of a rule */
	ALSO_MAX = 4,         /* entities of a rule, besides the first */
	STATES_LIMIT = 20000, /* of all rules' automaton */
	NAME_ROOM = 64        /* of names of lists, labels, types; with NUL */
};

enum test_kind {
	TEST_WORD,  /* the folded text is literal `arg` */
	TEST_EXACT, /* the text is literal `arg` */
	TEST_LIST,  /* the folded text is in list `arg` */
	TEST_REGEX, /* of the text: regex `arg` */
	TEST_SHAPE, /* literal `arg` */
	TEST_KIND,  /* CATENA_TOKEN_* */
	TEST_FLAG,  /* CATENA_F_* */
	/* From here on a test asks more than the token itself. */
	TEST_FIRST,  /* of a sentence */
	TEST_GLUED,  /* no white space before */
	TEST_ENTITY, /* in an earlier entity, of type `arg` - 1; 0: of any */
	TEST_AFTER,  /* the token before, in the sentence, fulfils test `arg` */
	TEST_COPY    /* in a copy */
};

struct test {
	enum test_kind kind;
	uint32_t arg;
};

struct predicate {
	uint32_t n;
	uint16_t test[LITERALS_MAX];
	bool denied[LITERALS_MAX];
};

/* A word that lists or literals name.  Folded. */
struct word {
	uint32_t text, size; /* in strings; 0: the end of the table's chain */
	uint32_t first;      /* entry + 1 */
};

struct entry {
	uint32_t test;  /* that it fulfils; UINT32_MAX: its list is in no pattern */
	uint32_t list;  /* + 1; 0: a literal */
	uint32_t value; /* in strings; 0: none */
	uint32_t next;  /* entry + 1 */
};

struct list {
	char name[NAME_ROOM];
	uint32_t test; /* UINT32_MAX: none asks for it */
};

/* Labels and lists that values are made of, by what tag_pattern_known_... call
 * them.
 */
enum known_label {
	LABEL_Y,
	LABEL_M,
	LABEL_D,
	LABEL_ISO,
	LABEL_MDY,
	LABEL_DMY,
	LABEL_DECADE,
	LABEL_WD,
	LABEL_REL,
	LABEL_MOD,
	LABEL_N,
	LABEL_UNIT,
	LABEL_DIR,
	LABEL_PART,
	LABEL_Q,
	LABEL_HALF,
	LABEL_T,
	LABEL_AP,
	LABEL_CUR,
	LABEL_MINUS,
	LABEL_PER,
	LABEL_FEAST,
	LABEL_EVE,
	LABEL_Y2, /* the end of a range */
	LABEL_M2,
	LABEL_D2,
	LABEL_N2,
	LABEL_T2,
	LABEL_AP2,
	LABEL_WD2,
	LABEL_BOTH, /* both ends, in one token */
	LABEL_FROM,
	LABEL_AHEAD,
	LABELS_KNOWN
};

enum known_list {
	LIST_MONTH,
	LIST_WEEKDAY,
	LIST_TENSE,
	LIST_RELATIVE,
	LIST_MODIFIER,
	LIST_PERIOD,
	LIST_DIRECTION,
	LIST_PART,
	LIST_QUARTER,
	LIST_HALF,
	LIST_CLOCK,
	LIST_AMPM,
	LIST_NUMBER,
	LIST_SCALE,
	LIST_ORDINAL,
	LIST_DECIMAL,
	LIST_CURRENCY,
	LIST_UNIT,
	LIST_PER_UNIT,
	LIST_FEAST,
	LIST_AHEAD,
	LISTS_KNOWN
};

struct output {
	char type[NAME_ROOM];
	uint32_t symbol; /* set by who runs the rules; 0: none is made */
	bool nothing;    /* type NONE: there is none, of earlier stages either */
	uint8_t label;   /* + 1; 0: the whole match */
};

struct rule {
	struct output outputs[1 + ALSO_MAX];
	uint32_t n_outputs;
	char labels[LABELS_MAX][NAME_ROOM];
	uint32_t n_labels;
	uint8_t known[LABELS_KNOWN]; /* which label it is, + 1; 0: none */
	bool may_range;              /* one of them is the end of a range */
	uint32_t value;              /* enum value_kind of the first output */
	double score;                /* below 0: the stage's */
	double rank;                 /* against other stages' entities; 0: the score */
	uint32_t start;              /* in the automaton */
	uint32_t from, to;           /* its states */
	uint32_t file;               /* which source */
};

struct filter;

struct rules {
	char *strings; /* NUL-ended each; 0 is the empty one */
	uint32_t n_strings, cap_strings;
	struct word *words; /* open addressing; a power of 2 */
	uint32_t n_words, cap_words;
	struct entry *entries;
	uint32_t n_entries, cap_entries;
	struct list *lists;
	uint32_t n_lists, cap_lists;
	uint32_t known[LISTS_KNOWN]; /* which list it is, + 1; 0: none */
	struct regex **regexes;
	uint32_t n_regexes, cap_regexes;
	struct test tests[TESTS_MAX];
	uint32_t n_tests;
	struct predicate predicates[PREDICATES_MAX];
	uint32_t n_predicates;
	char types[TESTS_MAX][NAME_ROOM]; /* that TEST_ENTITY asks for */
	uint32_t n_types;
	struct rule *rules;
	uint32_t n_rules, cap_rules;
	struct nfa nfa;
	bool comma_is_decimal;
	struct filter *filter; /* which tokens a match may begin at (filter.h) */
};

/* Says what is wrong: `complain` is called for each mistake.  line 0: none. */
struct complaints {
	void (*complain)(void *user, const char *name, unsigned line, const char *what);
	void *user;
};

struct source { /* a file of rules, UTF-8 */
	const char *name, *text;
	size_t size;
};

/* Reads n files, one after the other: lists and lets carry over.  Of matches of
 * the same tokens that of the later file counts, in a file that of the earlier
 * rule.  NULL: wrong or out of memory, said.  [setup] */
struct rules *tag_pattern_rules_new(const struct source *, uint32_t n,
                                    const struct complaints *);
void tag_pattern_rules_free(struct rules *); /* NULL is fine */

/* The word of n folded bytes, NULL if there is none; a full stop at the end
 * does not count if there is none with it.  [any] */
const struct word *tag_pattern_word(const struct rules *, const char *folded,
                                    size_t n);

/* The value of a word in the list of that name, NULL if it is not in it; ""
 * when the list gives none.  [any] */
const char *tag_pattern_word_value(const struct rules *, const struct word *,
                                   enum known_list);

/* What a rule may do with what its labels caught. */
enum value_kind {
	VALUE_NONE,
	VALUE_DATE,
	VALUE_TIME,
	VALUE_DURATION,
	VALUE_MONEY,
	VALUE_PERCENT,
	VALUE_NUMBER,
	VALUE_ORDINAL,
	VALUE_QUANTITY,
	VALUE_KINDS
};
extern const char *const tag_pattern_value_names[VALUE_KINDS + 1];

#endif
