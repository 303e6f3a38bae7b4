/* SPDX-License-Identifier: MIT */
/* guard_loan.h - memory that the guard lends to a plugin.
 *
 * A loan lies between two fields of marked bytes.  It may be read-only: then
 * it is compared with a copy of what was lent.  When it is due its bytes are
 * spoiled, so that who still reads them reads nonsense. */
#ifndef CATENA_GUARD_LOAN_H
#define CATENA_GUARD_LOAN_H

#include <stdbool.h>
#include <stddef.h>

/* When a loan is due: */
enum loan_term {
	LOAN_CALL,   /* when the callback returns */
	LOAN_FIELD,  /* with the next field_set or field_remove */
	LOAN_STRING, /* with the next string_add */
	LOAN_ROWS    /* with the next grow of its writer */
};

struct loans;

/* what: "the column \"kind\" of layer \"token\"", for reports. */
typedef void (*loan_sink)(void *user, const char *rule, const char *what);

struct loans *loans_new(loan_sink, void *user); /* NULL: out of memory */
void loans_free(struct loans *);

/* Lends size bytes; they hold `from`, or `fill` when that is NULL (then they
 * may be written to).  NULL when out of memory.  what is copied. */
void *loan(struct loans *, enum loan_term, const void *from, size_t size,
           unsigned char fill, const char *what);

/* Checks and spoils all loans of a term; all of them when the callback has
 * returned. */
void loans_due(struct loans *, enum loan_term);

/* Checks and spoils one. */
void loan_due(struct loans *, const void *bytes);

#endif
