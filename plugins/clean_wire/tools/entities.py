#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# entities.py - makes entities_table.h: HTML 4's entities by name, in byte order.
#
#     entities.py >entities_table.h
from html.entities import name2codepoint

table = dict(name2codepoint, apos=39)
print("/* SPDX-License-Identifier: MIT */")
print("/* entities_table.h - entities by name; made by tools/entities.py. */")
line = "   "
for name in sorted(table):
    item = ' {"%s", 0x%X},' % (name, table[name])
    if len(line) + len(item) > 80:
        print(line)
        line = "   "
    line += item
print(line)
