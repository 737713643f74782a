package dev.gleaner.actuator.approval.slack.outbound;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Counts what was said in Slack and what it did not take, under {@code gleaner.actuator.slack.*} by kind. */
@ApplicationScoped
class SlackMetrics {

    private static final String PREFIX = "gleaner.actuator.slack.";

    private final MeterRegistry registry;

    SlackMetrics(MeterRegistry registry, SlackStatus status) {
        this.registry = registry;
        gauge("waiting", () -> status.now().waiting());
        gauge("lag.seconds", () -> status.now().lagSeconds());
    }

    /** A message was posted or changed. */
    void countPosted(DispatchQueue.Job.Kind kind) {
        count("posted", kind);
    }

    /** Slack did not take one, or nobody knows. */
    void countFailed(DispatchQueue.Job.Kind kind) {
        count("failed", kind);
    }

    private void gauge(String name, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).strongReference(true).register(registry);
    }

    private void count(String name, DispatchQueue.Job.Kind kind) {
        registry.counter(PREFIX + name, "kind", kind.text()).increment();
    }
}
