#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# build_lists.py - makes the lists that are shipped from the packages that
# build_lists.sh installs.
#
# build_lists.py OUT WORDNET ISO GEONAMES CLDR NAMES FAKER NSI
#
# What is left out, so that a list is of use on running text (the page says the same):
#
#   - a place whose name is an English word, in small letters in WordNet or among the
#     function words, or a frequent given or family name, below 1,000,000 inhabitants;
#     one whose name is another given or family name, below 500,000; a name of three
#     letters or less, below 500,000;
#   - a brand or an organisation of one word that is an English word or a name of a
#     person or a place, a brand that is several words together ("central bank"), and
#     every brand known in less than three countries;
#   - a given name that is an English word, unless it is a frequent one.
#
# A given name that is an English word, a place, a month, a day, or anything else that
# WordNet knows is `weak`, and so is every family name: it counts only beside a name
# that is not (option `join`); a family name that is an English word only behind one.
import json
import re
import sys
import unicodedata
from pathlib import Path

FUNCTION_WORDS = set(
    """a about above across after again against all almost along already also although
always am among an and another any anyone are around as at away back be because been
before behind being below between both but by can cannot could did do does done down
during each either else enough even ever every for from further get gets got had has
have he her here hers herself him himself his how however i if in indeed instead into is
it its itself just later least less let like made make many may me might mine more most
much must my myself near neither never next no nobody none nor not nothing now of off
often on once one only onto or other others our ours out over own per perhaps please
quite rather really said same say says see seem self several shall she should since so
some someone something soon still such than that the their theirs them themselves then
there these they this those though through thus to together too toward under until up
upon us use very via was we well were what whatever when where whether which while who
whole whom whose why will with within without would yes yet you your yours
yourself""".split()
)
CALENDAR = set(
    """monday tuesday wednesday thursday friday saturday sunday january february march
april may june july august september october november december easter christmas
spring summer autumn winter""".split()
)
ENGLISH = ("US", "GB", "CA", "AU", "IE", "NZ")
BODIES = {  # what WordNet has under a longer name, as a building, or not at all
    "UN": "United Nations",
    "U.N.": "United Nations",
    "EU": "European Union",
    "E.U.": "European Union",
    "Pentagon": "Department of Defense",
    "Kremlin": "Kremlin",
    "ISIS": "Islamic State",
    "ISIL": "Islamic State",
    "Islamic State": "Islamic State",
    "Hamas": "Hamas",
    "Taliban": "Taliban",
    "African Union": "African Union",
    "Arab League": "Arab League",
    "Red Cross": "Red Cross",
    "World Bank": "World Bank",
    "IMF": "International Monetary Fund",
    "WTO": "World Trade Organization",
    "OPEC": "Organization of Petroleum-Exporting Countries",
}
ALIASES = {  # names of countries that CLDR and ISO do not have
    "America": "US",
    "U.S.": "US",
    "US": "US",
    "USA": "US",
    "U.S.A.": "US",
    "the States": None,
    "UK": "GB",
    "U.K.": "GB",
    "Britain": "GB",
    "Great Britain": "GB",
    "UAE": "AE",
    "Burma": "MM",
    "Holland": "NL",
    "Czech Republic": "CZ",
    "Ivory Coast": "CI",
    "South Korea": "KR",
    "North Korea": "KP",
    "Russia": "RU",
    "Syria": "SY",
    "Iran": "IR",
    "Turkey": "TR",
    "Vatican": "VA",
    "Palestine": "PS",
}


def key(name):
    """A name as it is compared: small, without diacritics."""
    s = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in s if not unicodedata.combining(c))


def latin(name):
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in name)


# ---- WordNet ----


