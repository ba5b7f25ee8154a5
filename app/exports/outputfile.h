// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/output.h"

#include <filesystem>
#include <memory>
#include <string>

namespace outlay {

/// A file only its owner may read (0600). It takes its name when finish() succeeds: an export that
/// fails or is interrupted leaves no half file and no harm to an older one.
class OutputFile
{
public:
    [[nodiscard]] static Result<std::unique_ptr<OutputFile>> create(const std::string &path);
    ~OutputFile();
    OutputFile(const OutputFile &) = delete;
    OutputFile &operator=(const OutputFile &) = delete;

    [[nodiscard]] Output &out() { return *m_out; }
    [[nodiscard]] Result<> finish();

private:
    OutputFile(std::filesystem::path target, std::filesystem::path written, std::FILE *file);

    std::filesystem::path m_target;
    std::filesystem::path m_written; ///< equals m_target for devices and pipes
    std::FILE *m_file;
    std::unique_ptr<Output> m_out;
    bool m_isFinished = false;
};

} // namespace outlay
