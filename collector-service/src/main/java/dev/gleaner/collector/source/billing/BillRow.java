package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.source.InvalidInputException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One row of a bill.
 *
 * @param number in its file, from 0, without the header
 * @param place for a person: the line, where the file has lines
 * @param values by the name of the column; only of columns that are read
 */
record BillRow(long number, String place, Map<String, String> values) {

    /** ARNs have at most 2048 characters, all else is shorter. */
    private static final int LONGEST = 2048;

    /** More digits than any currency needs: "1E999999999" would fill the memory once it is written out. */
    private static final int DIGITS = 60;

    private static final String ABSENT = "NULL";

    /** The value of a column; some exporters write NULL for none. */
    Optional<String> text(BillColumn column) {
        return column.names().stream()
                .map(name -> values.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty() && !value.equals(ABSENT))
                .findFirst();
    }

    /** The value of a column that has to be there. */
    String require(BillColumn column) throws InvalidInputException {
        String value = text(column).orElseThrow(() -> new InvalidInputException("no " + called(column)));
        if (value.length() > LONGEST) {
            throw new InvalidInputException(called(column) + " has more than " + LONGEST + " characters");
        }
        return value;
    }

    Instant time(BillColumn column) throws InvalidInputException {
        return TimeParser.parse(require(column))
                .orElseThrow(() -> new InvalidInputException(called(column) + " is no time"));
    }

    /** As it is written, without a detour by binary fractions. */
    BigDecimal amount() throws InvalidInputException {
        String text = require(BillColumn.AMOUNT);
        try {
            BigDecimal amount = new BigDecimal(text);
            if (Math.abs((long) amount.scale()) <= DIGITS && amount.precision() <= DIGITS) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InvalidInputException(called(BillColumn.AMOUNT) + " is no amount");
    }

    /** What a dead letter tells of it: not the row itself, which says who pays what. */
    DeadLetterExcerpt excerpt() {
        StringBuilder text = new StringBuilder();
        for (String name : BillColumn.NAMES.stream().sorted().toList()) {
            text.append(name).append('=').append(values.getOrDefault(name, "")).append('\n');
        }
        DeadLetterExcerpt whole = DeadLetterExcerpt.of(text.toString().getBytes(StandardCharsets.UTF_8));
        return new DeadLetterExcerpt(whole.sha256(), whole.size(), "");
    }

    /** As this row's file calls it, or would. */
    private String called(BillColumn column) {
        return column.names().stream()
                .filter(values::containsKey)
                .findFirst()
                .orElse(String.join(" or ", column.names()));
    }

    /** Times as bills write them: with T or a blank, with a fraction or none, with a zone or in UTC, or only a day. */
    static final class TimeParser {

        private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendPattern("['T'][' ']")
                .appendOptional(DateTimeFormatter.ISO_LOCAL_TIME)
                .appendPattern("[ ]['UTC'][XXX][XX]")
                .toFormatter(Locale.ROOT);

        private TimeParser() {}

        static Optional<Instant> parse(String text) {
            try {
                return Optional.of(
                        instant(FORM.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from)));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
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
