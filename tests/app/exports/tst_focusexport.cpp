// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/dataexport.h"
#include "models/formats/csvrow.h"
#include "models/ingest/ingest.h"
#include "tests/support/randomcalls.h"
#include "tests/support/sure.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;
using namespace Qt::StringLiterals;

namespace {

Instant at(const char *text)
{
    return sure(parseInstant(text));
}

/// What FOCUS 1.2 says of a column: may it be null, and what is allowed in it.
struct Column
{
    const char *name;
    bool allowsNull;
    QString form; ///< a regular expression; empty: any text
};

const QString decimalForm = u"-?[0-9]+(\\.[0-9]+)?"_s;
const QString timeForm = u"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z"_s;
const QString unitForm = u"[A-Z][A-Za-z]*s"_s;

const std::vector<Column> &mandatory()
{
    static const std::vector<Column> columns{
        {"BilledCost", false, decimalForm},
        {"BillingAccountId", false, {}},
        {"BillingAccountName", true, {}},
        {"BillingCurrency", false, u"USD"_s},
        {"BillingPeriodEnd", false, timeForm},
        {"BillingPeriodStart", false, timeForm},
        {"ChargeCategory", false, u"Usage|Purchase|Tax|Credit|Adjustment"_s},
        {"ChargeClass", true, u"Correction"_s},
        {"ChargeDescription", true, {}},
        {"ChargePeriodEnd", false, timeForm},
        {"ChargePeriodStart", false, timeForm},
        {"ContractedCost", false, decimalForm},
        {"EffectiveCost", false, decimalForm},
        {"InvoiceIssuerName", false, {}},
        {"ListCost", false, decimalForm},
        {"PricingQuantity", true, decimalForm},
        {"PricingUnit", true, unitForm},
        {"ProviderName", false, {}},
        {"PublisherName", false, {}},
        {"ServiceCategory", false, u"AI and Machine Learning"_s},
        {"ServiceName", false, {}},
    };
    return columns;
}

/// Columns that are not for every data set, but hold these where they are there.
const std::vector<Column> &conditional()
{
    static const std::vector<Column> columns{
        {"ChargeFrequency", false, u"One-Time|Recurring|Usage-Based"_s},
        {"ConsumedQuantity", true, decimalForm},
        {"ConsumedUnit", true, unitForm},
        {"PricingCategory", true, u"Standard|Dynamic|Committed|Other"_s},
        {"ResourceId", true, {}},
        {"ResourceName", true, {}},
        {"ResourceType", true, {}},
        {"ServiceSubcategory", false, u"Generative AI"_s},
        {"SkuId", true, {}},
        {"SkuMeter", true, {}},
        {"SkuPriceId", true, {}},
        {"Tags", true, u"\\{.*\\}"_s},
    };
    return columns;
}

using Charge = std::map<QString, QString>;

Money sumOf(const std::vector<Charge> &charges, const char *column)
{
    Money sum;
    for (const Charge &charge : charges)
        sum += sure(parseUsd(charge.at(QString::fromLatin1(column)).toStdString()));
    return sum;
}

std::vector<Charge> of(const std::vector<Charge> &charges, const char *column, const QString &value)
{
    std::vector<Charge> some;
    for (const Charge &charge : charges) {
        if (charge.at(QString::fromLatin1(column)) == value)
            some.push_back(charge);
    }
    return some;
}

/// A ledger with everything a charge can be of.
class Ledger
{
public:
    Ledger() : path(m_dir.filePath(u"l.sqlite"_s).toStdString()), ingest(sure(Ingest::open(path)))
    {
    }

    void call(const char *id, const char *when, const char *model, std::int64_t tokens,
              const char *source = "mine", const char *key = "k1")
    {
        Observation o;
        o.at = at(when);
        o.source = source;
        o[Field::Provider] = "openai";
        o[Field::Model] = model;
        o[Field::User] = "=alice, \"a\"";
        o[Field::Project] = "search";
        o[Field::Key] = key;
        o.usage[TokenClass::Output] = tokens;
        o.outcome = Outcome::Success;
        o.addToken(TokenSpace::Response, id);
        sure(ingest->importFrom(formats().front(), source,
                                [&](Sink &sink) { sink.observation(o); }));
    }

