// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sidebar.h"

#include "ui/text/names.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace outlay::ui {
namespace {

constexpr int sidebarWidth = 188;

} // namespace

Sidebar::Sidebar(QWidget *parent)
    : QFrame(parent)
    , m_hidden(makeLink(tr("Names are hidden"), this))
    , m_currency(makeLink({}, this))
    , m_demo(makeLabel(tr("Demo data"), uiFont(11, QFont::DemiBold), this, "warning"))
    , m_age(makeLabel({}, uiFont(11), this, "muted"))
    , m_ledger(makeLabel({}, uiFont(11), this, "muted"))
{
    setObjectName(QStringLiteral("sidebar"));
    setFixedWidth(sidebarWidth);
    m_age->setObjectName(QStringLiteral("dataAge"));
    m_ledger->setObjectName(QStringLiteral("ledgerName"));
    auto *brand = makeLabel(tr("Outlay"), displayFont(20), this);
    brand->setContentsMargins(10, 0, 10, 12);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(12, 16, 12, 14);
    box->setSpacing(4);
    box->addWidget(brand);
    int number = 0;
    for (const Page page : allPages)
        addPage(page, pageShortcut(number++).toString(QKeySequence::NativeText), *box);
    box->addStretch();
    box->addWidget(m_demo);
    box->addWidget(m_hidden);
    box->addWidget(m_currency);
    box->addWidget(m_age);
    box->addWidget(m_ledger);
    m_hidden->setObjectName(QStringLiteral("namesHiddenMark"));
    m_hidden->setIcon(symbolicIcon("lock", *this, Tint::Warning));
    m_hidden->setToolTip(tr("Labels stand in the place of names. Show names  Ctrl+Shift+H"));
    m_hidden->hide();
    connect(m_hidden, &QPushButton::clicked, this, &Sidebar::namesWanted);
    m_currency->setObjectName(QStringLiteral("currencyMark"));
    m_currency->setFont(uiFont(10)); // a rate and its day in one line
    m_currency->setToolTip(tr("Figures are US dollars at this rate, typed on the Settings page. "
                              "Receipts and tool tips, prices, limits of budgets, reports and "
                              "exports are US dollars."));
    m_currency->hide();
    connect(m_currency, &QPushButton::clicked, this, &Sidebar::currencyWanted);
    m_demo->setObjectName(QStringLiteral("demoMark"));
    m_demo->setToolTip(
        tr("Two months of a team of twelve, made up. “Close the demo and go back” in the File "
           "menu ends it."));
    m_demo->hide();
    for (QLabel *label : {m_demo, m_age, m_ledger})
        label->setContentsMargins(8, 0, 0, 0);
    setPage(Page::Overview);
    updateIcons();
}

void Sidebar::addPage(Page page, const QString &shortcut, QVBoxLayout &box)
{
    auto *button = new QPushButton(pageLabel(page), this);
    QString name = QLatin1String(pageName(page));
    name[0] = name.at(0).toUpper();
    button->setObjectName(QStringLiteral("nav") + name);
    button->setCheckable(true);
    button->setFont(uiFont(13, QFont::Medium));
    button->setToolTip(tr("%1  %2", "page, its keys").arg(pageLabel(page), shortcut));
    connect(button, &QPushButton::clicked, this, [this, page, button] {
        button->setChecked(true); // until the window says which page it is
        emit pageChosen(page);
    });
    m_buttons[page] = button;
    auto *badge = makeLabel({}, uiFont(11, QFont::DemiBold), button);
    badge->setObjectName(QStringLiteral("badge") + name);
    badge->setProperty("badge", true);
    badge->setAttribute(Qt::WA_TransparentForMouseEvents);
    badge->hide();
    auto *inside = new QHBoxLayout(button);
    inside->setContentsMargins(0, 0, 10, 0);
    inside->addStretch();
    inside->addWidget(badge, 0, Qt::AlignVCenter);
    m_badges[page] = badge;
    box.addWidget(button);
}

void Sidebar::setPage(Page page)
{
    for (const auto &[own, button] : m_buttons)
        button->setChecked(own == page);
}

void Sidebar::setCount(Page page, std::int64_t number, const QString &spoken)
{
    QLabel *badge = m_badges.at(page);
    badge->setText(number > 99 ? tr("99+", "more than fit into a badge")
                               : locale().toString(number));
    badge->setVisible(number > 0);
    m_buttons.at(page)->setAccessibleName(
        number > 0 ? tr("%1, %2", "page, what waits there").arg(pageLabel(page), spoken)
                   : pageLabel(page));
}

void Sidebar::setNamesHidden(bool isHidden)
{
    m_hidden->setVisible(isHidden);
    setLedger(m_path);
}

void Sidebar::setLedger(const QString &path)
{
    const QFontMetrics metrics(m_ledger->font());
    m_path = path;
    QString shown = shownName(NameKind::Path, path);
    const QString home = QDir::homePath();
    if (shown.startsWith(home + QLatin1Char('/')))
        shown = QStringLiteral("~") + shown.mid(home.size());
    m_ledger->setText(metrics.elidedText(shown, Qt::ElideMiddle, sidebarWidth - 36));
    m_ledger->setToolTip(tr("Ledger: %1").arg(shownName(NameKind::Path, path)));
}

void Sidebar::setDemo(bool isDemo)
{
    m_demo->setVisible(isDemo);
}

void Sidebar::setCurrency(const QString &note)
{
    m_currency->setText(note);
    m_currency->setVisible(!note.isEmpty());
}

void Sidebar::setAge(const QString &age, bool isStale)
{
    m_age->setText(age);
    setRole(*m_age, isStale ? "warning" : "muted");
}

void Sidebar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcons();
}

void Sidebar::updateIcons()
{
    for (const auto &[page, button] : m_buttons)
        button->setIcon(symbolicIcon(pageName(page), *this, Tint::Accent));
}

} // namespace outlay::ui
