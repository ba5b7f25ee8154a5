// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tasksharesreader.h"

#include <QFileInfo>

#include <utility>

namespace outlay {
namespace {

Result<TaskShares> sharesOfAll(const std::string &path, const CancelToken &cancel)
{
    if (!QFileInfo::exists(QString::fromStdString(path)))
        return TaskShares{}; // nothing was ever stored
    return taskShares(path, {}, cancel);
}

} // namespace

TaskSharesReader::TaskSharesReader(QObject *parent) : TaskSharesReader(sharesOfAll, parent) {}

TaskSharesReader::TaskSharesReader(Read read, QObject *parent)
    : QObject(parent)
    , m_read(std::move(read))
{
    m_thread.setMaxThreadCount(1);
    m_thread.setObjectName(QStringLiteral("task shares"));
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (std::exchange(m_isAskedAgain, false))
            start();
    });
}

TaskSharesReader::~TaskSharesReader()
{
    setPath({});
    m_thread.waitForDone();
}

void TaskSharesReader::setPath(const std::string &path)
{
    if (m_cancel)
        m_cancel->store(true);
    m_cancel.reset();
    m_rest.stop();
    m_isAskedAgain = false;
    m_path = path;
}

void TaskSharesReader::request()
{
    if (m_path.empty())
        return;
    if (m_cancel || m_rest.isActive())
        m_isAskedAgain = true;
    else
        start();
}

void TaskSharesReader::start()
{
    m_rest.workBegins();
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    m_thread.start([this, path = m_path, cancel = m_cancel] {
        auto shares = m_read(path, cancel);
        QMetaObject::invokeMethod(this, [this, cancel, shares = std::move(shares)] {
            if (cancel == m_cancel)
                take(shares);
        });
    });
}

void TaskSharesReader::take(const Result<TaskShares> &shares)
{
    m_cancel.reset();
    m_rest.workEnded();
    if (shares)
        emit ready(*shares);
    else
        emit failed();
}

} // namespace outlay
