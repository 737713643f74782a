package dev.gleaner.actuator.execution;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what people should hear of although no action failed by it. */
@ApplicationScoped
class ExecutionMeters {

    private static final String PREFIX = "gleaner.actuator.execution.";

    private final MeterRegistry registry;

    ExecutionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** AWS takes longer over a step than usual. */
    void overdue() {
        registry.counter(PREFIX + "overdue").increment();
    }

    /** A call was left to the next lease, as this one left no time for it. */
    void outOfTime() {
        registry.counter(PREFIX + "out-of-time").increment();
    }
}
