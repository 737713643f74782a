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
 * What could not be asked the last time, by source, account and region. Health and metrics, which everybody may read, tell how
 * much of each source that is.
 */
@ApplicationScoped
public class AccountReadFailures {

    private static final String FAILING = "gleaner.collector.failing";

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<Asked, Failure> failures = new ConcurrentHashMap<>();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    /** Shows the metric in this registry. */
    public AccountReadFailures(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** It could be asked, and all of it. */
    public void recordSuccess(String source, AwsAccountRegion awsAccountRegion) {
        failures.remove(new Asked(source, awsAccountRegion.account().id(), awsAccountRegion.region()));
    }

    /** It could not be asked, or not all of it; the time is that of the first failure in a row. */
    public void recordFailure(String source, AwsAccountRegion awsAccountRegion, Exception reason) {
        Asked asked = new Asked(source, awsAccountRegion.account().id(), awsAccountRegion.region());
        failures.compute(
                asked,
                (key, before) -> new Failure(
                        source,
                        asked.account(),
                        asked.region(),
                        before == null ? clock.instant() : before.since(),
                        code(reason)));
        registerGauge(source);
    }

    /** All of them, in order of source, account and region. */
    public List<Failure> failures() {
        return failures.values().stream()
                .sorted(Comparator.comparing(Failure::source)
                        .thenComparing(Failure::account)
                        .thenComparing(Failure::region))
                .toList();
    }

    /** Only of sources that failed once. */
    private void registerGauge(String source) {
        if (shown.add(source)) {
            Gauge.builder(FAILING, () -> count(source)).tag("source", source).register(registry);
        }
    }

    /** AWS's word for it tells enough; its message would name roles. */
    private static String code(Exception reason) {
        return reason instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                ? refused.awsErrorDetails().errorCode()
                : reason.getClass().getSimpleName();
    }

    private long count(String source) {
        return failures.keySet().stream()
                .filter(asked -> asked.source().equals(source))
                .count();
    }

    /** Something that fails. */
    public record Failure(String source, String account, String region, Instant since, String reason) {}

    private record Asked(String source, String account, String region) {}
}
