# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# fish completion for outlay-cli

set -l verbs import report explain tasks reconcile changes review close forecast budget alerts export source poll watch people attribution price prices retention backup restore demo doctor help
set -l dims provider model price user key team cost_center project environment endpoint task \
    task_kind session agent tier outcome plan source tag
set -l wheres $dims=
set -l times today yesterday week month year now 7d 30d 24h
set -l none "not __fish_seen_subcommand_from $verbs"

complete -c outlay-cli -f
complete -c outlay-cli -l ledger -r -F -d 'The ledger to use'
complete -c outlay-cli -l json -d 'Machine-readable output'
complete -c outlay-cli -l help -d 'Show help with examples'
complete -c outlay-cli -n $none -l version -d 'Show the version'
complete -c outlay-cli -n $none -a import -d 'Take in logs'
complete -c outlay-cli -n $none -a report -d 'What it cost'
complete -c outlay-cli -n $none -a explain -d 'How a figure adds up'
complete -c outlay-cli -n $none -a tasks -d 'What tasks cost, and their agents'
complete -c outlay-cli -n $none -a reconcile -d 'Hold providers own figures against the requests'
complete -c outlay-cli -n $none -a changes -d 'Why spend differs from the period before'
complete -c outlay-cli -n $none -a review -d 'The week or the month, already written'
complete -c outlay-cli -n $none -a close -d 'Freeze the figures of a month'
complete -c outlay-cli -n $none -a forecast -d 'Carry on a series, with bands'
complete -c outlay-cli -n $none -a budget -d 'Limits, and how they stand'
complete -c outlay-cli -n $none -a alerts -d 'What needs looking at'
complete -c outlay-cli -n $none -a export -d 'Write out the requests'
complete -c outlay-cli -n $none -a source -d 'Where the figures come from'
complete -c outlay-cli -n $none -a people -d 'Who money is spent for'
complete -c outlay-cli -n $none -a attribution -d 'Rules that say who and what it was for'
complete -c outlay-cli -n $none -a poll -d 'Ask what is configured'
complete -c outlay-cli -n $none -a watch -d 'Run every source until stopped'
complete -c outlay-cli -n $none -a price -d 'Price requests given as JSON lines'
complete -c outlay-cli -n $none -a prices -d 'The price book'
complete -c outlay-cli -n $none -a retention -d 'How long single requests are kept'
complete -c outlay-cli -n $none -a backup -d 'A consistent copy of the ledger'
complete -c outlay-cli -n $none -a restore -d "Put a backup in the ledger's place"
complete -c outlay-cli -n $none -a demo -d 'Fill a ledger with a made-up team'
complete -c outlay-cli -n $none -a doctor -d 'Check the ledger'
complete -c outlay-cli -n $none -a help -d 'Show help'
complete -c outlay-cli -n '__fish_seen_subcommand_from help' -a "$verbs"

set -l on '__fish_seen_subcommand_from import'
complete -c outlay-cli -n $on -F
complete -c outlay-cli -n $on -l format -x -d 'Format of the files' \
    -a 'auto aider amp bedrock bifrost claude-code cloudflare-gateway codex copilot-cli copilot-otel csv cursor droid envoy-gateway focus gemini-cli google-billing helicone jsonl kimi kong langfuse litellm observations opencode openrouter otlp portkey posthog qwen-code response vercel-gateway'
complete -c outlay-cli -n $on -l map -x -d 'field=column pairs'
complete -c outlay-cli -n $on -l only -x -d 'Keep records with field=value'
complete -c outlay-cli -n $on -l label -x -d 'Fill a dimension where unknown' \
    -a 'project= user= team= cost_center= environment= task= key='
complete -c outlay-cli -n $on -l source -x -d 'Name of the source'
complete -c outlay-cli -n $on -l found -d 'The transcripts found on this machine'
complete -c outlay-cli -n $on -l again -d 'Read from the start'

