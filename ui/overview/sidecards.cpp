// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/sidecards.h"

#include "ui/receipt/figurelabel.h"
#include "ui/sources/sourcewords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace outlay::ui {
namespace {

constexpr int sourcesShown = 3;
constexpr int usualName = 18; // letters

/// A part of another source is paid as that is.
bool isUnanswered(const SourceInfo &source)
{
    // What brings bills alone has nothing a plan could be for.
    return source.partOf.empty() && source.events > 0 &&
           (source.plan == "unknown" || source.plan.empty());
}

/// A square in the pattern its basis has in the bar.
class BasisMark : public QWidget
{
public:
    BasisMark(Basis basis, QWidget *parent) : QWidget(parent), m_basis(basis)
    {
        setFixedSize(11, 11);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::of(*this).muted, 1));
        painter.setBrush(basisBrush(m_basis, palette()));
        painter.drawRoundedRect(QRectF(0.5, 0.5, 10, 10), 2.5, 2.5);
    }

private:
    Basis m_basis;
};

/// `beside`: what stands at the end of the title's line, or null.
void dressCard(QFrame &card, QVBoxLayout &box, const QString &name, const QString &title,
               QWidget *beside = nullptr)
{
    card.setObjectName(name);
    card.setProperty("card", true);
    box.setContentsMargins(18, 13, 18, 13);
    box.setSpacing(8);
    auto *head = new QHBoxLayout;
    head->addWidget(makeLabel(title, uiFont(15, QFont::DemiBold), &card), 1);
    if (beside)
        head->addWidget(beside);
    box.addLayout(head);
}

/// When it was read last; of what was never read, such as the demo, how far it reaches.
QString sourceAge(const SourceInfo &source, const OverviewSnapshot &snapshot, const QLocale &locale)
{
    if (source.lastImport)
        return SourcesCard::tr("read %1", "age").arg(ageLabel(*source.lastImport, snapshot.now));
    if (!source.span)
        return SourcesCard::tr("no requests");
    const TimeRange last{{source.span->to.micros - 1}, source.span->to};
    return SourcesCard::tr("to %1", "last day of data")
        .arg(rangeLabel({snapshot.zone.startOfDay(snapshot.zone.dayOf(last.from)), last.to},
                        snapshot.zone, locale, false));
}

void clear(QLayout &layout)
{
    while (QLayoutItem *item = layout.takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

} // namespace

BasisCard::BasisCard(QWidget *parent)
    : QFrame(parent)
    , m_bar(new BasisBar(this))
    , m_empty(new WrappedLabel(tr("Nothing is priced in this range."), uiFont(12), this))
{
    auto *box = new QVBoxLayout(this);
    dressCard(*this, *box, QStringLiteral("basisCard"), tr("What the spend rests on"));
    m_bar->setFixedHeight(8);
    box->addWidget(m_bar);
    box->addWidget(m_empty);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < basisOrder.size(); ++i) {
        const Basis basis = basisOrder.at(i);
        Line &line = m_lines.at(i);
        line.mark = new BasisMark(basis, this);
        line.name = makeLabel(basisLabel(basis), uiFont(13), this);
        line.name->setToolTip(basisExplanation(basis));
        line.share = makeLabel({}, uiFont(12), this, "muted");
        auto *amount = new FigureLabel(uiFont(13, QFont::DemiBold), this);
        connect(amount, &FigureLabel::receiptRequested, this, &BasisCard::receiptRequested);
        line.amount = amount;
        line.name->setBuddy(amount);
        line.amount->setObjectName(QStringLiteral("basis%1").arg(i));
        line.amount->setAlignment(Qt::AlignTrailing);
        const int row = static_cast<int>(i);
        grid->addWidget(line.mark, row, 0, Qt::AlignVCenter);
        grid->addWidget(line.name, row, 1);
        grid->addWidget(line.share, row, 2, Qt::AlignTrailing);
        grid->addWidget(line.amount, row, 3);
    }
    box->addLayout(grid);
}

