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

/** Publishes what nvidia-smi printed, whichever way it came. */
@ApplicationScoped
class SmiOutputPublisher {

    static final String NAME = "gpu";

    /** Agents send a minute once it is over, and send again what was not taken. */
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

    /** Returns once all of it is acknowledged; the place is a file or what else tells where it came from. */
    Outcome publishDelivery(GpuHost host, String place, ParsedSmiOutput reading) {
        SourceScope sourceScope =
                new SourceScope(NAME, host.instance().account(), host.instance().region());
        Optional<Instant> oldest = time(reading, Comparator.reverseOrder());
        // Until it is taken, at once or when it is repeated, no newer reading moves the progress past it.
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
        // One at a time: which reading is the first of a series is told by those before it.
        oneAtATime.lock();
        try {
            Map<Boolean, List<GpuDeviceReading>> dropped =
                    reading.readings().stream().collect(partitioningBy(card -> firsts.isFalse(host.resource(), card)));
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

    /** Keeps an output that can't be read at all. */
    void publishDeadLetter(String place, byte[] output, ParsedSmiOutput.Unusable reason) {
        publisher.publishDeadLetters(List.of(
                DeadLetterFactory.create(NAME, place, reason.line(), DeadLetterExcerpt.of(output), reason.reason())));
        meters.deadLetters(NAME, 1);
    }

    private static DeadLetter letter(String place, GpuDeviceReading.BadLine bad) {
        DeadLetterExcerpt deadLetterExcerpt = DeadLetterExcerpt.of(bad.text().getBytes(StandardCharsets.UTF_8));
        return DeadLetterFactory.create(NAME, place, bad.number(), deadLetterExcerpt, bad.reason());
    }

    /** The last one in this order. */
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
     * What became of an output of nvidia-smi; the names are those of the answer.
     *
     * @param samples that Kafka has
     * @param dropped first readings without persistence mode
     * @param bad lines that could not be read
     */
    record Outcome(int samples, int dropped, int bad) {}

    /**
     * Knows the first reading of each series of a card. Without persistence mode the driver is loaded for it, and an idle card
     * may read 100 %. A body that is sent again gets the same answer.
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

        /** A card that was not read for longer than this gap begins a new series. */
        FirstReadingFilter(Duration gap) {
            this.gap = gap;
        }

        /** Whether it is to be dropped; each reading is asked about once, in the order of their times. */
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
