// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"
#include "ui/shell/mainwindow.h"
#include "ui/sources/coveragestrip.h"
#include "ui/sources/quotapanel.h"
#include "ui/sources/sourcecard.h"
#include "ui/sources/sourceform.h"
#include "ui/sources/sourcewords.h"
#include "ui/sources/unlockprompt.h"
#include "ui/text/labels.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::ui;

namespace {

Instant before(std::int64_t micros)
{
    return {sampleNow.micros - micros};
}

Instant after(std::int64_t micros)
{
    return {sampleNow.micros + micros};
}

SourceRow row(const char *name, SourceKind kind, SourceState state)
{
    SourceRow row;
    row.name = name;
    row.kind = kind;
    row.state = state;
    row.where = QStringLiteral("https://api.example");
    row.lastSuccess = before(3 * microsPerMinute);
    row.dataUntil = before(8 * microsPerMinute);
    row.nextAttempt = after(42 * microsPerSecond);
    row.rows = 184'203;
    row.since = before(25 * microsPerDay);
    row.coverage = {{{before(25 * microsPerDay), before(9 * microsPerDay)}, CoverageKind::Watched},
                    {{before(9 * microsPerDay), before(8 * microsPerDay)}, CoverageKind::Asleep},
                    {{before(8 * microsPerDay), before(3 * microsPerDay)}, CoverageKind::Watched},
                    {{before(3 * microsPerDay), before(2 * microsPerDay)}, CoverageKind::Gap},
                    {{before(2 * microsPerDay), sampleNow}, CoverageKind::Watched}};
    return row;
}

SourcesSnapshot of(std::vector<SourceRow> rows)
{
    SourcesSnapshot sources;
    sources.now = sampleNow;
    sources.shown = {before(30 * microsPerDay), sampleNow};
    sources.rows = std::move(rows);
    return sources;
}

SourcesSnapshot many()
{
    SourceRow broken = row("openrouter", SourceKind::OpenRouter, SourceState::Broken);
    broken.breaker = BreakerState::Open;
    broken.breakerOpenUntil = broken.nextAttempt;
    broken.errors = 5;
    broken.reason = QStringLiteral("The server answered 502, five times in a row");
    SourceRow admin = row("acme-openai", SourceKind::OpenAi, SourceState::Waiting);
    admin.warnings = {QStringLiteral("The key may write; one that only reads is enough.")};
    SourceRow needy = row("anthropic", SourceKind::Anthropic, SourceState::NeedsKey);
    needy.reason = QStringLiteral("Anthropic refused the key sk-…f00d (401)");
    needy.nextAttempt.reset();
    SourceRow paused = row("gateway", SourceKind::LiteLlm, SourceState::Paused);
    SourceRow away = row("other", SourceKind::OpenAi, SourceState::Unreachable);
    away.reason = QStringLiteral("No route to api.openai.com");
    SourceRow files = row("claude-code", SourceKind::Files, SourceState::Waiting);
    files.where = QStringLiteral("~/.claude/projects");
    files.paths = {"/home/kim/.claude/projects"};
    SourceRow otlp = row("telemetry", SourceKind::Otlp, SourceState::Waiting);
    otlp.where = QStringLiteral("http://127.0.0.1:4318");
    otlp.nextAttempt.reset();
    return of({admin, needy, broken, paused, away, files, otlp});
}

FoundItem found(const char *path)
{
    FoundItem item;
    item.path = path;
    item.format = "claude-code";
    item.title = QStringLiteral("Claude Code transcripts");
    item.files = 12;
    item.bytes = 4'200'000;
    return item;
}

} // namespace

class TestSourcesPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void saysWhatToDoWhenNothingIsWatched();
    void showsHowEachSourceFares();
    void everyStateHasAWordAndAMarkOfItsOwn();
    void countdownsGoOn();
    void cardsStayWhereTheirSourceStays();
    void ordersThirtySourcesByTrouble();
    void aSourceTriedAgainKeepsItsPlace();
    void asksForWhatAPersonClicks();
    void tripsAndResetsTheBreaker();
    void asksForAPassphraseAndForgetsIt();
    void removalAsksWhatHappensToTheData();
    void offersWhatIsNotWatchedYet();
    void allowancesAreSaidUntilTheyAreReset();
    void coverageIsSaidInWords();
    void whatIsNotDueYetIsSaid();
    void looksAtTheMachineOnceThePageIsSeen();
    void theFormShowsWhatTheKindNeeds();
    void theFormTestsBeforeItSaves();
    void theFormSaysWhatIsMissing();
    void theFormHidesAndForgetsAKey();
    void theKeyToSetCapsIsLiteLlmsAndOptional();
    void theFormReadsEverythingBack();
    void aFailedTestCanBeSavedAllTheSame();
    void whatWouldCountTwiceIsNotSavedByEnter();
    void keepsThePageWhenTheLedgerChanges();