void BasisCard::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    const auto parts = basisParts(snapshot->total);
    std::int64_t whole = 0;
    for (const Money part : parts)
        whole += part.nanos;
    const bool isPriced = snapshot->total.cost.has_value();
    m_bar->setMeasures(snapshot->total);
    m_bar->setVisible(isPriced);
    m_empty->setVisible(!isPriced);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Line &line = m_lines.at(i);
        const bool isShown = isPriced && parts.at(i) != Money{};
        line.amount->setText(money(parts.at(i), locale()));
        line.amount->setToolTip(moneyExact(parts.at(i), locale()));
        line.share->setText(share(parts.at(i).nanos, whole, locale()));
        for (QWidget *widget :
             {line.mark, static_cast<QWidget *>(line.name), static_cast<QWidget *>(line.share),
              static_cast<QWidget *>(line.amount)})
            widget->setVisible(isShown);
    }
}

NotesCard::NotesCard(QWidget *parent) : QFrame(parent), m_list(new QVBoxLayout)
{
    auto *box = new QVBoxLayout(this);
    dressCard(*this, *box, QStringLiteral("notesCard"), tr("Beside the figures"));
    m_list->setSpacing(9);
    box->addLayout(m_list);
    box->addStretch();
}

void NotesCard::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    QStringList figures;
    for (const Note &note : notesFor(*snapshot, locale()))
        figures << note.title + note.figure;
    // Nothing new: a button a person is about to press stays where it is.
    const bool same = m_snapshot && figures == m_figures;
    m_snapshot = snapshot;
    m_figures = figures;
    if (!same)
        rebuild();
}

void NotesCard::setCompact(bool isCompact)
{
    if (m_isCompact == isCompact)
        return;
    m_isCompact = isCompact;
    if (m_snapshot)
        rebuild();
}

void NotesCard::rebuild()
{
    clear(*m_list);
    const std::vector<Note> notes = notesFor(*m_snapshot, locale());
    // Many notes: only those that ask for something keep their sentence, the others have a tool
    // tip.
    const bool isCrowded = notes.size() > 3;
    for (const Note &note : notes)
        m_list->addWidget(makeNote(note, !m_isCompact && (!isCrowded || note.asksForAction)));
    if (notes.empty())
        m_list->addWidget(new WrappedLabel(tr("Everything is priced and nothing was rejected."),
                                           uiFont(12), this));
}

QWidget *NotesCard::makeNote(const Note &note, bool withText)
{
    auto *row = new QWidget(this);
    auto *icon = new QLabel(row);
    icon->setPixmap(symbolicPixmap(note.asksForAction ? "warning" : "info", *this, 16,
                                   note.asksForAction ? Tint::Warning : Tint::Muted));
    auto *title = makeLabel(note.title, uiFont(13, QFont::Medium), row);
    auto *figure = new FigureLabel(uiFont(13, QFont::DemiBold), row);
    figure->setText(note.figure);
    figure->setAccessibleName(tr("%1: %2, receipt", "name: amount").arg(note.title, note.figure));
    connect(figure, &FigureLabel::receiptRequested, this, &NotesCard::receiptRequested);
    figure->setObjectName(QStringLiteral("noteFigure%1").arg(static_cast<int>(note.kind)));
    auto *text = new WrappedLabel(note.text, uiFont(12), row);
    auto *details = makeLink(tr("Details"), row);
    details->setObjectName(QStringLiteral("noteDetails%1").arg(static_cast<int>(note.kind)));
    details->setAccessibleName(tr("Details of %1").arg(note.title));
    connect(details, &QPushButton::clicked, this,
            [this, kind = note.kind] { emit detailsRequested(kind); });

    auto *grid = new QGridLayout(row);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(7);
    grid->setVerticalSpacing(1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(icon, 0, 0);
    grid->addWidget(title, 0, 1);
    grid->addWidget(figure, 0, 2, 1, withText ? 2 : 1, Qt::AlignTrailing);
    row->setToolTip(note.text);
    text->setVisible(withText);
    grid->addWidget(text, 1, 1, 1, 2);
    grid->addWidget(details, withText ? 1 : 0, 3, Qt::AlignTop);
    return row;
}

void NotesCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_snapshot)
        rebuild();
}

