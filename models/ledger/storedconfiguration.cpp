// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/storedconfiguration.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace outlay {

namespace {

Result<QJsonArray> listOf(std::string_view json, const char *name)
{
    if (json.empty())
        return QJsonArray{};
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())));
    if (!document.isArray()) {
        return failure(Error::Kind::Corrupt, std::string("the stored configuration \"") + name +
                                                 "\" cannot be read; set it again or restore a "
                                                 "backup");
    }
    return document.array();
}

std::string textAt(const QJsonObject &object, const char *field)
{
    return object.value(QLatin1String(field)).toString().toStdString();
}

} // namespace

Result<std::vector<PlanEntry>> parsePlans(std::string_view json)
{
    const auto list = listOf(json, "plans");
    if (!list)
        return tl::unexpected<Error>(list.error());
    std::vector<PlanEntry> plans;
    for (const QJsonValue &value : *list) {
        const QJsonObject object = value.toObject();
        PlanEntry plan;
        plan.source = textAt(object, "source");
        plan.key = textAt(object, "key");
        plan.kind = textAt(object, "kind");
        plan.name = textAt(object, "name");
        const QJsonValue fee = object.value(QLatin1String("fee_nanos"));
        plan.fee.nanos = fee.isString() ? fee.toString().toLongLong() : fee.toInteger();
        if (const std::string from = textAt(object, "from"); !from.empty()) {
            const auto at = parseInstant(from);
            if (!at)
                return tl::unexpected<Error>(at.error());
            plan.from = *at;
        }
        plans.push_back(std::move(plan));
    }
    return plans;
}

Result<std::vector<std::pair<std::string, std::string>>> parseReports(std::string_view json)
{
    const auto list = listOf(json, "reports");
    if (!list)
        return tl::unexpected<Error>(list.error());
    std::vector<std::pair<std::string, std::string>> reports;
    for (const QJsonValue &value : *list) {
        const QJsonArray pair = value.toArray();
        reports.emplace_back(pair.at(0).toString().toStdString(),
                             pair.at(1).toString().toStdString());
    }
    return reports;
}

Result<std::vector<std::pair<std::string, std::string>>> parsePriceLayers(std::string_view json)
{
    const auto list = listOf(json, "price_layers");
    if (!list)
        return tl::unexpected<Error>(list.error());
    std::vector<std::pair<std::string, std::string>> layers;
    for (const QJsonValue &value : *list) {
        const QJsonObject object = value.toObject();
        layers.emplace_back(textAt(object, "name"), textAt(object, "json"));
    }
    return layers;
}

std::vector<WatchedSource> parseWatchedSources(std::string_view json)
{
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())));
    std::vector<WatchedSource> sources;
    for (const QJsonValue &value : document.object().value(QLatin1String("sources")).toArray()) {
        const QJsonObject source = value.toObject();
        sources.push_back({textAt(source, "name"), source.value(QLatin1String("paused")).toBool()});
    }
    return sources;
}

} // namespace outlay