class WordNet:
    """The synsets of the data files: members, pointers, gloss."""

    def __init__(self, folder):
        self.small = set()  # words that begin with a small letter
        self.phrases = set()  # several words, all small: "central bank"
        self.things = set()  # and with a capital, unless they are people's names
        self.nouns = {}
        for part in ("noun", "verb", "adj", "adv"):
            for line in open(folder / ("data." + part), encoding="latin-1"):
                if not line.startswith("  "):
                    self.read(part, line)

    def read(self, part, line):
        head, _, gloss = line.partition("| ")
        f = head.split(" ")
        n = int(f[3], 16)
        words = [re.sub(r"\((a|p|ip)\)$", "", w) for w in f[4 : 4 + 2 * n : 2]]
        self.small.update(w for w in words if w[:1].islower() and "_" not in w)
        self.phrases.update(w.replace("_", " ") for w in words if "_" in w and w == w.lower())
        if part != "noun":
            return
        count = int(f[4 + 2 * n])
        rest = f[5 + 2 * n :]
        pointers = [(rest[4 * i], rest[4 * i + 1]) for i in range(count)]
        words = [w.replace("_", " ") for w in words]
        if f[1] != "18" or not any(p == "@i" for p, _ in pointers):
            self.things.update(key(w) for w in words if w[:1].isupper() and " " not in w)
        self.nouns[f[0]] = (f[1], words, pointers, gloss.strip())

    def is_word(self, name):
        s = key(name)
        if " " in s:
            return False
        stems = [s]
        if s.endswith("s"):
            stems.append(s[:-1])
        if s.endswith("ed"):
            stems += [s[:-1], s[:-2]]
        if s.endswith("ing"):
            stems += [s[:-3], s[:-3] + "e"]
        return s in FUNCTION_WORDS or s in CALENDAR or any(x in self.small for x in stems)

    def classes(self, synset):
        """The synsets above one."""
        seen, todo = set(), [synset]
        while todo:
            s = todo.pop()
            if s in seen or s not in self.nouns:
                continue
            seen.add(s)
            todo += [t for p, t in self.nouns[s][2] if p in ("@", "@i")]
        return seen

    def named(self, *words):
        """The synsets whose first word is one of these."""
        return {s for s, (_, w, _, _) in self.nouns.items() if w[0] in words}

    def instances(self, file_numbers):
        for s, (number, words, pointers, gloss) in self.nouns.items():
            if number in file_numbers and any(p == "@i" for p, _ in pointers):
                yield s, words, gloss


# ---- The lists ----


class Sheet:
    """score: how often its names are right, by make accuracy-scores; others: {type: score} of
    those for which it is another; the page has the figures."""

    def __init__(self, title, columns, score, kind=None, others=None):
        self.title, self.columns, self.rows, self.seen = title, columns, [], set()
        self.score, self.kind, self.others = score, kind, others or {}

    def add(self, name, kind, *rest):
        name = " ".join(name.split())
        row = (name, kind) + tuple(str(x) for x in rest)
        if name and row[:3] not in self.seen and any(c.isalpha() for c in name):
            self.seen.add(row[:3])
            self.rows.append(row)

    def write(self, path):
        with open(path, "w", encoding="utf-8", newline="\n") as f:
            head = ["name", "type", "id", "canonical"] + list(self.columns)
            if self.kind:  # of all rows
                head.remove("type")
                head.append("type=" + self.kind)
            if self.others:
                head.append("score")
            f.write("\t".join(head + ["score=%s" % self.score]) + "\n")
            for line in self.title:
                f.write("# %s\n" % line)
            for row in self.rows:
                row = list(row)
                if row[1] in self.others:
                    row += [""] * (4 + len(self.columns) - len(row)) + [str(self.others[row[1]])]
                if self.kind:
                    del row[1]
                canonical = 2 if self.kind else 3
                if len(row) > canonical and row[canonical] == row[0]:
                    row[canonical] = ""
                f.write("\t".join(row).rstrip("\t") + "\n")
        print("%-20s %6d names, %d bytes" % (path.name, len(self.rows), path.stat().st_size))


def territories(cldr):
    with open(cldr / "main/en/territories.json", encoding="utf-8") as f:
        all_ = json.load(f)["main"]["en"]["localeDisplayNames"]["territories"]
    for code, name in all_.items():
        base = code[:2]
        if len(code) != 3 and base.isalpha() and base not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
            yield base, name
    for name, code in ALIASES.items():
        if code:
            yield code, name


