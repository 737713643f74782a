package dev.gleaner.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.rule.egress.CrossRegionReadConfig;
import dev.gleaner.analyzer.rule.egress.CrossZoneTrafficConfig;
import dev.gleaner.analyzer.rule.egress.IdleGatewayConfig;
import dev.gleaner.analyzer.rule.egress.InternetEgressConfig;
import dev.gleaner.analyzer.rule.egress.NatToS3Config;
import dev.gleaner.analyzer.rule.egress.RepeatedDownloadConfig;
import dev.gleaner.analyzer.rule.instance.GpuReadingConfig;
import dev.gleaner.analyzer.rule.instance.IdleEndpointConfig;
import dev.gleaner.analyzer.rule.instance.IdleGpuConfig;
import dev.gleaner.analyzer.rule.instance.IdleInstanceConfig;
import dev.gleaner.analyzer.rule.instance.IdleNotebookConfig;
import dev.gleaner.analyzer.rule.instance.PreviousGenerationConfig;
import dev.gleaner.analyzer.rule.instance.SporadicInstanceConfig;
import dev.gleaner.analyzer.rule.instance.StoppedInstanceConfig;
import dev.gleaner.analyzer.rule.instance.WorkHoursConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpointConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleetConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedInstanceConfig;
import dev.gleaner.analyzer.rule.logs.LogRetentionConfig;
import dev.gleaner.analyzer.rule.storage.ForgottenStorageConfig;
import dev.gleaner.analyzer.rule.storage.ListingsConfig;
import dev.gleaner.analyzer.rule.storage.OldVolumeTypeConfig;
import dev.gleaner.analyzer.rule.storage.PrefixConvention;
import dev.gleaner.analyzer.rule.storage.StorageLifecycleConfig;
import dev.gleaner.analyzer.rule.tags.EnvironmentConfig;
import dev.gleaner.analyzer.rule.tags.MissingTagsConfig;
import dev.gleaner.analyzer.rule.training.TrainingHostConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documentation promises without any configuration. */
class ConfigDefaultsTest {

