// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/shellline.h"

#include <QRegularExpression>

namespace outlay::ui {

QString shellLine(const QString &program, const QStringList &arguments)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    QString line = program;
    for (const QString &argument : arguments) {
        if (plain.match(argument).hasMatch()) {
            line += u' ' + argument;
            continue;
        }
        QString quoted = argument;
        quoted.replace(u'\'', QStringLiteral("'\\''"));
        line += QStringLiteral(" '") + quoted + u'\'';
    }
    return line;
}

} // namespace outlay::ui