private:
    template <typename T> T *find(const char *name) const
    {
        T *found = m_window->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    SourceCard *card(const char *name) const
    {
        for (auto *card : m_window->findChildren<SourceCard *>()) {
            if (card->row().name == name && !card->isHidden())
                return card;
        }
        qFatal("no card %s", name);
        return nullptr;
    }
    static QString textIn(const QWidget *parent, const char *name)
    {
        return parent->findChild<QLabel *>(QLatin1String(name))->text();
    }
    void chooseKind(SourceKind kind)
    {
        auto *box = find<QComboBox>("formKind");
        box->setCurrentIndex(box->findData(static_cast<int>(kind)));
    }
    void show(const SourcesSnapshot &sources)
    {
        page().setSources(sources);
        QCoreApplication::processEvents(); // layouts show their widgets later
    }
    /// Names of the cards from top to bottom.
    QStringList order() const
    {
        std::vector<SourceCard *> cards;
        for (auto *card : m_window->findChildren<SourceCard *>()) {
            if (!card->isHidden())
                cards.push_back(card);
        }
        std::sort(cards.begin(), cards.end(), [](auto *a, auto *b) { return a->y() < b->y(); });
        QStringList names;
        for (const SourceCard *card : cards)
            names << QString::fromStdString(card->row().name);
        return names;
    }
    SourcesPage &page() { return m_window->sources(); }

    EnglishPlurals m_plurals;
    std::unique_ptr<MainWindow> m_window;
};

void TestSourcesPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
    loadFonts();
    applyScheme(Scheme::Light);
    qRegisterMetaType<SourceDraft>();
}

void TestSourcesPage::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->resize(1280, 800);
    m_window->showPage(Page::Sources);
    m_window->show();
}

void TestSourcesPage::saysWhatToDoWhenNothingIsWatched()
{
    QVERIFY(find<QWidget>("sourcesEmpty")->isVisible());
    QSignalSpy formOpened(qApp, &QApplication::focusWindowChanged);
    find<QWidget>("sourcesEmpty")->findChild<QPushButton *>()->click();
    QVERIFY(page().form());
    show(many());
    QVERIFY(!find<QWidget>("sourcesEmpty")->isVisible());
    show(of({}));
    QVERIFY(find<QWidget>("sourcesEmpty")->isVisible());
}

void TestSourcesPage::showsHowEachSourceFares()
{
    show(many());
    QCOMPARE(find<QLabel>("sourcesSubtitle")->text(),
             QStringLiteral("7 sources watched · 3 of them in trouble"));
    const SourceCard *broken = card("openrouter");
    QCOMPARE(textIn(broken, "sourceState"), QStringLiteral("Broken"));
    QVERIFY(textIn(broken, "sourceReason").startsWith(QStringLiteral("The server answered 502")));
    QCOMPARE(textIn(broken, "sourceFact0"), QStringLiteral("3 min ago"));
    QCOMPARE(textIn(broken, "sourceFact1"), QStringLiteral("8 min ago"));
    QCOMPARE(textIn(broken, "sourceFact2"), QStringLiteral("184,203"));
    QCOMPARE(textIn(broken, "sourceFact3"), QStringLiteral("5"));
    QCOMPARE(textIn(broken, "sourceFact4"), QStringLiteral("in 42 s"));
    QCOMPARE(textIn(broken, "sourceFact5"), QStringLiteral("Open, probe in 42 s"));
    QCOMPARE(broken->accessibleName(), QStringLiteral("openrouter, OpenRouter: Broken"));
    QCOMPARE(textIn(card("acme-openai"), "sourceWarnings"),
             QStringLiteral("The key may write; one that only reads is enough."));
    QCOMPARE(textIn(card("gateway"), "sourceFact4"), QStringLiteral("–")); // paused
    QVERIFY(
        !card("telemetry")->findChild<QPushButton *>(QStringLiteral("sourcePoll"))->isVisible());
}

void TestSourcesPage::everyStateHasAWordAndAMarkOfItsOwn()
{
    QSet<QString> words, marks, sentences;
    for (int i = 0; i <= static_cast<int>(SourceState::OutOfFunds); ++i) {
        const auto state = static_cast<SourceState>(i);
        words << stateLabel(state);
        marks << QLatin1String(stateMark(state).icon);
        sentences << stateSentence(row("x", SourceKind::OpenAi, state));
        QVERIFY(!symbolicPixmap(stateMark(state).icon, *m_window, 16).isNull());
    }
    QCOMPARE(words.size(), 12);
    QCOMPARE(marks.size(), 12); // never the colour alone
    QCOMPARE(sentences.size(), 12);
}

