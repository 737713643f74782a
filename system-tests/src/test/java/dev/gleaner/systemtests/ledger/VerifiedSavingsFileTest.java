package dev.gleaner.systemtests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.ledger.BilledEntry;
import dev.gleaner.actuator.ledger.BilledSaving;
import dev.gleaner.actuator.ledger.FocusSavingsRenderer;
import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.source.billing.StatementReader;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verified savings as FOCUS: the collector reads them as it reads a bill of AWS. */
class VerifiedSavingsFileTest {

    /** A saving is twelve times and more exact than a USD: see its parts. */
    private static final BigDecimal PARTS = BigDecimal.valueOf(12L * 4 * 7 * 29 * 3 * 5 * 31);

    private static final String INSTANCE = "arn:aws:ec2:us-east-1:210987654321:instance/i-0a1b2c3d4e5f60718";
    private static final LocalDate FIRST = LocalDate.parse("2026-05-20");

    /** Columns of FOCUS 1.0 that a row must have, and those with conditions. */
    private static final List<String> COLUMNS = List.of(
            "AvailabilityZone,BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,CommitmentDiscountCategory,CommitmentDiscountId,CommitmentDiscountName,CommitmentDiscountStatus,CommitmentDiscountType,ConsumedQuantity,ConsumedUnit,ContractedCost,ContractedUnitPrice,EffectiveCost,InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,PricingQuantity,PricingUnit,ProviderName,PublisherName,RegionId,RegionName,ResourceId,ResourceName,ResourceType,ServiceCategory,ServiceName,SkuId,SkuPriceId,SubAccountId,SubAccountName,Tags"
                    .split(","));

    @TempDir
    Path folder;

    @Test
    void shouldBeReadByTheCollector() throws IOException {
        String file = FocusSavingsRenderer.render(List.of(
                entry("act-1", "stop-instance", INSTANCE, "210987654321", BilledSaving.State.BILLED),
                entry(
                        "act-2",
                        "put-lifecycle-rule",
                        "arn:aws:s3:::training/runs/",
                        "345678901234",
                        BilledSaving.State.BILLED),
                entry("act-3", "stop-instance", INSTANCE, "210987654321", BilledSaving.State.DISPUTED),
                entry("act-4", "stop-instance", INSTANCE, "210987654321", BilledSaving.State.ESTIMATED)));
        Files.writeString(folder.resolve("savings-focus.csv"), file);
        Path spool = Files.createTempDirectory(folder, "spool");
        List<Signal> charges = new ArrayList<>();
        List<Signal> statements = new ArrayList<>();

        long lines = new StatementReader(
                        "ledger",
                        new FolderFileStore(folder, stored -> stored.name().endsWith(".csv")),
                        spool,
                        Long.MAX_VALUE,
                        List.of())
                .readAll(Instant.now(), new StatementReader.Sink() {
                    @Override
                    public void publishCharges(List<Signal> some) {
                        charges.addAll(some);
                    }

                    @Override
                    public void publishStatement(Signal statement) {
                        statements.add(statement);
                    }
                });

        assertThat(lines).isEqualTo(4);
        assertThat(statements)
                .hasSize(2)
                .allSatisfy(statement -> assertThat(statement.getBillStatement().getUnreadableLines())
                        .isZero());
        List<Signal> ofInstance = charges.stream()
                .filter(signal -> signal.getResource().equals(INSTANCE))
                .toList();
        assertThat(ofInstance)
                .hasSize(2)
                .allSatisfy(signal -> assertThat(signal.getAccount()).isEqualTo("210987654321"))
                .allSatisfy(signal ->
                        assertThat(signal.getBilledCharges().getBill()).startsWith("123456789012 2026-0"));
        List<BilledCharge> credits = ofInstance.stream()
                .flatMap(signal -> signal.getBilledCharges().getChargesList().stream())
                .toList();
        assertThat(credits).extracting(BilledCharge::getCategory).containsOnly(ChargeCategory.CREDIT);
        // A third of a USD on each of 12 days of May and 18 days of June.
        assertThat(credits).extracting(BilledCharge::getBilled).containsExactlyInAnyOrder("-3.99", "-6");
        assertThat(credits)
                .allSatisfy(credit -> assertThat(credit.getEffective()).isEqualTo(credit.getBilled()))
                .allSatisfy(credit -> assertThat(credit.getList()).isEqualTo(credit.getBilled()))
                .allSatisfy(credit -> assertThat(credit.getService()).isEqualTo("AmazonEC2"));
        assertThat(charges.stream().map(Signal::getResource).distinct())
                .containsExactlyInAnyOrder(INSTANCE, "arn:aws:s3:::training");
    }

    @Test
    void shouldHaveAllColumnsOfFocus() {
        String header =
                FocusSavingsRenderer.render(List.of()).lines().findFirst().orElseThrow();

        assertThat(Arrays.asList(header.split(","))).startsWith(COLUMNS.toArray(String[]::new));
    }

    /** A third of a USD, less a millionth of it, on 30 days. */
    private static BilledEntry entry(
            String action, String name, String target, String account, BilledSaving.State state) {
        SortedMap<LocalDate, BigDecimal> parts = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            parts.put(FIRST.plusDays(i), PARTS.divide(BigDecimal.valueOf(3)).subtract(BigDecimal.ONE));
        }
        return new BilledEntry(
                action,
                name,
                target,
                account,
                new BilledSaving(
                        state,
                        30,
                        parts,
                        Optional.of(BigDecimal.TEN),
                        List.of(new BilledSaving.UsageTypeChange(
                                "AmazonEC2", "BoxUsage:m5.xlarge", BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.TEN)),
                        Optional.of("123456789012"),
                        Optional.empty()));
    }
}
