// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/google/signedtoken.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

template <auto destroy> struct Destroy
{
    template <typename Object> void operator()(Object *object) const { destroy(object); }
};
using Bio = std::unique_ptr<BIO, Destroy<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Destroy<EVP_PKEY_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Destroy<EVP_MD_CTX_free>>;

QByteArray encoded(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray encoded(const QJsonObject &json)
{
    return encoded(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

/// Empty if the text is no key for it.
QByteArray signature(const QByteArray &text, const QByteArray &pem)
{
    const Bio bio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    // No question for a passphrase: these keys have none.
    char none[] = "";
    const Key key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, none) : nullptr);
    const Digest digest(EVP_MD_CTX_new());
    if (!key || !digest || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA ||
        EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1)
        return {};
    const auto *bytes = reinterpret_cast<const unsigned char *>(text.constData());
    std::size_t size = 0;
    if (EVP_DigestSign(digest.get(), nullptr, &size, bytes, std::size_t(text.size())) != 1)
        return {};
    QByteArray signedBytes(qsizetype(size), '\0');
    auto *out = reinterpret_cast<unsigned char *>(signedBytes.data());
    if (EVP_DigestSign(digest.get(), out, &size, bytes, std::size_t(text.size())) != 1)
        return {};
    signedBytes.truncate(qsizetype(size));
    return signedBytes;
}

} // namespace

Result<std::string> signedToken(std::string_view account, std::string_view audience, Instant now)
{
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray(account.data(), qsizetype(account.size()))).object();
    const QString mail = json.value("client_email"_L1).toString();
    QByteArray pem = json.value("private_key"_L1).toString().toUtf8();
    if (mail.isEmpty() || pem.isEmpty())
        return failure(Error::Kind::Usage, "it is no key file of a service account: JSON with "
                                           "client_email and private_key is expected");
    constexpr std::int64_t hour = 3600;
    const std::int64_t seconds = now.micros / microsPerSecond;
    const QByteArray text =
        encoded(QJsonObject{{u"alg"_s, u"RS256"_s},
                            {u"typ"_s, u"JWT"_s},
                            {u"kid"_s, json.value("private_key_id"_L1).toString()}}) +
        '.' +
        encoded(
            QJsonObject{{u"iss"_s, mail},
                        {u"sub"_s, mail},
                        {u"aud"_s, QString::fromUtf8(audience.data(), qsizetype(audience.size()))},
                        {u"iat"_s, qint64(seconds)},
                        {u"exp"_s, qint64(seconds + hour)}});
    const QByteArray proof = signature(text, pem);
    pem.fill('\0');
    if (proof.isEmpty())
        return failure(Error::Kind::Usage, "private_key is no RSA key in PEM");
    return QByteArray(text + '.' + encoded(proof)).toStdString();
}

} // namespace outlay::sources
