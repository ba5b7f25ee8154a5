// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/secretstore.h"

#include "app/sources/secrets/processprotection.h"
#include "app/sources/secrets/secretworker.h"

#include <cstdlib>
#include <filesystem>

namespace outlay {

std::string defaultPassphraseFile()
{
    namespace fs = std::filesystem;
    const auto environment = [](const char *name) {
        const char *value = std::getenv(name);
        return std::string(value != nullptr ? value : "");
    };
    fs::path base = environment("XDG_CONFIG_HOME");
    // The XDG specification: a relative value is to be ignored.
    if (base.empty() || base.is_relative())
        base = fs::path(environment("HOME")) / ".config";
    return (base / "outlay" / "secrets").string();
}

SecretStore::SecretStore(QObject *parent) : SecretStore(Settings{}, nullptr, parent) {}

SecretStore::SecretStore(Settings settings, std::unique_ptr<Keychain> keychain, QObject *parent)
    : QObject(parent)
    , m_worker(new SecretWorker(settings, keychain ? std::move(keychain) : systemKeychain()))
{
    protectProcess();
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &SecretWorker::unlocked, this, &SecretStore::unlocked);
    m_thread.setObjectName(QStringLiteral("secrets"));
    m_thread.start();
}

SecretStore::~SecretStore()
{
    m_thread.quit();
    m_thread.wait();
}

void SecretStore::post(const QObject *context, Done done,
                       std::function<void(SecretWorker &, Done)> work)
{
    auto *relay = new SecretRelay;
    connect(relay, &SecretRelay::answered, context,
            [done = std::move(done)](const std::shared_ptr<SecretAnswer> &answer) {
                done(std::move(*answer));
            });
    relay->moveToThread(&m_thread);
    // It goes with the store's thread at the latest.
    connect(&m_thread, &QThread::finished, relay, &QObject::deleteLater);
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, relay, work = std::move(work)] {
        work(*worker, [relay = QPointer(relay)](SecretAnswer answer) {
            if (!relay)
                return;
            emit relay->answered(std::make_shared<SecretAnswer>(std::move(answer)));
            relay->deleteLater();
        });
    });
}

void SecretStore::read(const SecretReference &reference, const QObject *context, Done done)
{
    post(context, std::move(done),
         [reference](SecretWorker &worker, const Done &answer) { worker.read(reference, answer); });
}

void SecretStore::write(const SecretReference &reference, Secret secret, const QObject *context,
                        Done done)
{
    const auto shared = std::make_shared<Secret>(std::move(secret));
    post(context, std::move(done), [reference, shared](SecretWorker &worker, const Done &answer) {
        worker.write(reference, shared, answer);
    });
}

void SecretStore::remove(const SecretReference &reference, const QObject *context, Done done)
{
    post(context, std::move(done), [reference](SecretWorker &worker, const Done &answer) {
        worker.remove(reference, answer);
    });
}

void SecretStore::testKeychain(const QObject *context, Done done)
{
    post(context, std::move(done),
         [](SecretWorker &worker, const Done &answer) { worker.testKeychain(answer); });
}

void SecretStore::retryKeychain()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->retryKeychain(); });
}

void SecretStore::unlock(Secret passphrase, const QObject *context, Done done)
{
    const auto shared = std::make_shared<Secret>(std::move(passphrase));
    post(context, std::move(done),
         [shared](SecretWorker &worker, const Done &answer) { worker.unlock(*shared, answer); });
}

} // namespace outlay
