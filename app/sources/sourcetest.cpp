// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/sourcetest.h"

#include "app/sources/chargedkey.h"
#include "app/sources/otlp/otlpreceiver.h"
#include "app/sources/otlp/portholder.h"
#include "app/sources/polledsource.h"
#include "app/sources/secretheaders.h"
#include "app/sources/secrets/redaction.h"
#include "models/ingest/importoptions.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QFuture>
#include <QHostAddress>
#include <QPromise>
#include <QTcpServer>

#include <utility>

namespace outlay::sources {

namespace {

/// Enough to say that there is something; a tree of any size is not walked to its end.
constexpr int mostCounted = 10'000;

QString folderOf(const QString &path)
{
    // What stands before the first pattern.
    const qsizetype star = path.indexOf(QLatin1Char('*'));
    return star < 0 ? path : path.left(path.lastIndexOf(QLatin1Char('/'), star));
}

Finding filesFinding(const std::string &path)
{
    const QString whole = QString::fromStdString(path);
    const QFileInfo info(folderOf(whole));
    if (!info.exists())
        return {Finding::Level::Warn, path + " does not exist yet; it is watched for"};
    if (!info.isReadable())
        return {Finding::Level::Fail, path + " may not be read by you"};
    if (!info.isDir())
        return {Finding::Level::Ok, path + " can be read"};
    const bool isPattern = whole.contains(QLatin1Char('*'));
    const QStringList names = isPattern ? QStringList{QFileInfo(whole).fileName()} : QStringList();
    QDirIterator files(info.filePath(), names, QDir::Files | QDir::Readable,
                       isPattern ? QDirIterator::NoIteratorFlags : QDirIterator::Subdirectories);
    int count = 0;
    while (files.hasNext() && count < mostCounted) {
        files.next();
        ++count;
    }
    if (count == 0)
        return {Finding::Level::Warn, path + " holds no file yet; those that come are read"};
    return {Finding::Level::Ok,
            path + " holds " +
                (count == mostCounted ? std::string("10,000 files or more")
                                      : std::to_string(count) + (count == 1 ? " file" : " files"))};
}

/// The series whose pages a test asks for and the provider charges for, one entry a page.
std::vector<const SeriesPlan *> chargedPages(SourceKind kind, Instant now)
{
    std::vector<const SeriesPlan *> pages;
    for (const KeyCheck &check : connectorFor(kind).checks(now)) {
        if (check.plan != nullptr && check.plan->pageNanos != 0)
            pages.push_back(check.plan);
    }
    return pages;
}

/// Counts them before they are asked for; an error where the day's pages are used up.
Result<> count(const std::vector<const SeriesPlan *> &pages, const std::string &source,
               const std::string &account, Instant now, Ingest &ingest)
{
    for (const SeriesPlan *plan : pages) {
        const std::string name = testsCheckpoint(*plan);
        const auto polled = ingest.pollCheckpoint(source, plan->name);
        OUTLAY_TRY(polled);
        const auto tested = ingest.pollCheckpoint(source, name);
        OUTLAY_TRY(tested);
        SeriesProgress all = SeriesProgress::fromJson(*polled);
        SeriesProgress tests = SeriesProgress::fromJson(*tested);
        all.countTests(tests);
        bool isLeft = all.mayAsk(*plan, now);
        if (isLeft) {
            const auto ofKey = chargeKey(*plan, account, now, ingest);
            OUTLAY_TRY(ofKey);
            isLeft = ofKey->isGranted;
        }
        if (!isLeft)
            return failure(Error::Kind::Refused,
                           "each page is charged, and the " + std::to_string(plan->pagesPerDay) +
                               " of today are asked for: test it again after midnight UTC");
        tests.charge(now);
        OUTLAY_TRY(ingest.setPollCheckpoint(source, {.name = name, .state = tests.toJson()}));
    }
    return {};
}

} // namespace

SourceTest::SourceTest(SourceSettings settings, SecretStore &secrets, LedgerQueue *ledger,
                       Clock clock, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_secrets(secrets)
    , m_ledger(ledger)
    , m_clock(std::move(clock))
    , m_http(httpSettingsOf(m_settings))
{
}

SourceTest::~SourceTest() = default;

std::set<std::string> SourceTest::accountIds() const
{
    return m_test ? m_test->accountIds() : std::set<std::string>();
}

void SourceTest::start(Secret key, Secret pushKey)
{
    m_key = std::move(key);
    m_pushKey = std::move(pushKey);
    // Never before start() has returned: whoever called may not be ready for an answer.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (const Result<> checked = validate(m_settings); !checked)
                return end({{Finding::Level::Fail, checked.error().text}}, false);
            if (m_settings.kind == SourceKind::Files)
                return testFiles();
            if (m_settings.kind == SourceKind::Otlp)
                return testPort();
            readHeaders();
        },
        Qt::QueuedConnection);
}

void SourceTest::readHeaders()
{
    readSecretHeaders(m_secrets, m_http.headers, this, [this](const SecretHeaders &read) {
        if (!read.problem.empty())
            return end({{Finding::Level::Fail, read.problem}}, false);
        m_http.headers = read.headers;
        readPushKey();
    });
}

/// Before the other, so that the two can be compared.
void SourceTest::readPushKey()
{
    if (m_settings.pushSecret.empty() || !m_pushKey.isEmpty())
        return readKey();
    const Result<SecretReference> reference = SecretReference::parse(m_settings.pushSecret);
    if (!reference) {
        m_pushProblem = reference.error().text;
        return readKey();
    }
    m_secrets.read(*reference, this, [this](SecretAnswer answer) {
        if (answer.works())
            m_pushKey = std::move(answer.secret);
        else
            m_pushProblem = answer.text;
        readKey();
    });
}

