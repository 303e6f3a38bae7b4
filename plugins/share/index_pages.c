/* SPDX-License-Identifier: MIT */
/* index_pages.c - is data.mdb what LMDB takes it for?
 *
 * LMDB trusts its file: where a page says that another lies, and how long a node
 * is, it looks, and writes.  Bytes that nobody wrote are the end of the process,
 * often not before something is added, when pages that are free are looked for.  So
 * both trees, the documents' and that of the free pages, are gone through before:
 * each page once, at its own place, full of nodes that do not overlap, keys in
 * order; none both free and in use.  Values are not read, but for their first page
 * and for lists of free pages: they have sums of their own.
 *
 * The layout is that of LMDB 0.9 (data version 1), of this machine's width and byte
 * order, as in its mdb.c. */
#define _POSIX_C_SOURCE 200809L
#include "index_parts.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef SHARE_WITH_LMDB

enum {
	BRANCH = 1, /* flags of a page */
	LEAF = 2,
	OVERFLOW_PAGE = 4,
	META = 8,
	BIG = 1,     /* flag of a node: its value lies on pages of its own */
	INTEGER = 8, /* flag of a tree: keys are numbers */
	METAS = 2,
	FREE = 0, /* trees */
	MAIN = 1,
	DEPTH_MOST = 32, /* LMDB's own limit */
	PAGE_MOST = 32768,
	NODE = 8, /* bytes of a node before its key */
	VERSION = 1
};
#define MAGIC_OF_LMDB UINT32_C(0xBEEFC0DE)
#define NO_PAGE SIZE_MAX

struct page { /* the head of one; offsets of nodes follow */
	size_t number;
	uint16_t pad, flags, lower, upper; /* or 32 bits: how many pages */
};
#define PAGE_HEAD (offsetof(struct page, upper) + sizeof(uint16_t))

struct tree {
	uint32_t pad; /* of FREE: the size of a page */
	uint16_t flags, depth;
	size_t branches, leaves, overflows, entries, root;
};

struct meta {
	uint32_t magic, version;
	void *address;
	size_t map;
	struct tree trees[2];
	size_t last, transaction;
};

struct node {
	uint16_t low, high, flags, key; /* key: its bytes */
};

struct bytes {
	const unsigned char *p;
	size_t n;
};

struct pages {
	int fd, error;
	size_t size; /* of a page */
	struct meta meta;
	unsigned char *seen;  /* a bit for each page: in use, or free */
	unsigned char *nodes; /* a bit for two bytes of the page at hand */
	const struct tree *tree;
};

static bool read_at(struct pages *f, uint64_t at, void *bytes, size_t n)
{
	unsigned char *out = bytes;

	while (n) {
		const ssize_t k = pread(f->fd, out, n, (off_t)at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			f->error = k < 0 ? errno : 0;
			return false;
		}
		out += k;
		at += (uint64_t)k;
		n -= (size_t)k;
	}
	return true;
}

static bool read_page(struct pages *f, size_t number, void *bytes, size_t n)
{
	return number <= f->meta.last &&
	       read_at(f, (uint64_t)number * f->size, bytes, n);
}

/* [number, number + n) are seen for the first time. */
static bool see(struct pages *f, size_t number, size_t n)
{
	if (number < METAS || number > f->meta.last || n > f->meta.last - number + 1)
		return false;
	for (; n; n--, number++) {
		if (f->seen[number / 8] >> number % 8 & 1)
			return false;
		f->seen[number / 8] =
		    (unsigned char)(f->seen[number / 8] | 1u << number % 8);
	}
	return true;
}

/* ---- Nodes ---- */

static struct page head_of(const unsigned char *page)
{
	struct page p = {.number = 0};

	memcpy(&p, page, PAGE_HEAD);
	return p;
}

/* Where the node is; 0: not in the page. */
static size_t node_at(const struct pages *f, const unsigned char *page, uint32_t i,
                      struct node *node)
{
	uint16_t words[4], at;

	*node = (struct node){0, 0, 0, 0};
	memcpy(&at, page + PAGE_HEAD + 2 * i, sizeof at);
	if (at % 2 || at < head_of(page).upper || at > f->size - NODE)
		return 0;
	memcpy(words, page + at, sizeof words);
	const bool little = *(const unsigned char *)&(const uint16_t){1};
	*node = (struct node){words[little ? 0 : 1], words[little ? 1 : 0], words[2],
	                      words[3]};
	return at;
}

static uint32_t value_size(const struct node *n)
{
	return n->low | (uint32_t)n->high << 16;
}

