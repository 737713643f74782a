package dev.gleaner.collector.aws;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import software.amazon.awssdk.core.SdkRequest;

/** Counts what is asked of AWS, by source, and what that costs. */
@ApplicationScoped
public class CallMeter {

    private static final String CALLS = "gleaner.collector.aws.calls";
    private static final String COST = "gleaner.collector.cost.usd";

    private final MeterRegistry registry;

    /** Counts in this registry. */
    public CallMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A source that has cost nothing so far shows that. */
    public void expect(String source) {
        registry.counter(COST, "source", source);
    }

    /** A call is about to be made for the source of this thread. */
    void count(String service, String operation, SdkRequest request) {
        String source = Asking.source();
        registry.counter(CALLS, "source", source, "api", service + ":" + operation)
                .increment();
        registry.counter(COST, "source", source)
                .increment(CallPrice.of(service, operation, request).doubleValue());
    }
}
