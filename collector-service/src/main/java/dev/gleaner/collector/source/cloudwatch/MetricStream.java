package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.aws.CallMeter;
import dev.gleaner.collector.progress.Delivered;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.collector.publish.Found;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Publishes what deliveries of a metric stream hold. */
@ApplicationScoped
class MetricStream {

    private static final String NAME = "metric-stream";

    /** Points still come, and change, for so long. */
    private static final Duration SETTLING = Duration.ofMinutes(10);

    /** USD: 0.003 for 1,000 updates of metrics (CloudWatch's price list, 2026), whether anybody reads them or not. */
    private static final BigDecimal UPDATE = new BigDecimal("0.000003");

    private final Predicate<String> accounts;
    private final Publisher publisher;
    private final ProgressOwner progress;
    private final SourceMeters meters;
    private final CallMeter calls;
    private final Clock clock;

    MetricStream(
            MetricStreamConfig config,
            Publisher publisher,
            ProgressOwner progress,
            SourceMeters meters,
            CallMeter calls,
            Clock clock) {
        this.accounts = config.accounts()
                .<Predicate<String>>map(taken -> taken::contains)
                .orElse(account -> true);
        this.publisher = publisher;
        this.progress = progress;
        this.meters = meters;
        this.calls = calls;
        this.clock = clock;
    }

    /** Returns once all of it is acknowledged. */
    void take(Delivery delivery) {
        Instant now = clock.instant();
        StreamReading reading = new StreamReading(NAME, delivery, now, accounts);
        List<Signal> signals = reading.signals(now);
        // Until it is taken, at once or when it is repeated, no newer delivery moves the progress past it.
        try (ProgressOwner.Receipt receipt =
                progress.receive(new Delivered(NAME, delivery.requestId(), Optional.empty(), reading.oldest()))) {
            publisher.signals(signals);
            publisher.deadLetters(reading.deadLetters());
            reading.newest().forEach((stretch, newest) -> progress.advanceShare(stretch, newest, SETTLING));
            receipt.taken();
        }
        count(reading, signals.size());
    }

    /** Keeps a body that is no delivery. */
    void refuse(String requestId, byte[] body, String reason) {
        publisher.deadLetters(List.of(DeadLetters.of(NAME, requestId, -1, Found.of(body), reason)));
        meters.deadLetters(NAME, 1);
    }

    private void count(StreamReading reading, int signals) {
        meters.files(NAME, 1);
        meters.records(NAME, reading.entries());
        meters.signals(NAME, signals);
        calls.cost(NAME, UPDATE.multiply(BigDecimal.valueOf(reading.entries())));
        meters.deadLetters(NAME, reading.deadLetters().size());
        reading.skipped().forEach((reason, count) -> meters.skipped(NAME, reason, count));
    }
}
