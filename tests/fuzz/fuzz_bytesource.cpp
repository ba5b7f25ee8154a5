// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a file, plain or packed: reading it ends, and never delivers more than asked for.
#include "models/formats/bytesource.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

using namespace outlay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const std::string path = "/tmp/outlay-fuzz-bytes-" + std::to_string(::getpid());
    std::FILE *file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return 0;
    std::fwrite(data, 1, size, file);
    std::fclose(file);
    auto source = ByteSource::open(path);
    if (!source)
        std::abort();
    std::array<char, 4096> buffer{};
    const std::size_t chunk = size == 0 ? 1 : 1 + data[size - 1] * 16U % buffer.size();
    if (size > 0 && data[size - 1] % 3 == 0)
        (void)(*source)->skip(data[0]);
    // A bomb may go on for long: enough is enough.
    for (std::size_t total = 0; total < (std::size_t(8) << 20U);) {
        const auto got = (*source)->read(std::span(buffer).first(chunk));
        if (!got || *got == 0)
            break;
        if (*got > chunk)
            std::abort();
        total += *got;
    }
    if ((*source)->compressedBytesRead() > static_cast<std::int64_t>(size))
        std::abort();
    return 0;
}
