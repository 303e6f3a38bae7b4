/* SPDX-License-Identifier: MIT */
/* marks.c - words without their diacritics: "café" as "cafe", however it was
 * composed. */
#include "dedup_near.h"
#include <catena/fold.h>
#include <string.h>
#ifdef CATENA_UTF8PROC
#include <utf8proc.h>
#endif

bool dedup_near_has_marks(void)
{
#ifdef CATENA_UTF8PROC
	return true;
#else
	return false;
#endif
}

#ifdef CATENA_UTF8PROC
/* The blocks of combining diacritical marks.  Marks of other kinds, such as the
 * vowels of Hindi, are letters of their words. */
static bool is_mark(int32_t c)
{
	return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
	       (c >= 0x1DC0 && c <= 0x1DFF);
}

size_t dedup_near_strip(const char *s, size_t n, char *out, size_t room)
{
	size_t used = 0;

	for (size_t i = 0; i < n;) {
		int32_t parts[20];
		utf8proc_ssize_t k = 1;
		size_t size = 1;
		parts[0] = (unsigned char)s[i];
		if (parts[0] >= 0x80) {
			parts[0] = (int32_t)catena_fold_decode((const unsigned char *)s + i,
			                                       n - i, &size);
			if (parts[0] < 0)
				return 0;
			k = utf8proc_decompose_char(parts[0], parts, 20, UTF8PROC_DECOMPOSE,
			                            NULL);
		}
		i += size;
		for (utf8proc_ssize_t p = 0; p < k; p++) {
			if (is_mark(parts[p]))
				continue;
			if (used + 4 > room)
				return 0;
			used +=
			    catena_fold_encode((unsigned char *)out + used, (uint32_t)parts[p]);
		}
	}
	return used;
}
#else
size_t dedup_near_strip(const char *s, size_t n, char *out, size_t room)
{
	(void)s, (void)n, (void)out, (void)room;
	return 0;
}
#endif
