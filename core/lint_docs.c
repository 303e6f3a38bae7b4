/* SPDX-License-Identifier: MIT */
/* lint_docs.c - documents that plugins stumble over, each for one reason. */
#include "build.h"

#include "lint.h"

#include <stdio.h>
#include <string.h>

#define NEWS \
	"HARBOUR TOWN, 3 March (Coast Wire) - The harbour board said on Tuesday " \
	"that it would close the old pier for two weeks.\n\n" \
	"\"We cannot wait any longer,\" said Maria Lind, who heads the board. " \
	"Repairs will cost 1.2 million crowns, she added.\n\n" \
	"Boats to the islands leave from the north quay until 17 March, the Coast " \
	"Line said.\n"

/* Every text is valid UTF-8 without a NUL: what is not never reaches a
 * plugin. */
static const struct {
	const char *name, *text;
} small[] = {
    {"ordinary news", NEWS},
    {"empty", ""},
    {"one byte", "a"},
    {"one space", " "},
    {"one line end", "\n"},
    {"one character of four bytes", "\xF0\x9F\x9A\xA2"},
    {"the same news again", NEWS},
    {"nearly the same news",
     "HARBOUR TOWN, 3 March (Coast Wire) - The harbour board said on Tuesday that "
     "it will close the old pier for two weeks.\n\n\"We cannot wait any longer,\" "
     "said Maria Lind, who heads the board. Repairs will cost 1.3 million crowns, "
     "she added.\n"},
    {"white space only", " \t \n\n \t\n   "},
    {"punctuation only", "...?!--(\"'\")[]{};:,.<>/\\|@#$%^&*~`"},
    {"no line end at the end", "The last line has none"},
    {"line ends of all kinds",
     "one\r\ntwo\rthree\nfour\r\n\r\nfive\xE2\x80\xA8six"},
    {"letters beyond ASCII",
     "Z\xC3\xBCrich, na\xC3\xAFve caf\xC3\xA9; \xE6\x9D\xB1\xE4\xBA\xAC; "
     "\xCE\x95\xCE\xBB\xCE\xBB\xCE\xAC\xCE\xB4\xCE\xB1; "
     "\xD8\xA7\xD9\x84\xD8\xB9\xD8\xB1\xD8\xA8\xD9\x8A\xD8\xA9; "
     "\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0."},
    {"letters that grow or shrink when folded",
     "\xC8\xBA\xC8\xBE \xC4\xB0\xC4\xB1 \xE1\xBA\x9E\xC3\x9F \xEF\xAC\x81 "
     "\xCE\xA3\xCF\x82"},
    {"combining marks",
     "e\xCC\x81 a\xCC\x88o\xCC\x88u\xCC\x88 \xCC\x81\xCC\x81\xCC\x81 "
     "n\xCC\x83\xCC\x81\xCC\x83\xCC\x81\xCC\x83\xCC\x81"},
    {"emoji of several characters",
     "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 "
     "\xF0\x9F\x87\xAB\xF0\x9F\x87\xAE\xF0\x9F\x87\xAB \xE2\x9D\xA4\xEF\xB8\x8F"},
    {"characters without width", "a\xE2\x80\x8B"
                                 "b\xC2\xAD"
                                 "c\xEF\xBB\xBF"
                                 "d\xE2\x80\x8E"
                                 "e\xE2\x80\xAE"
                                 "f"},
    {"control characters", "a\x01"
                           "b\x1B[31mc\x7F"
                           "d\x0B"
                           "e\x0C"
                           "f\xC2\x85g"},
    {"replacement characters", "\xEF\xBF\xBD a \xEF\xBF\xBD\xEF\xBF\xBD b"},
    {"the last code point", "\xF4\x8F\xBF\xBF x \xEF\xBF\xBF"},
    {"markup and escapes",
     "<p class=\"x\">A &amp; B</p> {\"a\": \"\\u0041\\n\"} $(x) `y` %s %n %d"},
    {"numbers",
     "1 -2 3.14 1,000,000 0x1F 1e309 99999999999999999999999999 1/2 12:30 "
     "2024-02-30"},
    {"addresses",
     "See http://example.org/a?b=c#d, a.b+c@example.org, @name, #tag."},
    {"abbreviations",
     "Mr. A. B. Smith of St. Mary's, U.S.A., e.g. No. 5. \"Yes.\" He"},
};

