package dev.gleaner.actuator.ledger;

import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares the bill of a resource while actions were in force with its bill before. What counts is the billed cost: usage that a
 * commitment covers costs nothing on the bill, so that stopping it saves nothing there. All usage types of the resource count, also
 * those that appear only afterwards, so that a restart, a retrieval or the requests of a transition lower the saving.
 *
 * <p>The saving of a day is the mean of the same weekday before, less the charge of the day. A usage type that has a price by the month
 * is scaled to the length of the month. The days before are at most four weeks
 * up to the begin of the first action on the resource. The days of an action are those of its period with the first and the last
 * one, on which it was in force for a part of the day; a day of several actions counts for the one that began first.
 */
public final class BillComparison {

    /** The charges of a resource begin somewhere within their first day, so that a mean would be too low with it. */
    private static final int PARTIAL_DAYS = 1;

    private static final int WEEKS = 4;
    private static final int DAYS_A_WEEK = 7;

    /** Days before the first action from which a comparison needs the charges. */
    static final int DAYS_BEFORE = WEEKS * DAYS_A_WEEK + PARTIAL_DAYS;

    private static final BigDecimal PARTS = BigDecimal.valueOf(BilledSaving.PARTS);
    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    private static final int MOST_USAGE_TYPES = 5;

    /** Decimals of the daily parts of a charge, at least; a bill has about as many. */
    private static final int DECIMALS = 12;

    private static final String BUCKET = "arn:aws:s3:::";

    /**
     * Usage types in GB-months and the like, which are measured by the length of the month: a day of February costs a tenth more than one of
     * March ("Amazon EBS pricing", "Amazon S3 pricing"). Those of other regions begin with a code of the region.
     */
    private static final Pattern BY_THE_MONTH = Pattern.compile(
            "(?:.+-)?(?:TimedStorage.*|EBS:(?:VolumeUsage|VolumeP-|SnapshotUsage|SnapshotArchiveStorage).*)");

    private final Duration lag;
    private final BigDecimal disputePercent;

    /**
     * A comparison by these settings.
     *
     * @param lag time from the end of a day after which a statement has all of its charges
     * @param disputePercent largest difference between the bill and what was measured, in percent of the latter
     */
    public BillComparison(Duration lag, BigDecimal disputePercent) {
        if (lag.isNegative() || disputePercent.signum() < 0) {
            throw new IllegalArgumentException("the lag of bills and the percentage of a dispute are not negative, not "
                    + lag + " and " + disputePercent);
        }
        this.lag = lag;
        this.disputePercent = disputePercent;
    }

    /** The ARN by which bills name a target: a bucket is billed as a whole, also if the action is about a prefix. */
    public static String billedResource(String target) {
        int slash = target.startsWith(BUCKET) ? target.indexOf('/') : -1;
        return slash < 0 ? target : target.substring(0, slash);
    }

