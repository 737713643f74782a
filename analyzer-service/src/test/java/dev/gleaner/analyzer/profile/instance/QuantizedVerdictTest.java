package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.test.LawSeeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rounding of stored hours changes no verdict, also if hours are close to the limits of the rules. */
class QuantizedVerdictTest {

    private static final int SERIES = (int) LawSeeds.upTo(10_000).count();
    private static final int HOURS = 336;
    private static final String RESOURCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";
    private static final Hour LAST = Hour.of(Instant.parse("2026-07-20T12:00:00Z"));
    private static final Hour FIRST = LAST.plus(1L - HOURS);
    private static final double[] LIMITS = {20, 5, 50, 8, 4};

    private static final double STEP = 0.01;

    /** Part of an hour that has to be measured. */
    private static final double SAMPLES = 0.8;

    /** The rise above the quiet level is a difference of two rounded means, each of which may be off by 0.001 %. */
    private static final double LARGEST_DIFFERENCE = 0.003;

    /** Mean of a window, percent, below which an instance is quiet by both rules. */
    private static final double QUIET_MEAN = 5;

    /** The mean of a window may be off by half a step of its hours; series closer to the limit are not evaluated. */
    private static final double LARGEST_ERROR_OF_MEAN = 0.001;

    private final List<Rule<InstanceSnapshot>> rules = Defaults.instanceRules().rules();

    @Test
    void shouldGiveTheVerdictOfTheExactSeries() {
        Map<String, Integer> verdicts = new TreeMap<>();
        List<Long> differing = new ArrayList<>();
        int tooClose = 0;
        for (long seed = 0; seed < SERIES; seed++) {
            Exact exact = new Exact(new Random(seed));
            if (exact.isQuietMean()) {
                tooClose++;
                continue;
            }
            InstanceProfile profile = exact.profile();
            InstanceFacts facts = profile.history().asOf(LAST, BackfillHorizon.NONE);
            for (Rule<InstanceSnapshot> rule : rules) {
                Verdict stored = rule.evaluate(new InstanceSnapshot(profile, LAST, facts));
                Verdict expected = rule.evaluate(new InstanceSnapshot(profile, LAST, facts, exact::last));
                if (!text(stored).equals(text(expected))) {
                    differing.add(seed);
                }
                verdicts.merge(rule.name() + " " + stored.getClass().getSimpleName(), 1, Integer::sum);
            }
        }

        assertThat(differing).as("seeds that differ").isEmpty();
        assertThat(tooClose).isLessThan(SERIES / 100);
        assertThat(verdicts)
                .containsKeys(
                        "idle-instance Found",
                        "idle-instance Nothing",
                        "idle-instance Insufficient",
                        "sporadic-instance Found",
                        "sporadic-instance Nothing");
    }

    /** The verdict with its reasons and remedies; the values of evidence, and the quiet level in what must still hold, are rounded ones. */
    private static String text(Verdict verdict) {
        return verdict instanceof Verdict.Found found
                ? "found "
                        + found.remedies().stream()
                                .map(remedy -> remedy.whileIdle(null))
                                .toList()
                        + Savings.part(found)
                : verdict.toString();
    }

    /** Hours of a quiet or busy instance, many of them close to a limit. */
    private static final class Exact {

        private final double[] means = new double[HOURS];
        private final double[] maxima = new double[HOURS];
        private final double[] bytes = new double[HOURS];
        private final byte[] parts = new byte[HOURS];

