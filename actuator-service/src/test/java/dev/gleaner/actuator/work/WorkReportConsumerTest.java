package dev.gleaner.actuator.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.WorkReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What is stored of a batch of records. */
class WorkReportConsumerTest {

    private static final Instant NOON = Instant.parse("2026-07-14T12:00:00Z");
    private static final String ONE = "arn:aws:ec2:us-east-1:111122223333:instance/i-1";
    private static final String OTHER = "arn:aws:ec2:us-east-1:111122223333:instance/i-2";

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    @Test
    void shouldKeepTheReportThatEndsLast() {
        report(ONE, 10);
        report(OTHER, 1);
        report(ONE, 30);
        report(ONE, 20);

        assertThat(stored()).containsExactly("i-1 until 30", "i-2 until 1");
    }

    @Test
    void shouldKeepTheOrderOfReportsAndWithdrawals() {
        report(ONE, 10);
        report(ONE, 30);
        withdraw(ONE);
        report(ONE, 20);
        report(OTHER, 5);
        withdraw(ONE);
        withdraw(ONE);
        report(ONE, 15);

        assertThat(stored())
                .containsExactly(
                        "i-1 until 30",
                        "i-1 withdrawn",
                        "i-1 until 20",
                        "i-1 withdrawn",
                        "i-1 withdrawn",
                        "i-1 until 15",
                        "i-2 until 5");
    }

    @Test
    void shouldSkipWhatCannotBeRead() {
        report(ONE, 10);
        add(ONE, "{}".getBytes(UTF_8));
        add("i-1", Json.bytes(WorkReport.withdrawal(NOON, "alice")));

        assertThat(stored()).containsExactly("i-1 until 10");
    }

    @Test
    void shouldTakeTheTimeAtWhichTheBrokerAppendedARecord() {
        report(ONE, 10);
        withdraw(ONE);

        assertThat(WorkReportConsumer.read(records))
                .extracting(ReceivedReport::appended)
                .containsExactly(NOON, NOON.plusSeconds(1));
    }

    private List<String> stored() {
        return WorkReportConsumer.read(records).stream()
                .map(received -> received.target().substring(ONE.lastIndexOf('/') + 1)
                        + (received.isWithdrawal()
                                ? " withdrawn"
                                : " until "
                                        + (received.report().until().getEpochSecond() - NOON.getEpochSecond()) / 60))
                .toList();
    }

    private void report(String target, int minutes) {
        add(target, Json.bytes(new WorkReport(NOON, NOON.plusSeconds(60L * minutes), "2 login sessions")));
    }

    private void withdraw(String target) {
        add(target, Json.bytes(WorkReport.withdrawal(NOON, "alice")));
    }

    private void add(String target, byte[] value) {
        records.add(new ConsumerRecord<>(
                "gleaner.work-reports",
                0,
                records.size(),
                NOON.plusSeconds(records.size()).toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                target.getBytes(UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty()));
    }
}
