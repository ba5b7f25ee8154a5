// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overviewsnapshot.h"

#include <QLocale>
#include <QString>

#include <vector>

namespace outlay::ui {

/// Something beside the figures a person should know or decide about.
struct Note
{
    enum class Kind
    {
        Unpriced,    ///< requests without a price: the total is "at least"
        Unvouched,   ///< time a watched source leaves open: likewise
        Quiet,       ///< a key or source was used nearly every day and no longer is
        Rejected,    ///< records that could not be read
        Quarantined, ///< implausible figures kept out
        SetAside,    ///< covered by another source
        ListValue,   ///< subscription use, outside spend
        NotDue,      ///< a provider publishes later: no gap
        NotItemised, ///< billed without events behind it, inside spend
        Fees,        ///< of plans, inside spend
    };
    Kind kind = Kind::Unpriced;
    bool asksForAction = false;
    QString title;  ///< "Unpriced"
    QString figure; ///< "312 requests", "$12.40"
    QString text;   ///< what it means for the total
};

/// In order of urgency; empty when there is nothing to say. Zeros are left out.
[[nodiscard]] std::vector<Note> notesFor(const OverviewSnapshot &snapshot, const QLocale &locale);
/// What to do about it, in whole sentences, for the dialog.
[[nodiscard]] QString adviceFor(Note::Kind kind);

} // namespace outlay::ui
