package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketFacts.UploadsOfAge;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.prefix.ContentHistory;
import dev.gleaner.analyzer.profile.prefix.ContentSignals;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointBytes;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgottenCheckpointsTest {

    private static final Instant END = Instant.parse("2026-07-20T00:00:00Z");
    private static final long GIB = StorageSights.GIB;
    private static final String RUN = "checkpoints/run-1/";

    private final InventoryProfile<BucketFacts, ContentHistory> bucket = Sights.storedBucket();
    private final ForgottenBucketStorage rule = ForgottenBucketStorage.of(Defaults.of(ForgottenStorageConfig.class));
    private String lifecycle = "{\"Rules\":[]}";
    private String versioning = "";
    private List<UploadsOfAge> uploads = List.of();

    @Test
    void shouldExpireAllButTheNewestCheckpointsOfARunThatEnded() {
        report(run(RUN, 60, 6));
        accessEachDay("data/");

        Verdict.Found found = found();

        assertThat(prefixes(found.remedies().get(0)))
                .containsExactly(RUN + "step-1/", RUN + "step-2/", RUN + "step-3/");
        Remedy put = found.remedies().get(0);
        assertThat(put.action()).isEqualTo("put-lifecycle-rule");
        assertThat(put.reversible()).isFalse();
        assertThat(rules(put).get(0))
                .isEqualTo(Json.read(
                        """
                {"ID":"gleaner-checkpoints-run-1-step-1-%s","Filter":{"Prefix":"checkpoints/run-1/step-1/"},"Status":"Enabled",
                 "Expiration":{"Days":30}}""".formatted(Integer.toHexString("checkpoints/run-1/step-1/".hashCode())), JsonNode.class));
        assertThat(put.text())
                .startsWith("Delete the checkpoints of training runs that ended, but for the 3 newest of each: 3 of "
                        + RUN + ". Within 48 hours about 6 objects of 320 GB will be deleted.");
        assertThat(evidence(found))
                .containsEntry("checkpoints to delete", 3.0)
                .containsEntry("objects deleted within 48 hours", 6.0);
        // 3 checkpoints of 100 GiB at 0.023.
        assertThat(saving().monthly()).isEqualByComparingTo("6.90");
        assertThat(saving().low()).isEqualByComparingTo("6.90");
    }

    @Test
    void shouldAlsoDeleteOldVersions() {
        versioning = "Enabled";
        report(run(RUN, 60, 4));
        accessEachDay("data/");

        Remedy put = found().remedies().get(0);

        assertThat(rules(put))
                .singleElement()
                .satisfies(one -> assertThat(one.at("/NoncurrentVersionExpiration/NoncurrentDays")
                                .asInt())
                        .isEqualTo(7));
    }

    @Test
    void shouldFindNothingInARunThatHasNoMoreCheckpointsThanAreKept() {
        report(run(RUN, 60, 3));
        accessEachDay("data/");

        assertThat(judge()).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldFindNothingInARunThatIsWritten() {
        report(run(RUN, 29, 6));
        accessEachDay("data/");

        assertThat(judge()).isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {RUN, RUN + "step-6/", "checkpoints/"})
    void shouldFindNothingInARunThatMayHaveBeenRead(String folder) {
        report(run(RUN, 60, 6));
        access(29, folder);
        accessEachDay("data/");

        assertThat(judge())
                .isEqualTo(new Verdict.Nothing("it has no incomplete upload of 7 days or more; each training run that"
                        + " ended was read or written in the last 30 days"));
    }

    @Test
    void shouldFindARunThatWasReadBefore() {
        report(run(RUN, 60, 6));
        access(31, RUN);
        accessEachDay("data/");

        assertThat(found().remedies()).hasSize(1);
    }

    /** Absent is not zero. */
    @Test
    void shouldNotConcludeFromReadsThatAreNotRecorded() {
        report(run(RUN, 60, 6));
        close();
        assertThat(missing()).contains("whether its old checkpoints were read in the last 30 days");

        access(20, "data/");
        close();
        assertThat(missing()).contains("whether its old checkpoints were read in the last 30 days");
    }

    @Test
    void shouldNotConcludeFromAnOldReport() {
        report(END.minus(Duration.ofDays(15)), run(RUN, 60, 6));
        accessEachDay("data/");

        assertThat(missing()).contains("a report of S3 Inventory of the last 14 days");
    }

    /** Six checkpoints of which two are kept. */
    @Test
    void shouldSayWhichSourceIsOffAndWhatItMaySave() {
        report(run(RUN, 60, 6));
        Verdict.Insufficient unrecorded = (Verdict.Insufficient) judge();

        assertThat(unrecorded.sources()).containsExactly(new Finding.MissingSource(DataSource.S3_DATA_EVENTS, null));
        assertThat(unrecorded.missing().get(0)).endsWith("; switch on data events of S3 in CloudTrail");
        BigDecimal most = unrecorded
                .atMost(StoragePrices.book().on(LocalDate.of(2026, 7, 19)))
                .cost();
        accessEachDay("data/");
        assertThat(most).isEqualTo(saving().high());
    }

    /** Only time is missing. */
    @Test
    void shouldNotAskForASourceThatIsOn() {
        report(run(RUN, 60, 6));
        for (int hour = 20 * 24; hour > 24; hour--) {
            if (hour % 24 == 0) {
                access(hour / 24, "data/");
            }
            bucket.history().close(Hour.of(END).plus(-hour), true, false);
        }

        assertThat(((Verdict.Insufficient) judge()).sources()).isEmpty();
    }

    @Test
    void shouldNotConcludeWithoutItsLifecycleDocument() {
        lifecycle = "unreadable";
        report(run(RUN, 60, 6));
        accessEachDay("data/");

        assertThat(missing()).contains("s3:GetLifecycleConfiguration");
    }

    @Test
    void shouldFindNothingThatARuleExpires() {
        lifecycle = """
                {"Rules":[{"ID":"old","Filter":{"Prefix":"checkpoints/"},"Status":"Enabled","Expiration":{"Days":365}}]}""";
        report(run(RUN, 60, 6));
        accessEachDay("data/");

        assertThat(judge()).isInstanceOf(Verdict.Nothing.class);
    }

    /** A run that was started anew writes small numbers again. */
    @Test
    void shouldKeepTheNewestByNumberAndTheNewestByTime() {
        CheckpointRun.Builder run = run(RUN, 60, 9).toBuilder();
        for (int index = 0; index < 3; index++) {
            run.getCheckpointsBuilder(index).setWritten(daysAgo(50 - index));
        }
        report(run.setWritten(daysAgo(48)).build());
        accessEachDay("data/");

        assertThat(prefixes(found().remedies().get(0)))
                .containsExactly(RUN + "step-4/", RUN + "step-5/", RUN + "step-6/");
    }

    @Test
    void shouldProposeTheLargestAndTellOfTheOthers() {
        List<CheckpointRun> runs = new ArrayList<>();
        for (int number = 1; number <= 10; number++) {
            runs.add(run("checkpoints/run-" + number + "/", 60, 30));
        }
        report(runs.toArray(CheckpointRun[]::new));
        accessEachDay("data/");

        Verdict.Found found = found();

        assertThat(rules(found.remedies().get(0))).hasSize(200);
        assertThat(evidence(found)).containsEntry("more old checkpoints, beyond the rules of one proposal", 70.0);
        assertThat(saving().monthly()).isEqualByComparingTo("460.00");
    }

    @Test
    void shouldNotNeedARuleThatTheBucketHasNoRoomFor() {
        StringBuilder rules = new StringBuilder();
        for (int number = 0; number < 999; number++) {
            rules.append("{\"ID\":\"r")
                    .append(number)
                    .append("\",\"Filter\":{\"Prefix\":\"x\"},\"Status\":\"Disabled\"},");
        }
        lifecycle = "{\"Rules\":[" + rules.substring(0, rules.length() - 1) + "]}";
        report(run(RUN, 60, 6));
        accessEachDay("data/");

        assertThat(rules(found().remedies().get(0))).hasSize(1);
    }

    @Test
    void shouldBeOneFindingWithIncompleteUploads() {
        uploads = List.of(new UploadsOfAge(30, 2, 100 * GIB, 2));
        report(run(RUN, 60, 4));
        accessEachDay("data/");

        Verdict.Found found = found();

        assertThat(found.remedies()).hasSize(2);
        assertThat(rules(found.remedies().get(0)))
                .extracting(one -> one.path("ID").asText())
                .hasSize(2)
                .contains("gleaner-abort-uploads");
        assertThat(found.remedies().get(0).reversible()).isFalse();
        assertThat(found.remedies().get(1).reversible()).isTrue();
        assertThat(saving().monthly()).isEqualByComparingTo("4.60");
    }

    @Test
    void shouldPriceEachStorageClassAndTellWhatHasNoPrice() {
        CheckpointRun.Builder run = run(RUN, 60, 4).toBuilder();
        run.setBytes(run.getBytes() + 100 * GIB)
                .getCheckpointsBuilder(0)
                .addStored(CheckpointBytes.newBuilder()
                        .setStorageClass("UNKNOWN")
                        .setObjects(1)
                        .setBytes(100 * GIB));
        report(run.build());
        accessEachDay("data/");

        assertThat(saving().monthly()).isEqualByComparingTo("2.30");
        assertThat(saving().basis()).contains("without those in UNKNOWN");
    }

    @SeededTest(100)
    void shouldNeverCoverACheckpointThatIsKept(long seed) {
        Random random = new Random(seed);
        List<CheckpointRun> runs = new ArrayList<>();
        for (String path : List.of("checkpoints/a/", "checkpoints/a/b_", "checkpoints/", "out/model.")) {
            CheckpointRun.Builder run = CheckpointRun.newBuilder().setPath(path);
            int count = random.nextInt(40);
            for (int index = 0; index < count; index++) {
                long number = random.nextInt(120);
                Checkpoint checkpoint = checkpoint(
                        List.of("step-", "step_", "step").get(random.nextInt(3))
                                + number
                                + "/.".charAt(random.nextInt(2)),
                        number,
                        daysAgo(31 + random.nextInt(40)));
                if (run.getCheckpointsList().stream()
                        .noneMatch(one -> one.getName().equals(checkpoint.getName()))) {
                    run.addCheckpoints(checkpoint)
                            .setBytes(run.getBytes() + 100 * GIB)
                            .setWritten(Math.max(run.getWritten(), checkpoint.getWritten()));
                }
            }
            runs.add(run.build());
        }
        report(runs.toArray(CheckpointRun[]::new));
        accessEachDay("data/");
        List<String> expired = judge() instanceof Verdict.Found found
                ? prefixes(found.remedies().get(0))
                : List.of();

        for (CheckpointRun run : runs) {
            List<Long> numbers = run.getCheckpointsList().stream()
                    .map(Checkpoint::getNumber)
                    .distinct()
                    .sorted()
                    .toList();
            List<Long> times = run.getCheckpointsList().stream()
                    .map(Checkpoint::getWritten)
                    .sorted()
                    .toList();
            for (Checkpoint checkpoint : run.getCheckpointsList()) {
                boolean isNew = numbers.indexOf(checkpoint.getNumber()) >= numbers.size() - 3
                        || checkpoint.getWritten() >= times.get(Math.max(0, times.size() - 3));
                String key = run.getPath() + checkpoint.getName() + "model.pt";
                assertThat(expired.stream().filter(key::startsWith).count())
                        .as(key)
                        .isEqualTo(isNew ? 0 : 1);
            }
        }
    }

    @Test
    void shouldRefuseLimitsThatReportsDoNotSupport() {
        assertThatThrownBy(() -> new ForgottenCheckpoints(11, 720, 720, 0)).hasMessageContaining("1 to 10");
        assertThatThrownBy(() -> new ForgottenCheckpoints(0, 720, 720, 0)).hasMessageContaining("1 to 10");
        assertThatThrownBy(() -> new ForgottenCheckpoints(3, 144, 720, 0)).hasMessageContaining("7 at least");
        assertThatThrownBy(() -> new ForgottenCheckpoints(3, 720, 2400, 0)).hasMessageContaining("90 days");
    }

    private Verdict judge() {
        return rule.evaluate(input());
    }

    private Verdict.Found found() {
        assertThat(judge()).isInstanceOf(Verdict.Found.class);
        return (Verdict.Found) judge();
    }

    private String missing() {
        assertThat(judge()).isInstanceOf(Verdict.Insufficient.class);
        return String.join(", ", ((Verdict.Insufficient) judge()).missing());
    }

    private Saving saving() {
        return Savings.of(rule.evaluate(input()), StoragePrices.book().on(LocalDate.of(2026, 7, 19)));
    }

    private BucketSnapshot input() {
        bucket.see(
                END.minusSeconds(60).toEpochMilli(),
                new BucketFacts(
                        Signals.ACCOUNT,
                        Signals.REGION,
                        Map.of(),
                        lifecycle,
                        versioning,
                        List.of(),
                        null,
                        null,
                        uploads));
        return StorageSights.pricedBucket(bucket.at(Hour.of(END).plus(-1), Long.MAX_VALUE), StoragePrices.book());
    }

    private static List<JsonNode> rules(Remedy remedy) {
        JsonNode json = Json.read(String.valueOf(remedy.parameters().get("rule")), JsonNode.class);
        List<JsonNode> rules = new ArrayList<>();
        (json.isArray() ? json : List.of(json)).forEach(rules::add);
        return rules;
    }

    private static List<String> prefixes(Remedy remedy) {
        return rules(remedy).stream()
                .map(one -> one.at("/Filter/Prefix").asText())
                .sorted()
                .toList();
    }

    private static Map<String, Double> evidence(Verdict.Found found) {
        return found.evidence().stream().collect(Collectors.toMap(Evidence::name, Evidence::value));
    }

    private void report(CheckpointRun... runs) {
        report(END.minus(Duration.ofDays(2)), runs);
    }

    private void report(Instant time, CheckpointRun... runs) {
        PrefixSize.Builder size =
                PrefixSize.newBuilder().setPrefix("checkpoints/").addAllRuns(List.of(runs));
        new ContentSignals()
                .fold(
                        bucket.history(),
                        bucket.timeline(),
                        Signals.bucket("lake", time, Inventory.newBuilder().addPrefixes(size)),
                        null);
    }

    /** For 40 days. */
    private void accessEachDay(String folder) {
        for (int day = 40; day > 0; day--) {
            access(day, folder);
        }
        close();
    }

    private void access(int daysAgo, String folder) {
        int end = folder.indexOf('/') + 1;
        Access.Builder access = Access.newBuilder().setReader("reader").setOperation("GetObject");
        if (end < folder.length()) {
            access.addFolders(folder.substring(end));
        }
        new ContentSignals()
                .fold(
                        bucket.history(),
                        bucket.timeline(),
                        Signals.accesses(
                                Arn.prefix("lake", folder.substring(0, end)).toString(),
                                END,
                                access.addObjects(ObjectAccess.newBuilder()
                                        .setTime(daysAgo(daysAgo))
                                        .setEventId(folder + daysAgo)
                                        .setFolder(access.getFoldersCount()))),
                        null);
    }

    private void close() {
        for (int hour = 41 * 24; hour > 24; hour--) {
            bucket.history().close(Hour.of(END).plus(-hour), true, false);
        }
    }

    /** Checkpoints of 100 GiB, of which the last was written so many days ago. */
    private static CheckpointRun run(String path, int daysAgo, int checkpoints) {
        CheckpointRun.Builder run = CheckpointRun.newBuilder()
                .setPath(path)
                .setObjects(2L * checkpoints)
                .setBytes(checkpoints * 100 * GIB)
                .setWritten(daysAgo(daysAgo));
        for (int number = 1; number <= checkpoints; number++) {
            run.addCheckpoints(checkpoint("step-" + number + "/", number, daysAgo(daysAgo + checkpoints - number)));
        }
        return run.build();
    }

    private static Checkpoint checkpoint(String name, long number, long written) {
        return Checkpoint.newBuilder()
                .setName(name)
                .setNumber(number)
                .setWritten(written)
                .addStored(CheckpointBytes.newBuilder()
                        .setStorageClass("STANDARD")
                        .setObjects(2)
                        .setBytes(100 * GIB))
                .build();
    }

    private static long daysAgo(int days) {
        return END.minus(Duration.ofDays(days)).toEpochMilli();
    }
}
