package dev.gleaner.actuator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.spend.SpendRecord.ResourceCharges.Charge;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The ledger against the bill in 1,000 cases. The reference knows no usage types and no actions: it has the cost of each day in whole
 * millionths of a USD, that of storage apart, and a day counts if any action was in force on it.
 */
class BilledSavingLawTest {

    private static final long DAY = 86_400;
    private static final LocalDate START = LocalDate.parse("2026-01-20");
    private static final int DAYS = 130;
    private static final long LAG = DAY;
    private static final BillComparison COMPARISON = new BillComparison(Duration.ofSeconds(LAG), BigDecimal.TEN);

    @SeededTest(1000)
    void shouldNeverExceedTheFallOfTheBill(long seed) {
        Random random = new Random(seed);
        BigInteger fall = BigInteger.ZERO;
        List<BilledSaving> all = new ArrayList<>();
        Map<YearMonth, Instant> stated = statements(random);
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            Resource resource = Resource.draw(random, "i-" + i, stated);
            Map<String, BilledSaving> savings = resource.compare(resource.charges);

            assertThat(savings.keySet()).isEqualTo(resource.periods.keySet());
            assertThat(exact(savings.values())).isEqualByComparingTo(micros(resource.fall()));
            savings.forEach((action, saving) -> assertThat(saving.state() != BilledSaving.State.ESTIMATED)
                    .as("final: %s", action)
                    .isEqualTo(resource.isFinal(action)));
            fall = fall.add(resource.fall());
            all.addAll(savings.values());
        }

