PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('commits',1);
INSERT INTO meta VALUES('events',4);
INSERT INTO meta VALUES('fresh_identities',8);
INSERT INTO meta VALUES('settled_identities',0);
CREATE TABLE text(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, value TEXT NOT NULL) STRICT;
INSERT INTO text VALUES(1,2618380012616049969,'gateway');
INSERT INTO text VALUES(2,3251562496658207006,'google');
INSERT INTO text VALUES(3,7697810129476470224,'gemini-2.5-flash');
INSERT INTO text VALUES(4,6689456082293094062,'ana');
INSERT INTO text VALUES(5,-7160990165986335204,'laptop');
INSERT INTO text VALUES(6,6049298597887554223,'acompletion');
INSERT INTO text VALUES(7,6790357285021763749,'gemini-2.5-pro');
INSERT INTO text VALUES(8,5066437141726130324,'openai');
INSERT INTO text VALUES(9,3266844482707850024,'gpt-5-mini');
INSERT INTO text VALUES(10,-7210959865844347410,'google/gemini-2.5-flash');
INSERT INTO text VALUES(11,-5342272928962283263,'google/gemini-2.5-pro');
INSERT INTO text VALUES(12,1109492257993109808,'openai/gpt-5-mini');
CREATE TABLE source(
    id INTEGER PRIMARY KEY,            -- = text id of its name
    format TEXT NOT NULL,
    rank INTEGER NOT NULL,
    growth INTEGER NOT NULL,
    last_import INTEGER                -- microseconds; history, not an answer
) STRICT;
INSERT INTO source VALUES(1,'litellm',1,1,1796027194273334);
CREATE TABLE profile(
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL,
    source INTEGER NOT NULL, provider INTEGER NOT NULL, model INTEGER NOT NULL,
    model_group INTEGER NOT NULL, user INTEGER NOT NULL, key INTEGER NOT NULL,
    team INTEGER NOT NULL, project INTEGER NOT NULL, environment INTEGER NOT NULL,
    endpoint INTEGER NOT NULL, tier INTEGER NOT NULL, speed INTEGER NOT NULL,
    geo INTEGER NOT NULL, search_context INTEGER NOT NULL, cost_center INTEGER NOT NULL,
    task_kind INTEGER NOT NULL, plan INTEGER NOT NULL,
    outcome INTEGER NOT NULL,          -- enum Outcome
    sees_failures INTEGER NOT NULL
) STRICT;
INSERT INTO profile VALUES(1,6008789443221160575,1,2,3,0,4,5,0,0,0,6,0,0,0,0,0,0,0,1,1);
INSERT INTO profile VALUES(2,3747284534401548072,1,2,7,0,4,5,0,0,0,6,0,0,0,0,0,0,0,1,1);
INSERT INTO profile VALUES(3,-3437329613933742291,1,8,9,0,4,5,0,0,0,6,0,0,0,0,0,0,0,1,1);
CREATE TABLE thread(
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL,
    session INTEGER NOT NULL, agent INTEGER NOT NULL, parent_agent INTEGER NOT NULL,
    task INTEGER NOT NULL, branch INTEGER NOT NULL
) STRICT;
CREATE TABLE ending(
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL,
    stop_reason INTEGER NOT NULL, http_status INTEGER NOT NULL
) STRICT;
CREATE TABLE tagset(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, items BLOB NOT NULL) STRICT;
CREATE TABLE event(
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,               -- microseconds UTC
    profile INTEGER NOT NULL,          -- what the observers said
    attributed INTEGER NOT NULL,       -- profile after labels and attribution rules
    thread INTEGER NOT NULL,
    task INTEGER NOT NULL,             -- text id, derived
    tags INTEGER NOT NULL,             -- 0: none
    ending INTEGER NOT NULL,           -- 0: unknown
    flags INTEGER NOT NULL,            -- see eventflags.h
    input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL, output INTEGER NOT NULL, reasoning INTEGER NOT NULL,
    cost INTEGER,                      -- nano-USD, effective; null: unpriced
    estimate INTEGER,                  -- null: none, or equal to cost where the flags say so
    reported INTEGER,                  -- null: none, or equal to cost where the flags say so
    price INTEGER NOT NULL,            -- text id of the price entry, 0: none
    latency INTEGER, first_token INTEGER, -- microseconds
    operation INTEGER, prompt INTEGER, -- hashes
    extra BLOB                         -- rare fields, see eventcodec.h
) STRICT;
INSERT INTO event VALUES(1,1793700000500000,1,1,0,0,0,0,2818113,1000,0,0,0,200,0,800000,NULL,NULL,10,2000000,NULL,NULL,NULL,X'10c0b6dcb78ad7af06');
INSERT INTO event VALUES(2,1793700060500000,1,1,0,0,0,0,2818113,3000,0,0,0,400,0,1900000,NULL,NULL,10,2000000,NULL,NULL,NULL,X'10c0d2f8f08ad7af06');
INSERT INTO event VALUES(3,1793700120500000,2,2,0,0,0,0,2818113,500,0,0,0,100,0,1625000,NULL,NULL,11,2000000,NULL,NULL,NULL,X'10c0ee94aa8bd7af06');
INSERT INTO event VALUES(4,1793700180500000,3,3,0,0,0,0,2818113,700,0,0,0,70,0,315000,NULL,NULL,12,2000000,NULL,NULL,NULL,X'10c08ab1e38bd7af06');
CREATE TABLE identity(hash INTEGER NOT NULL, view INTEGER NOT NULL, PRIMARY KEY(hash, view))
    STRICT, WITHOUT ROWID;
