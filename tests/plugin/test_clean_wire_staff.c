/* SPDX-License-Identifier: MIT */
/* test_clean_wire_staff.c - notes on who else worked on an item: on a line, at its
 * end, over several lines; and what only looks like them. */
#include "clean_wire_case.h"

/* The note stands at the end of a paragraph, on a line of its own, and at the end
 * of the document. */
static void note(const char *text, const char *kept)
{
	char in[1024];
	struct harness *h;

	snprintf(in, sizeof in, ITEM " %s\n\n" ITEM "\n\n%s\n\n" ITEM " %s", text, text,
	         text);
	h = clean(in, NULL);
	HARNESS_EQUAL(h, harness_text(h, 0), ITEM "\n\n" ITEM "\n\n" ITEM);
	snprintf(in, sizeof in, "\"%s\\n%s\\n%s\"", kept, kept, kept);
	HARNESS_EQUAL(h, harness_get(h, 0, "staff"), in);
	snprintf(in, sizeof in, "[\"%s\",\"%s\",\"%s\"]", text, text, text);
	HARNESS_EQUAL(h, harness_get(h, 0, "removed"), in);
	if (harness_close(h) != 0)
		fail_msg("%s", text);
}

static void staff(void **state)
{
	(void)state;
	note("(Reporting by A. Bell in Osk; editing by C. Dow)",
	     "Reporting by A. Bell in Osk; editing by C. Dow");
	note("Reporting by A. Bell and Li Wei; Editing by C. Dow, Jr.",
	     "Reporting by A. Bell and Li Wei; Editing by C. Dow, Jr.");
	note("Reporting by Ann Bell. Additional reporting by NP and Carl Dow.",
	     "Reporting by Ann Bell. Additional reporting by NP and Carl Dow.");
	note("Northern Press writers Ann Bell in Osk and Carl Dow contributed to this "
	     "report.",
	     "Northern Press writers Ann Bell in Osk and Carl Dow contributed to this "
	     "report.");
	note("Dow reported from Osk. Bell contributed to this report from Ymra.",
	     "Dow reported from Osk. Bell contributed to this report from Ymra.");
	note("-- With assistance from Ann Bell and Carl Dow.",
	     "With assistance from Ann Bell and Carl Dow.");
	note("(With inputs from agencies)", "With inputs from agencies");
	note("[Editing by Ann Bell.]", "Editing by Ann Bell.");
	note("Follow Ann Bell on Twitter: @abell",
	     "Follow Ann Bell on Twitter: @abell");
	/* one label alone: at the end of the document only */
	becomes(ITEM "\n\nEditing by Ann Bell\n", ITEM "\n", NULL);
	stays("Editing by Ann Bell\n\n" ITEM "\n");
}

/* A note over several lines, as a paragraph of its own and behind a sentence. */
static void block(const char *text, const char *kept)
{
	char in[1024];
	struct harness *h;

	snprintf(in, sizeof in, ITEM "\n\n%s\n\n" ITEM "\n", text);
	h = clean(in, NULL);
	HARNESS_EQUAL(h, harness_text(h, 0), ITEM "\n\n" ITEM "\n");
	snprintf(in, sizeof in, "\"%s\"", kept);
	HARNESS_EQUAL(h, harness_get(h, 0, "staff"), in);
	if (harness_close(h) != 0)
		fail_msg("%s", text);
}

static void staff_blocks(void **state)
{
	(void)state;
	block("(Reporting by A. Bell in Osk;\n editing by C. Dow)",
	      "Reporting by A. Bell in Osk; editing by C. Dow");
	block(
	    "Northern Press writers Ann Bell in Osk and Carl Dow\ncontributed to this "
	    "report.",
	    "Northern Press writers Ann Bell in Osk and Carl Dow contributed to this "
	    "report.");
	block("NP's Ann Bell, Li Wei and\nCarl Dow contributed to this report.",
	      "NP's Ann Bell, Li Wei and Carl Dow contributed to this report.");
	block("Bell reported from Osk. Northern Press writer Carl Dow\nin Ymra "
	      "contributed to this report.",
	      "Bell reported from Osk. Northern Press writer Carl Dow in Ymra "
	      "contributed to this report.");
	block("Reporting by Ann Bell\nAdditional reporting by Carl Dow in\nOsk and Li "
	      "Wei in Ymra",
	      "Reporting by Ann Bell\\nAdditional reporting by Carl Dow in Osk and Li "
	      "Wei "
	      "in Ymra");
	becomes(ITEM " (Reporting by A. Bell;\nediting by C. Dow)\n\n" ITEM,
	        ITEM "\n\n" ITEM, NULL);
	stays(ITEM "\n\nAnn Bell, Li Wei and\nCarl Dow came to Osk.\n\n" ITEM);
	stays(ITEM "\n\n(Ann Bell of Osk;\nCarl Dow of Ymra)\n\n" ITEM);
	stays(ITEM " Ann Bell and\nCarl Dow contributed to this report, he said.\n");
	stays("(Reporting by A. Bell;\nediting by C. Dow)\n");
}

static void no_staff(void **state)
{
	(void)state;
	stays("Reporting by Exception\n\n" ITEM);
	stays(ITEM " Editing by hand is slow.");
	stays(ITEM " The Great Storm contributed to this report of Monday's.");
	stays(ITEM " The fog on the quays contributed to this report.");
	stays(ITEM " Bell reported from Osk.");
	stays(ITEM " (Reporting by night; editing by day)");
	stays(ITEM " With assistance from the crew, they left.");
	stays(ITEM " Follow the rules on Twitter: be kind.");
	stays(ITEM " The book, Reporting by A. Bell; editing by C. Dow");
	stays("(Reporting by A. Bell; editing by C. Dow)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(staff),
	    cmocka_unit_test(staff_blocks),
	    cmocka_unit_test(no_staff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
