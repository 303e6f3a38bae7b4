/* SPDX-License-Identifier: MIT */
/* lang.h - what rules = "news" knows of one language, read from a .tok file
 *
 * Nothing of a language is in code: words and their roles come from
 * data/NAME.tok, which is also compiled in, or from a file of the user. */
#ifndef TOKENIZE_LANG_H
#define TOKENIZE_LANG_H

#include <stddef.h>
#include <stdint.h>

/* What a word is good for: one word may be several. */
enum {
	LANG_TITLE = 1,       /* keeps its full stop; no sentence ends there */
	LANG_ABBR = 2,        /* keeps its full stop */
	LANG_NUMBER = 4,      /* keeps its full stop before a number */
	LANG_CLITIC = 8,      /* cut from the end of a word */
	LANG_ELISION = 16,    /* cut from the beginning of a word */
	LANG_HYPHEN = 32,     /* cut, with a hyphen, from the end of a word */
	LANG_SPLIT = 64,      /* cut at `cut` */
	LANG_KEEP = 128,      /* never cut */
	LANG_PREFIX = 256,    /* the hyphen behind it does not cut */
	LANG_SUFFIX = 512,    /* the hyphen before it does not cut */
	LANG_UNIT = 1024,     /* cut from the number before it */
	LANG_DOMAIN = 2048,   /* the last part of a name of the net or of a file */
	LANG_STARTER = 4096,  /* capitalised, it begins a sentence */
	LANG_COMPOUND = 8192, /* words that end in it keep their full stop */
	LANG_CALENDAR = 16384 /* capitalised, though it begins no sentence */
};

enum {
	LANG_WORD_MAX = 32, /* bytes of a word in a .tok file */
	LANG_COMPOUND_MIN = 3,
	LANG_ROMAN_MAX = 6 /* XXVIII */
};

struct lang_word {
	uint32_t hash;
	uint32_t text; /* where in lang.text; 0: free slot */
	uint16_t roles;
	uint8_t size;
	uint8_t cut[3];  /* of LANG_SPLIT: offsets; 0: no more */
	uint8_t capital; /* only where the text has a capital */
	uint16_t plain;  /* roles that it has without one, too */
};

/* A sieve for words, by their first two bytes, their last one, and their size (see
 * lang_sieve_at): what falls through is none of them.  It is for words of which
 * these three are ASCII. */
struct lang_sieve {
	uint32_t bits[1024];
};

/* What tells words that bitmaps can cut (see news_plan.c) from others.  In the keys
 * an apostrophe is one byte, however it is written. */
struct lang_joints {
	int ticks, hyphens; /* may bitmaps cut at these at all? */
	/* words cut or kept whole; the beginnings of words up to their first sign, and
	 * what must not be cut from a hyphen behind or before it: "co-", "-ish" */
	struct lang_sieve whole, joint;
	uint32_t clitics[64]; /* packed, by lang_clitic_slot; 0: none */
};

/* The ends of LANG_SPLIT words: if a token may be one of those, the sets of its
 * last byte, the one before it and so on have a number in common. */
struct lang_tails {
	uint8_t sets[4][128]; /* by byte of ASCII */
	uint8_t low[4][32];   /* by its lower five bits */
};

struct lang {
	char name[16];
	int hyphens_split;       /* state-of-the-art: seven tokens */
	int runs_split;          /* !!! are three tokens */
	int groups_space;        /* 80 000 is one number */
	int ordinals;            /* 3. is one token */
	int comma;               /* the decimal sign: 1,5 is one number */
	int model;               /* sentence ends: the words of English tell too */
	struct lang_word *words; /* open addressing, slots a power of two */
	uint32_t slots, count;
	unsigned all_roles;
	uint8_t gap_after[256], gap_before[256]; /* see ends_may */
	struct ends_weights *weights;            /* see ends.h */
	/* Of words of ASCII: all, LANG_SPLIT ones, those with full stops. */
	struct lang_sieve known, split, dot;
	struct lang_joints joints;
	struct lang_tails tails;
	char *text;
	size_t text_size, text_room;
	struct lang_sieve compound; /* the last three letters of LANG_COMPOUND words */
};

