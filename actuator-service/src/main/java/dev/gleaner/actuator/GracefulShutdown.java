package dev.gleaner.actuator;

import dev.gleaner.actuator.reactive.InFlightTracker;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.reactive.messaging.ChannelRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * The order in which the service ends: nothing new begins, what is under way comes to its end, and then all is closed that it
 * needs. Left alone, Quarkus closes the database first, and all work goes on failing for as long as it is patient.
 */
@Singleton
record GracefulShutdown(Scheduler scheduler, ChannelRegistry channels, InFlightTracker inFlightTracker) {

    /** Their keys in application.properties say that they can be paused. */
    private static final List<String> CHANNELS =
            List.of("findings", "confirmations", "echoes", "spend", "work-reports", "gpu-activity", "service-status");

    /** Less than what others give a process that they ask to end, such as the 30 s of Kubernetes. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    void end(@Observes ShutdownEvent event) {
        scheduler.pause();
        CHANNELS.forEach(name -> channels.getPausable(name).pause());
        if (!inFlightTracker.drain(PATIENCE)) {
            Log.warnf(
                    "Work is still in progress after %s; another process takes it over once its lease ends", PATIENCE);
        }
    }
}
