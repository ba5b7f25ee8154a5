#!/bin/sh
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the pictures in this folder from demo data: docs/screenshots/make.sh [build/release]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build/release}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
draw() { # PAGE THEME SIZE
    env -u QT_QPA_PLATFORM TZ=UTC LC_ALL=en_US.UTF-8 QT_LOGGING_RULES='qt.*=false' \
        HOME="$scratch" XDG_DATA_HOME="$scratch" XDG_CONFIG_HOME="$scratch" \
        XDG_RUNTIME_DIR="$scratch" \
        "$build/bin/outlay" --ledger "$scratch/demo.sqlite" --demo --page "$1" --theme "$2" \
        --size "$3" --screenshot "$here/$1-$2.png"
    echo "$here/$1-$2.png"
}
cli() {
    HOME="$scratch" XDG_DATA_HOME="$scratch" XDG_CONFIG_HOME="$scratch" \
        "$build/bin/outlay-cli" "$@" --ledger "$scratch/demo.sqlite" >/dev/null
}
cli demo
cli budget add --name Everything --limit 6500USD
cli budget add --name 'Each user' --each user --limit 900USD --cap
cli budget add --name "Support bot" --scope project=support-bot --limit 2000USD --owner ines
for theme in light dark; do
    draw budgets "$theme" 1280x800
    draw alerts "$theme" 1440x900
    draw overview "$theme" 1440x900
    draw people "$theme" 1280x800
    draw sources "$theme" 1280x800
    draw explore "$theme" 1440x900
    draw tasks "$theme" 1440x900
    draw prices "$theme" 1280x800
done
