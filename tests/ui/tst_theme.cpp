// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLineEdit>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QStyleOptionViewItem>
#include <QTableView>
#include <QTest>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <utility>

using namespace outlay::ui;

namespace {

/// Of WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor &colour)
{
    const auto part = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) +
           0.0722 * part(colour.blueF());
}

double contrast(const QColor &left, const QColor &right)
{
    const double a = luminance(left) + 0.05, b = luminance(right) + 0.05;
    return std::max(a, b) / std::min(a, b);
}

/// Of the ground, a few pixels inside, and what stands out from it most.
double contrastIn(const QImage &image)
{
    const QColor ground = image.pixelColor(4, 4);
    double most = 1;
    for (int y = 3; y < image.height() - 3; ++y) {
        for (int x = 3; x < image.width() - 3; ++x)
            most = std::max(most, contrast(ground, image.pixelColor(x, y)));
    }
    return most;
}

QWidget *shownTip()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (widget->inherits("QTipLabel") && widget->isVisible())
            return widget;
    }
    return nullptr;
}

constexpr std::array schemes{std::pair{Scheme::Light, false}, std::pair{Scheme::Dark, false},
                             std::pair{Scheme::HighContrast, false},
                             std::pair{Scheme::HighContrast, true}};

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void textStandsOut_data();
    void textStandsOut();
    void aPaletteLeadsBackToItsTheme();
    void highContrastIsChosenForTheWholeProgram();
    void choosingASchemeAgainKeepsIt_data();
    void choosingASchemeAgainKeepsIt();
    void tooltipsCanBeRead();
    void boxesInTablesShowWhetherTheyAreChecked();
    void whatIsNotEnabledLooksSo();
};

void TestTheme::textStandsOut_data()
{
    QTest::addColumn<const Theme *>("theme");
    QTest::addColumn<double>("least");
    QTest::newRow("light") << &Theme::light() << 4.5;
    QTest::newRow("dark") << &Theme::dark() << 4.5;
    QTest::newRow("high contrast on white") << &Theme::highContrast(false) << 7.0;
    QTest::newRow("high contrast on black") << &Theme::highContrast(true) << 7.0;
}

void TestTheme::textStandsOut()
{
    QFETCH(const Theme *, theme);
    QFETCH(double, least);
    const Theme &t = *theme;
    for (const QColor &ground : {t.window, t.card, t.hover}) {
        for (const QColor &text : {t.text, t.muted, t.accent, t.ok, t.warning, t.critical}) {
            const double ratio = contrast(text, ground);
            QVERIFY2(
                ratio >= least,
                qPrintable(
                    QStringLiteral("%1 on %2: %3").arg(text.name(), ground.name()).arg(ratio)));
        }
    }
    QVERIFY(contrast(t.onAccent, t.accent) >= least);
    if (least < 7)
        return;
    QVERIFY(contrast(t.border, t.card) >= 7);
    for (const QColor &mark : t.series)
        QVERIFY2(contrast(mark, t.card) >= 3, qPrintable(mark.name()));
    for (const QColor &mark : {t.other, t.unknown, t.grid})
        QVERIFY2(contrast(mark, t.card) >= 3, qPrintable(mark.name()));
}

void TestTheme::aPaletteLeadsBackToItsTheme()
{
    for (const Theme *theme :
         {&Theme::light(), &Theme::dark(), &Theme::highContrast(false), &Theme::highContrast(true)})
        QCOMPARE(&Theme::of(theme->palette()), theme);
}

void TestTheme::highContrastIsChosenForTheWholeProgram()
{
    applyScheme(Scheme::HighContrast, true);
    QCOMPARE(&Theme::of(QApplication::palette()), &Theme::highContrast(true));
    QVERIFY(qApp->styleSheet().contains(QStringLiteral("dashed #d6dbe3")));
    applyScheme(Scheme::Light);
    QCOMPARE(&Theme::of(QApplication::palette()), &Theme::light());
}

void TestTheme::choosingASchemeAgainKeepsIt_data()
{
    QTest::addColumn<int>("scheme");
    for (const auto &[name, scheme] :
         {std::pair("system", Scheme::System), std::pair("light", Scheme::Light),
          std::pair("dark", Scheme::Dark), std::pair("high contrast", Scheme::HighContrast)})
        QTest::newRow(name) << static_cast<int>(scheme);
}

