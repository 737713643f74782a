package dev.gleaner.collector.source.flowlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import blue.strategic.parquet.ParquetWriter;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.contracts.signal.proto.ServiceFlow;
import dev.gleaner.contracts.signal.proto.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows of a NAT gateway tell of its traffic with S3. */
class ServiceFlowTest {

    private static final String FIELDS = "account-id interface-id srcaddr dstaddr bytes start action log-status";
    private static final String BOTH = FIELDS + " pkt-src-aws-service pkt-dst-aws-service";

    private static final String WITHOUT_START =
            "interface-id srcaddr dstaddr bytes action log-status pkt-src-aws-service pkt-dst-aws-service";

    /** The addresses of the gateway, of an instance, of AWS in this region and in another, and of nobody known. */
    private static final String NAT = "10.0.0.220";

    private static final String INSTANCE = "10.0.1.5";
    private static final String HERE = "198.51.100.1";
    private static final String FAR = "203.0.113.1";
    private static final String ELSEWHERE = "192.0.2.1";

    private final NetworkLocator networkLocator = Flows.listed();

    @TempDir
    Path folder;

    @Test
    void shouldAddUpBothDirectionsOfAnHour() {
        List<Signal> signals = read(
                BOTH,
                row("eni-nat", NAT, HERE, 5, Flows.START, "- S3"),
                row("eni-nat", HERE, NAT, 700, Flows.START + 60, "S3 -"),
                row("eni-nat", HERE, NAT, 11, Flows.START + 3600, "S3 -"));

        assertThat(signals)
                .extracting(ServiceFlowTest::text)
                .containsExactly("nat-1 S3 same-region 705", "nat-1 S3 same-region 11");
        assertThat(signals.get(0)).satisfies(signal -> {
            assertThat(signal.getResource()).isEqualTo(Flows.VPC);
            assertThat(signal.getAccount()).isEqualTo("111122223333");
            assertThat(signal.getRegion()).isEqualTo("us-east-1");
            assertThat(signal.getPlace().getName()).isEqualTo(Flows.PLACE);
            assertThat(signal.getServiceFlow().getFrom()).isEqualTo((Flows.START - 900) * 1000);
            assertThat(signal.getServiceFlow().getUntil()).isEqualTo((Flows.START + 2700) * 1000);
        });
    }

    /** On the side of the VPC the same bytes are logged once more, with the service too. */
    @Test
    void shouldCountNoByteOnBothSidesOfTheGateway() {
        List<Signal> signals = read(
                BOTH,
                row("eni-nat", INSTANCE, NAT, 5, Flows.START, "- S3"),
                row("eni-nat", NAT, HERE, 5, Flows.START, "- S3"),
                row("eni-nat", HERE, NAT, 700, Flows.START, "S3 -"),
                row("eni-nat", NAT, INSTANCE, 700, Flows.START, "S3 -"));

        assertThat(signals).extracting(ServiceFlowTest::text).containsExactly("nat-1 S3 same-region 705");
    }

    @Test
    void shouldTellWhereS3Is() {
        List<Signal> signals = read(
                BOTH,
                row("eni-nat", FAR, NAT, 3, Flows.START, "S3 -"),
                row("eni-nat", ELSEWHERE, NAT, 2, Flows.START, "S3 -"));

        assertThat(signals)
                .extracting(ServiceFlowTest::text)
                .containsExactly("nat-1 S3 same-region 0", "nat-1 S3 other-region 3", "nat-1 S3 unknown 2");
    }

