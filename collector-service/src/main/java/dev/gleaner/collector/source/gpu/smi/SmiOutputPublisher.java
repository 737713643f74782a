package dev.gleaner.collector.source.gpu.smi;

import static java.util.stream.Collectors.partitioningBy;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.PushedDelivery;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.collector.source.gpu.GpuHost;
import dev.gleaner.collector.source.gpu.GpuSignalFactory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Publishes output of nvidia-smi of any origin. */
@ApplicationScoped
class SmiOutputPublisher {

    static final String NAME = "gpu";

    /** Agents send a minute after its end, and repeat what was not acknowledged. */
    private static final Duration SETTLING = Duration.ofMinutes(10);

    private final KafkaPublisher publisher;
    private final ProgressPublisher progress;
    private final SourceMeters meters;
    private final Clock clock;
    private final FirstReadingFilter firsts;
    private final Lock oneAtATime = new ReentrantLock();

    SmiOutputPublisher(
            KafkaPublisher publisher, ProgressPublisher progress, SourceMeters meters, GpuConfig config, Clock clock) {
        this.publisher = publisher;
        this.progress = progress;
        this.meters = meters;
        this.clock = clock;
        this.firsts = new FirstReadingFilter(config.seriesGap());
    }

    /** Returns once Kafka has acknowledged everything; the place is a file or another origin. */
    Outcome publishDelivery(GpuHost host, String place, ParsedSmiOutput reading) {
        SourceScope sourceScope =
                new SourceScope(NAME, host.instance().account(), host.instance().region());
        Optional<Instant> oldest = time(reading, Comparator.reverseOrder());
        // Until the delivery is acknowledged, now or when it is repeated, no newer reading moves progress past it.
        try (ProgressPublisher.Receipt receipt = progress.receive(new PushedDelivery(
                NAME,
                String.join(
                        " ",
                        host.resource(),
                        place,
                        oldest.map(Instant::toString).orElse("")),
                Optional.of(host.resource()),
                oldest.map(time -> Map.of(sourceScope, time)).orElse(Map.of())))) {
            Outcome outcome = publish(host, place, reading);
            time(reading, Comparator.naturalOrder())
                    .ifPresent(newest -> progress.advanceShared(sourceScope, newest, SETTLING));
            receipt.taken();
            return outcome;
        }
    }

    private Outcome publish(GpuHost host, String place, ParsedSmiOutput reading) {
        // One delivery at a time: the first reading of a series depends on the readings before it.
        oneAtATime.lock();
        try {
            Map<Boolean, List<GpuDeviceReading>> dropped =
                    reading.readings().stream().collect(partitioningBy(each -> firsts.isFalse(host.resource(), each)));
            List<GpuDeviceReading> kept = dropped.getOrDefault(false, List.of());
            List<Signal> signals = new GpuSignalFactory(NAME, host, place).create(kept, clock.millis());
            List<DeadLetter> letters =
                    reading.bad().stream().map(bad -> letter(place, bad)).toList();
            publisher.publishSignals(signals);
            publisher.publishDeadLetters(letters);
            int firstReadings = dropped.getOrDefault(true, List.of()).size();
            Outcome outcome = new Outcome(kept.size(), firstReadings, letters.size());
            count(outcome, signals.size());
            return outcome;
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Publishes an output that can't be read at all as a dead letter. */
    void publishDeadLetter(String place, byte[] output, ParsedSmiOutput.Unusable reason) {
        publisher.publishDeadLetters(List.of(
                DeadLetterFactory.create(NAME, place, reason.line(), DeadLetterExcerpt.of(output), reason.reason())));
        meters.deadLetters(NAME, 1);
    }

    private static DeadLetter letter(String place, GpuDeviceReading.BadLine bad) {
        DeadLetterExcerpt deadLetterExcerpt = DeadLetterExcerpt.of(bad.text().getBytes(StandardCharsets.UTF_8));
        return DeadLetterFactory.create(NAME, place, bad.number(), deadLetterExcerpt, bad.reason());
    }

    /** The last time in this order. */
    private static Optional<Instant> time(ParsedSmiOutput reading, Comparator<Instant> order) {
        return reading.readings().stream().map(GpuDeviceReading::time).max(order);
    }

    private void count(Outcome outcome, int signals) {
        meters.files(NAME, 1);
        meters.records(NAME, outcome.samples() + outcome.dropped() + outcome.bad());
        meters.signals(NAME, signals);
        meters.deadLetters(NAME, outcome.bad());
        meters.skipped(NAME, "first reading without persistence mode", outcome.dropped());
    }

    /**
     * Result for an output of nvidia-smi; the names are those of the response.
     *
     * @param samples number that Kafka has acknowledged
     * @param dropped number of first readings without persistence mode
     * @param bad number of unreadable lines
     */
    record Outcome(int samples, int dropped, int bad) {}

    /**
     * Recognises the first reading of each series of a GPU. Without persistence mode it loads the driver, and an idle
     * GPU may show 100 %. A repeated body gets the same result.
     */
    static final class FirstReadingFilter {

        private static final int MAX_GPUS = 100_000;

        private final Duration gap;

        @SuppressWarnings("serial")
        private final Map<HostCard, Series> series = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<HostCard, Series> eldest) {
                return size() > MAX_GPUS;
            }
        };

        /** A GPU without a reading for longer than this gap begins a new series. */
        FirstReadingFilter(Duration gap) {
            this.gap = gap;
        }

        /** Whether the reading must be dropped; to be called once for each reading, in the order of time. */
        boolean isFalse(String host, GpuDeviceReading reading) {
            HostCard key = new HostCard(host, reading.gpu());
            Instant time = reading.time();
            Series known = series.get(key);
            boolean goesOn = known != null && known.goesOn(time, gap);
            series.put(key, known != null && goesOn ? known.until(time) : new Series(time, time));
            boolean first = !goesOn || (known != null && time.equals(known.from()));
            return first && !reading.persistence().orElse(true);
        }

        private record HostCard(String host, String gpu) {}

        private record Series(Instant from, Instant until) {

            boolean goesOn(Instant time, Duration gap) {
                return !time.isBefore(from) && !time.isAfter(until.plus(gap));
            }

            Series until(Instant time) {
                return time.isAfter(until) ? new Series(from, time) : this;
            }
        }
    }
}
