package dev.gleaner.collector.source.cloudtrail.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.network.AwsIpRanges;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.objects.ObjectAccessGrouping;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectAccessMapperTest {

    private static final String DATA = "arn:aws:s3:::gleaner-example-data/";
    private static final String TRAINER = "arn:aws:iam::111122223333:role/trainer";
    private static final Arn VPC = Arn.vpc("eu-west-3", "111122223333", "vpc-0aaaaaaaaaaaaaaa1");

    private final ParsedTrailBatch parsedTrailBatch =
            Trail.reading(Bytes.ofResource("cloudtrail/storage-access.json"), "storage-access.json", whereabouts());

    @Test
    void shouldGatherWhatOneReaderReadOfAPrefix() {
        Signal signal = signal(DATA + "training-data/", "us-west-2");

        assertThat(signal.getSource()).isEqualTo("cloudtrail-folder");
        assertThat(signal.getAccount()).isEqualTo("111122223333");
        assertThat(signal.getRegion()).isEqualTo("us-east-1");
        assertThat(signal.getObservedAt()).isEqualTo(Trail.NOW.toEpochMilli());
        assertThat(signal.getPlace().getName()).isEqualTo("storage-access.json");
        assertThat(signal.getPlace().getOffset()).isZero();
        assertThat(signal.getAccess().getReader()).isEqualTo(TRAINER);
        assertThat(signal.getAccess().getOperation()).isEqualTo("GetObject");
        assertThat(signal.getAccess().getObjectsList())
                .extracting(ObjectAccess::getBytes, ObjectAccess::getTime, ObjectAccess::getEventId)
                .containsExactly(
                        // The same call in the trail of another account, and in access logs, has the same id of the
                        // request.
                        tuple(1048576L, time("12:00"), "R00"), tuple(2048L, time("12:01"), "R01"));
        assertThat(signal.getAccess().getObjects(0).hasAge()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', e0000000-0000-4000-8000-000000000001",
        "'\"sharedEventID\":\"s-1\",', s-1",
        "'\"sharedEventID\":\"s-1\",\"requestID\":\"R1\",', R1",
    })
    void shouldKnowACallByTheIdThatMostRecordsOfItHave(String fields, String id) {
        String record = read(1).replaceFirst("\\{", "{" + fields);

        assertThat(Trail.reading(record.getBytes(UTF_8), "x.json", whereabouts())
                        .signals())
                .singleElement()
                .satisfies(signal -> assertThat(signal.getAccess().getObjects(0).getEventId())
                        .isEqualTo(id));
    }

    @Test
    void shouldKnowAnObjectByItsWholeKey() {
        long first = signal(DATA + "training-data/", "us-west-2")
                .getAccess()
                .getObjects(0)
                .getKeyHash();
        long second = signal(DATA + "training-data/", "us-west-2")
                .getAccess()
                .getObjects(1)
                .getKeyHash();

        // printf training-data/2026/a.parquet | sha256sum
        assertThat(Long.toHexString(first)).isEqualTo("c771cb03c9d1f8f0");
        assertThat(second).isNotEqualTo(first);
        assertThat(signal(DATA + "training-data/", "eu-west-3")
                        .getAccess()
                        .getObjects(0)
                        .getKeyHash())
                .isEqualTo(first);
    }

    @Test
    void shouldTellOfTheVpcToWhoseGatewayACallCame() {
        Signal signal = signal(VPC.toString(), "eu-west-3");

        assertThat(signal.getAccess().getReader()).isEqualTo("nat-0aaaaaaaaaaaaaaa1");
        assertThat(signal.getAccess().getOperation()).isEqualTo("GetObject");
        assertThat(signal.getRegion()).isEqualTo("us-east-1");
        assertThat(signal.getAccess().getFoldersList()).isEmpty();
        assertThat(signal.getAccess().getObjectsList())
                .extracting(ObjectAccess::getKeyHash, ObjectAccess::getBytes, ObjectAccess::getFolder)
                .isEqualTo(signal(DATA + "training-data/", "eu-west-3").getAccess().getObjectsList().stream()
                        .map(object -> tuple(object.getKeyHash(), object.getBytes(), 0))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "readme, '', ''",
        "a/x, a/, ''",
        "a/b/x, a/, b/",
        "a/b/c/x, a/, b/c/",
        "a/b/c/d/x, a/, b/c/d/",
        "a/b/c/d/e/f/x, a/, b/c/d/",
        "a/b/, a/, b/",
        "/b/x, /, b/",
        "a//x, a/, /",
        "'a b/c d/é/x', 'a b/', 'c d/é/'",
        "a/line\\nbreak/x, a/, ''"
    })
    void shouldNameTheFolderOfAnObjectBelowItsPrefix(String key, String prefix, String folder) {
        Signal signal = only(read("e1", key));

        assertThat(signal.getResource()).isEqualTo(DATA + prefix);
        assertThat(signal.getAccess().getFoldersList()).isEqualTo(folder.isEmpty() ? List.of() : List.of(folder));
        assertThat(signal.getAccess().getObjects(0).getFolder()).isEqualTo(folder.isEmpty() ? 0 : 1);
    }

    @Test
    void shouldNameEachFolderOnceInOneSignal() {
        Signal signal = only(read("e1", "a/b/1") + read("e2", "a/c/1") + read("e3", "a/1") + read("e4", "a/b/2"));

        assertThat(signal.getAccess().getFoldersList()).containsExactly("b/", "c/");
        assertThat(signal.getAccess().getObjectsList())
                .extracting(ObjectAccess::getFolder)
                .containsExactly(1, 2, 0, 1);
    }

    /** The folders of all objects would be 1 MB. */
    @Test
    void shouldLeaveOutFoldersForWhichASignalHasNoRoom() {
        Signal signal = only(IntStream.range(0, 1000)
                .mapToObj(number -> read("e" + number, "a/" + "x".repeat(1000) + number + "/1"))
                .collect(Collectors.joining("\n")));

        assertThat(signal.getAccess().getObjectsCount()).isEqualTo(1000);
        assertThat(signal.getAccess().getFoldersCount()).isEqualTo(99);
        assertThat(signal.getAccess().getObjects(98).getFolder()).isEqualTo(99);
        assertThat(signal.getAccess().getObjects(99).getFolder()).isZero();
        assertThat(signal.getSerializedSize()).isLessThan(200_000);
    }

    @Test
    void shouldCountTheBytesOfWritesOnTheirWayIn() {
        assertThat(accesses(DATA + "checkpoints/"))
                .extracting(signal -> signal.getAccess().getOperation(), ObjectAccessMapperTest::bytes)
                .containsExactly(tuple("PutObject", 734003200L), tuple("UploadPart", 8388608L));
    }

    @Test
    void shouldTakeKeysWithoutASlashTogether() {
        Signal signal = signal(DATA, "internet");

        assertThat(bytes(signal)).isEqualTo(512);
    }

    @Test
    void shouldLeaveOutTheRegionOfAReaderThatNobodyKnows() {
        assertThat(accesses(DATA + "logs/")).singleElement().satisfies(signal -> {
            assertThat(signal.getAccess().getReader()).isEqualTo("logs.amazonaws.com");
            assertThat(signal.getAccess().hasReaderRegion()).isFalse();
        });
    }

    @Test
    void shouldCountWhatIsNoAccess() {
        assertThat(parsedTrailBatch.entries()).isEqualTo(15);
        assertThat(parsedTrailBatch.failedCalls()).isEqualTo(1);
        assertThat(parsedTrailBatch.skipped())
                .containsOnly(entry("not-read", 2), entry("without bucket, key or bytes", 5));
        assertThat(parsedTrailBatch.accesses())
                .containsOnly(entry("region", 5), entry("internet", 1), entry("unknown", 1));
        assertThat(parsedTrailBatch.signals()).hasSize(7).allMatch(Signal::hasAccess);
    }

    @Test
    void shouldCarryNeitherAddressesNorPersonsNorNamesOfObjects() {
        String all = parsedTrailBatch.signals().toString();

        assertThat(all).doesNotContain("10.0.0.7", "198.51.100.9", "203.0.113.7", "jane.doe", "ASIA", "parquet");
    }

    @Test
    void shouldKnowNobodyWithoutListings() {
        ParsedTrailBatch blind = Trail.reading("storage-access.json");

        assertThat(blind.accesses()).containsOnly(entry("unknown", 7));
        assertThat(blind.signals()).noneMatch(signal -> signal.getAccess().hasReaderRegion());
    }

    @Test
    void shouldReadFieldsInWhateverOrderTheyCome() {
        String record = """
                {"additionalEventData":{"bytesTransferredOut":12},"vpcEndpointId":"vpce-0aaaaaaaaaaaaaaa1","awsRegion":"us-east-1",
                 "eventID":"1","eventName":"GetObject","eventTime":"2026-03-01T12:00:00Z","eventVersion":"1.08",
                 "recipientAccountId":"111122223333","requestParameters":{"key":"a/b","bucketName":"gleaner-example-data"},
                 "sourceIPAddress":"10.0.0.7","eventSource":"s3.amazonaws.com","userIdentity":{"type":"AWSAccount"}}""";

        assertThat(Trail.reading(record.getBytes(UTF_8), "any", whereabouts()).signals())
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.getAccess().getReaderRegion()).isEqualTo("us-west-2");
                    assertThat(bytes(signal)).isEqualTo(12);
                });
    }

    @Test
    void shouldPutNoMoreIntoASignalThanABrokerTakes() {
        String file = IntStream.range(0, 2 * ObjectAccessGrouping.OBJECTS_A_SIGNAL + 1)
                .mapToObj(ObjectAccessMapperTest::read)
                .collect(Collectors.joining("\n"));

        List<Signal> signals = Trail.reading(file.getBytes(UTF_8), "large").signals();

        assertThat(signals)
                .extracting(
                        signal -> signal.getAccess().getObjectsCount(),
                        signal -> signal.getPlace().getOffset())
                .containsExactly(tuple(1000, 0L), tuple(1000, 1000L), tuple(1, 2000L));
        assertThat(signals).allMatch(signal -> signal.getSerializedSize() < 100_000);
    }

    private static NetworkLocator whereabouts() {
        NetworkLocator networkLocator = new NetworkLocator();
        networkLocator.replace(
                "ours", NetworkListing.ofNetworks("us-west-2", Map.of(), Set.of("vpce-0aaaaaaaaaaaaaaa1")));
        networkLocator.replace(
                "french",
                NetworkListing.ofNetworks(
                        "eu-west-3",
                        Map.of("198.51.100.9", new NetworkLocation.Gateway("nat-0aaaaaaaaaaaaaaa1", VPC)),
                        Set.of()));
        networkLocator.replace(
                new AwsIpRanges.Builder().add("198.51.100.0/24", "eu-west-1").build());
        return networkLocator;
    }

    private static Signal only(String file) {
        List<Signal> signals = Trail.reading(file.getBytes(UTF_8), "any").signals();
        assertThat(signals).hasSize(1);
        return signals.get(0);
    }

    private static String read(String id, String key) {
        return """
                {"eventVersion":"1.09","eventTime":"2026-03-01T12:00:00Z","eventSource":"s3.amazonaws.com",\
                "eventName":"GetObject","awsRegion":"us-east-1","eventID":"%s",\
                "requestParameters":{"bucketName":"gleaner-example-data","key":"%s"},\
                "additionalEventData":{"bytesTransferredOut":10},"recipientAccountId":"111122223333"}
                """.formatted(id, key);
    }

    private static String read(int number) {
        return """
                {"eventVersion":"1.09","eventTime":"2026-03-01T12:00:00Z","eventSource":"s3.amazonaws.com",\
                "eventName":"GetObject","awsRegion":"us-east-1","eventID":"e0000000-0000-4000-8000-%012d",\
                "requestParameters":{"bucketName":"gleaner-example-data","key":"a/%d"},\
                "additionalEventData":{"bytesTransferredOut":1099511627776},"recipientAccountId":"111122223333"}""".formatted(number, number);
    }

    private static long bytes(Signal signal) {
        return signal.getAccess().getObjectsList().stream()
                .mapToLong(ObjectAccess::getBytes)
                .sum();
    }

    private static long time(String minute) {
        return Instant.parse("2026-03-01T" + minute + ":00Z").toEpochMilli();
    }

    private List<Signal> accesses(String resource) {
        return parsedTrailBatch.signals().stream()
                .filter(signal -> signal.getResource().equals(resource))
                .toList();
    }

    private Signal signal(String resource, String readerRegion) {
        return accesses(resource).stream()
                .filter(signal -> signal.getAccess().getReaderRegion().equals(readerRegion))
                .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                    assertThat(found).hasSize(1);
                    return found.get(0);
                }));
    }
}
