// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/aws/signature.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <map>

namespace outlay::sources {

namespace {

constexpr auto sha256 = QCryptographicHash::Sha256;

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

QByteArray mac(const QByteArray &key, const QByteArray &text)
{
    return QMessageAuthenticationCode::hash(text, key, sha256);
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

/// "20150830T123600Z"
std::string basicTime(Instant at)
{
    std::string text = toRfc3339({at.micros / microsPerSecond * microsPerSecond});
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

/// What the signature is of.
struct Canonical
{
    std::string text;
    std::string names; ///< of the headers in it
};

Canonical canonical(const HttpRequest &request, const QUrl &base)
{
    std::map<std::string, std::string> headers;
    for (const HttpHeader &header : request.headers)
        headers[lowered(header.name)] = header.value;
    headers["host"] = base.host(QUrl::FullyEncoded).toStdString();
    if (base.port() != -1)
        headers["host"] += ':' + std::to_string(base.port());
    const std::string body = request.json.value_or(std::string());
    const std::size_t query = request.path.find('?');
    Canonical all;
    all.text = std::string(request.json ? "POST\n" : "GET\n") +
               base.path(QUrl::FullyEncoded).toStdString() + request.path.substr(0, query) + '\n' +
               (query == std::string::npos ? std::string() : request.path.substr(query + 1)) + '\n';
    for (const auto &[name, value] : headers) {
        all.text += name + ':' + value + '\n';
        all.names += (all.names.empty() ? "" : ";") + name;
    }
    all.text += '\n' + all.names + '\n' +
                QCryptographicHash::hash(bytesOf(body), sha256).toHex().toStdString();
    return all;
}

} // namespace

Result<AwsKey> AwsKey::parse(std::string_view text)
{
    const std::size_t first = text.find(':');
    const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
    AwsKey key;
    key.id = text.substr(0, first);
    if (first != std::string_view::npos)
        key.secret = text.substr(first + 1, second - first - 1);
    if (second != std::string_view::npos)
        key.session = text.substr(second + 1);
    if (key.id.empty() || key.secret.empty())
        return failure(Error::Kind::Usage,
                       "expected an access key's id and its secret, joined by a "
                       "colon (AKIA…:…), and for a session its token after "
                       "another colon");
    return key;
}

void signForAws(HttpRequest &request, const QUrl &base, const AwsKey &key, std::string_view region,
                std::string_view service, Instant now)
{
    const std::string time = basicTime(now);
    request.headers.push_back({"x-amz-date", time});
    if (!key.session.empty())
        request.headers.push_back({"x-amz-security-token", std::string(key.session)});
    const std::string day = time.substr(0, 8);
    const std::string scope =
        day + '/' + std::string(region) + '/' + std::string(service) + "/aws4_request";
    const Canonical what = canonical(request, base);
    const std::string text =
        "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' +
        QCryptographicHash::hash(bytesOf(what.text), sha256).toHex().toStdString();
    QByteArray signing = mac("AWS4" + bytesOf(key.secret), bytesOf(day));
    for (const std::string_view part : {region, service, std::string_view("aws4_request")})
        signing = mac(signing, bytesOf(part));
    const std::string signature = mac(signing, bytesOf(text)).toHex().toStdString();
    request.headers.push_back(
        {"authorization", "AWS4-HMAC-SHA256 Credential=" + std::string(key.id) + '/' + scope +
                              ", SignedHeaders=" + what.names + ", Signature=" + signature});
}

} // namespace outlay::sources
