package dev.gleaner.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.archive.ArchiveConfig;
import dev.gleaner.collector.aws.CollectorAwsConfig;
import dev.gleaner.collector.progress.ProgressConfig;
import dev.gleaner.collector.source.GetMetricDataBudgetConfig;
import dev.gleaner.collector.source.accesslog.AccessLogsConfig;
import dev.gleaner.collector.source.activity.ActivityConfig;
import dev.gleaner.collector.source.billing.BillingConfig;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import dev.gleaner.collector.source.cloudwatch.MetricStreamConfig;
import dev.gleaner.collector.source.flowlog.FlowLogsConfig;
import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.report.InventoryReportsConfig;
import dev.gleaner.collector.source.ipranges.IpRangesConfig;
import dev.gleaner.collector.source.predictions.PredictionsConfig;
import dev.gleaner.collector.source.price.PriceConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The defaults and the keys that people set. */
class ConfigTest {

    @Test
    void shouldReadNothingUnlessAsked() {
        SmallRyeConfig config = config(Map.of());

        assertThat(config.getConfigMapping(CloudTrailConfig.class).folder()).isEmpty();
        assertThat(config.getConfigMapping(CloudTrailConfig.class).s3()).isEmpty();
        assertThat(config.getConfigMapping(CloudTrailConfig.class).queue()).isEmpty();
        assertThat(config.getConfigMapping(CloudTrailConfig.class).buckets()).isEmpty();
        assertThat(config.getConfigMapping(CloudTrailConfig.class).bucketOwner())
                .isEmpty();
        assertThat(config.getConfigMapping(CloudTrailConfig.class).eventsQueue())
                .isEmpty();
        assertThat(config.getConfigMapping(CloudTrailConfig.class).lookup().enabled())
                .isFalse();
        assertThat(config.getConfigMapping(MetricStreamConfig.class).accessKey())
                .isEmpty();
        assertThat(config.getConfigMapping(MetricStreamConfig.class).accounts()).isEmpty();
        assertThat(config.getConfigMapping(CollectorAwsConfig.class).accounts()).isEmpty();
        assertThat(config.getConfigMapping(CollectorAwsConfig.class)
                        .organization()
                        .enabled())
                .isFalse();
        assertThat(config.getConfigMapping(GetMetricDataConfig.class).enabled()).isFalse();
        assertThat(config.getConfigMapping(InventoryConfig.class).enabled()).isTrue();
        assertThat(config.getConfigMapping(InventoryConfig.class).buckets().enabled())
                .isTrue();
        assertThat(config.getConfigMapping(InventoryConfig.class).folder()).isEmpty();
        assertThat(config.getConfigMapping(IpRangesConfig.class).url()).isEmpty();
        assertThat(config.getConfigMapping(GpuConfig.class).recording()).isEmpty();
        assertThat(config.getConfigMapping(GpuConfig.class).nvidiaSmi().enabled())
                .isFalse();
        assertThat(config.getConfigMapping(GpuConfig.class).dcgm().targets()).isEmpty();
        assertThat(config.getConfigMapping(FlowLogsConfig.class).folder()).isEmpty();
        assertThat(config.getConfigMapping(FlowLogsConfig.class).s3()).isEmpty();
        assertThat(config.getConfigMapping(AccessLogsConfig.class).folder()).isEmpty();
        assertThat(config.getConfigMapping(AccessLogsConfig.class).s3()).isEmpty();
        assertThat(config.getConfigMapping(AccessLogsConfig.class).account()).isEmpty();
        assertThat(config.getConfigMapping(BillingConfig.class).folder()).isEmpty();
        assertThat(config.getConfigMapping(BillingConfig.class).s3()).isEmpty();
        assertThat(config.getConfigMapping(InventoryReportsConfig.class).folder())
                .isEmpty();
        assertThat(config.getConfigMapping(InventoryReportsConfig.class).s3()).isEmpty();
        assertThat(config.getConfigMapping(InventoryReportsConfig.class).account())
                .isEmpty();
        assertThat(config.getConfigMapping(ArchiveConfig.class).folder()).isEmpty();
        assertThat(config.getConfigMapping(ArchiveConfig.class).s3()).isEmpty();
        assertThat(config.getConfigMapping(CollectorAwsConfig.class).regions()).isEmpty();
        assertThat(config.getConfigMapping(CollectorAwsConfig.class).endpoint()).isEmpty();
        assertThat(config.getConfigMapping(CollectorAwsConfig.class).profile()).isEmpty();
    }

