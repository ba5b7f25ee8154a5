// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/tile.h"

#include "ui/text/bidi.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace outlay::ui {

/// Painted by hand: a style sheet of its own for each was at times not applied.
class ChangePill : public QLabel
{
public:
    explicit ChangePill(QWidget *parent) : QLabel(parent)
    {
        setFont(uiFont(12, QFont::DemiBold));
        setTextFormat(Qt::PlainText);
        setContentsMargins(7, 1, 7, 1);
    }

    void setTone(const QColor &ink, const QColor &paper)
    {
        m_ink = ink;
        m_paper = paper;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        constexpr double radius = 8;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_paper);
        painter.drawRoundedRect(QRectF(rect()), radius, radius);
        painter.setPen(m_ink);
        painter.drawText(contentsRect(), Qt::AlignCenter, isolated(text()));
    }

private:
    QColor m_ink, m_paper;
};

Tile::Tile(const QString &name, QWidget *parent)
    : QFrame(parent)
    , m_caption(new ElidedLabel(uiFont(13, QFont::Medium), this))
    , m_qualifier(makeLabel({}, uiFont(12), this, "warning"))
    , m_value(makeLabel(QStringLiteral(" "), displayFont(27), this))
    , m_against(new ElidedLabel(uiFont(12), this))
    , m_foot(new ElidedLabel(uiFont(11), this))
    , m_change(new ChangePill(this))
    , m_spark(new Sparkline(this))
    , m_basis(new BasisBar(this))
{
    setObjectName(name);
    setProperty("card", true);
    setProperty("tile", true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // all tiles are equally wide
    m_value->setObjectName(name + QStringLiteral("Value"));
    m_qualifier->setObjectName(name + QStringLiteral("Qualifier"));
    m_change->setObjectName(name + QStringLiteral("Change"));
    m_against->setObjectName(name + QStringLiteral("Against"));
    m_foot->setObjectName(name + QStringLiteral("Foot"));

    auto *figure = new QHBoxLayout;
    figure->setSpacing(6);
    figure->addWidget(m_qualifier, 0, Qt::AlignBottom);
    figure->addWidget(m_value);
    figure->addStretch(1);
    figure->addWidget(m_spark, 6, Qt::AlignVCenter);
    m_qualifier->setContentsMargins(0, 0, 0, 5);
    auto *comparison = new QHBoxLayout;
    comparison->setSpacing(7);
    comparison->addWidget(m_change);
    comparison->addWidget(m_against, 1);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(16, 10, 12, 10);
    box->setSpacing(2);
    box->addWidget(m_caption);
    box->addLayout(figure);
    box->addLayout(comparison);
    box->addSpacing(3);
    m_basis->setFixedHeight(5);
    box->addWidget(m_basis);
    box->addWidget(m_foot);
}

void Tile::setContent(const TileContent &content, const Measures &measures)
{
    m_caption->setText(content.caption);
    m_qualifier->setText(content.qualifier);
    m_qualifier->setVisible(!content.qualifier.isEmpty());
    m_value->setText(content.value);
    m_value->setToolTip(content.exact);
    m_change->setText(content.change);
    m_change->setVisible(!content.change.isEmpty());
    m_change->setToolTip(content.changeExact);
    m_against->setText(content.against.isEmpty() ? QStringLiteral(" ") : content.against);
    m_against->setToolTip(content.changeExact.isEmpty() ? content.against : content.changeExact);
    m_foot->setText(content.foot);
    m_foot->setToolTip(content.footExact.isEmpty() ? content.foot : content.footExact);
    m_basis->setMeasures(measures);
    // The other tiles keep the bar's room, so that all figures stand on one line.
    QSizePolicy policy = m_basis->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_basis->setSizePolicy(policy);
    m_basis->setVisible(content.hasBasis);
    m_spark->setValues(content.spark);
    m_tone = content.tone;
    applyTone();
    makeRoom();
    setAccessibleName(content.caption);
    setAccessibleDescription(
        QStringList{content.qualifier, content.value, content.changeExact,
                    content.footExact.isEmpty() ? content.foot : content.footExact}
            .join(QLatin1Char(' '))
            .simplified());
}

void Tile::applyTone()
{
    const Theme &theme = Theme::of(*this);
    const QColor ink = m_tone == Tone::Good  ? theme.ok
                       : m_tone == Tone::Bad ? theme.critical
                                             : theme.muted;
    QColor paper = ink;
    paper.setAlphaF(theme.isDark ? 0.16F : 0.10F);
    m_change->setTone(ink, paper);
}

/// The figure comes first: the line beside it goes where both do not fit.
void Tile::makeRoom()
{
    m_value->setFont(displayFont(width() < 215 ? 22 : 27));
    const int taken = m_value->sizeHint().width() + 44 +
                      (m_qualifier->text().isEmpty() ? 0 : m_qualifier->sizeHint().width());
    m_spark->setVisible(width() - taken > 36);
}

void Tile::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    makeRoom();
}

void Tile::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        emit receiptRequested(mapToGlobal(rect().bottomLeft() + QPoint(0, 6)));
}

void Tile::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return)
        emit receiptRequested(mapToGlobal(rect().bottomLeft() + QPoint(0, 6)));
    else
        QFrame::keyPressEvent(event);
}

void Tile::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTone();
}

} // namespace outlay::ui
