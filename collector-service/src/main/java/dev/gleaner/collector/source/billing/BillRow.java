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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    Optional<String> text(Column column) {
        return column.names().stream()
                .map(name -> values.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty() && !value.equals(ABSENT))
                .findFirst();
    }

    /** The value of a column that has to be there. */
    String require(Column column) throws InvalidInputException {
        String value = text(column).orElseThrow(() -> new InvalidInputException("no " + called(column)));
        if (value.length() > LONGEST) {
            throw new InvalidInputException(called(column) + " has more than " + LONGEST + " characters");
        }
        return value;
    }

    Instant time(Column column) throws InvalidInputException {
        return TimeParser.parse(require(column))
                .orElseThrow(() -> new InvalidInputException(called(column) + " is no time"));
    }

    /** As it is written, without a detour by binary fractions. */
    BigDecimal amount() throws InvalidInputException {
        String text = require(Column.AMOUNT);
        try {
            BigDecimal amount = new BigDecimal(text);
            if (Math.abs((long) amount.scale()) <= DIGITS && amount.precision() <= DIGITS) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InvalidInputException(called(Column.AMOUNT) + " is no amount");
    }

    /** What a dead letter tells of it: not the row itself, which says who pays what. */
    DeadLetterExcerpt excerpt() {
        StringBuilder text = new StringBuilder();
        for (String name : Column.NAMES.stream().sorted().toList()) {
            text.append(name).append('=').append(values.getOrDefault(name, "")).append('\n');
        }
        DeadLetterExcerpt whole = DeadLetterExcerpt.of(text.toString().getBytes(StandardCharsets.UTF_8));
        return new DeadLetterExcerpt(whole.sha256(), whole.size(), "");
    }

    /** As this row's file calls it, or would. */
    private String called(Column column) {
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

    /**
     * What is read of a bill's row, with the names under which it stands, the best first: those of FOCUS 1.0 and 1.2 with AWS's columns
     * ({@code x_}, {@code SkuMeter}), and those of CUR 2.0 ("Data Exports table dictionary", AWS Data Exports User Guide).
     */
    enum Column {
        PROVIDER("ProviderName"),
        CURRENCY("BillingCurrency", "line_item_currency_code"),
        PAYER("BillingAccountId", "bill_payer_account_id"),
        BILL_START("BillingPeriodStart", "bill_billing_period_start_date"),
        ACCOUNT("SubAccountId", "line_item_usage_account_id"),
        REGION("RegionId", "product_region_code"),
        RESOURCE("ResourceId", "line_item_resource_id"),
        SERVICE("x_ServiceCode", "line_item_product_code", "ServiceName"),
        /** A tax or a credit has none: then what kind of charge it is. */
        USAGE_TYPE(
                "x_UsageType",
                "SkuMeter",
                "line_item_usage_type",
                "SkuId",
                "ChargeCategory",
                "line_item_line_item_type"),
        FROM("ChargePeriodStart", "line_item_usage_start_date"),
        UNTIL("ChargePeriodEnd", "line_item_usage_end_date"),
        AMOUNT("BilledCost", "line_item_unblended_cost");

        /** All names of all columns. */
        static final Set<String> NAMES = Arrays.stream(values())
                .flatMap(column -> column.names.stream())
                .collect(Collectors.toUnmodifiableSet());

        private final List<String> names;

        Column(String... names) {
            this.names = List.of(names);
        }

        List<String> names() {
            return names;
        }
    }
}
