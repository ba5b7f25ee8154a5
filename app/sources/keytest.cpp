// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/keytest.h"

#include "app/sources/baseaddress.h"
#include "app/sources/connectorjson.h"
#include "app/sources/secrets/redaction.h"

namespace outlay::sources {

namespace {

using Level = Finding::Level;

QByteArray padded(const QByteArray &body)
{
    QByteArray copy = body;
    copy.append(qsizetype(recordPadding), '\0');
    return copy;
}

std::string_view textOf(const QByteArray &paddedBody)
{
    return {paddedBody.constData(), std::size_t(paddedBody.size()) - recordPadding};
}

/// Keeps the ids of projects and keys.
class IdSink final : public Sink
{
public:
    explicit IdSink(std::set<std::string> &ids) : m_ids(ids) {}
    void observation(const Observation & /*observation*/) override {}
    void statement(const Statement &statement) override
    {
        for (const Field field : {Field::Project, Field::Key})
            keep(statement.fields[static_cast<std::size_t>(field)]);
    }
    void lineage(const LineageVector & /*vector*/) override {}
    void span(const SpanRecord & /*span*/) override {}
    void directory(const DirectoryEntry &entry) override
    {
        if (entry.kind == DirectoryEntry::Kind::Project || entry.kind == DirectoryEntry::Kind::Key)
            keep(entry.id);
    }
    void ignored() override {}
    void rejected(std::int64_t /*line*/, std::string_view /*reason*/) override {}

private:
    void keep(std::string_view id)
    {
        if (!id.empty())
            m_ids.emplace(id);
    }
    std::set<std::string> &m_ids;
};

} // namespace

KeyTest::KeyTest(SourceKind kind, HttpSettings http, Clock clock, QObject *parent)
    : QObject(parent)
    , m_connector(connectorFor(kind))
    , m_settings(std::move(http))
    , m_clock(std::move(clock))
{
}

KeyTest::~KeyTest() = default;

Result<> KeyTest::start(Secret key)
{
    const SourceKindFacts &facts = factsOf(m_connector.kind());
    if (m_settings.baseUrl.empty() && facts.isOwn)
        return failure(Error::Kind::Usage, "base_url: " + std::string(facts.title) +
                                               " has no address of its own, give the proxy's");
    if (const Result<> whole = checkBaseAddress(m_connector.kind(), m_settings.baseUrl); !whole)
        return failure(whole.error().kind, "base_url: " + whole.error().text);
    if (m_settings.baseUrl.empty())
        m_settings.baseUrl = facts.usualAddress;
    if (key.isEmpty())
        return failure(Error::Kind::Usage, "secret: the key is empty");
    if (const Result<> usable = m_connector.checkKey(key.reveal()); !usable)
        return failure(usable.error().kind, "secret: " + usable.error().text);
    auto http = AuthorizedClient::create(m_connector, m_settings, m_clock);
    if (!http)
        return failure(http.error().kind, http.error().text);
    m_http = std::move(*http);
    connect(m_http.get(), &AuthorizedClient::finished, this, &KeyTest::answered);
    m_key = std::move(key);
    rememberForRedaction(m_key);
    m_checks = m_connector.checks(m_clock());
    next();
    return {};
}

void KeyTest::next()
{
    m_http->get(m_checks[m_at].request, m_key);
}

/// A 200 is no answer yet: a proxy's page or another service has one as well.
Result<> KeyTest::readAnswer(const KeyCheck &check, std::string_view body)
{
    IdSink ids(m_accountIds);
    if (check.plan != nullptr) {
        const auto end = m_connector.read(*check.plan, check.page, body, m_clock(), ids);
        return end ? Result<>{} : tl::unexpected<Error>(end.error());
    }
    JsonTree tree;
    const auto root = openJson(tree, body);
    return root ? Result<>{} : tl::unexpected<Error>(root.error());
}

Finding KeyTest::findingOf(const KeyCheck &check, const HttpReply &reply)
{
    if (reply.kind == HttpReply::Kind::Ok) {
        const QByteArray body = padded(reply.body);
        const Result<> answer = readAnswer(check, textOf(body));
        if (answer)
            return {Level::Ok, "sees " + check.what};
        return {check.isRequired ? Level::Fail : Level::Warn,
                redact("does not see " + check.what + ": the answer was 200, but is not what " +
                       std::string(factsOf(m_connector.kind()).title) + " documents (" +
                       shortWords(answer.error().text) + "); asked below " + m_settings.baseUrl)};
    }
    constexpr int tooMany = 429;
    constexpr int serverError = 500;
    const bool isPassing = reply.status == tooMany || reply.status >= serverError;
    std::string text = "does not see " + check.what + ": " + reply.reason;
    const QByteArray body = padded(reply.body);
    const std::string said = shortWords(redact(m_connector.errorText(textOf(body))));
    if (!said.empty())
        text += " (" + said + ")";
    constexpr int paymentRequired = 402;
    if (reply.status == paymentRequired)
        text += "; the key works, but the account's balance is used up: pay in";
    else if (isPassing)
        text += "; that says nothing of the key: try again later";
    else if (!check.whenMissing.empty())
        text += "; " + check.whenMissing;
    constexpr int unauthorized = 401;
    constexpr int forbidden = 403;
    constexpr int notFound = 404;
    if (!check.permission.empty() && (reply.status == unauthorized || reply.status == forbidden))
        text += ": the key needs " + check.permission;
    if (reply.status == notFound)
        text += "; asked below " + m_settings.baseUrl;
    return {check.isRequired ? Level::Fail : Level::Warn, redact(text)};
}

void KeyTest::answered(const HttpReply &reply)
{
    const KeyCheck check = m_checks[m_at];
    if (reply.status == 404 && m_at + 1 < m_checks.size() &&
        m_checks[m_at + 1].what == check.what) {
        ++m_at; // another way to ask for the same
        next();
        return;
    }
    m_findings.push_back(findingOf(check, reply));
    if (m_findings.back().level == Level::Ok) {
        const QByteArray body = padded(reply.body);
        for (Finding &finding : m_connector.judge(check, textOf(body)))
            m_findings.push_back(std::move(finding));
    } else if (check.isRequired) {
        m_isUsable = false;
    }
    // Other ways to ask for the same would say the same.
    while (m_at + 1 < m_checks.size() && m_checks[m_at + 1].what == check.what)
        ++m_at;
    // Who is not there will not be there for the next question either.
    const bool isOver = reply.kind == HttpReply::Kind::Unreachable || reply.status == 401;
    if (++m_at < m_checks.size() && !isOver)
        next();
    else
        conclude();
}

void KeyTest::conclude()
{
    for (Finding &finding : m_connector.notes(m_settings))
        m_findings.push_back(std::move(finding));
    m_key.wipe();
    emit finished(m_findings, m_isUsable);
}

} // namespace outlay::sources
