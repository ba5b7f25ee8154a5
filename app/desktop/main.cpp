// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/desktopid.h"
#include "app/alerting/ledgerplace.h"
#include "app/desktop/desktopapp.h"
#include "app/desktop/options.h"
#include "app/desktop/reviewexport.h"
#include "app/desktop/screenshot.h"
#include "app/desktop/singleinstance.h"
#include "app/paper/privatesave.h"
#include "models/ingest/ingest.h"
#include "ui/text/plurals.h"
#include "ui/text/shown.h"
#include "ui/theme/fonts.h"

#include <QApplication>
#include <QHashFunctions>
#include <QLocale>
#include <QTimer>

#include <cstdio>

namespace {

using namespace outlay;

constexpr int usageExit = 2;
constexpr int ledgerExit = 3;

void say(std::FILE *stream, const QString &text)
{
    std::fputs(text.toUtf8().constData(), stream);
}

bool hasDisplay()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    return !qEnvironmentVariableIsEmpty("DISPLAY") ||
           !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
#else
    return true;
#endif
}

/// Off screen for pictures and where there is no screen; false: a window was wanted and cannot be.
bool choosePlatform(const Options &options)
{
    if (!qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        return true;
    if (!options.screenshot.isEmpty() || options.exported) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        return true;
    }
    return hasDisplay();
}

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    return arguments;
}

int takePicture(QApplication &application, DesktopApp &desktop, const QString &file)
{
    QObject::connect(&desktop, &DesktopApp::startFailed, &application, [](const Error &error) {
        say(stderr, QStringLiteral("outlay: ") + ui::errorSentence(error) + QLatin1Char('\n'));
        QCoreApplication::exit(ledgerExit);
    });
    QObject::connect(&desktop, &DesktopApp::pageReady, &application, [&desktop, file] {
        // After the slots that fill the page have run.
        QTimer::singleShot(0, &desktop, [&desktop, file] {
            const auto written = writeScreenshot(desktop.window(), file);
            if (!written)
                say(stderr, QStringLiteral("outlay: %1\n")
                                .arg(QString::fromStdString(written.error().text)));
            QCoreApplication::exit(written ? 0 : usageExit);
        });
    });
    desktop.start();
    return QApplication::exec();
}

int writeExport(ReviewExport wanted)
{
    if (wanted.ledger.isEmpty())
        wanted.ledger = QString::fromStdString(defaultLedgerPath());
    const auto complain = [](const Error &error, int code) {
        say(stderr, QStringLiteral("outlay: %1\n").arg(QString::fromStdString(error.text)));
        return code;
    };
    const Result<QByteArray> bytes = renderReview(wanted, systemClock()());
    if (!bytes)
        return complain(bytes.error(),
                        bytes.error().kind == Error::Kind::Usage ? usageExit : ledgerExit);
    const Result<> saved = paper::savePrivately(wanted.file, *bytes);
    return saved ? 0 : complain(saved.error(), usageExit);
}

int runWindow(DesktopApp &desktop, const Options &options)
{
    const QString ledger =
        options.ledger.isEmpty() ? QString::fromStdString(defaultLedgerPath()) : options.ledger;
    SingleInstance instance(instanceFolder(), ledger);
    if (!instance.claim(options.linkWords))
        return 0; // the window that is open comes to the front, at the place asked for
    QObject::connect(&instance, &SingleInstance::raiseRequested, &desktop,
                     [&desktop](const QString &token, const QStringList &link) {
                         desktop.raise(token);
                         desktop.goTo(link);
                     });
    desktop.joinDesktop();
    desktop.start();
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    const auto options = parseOptions(argumentsOf(argc, argv));
    if (!options) {
        say(stderr,
            QStringLiteral("outlay: %1\n").arg(QString::fromStdString(options.error().text)));
        return usageExit;
    }
    if (options->wantsHelp || options->wantsVersion) {
        say(stdout,
            options->wantsHelp ? helpText() : QStringLiteral("outlay " OUTLAY_VERSION "\n"));
        return 0;
    }
    if (!options->ledger.isEmpty()) {
        const Result<> there = alerting::checkLedgerFolder(options->ledger.toStdString());
        if (!there) {
            say(stderr,
                QStringLiteral("outlay: %1\n").arg(QString::fromStdString(there.error().text)));
            return usageExit;
        }
    }
    if (const auto place = ui::follow(options->link, {}, Zone{}, systemClock()()); !place) {
        say(stderr, QStringLiteral("outlay: %1\n").arg(QString::fromStdString(place.error().text)));
        return usageExit;
    }
    if (!choosePlatform(*options)) {
        say(stderr, QStringLiteral("outlay: there is no display. Use --screenshot FILE, or "
                                   "outlay-cli report.\n"));
        return usageExit;
    }
    if (options->exported) // the same review gives the same bytes
        QHashSeed::setDeterministicGlobalSeed();
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("outlay"));
    QApplication::setApplicationName(QStringLiteral("outlay"));
    QApplication::setApplicationVersion(QStringLiteral(OUTLAY_VERSION));
    QGuiApplication::setDesktopFileName(QLatin1String(desktopId));
    if (QLocale().language() == QLocale::C)
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    ui::setShownLocale(QLocale());
    if (options->screenshot.isEmpty()) // a picture is the same for everybody
        DesktopApp::applyKeptFormats();
    ui::EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    ui::loadFonts();
    if (options->exported)
        return writeExport(*options->exported);
    ui::prepareScheme(DesktopApp::schemeAtStart(*options));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/outlay/icons/outlay.svg")));

    DesktopApp desktop(*options, systemClock(), DesktopApp::zoneAtStart(*options));
    return options->screenshot.isEmpty() ? runWindow(desktop, *options)
                                         : takePicture(application, desktop, options->screenshot);
}