void SourceTest::readKey()
{
    if (!m_key.isEmpty())
        return countPages(std::move(m_key));
    const Result<SecretReference> reference = SecretReference::parse(m_settings.secret);
    if (!reference)
        return end({{Finding::Level::Fail, "secret: " + reference.error().text}}, false);
    m_secrets.read(*reference, this, [this](SecretAnswer answer) {
        if (!answer.works())
            return end({{Finding::Level::Fail, answer.text}}, false);
        countPages(std::move(answer.secret));
    });
}

void SourceTest::countPages(Secret key)
{
    const std::vector<const SeriesPlan *> pages = chargedPages(m_settings.kind, m_clock());
    if (m_ledger == nullptr || pages.empty())
        return testKey(std::move(key));
    m_key = std::move(key);
    const std::string account(connectorFor(m_settings.kind).chargedAccount(m_key.reveal()));
    const auto promise = std::make_shared<QPromise<std::string>>(); // what is in the way
    promise->start();
    promise->future().then(this, [this](const std::string &problem) {
        if (!problem.empty())
            return end({{Finding::Level::Fail, problem}}, false);
        testKey(std::move(m_key));
    });
    const auto answer = [promise](const std::string &problem) {
        promise->addResult(problem);
        promise->finish();
    };
    m_ledger->post(
        [pages, answer, account, source = m_settings.name, now = m_clock()](Ingest &ingest) {
            const Result<> done = count(pages, source, account, now, ingest);
            answer(done ? std::string() : done.error().text);
        },
        [answer](const Error &error) { answer(error.text); });
}

void SourceTest::testKey(Secret key)
{
    m_isSameKey = !m_pushKey.isEmpty() && m_pushKey.equals(key);
    m_test = std::make_unique<KeyTest>(m_settings.kind, m_http, m_clock);
    connect(m_test.get(), &KeyTest::finished, this, &SourceTest::keyTested);
    if (const Result<> started = m_test->start(std::move(key)); !started)
        end({{Finding::Level::Fail, started.error().text}}, false);
}

void SourceTest::keyTested(std::vector<Finding> findings, bool isUsable)
{
    m_findings = std::move(findings);
    m_isUsable = isUsable;
    if (m_settings.pushSecret.empty())
        return end(std::move(m_findings), m_isUsable);
    if (m_isSameKey)
        m_pushProblem = "it is the key that polls; give one of its own, so that the everyday one "
                        "can change nothing";
    if (m_pushProblem.empty())
        return testPushKey();
    m_findings.push_back({Finding::Level::Warn, "the key to set caps: " + m_pushProblem});
    end(std::move(m_findings), m_isUsable);
}

/// Who may list users is an administrator; nothing is written to find out.
void SourceTest::testPushKey()
{
    auto client = HttpClient::create(m_http, systemClock());
    if (!client) {
        m_findings.push_back({Finding::Level::Warn, "the key to set caps: " + client.error().text});
        return end(std::move(m_findings), m_isUsable);
    }
    m_client = *std::move(client);
    rememberForRedaction(m_pushKey);
    connect(m_client.get(), &HttpClient::finished, this, [this](const HttpReply &reply) {
        m_findings.push_back(pushFinding(reply));
        end(std::move(m_findings), m_isUsable);
    });
    HttpRequest request{"user/list?page=1&page_size=1", {}};
    for (HttpHeader &header : connectorFor(m_settings.kind).authorization(m_pushKey.reveal()))
        request.headers.push_back(std::move(header));
    m_client->get(request);
    m_pushKey.wipe();
}

Finding SourceTest::pushFinding(const HttpReply &reply)
{
    if (reply.kind == HttpReply::Kind::Ok)
        return {Finding::Level::Ok,
                "the key to set caps is an administrator's: it may write, unless its role only "
                "views; what it sets is read back"};
    if (reply.kind == HttpReply::Kind::NeedsKey)
        return {Finding::Level::Warn,
                "the key to set caps may not write: the gateway takes it for no administrator's (" +
                    redact(reply.reason) + ")"};
    return {Finding::Level::Warn,
            "whether the key to set caps may write is not known: " + redact(reply.reason)};
}

void SourceTest::testFiles()
{
    if (const auto format = formatFor(m_settings.format); !format)
        return end({{Finding::Level::Fail, format.error().text}}, false);
    std::vector<Finding> findings;
    bool isUsable = true;
    for (const std::string &path : m_settings.paths) {
        findings.push_back(filesFinding(path));
        isUsable = isUsable && findings.back().level != Finding::Level::Fail;
    }
    end(std::move(findings), isUsable);
}

void SourceTest::testPort()
{
    const int port = m_settings.listenPort();
    QTcpServer server;
    if (server.listen(QHostAddress::LocalHost, static_cast<quint16>(port)))
        return end({{Finding::Level::Ok, "port " + std::to_string(port) +
                                             " of this machine is free; senders set "
                                             "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:" +
                                             std::to_string(port)}},
                   true);
    const std::string holder = holderOfPort(port);
    const int next = freePortNear(port);
    end({{Finding::Level::Warn,
          "port " + std::to_string(port) + " is taken" +
              (holder.empty() ? std::string() : " by " + holder) +
              (next == 0 ? std::string("; choose another with --port")
                         : "; port " + std::to_string(next) + " is free (--port " +
                               std::to_string(next) + ")") +
              ", unless it is Outlay itself that listens already"}},
        true);
}

void SourceTest::end(std::vector<Finding> findings, bool isUsable)
{
    emit finished(findings, isUsable);
}

} // namespace outlay::sources
