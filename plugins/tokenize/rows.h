/* SPDX-License-Identifier: MIT */
/* rows.h - the tables that the tokenizer fills, apart from any host */
#ifndef TOKENIZE_ROWS_H
#define TOKENIZE_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* Offsets count bytes.  The caller owns the arrays; a column that nobody
 * wants is NULL.  Nothing is written at cap or beyond. */
struct span_rows {
	uint32_t *begin, *end;
	uint32_t n, cap;
};

struct token_rows {
	uint32_t *begin, *end;
	uint8_t *kind, *flags; /* CATENA_TOKEN_*, CATENA_F_* */
	uint32_t *hash;        /* catena_fold_hash */
	uint32_t n, cap;
};

#endif /* TOKENIZE_ROWS_H */
