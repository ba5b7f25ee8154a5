// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/otlpprotobuf.h"

#include <QByteArray>
#include <QJsonObject>

#include <cstdint>

namespace outlay::test {

/// Writes fields of protobuf one after the other.
class ProtobufWriter
{
public:
    ProtobufWriter &varint(int field, std::uint64_t value);
    ProtobufWriter &fixed64(int field, std::uint64_t value);
    ProtobufWriter &fixed32(int field, std::uint32_t value);
    ProtobufWriter &bytes(int field, const QByteArray &value);
    [[nodiscard]] const QByteArray &data() const { return m_data; }

private:
    void raw(std::uint64_t value);
    QByteArray m_data;
};

/// The protobuf of a request given as OTLP/JSON, as the SDKs write it: defaults left out.
[[nodiscard]] QByteArray protobufOf(OtlpSignal signal, const QJsonObject &request);

} // namespace outlay::test
