// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/namesfinder.h"

#include "app/alerting/budgetstatus.h"
#include "models/ledger/ledgerreader.h"

#include <QFileInfo>
#include <QThreadPool>

namespace outlay {
namespace {

constexpr int mostFound = 30;

} // namespace

Result<ui::FoundNames> foundNames(const std::string &path, const std::string &typed)
{
    ui::FoundNames found;
    if (typed.size() < 2 || !QFileInfo::exists(QString::fromStdString(path)))
        return found;
    auto values = namesLike(path, typed, mostFound);
    if (!values)
        return tl::unexpected<Error>(values.error());
    found.values = *std::move(values);
    const auto reader = LedgerReader::open(path);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto rules = alerting::budgetRulesOf(**reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    const QString wanted = QString::fromStdString(typed);
    for (const Budget &budget : rules->budgets) {
        const QString name = QString::fromStdString(budget.name);
        if (!budget.isTripwire && name.contains(wanted, Qt::CaseInsensitive))
            found.budgets.push_back({budget.id, name});
    }
    return found;
}

NamesFinder::NamesFinder(QThreadPool &threads, QObject *parent)
    : QObject(parent)
    , m_threads(threads)
{
}

void NamesFinder::setPath(const QString &path)
{
    m_path = path.toStdString();
    m_waiting.reset();
}

void NamesFinder::find(std::uint64_t number, const QString &typed)
{
    m_waiting = {number, typed.trimmed().toStdString()};
    if (!m_isLooking)
        start();
}

void NamesFinder::start()
{
    if (!m_waiting || m_path.empty())
        return;
    m_isLooking = true;
    const auto [number, typed] = *std::exchange(m_waiting, std::nullopt);
    m_threads.start([this, path = m_path, number = number, typed = typed] {
        const auto names = foundNames(path, typed);
        QMetaObject::invokeMethod(this, [this, path, number, names] {
            m_isLooking = false;
            // What cannot be read is said by the pages; here nothing more is found.
            if (names && path == m_path && !m_waiting)
                emit found(number, *names);
            start();
        });
    });
}

} // namespace outlay