set -l on '__fish_seen_subcommand_from report'
complete -c outlay-cli -n $on -l by -x -a "$dims" -d 'One row per value'
complete -c outlay-cli -n $on -l every -x -a 'hour day week month' -d 'Cut into'
complete -c outlay-cli -n $on -l basis -x -a 'effective billed reported estimated client' \
    -d 'Only such figures'
complete -c outlay-cli -n $on -l top -x -d 'The dearest rows'
complete -c outlay-cli -n $on -l csv -d 'Comma-separated values'
complete -c outlay-cli -n $on -l as-of -x -a "$times" -d 'Closed months as they were closed'
complete -c outlay-cli -n $on -l measure -x -d 'These measures'
complete -c outlay-cli -n $on -l currency -x -d 'Show amounts in it: EUR=rate@day'

set -l on '__fish_seen_subcommand_from report explain tasks reconcile changes export people attribution'
complete -c outlay-cli -n $on -l from -x -a "$times" -d 'First moment'
complete -c outlay-cli -n $on -l to -x -a "$times" -d 'The range ends before'
complete -c outlay-cli -n $on -l tz -x -a 'local UTC' -d 'Time zone of days'
set -l on '__fish_seen_subcommand_from report explain tasks reconcile changes export'
complete -c outlay-cli -n $on -l where -x -a "$wheres" -d 'Only this'

set -l on '__fish_seen_subcommand_from changes'
complete -c outlay-cli -n $on -l by -x -a "$dims" -d 'Whose values explain most'
complete -c outlay-cli -n $on -l top -x -d 'How many of them'

set -l on '__fish_seen_subcommand_from close'
complete -c outlay-cli -n $on -x -a 'list show reopen'
complete -c outlay-cli -n $on -l note -x -d 'Kept with the closing'
complete -c outlay-cli -n $on -l anyway -d 'Although figures may still change'
complete -c outlay-cli -n $on -l dry-run -d 'Say what would be frozen'
complete -c outlay-cli -n $on -l by -x -a "$dims" -d 'Cut adjustments by'
complete -c outlay-cli -n $on -l rows -d 'The frozen rows'
complete -c outlay-cli -n $on -l reason -x -d 'Why it is opened again'

set -l on '__fish_seen_subcommand_from tasks'
complete -c outlay-cli -n $on -a 'list show'
complete -c outlay-cli -n $on -l top -x -d 'The dearest tasks'
complete -c outlay-cli -n $on -l csv -d 'Comma-separated values'
complete -c outlay-cli -n $on -l session -d 'The name is a session'

set -l on '__fish_seen_subcommand_from forecast'
complete -c outlay-cli -n $on -l by -x -a "$dims" -d 'One row per value'
complete -c outlay-cli -n $on -l top -x -d 'The dearest rows'
complete -c outlay-cli -n $on -l at -x -a "$times" -d 'As of then'
complete -c outlay-cli -n $on -l tz -x -a 'local UTC' -d 'Time zone of months'
complete -c outlay-cli -n $on -l where -x -a "$wheres" -d 'Only this'
complete -c outlay-cli -n $on -l period -x -a 'hour day week month quarter' -d 'What to forecast'
complete -c outlay-cli -n $on -l limit -x -d 'When that much is spent'
complete -c outlay-cli -n $on -l series -d 'Values on standard input'
complete -c outlay-cli -n $on -l season -x -d 'Values that make a season'
complete -c outlay-cli -n $on -l horizon -x -d 'How many to forecast'