    @Test
    void shouldPinMissingTags() {
        MissingTagsConfig tags = Defaults.of(MissingTagsConfig.class);

        assertThat(tags.keys()).containsExactly("team", "project", "environment", "cost-center");
        assertThat(tags.age()).isEqualTo(Duration.ofHours(1));
        assertThat(tags.askBelow()).isEqualTo(0.9);
        assertThat(tags.confidence().creator()).isEqualTo(0.95);
        assertThat(tags.confidence().account()).isEqualTo(0.9);
        assertThat(tags.confidence().creatorName()).isEqualTo(0.5);
        assertThat(tags.creators()).isEmpty();
        assertThat(tags.accounts()).isEmpty();
        assertThat(tags.unlisted()).isEqualTo(Duration.ofDays(4));
        assertThat(tags.effort()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void shouldPinOversizedInstances() {
        OversizedInstanceConfig oversized = Defaults.of(OversizedInstanceConfig.class);

        assertThat(oversized.utilization()).isEqualTo(80);
        assertThat(oversized.coverage()).isEqualTo(0.9);
        assertThat(oversized.memoryCoverage()).isEqualTo(0.8);
        assertThat(oversized.effort()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void shouldPinTheAnalysis() {
        AnalyzerConfig config = Defaults.of(AnalyzerConfig.class);

        assertThat(config.lateness()).isEqualTo(Duration.ofHours(24));
        assertThat(config.patience()).isEqualTo(Duration.ofHours(1));
        assertThat(config.giveUp()).isEqualTo(Duration.ofDays(15));
        assertThat(config.instance()).isEqualTo("analyzer-1");
        assertThat(config.stateDir()).isEqualTo(Path.of("data/analyzer"));
    }

    @Test
    void shouldPinIdleInstance() {
        IdleInstanceConfig config = Defaults.of(IdleInstanceConfig.class);

        assertThat(config.window()).isEqualTo(Duration.ofDays(7));
        assertThat(config.mean()).isEqualTo(5);
        assertThat(config.workHours()).isEqualTo(3);
        assertThat(config.rest()).isEqualTo(Duration.ofHours(24));
        assertThat(config.history()).isEqualTo(Duration.ofDays(35));
        assertThat(config.coverage()).isEqualTo(0.8);
        assertThat(config.networkPerDay()).isEqualTo(5_000_000);
        assertThat(config.effort()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void shouldPinPreviousGeneration() {
        PreviousGenerationConfig config = Defaults.of(PreviousGenerationConfig.class);

        assertThat(config.age()).isEqualTo(Duration.ofDays(14));
        assertThat(config.current()).isFalse();
        assertThat(config.effort()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void shouldPinStoppedInstance() {
        StoppedInstanceConfig config = Defaults.of(StoppedInstanceConfig.class);

        assertThat(config.stopped()).isEqualTo(Duration.ofDays(30));
        assertThat(config.addresses()).isEqualTo(Duration.ofDays(7));
        assertThat(config.effort()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void shouldPinWhatWorkIs() {
        WorkHoursConfig config = Defaults.of(WorkHoursConfig.class);

        assertThat(config.busy()).isEqualTo(20);
        assertThat(config.peak()).isEqualTo(50);
        assertThat(config.aboveQuiet()).isEqualTo(5);
        assertThat(config.quietPercentile()).isEqualTo(25);
        assertThat(config.baseline()).isEqualTo(0.8);
        assertThat(config.network()).isEqualTo(5_000_000);
        assertThat(config.samples()).isEqualTo(0.8);
        assertThat(config.recurringDays()).isEqualTo(3);
        assertThat(config.recurringWorkingDays()).isEqualTo(0.8);
    }

    @Test
    void shouldPinTheSeriesWithCards() {
        assertThat(Defaults.of(GpuReadingConfig.class).silence()).isEqualTo(Duration.ofHours(2));
        assertThat(Defaults.of(GpuReadingConfig.class).series())
                .containsExactlyInAnyOrder("dl", "f", "g", "gr", "inf", "p", "trn", "vt");
    }

    @Test
    void shouldPinIdleGpu() {
        IdleGpuConfig config = Defaults.of(IdleGpuConfig.class);

        assertThat(config.notice()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.question()).isEqualTo(Duration.ofMinutes(60));
        assertThat(config.productionQuestion()).isEqualTo(Duration.ofHours(24));
        assertThat(config.minutesCovered()).isEqualTo(0.9);
        assertThat(config.window()).isEqualTo(Duration.ofHours(4));
        assertThat(config.productionWindow()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void shouldPinWhatContradictsAUtilization() {
        GpuReadingConfig config = Defaults.of(GpuReadingConfig.class);

        assertThat(config.stuckPower()).isEqualTo(0.3);
        assertThat(config.stuckClock()).isEqualTo(0.5);
        assertThat(config.stuckHeldPower()).isEqualTo(0.5);
    }

    @Test
    void shouldPinSporadicInstanceAndEnvironments() {
        SporadicInstanceConfig config = Defaults.of(SporadicInstanceConfig.class);

        assertThat(config.mean()).isEqualTo(5);
        assertThat(config.rest()).isEqualTo(0.25);
        assertThat(config.effort()).isEqualTo(Duration.ofMinutes(15));
        assertThat(Defaults.of(EnvironmentConfig.class).nonProduction())
                .contains("dev", "devel", "test", "tst", "uat", "staging", "stg", "sbx", "nonprod", "non-prod")
                .doesNotContain("prod", "production", "live");
    }

    @Test
    void shouldPinTheConventionsOfStorage() {
        StorageLifecycleConfig config = Defaults.of(StorageLifecycleConfig.class);

        assertThat(config.conventions())
                .containsExactly(
                        new PrefixConvention(
                                "training-data/",
                                List.of(
                                        new PrefixConvention.Step(30, "STANDARD_IA"),
                                        new PrefixConvention.Step(90, "GLACIER")),
                                0,
                                0),
                        new PrefixConvention("experiments/", List.of(), 180, 0),
                        new PrefixConvention("checkpoints/", List.of(), 0, 30));
        assertThat(config.abortUploads()).isEqualTo(Duration.ofDays(7));
        assertThat(config.minimum()).isEqualTo(1);
        assertThat(config.readHistory()).isEqualTo(Duration.ofDays(30));
        assertThat(config.effort()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void shouldPinListedStorage() {
        ListingsConfig listings = Defaults.of(ListingsConfig.class);
        ForgottenStorageConfig forgotten = Defaults.of(ForgottenStorageConfig.class);
        LogRetentionConfig logs = Defaults.of(LogRetentionConfig.class);

        assertThat(listings.volumes()).isEqualTo(Duration.ofDays(4));
        assertThat(listings.addresses()).isEqualTo(Duration.ofDays(4));
        assertThat(listings.snapshots()).isEqualTo(Duration.ofDays(22));
        assertThat(listings.logGroups()).isEqualTo(Duration.ofDays(22));
        assertThat(forgotten.volumeUnattached()).isEqualTo(Duration.ofDays(14));
        assertThat(forgotten.addressUnassociated()).isEqualTo(Duration.ofDays(7));
        assertThat(forgotten.snapshotAge()).isEqualTo(Duration.ofDays(90));
        assertThat(forgotten.uploadAge()).isEqualTo(Duration.ofDays(7));
        assertThat(forgotten.runEnded()).isEqualTo(Duration.ofDays(30));
        assertThat(forgotten.runUnread()).isEqualTo(Duration.ofDays(30));
        assertThat(forgotten.checkpointsKept()).isEqualTo(3);
        assertThat(forgotten.checkpointGigabytes()).isEqualTo(1);
        assertThat(forgotten.effort()).isEqualTo(Duration.ofMinutes(10));
        assertThat(Defaults.of(OldVolumeTypeConfig.class).window()).isEqualTo(Duration.ofDays(14));
        assertThat(Defaults.of(OldVolumeTypeConfig.class).coverage()).isEqualTo(80);
        assertThat(Defaults.of(OldVolumeTypeConfig.class).margin()).isEqualTo(20);
        assertThat(Defaults.of(OldVolumeTypeConfig.class).minimum()).isEqualByComparingTo("1");
        assertThat(Defaults.of(OldVolumeTypeConfig.class).effort()).isEqualTo(Duration.ofMinutes(5));
        assertThat(logs.minimum()).isEqualTo(5);
        assertThat(logs.days()).isEqualTo(90);
        assertThat(logs.holdTags()).containsExactlyInAnyOrder("legal-hold", "retention-hold");
        assertThat(logs.effort()).isEqualTo(Duration.ofMinutes(10));
        assertThat(logs.prefixes().names())
                .containsExactly("AWSLogs/", "logs/", "log/", "access-logs/", "elb/", "cloudtrail/");
        assertThat(logs.prefixes().minimum()).isEqualTo(5);
        assertThat(logs.prefixes().days()).isEqualTo(365);
        assertThat(logs.prefixes().noncurrentDays()).isEqualTo(30);
        assertThat(logs.ingestion().minimum()).isEqualTo(50);
        assertThat(logs.ingestion().window()).isEqualTo(Duration.ofDays(14));
        assertThat(logs.ingestion().coverage()).isEqualTo(0.8);
    }

    @Test
    void shouldPinEgress() {
        CrossRegionReadConfig read = Defaults.of(CrossRegionReadConfig.class);
        RepeatedDownloadConfig repeated = Defaults.of(RepeatedDownloadConfig.class);
        NatToS3Config nat = Defaults.of(NatToS3Config.class);

        assertThat(read.window()).isEqualTo(Duration.ofDays(7));
        assertThat(read.minimum()).isEqualTo(20);
        assertThat(read.bytesPerMonth()).isEqualTo(1e12);
        assertThat(read.prefixesPerBucket()).isEqualTo(200);
        assertThat(read.effort()).isEqualTo(Duration.ofHours(2));
        assertThat(repeated.repeatedPercent()).isEqualTo(30);
        assertThat(repeated.minimum()).isEqualByComparingTo("20");
        assertThat(repeated.history()).isEqualTo(Duration.ofDays(7));
        assertThat(repeated.effort()).isEqualTo(Duration.ofHours(4));
        assertThat(nat.window()).isEqualTo(Duration.ofDays(7));
        assertThat(nat.effort()).isEqualTo(Duration.ofMinutes(10));
        IdleGatewayConfig gateway = Defaults.of(IdleGatewayConfig.class);
        assertThat(gateway.window()).isEqualTo(Duration.ofDays(14));
        assertThat(gateway.bytes()).isEqualTo(1e9);
        assertThat(gateway.otherBytes()).isEqualTo(1);
        assertThat(gateway.unlistedLoadBalancers()).isEqualTo(Duration.ofDays(2));
        assertThat(gateway.coverage()).isEqualTo(0.8);
        assertThat(gateway.unlisted()).isEqualTo(Duration.ofDays(1));
        assertThat(gateway.effort()).isEqualTo(Duration.ofMinutes(30));
        OversizedEndpointConfig oversizedEndpoint = Defaults.of(OversizedEndpointConfig.class);
        assertThat(oversizedEndpoint.window()).isEqualTo(Duration.ofDays(14));
        assertThat(oversizedEndpoint.coverage()).isEqualTo(0.9);
        assertThat(oversizedEndpoint.utilization()).isEqualTo(80);
        assertThat(oversizedEndpoint.latencyGrowth()).isEqualTo(1.5);
        assertThat(oversizedEndpoint.leastInstances()).isEqualTo(2);
        assertThat(oversizedEndpoint.unlisted()).isEqualTo(Duration.ofDays(2));
        assertThat(oversizedEndpoint.effort()).isEqualTo(Duration.ofMinutes(30));
        OversizedFleetConfig fleet = Defaults.of(OversizedFleetConfig.class);
        assertThat(fleet.window()).isEqualTo(Duration.ofDays(14));
        assertThat(fleet.coverage()).isEqualTo(0.8);
        assertThat(fleet.mean()).isEqualTo(15);
        assertThat(fleet.utilization()).isEqualTo(80);
        assertThat(fleet.leastInSeveralZones()).isEqualTo(2);
        assertThat(fleet.unlisted()).isEqualTo(Duration.ofDays(2));
        assertThat(fleet.effort()).isEqualTo(Duration.ofMinutes(20));
        IdleEndpointConfig endpoint = Defaults.of(IdleEndpointConfig.class);
        assertThat(endpoint.window()).isEqualTo(Duration.ofDays(7));
        assertThat(endpoint.coverage()).isEqualTo(0.8);
        assertThat(endpoint.unlisted()).isEqualTo(Duration.ofDays(2));
        assertThat(endpoint.effort()).isEqualTo(Duration.ofMinutes(15));
        IdleNotebookConfig notebook = Defaults.of(IdleNotebookConfig.class);
        assertThat(notebook.window()).isEqualTo(Duration.ofDays(3));
        assertThat(notebook.nonProductionWindow()).isEqualTo(Duration.ofHours(12));
        assertThat(notebook.busy()).isEqualTo(30);
        assertThat(notebook.busyGpu()).isEqualTo(5);
        assertThat(notebook.coverage()).isEqualTo(0.95);
        assertThat(notebook.unlisted()).isEqualTo(Duration.ofHours(12));
        assertThat(notebook.effort()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void shouldPinWhatTrainingHostsTell() {
        TrainingHostConfig training = Defaults.of(TrainingHostConfig.class);

        assertThat(training.trainingTags())
                .containsExactlyInAnyOrder("workload=training", "purpose=training", "role=training");
        assertThat(training.inferenceTags())
                .containsExactlyInAnyOrder(
                        "workload=inference",
                        "workload=serving",
                        "purpose=inference",
                        "purpose=serving",
                        "role=inference",
                        "role=serving");
        assertThat(training.window()).isEqualTo(Duration.ofDays(14));
        assertThat(training.longestGap()).isEqualTo(Duration.ofMinutes(10));
        assertThat(training.pause()).isEqualTo(Duration.ofHours(6));
        assertThat(training.training()).isEqualTo(Duration.ofHours(3));
        assertThat(training.restart()).isEqualTo(Duration.ofMinutes(10));
        assertThat(training.checkpoint()).isEqualTo(Duration.ofMinutes(1));
        assertThat(training.interruptions()).isEmpty();
        assertThat(training.highestRate()).isEqualTo(0.15);
        assertThat(training.unlisted()).isEqualTo(Duration.ofDays(2));
        assertThat(training.gapEffort()).isEqualTo(Duration.ofHours(2));
        assertThat(training.spotEffort()).isEqualTo(Duration.ofMinutes(30));
        assertThat(training.production()).isFalse();
    }

    @Test
    void shouldPinWhatFlowLogsTell() {
        CrossZoneTrafficConfig zones = Defaults.of(CrossZoneTrafficConfig.class);
        InternetEgressConfig internet = Defaults.of(InternetEgressConfig.class);

        assertThat(zones.window()).isEqualTo(Duration.ofDays(7));
        assertThat(zones.minimum()).isEqualTo(50);
        assertThat(internet.minimum()).isEqualTo(50);
        assertThat(zones.bytesPerMonth()).isEqualTo(2.5e12);
        assertThat(zones.effort()).isEqualTo(Duration.ofHours(4));
        assertThat(internet.window()).isEqualTo(Duration.ofDays(7));
        assertThat(internet.bytesPerMonth()).isEqualTo(656e9);
        assertThat(internet.effort()).isEqualTo(Duration.ofHours(4));
    }
}
