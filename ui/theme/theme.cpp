// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/fonts.h"

#include <QApplication>
#include <QFile>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

#include <utility>

namespace outlay::ui {
namespace {

Theme makeLight()
{
    Theme t;
    t.window = QColor(0xf5f6f8);
    t.card = QColor(0xffffff);
    t.border = QColor(0xe1e5eb);
    t.text = QColor(0x101828);
    t.muted = QColor(0x5a6579);
    t.grid = QColor(0xeceff3);
    t.hover = QColor(0xf0f2f6);
    t.accent = QColor(0x3457d5);
    t.onAccent = QColor(0xffffff);
    t.ok = QColor(0x0b7a55);
    t.warning = QColor(0xa35a00);
    t.critical = QColor(0xc4203f);
    t.series = {QColor(0x4263eb), QColor(0xee8a2e), QColor(0x16a37f), QColor(0x9c5de0),
                QColor(0xd9a90f), QColor(0x35b1e6), QColor(0xd6578f)};
    t.other = QColor(0x98a2b3);
    t.unknown = QColor(0xc3cad5);
    return t;
}

Theme makeDark()
{
    Theme t;
    t.isDark = true;
    t.window = QColor(0x0f1217);
    t.card = QColor(0x171b22);
    t.border = QColor(0x272e39);
    t.text = QColor(0xe8ebf0);
    t.muted = QColor(0x9ba6b7);
    t.grid = QColor(0x232935);
    t.hover = QColor(0x202630);
    t.accent = QColor(0x7c9cff);
    t.onAccent = QColor(0x0b1020);
    t.ok = QColor(0x3ecf8e);
    t.warning = QColor(0xf5b544);
    t.critical = QColor(0xff7285);
    t.series = {QColor(0x7c9cff), QColor(0xf3a15c), QColor(0x3ecfa4), QColor(0xc08cff),
                QColor(0xeccb4f), QColor(0x5cc8f5), QColor(0xf08ab8)};
    t.other = QColor(0x7d889a);
    t.unknown = QColor(0x4a5465);
    return t;
}

bool systemIsDark()
{
    // Without an explicit palette the platform's own one shows through.
    QApplication::setPalette(QPalette());
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

} // namespace

const Theme &Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme &Theme::of(const QPalette &palette)
{
    QColor paper = palette.color(QPalette::Window);
    if (paper.alpha() < 255) // a style sheet made the widget transparent: its ground is the window
        paper = QGuiApplication::palette().color(QPalette::Window);
    return paper.lightness() < 128 ? dark() : light();
}

const Theme &Theme::of(const QWidget &widget)
{
    return of(widget.palette());
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::Base, card);
    p.setColor(QPalette::AlternateBase, hover);
    p.setColor(QPalette::Button, card);
    p.setColor(QPalette::Light, card);
    p.setColor(QPalette::Midlight, grid);
    p.setColor(QPalette::Mid, border);
    p.setColor(QPalette::Dark, muted);
    p.setColor(QPalette::Shadow, isDark ? QColor(Qt::black) : border);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::PlaceholderText, muted);
    p.setColor(QPalette::ToolTipBase, isDark ? QColor(0x2a313d) : QColor(0x101828));
    p.setColor(QPalette::ToolTipText, QColor(0xf5f6f8));
    p.setColor(QPalette::Highlight, accent);
    p.setColor(QPalette::HighlightedText, onAccent);
    p.setColor(QPalette::Link, accent);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, muted);
    return p;
}

QString Theme::styleSheet() const
{
    QFile file(QStringLiteral(":/outlay/qss/outlay.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const std::array<std::pair<QLatin1String, QColor>, 12> words{{
        {QLatin1String("@window"), window},
        {QLatin1String("@card"), card},
        {QLatin1String("@border"), border},
        {QLatin1String("@text"), text},
        {QLatin1String("@muted"), muted},
        {QLatin1String("@grid"), grid},
        {QLatin1String("@hover"), hover},
        {QLatin1String("@onaccent"), onAccent},
        {QLatin1String("@accent"), accent},
        {QLatin1String("@ok"), ok},
        {QLatin1String("@warning"), warning},
        {QLatin1String("@critical"), critical},
    }};
    sheet.replace(QLatin1String("@mode"), isDark ? QLatin1String("dark") : QLatin1String("light"));
    for (const auto &[word, colour] : words)
        sheet.replace(word, colour.name());
    return sheet;
}

void applyScheme(Scheme scheme, bool prefersDark)
{
    if (QApplication::style()->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0)
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const bool isDark =
        scheme == Scheme::System ? systemIsDark() || prefersDark : scheme == Scheme::Dark;
    const Theme &theme = isDark ? Theme::dark() : Theme::light();
    // A style sheet set again polishes every widget again, a quarter of the start.
    if (qApp->styleSheet() == theme.styleSheet())
        return;
    QApplication::setPalette(theme.palette());
    QApplication::setFont(uiFont(13));
    qApp->setStyleSheet(theme.styleSheet());
}

} // namespace outlay::ui
