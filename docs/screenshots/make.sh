#!/bin/sh
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the pictures in this folder from demo data.
set -eu
usage() {
    cat <<'TXT'
docs/screenshots/make.sh [BUILD]                      the pictures kept in this folder
docs/screenshots/make.sh --all OUT [BUILD] [LEDGER]   every page, to be looked at, into OUT: of the demo, of an
                                                      empty ledger and of LEDGER where one is given; light, dark
                                                      and high contrast; three sizes, at 200 % and mirrored

BUILD is where Outlay was built (default: build/release).
TXT
}
here=$(cd "$(dirname "$0")" && pwd)
out=$here all=no
case ${1:-} in
-h | --help) usage; exit 0 ;;
--all)
    [ $# -ge 2 ] || { usage >&2; exit 2; }
    all=yes
    mkdir -p "$2"
    out=$(cd "$2" && pwd)
    shift 2
    ;;
-*) usage >&2; exit 2 ;;
esac
build=${1:-$here/../../build/release}
large=${2:-}
[ -x "$build/bin/outlay" ] || { echo "there is no $build/bin/outlay: build it first" >&2; exit 2; }

scratch=$(mktemp -d)
scale=1
trap 'rm -rf "$scratch"' EXIT
alone() { # COMMAND…: with settings and folders of its own
    env -u QT_QPA_PLATFORM QT_SCALE_FACTOR="$scale" TZ=UTC LC_ALL=en_US.UTF-8 QT_LOGGING_RULES='qt.*=false' HOME="$scratch" \
        XDG_DATA_HOME="$scratch" XDG_CONFIG_HOME="$scratch" XDG_RUNTIME_DIR="$scratch" "$@"
}
draw() { # NAME LEDGER PAGE THEME SIZE [OPTION…]
    name=$1 ledger=$2 page=$3 theme=$4 size=$5
    shift 5
    alone "$build/bin/outlay" --ledger "$ledger" --page "$page" --theme "$theme" --size "$size" \
        --screenshot "$out/$name.png" "$@"
    echo "$out/$name.png"
}
cli() {
    alone "$build/bin/outlay-cli" "$@" --ledger "$demo" >/dev/null
}

# Where Outlay looks by itself, so that the commands in the pictures name no folder of this moment.
demo=$scratch/outlay/ledger.sqlite empty=$scratch/empty.sqlite
mkdir -p "$scratch/outlay"
cli demo
cli budget add --name Everything --limit 6500USD
cli budget add --name 'Each user' --each user --limit 900USD --cap
cli budget add --name "Support bot" --scope project=support-bot --limit 2000USD --owner ines

pages='overview explore tasks budgets alerts people sources prices settings'
if [ "$all" = no ]; then
    for theme in light dark; do
        for page in $pages; do
            case $page in
            overview | explore | tasks | alerts) size=1440x900 ;;
            *) size=1280x800 ;;
            esac
            draw "$page-$theme" "$demo" "$page" "$theme" "$size" --demo
        done
    done
    draw overview-high-contrast "$demo" overview high-contrast 1280x800 --demo
    draw overview-small "$demo" overview dark 1024x700 --demo
    draw overview-mirrored "$demo" overview light 1280x800 --demo -reverse
    draw overview-empty "$empty" overview light 1280x800
    scale=2
    draw overview-200 "$demo" overview light 1280x800 --demo
    exit 0
fi
for page in $pages; do
    for theme in light dark high-contrast; do
        for size in 1440x900 1280x800 1024x700; do
            draw "demo-$page-$theme-$size" "$demo" "$page" "$theme" "$size" --demo
        done
        draw "empty-$page-$theme" "$empty" "$page" "$theme" 1280x800
        scale=2
        draw "demo-$page-$theme-200" "$demo" "$page" "$theme" 1280x800 --demo
        scale=1
        draw "demo-$page-$theme-mirrored" "$demo" "$page" "$theme" 1280x800 --demo -reverse
        [ -z "$large" ] || draw "large-$page-$theme" "$large" "$page" "$theme" 1440x900
    done
done