void TestSourcesPage::countdownsGoOn()
{
    show(many());
    page().setNow(after(40 * microsPerSecond));
    QCOMPARE(textIn(card("openrouter"), "sourceFact4"), QStringLiteral("in 2 s"));
    page().setNow(after(50 * microsPerSecond));
    QCOMPARE(textIn(card("openrouter"), "sourceFact4"), QStringLiteral("now"));
    QCOMPARE(countdownLabel(after(7 * microsPerMinute), sampleNow), QStringLiteral("in 7 min"));
    QCOMPARE(countdownLabel(after(26 * microsPerHour), sampleNow), QStringLiteral("in 26 h"));
    QCOMPARE(countdownLabel({}, sampleNow), QStringLiteral("–"));
}

void TestSourcesPage::cardsStayWhereTheirSourceStays()
{
    show(many());
    const QPointer<SourceCard> first = card("acme-openai");
    auto *pause = card("anthropic")->findChild<QPushButton *>(QStringLiteral("sourcePause"));
    pause->setFocus();
    SourcesSnapshot changed = many();
    changed.rows.erase(changed.rows.begin());
    changed.rows.front().rows = 7;
    show(changed);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!first);
    QVERIFY(pause->hasFocus() || m_window->focusWidget() == pause);
    QCOMPARE(textIn(card("anthropic"), "sourceFact2"), QStringLiteral("7"));
}

void TestSourcesPage::ordersThirtySourcesByTrouble()
{
    std::vector<SourceRow> rows;
    for (int i = 0; i < 30; ++i) {
        const std::string name = "s" + std::to_string(10 + i);
        rows.push_back(row(name.c_str(), SourceKind::OpenAi, SourceState::Waiting));
        if (i != 4) // keeps its missing day
            rows.back().coverage.clear();
    }
    rows[20].state = SourceState::Broken;
    rows[2].state = SourceState::Unreachable;
    rows[28].state = SourceState::NeedsKey;
    std::reverse(rows.begin(), rows.end());
    show(of(rows));
    QTRY_COMPARE(order().mid(0, 6), QStringList({QStringLiteral("s30"), QStringLiteral("s38"),
                                                 QStringLiteral("s12"), QStringLiteral("s14"),
                                                 QStringLiteral("s10"), QStringLiteral("s11")}));
    QCOMPARE(find<QLabel>("sourceGroup0")->text(), QStringLiteral("Needs attention (3)"));
    QCOMPARE(find<QLabel>("sourceGroup1")->text(), QStringLiteral("Time is missing (1)"));
    QCOMPARE(find<QLabel>("sourceGroup2")->text(), QStringLiteral("In order (26)"));
    // Tab goes as the eye does, from card to card.
    auto *more = card("s30")->findChild<QWidget *>(QStringLiteral("sourceMore"));
    QCOMPARE(more->nextInFocusChain(),
             card("s38")->findChild<QWidget *>(QStringLiteral("sourceUnlock")));
    // One falls ill while somebody is at it: the card moves, focus and its place on the screen
    // stay.
    auto *pause = card("s25")->findChild<QWidget *>(QStringLiteral("sourcePause"));
    auto *scroll = page().findChild<QScrollArea *>(QStringLiteral("pageScroll"));
    pause->setFocus();
    scroll->ensureWidgetVisible(pause);
    const QPoint before = pause->mapTo(&page(), QPoint());
    for (SourceRow &one : rows) {
        if (one.name == "s39")
            one.state = SourceState::Broken;
    }
    show(of(rows));
    QTRY_COMPARE(order().value(1), QStringLiteral("s39"));
    QCOMPARE(m_window->focusWidget(), pause);
    // But for what the heading above it grew by.
    QTRY_VERIFY(std::abs(pause->mapTo(&page(), QPoint()).y() - before.y()) < 10);
}

void TestSourcesPage::aSourceTriedAgainKeepsItsPlace()
{
    SourcesSnapshot sources = of({row("a", SourceKind::OpenAi, SourceState::Waiting),
                                  row("b", SourceKind::OpenAi, SourceState::Unreachable)});
    show(sources);
    QTRY_COMPARE(order().constFirst(), QStringLiteral("b"));
    sources.rows[1].state = SourceState::Polling;
    show(sources);
    QTRY_COMPARE(order().constFirst(), QStringLiteral("b"));
    sources.rows[1].state = SourceState::Waiting;
    show(sources);
    QTRY_COMPARE(order().constFirst(), QStringLiteral("a"));
}

