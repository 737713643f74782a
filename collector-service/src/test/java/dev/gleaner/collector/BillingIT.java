package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.signal.proto.Signal;
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

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    void shouldPublishAChargeOfEachKey() throws Exception {
        TrailFolder.put(
                folder.orElseThrow(), "focus/2026-10/bill.csv.gz", Bytes.gzip(Bytes.ofResource("billing/focus.csv")));

        await().atMost(PATIENCE)
                .until(() -> signals("focus/2026-10/bill.csv.gz").size() == 4);
        assertThat(signals("focus/2026-10/bill.csv.gz"))
                .filteredOn(signal -> signal.getResource().endsWith("instance/i-0a1b2c3d4e5f60718"))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.getSource()).isEqualTo("billing");
                    assertThat(signal.getAccount()).isEqualTo("012345678901");
                    assertThat(signal.getRegion()).isEqualTo("us-east-1");
                    assertThat(signal.getCost().getService()).isEqualTo("AmazonEC2");
                    assertThat(signal.getCost().getUsageType()).isEqualTo("BoxUsage:g5.xlarge");
                    assertThat(signal.getCost().getAmount()).isEqualTo("1.01");
                    assertThat(signal.getCost().getBill()).isEqualTo("999988887777 2026-10-01");
                    assertThat(Instant.ofEpochMilli(signal.getCost().getFrom())).isEqualTo("2026-10-02T00:00:00Z");
                });
        await().atMost(PATIENCE)
                .until(() -> topics().deadLetters().stream()
                                .filter(letter -> letter.place().equals("focus/2026-10/bill.csv.gz"))
                                .count()
                        == 2);
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
        assertThat(newest("cur/2026-10/").getCost().getAmount()).isEqualTo("0.8");
        assertThat(Instant.ofEpochMilli(newest("cur/2026-10/").getCost().getStated()))
                .isEqualTo(first.plusSeconds(3600));
    }

    @Test
    void shouldArchiveWhatItPublishes() throws Exception {
        TrailFolder.put(folder.orElseThrow(), "archived/bill.csv", Bytes.ofResource("billing/cur2.csv"));

        await().atMost(PATIENCE)
                // Files take another name while somebody looks for them.
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> Archived.in(archive.orElseThrow()).stream()
                                .filter(signal -> signal.getPlace().getName().equals("archived/bill.csv"))
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
                line_item_currency_code,line_item_unblended_cost,product_region_code
                999988887777,2026-10-01,012345678901,2026-10-02T00:00:00Z,\
                2026-10-02T01:00:00Z,AmazonEC2,EBS:VolumeUsage.gp3,vol-0a1b2c3d4e5f60718,\
                USD,%s,us-east-1
                """.formatted(amount);
    }

    private List<String> amounts(String place) {
        return signals(place).stream()
                .map(signal -> signal.getCost().getAmount())
                .toList();
    }

    /** As whoever keeps costs takes them. */
    private Signal newest(String place) {
        return signals(place).stream()
                .max(Comparator.comparingLong(signal -> signal.getCost().getStated()))
                .orElseThrow();
    }

    private List<Signal> signals(String place) {
        return topics().signals().stream()
                .filter(signal ->
                        signal.hasCost() && signal.getPlace().getName().startsWith(place))
                .toList();
    }

    private TopicReader topics() {
        return new TopicReader(bootstrapServers);
    }
}