    void bill(const char *day, const char *until, const char *usd)
    {
        Statement statement;
        statement.content = day;
        statement.bucket = {at(day), at(until)};
        statement.fields[static_cast<std::size_t>(Field::Provider)] = "openai";
        statement.billed = sure(parseUsd(usd));
        sure(ingest->importFrom(formats().front(), "bills",
                                [&](Sink &sink) { sink.statement(statement); }));
    }

    [[nodiscard]] std::vector<Charge> charges(const Query &query = {})
    {
        auto reader = sure(LedgerReader::open(path));
        Output out{nullptr};
        summary = *sure(writeData(*reader, query, DataFormat::Focus, out));
        text = QByteArray::fromStdString(out.text());
        std::vector<Charge> charges;
        columns.clear();
        CsvRow row;
        for (const QByteArray &line : text.split('\n')) {
            if (line.isEmpty())
                continue;
            const std::string record = line.toStdString();
            if (row.split(record, ',') != CsvRow::Outcome::Complete)
                qFatal("no CSV: %s", line.constData());
            QStringList cells;
            for (const std::string_view cell : row.fields())
                cells << QString::fromUtf8(cell.data(), qsizetype(cell.size()));
            if (columns.isEmpty()) {
                columns = cells;
                continue;
            }
            if (cells.size() != columns.size())
                qFatal("ragged: %s", line.constData());
            Charge charge;
            for (qsizetype i = 0; i < cells.size(); ++i)
                charge[columns[i]] = cells[i];
            charges.push_back(charge);
        }
        return charges;
    }

