package dev.gleaner.actuator.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpendRecordBatchTest {

    private static final String BILL = "123456789012 2026-10-01";
    private static final LocalDate DAY = LocalDate.parse("2026-10-02");

    private static final List<Double> HOURS = Collections.nCopies(24, 1.0);

    private final SpendRecordBatch batch = new SpendRecordBatch();

    @Test
    void shouldKeepTheNewestRecordOfEachKey() {
        add(bill("1"));
        add(bill("2"));
        add(amounts("search", DAY));
        batch.add(bytes("amounts|" + BILL + "|team||ads"), null);

        assertThat(batch.rows(SpendRecordBatch.Kind.BILL)).hasSize(1).allSatisfy(row -> {
            assertThat(row.path("billed").asText()).isEqualTo("2");
            assertThat(row.path("period").asText()).isEqualTo("2026-10-01");
        });
        assertThat(batch.keys(SpendRecordBatch.Kind.AMOUNTS))
                .containsExactly("amounts|" + BILL + "|team||search", "amounts|" + BILL + "|team||ads");
        assertThat(batch.rows(SpendRecordBatch.Kind.AMOUNTS)).hasSize(1);
    }

    @Test
    void shouldTakeADeletionAfterTheRecordAndARecordAfterTheDeletion() {
        add(bill("1"));
        batch.add(bytes("bill|" + BILL), null);
        assertThat(batch.rows(SpendRecordBatch.Kind.BILL)).isEmpty();

        add(bill("3"));
        assertThat(batch.rows(SpendRecordBatch.Kind.BILL)).hasSize(1);
        assertThat(batch.keys(SpendRecordBatch.Kind.BILL)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"type\":\"lunch\"}",
                "{\"type\":\"bill\",\"bill\":\"123456789012 2026-10-01\"}",
                "{\"type\":\"own-cost\",\"collector\":\"one\",\"day\":\"2026-10-01\",\"amount\":\"1e999\"}",
                "{\"type\":\"own-cost\",\"collector\":\"one\",\"day\":\"+20260-10-01\",\"amount\":\"1\"}",
                "{\"type\":\"own-cost\",\"collector\":\"o\\u0000ne\",\"day\":\"2026-10-01\",\"amount\":\"1\"}",
                "{\"type\":\"own-cost\",\"collector\":\"another\",\"day\":\"2026-10-01\",\"amount\":\"1\"}"
            })
    void shouldRefuseWhatCannotBeStored(String value) {
        assertThatThrownBy(() -> batch.add(bytes("own-cost|one|2026-10-01"), bytes(value)))
                .isInstanceOf(RuntimeException.class);
    }

    /** The database would refuse them together with the batch, for ever. */
    @Test
    void shouldRefuseADayTwiceAndAKeyThatNoIndexTakes() {
        assertThatThrownBy(() -> add(amounts("search", DAY, DAY))).hasMessageContaining("ascend");
        assertThatThrownBy(() -> add(amounts("x".repeat(3_000), DAY))).hasMessageContaining("2000 bytes");
        assertThatThrownBy(() -> batch.add(null, bytes("{}"))).hasMessageContaining("needs a key");
        assertThat(batch.keys(SpendRecordBatch.Kind.AMOUNTS)).isEmpty();
    }

    @Test
    void shouldTakeTheHoursThatCommitmentsMayCover() {
        add(eligible(HOURS));
        add(new SpendRecord.ResourceHours(
                "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc",
                BILL,
                List.of(new SpendRecord.ResourceHours.Day(DAY, List.of(hours(HOURS))))));

        assertThat(batch.rows(SpendRecordBatch.Kind.ELIGIBLE_DAY)).hasSize(1);
        assertThat(batch.rows(SpendRecordBatch.Kind.RESOURCE_HOURS))
                .singleElement()
                .satisfies(row -> assertThat(row.path("last_day").asText()).isEqualTo("2026-10-02"));
    }

    @Test
    void shouldRefuseHoursThatAreNoDay() {
        assertThatThrownBy(() -> add(eligible(HOURS.subList(1, 24)))).hasMessageContaining("24 hours");
        assertThatThrownBy(() -> add(eligible(Collections.nCopies(24, -1.0)))).hasMessageContaining("out of range");
        assertThatThrownBy(() -> add(new SpendRecord.ResourceHours("i", BILL, List.of())))
                .hasMessageContaining("need a day");
    }

    private static SpendRecord eligible(List<Double> hours) {
        return new SpendRecord.EligibleDay(BILL, DAY, "123456789012", List.of(hours(hours)));
    }

    private static SpendRecord.EligibleHours hours(List<Double> hours) {
        return new SpendRecord.EligibleHours(
                new SpendRecord.EligibleHours.Kind(
                        "123456789012", "us-east-1", "us-east-1a", "m5.xlarge", "Linux/UNIX", "default"),
                "",
                BigDecimal.TEN,
                null,
                hours);
    }

    private void add(SpendRecord record) {
        batch.add(bytes(record.topicKey()), Json.bytes(record));
    }

    private static SpendRecord bill(String amount) {
        return new SpendRecord.Bill(
                BILL, Instant.parse("2026-10-03T00:00:00Z"), 1, 0, new BigDecimal(amount), new BigDecimal(amount));
    }

    private static SpendRecord amounts(String value, LocalDate... days) {
        return new SpendRecord.Amounts(
                BILL,
                SpendDimension.TEAM,
                value,
                null,
                List.of(days).stream()
                        .map(day ->
                                new SpendRecord.Amounts.DayAmount(day, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ZERO))
                        .toList());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
