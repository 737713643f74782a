package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.gpu.GpuLimits;
import dev.gleaner.analyzer.profile.instance.BackfillHorizon;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceProfileMapper;
import dev.gleaner.analyzer.profile.instance.InstanceProfileUpdater;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Stored hours of GPUs have the verdicts of the exact readings, also if these are close to a limit. */
class StoredGpuVerdictTest {

    private static final String RESOURCE = Signals.instance("i-host");

    /** Readings below which an hour counts as absent. */
    private static final int READINGS = 4;

    /** Share of the hours with readings. */
    private static final double COVERAGE = 0.8;

    /** Mean, percent, below which GPUs are underused. */
    private static final double UNDERUSED = 50;

    /** A reading is off by at most 1/2048 %, and the mean of an hour by 0.001 %. */
    private static final double LARGEST_ERROR_OF_MEAN = 0.0015;

    /** Utilization, percent, from which a GPU is active. */
    private static final double ACTIVE = 5;

    /** Small seeds alone begin with similar numbers. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final GpuLimits GPU_LIMITS = Defaults.cards();

    private static final double[] NEAR_ACTIVE = {0, 4.9, 4.999, 4.9999, 5, 5.0001, 5.001};

    @Test
    void shouldFindUnderusedGpusByTheExactMean() {
        Rule<InstanceSnapshot> rule = Week.rule("underused-gpu");
        Map<Class<?>, Integer> verdicts =
                new TreeMap<>((one, other) -> one.getName().compareTo(other.getName()));
        int tooClose = 0;
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed * SPREAD);
            double level = UNDERUSED + (random.nextBoolean() ? 1 : -1) * 0.02 * random.nextDouble();
            Host host = new Host(random, 7 * Hour.PER_DAY, () -> level + 10 * random.nextDouble() - 5);
            host.setMean(level);
            double mean = host.mean();
            if (Math.abs(mean - UNDERUSED) <= LARGEST_ERROR_OF_MEAN) {
                tooClose++;
                continue;
            }
            Verdict verdict = host.verdict(rule, random);
            Class<?> expected = host.coverage(host.hours) < COVERAGE || !host.isCurrent()
                    ? Verdict.Insufficient.class
                    : mean < UNDERUSED ? Verdict.Found.class : Verdict.Nothing.class;
            assertThat(verdict).as("seed %d, mean %s", seed, mean).isInstanceOf(expected);
            verdicts.merge(expected, 1, Integer::sum);
        }
        assertThat(tooClose).isLessThan(100);
        assertThat(verdicts).hasSize(3);
    }

    @Test
    void shouldFindIdleGpusByTheExactReadings() {
        Rule<InstanceSnapshot> rule = Week.rule("idle-gpu");
        Map<Class<?>, Integer> verdicts =
                new TreeMap<>((one, other) -> one.getName().compareTo(other.getName()));
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed * SPREAD);
            int until = random.nextBoolean() ? 4 : NEAR_ACTIVE.length;
            Host host = new Host(random, 30, () -> NEAR_ACTIVE[random.nextInt(until)]);
            Verdict verdict = host.verdict(rule, random);
            Class<?> expected = host.isActive(4)
                    ? Verdict.Nothing.class
                    : host.coverage(4) < COVERAGE || !host.isCurrent()
                            ? Verdict.Insufficient.class
                            : Verdict.Found.class;
            assertThat(verdict).as("seed %d", seed).isInstanceOf(expected);
            verdicts.merge(expected, 1, Integer::sum);
        }
        assertThat(verdicts).hasSize(3);
    }

    /** A host of one GPU, some of whose hours have too few readings. */
    private static final class Host {

        private final int hours;
        private final List<double[]> readings = new ArrayList<>();

        Host(Random random, int hours, DoubleSupplier utilization) {
            this.hours = hours;
            int rarity = 3 + random.nextInt(40);
            for (int hour = 0; hour < hours; hour++) {
                int count = READINGS + (random.nextInt(rarity) == 0 ? -1 : random.nextInt(3));
                readings.add(DoubleStream.generate(utilization).limit(count).toArray());
            }
        }

        /** Moves all hours so that the mean is as given, except for the digits of the numbers. */
        void setMean(double mean) {
            double difference = mean - mean();
            readings.forEach(hour -> {
                for (int index = 0; index < hour.length; index++) {
                    hour[index] += difference;
                }
            });
        }

        double mean() {
            return readings.stream()
                    .filter(Host::isEnough)
                    .mapToDouble(hour -> DoubleStream.of(hour).average().orElseThrow())
                    .average()
                    .orElseThrow();
        }

        double coverage(int window) {
            return (double) last(window).filter(Host::isEnough).count() / window;
        }

        /** Whether one of the last two hours has enough readings. */
        boolean isCurrent() {
            return last(2).anyMatch(Host::isEnough);
        }

        boolean isActive(int window) {
            return last(window)
                    .filter(Host::isEnough)
                    .flatMapToDouble(DoubleStream::of)
                    .anyMatch(utilization -> utilization >= ACTIVE);
        }

        private Stream<double[]> last(int window) {
            return readings.subList(hours - window, hours).stream();
        }

        private static void fold(InstanceProfile profile, Signal signal) {
            InstanceProfileUpdater.fold(profile, signal, GPU_LIMITS, null, null);
        }

        private static boolean isEnough(double[] hour) {
            return hour.length >= READINGS;
        }

        /** By a profile that was closed and stored from time to time. */
        Verdict verdict(Rule<InstanceSnapshot> rule, Random random) {
            InstanceProfileMapper mapper = Defaults.instances();
            PartitionStores stores = PartitionStores.inMemory();
            InstanceProfile profile = mapper.blank(RESOURCE);
            Instant start = Week.END.minus(hours, ChronoUnit.HOURS);
            fold(
                    profile,
                    Signals.listed(
                            RESOURCE,
                            start,
                            Signals.running().setType("g5.xlarge").putTags("environment", "dev")));
            for (int hour = 0; hour < hours; hour++) {
                Instant time = start.plus(hour, ChronoUnit.HOURS);
                fold(profile, Signals.metric(RESOURCE, Signals.CPU, time, 1, 2));
                fold(profile, Signals.bytes(RESOURCE, Signals.NETWORK_IN, time, 10));
                fold(profile, Signals.bytes(RESOURCE, Signals.NETWORK_OUT, time, 10));
                Card.Builder gpu = Card.newBuilder().setUuid("GPU-1").setName("NVIDIA A10G");
                for (double utilization : readings.get(hour)) {
                    gpu.addSamples(CardSample.newBuilder()
                            .setTime(time.plusSeconds(300L * gpu.getSamplesCount())
                                    .toEpochMilli())
                            .setUtilization(utilization)
                            .setProcesses(0));
                }
                fold(profile, Signals.cards(RESOURCE, time, gpu));
                if (random.nextInt(20) == 0) {
                    profile.close(Hour.of(time), 15);
                    mapper.save(profile, stores);
                    profile = mapper.header(
                            RESOURCE, Objects.requireNonNull(stores.profiles().get(RESOURCE)), stores);
                }
            }
            return rule.evaluate(profile.at(Hour.of(Week.END).plus(-1), BackfillHorizon.NONE));
        }
    }
}
