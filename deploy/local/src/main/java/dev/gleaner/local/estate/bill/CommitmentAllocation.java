package dev.gleaner.local.estate.bill;

import dev.gleaner.local.estate.EstateCommitments.Commitment;
import dev.gleaner.local.estate.EstateCommitments.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Which usage of an hour the commitments of an organisation cover: plain arithmetic which shares no code with the services. Zonal reservations
 * come first, then regional ones from the smallest size on, then savings plans from the lowest rate on, as the discount of a plan is the same for
 * all that it covers; each covers usage of its own account first. Where AWS leaves the order open, it is that of the ids and of the usage. Sources: Amazon
 * EC2 User Guide, "How Reserved Instance discounts are applied" and "Capacity Reservation pricing and billing"; Savings Plans User Guide, "Understanding how
 * Savings Plans apply to your AWS usage".
 */
final class CommitmentAllocation {

    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    private static final int DECIMALS = 10;

    private final Map<Usage, BigDecimal> uncovered = new LinkedHashMap<>();
    private final Map<String, BigDecimal> unused = new TreeMap<>();
    private final List<CoveredPart> parts = new ArrayList<>();

    private CommitmentAllocation(Collection<Usage> usage, Collection<Commitment> commitments) {
        usage.forEach(each -> uncovered.put(each, each.hours()));
        commitments.forEach(commitment -> unused.put(commitment.id(), capacity(commitment)));
    }

    /** The allocation of an hour. */
    static CommitmentAllocation of(Collection<Usage> usage, Collection<Commitment> commitments) {
        CommitmentAllocation allocation = new CommitmentAllocation(usage, commitments);
        List<Commitment> reservations = commitments.stream()
                .filter(commitment -> commitment.kind() == Kind.RESERVATION)
                .sorted(Comparator.comparing(Commitment::id))
                .toList();
        List<Usage> bySize =
                usage.stream().sorted(Comparator.comparing(Usage::units)).toList();
        allocation.cover(
                reservations.stream().filter(CommitmentAllocation::isZonal).toList(), bySize);
        allocation.cover(
                reservations.stream()
                        .filter(reservation -> !isZonal(reservation))
                        .toList(),
                bySize);
        allocation.cover(
                commitments.stream()
                        .filter(commitment -> commitment.kind() == Kind.EC2_INSTANCE_PLAN)
                        .sorted(Comparator.comparing(Commitment::discount)
                                .reversed()
                                .thenComparing(Commitment::id))
                        .toList(),
                usage.stream().sorted(Comparator.comparing(Usage::price)).toList());
        return allocation;
    }

    /** What commitments cover. */
    List<CoveredPart> parts() {
        return List.copyOf(parts);
    }

    /** Hours of a usage that are on demand. */
    BigDecimal onDemand(Usage usage) {
        return Objects.requireNonNull(uncovered.get(usage));
    }

    private void cover(List<Commitment> commitments, List<Usage> inOrder) {
        for (boolean isOwn : new boolean[] {true, false}) {
            for (Commitment commitment : commitments) {
                inOrder.stream()
                        .filter(usage -> isOwn == commitment.scope().account().equals(usage.account()))
                        .filter(usage -> isEligible(commitment, usage))
                        .forEach(usage -> cover(commitment, usage));
            }
        }
    }

    /** Covers as much as is left. */
    private void cover(Commitment commitment, Usage usage) {
        BigDecimal left = onDemand(usage);
        BigDecimal available = Objects.requireNonNull(unused.get(commitment.id()));
        if (left.signum() == 0 || available.signum() == 0) {
            return;
        }
        BigDecimal rate = taken(commitment, usage);
        boolean isEnough = left.multiply(rate).compareTo(available) <= 0;
        BigDecimal hours = isEnough ? left : available.divide(rate, DECIMALS, RoundingMode.HALF_UP);
        BigDecimal used = isEnough ? left.multiply(rate) : available;
        uncovered.put(usage, left.subtract(hours));
        unused.put(commitment.id(), available.subtract(used));
        BigDecimal effective =
                used.multiply(commitment.terms().hourly()).divide(capacity(commitment), DECIMALS, RoundingMode.HALF_UP);
        parts.add(new CoveredPart(usage, commitment, hours, effective));
    }

    private static boolean isZonal(Commitment reservation) {
        return !reservation.scope().zone().isEmpty();
    }

    private static boolean isEligible(Commitment commitment, Usage usage) {
        return commitment.scope().includes(usage.region(), usage.zone(), usage.type())
                && !(isZonal(commitment) && usage.isInCapacityReservation());
    }

    /** Normalized units of a reservation, USD of a savings plan. */
    private static BigDecimal capacity(Commitment commitment) {
        return commitment.kind() == Kind.RESERVATION
                ? Usage.units(commitment.scope().type()).multiply(BigDecimal.valueOf(commitment.instances()))
                : commitment.terms().hourly();
    }

    /** What an hour takes of it. */
    private static BigDecimal taken(Commitment commitment, Usage usage) {
        return commitment.kind() == Kind.RESERVATION
                ? usage.units()
                : usage.price()
                        .multiply(PERCENT.subtract(commitment.discount()))
                        .divide(PERCENT, DECIMALS, RoundingMode.HALF_UP);
    }

    /**
     * Usage of an instance type on Linux, which is not on Spot.
     *
     * @param name of the instance or capacity reservation
     * @param price USD of an hour on demand
     */
    record Usage(
            String name,
            String account,
            String region,
            String zone,
            String type,
            BigDecimal hours,
            BigDecimal price,
            boolean isInCapacityReservation) {

        private static final Map<String, String> SMALL =
                Map.of("nano", "0.25", "micro", "0.5", "small", "1", "medium", "2", "large", "4");

        private static final int UNITS_OF_XLARGE = 8;

        /** Normalized units of an hour. */
        BigDecimal units() {
            return units(type);
        }

        /** Source: Amazon EC2 User Guide, "How Reserved Instance discounts are applied". */
        static BigDecimal units(String type) {
            String size = type.substring(type.indexOf('.') + 1);
            String small = SMALL.get(size);
            if (small != null) {
                return new BigDecimal(small);
            }
            String number = size.substring(0, size.length() - "xlarge".length());
            return BigDecimal.valueOf(UNITS_OF_XLARGE)
                    .multiply(number.isEmpty() ? BigDecimal.ONE : new BigDecimal(number));
        }
    }

    /**
     * Usage that a commitment covers.
     *
     * @param effective USD of the commitment
     */
    record CoveredPart(Usage usage, Commitment commitment, BigDecimal hours, BigDecimal effective) {}
}