SourcesCard::SourcesCard(QWidget *parent) : QFrame(parent), m_list(new QVBoxLayout)
{
    auto *box = new QVBoxLayout(this);
    auto *manage = makeLink(tr("Manage…"), this);
    manage->setObjectName(QStringLiteral("manageSources"));
    manage->setToolTip(tr("Sources and plans  Ctrl+P"));
    connect(manage, &QPushButton::clicked, this, &SourcesCard::manageRequested);
    dressCard(*this, *box, QStringLiteral("sourcesCard"), tr("Sources"), manage);
    m_list->setSpacing(6);
    box->addLayout(m_list);
    box->addStretch();
}

void SourcesCard::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    rebuild();
}

void SourcesCard::setWatched(const SourcesSnapshot &watched)
{
    std::vector<SourceRow> troubled;
    std::copy_if(watched.rows.begin(), watched.rows.end(), std::back_inserter(troubled),
                 [](const SourceRow &row) { return needsAttention(troubleOf(row)); });
    std::stable_sort(troubled.begin(), troubled.end(), [](const SourceRow &a, const SourceRow &b) {
        return troubleOf(a) < troubleOf(b);
    });
    const auto isSame = [](const SourceRow &a, const SourceRow &b) {
        return a.name == b.name && a.state == b.state && a.reason == b.reason;
    };
    if (std::equal(troubled.begin(), troubled.end(), m_troubled.begin(), m_troubled.end(), isSame))
        return;
    m_troubled = std::move(troubled);
    if (m_snapshot)
        rebuild();
}

void SourcesCard::addRow(const QString &name, const QString &hint, const QString &state,
                         const char *role)
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    auto *label = new ElidedLabel(uiFont(13), row, Qt::ElideMiddle);
    label->setText(name);
    setRole(*label, nullptr);
    label->setToolTip(hint);
    // Between wider cards there is room for a usual name; only a long one is cut short.
    const QFontMetrics metrics(label->font());
    label->setMinimumWidth(
        std::min(metrics.horizontalAdvance(name), usualName * metrics.averageCharWidth()));
    line->addWidget(label, 1);
    line->addWidget(makeLabel(state, uiFont(12), row, role));
    m_list->addWidget(row);
}

void SourcesCard::rebuild()
{
    clear(*m_list);
    int shown = 0, more = 0;
    for (const SourceRow &row : m_troubled) {
        if (shown++ < sourcesShown)
            addRow(sourceLabel(row.name), stateSentence(row), stateLabel(row.state), "warning");
        else
            ++more;
    }
    std::vector<SourceInfo> sources = m_snapshot->sources;
    std::stable_sort(sources.begin(), sources.end(),
                     [](const SourceInfo &a, const SourceInfo &b) { return a.events > b.events; });
    std::int64_t unanswered = 0;
    for (const SourceInfo &source : sources) {
        unanswered += isUnanswered(source) ? 1 : 0;
        const bool isTroubled =
            std::any_of(m_troubled.begin(), m_troubled.end(),
                        [&source](const SourceRow &row) { return row.name == source.name; });
        if (isTroubled)
            continue;
        if (shown++ < sourcesShown)
            addRow(sourceLabel(source.name),
                   tr("%1 request(s)", nullptr, pluralOf(source.events))
                       .arg(count(source.events, locale())),
                   sourceAge(source, *m_snapshot, locale()), "muted");
        else
            ++more;
    }
    if (more > 0)
        m_list->addWidget(makeLabel(tr("and %1 more").arg(more), uiFont(12), this, "muted"));
    if (unanswered > 0)
        m_list->addWidget(
            makeLabel(tr("Plan of %1 source(s) not answered", nullptr, pluralOf(unanswered))
                          .arg(count(unanswered, locale())),
                      uiFont(12), this, "warning"));
    if (shown == 0)
        m_list->addWidget(makeLabel(tr("Nothing imported yet."), uiFont(12), this, "muted"));
}

} // namespace outlay::ui
