// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/options.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace outlay {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Options)
};

tl::unexpected<Error> usage(const QString &text)
{
    return failure(Error::Kind::Usage, text.toStdString());
}

class Parser
{
public:
    explicit Parser(QStringList arguments) : m_rest(std::move(arguments))
    {
        m_export.paper = paper::usualPaper();
    }

    Result<Options> parse()
    {
        while (!m_rest.isEmpty()) {
            QString name = m_rest.takeFirst();
            const qsizetype equals = name.indexOf(QLatin1Char('='));
            m_inline.reset();
            if (name.startsWith(QLatin1String("--")) && equals > 0) {
                m_inline = name.mid(equals + 1);
                name.truncate(equals);
            }
            OUTLAY_TRY(take(name));
        }
        return m_exportOption.isEmpty() ? Result<Options>(m_options) : finishExport();
    }

private:
    Result<QString> value(const QString &name)
    {
        if (m_inline)
            return *m_inline;
        if (m_rest.isEmpty() || m_rest.constFirst().startsWith(QLatin1String("--")))
            return usage(Words::tr("%1 needs a value").arg(name));
        return m_rest.takeFirst();
    }

    Result<> take(const QString &name)
    {
        if (name == QLatin1String("--help") || name == QLatin1String("-h")) {
            m_options.wantsHelp = true;
        } else if (name == QLatin1String("--version")) {
            m_options.wantsVersion = true;
        } else if (name == QLatin1String("--demo")) {
            m_options.isDemo = true;
        } else if (name == QLatin1String("--hide-names")) {
            m_options.hidesNames = true;
        } else if (name == QLatin1String("--tray")) {
            m_options.startsHidden = true;
        } else if (name == QLatin1String("-reverse")) {
            // Qt's own: it reads it from the same words.
        } else {
            return takeWithValue(name);
        }
        return {};
    }

    Result<> takeWithValue(const QString &name)
    {
        const QStringList known{QStringLiteral("--ledger"), QStringLiteral("--screenshot"),
                                QStringLiteral("--theme"), QStringLiteral("--size"),
                                QStringLiteral("--currency")};
        const QStringList ofExport{QStringLiteral("--export"), QStringLiteral("--period"),
                                   QStringLiteral("--at"), QStringLiteral("--paper")};
        const bool isOfLink = ui::linkOptions().contains(name);
        const bool isOfExport = ofExport.contains(name);
        if (!known.contains(name) && !isOfLink && !isOfExport)
            return usage(Words::tr("unknown argument \"%1\"; see --help").arg(name));
        const auto text = value(name);
        if (!text)
            return tl::unexpected<Error>(text.error());
        if (isOfExport)
            return takeExport(name, *text);
        if (name == QLatin1String("--ledger"))
            m_options.ledger = *text;
        else if (name == QLatin1String("--screenshot"))
            m_options.screenshot = *text;
        else if (isOfLink)
            return takeLink(name, *text);
        else if (name == QLatin1String("--theme"))
            return takeTheme(*text);
        else if (name == QLatin1String("--currency"))
            return takeCurrency(*text);
        else
            return takeSize(*text);
        return {};
    }

    Result<> takeLink(const QString &name, const QString &text)
    {
        m_options.linkWords << name << text;
        if (name == QLatin1String("--tz"))
            m_export.zone = text; // if there is one
        return ui::take(m_options.link, name, text);
    }

    Result<> takeExport(const QString &name, const QString &text)
    {
        m_exportOption = name;
        if (name == QLatin1String("--export")) {
            m_export.file = text;
            return checkExportFile(text);
        }
        if (name == QLatin1String("--period"))
            m_export.period = text;
        else if (name == QLatin1String("--at"))
            m_export.at = text;
        else if (text == QLatin1String("letter") || text == QLatin1String("a4"))
            m_export.paper =
                text == QLatin1String("a4") ? paper::PaperSize::A4 : paper::PaperSize::Letter;
        else
            return usage(Words::tr("--paper is a4 or letter, not \"%1\"").arg(text));
        return {};
    }

