import { context, propagation, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { version } from '../version.ts';
import type { Watch } from './watch.ts';

interface Tracing {
  readonly watch: Watch;
  /** Sends what is left. */
  readonly end: () => Promise<void>;
}

/**
 * Traces of requests and of what they ask of the ledger, sent as the environment says: OpenTelemetry's own variables, which
 * its libraries read (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME, …).
 */
export function startTracing(): Tracing {
  const service = resourceFromAttributes({ 'service.name': 'headroom', 'service.version': version });
  const provider = new NodeTracerProvider({
    resource: service.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return { watch: traceBy(provider.getTracer('headroom', version)), end: () => provider.shutdown() };
}

function traceBy(tracer: Tracer): Watch {
  return {
    request: (request, work) =>
      // A client that traces says which of its spans this is within.
      tracer.startActiveSpan(
        'request',
        { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method, 'rpc.system.name': 'aws-api' } },
        propagation.extract(context.active(), request.headers),
        async (span) => {
          try {
            const response = await work((action, requestId) => {
              const [service = '', method = ''] = action.split(':');
              span.updateName(`${service}/${method}`);
              span.setAttributes({ 'rpc.service': service, 'rpc.method': method, 'aws.request_id': requestId });
            });
            span.setAttribute('http.response.status_code', response.status);
            if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
            return response;
          } finally {
            span.end();
          }
        },
      ),
    command: ({ kind }, work) =>
      tracer.startActiveSpan(`ledger ${kind}`, { kind: SpanKind.INTERNAL }, async (span) => {
        try {
          const outcome = await work();
          span.setAttribute('headroom.permitted', outcome.ok);
          if (!outcome.ok) span.setAttribute('headroom.refusal', outcome.refusal.kind);
          return outcome;
        } catch (error) {
          span.recordException(error as Error);
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      }),
  };
}
