// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/otlp/portholder.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace outlay::sources {

namespace fs = std::filesystem;

namespace {

/// Numbers of the sockets that listen on the port, of one of the tables of /proc/net.
void findListeners(const char *table, int port, std::set<std::string> &inodes)
{
    static constexpr auto listens = "0A";
    std::ifstream file(table);
    std::string line;
    std::getline(file, line); // headings
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string number, local, remote, state, queues, timer, retransmits, user, timeout, inode;
        fields >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >>
            timeout >> inode;
        const std::size_t colon = local.rfind(':');
        if (state != listens || colon == std::string::npos || inode.empty())
            continue;
        if (std::strtol(local.c_str() + colon + 1, nullptr, 16) == port)
            inodes.insert("socket:[" + inode + ']');
    }
}

bool holdsOneOf(const fs::path &process, const std::set<std::string> &inodes)
{
    std::error_code error;
    for (fs::directory_iterator it(process / "fd", error); !error && it != fs::directory_iterator();
         it.increment(error)) {
        std::error_code unreadable;
        const fs::path target = fs::read_symlink(it->path(), unreadable);
        if (!unreadable && inodes.contains(target.string()))
            return true;
    }
    return false;
}

} // namespace

std::string holderOfPort(int port)
{
    std::set<std::string> inodes;
    findListeners("/proc/net/tcp", port, inodes);
    findListeners("/proc/net/tcp6", port, inodes);
    if (inodes.empty())
        return {};
    std::error_code error;
    for (fs::directory_iterator it("/proc", error); !error && it != fs::directory_iterator();
         it.increment(error)) {
        const std::string id = it->path().filename().string();
        if (id.find_first_not_of("0123456789") != std::string::npos ||
            !holdsOneOf(it->path(), inodes))
            continue;
        std::ifstream file(it->path() / "comm");
        std::string name;
        std::getline(file, name);
        return name + " (process " + id + ')';
    }
    return {};
}

} // namespace outlay::sources
