// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/privatefile.h"
#include "app/sources/secrets/redaction.h"
#include "app/sources/secrets/secretstore.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <map>
#include <mutex>

using namespace outlay;

namespace {

/// What a keychain may do, told to it from the test's thread.
struct Behaviour
{
    std::atomic<SecretState> state{SecretState::Works};
    std::atomic<bool> isSilent{false};   ///< a prompt nobody answers
    std::atomic<bool> forgets{false};    ///< takes everything, gives nothing back
    std::atomic<bool> mixesUp{false};    ///< gives back another secret
    std::atomic<bool> isUnlocked{false}; ///< what it says of itself
    std::atomic<int> calls{0};
    std::mutex mutex;
    std::map<std::string, std::string> entries;
    std::vector<Keychain::Done> waiting;
    QObject *onTheThread = nullptr; ///< lives where answers are given

    /// Answers everything that waits, as the daemon does when the prompt is closed.
    void answerAll(SecretState how)
    {
        const std::lock_guard lock(mutex);
        isSilent = false;
        QMetaObject::invokeMethod(onTheThread, [how, all = std::exchange(waiting, {})] {
            for (const Keychain::Done &done : all)
                done({how, {}, Secret("sk-late")});
        });
    }
};

class FakeKeychain final : public Keychain
{
public:
    explicit FakeKeychain(std::shared_ptr<Behaviour> behaviour) : m_is(std::move(behaviour)) {}
    void read(const std::string &name, Done done) override
    {
        answer(std::move(done), [this, &name](SecretAnswer &out) {
            const auto found = m_is->entries.find(name);
            if (found == m_is->entries.end() || m_is->forgets)
                out.state = SecretState::Missing;
            else
                out.secret = Secret(m_is->mixesUp ? "another" : found->second);
        });
    }
    void write(const std::string &name, const Secret &secret, Done done) override
    {
        answer(std::move(done),
               [&](SecretAnswer &) { m_is->entries[name] = std::string(secret.reveal()); });
    }
    void remove(const std::string &name, Done done) override
    {
        answer(std::move(done), [&](SecretAnswer &out) {
            if (m_is->entries.erase(name) == 0)
                out.state = SecretState::Missing;
        });
    }
    bool isUnlocked() override { return m_is->isUnlocked; }

private:
    void answer(Done done, const std::function<void(SecretAnswer &)> &work)
    {
        ++m_is->calls;
        SecretAnswer out;
        {
            const std::lock_guard lock(m_is->mutex);
            if (!m_context) {
                m_context = std::make_unique<QObject>();
                m_is->onTheThread = m_context.get();
            }
            if (m_is->isSilent) {
                m_is->waiting.push_back(std::move(done));
                return;
            }
            out.state = m_is->state;
            if (out.works())
                work(out);
        }
        done(std::move(out)); // which may call again
    }
    std::shared_ptr<Behaviour> m_is;
    std::unique_ptr<QObject> m_context;
};

SecretReference reference(const char *text)
{
    const auto parsed = SecretReference::parse(text);
    return parsed ? *parsed : SecretReference{};
}

} // namespace

class TestSecretStore : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void keepsAKeyInTheKeychain();
    void provesTheKeychainAndLeavesNothing();
    void tellsStatesApart_data();
    void tellsStatesApart();
    void doesNotBelieveNotFound();
    void noticesAKeychainThatForgets();
    void noticesAKeychainThatMixesUp();
    void waitsForUnlockOnceAndGoesOnWhenItComes();
    void asksNobodyAgainAfterACancelledPrompt();
    void goesOnWhenUnlockedElsewhere();
    void neverFallsBackToAFile();
    void readsTheEnvironment();
    void readsAFile();
    void keepsInMemoryUntilTheEnd();
    void opensThePassphraseFile();
    void opensThePassphraseFileWithAFile();
    void writesOnlyWhereItMay();
    void answersOnTheAskersThread();
    void callsNobodyWhoIsGone();
    void endsWhileAPromptIsOpen();
    void redactsWhatItHandsOut();

private:
    std::unique_ptr<SecretStore> makeStore(std::chrono::milliseconds timeout = std::chrono::hours{
                                               1});
    /// Runs the event loop until the answer is there.
    SecretAnswer wait(const std::function<void(SecretStore::Done)> &ask);
    SecretAnswer read(const char *text);
    SecretAnswer write(const char *text, const char *secret);
    [[nodiscard]] std::string at(const char *name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }

    std::shared_ptr<Behaviour> m_is;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SecretStore> m_store;
};

