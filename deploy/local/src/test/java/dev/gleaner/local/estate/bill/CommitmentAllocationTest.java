package dev.gleaner.local.estate.bill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.EstateCommitments.Commitment;
import dev.gleaner.local.estate.EstateCommitments.Kind;
import dev.gleaner.local.estate.EstateCommitments.Scope;
import dev.gleaner.local.estate.EstateCommitments.Terms;
import dev.gleaner.local.estate.bill.CommitmentAllocation.CoveredPart;
import dev.gleaner.local.estate.bill.CommitmentAllocation.Usage;
import dev.gleaner.local.estate.series.EstateTime;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitmentAllocationTest {

    private static final String OWN = "111111111111";
    private static final String OTHER = "222222222222";
    private static final List<String> SIZES = List.of("large", "xlarge", "2xlarge", "4xlarge");
    private static final int SEEDS = 1000;

    /** Less is rounding. */
    private static final BigDecimal NOTHING = new BigDecimal("0.00000001");

    @Test
    void shouldCoverTheSmallestSizeFirstByNormalizedUnits() {
        Usage small = usage("small", OWN, "a", "m5.large");
        Usage large = usage("large", OWN, "b", "m5.xlarge");

        CommitmentAllocation allocation =
                CommitmentAllocation.of(List.of(large, small), List.of(regional("r", OWN, "m5.xlarge", 1)));

        assertThat(allocation.onDemand(small)).isEqualByComparingTo("0");
        assertThat(allocation.onDemand(large)).isEqualByComparingTo("0.5");
    }

    @Test
    void shouldCoverTheUsageOfTheOwnerFirst() {
        Usage foreign = usage("foreign", OTHER, "a", "m5.large");
        Usage own = usage("own", OWN, "a", "m5.4xlarge");

        CommitmentAllocation allocation =
                CommitmentAllocation.of(List.of(foreign, own), List.of(regional("r", OWN, "m5.4xlarge", 1)));

        assertThat(allocation.onDemand(own)).isEqualByComparingTo("0");
        assertThat(allocation.onDemand(foreign)).isEqualByComparingTo("1");
    }

    /** A zonal reservation covers its own type in its own zone, and no capacity reservation. */
    @Test
    void shouldCoverAZoneWithItsReservationBeforeAllElse() {
        Usage reserved = usage("reserved", OWN, "a", "m5.large");
        Usage elsewhere = usage("elsewhere", OWN, "b", "m5.large");
        Usage capacity = new Usage(
                "capacity", OWN, "us-east-1", "us-east-1a", "m5.large", BigDecimal.ONE, price("m5.large"), true);

        CommitmentAllocation allocation = CommitmentAllocation.of(
                List.of(capacity, elsewhere, reserved),
                List.of(zonal("z", OWN, "a", "m5.large", 3), regional("r", OWN, "m5.large", 1)));

        assertThat(allocation.parts())
                .extracting(part -> part.commitment().id() + " " + part.usage().name())
                .containsExactly("z reserved", "r capacity");
        assertThat(allocation.onDemand(elsewhere)).isEqualByComparingTo("1");
    }

    @Test
    void shouldCoverWithASavingsPlanWhatNoReservationCovers() {
        Usage cheap = usage("cheap", OWN, "a", "m5.large");
        Usage dear = usage("dear", OWN, "a", "m5.2xlarge");
        Usage other = usage("other", OWN, "a", "c5.large");

        // The rate of an hour of the dear one is 0.384 less 27 %.
        CommitmentAllocation allocation = CommitmentAllocation.of(
                List.of(other, dear, cheap),
                List.of(plan("p", OWN, "m5", "0.14016"), regional("r", OWN, "m5.large", 1)));

        assertThat(allocation.onDemand(cheap)).isEqualByComparingTo("0");
        assertThat(allocation.onDemand(dear)).isEqualByComparingTo("0.5");
        assertThat(allocation.onDemand(other)).isEqualByComparingTo("1");
    }

    @Test
    void shouldNeitherCoverMoreThanWasBoughtNorLeaveUnusedWhatWouldCoverUsageOnDemand() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Usage> usage = IntStream.range(0, 1 + random.nextInt(8))
                    .mapToObj(number -> anyUsage("i-" + number, random))
                    .toList();
            List<Commitment> commitments = new ArrayList<>();
            IntStream.range(0, random.nextInt(5))
                    .forEach(number -> commitments.add(anyCommitment("c-" + number, random)));

            CommitmentAllocation allocation = CommitmentAllocation.of(usage, commitments);

            for (Usage one : usage) {
                assertThat(hours(allocation, part -> part.usage().equals(one)).add(allocation.onDemand(one)))
                        .as("seed %d, all of %s", seed, one)
                        .isEqualByComparingTo(one.hours());
                assertThat(allocation.onDemand(one)).isNotNegative();
            }
            for (Commitment commitment : commitments) {
                BigDecimal unused = commitment.terms().hourly().subtract(effective(allocation, commitment));
                assertThat(unused).as("seed %d, unused of %s", seed, commitment).isGreaterThan(NOTHING.negate());
                assertThat(usage)
                        .as("seed %d, on demand beside %s of %s", seed, unused, commitment)
                        .noneMatch(one -> unused.compareTo(NOTHING) > 0
                                && allocation.onDemand(one).compareTo(NOTHING) > 0
                                && commitment.scope().includes(one.region(), one.zone(), one.type())
                                && !(one.isInCapacityReservation()
                                        && !commitment.scope().zone().isEmpty()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"t3.nano,0.25", "t3.small,1", "m5.large,4", "m5.xlarge,8", "m5.24xlarge,192"})
    void shouldKnowTheNormalizedUnitsOfASize(String type, String units) {
        assertThat(Usage.units(type)).isEqualByComparingTo(units);
    }

    private static BigDecimal hours(CommitmentAllocation allocation, Predicate<CoveredPart> condition) {
        return allocation.parts().stream()
                .filter(condition)
                .map(CoveredPart::hours)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal effective(CommitmentAllocation allocation, Commitment commitment) {
        return allocation.parts().stream()
                .filter(part -> part.commitment().equals(commitment))
                .map(CoveredPart::effective)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Usage anyUsage(String name, Random random) {
        String type = anyType(random);
        return new Usage(
                name,
                random.nextBoolean() ? OWN : OTHER,
                "us-east-1",
                random.nextBoolean() ? "us-east-1a" : "us-east-1b",
                type,
                BigDecimal.valueOf(1 + random.nextInt(6)).divide(BigDecimal.valueOf(4)),
                price(type),
                random.nextInt(5) == 0);
    }

    private static String anyType(Random random) {
        return (random.nextBoolean() ? "m5." : "c5.") + SIZES.get(random.nextInt(SIZES.size()));
    }

    private static Commitment anyCommitment(String id, Random random) {
        String account = random.nextBoolean() ? OWN : OTHER;
        String type = anyType(random);
        return switch (random.nextInt(3)) {
            case 0 -> zonal(id, account, random.nextBoolean() ? "a" : "b", type, 1 + random.nextInt(2));
            case 1 -> regional(id, account, type, 1 + random.nextInt(2));
            default -> plan(id, account, type.substring(0, 2), "0.0" + (1 + random.nextInt(9)));
        };
    }

    private static Usage usage(String name, String account, String zone, String type) {
        return new Usage(name, account, "us-east-1", "us-east-1" + zone, type, BigDecimal.ONE, price(type), false);
    }

    /** The larger, the dearer. */
    private static BigDecimal price(String type) {
        return Usage.units(type).multiply(new BigDecimal("0.024"));
    }

    private static Commitment regional(String id, String account, String type, int instances) {
        return reservation(id, new Scope(account, "us-east-1", "", type, "Linux/UNIX", "default"), instances);
    }

    private static Commitment zonal(String id, String account, String zone, String type, int instances) {
        return reservation(
                id, new Scope(account, "us-east-1", "us-east-1" + zone, type, "Linux/UNIX", "default"), instances);
    }

    private static Commitment reservation(String id, Scope scope, int instances) {
        BigDecimal hourly =
                price(scope.type()).multiply(BigDecimal.valueOf(instances)).multiply(new BigDecimal("0.63"));
        return new Commitment(
                id,
                Kind.RESERVATION,
                scope,
                instances,
                BigDecimal.valueOf(37),
                new Terms(id, new EstateTime("-P90D"), hourly));
    }

    private static Commitment plan(String id, String account, String family, String hourly) {
        return new Commitment(
                id,
                Kind.EC2_INSTANCE_PLAN,
                new Scope(account, "us-east-1", "", family, "", ""),
                0,
                BigDecimal.valueOf(27),
                new Terms(id, new EstateTime("-P90D"), new BigDecimal(hourly)));
    }
}