    /** That there were none is known, and not the same as nothing being known. */
    @ParameterizedTest
    @CsvSource({
        "eni-nat 10.0.0.220 192.0.2.1 9 ACCEPT OK - -",
        "eni-nat 10.0.0.220 198.51.100.1 9 ACCEPT OK - DYNAMODB",
        "eni-nat 198.51.100.1 10.0.0.220 9 ACCEPT OK - S3",
        "eni-nat 10.0.0.220 198.51.100.1 9 REJECT OK - S3",
        "eni-nat - - - - NODATA - -"
    })
    void shouldTellThatAGatewayHadNoTrafficWithS3(String row) {
        assertThat(read(WITHOUT_START + " account-id start", row + " 111122223333 " + Flows.START))
                .extracting(ServiceFlowTest::text)
                .containsExactly("nat-1 S3 same-region 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " pkt-src-aws-service", " pkt-dst-aws-service"})
    void shouldTellNothingWithoutBothFields(String fields) {
        assertThat(read(
                        FIELDS + fields,
                        row("eni-nat", NAT, HERE, 5, Flows.START, fields.isEmpty() ? "" : "S3"),
                        row("eni-nat", HERE, NAT, 5, Flows.START, fields.isEmpty() ? "" : "S3")))
                .isEmpty();
    }

    @Test
    void shouldTellNothingOfOtherInterfacesAndOfSkippedRows() {
        assertThat(read(
                        BOTH,
                        row("eni-b", "10.0.2.5", HERE, 5, Flows.START, "- S3"),
                        row("eni-x", NAT, HERE, 5, Flows.START, "- S3"),
                        "111122223333 eni-nat - - - " + Flows.START + " - SKIPDATA - -"))
                .isEmpty();
    }

    /** The sum of an hour is that of its rows in whatever order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKeepEveryByteInWhateverOrder(long seed) {
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>(List.of(row("eni-nat", NAT, HERE, 0, Flows.START, "- -")));
        Map<String, Long> expected = new TreeMap<>(Map.of("same-region", 0L));
        for (int i = 0; i < 500; i++) {
            String peer = List.of(HERE, FAR, ELSEWHERE, INSTANCE).get(random.nextInt(4));
            long bytes = random.nextInt(1000);
            boolean sent = random.nextBoolean();
            boolean isS3 = random.nextBoolean();
            String service = isS3 ? "S3" : "-";
            rows.add(row(
                    "eni-nat",
                    sent ? NAT : peer,
                    sent ? peer : NAT,
                    bytes,
                    Flows.START + random.nextInt(900),
                    sent ? "- " + service : service + " -"));
            if (isS3 && !peer.equals(INSTANCE)) {
                expected.merge(
                        peer.equals(HERE) ? "same-region" : peer.equals(FAR) ? "other-region" : "unknown",
                        bytes,
                        Long::sum);
            }
        }
        Collections.shuffle(rows, random);

        Map<String, Long> sums = new TreeMap<>();
        read(BOTH, rows.toArray(String[]::new))
                .forEach(signal -> sums.put(
                        signal.getServiceFlow().getPeerClass(),
                        signal.getServiceFlow().getBytes()));

        assertThat(sums).isEqualTo(expected);
    }

    @Test
    void shouldReadParquetAsText() throws Exception {
        byte[] both = parquet(true);
        byte[] without = parquet(false);

        assertThat(ofServices(Flows.read(networkLocator, both)))
                .extracting(ServiceFlowTest::text)
                .containsExactly("nat-1 S3 same-region 7");
        assertThat(ofServices(Flows.read(networkLocator, without))).isEmpty();
    }

    /** Three rows: two with S3, and one with a peer that is no service of AWS, so that both fields have no value. */
    private byte[] parquet(boolean withServices) throws Exception {
        List<Type> columns = new ArrayList<>(List.of(
                text("account_id"),
                text("interface_id"),
                text("srcaddr"),
                text("dstaddr"),
                Types.optional(PrimitiveTypeName.INT64).named("bytes"),
                Types.optional(PrimitiveTypeName.INT64).named("start"),
                text("action"),
                text("log_status")));
        if (withServices) {
            columns.addAll(List.of(text("pkt_src_aws_service"), text("pkt_dst_aws_service")));
        }
        Path file = folder.resolve(withServices + ".parquet");
        try (ParquetWriter<Integer> writer =
                ParquetWriter.writeFile(new MessageType("flow_log", columns), file.toFile(), (row, values) -> {
                    values.write("account_id", "111122223333");
                    values.write("interface_id", "eni-nat");
                    values.write("srcaddr", row == 1 ? HERE : NAT);
                    values.write("dstaddr", row == 1 ? NAT : row == 0 ? HERE : ELSEWHERE);
                    values.write("bytes", (long) (row + 1) * (row + 1) + 1);
                    values.write("start", Flows.START);
                    values.write("action", "ACCEPT");
                    values.write("log_status", "OK");
                    if (withServices && row < 2) {
                        values.write(row == 1 ? "pkt_src_aws_service" : "pkt_dst_aws_service", "S3");
                    }
                })) {
            for (int row = 0; row < 3; row++) {
                writer.write(row);
            }
        }
        return Files.readAllBytes(file);
    }

    private static Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    private static String row(String port, String source, String destination, long bytes, long start, String services) {
        return ("111122223333 " + port + " " + source + " " + destination + " " + bytes + " " + start + " ACCEPT OK "
                        + services)
                .strip();
    }

    private List<Signal> read(String header, String... rows) {
        List<String> lines = new ArrayList<>(List.of(header));
        lines.addAll(Arrays.asList(rows));
        FlowSignalBatch gathered =
                Flows.read(networkLocator, String.join("\n", lines).getBytes(UTF_8));
        assertThat(gathered.deadLetters()).isEmpty();
        return ofServices(gathered);
    }

    private static List<Signal> ofServices(FlowSignalBatch gathered) {
        return gathered.signals().stream().filter(Signal::hasServiceFlow).toList();
    }

    private static String text(Signal signal) {
        ServiceFlow flow = signal.getServiceFlow();
        return flow.getGateway() + " " + flow.getService() + " " + flow.getPeerClass() + " " + flow.getBytes();
    }
}
