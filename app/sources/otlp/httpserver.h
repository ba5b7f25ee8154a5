// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay::sources {

struct HttpLimits
{
    std::size_t headerBytes = 16U << 10;
    std::size_t bodyBytes = 64U << 20; ///< as sent, before anything is unpacked
    /// Open at a time. Past it the connection that has been slowest to say something gives way, so
    /// that however many dawdle, a new sender is heard.
    std::size_t connections = 256;
    /// Of all requests that are being read or not yet answered; past it the answer is 503.
    std::size_t bufferedBytes = 192U << 20;
    std::chrono::milliseconds headerTime{10'000}; ///< for the whole header of a first request
    std::chrono::milliseconds bodyTime{30'000};   ///< for the whole body
    std::chrono::milliseconds idleTime{120'000};  ///< between requests
    std::chrono::milliseconds answerTime{10'000}; ///< for the client to take its answer
};

/// The line and the fields of a request.
struct HttpHead
{
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> fields;

    /// The first field of that name, whatever its case; empty if there is none.
    [[nodiscard]] std::string_view field(std::string_view name) const;
    [[nodiscard]] std::size_t count(std::string_view name) const;
};

struct HttpAnswer
{
    int status = 200;
    std::string contentType;
    std::string body;
    std::vector<std::pair<std::string, std::string>> fields;
};

/// A request that is complete and waits for its answer. Answering is done once, from any thread; a
/// request that is dropped instead is answered 503.
class HttpExchange
{
public:
    HttpExchange(HttpHead head, std::string body, std::function<void(HttpAnswer)> answer);
    ~HttpExchange();
    HttpExchange(const HttpExchange &) = delete;
    HttpExchange &operator=(const HttpExchange &) = delete;

    [[nodiscard]] const HttpHead &head() const { return m_head; }
    [[nodiscard]] std::string takeBody() { return std::move(m_body); }
    void answer(HttpAnswer answer);

private:
    HttpHead m_head;
    std::string m_body;
    std::function<void(HttpAnswer)> m_answer; ///< empty once used
};

/// A small HTTP/1.1 server for loopback, on a thread of its own: bodies with a length or chunked,
/// kept-alive connections, and limits for everything a client could send, hold or be slow about.
class HttpServer
{
public:
    /// Asked when the header is there and before a byte of the body is taken: an answer refuses.
    using Gate = std::function<std::optional<HttpAnswer>(const HttpHead &)>;
    using Handler = std::function<void(std::unique_ptr<HttpExchange>)>;

    /// Both are called on the server's thread.
    HttpServer(const HttpLimits &limits, Gate gate, Handler handler);
    /// Closes everything; requests not answered by then never are.
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /// Listens on 127.0.0.1 (and on ::1 where that is free), 0: any port. Busy: the port is taken.
    [[nodiscard]] Result<int> listen(int port);

    struct Data; ///< private to httpserver.cpp

private:
    std::shared_ptr<Data> m_data;
};

} // namespace outlay::sources
