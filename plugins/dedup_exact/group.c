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

/* A fact: size of the rank, rank, id. */
catena_status dedup_exact_group_emit(catena_ctx *ctx, const struct rank_rule *rule,
                                     const struct fingerprint *print)
{
	uint32_t id_size;
	const char *const id = ctx->host->id(ctx, &id_size);
	unsigned char *const value =
	    ctx->host->alloc(ctx, 1 + RANK_MAX + (size_t)id_size, 1);

	if (!value)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	value[0] = (unsigned char)rank_of(ctx, rule, value + 1);
	memcpy(value + 1 + value[0], id, id_size);
	return ctx->host->emit(ctx, print, sizeof *print, value,
	                       1 + value[0] + id_size);
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
	const unsigned char *const value = f->value;
	const uint32_t rank_size = value[0];

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
		if (!keep_id(g, value + 1 + rank_size, f->size - 1 - rank_size))
			return false;
	}
	g->n++;
	return true;
}

catena_status dedup_exact_group_resolve(catena_ctx *ctx, struct group *g)
{
	struct catena_fact fact;
	catena_status status;

	g->n = 0;
	while ((status = ctx->host->fact(ctx, &fact)) == CATENA_OK) {
		if (fact.size < 1 || fact.size < 1u + *(const unsigned char *)fact.value)
			return ctx->host->fail(ctx, CATENA_E_BUG, "a fact that is none");
		if (!take(g, &fact))
			return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	}
	for (uint32_t i = 0; i < g->n && status == CATENA_END; i++) {
		if (i == g->best)
			continue;
		const catena_status s =
		    ctx->host->assign(ctx, g->docs[i], g->id, g->id_size);
		if (s != CATENA_OK)
			return s;
	}
	return status == CATENA_END ? CATENA_OK : status;
}
