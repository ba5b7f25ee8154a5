#!/usr/bin/env bash
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# includes.sh CHECK-LAYERS WORK: makes a small tree for each rule and expects the refusal.
set -u
check=$1 work=$2 bad=0
spdx=$'// SPDX-FileCopyrightText: x\n// SPDX-License-Identifier: GPL-3.0-or-later\n'

# tree PATH TEXT EXPECTED: EXPECTED is a part of the complaint, or empty.
tree() {
    rm -rf "$work" && mkdir -p "$work/$(dirname "$1")" && printf '%s' "$2" >"$work/$1"
    git -C "$work" init -q && git -C "$work" add -A
    local said status
    said=$(bash "$check" "$work" 2>&1)
    status=$?
    if [ -z "$3" ]; then
        [ $status -eq 0 ] && return
    elif [ $status -ne 0 ] && [[ $said == *"$3"* ]]; then
        return
    fi
    printf 'for %s, expected "%s", got %d: %s\n' "$1" "$3" $status "$said"
    bad=1
}

tree models/pricing/a.cpp "$spdx#include \"models/money/money.h\"" ""
tree models/money/a.h "$spdx#include \"models/ledger/query.h\"" "may not include models/ledger/query.h"
tree models/formats/a.h "$spdx#include \"models/pricing/pricebook.h\"" "(layer 2) may not include"
tree ui/a.h "$spdx#include \"app/sources/demo.h\"" "ui (layer 4) may not include"
tree models/odd/a.h "$spdx" "folder without a layer"
tree models/money/a.h "#pragma once" "SPDX"
tree models/formats/a.h "$spdx#include <tl/expected.hpp>" "only models/money/result.h"
tree models/formats/a.h "$spdx#include <sqlite3.h>" "SQLite is private"
tree models/formats/a.h "$spdx#include <QWidget>" "no widget"
tree app/cli/a.cpp "$spdx#include <QApplication>" "no widget"
rm -rf "$work"
exit $bad
