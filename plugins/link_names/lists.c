/* SPDX-License-Identifier: MIT */
/* lists.c - titles, generic words, nicknames, other names of states. */
#include "lists.h"

#include <stddef.h>
#include <string.h>

const char *const link_names_titles[] = {"acting",       "actress",
                                         "adm",          "admiral",
                                         "ambassador",   "archbishop",
                                         "attorney",     "ayatollah",
                                         "baron",        "baroness",
                                         "bishop",       "brig",
                                         "brigadier",    "capt",
                                         "captain",      "cardinal",
                                         "chair",        "chairman",
                                         "chairwoman",   "chancellor",
                                         "chief",        "cmdr",
                                         "col",          "colonel",
                                         "commander",    "commissioner",
                                         "congressman",  "congresswoman",
                                         "coach",        "councillor",
                                         "cpl",          "dame",
                                         "deputy",       "dir",
                                         "director",     "doctor",
                                         "dr",           "duchess",
                                         "duke",         "emperor",
                                         "empress",      "father",
                                         "gen",          "general",
                                         "gov",          "governor",
                                         "grand",        "hon",
                                         "imam",         "judge",
                                         "justice",      "king",
                                         "lady",         "lieut",
                                         "lieutenant",   "lord",
                                         "lt",           "madam",
                                         "madame",       "maj",
                                         "major",        "marshal",
                                         "mayor",        "minister",
                                         "miss",         "monsieur",
                                         "mp",           "mr",
                                         "mrs",          "ms",
                                         "mullah",       "officer",
                                         "pastor",       "pope",
                                         "premier",      "pres",
                                         "president",    "prime",
                                         "prince",       "princess",
                                         "prof",         "professor",
                                         "queen",        "rabbi",
                                         "rep",          "representative",
                                         "rev",          "reverend",
                                         "saint",        "sec",
                                         "secretary",    "sen",
                                         "senator",      "sergeant",
                                         "sgt",          "shah",
                                         "sheik",        "sheikh",
                                         "shadow",       "sheriff",
                                         "sir",          "sister",
                                         "speaker",      "spokesman",
                                         "spokesperson", "spokeswoman",
                                         "st",           "sultan",
                                         "supt",         "tsar",
                                         "vice",         NULL};

const char *const link_names_address[] = {"dame",   "lady", "lord", "madam",
                                          "madame", "miss", "mr",   "mrs",
                                          "ms",     "sir",  NULL};

const char *const link_names_same_place[] = {
    "archipelago", "city",     "desert", "islamic", "islands",  "kingdom",
    "mount",       "mountain", "park",   "people",  "peoples",  "peninsula",
    "republic",    "state",    "town",   "village", "national", NULL};

const char *const link_names_countries[] = {
    "guatemala", "kuwait", "mexico", "panama", "quebec", "vatican", NULL};

const char *const link_names_family_titles[] = {
    "baron", "bishop",  "duke", "judge",  "justice", "king", "lord",
    "major", "marshal", "pope", "prince", "shah",    NULL};

const char *const link_names_before_titles[] = {
    "county", "court", "crown", "district", "federal", "field", "former",
    "high",   "late",  "new",   "retired",  "supreme", NULL};

const char *const link_names_suffixes[] = {"dbe", "esq", "frs", "kbe", "kc", "md",
                                           "obe", "phd", "qc",  "ra",  NULL};

static const char *const generations[][2] = {
    {"jr", "junior"}, {"sr", "senior"}, {"ii", "ii"}, {"iii", "iii"}, {"iv", "iv"}};

uint8_t link_names_generation(const char *word)
{
	for (size_t i = 0; i < sizeof generations / sizeof *generations; i++) {
		if (!strcmp(generations[i][0], word) || !strcmp(generations[i][1], word))
			return (uint8_t)(i + 1);
	}
	return 0;
}

const char *link_names_generation_word(uint8_t generation)
{
	return generations[generation - 1][0];
}

