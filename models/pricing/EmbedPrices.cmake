# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DINPUT=<folder> -DOUTPUT=<file.cpp> -P EmbedPrices.cmake: writes the JSON files of
# resources/prices as byte arrays. String literals would meet compilers' length limits.
set(body "// Generated from resources/prices by EmbedPrices.cmake.\n")
string(APPEND body "#include \"models/pricing/resources.h\"\n\nnamespace outlay::resources {\n\n")
foreach(pair book:priceBook providers:providers mends:mends)
    string(REPLACE ":" ";" pair ${pair})
    list(GET pair 0 file)
    list(GET pair 1 function)
    file(READ ${INPUT}/${file}.json bytes HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
    string(APPEND body "static constexpr char ${file}Bytes[] = {${bytes}};\n")
    string(APPEND body "std::string_view ${function}()\n{\n")
    string(APPEND body "    return {${file}Bytes, sizeof ${file}Bytes};\n}\n\n")
endforeach()
string(APPEND body "} // namespace outlay::resources\n")
file(WRITE ${OUTPUT} "${body}")
