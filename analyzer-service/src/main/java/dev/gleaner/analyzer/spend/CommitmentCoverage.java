package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of the compute of a resource that reservations and savings plans covered, or that ran in a capacity reservation, by the last
 * days of a bill. It is paid for whether the resource runs or not.
 *
 * @param from first day
 * @param through last day
 * @param covered part of the cost at public prices, 0 to 1
 * @param charged part of the public price that is charged for the rest, less than 1 with negotiated prices; null if the bill does not say it
 * @param commitments ids of the reservations, savings plans and capacity reservations
 */
public record CommitmentCoverage(
        LocalDate from,
        LocalDate through,
        BigDecimal covered,
        @Nullable BigDecimal charged,
        List<String> commitments) {

    /** Days that it is measured for. */
    static final int DAYS = 7;

    private static final int DECIMALS = 10;

    public CommitmentCoverage {
        commitments = List.copyOf(commitments);
    }

    /** For a person, such as {@code 50 % of it is covered by savingsplan/1, which is paid for anyway (bill, 2026-11-20 to
     * 2026-11-26)}. */
    public String text() {
        String days = " (bill, " + from + " to " + through + ")";
        String price = charged == null || charged.compareTo(BigDecimal.ONE) == 0
                ? ""
                : ", and " + percent(charged) + " of the public price is charged";
        if (covered.signum() == 0) {
            return "no commitment covers it" + price + days;
        }
        return percent(covered) + " of it is covered by "
                + commitments.stream()
                        .map(id -> id.substring(id.lastIndexOf(':') + 1))
                        .collect(Collectors.joining(", "))
                + ", which is paid for anyway" + price + days;
    }

    /** The part of an amount at public prices that is charged for what no commitment covers. */
    public BigDecimal chargedOf(BigDecimal amount) {
        BigDecimal uncovered = amount.multiply(BigDecimal.ONE.subtract(covered));
        return charged == null ? uncovered : uncovered.multiply(charged);
    }

    private static String percent(BigDecimal part) {
        return part.movePointRight(2).setScale(0, RoundingMode.HALF_UP).toPlainString() + " %";
    }

    /** That of a resource with these charges; empty if none of them is for the use of compute, or the bill does not say how much that was. */
    static Optional<CommitmentCoverage> of(List<BilledCharges> parts, BillCategoryTable categories) {
        List<BilledCharge> usage = parts.stream()
                .flatMap(part -> part.getChargesList().stream())
                .filter(charge -> charge.getCategory() == ChargeCategory.USAGE)
                .filter(charge -> charge.getCommitmentStatus() != CommitmentStatus.UNUSED
                        && charge.getCapacityStatus() != CommitmentStatus.UNUSED)
                .filter(charge -> categories.typeOf(charge).isCompute())
                .toList();
        long through = usage.stream().mapToLong(ChargeDays::firstDay).max().orElse(Long.MIN_VALUE);
        long from = usage.stream()
                .mapToLong(ChargeDays::firstDay)
                .map(day -> Math.max(day, through - DAYS + 1))
                .min()
                .orElse(through);
        List<BilledCharge> last = usage.stream()
                .filter(charge -> ChargeDays.firstDay(charge) >= from)
                .toList();
        Optional<Function<BilledCharge, String>> size = size(last);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal all = BigDecimal.ZERO;
        BigDecimal covered = BigDecimal.ZERO;
        Rate rate = Rate.NONE;
        SortedSet<String> commitments = new TreeSet<>();
        for (BilledCharge charge : last) {
            BigDecimal amount = new BigDecimal(size.get().apply(charge));
            all = all.add(amount);
            Set<String> covering = covering(charge);
            if (covering.isEmpty()) {
                rate = rate.plus(charge);
            } else {
                covered = covered.add(amount);
                commitments.addAll(covering);
            }
        }
        return all.signum() <= 0
                ? Optional.empty()
                : Optional.of(new CommitmentCoverage(
                        LocalDate.ofEpochDay(from),
                        LocalDate.ofEpochDay(through),
                        covered.divide(all, DECIMALS, RoundingMode.HALF_EVEN)
                                .min(BigDecimal.ONE)
                                .max(BigDecimal.ZERO),
                        rate.charged(),
                        List.copyOf(commitments)));
    }

    private static Set<String> covering(BilledCharge charge) {
        Set<String> covering = new TreeSet<>();
        if (charge.getCommitmentStatus() == CommitmentStatus.USED) {
            covering.add(charge.getCommitment());
        }
        if (charge.getCapacityStatus() == CommitmentStatus.USED) {
            covering.add(charge.getCapacityReservation());
        }
        return covering;
    }

    /** Amounts of charges at what they cost and at public prices, USD; null once one of them has no public price. */
    private record Rate(@Nullable BigDecimal billed, BigDecimal list) {

        static final Rate NONE = new Rate(BigDecimal.ZERO, BigDecimal.ZERO);

        Rate plus(BilledCharge charge) {
            if (billed == null || charge.getList().isEmpty()) {
                return new Rate(null, list);
            }
            return new Rate(billed.add(BillSums.effective(charge)), list.add(new BigDecimal(charge.getList())));
        }

        @Nullable
        BigDecimal charged() {
            return billed == null || list.signum() <= 0
                    ? null
                    : billed.divide(list, DECIMALS, RoundingMode.HALF_EVEN)
                            .max(BigDecimal.ZERO)
                            .stripTrailingZeros();
        }
    }

    /**
     * What the charges are compared by: public prices, or else the amounts of usage, which all are in hours. Empty if neither is known
     * of each, since dollars and hours can't be added.
     */
    private static Optional<Function<BilledCharge, String>> size(List<BilledCharge> charges) {
        return Stream.<Function<BilledCharge, String>>of(BilledCharge::getList, BilledCharge::getQuantity)
                .filter(size ->
                        charges.stream().noneMatch(charge -> size.apply(charge).isEmpty()))
                .findFirst();
    }
}