    Result<Options> finishExport()
    {
        if (m_export.file.isEmpty())
            return usage(Words::tr("%1 goes with --export FILE").arg(m_exportOption));
        if (!m_options.screenshot.isEmpty() || m_options.isDemo)
            return usage(Words::tr("--export goes with neither --screenshot nor --demo; fill a "
                                   "demo with: outlay-cli demo --ledger FILE"));
        m_export.ledger = m_options.ledger;
        m_options.exported = m_export;
        return m_options;
    }

    Result<> takeTheme(const QString &text)
    {
        if (text == QLatin1String("light"))
            m_options.scheme = ui::Scheme::Light;
        else if (text == QLatin1String("dark"))
            m_options.scheme = ui::Scheme::Dark;
        else if (text == QLatin1String("high-contrast"))
            m_options.scheme = ui::Scheme::HighContrast;
        else
            return usage(
                Words::tr("--theme is light, dark or high-contrast, not \"%1\"").arg(text));
        return {};
    }

    Result<> takeCurrency(const QString &text)
    {
        const auto currency = parseCurrency(text.toStdString());
        if (!currency)
            return usage(Words::tr("--currency \"%1\": %2")
                             .arg(text, QString::fromStdString(currency.error().text)));
        m_options.currency = *currency;
        return {};
    }

    Result<> takeSize(const QString &text)
    {
        static const QRegularExpression shape(QStringLiteral("^(\\d{3,4})x(\\d{3,4})$"));
        const auto match = shape.match(text);
        if (!match.hasMatch())
            return usage(Words::tr("--size is WIDTHxHEIGHT in pixels, such as 1440x900"));
        m_options.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
        return {};
    }

    QStringList m_rest;
    std::optional<QString> m_inline;
    Options m_options;
    ReviewExport m_export;
    QString m_exportOption; ///< the last one named
};

} // namespace

Result<Options> parseOptions(const QStringList &arguments)
{
    return Parser(arguments).parse();
}

QString helpText()
{
    QStringList pages;
    for (const ui::Page page : ui::allPages)
        pages << QLatin1String(ui::pageName(page));
    return Words::
        tr("Usage: outlay [options]\n"
           "\n"
           "Shows what LLM workloads cost, from a ledger on this machine.\n"
           "\n"
           "  --ledger FILE       the ledger to open (default: the one outlay-cli uses)\n"
           "  --page NAME         the page to show first: %1\n"
           "  --range RANGE       today, 7d, 30d, month or all; or\n"
           "  --from T, --to T    from a day (2026-11-23) or time up to, not including, another\n"
           "  --tz ZONE           whose days those are and the window shows, this once; Settings "
           "keeps\n"
           "                      one. Such as Europe/Berlin; local is this machine's\n"
           "  --where DIM=VALUE   only those, such as model=gpt-5; may be given several times\n"
           "  --by DIM[,DIM]      what the chart is split by; Explore by two, such as model,user\n"
           "  --measure NAME, --chart bars|lines|heatmap|ranked, --every hour|day|week|month\n"
           "                      what Explore draws; “Copy a link” in the window writes all this\n"
           "  --compare prior|none\n"
           "                      Explore, beside as much of the period before\n"
           "  --theme light|dark|high-contrast\n"
           "                      instead of the system's\n"
           "  --size WxH          of the window, such as 1440x900\n"
           "  --currency EUR=0.92@2026-11-01\n"
           "                      shows money in another currency at a rate of a day\n"
           "  --screenshot FILE   draws the finished page into a PNG file, off screen, and "
           "exits\n"
           "  --export FILE       writes the review of a month into a .pdf or .html file and "
           "exits\n"
           "  --period NAME, --at TIME\n"
           "                      of --export: week or month, a moment of it (default: the last\n"
           "                      one that is over); --tz is the zone of its days\n"
           "  --paper NAME        of --export: a4 or letter (default: what is usual here)\n"
           "  --demo              opens demo data, in a ledger of its own unless --ledger "
           "names one\n"
           "  --hide-names        labels in the place of names, to share the screen; Ctrl+Shift+H "
           "shows them\n"
           "  -reverse            mirrored, as for languages written from right to left\n"
           "  --tray              watches without a window until it is asked for: by the icon, a\n"
           "                      notification, or a second start\n"
           "  --version, --help\n")
            .arg(pages.join(QLatin1String(", ")));
}

} // namespace outlay
