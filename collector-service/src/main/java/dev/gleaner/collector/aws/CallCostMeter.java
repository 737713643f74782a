package dev.gleaner.collector.aws;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkRequest;

/** Counts the AWS calls of each source, and their cost by source and by day. */
@ApplicationScoped
public class CallCostMeter {

    /** Metric of the cost of each source since the start, in USD. */
    public static final String COST = "gleaner.collector.cost.usd";

    private static final String CALLS = "gleaner.collector.aws.calls";
    private static final String SOURCE = "source";

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<LocalDate, BigDecimal> days = new TreeMap<>();

    /** Registers the metrics in this registry. */
    public CallCostMeter(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Registers a cost of 0, so that the metric exists before the first charge. */
    public void registerSource(String source) {
        registry.counter(COST, SOURCE, source);
    }

    /** Adds a cost in USD that a source has caused by other means than our calls. */
    public void addCost(String source, BigDecimal dollars) {
        registry.counter(COST, SOURCE, source).increment(dollars.doubleValue());
        if (dollars.signum() != 0) {
            LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            synchronized (days) {
                days.merge(day, dollars, BigDecimal::add);
            }
        }
    }

    /** The exact cost of each day (UTC) in USD since the start, without days that were forgotten. */
    SortedMap<LocalDate, BigDecimal> dailyCosts() {
        synchronized (days) {
            return new TreeMap<>(days);
        }
    }

    /** Forgets days that are over. */
    void forgetBefore(LocalDate first) {
        synchronized (days) {
            days.keySet().removeIf(day -> day.isBefore(first));
        }
    }

    /** Counts a call of a source. */
    void callStarted(String source, String service, String operation) {
        registry.counter(CALLS, SOURCE, source, "api", service + ":" + operation)
                .increment();
    }

    /** Adds the cost of a successful call. AWS does not charge for refused calls. */
    void callSucceeded(String source, String service, String operation, SdkRequest request) {
        addCost(source, CallPrice.priceOf(service, operation, request));
    }
}
