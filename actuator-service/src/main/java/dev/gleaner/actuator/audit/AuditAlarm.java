package dev.gleaner.actuator.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** What is wrong with the audit as far as it is known: said in the log when it changes, in the health and in metrics. */
@ApplicationScoped
class AuditAlarm {

    private volatile Optional<String> unsigned = Optional.empty();

    AuditAlarm(MeterRegistry meters) {
        Gauge.builder("gleaner.audit.unsigned", () -> unsigned.isPresent() ? 1 : 0)
                .description("1 while the end of the audit can't be signed, or must not be")
                .register(meters);
    }

    /** The end of the chain is signed. */
    synchronized void signs() {
        if (unsigned.isPresent()) {
            Log.info("The audit's end is signed again");
        }
        unsigned = Optional.empty();
    }

    /** It is not signed, and the audit goes on without. */
    synchronized void signsNothing(Throwable why) {
        Optional<String> text = Optional.of(why.getMessage() == null ? why.toString() : why.getMessage());
        if (!unsigned.equals(text)) {
            Log.errorf(why, "The audit's end is not signed any more: %s", text.get());
        }
        unsigned = text;
    }

    /** How the audit stands. */
    HealthCheckResponse health() {
        Optional<String> now = unsigned;
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("audit").status(now.isEmpty());
        now.ifPresent(why -> answer.withData("unsigned", why));
        return answer.build();
    }
}
