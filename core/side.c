/* SPDX-License-Identifier: MIT */
/* side.c - two texts side by side, for reading.
 *
 * A text is cut into atoms: runs without blanks, each with what has to be
 * printed for it and how many cells of a terminal that takes.  Atoms are put
 * into lines of a column's width. */
#include "build.h"

#include "safe.h"
#include "side.h"
#include <catena/json.h>
#include <stdalign.h>
#include <string.h>

/* ---- Characters ---- */

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n && ranges[i].first <= c; i++) {
		if (c <= ranges[i].last)
			return true;
	}
	return false;
}

/* Cells: what East Asian Width calls W or F takes two, combining marks of the
 * scripts that are met most none. */
static unsigned cells(uint32_t c)
{
	static const struct range none[] = {
	    {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x5BF, 0x5C7},
	    {0x610, 0x61A},   {0x64B, 0x65F},   {0x670, 0x670},   {0x6D6, 0x6DC},
	    {0x6DF, 0x6ED},   {0x93C, 0x93C},   {0x941, 0x948},   {0x94D, 0x94D},
	    {0xE31, 0xE31},   {0xE34, 0xE3A},   {0xE47, 0xE4E},   {0x1AB0, 0x1AFF},
	    {0x1DC0, 0x1DFF}, {0x200C, 0x200D}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F},
	    {0xFE20, 0xFE2F}};
	static const struct range wide[] = {
	    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},
	    {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
	    {0xF900, 0xFAFF},   {0xFE10, 0xFE6F},   {0xFF00, 0xFF60},
	    {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
	    {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
	if (c < 0x300)
		return 1;
	if (is_in(none, sizeof none / sizeof *none, c))
		return 0;
	return is_in(wide, sizeof wide / sizeof *wide, c) ? 2 : 1;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 ||
	       c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* The next character as it may be printed; its bytes in *size. */
static unsigned put_char(struct json_buf *b, const char *s, size_t n, size_t *size,
                         uint32_t *c)
{
	char name[SAFE_NAME];
	*size = safe_character(s, n, name, c);
	if (*name)
		s = name;
	const size_t bytes = *name ? strlen(name) : *size;
	json_raw(b, s, bytes);
	return *name ? (unsigned)bytes : cells(*c);
}

/* ---- Atoms ---- */

struct atom {
	size_t from; /* in the bytes of the column */
	uint32_t n, width;
	bool marked;
	bool glued; /* no blank before it */
};

struct column {
	struct json_buf bytes;
	struct atom *atoms;
	size_t n, cap, at; /* at: the next to be printed */
	bool failed;
};

static void column_free(struct column *x)
{
	json_free(&x->bytes);
	free(x->atoms);
}

static void column_empty(struct column *x)
{
	x->bytes.n = 0;
	x->n = x->at = 0;
}

static struct atom *new_atom(struct column *x)
{
	if (x->n == x->cap) {
		const size_t cap = x->cap ? x->cap * 2 : 256;
		struct atom *const p = realloc(x->atoms, cap * sizeof *p);
		if (!p) {
			x->failed = true;
			return NULL;
		}
		x->atoms = p;
		x->cap = cap;
	}
	x->atoms[x->n] = (struct atom){.from = x->bytes.n};
	return &x->atoms[x->n++];
}

/* A text, or a part of it, into atoms of up to `most` cells.  What is wide may
 * be broken before and behind. */
static void add_text(struct column *x, const char *s, size_t n, unsigned most,
                     bool marked)
{
	struct atom *a = NULL;
	bool glued = x->n > 0;
	while (n && !x->failed) {
		uint32_t c;
		size_t size;
		const size_t from = x->bytes.n;
		const unsigned width = put_char(&x->bytes, s, n, &size, &c);
		s += size;
		n -= size;
		if (is_blank(c)) {
			x->bytes.n = from;
			a = NULL;
			glued = false;
			continue;
		}
		if (!a || (a->width && a->width + width > most) ||
		    (width == 2 && cells(c) == 2)) {
			x->bytes.n = from;
			a = new_atom(x);
			if (!a)
				return;
			s -= size;
			n += size;
			const unsigned again = put_char(&x->bytes, s, n, &size, &c);
			s += size;
			n -= size;
			a->glued = glued;
			a->marked = marked;
			a->width = again;
		} else {
			a->width += width;
		}
		a->n = (uint32_t)(x->bytes.n - a->from);
		glued = true;
	}
}

/* ---- Lines ---- */

/* How many atoms go into a line of `width` cells, and the cells they take. */
static size_t fit(const struct column *x, size_t at, unsigned width,
                  unsigned *taken)
{
	size_t k = at;
	unsigned sum = 0;
	for (; k < x->n; k++) {
		const unsigned blank = k > at && !x->atoms[k].glued;
		if (k > at && sum + blank + x->atoms[k].width > width)
			break;
		sum += blank + x->atoms[k].width;
	}
	*taken = sum;
	return k - at;
}

static void print_marks(const struct column *x, size_t k, size_t from, size_t to,
                        bool opens, const char *mark, FILE *f)
{
	const bool now = x->atoms[k].marked;
	const size_t next = opens ? k - 1 : k + 1;
	const bool edge = opens ? k == from : k + 1 == to;
	if (now && (edge || !x->atoms[next].marked))
		fputs(mark, f);
}

static void print_line(struct column *x, size_t n, bool right, bool colour, FILE *f)
{
	const size_t to = x->at + n;
	const char *const open = right ? "\033[32m" : "\033[31m";
	for (size_t k = x->at; k < to; k++) {
		if (k > x->at && !x->atoms[k].glued)
			fputc(' ', f);
		if (colour)
			print_marks(x, k, x->at, to, true, open, f);
		fwrite(x->bytes.p + x->atoms[k].from, 1, x->atoms[k].n, f);
		if (colour)
			print_marks(x, k, x->at, to, false, "\033[0m", f);
	}
	x->at = to;
}

static void print_block(struct column *a, struct column *b,
                        const struct side_style *style, FILE *f)
{
	const unsigned half = (style->width - 7) / 2;
	while (a->at < a->n || b->at < b->n) {
		unsigned left = 0, right = 0;
		const size_t n = fit(a, a->at, half, &left);
		fputs("    ", f);
		print_line(a, n, false, style->colour, f);
		fprintf(f, "%*s | ", (int)(left < half ? half - left : 0), "");
		print_line(b, fit(b, b->at, half, &right), true, style->colour, f);
		fputc('\n', f);
	}
}

static void print_under(struct column *x, bool right,
                        const struct side_style *style, FILE *f)
{
	while (x->at < x->n) {
		unsigned taken;
		const size_t n =
		    fit(x, x->at, style->width < 16 ? 10 : style->width - 6, &taken);
		fputs(right ? "    > " : "    < ", f);
		print_line(x, n, right, style->colour, f);
		fputc('\n', f);
	}
}

static void flush(struct column *a, struct column *b,
                  const struct side_style *style, FILE *f)
{
	if (style->width >= SIDE_TWO_COLUMNS) {
		print_block(a, b, style, f);
	} else {
		print_under(a, false, style, f);
		print_under(b, true, style, f);
	}
	column_empty(a);
	column_empty(b);
}

/* ---- Passages ---- */

enum {
	LONG_SAME = 50, /* words that are the same and are printed whole */
	AROUND = 16     /* of a longer run, at each end */
};

struct page {
	const struct side_style *style;
	const struct align_text *a, *b;
	struct column left, right;
	FILE *f;
	unsigned most;
};

/* Words [from, to) with what stands between them, up to the next word if the
 * passage goes on. */
static void add_words(struct page *p, bool right, uint32_t from, uint32_t to,
                      bool marked, bool last)
{
	const struct align_text *const t = right ? p->b : p->a;
	struct column *const x = right ? &p->right : &p->left;
	if (from == to)
		return;
	const uint32_t begin = t->begin[from];
	const uint32_t end = last || to == t->n ? t->end[to - 1] : t->begin[to];
	const char *const open = right ? "{+" : "[-", *const close =
	                                                  right ? "+}" : "-]";
	if (!marked) {
		add_text(x, t->text + begin, end - begin, p->most, false);
		return;
	}
	if (!p->style->colour)
		add_text(x, open, 2, p->most, true);
	add_text(x, t->text + begin, t->end[to - 1] - begin, p->most, true);
	if (!p->style->colour)
		add_text(x, close, 2, p->most, true);
	add_text(x, t->text + t->end[to - 1], end - t->end[to - 1], p->most, false);
}

static void add_both(struct page *p, const struct align_piece *x, bool last)
{
	const bool blank_a = x->a > 0 && p->left.n, blank_b = x->b > 0 && p->right.n;
	const size_t left = p->left.n, right = p->right.n;
	add_words(p, false, x->a, x->a_end, !x->same, last);
	add_words(p, true, x->b, x->b_end, !x->same, last);
	/* Whether there was a blank before it: the piece before has printed what
	 * stands between the two, but for blanks. */
	if (blank_a && left < p->left.n)
		p->left.atoms[left].glued =
		    !is_blank((unsigned char)p->a->text[p->a->begin[x->a] - 1]);
	if (blank_b && right < p->right.n)
		p->right.atoms[right].glued =
		    !is_blank((unsigned char)p->b->text[p->b->begin[x->b] - 1]);
}

static void print_left_out(struct page *p, uint32_t words)
{
	flush(&p->left, &p->right, p->style, p->f);
	fprintf(p->f, "    ... %u more words that are the same ...\n", (unsigned)words);
}

static void add_same(struct page *p, const struct align_piece *x, bool first,
                     bool last)
{
	const uint32_t n = x->a_end - x->a;
	const uint32_t head = first && !last ? 0 : AROUND,
	               tail = last && !first ? 0 : AROUND;
	if (p->style->full || n <= LONG_SAME) {
		add_both(p, x, last);
		return;
	}
	if (head)
		add_both(p,
		         &(struct align_piece){x->a, x->a + head, x->b, x->b + head, true},
		         true);
	print_left_out(p, n - head - tail);
	if (tail)
		add_both(p,
		         &(struct align_piece){x->a_end - tail, x->a_end, x->b_end - tail,
		                               x->b_end, true},
		         last);
}

/* Differences may be long too: what one side alone has. */
static void add_different(struct page *p, const struct align_piece *x)
{
	const uint32_t n = x->a_end - x->a, m = x->b_end - x->b;
	struct align_piece part = *x;
	if (p->style->full || (n <= LONG_SAME && m <= LONG_SAME)) {
		add_both(p, x, false);
		return;
	}
	part.a_end = n <= LONG_SAME ? x->a_end : x->a + AROUND;
	part.b_end = m <= LONG_SAME ? x->b_end : x->b + AROUND;
	add_both(p, &part, false);
	flush(&p->left, &p->right, p->style, p->f);
	fprintf(p->f, "    ... %u more words here, %u there ...\n",
	        (unsigned)(x->a_end - part.a_end), (unsigned)(x->b_end - part.b_end));
}

int side_passage(FILE *f, const struct side_style *style,
                 const struct align_text *a, const struct align_text *b,
                 const struct align_passage *passage)
{
	const bool two = style->width >= SIDE_TWO_COLUMNS;
	struct page p = {.style = style, .a = a, .b = b, .f = f};
	p.most = two                 ? (style->width - 7) / 2
	         : style->width < 16 ? 10
	                             : style->width - 6;
	for (uint32_t i = 0; i < passage->n; i++) {
		const struct align_piece *const x = &passage->pieces[i];
		if (x->same)
			add_same(&p, x, i == 0, i + 1 == passage->n);
		else
			add_different(&p, x);
	}
	flush(&p.left, &p.right, style, f);
	const bool failed = p.left.failed || p.right.failed || p.left.bytes.failed ||
	                    p.right.bytes.failed;
	column_free(&p.left);
	column_free(&p.right);
	return failed ? -1 : 0;
}
