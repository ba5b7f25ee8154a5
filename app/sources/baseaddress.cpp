// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/baseaddress.h"

#include <QStringList>
#include <QUrl>

#include <array>
#include <optional>

namespace outlay::sources {

namespace {

using namespace Qt::StringLiterals;

struct Added
{
    SourceKind kind;
    const char16_t *paths; ///< what is added, several apart by blanks
};
constexpr std::array added{
    Added{SourceKind::OpenAi, u"organization"},
    Added{SourceKind::Anthropic, u"v1/organizations"},
    Added{SourceKind::OpenRouter, u"activity keys key credits organization"},
    Added{SourceKind::LiteLlm, u"spend/logs user/list v1 ui"},
    Added{SourceKind::Langfuse, u"api/public"},
    Added{SourceKind::Helicone, u"v1/request"},
    Added{SourceKind::Bifrost, u"api/logs v1"},
    Added{SourceKind::Vertex, u"timeSeries"},
    Added{SourceKind::AzureCosts, u"providers/Microsoft.CostManagement/query"},
    Added{SourceKind::Cursor, u"teams"},
    Added{SourceKind::Copilot, u"settings/billing/ai_credit/usage"},
    Added{SourceKind::XAi, u"usage"},
    Added{SourceKind::DeepSeek, u"user/balance"},
};

QString pathOf(const QUrl &url)
{
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

/// Where in the address what is added begins; nullopt if it does not.
std::optional<qsizetype> startOf(const QString &path, const QString &whole)
{
    const QString closed = path + u'/';
    const QString wanted = u'/' + whole + u'/';
    if (const qsizetype at = closed.indexOf(wanted, 0, Qt::CaseInsensitive); at >= 0)
        return at;
    const QStringList parts = whole.split(u'/');
    for (qsizetype count = parts.size() - 1; count > 0; --count) {
        const QString begun = u'/' + parts.mid(0, count).join(u'/');
        if (path.endsWith(begun, Qt::CaseInsensitive))
            return path.size() - begun.size();
    }
    return std::nullopt;
}

} // namespace

Result<> checkBaseAddress(SourceKind kind, const std::string &address)
{
    if (address.empty())
        return {};
    const QUrl url(QString::fromStdString(address));
    const QString path = pathOf(url);
    const SourceKindFacts &facts = factsOf(kind);
    const std::string usual = facts.usualAddress;
    for (const Added &each : added) {
        if (each.kind != kind)
            continue;
        for (const QString &whole : QString::fromUtf16(each.paths).split(u' ')) {
            if (const auto at = startOf(path, whole))
                return failure(Error::Kind::Usage,
                               "leave out " + path.mid(*at).toStdString() +
                                   " and what follows; what is asked for is added to an address "
                                   "such as " +
                                   usual);
        }
    }
    // The provider's own host answers at one address only.
    const QUrl own(QString::fromLatin1(facts.usualAddress));
    if (!facts.isOwn && url.host() == own.host() && path != pathOf(own))
        return failure(Error::Kind::Usage, std::string(facts.title) + " is asked below " + usual +
                                               "; write that, or leave it out");
    return {};
}

} // namespace outlay::sources
