package dev.gleaner.local.estate.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class FlowLogRendererTest {

    private static final Estate ESTATE = EstateFileReader.parse("test", """
            {"name":"x","resources":[
               {"name":"a","region":"us-east-1","type":"m5.large"},
               {"name":"b","region":"us-east-1","zone":"us-east-1b","type":"m5.large"},
               {"name":"far","region":"eu-west-3","type":"m5.large"}],
             "vpcs":[{"name":"net","region":"us-east-1","endpoints":[{}],"flows":[
               {"from":"a","to":"b","bytes":900000000},
               {"from":"b","address":"198.51.100.7","bytes":5},
               {"from":"b","service":"s3","bytes":7}]}]}""");

    private static final EstateIdentities IDENTITIES = EstateIdentities.made(ESTATE);
    private static final EstateTimeline TIMELINE =
            EstateTimeline.endingAt(ESTATE, Instant.parse("2026-03-18T16:35:00Z"));

    @Test
    void shouldDeliverAFileForEachSixHoursUpToTheLastWholeHour() {
        List<String> keys = rendered().stream()
                .map(BucketFile::key)
                .filter(key -> key.contains("us-east-1"))
                .toList();

        assertThat(keys).hasSize(1 + 36).doesNotHaveDuplicates();
        assertThat(keys)
                .allMatch(
                        key -> key.matches(
                                "AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/03/[0-9]{2}/"
                                        + "123456789012_vpcflowlogs_us-east-1_fl-[0-9a-f]{17}_202603[0-9]{2}T[0-9]{4}Z_[0-9a-f]{8}.log.gz"));
        assertThat(keys.get(keys.size() - 1)).contains("2026/03/18", "_20260318T1605Z_");
    }

    @Test
    void shouldLogAFlowAtBothInterfacesOfTheVpc() {
        List<String> lines = lines(rendered().get(rendered().size() - 1));
        EstateIdentities.Interface sender = IDENTITIES.networkInterface("a");
        EstateIdentities.Interface receiver = IDENTITIES.networkInterface("b");

        assertThat(lines).hasSize(1 + 6 * 4);
        assertThat(lines.get(lines.size() - 4))
                .isEqualTo(String.join(
                        " ",
                        "5 123456789012",
                        sender.id(),
                        sender.address(),
                        receiver.address(),
                        "49152 443 6 100000 900000000 1773846000 1773849600 ACCEPT OK",
                        IDENTITIES.id("net"),
                        IDENTITIES.id("a"),
                        "us-east-1 egress 1 - -"));
        assertThat(lines.get(lines.size() - 3))
                .contains(receiver.id(), IDENTITIES.id("b"))
                .endsWith("us-east-1 ingress - - -");
        assertThat(lines.get(lines.size() - 2)).contains(" 198.51.100.7 ").endsWith("us-east-1 egress 8 - -");
        assertThat(lines.get(lines.size() - 1)).endsWith("us-east-1 egress 7 - S3");
    }

    /** The service is that of the packets' address, on both sides of the gateway. */
    @Test
    void shouldLogADownloadOnBothSidesOfTheGateway() {
        Estate estate = EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                    "vpcs":[{"name":"net","region":"us-east-1","natGateways":["nat"],"downloads":[
                   {"nat":"nat","service":"s3","bytes":9000},{"nat":"nat","address":"198.51.100.7","bytes":7}]}]}""");
        EstateIdentities identities = EstateIdentities.made(estate);
        EstateIdentities.Interface gateway = identities.networkInterface("nat");

        List<BucketFile> files =
                new FlowLogRenderer(EstateTimeline.endingAt(estate, TIMELINE.end()), identities).render();
        List<String> lines = lines(files.get(files.size() - 1));

        assertThat(lines).hasSize(1 + 6 * 4);
        assertThat(lines.get(1))
                .startsWith("5 123456789012 " + gateway.id() + " 192.0.2.10 " + gateway.address() + " ")
                .endsWith(" " + identities.id("net") + " - us-east-1 ingress - S3 -");
        assertThat(lines.get(2))
                .startsWith("5 123456789012 " + gateway.id() + " " + gateway.address() + " 10.0.")
                .endsWith(" us-east-1 egress 1 S3 -");
        assertThat(lines.get(3)).contains(" 198.51.100.7 ").endsWith(" ingress - - -");
        assertThat(lines.get(4)).contains(" 7 ").endsWith(" egress 1 - -");
    }

    @Test
    void shouldHaveALogWithoutDataInEachRegion() {
        List<BucketFile> files = rendered();

        assertThat(files.subList(0, 2))
                .extracting(BucketFile::key)
                .satisfiesExactly(
                        key -> assertThat(key).contains("_vpcflowlogs_eu-west-3_"),
                        key -> assertThat(key).contains("_vpcflowlogs_us-east-1_"));
        assertThat(lines(files.get(0)))
                .satisfiesExactly(
                        header -> {},
                        row -> assertThat(row)
                                .contains(" NODATA ")
                                .satisfies(cells -> assertThat(cells.split(" "))
                                        .hasSameSizeAs(
                                                lines(files.get(0)).get(0).split(" "))));
    }

    private static List<BucketFile> rendered() {
        return new FlowLogRenderer(TIMELINE, IDENTITIES).render();
    }

    private static List<String> lines(BucketFile file) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(file.bytes()))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
