package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.NotebookSnapshot;
import dev.gleaner.analyzer.profile.inventory.NotebookSnapshot.NotebookFacts;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.test.SeededTest;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdleNotebookTest {

    private static final int HOURS = 3 * Hour.PER_DAY;
    private static final int SHORT = 12;
    private static final long OLD = Sights.END.toEpochMilli() - HOURS * Hour.MILLIS;
    private static final String CPU = "SageMakerNotebookInstances cpu_usage_active";
    private static final String GPU = "SageMakerNotebookInstances nvidia_smi_utilization_gpu";
    private static final InventoryProfileMapper<NotebookFacts, HourlyCounterHistory> NOTEBOOKS =
            new InventoryProfileMapper<>("", arn -> true, NotebookFacts.class, () -> new HourlyCounterHistory(1));
    private static final NotebookSnapshot.Use USE = new NotebookSnapshot.Use();
    private static final String NOTEBOOK =
            "arn:aws:sagemaker:" + Signals.REGION + ":" + Signals.ACCOUNT + ":notebook-instance/research";

    private final InventoryProfile<NotebookFacts, HourlyCounterHistory> notebook =
            quiet(facts("ml.t3.medium", OLD, Map.of()));

    @Test
    void shouldFindANotebookThatNobodyOpened() {
        Verdict.Found found = (Verdict.Found) judge(notebook);

        assertThat(found.evidence())
                .containsExactly(
                        new Evidence("opened or started", 0, "count", 1.0, HOURS, 1),
                        new Evidence("load of the busiest processor", 3, "percent", 30.0, HOURS, 1));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("stop-notebook");
            assertThat(remedy.text()).contains("of 50 GiB stays");
        });
        Saving saving = found.saving(Defaults.prices().on(LocalDate.of(2026, 10, 19)));
        assertThat(saving.monthly()).isEqualByComparingTo("36.50");
        assertThat(saving.basis()).contains("its volume goes on being billed", "savings plan");
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"OPENED", "STARTED", "CREATED"})
    void shouldSayNothingOfOneThatWasOpenedOrStarted(Change change) {
        visit(notebook, change, HOURS - 1);

        assertThat(judge(notebook)).isEqualTo(new Verdict.Nothing("it was opened or started in the last 72 hours"));
    }

    @Test
    void shouldNotCountWhatWasBeforeTheWindow() {
        visit(notebook, Change.OPENED, HOURS);

        assertThat(judge(notebook)).isInstanceOf(Verdict.Found.class);
    }

    /** A training that runs on without a visit. */
    @Test
    void shouldSayNothingOfOneWhoseProcessorsWorked() {
        measure(notebook, CPU, 40, 30);

        assertThat(judge(notebook)).isEqualTo(new Verdict.Nothing("it worked in the last 72 hours"));
    }

    /** 0.05 USD an hour. An accelerated type has a metric for each GPU, whose number is not known here. */
    @Test
    void shouldAskForAnAgentWhereNothingTellsTheLoad() {
        Verdict.Insufficient verdict = (Verdict.Insufficient) judge(unmeasured(facts("ml.t3.medium", OLD, Map.of())));

        assertThat(verdict.sources()).containsExactly(new Finding.MissingSource(DataSource.CLOUDWATCH_AGENT, 1.0));
        assertThat(verdict.missing().get(0)).endsWith("; switch on the CloudWatch agent");
        assertThat(verdict.atMost(Defaults.prices().on(LocalDate.of(2026, 10, 19)))
                        .cost())
                .isEqualTo("36.50");
        assertThat(((Verdict.Insufficient) judge(unmeasured(facts("ml.g5.xlarge", OLD, Map.of())))).sources())
                .containsExactly(new Finding.MissingSource(DataSource.CLOUDWATCH_AGENT, null));
    }

    @Test
    void shouldNeedTheLoadOfItsGpus() {
        InventoryProfile<NotebookFacts, HourlyCounterHistory> withGpu = quiet(facts("ml.g5.xlarge", OLD, Map.of()));
        assertThat(((Verdict.Insufficient) judge(withGpu)).sources()).isEmpty();

        for (int hour = 0; hour < HOURS; hour++) {
            measure(withGpu, GPU, hour, 0);
        }
        assertThat(judge(withGpu)).isInstanceOf(Verdict.Found.class);

        measure(withGpu, GPU, 71, 5);
        assertThat(judge(withGpu)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldLookBackHalfADayOutsideOfProduction() {
        NotebookFacts dev =
                facts("ml.t3.medium", Sights.END.toEpochMilli() - SHORT * Hour.MILLIS, Map.of("env", "Dev"));
        InventoryProfile<NotebookFacts, HourlyCounterHistory> inDev = quiet(dev);
        visit(inDev, Change.OPENED, SHORT);
        assertThat(judge(inDev)).isInstanceOf(Verdict.Found.class);

        visit(inDev, Change.OPENED, SHORT - 1);
        assertThat(judge(inDev)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldSayNothingOfOneThatWasStartedByTheListing() {
        assertThat(judge(quiet(facts("ml.t3.medium", OLD + 1, Map.of()))))
                .isEqualTo(new Verdict.Nothing("it was created, changed or started in the last 72 hours"));
    }

    @Test
    void shouldSayNothingOfOneThatDoesNotRun() {
        NotebookFacts stopped = new NotebookFacts(
                Signals.ACCOUNT, Signals.REGION, Map.of(), "Stopped", "ml.t3.medium", null, OLD, OLD, "");

        assertThat(judge(quiet(stopped))).isEqualTo(new Verdict.Nothing("it is Stopped"));
    }

    @Test
    void shouldNotTakeTheLastStartForKnown() {
        assertThat(judge(quiet(facts("ml.t3.medium", null, Map.of())))).isInstanceOf(Verdict.Insufficient.class);
    }

    /** Absent is not quiet: neither an hour without a complete trail, nor one in twenty without a load, leads to a finding. */
    @SeededTest(200)
    void shouldFindOnlyWhatIsKnownToBeUnused(long seed) {
        Random random = new Random(seed);
        InventoryProfile<NotebookFacts, HourlyCounterHistory> profile = listed(facts("ml.t3.medium", OLD, Map.of()));
        double present = random.nextInt(3) == 0 ? 1 : 0.9 + 0.1 * random.nextDouble();
        int known = 0;
        boolean isWorking = false;
        for (int hour = 0; hour < HOURS; hour++) {
            if (random.nextDouble() < present) {
                double load = random.nextInt(200) == 0 ? 100 : 29 * random.nextDouble();
                isWorking |= load >= 30;
                measure(profile, CPU, hour, load);
                known++;
            }
        }
        boolean isVisited = random.nextInt(4) == 0;
        if (isVisited) {
            visit(profile, Change.OPENED, random.nextInt(HOURS));
        }
        int gap = random.nextInt(3 * HOURS);
        for (int hour = HOURS - 1; hour >= 0; hour--) {
            if (hour != gap) {
                NotebookSnapshot.observeTrail(profile, Sights.LAST.plus(-hour), true);
            }
            profile.close(Sights.LAST.plus(-hour), 4);
        }

        Verdict verdict = judge(profile);

        if (isVisited || isWorking) {
            assertThat(verdict).isInstanceOf(Verdict.Nothing.class);
        } else {
            assertThat(verdict)
                    .isInstanceOf(
                            known >= 0.95 * HOURS && gap >= HOURS ? Verdict.Found.class : Verdict.Insufficient.class);
        }
    }

    private static Verdict judge(InventoryProfile<NotebookFacts, HourlyCounterHistory> profile) {
        return IdleNotebook.of(Defaults.settings()).evaluate(new NotebookSnapshot(profile.at(Sights.LAST, 1)));
    }

    private static InventoryProfile<NotebookFacts, HourlyCounterHistory> quiet(NotebookFacts facts) {
        InventoryProfile<NotebookFacts, HourlyCounterHistory> profile = listed(facts);
        for (int hour = 0; hour < HOURS; hour++) {
            measure(profile, CPU, hour, 2.1);
        }
        return profile;
    }

    private static InventoryProfile<NotebookFacts, HourlyCounterHistory> unmeasured(NotebookFacts facts) {
        InventoryProfile<NotebookFacts, HourlyCounterHistory> profile = listed(facts);
        for (int hour = HOURS - 1; hour >= 0; hour--) {
            NotebookSnapshot.observeTrail(profile, Sights.LAST.plus(-hour), true);
        }
        return profile;
    }

    private static InventoryProfile<NotebookFacts, HourlyCounterHistory> listed(NotebookFacts facts) {
        InventoryProfile<NotebookFacts, HourlyCounterHistory> profile = NOTEBOOKS.blank(NOTEBOOK);
        profile.see(1, facts);
        profile.see(Sights.END.toEpochMilli() - 1, facts);
        return profile;
    }

    private static void visit(
            InventoryProfile<NotebookFacts, HourlyCounterHistory> profile, Change change, int hoursAgo) {
        USE.fold(
                profile.history(),
                profile.timeline(),
                Signals.changed(NOTEBOOK, change, Sights.LAST.plus(-hoursAgo).start(), "visit-" + hoursAgo, Map.of()),
                null);
    }

    private static void measure(
            InventoryProfile<NotebookFacts, HourlyCounterHistory> profile,
            String metric,
            int hoursAgo,
            double maximum) {
        USE.fold(
                profile.history(),
                profile.timeline(),
                Signals.metric(NOTEBOOK, metric, Sights.LAST.plus(-hoursAgo).start(), 0.1, maximum),
                null);
    }

    private static NotebookFacts facts(String type, @Nullable Long modified, Map<String, String> tags) {
        return new NotebookFacts(
                Signals.ACCOUNT, Signals.REGION, tags, "InService", type, 50L << 30, OLD, modified, "");
    }
}
