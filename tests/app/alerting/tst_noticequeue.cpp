// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/noticequeue.h"

#include <QSignalSpy>
#include <QTest>

#include <limits>
#include <memory>

using namespace outlay;
using namespace outlay::alerting;

namespace {

/// Remembers what it was to show.
class Recorder : public Notifier
{
public:
    void show(const Notice &notice) override { seen.push_back(notice); }
    void withdraw(const std::string &id) override { withdrawn.push_back(id); }
    std::vector<Notice> seen;
    std::vector<std::string> withdrawn;
};

Notice notice(const std::string &id, bool breaksThrough = false)
{
    Notice one;
    one.id = id;
    one.title = QString::fromStdString(id) + QStringLiteral(" is over");
    one.breaksThrough = breaksThrough;
    return one;
}

} // namespace

class TestNoticeQueue : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_now = {1'795'452'300LL * microsPerSecond};
        m_recorder = std::make_unique<Recorder>();
        m_queue = std::make_unique<NoticeQueue>(*m_recorder, [this] { return m_now; });
    }
    void oneAloneIsToldAsItIs();
    void whatComesTogetherIsOneNotification();
    void theSameAlertIsToldAtMostOnceAMinute();
    void thousandsAreAFewNotificationsAMinute();
    void whatIsWithdrawnInTimeIsNeverTold();
    void anAnswerToAGroupIsOneForEach();
    void aPauseHoldsBackWhatDoesNotBreakThrough();
    void anAlertThatReturnsToItsGroupIsNotStacked();
    void aClockSetBackHoldsNothingUp();
    void quietHoursHoldBackWhatDoesNotBreakThrough();
    void oneDigestAfterAnAbsence();
    void oneDigestOfWhatWasBeforeTheStart();
    void membersOfOneBudgetAreCounted();
    void oneDigestAfterATimeWithoutOutlay();
    void aShortAbsenceIsNotWorthASentence();

private:
    void after(std::int64_t seconds)
    {
        m_now.micros += seconds * microsPerSecond;
        m_queue->advance();
    }
    Instant m_now;
    std::unique_ptr<Recorder> m_recorder;
    std::unique_ptr<NoticeQueue> m_queue;
};

void TestNoticeQueue::quietHoursHoldBackWhatDoesNotBreakThrough()
{
    const Instant end{m_now.micros + microsPerHour};
    m_queue->setQuiet([end](Instant now) { return now < end ? std::optional(end) : std::nullopt; });
    m_queue->show(notice("a"));
    m_queue->show(notice("b"));
    m_queue->show(notice("storm", true));
    after(10);
    QCOMPARE(m_recorder->seen.size(), 1U);
    QCOMPARE(m_recorder->seen[0].id, "storm");
    QVERIFY(m_queue->dueAt() == end);
    after(3600);
    QCOMPARE(m_recorder->seen.size(), 2U);
    QCOMPARE(m_recorder->seen[1].alerts, 2);
}

void TestNoticeQueue::oneDigestAfterAnAbsence()
{
    m_queue->setZone([] { return Zone::named("Asia/Kolkata").value(); });
    const Instant left = m_now;
    m_queue->leave();
    for (const char *id : {"a", "b", "c"}) {
        m_queue->show(notice(id));
        after(1800);
    }
    m_queue->show(notice("storm", true)); // who is there on the phone may see it
    after(10);
    QCOMPARE(m_recorder->seen.size(), 1U);
    QCOMPARE(m_recorder->seen[0].id, "storm");
    m_queue->comeBack(QStringLiteral("$612.00"));
    QCOMPARE(m_recorder->seen.size(), 2U);
    const Notice &digest = m_recorder->seen[1];
    QCOMPARE(digest.alerts, 3);
    QVERIFY2(digest.title.startsWith(QStringLiteral("While away ")), qPrintable(digest.title));
    QVERIFY(digest.title.endsWith(QStringLiteral(": $612.00, 3 alert(s)")));
    const QTime since = QDateTime::fromSecsSinceEpoch(left.micros / microsPerSecond,
                                                      Qt::OffsetFromUTC, 5 * 3600 + 1800)
                            .time();
    QVERIFY2(digest.title.contains(QLocale().toString(since, QLocale::ShortFormat)),
             qPrintable(digest.title));
    QCOMPARE(digest.body, QStringLiteral("a is over\nb is over\nc is over"));
    m_queue->show(notice("d")); // later ones are told as ever
    after(3);
    QVERIFY(m_recorder->seen.back() == notice("d"));
}

