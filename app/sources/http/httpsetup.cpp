// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of HttpClient that turns settings into a connection.
#include "app/sources/http/httpclient.h"

#include <QAuthenticator>
#include <QFile>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QNetworkProxyFactory>
#include <QSslCertificate>
#include <QSslKey>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const std::string &path)
{
    return QString::fromStdString(path);
}

bool isLoopback(const QString &host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

/// What the system says, but never for this machine itself.
class SystemProxies final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isLoopback(query.url().host()))
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

Result<QByteArray> readSmallFile(const std::string &path, const char *field)
{
    constexpr qint64 enough = 4 * 1024 * 1024;
    QFile file(pathOf(path));
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Unreadable, std::string(field) + ": cannot read " + path +
                                                    ": " + file.errorString().toStdString());
    return file.read(enough);
}

QSslKey keyOf(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        QSslKey key(pem, algorithm);
        if (!key.isNull())
            return key;
    }
    return {};
}

} // namespace

Result<std::unique_ptr<HttpClient>> HttpClient::create(const HttpSettings &settings, Clock clock)
{
    std::unique_ptr<HttpClient> client(new HttpClient(settings, std::move(clock)));
    OUTLAY_TRY(client->configure());
    return client;
}

bool HttpClient::isPlainText() const
{
    return m_base.scheme() != "https"_L1 && !isLoopback(m_base.host());
}

Result<> HttpClient::configure()
{
    QString base = QString::fromStdString(m_settings.baseUrl);
    if (!base.endsWith(u'/'))
        base += u'/';
    m_base = QUrl(base, QUrl::StrictMode);
    const bool isHttp = m_base.scheme() == "https"_L1 || m_base.scheme() == "http"_L1;
    if (!m_base.isValid() || !isHttp || m_base.host().isEmpty() || m_base.hasQuery() ||
        m_base.hasFragment() || !m_base.userInfo().isEmpty())
        return failure(Error::Kind::Usage, "base_url: expected https://HOST/PATH without user, "
                                           "password, query or fragment");
    OUTLAY_TRY(configureTls());
    OUTLAY_TRY(configureProxy());
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setAutoDeleteReplies(false);
    return {};
}

Result<> HttpClient::configureTls()
{
    m_tls = QSslConfiguration::defaultConfiguration();
    m_tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    m_tls.setProtocol(QSsl::TlsV1_2OrLater);
    if (!m_settings.caFile.empty()) {
        const auto pem = readSmallFile(m_settings.caFile, "ca_file");
        OUTLAY_TRY(pem);
        const QList<QSslCertificate> found = QSslCertificate::fromData(*pem, QSsl::Pem);
        if (found.isEmpty())
            return failure(Error::Kind::Usage,
                           "ca_file: no PEM certificate in " + m_settings.caFile);
        m_tls.addCaCertificates(found);
    }
    if (m_settings.clientCertificate.empty() != m_settings.clientKey.empty())
        return failure(Error::Kind::Usage,
                       "client_certificate and client_key: both are needed, or none");
    if (m_settings.clientCertificate.empty())
        return {};
    const auto certificate = readSmallFile(m_settings.clientCertificate, "client_certificate");
    OUTLAY_TRY(certificate);
    const QList<QSslCertificate> chain = QSslCertificate::fromData(*certificate, QSsl::Pem);
    if (chain.isEmpty())
        return failure(Error::Kind::Usage,
                       "client_certificate: no PEM certificate in " + m_settings.clientCertificate);
    auto pem = readSmallFile(m_settings.clientKey, "client_key");
    OUTLAY_TRY(pem);
    const QSslKey key = keyOf(*pem);
    pem->fill('\0');
    if (key.isNull())
        return failure(Error::Kind::Usage,
                       "client_key: no PEM key without passphrase (RSA or EC) in " +
                           m_settings.clientKey);
    m_tls.setLocalCertificateChain(chain);
    m_tls.setPrivateKey(key);
    return {};
}

Result<> HttpClient::configureProxy()
{
    if (m_settings.proxy.empty()) {
        m_network.setProxyFactory(new SystemProxies);
        return {};
    }
    const QUrl url(QString::fromStdString(m_settings.proxy), QUrl::StrictMode);
    const QString scheme = url.scheme();
    const bool isSocks = scheme == "socks5"_L1 || scheme == "socks5h"_L1;
    if (!url.isValid() || url.host().isEmpty() || url.port() <= 0 ||
        (!isSocks && scheme != "http"_L1))
        return failure(
            Error::Kind::Usage,
            "proxy: expected http://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ "
            "in front of the host where it asks for them");
    m_network.setProxy(
        QNetworkProxy(isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                      quint16(url.port()), isSocks ? url.userName(QUrl::FullyDecoded) : QString(),
                      isSocks ? url.password(QUrl::FullyDecoded) : QString()));
    connect(&m_network, &QNetworkAccessManager::proxyAuthenticationRequired, this,
            [url](const QNetworkProxy &, QAuthenticator *authenticator) {
                // Once: a proxy that asks again does not want these.
                if (!authenticator->user().isEmpty())
                    return;
                authenticator->setUser(url.userName(QUrl::FullyDecoded));
                authenticator->setPassword(url.password(QUrl::FullyDecoded));
            });
    return {};
}

} // namespace outlay::sources
