package dev.gleaner.actuator.commitment;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Allocates the commitments of an organisation to its usage of one hour, as AWS does for each hour anew: first zonal reservations, then
 * regional ones, of which size-flexible ones cover the smallest sizes first; then savings plans, those of EC2 instances before others. Each
 * covers the usage of the account that owns it first, and then that of the accounts that share. A savings plan covers the usage with the
 * highest percentage of savings first, at the same percentage that with the lowest rate, until its commitment is used up.
 *
 * <p>Sources: Amazon EC2 User Guide, "How Reserved Instance discounts are applied"; AWS Cost and Usage Report, "Monitoring your size flexible
 * reservations for Amazon EC2"; Savings Plans User Guide, "Understanding how Savings Plans apply to your AWS usage".
 *
 * @param reservations all of the organisation
 * @param plans all of the organisation
 * @param unshared accounts whose commitments cover nothing of others, and whose usage is covered by none of others
 */
public record CommitmentAllocator(
        List<InstanceReservation> reservations, List<SavingsPlan> plans, Set<String> unshared) {

    /** Less is rounding. */
    private static final double NOTHING = 1e-12;

    public CommitmentAllocator {
        reservations = reservations.stream()
                .sorted(Comparator.comparing(InstanceReservation::id))
                .toList();
        plans = plans.stream().sorted(Comparator.comparing(SavingsPlan::id)).toList();
        unshared = Set.copyOf(unshared);
    }

    /** USD that are charged for the hour on demand, beside the commitments, which are paid for anyway. */
    public double onDemand(List<EligibleUsage> usage) {
        double[] left = uncovered(usage);
        return IntStream.range(0, left.length)
                .mapToDouble(index -> left[index] * usage.get(index).onDemand())
                .sum();
    }

    /** Hours of each usage that no commitment covers. */
    public double[] uncovered(List<EligibleUsage> usage) {
        Allocation allocation = new Allocation(usage);
        List<Integer> bySize = allocation.sorted(Comparator.comparingDouble(EligibleUsage::units));
        allocation.cover(
                reservations.stream().filter(InstanceReservation::isZonal).toList(), bySize);
        allocation.cover(
                reservations.stream()
                        .filter(reservation -> !reservation.isZonal())
                        .toList(),
                bySize);
        for (SavingsPlan.Kind kind : SavingsPlan.Kind.values()) {
            allocation.cover(kind);
        }
        return allocation.left;
    }

    /** What is left to cover, and by what. */
    private final class Allocation {

        private final List<EligibleUsage> usage;
        private final double[] left;
        private final Map<String, Double> unused = new HashMap<>();

        private Allocation(List<EligibleUsage> usage) {
            this.usage = usage;
            this.left = usage.stream().mapToDouble(EligibleUsage::hours).toArray();
            reservations.forEach(reservation -> unused.put(reservation.id(), reservation.capacity()));
            plans.forEach(plan -> unused.put(plan.id(), plan.commitment()));
        }

        private List<Integer> sorted(Comparator<EligibleUsage> order) {
            return IntStream.range(0, usage.size())
                    .boxed()
                    .sorted(Comparator.comparing(usage::get, order))
                    .toList();
        }

        private void cover(Collection<InstanceReservation> some, List<Integer> bySize) {
            for (boolean isOwn : new boolean[] {true, false}) {
                for (InstanceReservation reservation : some) {
                    bySize.forEach(index -> {
                        if (isApplied(reservation.account(), index, isOwn)) {
                            cover(reservation.id(), index, reservation.taken(usage.get(index)));
                        }
                    });
                }
            }
        }

        private void cover(SavingsPlan.Kind kind) {
            List<Integer> best = sorted(Comparator.comparingDouble((EligibleUsage some) -> part(some, kind))
                    .thenComparingDouble(some -> some.planRates().getOrDefault(kind, 0.0)));
            List<SavingsPlan> ofKind =
                    plans.stream().filter(plan -> plan.kind() == kind).toList();
            for (boolean isOwn : new boolean[] {true, false}) {
                for (int index : best) {
                    for (SavingsPlan plan : ofKind) {
                        if (isApplied(plan.account(), index, isOwn) && plan.covers(usage.get(index))) {
                            cover(plan.id(), index, usage.get(index).planRates().getOrDefault(kind, 0.0));
                        }
                    }
                }
            }
        }

        /** The part of the price on demand that the rate of a plan is. */
        private static double part(EligibleUsage some, SavingsPlan.Kind kind) {
            return some.planRates().getOrDefault(kind, some.onDemand()) / some.onDemand();
        }

        private boolean isApplied(String owner, int index, boolean isOwn) {
            String account = usage.get(index).account();
            return isOwn
                    ? owner.equals(account)
                    : !owner.equals(account) && !unshared.contains(owner) && !unshared.contains(account);
        }

        /** Covers as much of what is left as possible. */
        private void cover(String commitment, int index, double ofAnHour) {
            double available = unused.getOrDefault(commitment, 0.0);
            if (ofAnHour <= 0 || available <= NOTHING || left[index] <= NOTHING) {
                return;
            }
            double hours = Math.min(left[index], available / ofAnHour);
            left[index] -= hours;
            unused.put(commitment, available - hours * ofAnHour);
        }
    }
}
