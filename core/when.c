/* SPDX-License-Identifier: MIT */
/* when.c - is the test true of this document? */
#include "when_node.h"
#include <math.h>
#include <string.h>

/* What a side of a comparison comes to. */
struct value {
	enum {
		MISSING,
		IS_NULL,
		BOOL,
		INT,
		FLOAT,
		TEXT
	} kind;
	int64_t i;
	double f;
	const char *s;
	size_t size;
};

static struct value value_of(const struct catena_field *f)
{
	struct value v = {.kind = MISSING};
	if (!f)
		return v;
	switch (f->type) {
	case CATENA_FIELD_BOOL:
		v.kind = BOOL;
		v.i = f->i != 0;
		break;
	case CATENA_FIELD_INT:
		v.kind = INT;
		v.i = f->i;
		break;
	case CATENA_FIELD_FLOAT:
		v.kind = FLOAT;
		v.f = f->f;
		break;
	case CATENA_FIELD_STRING:
	case CATENA_FIELD_JSON:
		v.kind = TEXT;
		v.s = f->s;
		v.size = f->size;
		break;
	default:
		v.kind = IS_NULL;
		break;
	}
	return v;
}

enum order {
	LESS,
	EQUAL,
	GREATER,
	UNLIKE /* of different kinds, or not there */
};

static enum order order_of(bool less, bool equal)
{
	return less ? LESS : equal ? EQUAL : GREATER;
}

/* Without rounding: 2^53 + 1 is not 2^53. */
static enum order int_with_float(int64_t i, double f)
{
	if (isnan(f))
		return UNLIKE;
	if (f >= 9223372036854775808.0)
		return LESS;
	if (f < -9223372036854775808.0)
		return GREATER;
	const int64_t whole = (int64_t)f; /* towards 0 */
	if (i != whole)
		return order_of(i < whole, false);
	const double rest = f - (double)whole;
	return order_of(rest > 0, rest == 0);
}

static enum order turned(enum order o)
{
	return o == LESS ? GREATER : o == GREATER ? LESS : o;
}

static enum order compare_texts(const struct value *a, const struct value *b)
{
	const size_t n = a->size < b->size ? a->size : b->size;
	const int c = n ? memcmp(a->s, b->s, n) : 0;
	return order_of(c < 0 || (c == 0 && a->size < b->size),
	                c == 0 && a->size == b->size);
}

static enum order compare(const struct value *a, const struct value *b)
{
	if (a->kind == INT && b->kind == FLOAT)
		return int_with_float(a->i, b->f);
	if (a->kind == FLOAT && b->kind == INT)
		return turned(int_with_float(b->i, a->f));
	if (a->kind != b->kind)
		return UNLIKE;
	switch (a->kind) {
	case IS_NULL:
		return EQUAL;
	case INT:
		return order_of(a->i < b->i, a->i == b->i);
	case BOOL: /* equal or not, but in no order */
		return a->i == b->i ? EQUAL : UNLIKE;
	case FLOAT:
		if (isnan(a->f) || isnan(b->f))
			return UNLIKE;
		return order_of(a->f < b->f, a->f == b->f);
	case TEXT:
		return compare_texts(a, b);
	default:
		return UNLIKE;
	}
}

struct subject {
	when_get get;
	void *doc;
};

static struct value side(const struct when *w, const struct subject *s)
{
	return value_of(w->kind == WHEN_FIELD ? s->get(s->doc, w->name) : &w->value);
}

static bool has_order(enum when_kind kind, enum order o)
{
	switch (kind) {
	case WHEN_EQUAL:
		return o == EQUAL;
	case WHEN_UNEQUAL:
		return o != EQUAL;
	case WHEN_LESS:
		return o == LESS;
	case WHEN_MOST:
		return o == LESS || o == EQUAL;
	case WHEN_GREATER:
		return o == GREATER;
	default:
		return o == GREATER || o == EQUAL;
	}
}

static bool is_true(const struct value *v)
{
	switch (v->kind) {
	case BOOL:
	case INT:
		return v->i != 0;
	case FLOAT:
		return v->f != 0;
	case TEXT:
		return v->size > 0;
	default:
		return false;
	}
}

/* Arrays and objects come as their JSON text: empty ones are empty. */
static bool field_is_true(const struct catena_field *f)
{
	const struct value v = value_of(f);
	if (f && f->type == CATENA_FIELD_JSON && f->size == 2 &&
	    (memcmp(f->s, "[]", 2) == 0 || memcmp(f->s, "{}", 2) == 0))
		return false;
	return is_true(&v);
}

static bool is_in(const struct when *w, const struct subject *s)
{
	const struct value left = side(w->first, s);
	for (const struct when *k = w->first->next; k; k = k->next) {
		const struct value right = value_of(&k->value);
		if (compare(&left, &right) == EQUAL)
			return true;
	}
	return false;
}

/* As deep as the brackets and nots of the text, which when_compile bounds. */
static bool test(const struct when *w, const struct subject *s)
{
	struct value a, b;
	const struct when *k;
	switch (w->kind) {
	case WHEN_OR:
		for (k = w->first; k; k = k->next) {
			if (test(k, s))
				return true;
		}
		return false;
	case WHEN_AND:
		for (k = w->first; k; k = k->next) {
			if (!test(k, s))
				return false;
		}
		return true;
	case WHEN_NOT:
		return !test(w->first, s);
	case WHEN_FIELD:
		return field_is_true(s->get(s->doc, w->name));
	case WHEN_VALUE:
		return w->value.i != 0;
	case WHEN_IN:
		return is_in(w, s);
	default:
		a = side(w->first, s);
		b = side(w->first->next, s);
		return has_order(w->kind, compare(&a, &b));
	}
}

bool when_true(const struct when *w, when_get get, void *doc)
{
	const struct subject s = {get, doc};
	return test(w, &s);
}
