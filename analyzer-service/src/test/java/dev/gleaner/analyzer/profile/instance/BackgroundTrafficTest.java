package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.test.LawSeeds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Idle hosts under the traffic of agents among hosts that are at work. All have a CPU at rest, and all send more than 5 MB a day, so that
 * without background traffic none would be found.
 */
class BackgroundTrafficTest {

    private static final String RESOURCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";
    private static final int HOURS = 336;
    private static final int WEEK = 168;
    private static final int PARTS_A_DAY = 288;
    private static final int HOSTS = 500;
    private static final Hour LAST = Hour.of(1_790_000_000_000L);
    private static final HourQuantizer.SteadyTraffic STEADY =
            Defaults.instances().blank(RESOURCE).quantizer().steady();

    private static final InstanceProfile PROFILE = profile();
    private static final InstanceFacts FACTS = PROFILE.history().asOf(LAST, BackfillHorizon.NONE);
    private static final List<Rule<InstanceSnapshot>> RULES = Defaults.instanceRules().rules().stream()
            .filter(rule -> rule.name().equals("idle-instance"))
            .toList();

    static LongStream seeds() {
        return LawSeeds.of(5, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindIdleHostsUnderTheTrafficOfAgents(long seed) {
        Random random = new Random(seed);
        int idle = 0;
        int found = 0;
        int wrong = 0;
        for (int number = 0; number < HOSTS; number++) {
            boolean isIdle = number % 5 != 0;
            Host host = isIdle ? Host.withAgent(random) : Host.atWork(number / 5, random);
            boolean isFound = host.isFound();
            idle += isIdle ? 1 : 0;
            found += isIdle && isFound ? 1 : 0;
            wrong += !isIdle && isFound ? 1 : 0;
        }

        assertThat(wrong).isZero();
        assertThat((double) found / idle).isGreaterThanOrEqualTo(0.95);
    }

    private static InstanceProfile profile() {
        InstanceProfile profile = Defaults.instances().blank(RESOURCE);
        profile.fold(new Listing(
                LAST.plus(-HOURS).start().toEpochMilli(),
                new InstanceFacts(
                        "running",
                        "m5.large",
                        "Linux",
                        "default",
                        "",
                        "ebs",
                        "",
                        new HashMap<>(Map.of("environment", "dev")))));
        profile.close(LAST, 15);
        return profile;
    }

    /** The bytes of a host by five minutes. */
    private static final class Host {

        private final double[] in = new double[HOURS * InstanceHours.PARTS];
        private final double[] out = new double[HOURS * InstanceHours.PARTS];

        /**
         * A host that sends steadily.
         *
         * @param sent bytes a day
         * @param answered part of it that it receives
         * @param change by the hour, as a part
         */
        private Host(double sent, double answered, IntToDoubleFunction change, Random random) {
            double noise = 0.02 + 0.08 * random.nextDouble();
            for (int part = 0; part < out.length; part++) {
                out[part] = sent
                        / PARTS_A_DAY
                        * change.applyAsDouble(part / InstanceHours.PARTS)
                        * Math.max(0, 1 + noise * random.nextGaussian());
                in[part] = answered * out[part];
            }
        }

        /** 30 MB to 600 MB a day, of which some days have a little more. */
        static Host withAgent(Random random) {
            double[] days = random.doubles(HOURS / 24, 0.95, 1.05).toArray();
            return new Host(
                    30e6 * Math.pow(20, random.nextDouble()) / 1.5,
                    0.03 + 0.47 * random.nextDouble(),
                    hour -> days[hour / 24],
                    random);
        }

        static Host atWork(int number, Random random) {
            return switch (number % 5) {
                // Work in 3 % of the hours of the last week.
                case 0, 1 -> withAgent(random).workingIn(5, random);
                // A proxy with 500 kB a second, which sends more than it receives.
                case 2 -> new Host(500_000.0 * 86_400, 0.1, hour -> 1, random);
                // A member of a quiet cluster: 1 to 50 kB a second each way.
                case 3 ->
                    new Host(
                            86_400_000 * (1 + 49 * random.nextDouble()),
                            0.8 + 0.4 * random.nextDouble(),
                            hour -> 1,
                            random);
                // A service that follows the day of its users.
                default -> new Host(300e6, 0.1, hour -> 1 + 0.42 * Math.cos((hour % 24 - 15) * Math.PI / 12), random);
            };
        }

        private Host workingIn(int hours, Random random) {
            random.ints(HOURS - WEEK, HOURS).distinct().limit(hours).forEach(hour -> {
                double bytes = 7e6 + 50e6 * random.nextDouble();
                int parts = 1 + random.nextInt(InstanceHours.PARTS);
                for (int part = 0; part < parts; part++) {
                    out[hour * InstanceHours.PARTS + part] += bytes / parts;
                }
            });
            return this;
        }

        boolean isFound() {
            return RULES.stream()
                    .map(rule -> rule.evaluate(new InstanceSnapshot(PROFILE, LAST, FACTS, this::last)))
                    .anyMatch(Verdict.Found.class::isInstance);
        }

        private InstanceHours last(int hours) {
            int first = HOURS - hours;
            double[] bytes = new double[hours];
            byte[] parts = new byte[hours];
            double[] cpu = new double[hours];
            Arrays.fill(cpu, 1);
            for (int hour = 0; hour < hours; hour++) {
                double hourIn = sum(in, first + hour);
                double hourOut = sum(out, first + hour);
                int from = (first + hour) * InstanceHours.PARTS;
                boolean isSteady = STEADY.includes(Math.round(hourIn), Math.round(hourOut))
                        && STEADY.areAlike(IntStream.range(from, from + InstanceHours.PARTS)
                                .mapToDouble(part -> in[part] + out[part]));
                bytes[hour] = hourIn + hourOut;
                parts[hour] = isSteady
                        ? InstanceHours.partsOfSteady(InstanceHours.PARTS)
                        : InstanceHours.parts(InstanceHours.PARTS, InstanceHours.PARTS);
            }
            return InstanceHours.ofExact(LAST.plus(1L - hours), cpu, cpu, bytes, parts);
        }

        private static double sum(double[] bytes, int hour) {
            int from = hour * InstanceHours.PARTS;
            return DoubleStream.of(Arrays.copyOfRange(bytes, from, from + InstanceHours.PARTS))
                    .sum();
        }
    }
}
