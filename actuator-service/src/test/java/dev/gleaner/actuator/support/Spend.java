package dev.gleaner.actuator.support;

import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.topic.Topic;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The bill of October 2026 as the analyzer publishes it, up to the 20th, and the predictions of its services. */
public final class Spend {

    /** Payer and first day. */
    public static final String BILL = "123456789012 2026-10-01";

    private static final LocalDate FIRST = LocalDate.parse("2026-10-01");
    private static final int DAYS = 20;
    private static final BigDecimal ONE_DAY = new BigDecimal("1.0000000001");

    /** A charge of each day: category, product, team, service, cost centre, USD a day, shared. */
    private record Charge(
            String category,
            String product,
            String team,
            String service,
            String costCenter,
            String amount,
            @Nullable SharedCost shared) {

        String value(SpendDimension dimension) {
            return switch (dimension) {
                case CATEGORY -> category;
                case PRODUCT -> product;
                case TEAM, PROJECT -> team;
                case SERVICE -> service;
                case COST_CENTER -> costCenter;
                case ENVIRONMENT -> team.equals("unallocated") ? team : "production";
                case ACCOUNT -> team.equals("speech") ? "210987654321" : "123456789012";
            };
        }
    }

    private static final List<Charge> CHARGES = List.of(
            new Charge("storage", "Amazon S3", "search", "ranker", "cc-7", "96.40", null),
            new Charge("storage", "Amazon S3", "vision", "detector", "cc-9", "71.15", null),
            new Charge("storage", "Amazon S3", "unallocated", "unallocated", "unallocated", "18.30", null),
            new Charge("idle-compute", "Amazon EC2", "vision", "detector", "cc-9", "92.16", null),
            new Charge("idle-compute", "Amazon EC2", "speech", "unallocated", "cc-9", "48.00", null),
            new Charge("active-compute", "Amazon SageMaker", "search", "ranker", "cc-7", "88.32", null),
            new Charge("active-compute", "Amazon EC2", "vision", "detector", "cc-9", "40.08", null),
            new Charge("egress", "Amazon VPC", "unallocated", "unallocated", "unallocated", "41.25", SharedCost.NAT),
            new Charge(
                    "egress",
                    "Amazon EC2",
                    "unallocated",
                    "unallocated",
                    "unallocated",
                    "22.5",
                    SharedCost.DATA_TRANSFER),
            new Charge("operations", "Amazon CloudWatch", "search", "ranker", "cc-7", "21.04", null),
            new Charge(
                    "operations", "AWS Support", "unallocated", "unallocated", "unallocated", "16", SharedCost.SUPPORT),
            new Charge("unclassified", "Marketplace", "unallocated", "unallocated", "unallocated", "4.75", null));

    private Spend() {}

    /** Sends the bill and the predictions, and waits until they are taken. */
    public static void sendOctober() {
        List<SpendRecord> records = new ArrayList<>();
        for (SpendDimension dimension : SpendDimension.values()) {
            records.addAll(amounts(dimension));
        }
        records.add(predictions("ranker", "sagemaker", 2_400_000, null));
        records.add(predictions("ranker", "load-balancer", 2_500_000, null));
        records.add(predictions("detector", "reported", 310_000, 42_000_000L));
        records.add(new SpendRecord.Target("ranker", new BigDecimal("0.00012")));
        records.add(new SpendRecord.Bill(BILL, Instant.parse("2026-10-21T05:00:00Z"), 48_211, 0, total(), total()));
        Map<String, byte[]> values = new LinkedHashMap<>();
        records.forEach(record -> values.put(record.topicKey(), Json.bytes(record)));
        Records.sendAll(Topic.SPEND, values);
        awaitBill(BILL);
    }

    /** Billed, which is the same as effective here. */
    public static BigDecimal total() {
        BigDecimal total = BigDecimal.ZERO;
        for (int day = 0; day < DAYS; day++) {
            for (Charge charge : CHARGES) {
                total = total.add(amount(charge, day));
            }
        }
        return total;
    }

    /** Sends a record; without one, takes back that of the key. */
    public static void send(String key, @Nullable SpendRecord record) {
        Records.send(Topic.SPEND, key, record == null ? null : Json.bytes(record), new RecordHeaders());
    }

    /** Waits until a bill is taken, and with it all that was sent before. */
    public static void awaitBill(String bill) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Sql.ask("select count(*) from spend_bill where bill = '" + bill + "'")
                        .equals("1"));
    }

    /** As it is before the first bill. */
    public static void forget() throws SQLException {
        Sql.run(
                "delete from spend_bill",
                "delete from spend_amount",
                "delete from spend_charge",
                "delete from spend_commitment",
                "delete from spend_eligible_day",
                "delete from spend_resource_hours",
                "delete from spend_prediction",
                "delete from spend_target",
                "delete from spend_own_cost");
    }

    private static List<SpendRecord> amounts(SpendDimension dimension) {
        Map<String, SpendRecord> byKey = new TreeMap<>();
        Map<String, List<Charge>> byValue = new TreeMap<>();
        for (Charge charge : CHARGES) {
            SharedCost shared = dimension.isAllocated() ? charge.shared() : null;
            byValue.computeIfAbsent(charge.value(dimension) + "|" + shared, key -> new ArrayList<>())
                    .add(charge);
        }
        byValue.values().forEach(charges -> {
            Charge first = charges.get(0);
            SpendRecord record = new SpendRecord.Amounts(
                    BILL,
                    dimension,
                    first.value(dimension),
                    dimension.isAllocated() ? first.shared() : null,
                    days(charges));
            byKey.put(record.topicKey(), record);
        });
        return List.copyOf(byKey.values());
    }

    private static List<SpendRecord.Amounts.DayAmount> days(List<Charge> charges) {
        List<SpendRecord.Amounts.DayAmount> days = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal idle = BigDecimal.ZERO;
            for (Charge charge : charges) {
                sum = sum.add(amount(charge, day));
                idle = charge.category().equals("idle-compute") ? idle.add(amount(charge, day)) : idle;
            }
            days.add(new SpendRecord.Amounts.DayAmount(FIRST.plusDays(day), sum, sum, idle));
        }
        return days;
    }

    /** More on working days, and a little more every day. */
    private static BigDecimal amount(Charge charge, int day) {
        int weekday = FIRST.plusDays(day).getDayOfWeek().getValue();
        BigDecimal factor = new BigDecimal(weekday > 5 ? "0.82" : "1.04").add(BigDecimal.valueOf(day, 2));
        return new BigDecimal(charge.amount()).multiply(factor).multiply(ONE_DAY);
    }

    private static SpendRecord predictions(String service, String source, long aDay, @Nullable Long tokens) {
        List<SpendRecord.Predictions.DayCount> days = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            long weekend = FIRST.plusDays(day).getDayOfWeek().getValue() > 5 ? 60 : 100;
            days.add(new SpendRecord.Predictions.DayCount(
                    FIRST.plusDays(day), aDay * weekend / 100, tokens, tokens == null ? null : tokens / 4));
        }
        return new SpendRecord.Predictions(service, source, FIRST, days);
    }
}
