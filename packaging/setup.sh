# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Sourced by ./run and ./check: packages, time limits, and the words they print.

# What a build needs on a bare Debian 12 or Ubuntu 24.04; tzdata and fonts are absent from containers.
build_packages=(
    g++ cmake ninja-build ccache pkg-config git
    qt6-base-dev libqt6opengl6-dev qt6-svg-dev qt6-qpa-plugins
    libsqlite3-dev libsimdjson-dev libexpected-dev zlib1g-dev libzstd-dev libssl-dev
    libsodium-dev qtkeychain-qt6-dev libboost-dev
    tzdata fonts-inter fonts-dejavu-core
)
check_packages=(clang-format-14 dbus-daemon gnome-keyring libsecret-1-0 desktop-file-utils xvfb xauth)
full_check_packages=(clang libclang-rt-dev clang-tidy-14)

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
complain() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# limited SECONDS COMMAND…: no step waits for ever; 124 tells a time-out from a failure.
limited() {
    local seconds=$1
    shift
    timeout --foreground --kill-after=20 "$seconds" "$@"
    local status=$?
    [ "$status" -ne 124 ] || complain "gave up after $seconds s: $*"
    return "$status"
}

missing_packages() {
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif ! command -v sudo >/dev/null; then
        complain "neither root nor sudo; as root, please run: $*"
        return 1
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@" # nobody is there to type a password
    fi
}

# install_packages NAME…: the ones that are missing, with apt-get; elsewhere says what is needed.
install_packages() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        note "no apt-get here: assuming the equivalents of $* are installed"
        return 0
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    if [ "${#missing[@]}" -eq 0 ]; then
        note "all ${#} packages are installed"
        return 0
    fi
    note "installing: ${missing[*]}"
    local apt=(apt-get -y -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3
        -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30)
    # Old lists may still do: only the installation decides.
    as_root env DEBIAN_FRONTEND=noninteractive timeout 180 "${apt[@]}" update ||
        note "apt-get update failed, going on with the lists there are"
    as_root env DEBIAN_FRONTEND=noninteractive timeout 900 "${apt[@]}" install \
        --no-install-recommends "${missing[@]}" >/dev/null || {
        complain "could not install: ${missing[*]}"
        return 1
    }
}

# Compiles go through ccache with paths relative to the tree, so that another clone profits too.
use_ccache() {
    command -v ccache >/dev/null || return 0
    export OUTLAY_CCACHE=ccache CCACHE_BASEDIR=$1 CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
}

# configure PRESET [OPTION…]; a tree configured by another CMake or at another place starts afresh.
configure() {
    local preset=$1
    shift
    limited 300 cmake --preset "$preset" "$@" >"build/$preset.configure.log" 2>&1 && return 0
    limited 300 cmake --fresh --preset "$preset" "$@" >"build/$preset.configure.log" 2>&1 && return 0
    tail -n 40 "build/$preset.configure.log" >&2
    return 1
}
