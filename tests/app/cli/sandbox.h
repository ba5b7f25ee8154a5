// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

namespace outlay::test {

/// What a run of the real executable left behind.
struct Ran
{
    int code = -1;
    QByteArray out, err;

    /// The one document on stdout; a test that finds none fails.
    [[nodiscard]] QJsonObject json() const
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(out, &error);
        if (error.error != QJsonParseError::NoError)
            qWarning().noquote() << "no JSON document:" << error.errorString() << out << err;
        return document.object();
    }
};

/// A home of its own, in which outlay-cli runs as a person would start it.
class Sandbox
{
public:
    [[nodiscard]] QString path(const QString &relative) const { return m_dir.filePath(relative); }

    void write(const QString &relative, const QByteArray &bytes) const
    {
        const QString full = path(relative);
        QDir().mkpath(QFileInfo(full).path());
        QFile file(full);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(full));
    }
    [[nodiscard]] QByteArray read(const QString &relative) const
    {
        QFile file(path(relative));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void setVariable(const QString &name, const QString &value)
    {
        m_environment.insert(name, value);
    }

    /// Sets up a process that has not been started.
    void prepare(QProcess &process, const QStringList &words) const
    {
        QProcessEnvironment environment = m_environment;
        environment.insert(QStringLiteral("HOME"), m_dir.path());
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        if (!environment.contains(QStringLiteral("TZ")))
            environment.insert(QStringLiteral("TZ"), QStringLiteral("UTC"));
        // What the sanitizers are told holds for the program too.
        for (const char *name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
            if (qEnvironmentVariableIsSet(name))
                environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
        }
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_dir.path());
        process.setProgram(QStringLiteral(OUTLAY_CLI));
        process.setArguments(words);
    }

    [[nodiscard]] Ran run(const QStringList &words, const QByteArray &input = {}) const
    {
        QProcess process;
        prepare(process, words);
        process.start();
        process.write(input);
        process.closeWriteChannel();
        Ran ran;
        if (process.waitForFinished(120'000) && process.exitStatus() == QProcess::NormalExit)
            ran.code = process.exitCode();
        ran.out = process.readAllStandardOutput();
        ran.err = process.readAllStandardError();
        return ran;
    }
    /// Words separated by blanks.
    [[nodiscard]] Ran run(const char *words, const QByteArray &input = {}) const
    {
        return run(QString::fromUtf8(words).split(QLatin1Char(' ')), input);
    }

private:
    QTemporaryDir m_dir;
    QProcessEnvironment m_environment;
};

/// A line of the tests' own log: a priced model, an id of its own, `n` thousand tokens in.
inline QByteArray logLine(int n, const char *model = "claude-sonnet-4-5",
                          const char *at = "2026-11-01T10:00:00Z", const char *user = "alice")
{
    return QStringLiteral("{\"t\":\"%1\",\"id\":\"call-%2\",\"m\":\"%3\",\"u\":\"%4\",\"in\":%5,"
                          "\"out\":100}\n")
        .arg(QLatin1String(at), QStringLiteral("%1").arg(n, 8, 10, QLatin1Char('0')),
             QLatin1String(model), QLatin1String(user))
        .arg(n * 1000)
        .toUtf8();
}

inline const char *const logMap =
    "at=t,id=id,model=m,user=u,input_tokens=in,output_tokens=out,provider='anthropic'";

/// import … of such a log, with --json.
inline QStringList importOf(const QStringList &places)
{
    QStringList words{QStringLiteral("import"),   QStringLiteral("--json"),
                      QStringLiteral("--format"), QStringLiteral("jsonl"),
                      QStringLiteral("--map"),    QString::fromLatin1(logMap)};
    return words << places;
}

/// A bill as FOCUS has it: 12.50 and 3.25 USD each day from `first` on, of no project's.
inline QByteArray focusBill(const QDate &first, int days)
{
    QByteArray csv = "BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargePeriodEnd,"
                     "ChargePeriodStart,EffectiveCost,ProviderName,ServiceName,SkuId\n";
    for (int i = 0; i < days; ++i) {
        const QByteArray from = first.addDays(i).toString(Qt::ISODate).toUtf8();
        const QByteArray to = first.addDays(i + 1).toString(Qt::ISODate).toUtf8();
        for (const char *cost : {"12.5", "3.25"})
            csv += QByteArray(cost) + ",acc,USD,Usage," + to + "T00:00:00Z," + from +
                   "T00:00:00Z," + cost + ",OpenAI,OpenAI API,gpt-5\n";
    }
    return csv;
}

} // namespace outlay::test