/* A language from the text of a .tok file (n bytes; `file` is for messages).
 * NULL: error holds "file:line: what, and what would do" or "out of memory". */
struct lang *tokenize_lang_parse(const char *file, const char *text, size_t n,
                                 char *error, size_t room);
void tokenize_lang_free(struct lang *lang); /* NULL will do */

/* The text of a compiled-in language, NULL if there is none of that name.
 * names: all of them, "de, en, ...". */
const char *tokenize_lang_builtin(const char *name, size_t *size);
extern const char tokenize_lang_names[];

/* The place of a word of n bytes that begins with a and b (of one byte: the same
 * twice) and ends with z. */
static inline uint32_t lang_sieve_at(unsigned a, unsigned b, unsigned z, size_t n)
{
	const uint32_t key =
	    ((uint32_t)a | (uint32_t)b << 8 | (uint32_t)z << 16) | 0x202020u;

	return (key ^ (uint32_t)n << 24) * UINT32_C(0x9E3779B1) >> 17;
}

static inline uint32_t lang_sieve_holds(const struct lang_sieve *sieve, uint32_t at)
{
	return sieve->bits[at >> 5] >> (at & 31) & 1;
}

/* Where a clitic is, of up to four bytes packed lowest first. */
static inline uint32_t lang_clitic_slot(uint32_t packed)
{
	return packed * UINT32_C(0x9E3779B1) >> 26;
}

/* Is it made of I, V and X, as the numbers of kings and chapters are? */
static inline int lang_is_roman(const unsigned char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != 'I' && s[i] != 'V' && s[i] != 'X')
			return 0;
	return n > 0 && n <= LANG_ROMAN_MAX;
}

unsigned tokenize_lang_find(const struct lang *lang, const unsigned char *s,
                            size_t n, const struct lang_word **found);

/* The roles of n bytes of text as a word, 0 if it has none; *found, when not
 * NULL, is the word. */
static inline unsigned tokenize_lang_roles(const struct lang *lang,
                                           const unsigned char *s, size_t n,
                                           const struct lang_word **found)
{
	if (!n || n > LANG_WORD_MAX + 4)
		return 0;
	const unsigned a = s[0], b = s[n > 1], z = s[n - 1];
	if ((a | b | z) < 0x80 &&
	    !lang_sieve_holds(&lang->known, lang_sieve_at(a, b, z, n)))
		return 0;
	return tokenize_lang_find(lang, s, n, found);
}

static inline uint32_t lang_may(const struct lang_sieve *sieve,
                                const unsigned char *s, size_t n)
{
	return lang_sieve_holds(sieve, lang_sieve_at(s[0], s[n > 1], s[n - 1], n));
}

/* May a full stop belong to these n letters of ASCII before it?  Mostly no. */
static inline int lang_may_keep_dot(const struct lang *lang, const unsigned char *s,
                                    size_t n)
{
	return n <= 1 || lang_may(&lang->dot, s, n);
}

/* May a word that ends in these LANG_COMPOUND_MIN bytes end in a LANG_COMPOUND
 * word? */
static inline int lang_may_compound(const struct lang *lang, const unsigned char *s)
{
	return (lang->all_roles & LANG_COMPOUND) &&
	       lang_may(&lang->compound, s, LANG_COMPOUND_MIN);
}

/* May n letters of ASCII be a LANG_SPLIT word?  Mostly no. */
static inline int lang_may_split(const struct lang *lang, const unsigned char *s,
                                 size_t n)
{
	return n > 1 && lang_may(&lang->split, s, n);
}

#endif /* TOKENIZE_LANG_H */
