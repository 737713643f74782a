package dev.gleaner.collector.aws;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The last failures of reading AWS, by source, account and region. Health and metrics are public and show only the
 * number of failures per source.
 */
@ApplicationScoped
public class AccountReadFailures {

    private static final String FAILING = "gleaner.collector.failing";

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<Asked, Failure> failures = new ConcurrentHashMap<>();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    /** Registers the metric. */
    public AccountReadFailures(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Records that everything could be read. */
    public void recordSuccess(String source, AwsAccountRegion awsAccountRegion) {
        failures.remove(new Asked(source, awsAccountRegion.account().id(), awsAccountRegion.region()));
    }

    /** Records that not everything could be read. The time of the first failure in a row is kept. */
    public void recordFailure(String source, AwsAccountRegion awsAccountRegion, Exception reason) {
        Asked scope = new Asked(source, awsAccountRegion.account().id(), awsAccountRegion.region());
        failures.compute(
                scope,
                (key, before) -> new Failure(
                        source,
                        scope.account(),
                        scope.region(),
                        before == null ? clock.instant() : before.since(),
                        code(reason)));
        registerGauge(source);
    }

    /** All failures, ordered by source, account and region. */
    public List<Failure> failures() {
        return failures.values().stream()
                .sorted(Comparator.comparing(Failure::source)
                        .thenComparing(Failure::account)
                        .thenComparing(Failure::region))
                .toList();
    }

    /** Called only for sources that have failed once. */
    private void registerGauge(String source) {
        if (shown.add(source)) {
            Gauge.builder(FAILING, () -> count(source)).tag("source", source).register(registry);
        }
    }

    /** The error code of AWS is sufficient; its message would contain role names. */
    private static String code(Exception reason) {
        return reason instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                ? refused.awsErrorDetails().errorCode()
                : reason.getClass().getSimpleName();
    }

    private long count(String source) {
        return failures.keySet().stream()
                .filter(scope -> scope.source().equals(source))
                .count();
    }

    /** A failure that has not been followed by a success. */
    public record Failure(String source, String account, String region, Instant since, String reason) {}

    private record Asked(String source, String account, String region) {}
}
