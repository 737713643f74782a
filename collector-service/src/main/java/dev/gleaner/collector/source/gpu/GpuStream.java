package dev.gleaner.collector.source.gpu;

import static java.util.stream.Collectors.partitioningBy;

import dev.gleaner.collector.progress.Delivered;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.collector.publish.Found;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Publishes what nvidia-smi printed, whichever way it came. */
@ApplicationScoped
class GpuStream {

    static final String NAME = "gpu";

    /** Agents send a minute once it is over, and send again what was not taken. */
    private static final Duration SETTLING = Duration.ofMinutes(10);

    private final Publisher publisher;
    private final ProgressOwner progress;
    private final SourceMeters meters;
    private final Clock clock;
    private final FirstReadings firsts;
    private final Lock oneAtATime = new ReentrantLock();

    GpuStream(Publisher publisher, ProgressOwner progress, SourceMeters meters, GpuConfig config, Clock clock) {
        this.publisher = publisher;
        this.progress = progress;
        this.meters = meters;
        this.clock = clock;
        this.firsts = new FirstReadings(config.seriesGap());
    }

    /** Returns once all of it is acknowledged; the place is a file or what else tells where it came from. */
    Taken take(GpuHost host, String place, SmiReading reading) {
        Stretch stretch =
                new Stretch(NAME, host.instance().account(), host.instance().region());
        Optional<Instant> oldest = time(reading, Comparator.reverseOrder());
        // Until it is taken, at once or when it is repeated, no newer reading moves the progress past it.
        try (ProgressOwner.Receipt receipt = progress.receive(new Delivered(
                NAME,
                String.join(
                        " ",
                        host.resource(),
                        place,
                        oldest.map(Instant::toString).orElse("")),
                Optional.of(host.resource()),
                oldest.map(time -> Map.of(stretch, time)).orElse(Map.of())))) {
            Taken taken = publish(host, place, reading);
            time(reading, Comparator.naturalOrder())
                    .ifPresent(newest -> progress.advanceShare(stretch, newest, SETTLING));
            receipt.taken();
            return taken;
        }
    }

    private Taken publish(GpuHost host, String place, SmiReading reading) {
        // One at a time: which reading is the first of a series is told by those before it.
        oneAtATime.lock();
        try {
            Map<Boolean, List<CardReading>> dropped =
                    reading.readings().stream().collect(partitioningBy(card -> firsts.isFalse(host.resource(), card)));
            List<CardReading> kept = dropped.getOrDefault(false, List.of());
            List<Signal> signals = new CardSignals(NAME, host, place).of(kept, clock.millis());
            List<DeadLetter> letters =
                    reading.bad().stream().map(bad -> letter(place, bad)).toList();
            publisher.signals(signals);
            publisher.deadLetters(letters);
            int firstReadings = dropped.getOrDefault(true, List.of()).size();
            Taken taken = new Taken(kept.size(), firstReadings, letters.size());
            count(taken, signals.size());
            return taken;
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Keeps an output that can't be read at all. */
    void refuse(String place, byte[] output, SmiReading.Unusable reason) {
        publisher.deadLetters(List.of(DeadLetters.of(NAME, place, reason.line(), Found.of(output), reason.reason())));
        meters.deadLetters(NAME, 1);
    }

    private static DeadLetter letter(String place, BadLine bad) {
        Found found = Found.of(bad.text().getBytes(StandardCharsets.UTF_8));
        return DeadLetters.of(NAME, place, bad.number(), found, bad.reason());
    }

    /** The last one in this order. */
    private static Optional<Instant> time(SmiReading reading, Comparator<Instant> order) {
        return reading.readings().stream().map(CardReading::time).max(order);
    }

    private void count(Taken taken, int signals) {
        meters.files(NAME, 1);
        meters.records(NAME, taken.samples() + taken.dropped() + taken.bad());
        meters.signals(NAME, signals);
        meters.deadLetters(NAME, taken.bad());
        meters.skipped(NAME, "first reading without persistence mode", taken.dropped());
    }
}
