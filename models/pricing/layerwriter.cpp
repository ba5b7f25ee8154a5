// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/jsonnode.h"
#include "models/pricing/layer.h"

namespace outlay {

namespace {

/// Collects the members of one object or list, with the commas.
class Members
{
public:
    explicit Members(char open, char close) : m_text(1, open), m_close(close) {}
    void add(std::string_view key, const std::string &value)
    {
        separate();
        m_text += quoted(key) + ": " + value;
    }
    void add(const std::string &value)
    {
        separate();
        m_text += value;
    }
    void addText(std::string_view key, const std::string &value)
    {
        if (!value.empty())
            add(key, quoted(value));
    }
    void addTime(std::string_view key, const std::optional<Instant> &at)
    {
        if (at)
            add(key, quoted(toRfc3339(*at)));
    }
    [[nodiscard]] bool isEmpty() const { return m_text.size() == 1; }
    [[nodiscard]] std::string text() const { return m_text + m_close; }

private:
    void separate()
    {
        if (!isEmpty())
            m_text += ", ";
    }
    std::string m_text;
    char m_close;
};

template <typename List, typename Write> std::string list(const List &items, Write write)
{
    Members members('[', ']');
    for (const auto &item : items)
        members.add(write(item));
    return members.text();
}

std::string ratesText(const RateSet &rates)
{
    Members members('{', '}');
    for (std::size_t i = 0; i < ratedClassCount; ++i) {
        if (rates[i])
            members.add(rateName(static_cast<TokenClass>(i)), quoted(rates[i]->text));
    }
    return members.text();
}

std::string stepText(const StepRule &step)
{
    Members members('{', '}');
    members.add("over", std::to_string(step.over));
    if (step.isInclusive)
        members.add("inclusive", "true");
    members.add("rates", ratesText(step.rates));
    return members.text();
}

std::string clock(int minutes)
{
    constexpr int minutesPerHour = 60;
    const auto two = [](int value) {
        return std::string(value < 10 ? "0" : "") + std::to_string(value);
    };
    return quoted(two(minutes / minutesPerHour) + ":" + two(minutes % minutesPerHour));
}

std::string windowText(const WindowRule &window)
{
    Members members('{', '}');
    members.addText("name", window.name);
    members.add("weekdays", list(window.weekdays, [](int day) { return std::to_string(day); }));
    members.add("utc", list(window.minutes, [](const std::pair<int, int> &pair) {
                    return "[" + clock(pair.first) + ", " + clock(pair.second) + "]";
                }));
    members.addText("except", window.except);
    members.add("rates", ratesText(window.rates));
    return members.text();
}

void addSchedule(Members &members, const Schedule &schedule)
{
    members.add("rates", ratesText(schedule.rates));
    if (!schedule.steps.empty())
        members.add("steps", list(schedule.steps, stepText));
    if (!schedule.windows.empty())
        members.add("windows", list(schedule.windows, windowText));
}

void addNamed(Members &members, std::string_view key, const std::vector<NamedDecimal> &named)
{
    Members inner('{', '}');
    for (const NamedDecimal &item : named)
        inner.add(item.name, item.text ? quoted(*item.text) : "null");
    if (!inner.isEmpty())
        members.add(key, inner.text());
}

std::string periodText(const PeriodData &period)
{
    Members members('{', '}');
    members.addTime("from", period.from);
    members.addTime("to", period.to);
    addSchedule(members, period.base);
    Members tiers('{', '}');
    for (const auto &[name, own] : period.tiers) {
        Members inner('{', '}');
        addSchedule(inner, own);
        tiers.add(name, inner.text());
    }
    if (!tiers.isEmpty())
        members.add("tiers", tiers.text());
    addNamed(members, "multipliers", period.multipliers);
    return members.text();
}

std::string entryText(const EntryData &entry)
{
    Members members('{', '}');
    members.addText("provider", entry.provider);
    members.addText("model", entry.model);
    if (!entry.aliases.empty())
        members.add("aliases", list(entry.aliases, [](const std::string &a) { return quoted(a); }));
    if (entry.context != 0)
        members.add("context", std::to_string(entry.context));
    members.addText("origin", entry.origin);
    members.addText("confidence", entry.confidence);
    members.addText("note", entry.note);
    if (entry.isConfirmed)
        members.add("confirmed", "true");
    if (entry.isFree)
        members.add("free", "true");
    members.add("periods", list(entry.periods, periodText));
    addNamed(members, "multipliers", entry.multipliers);
    addNamed(members, "per_1k", entry.per1k);
    return members.text();
}

std::string discountText(const DiscountData &discount)
{
    Members members('{', '}');
    members.addText("provider", discount.provider);
    members.addText("model", discount.model);
    members.addText("percent", discount.percent);
    members.addTime("from", discount.from);
    members.addTime("to", discount.to);
    return members.text();
}

std::string nameText(const NameData &name)
{
    Members members('{', '}');
    members.addText("provider", name.provider);
    members.addText("model", name.model);
    members.addText("to", name.to);
    return members.text();
}

/// One item a line: a layer is read, compared and mended by people too.
template <typename List, typename Write> std::string lines(const List &items, Write write)
{
    std::string text = "[";
    for (const auto &item : items)
        text += (text.size() == 1 ? "\n  " : ",\n  ") + write(item);
    return text + "]";
}

std::string calendarsText(const LayerData &layer)
{
    Members members('{', '}');
    for (const auto &[name, days] : layer.calendars) {
        members.add(name, list(days, [](std::int64_t day) {
                        constexpr std::size_t dateLength = 10;
                        const Instant at{day * microsPerDay};
                        return quoted(toRfc3339(at).substr(0, dateLength));
                    }));
    }
    return members.text();
}

} // namespace

std::string toJson(const LayerData &layer)
{
    static constexpr std::array<std::string_view, 3> kinds = {"book", "catalogue", "override"};
    std::string text = "{\"outlay_prices\": 1, \"kind\": ";
    text += quoted(kinds[static_cast<std::size_t>(layer.kind)]);
    if (layer.asOf)
        text += ", \"as_of\": " + quoted(toRfc3339(*layer.asOf));
    if (!layer.calendars.empty())
        text += ",\n \"calendars\": " + calendarsText(layer);
    text += ",\n \"entries\": " + lines(layer.entries, entryText);
    if (!layer.discounts.empty())
        text += ",\n \"discounts\": " + lines(layer.discounts, discountText);
    if (!layer.names.empty())
        text += ",\n \"names\": " + lines(layer.names, nameText);
    Members fallbacks('{', '}');
    for (const auto &[provider, others] : layer.fallbacks)
        fallbacks.add(provider, list(others, [](const std::string &o) { return quoted(o); }));
    if (!fallbacks.isEmpty())
        text += ",\n \"fallbacks\": " + fallbacks.text();
    return text + "}\n";
}

} // namespace outlay
