/* SPDX-License-Identifier: MIT */
/* cut_block.h - rules = "uax29", 64 bytes at a time
 *
 * The body of cut_sse2.c, cut_avx2.c and cut_avx512.c.  A text is taken in
 * chunks that stay in the first cache.  Each byte is classified once; bitmaps of
 * classes give sentences, lines and paragraphs, tokens and what is known of
 * them.
 *
 * Before: TARGET, block_ascii with what block_sets made for it, which says whether
 * block_rare, called likewise, has something to add, take_out, spread and
 * hash_four. */
#include "cut.h"

#include "classify_block.h"
#include "lines_block.h"
#include "sents_block.h"
#include "words_block.h"

enum {
	SLACK = 2 * BLOCK /* rows of scratch */
};

/* After a hard place, this many bytes one by one at least, twice as many each
 * time it happens again at once. */
enum {
	LEAST = 32,
	MOST = 4096
};

struct cutter {
	const struct cut *cut;
	struct text t;
	size_t base;     /* of the chunk */
	size_t n_blocks; /* of the chunk */
	/* the last of the chunk before, those of the chunk, the first of the next */
	struct block around[CHUNK + 2], *blocks;
	struct spill spill;        /* into the first block to be classified */
	unsigned char tail[BLOCK]; /* the last block, white space behind the text */
	uint64_t after[CHUNK];     /* behind terms */
	uint64_t starts[CHUNK];    /* of sentences */
	struct line_start line_starts[CHUNK * BLOCK + 4];
	uint32_t n_lines;
	/* sentences and lines */
	struct terms_carry terms;
	struct sents_carry sents;
	struct lines_carry lines_carry;
	struct lines_state lines;
	/* of the next chunk: where the last word before it ends; bytes that begin no
	 * character before that, and before the chunk */
	size_t black;
	uint32_t black_conts, conts;
	/* words */
	struct words w;
	struct words_carry carry;
	struct words_run run;
	int singly;    /* tokens are taken one by one */
	int fresh;     /* blocks are to begin at w.at, not at bit 0 */
	uint32_t from; /* the rows since blocks began */
	uint32_t ends; /* those closed */
	uint32_t hashed;
	size_t least, since; /* where blocks began */
};

/* ---- Classes ---- */

/* The bytes of block k. */
static const unsigned char *bytes_of(struct cutter *u, size_t k)
{
	const size_t at = u->base + k * BLOCK;

	if (u->t.n - at >= BLOCK)
		return u->t.s + at;
	memset(u->tail, ' ', sizeof u->tail);
	memcpy(u->tail, u->t.s + at, u->t.n - at);
	return u->tail;
}

/* Blocks with characters beyond ASCII, and those that these spill into.  `end` is
 * behind the list, and behind the blocks. */
TARGET static void patch_chunk(struct cutter *u, size_t from, const uint8_t *list,
                               size_t end)
{
	struct spill spills[2] = {u->spill, {.any = 0}};
	size_t next = from;
	int flip = 0;

	for (;;) {
		const size_t k = spills[flip].any ? next : *list;
		if (k == end)
			break;
		list += k == *list;
		if (k != next)
			spills[flip].any = 0;
		patch(u->t, u->base + k * BLOCK, bytes_of(u, k), &u->blocks[k],
		      &spills[flip], &spills[!flip]);
		flip = !flip;
		next = k + 1;
	}
	u->spill = spills[flip];
	if (next != end)
		u->spill.any = 0;
}

/* All blocks of the chunk and the one behind it.  What few blocks need comes
 * after the rest, from lists: which they are cannot be foreseen. */
TARGET static void classify_chunk(struct cutter *u)
{
	const size_t left = (u->t.n - u->base) / BLOCK + 1;
	const size_t end = left < CHUNK + 1 ? left : CHUNK + 1;
	const size_t from = u->base ? 1 : 0;
	const struct sets sets = block_sets();
	uint8_t rare[CHUNK + 2], high[CHUNK + 2];
	size_t n_rare = 0, n_high = 0;

	u->n_blocks = left < CHUNK ? left : CHUNK;
	if (u->base) {
		u->blocks[-1] = u->blocks[CHUNK - 1];
		u->blocks[0] = u->blocks[CHUNK];
	}
	for (size_t k = from; k < end; k++) {
		struct block *const b = &u->blocks[k];
		rare[n_rare] = high[n_high] = (uint8_t)k;
		n_rare += block_ascii(&sets, bytes_of(u, k), b) != 0;
		n_high += b->high != 0;
	}
	high[n_high] = (uint8_t)end;
	for (size_t i = 0; i < n_rare; i++)
		block_rare(bytes_of(u, rare[i]), &u->blocks[rare[i]]);
	if (n_high || u->spill.any)
		patch_chunk(u, from, high, end);
	if (left <= CHUNK)
		memset(&u->blocks[left], 0, sizeof u->blocks[left]);
}

