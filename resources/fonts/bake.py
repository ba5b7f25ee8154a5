#!/usr/bin/python3
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the bundled fonts from Debian's fonts-inter (needs python3-fonttools).

Qt 6.4 cannot switch on the `tnum` feature, so money columns set in Inter do not line up. The text
weights are therefore subset, their digits replaced by the tabular ones, and renamed, because the
result is no longer Inter. The display weight for headline figures keeps its proportional digits.
"""
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = "/usr/share/fonts/opentype/inter"
HERE = os.path.dirname(os.path.abspath(__file__))
# Latin, Greek, Cyrillic, Vietnamese, punctuation, currencies, arrows, mathematics, shapes.
RANGES = [(0x20, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F),
          (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x25A0, 0x26FF), (0x2713, 0x2717)]
FONTS = [("Inter-Regular", "OutlaySans-Regular", "Outlay Sans", "Regular", True),
         ("Inter-Medium", "OutlaySans-Medium", "Outlay Sans", "Medium", True),
         ("Inter-SemiBold", "OutlaySans-SemiBold", "Outlay Sans", "SemiBold", True),
         ("InterDisplay-SemiBold", "OutlayDisplay-SemiBold", "Outlay Display", "SemiBold", False)]


def tabular(font):
    """glyph -> tabular glyph, from the font's own tnum lookups."""
    gsub = font["GSUB"].table
    pairs = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                table = getattr(table, "ExtSubTable", table)
                pairs.update(getattr(table, "mapping", {}))
    return pairs


def bake(source, target, family, style, is_tabular):
    font = TTFont(os.path.join(SOURCE, source + ".otf"))
    if is_tabular:
        pairs = tabular(font)
        for table in font["cmap"].tables:
            for code, glyph in list(table.cmap.items()):
                table.cmap[code] = pairs.get(glyph, glyph)
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "calt"]
    options.name_IDs = [0, 13, 14]
    options.hinting = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for a, b in RANGES for c in range(a, b + 1)])
    subsetter.subset(font)
    names = font["name"]
    for number, text in {1: family if style == "Regular" else family + " " + style, 2: "Regular",
                         3: target, 4: family + " " + style, 6: target, 16: family,
                         17: style}.items():
        names.setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [target]
    top = cff[cff.fontNames[0]]
    top.FamilyName, top.FullName = family, family + " " + style
    path = os.path.join(HERE, target + ".otf")
    font.save(path)
    print(path, os.path.getsize(path))


for entry in FONTS:
    bake(*entry)
sys.exit(0)
