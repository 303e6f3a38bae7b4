/* SPDX-License-Identifier: MIT */
/* @NAME@.c - a tokenizer: for text that was cut into tokens before, with white
 * space between them and a sentence a line.
 *
 * It makes the layers "token" and "sentence".  The contract is in
 * <catena/plugin.h>; GUIDE.md beside Catena's README explains it. */
#include <catena/fold.h>
#include <catena/plugin.h>

#include <stddef.h>

/* What is made: host->write(ctx, TOKEN, ...) gives these columns to fill in. */
enum {
	TOKEN,
	SENTENCE
};
enum {
	TOKEN_KIND,
	TOKEN_FLAGS,
	TOKEN_HASH
};

static const struct catena_column token_columns[] = {
    {"kind", CATENA_U8, 0, NULL},
    {"flags", CATENA_U8, 0, NULL},
    {"hash", CATENA_U32, 0, NULL},
    {NULL, 0, 0, NULL},
};
static const struct catena_use uses[] = {
    {"token", CATENA_WRITE, token_columns},
    {"sentence", CATENA_WRITE, NULL},
};

static int is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Kind and flags of the token s[0, n).  Letters beyond ASCII count as letters
 * without case: enough for an example, <catena/utf8.h> helps to do better. */
static uint8_t kind_and_flags(const char *s, uint32_t n, uint8_t *flags)
{
	uint32_t upper = 0, lower = 0, other = 0, digits = 0;
	for (uint32_t i = 0; i < n; i++) {
		const unsigned char c = (unsigned char)s[i];
		upper += c >= 'A' && c <= 'Z';
		lower += c >= 'a' && c <= 'z';
		digits += c >= '0' && c <= '9';
		other += c >= 0x80;
	}
	*flags = CATENA_F_SPACE_AFTER;
	if (s[0] >= 'A' && s[0] <= 'Z')
		*flags |= CATENA_F_CAPITALISED;
	if (upper >= 2 && !lower && !other)
		*flags |= CATENA_F_ALL_CAPS;
	if (digits)
		*flags |= CATENA_F_HAS_DIGIT;
	if (upper + lower + other)
		return CATENA_TOKEN_WORD;
	return digits ? CATENA_TOKEN_NUMBER : CATENA_TOKEN_PUNCT;
}

static catena_status add_token(catena_ctx *ctx, struct catena_writer *w,
                               const char *text, uint32_t begin, uint32_t end,
                               int first)
{
	if (catena_row(ctx, w, begin, end) != CATENA_OK)
		return CATENA_E_NOMEM;

	const uint32_t row = w->n - 1;
	uint8_t flags;
	const uint8_t kind = kind_and_flags(text + begin, end - begin, &flags);
	if (first)
		flags |= CATENA_F_SENTENCE_START;
	/* The columns are NULL when no later stage reads them. */
	if (w->cols[TOKEN_KIND])
		((uint8_t *)w->cols[TOKEN_KIND])[row] = kind;
	if (w->cols[TOKEN_FLAGS])
		((uint8_t *)w->cols[TOKEN_FLAGS])[row] = flags;
	if (w->cols[TOKEN_HASH])
		((uint32_t *)w->cols[TOKEN_HASH])[row] =
		    catena_fold_hash(text + begin, end - begin);
	return CATENA_OK;
}

/* One line: its tokens, and one sentence around them. */
static catena_status add_line(catena_ctx *ctx, struct catena_writer *tokens,
                              struct catena_writer *sentences, const char *text,
                              uint32_t at, uint32_t line_end)
{
	uint32_t first = line_end, last = line_end;
	while (at < line_end) {
		while (at < line_end && is_space(text[at]))
			at++;
		const uint32_t begin = at;
		while (at < line_end && !is_space(text[at]))
			at++;
		if (begin == at)
			break;
		if (add_token(ctx, tokens, text, begin, at, first == line_end) != CATENA_OK)
			return CATENA_E_NOMEM;
		if (first == line_end)
			first = begin;
		last = at;
	}
	return first < line_end ? catena_row(ctx, sentences, first, last) : CATENA_OK;
}

/* One document.  Many workers are in here at once, each with its own. */
static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	(void)self;
	(void)local;

	uint32_t size;
	const char *text = h->text(ctx, &size);
	struct catena_writer *tokens = h->write(ctx, TOKEN, size / 6 + 1);
	struct catena_writer *sentences = h->write(ctx, SENTENCE, size / 100 + 1);
	if (!tokens || !sentences)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");

	for (uint32_t begin = 0; begin < size;) {
		uint32_t end = begin;
		while (end < size && text[end] != '\n')
			end++;
		if (add_line(ctx, tokens, sentences, text, begin, end) != CATENA_OK)
			return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
		begin = end + 1;
	}
	return CATENA_OK;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "@NAME@",
    .kind = "tokenizer",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Tokens between white space, a sentence a line.",
    .uses = uses,
    .n_uses = sizeof uses / sizeof *uses,
    .process = process,
};

CATENA_PLUGIN(@NAME@)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
