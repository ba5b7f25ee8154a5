// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/otlp/httpserver.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <thread>

namespace outlay::sources {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;

namespace {

constexpr std::size_t chunkSize = 64U << 10;
/// Of a refused body that is read on, so that the client sees the answer and no reset.
constexpr std::size_t mostDrained = 8U << 20;
constexpr std::chrono::seconds drainTime{2};
constexpr std::chrono::milliseconds pauseAfterRefusedAccept{50};

bool isSameName(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) ==
               std::tolower(static_cast<unsigned char>(b));
    });
}

HttpAnswer plain(int status, std::string_view text)
{
    return {status, "text/plain; charset=utf-8", std::string(text) + '\n', {}};
}

HttpAnswer overloaded()
{
    HttpAnswer answer = plain(503, "busy; try again");
    answer.fields.emplace_back("Retry-After", "1");
    return answer;
}

class Session;

} // namespace

std::string_view HttpHead::field(std::string_view name) const
{
    for (const auto &[key, value] : fields) {
        if (isSameName(key, name))
            return value;
    }
    return {};
}

std::size_t HttpHead::count(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::count_if(fields.begin(), fields.end(),
                      [name](const auto &each) { return isSameName(each.first, name); }));
}

HttpExchange::HttpExchange(HttpHead head, std::string body, std::function<void(HttpAnswer)> answer)
    : m_head(std::move(head))
    , m_body(std::move(body))
    , m_answer(std::move(answer))
{
}

HttpExchange::~HttpExchange()
{
    answer(overloaded());
}

void HttpExchange::answer(HttpAnswer answer)
{
    if (const auto take = std::exchange(m_answer, nullptr))
        take(std::move(answer));
}

/// Everything but the constants is touched on the server's thread alone.
struct HttpServer::Data : std::enable_shared_from_this<Data>
{
    Data(const HttpLimits &some, Gate aGate, Handler aHandler)
        : limits(some)
        , gate(std::move(aGate))
        , handler(std::move(aHandler))
        , acceptor(context)
        , acceptor6(context)
        , retry(context)
        , retry6(context)
    {
    }

    void accept(tcp::acceptor &from, asio::steady_timer &timer);
    void begin(tcp::socket socket);
    /// Makes room for one more; false if every connection waits for an answer of ours.
    bool makeRoom();

    const HttpLimits limits;
    const Gate gate;
    const Handler handler;
    asio::io_context context{1};
    tcp::acceptor acceptor;
    tcp::acceptor acceptor6;
    asio::steady_timer retry;
    asio::steady_timer retry6;
    std::set<Session *> sessions;
    std::size_t buffered = 0;
    bool isClosing = false;
    std::thread thread;
};

namespace {

class Session final : public std::enable_shared_from_this<Session>
{
public:
    enum class State
    {
        Reading, ///< or waiting for the next request
        Waiting, ///< for our answer
        Writing,
    };

    Session(std::shared_ptr<HttpServer::Data> server, tcp::socket socket);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    void readHead();
    void close();
    /// Closes it also where nothing of its own is under way.
    void abandon()
    {
        close();
        const auto last = std::exchange(m_held, nullptr);
    }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] SteadyTime since() const { return m_since; }

private:
    void enter(State state);
    void headCame(error_code error);
    void continueOrRead();
    void readBody();
    void bodyCame(error_code error);
    void dispatch();
    void reply(const HttpAnswer &answer, bool closes);
    void replied(error_code error, bool closes);
    void refuse(const HttpAnswer &answer) { reply(answer, true); }
    void drain();
    void release();

    std::shared_ptr<HttpServer::Data> m_server;
    std::shared_ptr<Session> m_held; ///< itself, while nothing but the answer holds it
    beast::tcp_stream m_stream;
    beast::flat_buffer m_buffer;
    std::optional<http::request_parser<http::buffer_body>> m_parser;
    http::response<http::string_body> m_response;
    HttpHead m_head;
    std::string m_body;
    std::array<char, chunkSize> m_chunk{};
    std::size_t m_accounted = 0; ///< of the server's buffered bytes
    std::size_t m_drained = 0;
    State m_state = State::Reading;
    SteadyTime m_since;
    bool m_isFirst = true;
    bool m_keepsAlive = false;
};

Session::Session(std::shared_ptr<HttpServer::Data> server, tcp::socket socket)
    : m_server(std::move(server))
    , m_stream(std::move(socket))
    , m_buffer(m_server->limits.headerBytes + chunkSize)
{
    m_server->sessions.insert(this);
}

