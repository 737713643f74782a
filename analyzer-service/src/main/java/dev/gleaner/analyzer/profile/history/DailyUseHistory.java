package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.BinaryRow;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory.DayUse;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How much a resource was used on each of the last {@link DaysAtWork#DAYS} final UTC days, in one row of constant size: a byte a day. A day
 * of which nothing is known is absent, not zero.
 */
final class DailyUseHistory {

    /** Name of the row. Never changed; no name of a row of days begins with the same letter. */
    private static final String ROW = "y";

    private static final int VERSION = 1;

    private static final byte ABSENT = 0;
    private static final byte NONE = 1;
    private static final int LARGEST = 255;

    /** Amounts grow by a sixth from one step to the next: what is told of a day is its size, and whether there was any. */
    private static final double STEPS = 6.5;

    /** Days before an evaluated hour that need not be final yet. */
    private static final int RECENT_DAYS = 62;

    private static final long NEVER = Long.MIN_VALUE;

    /** The judged day can be final already. */
    private final byte[] amounts = new byte[DaysAtWork.DAYS + 1];

    private final DayUse use;
    private long last = NEVER;
    private boolean changed;

    DailyUseHistory(DayUse use) {
        this.use = use;
    }

    /**
     * Keeps how much it was used on each day whose hours are final, as far as they are still kept one by one.
     *
     * @param closed the last final hour
     */
    void close(HourlyCounterHistory counters, Hour closed, int daysKept) {
        long complete = closed.ofDay() == Hour.PER_DAY - 1 ? closed.day() : closed.day() - 1;
        for (long day = Math.max(last + 1, closed.day() - daysKept + 1); day <= complete; day++) {
            OptionalLong amount = use.of(counters, endOf(day), Hour.PER_DAY);
            if (amount.isPresent()) {
                add(day, amount.getAsLong());
            }
        }
    }

    /** On which of the last days up to an hour it was used at least as much as this, the day of the hour included. */
    DaysAtWork upTo(HourlyCounterHistory counters, Hour hour, double least) {
        DaysAtWork days = new DaysAtWork(LocalDate.ofEpochDay(hour.day()));
        amounts().forEach((day, amount) -> days.add(day, amount >= least));
        for (long day = Math.max(last + 1, hour.day() - RECENT_DAYS); day <= hour.day(); day++) {
            OptionalLong amount = day == hour.day()
                    ? use.of(counters, hour, hour.ofDay() + 1)
                    : use.of(counters, endOf(day), Hour.PER_DAY);
            if (amount.isPresent()) {
                days.add(LocalDate.ofEpochDay(day), amount.getAsLong() >= least);
            }
        }
        return days;
    }

    private static Hour endOf(long day) {
        return new Hour((day + 1) * Hour.PER_DAY - 1);
    }

    /** Adds the next final day, or one after it; those between are absent. */
    private void add(long day, long amount) {
        if (last != NEVER && day <= last) {
            return;
        }
        int later = last == NEVER ? amounts.length : (int) Math.min(amounts.length, day - last);
        System.arraycopy(amounts, later, amounts, 0, amounts.length - later);
        Arrays.fill(amounts, amounts.length - later, amounts.length, ABSENT);
        amounts[amounts.length - 1] = step(amount);
        last = day;
        changed = true;
    }

    /** The days that are known, each with the largest amount of its step: at most a sixth more than it was, never less. */
    private NavigableMap<LocalDate, Double> amounts() {
        NavigableMap<LocalDate, Double> known = new TreeMap<>();
        for (int index = 0; index < amounts.length; index++) {
            if (amounts[index] != ABSENT) {
                known.put(LocalDate.ofEpochDay(last - amounts.length + 1 + index), amount(amounts[index]));
            }
        }
        return known;
    }

    private static byte step(long amount) {
        return amount <= 0
                ? NONE
                : (byte) Math.min(LARGEST, NONE + 1 + (int) Math.ceil(STEPS * Math.log((double) amount)));
    }

    private static double amount(byte step) {
        int number = Byte.toUnsignedInt(step);
        return number == NONE ? 0 : Math.exp((number - NONE - 1) / STEPS);
    }

    /** Writes the row if it changed since the last call. */
    void save(HistoryRows.Rows rows) {
        if (changed) {
            rows.put(ROW, encode());
            changed = false;
        }
    }

    void delete(HistoryRows.Rows rows) {
        rows.put(ROW, null);
    }

    /** From the first known day on. */
    private byte[] encode() {
        int first = 0;
        while (first < amounts.length - 1 && amounts[first] == ABSENT) {
            first++;
        }
        byte[] known = Arrays.copyOfRange(amounts, first, amounts.length);
        return BinaryRow.encode(VERSION, row -> {
            row.writeSInt64NoTag(last);
            row.writeByteArrayNoTag(known);
        });
    }

    /** Puts back what {@link #save} wrote. */
    void load(HistoryRows.Rows rows) {
        byte[] row = rows.get(ROW);
        if (row == null) {
            return;
        }
        byte[] known = BinaryRow.decode(row, VERSION, input -> {
            last = input.readSInt64();
            return input.readByteArray();
        });
        int kept = Math.min(known.length, amounts.length);
        System.arraycopy(known, known.length - kept, amounts, amounts.length - kept, kept);
    }
}
