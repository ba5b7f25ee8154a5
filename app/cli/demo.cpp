// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/demo.h"
#include "app/cli/interrupt.h"
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/progress.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "app/exports/outputfile.h"

#include <array>

namespace outlay::cli {

namespace {

constexpr std::array demoOptions{
    Option{"manifest", "FILE", "also write what was planted, with its exact cost, as JSON"},
    Option{"mixed", "", "fill a ledger although it holds data of your own"},
};

constexpr std::string_view help =
    R"(Fills a ledger with a made-up team: twelve people, six projects, agents with sub-agents, CI,
four providers, two calendar months. Always the same, to the last digit. In it are one of each kind
of trouble Outlay is for: a retry storm over a night, tests that call a live API, an agent in a
loop, duplicated context, a long-context step, a broken prompt cache, a drift to a dearer model, a
model without a price.

Give it a ledger of its own; the sources are called "demo …" so that nobody takes them for real.

Example:
  outlay-cli demo --ledger /tmp/demo.sqlite
  outlay-cli report --by project --from 2026-11 --ledger /tmp/demo.sqlite
)";

Result<> refuseOwnData(const Arguments &arguments)
{
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return {}; // none yet; what else may be wrong with it is told when it is opened for writing
    const Result<std::vector<SourceInfo>> sources = (*reader)->sources();
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    for (const SourceInfo &source : *sources) {
        if (source.events > 0 && !source.name.starts_with("demo "))
            return failure(Error::Kind::Usage, "this ledger holds data of your own (" +
                                                   printable(source.name) +
                                                   "); fill another one: outlay-cli demo --ledger "
                                                   "/tmp/demo.sqlite (or insist with --mixed)");
    }
    return {};
}

Result<> writeManifest(const std::string &path, const DemoManifest &manifest)
{
    const Result<std::unique_ptr<OutputFile>> file = OutputFile::create(path);
    if (!file)
        return tl::unexpected<Error>(file.error());
    (*file)->out().write(toJson(manifest));
    return (*file)->finish();
}

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("the ledger to fill is named with --ledger FILE");
    if (!arguments.has("mixed")) {
        if (const Result<> own = refuseOwnData(arguments); !own)
            return arguments.failLedger(own.error());
    }
    const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    ProgressBar bar(arguments.err(), ProgressBar::Unit::Count);
    const Result<DemoManifest> manifest =
        fillDemo(**ingest, [&](std::int64_t done, std::int64_t total) {
            bar.update(done, total, "demo");
            return !isInterrupted();
        });
    bar.clear();
    if (!manifest && manifest.error().kind == Error::Kind::Cancelled) {
        arguments.err().line("Interrupted. What was filled in is complete and consistent; the same "
                             "command goes on from there.");
        return exitcode::interrupted;
    }
    if (!manifest)
        return arguments.failLedger(manifest.error());
    if (const auto path = arguments.value("manifest")) {
        if (const Result<> written = writeManifest(*path, *manifest); !written)
            return arguments.fail(written.error());
    }
    if (arguments.isJson()) {
        arguments.out().write(toJson(*manifest));
    } else {
        arguments.out().line("The demo is in " + printable(ledgerPath(arguments)) + ": " +
                             counted(manifest->events, "request", "requests") + ", " +
                             dollars(manifest->cost) + " of metered use, and " +
                             counted(static_cast<std::int64_t>(manifest->planted.size()),
                                     "planted trouble", "planted troubles") +
                             ".\nNext: outlay-cli report --by project --every month --ledger " +
                             printable(ledgerPath(arguments)));
    }
    return exitcode::done;
}

} // namespace

const Verb demoVerb{"demo",
                    "fill a ledger with a made-up team's months, to look around in",
                    "[--manifest FILE]",
                    demoOptions,
                    help,
                    run};

} // namespace outlay::cli
