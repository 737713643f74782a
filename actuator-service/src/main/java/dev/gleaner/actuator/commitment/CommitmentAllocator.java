package dev.gleaner.actuator.commitment;

import java.util.ArrayList;
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

    /** Parts of a price that differ by less are the same: rates of the lines of a bill are rounded. */
    private static final double PARTS = 1e6;

    public CommitmentAllocator {
        reservations = reservations.stream()
                .sorted(Comparator.comparing(InstanceReservation::id))
                .toList();
        plans = plans.stream().sorted(Comparator.comparing(SavingsPlan::id)).toList();
        unshared = Set.copyOf(unshared);
    }

    /** The same with a further plan. */
    public CommitmentAllocator with(SavingsPlan further) {
        List<SavingsPlan> all = new ArrayList<>(plans);
        all.add(further);
        return new CommitmentAllocator(reservations, all, unshared);
    }

    /** USD that are charged for the hour on demand, beside the commitments, which are paid for anyway. */
    public double onDemand(List<EligibleUsage> usage) {
        return order(usage).onDemand(hours(usage));
    }

    /** Hours of each usage that no commitment covers. */
    public double[] uncovered(List<EligibleUsage> usage) {
        return order(usage).uncovered(hours(usage));
    }

    private static double[] hours(List<EligibleUsage> usage) {
        return usage.stream().mapToDouble(EligibleUsage::hours).toArray();
    }

    /** The order in which the commitments cover this usage. It does not depend on the amounts. */
    public CoverageOrder order(List<EligibleUsage> usage) {
        Map<String, Double> capacities = new HashMap<>();
        reservations.forEach(reservation -> capacities.put(reservation.id(), reservation.capacity()));
        plans.forEach(plan -> capacities.put(plan.id(), plan.commitment()));
        List<CoverageOrder.Step> steps = new ArrayList<>();
        List<Integer> bySize = sorted(usage, Comparator.comparingDouble(EligibleUsage::units));
        for (boolean isZonal : new boolean[] {true, false}) {
            for (boolean isOwn : new boolean[] {true, false}) {
                reservations.stream()
                        .filter(reservation -> reservation.isZonal() == isZonal)
                        .forEach(reservation -> bySize.stream()
                                .filter(index -> isApplied(reservation.account(), usage.get(index), isOwn))
                                .map(index -> new CoverageOrder.Step(
                                        reservation.id(), index, reservation.taken(usage.get(index))))
                                .forEach(steps::add));
            }
        }
        for (SavingsPlan.Kind kind : SavingsPlan.Kind.values()) {
            addPlans(kind, usage, steps);
        }
        return new CoverageOrder(usage, capacities, steps);
    }

    private void addPlans(SavingsPlan.Kind kind, List<EligibleUsage> usage, List<CoverageOrder.Step> steps) {
        List<Integer> best = sorted(
                usage,
                Comparator.comparingDouble((EligibleUsage some) -> part(some, kind))
                        .thenComparingDouble(some -> some.planRates().getOrDefault(kind, 0.0)));
        List<SavingsPlan> ofKind =
                plans.stream().filter(plan -> plan.kind() == kind).toList();
        for (boolean isOwn : new boolean[] {true, false}) {
            for (int index : best) {
                EligibleUsage some = usage.get(index);
                ofKind.stream()
                        .filter(plan -> isApplied(plan.account(), some, isOwn) && plan.covers(some))
                        .map(plan -> new CoverageOrder.Step(
                                plan.id(), index, some.planRates().getOrDefault(kind, 0.0)))
                        .forEach(steps::add);
            }
        }
    }

    private static List<Integer> sorted(List<EligibleUsage> usage, Comparator<EligibleUsage> order) {
        return IntStream.range(0, usage.size())
                .boxed()
                .sorted(Comparator.comparing(usage::get, order))
                .toList();
    }

    /** The part of the price on demand that the rate of a plan is. */
    private static double part(EligibleUsage some, SavingsPlan.Kind kind) {
        double part = some.planRates().getOrDefault(kind, some.onDemand()) / some.onDemand();
        return Math.rint(part * PARTS) / PARTS;
    }

    private boolean isApplied(String owner, EligibleUsage some, boolean isOwn) {
        return isOwn
                ? owner.equals(some.account())
                : !owner.equals(some.account()) && !unshared.contains(owner) && !unshared.contains(some.account());
    }
}
