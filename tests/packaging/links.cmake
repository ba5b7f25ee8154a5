# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Configures throwaway projects with the real OutlayModules.cmake and expects what it says.

# configure(BODY EXPECTED): EXPECTED is a part of the error, or empty for a project that is fine.
function(configure body expected)
    file(REMOVE_RECURSE ${WORK})
    file(WRITE ${WORK}/empty.cpp "")
    file(WRITE ${WORK}/CMakeLists.txt
         "cmake_minimum_required(VERSION 3.25)\nproject(Layers VERSION 1 LANGUAGES CXX)\n"
         "include(${MODULES})\n${body}")
    execute_process(COMMAND ${CMAKE_COMMAND} -S ${WORK} -B ${WORK}/build -G ${GENERATOR}
                            -DCMAKE_CXX_COMPILER=${COMPILER}
                    RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out TIMEOUT 60)
    # CMake breaks the lines of an error where it likes.
    string(REGEX REPLACE "[ \n]+" " " out "${out}")
    if(expected STREQUAL "")
        if(NOT status EQUAL 0)
            message(SEND_ERROR "should configure, but:\n${body}\n${out}")
        endif()
    elseif(status EQUAL 0)
        message(SEND_ERROR "should be refused, but configures:\n${body}")
    else()
        string(FIND "${out}" "${expected}" at)
        if(at EQUAL -1)
            message(SEND_ERROR "refused with other words than \"${expected}\":\n${out}")
        endif()
    endif()
endfunction()

set(up "outlay_add_module(outlay_window LAYER 4 SOURCES empty.cpp)\n")
set(base "outlay_add_module(outlay_money LAYER 1 SOURCES empty.cpp)\n")

configure("${base}outlay_add_module(outlay_rules LAYER 2 SOURCES empty.cpp PUBLIC_DEPENDS outlay_money)\n" "")
configure("${up}outlay_add_module(outlay_money LAYER 1 SOURCES empty.cpp PUBLIC_DEPENDS outlay_window)\n"
          "outlay_money (layer 1) may not use outlay_window (layer 4)")
configure("${base}outlay_add_module(outlay_peer LAYER 1 SOURCES empty.cpp PRIVATE_DEPENDS outlay_money)\n"
          "outlay_peer (layer 1) may not use outlay_money (layer 1)")
configure("outlay_add_module(outlay_rules LAYER 2 SOURCES empty.cpp PUBLIC_DEPENDS outlay_money)\n${base}"
          "outlay_rules uses outlay_money, which is not declared before it")
configure("${base}${up}target_link_libraries(outlay_money PRIVATE outlay_window)\n"
          "outlay_money (layer 1) may not use outlay_window (layer 4)")
configure("outlay_add_executable(one SOURCES empty.cpp)\noutlay_add_module(outlay_money LAYER 1 SOURCES empty.cpp PUBLIC_DEPENDS one)\n"
          "outlay_money (layer 1) may not use one (layer 5)")
