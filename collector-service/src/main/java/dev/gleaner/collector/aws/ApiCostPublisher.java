package dev.gleaner.collector.aws;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.CollectorName;
import dev.gleaner.collector.progress.ProgressConfig;
import dev.gleaner.collector.progress.TimeLimitedTask;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.ApiCost;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Publishes what the calls of this collector cost: the amount of each day so far, of which the largest counts. Each run of a collector
 * counts from 0 under a name of its own, so that the first amounts after a restart add to those before it.
 */
@Startup
@ApplicationScoped
class ApiCostPublisher {

    /** Name of the source in signals. */
    static final String NAME = "api-cost";

    /** Longest time that a stop waits for Kafka to acknowledge the last amounts. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /** Days that stay known when they are over, for a clock that is set back. */
    private static final int DAYS_KEPT = 1;

    private final CallCostMeter meter;
    private final KafkaPublisher publisher;
    private final Clock clock;
    private final String collector;
    private final String run;
    private final Map<LocalDate, BigDecimal> published = new HashMap<>();

    ApiCostPublisher(CallCostMeter meter, KafkaPublisher publisher, ProgressConfig config, Clock clock) {
        this.meter = meter;
        this.publisher = publisher;
        this.clock = clock;
        this.collector = CollectorName.of(config);
        this.run = collector + " " + Instant.ofEpochMilli(clock.millis());
    }

    /** The scheduler begins before the channels to Kafka are connected, and has nothing to publish then. */
    @Scheduled(
            identity = "api-cost",
            every = "${collector.aws.cost-interval}",
            delayed = "${collector.aws.cost-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void publishRegularly() {
        publish();
    }

    /** Completes the day before, which is wanted without the delay of the interval. */
    @Scheduled(
            identity = "api-cost-of-a-day",
            cron = "0 1 0 * * ?",
            timeZone = "UTC",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void publishEndOfDay() {
        publish();
    }

    /** Runs after the sources have stopped. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws InterruptedException {
        TimeLimitedTask.run("api-cost-end", GOODBYE, this::publish);
    }

    /** Publishes amounts that have grown since they were published. */
    synchronized void publish() {
        Map<LocalDate, BigDecimal> grown = new HashMap<>(meter.dailyCosts());
        grown.entrySet().removeAll(published.entrySet());
        try {
            publisher.publishSignals(signals(grown));
            published.putAll(grown);
            LocalDate first =
                    LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(DAYS_KEPT);
            meter.forgetBefore(first);
            published.keySet().removeIf(day -> day.isBefore(first));
        } catch (RuntimeException e) {
            Log.errorf(e, "The cost of the collector's own calls could not be published; it will be retried");
        }
    }

    private List<Signal> signals(Map<LocalDate, BigDecimal> amounts) {
        List<Signal> signals = new ArrayList<>();
        amounts.forEach((day, amount) -> signals.add(Signal.newBuilder()
                .setResource(new Arn("aws", "gleaner", "", "", "collector/" + collector).toString())
                .setSource(NAME)
                .setObservedAt(clock.millis())
                .setApiCost(ApiCost.newBuilder()
                        .setCollector(run)
                        .setDay(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli())
                        .setAmount(amount.toPlainString()))
                .build()));
        return signals;
    }
}
