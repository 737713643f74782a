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
import java.util.HashMap;
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
    private static final PriceListQuery TRANSFER = new PriceListQuery.Services(PARIS, PricedService.DATA_TRANSFER);
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
                new PriceListQuery.Services(PARIS, PricedService.EC2),
                volume(PARIS, "gp3", "EUW3-EBS:VolumeUsage.gp3", "0.0928000000"),
                volume(PARIS, "standard", "EBS:VolumeUsage", "0.05"),
                volume(PARIS, "gp3", "EUW3-EBS:VolumeUsage.gp3.outposts", "0.2"));

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
                new PriceListQuery.Services(PARIS, PricedService.S3),
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

    /** The list has thousands of prices by destination, some of which are exceptions. */
    @Test
    void shouldTakeTheMostFrequentPriceOfTransfer() {
        ParsedPrices parsedPrices = read(
                TRANSFER, between("0.01"), between("0.02"), between("0.02"), between("0"), between("0"), between("0"));

        assertThat(parsedPrices.prices())
                .extracting(price -> price.key().text(), Price::amount, Price::source)
                .containsExactly(tuple(
                        "s3|transfer-cross-region|eu-west-3|||gb",
                        new BigDecimal("0.02"),
                        "AWS price list, effective 2026-11-01"));
        assertThat(parsedPrices.deadLetters()).isEmpty();
    }

    @Test
    void shouldTakeTheLowestOfEquallyFrequentPricesOfTransfer() {
        assertThat(read(TRANSFER, between("0.02"), between("0.01"), between("0.02"), between("0.010"))
                        .prices())
                .extracting(Price::amount)
                .containsExactly(new BigDecimal("0.01"));
    }

    @Test
    void shouldNotKnowThePriceOfTransferThatIsFree() {
        ParsedPrices parsedPrices = read(TRANSFER, between("0.0000000000"));

        assertThat(parsedPrices.prices()).isEmpty();
        assertThat(parsedPrices.deadLetters()).isEmpty();
    }

    /** The first 100 GB of an account are free, which the list does not show. */
    @Test
    void shouldReadEachTierOfTransferToTheInternet() {
        String tiers = term(
                "2026-11-01T00:00:00Z",
                dimension("153600", "GB", "USD", "0.05"),
                dimension("0", "GB", "USD", "0.09"),
                dimension("10240", "GB", "USD", "0.085"),
                dimension("512000", "GB", "USD", "0.03"),
                dimension("51200", "GB", "USD", "0.07"));
        ParsedPrices parsedPrices = read(TRANSFER, sentToTheInternet(tiers));

        assertThat(parsedPrices.prices())
                .extracting(
                        price -> price.key().service() + " " + price.key().type(),
                        price -> price.amount().toPlainString())
                .containsExactlyInAnyOrder(
                        tuple("ec2 transfer-internet-from-100", "0.09"),
                        tuple("ec2 transfer-internet-from-10240", "0.085"),
                        tuple("ec2 transfer-internet-from-51200", "0.07"),
                        tuple("ec2 transfer-internet-from-153600", "0.05"),
                        tuple("s3 transfer-internet-from-100", "0.09"),
                        tuple("s3 transfer-internet-from-10240", "0.085"),
                        tuple("s3 transfer-internet-from-51200", "0.07"),
                        tuple("s3 transfer-internet-from-153600", "0.05"));
    }

    @Test
    void shouldRefuseTwoPricesOfOneTier() {
        String tiers = term(
                "2026-11-01T00:00:00Z",
                dimension("0", "GB", "USD", "0.09"),
                dimension("10240", "GB", "USD", "0.085"),
                dimension("10240", "GB", "USD", "0.08"),
                dimension("51200", "GB", "USD", "0.07"));

        assertThat(reasons(read(TRANSFER, sentToTheInternet(tiers))))
                .containsExactly("there are 2 prices of unit 10240");
    }

    @Test
    void shouldConvertUnitsOfTheList() {
        ParsedPrices parsedPrices = read(
                new PriceListQuery.Services(PARIS, PricedService.EC2),
                RecordedProducts.entry(
                        "AmazonEC2",
                        "Provisioned Throughput",
                        Map.of(
                                "regionCode", PARIS,
                                "locationType", "AWS Region",
                                "usagetype", "EUW3-EBS:VolumeP-Throughput.gp3"),
                        term("2026-11-01T00:00:00Z", "GiBps-mo", "USD", "40.9600000000")));
        ParsedPrices requests = read(
                new PriceListQuery.Services(PARIS, PricedService.S3),
                storage(PARIS, "EUW3-Requests-Tier1", term("2026-11-01T00:00:00Z", "Requests", "USD", "0.0000053000")));

        assertThat(parsedPrices.prices()).extracting(Price::amount).containsExactly(new BigDecimal("0.04"));
        assertThat(requests.prices()).extracting(Price::amount).containsExactly(new BigDecimal("0.0053"));
    }

    @Test
    void shouldRefuseAnotherUnitOfTheList() {
        assertThat(reasons(read(
                        new PriceListQuery.Services(PARIS, PricedService.S3),
                        storage(
                                PARIS,
                                "EUW3-TimedStorage-ByteHrs",
                                term("2026-11-01T00:00:00Z", "TB-Mo", "USD", "23")))))
                .containsExactly("its price is not by GB-Mo or GB-month");
    }

    private static String between(String dollars) {
        return sent(
                Map.of(
                        "transferType", "InterRegion Outbound",
                        "toLocationType", "AWS Region",
                        "usagetype", "EUW3-USE1-AWS-Out-Bytes"),
                term("2026-11-01T00:00:00Z", "GB", "USD", dollars));
    }

    private static String sentToTheInternet(String tiers) {
        return sent(
                Map.of(
                        "transferType", "AWS Outbound",
                        "toLocation", "External",
                        "usagetype", "EUW3-DataTransfer-Out-Bytes"),
                tiers);
    }

    private static String sent(Map<String, String> attributes, String terms) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put("fromRegionCode", PARIS);
        return RecordedProducts.entry("AWSDataTransfer", "Data Transfer", all, terms);
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
