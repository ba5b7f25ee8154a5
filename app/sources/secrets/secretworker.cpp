// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/secretworker.h"

#include "app/sources/secrets/privatefile.h"
#include "app/sources/secrets/redaction.h"

#include <QRandomGenerator>
#include <QTimer>

#include <cstdlib>
#include <filesystem>

namespace outlay {

namespace {

using Kind = SecretReference::Kind;

constexpr const char *waitingText =
    "waiting for unlock: the keychain asks for its password, or does not answer";
constexpr std::string_view passphraseHint =
    " (OUTLAY_PASSPHRASE_FILE, or --passphrase-file, names a file of mode 0600 with it)";
constexpr const char *deniedText =
    "the keychain is locked and unlocking was cancelled; try again when it is unlocked";

SecretAnswer answer(SecretState state, std::string text)
{
    return {state, std::move(text), {}};
}

SecretAnswer answerOf(const Error &error)
{
    return answer(SecretState::Unreadable, redact(error.text));
}

SecretAnswer works(Secret secret)
{
    rememberForRedaction(secret);
    return {SecretState::Works, {}, std::move(secret)};
}

SecretAnswer fromEnvironment(const std::string &name)
{
    const char *value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0')
        return answer(SecretState::Missing, "the environment variable " + name + " is not set");
    return works(Secret(value));
}

SecretAnswer fromFile(const std::string &path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error) && !error)
        return answer(SecretState::Missing, path + ": there is no such file");
    auto secret = readSecretFile(path);
    return secret ? works(*std::move(secret)) : answerOf(secret.error());
}

} // namespace

SecretWorker::SecretWorker(const SecretStore::Settings &settings,
                           std::unique_ptr<Keychain> keychain)
    : m_keychain(std::move(keychain))
    , m_timeout(settings.unlockTimeout)
    , m_passphrases(settings.passphraseFile, settings.cost)
{
}

void SecretWorker::call(const Start &start, const Done &done)
{
    if (m_isDenied && m_outstanding == 0)
        m_isDenied = !m_keychain->isUnlocked(); // by somebody else meanwhile
    if (m_isDenied || m_outstanding > 0) {
        done(answer(SecretState::Locked, m_isDenied ? deniedText : waitingText));
        return;
    }
    struct Call
    {
        bool isAnswered = false;
        bool isLate = false;
        Done done;
    };
    const auto state = std::make_shared<Call>();
    state->done = done;
    QTimer::singleShot(m_timeout, this, [this, state] {
        if (state->isAnswered)
            return;
        state->isLate = true;
        ++m_outstanding;
        state->done(answer(SecretState::Locked, waitingText));
    });
    start(*m_keychain, [worker = QPointer(this), state](SecretAnswer got) {
        if (!worker || state->isAnswered)
            return;
        state->isAnswered = true;
        worker->arrived(got, state->isLate);
        if (!state->isLate)
            state->done(std::move(got));
    });
}

void SecretWorker::arrived(const SecretAnswer &got, bool isLate)
{
    if (got.state == SecretState::Locked)
        m_isDenied = true;
    if (!isLate)
        return;
    --m_outstanding;
    if (got.works() || got.state == SecretState::Missing)
        emit unlocked();
}

void SecretWorker::testKeychain(const Done &done)
{
    m_isDenied = false;
    QRandomGenerator *random = QRandomGenerator::system();
    // Another process may be testing at the same moment.
    const std::string name = "self-test-" + std::to_string(random->generate64());
    const auto value = std::make_shared<Secret>(std::to_string(random->generate64()));
    call([name, value](Keychain &k, Keychain::Done d) { k.write(name, *value, std::move(d)); },
         [this, name, value, done](SecretAnswer written) {
             if (!written.works()) {
                 done(std::move(written));
                 return;
             }
             verify(name, value, [this, name, done](SecretAnswer verified) {
                 const auto result = std::make_shared<SecretAnswer>(std::move(verified));
                 call([name](Keychain &k, Keychain::Done d) { k.remove(name, std::move(d)); },
                      [this, result, done](SecretAnswer removed) {
                          if (result->works() && !removed.works())
                              *result = std::move(removed);
                          m_hasProved = result->works();
                          done(std::move(*result));
                      });
             });
         });
}

void SecretWorker::verify(const std::string &name, const std::shared_ptr<Secret> &secret,
                          const Done &done)
{
    call([name](Keychain &k, Keychain::Done d) { k.read(name, std::move(d)); },
         [secret, done](SecretAnswer got) {
             const bool isSame = got.works() && got.secret.equals(*secret);
             got.secret.wipe();
             if (isSame)
                 done({});
             else if (got.works() || got.state == SecretState::Missing)
                 done(answer(SecretState::Unreadable,
                             "the keychain does not give back what was put into it"));
             else
                 done(std::move(got));
         });
}

void SecretWorker::readKeychain(const std::string &name, const Done &done)
{
    call([name](Keychain &k, Keychain::Done d) { k.read(name, std::move(d)); },
         [this, done](SecretAnswer got) {
             if (got.works() && got.secret.isEmpty())
                 got = answer(SecretState::Missing, "the keychain's entry is empty");
             if (got.works()) {
                 rememberForRedaction(got.secret);
                 done(std::move(got));
                 return;
             }
             if (got.state != SecretState::Missing || m_hasProved) {
                 done(std::move(got));
                 return;
             }
             // "Not found" is also what a keychain says that cannot be read at all.
             const auto missing = std::make_shared<SecretAnswer>(std::move(got));
             testKeychain([missing, done](SecretAnswer tested) {
                 done(tested.works() ? std::move(*missing) : std::move(tested));
             });
         });
}

