package dev.gleaner.collector.source.gpu;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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

/** Asks all exporters, some at a time; who has not answered when the next round is due has not answered. */
final class DcgmRound {

    private static final int AT_A_TIME = 16;

    private final List<DcgmTarget> targets;
    private final GpuConfig.Dcgm config;
    private final Clock clock;
    private final DcgmExporter exporter;
    private final ExecutorService threads;
    private final Set<DcgmTarget> silent = new HashSet<>();

    DcgmRound(List<DcgmTarget> targets, GpuConfig.Dcgm config, Clock clock) {
        this.targets = List.copyOf(targets);
        this.config = config;
        this.clock = clock;
        this.exporter = new DcgmExporter(config.patience());
        this.threads = Executors.newFixedThreadPool(Math.min(AT_A_TIME, targets.size()), DcgmRound::thread);
    }

    /** What each target answered. */
    Map<DcgmTarget, Optional<Answer>> answers() {
        List<Callable<Answer>> questions = targets.stream()
                .<Callable<Answer>>map(target -> () -> ask(target))
                .toList();
        try {
            List<Future<Answer>> answers =
                    threads.invokeAll(questions, config.interval().toMillis(), TimeUnit.MILLISECONDS);
            Map<DcgmTarget, Optional<Answer>> byTarget = new LinkedHashMap<>();
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

    private Answer ask(DcgmTarget target) throws IOException, InterruptedException {
        byte[] body = exporter.ask(target.url());
        return new Answer(clock.instant(), body, new DcgmReading(new String(body, StandardCharsets.UTF_8)));
    }

    private Optional<Answer> answer(DcgmTarget target, Future<Answer> future) {
        if (future.isCancelled()) {
            return failed(target, "no answer before the next round");
        }
        try {
            Answer answer = future.get();
            if (answer.reading().samples() == 0) {
                return failed(target, "an answer without metrics of DCGM");
            }
            silent.remove(target);
            return Optional.of(answer);
        } catch (ExecutionException e) {
            return failed(target, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Said once, until it answers again. */
    private Optional<Answer> failed(DcgmTarget target, String reason) {
        if (silent.add(target)) {
            Log.warnf(
                    "%s tells nothing of the cards of %s: %s",
                    target.url(), target.host().resource(), reason);
        }
        return Optional.empty();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "dcgm");
        thread.setDaemon(true);
        return thread;
    }

    /** What an exporter told, and when. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(Instant at, byte[] body, DcgmReading reading) {}
}