    [[nodiscard]] Measures report(const Query &query = {}) const
    {
        return sure(sure(LedgerReader::open(path))->run(query)).total;
    }

private:
    QTemporaryDir m_dir;

public:
    std::string path;
    std::unique_ptr<Ingest> ingest;
    FocusSummary summary;
    QByteArray text;
    QStringList columns;
};

/// Two months: requests, a plan with its fee, a bill beyond its requests and one below, a model
/// without a price.
void fill(Ledger &ledger)
{
    ledger.call("call-00000001", "2026-10-05T10:00:00Z", "gpt-5-mini", 1'000'001);
    ledger.call("call-00000002", "2026-10-05T11:00:00Z", "gpt-5-mini", 3);
    ledger.call("call-00000003", "2026-11-01T00:00:00Z", "gpt-5-mini", 1'500'000, "mine", "");
    ledger.call("call-00000004", "2026-10-07T11:00:00Z", "nobody-knows-1", 1000);
    ledger.call("call-00000005", "2026-10-08T11:00:00Z", "gpt-5-mini", 2'000'000, "seat");
    ledger.bill("2026-10-05T00:00:00Z", "2026-10-06T00:00:00Z", "3.75");
    ledger.bill("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "2.25");
    Ingest::Plan plan;
    plan.source = "seat";
    plan.kind = Ingest::Plan::Kind::Subscription;
    plan.name = "Plus";
    plan.fee = sure(parseUsd("20"));
    plan.from = "2026-10-31T00:00:00Z";
    sure(ledger.ingest->setPlan(plan));
}

/// The rules of the specification that hold for a whole row.
void checkRow(const Charge &charge)
{
    const auto is = [&](const char *column) { return !charge.at(QLatin1String(column)).isEmpty(); };
    const QString category = charge.at(u"ChargeCategory"_s);
    const bool isPriced = category == u"Usage" || category == u"Purchase";
    QCOMPARE(is("PricingQuantity"), is("PricingUnit"));
    QCOMPARE(is("ConsumedQuantity"), is("ConsumedUnit"));
    QCOMPARE(is("PricingQuantity"), isPriced);
    QCOMPARE(is("PricingCategory"), isPriced);
    QCOMPARE(is("SkuId"), isPriced);
    QCOMPARE(is("ConsumedQuantity"), category == u"Usage");
    if (is("SkuPriceId"))
        QVERIFY(is("SkuId"));
    QCOMPARE(is("ResourceName"), is("ResourceId"));
    QCOMPARE(is("ResourceType"), is("ResourceId"));
    if (category == u"Purchase")
        QVERIFY(charge.at(u"ChargeFrequency"_s) != u"Usage-Based");
    QVERIFY(charge.at(u"ChargePeriodStart"_s) < charge.at(u"ChargePeriodEnd"_s));
    QVERIFY(charge.at(u"BillingPeriodStart"_s) <= charge.at(u"ChargePeriodStart"_s));
    QVERIFY(charge.at(u"ChargePeriodStart"_s) < charge.at(u"BillingPeriodEnd"_s));
    if (is("Tags")) {
        const QJsonDocument tags = QJsonDocument::fromJson(charge.at(u"Tags"_s).toUtf8());
        QVERIFY(tags.isObject());
        for (const QString &key : tags.object().keys())
            QVERIFY(tags.object()[key].isString());
    }
}

} // namespace

class TestFocusExport : public QObject
{
    Q_OBJECT

private slots:
    void hasTheMandatoryColumnsInTheirForms();
    void hasTheColumnsOfTheSpecification();
    void sumsToTheReportToTheNanoDollar_data();
    void sumsToTheReportToTheNanoDollar();
    void aPlansUseIsPaidByItsFee();
    void whatIsNotItemisedIsAnAdjustment();
    void listCostIsBeforeTheDiscount();
    void whatTheHorizonLeftIsThere();
    void unpricedRequestsAreNoCharge();
    void comesBackByImport();
    void stopsWhenCancelled();
};

void TestFocusExport::hasTheMandatoryColumnsInTheirForms()
{
    Ledger ledger;
    fill(ledger);
    const std::vector<Charge> charges = ledger.charges();
    QVERIFY(charges.size() >= 6);
    std::vector<Column> columns = mandatory();
    columns.insert(columns.end(), conditional().begin(), conditional().end());
    for (const Column &column : columns)
        QVERIFY2(ledger.columns.contains(QLatin1String(column.name)), column.name);
    QCOMPARE(QSet<QString>(ledger.columns.begin(), ledger.columns.end()).size(),
             ledger.columns.size());
    for (const QString &name : std::as_const(ledger.columns)) {
        const bool isKnown = std::any_of(columns.begin(), columns.end(), [&](const Column &known) {
            return name == QLatin1String(known.name);
        });
        QVERIFY2(isKnown || name.startsWith(u"x_"), qPrintable(name));
    }
    for (const Charge &charge : charges) {
        for (const Column &column : columns) {
            const QString value = charge.at(QLatin1String(column.name));
            QVERIFY2(column.allowsNull || !value.isEmpty(), column.name);
            QVERIFY2(value != u"NULL", column.name);
            const QRegularExpression form(QRegularExpression::anchoredPattern(column.form));
            QVERIFY2(column.form.isEmpty() || value.isEmpty() || form.match(value).hasMatch(),
                     qPrintable(QLatin1String(column.name) + u": " + value));
        }
        checkRow(charge);
    }
}

/// Against the column list of the FinOps Foundation, where that is on this machine.
void TestFocusExport::hasTheColumnsOfTheSpecification()
{
    QFile file(QStringLiteral(OUTLAY_SHARED_DIR "/data/focus/focus_columns.csv"));
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("the column list of FOCUS is not on this machine");
    Ledger ledger;
    fill(ledger);
    const std::vector<Charge> charges = ledger.charges();
    QStringList known;
    int count = 0;
    (void)file.readLine(); // column_id,column_type,feature_level,allows_nulls,data_type,…
    while (!file.atEnd()) {
        const QStringList cells = QString::fromUtf8(file.readLine()).trimmed().split(u',');
        const QString &name = cells[0];
        known << name;
        if (cells[2] == u"Mandatory") {
            QVERIFY2(ledger.columns.contains(name), qPrintable(name));
            ++count;
        }
        if (!ledger.columns.contains(name))
            continue;
        for (const Charge &charge : charges) {
            const QString value = charge.at(name);
            QVERIFY2(!value.isEmpty() || cells[3] == u"True", qPrintable(name));
            const QString &type = cells[4];
            const QString form = type == u"Decimal"     ? decimalForm
                                 : type == u"Date/Time" ? timeForm
                                 : type == u"JSON"      ? u"\\{.*\\}"_s
                                                        : QString();
            QVERIFY2(value.isEmpty() || form.isEmpty() ||
                         QRegularExpression(QRegularExpression::anchoredPattern(form))
                             .match(value)
                             .hasMatch(),
                     qPrintable(name + u": " + value));
        }
    }
    QVERIFY(count > 15);
    for (const QString &name : std::as_const(ledger.columns))
        QVERIFY2(known.contains(name) || name.startsWith(u"x_"), qPrintable(name));
}

void TestFocusExport::sumsToTheReportToTheNanoDollar_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<bool>("isFiltered");
    const auto row = [](const char *tag, const char *zone, const char *from, const char *to,
                        bool isFiltered) {
        QTest::newRow(tag) << QString::fromLatin1(zone) << QString::fromLatin1(from)
                           << QString::fromLatin1(to) << isFiltered;
    };
    row("everything", "UTC", "", "", false);
    row("a zone with half hours", "Asia/Kolkata", "", "", false);
    row("a month", "UTC", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", false);
    row("parts of days", "America/St_Johns", "2026-10-05T10:30:00Z", "2026-11-01T00:00:01Z", false);
    row("from long before", "UTC", "1990-01-01T00:00:00Z", "", false);
    row("a project", "UTC", "", "", true);
}

void TestFocusExport::sumsToTheReportToTheNanoDollar()
{
    QFETCH(const QString, zone);
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const bool, isFiltered);
    Ledger ledger;
    fill(ledger);
    const RandomCalls random(7, 80);
    sure(ledger.ingest->importFrom(formats().front(), "random", [&](Sink &sink) {
        for (const Observation &observation : random.observations())
            sink.observation(observation);
    }));
    Query query;
    query.zone = sure(Zone::named(zone.toStdString()));
    if (!from.isEmpty())
        query.range.from = sure(parseInstant(from.toStdString()));
    if (!to.isEmpty())
        query.range.to = sure(parseInstant(to.toStdString()));
    if (isFiltered) {
        Filter filter;
        filter.dimension.dimension = Dimension::Project;
        filter.anyOf.emplace_back("search");
        query.where.push_back(filter);
    }
    const std::vector<Charge> charges = ledger.charges(query);
    const Measures total = ledger.report(query);
    QVERIFY(total.cost && total.cost->nanos != 0);
    QCOMPARE(sumOf(charges, "BilledCost").nanos, total.cost->nanos);
    QCOMPARE(sumOf(charges, "EffectiveCost").nanos, total.cost->nanos);
    QCOMPARE(ledger.summary.billed.nanos, total.cost->nanos);
    QCOMPARE(ledger.summary.rows, std::int64_t(charges.size()));
    QCOMPARE(ledger.summary.unpricedRequests, total.unpricedRequests);
    for (const Charge &charge : charges)
        checkRow(charge);
    std::int64_t requests = 0;
    for (const Charge &charge : charges)
        requests += charge.at(u"x_Requests"_s).toLongLong();
    QCOMPARE(requests + total.unpricedRequests, total.requests);
}