set -l on '__fish_seen_subcommand_from budget'
complete -c outlay-cli -n $on -x -a 'status list show add set remove raise pause resume propose tripwires history undo export import push drift undo-push limits ladder'
complete -c outlay-cli -n $on -l name -x
complete -c outlay-cli -n $on -l scope -x
complete -c outlay-cli -n $on -l each -x
complete -c outlay-cli -n $on -l limit -x
complete -c outlay-cli -n $on -l period -x
complete -c outlay-cli -n $on -l start -x
complete -c outlay-cli -n $on -l from -x
complete -c outlay-cli -n $on -l to -x
complete -c outlay-cli -n $on -l tz -x
complete -c outlay-cli -n $on -l thresholds -x
complete -c outlay-cli -n $on -l cap
complete -c outlay-cli -n $on -l no-cap
complete -c outlay-cli -n $on -l override -x
complete -c outlay-cli -n $on -l dynamic -x
complete -c outlay-cli -n $on -l bound -x
complete -c outlay-cli -n $on -l parent -x
complete -c outlay-cli -n $on -l owner -x
complete -c outlay-cli -n $on -l deputy -x
complete -c outlay-cli -n $on -l note -x
complete -c outlay-cli -n $on -l at -x
complete -c outlay-cli -n $on -l members
complete -c outlay-cli -n $on -l until -x
complete -c outlay-cli -n $on -l for -x
complete -c outlay-cli -n $on -l off
complete -c outlay-cli -n $on -l storms -x
complete -c outlay-cli -n $on -l repeats -x
complete -c outlay-cli -n $on -l output -x
complete -c outlay-cli -n $on -l user -x
complete -c outlay-cli -n $on -l endpoint -x
complete -c outlay-cli -n $on -l passphrase-file -r -F
complete -c outlay-cli -n $on -l dry-run

set -l on '__fish_seen_subcommand_from alerts'
complete -c outlay-cli -n $on -x -a 'list show ack snooze reopen runbook webhook settings metrics'
complete -c outlay-cli -n $on -l all
complete -c outlay-cli -n $on -l kind -x
complete -c outlay-cli -n $on -l top -x
complete -c outlay-cli -n $on -l note -x
complete -c outlay-cli -n $on -l expected
complete -c outlay-cli -n $on -l for -x
complete -c outlay-cli -n $on -l until -x
complete -c outlay-cli -n $on -l tz -x
complete -c outlay-cli -n $on -l url -x
complete -c outlay-cli -n $on -l secret -x
complete -c outlay-cli -n $on -l route -x
complete -c outlay-cli -n $on -l header -x
complete -c outlay-cli -n $on -l ca -r -F
complete -c outlay-cli -n $on -l on
complete -c outlay-cli -n $on -l off
complete -c outlay-cli -n $on -l passphrase-file -r -F
complete -c outlay-cli -n $on -l quiet -x
complete -c outlay-cli -n $on -l quiet-days -x
complete -c outlay-cli -n $on -l mute -x
complete -c outlay-cli -n $on -l unmute -x
complete -c outlay-cli -n $on -l port -x
complete -c outlay-cli -n $on -l token -x
complete -c outlay-cli -n $on -l every -x

set -l on '__fish_seen_subcommand_from export'
complete -c outlay-cli -n $on -l format -x -a 'csv json observations' -d 'What to write'
complete -c outlay-cli -n $on -l output -r -F -d 'File to write to'

set -l on '__fish_seen_subcommand_from people'
set -l words list add set remove join suggest import unmapped pseudonymise
complete -c outlay-cli -n "$on; and not __fish_seen_subcommand_from $words" -a "$words"
complete -c outlay-cli -n "$on; and __fish_seen_subcommand_from import" -F
complete -c outlay-cli -n $on -l yes -d 'pseudonymise: do it'
complete -c outlay-cli -n $on -l email -x -d 'Their e-mail'
complete -c outlay-cli -n $on -l team -x -d 'Their team'
complete -c outlay-cli -n $on -l cost-center -x -d 'Their cost center'
complete -c outlay-cli -n $on -l identity -x -d 'How a source calls them' \
    -a 'email= gateway_user= key= os_user= provider_user='
