// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/directedstyle.h"
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

/// Text at 7:1 on card, window and hover alike; series at 3:1 on the card, told apart by lightness.
Theme makeContrastLight()
{
    Theme t;
    t.window = QColor(0xffffff);
    t.card = QColor(0xffffff);
    t.border = QColor(Qt::black);
    t.text = QColor(Qt::black);
    t.muted = QColor(0x2b2f36);
    t.grid = QColor(0x8a8f98);
    t.hover = QColor(0xe6ebf5);
    t.accent = QColor(0x0a2fa3);
    t.onAccent = QColor(0xffffff);
    t.ok = QColor(0x004d33);
    t.warning = QColor(0x663300);
    t.critical = QColor(0x8a0020);
    t.series = {QColor(0x1b3fd1), QColor(0xb35900), QColor(0x00664a), QColor(0x7a1fc2),
                QColor(0x7a5c00), QColor(0x0073a8), QColor(0xb0175c)};
    t.other = QColor(0x5c6370);
    t.unknown = QColor(0x80868f);
    return t;
}

Theme makeContrastDark()
{
    Theme t;
    t.isDark = true;
    t.window = QColor(Qt::black);
    t.card = QColor(Qt::black);
    t.border = QColor(0xffffff);
    t.text = QColor(0xffffff);
    t.muted = QColor(0xd6dbe3);
    t.grid = QColor(0x6b7280);
    t.hover = QColor(0x1b2333);
    t.accent = QColor(0xa9c0ff);
    t.onAccent = QColor(Qt::black);
    t.ok = QColor(0x5ff0b0);
    t.warning = QColor(0xffcf66);
    t.critical = QColor(0xff9dab);
    t.series = {QColor(0x8fb0ff), QColor(0xffb066), QColor(0x4ff0bd), QColor(0xd3a6ff),
                QColor(0xffe066), QColor(0x7ad7ff), QColor(0xff9ccb)};
    t.other = QColor(0xa0a8b5);
    t.unknown = QColor(0x7d8694);
    return t;
}

bool isStrong(const Theme &theme)
{
    return theme.border == theme.text;
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

const Theme &Theme::highContrast(bool isDark)
{
    static const Theme onWhite = makeContrastLight();
    static const Theme onBlack = makeContrastDark();
    return isDark ? onBlack : onWhite;
}

const Theme &Theme::of(const QPalette &palette)
{
    QColor paper = palette.color(QPalette::Window);
    if (paper.alpha() < 255) // a style sheet made the widget transparent: its ground is the window
        paper = QGuiApplication::palette().color(QPalette::Window);
    const bool isDarkPaper = paper.lightness() < 128;
    // Edges as strong as text are what sets the one pair apart from the other; no style sheet
    // changes that role.
    const Theme &strong = highContrast(isDarkPaper);
    if (palette.color(QPalette::Active, QPalette::Mid) == strong.border)
        return strong;
    return isDarkPaper ? dark() : light();
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
    p.setColor(QPalette::ToolTipBase, card); // as the style sheet has it
    p.setColor(QPalette::ToolTipText, text);
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
    if (isStrong(*this)) // what is not enabled has an edge, what has the focus a broad one
        sheet += QStringLiteral(
            "QPushButton[primary=\"true\"]:disabled { background: @card; color: @muted; "
            "border: 1px dashed @muted; }"
            "QPushButton:focus { border: 2px solid @accent; padding: 5px 11px; }"
            "QPushButton:disabled { border: 1px dashed @muted; }"
            "QPushButton[link=\"true\"]:focus { border: 2px solid @accent; padding: 0 2px; }"
            "QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus "
            "{ border: 2px solid @accent; padding: 3px 7px; }"
            "QTableView:focus, QTreeView:focus { border: 2px solid @accent; }");
    for (const auto &[word, colour] : words)
        sheet.replace(word, colour.name());
    return sheet;
}

namespace {

bool isOfSystem(Scheme scheme)
{
    return scheme == Scheme::System || scheme == Scheme::HighContrast;
}

const Theme &themeOf(Scheme scheme, bool prefersDark)
{
    const bool isDark = isOfSystem(scheme) ? systemIsDark() || prefersDark : scheme == Scheme::Dark;
    return scheme == Scheme::HighContrast ? Theme::highContrast(isDark)
           : isDark                       ? Theme::dark()
                                          : Theme::light();
}

bool hasStyle()
{
    const QStyle *style = QApplication::style();
    return QGuiApplication::isRightToLeft() ? qobject_cast<const DirectedStyle *>(style) != nullptr
                                            : style->name() == QLatin1String("fusion");
}

void setStyle()
{
    if (QGuiApplication::isRightToLeft())
        QApplication::setStyle(new DirectedStyle);
    else
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
}

} // namespace

void prepareScheme(Scheme scheme)
{
    setStyle();
    QApplication::setPalette(themeOf(scheme, false).palette());
    QApplication::setFont(uiFont(13));
}

void applyScheme(Scheme scheme, bool prefersDark)
{
    // Under a style sheet the style's own name is hidden; it is the one set before the first sheet.
    const bool hasSheet = !qApp->styleSheet().isEmpty();
    if (!hasSheet && !hasStyle())
        setStyle();
    const Theme &theme = themeOf(scheme, prefersDark);
    // A style sheet set again polishes every widget again, a quarter of the start.
    const bool isThere = qApp->styleSheet() == theme.styleSheet();
    if (!isThere || isOfSystem(scheme)) // to ask the system took the palette away
        QApplication::setPalette(theme.palette());
    if (isThere)
        return;
    QApplication::setFont(uiFont(13));
    qApp->setStyleSheet(theme.styleSheet());
}

} // namespace outlay::ui
