// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/signature.h"

#include <QMessageAuthenticationCode>

namespace outlay::alerting {

std::string webhookSignature(std::string_view secret, std::int64_t seconds, std::string_view body)
{
    const auto raw = [](std::string_view bytes) {
        return QByteArray::fromRawData(bytes.data(), qsizetype(bytes.size()));
    };
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, raw(secret));
    code.addData(raw(std::to_string(seconds) + '.'));
    code.addData(raw(body));
    return "v1=" + code.result().toHex().toStdString();
}

} // namespace outlay::alerting
