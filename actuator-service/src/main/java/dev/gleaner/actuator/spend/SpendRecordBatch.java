package dev.gleaner.actuator.spend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest record of each key of a batch; a key without a record is to be deleted. A record is checked here for everything that
 * the database would refuse, since a refused batch would be tried again for ever.
 */
final class SpendRecordBatch {

    /** An entry of an index has at most a third of a page of 8 kB. */
    private static final int LONGEST_KEY = 2_000;

    private static final int MOST_DIGITS = 40;
    private static final int HOURS = 24;

    /** Of an hour; NaN and infinite are no JSON. */
    private static final double MOST_USAGE = 1e12;

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 9999;
    private static final Pattern BILL = Pattern.compile("\\S.* [0-9]{4}-[0-9]{2}-[0-9]{2}");

    private final Map<String, Optional<SpendRecord>> byKey = new LinkedHashMap<>();

    /** Adds a record, or the deletion of its key; throws if it can't be stored. */
    void add(byte @Nullable [] key, byte @Nullable [] value) {
        String text = new String(Objects.requireNonNull(key, "a record of spend needs a key"), StandardCharsets.UTF_8);
        require(key.length <= LONGEST_KEY && text.indexOf('\0') < 0, "the key has to be a text of at most 2000 bytes");
        byKey.put(text, value == null ? Optional.empty() : Optional.of(checked(text, value)));
    }

    /** Keys of records of this kind, with or without a record. */
    List<String> keys(Kind kind) {
        return byKey.keySet().stream()
                .filter(key -> key.startsWith(kind.prefix()))
                .toList();
    }

    /** Records of this kind with their key as {@code topic_key}. */
    List<ObjectNode> rows(Kind kind) {
        return byKey.values().stream()
                .flatMap(Optional::stream)
                .filter(kind.type::isInstance)
                .map(SpendRecordBatch::row)
                .toList();
    }

    private static ObjectNode row(SpendRecord record) {
        ObjectNode row = Json.mapper().valueToTree(record);
        row.put("topic_key", record.topicKey());
        if (record instanceof SpendRecord.Bill bill) {
            row.put("period", period(bill.bill()).toString());
        } else if (record instanceof SpendRecord.ResourceHours hours) {
            row.put("last_day", hours.days().get(hours.days().size() - 1).day().toString());
        }
        return row;
    }

    /** First day of the billing period. */
    static LocalDate period(String bill) {
        return LocalDate.parse(bill.substring(bill.lastIndexOf(' ') + 1));
    }

    private static SpendRecord checked(String key, byte[] value) {
        SpendRecord record = Json.read(value, SpendRecord.class);
        if (record instanceof SpendRecord.Bill bill) {
            check(bill);
        } else if (record instanceof SpendRecord.Amounts amounts) {
            check(amounts);
        } else if (record instanceof SpendRecord.ResourceCharges charges) {
            check(charges);
        } else if (record instanceof SpendRecord.EligibleDay eligible) {
            bill(eligible.bill());
            day(eligible.day());
            text(eligible.account());
            eligible.usage().forEach(SpendRecordBatch::check);
        } else if (record instanceof SpendRecord.ResourceHours hours) {
            check(hours);
        } else if (record instanceof SpendRecord.CommitmentTerms terms) {
            check(terms);
        } else if (record instanceof SpendRecord.Predictions predictions) {
            check(predictions);
        } else if (record instanceof SpendRecord.Target target) {
            text(target.service());
            amount(target.perPrediction());
        } else if (record instanceof SpendRecord.OwnCost cost) {
            text(cost.collector());
            day(cost.day());
            amount(cost.amount());
        }
        require(record.topicKey().equals(key), "the record belongs to the key " + record.topicKey());
        return record;
    }

    private static void check(SpendRecord.Bill bill) {
        bill(bill.bill());
        instant(bill.stated());
        amount(bill.billed());
        amount(bill.effective());
    }

    private static void check(SpendRecord.Amounts amounts) {
        bill(amounts.bill());
        text(amounts.value());
        Objects.requireNonNull(amounts.dimension(), "amounts need a dimension");
        ascending(amounts.days().stream().map(SpendRecord.Amounts.DayAmount::day));
        amounts.days().forEach(day -> {
            amount(day.billed());
            amount(day.effective());
            amount(day.idle());
        });
    }

    private static void check(SpendRecord.ResourceCharges charges) {
        text(charges.resource());
        bill(charges.bill());
        instant(charges.stated());
        charges.charges().forEach(charge -> {
            text(charge.service());
            text(charge.usageType());
            day(charge.from());
            day(charge.until());
            amount(charge.billed());
            amount(charge.effective());
        });
    }

