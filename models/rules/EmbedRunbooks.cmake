# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DINPUT=<folder> -DOUTPUT=<file.cpp> -P EmbedRunbooks.cmake: writes the pages of
# resources/runbooks as byte arrays, each under its file's name. String literals would meet compilers'
# length limits.
file(GLOB pages RELATIVE ${INPUT} ${INPUT}/*.md)
list(SORT pages)
set(body "// Generated from resources/runbooks by EmbedRunbooks.cmake.\n")
string(APPEND body "#include \"models/rules/runbook.h\"\n\nnamespace outlay::resources {\n\n")
set(table "")
foreach(page IN LISTS pages)
    string(REGEX REPLACE "\\.md$" "" id ${page})
    file(READ ${INPUT}/${page} bytes HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
    string(APPEND body "static constexpr char ${id}Bytes[] = {${bytes}};\n")
    string(APPEND table "    {\"${id}\", {${id}Bytes, sizeof ${id}Bytes}},\n")
endforeach()
string(APPEND body "\nstatic constexpr RunbookPage allPages[] = {\n${table}};\n\n")
string(APPEND body "std::span<const RunbookPage> runbookPages()\n{\n    return allPages;\n}\n\n")
string(APPEND body "} // namespace outlay::resources\n")
file(WRITE ${OUTPUT} "${body}")
