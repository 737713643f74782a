package dev.gleaner.actuator.aws.reachability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The services of AWS that did not answer the last call, by account and region. An error that AWS returns is an answer: the action
 * or the plan shows it. What was not called for a day is forgotten.
 */
@ApplicationScoped
public class AwsReachability {

    private static final Duration KEPT = Duration.ofDays(1);

    /** Characters of a reason that are kept. */
    private static final int LONGEST = 200;

    private final Map<Place, UnreachableService> unreachable = new ConcurrentHashMap<>();

    /** What is called. */
    record Place(String service, String account, String region) {}

    public AwsReachability(MeterRegistry meters) {
        Gauge.builder("gleaner.actuator.aws.unreachable", () -> unreachable().size())
                .description("Services of AWS that did not answer the last call, by account and region")
                .register(meters);
    }

    /** Those that did not answer the last call, the longest first. */
    public List<UnreachableService> unreachable() {
        Instant oldest = Instant.now().minus(KEPT);
        unreachable.values().removeIf(one -> one.lastFailure().isBefore(oldest));
        return unreachable.values().stream()
                .sorted(Comparator.comparing(UnreachableService::since))
                .toList();
    }

    /** A call was answered. An empty account means that of the actuator's own credentials. */
    public void answered(String service, String account, String region) {
        UnreachableService was = unreachable.remove(new Place(service, account, region));
        if (was != null) {
            Log.infof("AWS answers again: %s in account %s, region %s", service, shown(account), region);
        }
    }

    /** A call failed without an answer. An empty account means that of the actuator's own credentials. */
    public void failed(String service, String account, String region, Throwable failure) {
        Instant now = Instant.now();
        String why = reason(failure);
        unreachable.compute(new Place(service, account, region), (place, was) -> {
            if (was != null) {
                return was.failedAgain(now, why);
            }
            Log.warnf("AWS does not answer: %s in account %s, region %s: %s", service, shown(account), region, why);
            return new UnreachableService(service, account, region, now, now, why);
        });
    }

    /** The innermost cause, which names the address; the SDK's own text is general advice. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private static String shown(String account) {
        return account.isEmpty() ? "of the actuator's credentials" : account;
    }
}
