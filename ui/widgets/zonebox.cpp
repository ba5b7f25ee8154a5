// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/zonebox.h"

#include <QCompleter>
#include <QTimeZone>

namespace outlay::ui {

ZoneBox::ZoneBox(QWidget *parent) : QComboBox(parent)
{
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    QStringList zones;
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        zones << QString::fromLatin1(id);
    addItems(zones);
    setMinimumContentsLength(22);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    completer()->setCompletionMode(QCompleter::PopupCompletion);
    completer()->setFilterMode(Qt::MatchContains);
    completer()->setCaseSensitivity(Qt::CaseInsensitive);
}

QString ZoneBox::zone() const
{
    const QString typed = currentText().trimmed();
    const int known = findText(typed, Qt::MatchFixedString);
    if (known >= 0 || typed.isEmpty())
        return known >= 0 ? itemText(known) : typed;
    int matching = 0, match = -1;
    for (int i = 0; i < count(); ++i) {
        if (!itemText(i).contains(typed, Qt::CaseInsensitive))
            continue;
        ++matching;
        match = i;
    }
    return matching == 1 ? itemText(match) : typed;
}

} // namespace outlay::ui
