package dev.gleaner.collector.progress;

import dev.gleaner.contracts.signal.ServiceStatus;
import dev.gleaner.service.kafka.KafkaClientFactory;
import dev.gleaner.service.kafka.StatusPublisher;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports to the actuator how this collector is. Sources that can't be read are no problem of the collector: others are read, and
 * the actuator sees by the confirmations what is missing.
 */
@ApplicationScoped
class CollectorStatus {

    /** Intervals of the progress after which it is late. */
    private static final int LATE = 5;

    private final ProgressPublisher progress;
    private final KafkaClientFactory clients;
    private final ProgressConfig config;
    private final Clock clock;
    private @Nullable StatusPublisher publisher;

    CollectorStatus(ProgressPublisher progress, KafkaClientFactory clients, ProgressConfig config, Clock clock) {
        this.progress = progress;
        this.clients = clients;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Instant started = clock.instant();
        publisher = StatusPublisher.start(
                ServiceStatus.COLLECTOR,
                CollectorName.of(config),
                () -> problem(progress.lastRun().orElse(started), clock.instant(), config.interval()),
                clients,
                config.statusInterval());
    }

    void stop(@Observes ShutdownEvent event) {
        StatusPublisher own = publisher;
        if (own != null) {
            own.close();
        }
    }

    /** Why the collector does not work, as its progress was published last then; empty if it does. */
    static Optional<String> problem(Instant lastRun, Instant now, Duration interval) {
        return now.isBefore(lastRun.plus(interval.multipliedBy(LATE)))
                ? Optional.empty()
                : Optional.of("it has not published its progress since " + lastRun.truncatedTo(ChronoUnit.SECONDS));
    }
}
