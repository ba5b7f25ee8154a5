// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/moment.h"

#include <QTest>

using namespace outlay;

namespace {

/// Monday 23 November 2026, 17:00 in Berlin.
constexpr std::int64_t nowMicros = 1'795'449'600LL * microsPerSecond;

QString read(const char *text)
{
    const auto at = momentOf(text, Zone::named("Europe/Berlin").value_or(Zone()), {nowMicros});
    return at ? QString::fromStdString(toRfc3339(*at)) : QStringLiteral("none");
}

} // namespace

class TestMoment : public QObject
{
    Q_OBJECT

private slots:
    void isReadAsPeopleWriteIt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("at");
        const auto row = [](const char *text, const char *at) {
            QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(at);
        };
        row("now", "2026-11-23T16:00:00Z");
        row("today", "2026-11-22T23:00:00Z");
        row("week", "2026-11-22T23:00:00Z");
        row("month", "2026-10-31T23:00:00Z");
        row("7d", "2026-11-16T23:00:00Z");
        row("24h", "2026-11-22T16:00:00Z");
        row("2026-07", "2026-06-30T22:00:00Z");
        row("2026-11-02", "2026-11-01T23:00:00Z");
        row("2026-11-02T09:30:00", "2026-11-02T08:30:00Z");
        row("2026-11-02T09:30:00Z", "2026-11-02T09:30:00Z");
        row("2026-02-30", "none");
        row("soon", "none");
        row("0d", "none");
        row("", "none");
    }
    void isReadAsPeopleWriteIt()
    {
        QFETCH(QByteArray, text);
        QTEST(read(text.constData()), "at");
    }
};

QTEST_GUILESS_MAIN(TestMoment)
#include "tst_moment.moc"
