// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcenames.h"

#include "ui/text/names.h"

namespace outlay::ui {

SourcesSnapshot withoutNames(SourcesSnapshot sources)
{
    if (!areNamesHidden())
        return sources;
    for (SourceRow &row : sources.rows) {
        if (row.kind != SourceKind::Otlp) // a port of this machine
            row.where = shownName(
                row.kind == SourceKind::Files ? NameKind::Path : NameKind::Address, row.where);
        row.reason = withoutNames(row.reason);
        for (QString &warning : row.warnings)
            warning = withoutNames(warning);
    }
    sources.notice = withoutNames(sources.notice);
    return sources;
}

} // namespace outlay::ui