const char *const link_names_generic[] = {"academy",      "administration",
                                          "agency",       "airport",
                                          "army",         "association",
                                          "authority",    "bank",
                                          "bay",          "board",
                                          "borough",      "bridge",
                                          "bureau",       "castle",
                                          "cathedral",    "center",
                                          "centre",       "church",
                                          "circuit",      "city",
                                          "club",         "co",
                                          "college",      "commission",
                                          "committee",    "company",
                                          "corp",         "corporation",
                                          "council",      "county",
                                          "court",        "department",
                                          "desert",       "district",
                                          "federation",   "forces",
                                          "foundation",   "garden",
                                          "gmbh",         "government",
                                          "group",        "hall",
                                          "hospital",     "hotel",
                                          "house",        "inc",
                                          "institute",    "institution",
                                          "islands",      "league",
                                          "library",      "limited",
                                          "llc",          "ltd",
                                          "magazine",     "memorial",
                                          "ministry",     "mount",
                                          "mountain",     "museum",
                                          "office",       "organisation",
                                          "organization", "palace",
                                          "park",         "party",
                                          "peninsula",    "plc",
                                          "police",       "port",
                                          "province",     "region",
                                          "republic",     "road",
                                          "school",       "sea",
                                          "service",      "society",
                                          "square",       "state",
                                          "states",       "station",
                                          "street",       "team",
                                          "temple",       "theatre",
                                          "tower",        "town",
                                          "township",     "treaty",
                                          "trust",        "union",
                                          "university",   "valley",
                                          "village",      NULL};

const char *const link_names_small[] = {
    "a",  "and", "at", "d",  "da", "de", "del", "der", "des", "di",  "do", "du",
    "et", "for", "in", "la", "le", "of", "on",  "the", "und", "von", "y",  NULL};

const char *link_names_title_word(const char *word)
{
	static const char *const pairs[][2] = {
	    {"adm", "admiral"},      {"brig", "brigadier"}, {"capt", "captain"},
	    {"cmdr", "commander"},   {"col", "colonel"},    {"cpl", "corporal"},
	    {"dr", "doctor"},        {"gen", "general"},    {"gov", "governor"},
	    {"lieut", "lieutenant"}, {"lt", "lieutenant"},  {"maj", "major"},
	    {"pres", "president"},   {"prof", "professor"}, {"rep", "representative"},
	    {"rev", "reverend"},     {"sec", "secretary"},  {"sen", "senator"},
	    {"sgt", "sergeant"},     {"sheik", "sheikh"},   {"supt", "superintendent"}};
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		if (!strcmp(pairs[i][0], word))
			return pairs[i][1];
	}
	return word;
}

/* The lists are short, and a name is folded once: no need for a search. */
bool link_names_in(const char *const *list, const char *word)
{
	while (*list && strcmp(*list, word) != 0)
		list++;
	return *list != NULL;
}

