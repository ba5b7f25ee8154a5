// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/result.h"

#include <QJsonArray>
#include <QJsonObject>

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::sources {

/// Takes the fields of a JSON object out one by one. The first error stays; what nobody took is
/// one.
class FieldReader
{
public:
    /// `what` leads the error texts: "source \"acme\"".
    FieldReader(const QJsonObject &object, std::string what);

    void text(const char *name, std::string &value);
    void number(const char *name, int &value);
    void number(const char *name, std::int64_t &value);
    void flag(const char *name, bool &value);
    void texts(const char *name, std::vector<std::string> &value);
    void time(const char *name, std::optional<Instant> &value);
    /// Undefined if it is not there.
    [[nodiscard]] QJsonValue take(const char *name);
    void fail(const char *name, const std::string &complaint);

    /// The first error, else one that names a field nobody took.
    [[nodiscard]] Result<> finish();

private:
    QJsonObject m_rest;
    std::string m_what;
    std::string m_complaint;
};

/// One JSON object of at most a few MB; the error says what is wrong, without quoting.
[[nodiscard]] Result<QJsonObject> parseObject(std::string_view json, const std::string &what);
[[nodiscard]] std::string compactJson(const QJsonObject &object);
[[nodiscard]] QString text(std::string_view bytes);
[[nodiscard]] QJsonValue timeValue(const std::optional<Instant> &at);

} // namespace outlay::sources