void TestSecretStore::init()
{
    for (const char *name : {"OUTLAY_TEST_KEY", "OUTLAY_PASSPHRASE", "OUTLAY_PASSPHRASE_FILE"})
        qunsetenv(name);
    m_folder = std::make_unique<QTemporaryDir>();
    m_is = std::make_shared<Behaviour>();
    m_store = makeStore();
}

std::unique_ptr<SecretStore> TestSecretStore::makeStore(std::chrono::milliseconds timeout)
{
    SecretStore::Settings settings;
    settings.passphraseFile = at("secrets");
    settings.cost = {1, 8192};
    settings.unlockTimeout = timeout;
    return std::make_unique<SecretStore>(settings, std::make_unique<FakeKeychain>(m_is));
}

SecretAnswer TestSecretStore::wait(const std::function<void(SecretStore::Done)> &ask)
{
    std::optional<SecretAnswer> answer;
    ask([&answer](SecretAnswer got) { answer = std::move(got); });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000))
        return {SecretState::Unreadable, "no answer at all", {}};
    return std::move(*answer);
}

SecretAnswer TestSecretStore::read(const char *text)
{
    return wait(
        [&](SecretStore::Done done) { m_store->read(reference(text), this, std::move(done)); });
}

SecretAnswer TestSecretStore::write(const char *text, const char *secret)
{
    return wait([&](SecretStore::Done done) {
        m_store->write(reference(text), Secret(secret), this, std::move(done));
    });
}

void TestSecretStore::keepsAKeyInTheKeychain()
{
    QVERIFY(write("keychain:outlay/openai", "sk-one").works());
    QCOMPARE(read("keychain:outlay/openai").secret.reveal(), std::string_view("sk-one"));
    QVERIFY(write("keychain:outlay/openai", "sk-two").works());
    QCOMPARE(read("keychain:outlay/openai").secret.reveal(), std::string_view("sk-two"));
    const auto removed = [this](SecretStore::Done done) {
        m_store->remove(reference("keychain:outlay/openai"), this, std::move(done));
    };
    QVERIFY(wait(removed).works());
    QVERIFY(wait(removed).works());
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Missing);
}

void TestSecretStore::provesTheKeychainAndLeavesNothing()
{
    const SecretAnswer answer =
        wait([this](SecretStore::Done done) { m_store->testKeychain(this, std::move(done)); });
    QVERIFY2(answer.works(), answer.text.c_str());
    QCOMPARE(m_is->calls.load(), 3);
    QVERIFY(m_is->entries.empty());
}

void TestSecretStore::tellsStatesApart_data()
{
    QTest::addColumn<int>("state");
    for (const SecretState state :
         {SecretState::Locked, SecretState::Absent, SecretState::Unreadable})
        QTest::newRow(std::string(name(state)).c_str()) << static_cast<int>(state);
}

void TestSecretStore::tellsStatesApart()
{
    QFETCH(int, state);
    m_is->state = static_cast<SecretState>(state);
    QCOMPARE(static_cast<int>(read("keychain:outlay/openai").state), state);
    QCOMPARE(static_cast<int>(write("keychain:outlay/openai", "sk-one").state), state);
    const SecretAnswer tested =
        wait([this](SecretStore::Done done) { m_store->testKeychain(this, std::move(done)); });
    QCOMPARE(static_cast<int>(tested.state), state);
    QVERIFY(m_is->entries.empty());
}

void TestSecretStore::doesNotBelieveNotFound()
{
    // What gnome-keyring does that was never unlocked: readers hear "not found", writers fail.
    m_is->state = SecretState::Missing;
    QVERIFY(!read("keychain:outlay/openai").works());
    QCOMPARE(m_is->calls.load(), 2); // the self-test tried to write
    m_is->state = SecretState::Works;
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Missing);
    QCOMPARE(m_is->calls.load(), 6);
    // Proved once, it is believed.
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Missing);
    QCOMPARE(m_is->calls.load(), 7);
}

void TestSecretStore::noticesAKeychainThatForgets()
{
    m_is->forgets = true;
    QCOMPARE(write("keychain:outlay/openai", "sk-one").state, SecretState::Unreadable);
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Unreadable);
}

void TestSecretStore::noticesAKeychainThatMixesUp()
{
    m_is->mixesUp = true;
    const SecretAnswer answer = write("keychain:outlay/openai", "sk-one-CANARY");
    QCOMPARE(answer.state, SecretState::Unreadable);
    QVERIFY(answer.text.find("CANARY") == std::string::npos);
}

