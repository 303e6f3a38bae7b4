/* SPDX-License-Identifier: MIT */
/* seen.c - 36 bytes a document and its id; 8 more where its age counts. */
#define _POSIX_C_SOURCE 200809L
#include "seen.h"
#include "../share/store.h"
#include "../share/table.h"

struct print { /* its id ends where the next one's begins */
	struct fingerprint of;
	uint64_t id;
};

struct seen {
	struct table table;
	struct store ids;
	struct print *prints;
	int64_t *dates; /* NULL as long as there was no limit */
	int64_t limit;
	uint32_t n, room;
	char *id;
};

/* Ids beyond this go to a temporary file. */
#define IDS_IN_MEMORY (UINT64_C(256) << 20)

struct seen *dedup_exact_seen_new(void)
{
	struct seen *const s = calloc(1, sizeof *s);

	if (s) {
		s->ids.bound = IDS_IN_MEMORY;
		s->limit = INT64_MIN;
	}
	return s;
}

void dedup_exact_seen_free(struct seen *s)
{
	if (!s)
		return;
	table_free(&s->table);
	store_free(&s->ids);
	free(s->prints);
	free(s->dates);
	free(s->id);
	free(s);
}

uint32_t dedup_exact_seen_size(const struct seen *s)
{
	return s->n;
}

static bool make_room(struct seen *s, uint32_t n)
{
	const uint32_t room = n + n / 8 + 256;
	void *p;

	if (n <= s->room)
		return true;
	errno = ENOMEM;
	if (n > UINT32_MAX / 2 || !(p = realloc(s->prints, room * sizeof *s->prints)))
		return false;
	s->prints = p;
	if (s->dates && !(p = realloc(s->dates, room * sizeof *s->dates)))
		return false;
	if (s->dates)
		s->dates = p;
	s->room = room;
	return true;
}

static bool read_id(struct seen *s, uint32_t row, const char **id, uint32_t *size)
{
	const uint64_t from = s->prints[row].id;
	const uint64_t to =
	    row + 1 < s->n ? s->prints[row + 1].id : store_size(&s->ids);
	char *const p = realloc(s->id, (size_t)(to - from) + 1);

	if (!p)
		return false;
	s->id = p;
	p[to - from] = '\0';
	*id = p;
	*size = (uint32_t)(to - from);
	return store_get(&s->ids, from, p, *size);
}

void dedup_exact_seen_limit(struct seen *s, int64_t limit)
{
	s->limit = limit;
}

int dedup_exact_seen_find(struct seen *s, const struct fingerprint *print,
                          const char **id, uint32_t *id_size)
{
	uint32_t rows[TABLE_ROWS];
	const uint32_t n = table_find(&s->table, (uint32_t)(print->low >> 32), rows);

	for (uint32_t i = 0; i < n; i++) {
		const struct fingerprint *const other = &s->prints[rows[i]].of;
		if (other->high == print->high && other->low == print->low &&
		    (!s->dates || s->dates[rows[i]] >= s->limit))
			return read_id(s, rows[i], id, id_size) ? 1 : -1;
	}
	return 0;
}

/* From the first document with a date on they are kept. */
static bool set_date(struct seen *s, int64_t date)
{
	if (!s->dates && s->limit == INT64_MIN)
		return true;
	if (!s->dates) {
		s->dates = malloc(s->room * sizeof *s->dates);
		for (uint32_t i = 0; s->dates && i < s->n; i++)
			s->dates[i] = INT64_MAX;
	}
	if (s->dates)
		s->dates[s->n] = date;
	return s->dates;
}

int dedup_exact_seen_add(struct seen *s, const struct fingerprint *print,
                         const char *id, uint32_t size, int64_t date)
{
	errno = ENOMEM;
	if (!make_room(s, s->n + 1) || !set_date(s, date))
		return -1;
	s->prints[s->n] = (struct print){*print, store_size(&s->ids)};
	if (!store_add(&s->ids, id, size))
		return -1;
	errno = ENOMEM;
	if (!table_add(&s->table, (uint32_t)(print->low >> 32), s->n))
		return -1;
	s->n++;
	return 0;
}

struct head {
	uint32_t magic, n;
	uint64_t ids;
};

#define MAGIC UINT32_C(0x45445031) /* "EDP1" */

void *dedup_exact_seen_save(const struct seen *s, size_t *size)
{
	const struct head head = {MAGIC, s->n, store_size(&s->ids)};
	const uint64_t prints = (uint64_t)s->n * sizeof *s->prints;
	unsigned char *bytes;

	errno = ENOMEM;
	if (head.ids > SIZE_MAX / 2 || prints > SIZE_MAX / 2 - sizeof head)
		return NULL;
	*size = (size_t)(sizeof head + prints + head.ids);
	bytes = malloc(*size);
	if (!bytes)
		return NULL;
	memcpy(bytes, &head, sizeof head);
	if (prints)
		memcpy(bytes + sizeof head, s->prints, (size_t)prints);
	if (!store_get(&s->ids, 0, bytes + sizeof head + prints, (size_t)head.ids)) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

int dedup_exact_seen_load(struct seen *s, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	struct head head;
	uint64_t prints;

	errno = EINVAL;
	if (size < sizeof head || s->n)
		return -1;
	memcpy(&head, at, sizeof head);
	prints = (uint64_t)head.n * sizeof *s->prints;
	if (head.magic != MAGIC || head.ids > size ||
	    size != sizeof head + prints + head.ids)
		return -1;
	if (!make_room(s, head.n))
		return -1;
	at += sizeof head;
	if (prints)
		memcpy(s->prints, at, (size_t)prints);
	if (!store_add(&s->ids, at + prints, (size_t)head.ids))
		return -1;
	errno = ENOMEM;
	for (; s->n < head.n; s->n++)
		if (!table_add(&s->table, (uint32_t)(s->prints[s->n].of.low >> 32), s->n))
			return -1;
	return 0;
}