/* ---- Sentences and lines ---- */

/* What is needed of a block to find an end. */
struct ground {
	size_t base;
	uint64_t black;             /* what is not white space */
	size_t last;                /* where the last word before the block ends */
	uint64_t cont;              /* bytes that begin no character */
	uint32_t conts, last_conts; /* how many before the block, and before `last` */
};

/* Where starts are written to. */
struct starts {
	uint32_t *begin, *end; /* of sentences */
	struct line_start *lines;
	uint32_t n, n_lines;
};

/* The sentence, or the line, or both, that begin at `bit`; 0: there is none.  The
 * sentence before ends where the last word does; an end that is none will be
 * mended when the next sentence begins. */
TARGET INLINE void add_start(struct starts *to, const struct ground *g,
                             uint64_t sents, const struct line_bits *lines,
                             uint64_t bit)
{
	const uint32_t begin = (uint32_t)(g->base + bit_lowest(bit));
	const uint64_t black = g->black & (bit - 1);
	const unsigned after = bit_last(black | 1) + 1;
	const uint32_t end = (uint32_t)(black ? g->base + after : g->last);
	struct line_start *const line = &to->lines[to->n_lines];

	line->conts = g->conts;
	line->end_conts = black ? g->conts : g->last_conts;
	if (g->cont) {
		line->conts += bit_count(g->cont & (bit - 1));
		line->end_conts +=
		    black ? bit_count(g->cont & (bits_below(after - 1) * 2 + 1)) : 0;
	}
	to->end[to->n ? to->n - 1 : 0] = end;
	to->begin[to->n] = begin;
	to->n += (sents & bit) != 0;
	line->begin = begin;
	line->end = end;
	line->indented = (lines->indented & bit) != 0;
	line->apart = (lines->apart & bit) != 0;
	to->n_lines += (lines->start & bit) != 0;
}

/* u->after of all blocks.  Every second block has no term, nor does what is
 * behind one reach into it; they are sorted out first, for that cannot be
 * foreseen. */
TARGET static void find_terms(struct cutter *u)
{
	struct terms_carry c = u->terms;
	uint8_t some[CHUNK + 1];
	uint64_t before = terms_go_on(&c);
	size_t n = 0, k = 0;

	for (size_t i = 0; i < u->n_blocks; i++) {
		const struct block *const b = &u->blocks[i];
		const uint64_t terms = b->dot | b->bang | b->term;
		const size_t ahead = u->base + (CHUNK + 1 + i) * BLOCK;
		if (ahead < u->t.n) /* of the next chunk */
			__builtin_prefetch(u->t.s + ahead);
		u->after[i] = 0;
		some[n] = (uint8_t)i;
		n += (terms | before) != 0;
		before = terms >> (BLOCK - 8);
	}
	some[n] = (uint8_t)u->n_blocks;
	for (size_t i = 0;; k++) {
		if (!((k != some[i]) & terms_go_on(&c))) /* else a long run of spaces */
			k = some[i];
		if (k == u->n_blocks)
			break;
		i += k == some[i];
		u->after[k] = after_terms(u->t, u->base + k * BLOCK, &u->blocks[k] - 1,
		                          &u->blocks[k], &c);
	}
	u->terms = c;
}

static struct starts room_for_starts(struct cutter *u, uint32_t rows)
{
	struct span_rows *const sents = u->cut->sentences;

	if (sents->cap - sents->n < rows &&
	    !u->cut->more_spans(u->cut->owner, sents, rows))
		return (struct starts){.begin = NULL};
	return (struct starts){sents->begin, sents->end, u->line_starts, sents->n, 0};
}

