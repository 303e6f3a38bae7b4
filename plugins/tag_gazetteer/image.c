/* SPDX-License-Identifier: MIT */
/* image.c - opens compiled names, and trusts nothing that they say.
 *
 * The sum finds damage; that every place lies within its section is looked at
 * besides, so that not even a block with a right sum is read out of bounds:
 * sections here, records when they are met. */
#define _DEFAULT_SOURCE /* MAP_POPULATE */
#include "names.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- The sum ---- */

/* Each step is one to one for what it reads, so that no single change is lost;
 * four ways at once, because each waits for its multiplications. */
static inline uint64_t stir(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 29;
}

static uint64_t sum_of(const unsigned char *p, size_t n, uint64_t h)
{
	uint64_t a = h, b = h + 1, c = h + 2, d = h + 3;
	unsigned char rest[32] = {0};
	const size_t size = n;

	for (; n >= 32; p += 32, n -= 32) {
		a = stir(a, get64(p));
		b = stir(b, get64(p + 8));
		c = stir(c, get64(p + 16));
		d = stir(d, get64(p + 24));
	}
	if (n)
		memcpy(rest, p, n);
	a = stir(a, get64(rest));
	b = stir(b, get64(rest + 8));
	c = stir(c, get64(rest + 16));
	d = stir(d, get64(rest + 24));
	return stir(stir(stir(stir(size, a), b), c), d);
}

uint64_t tag_gazetteer_sum(const unsigned char *bytes, size_t size)
{
	const uint64_t head = sum_of(bytes, IMAGE_AT_SUM, 1);

	return sum_of(bytes + IMAGE_AT_SUM + 8, size - IMAGE_AT_SUM - 8, head);
}

/* ---- The head ---- */

static const char *check_head(const unsigned char *p, size_t size)
{
	if (size < 8 || memcmp(p, IMAGE_MAGIC, 8) != 0)
		return "is no file of compiled names";
	if (size < IMAGE_HEAD)
		return "is cut off: its head is not complete";
	if (get32(p + IMAGE_AT_VERSION) != IMAGE_VERSION)
		return "was compiled for another version of tag_gazetteer; compile the "
		       "lists again";
	if (get64(p + IMAGE_AT_SIZE) > size)
		return "is cut off; copy or compile it again";
	if (get64(p + IMAGE_AT_SIZE) < size)
		return "is longer than it says; copy or compile it again";
	if (get64(p + IMAGE_AT_SUM) != tag_gazetteer_sum(p, size))
		return "is damaged (its sum is wrong); copy or compile it again";
	return NULL;
}

/* The sections in order, each within the block. */
static bool read_sections(const unsigned char *p, size_t size, size_t *at)
{
	uint64_t before = IMAGE_HEAD;

	for (int i = 0; i <= SECTIONS; i++) {
		const uint64_t place = get64(p + IMAGE_AT_SECTIONS + 8 * i);
		if (place < before || place > size || (i < SECTIONS && place % IMAGE_ALIGN))
			return false;
		at[i] = (size_t)place;
		before = place;
	}
	return true;
}

static bool read_head(struct names *n, const size_t *at)
{
	const unsigned char *const p = n->bytes;
	const unsigned bits[3] = {p[IMAGE_AT_SMALL_BITS], p[IMAGE_AT_FIRST_BITS],
	                          p[IMAGE_AT_PAIR_BITS]};

	n->how = get32(p + IMAGE_AT_CASE);
	n->fold = get32(p + IMAGE_AT_FOLD);
	n->n = get32(p + IMAGE_AT_NAMES);
	n->n_types = get32(p + IMAGE_AT_TYPES);
	n->n_buckets = get32(p + IMAGE_AT_BUCKETS);
	n->n_singles = get32(p + IMAGE_AT_SINGLES);
	n->probes = get32(p + IMAGE_AT_PROBES);
	if (n->how > CASE_SMART || n->fold > 15 || n->n_types > NAME_TYPES_MAX)
		return false;
	for (int i = 0; i < 3; i++)
		if (bits[i] < 8 || bits[i] > 30)
			return false;
	n->first_shift[0] = 32 - bits[0];
	n->first_shift[1] = 32 - bits[1];
	n->pairs_shift = 64 - (bits[2] - 6);
	return at[SECTION_SMALL] - at[SECTION_TYPES] >= 4 * (size_t)n->n_types &&
	       at[SECTION_FIRST] - at[SECTION_SMALL] >= (size_t)1 << (bits[0] - 2) &&
	       at[SECTION_PAIRS] - at[SECTION_FIRST] >= (size_t)1 << (bits[1] - 2) &&
	       at[SECTION_BUCKETS] - at[SECTION_PAIRS] >= (size_t)1 << (bits[2] - 3) &&
	       n->n_singles > 0 && n->n_singles < n->n_buckets &&
	       n->probes <= n->n_buckets && /* or a look-up would go round and round */
	       (at[SECTION_RECORDS] - at[SECTION_BUCKETS]) / BUCKET_SIZE >=
	           n->n_buckets;
}