void TestFocusExport::aPlansUseIsPaidByItsFee()
{
    Ledger ledger;
    fill(ledger);
    const std::vector<Charge> charges = ledger.charges();
    const std::vector<Charge> fees = of(charges, "ChargeCategory", u"Purchase"_s);
    QCOMPARE(fees.size(), std::size_t(2)); // of October and of November
    QCOMPARE(fees[1].at(u"ChargePeriodStart"_s), u"2026-11-30T00:00:00Z"_s);
    QCOMPARE(fees[0].at(u"BilledCost"_s), u"20.000000000"_s);
    QCOMPARE(fees[0].at(u"ChargePeriodStart"_s), u"2026-10-31T00:00:00Z"_s);
    QCOMPARE(fees[0].at(u"ChargePeriodEnd"_s), u"2026-11-30T00:00:00Z"_s); // November has no 31st
    QCOMPARE(fees[0].at(u"PricingUnit"_s), u"Months"_s);
    QCOMPARE(fees[0].at(u"ProviderName"_s), u"OpenAI"_s);
    const std::vector<Charge> covered = of(charges, "PricingCategory", u"Other"_s);
    QCOMPARE(covered.size(), std::size_t(1));
    QCOMPARE(covered[0].at(u"BilledCost"_s), u"0.000000000"_s);
    QCOMPARE(covered[0].at(u"EffectiveCost"_s), u"0.000000000"_s);
    QCOMPARE(covered[0].at(u"ContractedCost"_s), u"0.000000000"_s);
    QCOMPARE(covered[0].at(u"ListCost"_s), u"4.000000000"_s);
    QCOMPARE(covered[0].at(u"ConsumedQuantity"_s), u"2000000"_s);
    QCOMPARE(covered[0].at(u"x_Source"_s), u"seat"_s);
}