TARGET static int sentences_and_lines(struct cutter *u)
{
	struct sents_carry c = u->sents;
	struct lines_carry lc = u->lines_carry;
	struct ground g = {
	    .last = u->black, .last_conts = u->black_conts, .conts = u->conts};
	struct starts to = room_for_starts(u, BLOCK + 1);

	for (size_t k = 0; to.begin && k < u->n_blocks; k++) {
		const struct block *const b = &u->blocks[k];
		g.base = u->base + k * BLOCK;
		g.black = ~b->white;
		g.cont = b->cont;
		const uint64_t sents = sentence_starts(b, u->after[k], &c);
		const struct line_bits lines = line_starts(b, b[1].lf & 1, &lc);
		uint64_t left = sents | lines.start;
		u->starts[k] = sents;
		do { /* two, wanted or not: how many there are is not foreseen */
			add_start(&to, &g, sents, &lines, left & -left);
			left &= left - 1;
			add_start(&to, &g, sents, &lines, left & -left);
			left &= left - 1;
		} while (left);
		if (g.black) {
			const unsigned last = bit_last(g.black);
			g.last = g.base + last + 1;
			g.last_conts = g.conts;
			if (g.cont)
				g.last_conts += bit_count(g.cont & (bits_below(last) * 2 + 1));
		}
		g.conts += g.cont ? bit_count(g.cont) : 0;
		if (u->cut->sentences->cap - to.n < BLOCK + 1) {
			const uint32_t n_lines = to.n_lines;
			u->cut->sentences->n = to.n;
			to = room_for_starts(u, BLOCK + 1);
			to.n_lines = n_lines;
		}
	}
	u->cut->sentences->n = to.n;
	u->n_lines = to.n_lines;
	u->sents = c;
	u->lines_carry = lc;
	u->black = g.last;
	u->black_conts = g.last_conts;
	u->conts = g.conts;
	return to.begin != NULL;
}

TARGET static int paragraphs(struct cutter *u)
{
	struct span_rows *const rows = u->cut->paragraphs;
	struct lines_state st = u->lines;
	uint32_t i = 0;

	if (rows->cap - rows->n < u->n_lines + 2 &&
	    !u->cut->more_spans(u->cut->owner, rows, u->n_lines + 2))
		return 0;
	if (!st.any && u->n_lines) {
		st.at = u->line_starts[i++];
		st.any = 1;
	}
	for (; i < u->n_lines; i++) {
		end_line(u->cut, &st, rows, &u->line_starts[i]);
		st.at = u->line_starts[i];
	}
	u->lines = st;
	return 1;
}

/* ---- Tokens ---- */

TARGET static void hash_to(struct cutter *u, uint32_t to)
{
	if (u->cut->tokens->hash && to > u->hashed) {
		hash_rows(u->t, u->cut->tokens, u->hashed, to);
		u->hashed = to;
	}
}