complete -c outlay-cli -n $on -l without -x -d 'Takes an identity away'
complete -c outlay-cli -n $on -l name -x -d 'A new name'
complete -c outlay-cli -n $on -l apply -d 'Take all suggestions'
complete -c outlay-cli -n $on -l top -x -d 'The dearest'
complete -c outlay-cli -n $on -l dry-run -d 'Only show what it would change'

set -l on '__fish_seen_subcommand_from attribution'
set -l words list add preview set move remove undo shares export import
complete -c outlay-cli -n "$on; and not __fish_seen_subcommand_from $words" -a "$words"
complete -c outlay-cli -n "$on; and __fish_seen_subcommand_from import" -F
complete -c outlay-cli -n $on -l match -x -a "$wheres" -d 'Only this'
complete -c outlay-cli -n $on -l set -x -d 'What it says' \
    -a 'person= team= cost_center= project= environment= task= task_kind='
complete -c outlay-cli -n $on -l at -x -d 'Place in the order'
complete -c outlay-cli -n $on -l dry-run -d 'Only show what it would change'

set -l on '__fish_seen_subcommand_from source'
complete -c outlay-cli -n "$on; and not __fish_seen_subcommand_from list add test pause resume trip reset remove plan reports provider confirm cover" \
    -a 'list add test pause resume trip reset remove plan reports provider confirm cover'
complete -c outlay-cli -n "$on; and __fish_seen_subcommand_from plan" \
    -a 'metered subscription provisioned local'
complete -c outlay-cli -n "$on; and __fish_seen_subcommand_from reports" -a 'list net unknown'
complete -c outlay-cli -n "$on; and __fish_seen_subcommand_from provider" \
    -a 'anthropic=aws openai=azure anthropic=google none'
complete -c outlay-cli -n $on -l by -x -d 'The source that sees the same'
complete -c outlay-cli -n $on -l to -x -d 'Until before'
complete -c outlay-cli -n $on -l dry-run -d 'Show what it does, do no more'
complete -c outlay-cli -n $on -l kind -x -a 'openai anthropic openrouter litellm langfuse helicone bifrost vertex aws-costs azure-costs cursor copilot xai deepseek files otlp' -d 'What it is'
complete -c outlay-cli -n $on -l secret -x -a 'keychain:outlay/ env: file: passphrase:' -d 'Where its key is'
complete -c outlay-cli -n $on -l key-stdin -d 'Read the key from standard input'
complete -c outlay-cli -n $on -l push-secret -x -a 'keychain:outlay/ env: file: passphrase:' -d 'Where the key is that may write'
complete -c outlay-cli -n $on -l base-url -x -d 'Its address'
complete -c outlay-cli -n $on -l proxy -x -d 'Proxy'
complete -c outlay-cli -n $on -l ca -r -F -d 'Certificates trusted as well'
complete -c outlay-cli -n $on -l client-certificate -r -F -d 'Certificate to show'
complete -c outlay-cli -n $on -l client-key -r -F -d 'Its private key'
complete -c outlay-cli -n $on -l header -x -d 'NAME:VALUE'
complete -c outlay-cli -n $on -l path -r -F -d 'File or folder to watch'
complete -c outlay-cli -n $on -l format -x -a 'auto aider amp bedrock bifrost claude-code cloudflare-gateway codex copilot-cli copilot-otel csv cursor droid envoy-gateway focus gemini-cli google-billing helicone jsonl kimi kong langfuse litellm observations opencode openrouter otlp portkey posthog qwen-code response vercel-gateway' -d 'Format of the files'
complete -c outlay-cli -n $on -l port -x -d 'Port to listen on'
complete -c outlay-cli -n $on -l token -x -d 'What senders must show'
complete -c outlay-cli -n $on -l no-test -d 'Do not try it first'
complete -c outlay-cli -n $on -l plan -x -a 'metered subscription provisioned local' -d 'How it is paid'
complete -c outlay-cli -n $on -l same-account -d 'Also if its account is polled already'
complete -c outlay-cli -n $on -l own-keys-elsewhere -d 'Leave the money of own keys to their providers'
complete -c outlay-cli -n $on -l data -d 'Take away what it said'
complete -c outlay-cli -n $on -l fee -x -d 'A month, e.g. 200USD'
complete -c outlay-cli -n $on -l name -x -d 'Name of the plan'
complete -c outlay-cli -n $on -l key -x -d 'Of one key'
complete -c outlay-cli -n $on -l from -x -d 'Since'

