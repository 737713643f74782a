package dev.gleaner.collector.source.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.files.FolderStore;
import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of a trail: each hour two log files, and the digest of the hour. */
class DigestsTest {

    private static final String CHAIN = "111122223333_CloudTrail-Digest_us-east-1_events_us-east-1";
    private static final int HOURS = 24;

    @TempDir
    Path trail;

    private final List<byte[]> digests = new ArrayList<>();

    @BeforeEach
    void deliver() throws IOException {
        for (int hour = 0; hour < HOURS; hour++) {
            String previous = hour == 0 ? null : key(hour - 1);
            byte[] digest = digest(hour, previous, hour == 0 ? "" : hash(digests.get(hour - 1)));
            digests.add(digest);
            put(key(hour), digest);
            put(log(hour, "a"), "{\"Records\":[]}".getBytes(UTF_8));
            put(log(hour, "b"), "{\"Records\":[]}".getBytes(UTF_8));
        }
    }

    @Test
    void shouldTakeATrailThatIsAllThere() {
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void shouldNameTheLogFileThatIsMissing() throws IOException {
        Files.delete(trail.resolve(log(7, "b")));

        assertThatThrownBy(this::check)
                .isInstanceOf(IncompleteTrailException.class)
                .hasMessage("log file " + name(log(7, "b")) + " is missing");
    }

    @Test
    void shouldNameTheHourWhoseDigestIsMissing() throws IOException {
        Files.delete(trail.resolve(key(7)));

        assertThatThrownBy(this::check)
                .hasMessage("a digest is missing of " + CHAIN + " from 2026-03-01T07:00:00Z to 2026-03-01T08:00:00Z");
    }

    @Test
    void shouldNameADigestThatWasChanged() throws IOException {
        put(key(7), digest(7, key(6), hash(digests.get(6)), log(7, "a")));

        assertThatThrownBy(this::check).hasMessage("digest " + name(key(7)) + " was changed");
    }

    @Test
    void shouldNotTakeATrailThatWasSwitchedOffForOneThatIsAllThere() throws IOException {
        put(key(23), digest(23, null, ""));
        Files.delete(trail.resolve(key(22)));

        assertThatThrownBy(this::check)
                .hasMessage("the trail was switched off: no digest of " + CHAIN
                        + " from 2026-03-01T22:00:00Z to 2026-03-01T23:00:00Z");
    }

    /** What is older than the retention of the bucket. */
    @Test
    void shouldTakeATrailWithoutItsFirstHours() throws IOException {
        for (int hour = 0; hour < 5; hour++) {
            Files.delete(trail.resolve(key(hour)));
            Files.delete(trail.resolve(log(hour, "a")));
            Files.delete(trail.resolve(log(hour, "b")));
        }

        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void shouldNotTakeATrailWithoutDigestsForOneThatIsAllThere() throws IOException {
        for (int hour = 0; hour < HOURS; hour++) {
            Files.delete(trail.resolve(key(hour)));
        }

        assertThatThrownBy(this::check).hasMessageStartingWith("no digest file in ");
    }

    /** CloudTrail adds what came late by one that stands in no chain. */
    @Test
    void shouldAskForTheLogFilesOfADigestBehindTheOthers() throws IOException {
        String late = key(7).replace(".json.gz", "_backfill.json.gz");
        put(late, digest(7, null, "", log(7, "late")));

        assertThatThrownBy(this::check).hasMessage("log file " + name(log(7, "late")) + " is missing");

        put(log(7, "late"), "{\"Records\":[]}".getBytes(UTF_8));
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    private void check() throws IOException {
        Digests all = new Digests(new FolderStore(trail, file -> new TrailFile(file).isDigest()));
        all.look();
        all.requireWhole(new FolderStore(trail, file -> new TrailFile(file).isLog()).list());
    }

    private void put(String key, byte[] bytes) throws IOException {
        Path file = trail.resolve(key);
        Files.createDirectories(file.getParent());
        Files.write(file, Bytes.gzip(bytes));
    }

    private static byte[] digest(int hour, String previous, String previousHash, String... logs) {
        List<String> names = logs.length == 0 ? List.of(log(hour, "a"), log(hour, "b")) : List.of(logs);
        String files = names.stream()
                .map(log -> "{\"s3Bucket\":\"trail\",\"s3Object\":\"prefix/" + log + "\",\"hashValue\":\"00\"}")
                .collect(Collectors.joining(","));
        return String.format(
                        "{\"awsAccountId\":\"111122223333\",\"digestStartTime\":\"2026-03-01T%02d:00:00Z\","
                                + "\"digestEndTime\":\"2026-03-01T%02d:00:00Z\",\"previousDigestS3Object\":%s,"
                                + "\"previousDigestHashValue\":\"%s\",\"logFiles\":[%s]}",
                        hour, hour + 1, previous == null ? "null" : "\"prefix/" + previous + "\"", previousHash, files)
                .getBytes(UTF_8);
    }

    private static String hash(byte[] digest) {
        return Json.sha256(digest).substring("sha256:".length());
    }

    private static String key(int hour) {
        return String.format(
                "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/01/%s_20260301T%02d0000Z.json.gz",
                CHAIN, hour + 1);
    }

    private static String log(int hour, String what) {
        return String.format(
                "AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01/111122223333_CloudTrail_us-east-1_20260301T%02d05Z_%s"
                        + ".json.gz",
                hour, what);
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