    @Test
    void shouldKeepItsDefaults() {
        SmallRyeConfig config = config(Map.of());

        CloudTrailConfig trail = config.getConfigMapping(CloudTrailConfig.class);
        assertThat(trail.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(trail.recordLimit().asBigInteger()).isEqualTo(BigInteger.valueOf(1 << 20));
        assertThat(trail.inventoryPatience()).isEqualTo(Duration.ofMinutes(5));
        assertThat(trail.visibility()).isEqualTo(Duration.ofMinutes(2));
        assertThat(trail.tries()).isEqualTo(5);
        assertThat(trail.fileLimit().asLongValue()).isEqualTo(64L << 20);
        assertThat(trail.digestsRequired()).isFalse();
        assertThat(trail.digestSignatures()).isTrue();
        assertThat(trail.digestKeys()).isEmpty();
        assertThat(trail.digestFaultsAccepted()).isEmpty();
        assertThat(trail.lookup().interval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(trail.lookup().lookback()).isEqualTo(Duration.ofDays(1));
        assertThat(config.getConfigMapping(MetricStreamConfig.class).bodyLimit().asBigInteger())
                .isEqualTo(BigInteger.valueOf(256 << 20));
        GpuConfig gpu = config.getConfigMapping(GpuConfig.class);
        assertThat(gpu.zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(gpu.interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(gpu.seriesGap()).isEqualTo(Duration.ofMinutes(5));
        assertThat(gpu.bodyLimit().asBigInteger()).isEqualTo(BigInteger.valueOf(16 << 20));
        assertThat(gpu.nvidiaSmi().path()).isEqualTo("nvidia-smi");
        assertThat(gpu.nvidiaSmi().interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.getConfigMapping(ActivityConfig.class).longest()).isEqualTo(Duration.ofDays(1));
        PredictionsConfig predictions = config.getConfigMapping(PredictionsConfig.class);
        assertThat(predictions.bodyLimit().asBigInteger()).isEqualTo(BigInteger.valueOf(1 << 20));
        assertThat(predictions.reports()).isEqualTo(1000);
        FlowLogsConfig flowLogs = config.getConfigMapping(FlowLogsConfig.class);
        assertThat(flowLogs.format()).startsWith("version account-id").endsWith("log-status");
        assertThat(flowLogs.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(flowLogs.fileLimit().asBigInteger()).isEqualTo(BigInteger.valueOf(256 << 20));
        assertThat(flowLogs.talkers()).isEqualTo(10);
        assertThat(flowLogs.inventoryPatience()).isEqualTo(Duration.ofMinutes(5));
        AccessLogsConfig accessLogs = config.getConfigMapping(AccessLogsConfig.class);
        assertThat(accessLogs.interval()).isEqualTo(Duration.ofMinutes(15));
        assertThat(accessLogs.delivery()).isEqualTo(Duration.ofHours(6));
        assertThat(accessLogs.fileLimit().asBigInteger()).isEqualTo(BigInteger.valueOf(256 << 20));
        assertThat(accessLogs.inventoryPatience()).isEqualTo(Duration.ofMinutes(5));
        BillingConfig billing = config.getConfigMapping(BillingConfig.class);
        assertThat(billing.interval()).isEqualTo(Duration.ofHours(1));
        assertThat(billing.spool()).isEmpty();
        assertThat(billing.tags()).isEmpty();
        InventoryReportsConfig reports = config.getConfigMapping(InventoryReportsConfig.class);
        assertThat(reports.interval()).isEqualTo(Duration.ofHours(1));
        assertThat(reports.spool()).isEmpty();
        assertThat(reports.prefixes()).isEqualTo(200);
        assertThat(reports.checkpointWords()).containsExactly("checkpoint", "ckpt", "global_step");
        assertThat(reports.progressWords()).containsExactly("step", "epoch", "iter", "iteration");
        ArchiveConfig archive = config.getConfigMapping(ArchiveConfig.class);
        assertThat(archive.spool()).isEmpty();
        assertThat(archive.fileSize().asBigInteger()).isEqualTo(BigInteger.valueOf(64 << 20));
        assertThat(archive.fileAge()).isEqualTo(Duration.ofHours(1));
        assertThat(archive.pause()).isEqualTo(Duration.ofSeconds(10));
        assertThat(gpu.dcgm().interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(gpu.dcgm().patience()).isEqualTo(Duration.ofSeconds(5));
        InventoryConfig inventory = config.getConfigMapping(InventoryConfig.class);
        assertThat(inventory.interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(inventory.unchangedInterval()).isEqualTo(Duration.ofHours(6));
        assertThat(inventory.buckets().interval()).isEqualTo(Duration.ofHours(1));
        assertThat(inventory.buckets().uploads()).isEqualTo(10_000);
        assertThat(inventory.buckets().measuredUploads()).isEqualTo(100);
        assertThat(config.getConfigMapping(IpRangesConfig.class).interval()).isEqualTo(Duration.ofDays(1));
        assertThat(config.getConfigMapping(GetMetricDataConfig.class).days()).isEqualTo(14);
        GetMetricDataConfig metrics = config.getConfigMapping(GetMetricDataConfig.class);
        assertThat(metrics.interval()).isEqualTo(Duration.ofHours(1));
        assertThat(config.getConfigMapping(GetMetricDataBudgetConfig.class).budget())
                .isEqualByComparingTo("26");
        assertThat(metrics.near().enabled()).isTrue();
        assertThat(metrics.near().interval()).isEqualTo(Duration.ofMinutes(15));
        assertThat(metrics.near().within()).isEqualTo(Duration.ofDays(1));
        assertThat(metrics.near().share()).isEqualTo(0.04);
        PriceConfig prices = config.getConfigMapping(PriceConfig.class);
        assertThat(prices.enabled()).isTrue();
        assertThat(prices.interval()).isEqualTo(Duration.ofDays(1));
        assertThat(prices.servicesInterval()).isEqualTo(Duration.ofDays(7));
        assertThat(prices.inventoryPatience()).isEqualTo(Duration.ofMinutes(5));
        assertThat(prices.spot().enabled()).isTrue();
        assertThat(prices.spot().interval()).isEqualTo(Duration.ofHours(12));
        CollectorAwsConfig aws = config.getConfigMapping(CollectorAwsConfig.class);
        assertThat(aws.parallel()).isEqualTo(8);
        assertThat(aws.costInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(aws.organization().role()).isEqualTo("gleaner-reader");
        assertThat(aws.organization().interval()).isEqualTo(Duration.ofHours(1));
        assertThat(config.getConfigMapping(ProgressConfig.class).interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.getConfigMapping(ProgressConfig.class).patience()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.getConfigMapping(ProgressConfig.class).repeatedFor()).isEqualTo(Duration.ofHours(2));
        assertThat(config.getConfigMapping(ProgressConfig.class).reporter()).isEmpty();
    }

    @Test
    void shouldKeepItsKeys() {
        SmallRyeConfig config = config(Map.of(
                "collector.cloudtrail.folder", "/trail",
                "collector.cloudtrail.s3", "s3://bucket/prefix",
                "collector.cloudtrail.queue", "https://sqs.eu-west-3.amazonaws.com/123456789012/files",
                "collector.cloudtrail.events-queue", "https://sqs.eu-west-3.amazonaws.com/123456789012/events",
                "collector.metric-stream.access-key", "key",
                "collector.inventory.folder", "/answers",
                "collector.gpu.recording", "/cards",
                "collector.gpu.instance", "arn",
                "collector.gpu.zone", "Europe/Paris",
                "collector.gpu.nvidia-smi.enabled", "true"));

        assertThat(config.getConfigMapping(CloudTrailConfig.class).folder()).contains(Path.of("/trail"));
        assertThat(config.getConfigMapping(CloudTrailConfig.class).s3()).contains(URI.create("s3://bucket/prefix"));
        assertThat(config.getConfigMapping(CloudTrailConfig.class).queue())
                .contains(URI.create("https://sqs.eu-west-3.amazonaws.com/123456789012/files"));
        assertThat(config.getConfigMapping(CloudTrailConfig.class).eventsQueue())
                .contains(URI.create("https://sqs.eu-west-3.amazonaws.com/123456789012/events"));
        assertThat(config.getConfigMapping(MetricStreamConfig.class).accessKey())
                .contains("key");
        assertThat(config.getConfigMapping(InventoryConfig.class).folder()).contains(Path.of("/answers"));
        GpuConfig gpu = config.getConfigMapping(GpuConfig.class);
        assertThat(gpu.recording()).contains(Path.of("/cards"));
        assertThat(gpu.instance()).contains("arn");
        assertThat(gpu.zone()).isEqualTo(ZoneId.of("Europe/Paris"));
        assertThat(gpu.nvidiaSmi().enabled()).isTrue();
    }

    @Test
    void shouldKeepItsKeysOfDcgm() {
        GpuConfig.Dcgm dcgm = config(Map.of(
                        "collector.gpu.dcgm.targets[0].instance", "arn",
                        "collector.gpu.dcgm.targets[0].url", "http://h:9400/metrics",
                        "collector.gpu.dcgm.interval", "PT30S",
                        "collector.gpu.dcgm.patience", "PT2S"))
                .getConfigMapping(GpuConfig.class)
                .dcgm();

        assertThat(dcgm.targets()).singleElement().satisfies(target -> {
            assertThat(target.instance()).isEqualTo("arn");
            assertThat(target.url()).isEqualTo(URI.create("http://h:9400/metrics"));
        });
        assertThat(dcgm.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(dcgm.patience()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void shouldKeepItsKeysOfServerAccessLogs() {
        AccessLogsConfig accessLogs = config(Map.of(
                        "collector.s3-access-logs.folder", "/logs",
                        "collector.s3-access-logs.s3", "s3://bucket/prefix",
                        "collector.s3-access-logs.interval", "PT1M",
                        "collector.s3-access-logs.delivery", "PT12H",
                        "collector.s3-access-logs.account", "111122223333",
                        "collector.s3-access-logs.region", "us-east-1",
                        "collector.s3-access-logs.inventory-patience", "PT1S"))
                .getConfigMapping(AccessLogsConfig.class);

        assertThat(accessLogs.folder()).contains(Path.of("/logs"));
        assertThat(accessLogs.s3()).contains(URI.create("s3://bucket/prefix"));
        assertThat(accessLogs.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(accessLogs.delivery()).isEqualTo(Duration.ofHours(12));
        assertThat(accessLogs.account()).contains("111122223333");
        assertThat(accessLogs.region()).contains("us-east-1");
        assertThat(accessLogs.inventoryPatience()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldKeepItsKeysOfFlowLogs() {
        FlowLogsConfig flowLogs = config(Map.of(
                        "collector.flow-logs.folder", "/flows",
                        "collector.flow-logs.s3", "s3://bucket/prefix",
                        "collector.flow-logs.format", "srcaddr dstaddr",
                        "collector.flow-logs.inventory-patience", "PT1S"))
                .getConfigMapping(FlowLogsConfig.class);

        assertThat(flowLogs.folder()).contains(Path.of("/flows"));
        assertThat(flowLogs.s3()).contains(URI.create("s3://bucket/prefix"));
        assertThat(flowLogs.format()).isEqualTo("srcaddr dstaddr");
        assertThat(flowLogs.inventoryPatience()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldKeepItsKeysOfBills() {
        BillingConfig billing = config(Map.of(
                        "collector.billing.folder", "/bills",
                        "collector.billing.s3", "s3://bucket/prefix",
                        "collector.billing.interval", "PT2H",
                        "collector.billing.tags", "owner,squad",
                        "collector.billing.largest", "16M",
                        "collector.billing.spool", "/spool"))
                .getConfigMapping(BillingConfig.class);

        assertThat(billing.folder()).contains(Path.of("/bills"));
        assertThat(billing.s3()).contains(URI.create("s3://bucket/prefix"));
        assertThat(billing.interval()).isEqualTo(Duration.ofHours(2));
        assertThat(billing.tags()).contains(List.of("owner", "squad"));
        assertThat(billing.spool()).contains(Path.of("/spool"));
        assertThat(billing.largest().asLongValue()).isEqualTo(16 * 1024 * 1024);
    }

    @Test
    void shouldKeepItsKeysOfInventoryReports() {
        InventoryReportsConfig reports = config(Map.of(
                        "collector.inventory-reports.folder", "/reports",
                        "collector.inventory-reports.s3", "s3://bucket/prefix",
                        "collector.inventory-reports.interval", "PT2H",
                        "collector.inventory-reports.spool", "/spool",
                        "collector.inventory-reports.account", "123456789012",
                        "collector.inventory-reports.region", "eu-west-3",
                        "collector.inventory-reports.prefixes", "50",
                        "collector.inventory-reports.checkpoint-words", "snapshot",
                        "collector.inventory-reports.progress-words", "round,stage"))
                .getConfigMapping(InventoryReportsConfig.class);

        assertThat(reports.folder()).contains(Path.of("/reports"));
        assertThat(reports.s3()).contains(URI.create("s3://bucket/prefix"));
        assertThat(reports.interval()).isEqualTo(Duration.ofHours(2));
        assertThat(reports.spool()).contains(Path.of("/spool"));
        assertThat(reports.account()).contains("123456789012");
        assertThat(reports.region()).contains("eu-west-3");
        assertThat(reports.prefixes()).isEqualTo(50);
        assertThat(reports.checkpointWords()).containsExactly("snapshot");
        assertThat(reports.progressWords()).containsExactly("round", "stage");
    }

    @Test
    void shouldKeepItsKeysOfPrices() {
        PriceConfig prices = config(Map.of(
                        "collector.prices.enabled", "false",
                        "collector.prices.interval", "P2D",
                        "collector.prices.services-interval", "P3D",
                        "collector.prices.inventory-patience", "PT1S",
                        "collector.prices.spot.enabled", "false",
                        "collector.prices.spot.interval", "PT2H"))
                .getConfigMapping(PriceConfig.class);

        assertThat(prices.enabled()).isFalse();
        assertThat(prices.interval()).isEqualTo(Duration.ofDays(2));
        assertThat(prices.servicesInterval()).isEqualTo(Duration.ofDays(3));
        assertThat(prices.inventoryPatience()).isEqualTo(Duration.ofSeconds(1));
        assertThat(prices.spot().enabled()).isFalse();
        assertThat(prices.spot().interval()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void shouldKeepItsKeysOfTheArchive() {
        ArchiveConfig archive = config(Map.of(
                        "collector.archive.folder", "/archive",
                        "collector.archive.s3", "s3://bucket/prefix",
                        "collector.archive.spool", "/spool",
                        "collector.archive.file-size", "1M",
                        "collector.archive.file-age", "PT5M",
                        "collector.archive.pause", "PT1S"))
                .getConfigMapping(ArchiveConfig.class);

        assertThat(archive.folder()).contains(Path.of("/archive"));
        assertThat(archive.s3()).contains(URI.create("s3://bucket/prefix"));
        assertThat(archive.spool()).contains(Path.of("/spool"));
        assertThat(archive.fileSize().asBigInteger()).isEqualTo(BigInteger.valueOf(1 << 20));
        assertThat(archive.fileAge()).isEqualTo(Duration.ofMinutes(5));
        assertThat(archive.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldKeepItsKeysOfStorageAndNetworks() {
        SmallRyeConfig config = config(Map.of(
                "collector.inventory.buckets.enabled", "false",
                "collector.cloudtrail.inventory-patience", "PT1S",
                "collector.cloudtrail.digests-required", "true",
                "collector.cloudtrail.digest-signatures", "false",
                "collector.cloudtrail.digest-keys", "/keys.json",
                "collector.cloudtrail.digest-faults-accepted", "2026-03-01T08:00:00Z",
                "collector.ip-ranges.url", "file:///ip-ranges.json"));

        InventoryConfig inventory = config.getConfigMapping(InventoryConfig.class);
        assertThat(inventory.buckets().enabled()).isFalse();
        assertThat(config.getConfigMapping(CloudTrailConfig.class).inventoryPatience())
                .isEqualTo(Duration.ofSeconds(1));
        CloudTrailConfig trail = config.getConfigMapping(CloudTrailConfig.class);
        assertThat(trail.digestsRequired()).isTrue();
        assertThat(trail.digestSignatures()).isFalse();
        assertThat(trail.digestKeys()).contains(Path.of("/keys.json"));
        assertThat(trail.digestFaultsAccepted()).contains(Instant.parse("2026-03-01T08:00:00Z"));
        assertThat(config.getConfigMapping(IpRangesConfig.class).url()).contains(URI.create("file:///ip-ranges.json"));
    }

    @Test
    void shouldKeepItsKeysOfAnnouncedFiles() {
        CloudTrailConfig trail = config(Map.of(
                        "collector.cloudtrail.buckets", "trail,other-trail",
                        "collector.cloudtrail.bucket-owner", "123456789012",
                        "collector.cloudtrail.file-limit", "1M"))
                .getConfigMapping(CloudTrailConfig.class);

        assertThat(trail.buckets()).contains(Set.of("trail", "other-trail"));
        assertThat(trail.bucketOwner()).contains("123456789012");
        assertThat(trail.fileLimit().asLongValue()).isEqualTo(1 << 20);
    }

    @Test
    void shouldKeepItsKeysOfAws() {
        SmallRyeConfig config = config(Map.of(
                "collector.aws.regions", "us-east-1,eu-west-3",
                "collector.aws.endpoint", "http://127.0.0.1:15000",
                "collector.aws.profile", "audit"));

        CollectorAwsConfig aws = config.getConfigMapping(CollectorAwsConfig.class);
        assertThat(aws.regions()).contains(List.of("us-east-1", "eu-west-3"));
        assertThat(aws.endpoint()).contains(URI.create("http://127.0.0.1:15000"));
        assertThat(aws.profile()).contains("audit");
    }

    @Test
    void shouldKeepItsKeysOfAccounts() {
        CollectorAwsConfig aws = config(Map.of(
                        "collector.aws.accounts.\"210987654321\".role", "arn:aws:iam::210987654321:role/reader",
                        "collector.aws.accounts.\"210987654321\".external-id", "secret",
                        "collector.aws.organization.enabled", "true",
                        "collector.aws.organization.role", "reader",
                        "collector.aws.organization.external-id", "other",
                        "collector.aws.organization.interval", "PT5M",
                        "collector.aws.parallel", "2"))
                .getConfigMapping(CollectorAwsConfig.class);

        assertThat(aws.accounts()).containsOnlyKeys("210987654321");
        assertThat(aws.accounts().get("210987654321").role()).isEqualTo("arn:aws:iam::210987654321:role/reader");
        assertThat(aws.accounts().get("210987654321").externalId()).contains("secret");
        assertThat(aws.organization().enabled()).isTrue();
        assertThat(aws.organization().role()).isEqualTo("reader");
        assertThat(aws.organization().externalId()).contains("other");
        assertThat(aws.organization().interval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(aws.parallel()).isEqualTo(2);
    }

    @Test
    void shouldKeepItsKeysOfGetMetricData() {
        SmallRyeConfig config = config(Map.ofEntries(
                Map.entry("collector.get-metric-data.enabled", "true"),
                Map.entry("collector.get-metric-data.budget", "1.50"),
                Map.entry("collector.get-metric-data.memory.enabled", "false"),
                Map.entry("collector.get-metric-data.memory.interval", "PT4H"),
                Map.entry("collector.get-metric-data.near.enabled", "false"),
                Map.entry("collector.get-metric-data.near.interval", "PT5M"),
                Map.entry("collector.get-metric-data.near.within", "PT2H"),
                Map.entry("collector.get-metric-data.near.share", "0.5")));
        GetMetricDataConfig metrics = config.getConfigMapping(GetMetricDataConfig.class);

        assertThat(metrics.enabled()).isTrue();
        assertThat(config.getConfigMapping(GetMetricDataBudgetConfig.class).budget())
                .isEqualByComparingTo("1.50");
        assertThat(metrics.memory().enabled()).isFalse();
        assertThat(metrics.memory().interval()).isEqualTo(Duration.ofHours(4));
        assertThat(metrics.near().enabled()).isFalse();
        assertThat(metrics.near().interval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(metrics.near().within()).isEqualTo(Duration.ofHours(2));
        assertThat(metrics.near().share()).isEqualTo(0.5);
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withMapping(CloudTrailConfig.class)
                .withMapping(MetricStreamConfig.class)
                .withMapping(GetMetricDataBudgetConfig.class)
                .withMapping(GetMetricDataConfig.class)
                .withMapping(InventoryConfig.class)
                .withMapping(IpRangesConfig.class)
                .withMapping(PriceConfig.class)
                .withMapping(GpuConfig.class)
                .withMapping(FlowLogsConfig.class)
                .withMapping(AccessLogsConfig.class)
                .withMapping(BillingConfig.class)
                .withMapping(ActivityConfig.class)
                .withMapping(PredictionsConfig.class)
                .withMapping(InventoryReportsConfig.class)
                .withMapping(ArchiveConfig.class)
                .withMapping(CollectorAwsConfig.class)
                .withMapping(ProgressConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build();
    }
}