def main_names(cldr):
    names = {}
    for code, name in territories(cldr):
        names.setdefault(code, name.replace(" & ", " and "))
    names.update({"HK": "Hong Kong", "MO": "Macao", "PS": "Palestine", "TR": "Turkey"})
    return names


def spellings(name):
    yield name
    if " & " in name:
        yield name.replace(" & ", " and ")
    if name.startswith("St. "):
        yield "Saint " + name[4:]
    plain = "".join(
        c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)
    )
    if plain != name and latin(name):
        yield plain


def demonyms(wn, names):
    """Pairs of a people's name and a country's code."""
    codes = {key(n): c for c, n in names.items()}
    codes.update({key(n): c for n, c in ALIASES.items() if c})
    for number, words, pointers, gloss in wn.nouns.values():
        m = re.match(r"an? (?:native or )?inhabitant of (?:the )?([A-Z][\w .'-]*?)(?: or of .*)?(?:[;,(].*)?$", gloss)
        code = codes.get(key(m.group(1).strip())) if m and number == "18" else None
        if not code:
            continue
        for word in words:
            if word[:1].isupper() and " " not in word:
                yield word, code
                if word.endswith("an") or word.endswith("i"):
                    yield word + "s", code


ADJECTIVES = """American US|British GB|English GB|Scottish GB|Welsh GB|French FR|German DE|Spanish ES|Italian IT
Dutch NL|Irish IE|Polish PL|Swedish SE|Danish DK|Finnish FI|Turkish TR|Greek GR|Chinese CN|Japanese JP|Russian RU
Iraqi IQ|Iranian IR|Syrian SY|Israeli IL|Lebanese LB|Saudi SA|Palestinian PS|Egyptian EG|Libyan LY|Afghan AF
Pakistani PK|Indian IN|Ukrainian UA|Canadian CA|Mexican MX|Brazilian BR|Argentine AR|Argentinian AR|Australian AU
Kuwaiti KW|Emirati AE|Qatari QA|Yemeni YE|Jordanian JO|Swiss CH|Austrian AT|Belgian BE|Portuguese PT|Norwegian NO
Czech CZ|Slovak SK|Slovene SI|Slovenian SI|Croatian HR|Croat HR|Serbian RS|Serb RS|Bosnian BA|Kosovar XK|Albanian AL
Macedonian MK|Bulgarian BG|Romanian RO|Hungarian HU|Estonian EE|Latvian LV|Lithuanian LT|Belarusian BY|Moldovan MD
Georgian GE|Armenian AM|Azerbaijani AZ|Kazakh KZ|Uzbek UZ|Tajik TJ|Kyrgyz KG|Turkmen TM|Mongolian MN|Korean KR
South_Korean KR|North_Korean KP|Taiwanese TW|Vietnamese VN|Thai TH|Filipino PH|Indonesian ID|Malaysian MY
Singaporean SG|Burmese MM|Cambodian KH|Laotian LA|Nepalese NP|Nepali NP|Sri_Lankan LK|Bangladeshi BD|Nigerian NG
Kenyan KE|Ethiopian ET|Somali SO|Sudanese SD|Ugandan UG|Tanzanian TZ|Congolese CD|Angolan AO|Zimbabwean ZW
Zambian ZM|South_African ZA|Ghanaian GH|Senegalese SN|Ivorian CI|Malian ML|Moroccan MA|Algerian DZ|Tunisian TN
Eritrean ER|Rwandan RW|Namibian NA|Mozambican MZ|Cuban CU|Haitian HT|Dominican DO|Jamaican JM|Venezuelan VE
Colombian CO|Ecuadorian EC|Peruvian PE|Bolivian BO|Chilean CL|Paraguayan PY|Uruguayan UY|Guatemalan GT|Honduran HN
Salvadoran SV|Nicaraguan NI|Costa_Rican CR|Panamanian PA|Puerto_Rican PR|Icelandic IS|Maltese MT|Cypriot CY
Bahraini BH|Omani OM|New_Zealander NZ|Fijian FJ|Samoan WS|Kurdish IQ|Bhutanese BT|Maldivian MV"""


