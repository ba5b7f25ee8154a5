#!/usr/bin/env bash
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# desktopfiles.sh CMAKE BUILD WORK SOURCE: installs the data files into WORK, and expects those a
# desktop needs to be there and to agree on one name.
set -u
cmake=$1 build=$2 work=$3 source=$4 bad=0
id=io.github.outlay.Outlay

complain() {
    echo "$*"
    bad=1
}
# expect FILE REGEX
expect() {
    grep -qE "$2" "$work$1" || complain "$1 has no line like $2"
}

rm -rf "$work" && mkdir -p "$work"
DESTDIR=$work "$cmake" --install "$build/packaging" --prefix /usr >"$work/log" 2>&1 || {
    tail -n 5 "$work/log"
    exit 1
}

desktop=/usr/share/applications/$id.desktop
service=/usr/share/dbus-1/services/$id.service
for file in "$desktop" "$service" /usr/share/icons/hicolor/scalable/apps/$id.svg \
    /usr/share/metainfo/$id.metainfo.xml /usr/lib/systemd/user/outlay-watch.service; do
    [ -s "$work$file" ] || complain "$file is missing"
done
expect "$desktop" "^Icon=$id\$"
expect "$desktop" '^DBusActivatable=true$'
expect "$desktop" '^Exec=outlay$'
expect "$service" "^Name=$id\$"
expect "$service" '^Exec=/.*/outlay$'
expect "/usr/share/metainfo/$id.metainfo.xml" "<launchable type=\"desktop-id\">$id.desktop</launchable>"
expect /usr/lib/systemd/user/outlay-watch.service '^ExecStart=/.*/outlay-cli watch$'
# What the programs call themselves on the bus, in hints and on Wayland.
grep -q "\"$id\"" "$source/app/alerting/desktopid.h" || complain "desktopid.h says another name"
grep -q "\"/${id//./\/}\"" "$source/app/alerting/desktopid.h" || complain "desktopid.h says another path"
[ ! -e "$work/etc/xdg/autostart" ] || complain "autostart is for whoever chooses it"
if command -v desktop-file-validate >/dev/null; then
    desktop-file-validate "$work$desktop" || bad=1
fi
if command -v appstreamcli >/dev/null; then
    appstreamcli validate --no-net "$work/usr/share/metainfo/$id.metainfo.xml" || bad=1
fi
exit $bad
