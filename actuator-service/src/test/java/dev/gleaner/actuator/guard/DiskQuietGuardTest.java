package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stop of an instance that works on its volumes, with a quiet processor. */
class DiskQuietGuardTest {

    private final Case with = new Case();
    private final GuardEvaluator guards = ConfiguredGuards.create();

    @ParameterizedTest
    @CsvSource({"3, 35999, false", "3, 36000, true", "23, 7200000, true", "0, 35999, true"})
    void shouldNotStopWhatWorkedOnItsVolumes(int hoursAgo, double operations, boolean isRefused) {
        with.operations.put(Case.HOUR.minus(Duration.ofHours(hoursAgo)), operations);

        Optional<GuardResult> objection = guards.evaluateStart(with.situation());

        assertThat(objection.isPresent()).isEqualTo(isRefused);
        objection.ifPresent(why -> assertThat(why).asString().contains("disk-quiet", "its volumes were at work"));
    }

    /** Absent is not zero. */
    @Test
    void shouldNotStopWhatHasNoKnownVolumes() {
        with.knownOperations.clear();

        assertThat(guards.evaluateStart(with.situation()))
                .get()
                .asString()
                .contains("disk-quiet", "only 0 of the last 24 hours of reads and writes of its volumes");
    }

    @Test
    void shouldNeedMostOfTheHours() {
        with.knownOperations.removeIf(hour -> hour.isAfter(Case.HOUR.minus(Duration.ofHours(6))));

        assertThat(guards.evaluateStart(with.situation())).get().asString().contains("disk-quiet");
    }

    @ParameterizedTest
    @CsvSource({"2999, false", "3000, true"})
    void shouldNotStopByAScheduleWhatWorksNow(double operations, boolean isRefused) {
        schedule();
        with.operations.clear();
        with.operations.putAll(Map.of(Case.NOW.minusSeconds(900), 9999.0, Case.NOW.minusSeconds(300), operations));
        with.knownOperations.clear();
        with.knownOperations.add(Case.NOW.minusSeconds(300));

        Optional<GuardResult> objection = guards.evaluateStart(with.situation());

        assertThat(objection
                        .filter(why -> why.toString().contains("disk-quiet"))
                        .isPresent())
                .isEqualTo(isRefused);
    }

    @Test
    void shouldNotStopByAScheduleWhatHasNoKnownVolumes() {
        schedule();
        with.knownOperations.clear();

        assertThat(guards.evaluateStart(with.situation())).get().asString().contains("disk-quiet");
    }

    @Test
    void shouldTakeWhatWasNotReadAsUnknown() {
        assertThat(new DiskQuietGuard(24, 0.8, 36_000).refuse(with.situation())).isEmpty();
        assertThat(GuardContext.LiveEvidence.NONE.volumes().known()).isEmpty();
    }

    private void schedule() {
        String hours = "UTC Mon-Fri 08:00-18:00";
        with.tags = Map.of("team", "vision", "gleaner:schedule", hours);
        with.schedule = Optional.of(hours);
    }
}
