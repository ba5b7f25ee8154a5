// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourceform.h"

#include "ui/sources/sourcewords.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace outlay::ui {
namespace {

using KeyPlace = SourceDraft::KeyPlace;

constexpr int formWidth = 620;
constexpr int noPlace = -1;
constexpr int usualOtlpPort = 4318;

bool isTyped(KeyPlace place)
{
    return place != KeyPlace::Environment && place != KeyPlace::File;
}

void addPlaces(QComboBox &box)
{
    const auto add = [&box](const QString &text, KeyPlace place) {
        box.addItem(text, static_cast<int>(place));
    };
    add(SourceForm::tr("In the system's keychain"), KeyPlace::Keychain);
    add(SourceForm::tr("In an environment variable"), KeyPlace::Environment);
    add(SourceForm::tr("In a file only I can read"), KeyPlace::File);
    add(SourceForm::tr("In memory, until Outlay ends"), KeyPlace::Memory);
}

/// A variable or a file, as one may be named for that kind.
QString placeOfKey(SourceKind kind, KeyPlace place)
{
    const QString word = QString::fromLatin1(factsOf(kind).word);
    if (place == KeyPlace::Environment)
        return word.toUpper().replace(QLatin1Char('-'), QLatin1Char('_')) + QStringLiteral("_KEY");
    return QStringLiteral("/home/me/.config/outlay/%1.key").arg(word);
}

} // namespace

