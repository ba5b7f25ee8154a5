// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/http/classify.h"

namespace outlay::sources {

namespace {

using Kind = HttpReply::Kind;
using Error = QNetworkReply::NetworkError;

} // namespace

bool isHtml(const QByteArray &contentType, const QByteArray &body)
{
    const QByteArray type = contentType.toLower();
    if (type.contains("text/html") || type.contains("application/xhtml"))
        return true;
    const QByteArray head = body.left(256).trimmed().toLower();
    return head.startsWith("<!doctype html") || head.startsWith("<html") ||
           head.startsWith("<head") || head.startsWith("\xef\xbb\xbf<!doctype");
}

Kind kindOfStatus(int status, bool isHtmlBody)
{
    if (status == 407 || status == 511)
        return Kind::Unreachable;
    if (status == 402 || status == 408 || status == 409 || status == 425 || status == 429 ||
        status >= 500)
        return Kind::Retry; // a provider's own front answers with HTML in trouble, too
    if (isHtmlBody)
        return Kind::Unreachable;
    if (status == 200)
        return Kind::Ok;
    if (status == 401 || status == 403)
        return Kind::NeedsKey;
    if (status >= 400)
        return Kind::ConfigurationError;
    return Kind::Malformed;
}

std::string reasonOfStatus(int status, Kind kind, bool isHtmlBody)
{
    const std::string code = "HTTP " + std::to_string(status);
    switch (kind) {
    case Kind::Ok:
    case Kind::Cancelled:
        return {};
    case Kind::Retry:
        if (status == 402)
            return "payment required (HTTP 402)";
        return status == 429 ? "asked too often (HTTP 429)"
                             : "the server is in trouble (" + code + ")";
    case Kind::NeedsKey:
        return status == 401 ? "the key was refused (HTTP 401)"
                             : "the key may not read this (HTTP 403)";
    case Kind::ConfigurationError:
        return status == 404 ? "nothing is found there (HTTP 404): check the base URL"
                             : "the request was refused (" + code + ")";
    case Kind::Unreachable:
        if (status == 407)
            return "the proxy asks for a user and a password (HTTP 407)";
        if (isHtmlBody)
            return "an HTML page came back (" + code +
                   "): a portal or proxy in between, or a wrong base URL";
        return "a network in between asks for a login (" + code + ")";
    case Kind::Malformed:
        break;
    }
    return "an answer without meaning here (" + code + ")";
}

Kind kindOfError(Error error, bool wasSent)
{
    switch (error) {
    case Error::RemoteHostClosedError:
    case Error::TimeoutError:
    case Error::OperationCanceledError: // by the transfer time-out
        return wasSent ? Kind::Retry : Kind::Unreachable;
    case Error::ProtocolFailure:
    case Error::ProtocolUnknownError:
        return Kind::Malformed;
    default:
        return Kind::Unreachable;
    }
}

std::string reasonOfError(Error error, bool wasSent)
{
    switch (error) {
    case Error::ConnectionRefusedError:
        return "the connection was refused: nobody listens there";
    case Error::HostNotFoundError:
        return "the host's name is not known: no network, or a wrong base URL";
    case Error::RemoteHostClosedError:
        return "the connection was closed before the answer was complete";
    case Error::TimeoutError:
    case Error::OperationCanceledError:
        return wasSent ? "no answer in time" : "no connection in time";
    case Error::SslHandshakeFailedError:
        return "the server's certificate is not trusted";
    case Error::ProxyAuthenticationRequiredError:
        return "the proxy asks for a user and a password (HTTP 407)";
    case Error::ProxyConnectionRefusedError:
    case Error::ProxyConnectionClosedError:
    case Error::ProxyNotFoundError:
    case Error::ProxyTimeoutError:
    case Error::UnknownProxyError:
        return "the proxy cannot be reached";
    case Error::ProtocolFailure:
    case Error::ProtocolUnknownError:
        return "the answer is no HTTP";
    default:
        return "no way to the host";
    }
}

} // namespace outlay::sources
