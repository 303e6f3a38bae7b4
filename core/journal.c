/* SPDX-License-Identifier: MIT */
/* journal.c - a file that is there whole or not at all.
 *
 * All of it is 64-bit words: the magic number, what was put, the sizes of the
 * blocks and how many there are, the complement of the sum of all before.  A text
 * is its size and its bytes with a NUL; a block is bytes alone, however many pieces
 * it came in: so it is read where the file is mapped, and never has to be put
 * together in memory. */
#include "build.h"

#include "journal.h"
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* "CATJNL" and the version; in another byte order it is another number. */
#define JOURNAL_MAGIC UINT64_C(0x4341544A4E4C0004)

enum {
	WORDS = 8192 /* of the writer's buffer */
};

/* Mixes a word into the sum; the multiplier is 2^64 over the golden ratio. */
static uint64_t add_word(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return sum ^ sum >> 32;
}

/* What a journal ends with.  The sum itself would make the sum of what is behind it
 * 0, so that a file with noughts at its end, as a crash may leave it, were right.
 */
static uint64_t end_of(uint64_t sum)
{
	return ~sum;
}

static char *temporary_name(const char *path)
{
	const size_t n = strlen(path) + sizeof ".new";
	char *name = malloc(n);
	if (name)
		snprintf(name, n, "%s.new", path);
	return name;
}

/* ---- Writing ---- */

struct journal_writer {
	char *path, *temporary;
	int fd, error; /* error: an errno, once something failed */
	uint64_t sum;
	uint64_t *blocks; /* sizes of those that have ended */
	size_t n_blocks;
	uint64_t block; /* size of the one that is being written */
	uint64_t rest;  /* its last word, as far as there are bytes for it */
	size_t n;       /* words in the buffer */
	uint64_t words[WORDS];
};

void journal_abandon(struct journal_writer *w)
{
	if (!w)
		return;
	if (w->fd >= 0) {
		close(w->fd);
		unlink(w->temporary);
	}
	free(w->path);
	free(w->temporary);
	free(w->blocks);
	free(w);
}

static int flush(struct journal_writer *w)
{
	const char *p = (const char *)w->words;
	size_t n = w->n * sizeof *w->words;
	w->n = 0;
	while (n && !w->error) {
		const ssize_t k = write(w->fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			w->error = k ? errno : ENOSPC;
			break;
		}
		p += k;
		n -= (size_t)k;
	}
	return w->error ? -1 : 0;
}

int journal_put_u64(struct journal_writer *w, uint64_t v)
{
	if (w->n == WORDS && flush(w))
		return -1;
	w->sum = add_word(w->sum, v);
	w->words[w->n++] = v;
	return w->error ? -1 : 0;
}

