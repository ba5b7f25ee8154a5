#!/bin/sh
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the pictures in this folder from demo data: docs/screenshots/make.sh [build/release]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build/release}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for theme in light dark; do
    env -u QT_QPA_PLATFORM TZ=UTC LC_ALL=en_US.UTF-8 QT_LOGGING_RULES='qt.*=false' \
        HOME="$scratch" XDG_DATA_HOME="$scratch" XDG_CONFIG_HOME="$scratch" \
        XDG_RUNTIME_DIR="$scratch" \
        "$build/bin/outlay" --ledger "$scratch/demo.sqlite" --demo --theme "$theme" \
        --size 1440x900 --screenshot "$here/overview-$theme.png"
    echo "$here/overview-$theme.png"
done
