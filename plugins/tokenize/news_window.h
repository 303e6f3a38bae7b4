/* SPDX-License-Identifier: MIT */
/* news_window.h - rules = "news": 64 bytes of a text as bitmaps, bit i for byte i
 */
#ifndef TOKENIZE_NEWS_WINDOW_H
#define TOKENIZE_NEWS_WINDOW_H

#include <stdint.h>

struct news_window {
	uint64_t letter, upper, digit, white; /* of ASCII */
	uint64_t mark;                        /* , ; : ! ? . " ( ) [ ] */
	uint64_t colon;                       /* : ; */
	uint64_t term;                        /* . ! ? */
	uint64_t dot;                         /* . */
	uint64_t comma;                       /* , */
	uint64_t late;                        /* , . ! ? ) ] */
	uint64_t hyphen, tick;                /* - ' */
	/* First bytes of signs of three: quotes, dashes and dots; those that may be
	 * apostrophes. */
	uint64_t sign, curly;
};

#endif /* TOKENIZE_NEWS_WINDOW_H */
