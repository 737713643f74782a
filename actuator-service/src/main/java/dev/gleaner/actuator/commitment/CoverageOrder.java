package dev.gleaner.actuator.commitment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which the commitments of an organisation cover kinds of usage. It is the same for any amount of each, so that it is made once
 * for many hours, of each of which some usage is taken away.
 */
public final class CoverageOrder {

    /** Less is rounding. */
    private static final double NOTHING = 1e-12;

    private final double[] onDemand;
    private final List<String> commitments;
    private final double[] capacities;
    private final int[] commitment;
    private final int[] usage;
    private final double[] ofAnHour;

    /**
     * Of commitments with these capacities.
     *
     * @param steps one after another; those that take nothing are left out
     */
    CoverageOrder(List<EligibleUsage> usage, Map<String, Double> capacities, List<Step> steps) {
        List<Step> taken = steps.stream().filter(step -> step.ofAnHour() > 0).toList();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        taken.forEach(step -> numbers.putIfAbsent(step.commitment(), numbers.size()));
        this.onDemand = usage.stream().mapToDouble(EligibleUsage::onDemand).toArray();
        this.commitments = List.copyOf(numbers.keySet());
        this.capacities = commitments.stream()
                .mapToDouble(id -> capacities.getOrDefault(id, 0.0))
                .toArray();
        this.commitment = taken.stream()
                .mapToInt(step -> numbers.getOrDefault(step.commitment(), 0))
                .toArray();
        this.usage = taken.stream().mapToInt(Step::usage).toArray();
        this.ofAnHour = taken.stream().mapToDouble(Step::ofAnHour).toArray();
    }

    /**
     * A commitment covers as much as it can of what is left of some usage.
     *
     * @param usage its index
     * @param ofAnHour what an hour of it takes of the commitment
     */
    record Step(String commitment, int usage, double ofAnHour) {}

    /** Usage that a commitment covers. */
    record Coverage(String commitment, int usage, double hours) {}

    /** Hours of each usage that no commitment covers. */
    double[] uncovered(double[] hours) {
        double[] left = hours.clone();
        cover(left, (step, covered) -> {});
        return left;
    }

    /** USD that are charged for these hours on demand. */
    double onDemand(double[] hours) {
        double[] left = uncovered(hours);
        double sum = 0;
        for (int index = 0; index < left.length; index++) {
            sum += left[index] * onDemand[index];
        }
        return sum;
    }

    /** What covers these hours. */
    List<Coverage> coverage(double[] hours) {
        List<Coverage> all = new ArrayList<>();
        cover(
                hours.clone(),
                (step, covered) -> all.add(new Coverage(commitments.get(commitment[step]), usage[step], covered)));
        return all;
    }

    private void cover(double[] left, Covered covered) {
        double[] unused = capacities.clone();
        for (int step = 0; step < usage.length; step++) {
            double available = unused[commitment[step]];
            double open = left[usage[step]];
            if (available > NOTHING && open > NOTHING) {
                double hours = Math.min(open, available / ofAnHour[step]);
                left[usage[step]] = open - hours;
                unused[commitment[step]] = available - hours * ofAnHour[step];
                covered.accept(step, hours);
            }
        }
    }

    private interface Covered {
        void accept(int step, double hours);
    }
}
