package dev.gleaner.analyzer.spend;

import dev.gleaner.analyzer.cost.CommitmentCoverage;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures by the charges of a bill which part of the compute of a resource commitments cover. */
final class BilledCoverage {

    /** Days that it is measured for. */
    static final int DAYS = 7;

    private static final int DECIMALS = 10;

    private BilledCoverage() {}

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
        BigDecimal reusable = BigDecimal.ZERO;
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
                // What is used in a capacity reservation is charged without it too.
                reusable = charge.getCapacityStatus() == CommitmentStatus.USED ? reusable : reusable.add(amount);
                commitments.addAll(covering);
            }
        }
        return all.signum() <= 0
                ? Optional.empty()
                : Optional.of(new CommitmentCoverage(
                        LocalDate.ofEpochDay(from),
                        LocalDate.ofEpochDay(through),
                        part(covered, all),
                        rate.charged(),
                        List.copyOf(commitments),
                        part(reusable, all)));
    }

    private static BigDecimal part(BigDecimal amount, BigDecimal all) {
        return amount.divide(all, DECIMALS, RoundingMode.HALF_EVEN)
                .min(BigDecimal.ONE)
                .max(BigDecimal.ZERO);
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
