package dev.gleaner.collector.aws;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import software.amazon.awssdk.core.SdkRequest;

/** Counts the AWS calls of each source and their cost. */
@ApplicationScoped
public class CallCostMeter {

    /** Metric of the cost of each source since the start, in USD. */
    public static final String COST = "gleaner.collector.cost.usd";

    private static final String CALLS = "gleaner.collector.aws.calls";
    private static final String SOURCE = "source";

    private final MeterRegistry registry;

    /** Registers the metrics in this registry. */
    public CallCostMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers a cost of 0, so that the metric exists before the first charge. */
    public void registerSource(String source) {
        registry.counter(COST, SOURCE, source);
    }

    /** Adds a cost in USD that a source has caused by other means than our calls. */
    public void addCost(String source, BigDecimal dollars) {
        registry.counter(COST, SOURCE, source).increment(dollars.doubleValue());
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
