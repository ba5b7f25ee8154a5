# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One target per folder, and a build that refuses an arrow pointing up or sideways.
# Layers: money 1; pricing, formats, ledger, rules 2; ingest, insight, receipt 3;
# sources, alerting, enforcement, ui 4; cli, desktop 5. Parts of app/sources composed of others of it
# are decimals: 4.1 of settings, queue and secrets, up to 4.8, what runs them all. Parts of app/alerting
# and app/enforcement lie above those they use (HTTP, secrets, settings).

add_library(outlay_options INTERFACE)
target_compile_features(outlay_options INTERFACE cxx_std_20)
if(NOT MSVC)
    target_compile_options(
        outlay_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast
                                 -Woverloaded-virtual -Wnon-virtual-dtor)
    # GCC 12 sees overlaps in std::string's operator+ that are none (GCC bug 105651).
    target_compile_options(
        outlay_options
        INTERFACE $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
endif()
if(OUTLAY_WERROR)
    target_compile_options(outlay_options INTERFACE $<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>)
endif()
target_compile_definitions(
    outlay_options
    INTERFACE QT_NO_CAST_FROM_ASCII
              QT_NO_CAST_TO_ASCII
              QT_NO_CAST_FROM_BYTEARRAY
              QT_NO_URL_CAST_FROM_STRING
              QT_NO_FOREACH
              QT_USE_QSTRINGBUILDER
              QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
              QT_DISABLE_DEPRECATED_BEFORE=0x060400
              # Without them a forgotten error is one of the compiler's, not a throw at run time.
              SIMDJSON_EXCEPTIONS=0
              OUTLAY_VERSION="${PROJECT_VERSION}")
if(OUTLAY_SANITIZE)
    # Null and misaligned pointers: the address sanitizer and the machine find them as well; their
    # checks in every template made a program of 470 MB that took a second to start.
    target_compile_options(outlay_options INTERFACE -fsanitize=${OUTLAY_SANITIZE}
                                                    -fno-sanitize=null,alignment,vptr
                                                    -fno-omit-frame-pointer)
    # At a fixed address: millions of the sanitizers' pointers need no relocation at each start.
    target_link_options(outlay_options INTERFACE -fsanitize=${OUTLAY_SANITIZE} -no-pie)
endif()

# outlay_add_module(name LAYER n SOURCES … [PUBLIC_DEPENDS …] [PRIVATE_DEPENDS …])
function(outlay_add_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LAYER" "SOURCES;PUBLIC_DEPENDS;PRIVATE_DEPENDS")
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    set_property(TARGET ${name} PROPERTY OUTLAY_LAYER ${arg_LAYER})
    set_property(GLOBAL APPEND PROPERTY OUTLAY_TARGETS ${name})
    outlay_check_layers(${name} ${arg_PUBLIC_DEPENDS} ${arg_PRIVATE_DEPENDS})
    target_link_libraries(${name} PUBLIC ${arg_PUBLIC_DEPENDS} PRIVATE ${arg_PRIVATE_DEPENDS}
                                                                       outlay_options)
endfunction()

function(outlay_check_layers name)
    get_property(own TARGET ${name} PROPERTY OUTLAY_LAYER)
    foreach(dep IN LISTS ARGN)
        if(TARGET ${dep})
            get_property(layer TARGET ${dep} PROPERTY OUTLAY_LAYER)
            if(layer AND NOT layer LESS own)
                message(SEND_ERROR "${name} (layer ${own}) may not use ${dep} (layer ${layer})")
            endif()
        elseif(dep MATCHES "^outlay_")
            message(SEND_ERROR "${name} uses ${dep}, which is not declared before it: "
                               "modules are declared bottom up")
        endif()
    endforeach()
endfunction()

# Links added later by a bare target_link_libraries() are seen too: this runs when everything is
# declared.
function(outlay_check_all_links)
    get_property(targets GLOBAL PROPERTY OUTLAY_TARGETS)
    foreach(name IN LISTS targets)
        get_property(private TARGET ${name} PROPERTY LINK_LIBRARIES)
        get_property(public TARGET ${name} PROPERTY INTERFACE_LINK_LIBRARIES)
        string(REGEX REPLACE "\\$<LINK_ONLY:([^>]+)>" "\\1" links "${private};${public}")
        list(REMOVE_DUPLICATES links)
        outlay_check_layers(${name} ${links})
    endforeach()
endfunction()
cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL outlay_check_all_links)

# outlay_add_executable(name SOURCES … DEPENDS …): layer 5, the top.
function(outlay_add_executable name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
    add_executable(${name} ${arg_SOURCES})
    set_property(TARGET ${name} PROPERTY OUTLAY_LAYER 5)
    set_property(GLOBAL APPEND PROPERTY OUTLAY_TARGETS ${name})
    outlay_check_layers(${name} ${arg_DEPENDS})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS} outlay_options)
endfunction()

# What nearly every test includes, compiled once. System headers only: their text is the same in every
# clone, so that ccache knows the result again.
function(outlay_declare_test_headers)
    # It names the folder of each test, which would make each another program to the precompiler.
    set_target_properties(Qt6::Test PROPERTIES INTERFACE_COMPILE_DEFINITIONS QT_TESTLIB_LIB)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/testheaders.cpp CONTENT "int main() {}\n")
    add_executable(outlay_test_headers EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/testheaders.cpp)
    target_link_libraries(outlay_test_headers PRIVATE Qt6::Test outlay_options)
    outlay_set_test_options(outlay_test_headers)
    set_target_properties(outlay_test_headers PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                                         ${PROJECT_BINARY_DIR}/tests)
    target_precompile_headers(
        outlay_test_headers
        PRIVATE
        <algorithm>
        <array>
        <chrono>
        <functional>
        <map>
        <memory>
        <optional>
        <string>
        <string_view>
        <variant>
        <vector>
        <tl/expected.hpp>
        <QDateTime>
        <QHash>
        <QJsonArray>
        <QJsonDocument>
        <QJsonObject>
        <QString>
        <QStringList>
        <QTemporaryDir>
        <QUrl>
        <QSignalSpy>
        <QtTest/qtestcase.h>) # <QTest> differs with what else a test links
endfunction()

# A test runs once: compiling it well would take longer than it saves.
function(outlay_set_test_options name)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${name} PRIVATE -O0 -fpch-preprocess)
    endif()
endfunction()

# outlay_add_test(path/tst_name.cpp [DATA] DEPENDS … [LABELS …] [LAUNCHER …]): one Qt Test executable
# per unit; DATA: it reads files of the project; LAUNCHER: what runs it.
function(outlay_add_test source)
    cmake_parse_arguments(PARSE_ARGV 1 arg "DATA" "" "DEPENDS;LABELS;LAUNCHER")
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} ${source})
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY
                                                        ${PROJECT_BINARY_DIR}/tests)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS} Qt6::Test outlay_options)
    outlay_set_test_options(${name})
    target_precompile_headers(${name} REUSE_FROM outlay_test_headers)
    if(arg_DATA) # only then: where the project lies is no concern of the others, nor of ccache
        target_compile_definitions(
            ${name} PRIVATE OUTLAY_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
                            OUTLAY_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                            OUTLAY_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared")
    endif()
    add_test(NAME ${name} COMMAND ${arg_LAUNCHER} $<TARGET_FILE:${name}>)
    set_tests_properties(
        ${name} PROPERTIES TIMEOUT 300 ENVIRONMENT
                           "QT_QPA_PLATFORM=offscreen;TZ=UTC;LC_ALL=C.UTF-8")
    if(arg_LABELS)
        set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}")
    endif()
endfunction()
