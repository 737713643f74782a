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
 * @param place for people: the line number, if the file has lines
 * @param values by column name; only of columns that are used
 */
record BillRow(long number, String place, Map<String, String> values) {

    /** ARNs have at most 2048 characters; all other values are shorter. */
    private static final int LONGEST = 2048;

    /** More digits than any currency needs: "1E999999999" would fill the memory when it is expanded. */
    private static final int DIGITS = 60;

    private static final String ABSENT = "NULL";

    /** The value of a column. Some exporters write NULL for an empty value. */
    Optional<String> text(Column column) {
        return column.names().stream()
                .map(name -> values.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty() && !value.equals(ABSENT))
                .findFirst();
    }

    /** The value of a required column. */
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

    /** Parsed as decimal, without rounding to a binary fraction. */
    BigDecimal amount() throws InvalidInputException {
        String text = require(Column.AMOUNT);
        try {
            BigDecimal amount = new BigDecimal(text);
            if (Math.abs((long) amount.scale()) <= DIGITS && amount.precision() <= DIGITS) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new InvalidInputException(called(Column.AMOUNT) + " is no amount");
    }

    /** Excerpt for a dead letter, without the row itself, which contains who pays for what. */
    DeadLetterExcerpt excerpt() {
        StringBuilder text = new StringBuilder();
        for (String name : Column.NAMES.stream().sorted().toList()) {
            text.append(name).append('=').append(values.getOrDefault(name, "")).append('\n');
        }
        DeadLetterExcerpt whole = DeadLetterExcerpt.of(text.toString().getBytes(StandardCharsets.UTF_8));
        return new DeadLetterExcerpt(whole.sha256(), whole.size(), "");
    }

    /** The name of a column as in this row's file. */
    private String called(Column column) {
        return column.names().stream()
                .filter(values::containsKey)
                .findFirst()
                .orElse(String.join(" or ", column.names()));
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
     * The columns that are used, with their names in order of preference: those of FOCUS 1.0 and 1.2 with AWS's columns
     * ({@code x_}, {@code SkuMeter}), and those of CUR 2.0 ("Data Exports table dictionary", AWS Data Exports User
     * Guide).
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
        /** Taxes and credits have no usage type; their charge category is used instead. */
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
