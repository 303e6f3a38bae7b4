#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# options.py - does a plugin's page say what its option table says?
#
# options.py PAGE <(catena info NAME --json): below the heading "Options", the page
# has a table whose first cells are the names of the options, each once, in the order
# of the plugin's table.  The column "default", if there is one, gives the default as
# a config would have it (empty, "-" or "required" where there is none).  Every choice
# is named somewhere on the page.  What the page says of an option is its own business.
import json
import re
import sys


def cells(line):
    parts = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return [c.strip().replace("\\|", "|") for c in parts]


def table(page):
    """Header and rows of the first table below "Options"; None without heading."""
    lines = page.splitlines()
    start = [i for i, s in enumerate(lines) if re.match(r"#+ options\b", s.lower())]
    if not start:
        return None
    rows = []
    for line in lines[start[0] + 1 :]:
        if line.startswith("#") or (rows and not line.startswith("|")):
            break
        if line.startswith("|"):
            rows.append(cells(line))
    return rows


def words(cell):
    return re.findall(r"[\w.+-]+", cell)


def compare_default(option, cell):
    said = cell.strip("`").strip('"').strip("`")
    if option["required"]:
        if said not in ("", "-", "required", "none"):
            yield "has no default, the page says %s" % cell
    elif option["default"] == "":
        if said not in ("", "-", "none", "empty"):
            yield "has an empty default, the page says %s" % cell
    elif said != option["default"]:
        yield "has the default %s, the page says %s" % (option["default"], cell)


def compare(options, rows, page):
    header = [c.lower() for c in rows[0]] if rows else []
    body = rows[2:]
    names = [r[0].strip("`") for r in body]
    want = [o["name"] for o in options]
    for name in want:
        if names.count(name) != 1:
            yield name, "is %d times on the page" % names.count(name)
    for name in names:
        if name not in want:
            yield name, "is on the page, but the plugin does not have it"
    if sorted(names) == sorted(want) and names != want:
        yield "options", "stand in another order than in the plugin"
    for option in options:
        for row in body:
            if row[0].strip("`") != option["name"]:
                continue
            if len(row) != len(header):
                yield option["name"], "has %d cells" % len(row)
            cell = dict(zip(header, row))
            if "default" in cell:
                for what in compare_default(option, cell["default"]):
                    yield option["name"], what
            for choice in option.get("choices", ()):
                if choice not in words(page):
                    yield option["name"], "takes %s, the page does not say so" % choice


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        page = f.read()
    rows = table(page)
    options = json.load(sys.stdin)["options"]
    if rows is None and not options:
        return 0
    if not rows and options:
        print("%s: no table below a heading \"Options\"" % sys.argv[1])
        return 1
    wrong = list(compare(options, rows or [[], []], page))
    for name, what in wrong:
        print("%s: %s %s" % (sys.argv[1], name, what))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
