package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.test.SeededTest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances that work on their volumes, with a quiet processor and hardly any network. */
class DiskWorkTest {

    private static final int HOURS = 336;
    private static final int WINDOW = 168;
    private static final double LIMIT = 36_000;

    /** A worker that reads around the clock, at 80 operations a second. */
    @Test
    void shouldNotCallAWorkerOnItsVolumesIdle() {
        Verdict verdict =
                Week.of(HOURS).mean(hour -> 2.2).reads(hour -> 288_000).judgedBy("idle-instance");

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Nothing.class,
                        nothing -> assertThat(nothing.because())
                                .contains("at work in 168 hours, in 168 of them by its volumes"));
    }

    @ParameterizedTest
    @CsvSource({"32000, true", "36000, false", "7200000, false"})
    void shouldCallAnHourOfManyOperationsAnHourAtWork(double operations, boolean isIdle) {
        IntToDoubleFunction lastDay = hour -> hour == HOURS - 7 ? operations : 3000;

        assertThat(Week.of(HOURS).reads(lastDay).judgedBy("idle-instance") instanceof Verdict.Found)
                .isEqualTo(isIdle);
        assertThat(Week.of(HOURS).writes(lastDay).judgedBy("idle-instance") instanceof Verdict.Found)
                .isEqualTo(isIdle);
    }

    /** A job of each night that only reads. */
    @Test
    void shouldProposeTheHoursOfAJobThatReads() {
        Verdict verdict =
                Week.of(HOURS).reads(hour -> hour % 24 == 3 ? 900_000 : 500).judgedBy("sporadic-instance");

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Found.class,
                        found -> assertThat(found.remedies().get(0).parameters().get("on"))
                                .contains("03:00"));
    }

    /** Xen types have no such metric, and a metric stream may filter it out. */
    @Test
    void shouldSayThatItsVolumesAreNotKnown() {
        Verdict unknown = Week.of(HOURS)
                .reads(hour -> Double.NaN)
                .writes(hour -> Double.NaN)
                .judgedBy("idle-instance");
        Verdict oneDirection = Week.of(HOURS).reads(hour -> Double.NaN).judgedBy("idle-instance");
        Verdict known = Week.of(HOURS).judgedBy("idle-instance");

        assertThat(disk(unknown)).isEqualTo(new Evidence(Evidence.DISK_HOURS, 0, "hours", 134.4, 0, 0));
        assertThat(disk(oneDirection).fallsShort()).isTrue();
        assertThat(disk(known)).isEqualTo(new Evidence(Evidence.DISK_HOURS, 168, "hours", 134.4, 168, 1));
    }

    /** Whatever the hours: none at the limit in the last day, and at most three in the window. */
    @SeededTest(200)
    void shouldNeverFindAnInstanceIdleThatWorkedOnItsVolumes(long seed) {
        Random random = new Random(seed);
        double share = random.nextDouble() * 0.05;
        double[] reads = random.doubles(HOURS)
                .map(one -> one < share ? LIMIT * (0.8 + random.nextDouble()) : 30_000 * random.nextDouble())
                .toArray();
        double[] writes = random.doubles(HOURS, 0, 20_000).toArray();

        Verdict verdict = Week.of(HOURS)
                .reads(hour -> reads[hour])
                .writes(hour -> writes[hour])
                .judgedBy("idle-instance");

        if (verdict instanceof Verdict.Found) {
            assertThat(count(reads, HOURS - WINDOW)).isLessThanOrEqualTo(3);
            assertThat(count(reads, HOURS - 24)).isZero();
        }
        if (count(reads, HOURS - WINDOW) > 3 || count(reads, HOURS - 24) > 0) {
            assertThat(verdict).isInstanceOf(Verdict.Nothing.class);
        }
    }

    /** What would restart it is to be changed instead, for each owner that the guard knows. */
    @ParameterizedTest
    @EnumSource(ResourceController.class)
    void shouldOfferNoActionOnWhatAnOwnerWouldRestart(ResourceController controller) {
        List<Map<String, String>> each = controller.keys().isEmpty()
                ? List.of(Map.of("ManagedBy", "OpenTofu"))
                : controller.keys().stream().map(key -> Map.of(key + "x", "x")).toList();
        for (Map<String, String> tags : each) {
            Verdict verdict = Week.of(HOURS)
                    .listedAs(Signals.running()
                            .putTags("environment", "dev")
                            .putAllTags(tags)
                            .setOwner(ResourceController.owner(tags)))
                    .judgedBy("idle-instance");

            assertThat(((Verdict.Found) verdict).remedies())
                    .singleElement()
                    .satisfies(remedy -> assertThat(remedy.action())
                            .isEqualTo(Remedy.advice("x").action()))
                    .satisfies(remedy ->
                            assertThat(remedy.text()).contains(ResourceController.owner(tags), "Change the owner: "))
                    .satisfies(remedy -> assertThat(remedy.text()).doesNotContain("lower the owner's size"));
        }
    }

    private static long count(double[] operations, int first) {
        return java.util.Arrays.stream(operations, first, HOURS)
                .filter(one -> one >= LIMIT)
                .count();
    }

    private static Evidence disk(Verdict verdict) {
        return ((Verdict.Found) verdict)
                .evidence().stream()
                        .filter(one -> one.name().equals(Evidence.DISK_HOURS))
                        .findFirst()
                        .orElseThrow();
    }
}
