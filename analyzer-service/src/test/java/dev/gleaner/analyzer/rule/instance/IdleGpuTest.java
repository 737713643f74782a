package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.HostHours;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleGpuTest {

    private static final CardSample.Builder IDLE =
            CardSample.newBuilder().setUtilization(0).setProcesses(0);
    private static final CardSample.Builder WORK =
            CardSample.newBuilder().setUtilization(80).setProcesses(1);

    @Test
    void shouldFindAHostAllOfWhoseCardsIdle() {
        HostHours host = HostHours.of(30).card("GPU-1", hour -> IDLE).card("GPU-2", hour -> IDLE);

        Verdict.Found found = (Verdict.Found) host.judgedBy("idle-gpu");

        assertThat(Savings.part(found)).isEqualTo(1);
        assertThat(found.remedies()).extracting(Remedy::action).containsExactly("stop-instance", "schedule-instance");
        assertThat(found.remedies().get(0).saving()).isNull();
        assertThat(found.remedies().get(1).saving()).isNotNull().matches(saving -> !saving.priced());
    }

    /** By whole hours; the schedule decides at each stop. */
    @Test
    void shouldStateWhatMustStillHoldWhenItIsStopped() {
        Verdict.Found found =
                (Verdict.Found) HostHours.of(30).card("GPU-1", hour -> IDLE).judgedBy("idle-gpu");

        assertThat(found.remedies().get(0).idleness()).satisfies(limits -> {
            assertThat(limits.window()).isEqualTo(Duration.ofHours(4)).isEqualTo(limits.rest());
            assertThat(limits.period()).isEqualTo(IdlenessLimits.COARSE);
            assertThat(limits.workPeriods()).isZero();
        });
        assertThat(found.remedies().get(1).idleness()).isNull();
    }

    @Test
    void shouldNotFindAHostOneOfWhoseCardsWorks() {
        HostHours host = HostHours.of(30).card("GPU-1", hour -> IDLE).card("GPU-2", hour -> hour == 28 ? WORK : IDLE);

        assertThat(host.judgedBy("idle-gpu")).isEqualTo(new Verdict.Nothing("its GPUs worked in 1 hours"));
    }

    @ParameterizedTest
    @CsvSource({"dev, 26, false", "dev, 25, true", "production, 6, false", "production, 5, true", "'', 6, false"})
    void shouldWaitFourHoursOutsideProductionAndADayInIt(String environment, int lastWork, boolean idle) {
        HostHours host = HostHours.of(30)
                .listedAs(Signals.running().setType("g5.xlarge").putTags("environment", environment))
                .card("GPU-1", hour -> hour == lastWork ? WORK : IDLE);

        assertThat(host.judgedBy("idle-gpu") instanceof Verdict.Found).isEqualTo(idle);
    }

    @Test
    void shouldNotAnswerFromSilence() {
        HostHours silent = HostHours.of(30).card("GPU-1", hour -> hour > 28 ? null : IDLE);
        HostHours oneSilent =
                HostHours.of(30).card("GPU-1", hour -> IDLE).card("GPU-2", hour -> hour > 28 ? null : IDLE);
        HostHours longSilent = HostHours.of(60).card("GPU-1", hour -> hour > 3 ? null : IDLE);

        assertThat(silent.judgedBy("idle-gpu")).isInstanceOf(Verdict.Insufficient.class);
        assertThat(oneSilent.judgedBy("idle-gpu")).isInstanceOf(Verdict.Insufficient.class);
        assertThat(longSilent.judgedBy("idle-gpu")).isInstanceOf(Verdict.Insufficient.class);
        assertThat(HostHours.of(30).judgedBy("idle-gpu")).isEqualTo(new Verdict.Nothing("none of its GPUs was read"));
    }

    @Test
    void shouldNotBelieveASingleReadingOfAnHour() {
        HostHours host = HostHours.of(30).every(60).card("GPU-1", hour -> IDLE);

        assertThat(host.judgedBy("idle-gpu")).isInstanceOf(Verdict.Insufficient.class);
    }

    @Test
    void shouldAskWhoHoldsAnIdleCard() {
        HostHours host = HostHours.of(30).card("GPU-1", hour -> IDLE.clone().setProcesses(2));

        assertThat(((Verdict.Found) host.judgedBy("idle-gpu")).remedies())
                .extracting(Remedy::action)
                .containsExactly(Remedy.ADVICE);
    }

    /** A MIG card tells no utilization whatever it does. */
    @Test
    void shouldNotTakeACardThatTellsNothingForAnIdleOne() {
        HostHours host = HostHours.of(30).card("GPU-1", hour -> CardSample.newBuilder());

        assertThat(host.judgedBy("idle-gpu"))
                .isEqualTo(new Verdict.Insufficient(
                        List.of("in 4 hours the readings of a GPU did not show whether it worked")));
    }

    @Test
    void shouldLookAtTheCardsBeforeAHostCountsAsIdle() {
        HostHours idle = HostHours.of(168).card("GPU-1", hour -> IDLE);
        HostHours training = HostHours.of(168).card("GPU-1", hour -> hour == 100 ? WORK : IDLE);

        assertThat(idle.judgedBy("idle-instance")).isInstanceOf(Verdict.Found.class);
        assertThat(training.judgedBy("idle-instance")).isInstanceOf(Verdict.Nothing.class);
        assertThat(HostHours.of(168).judgedBy("idle-instance")).isInstanceOf(Verdict.Insufficient.class);
        assertThat(HostHours.of(168)
                        .card("GPU-1", hour -> IDLE.clone().setProcesses(1))
                        .judgedBy("idle-instance"))
                .isEqualTo(new Verdict.Nothing("a process holds its GPUs"));
    }
}
