package dev.gleaner.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.local.ready.AnalyzerProgress;
import dev.gleaner.local.ready.BillsReadCondition;
import dev.gleaner.local.ready.EstateSourcesCondition;
import dev.gleaner.local.ready.EstateState;
import dev.gleaner.local.ready.ServiceApiClient;
import dev.gleaner.local.ready.ServiceReadyCondition;
import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.kafka.ConsumerCaughtUpCondition;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.kafka.KafkaSecurity;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import dev.gleaner.local.runtime.service.RunMode;
import dev.gleaner.local.runtime.service.ServiceDaemons;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The conditions for the findings of a run to be complete. */
final class RunReadiness {

    private final RunFolder run;
    private final RunPorts ports;
    private final ServiceApiClient api;
    private final RunMode mode;

    RunReadiness(RunFolder run, RunPorts ports, ServiceApiClient api, RunMode mode) {
        this.run = run;
        this.ports = ports;
        this.api = api;
        this.mode = mode;
    }

    /**
     * The conditions in the order in which they become true.
     *
     * @param phase receives the phase of a condition that does not hold, each time that it is checked
     */
    List<ReadinessCondition> conditions(Consumer<String> phase) {
        List<ReadinessCondition> conditions = new ArrayList<>();
        begun().forEach(condition -> conditions.add(new InPhase("history", condition, phase)));
        evaluated().forEach(condition -> conditions.add(new InPhase("evaluation", condition, phase)));
        return conditions;
    }

    private List<ReadinessCondition> begun() {
        List<ReadinessCondition> conditions = new ArrayList<>();
        conditions.add(new ServiceReadyCondition(ServiceDaemons.ANALYZER, RunEndpoints.http(ports.analyzer()), api));
        conditions.add(new ServiceReadyCondition(ServiceDaemons.ACTUATOR, RunEndpoints.http(ports.actuator()), api));
        conditions.add(new ServiceReadyCondition(ServiceDaemons.COLLECTOR, RunEndpoints.http(ports.collector()), api));
        if (!mode.estate().isEmpty()) {
            conditions.add(new EstateLoaded(this::state, this::feederProgress));
        }
        return conditions;
    }

    private List<ReadinessCondition> evaluated() {
        List<ReadinessCondition> conditions = new ArrayList<>();
        if (!mode.estate().isEmpty()) {
            if (mode.hasBills()) {
                conditions.add(new BillsReadCondition(this::state, api, RunEndpoints.http(ports.collector())));
            }
            conditions.add(EstateSourcesCondition.read(
                    api, RunEndpoints.http(ports.analyzer()), this::state, mode.readOnce()));
            // Its number changes as long as the analyzer reads.
            conditions.add(lag(ServiceDaemons.ANALYZER, Topic.SIGNALS));
            conditions.add(EstateSourcesCondition.complete(
                    api, RunEndpoints.http(ports.analyzer()), this::state, mode.sources()));
        } else {
            conditions.add(new PastRead(api, RunEndpoints.http(ports.collector())));
            conditions.add(new SourcesReported(api, RunEndpoints.http(ports.analyzer()), mode.sources()));
            conditions.add(lag(ServiceDaemons.ANALYZER, Topic.SIGNALS));
        }
        conditions.add(new HoursJudged(api, RunEndpoints.http(ports.analyzer())));
        conditions.add(lag(ServiceDaemons.ACTUATOR, Topic.FINDINGS));
        return conditions;
    }

    private ConsumerCaughtUpCondition lag(String service, Topic topic) {
        return new ConsumerCaughtUpCondition(
                service,
                new KafkaSecurity(run).administratorClientProperties(new KafkaDaemon(run, ports).bootstrapServers()),
                "gleaner-" + service,
                topic);
    }

    private Optional<EstateState> state() {
        return new DaemonController(run)
                .startTime(FeederDaemon.NAME)
                .flatMap((Instant start) -> EstateState.read(run.estateState(), start));
    }

    private Optional<String> feederProgress() {
        return LogTail.last(run.log(FeederDaemon.NAME), "progress: ");
    }

