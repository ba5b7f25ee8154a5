// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/pseudonyms.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>
#include <QString>

#include <algorithm>
#include <array>
#include <cctype>

namespace outlay {
namespace {

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

bool isWordByte(char c)
{
    // Of other scripts every byte: names are not cut out of longer ones.
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Of one document.
class Rewriter
{
public:
    Rewriter(const Renaming &renaming, const Renaming::Members &members)
        : m_renaming(renaming)
        , m_members(members)
    {
    }

    /// `depth`: of lists in lists. Pairs stand in lists, and lists of values in pairs.
    QJsonValue rewritten(const QJsonValue &value, const std::string &member, int depth = 0)
    {
        if (value.isString())
            return text(value, member);
        if (value.isArray())
            return array(value.toArray(), member, depth);
        if (!value.isObject())
            return value;
        QJsonObject object = value.toObject();
        for (const QString &key : object.keys())
            object[key] = rewritten(object[key], key.toStdString());
        return object;
    }
    [[nodiscard]] bool hasChanged() const { return m_hasChanged; }

private:
    static bool names(const std::vector<std::string_view> &members, const std::string &member)
    {
        return std::any_of(members.begin(), members.end(),
                           [&](std::string_view one) { return one == "*" || one == member; });
    }
    QJsonValue text(const QJsonValue &value, const std::string &member)
    {
        const std::string before = value.toString().toStdString();
        std::string after = before;
        if (names(m_members.within, member))
            after = m_renaming.of(before).value_or(m_renaming.within(before));
        else if (names(m_members.whole, member))
            after = m_renaming.of(before).value_or(before);
        if (after == before)
            return value;
        m_hasChanged = true;
        return toQt(after);
    }
    QJsonValue array(QJsonArray all, const std::string &member, int depth)
    {
        const bool isPair = depth % 2 == 1 && all.size() == 2 && all.at(0).isString();
        for (qsizetype i = isPair ? 1 : 0; i < all.size(); ++i)
            all[i] = rewritten(all.at(i), member, depth + 1);
        return all;
    }

    const Renaming &m_renaming;
    const Renaming::Members &m_members;
    bool m_hasChanged = false;
};

} // namespace

std::string newPseudonymSalt()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    const QByteArrayView bytes(reinterpret_cast<const char *>(words.data()), sizeof(words));
    return bytes.toByteArray().toHex().toStdString();
}

std::string keyedHash(std::string_view salt, std::string_view text)
{
    const auto bytes = [](std::string_view view) {
        return QByteArray(view.data(), static_cast<qsizetype>(view.size()));
    };
    return QMessageAuthenticationCode::hash(bytes(text), bytes(salt), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

std::string foldedText(std::string_view text)
{
    std::string folded(text);
    if (folded.find('@') == std::string::npos)
        return folded;
    for (char &c : folded)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return folded;
}

void Renaming::add(const std::string &text, const std::string &instead)
{
    if (!text.empty())
        m_texts.emplace(text, instead);
}

std::optional<std::string> Renaming::of(std::string_view text) const
{
    auto found = m_texts.find(std::string(text));
    if (found == m_texts.end())
        found = m_texts.find(foldedText(text));
    return found == m_texts.end() ? std::nullopt : std::optional(found->second);
}

std::string Renaming::within(std::string text) const
{
    for (const auto &[name, instead] : m_texts) {
        std::size_t at = 0;
        while ((at = text.find(name, at)) != std::string::npos) {
            const std::size_t end = at + name.size();
            const bool isWord = (at == 0 || !isWordByte(text[at - 1])) &&
                                (end == text.size() || !isWordByte(text[end]));
            if (isWord)
                text.replace(at, name.size(), instead);
            at = isWord ? at + instead.size() : end;
        }
    }
    return text;
}

std::string Renaming::json(const std::string &json, const Members &members) const
{
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
    if (document.isNull())
        return json;
    Rewriter rewriter(*this, members);
    const QJsonValue value = rewriter.rewritten(
        document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()), {});
    if (!rewriter.hasChanged())
        return json;
    const QJsonDocument after =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return after.toJson(QJsonDocument::Compact).toStdString();
}

} // namespace outlay
