package dev.gleaner.analyzer.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceTariffTest {

    private static final LocalDate DAY = LocalDate.of(2026, 8, 1);
    private static final String RESOURCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";
    private static final InstanceFacts LINUX =
            new InstanceFacts("running", "g5.xlarge", "Linux/UNIX", "default", "", "ebs", "", Map.of());

    private final PriceBook bundled = new PriceBook(BundledPriceSource.bundled(), key -> List.of());

    @Test
    void shouldPriceALinuxInstanceOnDemand() {
        assertThat(stopped(bundled, RESOURCE, LINUX, "us-east-1", 1, DAY))
                .isEqualTo(Saving.priced(
                        new BigDecimal("734.38"),
                        BigDecimal.ZERO,
                        new BigDecimal("734.38"),
                        "on-demand g5.xlarge us-east-1 Linux 1.006/h, 2026-07-20"));
    }

    @Test
    void shouldPriceThePartThatStops() {
        Saving saving = stopped(bundled, RESOURCE, LINUX, "us-east-1", 0.5, DAY);

        assertThat(saving.monthly()).isEqualByComparingTo("367.19");
        assertThat(saving.basis()).endsWith(", for 50 % of its hours");
    }

    /** 1.624 less 1.006 an hour, x 730. */
    @Test
    void shouldPriceTheDifferenceToAnotherType() {
        InstanceFacts large = facts("g5.4xlarge", "Linux/UNIX", "default", "");

        assertThat(new InstanceTariff(RESOURCE, large, "us-east-1").difference(bundled.on(DAY), "g5.xlarge"))
                .isEqualTo(Saving.priced(
                        new BigDecimal("451.14"),
                        BigDecimal.ZERO,
                        new BigDecimal("451.14"),
                        "on-demand g5.4xlarge us-east-1 Linux 1.624/h, 2026-07-20; less on-demand g5.xlarge us-east-1 Linux"
                                + " 1.006/h, 2026-07-20"));
    }

    @Test
    void shouldNotPriceADifferenceToAnUnknownPrice() {
        assertThat(new InstanceTariff(RESOURCE, LINUX, "us-east-1")
                        .difference(bundled.on(DAY), "g5.nosuch")
                        .basis())
                .isEqualTo("no price known for g5.nosuch us-east-1 Linux/UNIX, tenancy default");
        assertThat(new InstanceTariff(RESOURCE, LINUX, "eu-west-3")
                        .difference(bundled.on(DAY), "g5.xlarge")
                        .priced())
                .isFalse();
        assertThat(new InstanceTariff(RESOURCE, LINUX, "us-east-1")
                        .difference(bundled.on(DAY), "g5.2xlarge")
                        .basis())
                .startsWith("a g5.2xlarge does not cost less");
    }

    /** A spot price is not covered by commitments. */
    @Test
    void shouldSubtractSpotPricesOfSpotInstances() {
        InstanceFacts spot = facts("g5.2xlarge", "Linux/UNIX", "default", "spot");
        Map<String, String> amounts = Map.of("g5.2xlarge", "0.5", "g5.xlarge", "0.3");
        PriceBook book = new PriceBook(
                BundledPriceSource.bundled(),
                key -> key.service().equals(PriceKey.SPOT)
                        ? List.of(price(key, amounts.get(key.type()), 10))
                        : List.of());

        Saving saving = new InstanceTariff(RESOURCE, spot, "us-east-1").difference(book.on(DAY), "g5.xlarge");

        assertThat(saving.monthly()).isEqualByComparingTo("146");
        assertThat(saving.low()).isEqualByComparingTo("146");
    }

    /** 1.006 x 730 = 734.38. What a commitment covers is paid for anyway. */
    @ParameterizedTest
    @CsvSource({"0, 734.38", "0.5, 367.19", "0.25, 550.79", "1, 0.00"})
    void shouldSaveWhatNoCommitmentCovers(BigDecimal covered, BigDecimal saved) {
        Saving saving = stopped(covered(covered), RESOURCE, LINUX, "us-east-1", 1, DAY);

        assertThat(saving.monthly()).isEqualByComparingTo(saved);
        assertThat(saving.low()).isEqualByComparingTo(saved);
        assertThat(saving.high()).isEqualByComparingTo("734.38");
    }

    @Test
    void shouldSayWhichCommitmentCoversIt() {
        assertThat(stopped(covered(BigDecimal.ONE), RESOURCE, LINUX, "us-east-1", 1, DAY)
                        .basis())
                .isEqualTo(
                        "on-demand g5.xlarge us-east-1 Linux 1.006/h, 2026-07-20; 100 % of it is covered by savingsplan/1,"
                                + " which is paid for anyway (bill, 2026-07-20 to 2026-07-26)");
        assertThat(stopped(covered(BigDecimal.ZERO), RESOURCE, LINUX, "us-east-1", 1, DAY)
                        .basis())
                .endsWith("; no commitment covers it (bill, 2026-07-20 to 2026-07-26)");
    }

    @Test
    void shouldCountNoCommitmentOfAnotherResource() {
        Saving saving = stopped(covered(BigDecimal.ONE), RESOURCE + "0", LINUX, "us-east-1", 1, DAY);

        assertThat(saving.low()).isEqualByComparingTo("0");
        assertThat(saving.high()).isEqualByComparingTo("734.38");
    }

    /** A negotiated price is what is saved. */
    @Test
    void shouldSaveWhatTheBillChargesForTheRest() {
        Saving saving =
                stopped(covered(new BigDecimal("0.5"), new BigDecimal("0.9")), RESOURCE, LINUX, "us-east-1", 1, DAY);

        assertThat(saving.monthly()).isEqualByComparingTo("330.47");
        assertThat(saving.low()).isEqualByComparingTo("330.47");
        assertThat(saving.high()).isEqualByComparingTo("660.94");
        assertThat(saving.covered()).isNotNull();
        assertThat(saving.covered().amount()).isEqualByComparingTo("330.47");
        assertThat(saving.basis()).contains(", and 90 % of the public price is charged (bill, ");
    }

    private static PriceBook covered(BigDecimal part) {
        return covered(part, BigDecimal.ONE);
    }

    private static PriceBook covered(BigDecimal part, BigDecimal charged) {
        CommitmentCoverage coverage = new CommitmentCoverage(
                LocalDate.of(2026, 7, 20),
                LocalDate.of(2026, 7, 26),
                part,
                charged,
                List.of("arn:aws:savingsplans::123456789012:savingsplan/1"),
                part);
        return new PriceBook(
                BundledPriceSource.bundled(),
                key -> List.of(),
                resource -> resource.equals(RESOURCE) ? Optional.of(coverage) : Optional.empty());
    }

    @Test
    void shouldFlagAPriceOfMoreThanNinetyDaysAgo() {
        LocalDate ninety = LocalDate.of(2026, 7, 20).plusDays(90);

        assertThat(stopped(bundled, RESOURCE, LINUX, "us-east-1", 1, ninety).basis())
                .doesNotContain("older");
        assertThat(stopped(bundled, RESOURCE, LINUX, "us-east-1", 1, ninety.plusDays(1))
                        .basis())
                .endsWith("2026-07-20, older than 90 days");
    }

    @Test
    void shouldSayWhyThereIsNoPrice() {
        assertThat(reason(LINUX, "eu-west-3")).contains("no price known for g5.xlarge eu-west-3");
        assertThat(reason(facts("g5.xlarge", "Windows", "default", ""), "us-east-1"))
                .contains("Windows");
        assertThat(reason(facts("g5.xlarge", "Linux/UNIX", "dedicated", ""), "us-east-1"))
                .contains("dedicated");
        assertThat(reason(facts("g5.xlarge", "Linux/UNIX", "default", "spot"), "us-east-1"))
                .contains("spot");
        assertThat(reason(facts("g5.xlarge", null, "default", ""), "us-east-1")).contains("not known");
        assertThat(reason(facts("", "Linux/UNIX", "default", ""), "us-east-1")).contains("not known");
        assertThat(reason(InstanceFacts.UNKNOWN, "us-east-1")).contains("not known");
    }

    @Test
    void shouldTakeTheYoungestPriceThatWasValidThen() {
        PriceKey key = PriceKey.linuxOnDemand("g5.xlarge", "us-east-1");
        List<Price> overlay = List.of(price(key, "0.9", 10), price(key, "0.8", 20), price(key, "0.7", 30));
        PriceBook book = new PriceBook(BundledPriceSource.bundled(), asked -> asked.equals(key) ? overlay : List.of());

        assertThat(amount(book, key, LocalDate.of(2026, 7, 9))).isEqualTo("0.9");
        assertThat(amount(book, key, LocalDate.of(2026, 7, 19))).isEqualTo("0.9");
        assertThat(amount(book, key, LocalDate.of(2026, 7, 20))).isEqualTo("0.8");
        assertThat(amount(book, key, LocalDate.of(2026, 7, 29))).isEqualTo("0.8");
        assertThat(amount(book, key, LocalDate.of(2026, 7, 30))).isEqualTo("0.7");
    }

    /** A newer release may bring a newer catalogue: what AWS said of this account's regions is nearer to the bill. */
    @Test
    void shouldTakeWhatWasReadRatherThanTheCatalogue() {
        Price read = new Price(
                PriceKey.linuxOnDemand("g5.xlarge", "us-east-1"),
                new BigDecimal("1.1"),
                LocalDate.of(2026, 7, 1),
                "AWS price list, effective 2026-06-01");

        assertThat(stopped(with(read), RESOURCE, LINUX, "us-east-1", 1, DAY))
                .isEqualTo(Saving.priced(
                        new BigDecimal("803.00"),
                        BigDecimal.ZERO,
                        new BigDecimal("803.00"),
                        "on-demand g5.xlarge us-east-1 Linux 1.1/h, 2026-07-01, AWS price list, effective 2026-06-01"));
        assertThat(stopped(with(read), RESOURCE, LINUX, "us-east-1", 1, DAY.plusDays(90))
                        .basis())
                .endsWith("effective 2026-06-01, older than 90 days");
    }

    @Test
    void shouldPriceRegionsThatTheCatalogueDoesNotHave() {
        Price read = new Price(
                PriceKey.linuxOnDemand("g5.xlarge", "eu-west-3"), BigDecimal.ONE, LocalDate.of(2026, 7, 1), "list");

        assertThat(stopped(with(read), RESOURCE, LINUX, "eu-west-3", 1, DAY).monthly())
                .isEqualByComparingTo("730");
        assertThat(stopped(with(read), RESOURCE, LINUX, "eu-central-1", 1, DAY).priced())
                .isFalse();
    }

    /** Reserved instances and savings plans never pay for the spot market: nothing takes its saving away. */
    @Test
    void shouldPriceTheSpotMarketWhereItsPriceIsKnown() {
        Price read = new Price(
                PriceKey.linuxSpot("g5.xlarge", "us-east-1"),
                new BigDecimal("0.4"),
                LocalDate.of(2026, 7, 31),
                "spot market, lowest of 3 zones");
        InstanceFacts spot = facts("g5.xlarge", "Linux/UNIX", "default", "spot");

        assertThat(stopped(with(read), RESOURCE, spot, "us-east-1", 0.5, DAY))
                .isEqualTo(Saving.priced(
                        new BigDecimal("146.00"),
                        new BigDecimal("146.00"),
                        new BigDecimal("146.00"),
                        "spot g5.xlarge us-east-1 Linux 0.4/h, 2026-07-31, spot market, lowest of 3 zones,"
                                + " for 50 % of its hours"));
        assertThat(stopped(
                        with(read),
                        RESOURCE,
                        facts("g5.xlarge", "Linux/UNIX", "default", "capacity-block"),
                        "us-east-1",
                        1,
                        DAY))
                .isEqualTo(Saving.unpriced("it runs on the capacity-block market, whose price is not known"));
        assertThat(stopped(with(read), RESOURCE, facts("g5.xlarge", "Windows", "default", "spot"), "us-east-1", 1, DAY)
                        .priced())
                .isFalse();
    }

    private static Saving stopped(
            PriceBook prices, String resource, InstanceFacts facts, String region, double part, LocalDate day) {
        return new InstanceTariff(resource, facts, region).stopped(prices.on(day), part);
    }

    private String reason(InstanceFacts facts, String region) {
        Saving saving = stopped(bundled, RESOURCE, facts, region, 1, DAY);
        assertThat(saving.priced()).isFalse();
        assertThat(saving.monthly()).isNull();
        return saving.basis();
    }

    private static InstanceFacts facts(String type, String platform, String tenancy, String market) {
        return new InstanceFacts("running", type, platform, tenancy, market, "ebs", "", Map.of());
    }

    private static String amount(PriceBook book, PriceKey key, LocalDate day) {
        return book.on(day).amount(key).orElseThrow().toPlainString();
    }

    private static PriceBook with(Price read) {
        return new PriceBook(BundledPriceSource.bundled(), key -> key.equals(read.key()) ? List.of(read) : List.of());
    }

    private static Price price(PriceKey key, String amount, int dayOfJuly) {
        return new Price(key, new BigDecimal(amount), LocalDate.of(2026, 7, dayOfJuly), "negotiated");
    }
}
