// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importstrip.h"

#include "models/formats/format.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>

#include <algorithm>

namespace outlay::ui {

namespace {

constexpr int briefMs = 8'000; ///< to read a line

QString nothingFound()
{
    QStringList names;
    for (const Format &format : formats())
        names << QString::fromUtf8(format.name.data(), static_cast<qsizetype>(format.name.size()));
    return ImportStrip::tr("Nothing was found in it. Known formats: %1; other CSV and JSON lines "
                           "come in with “outlay-cli import --map”.")
        .arg(names.join(QStringLiteral(", ")));
}

} // namespace

QString importSentence(const ImportCounts &c, const QLocale &locale)
{
    QStringList parts;
    const auto add = [&](std::int64_t n, const QString &text) {
        if (n != 0)
            parts << text.arg(count(n, locale));
    };
    add(c.created, ImportStrip::tr("%1 new"));
    add(c.merged, ImportStrip::tr("%1 merged"));
    add(c.duplicate, ImportStrip::tr("%1 duplicate"));
    add(c.ignored, ImportStrip::tr("%1 without usage"));
    add(c.rejected, ImportStrip::tr("%1 rejected"));
    if (parts.isEmpty())
        return c.unchangedFiles > 0 ? ImportStrip::tr("Nothing new: %1 file(s) unchanged.", nullptr,
                                                      pluralOf(c.unchangedFiles))
                                          .arg(count(c.unchangedFiles, locale))
                                    : nothingFound();
    QString text = ImportStrip::tr("%1 record(s) read: %2.", nullptr, pluralOf(c.lines))
                       .arg(count(c.lines, locale), parts.join(QStringLiteral(", ")));
    if (c.cost != Money{})
        text += QLatin1Char(' ') + ImportStrip::tr("%1 added.").arg(money(c.cost, locale));
    if (c.unpriced > 0)
        text += QLatin1Char(' ') +
                ImportStrip::tr("%1 request(s) unpriced.", nullptr, pluralOf(c.unpriced))
                    .arg(count(c.unpriced, locale));
    if (c.inDoubt.lines > 0)
        text += QLatin1Char(' ') +
                ImportStrip::tr("%1 line(s) of bills may count too rarely or too often.", nullptr,
                                pluralOf(c.inDoubt.lines))
                    .arg(count(c.inDoubt.lines, locale));
    return text;
}

ImportStrip::ImportStrip(QWidget *parent)
    : QFrame(parent)
    , m_text(makeLabel({}, uiFont(13), this))
    , m_rate(makeLabel({}, uiFont(12), this, "muted"))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_details(new QPushButton(tr("Details…"), this))
    , m_dismiss(new QPushButton(tr("Close"), this))
    , m_brief(new QTimer(this))
{
    setObjectName(QStringLiteral("importStrip"));
    m_text->setObjectName(QStringLiteral("importText"));
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->setWordWrap(true);
    m_bar->setObjectName(QStringLiteral("importBar"));
    m_bar->setAccessibleName(tr("Import progress"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(200);
    m_bar->setFixedHeight(9);
    m_bar->setRange(0, 1000);
    m_cancel->setObjectName(QStringLiteral("importCancel"));
    m_details->setObjectName(QStringLiteral("importDetails"));
    m_dismiss->setObjectName(QStringLiteral("importDismiss"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(22, 8, 22, 8);
    row->setSpacing(12);
    row->addWidget(m_text, 1);
    row->addWidget(m_rate);
    row->addWidget(m_bar);
    for (QPushButton *button : {m_cancel, m_details, m_dismiss})
        row->addWidget(button);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        m_text->setText(tr("Stopping after this batch…"));
        emit cancelRequested();
    });
    connect(m_details, &QPushButton::clicked, this, &ImportStrip::detailsRequested);
    connect(m_dismiss, &QPushButton::clicked, this, &QWidget::hide);
    m_brief->setObjectName(QStringLiteral("importBrief"));
    m_brief->setSingleShot(true);
    m_brief->setInterval(briefMs);
    connect(m_brief, &QTimer::timeout, this, &QWidget::hide);
    hide();
}

void ImportStrip::start(const QString &what)
{
    m_brief->stop();
    setRole(*m_text, nullptr);
    m_said = what;
    sayAgain();
    m_rate->clear();
    m_bar->setRange(0, 1000);
    m_bar->setValue(0);
    m_cancel->setEnabled(true);
    m_cancel->show();
    m_bar->show();
    m_rate->show();
    m_details->hide();
    m_dismiss->hide();
    m_clock.start();
    m_estimate.start(0);
    show();
}

void ImportStrip::startWithoutEnd(const QString &what)
{
    start(what);
    m_bar->setRange(0, 0);
    m_cancel->hide();
}

void ImportStrip::setProgress(const ImportProgress &p)
{
    advance(p.bytesDone, p.bytesTotal);
    if (m_cancel->isEnabled() && !p.file.empty())
        m_text->setText(tr("Reading %1 (file %2 of %3)")
                            .arg(shownName(NameKind::Path,
                                           QFileInfo(QString::fromStdString(p.file)).fileName()),
                                 count(std::min(p.filesDone + 1, p.filesTotal), locale()),
                                 count(p.filesTotal, locale())));
    showRate(
        [this](std::int64_t rate) { return tr("%1/s", "data rate").arg(bytes(rate, locale())); });
}

void ImportStrip::setCountProgress(std::int64_t done, std::int64_t total)
{
    advance(done, total);
    showRate([this](std::int64_t rate) {
        return tr("%1 requests/s").arg(countCompact(rate, locale()));
    });
}

void ImportStrip::advance(std::int64_t done, std::int64_t total)
{
    m_estimate.update(m_clock.elapsed(), done, total);
    if (total > 0)
        m_bar->setValue(
            static_cast<int>(1000.0 * static_cast<double>(done) / static_cast<double>(total)));
}

void ImportStrip::showRate(const std::function<QString(std::int64_t)> &words)
{
    QString text;
    if (const auto rate = m_estimate.rate())
        text = words(static_cast<std::int64_t>(*rate));
    if (const auto rest = m_estimate.remainingSeconds())
        text += QStringLiteral(" · ") + tr("%1 left").arg(durationLabel(*rest));
    m_rate->setText(text);
}

void ImportStrip::showDone(const QString &text, const char *role, bool hasDetails)
{
    m_brief->stop();
    setRole(*m_text, role);
    m_said = text;
    sayAgain();
    m_bar->hide();
    m_rate->hide();
    m_cancel->hide();
    m_details->setVisible(hasDetails);
    m_dismiss->show();
    show();
}

void ImportStrip::sayAgain()
{
    const QString shown = withoutNames(m_said);
    m_text->setText(shown);
    m_text->setToolTip(shown);
}

void ImportStrip::finish(const ImportCounts &counts, const QStringList &watched)
{
    const bool isEmpty = counts.files == 0 && !watched.isEmpty();
    QString text = isEmpty ? QString() : importSentence(counts, locale());
    if (!watched.isEmpty())
        text += (isEmpty ? QString() : QStringLiteral(" ")) +
                tr("Watched from now on: %1.").arg(watched.join(QStringLiteral(", ")));
    showDone(
        counts.wasCancelled
            ? tr("Stopped. What was read stays: %1 Importing again goes on from there.").arg(text)
            : text,
        counts.rejected > 0 ? "warning" : nullptr, true);
}

void ImportStrip::say(const QString &sentence)
{
    showDone(sentence, nullptr, false);
}

void ImportStrip::sayBriefly(const QString &sentence)
{
    say(sentence);
    m_brief->start();
}

void ImportStrip::fail(const QString &reason)
{
    showDone(reason, "critical", false);
}

} // namespace outlay::ui