void TestSourcesPage::asksForWhatAPersonClicks()
{
    QSignalSpy polled(&page(), &SourcesPage::pollRequested);
    QSignalSpy paused(&page(), &SourcesPage::pauseRequested);
    show(many());
    card("openrouter")->findChild<QPushButton *>(QStringLiteral("sourcePoll"))->click();
    QCOMPARE(polled.value(0).value(0).toString(), QStringLiteral("openrouter"));
    card("acme-openai")->findChild<QPushButton *>(QStringLiteral("sourcePause"))->click();
    QCOMPARE(paused.value(0).value(1).toBool(), true);
    auto *resume = card("gateway")->findChild<QPushButton *>(QStringLiteral("sourcePause"));
    QCOMPARE(resume->text(), QStringLiteral("Resume"));
    resume->click();
    QCOMPARE(paused.value(1).value(0).toString(), QStringLiteral("gateway"));
    QCOMPARE(paused.value(1).value(1).toBool(), false);
}

void TestSourcesPage::tripsAndResetsTheBreaker()
{
    QSignalSpy tripped(&page(), &SourcesPage::breakerTripRequested);
    QSignalSpy reset(&page(), &SourcesPage::breakerResetRequested);
    show(many());
    const auto action = [](const SourceCard *card, const char *name) {
        return card->findChild<QAction *>(QLatin1String(name));
    };
    QVERIFY(!action(card("acme-openai"), "sourceReset")->isEnabled());
    action(card("acme-openai"), "sourceTrip")->trigger();
    QCOMPARE(tripped.value(0).value(0).toString(), QStringLiteral("acme-openai"));
    action(card("openrouter"), "sourceReset")->trigger();
    QCOMPARE(reset.value(0).value(0).toString(), QStringLiteral("openrouter"));
    SourcesSnapshot byHand = many();
    byHand.rows.front().state = SourceState::StoppedByHand;
    byHand.rows.front().breaker = BreakerState::Open; // without an end
    byHand.rows.front().reason = QStringLiteral("opened by hand");
    show(byHand);
    QCOMPARE(textIn(card("acme-openai"), "sourceFact5"), QStringLiteral("Open until reset"));
    QCOMPARE(textIn(card("acme-openai"), "sourceFact4"), QStringLiteral("–"));
    QVERIFY(troubleOf(byHand.rows.front()) != Trouble::Broken);
    QCOMPARE(stateSentence(byHand.rows.front()),
             QStringLiteral("Nothing is asked until you reset its breaker."));
    QVERIFY(!action(card("acme-openai"), "sourceTrip")->isEnabled());
}

void TestSourcesPage::asksForAPassphraseAndForgetsIt()
{
    SourceRow locked = row("acme", SourceKind::OpenAi, SourceState::WaitingForUnlock);
    locked.opensByPassphrase = true;
    page().setSources(of({locked}));
    QVERIFY(!find<QPushButton>("sourceUnlock")->isHidden());
    QVERIFY(find<QPushButton>("sourcePoll")->isHidden());
    QSignalSpy entered(&page(), &SourcesPage::passphraseEntered);
    QSignalSpy polled(&page(), &SourcesPage::pollRequested);
    find<QPushButton>("sourceUnlock")->click();
    auto *field = find<QLineEdit>("unlockPassphrase");
    QCOMPARE(field->echoMode(), QLineEdit::Password);
    auto *button = find<QPushButton>("unlockButton");
    QVERIFY(!button->isEnabled());
    field->setText(QStringLiteral("wrong canary"));
    button->click();
    QCOMPARE(entered.takeFirst().first().toString(), QStringLiteral("wrong canary"));
    QVERIFY(field->text().isEmpty() && !field->isEnabled());
    page().setUnlockAnswer(QStringLiteral("the passphrase is wrong"));
    const QString problem = find<QLabel>("unlockProblem")->text();
    QVERIFY2(problem.contains(QStringLiteral("wrong")), qPrintable(problem));
    QVERIFY(field->isEnabled());
    QPointer<UnlockPrompt> prompt = find<UnlockPrompt>("unlockPrompt");
    page().setUnlockAnswer({});
    QTRY_VERIFY_WITH_TIMEOUT(!prompt, 20'000);
    QVERIFY(polled.isEmpty());

    locked.opensByPassphrase = false; // the keychain asks by itself
    page().setSources(of({locked}));
    find<QPushButton>("sourceUnlock")->click();
    QCOMPARE(polled.takeFirst().first().toString(), QStringLiteral("acme"));
    locked.state = SourceState::Waiting;
    page().setSources(of({locked}));
    QVERIFY(find<QPushButton>("sourceUnlock")->isHidden());
}

void TestSourcesPage::removalAsksWhatHappensToTheData()
{
    QSignalSpy confirmed(&page(), &SourcesPage::removalConfirmed);
    show(many());
    const auto ask = [this] {
        card("gateway")->findChild<QAction *>(QStringLiteral("sourceStop"))->trigger();
    };
    ask();
    auto *question = find<QMessageBox>("stopQuestion");
    QCOMPARE(question->defaultButton(), question->button(QMessageBox::Cancel));
    question->button(QMessageBox::Cancel)->click();
    QCOMPARE(confirmed.count(), 0);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    ask();
    find<QPushButton>("stopKeep")->click();
    QCOMPARE(confirmed.value(0), QVariantList({QStringLiteral("gateway"), false}));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    ask();
    find<QPushButton>("stopDelete")->click();
    QCOMPARE(confirmed.value(1), QVariantList({QStringLiteral("gateway"), true}));
}

void TestSourcesPage::offersWhatIsNotWatchedYet()
{
    FoundItem foreign = found("/home/sam/.claude/projects");
    foreign.isForeign = true;
    page().setFound({found("/home/kim/.claude/projects"), foreign});
    find<QPushButton>("offerWatch0")->click();
    QVERIFY(!m_window->findChild<QPushButton *>(QStringLiteral("offerWatch1")));
    QVERIFY(page().form());
    QCOMPARE(find<QLineEdit>("formPaths")->text(), QStringLiteral("/home/kim/.claude/projects"));
    QCOMPARE(find<QComboBox>("formFormat")->currentData().toString(),
             QStringLiteral("claude-code"));
    show(many()); // watches it
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!m_window->findChild<QPushButton *>(QStringLiteral("offerWatch0")));
}