void TestFocusExport::whatIsNotItemisedIsAnAdjustment()
{
    Ledger ledger;
    fill(ledger);
    const std::vector<Charge> adjustments = of(ledger.charges(), "ChargeCategory", u"Adjustment"_s);
    QCOMPARE(adjustments.size(), std::size_t(2));
    // 3.75 less 2.000002 and 0.000006; 2.25 less 3.
    QCOMPARE(adjustments[0].at(u"BilledCost"_s), u"1.749992000"_s);
    QCOMPARE(adjustments[1].at(u"BilledCost"_s), u"-0.750000000"_s);
    QCOMPARE(adjustments[0].at(u"x_Basis"_s), u"billed"_s);
}

void TestFocusExport::listCostIsBeforeTheDiscount()
{
    Ledger ledger;
    fill(ledger);
    Query query;
    query.range = {at("2026-10-05T00:00:00Z"), at("2026-10-06T00:00:00Z")};
    const auto usage = [&] { return of(ledger.charges(query), "ChargeCategory", u"Usage"_s); };
    QCOMPARE(sumOf(usage(), "ListCost").nanos, std::int64_t(2'000'008'000));
    QCOMPARE(sumOf(usage(), "BilledCost").nanos, std::int64_t(2'000'008'000));
    sure(ledger.ingest->setPriceLayers(
        {{"override",
          R"({"outlay_prices":1,"kind":"override","entries":[],"discounts":[{"provider":"openai","percent":"25"}]})"}}));
    QCOMPARE(sumOf(usage(), "ListCost").nanos, std::int64_t(2'000'008'000));
    QCOMPARE(sumOf(usage(), "ContractedCost").nanos, std::int64_t(1'500'006'000));
    QCOMPARE(sumOf(usage(), "EffectiveCost").nanos, std::int64_t(1'500'006'000));
}

void TestFocusExport::whatTheHorizonLeftIsThere()
{
    Ledger ledger;
    fill(ledger);
    const Money before = sumOf(ledger.charges(), "BilledCost");
    sure(ledger.ingest->setRetentionHorizon(at("2026-11-01T00:00:00Z")));
    const std::vector<Charge> charges = ledger.charges();
    QCOMPARE(sumOf(charges, "BilledCost").nanos, before.nanos);
    for (const Charge &charge : charges) {
        if (charge.at(u"ChargePeriodStart"_s) < u"2026-11-01")
            QVERIFY(charge.at(u"SkuPriceId"_s).isEmpty());
        checkRow(charge);
    }
}

void TestFocusExport::unpricedRequestsAreNoCharge()
{
    Ledger ledger;
    fill(ledger);
    QVERIFY(of(ledger.charges(), "x_Model", u"nobody-knows-1"_s).empty());
    QCOMPARE(ledger.summary.unpricedRequests, std::int64_t(1));
}

void TestFocusExport::comesBackByImport()
{
    Ledger ledger;
    fill(ledger);
    const Money before = sumOf(ledger.charges(), "BilledCost");
    QTemporaryDir dir;
    const QString file = dir.filePath(u"focus.csv"_s);
    auto reader = sure(LedgerReader::open(ledger.path));
    sure(exportData(*reader, {}, DataFormat::Focus, file.toStdString()));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll(), ledger.text);
    QCOMPARE(written.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    Ledger other;
    const ImportCounts counts = sure(other.ingest->importPaths({file.toStdString()}, {}));
    QCOMPARE(counts.rejected, std::int64_t(0));
    QCOMPARE(counts.ignored, std::int64_t(0));
    QCOMPARE(other.report().cost->nanos, before.nanos);
    // An import is a bill, and a bill exported again is that bill.
    QCOMPARE(sumOf(other.charges(), "BilledCost").nanos, before.nanos);
}

void TestFocusExport::stopsWhenCancelled()
{
    Ledger ledger;
    fill(ledger);
    auto reader = sure(LedgerReader::open(ledger.path));
    QTemporaryDir dir;
    const QString file = dir.filePath(u"focus.csv"_s);
    const auto cancel = std::make_shared<std::atomic<bool>>(true);
    const auto written = exportData(*reader, {}, DataFormat::Focus, file.toStdString(), cancel);
    QVERIFY(!written);
    QCOMPARE(static_cast<int>(written.error().kind), static_cast<int>(Error::Kind::Cancelled));
    QVERIFY(!QFile::exists(file));
    QVERIFY(!QFile::exists(file + u".part"));
}

QTEST_APPLESS_MAIN(TestFocusExport)
#include "tst_focusexport.moc"