SourceForm::SourceForm(const SourceDraft &draft, QString former, QWidget *parent)
    : QDialog(parent)
    , m_former(std::move(former))
    , m_grid(new QGridLayout)
    , m_advancedGrid(new QGridLayout)
    , m_advanced(new QWidget(this))
    , m_kind(new QComboBox(this))
    , m_keyPlace(new QComboBox(this))
    , m_pushKeyPlace(new QComboBox(this))
    , m_format(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_address(new QLineEdit(this))
    , m_key(new QLineEdit(this))
    , m_pushKey(new QLineEdit(this))
    , m_paths(new QLineEdit(this))
    , m_port(new QLineEdit(this))
    , m_proxy(new QLineEdit(this))
    , m_ca(new QLineEdit(this))
    , m_certificate(new QLineEdit(this))
    , m_certificateKey(new QLineEdit(this))
    , m_headers(new QPlainTextEdit(this))
    , m_choose(new QPushButton(tr("Choose…"), this))
    , m_more(makeLink(tr("Proxy, certificates, headers"), this))
    , m_test(new QPushButton(tr("Test"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_save(makePrimary(tr("Save"), this))
    , m_pushHint(
          new WrappedLabel(tr("Optional: only used to set caps at the gateway, and kept apart "
                              "from the key that polls."),
                           uiFont(12), this))
    , m_hint(new WrappedLabel({}, uiFont(12), this))
    , m_error(new WrappedLabel({}, uiFont(12), this))
    , m_results(new QWidget(this))
    , m_resultRows(new QVBoxLayout(m_results))
{
    setObjectName(QStringLiteral("sourceForm"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(m_former.isEmpty() ? tr("Add a source") : tr("Settings of %1").arg(m_former));
    setMinimumWidth(formWidth);
    makeFields();
    makeAdvanced();
    m_resultRows->setContentsMargins(0, 4, 0, 0);
    m_resultRows->setSpacing(5);
    m_error->setObjectName(QStringLiteral("formError"));
    setRole(*m_error, "critical");
    m_hint->setObjectName(QStringLiteral("formHint"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(24, 20, 24, 18);
    box->setSpacing(12);
    box->addWidget(makeLabel(windowTitle(), uiFont(16, QFont::DemiBold), this));
    box->addLayout(m_grid);
    box->addWidget(m_hint);
    box->addWidget(m_more, 0, Qt::AlignLeading);
    box->addWidget(m_advanced);
    box->addWidget(m_results);
    box->addWidget(m_error);
    box->addStretch();
    box->addLayout(makeButtons());
    fill(draft);
    updateFields();
}

SourceForm::~SourceForm()
{
    // What the lines held is overwritten as far as Qt lets it be.
    for (QLineEdit *key : {m_key, m_pushKey}) {
        key->setText(QString(key->text().size(), QLatin1Char('x')));
        key->clear();
    }
}

QWidget *SourceForm::addField(QGridLayout &grid, const QString &label, QWidget *field)
{
    const int row = grid.rowCount();
    auto *name = makeLabel(label, uiFont(12), this, "muted");
    name->setBuddy(field);
    field->setAccessibleName(label);
    grid.addWidget(name, row, 0);
    grid.addWidget(field, row, 1);
    return field;
}

void SourceForm::makeFields()
{
    m_kind->setObjectName(QStringLiteral("formKind"));
    for (const SourceKindFacts &facts : sourceKinds())
        m_kind->addItem(kindLabel(facts.kind), static_cast<int>(facts.kind));
    m_keyPlace->setObjectName(QStringLiteral("formKeyPlace"));
    addPlaces(*m_keyPlace);
    m_format->setObjectName(QStringLiteral("formFormat"));
    for (const char *format :
         {"auto", "claude-code", "codex", "gemini-cli", "opencode", "qwen-code", "copilot-cli",
          "amp", "droid", "aider", "cursor", "litellm", "otlp", "openai-usage"})
        m_format->addItem(QLatin1String(format) == QLatin1String("auto")
                              ? tr("Found out by itself")
                              : QString::fromLatin1(format),
                          QString::fromLatin1(format));
    m_name->setObjectName(QStringLiteral("formName"));
    m_address->setObjectName(QStringLiteral("formAddress"));
    m_key->setObjectName(QStringLiteral("formKey"));
    m_paths->setObjectName(QStringLiteral("formPaths"));
    m_paths->setPlaceholderText(QStringLiteral("/var/log/litellm/*.jsonl"));
    m_port->setObjectName(QStringLiteral("formPort"));
    m_port->setPlaceholderText(QString::number(usualOtlpPort));
    m_choose->setObjectName(QStringLiteral("formChoose"));
    m_choose->setAutoDefault(false);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(1, 1);
    addField(*m_grid, tr("Kind"), m_kind);
    addField(*m_grid, tr("Name"), m_name);
    addField(*m_grid, tr("Address"), m_address);
    addField(*m_grid, tr("Its key is"), m_keyPlace);
    addField(*m_grid, tr("Key"), m_key);
    makePushKey();
    addField(*m_grid, tr("File or folder"), m_paths);
    m_grid->addWidget(m_choose, m_grid->rowCount() - 1, 2);
    addField(*m_grid, tr("Format"), m_format);
    addField(*m_grid, tr("Port"), m_port);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        proposeName();
        updateFields();
    });
    connect(m_keyPlace, &QComboBox::currentIndexChanged, this, [this] {
        m_key->clear();
        updateFields();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_isOwnName = true; });
    connect(m_choose, &QPushButton::clicked, this, &SourceForm::choosePath);
    for (QLineEdit *field : {m_name, m_address, m_key, m_pushKey, m_paths, m_port, m_proxy, m_ca,
                             m_certificate, m_certificateKey}) {
        connect(field, &QLineEdit::textChanged, this, &SourceForm::forgetFindings);
    }
}

void SourceForm::makePushKey()
{
    m_pushKeyPlace->setObjectName(QStringLiteral("formPushKeyPlace"));
    m_pushKeyPlace->addItem(tr("Not given"), noPlace);
    addPlaces(*m_pushKeyPlace);
    m_pushKey->setObjectName(QStringLiteral("formPushKey"));
    m_pushHint->setObjectName(QStringLiteral("formPushHint"));
    setRole(*m_pushHint, "muted");
    addField(*m_grid, tr("Key to set caps is"), m_pushKeyPlace);
    m_grid->addWidget(m_pushHint, m_grid->rowCount(), 1);
    addField(*m_grid, tr("Key to set caps"), m_pushKey);
    connect(m_pushKeyPlace, &QComboBox::currentIndexChanged, this, [this] {
        m_pushKey->clear();
        updateFields();
    });
}

void SourceForm::makeAdvanced()
{
    m_more->setObjectName(QStringLiteral("formMore"));
    m_more->setCheckable(true);
    m_more->setAutoDefault(false);
    m_proxy->setObjectName(QStringLiteral("formProxy"));
    m_proxy->setPlaceholderText(tr("the system's"));
    m_ca->setObjectName(QStringLiteral("formCa"));
    m_certificate->setObjectName(QStringLiteral("formCertificate"));
    m_certificateKey->setObjectName(QStringLiteral("formCertificateKey"));
    m_headers->setObjectName(QStringLiteral("formHeaders"));
    m_headers->setPlaceholderText(QStringLiteral("X-Team: search\nX-Token: env:GATEWAY_TOKEN"));
    m_headers->setFixedHeight(58);
    m_headers->setTabChangesFocus(true);
    m_advancedGrid->setContentsMargins(0, 0, 0, 0);
    m_advancedGrid->setHorizontalSpacing(14);
    m_advancedGrid->setVerticalSpacing(8);
    m_advancedGrid->setColumnStretch(1, 1);
    addField(*m_advancedGrid, tr("Proxy"), m_proxy);
    addField(*m_advancedGrid, tr("Extra CA (PEM)"), m_ca);
    addField(*m_advancedGrid, tr("Client certificate"), m_certificate);
    addField(*m_advancedGrid, tr("Its private key"), m_certificateKey);
    addField(*m_advancedGrid, tr("Headers"), m_headers);
    m_advanced->setLayout(m_advancedGrid);
    m_advanced->hide();
    connect(m_more, &QPushButton::toggled, this, &SourceForm::updateFields);
    connect(m_headers, &QPlainTextEdit::textChanged, this, &SourceForm::forgetFindings);
}

QLayout *SourceForm::makeButtons()
{
    m_test->setObjectName(QStringLiteral("formTest"));
    m_save->setObjectName(QStringLiteral("formSave"));
    m_cancel->setObjectName(QStringLiteral("formCancel"));
    m_cancel->setAutoDefault(false);
    m_test->setAutoDefault(false);
    m_save->setDefault(true);
    connect(m_test, &QPushButton::clicked, this, &SourceForm::test);
    connect(m_save, &QPushButton::clicked, this, &SourceForm::save);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_test);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_save);
    return buttons;
}

void SourceForm::setRowVisible(QWidget *field, bool isVisible)
{
    field->setVisible(isVisible);
    for (QLabel *label : findChildren<QLabel *>()) {
        if (label->buddy() == field)
            label->setVisible(isVisible);
    }
}

void SourceForm::fill(const SourceDraft &draft)
{
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(draft.kind)));
    m_kind->setEnabled(m_former.isEmpty()); // another kind is another source
    m_name->setEnabled(m_former.isEmpty());
    m_isOwnName = !draft.name.empty();
    m_name->setText(QString::fromStdString(draft.name));
    proposeName();
    m_address->setText(draft.baseUrl);
    // Set up on the command line, where the passphrase can be given; here it is only kept.
    if (draft.keyPlace == KeyPlace::Passphrase)
        m_keyPlace->addItem(tr("In a file locked by a passphrase"),
                            static_cast<int>(KeyPlace::Passphrase));
    m_keyPlace->setCurrentIndex(m_keyPlace->findData(static_cast<int>(draft.keyPlace)));
    m_key->setText(isTyped(draft.keyPlace) ? QString() : draft.keyName);
    m_hadPushKey = !m_former.isEmpty() && draft.pushKeyPlace;
    if (draft.pushKeyPlace == KeyPlace::Passphrase)
        m_pushKeyPlace->addItem(tr("In a file locked by a passphrase"),
                                static_cast<int>(KeyPlace::Passphrase));
    m_pushKeyPlace->setCurrentIndex(m_pushKeyPlace->findData(
        draft.pushKeyPlace ? static_cast<int>(*draft.pushKeyPlace) : noPlace));
    m_pushKey->setText(!draft.pushKeyPlace || isTyped(*draft.pushKeyPlace) ? QString()
                                                                           : draft.pushKeyName);
    QStringList paths;
    for (const QString &path : draft.paths)
        paths << path;
    m_paths->setText(paths.join(QStringLiteral("; ")));
    if (m_format->findData(draft.format) < 0)
        m_format->addItem(draft.format, draft.format);
    m_format->setCurrentIndex(m_format->findData(draft.format));
    if (draft.port != 0)
        m_port->setText(QString::number(draft.port));
    m_proxy->setText(draft.proxy);
    m_ca->setText(draft.caFile);
    m_certificate->setText(draft.clientCertificate);
    m_certificateKey->setText(draft.clientKey);
    QStringList headers;
    for (const auto &[name, value] : draft.headers)
        headers << name + QStringLiteral(": ") + value;
    m_headers->setPlainText(headers.join(QLatin1Char('\n')));
    m_more->setChecked(!draft.proxy.isEmpty() || !draft.caFile.isEmpty() ||
                       !draft.clientCertificate.isEmpty() || !draft.headers.empty());
    forgetFindings();
}

SourceDraft SourceForm::draft() const
{
    SourceDraft draft;
    draft.name = m_name->text().trimmed().toStdString();
    draft.kind = kind();
    if (isPolled(draft.kind)) {
        draft.baseUrl = m_address->text().trimmed();
        draft.keyPlace = keyPlace();
        (isTyped(draft.keyPlace) ? draft.typedKey : draft.keyName) = m_key->text().trimmed();
        if (factsOf(draft.kind).takesCaps)
            draft.pushKeyPlace = pushKeyPlace();
        if (draft.pushKeyPlace)
            (isTyped(*draft.pushKeyPlace) ? draft.typedPushKey : draft.pushKeyName) =
                m_pushKey->text().trimmed();
        draft.proxy = m_proxy->text().trimmed();
        draft.caFile = m_ca->text().trimmed();
        draft.clientCertificate = m_certificate->text().trimmed();
        draft.clientKey = m_certificateKey->text().trimmed();
        for (const QString &line :
             m_headers->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            const qsizetype colon = line.indexOf(QLatin1Char(':'));
            draft.headers.emplace_back(line.left(colon).trimmed(),
                                       colon < 0 ? QString() : line.mid(colon + 1).trimmed());
        }
    }
    if (draft.kind == SourceKind::Files) {
        for (const QString &path : m_paths->text().split(QLatin1Char(';'), Qt::SkipEmptyParts))
            draft.paths.push_back(path.trimmed());
        draft.format = m_format->currentData().toString();
    }
    if (draft.kind == SourceKind::Otlp)
        draft.port = m_port->text().trimmed().isEmpty() ? 0 : m_port->text().toInt();
    return draft;
}

SourceKind SourceForm::kind() const
{
    return static_cast<SourceKind>(m_kind->currentData().toInt());
}

SourceDraft::KeyPlace SourceForm::keyPlace() const
{
    return static_cast<KeyPlace>(m_keyPlace->currentData().toInt());
}

std::optional<SourceDraft::KeyPlace> SourceForm::pushKeyPlace() const
{
    const int place = m_pushKeyPlace->currentData().toInt();
    return place == noPlace ? std::nullopt : std::optional(static_cast<KeyPlace>(place));
}

void SourceForm::proposeName()
{
    if (!m_isOwnName)
        m_name->setText(QString::fromLatin1(factsOf(kind()).word));
}

/// How high wrapped texts are is known only once they have their width.
void SourceForm::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    fitHeight();
}

/// As high as what it shows: kinds have fields and words of their own.
void SourceForm::fitHeight()
{
    if (!isVisible())
        return;
    layout()->activate();
    resize(width(), sizeHint().height());
}

void SourceForm::updateFields()
{
    const bool polled = isPolled(kind());
    const bool files = kind() == SourceKind::Files;
    for (QWidget *field : {static_cast<QWidget *>(m_address), static_cast<QWidget *>(m_keyPlace),
                           static_cast<QWidget *>(m_key)})
        setRowVisible(field, polled);
    updatePushKey();
    setRowVisible(m_paths, files);
    setRowVisible(m_format, files);
    m_choose->setVisible(files);
    setRowVisible(m_port, kind() == SourceKind::Otlp);
    m_more->setVisible(polled);
    m_advanced->setVisible(polled && m_more->isChecked());
    m_address->setPlaceholderText(QString::fromLatin1(factsOf(kind()).usualAddress));
    m_hint->setText(hintOf(kind()));
    const bool typed = isTyped(keyPlace());
    m_key->setEchoMode(typed ? QLineEdit::Password : QLineEdit::Normal);
    if (typed)
        m_key->setPlaceholderText(m_former.isEmpty() ? tr("paste it here")
                                                     : tr("empty: the one there is"));
    else
        m_key->setPlaceholderText(placeOfKey(kind(), keyPlace()));
    forgetFindings();
    fitHeight();
}

void SourceForm::updatePushKey()
{
    const bool isOffered = factsOf(kind()).takesCaps;
    const auto place = pushKeyPlace();
    setRowVisible(m_pushKeyPlace, isOffered);
    m_pushHint->setVisible(isOffered);
    setRowVisible(m_pushKey, isOffered && place);
    const bool typed = place && isTyped(*place);
    m_pushKey->setEchoMode(typed ? QLineEdit::Password : QLineEdit::Normal);
    m_pushKey->setPlaceholderText(typed ? m_hadPushKey ? tr("empty: the one there is")
                                                       : tr("paste it here")
                                  : place == KeyPlace::Environment
                                      ? QStringLiteral("LITELLM_MASTER_KEY")
                                      : QStringLiteral("/home/me/.config/outlay/litellm-caps.key"));
}

void SourceForm::updateButtons()
{
    m_test->setEnabled(!m_isTesting && !m_isSaving);
    m_test->setText(m_isTesting ? tr("Testing…") : tr("Test"));
    m_save->setEnabled(!m_isTesting && !m_isSaving);
    m_save->setText(m_isTested ? tr("Save") : tr("Test and save"));
    m_save->setDefault(true);
}

void SourceForm::discourageSaving()
{
    m_save->setText(tr("Save all the same"));
    m_cancel->setDefault(true);
    m_cancel->setFocus();
}

void SourceForm::forgetFindings()
{
    m_isTested = false;
    m_error->setText({});
    m_error->hide();
    while (QLayoutItem *item = m_resultRows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_results->hide();
    updateButtons();
}

/// What has to be answered first; empty: nothing.
QString SourceForm::missing() const
{
    const SourceDraft now = draft();
    if (now.name.empty())
        return tr("Give it a name.");
    const SourceKindFacts &facts = factsOf(now.kind);
    if (isPolled(now.kind) && facts.isOwn && now.baseUrl.isEmpty())
        return (facts.bringsRequests
                    ? tr("Say where the gateway is, such as %1.", "an address")
                    : tr("Give its address: %1, with your own in place of the capitals.",
                         "an address"))
            .arg(QString::fromLatin1(facts.usualAddress));
    if (isPolled(now.kind) && m_former.isEmpty() && now.typedKey.isEmpty() && now.keyName.isEmpty())
        return isTyped(now.keyPlace)                         ? tr("Paste its key.")
               : now.keyPlace == SourceDraft::KeyPlace::File ? tr("Say which file holds its key.")
                                                             : tr("Say which variable holds its "
                                                                  "key.");
    if (const QString key = missingPushKey(now); !key.isEmpty())
        return key;
    if (now.kind == SourceKind::Files && now.paths.empty())
        return tr("Choose a file or a folder.");
    bool isNumber = true;
    const int port =
        m_port->text().trimmed().isEmpty() ? usualOtlpPort : m_port->text().toInt(&isNumber);
    if (now.kind == SourceKind::Otlp && (!isNumber || port < 1 || port > 65535))
        return tr("A port is a number from 1 to 65535.");
    return {};
}

QString SourceForm::missingPushKey(const SourceDraft &now) const
{
    const bool isGiven = !now.typedPushKey.isEmpty() || !now.pushKeyName.isEmpty();
    if (!now.pushKeyPlace || m_hadPushKey || isGiven)
        return {};
    return isTyped(*now.pushKeyPlace) ? tr("Paste the key to set caps, or choose “Not given”.")
           : now.pushKeyPlace == KeyPlace::File
               ? tr("Say which file holds the key to set caps, or choose “Not given”.")
               : tr("Say which variable holds the key to set caps, or choose “Not given”.");
}

void SourceForm::test()
{
    if (const QString first = missing(); !first.isEmpty())
        return setFailure(first);
    forgetFindings();
    m_isTesting = true;
    updateButtons();
    emit testRequested(draft());
}

void SourceForm::save()
{
    if (!m_isTested) { // what it can and cannot see is to be known first
        test();
        return;
    }
    m_isSaving = true;
    updateButtons();
    emit saveRequested(draft(), m_former);
}

void SourceForm::addFinding(const SourceFinding &finding)
{
    auto *row = new QWidget(m_results);
    auto *icon = new QLabel(row);
    const bool isOk = finding.kind == SourceFinding::Kind::Ok;
    const bool isWarning = finding.kind == SourceFinding::Kind::Warning;
    const char *name = isOk ? "ok" : isWarning ? "warning" : "broken";
    const Tint tint = isOk ? Tint::Ok : isWarning ? Tint::Warning : Tint::Critical;
    icon->setPixmap(symbolicPixmap(name, *this, 16, tint));
    icon->setFixedWidth(18);
    icon->setAccessibleName(isOk ? tr("Works") : isWarning ? tr("Mind") : tr("Does not work"));
    auto *text = new WrappedLabel(finding.text, uiFont(12), row);
    setRole(*text, isOk ? nullptr : isWarning ? "warning" : "critical");
    text->setAccessibleName(icon->accessibleName() + QStringLiteral(": ") + finding.text);
    auto *box = new QHBoxLayout(row);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(8);
    box->addWidget(icon, 0, Qt::AlignTop);
    box->addWidget(text, 1);
    m_resultRows->addWidget(row);
}

void SourceForm::setFindings(const std::vector<SourceFinding> &findings)
{
    forgetFindings();
    m_isTesting = false;
    m_isTested = true;
    for (const SourceFinding &finding : findings)
        addFinding(finding);
    m_results->setVisible(!findings.empty());
    updateButtons();
    const bool isBad = std::any_of(findings.begin(), findings.end(), [](const auto &finding) {
        return finding.kind == SourceFinding::Kind::Failure || finding.isAgainst;
    });
    if (isBad)
        discourageSaving();
    else
        m_save->setFocus();
}

void SourceForm::setFailure(const QString &sentence)
{
    const bool wasSaving = m_isSaving;
    m_isTesting = m_isSaving = false;
    m_error->setText(sentence);
    m_error->show();
    updateButtons();
    if (wasSaving)
        discourageSaving();
}

void SourceForm::choosePath()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Watch a folder"));
    if (!folder.isEmpty())
        m_paths->setText(folder);
}

} // namespace outlay::ui
