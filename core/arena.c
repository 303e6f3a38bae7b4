/* SPDX-License-Identifier: MIT */
/* arena.c - memory that is given back all at once. */
#include "build.h"

#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_ALIGN = 64,
	FIRST_BLOCK = 32 * 1024,
	LARGEST_STEP = 1024 * 1024
};

struct arena_block {
	struct arena_block *next;
	size_t shift;      /* bytes before it, of what malloc gave */
	size_t size, used; /* of data */
	alignas(MAX_ALIGN) char data[];
};

/* Bytes from base to the block in it. */
static size_t shift_in(const void *base)
{
	return (size_t)(-(uintptr_t)base & (MAX_ALIGN - 1));
}

static void *base_of(struct arena_block *b)
{
	return (char *)b - b->shift;
}

/* Of base for `size` bytes of data; 0: too many. */
static size_t whole(size_t size)
{
	const size_t more = sizeof(struct arena_block) + MAX_ALIGN;
	return size > SIZE_MAX - more ? 0 : size + more;
}

static size_t pad_to(const struct arena_block *b, size_t align)
{
	const size_t at = b->used & (align - 1);
	return at ? align - at : 0;
}

static int fits(const struct arena_block *b, size_t size, size_t align)
{
	const size_t room = b->size - b->used, pad = pad_to(b, align);
	return pad <= room && size <= room - pad;
}

/* The first spare block that is large enough, taken out of the list. */
static struct arena_block *take_spare(struct arena *a, size_t size)
{
	for (struct arena_block **p = &a->spare; *p; p = &(*p)->next) {
		if ((*p)->size >= size) {
			struct arena_block *b = *p;
			*p = b->next;
			return b;
		}
	}
	return NULL;
}

static struct arena_block *new_block(struct arena *a, size_t size)
{
	size_t want = a->blocks ? a->blocks->size * 2 : FIRST_BLOCK;
	if (want > LARGEST_STEP)
		want = LARGEST_STEP;
	if (want < size)
		want = size;
	struct arena_block *b = take_spare(a, want < LARGEST_STEP ? size : want);
	if (b)
		return b;
	char *base = whole(want) ? malloc(whole(want)) : NULL;
	if (!base)
		return NULL;
	b = (void *)(base + shift_in(base));
	b->shift = shift_in(base);
	b->size = want;
	b->used = 0;
	return b;
}

void *arena_alloc(struct arena *a, size_t size, size_t align)
{
	struct arena_block *b = a->blocks;
	if (!b || !fits(b, size, align)) {
		struct arena_block *fresh = new_block(a, size);
		if (!fresh)
			return NULL;
		/* A block made for one large thing does not displace the one being
		 * filled, unless that is nearly full. */
		if (b && size > LARGEST_STEP / 2 && b->size - b->used > b->size / 8) {
			fresh->next = b->next;
			b->next = fresh;
		} else {
			fresh->next = b;
			a->blocks = fresh;
		}
		b = fresh;
	}
	b->used += pad_to(b, align);
	void *p = b->data + b->used;
	b->used += size;
	a->used += size;
	return p;
}

void *arena_zalloc(struct arena *a, size_t size, size_t align)
{
	void *p = arena_alloc(a, size, align);
	return p ? memset(p, 0, size) : NULL;
}

void *arena_array(struct arena *a, size_t n, size_t size, size_t align)
{
	if (size && n > SIZE_MAX / size)
		return NULL;
	return arena_alloc(a, n * size, align);
}

/* The link to the block in which p stands alone; NULL if there is none, or if it
 * is no large one. */
static struct arena_block **alone(struct arena *a, const void *p, size_t size)
{
	if (!p || size <= LARGEST_STEP / 2)
		return NULL;
	struct arena_block **at = &a->blocks;
	while (*at && ((*at)->data != p || (*at)->used != size))
		at = &(*at)->next;
	return *at ? at : NULL;
}

void arena_give_back(struct arena *a, const void *p, size_t size)
{
	struct arena_block **at = alone(a, p, size), *b = at ? *at : NULL;
	if (!b)
		return;
	*at = b->next;
	free(base_of(b));
	a->used -= size;
}

/* Where the system can, without a second copy in memory. */
static void *enlarge(struct arena_block **at, size_t size)
{
	const struct arena_block old = **at;
	char *base = whole(size) ? realloc(base_of(*at), whole(size)) : NULL;
	if (!base)
		return NULL;
	struct arena_block *b = (void *)(base + shift_in(base));
	if (shift_in(base) != old.shift)
		memmove(b, base + old.shift, sizeof *b + old.used);
	b->shift = shift_in(base);
	b->size = b->used = size;
	*at = b;
	return b->data;
}

void *arena_grow(struct arena *a, void *p, size_t old_size, size_t size)
{
	struct arena_block *b = a->blocks;
	if (size <= old_size)
		return p;
	if (p && b && (char *)p + old_size == b->data + b->used &&
	    size - old_size <= b->size - b->used) {
		b->used += size - old_size;
		a->used += size - old_size;
		return p;
	}
	struct arena_block **at = alone(a, p, old_size);
	void *q = at ? enlarge(at, size) : arena_alloc(a, size, 16);
	if (q && at)
		a->used += size - old_size;
	else if (q && old_size)
		memcpy(q, p, old_size);
	return q;
}

char *arena_copy(struct arena *a, const char *s, size_t n)
{
	if (n == SIZE_MAX)
		return NULL;
	char *p = arena_alloc(a, n + 1, 1);
	if (!p)
		return NULL;
	if (n)
		memcpy(p, s, n);
	p[n] = 0;
	return p;
}

static void free_list(struct arena_block *b)
{
	while (b) {
		struct arena_block *next = b->next;
		free(base_of(b));
		b = next;
	}
}

void arena_reset(struct arena *a, size_t keep)
{
	struct arena_block *lists[2] = {a->blocks, a->spare};
	size_t kept = 0;
	a->blocks = a->spare = NULL;
	a->used = 0;
	for (int i = 0; i < 2; i++) {
		for (struct arena_block *b = lists[i], *next; b; b = next) {
			next = b->next;
			if (b->size > keep - kept) {
				free(base_of(b));
				continue;
			}
			kept += b->size;
			b->used = 0;
			b->next = a->spare;
			a->spare = b;
		}
	}
}

void arena_free(struct arena *a)
{
	free_list(a->blocks);
	free_list(a->spare);
	*a = (struct arena){0};
}
