package dev.gleaner.analyzer.rule.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.test.SeededTest;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpotRunEstimateTest {

    /** Price of a Spot hour in hours of the on-demand price: 65 % below it. */
    private static final double SPOT_PRICE = 0.35;

    private static final SpotRunEstimate PUBLISHED = new SpotRunEstimate(0.15, 0);

    /**
     * The published simulation (Boise-State-Development/agentcore-public-stack, pull request 1025): hours on demand, and what the run costs on Spot
     * in hours of the on-demand price, without checkpoints and with one every 30 minutes.
     */
    @ParameterizedTest
    @CsvSource({"3.3, 1.4, 1.2", "10.5, 8.4, 3.9", "48.5, 3198, 17.9"})
    void shouldReproduceThePublishedTable(double hours, double without, double withCheckpoints) {
        assertThat(hours * PUBLISHED.expectedStretch(hours) * SPOT_PRICE)
                .isCloseTo(without, Percentage.withPercentage(10));
        assertThat(hours * PUBLISHED.stretch(0.5).orElseThrow() * SPOT_PRICE)
                .isCloseTo(withCheckpoints, Percentage.withPercentage(10));
    }

    @Test
    void shouldRefuseARunThatPracticallyNeverEnds() {
        assertThat(PUBLISHED.stretch(48.5)).isEmpty();
        assertThat(PUBLISHED.stretch(10.5)).isPresent();
        // The mean time between interruptions is 1 / 0.15 hours, and ln 100 = 4.605.
        assertThat(PUBLISHED.stretch(4.61 / 0.15)).isEmpty();
        assertThat(PUBLISHED.stretch(4.60 / 0.15)).isPresent();
    }

    @Test
    void shouldStretchNothingWithoutInterruptions() {
        SpotRunEstimate calm = new SpotRunEstimate(0, 0.25);

        assertThat(calm.stretch(1000)).hasValue(1);
        assertThat(calm.bestIntervalHours(0.01)).isInfinite();
    }

    @SeededTest(60)
    void shouldAgreeWithASimulation(long seed) {
        Random random = new Random(seed);
        double rate = 0.02 + random.nextDouble();
        double restart = random.nextDouble() * 0.3;
        double piece = 0.05 + random.nextDouble();

        double estimate = new SpotRunEstimate(rate, restart).stretch(piece).orElseThrow();

        assertThat(estimate).isCloseTo(simulatedStretch(random, rate, restart, piece), Percentage.withPercentage(3));
    }

    @SeededTest(60)
    void shouldStretchMoreWithLongerPiecesRestartsAndMoreInterruptions(long seed) {
        Random random = new Random(seed);
        double rate = random.nextDouble();
        double restart = random.nextDouble();
        double piece = 0.01 + random.nextDouble();
        double more = 1.01 + random.nextDouble();

        double stretch = new SpotRunEstimate(rate, restart).expectedStretch(piece);

        assertThat(stretch).isGreaterThanOrEqualTo(1);
        assertThat(new SpotRunEstimate(rate, restart).expectedStretch(piece * more))
                .isGreaterThan(stretch);
        assertThat(new SpotRunEstimate(rate * more, restart).expectedStretch(piece))
                .isGreaterThan(stretch);
        assertThat(new SpotRunEstimate(rate, restart * more).expectedStretch(piece))
                .isGreaterThan(stretch);
    }

    /** Of each piece, work and checkpoint, only the work counts: the best interval leaves the most of it. */
    @SeededTest(60)
    void shouldFindTheIntervalThatCostsTheLeast(long seed) {
        Random random = new Random(seed);
        SpotRunEstimate estimate = new SpotRunEstimate(0.001 + random.nextDouble() * 0.2, random.nextDouble() * 0.2);
        double checkpoint = 0.002 + random.nextDouble() * 0.1;

        double best = estimate.bestIntervalHours(checkpoint);

        double least = cost(estimate, best, checkpoint);
        for (double factor = 0.2; factor < 5; factor *= 1.05) {
            // The formula is a series: it may miss the optimum by very little.
            assertThat(cost(estimate, best * factor, checkpoint)).isGreaterThan(least * 0.999);
        }
        double young = Math.sqrt(2 * checkpoint / estimate.interruptionsPerHour());
        assertThat(best).isBetween(young * 0.7, young);
    }

    /** Values that {@code optimum_interval_s} of the checkpoint kit gives. */
    @ParameterizedTest
    @CsvSource({"60, 25200, 0.471999", "60, 24000, 0.460359", "30, 12000000, 7.448005", "1800, 360, 0.1"})
    void shouldGiveTheIntervalOfTheCheckpointKit(double checkpointSeconds, double secondsBetween, double hours) {
        SpotRunEstimate estimate = new SpotRunEstimate(3600 / secondsBetween, 0);

        assertThat(estimate.bestIntervalHours(checkpointSeconds / 3600)).isCloseTo(hours, within(1e-5));
    }

    @Test
    void shouldRefuseNumbersThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SpotRunEstimate(-0.1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpotRunEstimate(Double.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpotRunEstimate(0.1, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> PUBLISHED.stretch(0));
        assertThatIllegalArgumentException().isThrownBy(() -> PUBLISHED.bestIntervalHours(0));
    }

    private static double cost(SpotRunEstimate estimate, double interval, double checkpoint) {
        double piece = interval + checkpoint;
        return estimate.expectedStretch(piece) * piece / interval;
    }

    /** Billed hours for each hour of work, of 40,000 pieces; restarts are interrupted like work. */
    private static double simulatedStretch(Random random, double rate, double restart, double piece) {
        int pieces = 40_000;
        double billed = 0;
        double interruption = next(random, rate);
        for (int done = 0; done < pieces; ) {
            double end = billed + piece;
            while (interruption < end) {
                billed = interruption;
                interruption = billed + next(random, rate);
                end = billed + restart + piece;
            }
            billed = end;
            done++;
        }
        return billed / (pieces * piece);
    }

    private static double next(Random random, double rate) {
        return -Math.log(1 - random.nextDouble()) / rate;
    }
}