        Exact(Random random) {
            double level = 5 * random.nextDouble();
            double presence = random.nextInt(3) == 0 ? 0.75 + 0.2 * random.nextDouble() : 1;
            int work = random.nextInt(6);
            for (int hour = 0; hour < HOURS; hour++) {
                boolean isPresent = random.nextDouble() < presence;
                means[hour] = isPresent ? level : Double.NaN;
                maxima[hour] = isPresent ? level + 1 : Double.NaN;
                bytes[hour] = isPresent ? random.nextInt(150_000) : Double.NaN;
                int measured = isPresent ? random.nextInt(20) == 0 ? 9 : InstanceHours.PARTS : 0;
                parts[hour] = InstanceHours.parts(measured, measured);
            }
            for (int i = 0; i < work; i++) {
                close(random.nextInt(HOURS), level, random);
            }
            if (random.nextInt(4) == 0) {
                int hour = random.nextInt(24);
                for (int day = 0; day < HOURS / 24; day++) {
                    close(day * 24 + hour, level, random);
                }
            }
        }

        private void close(int hour, double level, Random random) {
            if (Double.isNaN(means[hour])) {
                return;
            }
            double near = random.nextInt(3) * STEP * (random.nextBoolean() ? 1 : -1) + STEP / 3 * random.nextDouble();
            switch (random.nextInt(4)) {
                case 0 -> means[hour] = LIMITS[random.nextInt(LIMITS.length)] + near;
                case 1 -> means[hour] = level + 5 + (Math.abs(near) < LARGEST_DIFFERENCE ? STEP : near);
                case 2 -> maxima[hour] = 50 + near;
                default -> bytes[hour] = 5_000_000 + Math.rint(near * 1000);
            }
            maxima[hour] = Math.max(maxima[hour], means[hour]);
        }

        /** Whether the mean of a window is so close to the limit that rounded hours can be on its other side. */
        boolean isQuietMean() {
            return isQuietMean(HOURS / 2) || isQuietMean(HOURS);
        }

        private boolean isQuietMean(int hours) {
            InstanceHours window = last(hours);
            double mean = IntStream.range(0, hours)
                    .filter(hour -> window.hasCpu(hour) && window.cpuCoverage(hour) >= SAMPLES)
                    .mapToDouble(window::cpuMean)
                    .average()
                    .orElse(0);
            return Math.abs(mean - QUIET_MEAN) <= LARGEST_ERROR_OF_MEAN;
        }

        InstanceHours last(int hours) {
            int from = HOURS - hours;
            return InstanceHours.ofExact(
                    LAST.plus(1L - hours),
                    Arrays.copyOfRange(means, from, HOURS),
                    Arrays.copyOfRange(maxima, from, HOURS),
                    Arrays.copyOfRange(bytes, from, HOURS),
                    Arrays.copyOfRange(parts, from, HOURS));
        }

        /** A profile into which these hours were folded. */
        InstanceProfile profile() {
            InstanceProfile profile = Defaults.instances().blank(RESOURCE);
            profile.fold(new Listing(
                    FIRST.start().toEpochMilli(),
                    new InstanceFacts(
                            "running",
                            "m5.large",
                            "Linux",
                            "default",
                            "",
                            "ebs",
                            "",
                            new HashMap<>(Map.of("environment", "dev")))));
            for (int hour = 0; hour < HOURS; hour++) {
                if (!Double.isNaN(means[hour])) {
                    fold(profile, hour);
                }
            }
            profile.close(LAST, 15);
            return profile;
        }

        private void fold(InstanceProfile profile, int hour) {
            int measured = parts[hour] & 0xf;
            for (InstanceMetric metric : InstanceMetric.values()) {
                List<OpenHour.Point> points = new ArrayList<>();
                for (int part = 0; part < measured; part++) {
                    points.add(
                            switch (metric) {
                                case CPU ->
                                    new OpenHour.Point(
                                            5 * part,
                                            5,
                                            5,
                                            OpenHour.Point.ofPercent(means[hour]),
                                            profile.quantizer().maximum(maxima[hour]));
                                case NETWORK_IN ->
                                    new OpenHour.Point(5 * part, 5, 5, part == 0 ? (long) bytes[hour] : 0, (byte) 0);
                                case NETWORK_OUT -> new OpenHour.Point(5 * part, 5, 5, 0, (byte) 0);
                            });
                }
                profile.fold(metric, FIRST.plus(hour), points, false);
            }
        }
    }
}
