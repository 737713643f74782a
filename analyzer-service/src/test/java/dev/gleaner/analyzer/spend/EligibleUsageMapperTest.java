package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.contracts.spend.SpendRecord;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EligibleUsageMapperTest {

    private static final String ACCOUNT = "123456789012";
    private static final String INSTANCE = "arn:aws:ec2:us-west-2:123456789012:instance/i-1";
    private static final BilledCharge USAGE = BilledCharge.newBuilder()
            .setCategory(ChargeCategory.USAGE)
            .setService("AmazonEC2")
            .setUsageType("USW2-BoxUsage:m5.large")
            .setOperation("RunInstances")
            .setZone("us-west-2b")
            .setHours(0b111)
            .setQuantity("1.5")
            .setBilled("0.15")
            .setList("0.2")
            .build();

    @Test
    void shouldTellTheHoursOfAnInstance() {
        SpendRecord.EligibleHours usage = map(USAGE).orElseThrow();

        assertThat(usage.kind())
                .isEqualTo(new SpendRecord.EligibleHours.Kind(
                        ACCOUNT, "us-west-2", "us-west-2b", "m5.large", "Linux/UNIX", "default"));
        assertThat(usage.commitment()).isEmpty();
        assertThat(usage.effective()).isEqualByComparingTo("0.15");
        assertThat(usage.list()).isEqualByComparingTo("0.2");
        assertThat(usage.hours()).startsWith(0.5, 0.5, 0.5, 0.0).hasSize(24);
    }

    @Test
    void shouldTellWhichCommitmentCoversIt() {
        BilledCharge covered = USAGE.toBuilder()
                .setCommitment("sp-1")
                .setCommitmentStatus(CommitmentStatus.USED)
                .setEffective("0.1")
                .setBilled("0")
                .setList("")
                .build();

        assertThat(map(covered)).hasValueSatisfying(usage -> {
            assertThat(usage.commitment()).isEqualTo("sp-1");
            assertThat(usage.effective()).isEqualByComparingTo("0.1");
            assertThat(usage.list()).isNull();
        });
        assertThat(map(covered.toBuilder()
                        .setCommitmentStatus(CommitmentStatus.UNUSED)
                        .build()))
                .isEmpty();
    }

    @Test
    void shouldTakeTheHoursThatDiffer() {
        List<Double> hours =
                IntStream.range(0, 24).mapToObj(hour -> hour / 24.0).toList();

        assertThat(map(USAGE.toBuilder().addAllHourQuantities(hours).build())
                        .orElseThrow()
                        .hours())
                .isEqualTo(hours);
    }

    @ParameterizedTest
    @CsvSource({
        "RunInstances, Linux/UNIX",
        "RunInstances:0002, Windows",
        "RunInstances:0010, Red Hat Enterprise Linux",
        "RunInstances:0800, RunInstances:0800"
    })
    void shouldTellThePlatformByTheOperation(String operation, String platform) {
        assertThat(map(USAGE.toBuilder().setOperation(operation).build())
                        .orElseThrow()
                        .kind()
                        .platform())
                .isEqualTo(platform);
    }

    @ParameterizedTest
    @CsvSource({
        "AmazonEC2, BoxUsage:m5.large, m5.large, default",
        "AmazonEC2, UnusedBox:p4d.24xlarge, p4d.24xlarge, default",
        "AmazonEC2, EUW3-DedicatedUsage:c5.xlarge, c5.xlarge, dedicated",
        "AmazonSageMaker, USE1-Host:ml.g5.xlarge, Host:ml.g5.xlarge, ''",
        "AmazonECS, USE1-Fargate-vCPU-Hours:perCPU, Fargate-vCPU-Hours:perCPU, ''"
    })
    void shouldTellWhatIsUsed(String service, String usageType, String type, String tenancy) {
        assertThat(map(USAGE.toBuilder()
                        .setService(service)
                        .setUsageType(usageType)
                        .build()))
                .hasValueSatisfying(usage -> {
                    assertThat(usage.kind().type()).isEqualTo(type);
                    assertThat(usage.kind().tenancy()).isEqualTo(tenancy);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SpotUsage:m5.large",
                "USE1-TrainSpot:ml.g5.xlarge",
                "USW2-SpotUsage-Fargate-vCPU-Hours:perCPU",
                "EBS:VolumeUsage.gp3",
                "NatGateway-Hours"
            })
    void shouldLeaveOutWhatNoCommitmentCovers(String usageType) {
        assertThat(map(USAGE.toBuilder().setUsageType(usageType).build())).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatHasNoHours() {
        assertThat(map(USAGE.toBuilder().setHours(0).build())).isEmpty();
        assertThat(map(USAGE.toBuilder().setCategory(ChargeCategory.PURCHASE).build()))
                .isEmpty();
    }

    @Test
    void shouldMergeTheUsageOfPartitions() {
        SpendRecord.EligibleHours one = map(USAGE).orElseThrow();
        SpendRecord.EligibleHours other =
                map(USAGE.toBuilder().setList("").setHours(0b1000).build()).orElseThrow();

        assertThat(EligibleUsageSums.merge(List.of(one), List.of(other)))
                .singleElement()
                .satisfies(sum -> {
                    assertThat(sum.effective()).isEqualByComparingTo("0.3");
                    assertThat(sum.list()).isNull();
                    assertThat(sum.hours()).startsWith(0.5, 0.5, 0.5, 1.5, 0.0);
                });
        assertThat(EligibleUsageSums.merge(List.of(one), Collections.emptyList()))
                .containsExactly(one);
    }

    private static Optional<SpendRecord.EligibleHours> map(BilledCharge charge) {
        return EligibleUsageMapper.map(charge, INSTANCE, ACCOUNT);
    }
}