/// Charts are drawn by the palette, the rest by the style sheet: they have to agree.
void TestTheme::choosingASchemeAgainKeepsIt()
{
    QFETCH(int, scheme);
    applyScheme(static_cast<Scheme>(scheme));
    const QPalette once = QApplication::palette();
    applyScheme(static_cast<Scheme>(scheme));
    for (const QPalette::ColorRole role : {QPalette::Window, QPalette::Mid, QPalette::Text})
        QCOMPARE(QApplication::palette().color(role), once.color(role));
    // A widget that is there is not styled anew: with all pages that costs a start 50 ms and 6 MB.
    struct Counting : QWidget
    {
        int changes = 0;
        void changeEvent(QEvent *event) override
        {
            changes += event->type() == QEvent::StyleChange;
        }
    } present;
    present.ensurePolished();
    present.changes = 0;
    applyScheme(static_cast<Scheme>(scheme));
    QCOMPARE(present.changes, 0);
    QWidget later; // made after the second time
    QCOMPARE(&Theme::of(later), &Theme::of(once));
}

void TestTheme::tooltipsCanBeRead()
{
    for (const auto &[scheme, isDark] : schemes) {
        applyScheme(scheme, isDark);
        QToolTip::showText({20, 20}, QStringLiteral("HHHH MMMM"));
        QWidget *tip = shownTip();
        QVERIFY(tip);
        const double ratio = contrastIn(tip->grab().toImage());
        QVERIFY2(ratio >= (scheme == Scheme::HighContrast ? 7.0 : 4.5),
                 qPrintable(QString::number(ratio)));
        delete tip; // the next one is made under the next theme
    }
}

void TestTheme::boxesInTablesShowWhetherTheyAreChecked()
{
    for (const auto &[scheme, isDark] : schemes) {
        applyScheme(scheme, isDark);
        const Theme &theme = Theme::of(QApplication::palette());
        QStandardItemModel model(2, 1);
        QTableView table;
        table.setModel(&model);
        table.resize(300, 200);
        for (const bool isChecked : {false, true}) {
            const QModelIndex index = model.index(isChecked ? 1 : 0, 0);
            model.itemFromIndex(index)->setCheckable(true);
            model.itemFromIndex(index)->setCheckState(isChecked ? Qt::Checked : Qt::Unchecked);
        }
        const QImage image = table.grab().toImage();
        for (const bool isChecked : {false, true}) {
            const QModelIndex index = model.index(isChecked ? 1 : 0, 0);
            QStyleOptionViewItem option;
            option.initFrom(&table);
            option.widget = &table;
            option.rect = table.visualRect(index);
            option.features = QStyleOptionViewItem::HasCheckIndicator;
            const QRect box = table.style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator,
                                                            &option, &table);
            const QPoint corner =
                box.topLeft() + QPoint(3, 3) + table.viewport()->mapTo(&table, QPoint(0, 0));
            QCOMPARE(image.pixelColor(corner).name(),
                     (isChecked ? theme.accent : theme.card).name());
        }
    }
}

void TestTheme::whatIsNotEnabledLooksSo()
{
    for (const auto &[scheme, isDark] : schemes) {
        applyScheme(scheme, isDark);
        const Theme &theme = Theme::of(QApplication::palette());
        QLineEdit line(QStringLiteral("HHHH"));
        QComboBox combo;
        combo.addItem(QStringLiteral("HHHH"));
        QSpinBox spin;
        QDateEdit day;
        QDateTimeEdit moment;
        QTimeEdit time;
        for (QWidget *field :
             std::initializer_list<QWidget *>{&line, &combo, &spin, &day, &moment, &time}) {
            field->resize(160, 32);
            const QImage enabled = field->grab().toImage();
            field->setEnabled(false);
            const QImage disabled = field->grab().toImage();
            QVERIFY2(enabled.pixelColor(8, 0) == theme.border, field->metaObject()->className());
            bool isDashed = false; // an edge with gaps
            for (int x = 12; x < 140 && !isDashed; ++x)
                isDashed = disabled.pixelColor(x, 0) != theme.border;
            QVERIFY2(isDashed, field->metaObject()->className());
            QVERIFY2(disabled.pixelColor(80, 3) == theme.window, field->metaObject()->className());
        }
    }
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