def make_countries(wn, cldr):
    names = main_names(cldr)
    sheet = Sheet(
        ["Countries, territories and continents: CLDR. Peoples: WordNet. See COPYING.data."],
        ("country",),
        0.84,
        others={"LOC": 0.67},
    )
    for code, name in territories(cldr):
        for s in spellings(name):
            sheet.add(s, "GPE", code, names[code], code)
    with open(cldr / "main/en/territories.json", encoding="utf-8") as f:
        all_ = json.load(f)["main"]["en"]["localeDisplayNames"]["territories"]
    for code in ("002", "003", "005", "009", "013", "029", "053", "142", "145", "150", "151", "154", "155", "202", "419"):
        sheet.add(all_[code], "LOC", code, all_[code])
    sheet.add("Middle East", "LOC", "145", "Middle East")
    peoples = dict()
    for entry in ADJECTIVES.replace("\n", "|").split("|"):
        word, code = entry.rsplit(" ", 1)
        peoples[word.replace("_", " ")] = code
        if word.endswith(("an", "i", "Croat", "Serb", "Czech", "Slovak", "Greek", "Afghan", "Thai", "Cypriot", "Turkmen", "Filipino")):
            peoples[word.replace("_", " ") + "s"] = code
    for word, code in demonyms(wn, names):
        peoples.setdefault(word, code)
    for word, code in sorted(peoples.items()):
        if not wn.is_word(word) or word in ("Polish", "Turkey"):
            sheet.add(word, "NORP", "", word, code)
    return sheet


def make_regions(iso, wn, persons):
    sheet = Sheet(
        [
            "Official names and subdivisions of countries: iso-codes, LGPL-2.1-or-later.",
            "See COPYING.data.",
        ],
        ("country",),
        0.8,
        "GPE",
    )
    with open(iso / "iso_3166-1.json", encoding="utf-8") as f:
        for c in json.load(f)["3166-1"]:
            for k in ("official_name", "common_name", "name"):
                name = c.get(k, "")
                if name and "," not in name:
                    sheet.add(name, "GPE", c["alpha_2"], c.get("common_name", c["name"]), c["alpha_2"])
    with open(iso / "iso_3166-2.json", encoding="utf-8") as f:
        for c in json.load(f)["3166-2"]:
            for name in re.split(r"[\[\]/]", c["name"]):
                name = name.strip().rstrip("*")
                large = c["code"][:2] in ("US", "CA", "AU", "DE", "IN", "GB", "MX", "BR")
                if len(name) < 4 or "," in name or not name[:1].isupper() or not latin(name):
                    continue
                if not large and (wn.is_word(name) or key(name) in persons):
                    continue
                if large and wn.is_word(name) and " " not in name:
                    continue
                for s in spellings(name):
                    sheet.add(s, "GPE", c["code"], name, c["code"][:2])
    return sheet


def good_variant(city, name):
    """Another name that is written in English text for the same place."""
    return (
        name.isascii()
        and re.fullmatch(r"[A-Z][a-z]+(?:[ '-][A-Z][a-z]+)*", name)
        and len(name) >= 5
        and name[0] == key(city["name"])[0].upper()
    )


