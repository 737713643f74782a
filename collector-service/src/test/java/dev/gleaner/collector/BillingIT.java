package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Bills and inventory reports in folders, on a real broker. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class BillingIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "collector.billing.folder")
    Optional<Path> folder;

    @ConfigProperty(name = "collector.billing.spool")
    Optional<Path> spool;

    @ConfigProperty(name = "collector.inventory-reports.folder")
    Optional<Path> reports;

    @ConfigProperty(name = "collector.archive.folder")
    Optional<Path> archive;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void shouldPublishTheChargesOfEachResourceAndThenTheStatementToEveryPartition() throws Exception {
        TrailFolder.put(
                folder.orElseThrow(), "focus/2026-10/bill.csv.gz", Bytes.gzip(Bytes.ofResource("billing/focus.csv")));

        int partitions = Topic.SIGNALS.partitions();
        await().atMost(PATIENCE).until(() -> statements("focus/2026-10/").size() == partitions);
        assertThat(charges("focus/2026-10/")).hasSize(4);
        assertThat(charges("focus/2026-10/"))
                .filteredOn(signal -> signal.getResource().endsWith("instance/i-0a1b2c3d4e5f60718"))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.getSource()).isEqualTo("billing");
                    assertThat(signal.getAccount()).isEqualTo("012345678901");
                    assertThat(signal.getRegion()).isEqualTo("us-east-1");
                    BilledCharges charges = signal.getBilledCharges();
                    assertThat(charges.getBill()).isEqualTo("999988887777 2026-10-01");
                    assertThat(charges.getChargesList())
                            .extracting(BilledCharge::getBilled)
                            .containsExactly("0.004", "1.006");
                    assertThat(charges.getCharges(0).getService()).isEqualTo("AmazonEC2");
                    assertThat(charges.getCharges(0).getUsageType()).isEqualTo("BoxUsage:g5.xlarge");
                    assertThat(Instant.ofEpochMilli(charges.getCharges(0).getFrom()))
                            .isEqualTo("2026-10-02T00:00:00Z");
                });
        assertThat(statements("focus/2026-10/")).allSatisfy(signal -> {
            assertThat(signal.getBillStatement().getBill()).isEqualTo("999988887777 2026-10-01");
            assertThat(signal.getBillStatement().getReading())
                    .isEqualTo(
                            charges("focus/2026-10/").get(0).getBilledCharges().getReading());
            assertThat(signal.getBillStatement().getLines()).isEqualTo(9);
            assertThat(signal.getBillStatement().getUnreadableLines()).isEqualTo(2);
            assertThat(signal.getBillStatement().getBilled()).isEqualTo("0.760000003");
        });
        await().atMost(PATIENCE)
                .until(() -> deadLetters("focus/2026-10/bill.csv.gz").size() == 2);
        assertThat(meters.counter("gleaner.collector.skipped", "source", "billing", "reason", "other provider")
                        .count())
                .isPositive();
        assertThat(spool.orElseThrow()).isEmptyDirectory();
    }

    /** Over the one before, and with the same charge in two files of it, as exports may cut it. */
    @Test
    void shouldStateTheWholeBillAgainWhenAnyOfItsFilesIsWrittenAgain() throws Exception {
        Instant first = Instant.parse("2026-10-03T06:00:00Z");
        put("cur/2026-10/1.csv", bill("0.7"), first);
        put("cur/2026-10/2.csv", bill("0.3"), first);
        await().atMost(PATIENCE).until(() -> amounts("cur/2026-10/").contains("1"));

        put("cur/2026-10/2.csv", bill("0.1"), first.plusSeconds(3600));

        await().atMost(PATIENCE).until(() -> amounts("cur/2026-10/").contains("0.8"));
        Signal newest = charges("cur/2026-10/").stream()
                .max(Comparator.comparingLong(
                        signal -> signal.getBilledCharges().getStated()))
                .orElseThrow();
        assertThat(newest.getBilledCharges().getCharges(0).getBilled()).isEqualTo("0.8");
        assertThat(Instant.ofEpochMilli(newest.getBilledCharges().getStated())).isEqualTo(first.plusSeconds(3600));
    }

    /** As AWS Data Exports delivers it: a file is on its way, then it is there, then it is damaged. */
    @Test
    void shouldPublishAnExportOnceAllFilesOfItsManifestAreThere() throws Exception {
        String data = "export/data/BILLING_PERIOD=2026-10/";
        String manifest = "export/metadata/BILLING_PERIOD=2026-10/export-Manifest.json";
        Instant first = Instant.parse("2026-10-03T06:00:00Z");
        put(
                manifest,
                "{\"dataFiles\": [\"s3://exports/%1$sexport-1.csv\", \"s3://exports/%1$sexport-2.csv\"]}"
                        .formatted(data),
                first.plusSeconds(60));
        put(data + "export-1.csv", bill("0.7"), first);
        await().atMost(PATIENCE).until(() -> deadLetters(manifest).size() == 1);
        assertThat(charges(data)).isEmpty();

        put(data + "export-2.csv", bill("0.3"), first);
        await().atMost(PATIENCE).until(() -> amounts(data).contains("1"));

        put(data + "export-2.csv", "no bill", first.plusSeconds(10));
        await().atMost(PATIENCE).until(() -> deadLetters(data + "export-2.csv").size() == 1);
        assertThat(amounts(data)).containsOnly("1");
        assertThat(deadLetters(manifest)).hasSize(1);
    }

    /** The time of the file is kept, as by a copy, so that the first file and the third one are the same. */
    @Test
    void shouldStateABillThatReturnsToAnEarlierContentAndWithdrawItWhenItIsDeleted() throws Exception {
        Instant first = Instant.parse("2026-10-03T06:00:00Z");
        String name = "returning/2026-10/bill.csv";
        put(name, bill("0.7"), first);
        await().atMost(PATIENCE).until(() -> counts("returning/2026-10/").equals("0.7"));
        put(name, bill("0.4"), first.plusSeconds(60));
        await().atMost(PATIENCE).until(() -> counts("returning/2026-10/").equals("0.4"));

        put(name, bill("0.7"), first);
        await().atMost(PATIENCE).until(() -> counts("returning/2026-10/").equals("0.7"));
        assertThat(amounts("returning/2026-10/")).containsExactlyInAnyOrder("0.7", "0.4", "0.7");

        Files.delete(folder.orElseThrow().resolve(name));
        await().atMost(PATIENCE).until(() -> counts("returning/2026-10/").equals("0"));
        assertThat(latest("returning/2026-10/").getLines()).isZero();
    }

    /** What is billed by the statement that counts. */
    private String counts(String place) {
        return statements(place).isEmpty() ? "" : latest(place).getBilled();
    }

    private BillStatement latest(String place) {
        return statements(place).stream()
                .map(Signal::getBillStatement)
                .max(Comparator.comparingLong(BillStatement::getStated))
                .orElseThrow();
    }

    @Test
    void shouldArchiveWhatItPublishes() throws Exception {
        TrailFolder.put(folder.orElseThrow(), "archived/bill.csv", Bytes.ofResource("billing/cur2.csv"));

        await().atMost(PATIENCE)
                // Files take another name while somebody looks for them.
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> Archived.in(archive.orElseThrow()).stream()
                                .filter(signal -> signal.hasBilledCharges()
                                        && signal.getPlace().getName().equals("archived/"))
                                .count()
                        == 2);
    }

    /** First it is on its way, then a file of it is not whole, then it is. */
    @Test
    void shouldTellAnInventoryReportOnceItIsWholeAndThenItsProgress() throws Exception {
        Path folder = reports.orElseThrow();
        Instant created = Instant.parse("2026-10-02T01:00:00Z");
        String row = "\"data-lake\",\"training-data/a\",\"7\",\"2026-09-01T00:00:00.000Z\",\"STANDARD\"\n";
        String file = "data-lake/daily/data/1.csv.gz";
        ReportFolder report = new ReportFolder(folder, "2026-10-02T01-00Z").csv("1.csv.gz", row);
        byte[] whole = Files.readAllBytes(folder.resolve(file));
        TrailFolder.put(folder, file, Arrays.copyOf(whole, whole.length - 9));
        String place = report.manifest(created, "CSV", "Bucket, Key, Size, LastModifiedDate, StorageClass");
        await().atMost(PATIENCE)
                .until(() -> meters.counter("gleaner.collector.unavailable", "source", "inventory-reports")
                                .count()
                        > 0);
        report.checksum();
        await().atMost(PATIENCE)
                .until(() -> topics().deadLetters().stream()
                        .anyMatch(letter -> letter.place().equals(file)));
        assertThat(told(place)).isEmpty();
        assertThat(reported()).isEmpty();

        TrailFolder.put(folder, file, whole);

        await().atMost(PATIENCE).until(() -> reported().contains(created.toEpochMilli()));
        assertThat(told(place)).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).isEqualTo("arn:aws:s3:::data-lake/training-data/");
            assertThat(signal.getInventory().getPrefixes(0).getBytes()).isEqualTo(7);
        });
    }

    private List<Signal> told(String place) {
        return topics().signals().stream()
                .filter(signal -> signal.getPlace().getName().equals(place))
                .toList();
    }

    private List<Long> reported() {
        return topics().signals().stream()
                .flatMap(signal -> signal.getProgress().getSourcesList().stream())
                .filter(source -> source.getSource().equals("inventory-reports"))
                .map(source -> source.getThrough())
                .toList();
    }

    private void put(String name, String text, Instant written) throws Exception {
        Path file = folder.orElseThrow().resolve(name);
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text, UTF_8);
        Files.setLastModifiedTime(part, FileTime.from(written));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String bill(String amount) {
        return """
            bill_payer_account_id,bill_billing_period_start_date,line_item_usage_account_id,line_item_usage_start_date,\
            line_item_usage_end_date,line_item_product_code,line_item_usage_type,line_item_resource_id,\
            line_item_currency_code,line_item_unblended_cost,product_region_code,line_item_line_item_type
            999988887777,2026-10-01,012345678901,2026-10-02T00:00:00Z,\
            2026-10-02T01:00:00Z,AmazonEC2,EBS:VolumeUsage.gp3,vol-0a1b2c3d4e5f60718,\
            USD,%s,us-east-1,Usage
            """.formatted(amount);
    }

    private List<String> amounts(String place) {
        return charges(place).stream()
                .flatMap(signal -> signal.getBilledCharges().getChargesList().stream())
                .map(BilledCharge::getBilled)
                .toList();
    }

    private List<Signal> charges(String place) {
        return topics().signals().stream()
                .filter(signal ->
                        signal.hasBilledCharges() && signal.getPlace().getName().equals(place))
                .toList();
    }

    private List<Signal> statements(String place) {
        return topics().signals().stream()
                .filter(signal ->
                        signal.hasBillStatement() && signal.getPlace().getName().equals(place))
                .toList();
    }

    private List<DeadLetter> deadLetters(String place) {
        return topics().deadLetters().stream()
                .filter(letter -> letter.place().equals(place))
                .toList();
    }

    private TopicReader topics() {
        return new TopicReader(bootstrapServers);
    }
}
