package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.cost.CommitmentCoverage;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BilledCoverageTest {

    private static final LocalDate DAY = LocalDate.parse("2026-10-20");

    @Test
    void shouldBeThePartOfThePublicPriceThatACommitmentPays() {
        CommitmentCoverage coverage =
                coverage(usage(DAY, "30", "sp-1"), usage(DAY, "10", "")).orElseThrow();

        assertThat(coverage.covered()).isEqualByComparingTo("0.75");
        assertThat(coverage.reusable()).isEqualByComparingTo("0.75");
        assertThat(coverage.commitments()).containsExactly("sp-1");
    }

    /** It is billed for whether an instance runs in it or not. */
    @Test
    void shouldCountWhatRanInACapacityReservation() {
        BilledCharge reserved = usage(DAY, "10", "").toBuilder()
                .setCapacityReservation("cr-1")
                .setCapacityStatus(CommitmentStatus.USED)
                .build();

        CommitmentCoverage coverage = coverage(reserved, usage(DAY, "30", "")).orElseThrow();

        assertThat(coverage.covered()).isEqualByComparingTo("0.25");
        assertThat(coverage.reusable()).isZero();
        assertThat(coverage.commitments()).containsExactly("cr-1");
        assertThat(coverage(reserved.toBuilder()
                        .setCapacityStatus(CommitmentStatus.UNUSED)
                        .build()))
                .isEmpty();
    }

    /** As with negotiated prices; not without the public price of each charge. */
    @Test
    void shouldTellWhatIsChargedOfThePublicPrice() {
        BilledCharge negotiated =
                usage(DAY, "10", "").toBuilder().setBilled("9").build();
        BilledCharge covered =
                usage(DAY, "10", "sp-1").toBuilder().setBilled("0").build();

        assertThat(coverage(negotiated, covered).orElseThrow().charged()).isEqualByComparingTo("0.9");
        assertThat(coverage(covered).orElseThrow().charged()).isNull();
        assertThat(coverage(
                                negotiated.toBuilder().setQuantity("1").build(),
                                negotiated.toBuilder()
                                        .setList("")
                                        .setQuantity("1")
                                        .build())
                        .orElseThrow()
                        .charged())
                .isNull();
    }

    @Test
    void shouldBeOfTheLastSevenDays() {
        CommitmentCoverage coverage = coverage(
                        usage(DAY.minusDays(7), "100", "sp-1"), usage(DAY.minusDays(6), "5", ""), usage(DAY, "5", ""))
                .orElseThrow();

        assertThat(coverage.covered()).isEqualByComparingTo("0");
        assertThat(coverage.from()).isEqualTo(DAY.minusDays(6));
        assertThat(coverage.through()).isEqualTo(DAY);
    }

    @Test
    void shouldCompareHoursWithoutPublicPrices() {
        BilledCharge covered =
                usage(DAY, "", "sp-1").toBuilder().setQuantity("12").build();
        BilledCharge other = usage(DAY, "", "").toBuilder().setQuantity("12").build();

        assertThat(coverage(covered, other).orElseThrow().covered()).isEqualByComparingTo("0.5");
    }

    /** Dollars and hours can't be added. */
    @Test
    void shouldCompareHoursWhereOneChargeHasNoPublicPrice() {
        BilledCharge covered =
                usage(DAY, "", "sp-1").toBuilder().setQuantity("24").build();
        BilledCharge priced =
                usage(DAY, "9.22", "").toBuilder().setQuantity("24").build();

        assertThat(coverage(covered, priced).orElseThrow().covered()).isEqualByComparingTo("0.5");
        assertThat(coverage(covered, usage(DAY, "9.22", ""))).isEmpty();
    }

    /** No compute is no coverage of 0. */
    @Test
    void shouldNotBeKnownWithoutUseOfCompute() {
        assertThat(coverage(usage(DAY, "5", "").toBuilder()
                        .setUsageType("EBS:VolumeUsage.gp3")
                        .build()))
                .isEmpty();
        assertThat(coverage(usage(DAY, "5", "sp-1").toBuilder()
                        .setCommitmentStatus(CommitmentStatus.UNUSED)
                        .build()))
                .isEmpty();
        assertThat(coverage(usage(DAY, "", ""))).isEmpty();
    }

    private static Optional<CommitmentCoverage> coverage(BilledCharge... charges) {
        return BilledCoverage.of(
                List.of(BilledCharges.newBuilder()
                        .addAllCharges(List.of(charges))
                        .build()),
                BillCategoryTable.read(Optional.empty()));
    }

    private static BilledCharge usage(LocalDate day, String list, String commitment) {
        return BilledCharge.newBuilder()
                .setFrom(day.toEpochDay() * 86_400_000)
                .setUntil(day.plusDays(1).toEpochDay() * 86_400_000)
                .setService("AmazonEC2")
                .setUsageType("BoxUsage:g5.xlarge")
                .setCategory(ChargeCategory.USAGE)
                .setBilled("1")
                .setList(list)
                .setCommitment(commitment)
                .setCommitmentStatus(commitment.isEmpty() ? CommitmentStatus.NO_COMMITMENT : CommitmentStatus.USED)
                .build();
    }
}
