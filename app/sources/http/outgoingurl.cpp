// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/http/outgoingurl.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t longestUrl = 2'000;

bool isOneLine(std::string_view text)
{
    return std::none_of(text.begin(), text.end(),
                        [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

} // namespace

Result<> checkOutgoingUrl(std::string_view bytes)
{
    const QUrl url(QString::fromUtf8(bytes.data(), qsizetype(bytes.size())), QUrl::StrictMode);
    const QString host = url.host();
    const bool isLoopback = host == "localhost"_L1 || QHostAddress(host).isLoopback();
    const bool isSafe = url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && isLoopback);
    if (!url.isValid() || host.isEmpty() || bytes.size() > longestUrl || !isOneLine(bytes))
        return failure(Error::Kind::Usage, "the address must be https://HOST/PATH");
    if (!isSafe)
        return failure(Error::Kind::Usage,
                       "the address must begin with https:// (http:// to this machine only)");
    if (!url.userInfo().isEmpty())
        return failure(Error::Kind::Usage,
                       "leave user and password out of the address; put them in "
                       "a header, as a reference to a secret");
    if (url.hasFragment())
        return failure(Error::Kind::Usage, "leave out what follows # in the address");
    return {};
}

} // namespace outlay::sources