static size_t child_of(const struct node *n)
{
	uint64_t number = value_size(n);

	if (sizeof(size_t) > 4)
		number |= (uint64_t)n->flags << 32;
	return (size_t)number;
}

static size_t node_size(const struct node *n, bool leaf)
{
	const size_t value = !leaf            ? 0
	                     : n->flags & BIG ? sizeof(size_t)
	                                      : value_size(n);

	return (NODE + n->key + value + 1) / 2 * 2;
}

/* Nodes fill the page from `upper` on, each byte is of one. */
static bool check_nodes(struct pages *f, const unsigned char *page, uint32_t n,
                        bool leaf)
{
	size_t sum = head_of(page).upper;
	struct node node;

	memset(f->nodes, 0, f->size / 16);
	for (uint32_t i = 0; i < n; i++) {
		const size_t at = node_at(f, page, i, &node);
		const size_t size = at ? node_size(&node, leaf) : 0;
		if (!at || size > f->size - at || (leaf && node.flags & ~BIG))
			return false;
		sum += size;
		for (size_t k = at / 2; k < (at + size) / 2; k++) {
			if (f->nodes[k / 8] >> k % 8 & 1)
				return false;
			f->nodes[k / 8] = (unsigned char)(f->nodes[k / 8] | 1u << k % 8);
		}
	}
	return sum == f->size;
}

/* As LMDB compares: bytes, a shorter one first; numbers as such. */
static int compare(const struct pages *f, struct bytes a, struct bytes b)
{
	if (f->tree->flags & INTEGER) {
		size_t x, y;
		memcpy(&x, a.p, sizeof x);
		memcpy(&y, b.p, sizeof y);
		return x < y ? -1 : x > y;
	}
	const int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return order ? order : a.n < b.n ? -1 : a.n > b.n;
}

/* ---- Values ---- */

/* Pages of their own: how many there are, where they begin in the file. */
static bool check_big(struct pages *f, const unsigned char *value, uint32_t size,
                      uint64_t *at)
{
	unsigned char bytes[PAGE_HEAD];
	uint32_t pages;
	size_t number;

	memcpy(&number, value, sizeof number);
	if (!read_page(f, number, bytes, PAGE_HEAD))
		return false;
	const struct page head = head_of(bytes);
	memcpy(&pages, bytes + offsetof(struct page, lower), sizeof pages);
	*at = (uint64_t)number * f->size + PAGE_HEAD;
	return head.number == number && head.flags == OVERFLOW_PAGE &&
	       pages >= (PAGE_HEAD - 1 + (uint64_t)size) / f->size + 1 &&
	       see(f, number, pages);
}

/* A list of free pages: their number, then they, falling. */
static bool check_free(struct pages *f, struct bytes key,
                       const unsigned char *value, uint32_t size, uint64_t at)
{
	size_t transaction, n, last = NO_PAGE;
	size_t *list;
	bool good;

	if (size < sizeof n)
		return false;
	memcpy(&transaction, key.p, sizeof transaction);
	if (!(list = malloc(size))) {
		f->error = ENOMEM;
		return false;
	}
	good = at ? read_at(f, at, list, size) : (memcpy(list, value, size), true);
	good = good && transaction <= f->meta.transaction &&
	       list[0] <= size / sizeof n - 1;
	n = good ? list[0] : 0;
	for (size_t i = 1; i <= n && good; i++) {
		good = list[i] < last && see(f, list[i], 1);
		last = list[i];
	}
	free(list);
	return good;
}

static bool check_value(struct pages *f, const struct node *node, struct bytes key)
{
	const unsigned char *const value = key.p + key.n;
	const uint32_t size = value_size(node);
	uint64_t at = 0;

	if (node->flags & BIG && !check_big(f, value, size, &at))
		return false;
	return f->tree != f->meta.trees + FREE || check_free(f, key, value, size, at);
}

/* ---- Trees ---- */

static bool check_page(struct pages *, size_t number, unsigned depth,
                       struct bytes least, struct bytes end);

/* Keys rise, from `least` on and below `end` (NULL: any); the first key of a page
 * that leads to others may be missing. */