Session::~Session()
{
    release();
    m_server->sessions.erase(this);
}

void Session::release()
{
    m_server->buffered -= std::exchange(m_accounted, 0);
    std::string().swap(m_body);
}

void Session::enter(State state)
{
    m_state = state;
    m_since = std::chrono::steady_clock::now();
}

void Session::close()
{
    m_stream.close(); // ends its timer too
}

void Session::readHead()
{
    enter(State::Reading);
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(m_server->limits.headerBytes));
    m_parser->body_limit(m_server->limits.bodyBytes);
    m_stream.expires_after(m_isFirst ? m_server->limits.headerTime : m_server->limits.idleTime);
    m_isFirst = false;
    http::async_read_header(
        m_stream, m_buffer, *m_parser,
        [self = shared_from_this()](error_code error, std::size_t) { self->headCame(error); });
}

void Session::headCame(error_code error)
{
    if (error == http::error::body_limit)
        return refuse(plain(413, "the body is too large"));
    if (error == http::error::header_limit)
        return refuse(plain(431, "the header is too large"));
    if (error && error.category() == http::make_error_code(http::error::bad_method).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
        return refuse(plain(400, "not a request of HTTP/1.1"));
    if (error)
        return close();
    const auto &message = m_parser->get();
    m_head.method.assign(message.method_string().data(), message.method_string().size());
    m_head.target.assign(message.target().data(), message.target().size());
    m_head.fields.clear();
    for (const auto &field : message) {
        m_head.fields.emplace_back(
            std::string(field.name_string().data(), field.name_string().size()),
            std::string(field.value().data(), field.value().size()));
    }
    m_keepsAlive = message.keep_alive();
    if (const auto refused = m_server->gate(m_head))
        return refuse(*refused);
    m_body.clear();
    m_stream.expires_after(m_server->limits.bodyTime);
    continueOrRead();
}

/// curl and others wait for a "100 Continue" before they send much.
void Session::continueOrRead()
{
    if (m_parser->is_done() || !isSameName(m_head.field("Expect"), "100-continue"))
        return readBody();
    static constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(m_stream, asio::buffer(goOn.data(), goOn.size()),
                      [self = shared_from_this()](error_code error, std::size_t) {
                          error ? self->close() : self->readBody();
                      });
}

void Session::readBody()
{
    if (m_parser->is_done())
        return dispatch();
    auto &body = m_parser->get().body();
    body.data = m_chunk.data();
    body.size = m_chunk.size();
    body.more = true;
    http::async_read(
        m_stream, m_buffer, *m_parser,
        [self = shared_from_this()](error_code error, std::size_t) { self->bodyCame(error); });
}

void Session::bodyCame(error_code error)
{
    if (error == http::error::body_limit)
        return refuse(plain(413, "the body is too large"));
    if (error && error != http::error::need_buffer)
        return close();
    const std::size_t got = m_chunk.size() - m_parser->get().body().size;
    m_accounted += got;
    m_server->buffered += got;
    if (m_server->buffered > m_server->limits.bufferedBytes)
        return refuse(overloaded());
    m_body.append(m_chunk.data(), got);
    readBody();
}

void Session::dispatch()
{
    enter(State::Waiting);
    m_stream.expires_never();
    // The answer comes from any thread, and perhaps when the server is gone.
    auto answer = [weak = m_server->weak_from_this(), self = weak_from_this()](HttpAnswer given) {
        const auto server = weak.lock();
        if (!server)
            return;
        asio::post(server->context, [self, given = std::move(given)] {
            if (const auto session = self.lock())
                session->reply(given, false);
        });
    };
    m_held = shared_from_this();
    m_server->handler(
        std::make_unique<HttpExchange>(std::move(m_head), std::move(m_body), std::move(answer)));
    m_head = {};
    m_body = {};
}

void Session::reply(const HttpAnswer &answer, bool closes)
{
    const auto self = shared_from_this();
    m_held.reset();
    enter(State::Writing);
    release();
    closes = closes || !m_keepsAlive;
    m_response = {};
    m_response.version(11);
    m_response.result(static_cast<unsigned>(answer.status));
    m_response.set(http::field::server, "Outlay");
    if (!answer.contentType.empty())
        m_response.set(http::field::content_type, answer.contentType);
    for (const auto &[name, value] : answer.fields)
        m_response.set(name, value);
    m_response.keep_alive(!closes);
    m_response.body() = answer.body;
    m_response.prepare_payload();
    m_stream.expires_after(m_server->limits.answerTime);
    http::async_write(m_stream, m_response, [self, closes](error_code error, std::size_t) {
        self->replied(error, closes);
    });
}

void Session::replied(error_code error, bool closes)
{
    if (error)
        return close();
    if (!closes)
        return readHead();
    error_code ignored;
    m_stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    m_stream.expires_after(drainTime);
    drain();
}

/// Closing with unread bytes would reset the connection before the answer is read.
void Session::drain()
{
    m_stream.async_read_some(asio::buffer(m_chunk),
                             [self = shared_from_this()](error_code error, std::size_t got) {
                                 self->m_drained += got;
                                 if (error || self->m_drained > mostDrained)
                                     self->close();
                                 else
                                     self->drain();
                             });
}

} // namespace

