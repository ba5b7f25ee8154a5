// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/names.h"

#include "ui/text/labels.h"
#include "ui/text/namelookup.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

#include <functional>
#include <set>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Names)
};

QString kindLabel(NameKind kind)
{
    switch (kind) {
    case NameKind::Budget:
        return Words::tr("Budget");
    case NameKind::Rule:
        return Words::tr("Rule");
    case NameKind::Branch:
        return Words::tr("Branch");
    case NameKind::Path:
        return Words::tr("Path");
    case NameKind::Email:
        return Words::tr("E-mail");
    case NameKind::Address:
        return Words::tr("Address");
    case NameKind::Webhook:
        return Words::tr("Webhook");
    case NameKind::Identity:
        return Words::tr("Identity");
    case NameKind::Account:
        return Words::tr("Account");
    }
    return {};
}

/// Digits alone are no name in a text: they may be any figure, and figures stay.
bool canBeFound(const QString &name)
{
    if (name.size() < 2)
        return false;
    for (const QChar c : name) {
        if (!c.isDigit() && c != u'.' && c != u',')
            return true;
    }
    return false;
}

bool isWordPart(const QString &text, qsizetype at)
{
    return at >= 0 && at < text.size() && text.at(at).isLetterOrNumber();
}

/// The names met so far and their labels.
class Register
{
public:
    bool isHidden = false, hasLearnt = false;

    QString label(const std::variant<DimensionRef, NameKind> &kind, const QString &name)
    {
        const QString word = std::holds_alternative<NameKind>(kind)
                                 ? kindLabel(std::get<NameKind>(kind))
                                 : dimensionLabel(std::get<DimensionRef>(kind));
        Kind &names = m_kinds[word];
        auto found = names.labels.constFind(name);
        if (found == names.labels.constEnd()) {
            const QString text = Words::tr("%1 %2", "kind of thing, its number")
                                     .arg(word)
                                     .arg(names.labels.size() + 1);
            found = names.labels.insert(name, text);
            names.behind.insert(text, name);
            learn(name, text);
        }
        return *found;
    }

    QString behind(const DimensionRef &dimension, const QString &label) const
    {
        return m_kinds.value(dimensionLabel(dimension)).behind.value(label, label);
    }

    [[nodiscard]] qsizetype size() const { return m_known.size(); }
    /// Empty: never met.
    [[nodiscard]] QString known(const QString &name) const { return m_known.value(name); }
    [[nodiscard]] QString known(const DimensionRef &dimension, const QString &name) const
    {
        return m_kinds.value(dimensionLabel(dimension)).labels.value(name);
    }

    /// Longest names first, at the borders of words.
    QString clean(const QString &text) const
    {
        QString clean;
        for (qsizetype at = 0; at < text.size();) {
            const qsizetype length = isWordPart(text, at - 1) ? 0 : nameAt(text, at);
            clean += length > 0 ? m_known.value(text.mid(at, length)) : QString(text.at(at));
            at += std::max<qsizetype>(length, 1);
        }
        return clean;
    }

private:
    struct Kind
    {
        QHash<QString, QString> labels, behind;
    };

    void learn(const QString &name, const QString &text)
    {
        if (!canBeFound(name) || m_known.contains(name))
            return; // two things of one name are told by the label of the first
        m_known.insert(name, text);
        m_lengths.insert(name.size());
    }

    [[nodiscard]] qsizetype nameAt(const QString &text, qsizetype at) const
    {
        for (const qsizetype length : m_lengths) {
            if (at + length <= text.size() && !isWordPart(text, at + length) &&
                m_known.contains(text.mid(at, length)))
                return length;
        }
        return 0;
    }

    QHash<QString, Kind> m_kinds;
    QHash<QString, QString> m_known;
    std::set<qsizetype, std::greater<>> m_lengths;
};

Register &names()
{
    static Register all;
    return all;
}

/// What no list holds and its form betrays.
QString withoutForms(QString text)
{
    struct Form
    {
        QRegularExpression pattern;
        std::variant<DimensionRef, NameKind> kind;
    };
    static const std::vector<Form> forms{
        {QRegularExpression(QStringLiteral("\\bhttps?://[^\\s\"'<>)]+")), NameKind::Address},
        {QRegularExpression(QStringLiteral("[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+")), NameKind::Email},
        {QRegularExpression(QStringLiteral("(?<![\\w/.:])~?(/[^\\s/:\"'<>,]+){2,}/?")),
         NameKind::Path},
        {QRegularExpression(QStringLiteral("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{4,}\\b")),
         DimensionRef{Dimension::Session, {}}},
    };
    for (const Form &form : forms) {
        qsizetype from = 0;
        for (auto match = form.pattern.match(text); match.hasMatch();
             match = form.pattern.match(text, from)) {
            const QString known = names().known(match.captured());
            const QString label =
                known.isEmpty() ? names().label(form.kind, match.captured()) : known;
            text.replace(match.capturedStart(), match.capturedLength(), label);
            from = match.capturedStart() + label.size();
        }
    }
    return text;
}

} // namespace

bool areNamesHidden()
{
    return names().isHidden;
}

void hideNames(bool isHidden)
{
    names().isHidden = isHidden;
}

bool isPersonal(Dimension dimension)
{
    switch (dimension) {
    case Dimension::Provider:
    case Dimension::Model:
    case Dimension::Price:
    case Dimension::Tier:
    case Dimension::Outcome:
    case Dimension::Plan:
        return false;
    default:
        return true;
    }
}

QString shownName(const DimensionRef &dimension, const QString &name)
{
    if (!areNamesHidden() || !isPersonal(dimension.dimension) || name.isEmpty())
        return name;
    return names().label(dimension, name);
}

QString shownName(const DimensionRef &dimension, const std::string &name)
{
    return shownName(dimension, QString::fromStdString(name));
}

QString shownName(NameKind kind, const QString &name)
{
    return areNamesHidden() && !name.isEmpty() ? names().label(kind, name) : name;
}

QString shownIdentity(NameKind kind, const QString &name)
{
    const QString user = areNamesHidden() ? names().known({Dimension::User, {}}, name) : QString();
    return user.isEmpty() ? shownName(kind, name) : user;
}

std::string nameBehind(const DimensionRef &dimension, const std::string &shown)
{
    if (!areNamesHidden() || !isPersonal(dimension.dimension))
        return shown;
    return names().behind(dimension, QString::fromStdString(shown)).toStdString();
}

QString withoutNames(const QString &text)
{
    if (!areNamesHidden() || text.isEmpty())
        return text;
    if (!names().hasLearnt)
        return QStringLiteral("…");
    return names().clean(withoutForms(text));
}

QStringList withoutNames(QStringList texts)
{
    for (QString &text : texts)
        text = withoutNames(text);
    return texts;
}

bool learnNames(const std::vector<KnownNames> &known)
{
    names().hasLearnt = true;
    const qsizetype before = names().size();
    for (const KnownNames &one : known) {
        for (const std::string &name : one.names) {
            if (!name.empty())
                (void)names().label(one.kind, QString::fromStdString(name));
        }
    }
    return names().size() > before;
}

} // namespace outlay::ui
