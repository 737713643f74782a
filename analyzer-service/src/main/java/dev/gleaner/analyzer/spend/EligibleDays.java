package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.spend.SpendRecord;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The usage of the last days of a bill that commitments may cover. The memory that it takes grows with the kinds of usage, not with that of resources. */
final class EligibleDays {

    /** Days that are kept. */
    private static final int DAYS = 14;

    private static final long DAY_MILLIS = 86_400_000;

    private final String bill;
    private final long from;
    /** By day and account. */
    private final Map<Long, Map<String, EligibleUsageSums>> days = new TreeMap<>();

    private EligibleDays(String bill, long from) {
        this.bill = bill;
        this.from = from;
    }

    /**
     * Without usage, of a statement.
     *
     * @param newest month of the newest bill: of bills before the last month nothing is kept
     */
    static EligibleDays of(BillStatement statement, Optional<YearMonth> newest) {
        String bill = statement.getBill();
        YearMonth month = YearMonth.from(LocalDate.parse(bill.substring(bill.indexOf(' ') + 1)));
        long stated = Math.floorDiv(statement.getStated(), DAY_MILLIS);
        long last = Math.min(stated, month.atEndOfMonth().toEpochDay());
        boolean isOld = newest.filter(of -> month.isBefore(of.minusMonths(1))).isPresent();
        return new EligibleDays(bill, isOld ? Long.MAX_VALUE : last - DAYS + 1);
    }

    /** Without usage, for the same days. */
    EligibleDays empty() {
        return new EligibleDays(bill, from);
    }

    /** Adds the charges of a resource that are of some kind. */
    void add(BillRepository.Charges row, Predicate<BilledCharge> which) {
        for (BilledCharge charge : row.charges().getChargesList()) {
            long day = ChargeDays.firstDay(charge);
            if (day >= from && which.test(charge)) {
                EligibleUsageMapper.map(charge, row.resource(), row.account())
                        .ifPresent(usage -> days.computeIfAbsent(day, absent -> new TreeMap<>())
                                .computeIfAbsent(row.account(), absent -> new EligibleUsageSums())
                                .add(usage));
            }
        }
    }

    /** The days with usage of each account, in ascending order. */
    List<SpendRecord.EligibleDay> records() {
        List<SpendRecord.EligibleDay> records = new ArrayList<>();
        days.forEach((day, accounts) -> accounts.forEach((account, sums) ->
                records.add(new SpendRecord.EligibleDay(bill, LocalDate.ofEpochDay(day), account, sums.usage()))));
        return records;
    }

    /** The same as the usage of a resource; empty without any. */
    Optional<SpendRecord.ResourceHours> ofResource(String resource) {
        List<SpendRecord.ResourceHours.Day> used = new ArrayList<>();
        days.forEach((day, accounts) -> used.add(new SpendRecord.ResourceHours.Day(
                LocalDate.ofEpochDay(day),
                accounts.values().stream()
                        .flatMap(sums -> sums.usage().stream())
                        .toList())));
        return used.isEmpty() ? Optional.empty() : Optional.of(new SpendRecord.ResourceHours(resource, bill, used));
    }
}
