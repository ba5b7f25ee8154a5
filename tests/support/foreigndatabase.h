// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <sqlite3.h>

namespace outlay::test {

inline QByteArray fixture(const QString &name)
{
    QFile file(QStringLiteral(OUTLAY_TEST_DATA "/formats/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(name));
    return file.readAll();
}

inline QList<QJsonObject> bifrostRows()
{
    QList<QJsonObject> rows;
    for (const QByteArray &line :
         fixture(QStringLiteral("bifrost/rows.jsonl")).trimmed().split('\n'))
        rows.append(QJsonDocument::fromJson(line).object());
    return rows;
}

/// The program that a database belongs to.
class Owner
{
public:
    explicit Owner(const QString &path)
    {
        if (sqlite3_open(path.toUtf8().constData(), &m_db) != SQLITE_OK)
            qFatal("%s", sqlite3_errmsg(m_db));
    }
    ~Owner() { sqlite3_close(m_db); }
    Owner(const Owner &) = delete;
    Owner &operator=(const Owner &) = delete;

    void run(const QByteArray &sql)
    {
        if (sqlite3_exec(m_db, sql.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
            qFatal("%s: %s", sqlite3_errmsg(m_db), sql.constData());
    }
    void createTable(const QByteArray &table, const QJsonObject &like)
    {
        QByteArray columns;
        for (const QString &name : like.keys())
            columns += ", \"" + name.toUtf8() + '"' +
                       (name == QLatin1String("id") ? " varchar(255) PRIMARY KEY" : "");
        run("CREATE TABLE " + table + " (" + columns.mid(2) + ')');
    }
    void put(const QByteArray &table, const QJsonObject &row)
    {
        QByteArray names;
        QByteArray marks;
        for (const QString &name : row.keys()) {
            names += ", \"" + name.toUtf8() + '"';
            marks += ", ?";
        }
        const QByteArray sql = "INSERT OR REPLACE INTO " + table + " (" + names.mid(2) +
                               ") VALUES (" + marks.mid(2) + ')';
        sqlite3_stmt *statement = nullptr;
        sqlite3_prepare_v2(m_db, sql.constData(), -1, &statement, nullptr);
        int at = 0;
        for (const QString &name : row.keys()) {
            const QJsonValue value = row.value(name);
            const QByteArray text = value.toString().toUtf8();
            ++at;
            if (value.isDouble())
                sqlite3_bind_double(statement, at, value.toDouble());
            else if (value.isString())
                sqlite3_bind_text(statement, at, text.constData(), -1, SQLITE_TRANSIENT);
        }
        if (sqlite3_step(statement) != SQLITE_DONE)
            qFatal("%s", sqlite3_errmsg(m_db));
        sqlite3_finalize(statement);
    }

private:
    sqlite3 *m_db = nullptr;
};

inline QJsonObject rowOf(int number, const char *day, const char *status = "success")
{
    QJsonObject row = bifrostRows().front();
    row.insert(QStringLiteral("id"), QStringLiteral("row-%1").arg(number, 6, 10, QLatin1Char('0')));
    row.insert(QStringLiteral("timestamp"),
               QString(QLatin1String(day) + QLatin1String(" 10:00:00.5+00:00")));
    row.insert(QStringLiteral("status"), QLatin1StringView(status));
    row.insert(QStringLiteral("cost"), 0.001);
    return row;
}

/// Bifrost's table of requests with these rows.
inline void makeBifrost(Owner &owner, const QList<QJsonObject> &rows)
{
    owner.createTable("logs", rows.front());
    for (const QJsonObject &row : rows)
        owner.put("logs", row);
}

/// OpenCode's table of messages, as its export has them.
inline void makeOpenCode(Owner &owner)
{
    const QJsonArray rows =
        QJsonDocument::fromJson(fixture(QStringLiteral("opencode/rows.json"))).array();
    owner.createTable("message", rows.at(0).toObject());
    for (const QJsonValue row : rows)
        owner.put("message", row.toObject());
}

} // namespace outlay::test
