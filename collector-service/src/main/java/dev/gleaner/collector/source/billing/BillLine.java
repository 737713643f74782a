package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.billing.charge.ExactAmount;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one line of a bill: texts by their numbers in a dictionary of the column, times and amounts as numbers. There is one
 * object for all lines of a statement, because objects for each line would take most of the time.
 */
final class BillLine {

    /** A time that is absent. */
    static final long NO_TIME = Long.MIN_VALUE;

    /** A time that can't be read. */
    static final long BAD_TIME = Long.MIN_VALUE + 1;

    private static final BillColumn[] COLUMNS = BillColumn.values();

    private final TextDictionary[] dictionaries = new TextDictionary[COLUMNS.length];
    private final int[] texts = new int[COLUMNS.length];
    private final long[] times = new long[COLUMNS.length];
    private final ExactAmount[] amounts = new ExactAmount[COLUMNS.length];

    /** The times of the distinct texts of a column. Times of bills repeat in almost all lines. */
    private final long[][] parsed = new long[COLUMNS.length][];

    BillLine() {
        for (BillColumn column : COLUMNS) {
            dictionaries[column.index()] = new TextDictionary();
            amounts[column.index()] = new ExactAmount();
            parsed[column.index()] = new long[0];
        }
        clear();
    }

    /** Makes all cells absent. */
    void clear() {
        Arrays.fill(texts, TextDictionary.ABSENT);
        Arrays.fill(times, NO_TIME);
        for (ExactAmount amount : amounts) {
            amount.clear();
        }
    }

    /** Sets the cell of a column to text of any kind. */
    void set(BillColumn column, char[] buffer, int from, int length) {
        switch (column.kind()) {
            case TEXT -> texts[column.index()] = dictionary(column).idOf(buffer, from, length);
            case TIME -> setTime(column, dictionary(column).idOf(buffer, from, length));
            case AMOUNT -> amount(column).parse(buffer, from, length);
        }
    }

    void setText(BillColumn column, int id) {
        texts[column.index()] = id;
    }

    /** Sets the cell to a time in epoch milliseconds. */
    void setTime(BillColumn column, long time) {
        times[column.index()] = time;
    }

    private void setTime(BillColumn column, int text) {
        long[] known = parsed[column.index()];
        if (text >= known.length) {
            int before = known.length;
            known = Arrays.copyOf(known, Math.max(64, 2 * text));
            Arrays.fill(known, before, known.length, Long.MAX_VALUE);
            parsed[column.index()] = known;
        }
        if (known[text] == Long.MAX_VALUE) {
            known[text] = TimeParser.millis(dictionary(column).text(text));
        }
        times[column.index()] = known[text];
    }

    TextDictionary dictionary(BillColumn column) {
        return dictionaries[column.index()];
    }

    /** Number of the text of a cell. */
    int textId(BillColumn column) {
        return texts[column.index()];
    }

    /** Text of a cell; empty if it is absent. */
    String text(BillColumn column) {
        return dictionary(column).text(texts[column.index()]);
    }

    /** Epoch milliseconds; {@link #NO_TIME} or {@link #BAD_TIME}. */
    long time(BillColumn column) {
        return times[column.index()];
    }

    /** The amount of a cell, which may be changed. */
    ExactAmount amount(BillColumn column) {
        return amounts[column.index()];
    }

    /** The first column whose cell can't be read; null if there is none. */
    @Nullable
    BillColumn firstInvalid() {
        for (BillColumn column : COLUMNS) {
            if (times[column.index()] == BAD_TIME || amounts[column.index()].isInvalid()) {
                return column;
            }
        }
        return null;
    }

    /** Total length of the texts in the dictionaries. */
    long characters() {
        long sum = 0;
        for (TextDictionary dictionary : dictionaries) {
            sum += dictionary.characters();
        }
        return sum;
    }

    /** Forgets all texts, so that the numbers of earlier cells mean nothing any more. */
    void forget() {
        for (BillColumn column : COLUMNS) {
            dictionary(column).clear();
            parsed[column.index()] = new long[0];
        }
    }

    /**
     * Parses times in the forms that bills use: with T or a blank, with or without a fraction, with a zone or in UTC,
     * or only a day.
     */
    static final class TimeParser {

        private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendPattern("['T'][' ']")
                .appendOptional(DateTimeFormatter.ISO_LOCAL_TIME)
                .appendPattern("[ ]['UTC'][XXX][XX]")
                .toFormatter(Locale.ROOT);

        /** No bill is older, or of a later time. */
        private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");

        private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

        private TimeParser() {}

        static Optional<Instant> parse(String text) {
            try {
                return Optional.of(instant(
                                FORM.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from)))
                        .filter(TimeParser::isPlausible);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        /** Epoch milliseconds; {@link #NO_TIME} or {@link #BAD_TIME}. */
        static long millis(String text) {
            return text.isEmpty()
                    ? NO_TIME
                    : parse(text).map(Instant::toEpochMilli).orElse(BAD_TIME);
        }

        /** Epoch milliseconds, or {@link #BAD_TIME}. */
        static long millis(Instant time) {
            return isPlausible(time) ? time.toEpochMilli() : BAD_TIME;
        }

        private static boolean isPlausible(Instant time) {
            return !time.isBefore(FIRST) && time.isBefore(LAST);
        }

        private static Instant instant(TemporalAccessor time) {
            if (time instanceof OffsetDateTime there) {
                return there.toInstant();
            }
            return time instanceof LocalDateTime local
                    ? local.toInstant(ZoneOffset.UTC)
                    : LocalDate.from(time).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
    }
}