def make_places(geonames, wn, persons, frequent):
    sheet = Sheet(
        ["Cities: GeoNames, CC BY 4.0. Other places: WordNet. See COPYING.data."],
        ("country", "population"),
        0.76,
        others={"LOC": 0.6},
    )
    with open(geonames / "cities15000.json", encoding="utf-8") as f:
        cities = sorted(json.load(f).values(), key=lambda c: (-c["population"], c["geonameid"]))
    kept = {}
    for c in cities:
        for name in spellings(c["name"]):
            if name in kept:  # the largest place of a name has it
                continue
            people = c["population"]
            if (
                (wn.is_word(name) and people < 1000000)
                or (key(name) in frequent and people < 1000000)
                or (key(name) in persons and people < 500000)
                or (len(name) < 4 and people < 500000)
                or people < (20000 if c["countrycode"] in ENGLISH else 50000)
                or not name[:1].isupper()
            ):
                continue
            kept[name] = c
            sheet.add(name, "GPE", "G%d" % c["geonameid"], c["name"], c["countrycode"], people)
    for c in cities:
        if c["population"] < 300000:
            break
        for name in c["alternatenames"]:
            if name not in kept and good_variant(c, name) and not wn.is_word(name):
                if key(name) not in persons:
                    kept[name] = c
                    sheet.add(name, "GPE", "G%d" % c["geonameid"], c["name"], c["countrycode"], c["population"])
    countries = wn.named("country", "state")
    towns = wn.named("city", "capital", "municipality", "town", "administrative district")
    sky = wn.named("celestial body", "star", "planet", "constellation", "galaxy")
    for s, words, gloss in wn.instances({"15", "17"}):
        above = wn.classes(s)
        if above & sky:
            continue
        kind = "GPE" if above & countries or above & towns else "LOC"
        for name in words:
            if name in kept or not name[:1].isupper() or len(name) < 4:
                continue
            if wn.is_word(name) or key(name) in persons or name.isupper():
                continue
            sheet.add(name, kind, "", words[0])
    return sheet, {key(n) for n in kept}


def census(path, most):
    out = []
    for line in open(path, encoding="ascii"):
        f = line.split()
        if f and float(f[1]) >= most:
            out.append(f[0].title())
    return out


def from_faker(folder):
    """Given and family names that are written in Latin letters."""
    given, family = set(), set()
    pattern = re.compile(r"^\s*(\w+?)\s*(?::[^=]*)?=\s*(.*)")
    for path in sorted(folder.glob("*/__init__.py")):
        scope = {}
        source = path.read_text(encoding="utf-8")
        for block in re.finditer(r"^    (\w*(?:first|last)_names?\w*)\s*(?::[^=\n]*)?=\s*([\(\[{].*?^    [\)\]}]|OrderedDict\(.*?^    \))", source, re.M | re.S):
            which = family if "last" in block.group(1) else given
            for name in re.findall(r"\"([^\"]+)\"|'([^']+)'", block.group(2)):
                name = name[0] or name[1]
                if re.fullmatch(r"[^\W\d_]+(?:['-][^\W\d_]+)?", name) and latin(name):
                    if name[:1].isupper() and 2 < len(name) < 20 and not name.isupper():
                        which.add(name)
    return given, family


def surname(name):
    """McDonald, O'Neill: the census has capitals only."""
    m = re.fullmatch(r"Mc([a-z])(.*)", name)
    return "Mc" + m.group(1).upper() + m.group(2) if m else name


def read_people(names, faker):
    given = {}
    for n in census(names / "dist.male.first", 0.004) + census(names / "dist.female.first", 0.002):
        given.setdefault(n, "census")
    family = {}
    for n in census(names / "dist.all.last", 0.001):
        if len(n) > 2:
            family.setdefault(surname(n), "census")
    more_given, more_family = from_faker(faker)
    for n in more_given:
        given.setdefault(n, "faker")
    for n in more_family:
        family.setdefault(n, "faker")
    return given, family


def make_people(wn, given, family, large, common):
    sheet = Sheet(
        [
            "Given and family names: US Census 1990 (public domain, by the package names),",
            "Faker (MIT). Made to be used with join = [ \"PERSON\" ]. See COPYING.data.",
        ],
        ("weak",),
        0.65,
        "PERSON",
    )
    for name in sorted(set(given) | set(family)):
        if key(name) in FUNCTION_WORDS or (wn.is_word(name) and name not in family and key(name) not in common):
            continue
        part = "given" if name not in family else "family" if name not in given else "both"
        weak = (
            name not in given
            or wn.is_word(name)
            or key(name) in large
            or key(name) in wn.things
            or len(name) < 4
            or name.upper() in BODIES
        )
        for s in spellings(name):
            how = "" if not weak else "behind" if wn.is_word(name) and part == "family" else "yes"
            sheet.add(s, "PERSON", "", "", how)
    return sheet


