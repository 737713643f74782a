package dev.gleaner.collector.aws;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import software.amazon.awssdk.core.SdkRequest;

/** Counts what is asked of AWS, by source, and what that costs. */
@ApplicationScoped
public class CallCostMeter {

    /** Name of what each source has cost since the start, in USD. */
    public static final String COST = "gleaner.collector.cost.usd";

    private static final String CALLS = "gleaner.collector.aws.calls";
    private static final String SOURCE = "source";

    private final MeterRegistry registry;

    /** Counts in this registry. */
    public CallCostMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A source that has cost nothing so far shows that. */
    public void registerSource(String source) {
        registry.counter(COST, SOURCE, source);
    }

    /** A source has cost this much, in USD, otherwise than by our calls. */
    public void addCost(String source, BigDecimal dollars) {
        registry.counter(COST, SOURCE, source).increment(dollars.doubleValue());
    }

    /** A call is made for a source. */
    void callStarted(String source, String service, String operation) {
        registry.counter(CALLS, SOURCE, source, "api", service + ":" + operation)
                .increment();
    }

    /** It was answered; what AWS refuses costs nothing. */
    void callSucceeded(String source, String service, String operation, SdkRequest request) {
        addCost(source, CallPrice.priceOf(service, operation, request));
    }
}