set -l on '__fish_seen_subcommand_from poll watch'
complete -c outlay-cli -n $on -l source -x -d 'Only this one'
complete -c outlay-cli -n '__fish_seen_subcommand_from poll' -l once -d 'End when what is due is done'
complete -c outlay-cli -n '__fish_seen_subcommand_from watch' -l no-poll -d 'Ask no API'
complete -c outlay-cli -n '__fish_seen_subcommand_from watch' -l no-files -d 'Tail no files'
complete -c outlay-cli -n '__fish_seen_subcommand_from watch' -l no-otlp -d 'Do not listen'
complete -c outlay-cli -n '__fish_seen_subcommand_from source poll watch' -l passphrase-file -r -F \
    -d 'What opens secrets kept under a passphrase'

complete -c outlay-cli -n '__fish_seen_subcommand_from price' -l catalogue -r -F \
    -d 'Answer from this catalogue'
set -l on '__fish_seen_subcommand_from prices'
set -l what list show import set history undo check unpriced shock
complete -c outlay-cli -n "$on; and not __fish_seen_subcommand_from $what" -a "$what"
complete -c outlay-cli -n "$on; and __fish_seen_subcommand_from import shock" -F
complete -c outlay-cli -n $on -l all -d 'List past and coming prices; import every added model'
complete -c outlay-cli -n $on -l dry-run -d 'Only show the difference'
complete -c outlay-cli -n $on -l as-of -x -d 'When the list was true'
complete -c outlay-cli -n $on -l input -x -d 'Per million input tokens'
complete -c outlay-cli -n $on -l output -x -d 'Per million output tokens'
complete -c outlay-cli -n $on -l cache-read -x -d 'Per million tokens read from a cache'
complete -c outlay-cli -n $on -l cache-write -x -d 'Per million tokens written to a cache'
complete -c outlay-cli -n $on -l cache-write-1h -x -d 'Per million tokens written for an hour'
complete -c outlay-cli -n $on -l free -d 'Costs nothing'
complete -c outlay-cli -n $on -l discount -x -d 'Off the list price'
complete -c outlay-cli -n $on -l means -x -d 'The name stands for this one'
complete -c outlay-cli -n $on -l from -x -d 'Since when'
complete -c outlay-cli -n $on -l to -x -d 'Until when'
complete -c outlay-cli -n $on -l tz -x -d 'Time zone of days and dates'
complete -c outlay-cli -n $on -l at -x -d 'Look back from then'
complete -c outlay-cli -n $on -l follow -d 'Figures that others gave follow in proportion'
complete -c outlay-cli -n $on -l confirm -d 'Take a price that looks wrong'
complete -c outlay-cli -n $on -l remove -d 'Take back what was set'
set -l on '__fish_seen_subcommand_from retention'
complete -c outlay-cli -n "$on; and not __fish_seen_subcommand_from show keep apply" -a 'show keep apply'
complete -c outlay-cli -n $on -l yes -d 'apply: do it'
complete -c outlay-cli -n $on -l dry-run -d 'Only show what it would change'
complete -c outlay-cli -n '__fish_seen_subcommand_from backup restore' -F
complete -c outlay-cli -n '__fish_seen_subcommand_from demo' -l manifest -r -F \
    -d 'Also write what was planted'
complete -c outlay-cli -n '__fish_seen_subcommand_from demo' -l mixed \
    -d 'Although there is data of your own'
complete -c outlay-cli -n '__fish_seen_subcommand_from doctor' -l repair -d 'Rebuild the sums'
