package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.collector.source.gpu.GpuHost;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Requests exporters, several at a time. A response that has not arrived when the next round is due is discarded.
 */
final class DcgmPoller {

    private static final int AT_A_TIME = 16;

    private final GpuConfig.Dcgm config;
    private final Clock clock;
    private final ExporterClient exporter;
    private final ExecutorService threads;
    private final Set<Target> silent = new HashSet<>();

    DcgmPoller(GpuConfig.Dcgm config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.exporter = new ExporterClient(config.patience());
        this.threads = Executors.newFixedThreadPool(AT_A_TIME, DcgmPoller::thread);
    }

    /** The response of each target. */
    Map<Target, Optional<Answer>> pollAll(List<Target> targets) {
        silent.retainAll(targets);
        List<Callable<Answer>> questions = targets.stream()
                .<Callable<Answer>>map(target -> () -> poll(target))
                .toList();
        try {
            List<Future<Answer>> answers =
                    threads.invokeAll(questions, config.interval().toMillis(), TimeUnit.MILLISECONDS);
            Map<Target, Optional<Answer>> byTarget = new LinkedHashMap<>();
            IntStream.range(0, targets.size())
                    .forEach(i -> byTarget.put(targets.get(i), answer(targets.get(i), answers.get(i))));
            return byTarget;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    void close() {
        threads.shutdownNow();
    }

    private Answer poll(Target target) throws IOException, InterruptedException {
        byte[] body = exporter.fetch(target.url());
        return new Answer(clock.instant(), body, new ParsedDcgmResponse(new String(body, StandardCharsets.UTF_8)));
    }

    private Optional<Answer> answer(Target target, Future<Answer> future) {
        if (future.isCancelled()) {
            return logFailure(target, "no answer before the next round");
        }
        try {
            Answer answer = future.get();
            if (answer.reading().samples() == 0) {
                return logFailure(target, "an answer without metrics of DCGM");
            }
            silent.remove(target);
            return Optional.of(answer);
        } catch (ExecutionException e) {
            return logFailure(target, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Logged once, until the exporter responds again. */
    private Optional<Answer> logFailure(Target target, String reason) {
        if (silent.add(target)) {
            Log.warnf(
                    "%s has no readings of the GPUs of %s: %s",
                    target.url(), target.host().resource(), reason);
        }
        return Optional.empty();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "dcgm");
        thread.setDaemon(true);
        return thread;
    }

    /** A response of an exporter, with its time. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(Instant at, byte[] body, ParsedDcgmResponse reading) {}

    /** HTTP client of the exporters. */
    static final class ExporterClient {

        /** In bytes. A response for sixteen GPUs with all fields and seven MIG instances each has less than 2 MB. */
        private static final int LARGEST = 16 << 20;

        private final HttpClient client;
        private final Duration patience;

        ExporterClient(Duration patience) {
            this.patience = patience;
            this.client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(patience)
                    .build();
        }

        /** Body of the response. */
        byte[] fetch(URI url) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(url).timeout(patience).build();
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(LARGEST + 1);
                if (answer.statusCode() != 200 || bytes.length > LARGEST) {
                    throw new IOException(
                            "answered by " + answer.statusCode() + ", " + bytes.length + " bytes or more");
                }
                return bytes;
            }
        }
    }

    /** An exporter, and the instance whose GPUs it reports. */
    record Target(GpuHost host, URI url) {

        /** Throws {@link IllegalArgumentException} for an invalid target. */
        static Target of(GpuConfig.Dcgm.Target target) {
            if (!"http".equals(target.url().getScheme())
                    && !"https".equals(target.url().getScheme())) {
                throw new IllegalArgumentException("collector.gpu.dcgm.targets: no http or https URL: " + target.url());
            }
            return new Target(GpuHost.parse(target.instance()), target.url());
        }
    }
}
