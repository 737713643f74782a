package dev.gleaner.analyzer.health;

import dev.gleaner.contracts.signal.ServiceStatus;
import dev.gleaner.service.kafka.KafkaClientFactory;
import dev.gleaner.service.kafka.StatusPublisher;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Reports to the actuator how this analyzer is. */
@ApplicationScoped
class AnalyzerStatus {

    private final StreamWatchdog watchdog;
    private final KafkaClientFactory clients;
    private final WatchdogConfig config;
    private final String instance;
    private @Nullable StatusPublisher publisher;

    AnalyzerStatus(
            StreamWatchdog watchdog,
            KafkaClientFactory clients,
            WatchdogConfig config,
            @ConfigProperty(name = "kafka-streams.group.instance.id") String instance) {
        this.watchdog = watchdog;
        this.clients = clients;
        this.config = config;
        this.instance = instance;
    }

    void start(@Observes StartupEvent event) {
        publisher = StatusPublisher.start(
                ServiceStatus.ANALYZER, instance, watchdog::problemOrShortage, clients, config.report());
    }

    void stop(@Observes ShutdownEvent event) {
        StatusPublisher own = publisher;
        if (own != null) {
            own.close();
        }
    }
}
