/* SPDX-License-Identifier: MIT */
/* paged.c - bytes in memory or in a file: see paged.h. */
#define _POSIX_C_SOURCE 200809L
#include "paged.h"
#include "../share/temporary.h"
#include <string.h>

void find_copies_paged_init(struct paged *p, uint64_t bound)
{
	memset(p, 0, sizeof *p);
	find_copies_paged_bound(p, bound);
}

void find_copies_paged_bound(struct paged *p, uint64_t bound)
{
	const uint64_t pages = bound / PAGED_PAGE;

	p->bound = pages < 4                ? 4
	           : pages > UINT32_MAX / 2 ? UINT32_MAX / 2
	                                    : (uint32_t)pages;
}

void find_copies_paged_free(struct paged *p)
{
	for (uint32_t i = 0; i < p->n; i++)
		free(p->pages[i].bytes);
	free(p->pages);
	if (p->file)
		close(p->file - 1);
	memset(p, 0, sizeof *p);
}

static bool write_page(struct paged *p, uint32_t i)
{
	if (!p->file && !(p->file = temporary_open(NULL)))
		return false;
	if (!temporary_write(p->file, (uint64_t)i * PAGED_PAGE, p->pages[i].bytes,
	                     PAGED_PAGE))
		return false;
	p->pages[i].written = true;
	return true;
}

static bool read_page(const struct paged *p, uint32_t i, unsigned char *bytes)
{
	return temporary_read(p->file, (uint64_t)i * PAGED_PAGE, bytes, PAGED_PAGE);
}

/* The memory of a page which can go.  The last one, which is being filled, stays.
 */
static unsigned char *clear_page(struct paged *p)
{
	unsigned char *bytes;

	for (;; p->hand++) {
		struct page *const page = p->pages + (p->hand %= p->n);
		if (!page->bytes || p->hand + 1 == p->n)
			continue;
		if (page->touched) {
			page->touched = false;
			continue;
		}
		if (!page->written && !write_page(p, p->hand))
			return NULL;
		bytes = page->bytes;
		page->bytes = NULL;
		p->hand++;
		return bytes;
	}
}

/* Memory for one more page: new, or that of another. */
static unsigned char *take_memory(struct paged *p)
{
	unsigned char *bytes;

	if (p->resident < p->bound) {
		bytes = malloc(PAGED_PAGE);
		if (bytes)
			p->resident++;
		else
			errno = ENOMEM;
		return bytes;
	}
	bytes = clear_page(p);
	while (bytes && p->resident > p->bound) { /* the bound was lowered */
		free(bytes);
		p->resident--;
		bytes = clear_page(p);
	}
	return bytes;
}

static bool add_page(struct paged *p)
{
	unsigned char *bytes;

	if (p->n == p->room) {
		const uint32_t room = p->room + p->room / 4 + 64;
		struct page *const pages = realloc(p->pages, room * sizeof *pages);
		if (!pages)
			return errno = ENOMEM, false;
		p->pages = pages;
		p->room = room;
	}
	/* the page that was being filled may go now */
	p->pages[p->n] = (struct page){NULL, false, false};
	p->n++;
	bytes = take_memory(p);
	if (!bytes) {
		p->n--;
		return false;
	}
	memset(bytes, 0, PAGED_PAGE);
	p->pages[p->n - 1].bytes = bytes;
	return true;
}

bool find_copies_paged_add(struct paged *p, const void *bytes, size_t size)
{
	const unsigned char *in = bytes;

	while (size) {
		const size_t at = p->size % PAGED_PAGE;
		size_t part = PAGED_PAGE - at;
		if (p->size == (uint64_t)p->n * PAGED_PAGE && !add_page(p))
			return false;
		if (part > size)
			part = size;
		memcpy(p->pages[p->n - 1].bytes + at, in, part);
		p->size += part;
		in += part;
		size -= part;
	}
	return true;
}

const unsigned char *find_copies_paged_view(struct paged *p, uint64_t offset)
{
	const uint32_t i = (uint32_t)(offset / PAGED_PAGE);
	struct page *const page = p->pages + i;

	if (!page->bytes) {
		unsigned char *const bytes = take_memory(p);
		if (!bytes)
			return NULL;
		if (!read_page(p, i, bytes)) {
			free(bytes);
			p->resident--;
			return NULL;
		}
		page->bytes = bytes;
	}
	page->touched = true;
	return page->bytes;
}

bool find_copies_paged_get(struct paged *p, uint64_t offset, void *bytes,
                           size_t size)
{
	unsigned char *out = bytes;

	while (size) {
		const size_t at = offset % PAGED_PAGE;
		const size_t part = PAGED_PAGE - at < size ? PAGED_PAGE - at : size;
		const unsigned char *const page = find_copies_paged_view(p, offset);
		if (!page)
			return false;
		memcpy(out, page + at, part);
		out += part;
		offset += part;
		size -= part;
	}
	return true;
}
