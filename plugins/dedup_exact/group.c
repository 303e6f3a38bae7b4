/* SPDX-License-Identifier: MIT */
/* group.c - the copies of one text, and which of them is kept. */
#include "group.h"

struct group {
	uint64_t *docs; /* all of them, in input order */
	uint32_t n, room, best;
	unsigned char rank[RANK_MAX];
	uint32_t rank_size;
	char *id; /* of the best */
	uint32_t id_size, id_room;
	int64_t date; /* of the best */
};

struct group *dedup_exact_group_new(void)
{
	return calloc(1, sizeof(struct group));
}

void dedup_exact_group_free(struct group *g)
{
	if (!g)
		return;
	free(g->docs);
	free(g->id);
	free(g);
}

/* A fact: date, size of the rank, rank, id. */
#define DATE sizeof(int64_t)

catena_status dedup_exact_group_emit(catena_ctx *ctx, const struct rank_rule *rule,
                                     const struct share_index *index,
                                     const struct fingerprint *print)
{
	const int64_t date = index ? share_index_date(ctx, index) : SHARE_INDEX_NO_DATE;
	uint32_t id_size, n;
	const char *const id = ctx->host->id(ctx, &id_size);
	unsigned char *const value =
	    ctx->host->alloc(ctx, DATE + 1 + RANK_MAX + (size_t)id_size, 1);

	if (!value)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(value, &date, DATE);
	n = rank_of(ctx, rule, value + DATE + 1);
	value[DATE] = (unsigned char)n;
	memcpy(value + DATE + 1 + n, id, id_size);
	return ctx->host->emit(ctx, print, sizeof *print, value,
	                       (uint32_t)DATE + 1 + n + id_size);
}

static bool keep_id(struct group *g, const unsigned char *id, uint32_t size)
{
	if (size > g->id_room) {
		char *const p = realloc(g->id, size);
		if (!p)
			return false;
		g->id = p;
		g->id_room = size;
	}
	if (size)
		memcpy(g->id, id, size);
	g->id_size = size;
	return true;
}

static bool take(struct group *g, const struct catena_fact *f)
{
	const unsigned char *const value = (const unsigned char *)f->value + DATE;
	const uint32_t rank_size = value[0], size = f->size - (uint32_t)DATE;

	if (g->n == g->room) {
		const uint32_t room = g->room ? g->room + g->room / 2 : 64;
		uint64_t *const p = realloc(g->docs, (size_t)room * sizeof *p);
		if (!p)
			return false;
		g->docs = p;
		g->room = room;
	}
	g->docs[g->n] = f->doc;
	if (g->n == 0 || rank_lower(value + 1, rank_size, g->rank, g->rank_size)) {
		g->best = g->n;
		memcpy(g->rank, value + 1, rank_size);
		g->rank_size = rank_size;
		memcpy(&g->date, f->value, DATE);
		if (!keep_id(g, value + 1 + rank_size, size - 1 - rank_size))
			return false;
	}
	g->n++;
	return true;
}

/* An earlier run may have kept one already: that stays the best. */
static catena_status ask_index(catena_ctx *ctx, struct group *g,
                               struct share_index *index, struct seen *seen,
                               const struct fingerprint *print)
{
	const char *id;
	uint32_t size;
	const int found = dedup_exact_seen_find(seen, print, &id, &size);

	if (!found)
		return dedup_exact_known_add(ctx, index, seen, print, g->id, g->id_size,
		                             g->date);
	g->best = UINT32_MAX;
	if (found < 0 || !keep_id(g, (const unsigned char *)id, size))
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return CATENA_OK;
}

catena_status dedup_exact_group_resolve(catena_ctx *ctx, struct group *g,
                                        struct share_index *index,
                                        struct seen *seen,
                                        const struct fingerprint *print)
{
	struct catena_fact fact;
	catena_status status;

	g->n = 0;
	while ((status = ctx->host->fact(ctx, &fact)) == CATENA_OK) {
		if (fact.size < DATE + 1 ||
		    fact.size < DATE + 1 + ((const unsigned char *)fact.value)[DATE])
			return ctx->host->fail(ctx, CATENA_E_BUG, "a fact that is none");
		if (!take(g, &fact))
			return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	}
	if (status == CATENA_END && index && g->n)
		status = ask_index(ctx, g, index, seen, print);
	for (uint32_t i = 0; i < g->n && status >= 0; i++) {
		if (i == g->best)
			continue;
		status = ctx->host->assign(ctx, g->docs[i], g->id, g->id_size);
	}
	return status == CATENA_END ? CATENA_OK : status;
}
