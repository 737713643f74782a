package dev.gleaner.analyzer.profile.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.test.SeededTest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One reading of a card; the figures are those that were captured on real ones. */
class GpuLimitsTest {

    private static final GpuLimits LIMITS = Defaults.cards();

    @ParameterizedTest
    @CsvSource({"4.9, IDLE", "5, ACTIVE", "100, ACTIVE"})
    void shouldCallAUtilizationOfFivePercentWork(double utilization, GpuState state) {
        assertThat(state(false, reading().setUtilization(utilization).setProcesses(0)))
                .isEqualTo(state);
    }

    /** An L40S at 9 % with its encoder at 60 %. */
    @Test
    void shouldCallEncodingWork() {
        assertThat(state(false, reading().setUtilization(0).setEncoder(60).setProcesses(0)))
                .isEqualTo(GpuState.ACTIVE);
        assertThat(state(false, reading().setUtilization(0).setDecoder(1).setProcesses(0)))
                .isEqualTo(GpuState.ACTIVE);
    }

    @Test
    void shouldSayWhetherSomebodyHoldsAnIdleCard() {
        assertThat(state(false, reading().setUtilization(0).setProcesses(1))).isEqualTo(GpuState.HELD);
        assertThat(state(false, reading().setUtilization(0).setMemoryUsed(30).setMemoryTotal(100)))
                .isEqualTo(GpuState.HELD);
        assertThat(state(false, reading().setUtilization(0).setMemoryUsed(4).setMemoryTotal(100)))
                .isEqualTo(GpuState.IDLE);
    }

    /** An H100 with MIG: 434 of 700 W and 1980 MHz under load, 71 W and 345 MHz without. */
    @Test
    void shouldJudgeMigByPowerClockAndProcesses() {
        assertThat(state(true, mig(434, 1980).setProcesses(1))).isEqualTo(GpuState.ACTIVE);
        assertThat(state(true, mig(71, 345).setProcesses(0))).isEqualTo(GpuState.IDLE);
        assertThat(state(true, mig(71, 345).setProcesses(1))).isEqualTo(GpuState.HELD);
        assertThat(state(true, mig(71, 345))).isEqualTo(GpuState.UNKNOWN);
        assertThat(state(true, mig(71, 1980).setProcesses(0))).isEqualTo(GpuState.UNKNOWN);
        assertThat(state(true, mig(71, 345).clearPowerDraw().setProcesses(0))).isEqualTo(GpuState.UNKNOWN);
        assertThat(state(true, mig(71, 345).setUtilization(0))).isEqualTo(GpuState.UNKNOWN);
    }

    @Test
    void shouldNotKnowWhatACardIsAtThatShouldTellItsUtilizationAndDoesNot() {
        assertThat(state(false, mig(71, 345).setProcesses(0))).isEqualTo(GpuState.UNKNOWN);
        assertThat(state(false, mig(434, 1980).setProcesses(0))).isEqualTo(GpuState.ACTIVE);
    }

    /** A free RTX 2080 Super at rest has 0.16 of its power and 0.36 of its clock, and a T4 that a process holds 0.39 and 1. */
    @ParameterizedTest
    @CsvSource({
        "110, 707, 0, IDLE",
        "210, 989, 0, IDLE",
        "209, 990, 0, IDLE",
        "210, 990, 0, UNKNOWN",
        "349, 1980, 1, HELD",
        "350, 1980, 1, UNKNOWN",
        "350, 300, 0, UNKNOWN"
    })
    void shouldNotBelieveAUtilizationOfZeroAgainstPowerAndClock(
            double watts, double megahertz, int processes, GpuState state) {
        assertThat(state(false, mig(watts, megahertz).setUtilization(0).setProcesses(processes)))
                .isEqualTo(state);
    }

    @Test
    void shouldAskTheClockIfThePowerIsNotKnown() {
        CardSample.Builder fast =
                mig(0, 1980).clearPowerDraw().setUtilization(0).setProcesses(0);

        assertThat(state(false, fast)).isEqualTo(GpuState.UNKNOWN);
        assertThat(state(false, fast.clone().setSmClock(345))).isEqualTo(GpuState.IDLE);
        assertThat(state(false, fast.clone().setProcesses(1))).isEqualTo(GpuState.HELD);
    }

    /** Absent never speaks for idleness: knowing less never turns work or doubt into idleness. */
    @SeededTest(200)
    void shouldNeverCallACardMoreIdleForKnowingLess(long seed) {
        Random random = new Random(seed);
        CardSample.Builder whole = mig(random.nextInt(700), random.nextInt(1980))
                .setUtilization(random.nextInt(12))
                .setProcesses(random.nextInt(2));
        boolean isMig = random.nextBoolean();
        CardSample.Builder less = whole.clone();
        switch (random.nextInt(3)) {
            case 0 -> less.clearPowerDraw();
            case 1 -> less.clearSmClock();
            default -> less.clearUtilization();
        }

        if (state(isMig, whole) == GpuState.ACTIVE && state(isMig, less) != GpuState.ACTIVE) {
            assertThat(state(isMig, less)).isNotEqualTo(GpuState.IDLE).isNotEqualTo(GpuState.HELD);
        }
    }

    private static CardSample.Builder mig(double watts, double megahertz) {
        return reading()
                .setPowerDraw(watts)
                .setPowerLimit(700)
                .setSmClock(megahertz)
                .setSmClockMaximum(1980);
    }

    private static CardSample.Builder reading() {
        return CardSample.newBuilder().setTime(1);
    }

    private static GpuState state(boolean mig, CardSample.Builder sample) {
        Card card = Card.newBuilder().setUuid("GPU-1").setMig(mig).build();
        return LIMITS.state(card, sample.build());
    }
}
