// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/pricesamples.h"
#include "ui/prices/pricedialogs.h"
#include "ui/prices/priceeditor.h"
#include "ui/prices/pricespage.h"
#include "ui/prices/pricewords.h"

#include <QCheckBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;
using namespace outlay::test;

class TestPriceDialogs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init()
    {
        m_page = std::make_unique<PricesPage>();
        m_page->setSnapshot(shared(sample()));
        m_table = child<QTableView>(*m_page, "pricesTable");
    }

    void cleanup() { m_page.reset(); }

    void threeFieldsFixAModelOnceTheEffectIsSeen()
    {
        QSignalSpy previews(m_page.get(), &PricesPage::previewRequested);
        QSignalSpy changes(m_page.get(), &PricesPage::changeChosen);
        m_table->selectRow(0);
        QCOMPARE(child<QPushButton>(*m_page, "priceSet")->text(),
                 QStringLiteral("Give it a price…"));
        click(*m_page, "priceSet");
        auto *editor = child<PriceEditor>(*m_page, "priceEditor");
        QVERIFY(editor);
        QCOMPARE(child<QLineEdit>(*editor, "priceModel")->text(), QStringLiteral("acme/mystery"));
        QPushButton *save = editor->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
        child<QLineEdit>(*editor, "priceInput")->setText(QStringLiteral("2"));
        child<QLineEdit>(*editor, "priceOutput")->setText(QStringLiteral("8"));
        QVERIFY(!save->isEnabled());
        QTRY_COMPARE(previews.count(), 1);
        QVERIFY(!save->isEnabled());
        m_page->setEffect(previews[0][0].value<std::uint64_t>(), effectOf(41 * usd));
        QVERIFY(save->isEnabled());
        QCOMPARE(child<QLabel>(*editor, "priceEffect")->text(),
                 QStringLiteral("Changes the last 30 days by +$41.00, in 1,204 request(s) "
                                "($100.00 → $141.00)."));
        save->click();
        QCOMPARE(changes.count(), 1);
        const auto change = changes[0][0].value<PriceChange>();
        QCOMPARE(int(change.kind), int(PriceChange::Kind::Price));
        QCOMPARE(change.price.id, std::string("acme/mystery"));
        QCOMPARE(change.price.rates.size(), std::size_t{2});
        QVERIFY(!change.price.from && !change.price.to);
    }

    void anOldEffectIsNotShown()
    {
        click(*m_page, "priceNew");
        auto *editor = child<PriceEditor>(*m_page, "priceEditor");
        const QString before = child<QLabel>(*editor, "priceEffect")->text();
        m_page->setEffect(99, effectOf(5 * usd));
        QCOMPARE(child<QLabel>(*editor, "priceEffect")->text(), before);
    }

    void theEditorRefusesWhatCannotBeRead_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("words");
        QTest::newRow("no provider")
            << QStringLiteral("thinker") << QStringLiteral("1") << QStringLiteral("PROVIDER/MODEL");
        QTest::newRow("no price") << QStringLiteral("acme/a") << QString()
                                  << QStringLiteral("input tokens");
        QTest::newRow("no number")
            << QStringLiteral("acme/a") << QStringLiteral("1,5")
            << QStringLiteral("Input: “1,5” is no price. Write it like 15.5.");
    }

    void theEditorRefusesWhatCannotBeRead()
    {
        QFETCH(QString, model);
        QFETCH(QString, input);
        QFETCH(QString, words);
        PriceEditor editor(PriceEditor::Kind::Price, {}, nullptr, nullptr);
        editor.setAttribute(Qt::WA_DeleteOnClose, false);
        QSignalSpy previews(&editor, &PriceEditor::previewRequested);
        child<QLineEdit>(editor, "priceModel")->setText(model);
        child<QLineEdit>(editor, "priceInput")->setText(input);
        const auto change = editor.change();
        QVERIFY(!change);
        QVERIFY2(change.error().text.find(words.toStdString()) != std::string::npos,
                 change.error().text.c_str());
        QTRY_COMPARE(child<QLabel>(editor, "priceEffect")->text(),
                     QString::fromStdString(change.error().text));
        QCOMPARE(previews.count(), 0);
    }

    void theEditorSaysWhatLooksWrongAndSavesItAllTheSame()
    {
        const PriceRow row = rowOf("acme/a", "1", "5");
        PriceEditor editor(PriceEditor::Kind::Price, "acme/a", &row, nullptr);
        editor.setAttribute(Qt::WA_DeleteOnClose, false);
        QSignalSpy previews(&editor, &PriceEditor::previewRequested);
        child<QLineEdit>(editor, "priceInput")->setText(QStringLiteral("100"));
        child<QLineEdit>(editor, "priceOutput")->setText(QStringLiteral("100000"));
        QTRY_COMPARE(previews.count(), 1);
        editor.setEffect(QStringLiteral("Changes nothing."));
        const QString said = child<QLabel>(editor, "priceEffect")->text();
        QVERIFY2(said.startsWith(QStringLiteral("Look: ")) &&
                     said.endsWith(QStringLiteral("\nChanges nothing.")),
                 qPrintable(said));
        QVERIFY(
            editor.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->isEnabled());
        child<QLineEdit>(editor, "priceInput")->setText(QStringLiteral("2"));
        child<QLineEdit>(editor, "priceOutput")->setText(QStringLiteral("10"));
        QTRY_COMPARE(previews.count(), 2);
        editor.setEffect(QStringLiteral("Changes nothing."));
        QCOMPARE(child<QLabel>(editor, "priceEffect")->text(), QStringLiteral("Changes nothing."));
    }

    /// A price of counts alone is no change of nothing.
    void theEffectOnCountsIsSaid()
    {
        PriceEffect effect;
        QCOMPARE(effectText(effect, QLocale::c()),
                 QStringLiteral("Changes nothing in the last 30 days."));
        effect.counts.tokens = 1'200;
        effect.counts.change = Money{2 * usd};
        QCOMPARE(effectText(effect, QLocale::c()),
                 QStringLiteral("Changes what providers count in the last 30 days by +$2.00, in "
                                "1,200 token(s)."));
    }

    void numbersAreWrittenInTheLocalesWay()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        const PriceRow row = rowOf("acme/a", "0.3", "15");
        PriceEditor editor(PriceEditor::Kind::Price, "acme/a", &row, nullptr);
        editor.setAttribute(Qt::WA_DeleteOnClose, false);
        PriceEditor discount(PriceEditor::Kind::Discount, "acme", nullptr, nullptr);
        discount.setAttribute(Qt::WA_DeleteOnClose, false);
        QLocale::setDefault(before);
        QCOMPARE(child<QLineEdit>(editor, "priceInput")->text(), QStringLiteral("0,3"));
        child<QLineEdit>(editor, "priceOutput")->setText(QStringLiteral("15,5"));
        const auto change = editor.change();
        QVERIFY(change.has_value());
        QCOMPARE(change->price.rates.at(0).second, std::string("0.3"));
        QCOMPARE(change->price.rates.at(1).second, std::string("15.5"));
        child<QLineEdit>(editor, "priceOutput")->setText(QStringLiteral("15.5")); // as lists write
        QCOMPARE(editor.change()->price.rates.at(1).second, std::string("15.5"));
        child<QLineEdit>(editor, "priceOutput")->setText(QStringLiteral("1.015,5"));
        QVERIFY(!editor.change());
        QVERIFY(editor.change().error().text.ends_with("Write it like 15,5."));
        child<QLineEdit>(discount, "pricePercent")->setText(QStringLiteral("7,5"));
        QCOMPARE(discount.change()->percent, std::string("7.5"));
        child<QLineEdit>(discount, "pricePercent")->setText(QStringLiteral("much"));
        QVERIFY(discount.change().error().text.starts_with("“much” is no percentage"));
    }

    void datesAndCachesAreTaken()
    {
        const PriceRow row = rowOf("acme/a", "3", "15");
        PriceEditor editor(PriceEditor::Kind::Price, "acme/a", &row, nullptr);
        editor.setAttribute(Qt::WA_DeleteOnClose, false);
        QCOMPARE(child<QLineEdit>(editor, "priceOutput")->text(), QStringLiteral("15"));
        child<QLineEdit>(editor, "priceCacheRead")->setText(QStringLiteral("0.3"));
        child<QCheckBox>(editor, "priceFromSet")->setChecked(true);
        child<QDateEdit>(editor, "priceFrom")->setDate(QDate(2026, 12, 1));
        const auto change = editor.change();
        QVERIFY(change.has_value());
        QCOMPARE(change->price.rates.size(), std::size_t{3});
        QCOMPARE(toRfc3339(change->price.from.value_or(Instant{})),
                 std::string("2026-12-01T00:00:00Z"));
        child<QCheckBox>(editor, "priceToSet")->setChecked(true);
        child<QDateEdit>(editor, "priceTo")->setDate(QDate(2026, 12, 1));
        QVERIFY(!editor.change());
        child<QCheckBox>(editor, "priceToSet")->setChecked(false);
        child<QCheckBox>(editor, "priceFree")->setChecked(true);
        QVERIFY(editor.change()->price.isFree && editor.change()->price.rates.empty());
    }

    void whatLooksWrongIsVouchedFor()
    {
        QSignalSpy previews(m_page.get(), &PricesPage::previewRequested);
        m_table->selectRow(1);
        click(*m_page, "priceSet");
        auto *editor = child<PriceEditor>(*m_page, "priceEditor");
        child<QLineEdit>(*editor, "priceInput")->setText(QStringLiteral("500"));
        auto *confirmed = child<QCheckBox>(*editor, "priceConfirmed");
        QVERIFY(confirmed->isHidden());
        QTRY_COMPARE(previews.count(), 1);
        m_page->setEffectFailure(previews[0][0].value<std::uint64_t>(),
                                 {Error::Kind::Usage, "more than ten times off"});
        QVERIFY(!confirmed->isHidden());
        confirmed->setChecked(true);
        QTRY_COMPARE(previews.count(), 2);
        QVERIFY(previews[1][1].value<PriceChange>().price.isConfirmed);
    }

    void aDiscountIsEditedAlike()
    {
        QSignalSpy previews(m_page.get(), &PricesPage::previewRequested);
        click(*m_page, "discountAdd");
        auto *editor = child<PriceEditor>(*m_page, "priceEditor");
        child<QLineEdit>(*editor, "priceModel")->setText(QStringLiteral("acme"));
        child<QLineEdit>(*editor, "pricePercent")->setText(QStringLiteral("101"));
        QVERIFY(!editor->change());
        child<QLineEdit>(*editor, "pricePercent")->setText(QStringLiteral("12.5"));
        QTRY_COMPARE(previews.count(), 1);
        const auto change = previews[0][1].value<PriceChange>();
        QCOMPARE(int(change.kind), int(PriceChange::Kind::Discount));
        QCOMPARE(change.name + ' ' + change.percent, std::string("acme 12.5"));
    }

    void takingBackAndConfirmingAskFirst()
    {
        QSignalSpy previews(m_page.get(), &PricesPage::previewRequested);
        QSignalSpy changes(m_page.get(), &PricesPage::changeChosen);
        m_table->selectRow(3);
        click(*m_page, "priceConfirm");
        QCOMPARE(previews.count(), 1);
        auto *question = child<PriceQuestion>(*m_page, "priceQuestion");
        QVERIFY(!child<QPushButton>(*question, "priceAccept")->isEnabled());
        m_page->setEffect(previews[0][0].value<std::uint64_t>(), effectOf(0));
        QCOMPARE(child<QLabel>(*question, "priceEffect")->text(),
                 QStringLiteral("Changes nothing in the last 30 days."));
        click(*question, "priceAccept");
        QCOMPARE(changes.count(), 1);
        QCOMPARE(int(changes[0][0].value<PriceChange>().kind), int(PriceChange::Kind::Confirm));
        QCOMPARE(changes[0][0].value<PriceChange>().name, std::string("gamma/dear"));
        child<QTableView>(*m_page, "priceDiscounts")->selectRow(0);
        click(*m_page, "discountRemove");
        QCOMPARE(previews.count(), 2);
        QCOMPARE(previews[1][1].value<PriceChange>().name, std::string("acme"));
    }

    void aListIsTakenInAfterItsDifferenceIsSeen()
    {
        QSignalSpy files(m_page.get(), &PricesPage::fileRequested);
        QSignalSpy changes(m_page.get(), &PricesPage::changeChosen);
        m_page->openFile(QStringLiteral("/lists/new.json"));
        QCOMPARE(files.count(), 1);
        auto *dialog = child<PriceFileDialog>(*m_page, "priceFileDialog");
        QVERIFY(!child<QPushButton>(*dialog, "priceAccept")->isEnabled());
        PriceFilePreview preview;
        preview.path = QStringLiteral("/lists/new.json");
        preview.file.layer = {"catalogue litellm 2026-11-01", "{}"};
        preview.file.changes = {{CatalogueChange::Kind::Changed,
                                 "acme/steady",
                                 "input 2",
                                 "input 3",
                                 "",
                                 {{"input", "2"}},
                                 {{"input", "3"}, {"cache_write_5m", "3.75"}}}};
        preview.effect = effectOf(-3 * usd);
        m_page->setFile(std::make_shared<const PriceFilePreview>(preview));
        const auto *table = child<QTableView>(*dialog, "priceFileTable");
        QCOMPARE(textAt(*table, 0, 2), QStringLiteral("Input 2"));
        QCOMPARE(textAt(*table, 0, 3),
                 QStringLiteral("Input 3 · %1 3.75").arg(rateLabel("cache_write_5m")));
        QVERIFY(!textAt(*table, 0, 3).contains(u'_'));
        QVERIFY(child<QLabel>(*dialog, "priceEffect")->text().contains(QStringLiteral("-$3.00")));
        click(*dialog, "priceAccept");
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes[0][0].value<PriceChange>().layer.name, preview.file.layer.name);
    }

    void aFileThatIsNoListIsSaidToBeNone()
    {
        m_page->openFile(QStringLiteral("/lists/new.json"));
        auto *dialog = child<PriceFileDialog>(*m_page, "priceFileDialog");
        m_page->setFileFailure(QStringLiteral("/lists/new.json"), QStringLiteral("No list."));
        QCOMPARE(child<QLabel>(*dialog, "priceEffect")->text(), QStringLiteral("No list."));
        QVERIFY(!child<QPushButton>(*dialog, "priceAccept")->isEnabled());
    }

    void aDraftIsTriedOnLastMonthAndThisOne()
    {
        QSignalSpy asked(m_page.get(), &PricesPage::shockRequested);
        m_page->tryFile(QStringLiteral("/lists/rise.json"));
        QCOMPARE(asked.count(), 1);
        auto *dialog = child<PriceShockDialog>(*m_page, "priceShockDialog");
        PriceShockPreview preview;
        preview.path = QStringLiteral("/lists/rise.json");
        PriceShock shock;
        shock.range = {*parseInstant("2026-10-01"), *parseInstant("2026-11-01")};
        ModelPreview dearer, same;
        dearer.provider = same.provider = "acme";
        dearer.model = "steady";
        dearer.requests = dearer.changed = 10;
        dearer.now = Money{10 * usd};
        dearer.then = Money{15 * usd};
        same.model = "other";
        same.requests = same.given = 4;
        same.now = same.then = same.givenCost = Money{7 * usd};
        shock.preview.models = {dearer, same};
        shock.preview.total += dearer;
        shock.preview.total += same;
        shock.now.period =
            shock.then.period = {*parseInstant("2026-11-01"), *parseInstant("2026-12-01")};
        shock.now.end = MoneyBand{Money{usd}, Money{2 * usd}, Money{3 * usd}};
        shock.then.end = MoneyBand{Money{2 * usd}, Money{4 * usd}, Money{6 * usd}};
        preview.shock = shock;
        m_page->setShock(std::make_shared<const PriceShockPreview>(preview));
        QCOMPARE(child<QLabel>(*dialog, "priceShockSummary")->text(),
                 QStringLiteral("Oct 1–31, 2026 under rise.json: $17.00 → $22.00, +$5.00"));
        const auto *models = child<QTableView>(*dialog, "priceShockModels");
        QCOMPARE(textAt(*models, 0, 4), QStringLiteral("+$5.00"));
        QCOMPARE(textAt(*models, 1, 4), QStringLiteral("unaffected"));
        const auto *forecast = child<QTableView>(*dialog, "priceShockForecast");
        QCOMPARE(textAt(*forecast, 1, 3), QStringLiteral("$4.00"));
        QVERIFY(child<QLabel>(*dialog, "priceShockNotes")
                    ->text()
                    .contains(QStringLiteral("$7.00 of it is billed")));
        // What is held of the draft is not in these figures, and named.
        PriceRow held = rowOf("acme/held", "2000", "2000");
        held.quarantine = "above 1,000 USD per million tokens";
        preview.shock->held = {held};
        preview.shock->taken = shock.preview;
        preview.shock->taken->total.then = Money{40 * usd};
        m_page->setShock(std::make_shared<const PriceShockPreview>(preview));
        const QString notes = child<QLabel>(*dialog, "priceShockNotes")->text();
        QVERIFY2(notes.contains(QStringLiteral("acme/held")) &&
                     notes.contains(QStringLiteral("above 1,000 USD")) &&
                     notes.contains(QStringLiteral("Taken too, it is $17.00 → $40.00, +$23.00.")),
                 qPrintable(notes));
        child<QCheckBox>(*dialog, "priceShockFollow")->setChecked(true);
        QCOMPARE(asked.count(), 2);
        QCOMPARE(asked[1][1].toBool(), true);
    }

private:
    std::unique_ptr<PricesPage> m_page;
    QTableView *m_table = nullptr;
};

QTEST_MAIN(TestPriceDialogs)
#include "tst_pricedialogs.moc"
