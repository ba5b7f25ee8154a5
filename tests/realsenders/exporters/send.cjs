// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node send.cjs MODULES ENDPOINT proto|http gzip|none: the same telemetry each time it is run, by
// OpenTelemetry's own exporters. Exit 0: all of it was answered with success.
'use strict';
const {createRequire} = require('node:module');
const [modules, endpoint, encoding, compression] = process.argv.slice(2);
const from = createRequire(`${modules}/package.json`);
const {diag, DiagLogLevel, SpanKind, SpanStatusCode, trace, ROOT_CONTEXT} =
    from('@opentelemetry/api');
const {resourceFromAttributes} = from('@opentelemetry/resources');
const {BasicTracerProvider, BatchSpanProcessor} = from('@opentelemetry/sdk-trace-base');
const {LoggerProvider, BatchLogRecordProcessor} = from('@opentelemetry/sdk-logs');
const {MeterProvider, PeriodicExportingMetricReader} = from('@opentelemetry/sdk-metrics');
const {OTLPTraceExporter} = from(`@opentelemetry/exporter-trace-otlp-${encoding}`);
const {OTLPLogExporter} = from(`@opentelemetry/exporter-logs-otlp-${encoding}`);
const {OTLPMetricExporter} = from(`@opentelemetry/exporter-metrics-otlp-${encoding}`);

let problems = 0;
const complain = (...words) => {
    ++problems;
    console.error(...words);
};
const silent = () => {};
diag.setLogger({error: complain, warn: complain, info: silent, debug: silent, verbose: silent},
    {logLevel: DiagLogLevel.WARN});

const calls = 60;
const canary = 'CANARY-5c1d77';
const start = Date.UTC(2026, 10, 1, 10);
const resource = resourceFromAttributes({
    'service.name': 'checkout', 'deployment.environment.name': 'production', 'process.pid': 4711,
});
const options = signal => ({url: `${endpoint}/v1/${signal}`, compression, timeoutMillis: 60000});

// Ids that are the same in every run: what is sent again is no second call.
let ids = 0;
const digits = length => (++ids).toString(16).padStart(length, '0');
const idGenerator = {generateTraceId: () => digits(32), generateSpanId: () => digits(16)};

const usage = n => ({
    'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': 'claude-sonnet-4-5', 'gen_ai.response.model': 'claude-sonnet-4-5',
    'gen_ai.usage.input_tokens': 1000 + n, 'gen_ai.usage.output_tokens': 100,
    'gen_ai.usage.cache_read.input_tokens': 600, 'gen_ai.response.finish_reasons': ['end_turn'],
    'gen_ai.response.id': `msg_realsender${n}`, 'gen_ai.input.messages': canary,
    'gen_ai.response.time_to_first_chunk': 0.25,
});

async function traces() {
    const provider = new BasicTracerProvider({
        resource, idGenerator,
        spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(options('traces')),
            {maxExportBatchSize: 7, scheduledDelayMillis: 60000})],
    });
    const tracer = provider.getTracer('shop', '1.2.3');
    for (let n = 0; n < calls; ++n) {
        const at = start + n * 1000;
        const agent = tracer.startSpan('invoke_agent buyer', {
            startTime: at, attributes: {'gen_ai.operation.name': 'invoke_agent',
                'gen_ai.agent.name': 'buyer', 'gen_ai.usage.input_tokens': 1000 + n},
        });
        const call = tracer.startSpan('chat claude-sonnet-4-5',
            {startTime: at + 10, kind: SpanKind.CLIENT, attributes: usage(n)},
            trace.setSpan(ROOT_CONTEXT, agent));
        call.addEvent('gen_ai.choice', {content: canary}, at + 20);
        if (n % 20 === 19) {
            call.setAttribute('error.type', '500');
            call.setStatus({code: SpanStatusCode.ERROR, message: canary});
        }
        call.end(at + 500);
        agent.end(at + 510);
    }
    await provider.forceFlush();
    await provider.shutdown();
}

async function logs() {
    const provider = new LoggerProvider({
        resource,
        processors: [new BatchLogRecordProcessor({exporter: new OTLPLogExporter(options('logs')),
            maxExportBatchSize: 7, scheduledDelayMillis: 60000})],
    });
    const event = provider.getLogger('app.events');
    for (let n = 0; n < calls; ++n) {
        const at = start + 3600000 + n * 1000;
        // The same call as the span's for the first half; of their own for the others.
        const which = n < calls / 2 ? n : n + calls;
        event.emit({eventName: 'gen_ai.client.inference.operation.details', timestamp: at,
            observedTimestamp: at + 5, body: {text: canary}, attributes: usage(which)});
        event.emit({eventName: 'app.started', timestamp: at, body: 'hello'});
    }
    await provider.forceFlush();
    await provider.shutdown();
}

async function metrics() {
    const reader = new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(options('metrics')), exportIntervalMillis: 3600000,
        exportTimeoutMillis: 60000,
    });
    const provider = new MeterProvider({resource, readers: [reader]});
    const meter = provider.getMeter('app.meter');
    meter.createHistogram('gen_ai.client.token.usage', {unit: '{token}'})
        .record(1000, {'gen_ai.token.type': 'input'});
    meter.createCounter('app.requests').add(3);
    await provider.forceFlush();
    await provider.shutdown();
}

setTimeout(() => process.exit(3), 120000).unref();
Promise.all([traces(), logs(), metrics()])
    .then(() => process.exit(problems === 0 ? 0 : 1))
    .catch(error => {
        console.error(error);
        process.exit(1);
    });