static bool check_keys(struct pages *f, const unsigned char *page, uint32_t n,
                       unsigned depth, struct bytes least, struct bytes end)
{
	const bool leaf = depth == 1, numbers = f->tree->flags & INTEGER;
	struct bytes key = least;

	for (uint32_t i = 0; i < n; i++) {
		struct node node, next;
		const size_t at = node_at(f, page, i, &node);
		const struct bytes own = {page + at + NODE, node.key};
		struct bytes until = end;
		if (leaf || i) {
			if (!own.n || (numbers && own.n != sizeof(size_t)) ||
			    (key.p && compare(f, key, own) > (leaf && i ? -1 : 0)) ||
			    (end.p && compare(f, own, end) >= 0))
				return false;
			key = own;
		}
		if (leaf) {
			if (!check_value(f, &node, own))
				return false;
			continue;
		}
		if (i + 1 < n) {
			const size_t there = node_at(f, page, i + 1, &next);
			until = (struct bytes){page + there + NODE, next.key};
			if (!until.n || (numbers && until.n != sizeof(size_t)))
				return false;
		}
		if (!check_page(f, child_of(&node), depth - 1, key, until))
			return false;
	}
	return true;
}

/* depth: 1 is a leaf. */
static bool check_page(struct pages *f, size_t number, unsigned depth,
                       struct bytes least, struct bytes end)
{
	const bool leaf = depth == 1;
	unsigned char *const page = malloc(f->size);
	bool good = false;

	if (!page)
		f->error = ENOMEM;
	else if (see(f, number, 1) && read_page(f, number, page, f->size)) {
		const struct page head = head_of(page);
		const uint32_t n =
		    head.lower < PAGE_HEAD ? 0 : (head.lower - (uint32_t)PAGE_HEAD) / 2;
		const uint32_t few = leaf || f->tree == f->meta.trees + FREE ? 1 : 2;
		good = head.number == number && head.flags == (leaf ? LEAF : BRANCH) &&
		       n >= few && head.lower % 2 == 0 && head.lower <= head.upper &&
		       head.upper < f->size && check_nodes(f, page, n, leaf) &&
		       check_keys(f, page, n, depth, least, end);
	}
	free(page);
	return good;
}

static bool check_tree(struct pages *f, int which)
{
	const struct bytes any = {NULL, 0};

	f->tree = f->meta.trees + which;
	if (f->tree->flags != (which == FREE ? INTEGER : 0))
		return false;
	if (f->tree->root == NO_PAGE)
		return !f->tree->depth;
	return f->tree->depth && f->tree->depth < DEPTH_MOST &&
	       check_page(f, f->tree->root, f->tree->depth, any, any);
}

/* ---- The file ---- */

/* The two heads; the later one counts.  1: of another layout, or cut off. */
static int read_metas(struct pages *f, uint64_t bytes)
{
	unsigned char head[PAGE_HEAD];
	struct meta meta;
	size_t size = 0;

	for (unsigned i = 0; i < METAS; i++) {
		if (!read_at(f, (uint64_t)i * size, head, PAGE_HEAD) ||
		    !read_at(f, (uint64_t)i * size + PAGE_HEAD, &meta, sizeof meta))
			return -1;
		if (meta.magic == MAGIC_OF_LMDB && (meta.version & 0x7fffffff) != VERSION)
			return 1;
		const uint32_t own = meta.trees[FREE].pad;
		if (head_of(head).flags != META || meta.magic != MAGIC_OF_LMDB ||
		    meta.version != VERSION || own < 512 || own > PAGE_MOST ||
		    (own & (own - 1)) || (i && own != size))
			return -1;
		size = own;
		if (!i || meta.transaction > f->meta.transaction)
			f->meta = meta;
	}
	f->size = size;
	if (f->meta.last < METAS - 1 || f->meta.transaction >= NO_PAGE - 1)
		return -1;
	return f->meta.last < bytes / size ? 0 : 1;
}

static int check_file(struct pages *f)
{
	struct stat st;
	int rc;

	if (fstat(f->fd, &st)) {
		f->error = errno;
		return -1;
	}
	if (!st.st_size)
		return 1;
	if ((rc = read_metas(f, (uint64_t)st.st_size)))
		return rc;
	f->seen = calloc(f->meta.last / 8 + 1, 1);
	f->nodes = malloc(f->size / 16);
	if (!f->seen || !f->nodes) {
		f->error = ENOMEM;
		return -1;
	}
	return check_tree(f, FREE) && check_tree(f, MAIN) ? 0 : -1;
}

int share_index_pages(const char *folder, int *error)
{
	struct pages f = {.fd = -1};
	char path[4096];
	int rc = -1;

	*error = 0;
	if (snprintf(path, sizeof path, "%s/data.mdb", folder) >= (int)sizeof path)
		*error = ENAMETOOLONG;
	else if ((f.fd = open(path, O_RDONLY | O_CLOEXEC)) < 0) {
		rc = errno == ENOENT ? 1 : -1;
		*error = errno == ENOENT ? 0 : errno;
	} else {
		rc = check_file(&f);
		*error = f.error;
		close(f.fd);
	}
	free(f.seen);
	free(f.nodes);
	return rc;
}
#endif
