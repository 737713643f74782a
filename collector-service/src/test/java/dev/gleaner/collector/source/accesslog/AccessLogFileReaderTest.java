package dev.gleaner.collector.source.accesslog;

import static dev.gleaner.collector.source.accesslog.AccessLogs.get;
import static dev.gleaner.collector.source.accesslog.AccessLogs.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.network.AwsIpRanges;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.cloudtrail.mapping.OfflineTrailReader;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogFileReaderTest {

    private static final Arn VPC = Arn.vpc("eu-west-3", "111122223333", "vpc-0aaaaaaaaaaaaaaa1");

    /** S3's id of the request, the key and the time are the same, so that whoever gets both counts one read. */
    @Test
    void shouldPublishTheSameAsADataEventOfTheSameRequest() {
        String event = """
                {"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/trainer/jane",\
                "accountId":"111122223333"},"eventTime":"2026-03-01T12:00:01Z","eventSource":"s3.amazonaws.com",\
                "eventName":"GetObject","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.9","requestID":"R1","eventID":"e-1",\
                "requestParameters":{"bucketName":"data","key":"train data/2026/%C3%A9.bin"},\
                "additionalEventData":{"bytesTransferredOut":700.0},"recipientAccountId":"111122223333"}
                """.replace("%C3%A9", "\u00e9");
        List<Signal> byTrail = new OfflineTrailReader("s3-access-logs")
                .everything(event.getBytes(UTF_8), AccessLogs.PLACE, AccessLogs.NOW);

        AccessLogBatch byLog = AccessLogs.read(line(
                "REST.GET.OBJECT",
                "R1",
                "train%2520data/2026/%25C3%25A9.bin",
                "206 - 700 9000 1000 12",
                "198.51.100.9",
                "arn:aws:sts::111122223333:assumed-role/trainer/jane",
                "-"));

        assertThat(byLog.signals()).isEqualTo(byTrail).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "REST.GET.OBJECT, 200 - 5 9 1 1, GetObject, 5",
        "REST.GET.OBJECT, 206 - 5 9 1 1, GetObject, 5",
        "REST.GET.OBJECT, 200 - - 0 1 1, GetObject, 0",
        "WEBSITE.GET.OBJECT, 200 - 5 5 1 1, GetObject, 5",
        "REST.PUT.OBJECT, 200 - - 9 1 1, PutObject, 9",
        "REST.POST.OBJECT, 204 - 3 9 1 1, PostObject, 9",
        "REST.PUT.PART, 200 - - 9 1 1, UploadPart, 9",
    })
    void shouldCountWhatWasTransferred(String operation, String response, String name, long bytes) {
        AccessLogBatch read = AccessLogs.read(line(operation, "R1", "a/b", response));

        assertThat(read.signals()).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).isEqualTo("arn:aws:s3:::data/a/");
            assertThat(signal.getAccount()).isEqualTo("111122223333");
            assertThat(signal.getRegion()).isEqualTo("us-east-1");
            assertThat(signal.getAccess().getOperation()).isEqualTo(name);
            assertThat(signal.getAccess().getObjects(0).getBytes()).isEqualTo(bytes);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "REST.HEAD.OBJECT, 200 - - 9 1 1, not-read",
        "REST.COPY.OBJECT_GET, 200 - - 9 - -, not-read",
        "REST.COPY.PART_GET, 200 - - 9 - -, not-read",
        "REST.POST.UPLOAD, 200 - 300 9 1 1, not-read",
        "REST.GET.ACL, 200 - 300 9 1 1, not-read",
        "BATCH.DELETE.OBJECT, 204 - - 9 - -, not-read",
        "S3.EXPIRE.OBJECT, - - - 9 - -, not-read",
        "S3.TRANSITION_SIA.OBJECT, - - - 9 - -, not-read",
        "REST.GET.OBJECT, 304 - - 9 1 1, nothing transferred",
        "REST.GET.OBJECT, 301 PermanentRedirect 400 - 1 1, nothing transferred",
        "REST.PUT.OBJECT, 200 - - - 1 1, 'without bucket, key or bytes'",
    })
    void shouldCountNothingElse(String operation, String response, String reason) {
        AccessLogBatch read = AccessLogs.read(line(operation, "R1", "a/b", response));

        assertThat(read.signals()).isEmpty();
        assertThat(read.skipped()).containsExactly(entry(reason, 1));
        assertThat(read.deadLetters().deadLetters()).isEmpty();
    }

    @Test
    void shouldCountCallsThatFailed() {
        AccessLogBatch read = AccessLogs.read(line("REST.GET.OBJECT", "R1", "a/b", "403 AccessDenied 243 - 1 -")
                + line("REST.GET.OBJECT", "R2", "a/b", "503 SlowDown 300 - 1 -"));

        assertThat(read.signals()).isEmpty();
        assertThat(read.failedCalls()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheReadsOfAReaderAndPrefixTogether() {
        Access access = AccessLogs.read(get("R1", "a/b/c", "1") + get("R2", "a/b/d", "2") + get("R3", "a/e", "3"))
                .signals()
                .get(0)
                .getAccess();

        assertThat(access.getObjectsCount()).isEqualTo(3);
        assertThat(access.getReader()).isEqualTo("arn:aws:iam::111122223333:user/ana");
        assertThat(access.getFoldersList()).containsExactly("b/");
        assertThat(access.getObjects(2).getFolder()).isZero();
        assertThat(access.getObjects(0).getTime())
                .isEqualTo(Instant.parse("2026-03-01T12:00:01.500Z").toEpochMilli());
    }

    @Test
    void shouldReadADuplicatedRecordUnderTheSameId() {
        Access access = AccessLogs.read(get("R1", "a/b", "1") + get("R1", "a/b", "1"))
                .signals()
                .get(0)
                .getAccess();

        assertThat(access.getObjects(0)).isEqualTo(access.getObjects(1));
    }

    @ParameterizedTest
    @CsvSource({
        // Our NAT gateway, our instance, AWS in a region, and the internet.
        "198.51.100.9, -, eu-west-3",
        "198.51.100.10, -, us-west-2",
        "198.51.100.77, -, eu-west-1",
        "203.0.113.7, -, internet",
        // Behind some endpoint, where addresses of other networks may equal ours.
        "10.0.0.7, -, ''",
        "10.0.0.7, us-east-1, us-east-1",
        "203.0.113.7, ap-south-1, ap-south-1",
        "-, -, ''",
    })
    void shouldKnowWhereAReaderIs(String address, String sourceRegion, String region) {
        AccessLogBatch read = AccessLogs.read(
                whereabouts(),
                line("REST.GET.OBJECT", "R1", "a/b", "200 - 5 9 1 1", address, "-", sourceRegion)
                        .getBytes(UTF_8));

        Access access = read.signals().get(0).getAccess();
        assertThat(access.getReaderRegion()).isEqualTo(region);
        assertThat(access.hasReaderRegion()).isEqualTo(!region.isEmpty());
        assertThat(access.getReader()).isEqualTo("AWSAccount");
    }

    @Test
    void shouldTellOfTheVpcToWhoseGatewayACallCame() {
        List<Signal> signals = AccessLogs.read(
                        whereabouts(), get("R1", "a/b/c", "5").getBytes(UTF_8))
                .signals();

        assertThat(signals).extracting(Signal::getResource).containsExactly("arn:aws:s3:::data/a/", VPC.toString());
        assertThat(signals.get(1).getAccess().getReader()).isEqualTo("nat-0aaaaaaaaaaaaaaa1");
        assertThat(signals.get(1).getRegion()).isEqualTo("us-east-1");
        assertThat(signals.get(1).getAccess().getFoldersCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sts::111122223333:assumed-role/trainer/jane.doe, arn:aws:iam::111122223333:role/trainer",
        "arn:aws:sts::111122223333:federated-user/jane.doe, session",
        "arn:aws:iam::111122223333:user/ana, arn:aws:iam::111122223333:user/ana",
        "arn:aws:iam::111122223333:root, root",
        "svc:s3.amazonaws.com, s3.amazonaws.com",
        "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be, AWSAccount",
        "Anonymous, AWSAccount",
    })
    void shouldNameNoSession(String requester, String reader) {
        AccessLogBatch read =
                AccessLogs.read(line("REST.GET.OBJECT", "R1", "a/b", "200 - 5 9 1 1", "198.51.100.9", requester, "-"));

        assertThat(read.signals().get(0).getAccess().getReader()).isEqualTo(reader);
    }

    @Test
    void shouldCarryNeitherAddressesNorPersonsNorNamesOfObjects() {
        String text = AccessLogs.read(line(
                                "REST.GET.OBJECT",
                                "R1",
                                "a/secret-name",
                                "200 - 5 9 1 1",
                                "198.51.100.9",
                                "arn:aws:sts::111122223333:assumed-role/trainer/jane.doe",
                                "-")
                        + "broken 198.51.100.9 jane.doe secret-name\n")
                .signals()
                .toString();

        assertThat(text).doesNotContain("198.51.100.9", "jane.doe", "secret-name");
    }

    @Test
    void shouldLeaveAccountAndRegionOutWhereNothingTellsThem() {
        Signal signal = AccessLogs.read(
                        new NetworkLocator(),
                        get("R1", "a/b", "5").getBytes(UTF_8),
                        "logs/2026-03-01-12-30-00-0A",
                        1000)
                .signals()
                .get(0);

        assertThat(signal.getAccount()).isEmpty();
        assertThat(signal.getRegion()).isEmpty();
        assertThat(signal.getAccess().hasReaderRegion()).isFalse();
    }

    @Test
    void shouldReadTheLinesBesideThoseThatItCannotRead() {
        String file = "no record\n" + get("R1", "a/b", "1") + "\n"
                + get("R2", "a/b", "2").replace("12:00:00", "19:00:00")
                + get("R3", "a/b", "3").replace("data", "x".repeat(AccessLogFileReader.LONGEST_LINE))
                + get("R4", "a/b", "4");

        AccessLogBatch read = AccessLogs.read(file);

        assertThat(read.signals().get(0).getAccess().getObjectsList())
                .extracting(object -> object.getEventId())
                .containsExactly("R1", "R4");
        assertThat(read.records()).isEqualTo(5);
        assertThat(read.deadLetters().deadLetters())
                .extracting(DeadLetter::place, DeadLetter::offset, DeadLetter::reason, DeadLetter::head)
                .containsExactly(
                        letter(0, "no time"),
                        letter(3, "the time of the request lies ahead of this clock"),
                        letter(4, "the line has more than 65536 bytes"));
    }

    @Test
    void shouldReportAFileOfBadLinesWithoutFloodingTheTopic() {
        AccessLogBatch read = AccessLogs.read("no record\n".repeat(1000));

        assertThat(read.deadLetters().deadLetters()).hasSize(FileDeadLetterCollector.REPORTED_PER_FILE + 1);
    }

    @Test
    void shouldReadAnEmptyFile() {
        AccessLogBatch read = AccessLogs.read("");

        assertThat(read.records()).isZero();
        assertThat(read.deadLetters().deadLetters()).isEmpty();
    }

    @Test
    void shouldReadAFileThatIsPackedByGzipAndWhatIsLeftOfATruncatedOne() {
        byte[] packed = Bytes.gzip(get("R1", "a/b", "1").repeat(5000).getBytes(UTF_8));

        AccessLogBatch whole = AccessLogs.read(new NetworkLocator(), packed, AccessLogs.PLACE, Long.MAX_VALUE);
        AccessLogBatch part = AccessLogs.read(
                new NetworkLocator(), Arrays.copyOf(packed, packed.length - 20), AccessLogs.PLACE, Long.MAX_VALUE);
        AccessLogBatch header = AccessLogs.read(new NetworkLocator(), Arrays.copyOf(packed, 3));

        assertThat(whole.records()).isEqualTo(5000);
        assertThat(part.deadLetters().deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo("the file is not complete gzip"));
        assertThat(part.records()).isPositive();
        assertThat(header.deadLetters().deadLetters()).hasSize(1);
    }

    @Test
    void shouldReadTheBeginningOfAFileThatIsTooLarge() {
        AccessLogBatch read = AccessLogs.read(
                new NetworkLocator(), get("R1", "a/b", "1").repeat(1000).getBytes(UTF_8), AccessLogs.PLACE, 100_000);

        assertThat(read.records()).isBetween(200, 999);
        assertThat(read.deadLetters().deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo("the file has more than 100000 bytes"));
    }

    private static Tuple letter(long line, String reason) {
        return Tuple.tuple(AccessLogs.PLACE, line, reason, "");
    }

    private static NetworkLocator whereabouts() {
        NetworkLocator networkLocator = new NetworkLocator();
        networkLocator.replace(
                "instances", NetworkListing.ofInstances("us-west-2", Set.of("198.51.100.10", "10.0.0.7")));
        networkLocator.replace(
                "networks",
                NetworkListing.ofNetworks(
                        "eu-west-3",
                        Map.of("198.51.100.9", new NetworkLocation.Gateway("nat-0aaaaaaaaaaaaaaa1", VPC)),
                        Set.of()));
        networkLocator.replace(
                new AwsIpRanges.Builder().add("198.51.100.0/24", "eu-west-1").build());
        return networkLocator;
    }
}
