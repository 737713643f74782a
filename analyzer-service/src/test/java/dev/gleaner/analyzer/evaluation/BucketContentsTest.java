package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointBytes;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import dev.gleaner.contracts.signal.proto.IncompleteUploads;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reports, uploads and accesses of a bucket, from signals to findings. */
class BucketContentsTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final String BUCKET = Arn.bucket("lake").toString();
    private static final long GB = 1L << 30;

    private final Seeing said = new Seeing();
    private final PartitionStores partitionStores = PartitionStores.inMemory();
    private final PartitionEvaluator evaluator = evaluator(partitionStores, said);

    @Test
    void shouldProposeTheRulesOfAllPrefixesOfAReportInOneRemedy() throws Exception {
        evaluator.accept(listing(0));
        evaluator.accept(report(1, "raw/", 2000));
        evaluator.accept(report(1, "training-data/", 3000));
        through(evaluator, 4);

        assertThat(of("storage-lifecycle")).last().satisfies(finding -> {
            Remedy put = finding.remedies().get(0);
            assertThat(finding.resource()).isEqualTo(BUCKET);
            assertThat(put.action()).isEqualTo("put-lifecycle-rule");
            assertThat(put.parameters().get("rule"))
                    .startsWith("[{\"ID\":\"gleaner-training-data\"")
                    .contains("{\"ID\":\"gleaner-raw\"");
            assertThat(put.reversible()).isTrue();
            assertThat(put.text()).contains("Within 48 hours about 5000 objects of 5400 GB will be moved");
            assertThat(finding.saving().priced()).isTrue();
            assertThat(finding.saving().low()).isZero();
            // 5,000 GB that cost 0.023 less at least 0.004 USD a GB and month, less one transition.
            assertThat(finding.saving().monthly()).isBetween(new BigDecimal("50"), new BigDecimal("95"));
        });
    }

    /** Both rules propose something for the same prefix, and neither replaces what the other puts. */
    @Test
    void shouldFindLogsThatNeverExpireBesideLogsThatCouldCostLess() throws Exception {
        evaluator.accept(listing(0));
        evaluator.accept(report(1, "logs/", 2000));
        evaluator.accept(report(1, "raw/", 2000));
        through(evaluator, 4);

        assertThat(of("log-retention")).last().satisfies(finding -> {
            assertThat(finding.resource()).isEqualTo(BUCKET);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.remedies().get(0).parameters().get("rule"))
                    .isEqualTo(
                            "{\"ID\":\"gleaner-expire-logs\",\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Enabled\","
                                    + "\"Expiration\":{\"Days\":365}}");
            assertThat(finding.remedies().get(0).text()).contains("within 48 hours no objects will be deleted");
            // 2,000 GB at 0.023, none of which is old enough yet.
            assertThat(finding.evidence().get(1).value()).isEqualTo(46);
            assertThat(finding.saving().monthly()).isEqualByComparingTo("0.00");
        });
        assertThat(of("storage-lifecycle"))
                .last()
                .satisfies(finding -> assertThat(
                                finding.remedies().get(0).parameters().get("rule"))
                        .contains("\"ID\":\"gleaner-logs\""));
    }

    /** Moving what is kept and deleting what is old are two decisions, and two rules of the document. */
    @Test
    void shouldPutTheExpirationOfAConventionBesideTheRuleThatMovesThePrefix() throws Exception {
        evaluator.accept(listing(0));
        evaluator.accept(report(1, "experiments/", 2000));
        through(evaluator, 4);

        assertThat(of("storage-lifecycle")).last().satisfies(finding -> {
            List<String> rules = finding.remedies().stream()
                    .map(remedy -> remedy.parameters().getOrDefault("rule", ""))
                    .toList();
            assertThat(rules.get(0)).contains("\"ID\":\"gleaner-experiments\"");
            assertThat(rules)
                    .filteredOn(rule -> rule.contains("\"Expiration\":{\"Days\":180}"))
                    .singleElement()
                    .asString()
                    .contains("\"ID\":\"gleaner-expire-experiments\"")
                    .doesNotContain("Transitions");
            assertThat(finding.saving().monthly()).isPositive();
            assertThat(finding.remedies().get(0).saving()).isNull();
            assertThat(finding.remedies())
                    .filteredOn(remedy -> remedy.text().contains("expire objects below experiments/"))
                    .singleElement()
                    // 2,000 GB at 0.023.
                    .satisfies(remedy -> assertThat(
                                    remedy.savingOr(finding.saving()).monthly())
                            .isEqualByComparingTo("46.00"));
        });
    }

    @Test
    void shouldMeasureTheReadsOfDataEvents() throws Exception {
        evaluator.accept(listing(0));
        evaluator.accept(report(1, "raw/", 2000));
        for (int day = 1; day < 70; day++) {
            evaluator.accept(read(day * 24 + 1, 5, "e" + day));
        }
        for (int day = 1; day < 70; day++) {
            through(evaluator, day * 24 + 3);
        }

        assertThat(finals())
                .filteredOn(finding -> finding.rule().equals("storage-lifecycle"))
                .last()
                .satisfies(finding -> {
                    assertThat(finding.saving().low()).isPositive();
                    assertThat(finding.remedies().get(0).text()).endsWith("was measured.");
                });
    }

    @Test
    void shouldPriceAConventionByTheBytesOfTheBucket() throws Exception {
        evaluator.accept(listing(0));
        through(evaluator, 4);

        assertThat(of("storage-lifecycle")).last().satisfies(finding -> {
            // 10^12 bytes in GB of 2^30, in STANDARD at 0.023, GLACIER at 0.0036, and two prefixes.
            assertThat(finding.saving().high()).isEqualByComparingTo("18.07");
            assertThat(finding.saving().monthly()).isEqualByComparingTo("9.03");
            assertThat(finding.saving().low()).isZero();
        });
    }

    @Test
    void shouldFindUploadsThatAreNotCompleted() throws Exception {
        evaluator.accept(uploads(IncompleteUploads.newBuilder()
                .addAgeDays(7)
                .addUploads(9)
                .addBytes(900 * GB)
                .addMeasured(9)
                .addAgeDays(30)
                .addUploads(4)
                .addBytes(100_000_000_000L)
                .addMeasured(3)));
        through(evaluator, 4);

        assertThat(of("forgotten-storage")).last().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.evidence().get(0).value()).isEqualTo(4);
            assertThat(finding.evidence().get(1).coverage()).isEqualTo(0.75);
            assertThat(finding.saving().monthly()).isEqualByComparingTo("2.14");
            assertThat(finding.saving().basis()).contains("without 1 uploads");
            assertThat(finding.remedies().get(0).parameters().get("rule"))
                    .isEqualTo("{\"ID\":\"gleaner-abort-uploads\",\"Filter\":{\"Prefix\":\"\"},\"Status\":\"Enabled\","
                            + "\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7}}");
        });
    }

    /** Until somebody reads one of them. */
    @Test
    void shouldFindTheOldCheckpointsOfARunThatEnded() throws Exception {
        evaluator.accept(listing(0));
        for (int day = 1; day < 45; day++) {
            evaluator.accept(read(day * 24 + 1, 5, "e" + day));
            if (day == 30) {
                evaluator.accept(reportOfRun(day * 24));
            }
            if (day == 40) {
                evaluator.accept(reading("checkpoints/", "run-1/checkpoint-9/", day * 24 + 2));
            }
            evaluator.accept(listing(day * 24 + 2));
            through(evaluator, day * 24 + 3);
        }

        assertThat(finals())
                .filteredOn(finding -> finding.rule().equals("forgotten-storage"))
                .satisfiesExactly(
                        missing -> {
                            assertThat(missing.status()).isEqualTo(Finding.Status.INSUFFICIENT);
                            assertThat(missing.missing())
                                    .singleElement()
                                    .asString()
                                    .contains("data events");
                        },
                        found -> {
                            assertThat(found.status()).isEqualTo(Finding.Status.OPEN);
                            assertThat(found.resource()).isEqualTo(BUCKET);
                            assertThat(found.saving().monthly()).isEqualByComparingTo("13.80");
                            assertThat(found.remedies().get(0).parameters().get("rule"))
                                    .contains("checkpoints/run-1/checkpoint-1/")
                                    .contains("checkpoints/run-1/checkpoint-6/")
                                    .doesNotContain("checkpoints/run-1/checkpoint-7/");
                        },
                        read -> assertThat(read.status()).isEqualTo(Finding.Status.RESOLVED));
    }

    @Test
    void shouldRefuseARunThatContradictsItself() {
        Signal good = reportOfRun(1);
        PrefixSize size = good.getInventory().getPrefixes(0);
        CheckpointRun run = size.getRuns(0);

        for (CheckpointRun bad : List.of(
                run.toBuilder().setBytes(run.getBytes() - 1).build(),
                run.toBuilder().setWritten(run.getWritten() - 1).build(),
                run.toBuilder()
                        .setCheckpoints(0, run.getCheckpoints(0).toBuilder().setName("checkpoint-1"))
                        .build())) {
            assertThatThrownBy(() -> evaluator.accept(good.toBuilder()
                            .setInventory(Inventory.newBuilder()
                                    .addPrefixes(size.toBuilder().setRuns(0, bad)))
                            .build()))
                    .isInstanceOf(MalformedSignalException.class);
        }
    }

    @Test
    void shouldRefuseAReportThatContradictsItself() {
        Signal good = report(1, "raw/", 2000);
        PrefixSize size = good.getInventory().getPrefixes(0);

        for (PrefixSize bad : List.of(
                size.toBuilder().setObjects(1999).build(),
                size.toBuilder().setBytes(1).build(),
                size.toBuilder().addSampledKeys(1).build(),
                size.toBuilder()
                        .setStored(0, size.getStored(0).toBuilder().setAgeDays(0, 31))
                        .build())) {
            Signal signal = good.toBuilder()
                    .setInventory(good.getInventory().toBuilder().setPrefixes(0, bad))
                    .build();
            assertThatThrownBy(() -> evaluator.accept(signal)).isInstanceOf(MalformedSignalException.class);
        }
    }

    /** The final findings are the same in any order, with duplicates, and if signals come later than the progress. */
    @SeededTest(30)
    void shouldFindTheSameFinallyWhateverTheOrder(long seed) throws Exception {
        Random random = new Random(seed);
        List<Signal> signals = new ArrayList<>(List.of(listing(0), listing(20)));
        for (String prefix : List.of("raw/", "raw/a/", "logs/", "training-data/")) {
            signals.add(report(2 + random.nextInt(2), prefix, 500 + random.nextInt(3000)));
            signals.add(report(20, prefix, 500 + random.nextInt(3000)));
        }
        for (int event = 0; event < 60; event++) {
            signals.add(read(1 + random.nextInt(21), random.nextInt(20), "e" + random.nextInt(40)));
        }
        List<Finding> inOrder = play(signals, signals.size());
        List<Signal> shuffled = new ArrayList<>(signals);
        shuffled.addAll(signals.subList(0, 20));
        Collections.shuffle(shuffled, random);

        assertThat(play(shuffled, random.nextInt(shuffled.size())))
                .isEqualTo(inOrder)
                .isNotEmpty();
    }

    /** With progress of the sources after some of the signals, so that the others are late by less than the allowed time. */
    private static List<Finding> play(List<Signal> signals, int early) throws Exception {
        Seeing findings = new Seeing();
        PartitionEvaluator played = evaluator(PartitionStores.inMemory(), findings);
        for (int index = 0; index < signals.size(); index++) {
            if (index == early) {
                through(played, 23);
            }
            played.accept(signals.get(index));
        }
        through(played, 23);
        through(played, 80);
        return findings.findings().stream()
                .filter(finding -> !finding.provisional())
                .toList();
    }

    private static PartitionEvaluator evaluator(PartitionStores stores, Seeing findings) {
        return Defaults.evaluator(stores, findings);
    }

    private static void through(PartitionEvaluator evaluator, int hour) throws MalformedSignalException {
        evaluator.accept(Signals.progress("cloudtrail-s3", at(hour)));
        evaluator.accept(Signals.progress("inventory-buckets", at(hour)));
        evaluator.evaluate(Integer.MAX_VALUE);
    }

    private List<Finding> of(String rule) {
        return said.findings().stream()
                .filter(finding -> finding.rule().equals(rule))
                .toList();
    }

    private List<Finding> finals() {
        return said.findings().stream()
                .filter(finding -> !finding.provisional())
                .toList();
    }

    private static Signal listing(int hour) {
        return Signals.bucket("lake", at(hour).plusSeconds(60), bucket());
    }

    private static Signal uploads(IncompleteUploads.Builder uploads) {
        return Signals.bucket("lake", at(0).plusSeconds(60), bucket().setUploads(uploads));
    }

    private static Inventory.Builder bucket() {
        return Inventory.newBuilder()
                .addPrefixNames("training-data/")
                .addPrefixNames("raw/")
                .setLifecycleDocument("{\"Rules\":[]}")
                .setSizeInStorage(1_000_000_000_000L);
    }

    /** Objects of 1 GiB, of 180 to 270 days; a sample of 20 of them. */
    private static Signal report(int hour, String prefix, int objects, CheckpointRun.Builder... runs) {
        PrefixSize.Builder size = PrefixSize.newBuilder()
                .setPrefix(prefix)
                .setObjects(objects)
                .setBytes(objects * GB)
                .addStored(StoredObjects.newBuilder()
                        .setStorageClass("STANDARD")
                        .addAgeDays(270)
                        .addSizeBits(31)
                        .addObjects(objects)
                        .addBytes(objects * GB));
        for (CheckpointRun.Builder run : runs) {
            size.addRuns(run);
        }
        for (int key = 0; key < 20; key++) {
            size.addSampledKeys(key)
                    .addSampledWritten(at(hour).minus(Duration.ofDays(200)).toEpochMilli());
        }
        return Signals.bucket("lake", at(hour), Inventory.newBuilder().addPrefixes(size)).toBuilder()
                .setSource("inventory-reports")
                .setResource(Arn.prefix("lake", prefix).toString())
                .build();
    }

    /** Nine checkpoints of 100 GiB, that are 60 days old at the start. */
    private static Signal reportOfRun(int hour) {
        CheckpointRun.Builder run = CheckpointRun.newBuilder()
                .setPath("checkpoints/run-1/")
                .setObjects(9)
                .setBytes(900 * GB)
                .setWritten(at(-60 * 24).toEpochMilli());
        for (int number = 1; number <= 9; number++) {
            run.addCheckpoints(Checkpoint.newBuilder()
                    .setName("checkpoint-" + number + "/")
                    .setNumber(number)
                    .setWritten(at(-60 * 24 - 9 + number).toEpochMilli())
                    .addStored(CheckpointBytes.newBuilder()
                            .setStorageClass("STANDARD")
                            .setObjects(1)
                            .setBytes(100 * GB)));
        }
        return report(hour, "checkpoints/", 1, run);
    }

    private static Signal reading(String prefix, String folder, int hour) {
        Access.Builder access = Access.newBuilder()
                .setReader("reader")
                .setReaderRegion(Signals.REGION)
                .setOperation("GetObject")
                .addFolders(folder)
                .addObjects(ObjectAccess.newBuilder()
                        .setKeyHash(77)
                        .setBytes(1000)
                        .setTime(at(hour).toEpochMilli())
                        .setFolder(1)
                        .setEventId("of a checkpoint"));
        return Signals.accesses(Arn.prefix("lake", prefix).toString(), at(hour), access);
    }

    private static Signal read(int hour, int key, String event) {
        Access.Builder access = Access.newBuilder()
                .setReader("reader")
                .setReaderRegion(Signals.REGION)
                .setOperation("GetObject")
                .addObjects(ObjectAccess.newBuilder()
                        .setKeyHash(key)
                        .setBytes(1000)
                        .setTime(at(hour).plusSeconds(event.hashCode() % 3000).toEpochMilli())
                        .setEventId(event));
        return Signals.accesses(Arn.prefix("lake", "raw/").toString(), at(hour), access);
    }

    private static Instant at(int hour) {
        return START.plus(Duration.ofHours(hour));
    }
}