    /** A condition that tells of which phase it is when it does not hold. */
    private record InPhase(String phase, ReadinessCondition condition, Consumer<String> listener)
            implements ReadinessCondition {

        @Override
        public Optional<String> missing() {
            Optional<String> found = condition.missing();
            if (found.isPresent()) {
                listener.accept(phase);
            }
            return found;
        }

        @Override
        public String culprit() {
            return condition.culprit();
        }
    }

    /** The feeder has delivered the whole history. */
    public record EstateLoaded(Supplier<Optional<EstateState>> state, Supplier<Optional<String>> progress)
            implements ReadinessCondition {

        @Override
        public Optional<String> missing() {
            return state.get().filter(EstateState::loaded).isPresent()
                    ? Optional.empty()
                    : Optional.of("estate: " + progress.get().orElse("loading"));
        }

        @Override
        public String culprit() {
            return "feeder";
        }
    }

    /** The analyzer has evaluated all hours and the spend. */
    public record HoursJudged(ServiceApiClient api, String analyzer) implements ReadinessCondition {

        @Override
        public Optional<String> missing() {
            return api.getJson(analyzer + "/progress")
                    .filter(progress -> progress.path("due").isInt())
                    .map(HoursJudged::missing)
                    .orElse(Optional.of("the analyzer does not report how many hours are due"));
        }

        private static Optional<String> missing(JsonNode progress) {
            int due = progress.get("due").intValue();
            if (due > 0) {
                return Optional.of(due + " hours to be evaluated");
            }
            return progress.path("spendDue").asBoolean()
                    ? Optional.of("bills and predictions to be added up")
                    : Optional.empty();
        }

        @Override
        public String culprit() {
            return "analyzer";
        }
    }

    /** The collector has read what AWS keeps of the past, without which it reports no progress. */
    public record PastRead(ServiceApiClient api, String collector) implements ReadinessCondition {

        @Override
        public Optional<String> missing() {
            return api.getJson(collector + "/backfill")
                    .map(PastRead::missing)
                    .orElse(Optional.of("the collector does not report what it has read of the past"));
        }

        static Optional<String> missing(JsonNode backfill) {
            List<String> unread = new ArrayList<>();
            backfill.path("waitsFor").forEach(source -> unread.add(source.asText()));
            return unread.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the past is being read: "
                            + summary(backfill).map(calls -> calls + "; ").orElse("")
                            + unread.size() + " sources left, " + unread.get(0));
        }

        /** What was read, such as {@code 3 of 5 calls, 0.0012 USD}; empty if that took no calls. */
        static Optional<String> summary(JsonNode backfill) {
            long done = 0;
            long expected = 0;
            BigDecimal usd = BigDecimal.ZERO;
            for (JsonNode reading : backfill.path("calls")) {
                done += reading.path("done").asLong();
                expected += reading.path("expected").asLong();
                usd = usd.add(new BigDecimal(reading.path("usd").asText()));
            }
            return expected == 0
                    ? Optional.empty()
                    : Optional.of("%d of %d calls, %s USD".formatted(done, expected, usd.toPlainString()));
        }

        @Override
        public String culprit() {
            return "collector";
        }
    }

    /** Every source has reported once, which it does after reading its history. */
    public record SourcesReported(ServiceApiClient api, String analyzer, List<String> sources)
            implements ReadinessCondition {

        public SourcesReported {
            sources = List.copyOf(sources);
        }

        @Override
        public Optional<String> missing() {
            return AnalyzerProgress.fetch(api, analyzer)
                    .map(this::missing)
                    .orElse(Optional.of("the analyzer does not report its progress"));
        }

        @Override
        public String culprit() {
            return "collector";
        }

        Optional<String> missing(AnalyzerProgress progress) {
            List<String> silent = new ArrayList<>(sources);
            progress.sources().forEach(source -> silent.remove(source.source()));
            return silent.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the history of " + String.join(", ", silent) + " is being read");
        }
    }
}
