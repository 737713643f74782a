package dev.gleaner.actuator.commitment;

import dev.gleaner.contracts.spend.SpendRecord;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The usage of a resource in its last days, and what is saved without it in the hours that were allocated so far. */
final class RemovedResource {

    /** Part of what is covered, less of which is nothing. */
    private static final double NOTHING = 0.005;

    private final Map<LocalDate, List<SpendRecord.EligibleHours>> usage;
    private final ListedCommitments commitments;
    private final Set<LocalDate> counted = new HashSet<>();
    private final Map<String, Double> coveredBy = new TreeMap<>();
    private double alone;
    private double marginal;
    private double onDemand;
    private double covered;
    private @Nullable Example example;

    RemovedResource(Map<LocalDate, List<SpendRecord.EligibleHours>> usage, ListedCommitments commitments) {
        this.usage = usage;
        this.commitments = commitments;
    }

    /** The hour in which most is saved that the resource itself is not charged. */
    private record Example(
            AllocatedDay day, int hour, Map<Integer, Double> removed, Map<Integer, Double> charged, double gain) {}

    boolean isUsedOn(LocalDate day) {
        return usage.containsKey(day);
    }

    private List<SpendRecord.EligibleHours> usageOn(LocalDate day) {
        return usage.getOrDefault(day, List.of());
    }

    /** The amount of each of its kinds of usage in an hour. */
    DoubleStream amounts(LocalDate day, int hour) {
        return usageOn(day).stream().mapToDouble(some -> some.hours().get(hour));
    }

    /** Its part of the usage of an hour; empty if it has none, or the records do not fit. */
    Optional<Map<Integer, Double>> part(AllocatedDay day, int hour) {
        return amounts(day.day(), hour).anyMatch(amount -> amount > 0)
                ? day.part(hour, usageOn(day.day()))
                : Optional.empty();
    }

    /** Adds what is saved in as many hours that are alike. */
    void add(AllocatedDay day, int hour, int count, Map<Integer, Double> removed, double ofIt, double ofItAfterOthers) {
        List<SpendRecord.EligibleHours> charged = usageOn(day.day()).stream()
                .filter(some -> some.commitment().isEmpty())
                .toList();
        double own = sum(charged, some -> usd(day, hour, some));
        counted.add(day.day());
        alone += count * ofIt;
        marginal += count * ofItAfterOthers;
        onDemand += count * own;
        usageOn(day.day()).stream().filter(some -> !some.commitment().isEmpty()).forEach(some -> {
            double usd = count * usd(day, hour, some);
            covered += usd;
            coveredBy.merge(some.commitment(), usd, Double::sum);
        });
        double gain = ofIt - own;
        if (example == null || gain > example.gain()) {
            example = new Example(day, hour, removed, day.part(hour, charged).orElse(Map.of()), gain);
        }
    }

    private static double usd(AllocatedDay day, int hour, SpendRecord.EligibleHours some) {
        return some.hours().get(hour) * day.price(some.kind()).orElse(0);
    }

    private static double sum(List<SpendRecord.EligibleHours> all, ToDoubleFunction<SpendRecord.EligibleHours> amount) {
        return all.stream().mapToDouble(amount).sum();
    }

    ReusedCoverage result() {
        String largest = coveredBy.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        double listed = coveredBy.entrySet().stream()
                .filter(entry -> commitments.isListed(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        boolean isKnown = listed > NOTHING * covered;
        return new ReusedCoverage(
                alone, marginal, onDemand, covered, counted.size(), isKnown, reason(isKnown, largest));
    }

    private String reason(boolean isKnown, String largest) {
        if (usage.isEmpty()) {
            return "the bill does not tell its hours";
        }
        if (counted.isEmpty()) {
            return "the bill's allocation could not be reproduced, so that only what the bill says counts";
        }
        if (covered == 0) {
            return "nothing of it was covered in the last days of the bill";
        }
        if (!isKnown) {
            return "no listing shows " + name(largest);
        }
        return Optional.ofNullable(example)
                .filter(best -> alone - onDemand > NOTHING * covered)
                .flatMap(RemovedResource::sentence)
                .orElse("nothing that " + name(largest) + " could cover is on demand");
    }

    /** Says what is covered in this hour that is on demand with the resource. */
    private static Optional<String> sentence(Example example) {
        AllocatedDay day = example.day();
        CoverageOrder order = day.order(example.hour());
        double[] hours = day.hours(example.hour());
        double[] before = order.uncovered(hours);
        Map<Integer, Map<String, Double>> coveredBefore = coverage(order, hours);
        double[] left = ReuseCalculator.without(day.hours(example.hour()), example.removed());
        double[] after = order.uncovered(left);
        Map<Integer, Double> gains = new TreeMap<>();
        for (int index = 0; index < before.length; index++) {
            double own = example.charged().getOrDefault(index, 0.0);
            gains.put(
                    index,
                    (before[index] - after[index] - own) * day.kind(index).onDemand());
        }
        int most = gains.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow();
        Map<String, Double> now = coverage(order, left).getOrDefault(most, Map.of());
        // Of the usage of its own kind nothing more is covered than before, but that of the resource was.
        Map<String, Double> then =
                example.removed().containsKey(most) ? Map.of() : coveredBefore.getOrDefault(most, Map.of());
        EligibleUsage kind = day.kind(most);
        return now.entrySet().stream()
                .max(Comparator.comparingDouble(entry -> entry.getValue() - then.getOrDefault(entry.getKey(), 0.0)))
                .map(by -> name(by.getKey()) + " would cover " + kind.type() + " in " + kind.account()
                        + ", which is on demand today");
    }

    private static Map<Integer, Map<String, Double>> coverage(CoverageOrder order, double[] hours) {
        Map<Integer, Map<String, Double>> coverage = new HashMap<>();
        order.coverage(hours)
                .forEach(some -> coverage.computeIfAbsent(some.usage(), absent -> new TreeMap<>())
                        .merge(some.commitment(), some.hours(), Double::sum));
        return coverage;
    }

    /** The last part of its ARN: {@code reserved-instances/1234}. */
    private static String name(String commitment) {
        return commitment.substring(commitment.lastIndexOf(':') + 1);
    }
}
