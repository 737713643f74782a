package dev.gleaner.actuator.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Known problems of the audit: logged when they change, and reported in health and metrics. */
@ApplicationScoped
public class AuditAlarm {

    /** Scope of a verification. */
    public enum Part {
        RECENT,
        ALL
    }

    private final Map<Part, Map.Entry<Long, String>> broken = new EnumMap<>(Part.class);
    private final Map<Part, String> unverified = new EnumMap<>(Part.class);
    private Optional<String> unsigned = Optional.empty();
    private boolean wasVerified;

    AuditAlarm(MeterRegistry meters) {
        Gauge.builder("gleaner.audit.unsigned", () -> unsigned().isPresent() ? 1 : 0)
                .description("1 while the end of the audit can't be signed, or must not be")
                .register(meters);
        Gauge.builder("gleaner.audit.broken", this::brokenOrUnknown)
                .description("1 while the audit is known to be broken, NaN before it was verified")
                .register(meters);
        Gauge.builder(
                        "gleaner.audit.broken.sequence",
                        () -> firstBroken().map(Map.Entry::getKey).orElse(0L))
                .description("the first sequence at which the audit is broken, 0 when none is known")
                .register(meters);
        Gauge.builder("gleaner.audit.unverified", () -> unverifiedParts().size())
                .description("how many of its verifications could not be done the last time")
                .register(meters);
    }

    /** Reports that the end of the chain is signed. */
    public synchronized void reportSigned() {
        if (unsigned.isPresent()) {
            Log.info("The audit's end is signed again");
        }
        unsigned = Optional.empty();
    }

    /** Reports that the end of the chain is not signed; the audit continues without. */
    public synchronized void reportUnsigned(Throwable why) {
        Optional<String> text = Optional.of(text(why));
        if (!unsigned.equals(text)) {
            Log.errorf(why, "The audit's end is not signed any more: %s", text.get());
        }
        unsigned = text;
    }

    /** Records the first break that a verification found, if any. */
    public synchronized void recordResult(Part part, Optional<Map.Entry<Long, String>> found) {
        wasVerified = true;
        unverified.remove(part);
        Optional<Map.Entry<Long, String>> before = Optional.ofNullable(broken.remove(part));
        found.ifPresent(first -> broken.put(part, first));
        if (!found.equals(before)) {
            found.ifPresentOrElse(
                    first -> Log.errorf("The audit is broken at sequence %d: %s", first.getKey(), first.getValue()),
                    () -> Log.infof("The audit is intact again (%s)", part));
        }
    }

    /** Records that a verification failed; its last result stays. */
    public synchronized void recordFailure(Part part, Throwable why) {
        if (!text(why).equals(unverified.put(part, text(why)))) {
            Log.errorf(why, "The audit can't be verified (%s)", part);
        }
    }

    /** Health is public, so the details are in the log only: they name files and people. */
    synchronized HealthCheckResponse health() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("audit")
                .status(unsigned.isEmpty() && broken.isEmpty() && unverified.isEmpty())
                .withData("verified", wasVerified);
        if (unsigned.isPresent()) {
            answer.withData("unsigned", true);
        }
        firstBroken().ifPresent(first -> answer.withData("firstBroken", first.getKey()));
        unverified.keySet().forEach(part -> answer.withData("unverified" + (part == Part.ALL ? "" : "Recent"), true));
        return answer.build();
    }

    private synchronized Optional<String> unsigned() {
        return unsigned;
    }

    private synchronized Map<Part, String> unverifiedParts() {
        return Map.copyOf(unverified);
    }

    private synchronized Optional<Map.Entry<Long, String>> firstBroken() {
        return broken.values().stream().min(Map.Entry.comparingByKey());
    }

    private synchronized Number brokenOrUnknown() {
        return wasVerified ? (broken.isEmpty() ? 0 : 1) : Double.NaN;
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /**
     * Whether the audit is intact and signed. This is a wellness check, since a broken audit must not take the kill switch out
     * of service.
     */
    @Wellness
    @ApplicationScoped
    static class Health implements HealthCheck {

        private final AuditAlarm alarm;

        Health(AuditAlarm alarm) {
            this.alarm = alarm;
        }

        @Override
        public HealthCheckResponse call() {
            return alarm.health();
        }
    }
}
