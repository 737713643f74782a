package dev.gleaner.local.runtime.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunModeTest {

    private static final RunFolder RUN = new RunFolder(Path.of("run"));

    static Stream<RunMode> modes() {
        return Stream.of(
                new RunMode.StandIn(List.of("--estate", "small"), RUN),
                new RunMode.RecordedAws(List.of("--estate-file", "/a folder/mine.json"), RUN),
                new RunMode.Account("reader", List.of("us-east-1", "eu-west-3"), new BigDecimal("12.50")));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void shouldBeMadeAgainFromItsArguments(RunMode mode) {
        assertThat(RunMode.of(mode.arguments(), RUN)).isEqualTo(mode);
    }

    /** Reads are only known for as long as the trail of an estate goes back, and only a configured tag can be set by an action. */
    @Test
    void shouldReportOldCheckpointsAndProposeTagsInAnEstate() {
        assertThat(new RunMode.StandIn(List.of("--estate", "small"), RUN).analyzerSettings())
                .containsEntry("analyzer.forgotten-storage.run-ended", "P10D")
                .containsEntry("analyzer.forgotten-storage.run-unread", "P10D")
                .containsEntry("analyzer.missing-tags.accounts.\"123456789012\".cost-center", "cc-ml");
    }

    /** The collector of a stand-in starts once the estate is built. */
    @Test
    void shouldReadAllRegionsOfTheEstateThatWasBuilt(@TempDir Path folder) throws IOException {
        RunFolder run = new RunFolder(folder);
        RunMode mode = new RunMode.StandIn(List.of("--estate-file", "mine.json"), run);
        RunPorts ports = RunPorts.of("20000");

        assertThat(mode.collectorSettings(ports)).containsEntry("collector.aws.regions", "us-east-1,eu-west-3");

        Files.write(run.estateRegionsFile(), List.of("eu-west-1", "us-east-1"));

        assertThat(mode.collectorSettings(ports))
                .containsEntry("collector.aws.regions", "us-east-1,eu-west-3,eu-west-1");
    }

    /** It has a reservation that covers what runs in the first account. */
    @Test
    void shouldReadTheOtherAccountOfTheOrganization() {
        assertThat(new RunMode.StandIn(List.of("--estate", "small"), RUN).collectorSettings(RunPorts.of("20000")))
                .containsEntry(
                        "collector.aws.accounts.\"210987654321\".role",
                        "arn:aws:iam::210987654321:role/gleaner-reader");
    }

    /** Nobody waits a day or a week for a listing of an estate. */
    @Test
    void shouldReadAllKindsOfAnEstateOften() {
        RunMode mode = new RunMode.StandIn(List.of("--estate", "small"), RUN);

        assertThat(mode.collectorSettings(RunPorts.of("20000")))
                .containsEntry("collector.inventory.interval", "PT15S")
                .containsEntry("collector.inventory.networks.interval", "PT30S")
                .containsEntry("collector.inventory.snapshots.interval", "PT1M")
                .containsEntry("collector.inventory.inference-profiles.interval", "PT1M")
                .containsEntry("collector.get-metric-data.models.interval", "PT1M")
                .containsEntry("collector.get-metric-data.requests.interval", "PT1M")
                .doesNotContainKey("collector.get-metric-data.volumes.interval");
        assertThat(mode.sources())
                .doesNotHaveDuplicates()
                .contains("inventory", "inventory-networks", "inventory-snapshots", "metric-stream", "cloudtrail-s3");
        assertThat(mode.readOnce())
                .contains(
                        "get-metric-data-networks",
                        "get-metric-data-interface-endpoints",
                        "get-metric-data-load-balancers",
                        "get-metric-data-requests",
                        "get-metric-data-models",
                        "get-metric-data-log-groups",
                        "get-metric-data-endpoints",
                        "get-metric-data-scaling-groups",
                        "flow-logs");
    }

    @Test
    void shouldKeepTheDefaultLimitsOnARealAccount() {
        assertThat(new RunMode.Account("reader", List.of("us-east-1"), new BigDecimal("1.50")).analyzerSettings())
                .isEmpty();
    }
}