void TestNoticeQueue::oneDigestOfWhatWasBeforeTheStart()
{
    for (const char *id : {"a", "b"}) {
        Notice one = notice(id);
        one.knownAt = {m_now.micros - 8 * microsPerHour};
        m_queue->show(one);
    }
    after(3);
    QCOMPARE(m_recorder->seen.size(), 1U);
    QVERIFY(m_recorder->seen[0].title.startsWith(QStringLiteral("While away ")));
}

void TestNoticeQueue::membersOfOneBudgetAreCounted()
{
    const auto member = [](const char *id, int members) {
        Notice one = notice(id, true);
        one.group = Notice::Group::OverLimit;
        one.groupName = QStringLiteral("Per person");
        one.members = members;
        return one;
    };
    const Notice one = bundled("a", {member("a", 310), member("b", 1), member("c", 1)});
    QCOMPARE(one.title, QStringLiteral("312 member(s) of Per person are over their limit"));
    QCOMPARE(one.body, QStringLiteral("a is over\nb is over\nc is over"));
    QCOMPARE(bundled("a", {member("a", 310)}).title, QStringLiteral("a is over"));
    const Notice mixed = bundled("a", {member("a", 1), notice("storm", true)});
    QVERIFY(mixed.title.startsWith(QStringLiteral("2 alert(s): ")));
}

void TestNoticeQueue::oneDigestAfterATimeWithoutOutlay()
{
    const Instant seen{m_now.micros - 15 * microsPerHour};
    QVERIFY(!absenceBefore({}, m_now)); // the first start of all
    QVERIFY(!absenceBefore(Instant{m_now.micros - microsPerMinute}, m_now));
    QVERIFY(!absenceBefore(Instant{m_now.micros + microsPerHour}, m_now)); // a clock set back
    const auto away = absenceBefore(seen, m_now);
    QVERIFY(away == (TimeRange{seen, m_now}));
    m_queue->leave(away->from);
    // What was written meanwhile comes in, and is known only now.
    m_queue->show(notice("a"));
    after(20);
    m_queue->show(notice("b"));
    after(20);
    QVERIFY(m_recorder->seen.empty());
    m_queue->comeBack(QStringLiteral("$80.00"));
    QCOMPARE(m_recorder->seen.size(), 1U);
    QVERIFY2(m_recorder->seen[0].title.startsWith(QStringLiteral("While away ")),
             qPrintable(m_recorder->seen[0].title));
    QVERIFY(m_recorder->seen[0].title.endsWith(QStringLiteral("$80.00, 2 alert(s)")));
}

void TestNoticeQueue::aShortAbsenceIsNotWorthASentence()
{
    m_queue->leave();
    m_queue->show(notice("a"));
    m_queue->show(notice("b"));
    after(60);
    QVERIFY(m_recorder->seen.empty());
    m_queue->comeBack({});
    QCOMPARE(m_recorder->seen.size(), 1U);
    QVERIFY(m_recorder->seen[0].title.startsWith(QStringLiteral("2 alert(s): ")));
}

void TestNoticeQueue::oneAloneIsToldAsItIs()
{
    m_queue->show(notice("a"));
    QVERIFY(m_recorder->seen.empty());
    after(3);
    QCOMPARE(m_recorder->seen.size(), 1U);
    QVERIFY(m_recorder->seen[0] == notice("a"));
    QVERIFY(!m_queue->dueAt());
}

void TestNoticeQueue::whatComesTogetherIsOneNotification()
{
    for (const char *id : {"a", "b", "c", "d", "e", "f", "g"})
        m_queue->show(notice(id));
    m_queue->show(notice("storm", true));
    after(3);
    QCOMPARE(m_recorder->seen.size(), 1U);
    const Notice &told = m_recorder->seen[0];
    QCOMPARE(told.alerts, 8);
    QCOMPARE(told.title, QStringLiteral("8 alert(s): storm is over"));
    QCOMPARE(told.body.split(u'\n').size(), 5);
    QVERIFY(told.body.endsWith(QLatin1String("and 3 more")));
    QVERIFY(told.breaksThrough);
}