/* Each line: forms of one given name; common knowledge. */
static const char *const given[] = {" abigail abby gail ",
                                    " abraham abe ",
                                    " albert al bert ",
                                    " alexander alex sasha xander ",
                                    " alexandra alex sandra sasha ",
                                    " alfred al fred ",
                                    " andrew andy drew ",
                                    " anthony tony ",
                                    " antonio tony toni ",
                                    " arthur art ",
                                    " barbara barb barbie ",
                                    " benjamin ben benny ",
                                    " bernard bernie ",
                                    " catherine cathy kate katie cat ",
                                    " charles charlie chuck ",
                                    " christine chris christie tina ",
                                    " christopher chris kit ",
                                    " daniel dan danny ",
                                    " david dave davey ",
                                    " deborah deb debbie ",
                                    " dominic dom ",
                                    " donald don donnie ",
                                    " dorothy dot dottie ",
                                    " douglas doug ",
                                    " edmund ed eddie ",
                                    " edward ed eddie ted ned ",
                                    " elizabeth liz beth betty eliza lizzie ",
                                    " eugene gene ",
                                    " frances fran ",
                                    " francis frank ",
                                    " franklin frank ",
                                    " frederick fred freddie rick ",
                                    " gabriel gabe ",
                                    " geoffrey geoff jeff ",
                                    " gerald gerry jerry ",
                                    " gregory greg ",
                                    " harold harry hal ",
                                    " henry harry hank ",
                                    " isabel isabella bella ",
                                    " isaac ike ",
                                    " jacob jake ",
                                    " james jim jimmy jamie ",
                                    " janet jan ",
                                    " jeffrey jeff ",
                                    " jennifer jen jenny ",
                                    " jeremy jerry ",
                                    " jessica jess ",
                                    " joanna jo ",
                                    " john jack johnny jon ",
                                    " jonathan jon jonny ",
                                    " joseph joe joey ",
                                    " joshua josh ",
                                    " judith judy ",
                                    " julia julie ",
                                    " katherine kate kathy katie kat ",
                                    " kathleen kathy ",
                                    " kenneth ken kenny ",
                                    " kimberly kim ",
                                    " larry lawrence laurence ",
                                    " leonard len lenny leo ",
                                    " louis lou ",
                                    " madeleine maddie ",
                                    " margaret maggie meg peggy margie ",
                                    " martin marty ",
                                    " mary molly ",
                                    " matthew matt ",
                                    " maurice mo ",
                                    " maximilian max ",
                                    " michael mike mick mickey ",
                                    " mitchell mitch ",
                                    " nancy nan ",
                                    " nathan nate ",
                                    " nathaniel nate nat ",
                                    " nicholas nick nicky ",
                                    " nikolai kolya ",
                                    " oliver ollie ",
                                    " pamela pam ",
                                    " patricia pat patty tricia ",
                                    " patrick pat paddy ",
                                    " peter pete ",
                                    " philip phil ",
                                    " phillip phil ",
                                    " rachel rae ",
                                    " raymond ray ",
                                    " rebecca becky ",
                                    " richard rick dick rich ricky ",
                                    " robert bob rob bobby robbie ",
                                    " rodney rod ",
                                    " roger rog ",
                                    " ronald ron ronnie ",
                                    " russell russ ",
                                    " samantha sam ",
                                    " samuel sam sammy ",
                                    " sandra sandy ",
                                    " sebastian seb ",
                                    " sidney sid ",
                                    " stanley stan ",
                                    " stephanie steph ",
                                    " stephen steve ",
                                    " steven steve ",
                                    " stuart stu ",
                                    " susan sue susie ",
                                    " sylvester sly ",
                                    " terence terry ",
                                    " theodore ted teddy theo ",
                                    " theresa terry tess ",
                                    " thomas tom tommy ",
                                    " timothy tim timmy ",
                                    " tobias toby ",
                                    " valerie val ",
                                    " victor vic ",
                                    " victoria vicky ",
                                    " vincent vince vinny ",
                                    " vladimir vova ",
                                    " walter walt wally ",
                                    " wesley wes ",
                                    " william bill will billy willie liam ",
                                    " zachary zach zack ",
                                    NULL};

static bool has_word(const char *line, const char *word)
{
	const size_t n = strlen(word);
	for (const char *at = strstr(line, word); at; at = strstr(at + 1, word)) {
		if (at[-1] == ' ' && at[n] == ' ')
			return true;
	}
	return false;
}

bool link_names_nickname(const char *a, const char *b)
{
	for (const char *const *line = given; *a && *line; line++) {
		if (has_word(*line, a) && (!b || (*b && has_word(*line, b))))
			return true;
	}
	return false;
}

const char *link_names_alias(const char *words)
{
	static const char *const pairs[][2] = {
	    {"us", "united states"},
	    {"usa", "united states"},
	    {"america", "united states"},
	    {"u s", "united states"},
	    {"u s a", "united states"},
	    {"united states of america", "united states"},
	    {"uk", "united kingdom"},
	    {"u k", "united kingdom"},
	    {"great britain", "united kingdom"},
	    {"britain", "united kingdom"},
	    {"gb", "united kingdom"},
	    {"uae", "united arab emirates"},
	    {"fed", "federal reserve"},
	    {"un", "united nations"},
	    {"u n", "united nations"},
	    {"eu", "european union"},
	    {"e u", "european union"},
	    {"ussr", "soviet union"},
	    {"prc", "china"},
	    {"nyc", "new york city"},
	    {"dc", "washington d c"},
	    {"la", "los angeles"},
	    {"l a", "los angeles"},
	    {"ny", "new york"},
	    {"nj", "new jersey"},
	    {"dprk", "north korea"},
	    {"rok", "south korea"},
	    {"s f", "san francisco"},
	    {"sf", "san francisco"},
	    {"drc", "democratic republic of the congo"}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (!strcmp(pairs[i][0], words))
			return pairs[i][1];
	}
	return words;
}
