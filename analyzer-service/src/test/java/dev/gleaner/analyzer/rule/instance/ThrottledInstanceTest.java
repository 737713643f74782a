package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.test.SeededTest;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A burstable instance whose credits are used up gets its baseline only. The rules need not know the credits: whoever uses them up
 * again and again is at work by what it gets.
 */
class ThrottledInstanceTest {

    private static final int HOURS = 336;
    private static final int MINUTES = 60;
    private static final int LAST_WEEK = 168;
    private static final int DAY = 24;

    /** Baselines, percent: the smallest ones, with which a throttled instance looks the quietest. */
    private static final Map<String, Double> BASELINES = Map.of("t3.nano", 5.0, "t3.micro", 10.0, "t2.small", 20.0);

    @SeededTest(150)
    void shouldNeverBeFoundIdle(long seed) {
        Random random = new Random(seed);
        String type = BASELINES.keySet().stream().sorted().toList().get(random.nextInt(BASELINES.size()));
        Credits credits = new Credits(BASELINES.getOrDefault(type, 0.0), random);

        Verdict verdict = Week.of(HOURS)
                .listedAs(Signals.running().setType(type))
                .mean(hour -> credits.mean[hour])
                .maximum(hour -> credits.maximum[hour])
                .judgedBy("idle-instance");

        if (credits.throttledDays.size() >= 4) {
            assertThat(verdict).isNotInstanceOf(Verdict.Found.class);
        }
    }

    /** What a workload gets: all that it asks for while there are credits, else the baseline. A credit is a minute of one vCPU. */
    private static final class Credits {

        private final double[] mean = new double[HOURS];
        private final double[] maximum = new double[HOURS];

        /** Of the last week. */
        private final Set<Integer> throttledDays = new TreeSet<>();

        /** Bursts at an interval, beginning with no credits, as an instance without launch credits does. */
        Credits(double baseline, Random random) {
            double demand = baseline * (1 + 6 * random.nextDouble());
            int every = 30 + random.nextInt(DAY * MINUTES);
            int length = 1 + random.nextInt(every);
            double quiet = baseline * random.nextDouble() / 5;
            double balance = 0;
            for (int minute = 0; minute < HOURS * MINUTES; minute++) {
                double asked = Math.min(100, minute % every < length ? demand : quiet);
                double used = Math.min(asked, balance + baseline);
                balance = Math.min(baseline * DAY * MINUTES, balance + baseline - used);
                int hour = minute / MINUTES;
                mean[hour] += used / MINUTES;
                maximum[hour] = Math.max(maximum[hour], used);
                if (used < asked && hour >= HOURS - LAST_WEEK) {
                    throttledDays.add(hour / DAY);
                }
            }
        }
    }
}
