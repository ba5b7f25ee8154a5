// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/pricesservice.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

namespace {

constexpr std::int64_t usd = 1'000'000'000;
constexpr Format gatewayLog{"prices-test", "a test's log", Rank::Gateway, Growth::Once,
                            nullptr,       nullptr,        nullptr};

const Instant noon = parseInstant("2026-11-23T12:00:00Z").value_or(Instant{});

OwnPrice priceOf(const std::string &id, const std::string &input)
{
    OwnPrice price;
    price.id = id;
    price.rates = {{TokenClass::Input, input}, {TokenClass::Output, input}};
    return price;
}

PriceChange changeTo(const std::string &id, const std::string &input)
{
    PriceChange change;
    change.price = priceOf(id, input);
    return change;
}

/// A price list of Outlay's own form.
QByteArray listOf(const char *input)
{
    const QByteArray head = R"({"outlay_prices": 1, "kind": "override", "entries": [
        {"provider": "acme", "model": "thinker", "input": ")";
    return head + input + "\"}]}";
}

const ui::PricedModel *modelIn(const ui::PricesSnapshot &snapshot, const std::string &id)
{
    for (const ui::PricedModel &model : snapshot.models) {
        if (model.id == id)
            return &model;
    }
    return nullptr;
}

} // namespace

/// The service over a real ledger: a request of a million tokens a day of each of two models, one
/// of them without a price.
class TestPricesService : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("ledger.sqlite"));
        auto ingest = Ingest::open(m_path.toStdString());
        QVERIFY(ingest.has_value());
        LayerData own;
        own.name = ownLayerName;
        QVERIFY(setOwnPrice(own, priceOf("acme/thinker", "4")).has_value());
        const auto layers = withOwnLayer({}, own);
        QVERIFY((*ingest)->setPriceLayers(*layers).has_value());
        const auto counts = (*ingest)->importFrom(gatewayLog, "gateway", tell);
        QVERIFY(counts.has_value());
        ingest->reset();
        m_service = std::make_unique<PricesService>([] { return noon; }, Zone{});
        m_service->setPath(m_path);
    }

    void cleanup() { m_service.reset(); }

    void showsWhatHasNoPriceThenWhatCosts()
    {
        const auto snapshot = read();
        QVERIFY(snapshot->models.size() > 50);
        QCOMPARE(snapshot->models[0].id, std::string("acme/mystery"));
        QCOMPARE(snapshot->models[0].unpricedRequests, 20);
        QCOMPARE(snapshot->models[0].unpricedUsage[TokenClass::Input], 20'000'000);
        QCOMPARE(snapshot->models[0].reason, std::string("unknown model"));
        QVERIFY(!snapshot->models[0].spend);
        QCOMPARE(snapshot->models[1].id, std::string("acme/thinker"));
        QCOMPARE(snapshot->models[1].spend.value_or(Money{}).nanos, 80 * usd);
        QCOMPARE(snapshot->models[1].ownName, std::string("acme/thinker"));
        QVERIFY(snapshot->models[1].price());
        const ui::PricedModel *o3 = modelIn(*snapshot, "openai/o3");
        QVERIFY(o3 && o3->current == 1 && o3->history.size() == 2 && o3->requests == 0);
    }

    void tellsTheEffectAndThenHasIt()
    {
        QSignalSpy effects(m_service.get(), &PricesService::effectReady);
        m_service->preview(3, changeTo("acme/mystery", "2.5"));
        QTRY_COMPARE(effects.count(), 1);
        QCOMPARE(effects[0][0].value<std::uint64_t>(), std::uint64_t{3});
        const auto effect = effects[0][1].value<std::optional<PriceEffect>>();
        QVERIFY(effect.has_value());
        QCOMPARE(effect->preview.total.change().nanos, 50 * usd);
        QCOMPARE(read()->models[0].id, std::string("acme/mystery"));
        QSignalSpy written(m_service.get(), &PricesService::written);
        m_service->apply(changeTo("acme/mystery", "2.5"));
        QTRY_COMPARE(written.count(), 1);
        const auto snapshot = read();
        QCOMPARE(snapshot->models[0].id, std::string("acme/thinker"));
        const ui::PricedModel *fixed = modelIn(*snapshot, "acme/mystery");
        QVERIFY(fixed);
        QCOMPARE(fixed->unpricedRequests, 0);
        QCOMPARE(fixed->spend.value_or(Money{}).nanos, 50 * usd);
    }

    void undoPutsBackThePricesBefore()
    {
        QSignalSpy written(m_service.get(), &PricesService::written);
        m_service->apply(changeTo("acme/mystery", "2.5"));
        QTRY_COMPARE(written.count(), 1);
        const auto edited = read();
        QVERIFY(edited->lastEdit && !edited->lastEdit->lines.isEmpty());
        QVERIFY(edited->lastEdit->lines.join(u' ').contains(QStringLiteral("mystery")));
        m_service->undo();
        QTRY_COMPARE(written.count(), 2);
        const auto undone = read();
        QCOMPARE(undone->models[0].id, std::string("acme/mystery"));
        QCOMPARE(undone->models[0].unpricedRequests, 20);
        QCOMPARE(modelIn(*undone, "acme/thinker")->spend.value_or(Money{}).nanos, 80 * usd);
    }

    void aChangeIsKeptInTheHistoryOfTheLedger()
    {
        QSignalSpy written(m_service.get(), &PricesService::written);
        PriceChange discount;
        discount.kind = PriceChange::Kind::Discount;
        discount.name = "acme";
        discount.percent = "25";
        m_service->apply(discount);
        QTRY_COMPARE(written.count(), 1);
        const auto snapshot = read();
        QCOMPARE(snapshot->discounts.size(), std::size_t{1});
        QCOMPARE(modelIn(*snapshot, "acme/thinker")->spend.value_or(Money{}).nanos, 60 * usd);
        const auto reader = LedgerReader::open(m_path.toStdString());
        QVERIFY(reader.has_value());
        const auto history = (*reader)->configurationHistory("price_layers");
        QVERIFY(history.has_value());
        QCOMPARE(history->size(), std::size_t{2});
    }

    void refusesWhatLooksWrongAndWhatIsNotThere()
    {
        QSignalSpy failures(m_service.get(), &PricesService::effectFailed);
        m_service->preview(1, changeTo("anthropic/claude-opus-5", "900"));
        QTRY_COMPARE(failures.count(), 1);
        QCOMPARE(int(failures[0][1].value<Error>().kind), int(Error::Kind::Usage));
        QSignalSpy failed(m_service.get(), &PricesService::failed);
        PriceChange removal;
        removal.kind = PriceChange::Kind::Remove;
        removal.name = "acme/nothing";
        m_service->apply(removal);
        QTRY_COMPARE(failed.count(), 1);
    }

    void readsAListAndItsEffect()
    {
        const QString file = write("rise.json", "6");
        QSignalSpy files(m_service.get(), &PricesService::fileReady);
        m_service->readFile(file);
        QTRY_COMPARE(files.count(), 1);
        const auto preview = files[0][0].value<ui::PriceFilePreviewPtr>();
        QCOMPARE(preview->path, file);
        QCOMPARE(preview->file.layer.name, std::string("file rise.json"));
        // What a person set and what a file of theirs says are of one rank: the later name wins.
        QVERIFY(preview->effect.has_value());
        PriceChange change;
        change.kind = PriceChange::Kind::File;
        change.layer = preview->file.layer;
        QSignalSpy written(m_service.get(), &PricesService::written);
        m_service->apply(change);
        QTRY_COMPARE(written.count(), 1);
        const Money after =
            modelIn(*read(), "acme/thinker")->spend.value_or(Money{}) - Money{80 * usd};
        QCOMPARE(after.nanos, preview->effect->preview.total.change().nanos);
    }

    void triesADraftAndLeavesEverythingAsItWas()
    {
        const QString file = write("rise.json", "6");
        QSignalSpy shocks(m_service.get(), &PricesService::shockReady);
        m_service->shock(file, false);
        QTRY_COMPARE(shocks.count(), 1);
        const auto preview = shocks[0][0].value<ui::PriceShockPreviewPtr>();
        QVERIFY(preview->shock.has_value());
        QCOMPARE(preview->shock->preview.total.change().nanos, 40 * usd);
        QVERIFY(preview->shock->then.spent > preview->shock->now.spent);
        QCOMPARE(modelIn(*read(), "acme/thinker")->spend.value_or(Money{}).nanos, 80 * usd);
    }

    void namesTheFileThatCannotBeRead()
    {
        QSignalSpy failures(m_service.get(), &PricesService::fileFailed);
        const QString none = m_folder->filePath(QStringLiteral("none.json"));
        m_service->readFile(none);
        QTRY_COMPARE(failures.count(), 1);
        QCOMPARE(failures[0][0].toString(), none);
        m_service->shock(m_path, false); // a ledger is no price list
        QTRY_COMPARE(failures.count(), 2);
        QVERIFY(failures[1][1].value<Error>().text.find("ledger.sqlite") != std::string::npos);
    }

    void withoutALedgerTheShippedBookIsShown()
    {
        m_service->setPath(m_folder->filePath(QStringLiteral("nothing.sqlite")));
        const auto snapshot = read();
        QVERIFY(snapshot->models.size() > 50);
        QVERIFY(!snapshot->range);
        QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("nothing.sqlite"))));
    }

private:
    static void tell(Sink &sink)
    {
        for (int day = 1; day <= 20; ++day) {
            for (const char *model : {"thinker", "mystery"}) {
                Observation o;
                o.at = {noon.micros - day * microsPerDay};
                o[Field::Provider] = "acme";
                o[Field::Model] = model;
                o.usage[TokenClass::Input] = 1'000'000;
                o.outcome = Outcome::Success;
                const std::string id = std::string("response-") + model + std::to_string(day);
                o.addToken(TokenSpace::Response, id);
                sink.observation(o);
            }
        }
    }

    [[nodiscard]] ui::PricesSnapshotPtr read()
    {
        QSignalSpy snapshots(m_service.get(), &PricesService::snapshotReady);
        m_service->request();
        if (!snapshots.wait())
            qFatal("no snapshot");
        return snapshots[0][0].value<ui::PricesSnapshotPtr>();
    }

    [[nodiscard]] QString write(const char *name, const char *input) const
    {
        const QString path = m_folder->filePath(QLatin1String(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        file.write(listOf(input));
        return path;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<PricesService> m_service;
};

QTEST_GUILESS_MAIN(TestPricesService)
#include "tst_pricesservice.moc"