        BigDecimal limit = micros(fall).divide(BigDecimal.valueOf(BilledSaving.PARTS), 30, RoundingMode.CEILING);
        BilledSaving.sum(all).ifPresent(sum -> assertThat(sum).isLessThanOrEqualTo(limit));
        BigDecimal singly =
                all.stream().flatMap(saving -> saving.usd().stream()).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal monthly = all.stream()
                .flatMap(saving -> saving.byMonth().values().stream())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(singly).isLessThanOrEqualTo(limit);
        assertThat(monthly).isEqualByComparingTo(singly);
    }

    @SeededTest(1000)
    void shouldNotDependOnTheOrderNorOnEarlierStatements(long seed) {
        Random random = new Random(seed);
        Resource resource = Resource.draw(random, "i-0", statements(random));
        Map<String, BilledSaving> expected = resource.compare(resource.charges);

        List<SpendRecord.ResourceCharges> others = new ArrayList<>();
        for (SpendRecord.ResourceCharges bill : resource.charges) {
            List<Charge> shuffled = new ArrayList<>(bill.charges());
            Collections.shuffle(shuffled, random);
            others.add(new SpendRecord.ResourceCharges(bill.resource(), bill.bill(), bill.stated(), shuffled));
            if (random.nextBoolean()) {
                List<Charge> earlier = Resource.draw(random, "i-0", resource.stated)
                        .charges
                        .get(0)
                        .charges();
                others.add(new SpendRecord.ResourceCharges(
                        bill.resource(), bill.bill(), bill.stated().minusSeconds(1 + random.nextInt(99)), earlier));
            }
        }
        Collections.shuffle(others, random);

        assertThat(resource.compare(others)).isEqualTo(expected);
    }

    /** When the bill of each month was stated, from some time in the month to long after it. */
    private static Map<YearMonth, Instant> statements(Random random) {
        Map<YearMonth, Instant> stated = new HashMap<>();
        for (YearMonth month = YearMonth.from(START);
                month.isBefore(YearMonth.from(START.plusDays(DAYS)).plusMonths(1));
                month = month.plusMonths(1)) {
            Instant begin = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            boolean isEarly = random.nextInt(6) == 0;
            if (random.nextInt(12) > 0) {
                stated.put(month, begin.plusSeconds((isEarly ? 0 : 31 * DAY) + random.nextInt(30 * (int) DAY)));
            }
        }
        return stated;
    }

    private static BigDecimal exact(Iterable<BilledSaving> savings) {
        BigDecimal sum = BigDecimal.ZERO;
        for (BilledSaving saving : savings) {
            for (BigDecimal amount : saving.parts().values()) {
                sum = sum.add(amount);
            }
        }
        return sum;
    }

    private static BigDecimal micros(BigInteger amount) {
        return new BigDecimal(amount, 6);
    }

    /** A resource with its bill and the actions on it. */
    private static final class Resource {

        private final Map<YearMonth, Instant> stated;
        private final long[] cost = new long[DAYS];
        private final long[] storage = new long[DAYS];
        private final List<SpendRecord.ResourceCharges> charges = new ArrayList<>();
        private final Map<String, SavingsPeriod> periods = new LinkedHashMap<>();
        private int begin = DAYS;

        private Resource(Map<YearMonth, Instant> stated) {
            this.stated = stated;
        }

        static Resource draw(Random random, String id, Map<YearMonth, Instant> stated) {
            Resource resource = new Resource(stated);
            Map<YearMonth, List<Charge>> months = new HashMap<>();
            int created = random.nextInt(60);
            for (int i = 0; i < 20 + random.nextInt(200); i++) {
                int from = created + random.nextInt(DAYS - created);
                int days = random.nextInt(5) == 0 ? 1 + random.nextInt(Math.min(9, DAYS - from)) : 1;
                long aDay = random.nextInt(5_000_000) - (random.nextInt(9) == 0 ? 2_000_000 : 0);
                boolean isStorage = random.nextInt(4) == 0;
                for (int day = from; day < from + days; day++) {
                    (isStorage ? resource.storage : resource.cost)[day] += aDay;
                }
                resource.begin = Math.min(resource.begin, from);
                LocalDate first = START.plusDays(from);
                // A correction may be in a later bill.
                YearMonth bill = YearMonth.from(first).plusMonths(random.nextInt(20) == 0 ? 1 : 0);
                BigDecimal amount = BigDecimal.valueOf(aDay * days, 6);
                months.computeIfAbsent(bill, absent -> new ArrayList<>())
                        .add(new Charge(
                                first,
                                first.plusDays(days),
                                "Amazon EC2",
                                isStorage ? "EU-TimedStorage-ByteHrs" : "Type" + random.nextInt(4),
                                amount,
                                amount));
            }
            months.forEach((month, list) -> resource.charges.add(
                    new SpendRecord.ResourceCharges(id, bill(month), stated.getOrDefault(month, Instant.EPOCH), list)));
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                Instant since = START.atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .plusSeconds(random.nextInt((DAYS - 32) * (int) DAY));
                long length = switch (random.nextInt(4)) {
                    case 0 -> 30 * DAY;
                    case 1 -> 0;
                    case 2 -> DAY * random.nextInt(30);
                    default -> random.nextInt(30 * (int) DAY);
                };
                Instant aligned = random.nextInt(3) == 0 ? since.truncatedTo(ChronoUnit.DAYS) : since;
                resource.periods.put(
                        "action-" + random.nextInt(100) + "-" + i,
                        new SavingsPeriod(
                                id,
                                aligned,
                                aligned.plusSeconds(length),
                                random.nextBoolean(),
                                random.nextInt(6) == 0
                                        ? Optional.empty()
                                        : Optional.of(new SavingsRate(
                                                BigDecimal.valueOf(random.nextInt(2000)), BigDecimal.ZERO))));
            }
            return resource;
        }

        private static String bill(YearMonth month) {
            return "123456789012 " + month.atDay(1);
        }

        Map<String, BilledSaving> compare(List<SpendRecord.ResourceCharges> some) {
            List<SpendRecord.Bill> bills = new ArrayList<>();
            stated.forEach((month, time) -> {
                bills.add(new SpendRecord.Bill(bill(month), time, 1, 0, BigDecimal.ONE, BigDecimal.ONE));
                bills.add(new SpendRecord.Bill(
                        "999999999999 " + month.atDay(1), Instant.EPOCH, 1, 9, BigDecimal.ONE, BigDecimal.ONE));
            });
            return COMPARISON.compare(periods, some, bills);
        }

        /** Parts of a millionth: what the days with an action would have cost by the weekdays before, less what they did. */
        BigInteger fall() {
            BigInteger parts = BigInteger.valueOf(BilledSaving.PARTS);
            BigInteger sum = BigInteger.ZERO;
            for (int day = 0; isKnown() && day < DAYS; day++) {
                String owner = owner(day);
                if (!owner.isEmpty() && periods.get(owner).rate().isPresent() && isBilled(day)) {
                    BigInteger usual = BigInteger.ZERO;
                    BigInteger days = BigInteger.ZERO;
                    for (int before = day % 7; before < first(); before += 7) {
                        if (isBefore(before)) {
                            BigInteger scaled = BigInteger.valueOf(storage[before] * length(before))
                                    .multiply(parts)
                                    .divide(BigInteger.valueOf(length(day)));
                            usual = usual.add(scaled)
                                    .add(BigInteger.valueOf(cost[before]).multiply(parts));
                            days = days.add(BigInteger.ONE);
                        }
                    }
                    sum = sum.add(usual.divide(days))
                            .subtract(
                                    BigInteger.valueOf(cost[day] + storage[day]).multiply(parts));
                }
            }
            return sum;
        }

        private static int length(int day) {
            return START.plusDays(day).lengthOfMonth();
        }

        /** Whether a day is one of those before the first action that are compared with. */
        private boolean isBefore(int day) {
            return day > begin && day >= first() - 28 && day < first() && isBilled(day);
        }

        /** Whether there is each weekday before the first action. */
        private boolean isKnown() {
            int weekdays = 0;
            for (int day = 0; day < first(); day++) {
                weekdays |= isBefore(day) ? 1 << day % 7 : 0;
            }
            return weekdays == 127;
        }

        boolean isFinal(String action) {
            SavingsPeriod period = periods.get(action);
            boolean isOver = period.ended()
                    || Duration.between(period.since(), period.through()).toDays() >= 30;
            boolean isPriced = period.rate().isPresent() && isKnown();
            boolean isOwner = false;
            boolean isEachBilled = true;
            for (int day = 0; day < DAYS; day++) {
                if (owner(day).equals(action)) {
                    isOwner = true;
                    isEachBilled &= isBilled(day) && isMonthOver(day);
                }
            }
            for (int day = 0; day < first(); day++) {
                isEachBilled &= !isBefore(day) || isMonthOver(day);
            }
            return isOver && isPriced && isOwner && isEachBilled;
        }

        private int first() {
            return (int) periods.values().stream()
                    .mapToLong(period -> second(period.since()) / DAY)
                    .min()
                    .orElseThrow();
        }

        /** The first of the actions that were in force on a day; empty without one. */
        private String owner(int day) {
            String owner = "";
            for (Map.Entry<String, SavingsPeriod> entry : periods.entrySet()) {
                long from = second(entry.getValue().since());
                long to = Math.max(from + 1, second(entry.getValue().through()));
                boolean isIn = from < (day + 1) * DAY && to > day * DAY;
                if (isIn && (owner.isEmpty() || isBefore(entry, owner))) {
                    owner = entry.getKey();
                }
            }
            return owner;
        }

        private boolean isBefore(Map.Entry<String, SavingsPeriod> entry, String other) {
            long difference =
                    second(entry.getValue().since()) - second(periods.get(other).since());
            return difference < 0 || difference == 0 && entry.getKey().compareTo(other) < 0;
        }

        private boolean isBilled(int day) {
            Instant time = statedOn(day);
            return time != null && second(time) >= (day + 1) * DAY + LAG;
        }

        private boolean isMonthOver(int day) {
            Instant time = statedOn(day);
            LocalDate end = START.plusDays(day).plusMonths(1).withDayOfMonth(1);
            return time != null
                    && !time.isBefore(end.atStartOfDay(ZoneOffset.UTC).toInstant());
        }

        private Instant statedOn(int day) {
            return stated.get(YearMonth.from(START.plusDays(day)));
        }

        private static long second(Instant time) {
            return time.getEpochSecond() - START.toEpochDay() * DAY;
        }
    }
}
