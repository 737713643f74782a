package dev.gleaner.collector.source.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.topic.DeadLetter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.SpotPrice;

class SpotPriceParserTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final Instant TEN = Instant.parse("2026-11-25T10:00:00Z");

    @Test
    void shouldTellTheLowestOfTheZones() {
        ParsedPrices parsedPrices = read(
                entry("g5.xlarge", "eu-west-3a", TEN, "0.5123"),
                entry("g5.xlarge", "eu-west-3b", TEN, "0.4800"),
                entry("c5.large", "eu-west-3a", TEN, "0.0400"));

        assertThat(parsedPrices.prices())
                .containsExactly(
                        new Price(
                                PriceKey.linuxSpot("c5.large", "eu-west-3"),
                                new BigDecimal("0.04"),
                                DAY,
                                "spot market, one zone"),
                        new Price(
                                PriceKey.linuxSpot("g5.xlarge", "eu-west-3"),
                                new BigDecimal("0.48"),
                                DAY,
                                "spot market, lowest of 2 zones"));
    }

    /** What a zone cost before is not what it costs. */
    @Test
    void shouldTakeTheNewestPriceOfEachZoneInAnyOrder() {
        SpotPrice before = entry("g5.xlarge", "eu-west-3a", TEN.minusSeconds(3600), "0.10");
        SpotPrice now = entry("g5.xlarge", "eu-west-3a", TEN, "0.50");

        assertThat(amounts(read(before, now))).containsExactly("0.5");
        assertThat(amounts(read(now, before))).containsExactly("0.5");
    }

    @Test
    void shouldLeaveOutOtherProducts() {
        SpotPrice windows = entry("g5.xlarge", "eu-west-3a", TEN, "0.1").toBuilder()
                .productDescription("Windows")
                .build();
        SpotPrice linux = entry("g5.xlarge", "eu-west-3b", TEN, "0.2").toBuilder()
                .productDescription("Linux/UNIX (Amazon VPC)")
                .build();

        assertThat(amounts(read(windows, linux))).containsExactly("0.2");
        assertThat(read(windows, linux).deadLetters()).isEmpty();
    }

    @Test
    void shouldGoOnAfterWhatCannotBeRead() {
        ParsedPrices parsedPrices = read(
                entry("g5.xlarge", "eu-west-3a", TEN, "0"),
                entry("g5.xlarge", "eu-west-3b", TEN, "cheap"),
                entry("g5.xlarge", "eu-west-3c", TEN, "0.3").toBuilder()
                        .timestamp(null)
                        .build(),
                entry("g5.xlarge", "eu-west-3c", TEN, "0.3").toBuilder()
                        .availabilityZone(null)
                        .build(),
                entry("g5.xlarge", "eu-west-3c", TEN, "0.3"));

        assertThat(amounts(parsedPrices)).containsExactly("0.3");
        assertThat(parsedPrices.deadLetters())
                .extracting(DeadLetter::place, DeadLetter::offset, DeadLetter::reason)
                .containsExactly(
                        tuple("ec2:DescribeSpotPriceHistory eu-west-3", 0L, "its price is 0, which is no price"),
                        tuple("ec2:DescribeSpotPriceHistory eu-west-3", 1L, "its price is not a number"),
                        tuple("ec2:DescribeSpotPriceHistory eu-west-3", 2L, "it has no time"),
                        tuple("ec2:DescribeSpotPriceHistory eu-west-3", 3L, "it has no zone"));
    }

    private static List<String> amounts(ParsedPrices parsedPrices) {
        return parsedPrices.prices().stream()
                .map(price -> price.amount().toPlainString())
                .toList();
    }

    private static ParsedPrices read(SpotPrice... history) {
        return SpotPriceParser.read("eu-west-3", List.of(history), DAY);
    }

    private static SpotPrice entry(String type, String zone, Instant time, String amount) {
        return SpotPrice.builder()
                .instanceType(type)
                .availabilityZone(zone)
                .timestamp(time)
                .productDescription("Linux/UNIX")
                .spotPrice(amount)
                .build();
    }
}
