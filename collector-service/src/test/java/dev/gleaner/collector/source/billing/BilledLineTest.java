package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BilledLineTest {

    private static final String PLAN = "arn:aws:savingsplans::012345678901:savingsplan/p1";
    private static final String RESERVATION = "arn:aws:ec2:us-east-1:012345678901:reserved-instances/r1";

    @TempDir
    Path spool;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-10-02 03:00:00",
                "2026-10-02T03:00:00",
                "2026-10-02T03:00:00Z",
                "2026-10-02T03:00:00.000Z",
                "2026-10-02T03:00:00.000+0000",
                "2026-10-02 03:00:00.000 UTC",
                "2026-10-02T05:00:00+02:00"
            })
    void shouldReadTimesOfAnyForm(String text) {
        assertThat(BillLine.TimeParser.parse(text)).contains(Instant.parse("2026-10-02T03:00:00Z"));
    }

    @Test
    void shouldTakeADayForItsBeginning() {
        assertThat(BillLine.TimeParser.parse("2026-10-02")).contains(Instant.parse("2026-10-02T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "02/10/2026", "2026-13-02 03:00:00", "1026-10-02", "+999999999-12-31"})
    void shouldNotGuessATime(String text) {
        assertThat(BillLine.TimeParser.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-02 00:00:00, 2026-10-02 01:00:00, 2026-10-02T00:00:00Z, 2026-10-03T00:00:00Z",
        "2026-10-02 23:00:00, 2026-10-03 00:00:00, 2026-10-02T00:00:00Z, 2026-10-03T00:00:00Z",
        "2026-10-02 00:00:00, 2026-10-03 00:00:00, 2026-10-02T00:00:00Z, 2026-10-03T00:00:00Z",
        "2026-10-02 05:00:00, 2026-10-02 05:00:00, 2026-10-02T00:00:00Z, 2026-10-03T00:00:00Z",
        "2026-10-02 23:30:00, 2026-10-03 00:30:00, 2026-10-02T23:30:00Z, 2026-10-03T00:30:00Z",
        "2026-10-01 00:00:00, 2026-11-01 00:00:00, 2026-10-01T00:00:00Z, 2026-11-01T00:00:00Z"
    })
    void shouldExtendPeriodsWithinADay(String from, String until, String expectedFrom, String expectedUntil) {
        BilledCharge charge = focus(Map.of("ChargePeriodStart", from, "ChargePeriodEnd", until))
                .only();

        assertThat(Instant.ofEpochMilli(charge.getFrom())).isEqualTo(expectedFrom);
        assertThat(Instant.ofEpochMilli(charge.getUntil())).isEqualTo(expectedUntil);
    }

    @ParameterizedTest
    @CsvSource({
        "i-0a1b2c3d4e5f60718, arn:aws:ec2:us-east-1:012345678901:instance/i-0a1b2c3d4e5f60718",
        "vol-0a1b2c3d, arn:aws:ec2:us-east-1:012345678901:volume/vol-0a1b2c3d",
        "nat-0a1b2c3d4e5f60718, arn:aws:ec2:us-east-1:012345678901:natgateway/nat-0a1b2c3d4e5f60718",
        "eipalloc-0a1b2c3d4e5f60718, arn:aws:ec2:us-east-1:012345678901:elastic-ip/eipalloc-0a1b2c3d4e5f60718",
        "arn:aws:sqs:us-east-1:012345678901:jobs, arn:aws:sqs:us-east-1:012345678901:jobs",
        "arn:nothing, arn:aws:billing:us-east-1:012345678901:arn:nothing",
        "i-am-a-name, arn:aws:billing:us-east-1:012345678901:i-am-a-name",
        "NULL, arn:aws:iam::012345678901:root",
        "'', arn:aws:iam::012345678901:root"
    })
    void shouldNameTheResource(String named, String expected) {
        assertThat(focus(Map.of("ResourceId", named)).signals())
                .extracting(Signal::getResource)
                .containsExactly(expected);
    }

    @Test
    void shouldNameBucketsAsInventoryDoes() {
        assertThat(focus(Map.of("ResourceId", "i-0a1b2c3d", "x_ServiceCode", "AmazonS3"))
                        .signals())
                .extracting(Signal::getResource)
                .containsExactly("arn:aws:s3:::i-0a1b2c3d");
    }

    @ParameterizedTest
    @CsvSource({
        "BilledCost, '', no BilledCost",
        "BilledCost, NaN, BilledCost is no amount",
        "BilledCost, 1E999999999, BilledCost is no amount",
        "BilledCost, 1-1, BilledCost is no amount",
        "BilledCost, ., BilledCost is no amount",
        "EffectiveCost, free, EffectiveCost is no amount",
        "ConsumedQuantity, x, ConsumedQuantity is no amount",
        "BillingCurrency, NULL, no BillingCurrency",
        "ChargeCategory, '', no ChargeCategory",
        "ServiceName, '', no ServiceName",
        "ChargePeriodStart, soon, ChargePeriodStart is no time",
        "ChargePeriodStart, '', no ChargePeriodStart",
        "ChargePeriodEnd, NULL, no ChargePeriodEnd",
        "ChargePeriodEnd, 2026-10-01, ChargePeriodEnd is before ChargePeriodStart",
        "BillingPeriodStart, '', no BillingPeriodStart",
        "BillingPeriodStart, x, BillingPeriodStart is no time",
        "BillingAccountId, a b, BillingAccountId is not of its form",
        "BillingAccountId, NULL, no BillingAccountId",
        "SubAccountId, '', no SubAccountId",
        "SubAccountId, NULL, no SubAccountId",
        "SubAccountId, a:b, SubAccountId is not of its form",
        "RegionId, EU (Paris), RegionId is not of its form"
    })
    void shouldSayWhatIsWrong(String column, String value, String reason) {
        Bills bills = focus(Map.of("ResourceId", "x", column, value));

        assertThat(bills.signals()).isEmpty();
        assertThat(bills.report().deadLetters()).extracting(DeadLetter::reason).containsExactly("line 2: " + reason);
    }

    @Test
    void shouldKeepWhatALaterBillCorrectsApart() {
        Bills bills = Bills.read(
                spool,
                Bills.focus(Map.of("ResourceId", "x")),
                Bills.focus(Map.of("ResourceId", "x", "BillingPeriodStart", "2026-11-01")));

        assertThat(bills.signals())
                .extracting(signal -> signal.getBilledCharges().getBill())
                .containsExactly("999988887777 2026-10-01", "999988887777 2026-11-01");
        assertThat(bills.signals())
                .extracting(signal -> signal.getBilledCharges().getPart())
                .containsExactly(0, 1);
        assertThat(bills.statements())
                .extracting(signal -> signal.getBillStatement().getBill())
                .containsExactly("999988887777 2026-10-01", "999988887777 2026-11-01");
    }

    @Test
    void shouldKeepAllAmountsOfFocus() {
        BilledCharge charge = focus(Map.of(
                        "BilledCost", "0",
                        "EffectiveCost", "0.7",
                        "ListCost", "1.10",
                        "ConsumedQuantity", "1.0000",
                        "ConsumedUnit", "Hours",
                        "PricingQuantity", "9",
                        "PricingUnit", "Hrs",
                        "CommitmentDiscountId", PLAN,
                        "CommitmentDiscountStatus", "Used"))
                .only();

        assertThat(charge.getBilled()).isEqualTo("0");
        assertThat(charge.getEffective()).isEqualTo("0.7");
        assertThat(charge.getList()).isEqualTo("1.1");
        assertThat(charge.getQuantity()).isEqualTo("1");
        assertThat(charge.getUnit()).isEqualTo("Hours");
        assertThat(charge.getCommitment()).isEqualTo(PLAN);
        assertThat(charge.getCommitmentStatus()).isEqualTo(CommitmentStatus.USED);
    }

    @Test
    void shouldTellAbsentAmountsFromZero() {
        BilledCharge charge =
                focus(Map.of("ListCost", "", "EffectiveCost", "0")).only();

        assertThat(charge.getEffective()).isEqualTo("0");
        assertThat(charge.getList()).isEmpty();
        assertThat(charge.getQuantity()).isEmpty();
    }

    @Test
    void shouldTakeThePricingQuantityWithoutAConsumedOne() {
        BilledCharge charge =
                focus(Map.of("PricingQuantity", "9", "PricingUnit", "Hrs")).only();

        assertThat(charge.getQuantity()).isEqualTo("9");
        assertThat(charge.getUnit()).isEqualTo("Hrs");
    }

    @Test
    void shouldChargeTheCommitmentWithItsUnusedPart() {
        Map<String, String> unused =
                Map.of("CommitmentDiscountId", PLAN, "CommitmentDiscountStatus", "Unused", "EffectiveCost", "3");

        assertThat(focus(unused).signals()).extracting(Signal::getResource).containsExactly(PLAN);
        assertThat(focus(unused).only().getCommitmentStatus()).isEqualTo(CommitmentStatus.UNUSED);
        assertThat(focus(Map.of("CommitmentDiscountId", PLAN)).signals())
                .extracting(Signal::getResource)
                .containsExactly("arn:aws:iam::012345678901:root");
    }

    @ParameterizedTest
    @CsvSource({"Used, USED", "Unused, UNUSED", "Reserved, NO_COMMITMENT"})
    void shouldKeepTheCapacityReservation(String status, CommitmentStatus expected) {
        BilledCharge charge = focus(Map.of(
                        "CapacityReservationId", "cr-0a1b2c3d4e5f60718",
                        "CapacityReservationStatus", status,
                        "RegionId", "us-east-1"))
                .only();

        assertThat(charge.getCapacityReservation())
                .isEqualTo("arn:aws:ec2:us-east-1:012345678901:capacity-reservation/cr-0a1b2c3d4e5f60718");
        assertThat(charge.getCapacityStatus()).isEqualTo(expected);
        assertThat(focus(Map.of()).only().getCapacityReservation()).isEmpty();
    }

    /** As AWS sums amortized cost. */
    @ParameterizedTest
    @CsvSource({
        "Usage, USAGE, NO_COMMITMENT, 1, ''",
        "Tax, TAX, NO_COMMITMENT, 1, ''",
        "Credit, CREDIT, NO_COMMITMENT, 1, ''",
        "Refund, ADJUSTMENT, NO_COMMITMENT, 1, ''",
        "EdpDiscount, ADJUSTMENT, NO_COMMITMENT, 1, ''",
        "SomethingNew, CHARGE_CATEGORY_UNSPECIFIED, NO_COMMITMENT, 1, ''",
        "Fee, PURCHASE, NO_COMMITMENT, 1, ''",
        "SavingsPlanCoveredUsage, USAGE, USED, 0.6, plan",
        "SavingsPlanNegation, USAGE, USED, 0, plan",
        "SavingsPlanRecurringFee, PURCHASE, UNUSED, 0.3, plan",
        "SavingsPlanUpfrontFee, PURCHASE, NO_COMMITMENT, 0, plan",
        "DiscountedUsage, USAGE, USED, 0.5, reservation",
        "RIFee, PURCHASE, UNUSED, 0.07, reservation",
        "Fee, PURCHASE, NO_COMMITMENT, 0, reservation"
    })
    void shouldTellWhatLinesOfCostAndUsageReportsReallyCost(
            String type, ChargeCategory category, CommitmentStatus status, String effective, String commitment) {
        String arn = commitment.equals("plan") ? PLAN : commitment.equals("reservation") ? RESERVATION : "";
        Map<String, String> line = new HashMap<>(Map.of(
                "line_item_line_item_type", type,
                "line_item_resource_id", "i-0a1b2c3d",
                "savings_plan_savings_plan_effective_cost", "0.6",
                "savings_plan_total_commitment_to_date", "2.3",
                "savings_plan_used_commitment", "2",
                "reservation_effective_cost", "0.5",
                "reservation_unused_amortized_upfront_fee_for_billing_period", "0.03",
                "reservation_unused_recurring_fee", "0.04",
                "pricing_public_on_demand_cost", "1.2"));
        line.put("savings_plan_savings_plan_a_r_n", arn.equals(PLAN) ? PLAN : "");
        line.put("reservation_reservation_a_r_n", arn.equals(RESERVATION) ? RESERVATION : "");

        BilledCharge charge = Bills.read(spool, Bills.cur(line)).only("instance/i-0a1b2c3d");

        assertThat(charge.getCategory()).isEqualTo(category);
        assertThat(charge.getCommitmentStatus()).isEqualTo(status);
        assertThat(charge.getCommitment()).isEqualTo(arn);
        assertThat(charge.getBilled()).isEqualTo("1");
        assertThat(charge.getEffective()).isEqualTo(effective);
        assertThat(charge.getList()).isEqualTo("1.2");
    }

    @Test
    void shouldNotInventTheEffectiveCostOfCoveredUsage() {
        Bills bills = Bills.read(spool, Bills.cur(Map.of("line_item_line_item_type", "DiscountedUsage")));

        assertThat(bills.only().getEffective()).isEmpty();
        assertThat(bills.statement().getEffective()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"team\": \"search\", \"Name\": \"x\"} | {team=search}",
                "{\"user:Team\": \"search\", \"user:aws\": \"x\"} | {team=search}",
                "{\"user_cost_center\": \"42\"} | {cost-center=42}",
                "{\"CostCenter\": \"42\", \"STAGE\": \"dev\", \"Owner\": \"ann\"} | {cost-center=42, environment=dev,"
                        + " owner=ann}",
                "{\"team\": \"a\", \"Team\": \"b\", \"project\": \"p\"} | {project=p}",
                "{\"team\": \" \"} | {}",
                "{\"team\": null} | {}",
                "{} | {}",
                "NULL | {}"
            })
    void shouldKeepTheTagsThatAllocate(String tags, String expected) {
        Signal signal = focus(Map.of("Tags", tags)).signals().get(0);
        int position = signal.getBilledCharges().getCharges(0).getTags();

        assertThat(
                        position == 0
                                ? "{}"
                                : new TreeMap<>(signal.getBilledCharges()
                                                .getTags(position - 1)
                                                .getTagsMap())
                                        .toString())
                .isEqualTo(expected);
    }

    @Test
    void shouldCountALineWhoseTagsAreBroken() {
        Bills bills = focus(Map.of("Tags", "team=search"));

        assertThat(bills.only().getBilled()).isEqualTo("1");
        assertThat(bills.statement().getUnreadableLines()).isZero();
        assertThat(bills.report().deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("the tags of 1 lines are no JSON object: these lines count without tags");
    }

    @Test
    void shouldIgnoreOtherColumns() {
        assertThat(focus(Map.of("Surprise", "x", "AnotherOne", "y")).content())
                .isEqualTo(focus(Map.of()).content());
    }

    private Bills focus(Map<String, String> values) {
        return Bills.read(spool, Bills.focus(values));
    }

    /** A record that is larger than Kafka takes could never be published. */
    @Test
    void shouldDivideTheChargesOfAResourceWithTheLongestNames() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            byte[] file = Bills.cur(Map.of(
                    "line_item_resource_id",
                    "i-0a1b2c3d4e5f60718",
                    "line_item_usage_type",
                    "x".repeat(2000) + i,
                    "pricing_unit",
                    "y".repeat(2000)));
            String text = new String(file, StandardCharsets.UTF_8);
            lines.append(i == 0 ? text : text.substring(text.indexOf('\n') + 1));
        }

        Bills bills = Bills.read(spool, lines.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(bills.charges()).hasSize(400);
        assertThat(bills.signals())
                .hasSizeGreaterThan(1)
                .allSatisfy(signal -> assertThat(signal.getSerializedSize()).isLessThan(500_000));
        assertThat(bills.signals())
                .extracting(signal -> signal.getBilledCharges().getPart())
                .doesNotHaveDuplicates();
    }

    /** AWS has no tag with a longer value. */
    @Test
    void shouldNotKeepAValueThatIsTooLongForATag() {
        String tags = "{\"team\":\"" + "x".repeat(257) + "\",\"project\":\"ranker\"}";

        assertThat(focus(Map.of("Tags", tags))
                        .signals()
                        .get(0)
                        .getBilledCharges()
                        .getTags(0)
                        .getTagsMap())
                .isEqualTo(Map.of("project", "ranker"));
    }
}
