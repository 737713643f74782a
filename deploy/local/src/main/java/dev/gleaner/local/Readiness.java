package dev.gleaner.local;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.local.part.Feeder;
import dev.gleaner.local.part.Kafka;
import dev.gleaner.local.part.Services;
import dev.gleaner.local.process.Daemons;
import dev.gleaner.local.process.LogTail;
import dev.gleaner.local.ready.Api;
import dev.gleaner.local.ready.Condition;
import dev.gleaner.local.ready.ConsumerLag;
import dev.gleaner.local.ready.EstateLoaded;
import dev.gleaner.local.ready.EstateState;
import dev.gleaner.local.ready.HoursJudged;
import dev.gleaner.local.ready.ServiceHealth;
import dev.gleaner.local.ready.SourcesComplete;
import dev.gleaner.local.ready.SourcesReported;
import dev.gleaner.local.ready.TrailRead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has to hold before the findings of a run are all there. */
final class Readiness {

    private final RunFolder run;
    private final Ports ports;
    private final Api api;
    private final Mode mode;

    Readiness(RunFolder run, Ports ports, Api api, Mode mode) {
        this.run = run;
        this.ports = ports;
        this.api = api;
        this.mode = mode;
    }

    /** In the order in which they come true. */
    List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(new ServiceHealth(Services.ANALYZER, Endpoints.http(ports.analyzer()), api));
        conditions.add(new ServiceHealth(Services.ACTUATOR, Endpoints.http(ports.actuator()), api));
        conditions.add(new ServiceHealth(Services.COLLECTOR, Endpoints.http(ports.collector()), api));
        if (!mode.estate().isEmpty()) {
            conditions.add(new EstateLoaded(this::state, this::feederProgress));
            conditions.add(new TrailRead(api, Endpoints.http(ports.analyzer()), this::state, mode.readOnce()));
            conditions.add(new SourcesComplete(api, Endpoints.http(ports.analyzer()), this::state, mode.sources()));
        } else {
            conditions.add(new SourcesReported(api, Endpoints.http(ports.analyzer()), mode.sources()));
        }
        conditions.add(lag(Services.ANALYZER, Topic.SIGNALS));
        conditions.add(new HoursJudged(api, Endpoints.http(ports.analyzer())));
        conditions.add(lag(Services.ACTUATOR, Topic.FINDINGS));
        return conditions;
    }

    private ConsumerLag lag(String service, Topic topic) {
        return new ConsumerLag(
                service,
                new KafkaSecurity(run).administrator(new Kafka(run, ports).bootstrapServers()),
                "gleaner-" + service,
                topic);
    }

    private Optional<EstateState> state() {
        return new Daemons(run)
                .started(Feeder.NAME)
                .flatMap((Instant start) -> EstateState.read(run.estateState(), start));
    }

    private Optional<String> feederProgress() {
        return LogTail.last(run.log(Feeder.NAME), "progress: ");
    }
}
