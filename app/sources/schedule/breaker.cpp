// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/schedule/breaker.h"

#include <algorithm>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

std::int64_t waitAfter(int openings)
{
    if (openings <= 1)
        return Breaker::firstProbeMicros;
    const std::int64_t wait = microsPerMinute << std::min(openings - 2, 10);
    return std::min(wait, Breaker::longestProbeMicros);
}

} // namespace

std::optional<Instant> Breaker::nextProbe() const
{
    if (m_state != State::Open || m_isTrippedByHand)
        return std::nullopt;
    return m_nextProbe;
}

bool Breaker::admit(Instant now)
{
    if (m_state == State::Closed)
        return true;
    if (m_state == State::HalfOpen || m_isTrippedByHand || now < m_nextProbe)
        return false;
    m_state = State::HalfOpen;
    return true;
}

void Breaker::succeeded()
{
    if (m_isTrippedByHand)
        return; // a reply that was on its way when a person opened it
    *this = Breaker();
}

void Breaker::gaveUp(Instant now, std::string reason)
{
    m_failures = std::max(m_failures, failuresToOpen - 1);
    failed(now, std::move(reason));
}

void Breaker::failed(Instant now, std::string reason)
{
    m_reason = std::move(reason);
    ++m_failures;
    if (m_isTrippedByHand)
        return;
    if (m_state == State::Closed && m_failures < failuresToOpen)
        return;
    m_state = State::Open;
    ++m_openings;
    m_nextProbe = {now.micros + waitAfter(m_openings)};
}

void Breaker::probeWasInconclusive()
{
    if (m_state == State::HalfOpen)
        m_state = State::Open;
}

void Breaker::trip(std::string reason)
{
    m_state = State::Open;
    m_isTrippedByHand = true;
    m_reason = std::move(reason);
}

void Breaker::reset()
{
    *this = Breaker();
}

void Breaker::probeNow(Instant now)
{
    if (m_state == State::Open && !m_isTrippedByHand)
        m_nextProbe = std::min(m_nextProbe, now);
}

QJsonObject Breaker::toJson() const
{
    QJsonObject json;
    if (m_failures > 0)
        json.insert(u"failures"_s, m_failures);
    if (!m_reason.empty())
        json.insert(u"reason"_s, QString::fromStdString(m_reason));
    if (m_state != State::Closed) {
        json.insert(u"openings"_s, m_openings);
        json.insert(u"next_probe"_s, QString::fromStdString(toRfc3339(m_nextProbe)));
    }
    if (m_isTrippedByHand)
        json.insert(u"by_hand"_s, true);
    return json;
}

Breaker Breaker::fromJson(const QJsonObject &json, Instant now)
{
    Breaker breaker;
    breaker.m_failures = std::max(0, json.value("failures"_L1).toInt());
    breaker.m_reason = json.value("reason"_L1).toString().toStdString();
    breaker.m_openings = std::max(0, json.value("openings"_L1).toInt());
    if (json.value("by_hand"_L1).toBool()) {
        breaker.m_state = State::Open;
        breaker.m_isTrippedByHand = true;
        return breaker;
    }
    if (breaker.m_openings == 0)
        return breaker;
    breaker.m_state = State::Open;
    const auto probe = parseInstant(json.value("next_probe"_L1).toString().toStdString());
    breaker.m_nextProbe = std::min(probe.value_or(now), Instant{now.micros + longestProbeMicros});
    return breaker;
}

} // namespace outlay::sources