void SecretWorker::writeKeychain(const std::string &name, const std::shared_ptr<Secret> &secret,
                                 const Done &done)
{
    call([name, secret](Keychain &k, Keychain::Done d) { k.write(name, *secret, std::move(d)); },
         [this, name, secret, done](SecretAnswer written) {
             if (!written.works()) {
                 done(std::move(written));
                 return;
             }
             verify(name, secret, [this, done](SecretAnswer verified) {
                 m_hasProved = m_hasProved || verified.works();
                 done(std::move(verified));
             });
         });
}

void SecretWorker::read(const SecretReference &reference, const Done &done)
{
    if (reference.kind == Kind::Keychain)
        readKeychain(reference.name, done);
    else
        done(readNow(reference));
}

SecretAnswer SecretWorker::readNow(const SecretReference &reference)
{
    switch (reference.kind) {
    case Kind::Environment:
        return fromEnvironment(reference.name);
    case Kind::File:
        return fromFile(reference.name);
    case Kind::Passphrase:
        return passphraseEntry(reference.name);
    case Kind::Memory:
        if (const auto found = m_memory.find(reference.name); found != m_memory.end())
            return works(found->second.clone());
        return answer(SecretState::Missing,
                      "the key is kept in memory only and was not entered since the start");
    case Kind::Keychain:
        break;
    }
    return answer(SecretState::Absent, {});
}

void SecretWorker::unlockFromEnvironment()
{
    if (m_triedEnvironment)
        return;
    m_triedEnvironment = true;
    SecretAnswer found = answer(SecretState::Missing, {});
    if (const char *path = std::getenv("OUTLAY_PASSPHRASE_FILE"); path != nullptr && *path != '\0')
        found = fromFile(path);
    else
        found = fromEnvironment("OUTLAY_PASSPHRASE");
    if (found.works())
        (void)m_passphrases.unlock(found.secret);
}

SecretAnswer SecretWorker::passphraseEntry(const std::string &name)
{
    if (!m_passphrases.isUnlocked())
        unlockFromEnvironment();
    if (!m_passphrases.exists())
        return answer(SecretState::Missing, m_passphrases.path() + ": there is no such file yet");
    if (!m_passphrases.isUnlocked())
        return answer(SecretState::Locked, "waiting for unlock: " + m_passphrases.path() +
                                               " needs its passphrase" +
                                               std::string(passphraseHint));
    auto secret = m_passphrases.read(name);
    if (!secret)
        return answerOf(secret.error());
    if (secret->isEmpty())
        return answer(SecretState::Missing, m_passphrases.path() + ": has no entry " + name);
    return works(*std::move(secret));
}

void SecretWorker::write(const SecretReference &reference, std::shared_ptr<Secret> secret,
                         const Done &done)
{
    if (secret->isEmpty()) {
        done(answer(SecretState::Unreadable, "there is no key to keep: it is empty"));
        return;
    }
    rememberForRedaction(*secret);
    switch (reference.kind) {
    case Kind::Keychain:
        m_isDenied = false; // somebody is here
        writeKeychain(reference.name, secret, done);
        return;
    case Kind::Memory:
        m_memory.insert_or_assign(reference.name, secret->clone());
        done({});
        return;
    case Kind::Passphrase: {
        if (!m_passphrases.isUnlocked())
            unlockFromEnvironment();
        if (!m_passphrases.isUnlocked()) {
            done(answer(SecretState::Locked, m_passphrases.path() + " needs its passphrase first" +
                                                 std::string(passphraseHint)));
            return;
        }
        const auto written = m_passphrases.write(reference.name, *secret);
        done(written ? SecretAnswer{} : answerOf(written.error()));
        return;
    }
    case Kind::Environment:
    case Kind::File:
        break;
    }
    done(answer(SecretState::Unreadable,
                reference.toString() + " is only read; put the key there yourself"));
}

void SecretWorker::remove(const SecretReference &reference, const Done &done)
{
    switch (reference.kind) {
    case Kind::Keychain:
        call([name = reference.name](Keychain &k,
                                     Keychain::Done d) { k.remove(name, std::move(d)); },
             [done](SecretAnswer got) {
                 done(got.state == SecretState::Missing ? SecretAnswer{} : std::move(got));
             });
        return;
    case Kind::Memory:
        m_memory.erase(reference.name);
        break;
    case Kind::Passphrase:
        if (m_passphrases.exists()) {
            if (const auto written = m_passphrases.write(reference.name, {}); !written) {
                done(m_passphrases.isUnlocked()
                         ? answerOf(written.error())
                         : answer(SecretState::Locked, written.error().text));
                return;
            }
        }
        break;
    case Kind::Environment:
    case Kind::File:
        break; // not ours
    }
    done({});
}

void SecretWorker::unlock(const Secret &passphrase, const Done &done)
{
    rememberForRedaction(passphrase);
    const auto opened = m_passphrases.unlock(passphrase);
    if (!opened) {
        done(answerOf(opened.error()));
        return;
    }
    done({});
    emit unlocked();
}

} // namespace outlay
