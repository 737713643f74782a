package dev.gleaner.collector.source.flowlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.Recordings;
import dev.gleaner.collector.network.NetworkInterface;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.network.NetworkLocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Recorded flow logs, counted against what {@code awk} counts in the same files. */
class RecordedFlowsIT {

    private static final String SAMPLES = "v2_samples.log";
    private static final String OWN = "172.31.16.139";

    /** All fields of version 5 in the order of the user guide, in which the recorded row stands without its header. */
    private static final String VERSION_5 = TextFlowReader.DEFAULT_FORMAT
            + " vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type"
            + " sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path";

    private final Path folder = Recordings.folder("vpc_flow_logs");

    @Test
    void shouldReadRecordedTextAsAwkDoes() throws Exception {
        FlowSignalBatch gathered =
                Flows.read(knowing("eni-1235b8ca123456789", OWN), Files.readAllBytes(folder.resolve(SAMPLES)));

        assertThat(gathered.deadLetters()).isEmpty();
        assertThat(gathered.records()).isEqualTo((int) count("NR > 1 {n++}")).isPositive();
        assertThat(gathered.skipped())
                .containsEntry("NODATA", (int) count("$14 == \"NODATA\" {n++}"))
                .containsEntry("SKIPDATA", (int) count("$14 == \"SKIPDATA\" {n++}"))
                .containsEntry("REJECT", (int) count("$13 == \"REJECT\" {n++}"))
                .containsEntry("side not known", (int) count("$13 == \"ACCEPT\" && $4 != own && $5 != own {n++}"));
        assertThat(bytes(gathered))
                .isEqualTo(count("$13 == \"ACCEPT\" && ($4 == own || $5 == own) {n += $10}"))
                .isPositive();
    }

    @Test
    void shouldReadARecordedRowOfAllFields() throws Exception {
        byte[] file = Files.readAllBytes(folder.resolve("v5_all_fields.log"));

        FlowSignalBatch gathered = Flows.read(new NetworkLocator(), VERSION_5, file);
        FlowSignalBatch accepted = Flows.read(
                new NetworkLocator(),
                VERSION_5,
                new String(file, UTF_8).replace("REJECT", "ACCEPT").getBytes(UTF_8));

        assertThat(gathered.records()).isEqualTo(1);
        assertThat(gathered.skipped()).containsOnlyKeys("REJECT");
        assertThat(accepted.signals()).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).endsWith(":vpc/vpc-09676f97xxxxxb8a7");
            assertThat(signal.getRegion()).isEqualTo("us-east-1");
            assertThat(signal.getFlow().getDestinationClass()).isEqualTo("same-zone");
            assertThat(signal.getFlow().getBytes()).isEqualTo(1);
        });
    }

    /** Counted by hand in the unpacked pages of the file: three rows, one with data. */
    @Test
    void shouldReadRecordedParquetThatIsPackedByGzip() throws Exception {
        byte[] file = Files.readAllBytes(folder.resolve("flowlogs_reader/flows.parquet"));

        FlowSignalBatch gathered = Flows.read(knowing("eni-102010ab", "198.51.100.1"), file);

        assertThat(gathered.deadLetters()).isEmpty();
        assertThat(gathered.records()).isEqualTo(3);
        assertThat(gathered.skipped()).containsEntry("NODATA", 2).hasSize(1);
        assertThat(bytes(gathered)).isEqualTo(840);
    }

    private long count(String program) throws Exception {
        String script = "awk -v own=" + OWN + " '" + program + " END {print n + 0}' " + SAMPLES;
        return Long.parseLong(new String(Recordings.shell(folder, script), UTF_8).strip());
    }

    private static long bytes(FlowSignalBatch gathered) {
        return gathered.signals().stream()
                .mapToLong(signal -> signal.getFlow().getBytes())
                .sum();
    }

    private static NetworkLocator knowing(String port, String address) {
        NetworkLocator networkLocator = new NetworkLocator();
        networkLocator.replace(
                "instances",
                NetworkListing.ofInstances("us-east-1", Set.of())
                        .withInterfaces(List.of(new NetworkInterface(
                                port,
                                "us-east-1",
                                "vpc-1",
                                "us-east-1a",
                                NetworkInterface.Kind.INSTANCE,
                                true,
                                Set.of(address),
                                "instance/i-1"))));
        return networkLocator;
    }
}