void TestNoticeQueue::theSameAlertIsToldAtMostOnceAMinute()
{
    m_queue->show(notice("a"));
    after(3);
    for (int second = 0; second < 59; ++second) {
        Notice changed = notice("a");
        changed.body = QString::number(second);
        m_queue->show(changed);
        after(1);
    }
    QCOMPARE(m_recorder->seen.size(), 1U);
    after(1);
    QCOMPARE(m_recorder->seen.size(), 2U);
    QCOMPARE(m_recorder->seen[1].id, std::string("a"));
    QCOMPARE(m_recorder->seen[1].body, QStringLiteral("58"));
    m_queue->show(m_recorder->seen[1]); // nothing new to say
    after(600);
    QCOMPARE(m_recorder->seen.size(), 2U);
}

void TestNoticeQueue::thousandsAreAFewNotificationsAMinute()
{
    std::size_t before = 0;
    for (int second = 0; second < 300; ++second) {
        for (int i = 0; i < 10; ++i)
            m_queue->show(notice(std::to_string(second) + '-' + std::to_string(i), i == 0));
        after(1);
        if (second % 60 == 59) {
            QVERIFY(m_recorder->seen.size() - before <= NoticeQueue::mostInAMinute);
            before = m_recorder->seen.size();
        }
    }
    after(60);
    after(60);
    int alerts = 0;
    for (const Notice &one : m_recorder->seen)
        alerts += one.alerts;
    QCOMPARE(alerts, 3000);
}

void TestNoticeQueue::whatIsWithdrawnInTimeIsNeverTold()
{
    m_queue->show(notice("a"));
    m_queue->withdraw("a");
    after(60);
    QVERIFY(m_recorder->seen.empty());
    m_queue->show(notice("b"));
    after(3);
    m_queue->withdraw("b");
    QCOMPARE(m_recorder->withdrawn, std::vector<std::string>{"b"});
}

void TestNoticeQueue::anAnswerToAGroupIsOneForEach()
{
    QSignalSpy acknowledged(m_queue.get(), &Notifier::acknowledged);
    QSignalSpy opened(m_queue.get(), &Notifier::opened);
    m_queue->show(notice("a"));
    m_queue->show(notice("b", true));
    after(3);
    emit m_recorder->opened("a", QStringLiteral("token"));
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].value<std::string>(), std::string("b")); // the most urgent
    m_queue->show(notice("a"));
    m_queue->show(notice("b"));
    after(60);
    emit m_recorder->acknowledged("a");
    QCOMPARE(acknowledged.count(), 2);
}

void TestNoticeQueue::aPauseHoldsBackWhatDoesNotBreakThrough()
{
    QSignalSpy resumed(m_queue.get(), &NoticeQueue::resumed);
    m_queue->show(notice("shown before"));
    after(3);
    m_queue->setPausedUntil(Instant{m_now.micros + microsPerHour});
    m_queue->show(notice("a"));
    m_queue->show(notice("b"));
    Notice changed = notice("shown before");
    changed.body = QStringLiteral("more");
    m_queue->show(changed);
    after(120);
    QCOMPARE(m_recorder->seen.size(), 1U);
    m_queue->show(notice("exhausted", true));
    after(3);
    QCOMPARE(m_recorder->seen.size(), 2U);
    QCOMPARE(m_recorder->seen[1].id, std::string("exhausted"));
    after(3600);
    QCOMPARE(resumed.count(), 1);
    QCOMPARE(m_recorder->seen.size(), 4U);
    QCOMPARE(m_recorder->seen[2].alerts, 2);
    m_queue->setPausedUntil(Instant{std::numeric_limits<std::int64_t>::max()});
    m_queue->show(notice("c"));
    after(1'000'000);
    QCOMPARE(m_recorder->seen.size(), 4U);
    m_queue->setPausedUntil({});
    QCOMPARE(m_recorder->seen.size(), 5U);
}

void TestNoticeQueue::anAlertThatReturnsToItsGroupIsNotStacked()
{
    m_queue->show(notice("a"));
    m_queue->show(notice("b"));
    after(3);
    m_queue->withdraw("a");
    m_queue->show(notice("a"));
    after(60);
    QCOMPARE(m_recorder->seen.size(), 2U);
    QCOMPARE(m_recorder->seen[1].id, std::string("a"));
    QCOMPARE(m_recorder->seen[1].alerts, 2);
}

void TestNoticeQueue::aClockSetBackHoldsNothingUp()
{
    m_queue->show(notice("a"));
    after(3);
    m_now.micros -= 24 * microsPerHour;
    Notice changed = notice("a");
    changed.body = QStringLiteral("later");
    m_queue->show(changed);
    after(60);
    QCOMPARE(m_recorder->seen.size(), 2U);
}

QTEST_GUILESS_MAIN(TestNoticeQueue)
#include "tst_noticequeue.moc"
