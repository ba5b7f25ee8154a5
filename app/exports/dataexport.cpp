// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/dataexport.h"

#include "app/exports/eventcsv.h"
#include "app/exports/eventjson.h"
#include "app/exports/outputfile.h"

#include <array>

namespace outlay {

namespace {

constexpr std::array formats{DataFormat::Csv, DataFormat::Json, DataFormat::JsonLines,
                             DataFormat::Focus};

Result<> writeCsv(LedgerReader &reader, const Query &query, Output &out, const CancelToken &cancel)
{
    EventCsv csv(out);
    return reader.eachEvent(
        query,
        [&](const EventRow &event) {
            csv.add(event);
            return !out.hasFailed();
        },
        cancel);
}

Result<> writeJson(LedgerReader &reader, const Query &query, Output &out, const CancelToken &cancel)
{
    JsonWriter json(out);
    json.beginObject().key("events").beginArray();
    OUTLAY_TRY(reader.eachEvent(
        query,
        [&](const EventRow &event) {
            json.newLine().beginObject();
            writeEvent(json, event);
            json.endObject();
            return !out.hasFailed();
        },
        cancel));
    json.endArray().endObject();
    return {};
}

Result<> writeJsonLines(LedgerReader &reader, const Query &query, Output &out,
                        const CancelToken &cancel)
{
    JsonWriter json(out);
    return reader.eachEvent(
        query,
        [&](const EventRow &event) {
            json.beginObject();
            writeEvent(json, event);
            json.endObject();
            return !out.hasFailed();
        },
        cancel);
}

} // namespace

std::string_view name(DataFormat format)
{
    switch (format) {
    case DataFormat::Csv:
        return "csv";
    case DataFormat::Json:
        return "json";
    case DataFormat::JsonLines:
        return "jsonl";
    case DataFormat::Focus:
        break;
    }
    return "focus";
}

std::optional<DataFormat> dataFormatNamed(std::string_view text)
{
    for (const DataFormat format : formats) {
        if (name(format) == text)
            return format;
    }
    return std::nullopt;
}

Result<std::optional<FocusSummary>> writeData(LedgerReader &reader, const Query &query,
                                              DataFormat format, Output &out,
                                              const CancelToken &cancel)
{
    if (format == DataFormat::Focus)
        return writeFocus(reader, query, out, cancel).map([](const FocusSummary &summary) {
            return std::optional(summary);
        });
    const auto write = format == DataFormat::Csv    ? writeCsv
                       : format == DataFormat::Json ? writeJson
                                                    : writeJsonLines;
    OUTLAY_TRY(write(reader, query, out, cancel));
    return std::optional<FocusSummary>();
}

Result<std::optional<FocusSummary>> exportData(LedgerReader &reader, const Query &query,
                                               DataFormat format, const std::string &file,
                                               const CancelToken &cancel)
{
    const auto target = OutputFile::create(file);
    if (!target)
        return tl::unexpected<Error>(target.error());
    auto written = writeData(reader, query, format, (*target)->out(), cancel);
    if (written)
        OUTLAY_TRY((*target)->finish());
    return written;
}

} // namespace outlay
