// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/fonts.h"

#include <QFontDatabase>
#include <QStringList>

// A static library's resources are registered by hand, and from outside any namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(desktop);
}

namespace outlay::ui {
namespace {

QFont font(const QStringList &families, int pixels, QFont::Weight weight)
{
    QFont f(families);
    f.setPixelSize(pixels);
    f.setWeight(weight);
    // Hinted outlines shift by fractions of a pixel between sizes and make columns uneven.
    f.setHintingPreference(QFont::PreferNoHinting);
    return f;
}

} // namespace

void loadFonts()
{
    static const bool loaded = [] {
        registerResources();
        for (const char *file : {"OutlaySans-Regular", "OutlaySans-Medium", "OutlaySans-SemiBold",
                                 "OutlayDisplay-SemiBold"}) {
            QFontDatabase::addApplicationFont(
                QStringLiteral(":/outlay/fonts/%1.otf").arg(QLatin1String(file)));
        }
        return true;
    }();
    Q_UNUSED(loaded)
}

QFont uiFont(int pixels, QFont::Weight weight)
{
    return font({QStringLiteral("Outlay Sans"), QStringLiteral("Inter"),
                 QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")},
                pixels, weight);
}

QFont displayFont(int pixels)
{
    QFont f = font({QStringLiteral("Outlay Display"), QStringLiteral("Outlay Sans"),
                    QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")},
                   pixels, QFont::DemiBold);
    // The display cut is drawn tight and kerned for words; in a figure the point must stand out.
    f.setKerning(false);
    f.setLetterSpacing(QFont::PercentageSpacing, 102);
    return f;
}

} // namespace outlay::ui