    private static void check(SpendRecord.ResourceHours hours) {
        text(hours.resource());
        bill(hours.bill());
        require(!hours.days().isEmpty(), "the hours of a resource need a day");
        ascending(hours.days().stream().map(SpendRecord.ResourceHours.Day::day));
        hours.days().forEach(day -> day.usage().forEach(SpendRecordBatch::check));
    }

    private static void check(SpendRecord.EligibleHours usage) {
        SpendRecord.EligibleHours.Kind kind = usage.kind();
        Stream.of(kind.account(), kind.region(), kind.zone(), kind.type(), kind.platform(), kind.tenancy())
                .forEach(SpendRecordBatch::text);
        text(usage.commitment());
        Stream.of(usage.list(), usage.effective()).filter(Objects::nonNull).forEach(SpendRecordBatch::amount);
        require(
                usage.hours().size() == HOURS,
                "a day has 24 hours, not " + usage.hours().size());
        require(usage.hours().stream().allMatch(hour -> hour >= 0 && hour < MOST_USAGE), "an hour is out of range");
    }

    private static void check(SpendRecord.CommitmentTerms terms) {
        text(terms.commitment());
        text(terms.instanceType());
        text(terms.offering());
        require(terms.instances() == null || terms.instances() >= 0, "a number of instances is negative");
        Stream.of(terms.end()).filter(Objects::nonNull).forEach(SpendRecordBatch::instant);
        Stream.of(terms.hourly()).filter(Objects::nonNull).forEach(SpendRecordBatch::amount);
        if (terms.tags() != null) {
            terms.tags().forEach((key, value) -> Stream.of(key, value).forEach(SpendRecordBatch::text));
        }
        SpendRecord.CommitmentTerms.Scope scope = terms.scope();
        if (scope != null) {
            Stream.of(scope.account(), scope.region(), scope.zone(), scope.platform(), scope.tenancy())
                    .forEach(SpendRecordBatch::text);
        }
    }

    private static void check(SpendRecord.Predictions predictions) {
        text(predictions.service());
        text(predictions.source());
        day(predictions.month());
        ascending(predictions.days().stream().map(SpendRecord.Predictions.DayCount::day));
        predictions
                .days()
                .forEach(day -> require(
                        Stream.of(day.predictions(), day.inputTokens(), day.outputTokens())
                                .filter(Objects::nonNull)
                                .allMatch(count -> count >= 0),
                        "a count is negative on " + day.day()));
    }

    private static void bill(String bill) {
        text(bill);
        require(BILL.matcher(bill).matches(), "a bill has to be named by its payer and first day, not " + bill);
        day(period(bill));
    }

    private static void ascending(Stream<LocalDate> days) {
        List<LocalDate> all = days.toList();
        all.forEach(SpendRecordBatch::day);
        for (int i = 1; i < all.size(); i++) {
            require(all.get(i - 1).isBefore(all.get(i)), "days have to ascend, not " + all);
        }
    }

    private static void day(@Nullable LocalDate day) {
        Objects.requireNonNull(day, "a day is missing");
        require(day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR, "a day is out of range: " + day);
    }

    private static void instant(@Nullable Instant time) {
        Objects.requireNonNull(time, "a time is missing");
        require(Math.abs(time.getEpochSecond()) < 1L << 36, "a time is out of range: " + time);
    }

    private static void text(@Nullable String text) {
        Objects.requireNonNull(text, "a name is missing");
        require(text.indexOf('\0') < 0, "a name has the character 0");
    }

    private static void amount(@Nullable BigDecimal amount) {
        Objects.requireNonNull(amount, "an amount is missing");
        require(
                amount.precision() - (long) amount.scale() <= MOST_DIGITS
                        && Math.abs((long) amount.scale()) <= MOST_DIGITS,
                "an amount has too many digits");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Kinds of records that are stored, each in a table of its own. */
    enum Kind {
        BILL("bill|", SpendRecord.Bill.class),
        AMOUNTS("amounts|", SpendRecord.Amounts.class),
        RESOURCE_CHARGES("resource-charges|", SpendRecord.ResourceCharges.class),
        ELIGIBLE_DAY("eligible-day|", SpendRecord.EligibleDay.class),
        RESOURCE_HOURS("resource-hours|", SpendRecord.ResourceHours.class),
        COMMITMENT_TERMS("commitment-terms|", SpendRecord.CommitmentTerms.class),
        PREDICTIONS("predictions|", SpendRecord.Predictions.class),
        TARGET("target|", SpendRecord.Target.class),
        OWN_COST("own-cost|", SpendRecord.OwnCost.class);

        private final String prefix;
        private final Class<? extends SpendRecord> type;

        Kind(String prefix, Class<? extends SpendRecord> type) {
            this.prefix = prefix;
            this.type = type;
        }

        /** Beginning of the keys of these records. */
        String prefix() {
            return prefix;
        }

        static List<Kind> all() {
            return Arrays.asList(values());
        }
    }
}