static bool read_strings(struct names *n)
{
	if (!n->strings_size || n->strings[0] || n->strings[n->strings_size - 1])
		return false;
	for (uint32_t i = 0; i < n->n_types; i++)
		if (get32(n->types + 4 * (size_t)i) >= n->strings_size)
			return false;
	return true;
}

static const char *open_block(struct names *n)
{
	const char *const why = check_head(n->bytes, n->size);
	size_t at[SECTIONS + 1];

	if (why)
		return why;
	if (!read_sections(n->bytes, n->size, at) || !read_head(n, at))
		return "says what cannot be; compile the lists again";
	n->types = n->bytes + at[SECTION_TYPES];
	n->first[0] = n->bytes + at[SECTION_SMALL];
	n->first[1] = n->bytes + at[SECTION_FIRST];
	n->pairs = n->bytes + at[SECTION_PAIRS];
	n->buckets = n->bytes + at[SECTION_BUCKETS];
	n->records = n->bytes + at[SECTION_RECORDS];
	n->records_size = at[SECTION_STRINGS] - at[SECTION_RECORDS];
	n->strings = (const char *)n->bytes + at[SECTION_STRINGS];
	n->strings_size = at[SECTIONS] - at[SECTION_STRINGS];
	if (!read_strings(n))
		return "says what cannot be; compile the lists again";
	if ((n->fold & FOLD_DIACRITICS) && !tag_gazetteer_can_fold_diacritics())
		return "folds diacritics, which this tag_gazetteer cannot: it was built "
		       "without utf8proc";
	return NULL;
}

/* ---- Opening ---- */

const char *tag_gazetteer_names_of(struct names *n, unsigned char *bytes,
                                   size_t size)
{
	const char *why;

	*n = (struct names){.bytes = bytes, .size = size};
	why = open_block(n);
	if (why)
		tag_gazetteer_names_free(n);
	return why;
}

/* Looking at every byte is the first thing that is done to them. */
static void *map(int fd, size_t size)
{
	int flags = MAP_PRIVATE;

#ifdef MAP_POPULATE
	flags |= MAP_POPULATE;
#endif
	return mmap(NULL, size, PROT_READ, flags, fd, 0);
}

const char *tag_gazetteer_names_open(struct names *n, const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const char *why = NULL;
	struct stat st;
	void *p = MAP_FAILED;

	memset(n, 0, sizeof *n);
	if (fd < 0)
		return strerror(errno);
	if (fstat(fd, &st) != 0)
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		why = "is not a regular file";
	else if (st.st_size < 8)
		why = tag_gazetteer_is_compiled(path)
		          ? "is cut off; copy or compile it again"
		          : "is no file of compiled names";
	else if ((uint64_t)st.st_size > SIZE_MAX / 2)
		why = "is larger than this machine can map";
	if (!why) {
		p = map(fd, (size_t)st.st_size);
		why = p == MAP_FAILED ? strerror(errno) : NULL;
	}
	close(fd);
	if (why)
		return why;
	*n = (struct names){.bytes = p, .size = (size_t)st.st_size, .mapped = true};
	why = open_block(n);
	if (why)
		tag_gazetteer_names_free(n);
	return why;
}

bool tag_gazetteer_is_compiled(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const char *const ending = strrchr(path, '.');
	char magic[8] = {0};
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, magic, 8);
	close(fd);
	/* what a copy that was cut off at once leaves is no list of no names */
	if (n == 0)
		return ending && strcmp(ending, ".gaz") == 0;
	return n >= 4 && memcmp(magic, IMAGE_MAGIC, (size_t)n) == 0;
}

void tag_gazetteer_names_free(struct names *n)
{
	/* what we own is const to all others */
	void *const p = (void *)(uintptr_t)n->bytes;

	if (n->mapped)
		munmap(p, n->size);
	else
		free(p);
	memset(n, 0, sizeof *n);
}

/* ---- Strings ---- */

const char *tag_gazetteer_type(const struct names *n, uint32_t type)
{
	return n->strings + get32(n->types + 4 * (size_t)type);
}
