// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/http/httpclient.h"

#include <QNetworkReply>

namespace outlay::sources {

/// Whether a body is a page for people: by its type, or by how it begins whatever its type says.
[[nodiscard]] bool isHtml(const QByteArray &contentType, const QByteArray &body);

/// Sorts a status with its body, redirects excepted. Pure.
[[nodiscard]] HttpReply::Kind kindOfStatus(int status, bool isHtmlBody);
/// What to tell of it; empty for Ok.
[[nodiscard]] std::string reasonOfStatus(int status, HttpReply::Kind kind, bool isHtmlBody);

/// Sorts what has no status. `wasSent`: the request had gone out before it failed, so somebody
/// took it.
[[nodiscard]] HttpReply::Kind kindOfError(QNetworkReply::NetworkError error, bool wasSent);
[[nodiscard]] std::string reasonOfError(QNetworkReply::NetworkError error, bool wasSent);

} // namespace outlay::sources
