// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourceform.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

/// How the form looks, whatever is added: nothing cut off, and no empty room in its middle.
class TestSourceForm : public QObject
{
    Q_OBJECT

private:
    template <typename Widget> static Widget *find(const QWidget &form, const char *name)
    {
        auto *found = form.findChild<Widget *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    static QRect placeOf(const QWidget &form, const QWidget &widget)
    {
        return {widget.mapTo(&form, QPoint(0, 0)), widget.size()};
    }
    static void expectTidy(const SourceForm &form)
    {
        const QLabel &hint = *find<QLabel>(form, "formHint");
        const QRect words = hint.fontMetrics().boundingRect(QRect(0, 0, hint.width(), 10'000),
                                                            Qt::TextWordWrap, hint.text());
        QVERIFY2(words.height() <= hint.height(), qPrintable(hint.text()));
        QVERIFY(words.width() <= hint.width());
        const QRect buttons = placeOf(form, *find<QPushButton>(form, "formTest"));
        QVERIFY(buttons.bottom() < form.height());
        int above = 0; // where what stands above the buttons ends
        for (const QWidget *widget : form.findChildren<QWidget *>()) {
            const QRect place = placeOf(form, *widget);
            if (widget->isVisible() && place.bottom() < buttons.top())
                above = std::max(above, place.bottom());
        }
        constexpr int mostRoom = 40;
        QVERIFY2(buttons.top() - above <= mostRoom,
                 qPrintable(QString::number(buttons.top() - above)));
    }

private slots:
    void initTestCase() { loadFonts(); }

    void everyKindIsTidy_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::newRow("light") << Scheme::Light;
        QTest::newRow("dark") << Scheme::Dark;
    }
    void everyKindIsTidy()
    {
        QFETCH(Scheme, scheme);
        applyScheme(scheme);
        QWidget window;
        window.resize(1024, 700);
        window.show();
        for (const SourceKindFacts &facts : sourceKinds()) {
            SourceDraft draft;
            draft.kind = facts.kind;
            SourceForm form(draft, {}, &window);
            form.setAttribute(Qt::WA_DeleteOnClose, false);
            form.show();
            QVERIFY(QTest::qWaitForWindowExposed(&form));
            expectTidy(form);
            QVERIFY2(form.height() < window.height(), facts.word);
            if (QTest::currentTestFailed())
                qFatal("%s", facts.word);
        }
    }

    void anotherKindIsTidyAsWell()
    {
        SourceDraft draft;
        draft.kind = SourceKind::Vertex;
        SourceForm form(draft, {}, nullptr);
        form.setAttribute(Qt::WA_DeleteOnClose, false);
        form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&form));
        auto *kind = find<QComboBox>(form, "formKind");
        for (int i = 0; i < kind->count(); ++i) {
            kind->setCurrentIndex(i);
            QCoreApplication::processEvents();
            expectTidy(form);
        }
    }
};

QTEST_MAIN(TestSourceForm)
#include "tst_sourceform.moc"
