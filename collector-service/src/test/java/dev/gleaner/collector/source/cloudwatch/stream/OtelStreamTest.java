package dev.gleaner.collector.source.cloudwatch.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.gleaner.collector.Otel;
import dev.gleaner.contracts.signal.SignalMetrics;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtelStreamTest {

    private static final Instant HOUR = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource
    void shouldSayTheSameAsJsonDoes(Format format) throws IOException {
        ParsedFirehoseDelivery json = ParsedFirehoseDeliveryTest.reading(
                ParsedFirehoseDeliveryTest.point("i-0a", "CPUUtilization", HOUR.plusSeconds(60), 3, 4, 2),
                ParsedFirehoseDeliveryTest.point("i-0b", "CPUUtilization", HOUR.plusSeconds(120), 9, 20, 5));

        ParsedFirehoseDelivery reading = reading(Otel.record(
                Otel.message(Otel.metric(format.instance("i-0a", HOUR.plusSeconds(60), 3, 4, 2))),
                Otel.message(Otel.metric(format.instance("i-0b", HOUR.plusSeconds(120), 9, 20, 5)))));

        assertThat(reading.signals(HOUR)).isEqualTo(json.signals(HOUR)).hasSize(2);
        assertThat(reading.newest()).isEqualTo(json.newest()).hasSize(1);
        assertThat(reading.entries()).isEqualTo(json.entries()).isEqualTo(2);
        assertThat(reading.deadLetters()).isEmpty();
    }

    /** The same use comes once more by group and by type; added up it would be a multiple. */
    @ParameterizedTest
    @EnumSource
    void shouldCountOneSetOfDimensionsOnly(Format format) throws IOException {
        SummaryDataPoint.Builder point = Otel.point(HOUR, 9, 20, 5);

        ParsedFirehoseDelivery reading = reading(Otel.record(Otel.message(Otel.metric(
                format.of(point, "AWS/EC2", Map.of("InstanceId", "i-0a")),
                format.of(point, "AWS/EC2", Map.of("AutoScalingGroupName", "group")),
                format.of(point, "AWS/EC2", Map.of("InstanceType", "m5.large")),
                format.of(point, "AWS/EC2", Map.of("InstanceId", "i-0a", "InstanceType", "m5.large")),
                format.of(point, "AWS/EC2", Map.of()),
                format.of(point, "AWS/ECS", Map.of("ClusterName", "c"))))));

        assertThat(reading.signals(HOUR))
                .singleElement()
                .satisfies(signal ->
                        assertThat(SignalMetrics.of(signal).get(0).getSumList()).containsExactly(20.0));
        assertThat(reading.skipped()).containsOnly(entry("other dimensions", 4), entry("other namespace", 1));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTheMemoryThatTheAgentReports(Format format) throws IOException {
        Map<String, String> dimensions = Map.of("InstanceId", "i-0a", "InstanceType", "r5.large");
        SummaryDataPoint.Builder point = Otel.point(HOUR, 41, 80, 2);

        ParsedFirehoseDelivery reading = reading(
                Otel.record(Otel.message(Otel.metric(format.of(point, "CWAgent", "mem_used_percent", dimensions)))));

        assertThat(reading.signals(HOUR)).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).endsWith(":instance/i-0a");
            assertThat(SignalMetrics.of(signal).get(0).getMetric()).isEqualTo("CWAgent mem_used_percent");
            assertThat(SignalMetrics.of(signal).get(0).getMaximumList()).containsExactly(41.0);
        });
    }

    @Test
    void shouldSkipWhatIsNotOfCloudWatch() throws IOException {
        Metric gauge = Metric.newBuilder().setGauge(Gauge.getDefaultInstance()).build();
        Metric nameless = Otel.metric(Otel.point(HOUR, 1, 1, 1).build());

        ParsedFirehoseDelivery reading = reading(Otel.record(Otel.message(gauge, nameless)));

        assertThat(reading.skipped()).containsOnly(entry("foreign", 2));
        assertThat(reading.deadLetters()).isEmpty();
    }

    @Test
    void shouldTellThePlaceOfAMalformedMessageAndGoOn() throws IOException {
        byte[] good = Otel.record(instance("i-0a"));
        byte[] bad = {3, 0x0a, 0x7f, 1};
        byte[] foreign = {2, 0x50, 1};

        ParsedFirehoseDelivery reading =
                reading(join(good, bad, Otel.record(instance("i-0b")), foreign), Otel.record(instance("i-0c")));

        assertThat(reading.signals(HOUR)).hasSize(3);
        assertThat(reading.deadLetters())
                .hasSize(2)
                .allMatch(letter -> letter.place().equals("request-1/0"));
        assertThat(reading.deadLetters()).extracting(letter -> letter.offset()).containsExactly(1L, 3L);
        assertThat(reading.deadLetters()).extracting(letter -> letter.size()).containsExactly(3L, 2L);
    }

    @Test
    void shouldTellThePlaceOfAMalformedPointAndGoOn() throws IOException {
        SummaryDataPoint.Builder empty = Otel.point(HOUR, 0, 0, 0);
        SummaryDataPoint.Builder timeless = Otel.point(HOUR, 1, 1, 1).clearStartTimeUnixNano();
        SummaryDataPoint.Builder open = Otel.point(HOUR, 1, 1, 1).clearQuantileValues();
        UnknownFieldSet.Field label = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(new byte[] {0x0a, 0x7f}))
                .build();
        SummaryDataPoint mislabelled = Otel.point(HOUR, 1, 1, 1)
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(1, label).build())
                .build();
        Map<String, String> dimensions = Map.of("InstanceId", "i-0a");

        ParsedFirehoseDelivery reading = reading(Otel.record(
                instance("i-0b"),
                Otel.message(Otel.metric(
                        Format.ATTRIBUTES.of(empty, "AWS/EC2", dimensions),
                        Format.ATTRIBUTES.of(timeless, "AWS/EC2", dimensions),
                        Format.LABELS.of(open, "AWS/EC2", dimensions),
                        mislabelled,
                        Format.LABELS.instance("i-0c", HOUR, 1, 1, 1)))));

        assertThat(reading.deadLetters()).hasSize(4).allMatch(letter -> letter.offset() == 1);
        assertThat(reading.signals(HOUR)).hasSize(2);
    }

    /** Wherever a record was cut off, the messages before the cut are read, and the rest is one dead letter. */
    @Test
    void shouldReadTheWholeMessagesOfARecordThatWasCutOff() throws IOException {
        byte[] record = Otel.record(instance("i-0a"), instance("i-0b"));
        int first = Otel.record(instance("i-0a")).length;

        for (int end = 1; end < record.length; end++) {
            ParsedFirehoseDelivery reading = reading(Arrays.copyOf(record, end), Otel.record(instance("i-0c")));

            assertThat(reading.signals(HOUR)).hasSize(end < first ? 1 : 2);
            assertThat(reading.deadLetters()).hasSize(end == first ? 0 : 1);
        }
    }

    /** The length before a message may be the byte of a brace or of a blank. */
    @ParameterizedTest
    @ValueSource(ints = {'\n', '\r', ' ', '{'})
    void shouldNotTakeALengthForTheBeginningOfJson(int length) throws IOException {
        ExportMetricsServiceRequest message = messageOf(length);
        byte[] record = Otel.record(message, instance("i-0a"));

        ParsedFirehoseDelivery reading = reading(record);

        assertThat(record[0]).isEqualTo((byte) length);
        assertThat(reading.deadLetters()).isEmpty();
        assertThat(reading.signals(HOUR)).hasSize(1);
    }

    @Test
    void shouldTellTheFormatOfEachRecordOnItsOwn() throws IOException {
        ParsedFirehoseDelivery reading = reading(
                Otel.record(instance("i-0a")),
                ParsedFirehoseDeliveryTest.point("i-0b", "CPUUtilization", HOUR, 1, 1, 1)
                        .getBytes(UTF_8),
                new byte[0],
                Otel.record(Otel.message(Otel.metric(Format.LABELS.instance("i-0c", HOUR, 1, 1, 1)))));

        assertThat(reading.signals(HOUR)).hasSize(3);
        assertThat(reading.deadLetters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "%,Percent",
        "By,Bytes",
        "By/s,Bytes/Second",
        "{Count},Count",
        "{Count}/s,Count/Second",
        "s,Seconds",
        "1,None",
        "parsec,parsec"
    })
    void shouldNameUnitsAsJsonDoes(String unit, String name) {
        assertThat(OtelStreamParser.UnitNames.name(unit)).isEqualTo(name);
    }

    private static ExportMetricsServiceRequest instance(String instance) {
        return Otel.message(Otel.metric(Format.ATTRIBUTES.instance(instance, HOUR, 1, 1, 1)));
    }

    /** A message of a resource without metrics, of that many bytes. */
    private static ExportMetricsServiceRequest messageOf(int length) {
        String filler = "x".repeat(length - 8 > 0 ? length - 8 : 0);
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(io.opentelemetry.proto.common.v1.KeyValue.newBuilder()
                                        .setKey(filler))))
                .build();
    }

    private static ParsedFirehoseDelivery reading(byte[]... records) {
        return new ParsedFirehoseDelivery(
                "metric-stream",
                new FirehoseResource.Delivery("request-1", List.of(records)),
                Instant.MAX.minus(Duration.ofDays(1)),
                account -> true);
    }

    private static byte[] join(byte[]... parts) {
        ByteString joined = ByteString.EMPTY;
        for (byte[] part : parts) {
            joined = joined.concat(ByteString.copyFrom(part));
        }
        return joined.toByteArray();
    }

    private enum Format {
        ATTRIBUTES {
            @Override
            SummaryDataPoint of(
                    SummaryDataPoint.Builder point, String namespace, String metric, Map<String, String> dimensions) {
                return Otel.with(point, namespace, metric, dimensions);
            }
        },
        LABELS {
            @Override
            SummaryDataPoint of(
                    SummaryDataPoint.Builder point, String namespace, String metric, Map<String, String> dimensions) {
                return Otel.labelled(point, namespace, metric, dimensions);
            }
        };

        abstract SummaryDataPoint of(
                SummaryDataPoint.Builder point, String namespace, String metric, Map<String, String> dimensions);

        SummaryDataPoint of(SummaryDataPoint.Builder point, String namespace, Map<String, String> dimensions) {
            return of(point, namespace, "CPUUtilization", dimensions);
        }

        SummaryDataPoint instance(String instance, Instant time, double max, double sum, long count) {
            return of(Otel.point(time, max, sum, count), "AWS/EC2", Map.of("InstanceId", instance));
        }
    }
}