/* The first sentence that begins at `at` or behind. */
static uint32_t sentence_from(const struct span_rows *rows, size_t at)
{
	uint32_t low = 0, high = rows->n;

	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (rows->begin[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Something hard is at `hard`: takes back the rows from there on, and two more;
 * from there tokens are taken one by one. */
static void take_back(struct cutter *u, size_t hard)
{
	struct token_rows *const rows = u->cut->tokens;

	while (rows->n > u->from && rows->begin[rows->n - 1] >= hard)
		rows->n--;
	for (int i = 0; i < 2 && rows->n > u->from; i++)
		u->w.at = rows->begin[--rows->n];
	hash_to(u, rows->n);
	u->hashed = u->hashed < rows->n ? u->hashed : rows->n;
	u->w.sent = sentence_from(u->cut->sentences, u->w.at);
	u->least = hard - u->since > 512 ? LEAST
	           : u->least < MOST     ? u->least * 2
	                                 : MOST;
	u->w.until = hard + u->least;
	u->singly = 1;
}

/* 0: no memory. */
static int one_by_one(struct cutter *u, size_t known)
{
	struct token_rows *const rows = u->cut->tokens;
	enum words_stop stop;

	u->w.known = known;
	while ((stop = tokenize_words_until(&u->w, rows)) == WORDS_FULL)
		if (!u->cut->more_tokens(u->cut->owner, rows, SLACK))
			return 0;
	if (stop == WORDS_UNTIL) {
		u->singly = 0;
		u->fresh = 1;
	}
	u->hashed = rows->n; /* that was done */
	return 1;
}

/* The rows of n blocks, of which the last alone may be hard; next to it is the
 * one behind it.  0: no memory. */
TARGET static int run_of_blocks(struct cutter *u, const struct block *b, size_t k,
                                size_t n)
{
	struct token_rows *const rows = u->cut->tokens;
	struct words_run *const run = &u->run;

	run->n = (uint32_t)n;
	find_tokens(b, run, &u->carry);
	if (rows->cap - rows->n < run->begins[n] + SLACK &&
	    !u->cut->more_tokens(u->cut->owner, rows, run->begins[n] + SLACK))
		return 0;
	write_tokens(rows, &u->ends, u->base + k * BLOCK, b, u->starts + k, run,
	             &u->carry);
	if (b[n - 1].hard)
		take_back(u, u->base + (k + n - 1) * BLOCK + share_lowest(b[n - 1].hard));
	return 1;
}

/* Blocks begin at w.at, in block k. */
TARGET static int first_block(struct cutter *u, size_t k)
{
	const struct block b[2] = {block_from(&u->blocks[k], u->w.at % BLOCK),
	                           u->blocks[k + 1]};

	u->carry = (struct words_carry){.white = 1};
	u->from = u->ends = u->cut->tokens->n;
	u->since = u->w.at;
	u->fresh = 0;
	return run_of_blocks(u, b, k, 1);
}

TARGET static int tokens(struct cutter *u)
{
	const size_t end = u->base + u->n_blocks * BLOCK;
	const size_t known = end < u->t.n ? end : u->t.n;
	size_t k = 0;

	while (u->singly || k < u->n_blocks) {
		if (u->singly && !one_by_one(u, known))
			return 0;
		if (u->singly || (u->fresh && u->w.at >= end))
			return 1;
		if (u->fresh) {
			k = (u->w.at - u->base) / BLOCK;
			if (!first_block(u, k++))
				return 0;
		} else {
			const size_t from = k;
			while (k < u->n_blocks && !u->blocks[k++].hard)
				;
			if (!run_of_blocks(u, &u->blocks[from], from, k - from))
				return 0;
		}
	}
	return 1;
}

/* ---- All of it ---- */

/* What only the end of the text ends; there is room for two paragraphs. */
TARGET static void finish(struct cutter *u)
{
	struct span_rows *const sents = u->cut->sentences;
	struct span_rows *const pars = u->cut->paragraphs;
	const struct line_start end = {.end = (uint32_t)u->black,
	                               .end_conts = u->black_conts};

	if (sents->n)
		sents->end[sents->n - 1] = (uint32_t)u->black;
	if (!u->lines.any)
		return;
	end_line(u->cut, &u->lines, pars, &end);
	pars->begin[pars->n] = (uint32_t)u->lines.begin;
	pars->end[pars->n++] = (uint32_t)u->lines.a.end;
}

/* The sentences, paragraphs and tokens of a text that has no rows yet. */
TARGET static int cut_blocks(const struct cut *cut)
{
	struct cutter u;

	u.cut = cut;
	u.t = (struct text){cut->s, cut->n};
	u.spill = (struct spill){.any = 0};
	u.blocks = u.around + 1;
	memset(u.around, 0, sizeof u.around[0]);
	u.terms = (struct terms_carry){0};
	u.sents = (struct sents_carry){.line_end = 1};
	u.lines = (struct lines_state){0};
	u.lines_carry = (struct lines_carry){.line_end = 1, .start = 1};
	u.black = 0;
	u.conts = u.black_conts = 0;
	u.w = (struct words){.s = cut->s, .n = cut->n, .sents = cut->sentences};
	u.carry = (struct words_carry){.white = 1};
	u.singly = u.fresh = 0;
	u.from = u.ends = u.hashed = 0;
	u.least = LEAST;
	u.since = 0;
	for (u.base = 0; u.base <= cut->n; u.base += CHUNK * BLOCK) {
		classify_chunk(&u);
		find_terms(&u);
		if (!sentences_and_lines(&u) || !paragraphs(&u) || !tokens(&u))
			return 0;
		/* `ends` still counts rows that were taken back, unless blocks go on */
		hash_to(&u, u.singly || u.fresh ? cut->tokens->n : u.ends);
	}
	finish(&u);
	return 1;
}