    /**
     * The savings of all actions on one resource.
     *
     * @param periods by id of the action
     * @param charges of the resource; of several statements of a bill the newest counts
     * @param bills all bills, also those without a charge of the resource
     */
    public Map<String, BilledSaving> compare(
            Map<String, SavingsPeriod> periods,
            Collection<SpendRecord.ResourceCharges> charges,
            Collection<SpendRecord.Bill> bills) {
        List<Map.Entry<String, SavingsPeriod>> ordered = periods.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, SavingsPeriod> entry) ->
                                entry.getValue().since())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        Map<String, BilledSaving> savings = new LinkedHashMap<>();
        if (ordered.isEmpty()) {
            return savings;
        }
        LocalDate first = day(ordered.get(0).getValue().since());
        LocalDate last = ordered.stream()
                .map(entry -> lastDay(entry.getValue()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Collection<SpendRecord.ResourceCharges> newest = charges.stream()
                .collect(Collectors.toMap(
                        SpendRecord.ResourceCharges::bill, one -> one, BillComparison::newer, TreeMap::new))
                .values();
        Statements statements = new Statements(newest, bills);
        DailyCharges daily = new DailyCharges(newest, first.minusDays(DAYS_BEFORE), last);
        Baseline baseline = new Baseline(daily, first, statements);
        Map<LocalDate, String> taken = new HashMap<>();
        for (Map.Entry<String, SavingsPeriod> entry : ordered) {
            Set<LocalDate> own = new TreeSet<>();
            String before = "";
            for (LocalDate day = day(entry.getValue().since());
                    !day.isAfter(lastDay(entry.getValue()));
                    day = day.plusDays(1)) {
                String holder = taken.putIfAbsent(day, entry.getKey());
                if (holder == null) {
                    own.add(day);
                } else {
                    before = holder;
                }
            }
            savings.put(entry.getKey(), compare(entry.getValue(), own, before, baseline));
        }
        return savings;
    }

    private BilledSaving compare(SavingsPeriod period, Set<LocalDate> days, String before, Baseline baseline) {
        if (period.rate().isEmpty()) {
            return BilledSaving.absent(days.size(), "there is no known price that the bill could be compared with");
        }
        if (days.isEmpty()) {
            return BilledSaving.absent(0, "all of its days count for action " + before + ", which began earlier");
        }
        if (baseline.charges.isEmpty()) {
            return BilledSaving.absent(days.size(), "no bill has a charge of this resource");
        }
        if (!baseline.isWholeWeek()) {
            return BilledSaving.absent(days.size(), "the bill has no whole week of this resource before the action");
        }
        Statements statements = baseline.statements;
        Set<LocalDate> billed =
                days.stream().filter(statements::isBilled).collect(Collectors.toCollection(TreeSet::new));
        if (billed.isEmpty()) {
            return BilledSaving.absent(days.size(), "none of its days is billed yet");
        }
        SortedMap<LocalDate, BigDecimal> parts = new TreeMap<>();
        List<BilledSaving.UsageTypeChange> changes = new ArrayList<>();
        billed.forEach(day -> parts.put(day, BigDecimal.ZERO));
        baseline.charges.byUsageType.forEach((usageType, amounts) -> {
            BigDecimal usual = BigDecimal.ZERO;
            BigDecimal actual = BigDecimal.ZERO;
            for (LocalDate day : billed) {
                BigDecimal then = baseline.parts(usageType, amounts, day);
                BigDecimal now = amounts.getOrDefault(day, BigDecimal.ZERO);
                parts.merge(day, then.subtract(now.multiply(PARTS)), BigDecimal::add);
                usual = usual.add(then);
                actual = actual.add(now);
            }
            if (usual.signum() != 0 || actual.signum() != 0) {
                changes.add(change(usageType, usual, actual));
            }
        });
        changes.sort(Comparator.comparing((BilledSaving.UsageTypeChange change) ->
                        change.difference().abs())
                .reversed());
        BigDecimal measured = period.rate()
                .orElseThrow()
                .forDuration(inForce(period, billed))
                .inCents()
                .usd();
        Set<YearMonth> months = Stream.concat(days.stream(), baseline.days.stream())
                .map(YearMonth::from)
                .collect(Collectors.toSet());
        boolean isFinal = isComplete(period)
                && billed.size() == days.size()
                && months.stream().allMatch(statements::isFinal);
        BilledSaving saving = new BilledSaving(
                BilledSaving.State.ESTIMATED,
                days.size(),
                parts,
                Optional.of(measured),
                changes.stream().limit(MOST_USAGE_TYPES).toList(),
                statements.payer(),
                reason(baseline, months));
        return isFinal ? finalOf(saving, measured) : saving;
    }

    private BilledSaving finalOf(BilledSaving saving, BigDecimal measured) {
        BigDecimal difference = saving.usd().orElseThrow().subtract(measured).abs();
        boolean isDisputed = difference.multiply(PERCENT).compareTo(measured.multiply(disputePercent)) > 0;
        return new BilledSaving(
                isDisputed ? BilledSaving.State.DISPUTED : BilledSaving.State.BILLED,
                saving.days(),
                saving.parts(),
                saving.measured(),
                saving.usageTypes(),
                saving.payer(),
                saving.reason());
    }

    private static Optional<String> reason(Baseline baseline, Set<YearMonth> months) {
        if (months.stream().anyMatch(baseline.statements.unreadable::contains)) {
            return Optional.of("the bill has lines that can't be read, so that it may be incomplete");
        }
        return baseline.isCovered()
                ? Optional.of("a commitment covered the resource, so that its bill was nothing before")
                : Optional.empty();
    }

    private static BilledSaving.UsageTypeChange change(UsageType usageType, BigDecimal usual, BigDecimal actual) {
        BigDecimal before = usual.divide(PARTS, 2, RoundingMode.HALF_UP);
        BigDecimal after = actual.setScale(2, RoundingMode.HALF_UP);
        return new BilledSaving.UsageTypeChange(
                usageType.service(), usageType.name(), before, after, before.subtract(after));
    }

    private static SpendRecord.ResourceCharges newer(
            SpendRecord.ResourceCharges one, SpendRecord.ResourceCharges other) {
        return other.stated().isAfter(one.stated()) ? other : one;
    }

    /** Whether the period does not grow any more. */
    private static boolean isComplete(SavingsPeriod period) {
        return period.ended() || !period.through().isBefore(period.since().plus(SavingsComparison.WHOLE));
    }

    /** Time in force within these days. */
    private static Duration inForce(SavingsPeriod period, Set<LocalDate> days) {
        Duration time = Duration.ZERO;
        for (LocalDate day : days) {
            Instant from = max(start(day), period.since());
            Instant until = min(start(day.plusDays(1)), period.through());
            time = from.isBefore(until) ? time.plus(Duration.between(from, until)) : time;
        }
        return time;
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** A period that ends at midnight has no part of the day that begins then. */
    private static LocalDate lastDay(SavingsPeriod period) {
        return day(period.through().isAfter(period.since()) ? period.through().minusNanos(1) : period.since());
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private record UsageType(String service, String name) {}

    /** Charges by usage type and day. */
    private static final class DailyCharges {

        private static final Comparator<UsageType> ORDER =
                Comparator.comparing(UsageType::service).thenComparing(UsageType::name);

        private final NavigableMap<UsageType, Map<LocalDate, BigDecimal>> byUsageType = new TreeMap<>(ORDER);
        private final NavigableMap<LocalDate, BigDecimal> effective = new TreeMap<>();
        private final LocalDate from;
        private final LocalDate to;
        private LocalDate first = LocalDate.MAX;

        /** The charges on the days of a range. */
        DailyCharges(Collection<SpendRecord.ResourceCharges> bills, LocalDate from, LocalDate to) {
            this.from = from;
            this.to = to;
            bills.forEach(bill -> bill.charges().forEach(this::add));
        }

        boolean isEmpty() {
            return first.equals(LocalDate.MAX);
        }

        /** Divides the charge evenly between its days, into parts that add up to it. */
        private void add(SpendRecord.ResourceCharges.Charge charge) {
            first = charge.from().isBefore(first) ? charge.from() : first;
            long days = Math.max(1, ChronoUnit.DAYS.between(charge.from(), charge.until()));
            Map<LocalDate, BigDecimal> amounts = byUsageType.computeIfAbsent(
                    new UsageType(charge.service(), charge.usageType()), absent -> new TreeMap<>());
            long begin = Math.max(0, ChronoUnit.DAYS.between(charge.from(), from));
            long end = Math.min(days, ChronoUnit.DAYS.between(charge.from(), to) + 1);
            for (long i = begin; i < end; i++) {
                LocalDate day = charge.from().plusDays(i);
                amounts.merge(day, part(charge.billed(), i, days), BigDecimal::add);
                effective.merge(day, part(charge.effective(), i, days), BigDecimal::add);
            }
        }

        private static BigDecimal part(BigDecimal amount, long index, long days) {
            return days == 1 ? amount : through(amount, index + 1, days).subtract(through(amount, index, days));
        }

        private static BigDecimal through(BigDecimal amount, long index, long days) {
            return amount.multiply(BigDecimal.valueOf(index))
                    .divide(BigDecimal.valueOf(days), Math.max(amount.scale(), DECIMALS), RoundingMode.HALF_EVEN);
        }
    }

    /** The billed days before the first action on a resource. */
    private static final class Baseline {

        private final DailyCharges charges;
        private final Statements statements;
        private final Set<LocalDate> days = new TreeSet<>();
        private final Map<DayOfWeek, List<LocalDate>> byWeekday = new EnumMap<>(DayOfWeek.class);

        Baseline(DailyCharges charges, LocalDate before, Statements statements) {
            this.charges = charges;
            this.statements = statements;
            for (int i = 1; i <= WEEKS * DAYS_A_WEEK && !charges.isEmpty(); i++) {
                LocalDate day = before.minusDays(i);
                if (!day.isBefore(charges.first.plusDays(PARTIAL_DAYS)) && statements.isBilled(day)) {
                    days.add(day);
                    byWeekday
                            .computeIfAbsent(day.getDayOfWeek(), absent -> new ArrayList<>())
                            .add(day);
                }
            }
        }

        boolean isWholeWeek() {
            return byWeekday.size() == DAYS_A_WEEK;
        }

        /** What the usage type would have cost on a day by the same weekday before, exact in parts of a USD. */
        BigDecimal parts(UsageType usageType, Map<LocalDate, BigDecimal> amounts, LocalDate day) {
            List<LocalDate> same = byWeekday.getOrDefault(day.getDayOfWeek(), List.of());
            boolean isByMonth = BY_THE_MONTH.matcher(usageType.name()).matches();
            BigDecimal sum = same.stream()
                    .map(before -> amounts.getOrDefault(before, BigDecimal.ZERO)
                            .multiply(BigDecimal.valueOf(isByMonth ? before.lengthOfMonth() : 1)))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            long divisor = (long) same.size() * (isByMonth ? day.lengthOfMonth() : 1);
            return sum.multiply(BigDecimal.valueOf(BilledSaving.PARTS / divisor));
        }

        /** Whether the usage cost something, but nothing on the bill. */
        boolean isCovered() {
            return charges.byUsageType.values().stream()
                            .allMatch(amounts -> days.stream()
                                    .allMatch(day -> amounts.getOrDefault(day, BigDecimal.ZERO)
                                                    .signum()
                                            == 0))
                    && days.stream()
                            .anyMatch(day -> charges.effective
                                            .getOrDefault(day, BigDecimal.ZERO)
                                            .signum()
                                    > 0);
        }
    }

    /**
     * When the bills of each month were stated, of the payers that ever paid for the resource. A month without a charge of the resource
     * has a bill all the same. Of several bills of a month the oldest statement counts.
     */
    private final class Statements {

        private final Map<YearMonth, Instant> stated = new HashMap<>();
        private final Set<YearMonth> unreadable = new TreeSet<>();
        private final Set<String> payers;

        Statements(Collection<SpendRecord.ResourceCharges> charges, Collection<SpendRecord.Bill> bills) {
            this.payers = charges.stream().map(one -> payer(one.bill())).collect(Collectors.toCollection(TreeSet::new));
            Map<String, SpendRecord.Bill> newest = bills.stream()
                    .filter(bill -> payers.contains(payer(bill.bill())))
                    .collect(Collectors.toMap(
                            SpendRecord.Bill::bill,
                            bill -> bill,
                            (one, other) -> other.stated().isAfter(one.stated()) ? other : one));
            newest.forEach((name, bill) -> {
                stated.merge(month(name), bill.stated(), BillComparison::min);
                if (bill.unreadableLines() > 0) {
                    unreadable.add(month(name));
                }
            });
            // While a new statement arrives, the charges may still be of the one before.
            charges.stream()
                    .filter(one -> newest.containsKey(one.bill()))
                    .forEach(one -> stated.merge(month(one.bill()), one.stated(), BillComparison::min));
        }

        /** Whether the statement has all charges of a day. */
        boolean isBilled(LocalDate day) {
            Instant time = stated.get(YearMonth.from(day));
            return time != null && !time.isBefore(start(day.plusDays(1)).plus(lag));
        }

        /** Whether the statement is of a time after the period of the bill, and complete. */
        boolean isFinal(YearMonth month) {
            Instant time = stated.get(month);
            return time != null && !time.isBefore(start(month.plusMonths(1).atDay(1))) && !unreadable.contains(month);
        }

        Optional<String> payer() {
            return payers.stream().findFirst();
        }

        private static String payer(String bill) {
            return bill.substring(0, bill.lastIndexOf(' '));
        }

        private static YearMonth month(String bill) {
            return YearMonth.from(LocalDate.parse(bill.substring(bill.lastIndexOf(' ') + 1)));
        }
    }
}
