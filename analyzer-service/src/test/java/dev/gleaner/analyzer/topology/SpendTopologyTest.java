package dev.gleaner.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.BilledTags;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.Predictions;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpendTopologyTest {

    private static final String BILL = "123456789012 2026-10-01";
    private static final long DAY = 86_400_000;
    private static final long TENTH = Instant.parse("2026-10-10T00:00:00Z").toEpochMilli();

    private static final long STATED = TENTH + 2 * DAY;

    /** Days on which predictions are counted: more than half of a week, as a finding needs. */
    private static final int COUNTED = 4;

    private static final long STATED_LATER = TENTH + (COUNTED + 1) * DAY;

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldPublishABillFromTheEndOfItsStatementOn() {
        bench.send(charges(STATED, "r1", "24"));
        publish();
        assertThat(bench.spend()).doesNotContainKey("bill|" + BILL);

        bench.send(end(STATED, "r1", "24"));
        publish();

        Map<String, SpendRecord> spend = bench.spend();
        assertThat(((SpendRecord.Bill) spend.get("bill|" + BILL)).billed()).isEqualByComparingTo("24");
        assertThat(spend.get("amounts|" + BILL + "|service||ranker"))
                .isInstanceOfSatisfying(
                        SpendRecord.Amounts.class,
                        amounts -> assertThat(amounts.days())
                                .extracting(SpendRecord.Amounts.DayAmount::billed)
                                .containsExactly(new BigDecimal("24"), new BigDecimal("24")));
    }

    @Test
    void shouldPublishTheTargetsAndFindAServiceAboveThem() {
        publish();
        assertThat(bench.spend().get("target|ranker"))
                .isEqualTo(new SpendRecord.Target("ranker", new BigDecimal("0.0002")));

        bench.send(charges(STATED_LATER, "r1", "24", COUNTED + 1));
        bench.send(end(STATED_LATER, "r1", "24"));
        publish();
        assertThat(bench.findings()).isEmpty();

        for (int day = 0; day < COUNTED; day++) {
            assertThat(bench.findings()).isEmpty();
            bench.send(predictions("a", 1000, day));
            publish();
        }

        assertThat(bench.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("unit-cost");
            assertThat(finding.openedAt()).isEqualTo("2026-10-13T23:00:00Z");
            assertThat(finding.saving().priced()).isFalse();
        });
        assertThat(bench.spend().get("predictions|ranker|reported|2026-10-01"))
                .isEqualTo(new SpendRecord.Predictions(
                        "ranker",
                        "reported",
                        LocalDate.parse("2026-10-01"),
                        List.of(10, 11, 12, 13).stream()
                                .map(day -> new SpendRecord.Predictions.DayCount(
                                        LocalDate.of(2026, 10, day), 1000L, null, null))
                                .toList()));
    }

    /** As AWS writes it on the second day of the month, and the collector publishes it. */
    @Test
    void shouldEvaluateTheDaysWithUsageOfABillWithALineForTheWholeMonth() {
        bench.send(month("arn:aws:iam::123456789012:root", STATED_LATER, ChargeCategory.TAX, "31"));
        bench.send(charges(STATED_LATER, "r1", "24", COUNTED + 1));
        bench.send(end(STATED_LATER, "r1", "24"));
        for (int day = 0; day < COUNTED; day++) {
            bench.send(predictions("a", 1000, day));
        }
        publish();

        assertThat(bench.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.openedAt()).isEqualTo("2026-10-13T23:00:00Z"));
        Map<String, SpendRecord> spend = bench.spend();
        assertThat(((SpendRecord.Bill) spend.get("bill|" + BILL)).usedThrough()).isEqualTo("2026-10-14");
        assertThat(((SpendRecord.Amounts) spend.get("amounts|" + BILL + "|account||123456789012")).days())
                .hasSize(31);
    }

    @Test
    void shouldTakeBackWhatABillSaidThatIsWithdrawn() {
        bench.send(charges(STATED, "r1", "24"));
        bench.send(end(STATED, "r1", "24"));
        publish();
        Set<String> published = new TreeSet<>(bench.spend().keySet());
        published.removeIf(key -> !key.contains(BILL));
        assertThat(published).contains("bill|" + BILL);

        bench.send(end(STATED + 1, "w1", "0", 0));
        publish();

        assertThat(bench.removedSpend()).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void shouldReportAnInvalidChargeWithItsPlace() {
        bench.send(charges(STATED, "r1", "lots"));

        assertThat(bench.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).contains("no decimal number"));
    }

    /** One report too many is a dead letter, and what comes after it is taken. */
    @Test
    void shouldGoOnAfterMoreReportsThanAreCounted() {
        for (int i = 0; i < 10_000; i++) {
            bench.send(predictions("%0200d".formatted(i), 1));
        }
        bench.send(predictions("one-more", 1));
        bench.send(charges(STATED, "r1", "24"));
        bench.send(end(STATED, "r1", "24"));
        publish();

        assertThat(bench.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).contains("the service ranker has 10000 reports for 2026-10-10", "one-more");
            assertThat(letter.place()).startsWith("gleaner.signals-");
        });
        assertThat(bench.spend())
                .containsEntry(
                        "predictions|ranker|reported|2026-10-01",
                        new SpendRecord.Predictions(
                                "ranker",
                                "reported",
                                LocalDate.parse("2026-10-01"),
                                List.of(new SpendRecord.Predictions.DayCount(
                                        LocalDate.parse("2026-10-10"), 10_000L, null, null))))
                .containsKey("bill|" + BILL);
    }

    /** Some of the predictions make each of them seem dearer than all of them. */
    @Test
    void shouldEvaluateASpendThatHasSettled() {
        bench.send(charges(STATED_LATER, "r1", "24", COUNTED + 1));
        bench.send(end(STATED_LATER, "r1", "24"));
        publish();

        for (int day = 0; day < COUNTED; day++) {
            bench.send(predictions("a", 1000, day));
        }
        publish(24);
        assertThat(bench.spend()).containsKey("predictions|ranker|reported|2026-10-01");
        for (int day = 0; day < COUNTED; day++) {
            bench.send(predictions("b", 199_000, day));
        }
        publish();

        assertThat(bench.findings()).isEmpty();
    }

    private static Signal predictions(String id, long count) {
        return predictions(id, count, 0);
    }

    /** @param day from the tenth on, 0 is the tenth */
    private static Signal predictions(String id, long count, int day) {
        return Signal.newBuilder()
                .setResource("arn:aws:gleaner:::service/ranker")
                .setPredictions(Predictions.newBuilder()
                        .setId(id)
                        .setService("ranker")
                        .setFrom(TENTH + day * DAY)
                        .setUntil(TENTH + (day + 1) * DAY)
                        .setPredictions(count))
                .build();
    }

    /** What is computed from time to time is so once a minute. */
    private void publish() {
        publish(70);
    }

    private void publish(int seconds) {
        for (int i = 0; i < seconds; i++) {
            bench.punctuate();
        }
    }

    private static Signal charges(long stated, String reading, String amount) {
        return charges(stated, reading, amount, 2);
    }

    private static Signal charges(long stated, String reading, String amount, int days) {
        BilledCharges.Builder charges = BilledCharges.newBuilder()
                .setBill(BILL)
                .setStated(stated)
                .setReading(reading)
                .addTags(BilledTags.newBuilder().putTags("service", "ranker"));
        for (int day = 0; day < days; day++) {
            charges.addCharges(BilledCharge.newBuilder()
                    .setFrom(TENTH + day * DAY)
                    .setUntil(TENTH + (day + 1) * DAY)
                    .setService("AmazonEC2")
                    .setUsageType("BoxUsage:g5.xlarge")
                    .setCategory(ChargeCategory.USAGE)
                    .setBilled(amount)
                    .setTags(1));
        }
        return Signal.newBuilder()
                .setResource(Signals.instance("i-1"))
                .setAccount("123456789012")
                .setBilledCharges(charges)
                .build();
    }

    private static Signal month(String resource, long stated, ChargeCategory category, String amount) {
        long first = Instant.parse("2026-10-01T00:00:00Z").toEpochMilli();
        return Signal.newBuilder()
                .setResource(resource)
                .setAccount("123456789012")
                .setBilledCharges(BilledCharges.newBuilder()
                        .setBill(BILL)
                        .setStated(stated)
                        .setReading("r1")
                        .addCharges(BilledCharge.newBuilder()
                                .setFrom(first)
                                .setUntil(first + 31 * DAY)
                                .setService("AmazonEC2")
                                .setCategory(category)
                                .setBilled(amount)))
                .build();
    }

    private static Signal end(long stated, String reading, String amount) {
        return end(stated, reading, amount, 2);
    }

    private static Signal end(long stated, String reading, String amount, int lines) {
        return Signal.newBuilder()
                .setResource("arn:aws:iam::123456789012:root")
                .setBillStatement(BillStatement.newBuilder()
                        .setBill(BILL)
                        .setStated(stated)
                        .setReading(reading)
                        .setLines(lines)
                        .setBilled(amount)
                        .setEffective(amount))
                .build();
    }
}
