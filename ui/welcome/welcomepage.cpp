// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcome/welcomepage.h"

#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/welcome/founditemrow.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {

WelcomePage::WelcomePage(QWidget *parent)
    : QWidget(parent)
    , m_found(makeLabel(tr("Looking for usage on this machine…"), uiFont(14), this))
    , m_keys(makeLabel({}, uiFont(12), this, "muted"))
    , m_rows(new QVBoxLayout)
    , m_import(makePrimary(tr("Start with what is chosen"), this))
    , m_source(new QPushButton(tr("Add a source…"), this))
    , m_demo(new QPushButton(tr("Open demo data"), this))
    , m_files(new QPushButton(tr("Choose files…"), this))
{
    setObjectName(QStringLiteral("page"));
    m_found->setObjectName(QStringLiteral("foundSummary"));
    m_import->setObjectName(QStringLiteral("foundImport"));
    m_source->setObjectName(QStringLiteral("addFirstSource"));
    m_source->setToolTip(tr("A provider's usage API, a gateway, or telemetry"));
    m_demo->setObjectName(QStringLiteral("openDemo"));
    m_files->setObjectName(QStringLiteral("chooseFiles"));
    auto *inner = new QWidget;
    inner->setMaximumWidth(760);
    auto *box = new QVBoxLayout(inner);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(10);
    box->addStretch(1);
    box->addWidget(makeLabel(tr("What do your LLM workloads cost?"), displayFont(26), inner));
    auto *intro = makeLabel(
        tr("Outlay reads logs and transcripts that already exist and turns them into one exact "
           "ledger on this machine. Prompts and answers are not kept, and nothing is sent "
           "anywhere."),
        uiFont(14), inner, "muted");
    intro->setWordWrap(true);
    box->addWidget(intro);
    box->addSpacing(8);
    m_found->setWordWrap(true);
    box->addWidget(m_found);
    m_rows->setSpacing(8);
    box->addLayout(m_rows);
    m_keys->setWordWrap(true);
    box->addWidget(m_keys);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_import);
    buttons->addWidget(m_files);
    buttons->addWidget(m_source);
    buttons->addWidget(m_demo);
    buttons->addStretch();
    box->addSpacing(6);
    box->addLayout(buttons);
    auto *hint =
        makeLabel(tr("You can also drop files or folders anywhere on this window. Demo data "
                     "goes into a ledger of its own."),
                  uiFont(12), inner, "muted");
    hint->setWordWrap(true);
    box->addWidget(hint);
    box->addStretch(2);

    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *centre = new QWidget;
    auto *row = new QHBoxLayout(centre);
    row->setContentsMargins(32, 24, 32, 24);
    row->addStretch(1);
    row->addWidget(inner, 6);
    row->addStretch(1);
    fill(*scroll, centre);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    connect(m_import, &QPushButton::clicked, this, [this] { emit importChosen(choices()); });
    connect(m_demo, &QPushButton::clicked, this, &WelcomePage::demoRequested);
    connect(m_source, &QPushButton::clicked, this, &WelcomePage::sourceRequested);
    connect(m_files, &QPushButton::clicked, this, &WelcomePage::filesRequested);
    updateButtons();
}

void WelcomePage::setFound(const std::vector<FoundItem> &items, const QStringList &keys)
{
    for (FoundItemRow *row : m_items)
        row->deleteLater();
    m_items.clear();
    for (const FoundItem &item : items) {
        auto *row = new FoundItemRow(item, static_cast<int>(m_items.size()), this);
        connect(row, &FoundItemRow::changed, this, &WelcomePage::updateButtons);
        m_rows->addWidget(row);
        m_items.push_back(row);
    }
    m_keys->setText(keys.isEmpty()
                        ? QString()
                        : tr("Provider keys in the environment: %1. None is used unless you add a "
                             "source that names it.")
                              .arg(keys.join(QStringLiteral(", "))));
    m_keys->setVisible(!keys.isEmpty());
    m_hasLooked = true;
    updateRows();
}

void WelcomePage::setWatched(const std::vector<std::string> &paths)
{
    if (paths == m_watched)
        return;
    m_watched = paths;
    updateRows();
}

void WelcomePage::updateRows()
{
    for (FoundItemRow *row : m_items)
        row->setWatched(std::find(m_watched.begin(), m_watched.end(), row->item().path) !=
                        m_watched.end());
    if (m_hasLooked)
        updateWords();
    updateButtons();
}

void WelcomePage::updateWords()
{
    const auto has = [this](auto is) { return std::any_of(m_items.begin(), m_items.end(), is); };
    const auto isAsked = [](const FoundItemRow *row) { return row->isAsked(); };
    const auto isWatched = [](const FoundItemRow *row) { return row->isWatched(); };
    if (has(isAsked))
        m_found->setText(tr("Found on this machine, not read yet. Choose what to read, and how "
                            "it is paid for:"));
    else if (has(isWatched))
        m_found->setText(tr("Outlay watches what was found here. The first request that is "
                            "recorded brings the figures onto this page."));
    else
        m_found->setText(tr(
            "No transcripts of Claude Code, Codex or other agents were found in the usual places. "
            "Choose log files of a gateway, add a provider as a source, or look around with "
            "demo data."));
}

std::vector<FoundChoice> WelcomePage::choices() const
{
    std::vector<FoundChoice> chosen;
    for (const FoundItemRow *row : m_items) {
        if (row->isChosen())
            chosen.push_back(row->choice());
    }
    return chosen;
}

void WelcomePage::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButtons();
}

void WelcomePage::updateButtons()
{
    m_import->setVisible(std::any_of(m_items.begin(), m_items.end(),
                                     [](const FoundItemRow *row) { return row->isAsked(); }));
    m_import->setEnabled(!m_isBusy && !choices().empty());
    m_source->setEnabled(!m_isBusy);
    m_demo->setEnabled(!m_isBusy);
    m_files->setEnabled(!m_isBusy);
}

} // namespace outlay::ui