void TestSecretStore::waitsForUnlockOnceAndGoesOnWhenItComes()
{
    m_store = makeStore(std::chrono::milliseconds{1});
    QSignalSpy unlocked(m_store.get(), &SecretStore::unlocked);
    m_is->isSilent = true;
    const SecretAnswer first = read("keychain:outlay/openai");
    QCOMPARE(first.state, SecretState::Locked);
    QVERIFY(first.text.find("waiting for unlock") == 0);
    // Others do not open a second prompt.
    QCOMPARE(read("keychain:outlay/anthropic").state, SecretState::Locked);
    QCOMPARE(m_is->calls.load(), 1);
    m_is->entries["openai"] = "sk-one";
    m_is->answerAll(SecretState::Works);
    QTRY_COMPARE(unlocked.count(), 1);
    QCOMPARE(m_is->calls.load(), 1);
}

void TestSecretStore::asksNobodyAgainAfterACancelledPrompt()
{
    m_is->state = SecretState::Locked;
    for (int i = 0; i < 5; ++i)
        QCOMPARE(read("keychain:outlay/openai").state, SecretState::Locked);
    QCOMPARE(m_is->calls.load(), 1);
    m_store->retryKeychain();
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Locked);
    QCOMPARE(m_is->calls.load(), 2);
    // A prompt that stayed open and is cancelled late counts as cancelled too.
    m_is->state = SecretState::Works;
    m_is->isSilent = true;
    m_store = makeStore(std::chrono::milliseconds{1});
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Locked);
    m_is->answerAll(SecretState::Locked);
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Locked);
    QCOMPARE(m_is->calls.load(), 3);
}

void TestSecretStore::goesOnWhenUnlockedElsewhere()
{
    m_is->entries["openai"] = "sk-one";
    m_is->state = SecretState::Locked;
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Locked);
    m_is->state = SecretState::Works;
    QCOMPARE(read("keychain:outlay/openai").state, SecretState::Locked);
    m_is->isUnlocked = true;
    QVERIFY(read("keychain:outlay/openai").works());
}

void TestSecretStore::neverFallsBackToAFile()
{
    for (const SecretState state :
         {SecretState::Locked, SecretState::Absent, SecretState::Unreadable}) {
        m_is->state = state;
        QVERIFY(!write("keychain:outlay/openai", "sk-one-CANARY").works());
    }
    QVERIFY(QDir(m_folder->path())
                .isEmpty(QDir::Files | QDir::Hidden | QDir::Dirs | QDir::NoDotAndDotDot));
}

void TestSecretStore::readsTheEnvironment()
{
    QCOMPARE(read("env:OUTLAY_TEST_KEY").state, SecretState::Missing);
    qputenv("OUTLAY_TEST_KEY", "");
    QCOMPARE(read("env:OUTLAY_TEST_KEY").state, SecretState::Missing);
    qputenv("OUTLAY_TEST_KEY", "sk-from-the-environment");
    QCOMPARE(read("env:OUTLAY_TEST_KEY").secret.reveal(),
             std::string_view("sk-from-the-environment"));
}

void TestSecretStore::readsAFile()
{
    const std::string path = at("openai.key");
    const std::string text = "file:" + path;
    QCOMPARE(read(text.c_str()).state, SecretState::Missing);
    QVERIFY(writePrivateFile(path, "sk-from-a-file\n").has_value());
    QCOMPARE(read(text.c_str()).secret.reveal(), std::string_view("sk-from-a-file"));
    QVERIFY(QFile::setPermissions(QString::fromStdString(path),
                                  QFileDevice::ReadOwner | QFileDevice::ReadOther));
    const SecretAnswer refused = read(text.c_str());
    QCOMPARE(refused.state, SecretState::Unreadable);
    QVERIFY(refused.secret.isEmpty());
    QVERIFY(refused.text.find(path) != std::string::npos);
}

