package dev.gleaner.collector.source.cloudwatch.stream;

import dev.gleaner.collector.aws.CallCostMeter;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.listing.kind.VolumeListing;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.PushedDelivery;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudwatch.MetricStreamConfig;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Publishes deliveries of a metric stream. */
@ApplicationScoped
class MetricStreamPublisher {

    private static final String NAME = "metric-stream";

    /** Time for which points are still added and changed. */
    private static final Duration SETTLING = Duration.ofMinutes(10);

    /** USD: 0.003 per 1,000 metric updates (CloudWatch's price list, 2026), whether they are used or not. */
    private static final BigDecimal UPDATE = new BigDecimal("0.000003");

    private final Predicate<String> accounts;
    private final ListingRegistry listed;
    private final CallCostMeter calls;
    private final SourceEnvironment environment;

    MetricStreamPublisher(
            MetricStreamConfig config, ListingRegistry listed, CallCostMeter calls, SourceEnvironment environment) {
        this.accounts = config.accounts()
                .<Predicate<String>>map(taken -> taken::contains)
                .orElse(account -> true);
        this.listed = listed;
        this.calls = calls;
        this.environment = environment;
    }

    /** Returns once Kafka has acknowledged everything. */
    void publish(FirehoseResource.Delivery delivery) {
        Instant now = environment.clock().instant();
        ParsedFirehoseDelivery reading = new ParsedFirehoseDelivery(NAME, delivery, now, accounts, this::isUnused);
        List<Signal> signals = reading.signals(now);
        // Until the delivery is acknowledged, now or when it is repeated, no newer delivery moves progress past it.
        try (ProgressPublisher.Receipt receipt = environment
                .progress()
                .receive(new PushedDelivery(NAME, delivery.requestId(), Optional.empty(), reading.oldest()))) {
            environment.publisher().publishSignals(signals);
            environment.publisher().publishDeadLetters(reading.deadLetters());
            reading.newest()
                    .forEach((sourceScope, newest) ->
                            environment.progress().advanceShared(sourceScope, newest, SETTLING));
            receipt.taken();
        }
        count(reading, signals.size());
    }

    /** Publishes a malformed body as a dead letter. */
    void publishDeadLetter(String requestId, byte[] body, String reason) {
        environment
                .publisher()
                .publishDeadLetters(
                        List.of(DeadLetterFactory.create(NAME, requestId, -1, DeadLetterExcerpt.of(body), reason)));
        environment.meters().deadLetters(NAME, 1);
    }

    /** There are many volumes, and rules use the metrics only of those whose performance is billed. */
    private boolean isUnused(String resource) {
        Arn arn = Arn.parse(resource);
        return arn.resource().startsWith("volume/")
                && listed.find(VolumeListing.ListedVolume.class, arn.account(), arn.region(), arn.id())
                        .filter(volume -> !volume.provisioned())
                        .isPresent();
    }

    private void count(ParsedFirehoseDelivery reading, int signals) {
        environment.meters().files(NAME, 1);
        environment.meters().records(NAME, reading.entries());
        environment.meters().signals(NAME, signals);
        calls.addCost(NAME, UPDATE.multiply(BigDecimal.valueOf(reading.entries())));
        environment.meters().deadLetters(NAME, reading.deadLetters().size());
        reading.skipped().forEach((reason, count) -> environment.meters().skipped(NAME, reason, count));
    }
}
