package dev.gleaner.actuator.commitment;

import dev.gleaner.contracts.spend.SpendRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The usage of a payer in the hours of a day, and the order in which its commitments cover it. Usage that a commitment covers which no
 * listing shows stays covered by it, and usage on demand without a price is of no matter: neither is in it.
 */
final class AllocatedDay {

    static final int HOURS = 24;

    /** USD of an hour by which an allocation may differ from the bill: half a cent of a day. */
    private static final double TOLERANCE = 0.005 / HOURS;

    /** Less is rounding of the records. */
    private static final double ROUNDING = 1e-6;

    private final LocalDate day;
    private final ListedCommitments commitments;
    private final UsagePrices prices;
    private final Map<SpendRecord.EligibleHours.Kind, Integer> indexes = new LinkedHashMap<>();
    private final List<EligibleUsage> kinds = new ArrayList<>();
    private final double[][] hours = new double[HOURS][];
    private final double[] billed = new double[HOURS];
    private final boolean[] isUnpriced = new boolean[HOURS];
    private final Function<Instant, CommitmentAllocator> allocator;
    private final List<CoverageOrder> orders;

    /**
     * A day of a payer.
     *
     * @param usage of all its accounts
     * @param allocator the commitments that are valid at a time
     */
    AllocatedDay(
            LocalDate day,
            Collection<SpendRecord.EligibleHours> usage,
            ListedCommitments commitments,
            UsagePrices prices,
            Function<Instant, CommitmentAllocator> allocator) {
        this.day = day;
        this.commitments = commitments;
        this.prices = prices;
        usage.stream().filter(this::isAllocated).forEach(this::addKind);
        for (int hour = 0; hour < HOURS; hour++) {
            hours[hour] = new double[kinds.size()];
        }
        usage.stream().filter(this::isAllocated).forEach(this::addHours);
        this.allocator = allocator;
        this.orders = orders(allocator);
    }

    /** All days of the records of a payer, in order, with its commitments and those that cover what it is billed for. */
    static List<AllocatedDay> ofPayer(
            String payer, Collection<SpendRecord.EligibleDay> records, ListedCommitments commitments) {
        UsagePrices prices = new UsagePrices(records, commitments);
        Set<String> accounts = new HashSet<>(Set.of(payer));
        Set<String> used = new HashSet<>();
        Map<LocalDate, List<SpendRecord.EligibleHours>> usage = new TreeMap<>();
        records.forEach(record -> {
            record.usage().forEach(some -> {
                accounts.add(some.kind().account());
                used.add(some.commitment());
            });
            usage.computeIfAbsent(record.day(), absent -> new ArrayList<>()).addAll(record.usage());
        });
        return usage.entrySet().stream()
                .map(day -> new AllocatedDay(
                        day.getKey(),
                        day.getValue(),
                        commitments,
                        prices,
                        at -> commitments.allocator(at, accounts, used)))
                .toList();
    }

    private List<CoverageOrder> orders(Function<Instant, CommitmentAllocator> allocatorAt) {
        Set<Instant> ends = commitments.endsOn(day);
        List<CoverageOrder> all = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            Instant at = day.atStartOfDay(ZoneOffset.UTC).toInstant().plus(hour, ChronoUnit.HOURS);
            boolean isAsBefore = hour > 0
                    && ends.stream().noneMatch(end -> end.isAfter(at.minus(1, ChronoUnit.HOURS)) && !end.isAfter(at));
            all.add(isAsBefore ? all.get(hour - 1) : allocatorAt.apply(at).order(kinds));
        }
        return all;
    }

    private boolean isAllocated(SpendRecord.EligibleHours usage) {
        return usage.commitment().isEmpty() || commitments.isListed(usage.commitment());
    }

    private void addKind(SpendRecord.EligibleHours usage) {
        SpendRecord.EligibleHours.Kind kind = usage.kind();
        prices.onDemand(day, kind)
                .ifPresent(rate -> indexes.computeIfAbsent(kind, absent -> {
                    kinds.add(new EligibleUsage(
                            kind.account(),
                            kind.region(),
                            kind.zone(),
                            kind.type(),
                            kind.platform(),
                            kind.tenancy(),
                            SizeFlexibility.units(kind.type(), kind.platform(), kind.tenancy()),
                            0,
                            rate,
                            prices.plans(kind)));
                    return kinds.size() - 1;
                }));
    }

    private void addHours(SpendRecord.EligibleHours usage) {
        Integer index = indexes.get(usage.kind());
        for (int hour = 0; hour < HOURS; hour++) {
            double amount = usage.hours().get(hour);
            if (index == null) {
                isUnpriced[hour] |= amount > 0 && !usage.commitment().isEmpty();
            } else {
                hours[hour][index] += amount;
                billed[hour] +=
                        usage.commitment().isEmpty() ? amount * kinds.get(index).onDemand() : 0;
            }
        }
    }

    LocalDate day() {
        return day;
    }

    /** The amount of each kind of usage in an hour. */
    double[] hours(int hour) {
        return hours[hour].clone();
    }

    EligibleUsage kind(int index) {
        return kinds.get(index);
    }

    /** The order in which the commitments cover the usage of an hour. */
    CoverageOrder order(int hour) {
        return orders.get(hour);
    }

    /** The orders of all hours if there were a further plan. */
    List<CoverageOrder> ordersWith(SavingsPlan further) {
        return orders(at -> allocator.apply(at).with(further));
    }

    /** Usage of a kind; empty if none of it is allocated on this day. */
    Optional<EligibleUsage> kind(SpendRecord.EligibleHours.Kind kind) {
        return Optional.ofNullable(indexes.get(kind)).map(kinds::get);
    }

    /** All kinds of usage, in the order of their amounts. */
    List<EligibleUsage> kinds() {
        return List.copyOf(kinds);
    }

    /** Whether the allocation of an hour charges on demand what the bill charges. */
    boolean isReproduced(int hour) {
        return !isUnpriced[hour] && Math.abs(order(hour).onDemand(hours[hour]) - billed[hour]) <= TOLERANCE;
    }

    /** USD for an hour of usage on demand. */
    OptionalDouble price(SpendRecord.EligibleHours.Kind kind) {
        return prices.onDemand(day, kind);
    }

    /**
     * The amounts by index of what is a part of the usage of an hour, without what is not allocated; empty if it is not a part of it, as long
     * as the records of the day have come in part.
     */
    Optional<Map<Integer, Double>> part(int hour, Collection<SpendRecord.EligibleHours> usage) {
        Map<Integer, Double> part = new HashMap<>();
        for (SpendRecord.EligibleHours some : usage) {
            double amount = some.hours().get(hour);
            if (amount > 0 && isAllocated(some)) {
                part.merge(indexes.getOrDefault(some.kind(), -1), amount, Double::sum);
            }
        }
        boolean isPart = part.entrySet().stream()
                .allMatch(some -> some.getKey() >= 0 && some.getValue() <= hours[hour][some.getKey()] + ROUNDING);
        return isPart ? Optional.of(part) : Optional.empty();
    }
}