enum {
	SMALL = sizeof small / sizeof *small,
	LONG_WORD = 70000,
	LONG_LINE_WORDS = 20000,
	DIFFERENT_WORDS = 5000,
	LINES = 10000,
	MARKS = 5000,
	REPEATS = 1500
};

struct text {
	char *p;
	size_t n, cap;
};

static void put(struct text *t, const char *s)
{
	const size_t n = strlen(s);
	if (n < t->cap - t->n) {
		memcpy(t->p + t->n, s, n + 1);
		t->n += n;
	}
}

static void put_many(struct text *t, const char *s, unsigned times)
{
	while (times--)
		put(t, s);
}

static void put_words(struct text *t, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		char word[16];
		snprintf(word, sizeof word, "w%c%c%u ", (char)('a' + i % 26),
		         (char)('a' + i / 26 % 26), i);
		put(t, word);
	}
}

static void long_word(struct text *t)
{
	put_many(t, "a", LONG_WORD);
}

static void long_line(struct text *t)
{
	put_many(t, "word \xC3\xA9t\xC3\xA9, ", LONG_LINE_WORDS);
}

static void different_words(struct text *t)
{
	put_words(t, DIFFERENT_WORDS);
}

static void lines(struct text *t)
{
	put_many(t, "\n", LINES);
	put_many(t, "x\n", LINES);
}

static void marks(struct text *t)
{
	put(t, "a");
	put_many(t, "\xCC\x81", MARKS);
	put(t, " b");
}

static void long_news(struct text *t)
{
	put_many(t, NEWS, REPEATS);
}

static const struct {
	const char *name;
	void (*make)(struct text *);
	size_t room;
} large[] = {
    {"one word of 70,000 letters", long_word, LONG_WORD + 1},
    {"one line of 40,000 words", long_line, LONG_LINE_WORDS * 13 + 1},
    {"5,000 different words", different_words, DIFFERENT_WORDS * 10 + 1},
    {"20,000 lines", lines, LINES * 3 + 1},
    {"a letter with 5,000 marks", marks, MARKS * 2 + 4},
    {"news of half a megabyte", long_news, sizeof NEWS *REPEATS},
};
enum {
	LARGE = sizeof large / sizeof *large
};

const struct lint_doc *lint_docs(struct arena *a, uint32_t *n)
{
	struct lint_doc *d =
	    arena_array(a, SMALL + LARGE, sizeof *d, _Alignof(struct lint_doc));
	if (!d)
		return NULL;
	for (uint32_t i = 0; i < SMALL; i++)
		d[i] = (struct lint_doc){small[i].name, small[i].text,
		                         (uint32_t)strlen(small[i].text), i % 3 == 0};
	for (uint32_t i = 0; i < LARGE; i++) {
		struct text t = {arena_alloc(a, large[i].room, 1), 0, large[i].room};
		if (!t.p)
			return NULL;
		t.p[0] = 0;
		large[i].make(&t);
		d[SMALL + i] =
		    (struct lint_doc){large[i].name, t.p, (uint32_t)t.n, i % 2 == 0};
	}
	*n = SMALL + LARGE;
	return d;
}

uint32_t lint_ordinary(void)
{
	return 0;
}

uint32_t lint_small(void)
{
	return SMALL;
}

/* ---- Fields ---- */

#define FIELD(name_, ...) \
	{ \
		.name = name_, .name_size = sizeof(name_) - 1, __VA_ARGS__ \
	}

catena_status lint_set_fields(struct doc *d)
{
	static const struct catena_field fields[] = {
	    FIELD("date", .type = CATENA_FIELD_STRING, .s = "2024-03-05", .size = 10),
	    FIELD("agency", .type = CATENA_FIELD_STRING, .s = "", .size = 0),
	    FIELD("a \"name\" \xC3\xA9", .type = CATENA_FIELD_STRING, .s = "a\0b",
	          .size = 3),
	    FIELD("words", .type = CATENA_FIELD_INT, .i = INT64_MIN),
	    FIELD("score", .type = CATENA_FIELD_FLOAT, .f = 1e300),
	    FIELD("urgent", .type = CATENA_FIELD_BOOL, .i = 1),
	    FIELD("nothing", .type = CATENA_FIELD_NULL),
	    FIELD("more", .type = CATENA_FIELD_JSON, .s = "{\"a\":[1,2]}", .size = 11),
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const catena_status st = doc_field_set(d, &fields[i]);
		if (st != CATENA_OK)
			return st;
	}
	return CATENA_OK;
}
