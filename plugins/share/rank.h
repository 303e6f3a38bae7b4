/* SPDX-License-Identifier: MIT */
/* rank.h - which of several copies is kept: a document's rank as bytes, the
 * lowest wins, the first in input order among equals. */
#ifndef CATENA_SHARE_RANK_H
#define CATENA_SHARE_RANK_H

#include <catena/plugin.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	KEEP_FIRST,
	KEEP_LAST,
	KEEP_LONGEST,
	KEEP_EARLIEST,
	KEEP_PRIORITY
};

#define RANK_CHOICES \
	{ \
		"first", "last", "longest", "earliest", "priority", NULL \
	}
#define RANK_MAX 64u /* bytes of a rank; of a date no more count */

struct rank_rule {
	int64_t keep;
	const char *date_field;      /* of KEEP_EARLIEST */
	const char *priority_field;  /* of KEEP_PRIORITY; "source": where it is from */
	const char *const *priority; /* values, the best first; NULL-ended */
};

/* The three options of the rule beside keep. */
#define RANK_DATE_FIELD \
	{ \
		.name = "date_field", .type = CATENA_STRING, .initial = "date", \
		.help = \
		    "Field that keep = \"earliest\" compares: ISO 8601 dates, as text; " \
		    "numbers by value." \
	}
#define RANK_PRIORITY_FIELD \
	{ \
		.name = "priority_field", .type = CATENA_STRING, .initial = "source", \
		.help = \
		    "Field that keep = \"priority\" looks at; \"source\" where there is " \
		    "no such field: the file." \
	}
#define RANK_PRIORITY \
	{ \
		.name = "priority", .type = CATENA_STRINGS, .initial = "", \
		.help = "Beginnings of that field's values, the ones to be kept first." \
	}

static inline void rank_number(unsigned char *out, uint64_t n)
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)(n >> (56 - 8 * i));
}

/* Numbers in their order, before all texts. */
#define RANK_SECONDS 13u
static inline uint32_t rank_seconds(unsigned char *rank, int64_t whole, double part)
{
	const uint32_t fraction = (uint32_t)(part * 4294967296.0);

	rank[0] = 0;
	rank_number(rank + 1, (uint64_t)whole ^ UINT64_C(1) << 63);
	for (int i = 0; i < 4; i++)
		rank[9 + i] = (unsigned char)(fraction >> (24 - 8 * i));
	return RANK_SECONDS;
}

static inline uint32_t rank_date(const struct catena_field *date,
                                 unsigned char *rank)
{
	if (date && date->type == CATENA_FIELD_STRING && date->size) {
		const uint32_t size = date->size < RANK_MAX ? date->size : RANK_MAX;
		memcpy(rank, date->s, size);
		return size;
	}
	if (date && date->type == CATENA_FIELD_INT)
		return rank_seconds(rank, date->i, 0);
	if (date && date->type == CATENA_FIELD_FLOAT && date->f > -9e18 &&
	    date->f < 9e18) {
		int64_t whole = (int64_t)date->f;
		whole -= (double)whole > date->f;
		return rank_seconds(rank, whole, date->f - (double)whole);
	}
	rank[0] = 0xFF; /* no date: behind all that have one */
	return 1;
}

static inline uint64_t rank_priority(catena_ctx *ctx, const struct rank_rule *r)
{
	const struct catena_field *const f =
	    ctx->host->field_get(ctx, r->priority_field);
	const char *s = "";
	char number[32];
	uint32_t size = 0;
	uint64_t i = 0;

	if (f && f->type == CATENA_FIELD_STRING) {
		s = f->s;
		size = f->size;
	} else if (f && f->type == CATENA_FIELD_INT) {
		s = number;
		size = (uint32_t)snprintf(number, sizeof number, "%lld", (long long)f->i);
	} else if (!f && !strcmp(r->priority_field, "source"))
		s = ctx->host->source(ctx, &size);
	for (; r->priority[i]; i++) {
		const size_t n = strlen(r->priority[i]);
		if (n <= size && !memcmp(s, r->priority[i], n))
			break;
	}
	return i;
}

/* [worker] rank[RANK_MAX]; returns its size. */
static inline uint32_t rank_of(catena_ctx *ctx, const struct rank_rule *r,
                               unsigned char *rank)
{
	uint32_t size;

	switch (r->keep) {
	case KEEP_LAST:
		rank_number(rank, UINT64_MAX - ctx->host->number(ctx));
		return 8;
	case KEEP_LONGEST:
		ctx->host->text(ctx, &size);
		rank_number(rank, UINT64_MAX - size);
		return 8;
	case KEEP_PRIORITY:
		rank_number(rank, rank_priority(ctx, r));
		return 8;
	case KEEP_EARLIEST:
		return rank_date(ctx->host->field_get(ctx, r->date_field), rank);
	default:
		return 0;
	}
}

static inline bool rank_lower(const unsigned char *a, uint32_t a_size,
                              const unsigned char *b, uint32_t b_size)
{
	const int order = memcmp(a, b, a_size < b_size ? a_size : b_size);

	return order < 0 || (order == 0 && a_size < b_size);
}

/* CATENA_OK, or the reason against the rule. */
static inline catena_status rank_check(catena_ctx *ctx, const struct rank_rule *r)
{
	if (r->keep == KEEP_PRIORITY && !r->priority[0])
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "keep = \"priority\" needs a list: priority = [ "
		                       "\"best\", \"next\" ]");
	return CATENA_OK;
}

#endif
