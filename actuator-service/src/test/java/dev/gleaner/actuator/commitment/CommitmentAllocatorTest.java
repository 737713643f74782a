package dev.gleaner.actuator.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.AllowedOrders;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitmentAllocatorTest {

    private static final String REGION = "us-east-1";
    private static final String LINUX = "Linux/UNIX";
    private static final double CENT = 0.005;
    private static final int SEEDS = 1_000;

    /** Prices of the example of the Savings Plans User Guide: of an hour, in which 25 USD cover all of it. */
    @ParameterizedTest
    @ValueSource(doubles = {25, 30})
    void shouldCoverAllUsageOfTheExample(double commitment) {
        assertThat(computePlan(commitment).onDemand(example())).isZero();
    }

    /** Both are 50 % cheaper by the plan: the one with the lower rate is covered first, then the vCPUs, and Windows last. */
    @Test
    void shouldCoverTheHighestPercentageAndThenTheLowestRateFirst() {
        assertThat(computePlan(5).uncovered(example())).containsExactly(1, 1, 10, 0);
        assertThat(computePlan(7).uncovered(example())).containsExactly(0, 1, 10, 0);
        assertThat(computePlan(12).uncovered(example())).containsExactly(0, 1, 5, 0);
        assertThat(computePlan(21).uncovered(example())).containsExactly(0, 0.5, 0, 0);
    }

    @Test
    void shouldCoverTheSmallestSizesFirst() {
        InstanceReservation flexible =
                new InstanceReservation("r", "a", REGION, "", "m5.xlarge", LINUX, "default", 1, 8);
        List<EligibleUsage> usage = List.of(of("a", "m5.xlarge", 8), of("a", "m5.large", 4));

        assertThat(new CommitmentAllocator(List.of(flexible), List.of(), Set.of()).uncovered(usage))
                .containsExactly(0.5, 0);
    }

    @Test
    void shouldCoverTheOwnersUsageBeforeThatOfOthersWhoShare() {
        InstanceReservation reservation =
                new InstanceReservation("r", "b", REGION, "", "m5.xlarge", LINUX, "default", 1, 0);
        List<EligibleUsage> usage = List.of(of("a", "m5.xlarge", 8), of("b", "m5.xlarge", 8));
        List<EligibleUsage> ofOthers = usage.subList(0, 1);

        assertThat(allocator(reservation, Set.of()).uncovered(usage)).containsExactly(1, 0);
        assertThat(allocator(reservation, Set.of()).uncovered(ofOthers)).containsExactly(0);
        assertThat(allocator(reservation, Set.of("a")).uncovered(ofOthers)).containsExactly(1);
        assertThat(allocator(reservation, Set.of("b")).uncovered(ofOthers)).containsExactly(1);
    }

    /** Its capacity is in one zone, and its size is fixed. */
    @Test
    void shouldCoverOnlyTheTypeAndZoneOfAZonalReservation() {
        InstanceReservation zonal =
                new InstanceReservation("r", "a", REGION, "us-east-1b", "m5.xlarge", LINUX, "default", 3, 8);

        assertThat(allocator(zonal, Set.of()).uncovered(List.of(of("a", "m5.xlarge", 8), of("a", "m5.large", 4))))
                .containsExactly(1, 1);
    }

    /** Where AWS leaves the order open, such as between two reservations, any order may be the one of the bill. */
    @Test
    void shouldChargeWhatAnOrderThatAwsAllowsCharges() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Organisation organisation = new Organisation(new Random(seed));
            double charged = organisation.allocator().onDemand(organisation.usage);
            DoubleSummaryStatistics possible = possible(organisation.allocator(), organisation.usage);

            assertThat(charged).as("seed %d", seed).isBetween(possible.getMin() - CENT, possible.getMax() + CENT);
        }
    }

    /** Of less usage no more is charged, and never less by more than what the missing usage costs on demand. */
    @Test
    void shouldChargeNoMoreForLessUsage() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Organisation organisation = new Organisation(random);
            List<EligibleUsage> kept = new ArrayList<>(organisation.usage);
            double before = organisation.allocator().onDemand(kept);
            double removed = 0;
            while (!kept.isEmpty()) {
                EligibleUsage gone = kept.remove(random.nextInt(kept.size()));
                removed += gone.hours() * gone.onDemand();
                double now = organisation.allocator().onDemand(kept);
                assertThat(now).as("seed %d", seed).isLessThan(before + 1e-9);
                before = now;
            }
            assertThat(before).isZero();
            assertThat(organisation.allocator().onDemand(organisation.usage)).isLessThan(removed + 1e-9);
        }
    }

    private static CommitmentAllocator allocator(InstanceReservation reservation, Set<String> unshared) {
        return new CommitmentAllocator(List.of(reservation), List.of(), unshared);
    }

    private static CommitmentAllocator computePlan(double commitment) {
        return new CommitmentAllocator(
                List.of(), List.of(new SavingsPlan("p", "a", SavingsPlan.Kind.COMPUTE, "", "", commitment)), Set.of());
    }

    private static List<EligibleUsage> example() {
        return List.of(
                example("c5.9xlarge", LINUX, 1, 4, 2),
                example("c5.24xlarge", "Windows", 1, 10, 8),
                example("Fargate-vCPU-Hours", "", 10, 1.5, 1),
                example("Fargate-GB-Hours", "", 5, 2, 1));
    }

    private static EligibleUsage example(String type, String platform, double hours, double onDemand, double rate) {
        return new EligibleUsage(
                "a", REGION, "", type, platform, "default", 0, hours, onDemand, Map.of(SavingsPlan.Kind.COMPUTE, rate));
    }

    private static EligibleUsage of(String account, String type, double units) {
        return new EligibleUsage(
                account, REGION, "us-east-1a", type, LINUX, "default", units, 1, units * 0.024, Map.of());
    }

    /** A small one, at random. */
    private static final class Organisation {

        private static final List<String> ACCOUNTS = List.of("a", "b", "c");
        private static final List<String> ZONES = List.of("us-east-1a", "us-east-1b");
        private static final Map<String, Double> SIZES = Map.of("large", 4.0, "xlarge", 8.0, "2xlarge", 16.0);

        private final Random random;
        private final List<EligibleUsage> usage = new ArrayList<>();
        private final List<InstanceReservation> reservations = new ArrayList<>();
        private final List<SavingsPlan> plans = new ArrayList<>();
        private final Set<String> unshared;

        Organisation(Random random) {
            this.random = random;
            for (int number = 1 + random.nextInt(5); number > 0; number--) {
                usage.add(anyUsage());
            }
            for (int number = random.nextInt(3); number > 0; number--) {
                String size = any(sizes());
                boolean isZonal = random.nextBoolean();
                reservations.add(new InstanceReservation(
                        "r" + number,
                        any(ACCOUNTS),
                        REGION,
                        isZonal ? any(ZONES) : "",
                        any(List.of("m5", "g5")) + "." + size,
                        LINUX,
                        "default",
                        1 + random.nextInt(2),
                        random.nextBoolean() ? SIZES.get(size) : 0));
            }
            for (int number = random.nextInt(3); number > 0; number--) {
                SavingsPlan.Kind kind = any(List.of(SavingsPlan.Kind.values()));
                boolean isOfFamily = kind == SavingsPlan.Kind.EC2_INSTANCE;
                plans.add(new SavingsPlan(
                        "p" + number,
                        any(ACCOUNTS),
                        kind,
                        isOfFamily ? REGION : "",
                        isOfFamily ? any(List.of("m5", "g5")) : "",
                        random.nextInt(40) / 50.0));
            }
            unshared = random.nextInt(4) == 0 ? Set.of(any(ACCOUNTS)) : Set.of();
        }

        CommitmentAllocator allocator() {
            return new CommitmentAllocator(reservations, plans, unshared);
        }

        private EligibleUsage anyUsage() {
            String size = any(sizes());
            boolean isOfSageMaker = random.nextInt(5) == 0;
            String family = isOfSageMaker ? "ml.g5" : any(List.of("m5", "g5"));
            double onDemand = SIZES.get(size) * (family.equals("m5") ? 0.024 : 0.1);
            Map<SavingsPlan.Kind, Double> rates = new HashMap<>();
            for (SavingsPlan.Kind kind : SavingsPlan.Kind.values()) {
                // Now and then the rate is not known.
                if ((kind == SavingsPlan.Kind.SAGEMAKER) == isOfSageMaker && random.nextInt(8) > 0) {
                    rates.put(kind, onDemand * (0.4 + 0.1 * random.nextInt(4)));
                }
            }
            return new EligibleUsage(
                    any(ACCOUNTS),
                    REGION,
                    any(ZONES),
                    family + "." + size,
                    LINUX,
                    "default",
                    isOfSageMaker ? 0 : SIZES.get(size),
                    random.nextBoolean() ? 1 : random.nextInt(1, 4) / 4.0,
                    onDemand,
                    rates);
        }

        private static List<String> sizes() {
            return SIZES.keySet().stream().sorted().toList();
        }

        private <T> T any(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }
    }

    /** What AWS may charge, by each order that its documentation allows. */
    private static DoubleSummaryStatistics possible(CommitmentAllocator all, List<EligibleUsage> usage) {
        Map<String, Double> capacities = new HashMap<>();
        all.reservations().forEach(some -> capacities.put(some.id(), some.capacity()));
        all.plans().forEach(some -> capacities.put(some.id(), some.commitment()));
        List<List<AllowedOrders.Pair>> stages = new ArrayList<>();
        for (boolean isZonal : new boolean[] {true, false}) {
            for (boolean isOwn : new boolean[] {true, false}) {
                stages.add(all.reservations().stream()
                        .filter(reservation -> reservation.zone().isEmpty() != isZonal)
                        .flatMap(reservation -> indexes(all, reservation.account(), usage, isOwn)
                                .mapToObj(index -> new AllowedOrders.Pair(
                                        reservation.id(),
                                        index,
                                        reservation.taken(usage.get(index)),
                                        usage.get(index).units(),
                                        0)))
                        .toList());
            }
        }
        for (SavingsPlan.Kind kind : SavingsPlan.Kind.values()) {
            for (boolean isOwn : new boolean[] {true, false}) {
                stages.add(all.plans().stream()
                        .filter(plan -> plan.kind() == kind)
                        .flatMap(plan -> indexes(all, plan.account(), usage, isOwn)
                                .filter(index -> plan.covers(usage.get(index)))
                                .mapToObj(index -> pair(plan, usage.get(index), index)))
                        .toList());
            }
        }
        double[] prices = usage.stream().mapToDouble(EligibleUsage::onDemand).toArray();
        return AllowedOrders.outcomes(
                        capacities, usage.stream().map(EligibleUsage::hours).toList(), stages)
                .stream()
                .mapToDouble(outcome -> outcome.charged(prices))
                .summaryStatistics();
    }

    private static AllowedOrders.Pair pair(SavingsPlan plan, EligibleUsage some, int index) {
        double rate = some.planRates().getOrDefault(plan.kind(), 0.0);
        return new AllowedOrders.Pair(plan.id(), index, rate, rate / some.onDemand(), rate);
    }

    private static IntStream indexes(CommitmentAllocator all, String owner, List<EligibleUsage> usage, boolean isOwn) {
        return IntStream.range(0, usage.size()).filter(index -> isFor(all, owner, usage.get(index), isOwn));
    }

    private static boolean isFor(CommitmentAllocator all, String owner, EligibleUsage some, boolean isOwn) {
        boolean isOwners = owner.equals(some.account());
        boolean isShared = !all.unshared().contains(owner) && !all.unshared().contains(some.account());
        return isOwn ? isOwners : !isOwners && isShared;
    }
}