bool HttpServer::Data::makeRoom()
{
    if (sessions.size() < limits.connections)
        return true;
    Session *slowest = nullptr;
    for (Session *session : sessions) {
        if (session->state() != Session::State::Waiting &&
            (slowest == nullptr || session->since() < slowest->since()))
            slowest = session;
    }
    if (slowest == nullptr)
        return false;
    slowest->close(); // its operation ends with an error, and with it the session
    return true;
}

void HttpServer::Data::accept(tcp::acceptor &from, asio::steady_timer &timer)
{
    from.async_accept(
        [this, self = shared_from_this(), &from, &timer](error_code error, tcp::socket socket) {
            if (isClosing || error == asio::error::operation_aborted)
                return;
            if (!error) {
                begin(std::move(socket));
                return accept(from, timer);
            }
            // Mostly: out of descriptors.
            (void)makeRoom();
            timer.expires_after(pauseAfterRefusedAccept);
            timer.async_wait([this, self, &from, &timer](error_code cancelled) {
                if (!cancelled && !isClosing)
                    accept(from, timer);
            });
        });
}

void HttpServer::Data::begin(tcp::socket socket)
{
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (!makeRoom()) {
        static constexpr std::string_view busy =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
            "Connection: close\r\n\r\n";
        socket.non_blocking(true, ignored);
        (void)socket.send(asio::buffer(busy.data(), busy.size()), 0, ignored);
        return;
    }
    std::make_shared<Session>(shared_from_this(), std::move(socket))->readHead();
}

HttpServer::HttpServer(const HttpLimits &limits, Gate gate, Handler handler)
    : m_data(std::make_shared<Data>(limits, std::move(gate), std::move(handler)))
{
}

HttpServer::~HttpServer()
{
    asio::post(m_data->context, [data = m_data.get()] {
        data->isClosing = true;
        error_code ignored;
        data->acceptor.close(ignored);
        data->acceptor6.close(ignored);
        data->retry.cancel();
        data->retry6.cancel();
        const std::set<Session *> all = data->sessions;
        for (Session *session : all)
            session->abandon();
    });
    if (m_data->thread.joinable())
        m_data->thread.join();
}

Result<int> HttpServer::listen(int port)
{
    Data &d = *m_data;
    const auto open = [](tcp::acceptor &acceptor, const asio::ip::address &address, int number,
                         bool isV6) {
        error_code error;
        const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(number));
        acceptor.open(endpoint.protocol(), error);
        if (!error)
            acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error && isV6)
            acceptor.set_option(asio::ip::v6_only(true), error);
        if (!error)
            acceptor.bind(endpoint, error);
        if (!error)
            acceptor.listen(asio::socket_base::max_listen_connections, error);
        return error;
    };
    if (const error_code error = open(d.acceptor, asio::ip::address_v4::loopback(), port, false)) {
        error_code ignored;
        d.acceptor.close(ignored);
        const bool isTaken = error == asio::error::address_in_use;
        return failure(isTaken ? Error::Kind::Busy : Error::Kind::Unreadable,
                       "port " + std::to_string(port) + " of 127.0.0.1: " + error.message());
    }
    const int bound = d.acceptor.local_endpoint().port();
    // "localhost" is ::1 for some senders. Where that is not to be had, 127.0.0.1 is enough.
    if (open(d.acceptor6, asio::ip::address_v6::loopback(), bound, true)) {
        error_code ignored;
        d.acceptor6.close(ignored);
    }
    d.accept(d.acceptor, d.retry);
    if (d.acceptor6.is_open())
        d.accept(d.acceptor6, d.retry6);
    d.thread = std::thread([data = m_data] { data->context.run(); });
    return bound;
}

} // namespace outlay::sources
