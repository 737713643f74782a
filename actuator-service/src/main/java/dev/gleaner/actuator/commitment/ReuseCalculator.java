package dev.gleaner.actuator.commitment;

import dev.gleaner.contracts.spend.SpendRecord;
import java.nio.DoubleBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Allocates the commitments of a payer to each hour of the last days again without some resources. What is then no longer charged on demand is
 * what these save. The parts of several resources, one after another, add up to what all of them save.
 */
public final class ReuseCalculator {

    /** Days of a resource's usage that are looked at. */
    private static final int DAYS = 7;

    private final SortedMap<LocalDate, AllocatedDay> days = new TreeMap<>();
    private final ListedCommitments commitments;

    /** Of the records of one payer, and of all commitments. */
    public ReuseCalculator(
            String payer, Collection<SpendRecord.EligibleDay> records, Collection<SpendRecord.CommitmentTerms> terms) {
        this.commitments = new ListedCommitments(terms);
        AllocatedDay.ofPayer(payer, records, commitments).forEach(day -> days.put(day.day(), day));
    }

    /**
     * What is saved of each resource, by its ARN.
     *
     * @param records by ARN, in the order in which the resources count: what two save together is of the first
     */
    public Map<String, ReusedCoverage> calculate(Map<String, List<SpendRecord.ResourceHours>> records) {
        List<RemovedResource> resources = new ArrayList<>();
        records.forEach((resource, ofBills) -> resources.add(new RemovedResource(lastDays(ofBills), commitments)));
        days.values().forEach(day -> allocate(day, resources));
        Map<String, ReusedCoverage> reuse = new LinkedHashMap<>();
        records.keySet()
                .forEach(resource ->
                        reuse.put(resource, resources.get(reuse.size()).result()));
        return reuse;
    }

    private static Map<LocalDate, List<SpendRecord.EligibleHours>> lastDays(List<SpendRecord.ResourceHours> ofBills) {
        SortedMap<LocalDate, List<SpendRecord.EligibleHours>> all = new TreeMap<>(Comparator.reverseOrder());
        ofBills.forEach(bill -> bill.days()
                .forEach(day -> all.computeIfAbsent(day.day(), absent -> new ArrayList<>())
                        .addAll(day.usage())));
        return all.entrySet().stream().limit(DAYS).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Hours with the same usage are allocated once. */
    private static void allocate(AllocatedDay day, List<RemovedResource> all) {
        List<RemovedResource> resources =
                all.stream().filter(resource -> resource.isUsedOn(day.day())).toList();
        Map<List<Object>, List<Integer>> alike = new LinkedHashMap<>();
        for (int hour = 0; hour < AllocatedDay.HOURS; hour++) {
            alike.computeIfAbsent(key(day, hour, resources), absent -> new ArrayList<>())
                    .add(hour);
        }
        alike.values().forEach(hours -> allocate(day, hours.get(0), hours.size(), resources));
    }

    private static List<Object> key(AllocatedDay day, int hour, List<RemovedResource> resources) {
        return List.of(
                day.order(hour),
                day.isReproduced(hour),
                DoubleBuffer.wrap(day.hours(hour)),
                DoubleBuffer.wrap(resources.stream()
                        .flatMapToDouble(resource -> resource.amounts(day.day(), hour))
                        .toArray()));
    }

    private static void allocate(AllocatedDay day, int hour, int count, List<RemovedResource> resources) {
        CoverageOrder order = day.order(hour);
        double[] left = day.hours(hour);
        double before = order.onDemand(left);
        double charged = before;
        Map<Map<Integer, Double>, Double> alone = new HashMap<>();
        for (RemovedResource resource : resources) {
            Optional<Map<Integer, Double>> part = resource.part(day, hour);
            if (part.isPresent() && day.isReproduced(hour)) {
                double without =
                        alone.computeIfAbsent(part.get(), removed -> order.onDemand(without(day.hours(hour), removed)));
                left = without(left, part.get());
                double now = part.get().isEmpty() ? charged : order.onDemand(left);
                resource.add(day, hour, count, part.get(), before - without, charged - now);
                charged = now;
            }
        }
    }

    /** What is left of these hours. */
    static double[] without(double[] hours, Map<Integer, Double> removed) {
        removed.forEach((index, amount) -> hours[index] = Math.max(0, hours[index] - amount));
        return hours;
    }
}
