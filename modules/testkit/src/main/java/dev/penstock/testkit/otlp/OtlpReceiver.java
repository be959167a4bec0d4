package dev.penstock.testkit.otlp;

import com.google.protobuf.MessageLite;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes spans, metrics and log records as a collector does, and remembers them. Safe for several threads. */
public final class OtlpReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<LogRecord> events = new CopyOnWriteArrayList<>();
    private final Map<String, Metric> metrics = new ConcurrentHashMap<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Resource resource;
    private volatile int status = 200;
    private volatile boolean silent;

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    /** Listens on a free port of this machine. */
    public static OtlpReceiver start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            OtlpReceiver receiver = new OtlpReceiver(server);
            server.setExecutor(receiver.threads);
            server.createContext("/v1/traces", receiver::traces);
            server.createContext("/v1/metrics", receiver::metrics);
            server.createContext("/v1/logs", receiver::logs);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What to put before {@code /v1/traces}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on answers with this status, and remembers nothing unless it is 200. */
    public void answer(int with) {
        status = with;
    }

    /** From now on takes connections and never answers. */
    public void fallSilent() {
        silent = true;
    }

    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** The spans of one trace, by its id in hexadecimal digits, the earliest first. */
    public List<Span> spans(String traceId) {
        return spans.stream()
                .filter(span -> hex(span.getTraceId().toByteArray()).equals(traceId))
                .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano)
                        .thenComparingInt(span -> span.getKindValue() == Span.SpanKind.SPAN_KIND_SERVER_VALUE ? 0 : 1))
                .toList();
    }

    public List<LogRecord> events() {
        return List.copyOf(events);
    }

    /** The latest of each metric, by name. */
    public Map<String, Metric> metrics() {
        return Map.copyOf(metrics);
    }

    /** Those of every request that came. */
    public List<Headers> headers() {
        return List.copyOf(headers);
    }

    /** The attributes of who sent last; empty before. */
    public Map<String, Object> resource() {
        Resource last = resource;
        return last == null ? Map.of() : attributes(last.getAttributesList());
    }

    /** Attributes as plain values. */
    public static Map<String, Object> attributes(List<KeyValue> pairs) {
        Map<String, Object> all = new TreeMap<>();
        pairs.forEach(pair -> all.put(pair.getKey(), plain(pair.getValue())));
        return all;
    }

    /** An id in hexadecimal digits. */
    public static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    private static Object plain(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case BOOL_VALUE -> value.getBoolValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(OtlpReceiver::plain)
                        .collect(Collectors.toList());
            default -> value.toString();
        };
    }

    private void traces(HttpExchange http) throws IOException {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(http.getRequestBody());
        answer(
                http,
                ExportTraceServiceResponse.getDefaultInstance(),
                () -> request.getResourceSpansList().forEach(sent -> {
                    resource = sent.getResource();
                    sent.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                }));
    }

    private void metrics(HttpExchange http) throws IOException {
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(http.getRequestBody());
        answer(
                http,
                ExportMetricsServiceResponse.getDefaultInstance(),
                () -> request.getResourceMetricsList()
                        .forEach(sent -> sent.getScopeMetricsList()
                                .forEach(scope -> scope.getMetricsList()
                                        .forEach(metric -> metrics.put(metric.getName(), metric)))));
    }

    private void logs(HttpExchange http) throws IOException {
        ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(http.getRequestBody());
        answer(
                http,
                ExportLogsServiceResponse.getDefaultInstance(),
                () -> request.getResourceLogsList()
                        .forEach(sent ->
                                sent.getScopeLogsList().forEach(scope -> events.addAll(scope.getLogRecordsList()))));
    }

    private void answer(HttpExchange http, MessageLite said, Runnable remember) throws IOException {
        headers.add(http.getRequestHeaders());
        try (http) {
            if (silent) {
                closed.await();
            }
            int now = status;
            if (now == 200) {
                remember.run();
            }
            byte[] body = said.toByteArray();
            http.getResponseHeaders().add("content-type", "application/x-protobuf");
            http.sendResponseHeaders(now, body.length == 0 ? -1 : body.length);
            http.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}