struct journal_writer *journal_create(const char *path, char *why, size_t size)
{
	struct journal_writer *w = malloc(sizeof *w);
	if (!w) {
		snprintf(why, size, "%s: out of memory", path);
		return NULL;
	}
	w->error = 0;
	w->sum = w->block = w->rest = 0;
	w->n = w->n_blocks = 0;
	w->blocks = NULL;
	w->fd = -1;
	w->path = strdup(path);
	w->temporary = temporary_name(path);
	if (w->path && w->temporary)
		w->fd = open(w->temporary,
		             O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (w->fd < 0) {
		snprintf(why, size, "%s.new: cannot write: %s", path, strerror(errno));
		journal_abandon(w);
		return NULL;
	}
	(void)journal_put_u64(w, JOURNAL_MAGIC);
	return w;
}

static void put_bytes(struct journal_writer *w, const char *p, size_t n)
{
	while (n && !w->error) {
		const size_t k = n < 8 ? n : 8;
		uint64_t v = 0;
		memcpy(&v, p, k);
		(void)journal_put_u64(w, v);
		p += k;
		n -= k;
	}
}

int journal_put_text(struct journal_writer *w, const char *s)
{
	const size_t n = strlen(s) + 1;
	(void)journal_put_u64(w, n);
	put_bytes(w, s, n);
	return w->error ? -1 : 0;
}

int journal_put_piece(struct journal_writer *w, const void *bytes, size_t n)
{
	const char *p = bytes;
	const size_t in = w->block % 8, room = 8 - in, first = n < room ? n : room;

	if (!n)
		return w->error ? -1 : 0;
	w->block += n;
	if (in) { /* the word that was begun */
		memcpy((char *)&w->rest + in, p, first);
		if (first < room)
			return w->error ? -1 : 0;
		(void)journal_put_u64(w, w->rest);
		p += first;
		n -= first;
	}
	put_bytes(w, p, n / 8 * 8);
	w->rest = 0;
	if (n % 8)
		memcpy(&w->rest, p + n / 8 * 8, n % 8);
	return w->error ? -1 : 0;
}

int journal_put_end(struct journal_writer *w)
{
	uint64_t *p;

	if (w->block % 8)
		(void)journal_put_u64(w, w->rest);
	p = realloc(w->blocks, (w->n_blocks + 1) * sizeof *p);
	if (p) {
		w->blocks = p;
		p[w->n_blocks++] = w->block;
	} else if (!w->error)
		w->error = ENOMEM;
	w->block = w->rest = 0;
	return w->error ? -1 : 0;
}

const char *journal_why(const struct journal_writer *w)
{
	return strerror(w->error);
}

int journal_commit(struct journal_writer *w, char *why, size_t size)
{
	int rc = -1;
	for (size_t i = 0; i < w->n_blocks; i++)
		(void)journal_put_u64(w, w->blocks[i]);
	(void)journal_put_u64(w, w->n_blocks);
	(void)journal_put_u64(w, end_of(w->sum));
	if (flush(w) || (fsync(w->fd) && (w->error = errno)))
		snprintf(why, size, "%s: cannot write: %s", w->temporary,
		         strerror(w->error));
	else if (rename(w->temporary, w->path))
		snprintf(why, size, "%s: cannot rename to %s: %s", w->temporary, w->path,
		         strerror(errno));
	else
		rc = 0;
	if (!rc) {
		out_sync_folder(w->path);
		close(w->fd);
		w->fd = -1;
	}
	journal_abandon(w);
	return rc;
}

void journal_remove(const char *path)
{
	char *name = temporary_name(path);
	if (name)
		unlink(name);
	free(name);
	if (!unlink(path))
		out_sync_folder(path);
}

/* ---- Reading ---- */

struct journal_reader {
	const uint64_t *words;
	size_t n, at, mapped;   /* n: without sizes and sum */
	const uint64_t *blocks; /* sizes of those that come */
	size_t n_blocks;
	bool failed;
};

void journal_close(struct journal_reader *r)
{
	if (!r)
		return;
	if (r->mapped)
		munmap((void *)(uintptr_t)r->words, r->mapped);
	free(r);
}

/* NULL, or what is wrong. */
static const char *map_file(struct journal_reader *r, int fd)
{
	struct stat st;
	if (fstat(fd, &st))
		return strerror(errno);
	if (!S_ISREG(st.st_mode) || st.st_size < 24 || st.st_size % 8 ||
	    (uint64_t)st.st_size > SIZE_MAX / 2)
		return "it is damaged";
	void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return strerror(errno);
	r->words = p;
	r->mapped = (size_t)st.st_size;
	r->n = r->mapped / 8 - 1;
	uint64_t sum = 0;
	for (size_t i = 0; i < r->n; i++)
		sum = add_word(sum, r->words[i]);
	if (end_of(sum) != r->words[r->n])
		return "it is damaged";
	if (r->words[0] != JOURNAL_MAGIC)
		return "it is of another version of catena";
	const uint64_t blocks = r->words[r->n - 1];
	if (blocks > r->n - 2)
		return "it is damaged";
	r->n_blocks = (size_t)blocks;
	r->n -= r->n_blocks + 1;
	r->blocks = r->words + r->n;
	r->at = 1;
	return NULL;
}

struct journal_reader *journal_open(const char *path, char *why, size_t size)
{
	struct journal_reader *r = calloc(1, sizeof *r);
	const char *wrong = r ? NULL : "out of memory";
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	*why = 0;
	if (fd < 0 && errno == ENOENT) {
		free(r);
		return NULL;
	}
	if (!wrong)
		wrong = fd < 0 ? strerror(errno) : map_file(r, fd);
	if (wrong)
		snprintf(why, size, "%s: %s", path, wrong);
	if (fd >= 0)
		close(fd);
	if (!wrong)
		return r;
	journal_close(r);
	return NULL;
}

bool journal_failed(const struct journal_reader *r)
{
	return r->failed;
}

uint64_t journal_get_u64(struct journal_reader *r)
{
	if (r->failed || r->at == r->n) {
		r->failed = true;
		return 0;
	}
	return r->words[r->at++];
}

/* n bytes, padded to words. */
static const char *get_bytes(struct journal_reader *r, uint64_t n)
{
	const uint64_t words = n / 8 + (n % 8 != 0);
	if (r->failed || words > r->n - r->at) {
		r->failed = true;
		return NULL;
	}
	const char *p = (const char *)(r->words + r->at);
	r->at += (size_t)words;
	return p;
}

const char *journal_get_text(struct journal_reader *r)
{
	const uint64_t n = journal_get_u64(r);
	const char *s = n ? get_bytes(r, n) : NULL;
	if (!s || s[n - 1]) {
		r->failed = true;
		return "";
	}
	return s;
}

const void *journal_get_block(struct journal_reader *r, size_t *size)
{
	*size = 0;
	if (!r->n_blocks)
		r->failed = true;
	if (r->failed)
		return NULL;
	const uint64_t n = *r->blocks++;
	const char *const p = get_bytes(r, n);
	r->n_blocks--;
	*size = p ? (size_t)n : 0;
	return p;
}
