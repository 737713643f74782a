package dev.gleaner.collector.source.price;

import static dev.gleaner.collector.source.price.RecordedProducts.dimension;
import static dev.gleaner.collector.source.price.RecordedProducts.instance;
import static dev.gleaner.collector.source.price.RecordedProducts.storage;
import static dev.gleaner.collector.source.price.RecordedProducts.term;
import static dev.gleaner.collector.source.price.RecordedProducts.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.topic.DeadLetter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceListParserTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final String PARIS = "eu-west-3";
    private static final PriceListQuery INSTANCES =
            new PriceListQuery.Instances(PARIS, List.of("g5.xlarge", "m5.metal"));
    private static final String HOURLY = term("2026-11-01T00:00:00Z", "Hrs", "USD", "1.1740000000");

    @Test
    void shouldReadWhatAnInstanceCostsWithItsDateAndSource() {
        assertThat(read(INSTANCES, instance(PARIS, "g5.xlarge", "1.1740000000")).prices())
                .containsExactly(new Price(
                        PriceKey.linuxOnDemand("g5.xlarge", PARIS),
                        new BigDecimal("1.174"),
                        DAY,
                        "AWS price list, effective 2026-11-01"));
    }

    @Test
    void shouldReadBareMetalToo() {
        ParsedPrices parsedPrices = read(
                INSTANCES,
                instance(PARIS, "m5.metal", Map.of("productFamily", "Compute Instance (bare metal)"), HOURLY));

        assertThat(parsedPrices.prices())
                .extracting(price -> price.key().type(), Price::amount)
                .containsExactly(tuple("m5.metal", new BigDecimal("1.174")));
    }

    /** An answer is not believed to hold only what was asked for: capacity that is reserved and not used is listed at 0. */
    @ParameterizedTest
    @CsvSource({
        "capacitystatus,UnusedCapacityReservation",
        "operatingSystem,Windows",
        "tenancy,Dedicated",
        "preInstalledSw,SQL Std",
        "operation,RunInstances:0g00",
        "marketoption,CapacityBlock",
        "regionCode,us-east-1",
        "instanceType,g5.2xlarge",
        "productFamily,Dedicated Host"
    })
    void shouldLeaveOutWhatIsSomethingElse(String attribute, String value) {
        ParsedPrices parsedPrices = read(INSTANCES, instance(PARIS, "g5.xlarge", Map.of(attribute, value), HOURLY));

        assertThat(parsedPrices.prices()).isEmpty();
        assertThat(parsedPrices.deadLetters()).isEmpty();
        assertThat(parsedPrices.records()).isEqualTo(1);
    }

    @Test
    void shouldTakeWhatIsInEffectAndNotWhatWillBe() {
        String terms = String.join(
                ",",
                term("2026-12-01T00:00:00Z", "Hrs", "USD", "9"),
                term("2026-11-01T00:00:00Z", "Hrs", "USD", "2"),
                term("2026-10-01T00:00:00Z", "Hrs", "USD", "1"));

        assertThat(read(INSTANCES, instance(PARIS, "g5.xlarge", Map.of(), terms))
                        .prices())
                .extracting(Price::amount)
                .containsExactly(new BigDecimal("2"));
    }

    @Test
    void shouldNotKnowWhatIsNotSoldOnDemand() {
        ParsedPrices parsedPrices = read(INSTANCES, instance(PARIS, "g5.xlarge", Map.of(), ""));

        assertThat(parsedPrices.prices()).isEmpty();
        assertThat(parsedPrices.deadLetters()).isEmpty();
    }

    @Test
    void shouldRefuseAnotherCurrencyForEverybodyToSee() {
        String yuan = instance(PARIS, "g5.xlarge", Map.of(), term("2026-11-01T00:00:00Z", "Hrs", "CNY", "8.5"));

        assertThat(read(INSTANCES, yuan).prices()).isEmpty();
        assertThat(reasons(read(INSTANCES, yuan))).containsExactly("it is not priced in USD but in [CNY]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0000000000"})
    void shouldNotTakeNothingForAPrice(String amount) {
        ParsedPrices parsedPrices = read(INSTANCES, instance(PARIS, "g5.xlarge", amount));

        assertThat(parsedPrices.prices()).isEmpty();
        assertThat(reasons(parsedPrices)).containsExactly("its price is 0, which is no price");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1e9", "NaN", "one", "1,174"})
    void shouldRefuseWhatIsNoNumber(String amount) {
        assertThat(reasons(read(INSTANCES, instance(PARIS, "g5.xlarge", amount))))
                .containsExactly("its price is not a number");
    }

    @Test
    void shouldGoOnAfterWhatCannotBeRead() {
        ParsedPrices parsedPrices = read(
                INSTANCES,
                "{\"product\":",
                "[]",
                "",
                instance(PARIS, "g5.xlarge", Map.of(), term("soon", "Hrs", "USD", "1")),
                instance(PARIS, "g5.xlarge", Map.of(), term("2026-11-01T00:00:00Z", "Quantity", "USD", "1")),
                instance(PARIS, "g5.xlarge", Map.of(), term("2026-11-01T00:00:00Z")),
                instance(PARIS, "m5.metal", "5"));

        assertThat(parsedPrices.prices())
                .extracting(price -> price.key().type())
                .containsExactly("m5.metal");
        assertThat(parsedPrices.records()).isEqualTo(7);
        assertThat(parsedPrices.deadLetters())
                .extracting(
                        DeadLetter::source, DeadLetter::place, DeadLetter::offset, PriceListParserTest::withoutColumn)
                .containsExactly(
                        letter(0, "it is not JSON"),
                        letter(1, "there are no product.attributes in it"),
                        letter(2, "there are no product.attributes in it"),
                        letter(3, "an effectiveDate is not a time"),
                        letter(4, "its price is not by Hrs"),
                        letter(5, "there are 0 prices of the first unit"));
    }

    @Test
    void shouldNotChooseBetweenTwoPricesForTheSame() {
        ParsedPrices parsedPrices = read(
                INSTANCES,
                instance(PARIS, "g5.xlarge", "1.1740000000"),
                instance(PARIS, "g5.xlarge", "1.174"),
                instance(PARIS, "g5.xlarge", "2"));

        assertThat(parsedPrices.prices()).hasSize(1);
        assertThat(reasons(parsedPrices))
                .containsExactly("there is another price of ec2|g5.xlarge|eu-west-3|Linux/UNIX|default|hour before it");
    }

    @Test
    void shouldReadWhatVolumesCostByTheirSize() {
        ParsedPrices parsedPrices = read(
                new PriceListQuery.Volumes(PARIS),
                volume(PARIS, "gp3", "EUW3-EBS:VolumeUsage.gp3", "0.0928000000"),
                volume(PARIS, "standard", "EBS:VolumeUsage", "0.05"),
                volume(PARIS, "gp3", "EUW3-EBS:VolumeP-IOPS.gp3", "0.0058"));

        assertThat(parsedPrices.prices())
                .extracting(Price::key, Price::amount)
                .containsExactly(
                        tuple(new PriceKey("ebs", "gp3", PARIS, "", "", "gb-month"), new BigDecimal("0.0928")),
                        tuple(new PriceKey("ebs", "standard", PARIS, "", "", "gb-month"), new BigDecimal("0.05")));
    }

    /** Where a price becomes less with use the first one is taken, as the analyzer looks for it. */
    @Test
    void shouldReadWhatStorageCostsByItsClass() {
        String tiers = term(
                "2026-11-01T00:00:00Z",
                dimension("51200", "GB-Mo", "USD", "0.0230000000"),
                dimension("0", "GB-Mo", "USD", "0.0240000000"));
        String one = term("2026-11-01T00:00:00Z", "GB-Mo", "USD", "0.0018");
        ParsedPrices parsedPrices = read(
                new PriceListQuery.Storage(PARIS),
                storage(PARIS, "EUW3-TimedStorage-ByteHrs", tiers),
                storage(PARIS, "TimedStorage-GIR-ByteHrs", one),
                storage(PARIS, "EUW3-TimedStorage-GlacierByteHrs", one),
                storage(PARIS, "EUW3-TimedStorage-GDA-Staging", one),
                storage(PARIS, "EUW3-TagStorage-TagHrs", one));

        assertThat(parsedPrices.prices())
                .extracting(price -> price.key().text(), Price::amount)
                .containsExactly(
                        tuple("s3|standard|eu-west-3|||gb-month", new BigDecimal("0.024")),
                        tuple("s3|glacier-ir|eu-west-3|||gb-month", new BigDecimal("0.0018")),
                        tuple("s3|glacier|eu-west-3|||gb-month", new BigDecimal("0.0018")));
        assertThat(parsedPrices.deadLetters()).isEmpty();
    }

    private static org.assertj.core.groups.Tuple letter(long offset, String reason) {
        return tuple("price-list", "pricing:GetProducts AmazonEC2 instances eu-west-3", offset, reason);
    }

    private static String withoutColumn(DeadLetter letter) {
        return letter.reason().replaceFirst(" at column \\d+$", "");
    }

    private static List<String> reasons(ParsedPrices parsedPrices) {
        return parsedPrices.deadLetters().stream().map(DeadLetter::reason).toList();
    }

    private static ParsedPrices read(PriceListQuery priceListQuery, String... products) {
        return PriceListParser.read(priceListQuery, List.of(products), DAY);
    }
}