CREATE TABLE view(
    id INTEGER PRIMARY KEY, event INTEGER NOT NULL, same_as INTEGER,
    state BLOB                         -- null where same_as is set
) STRICT;
CREATE TABLE lineage(
    session INTEGER NOT NULL, ordinal INTEGER NOT NULL, source INTEGER NOT NULL,
    parent INTEGER NOT NULL, record BLOB NOT NULL,
    PRIMARY KEY(session, source, ordinal)) STRICT, WITHOUT ROWID;
CREATE TABLE span(
    trace INTEGER NOT NULL, span INTEGER NOT NULL, source INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY(trace, source, span)) STRICT, WITHOUT ROWID;
CREATE TABLE contribution(
    kind INTEGER NOT NULL, family INTEGER NOT NULL, source INTEGER NOT NULL,
    view INTEGER NOT NULL, tokens BLOB NOT NULL,
    PRIMARY KEY(kind, family, source, view)) STRICT, WITHOUT ROWID;
CREATE TABLE statement(
    id INTEGER PRIMARY KEY, identity INTEGER NOT NULL, source INTEGER NOT NULL,
    bucket_from INTEGER NOT NULL, bucket_to INTEGER NOT NULL, profile INTEGER NOT NULL,
    billed INTEGER NOT NULL, requests INTEGER NOT NULL, tokens INTEGER NOT NULL,
    closed INTEGER NOT NULL, description TEXT NOT NULL, record INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 0, period_from INTEGER NOT NULL DEFAULT -9223372036854775808, period_to INTEGER NOT NULL DEFAULT 9223372036854775807, line INTEGER NOT NULL DEFAULT 0, deliveries BLOB NOT NULL DEFAULT x'', standing INTEGER NOT NULL DEFAULT 1, kind INTEGER NOT NULL DEFAULT 0, step INTEGER NOT NULL DEFAULT 0, usage BLOB NOT NULL DEFAULT x'', delivery INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE residual(
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, profile INTEGER NOT NULL,
    bucket_from INTEGER NOT NULL, bucket_to INTEGER NOT NULL, billed INTEGER NOT NULL,
    covered INTEGER NOT NULL, amount INTEGER NOT NULL, closed INTEGER NOT NULL, high INTEGER NOT NULL DEFAULT 0, basis INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE aggregate(event INTEGER PRIMARY KEY) STRICT;
CREATE TABLE checkpoint(
    file TEXT NOT NULL, source INTEGER NOT NULL, format TEXT NOT NULL,
    size INTEGER NOT NULL, modified INTEGER NOT NULL, inode INTEGER NOT NULL,
    offset INTEGER NOT NULL,           -- after the last complete line
    line INTEGER NOT NULL,
    head INTEGER NOT NULL,             -- hash of the first bytes: same file?
    head_size INTEGER NOT NULL,
    tail INTEGER NOT NULL,             -- identity hash of a provisional last line, 0: none
    options INTEGER NOT NULL,          -- hash of map and only
    state BLOB NOT NULL, near INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(file, source, options)) STRICT, WITHOUT ROWID;
INSERT INTO checkpoint VALUES('/logs/services.jsonl',1,'litellm',1400,1796027194028295669,5507315,1400,4,-4835039117642927530,1400,0,0,X'',8260545063904948094);
CREATE TABLE rejected(
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE configuration(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL, undoes INTEGER) STRICT;
CREATE TABLE change(
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
    events INTEGER NOT NULL, cost_before INTEGER, cost_after INTEGER) STRICT;
CREATE TABLE cell_day(block INTEGER PRIMARY KEY, cells BLOB NOT NULL) STRICT;
INSERT INTO cell_day VALUES(18015791689498624,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(54044588708462592,X'021da18490c0e00c06a846f80a90fa8f0490fa8f0490fa8f04060680b6dc05061aa18490c0e00c02f80a8c01f0b926f0b926f0b92602028092f401');
INSERT INTO cell_day VALUES(90073385727426560,X'031da18490c0e00c04c03eb009c0cbc902c0cbc902c0cbc902040480a4e803041da18490c0e00c02e807c801d0aec601d0aec601d0aec60102028092f401021aa18490c0e00c02f80a8c01f0b926f0b926f0b92602028092f401');
INSERT INTO cell_day VALUES(126102182746390528,X'0a1da18490c0e00c04c03eb009c0cbc902c0cbc902c0cbc902040480a4e803011da18490c0e00c02e807c801d0aec601d0aec601d0aec60102028092f401011aa18490c0e00c02f80a8c01f0b926f0b926f0b92602028092f401');
INSERT INTO cell_day VALUES(162130979765354496,X'041da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(198159776784318464,X'051da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(234188573803282432,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(270217370822246400,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(306246167841210368,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(342274964860174336,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(378303761879138304,X'061da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(414332558898102272,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(450361355917066240,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(486390152936030208,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(522418949954994176,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(558447746973958144,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(594476543992922112,X'011da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(630505341011886080,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(666534138030850048,X'011da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(702562935049814016,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_day VALUES(2251801206865264640,X'011da18490c0e00c04c03eb009c0cbc902c0cbc902c0cbc902040480a4e803011da18490c0e00c02e807c801d0aec601d0aec601d0aec60102028092f401011aa18490c0e00c02f80a8c01f0b926f0b926f0b92602028092f401');
CREATE TABLE cell_quarter(block INTEGER PRIMARY KEY, cells BLOB NOT NULL) STRICT;
INSERT INTO cell_quarter VALUES(18031117005225984,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_quarter VALUES(54059914024189952,X'021da18490c0e00c06a846f80a90fa8f0490fa8f0490fa8f04060680b6dc05061aa18490c0e00c02f80a8c01f0b926f0b926f0b92602028092f401');
INSERT INTO cell_quarter VALUES(90088711043153920,X'031da18490c0e00c04c03eb009c0cbc902c0cbc902c0cbc902040480a4e803041da18490c0e00c02e807c801d0aec601d0aec601d0aec60102028092f401021aa18490c0e00c02f80a8c01f0b926f0b926f0b92602028092f401');
INSERT INTO cell_quarter VALUES(162146305081081856,X'041da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_quarter VALUES(306261493156937728,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_quarter VALUES(342290290175901696,X'001da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_quarter VALUES(594491869308649472,X'011da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
INSERT INTO cell_quarter VALUES(666549463346577408,X'011da18490c0e00c08a051840c80b4b60480b4b60480b4b604080880c8d007');
CREATE TABLE identity_fresh(hash INTEGER NOT NULL, view INTEGER NOT NULL, PRIMARY KEY(hash, view))
    STRICT, WITHOUT ROWID;
INSERT INTO identity_fresh VALUES(-8204180113971540265,4);
INSERT INTO identity_fresh VALUES(-7956035961707415472,3);
INSERT INTO identity_fresh VALUES(-6442261294228436690,2);
INSERT INTO identity_fresh VALUES(-2625022036315510163,3);
INSERT INTO identity_fresh VALUES(3870188781352460222,1);
INSERT INTO identity_fresh VALUES(4939645331196982290,2);
INSERT INTO identity_fresh VALUES(9084069245737402404,4);
INSERT INTO identity_fresh VALUES(9108426234999407577,1);
CREATE TABLE delivery(
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, series INTEGER NOT NULL, -- text ids
    bucket_from INTEGER NOT NULL, bucket_to INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL, closed INTEGER NOT NULL) STRICT;
CREATE TABLE directory(
    source INTEGER NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL, name INTEGER NOT NULL,
    email INTEGER NOT NULL, owner INTEGER NOT NULL, archived INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL, PRIMARY KEY(source, kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE coverage(
    source INTEGER NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL,
    kind INTEGER NOT NULL,             -- enum CoverageKind
    PRIMARY KEY(source, at)) STRICT, WITHOUT ROWID;
CREATE TABLE poll(
    source TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY(source, name)) STRICT, WITHOUT ROWID;
CREATE TABLE quota(
    source INTEGER NOT NULL, plan INTEGER NOT NULL, allowance INTEGER NOT NULL, -- text ids
    window INTEGER NOT NULL,           -- text id
    at INTEGER NOT NULL,
    used INTEGER NOT NULL,             -- hundredths of a percent
    minutes INTEGER NOT NULL,          -- 0: unknown
    resets_at INTEGER,                 -- null: unknown
    PRIMARY KEY(source, plan, allowance, window)) STRICT, WITHOUT ROWID;
CREATE TABLE tracker(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO tracker VALUES(1,'{"each":"key","period":{"kind":"rolling","minutes":60,"zone":"UTC"},"scope":[]}');
INSERT INTO tracker VALUES(2,'{"each":"session","period":{"kind":"always","zone":"UTC"},"scope":[]}');
INSERT INTO tracker VALUES(3,'{"each":"user","period":{"kind":"rolling","minutes":60,"zone":"UTC"},"scope":[]}');
CREATE TABLE consumption(
    tracker INTEGER NOT NULL,
    period INTEGER NOT NULL,           -- its start, or that of a rolling window's step
    member INTEGER NOT NULL,           -- text id; 0: the one budget, or unknown
    cost INTEGER NOT NULL, residual INTEGER NOT NULL, tokens INTEGER NOT NULL,
    requests INTEGER NOT NULL, unpriced INTEGER NOT NULL,
    PRIMARY KEY(tracker, period, member)) STRICT, WITHOUT ROWID;
INSERT INTO consumption VALUES(1,1793700000000000,5,4640000,0,5970,4,0);
INSERT INTO consumption VALUES(2,-9223372036854775808,0,4640000,0,5970,4,0);
INSERT INTO consumption VALUES(3,1793700000000000,4,4640000,0,5970,4,0);
CREATE TABLE claim(
    budget TEXT NOT NULL, member TEXT NOT NULL,
    period INTEGER NOT NULL,           -- start of the period, or of the episode
    threshold INTEGER NOT NULL,        -- percent
    arming INTEGER NOT NULL,           -- how often a raised limit armed it anew
    armed INTEGER NOT NULL,            -- 1: armed anew and not yet claimed
    until INTEGER NOT NULL,            -- end of the episode
    alert TEXT NOT NULL, claimed_at INTEGER NOT NULL,
    PRIMARY KEY(budget, member, period, threshold)) STRICT, WITHOUT ROWID;
CREATE TABLE alert(
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL,
    happened_at INTEGER NOT NULL, known_at INTEGER NOT NULL,
    body TEXT NOT NULL                 -- JSON of models/rules
) STRICT, WITHOUT ROWID;
CREATE TABLE alert_log(
    id INTEGER PRIMARY KEY AUTOINCREMENT, alert TEXT NOT NULL, at INTEGER NOT NULL,
    what TEXT NOT NULL, who TEXT NOT NULL, told INTEGER NOT NULL) STRICT;
CREATE TABLE outbox(
    id INTEGER PRIMARY KEY AUTOINCREMENT, hook TEXT NOT NULL, entry INTEGER NOT NULL, -- alert_log
    alert TEXT NOT NULL, delivery TEXT NOT NULL, body TEXT NOT NULL,
    created_at INTEGER NOT NULL, next_try INTEGER NOT NULL, attempts INTEGER NOT NULL,
    state TEXT NOT NULL,               -- waiting, delivered, dead
    reason TEXT NOT NULL, ended_at INTEGER, UNIQUE(hook, entry)) STRICT;
CREATE TABLE freshness(
    source INTEGER NOT NULL, series INTEGER NOT NULL, -- text ids
    told_until INTEGER NOT NULL,       -- what was published by then ends here
    due_at INTEGER NOT NULL,           -- from then on what comes after is overdue
    whole_days INTEGER NOT NULL,       -- 1: days are published, after their end
    lag INTEGER NOT NULL,              -- published so long after it happened
    PRIMARY KEY(source, series)) STRICT, WITHOUT ROWID;
CREATE TABLE closing(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, -- of the zone, last one exclusive
    range_from INTEGER NOT NULL, range_to INTEGER NOT NULL, -- the same in microseconds
    zone TEXT NOT NULL, digest TEXT NOT NULL, rows INTEGER NOT NULL, total BLOB NOT NULL,
    closed_at INTEGER NOT NULL, closed_by TEXT NOT NULL, note TEXT NOT NULL,
    last_change INTEGER NOT NULL,      -- newest change.id then, 0: none
    reopened_at INTEGER, reopened_by TEXT, reason TEXT) STRICT;
CREATE TABLE frozen_row(
    closing INTEGER NOT NULL, day INTEGER NOT NULL, number INTEGER NOT NULL,
    provider INTEGER NOT NULL, model INTEGER NOT NULL, user INTEGER NOT NULL, key INTEGER NOT NULL,
    team INTEGER NOT NULL, project INTEGER NOT NULL, cost_center INTEGER NOT NULL,
    environment INTEGER NOT NULL, endpoint INTEGER NOT NULL, task_kind INTEGER NOT NULL,
    tier INTEGER NOT NULL, outcome INTEGER NOT NULL, plan INTEGER NOT NULL, source INTEGER NOT NULL,
    sums BLOB NOT NULL,                -- a cell
    hash BLOB NOT NULL,                -- SHA-256 of the row's canonical line
    PRIMARY KEY(closing, day, number)) STRICT, WITHOUT ROWID;
DELETE FROM sqlite_sequence;
CREATE INDEX text_hash ON text(hash);
CREATE INDEX profile_hash ON profile(hash);
CREATE INDEX thread_hash ON thread(hash);
CREATE INDEX ending_hash ON ending(hash);
CREATE INDEX tagset_hash ON tagset(hash);
CREATE INDEX event_at ON event(at);
CREATE INDEX view_event ON view(event);
CREATE INDEX lineage_parent ON lineage(parent) WHERE parent <> 0;
CREATE UNIQUE INDEX statement_identity ON statement(identity, source);
CREATE INDEX residual_at ON residual(at);
CREATE UNIQUE INDEX rejected_place ON rejected(file, line, source);
CREATE INDEX configuration_name ON configuration(name, id);
CREATE INDEX statement_delivery ON statement(delivery) WHERE delivery <> 0;
CREATE INDEX statement_bucket ON statement(bucket_from, bucket_to);
CREATE UNIQUE INDEX delivery_bucket ON delivery(source, series, bucket_from, bucket_to);
CREATE INDEX consumption_member ON consumption(tracker, member, period);
CREATE INDEX alert_state ON alert(state, happened_at);
CREATE INDEX alert_time ON alert(happened_at);
CREATE INDEX alert_log_alert ON alert_log(alert, id);
CREATE INDEX outbox_due ON outbox(state, next_try);
CREATE UNIQUE INDEX closing_in_force ON closing(first_day) WHERE reopened_at IS NULL;
COMMIT;
