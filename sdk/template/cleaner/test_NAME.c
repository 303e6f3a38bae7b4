/* SPDX-License-Identifier: MIT */
/* test_@NAME@.c - the plugin alone, in the harness. */
#include <catena/harness.h>

static int takes_out(void)
{
	struct harness *h = harness_open(PLUGIN, NULL);
	harness_document(h, "a",
	                 "re\xC2\xAD"
	                 "port\xE2\x80\x8B, end\xC2\xAD");
	harness_document(h, "b", "nothing to do");
	harness_document(h, "c", "\xC2\xAD");
	harness_run(h);
	HARNESS_EQUAL(h, harness_text(h, 0), "report, end");
	HARNESS_EQUAL(h, harness_text(h, 1), "nothing to do");
	HARNESS_EQUAL(h, harness_text(h, 2), "");
	return harness_close(h);
}

static int leaves_in(void)
{
	struct harness *h =
	    harness_open(PLUGIN, HARNESS_SETTINGS("soft_hyphens=false"));
	harness_document(h, "a", "re\xC2\xADport\xE2\x81\xA0");
	harness_run(h);
	HARNESS_EQUAL(h, harness_text(h, 0), "re\xC2\xADport");
	return harness_close(h);
}

int main(void)
{
	return takes_out() | leaves_in();
}