void TestSourcesPage::allowancesAreSaidUntilTheyAreReset()
{
    auto *panel = find<QWidget>("quotaPanel");
    QVERIFY(panel->isHidden());
    QuotaWindow window;
    window.source = "codex";
    window.plan = "plus";
    window.window = "primary";
    window.minutes = 300;
    window.at = before(microsPerMinute);
    window.used = 1250;
    window.resetsAt = after(60 * microsPerMinute);
    SourcesSnapshot sources = of({});
    sources.quotas = {window};
    page().setSources(sources);
    QVERIFY(!panel->isHidden());
    const QString used = find<QLabel>("quota0")->text();
    QVERIFY2(used.startsWith(QStringLiteral("12.5% used, resets ")), qPrintable(used));
    page().setNow(after(60 * microsPerMinute));
    const QString reset = find<QLabel>("quota0")->text();
    QVERIFY2(reset.startsWith(QStringLiteral("reset; unknown since ")), qPrintable(reset));
    QVERIFY(!reset.contains(QLatin1Char('%')));
    QCOMPARE(windowLength(10'080), QStringLiteral("7 days"));
    QCOMPARE(windowLength(60), QStringLiteral("1 hour"));
    QCOMPARE(windowLength(90), QStringLiteral("90 minutes"));
}

void TestSourcesPage::coverageIsSaidInWords()
{
    show(many());
    // Of the 25 days since it was added, and not of the 30 that are shown.
    const QString since = dayLabel(before(25 * microsPerDay), Zone(), QLocale());
    QCOMPARE(textIn(card("acme-openai"), "sourceCoverage"),
             QStringLiteral("92.0% vouched for since %1, 4.0% asleep, 4.0% missing").arg(since));
    const auto *strip = card("acme-openai")->findChild<CoverageStrip *>();
    QCOMPARE(strip->accessibleDescription(), textIn(card("acme-openai"), "sourceCoverage"));
    const TimeRange shown{before(30 * microsPerDay), sampleNow};
    SourceRow one;
    const auto sentence = [&] { return coverageSentence(one, shown, Zone(), QLocale()); };
    QCOMPARE(sentence(), QStringLiteral("vouches for nothing yet"));
    one.since = shown.from;
    one.coverage = {{shown, CoverageKind::Watched}};
    QCOMPARE(sentence(), QStringLiteral("all of 30 days vouched for"));
    one.coverage = {{{shown.from, before(3 * microsPerDay)}, CoverageKind::Watched},
                    {{before(3 * microsPerDay), sampleNow}, CoverageKind::Gap}};
    QCOMPARE(sentence(), QStringLiteral("90.0% of 30 days vouched for, 10.0% missing"));
    // Nothing is missing of what is not due yet: it is in no share.
    one.since = before(10 * microsPerDay);
    one.coverage = {{{*one.since, before(microsPerDay)}, CoverageKind::Watched}};
    one.awaited = Awaited{{before(microsPerDay), sampleNow}, sampleNow, true, 0};
    QCOMPARE(sentence(), QStringLiteral("all vouched for since %1, the rest not due yet")
                             .arg(dayLabel(*one.since, Zone(), QLocale())));
    QSet<int> patterns; // told apart without colours
    for (const auto kind : {CoverageKind::Watched, CoverageKind::Asleep, CoverageKind::Gap})
        patterns << coverageBrush(kind, m_window->palette()).style();
    patterns << awaitedBrush(m_window->palette()).style();
    QCOMPARE(patterns.size(), 4);
}

void TestSourcesPage::whatIsNotDueYetIsSaid()
{
    SourceRow router = row("router", SourceKind::OpenRouter, SourceState::Waiting);
    router.format = "openrouter";
    router.coverage = {{{*router.since, before(microsPerDay / 2)}, CoverageKind::Watched}};
    router.awaited = Awaited{{before(microsPerDay / 2), sampleNow}, sampleNow, true, 0};
    show(of({router}));
    QCOMPARE(textIn(card("router"), "sourceReason"),
             QStringLiteral("OpenRouter publishes a day after it ends."));
    QVERIFY(troubleOf(router) == Trouble::None);
    // What is wrong comes first.
    router.state = SourceState::Unreachable;
    QVERIFY(!stateSentence(router).contains(QStringLiteral("publishes")));
}

void TestSourcesPage::looksAtTheMachineOnceThePageIsSeen()
{
    MainWindow other;
    QSignalSpy looked(&other.sources(), &SourcesPage::discoveryRequested);
    other.show();
    QCOMPARE(looked.count(), 0);
    other.showPage(Page::Sources);
    QCOMPARE(looked.count(), 1);
    other.showPage(Page::Overview);
    other.showPage(Page::Sources);
    QCOMPARE(looked.count(), 1);
}

void TestSourcesPage::theFormShowsWhatTheKindNeeds()
{
    find<QPushButton>("sourceAdd")->click();
    QCOMPARE(find<QLineEdit>("formName")->text(), QStringLiteral("openai"));
    QVERIFY(find<QLineEdit>("formKey")->isVisible());
    QVERIFY(!find<QLineEdit>("formPaths")->isVisible());
    QCOMPARE(find<QLineEdit>("formAddress")->placeholderText(),
             QStringLiteral("https://api.openai.com/v1"));
    chooseKind(SourceKind::Files);
    QVERIFY(!find<QLineEdit>("formKey")->isVisible());
    QVERIFY(find<QLineEdit>("formPaths")->isVisible());
    QVERIFY(!find<QPushButton>("formMore")->isVisible());
    chooseKind(SourceKind::Otlp);
    QVERIFY(find<QLineEdit>("formPort")->isVisible());
    QCOMPARE(find<QLineEdit>("formName")->text(), QStringLiteral("otlp"));
    QTest::keyClicks(find<QLineEdit>("formName"), QStringLiteral("x"));
    chooseKind(SourceKind::LiteLlm);
    QCOMPARE(find<QLineEdit>("formName")->text(), QStringLiteral("otlpx")); // a person's stays
    find<QPushButton>("formMore")->click();
    QVERIFY(find<QLineEdit>("formProxy")->isVisible());
}

void TestSourcesPage::theFormTestsBeforeItSaves()
{
    QSignalSpy tested(&page(), &SourcesPage::testRequested);
    QSignalSpy saved(&page(), &SourcesPage::saveRequested);
    find<QPushButton>("sourceAdd")->click();
    find<QLineEdit>("formKey")->setText(QStringLiteral("typed-0123"));
    find<QPushButton>("formSave")->click();
    QCOMPARE(tested.count(), 1);
    QCOMPARE(saved.count(), 0);
    QVERIFY(!find<QPushButton>("formSave")->isEnabled());
    page().setFindings({{SourceFinding::Kind::Ok, QStringLiteral("Sees costs.")},
                        {SourceFinding::Kind::Warning, QStringLiteral("May write.")}});
    QVERIFY(find<QPushButton>("formSave")->isEnabled());
    QCOMPARE(find<QPushButton>("formSave")->text(), QStringLiteral("Save"));
    find<QPushButton>("formSave")->click();
    QCOMPARE(saved.count(), 1);
    page().setSaved();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!page().form());
    // What is changed after a test is tested anew.
    find<QPushButton>("sourceAdd")->click();
    find<QLineEdit>("formKey")->setText(QStringLiteral("typed-0123"));
    find<QPushButton>("formTest")->click();
    page().setFindings({});
    find<QLineEdit>("formKey")->setText(QStringLiteral("typed-4567"));
    find<QPushButton>("formSave")->click();
    QCOMPARE(tested.count(), 3);
    QCOMPARE(saved.count(), 1);
}

void TestSourcesPage::theFormSaysWhatIsMissing()
{
    QSignalSpy tested(&page(), &SourcesPage::testRequested);
    find<QPushButton>("sourceAdd")->click();
    const auto complaint = [this] {
        find<QPushButton>("formTest")->click();
        return find<QLabel>("formError")->text();
    };
    QCOMPARE(complaint(), QStringLiteral("Paste its key."));
    find<QLineEdit>("formName")->clear();
    QCOMPARE(complaint(), QStringLiteral("Give it a name."));
    find<QLineEdit>("formName")->setText(QStringLiteral("x"));
    chooseKind(SourceKind::LiteLlm);
    QVERIFY(complaint().startsWith(QStringLiteral("Say where the gateway is")));
    chooseKind(SourceKind::AzureCosts);
    QVERIFY(complaint().startsWith(
        QStringLiteral("Give its address: https://management.azure.com/subscriptions/")));
    QVERIFY(find<QLabel>("formHint")->text().contains(QStringLiteral("Cost Management Reader")));
    // Where a key may be is named as of that kind.
    auto *place = find<QComboBox>("formKeyPlace");
    place->setCurrentIndex(place->findData(int(SourceDraft::KeyPlace::Environment)));
    QCOMPARE(find<QLineEdit>("formKey")->placeholderText(), QStringLiteral("AZURE_COSTS_KEY"));
    place->setCurrentIndex(place->findData(int(SourceDraft::KeyPlace::Keychain)));
    chooseKind(SourceKind::Files);
    QCOMPARE(complaint(), QStringLiteral("Choose a file or a folder."));
    chooseKind(SourceKind::Otlp);
    find<QLineEdit>("formPort")->setText(QStringLiteral("99999"));
    QVERIFY(complaint().startsWith(QStringLiteral("A port is")));
    QCOMPARE(tested.count(), 0);
    page().setSaveFailure(QStringLiteral("Another source has that name."));
    QCOMPARE(find<QLabel>("formError")->text(), QStringLiteral("Another source has that name."));
    QVERIFY(find<QLabel>("formError")->isVisible());
}

void TestSourcesPage::theFormHidesAndForgetsAKey()
{
    find<QPushButton>("sourceAdd")->click();
    auto *key = find<QLineEdit>("formKey");
    QCOMPARE(key->echoMode(), QLineEdit::Password);
    key->setText(QStringLiteral("sk-canary"));
    auto *place = find<QComboBox>("formKeyPlace");
    place->setCurrentIndex(place->findData(static_cast<int>(SourceDraft::KeyPlace::Environment)));
    QVERIFY(key->text().isEmpty()); // it would be shown in the open
    QCOMPARE(key->echoMode(), QLineEdit::Normal);
}

void TestSourcesPage::theKeyToSetCapsIsLiteLlmsAndOptional()
{
    QSignalSpy tested(&page(), &SourcesPage::testRequested);
    find<QPushButton>("sourceAdd")->click();
    auto *key = find<QLineEdit>("formPushKey");
    auto *place = find<QComboBox>("formPushKeyPlace");
    const auto choose = [place](SourceDraft::KeyPlace chosen) {
        place->setCurrentIndex(place->findData(static_cast<int>(chosen)));
    };
    QVERIFY(!place->isVisible() && !key->isVisible());
    QVERIFY(!find<QLabel>("formPushHint")->isVisible());
    chooseKind(SourceKind::LiteLlm);
    QVERIFY(place->isVisible() && !key->isVisible());
    QVERIFY(find<QLabel>("formPushHint")->isVisible());
    find<QLineEdit>("formAddress")->setText(QStringLiteral("http://gw:4000"));
    find<QLineEdit>("formKey")->setText(QStringLiteral("sk-reading"));
    find<QPushButton>("formTest")->click();
    QCOMPARE(tested.count(), 1); // without it all is well
    QVERIFY(!tested.value(0).value(0).value<SourceDraft>().pushKeyPlace);
    page().setFindings({});
    choose(SourceDraft::KeyPlace::Keychain);
    QVERIFY(key->isVisible());
    QCOMPARE(key->echoMode(), QLineEdit::Password);
    find<QPushButton>("formTest")->click();
    QVERIFY(find<QLabel>("formError")->text().startsWith(QStringLiteral("Paste the key to set")));
    key->setText(QStringLiteral("sk-canary"));
    find<QPushButton>("formTest")->click();
    QCOMPARE(tested.count(), 2);
    const auto draft = tested.value(1).value(0).value<SourceDraft>();
    QVERIFY(draft.pushKeyPlace == SourceDraft::KeyPlace::Keychain);
    QCOMPARE(draft.typedPushKey, QStringLiteral("sk-canary"));
    QCOMPARE(draft.typedKey, QStringLiteral("sk-reading"));
    page().setFindings({});
    choose(SourceDraft::KeyPlace::Environment);
    QVERIFY(key->text().isEmpty()); // it would be shown in the open
    QCOMPARE(key->echoMode(), QLineEdit::Normal);
    chooseKind(SourceKind::OpenAi); // another kind has none
    find<QPushButton>("formTest")->click();
    QVERIFY(!tested.value(2).value(0).value<SourceDraft>().pushKeyPlace);
}

void TestSourcesPage::theFormReadsEverythingBack()
{
    SourceDraft draft;
    draft.name = "gateway";
    draft.kind = SourceKind::LiteLlm;
    draft.baseUrl = QStringLiteral("http://gw:4000");
    draft.keyPlace = SourceDraft::KeyPlace::Environment;
    draft.keyName = QStringLiteral("GW_KEY");
    draft.pushKeyPlace = SourceDraft::KeyPlace::File;
    draft.pushKeyName = QStringLiteral("/caps.key");
    draft.proxy = QStringLiteral("http://proxy:3128");
    draft.caFile = QStringLiteral("/ca.pem");
    draft.clientCertificate = QStringLiteral("/me.pem");
    draft.clientKey = QStringLiteral("/me.key");
    draft.headers = {{QStringLiteral("X-Team"), QStringLiteral("a: b")}};
    QSignalSpy tested(&page(), &SourcesPage::testRequested);
    QSignalSpy saved(&page(), &SourcesPage::saveRequested);
    page().changeSource(draft);
    QVERIFY(!find<QLineEdit>("formName")->isEnabled());
    find<QPushButton>("formTest")->click();
    page().setFindings({});
    find<QPushButton>("formSave")->click();
    QCOMPARE(saved.value(0).value(1).toString(), QStringLiteral("gateway"));
    const auto back = saved.value(0).value(0).value<SourceDraft>();
    QCOMPARE(back.name, draft.name);
    QVERIFY(back.kind == draft.kind && back.keyPlace == draft.keyPlace);
    QCOMPARE(back.baseUrl, draft.baseUrl);
    QCOMPARE(back.keyName, draft.keyName);
    QVERIFY(back.typedKey.isEmpty());
    QVERIFY(back.pushKeyPlace == draft.pushKeyPlace);
    QCOMPARE(back.pushKeyName, draft.pushKeyName);
    QVERIFY(back.typedPushKey.isEmpty());
    QCOMPARE(back.proxy, draft.proxy);
    QCOMPARE(back.caFile, draft.caFile);
    QCOMPARE(back.clientCertificate, draft.clientCertificate);
    QCOMPARE(back.clientKey, draft.clientKey);
    QCOMPARE(back.headers, draft.headers);
}

void TestSourcesPage::aFailedTestCanBeSavedAllTheSame()
{
    QSignalSpy saved(&page(), &SourcesPage::saveRequested);
    find<QPushButton>("sourceAdd")->click();
    find<QLineEdit>("formKey")->setText(QStringLiteral("typed-0123"));
    find<QPushButton>("formTest")->click();
    page().setFindings({{SourceFinding::Kind::Failure, QStringLiteral("No route.")}});
    QCOMPARE(find<QPushButton>("formSave")->text(), QStringLiteral("Save all the same"));
    find<QPushButton>("formSave")->click();
    QCOMPARE(saved.count(), 1);
}

void TestSourcesPage::whatWouldCountTwiceIsNotSavedByEnter()
{
    QSignalSpy saved(&page(), &SourcesPage::saveRequested);
    find<QPushButton>("sourceAdd")->click();
    find<QLineEdit>("formKey")->setText(QStringLiteral("typed-0123"));
    find<QPushButton>("formTest")->click();
    page().setFindings({{SourceFinding::Kind::Ok, QStringLiteral("Reached."), false}});
    auto *save = find<QPushButton>("formSave");
    auto *cancel = find<QPushButton>("formCancel");
    QVERIFY(save->isDefault() && !cancel->isDefault());
    find<QPushButton>("formTest")->click();
    page().setFindings({{SourceFinding::Kind::Warning, QStringLiteral("Polled already."), true}});
    QCOMPARE(save->text(), QStringLiteral("Save all the same"));
    QVERIFY(cancel->isDefault() && !save->isDefault());
    // Found only when it is saved: the same.
    find<QPushButton>("formTest")->click();
    page().setFindings({});
    QVERIFY(save->isDefault());
    save->click();
    QCOMPARE(saved.count(), 1);
    page().setSaveFailure(QStringLiteral("It would count twice."));
    QCOMPARE(save->text(), QStringLiteral("Save all the same"));
    QVERIFY(cancel->isDefault() && !save->isDefault());
    save->click();
    QCOMPARE(saved.count(), 2);
}

void TestSourcesPage::keepsThePageWhenTheLedgerChanges()
{
    m_window->setSnapshot(shared(fullSnapshot()));
    QCOMPARE(m_window->page(), Page::Sources);
    QVERIFY(page().isVisible());
    m_window->setSnapshot(shared(emptySnapshot()));
    QVERIFY(page().isVisible());
    find<QAction>("actionPageOverview")->trigger();
    QVERIFY(m_window->welcome().isVisible());
    find<QPushButton>("navSources")->click();
    QVERIFY(page().isVisible());
    QVERIFY(find<QPushButton>("navSources")->isChecked());
    QVERIFY(!find<QPushButton>("navOverview")->isChecked());
}

QTEST_MAIN(TestSourcesPage)
#include "tst_sourcespage.moc"