def make_organisations(wn, nsi, persons, places):
    sheet = Sheet(
        [
            "Organisations: WordNet; brands and operators: name-suggestion-index, BSD-3-Clause.",
            "See COPYING.data.",
        ],
        ("kind",),
        0.58,
        "ORG",
    )
    groups = wn.named("organization", "unit", "enterprise", "political party", "alliance")
    peoples = wn.named("people", "ethnic group", "family", "dynasty", "religion", "sect", "religious sect", "Christian church", "faith", "social class")
    for s, (number, words, pointers, gloss) in wn.nouns.items():
        above = wn.classes(s) if number == "14" and words[0][:1].isupper() else set()
        if not above & groups or above & peoples:
            continue
        for name in words:
            if not name[:1].isupper() or len(name) < 3 or key(name) in FUNCTION_WORDS:
                continue
            if " " not in name and (wn.is_word(name) and not name.isupper() or key(name) in persons or key(name) in places):
                continue
            sheet.add(name, "ORG", "", words[0])
    for name, canonical in sorted(BODIES.items()):
        sheet.add(name, "ORG", "", canonical)
    with open(nsi / "dist/json/nsi.min.json", encoding="utf-8") as f:
        tree = json.load(f)["nsi"]
    for path, part in sorted(tree.items()):
        if not path.startswith(("brands/", "operators/")):
            continue
        if any(x in path for x in ("/highway", "/power", "/route", "/man_made")):
            continue
        for item in part.get("items", ()):
            tags = item["tags"]
            qid = tags.get("brand:wikidata") or tags.get("operator:wikidata")
            where = item["locationSet"].get("include", [])
            if not qid or not ("001" in where or len(where) >= 3):
                continue
            for k in ("brand", "operator", "name", "brand:en", "short_name", "official_name"):
                name = tags.get(k, "").strip()
                if not name or not latin(name) or not name[:1].isupper() or len(name) < 4:
                    continue
                k_ = key(name)
                if " " not in name and (wn.is_word(name) or k_ in persons or k_ in places):
                    continue
                if k_ in wn.phrases:
                    continue
                if " " in name and all(wn.is_word(w) for w in name.split()) and name[1:].islower():
                    continue
                sheet.add(name, "ORG", qid, tags.get("brand") or tags.get("operator"), path.split("/")[-1])
    return sheet


def main():
    out, wordnet, iso, geonames, cldr, names, faker, nsi = map(Path, sys.argv[1:])
    wn = WordNet(wordnet)
    given, family = read_people(names, faker)
    persons = {key(n) for n in given}
    persons |= {key(n) for n in census(names / "dist.all.last", 0.004)}
    common = {key(n) for n in census(names / "dist.all.last", 0.03)}
    common |= {key(n) for n in census(names / "dist.male.first", 0.05)}
    common |= {key(n) for n in census(names / "dist.female.first", 0.05)}
    frequent = {key(n) for n in census(names / "dist.all.last", 0.01)}
    frequent |= {key(n) for n in census(names / "dist.male.first", 0.02)}
    frequent |= {key(n) for n in census(names / "dist.female.first", 0.02)}
    places, place_names = make_places(geonames, wn, persons, frequent)
    countries = make_countries(wn, cldr)
    large = {key(r[0]) for r in countries.rows}
    large |= {key(r[0]) for r in places.rows if len(r) > 5 and int(r[5]) >= 500000}
    out.mkdir(parents=True, exist_ok=True)
    countries.write(out / "countries.tsv")
    places.write(out / "places.tsv")
    make_regions(iso, wn, persons).write(out / "regions.tsv")
    make_people(wn, given, family, large, common).write(out / "people.tsv")
    make_organisations(wn, nsi, persons, place_names | large).write(out / "organisations.tsv")


main()