void TestSecretStore::keepsInMemoryUntilTheEnd()
{
    QCOMPARE(read("memory:").state, SecretState::Missing);
    QVERIFY(write("memory:", "sk-one").works());
    QVERIFY(write("memory:other", "sk-two").works());
    QCOMPARE(read("memory:").secret.reveal(), std::string_view("sk-one"));
    QCOMPARE(read("memory:other").secret.reveal(), std::string_view("sk-two"));
    m_store = makeStore();
    QCOMPARE(read("memory:").state, SecretState::Missing);
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TestSecretStore::opensThePassphraseFile()
{
    const auto unlock = [this](const char *words) {
        return wait(
            [&](SecretStore::Done done) { m_store->unlock(Secret(words), this, std::move(done)); });
    };
    QCOMPARE(read("passphrase:openai").state, SecretState::Missing);
    QCOMPARE(write("passphrase:openai", "sk-one").state, SecretState::Locked);
    QVERIFY(unlock("correct horse").works());
    QVERIFY(write("passphrase:openai", "sk-one").works());
    QCOMPARE(read("passphrase:openai").secret.reveal(), std::string_view("sk-one"));

    m_store = makeStore();
    QSignalSpy unlocked(m_store.get(), &SecretStore::unlocked);
    const SecretAnswer locked = read("passphrase:openai");
    QCOMPARE(locked.state, SecretState::Locked);
    QVERIFY(locked.text.find("waiting for unlock") == 0);
    QVERIFY(!unlock("wrong").works());
    QCOMPARE(unlocked.count(), 0);
    QVERIFY(unlock("correct horse").works());
    QTRY_COMPARE(unlocked.count(), 1);
    QCOMPARE(read("passphrase:openai").secret.reveal(), std::string_view("sk-one"));
    QCOMPARE(read("passphrase:other").state, SecretState::Missing);
}

void TestSecretStore::opensThePassphraseFileWithAFile()
{
    QVERIFY(writePrivateFile(at("words"), "correct horse\n").has_value());
    qputenv("OUTLAY_PASSPHRASE_FILE", QByteArray::fromStdString(at("words")));
    QVERIFY(write("passphrase:openai", "sk-one").works());
    m_store = makeStore();
    QCOMPARE(read("passphrase:openai").secret.reveal(), std::string_view("sk-one"));
}

void TestSecretStore::writesOnlyWhereItMay()
{
    QVERIFY(!write("env:OUTLAY_TEST_KEY", "sk-one").works());
    const std::string path = "file:" + at("key");
    QVERIFY(!write(path.c_str(), "sk-one").works());
    QVERIFY(!QFile::exists(QString::fromStdString(at("key"))));
    QVERIFY(!write("keychain:outlay/openai", "").works());
    QCOMPARE(m_is->calls.load(), 0);
}

void TestSecretStore::answersOnTheAskersThread()
{
    // A poller's thread, which is not the GUI's.
    QThread thread;
    QObject poller;
    poller.moveToThread(&thread);
    thread.start();
    std::atomic<QThread *> answeredOn = nullptr;
    QMetaObject::invokeMethod(&poller, [&] {
        m_store->write(reference("memory:x"), Secret("sk-one"), &poller, [&](SecretAnswer) {
            m_store->read(reference("memory:x"), &poller, [&](const SecretAnswer &got) {
                if (got.works())
                    answeredOn = QThread::currentThread();
            });
        });
    });
    QTRY_COMPARE(answeredOn.load(), &thread);
    thread.quit();
    thread.wait();
}

void TestSecretStore::callsNobodyWhoIsGone()
{
    m_is->isSilent = true;
    bool wasCalled = false;
    {
        const QObject asker;
        m_store->read(reference("keychain:outlay/openai"), &asker,
                      [&](const SecretAnswer &) { wasCalled = true; });
        QTRY_COMPARE(m_is->calls.load(), 1);
    }
    m_is->answerAll(SecretState::Works);
    QVERIFY(write("memory:x", "sk-one").works()); // everything before it has been dealt with
    QVERIFY(!wasCalled);
}

void TestSecretStore::endsWhileAPromptIsOpen()
{
    m_is->isSilent = true;
    bool wasCalled = false;
    m_store->read(reference("keychain:outlay/openai"), this,
                  [&](const SecretAnswer &) { wasCalled = true; });
    QTRY_COMPARE(m_is->calls.load(), 1);
    m_store = nullptr;
    QCoreApplication::processEvents();
    QVERIFY(!wasCalled);
}

void TestSecretStore::redactsWhatItHandsOut()
{
    qputenv("OUTLAY_TEST_KEY", "an odd key without any pattern");
    QVERIFY(read("env:OUTLAY_TEST_KEY").works());
    QCOMPARE(redact("body: an odd key without any pattern."), std::string("body: [redacted]."));
}

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secretstore.moc"
