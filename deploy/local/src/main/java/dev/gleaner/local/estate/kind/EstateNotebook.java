package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeriesShape;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A notebook instance of SageMaker.
 *
 * @param name its name in AWS, in lower case; unique in the estate
 * @param account twelve digits
 * @param type of its instance, such as {@code ml.t3.medium}
 * @param stopped whether it does not run
 * @param created the time of its creation, since which it was not stopped or started
 * @param opened when somebody asked for its URL
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateNotebook(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        String type,
        boolean stopped,
        EstateTime created,
        List<EstateTime> opened)
        implements EstateResource {

    /** Notebook instances that nobody opens. */
    public static final String IDLE_NOTEBOOK = "idle-notebook";

    public EstateNotebook {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        opened = opened == null ? List.of() : List.copyOf(opened);
    }

    @Override
    public boolean existsAt(Instant time, Instant end) {
        return !time.isBefore(created.resolve(end));
    }

    /** The notebook instance, stopped or running. */
    public EstateNotebook with(boolean isStopped) {
        return new EstateNotebook(name, account, region, tags, type, isStopped, created, opened);
    }

    /** The kind in an estate. */
    static final class Kind extends EstateKind<EstateNotebook> {

        private static final SeriesShape QUIET = SeriesShape.flat(1.5, 0.2);
        private static final SeriesShape TRAINING = SeriesShape.flat(92, 0.02);
        private static final String LONG_AGO = "-P10D";

        Kind() {
            super("notebooks", "a notebook instance", EstateNotebook.class);
        }

        @Override
        public Arn arn(EstateNotebook notebook, String name, UnaryOperator<String> id) {
            return ResourceKind.NOTEBOOK_INSTANCE.arn(notebook.region(), notebook.account(), name);
        }

        @Override
        public Map<EstateMetric.Source, List<String>> measured(EstateNotebook notebook) {
            return Map.of(EstateMetric.Source.NOTEBOOK, List.of(notebook.name()));
        }

        @Override
        public boolean isMeasuredAt(EstateNotebook notebook, Instant time, Instant end) {
            return !notebook.stopped() && notebook.existsAt(time, end);
        }

        @Override
        public Map<String, String> dimensions(
                EstateNotebook notebook, EstateMetric.Source source, String name, UnaryOperator<String> id) {
            return Map.of(source.dimension(), name);
        }

        @Override
        public EstateNotebook after(EstateNotebook notebook, AuditedStep step) {
            return notebook.with(true);
        }

        @Override
        public EstateNotebook undone(EstateNotebook notebook, AuditedStep step) {
            return notebook.with(false);
        }

        @Override
        public List<BilledUsage> hourly(EstateNotebook notebook) {
            return notebook.stopped()
                    ? List.of()
                    : List.of(BilledUsage.hours(
                            notebook.name(),
                            "AmazonSageMaker",
                            "Notebk:" + notebook.type(),
                            notebook.tags(),
                            notebook.type(),
                            1));
        }

        /** One that nobody opens, and three that look alike: opened yesterday, with a training that nobody looks at, and stopped already. */
        @Override
        public void addSample(SampleEstate estate) {
            estate.expectOpen(IDLE_NOTEBOOK, add(estate, "old-notebook", false, LONG_AGO, QUIET));
            add(estate, "live-notebook", false, "-P1D", QUIET);
            add(estate, "training-notebook", false, LONG_AGO, TRAINING);
            add(estate, "stopped-notebook", true, LONG_AGO, QUIET);
        }

        private static String add(
                SampleEstate estate, String name, boolean isStopped, String opened, SeriesShape load) {
            String own = estate.name(name);
            estate.add(
                    KindRegistry.NOTEBOOKS,
                    new EstateNotebook(
                            own,
                            EstateInstance.DEFAULT_ACCOUNT,
                            "us-east-1",
                            SampleEstate.allocated(Map.of("team", "research")),
                            "ml.t3.medium",
                            isStopped,
                            new EstateTime("-P60D"),
                            List.of(new EstateTime(opened))));
            estate.add(own, EstateMetric.NOTEBOOK_CPU, load);
            return own;
        }

        /** The hours of its instance. The volume goes on being billed. */
        @Override
        public Optional<ExpectedSaving> saving(
                String rule, String name, EstateNotebook notebook, EstatePrices prices, Instant end) {
            return rule.equals(IDLE_NOTEBOOK)
                    ? prices.of(notebook.region(), notebook.type())
                            .map(price -> ExpectedSaving.exactly(price.multiply(EstatePrices.HOURS_PER_MONTH)))
                    : Optional.empty();
        }
    }
}
