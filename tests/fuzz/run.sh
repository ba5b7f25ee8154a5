#!/bin/sh
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh SECONDS [NAME...]: builds the fuzz targets and runs each (or those named) for that long, one
# after the other. FUZZ_JOBS says how many compilers at a time (2).
# Findings are kept in build/fuzz/findings; the exit status tells whether there were any.
set -eu
seconds=${1:?usage: run.sh SECONDS [NAME...]}
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$root/build/fuzz
cd "$root"
cmake --preset fuzz >/dev/null
targets=
for name; do
    targets="$targets fuzz_$name"
done
# shellcheck disable=SC2086 # names without blanks
cmake --build "$build" -j "${FUZZ_JOBS:-2}" ${targets:+--target $targets}
status=0
mkdir -p "$build/findings"
for target in "$build"/bin/fuzz_*; do
    name=${target##*/fuzz_}
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    work=$build/corpus/$name
    mkdir -p "$work"
    # Fixtures as they lie, without their folders; what earlier runs found stays in $work.
    for seeds in "$root/tests/data/formats/${name#onecall-}" "$here/corpus/${name#onecall-}" \
        "$root/resources/$name"; do
        [ -d "$seeds" ] || continue
        find "$seeds" -type f -size -64k | while read -r file; do
            cp "$file" "$work/seed-$(basename "$file")"
        done
    done
    echo "== $name"
    "$target" -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=3000 \
        -print_final_stats=0 -verbosity=0 -artifact_prefix="$build/findings/$name-" "$work" ||
        status=1
done
exit $status
