package dev.gleaner.local.estate.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PastListingsRendererTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");

    private static final Estate ESTATE = EstateFileReader.parse("test", """
            {"name":"x",
             "resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
             "volumes":[
               {"name":"v","region":"us-east-1","type":"gp2","size":200,"created":"-P20D","deleted":"-P2DT1H",
                "tags":{"team":"ml"},
                "uses":[{"instance":"a","from":"-P18DT1H","until":"-P10DT1H"}]},
               {"name":"w","region":"eu-west-3","size":10,"created":"-P400D"}],
             "addresses":[
               {"name":"ip","region":"us-east-1","uses":[{"instance":"a","from":"-P5DT1H"}]}]}""");

    private static final EstateIdentities IDENTITIES = EstateIdentities.made(ESTATE);

    private final List<PastListingsRenderer.PastListing> listings =
            new PastListingsRenderer(EstateTimeline.endingAt(ESTATE, END), IDENTITIES).render();

    @Test
    void shouldListEachRegionOnceADayOldestFirst() {
        List<PastListingsRenderer.PastListing> volumes =
                of("volumes", "us-east-1").toList();

        assertThat(volumes).hasSize(30);
        assertThat(volumes.get(0).asOf()).isEqualTo(END.minus(Duration.ofDays(30)));
        assertThat(volumes.get(29).asOf()).isEqualTo(END.minus(Duration.ofDays(1)));
        assertThat(listings).extracting(PastListingsRenderer.PastListing::asOf).isSorted();
        assertThat(of("volumes", "eu-west-3")).hasSize(30);
        assertThat(of("addresses", "us-east-1")).hasSize(30);
        assertThat(of("addresses", "eu-west-3")).isEmpty();
        assertThat(listings)
                .extracting(PastListingsRenderer.PastListing::account)
                .containsOnly("123456789012");
    }

    @Test
    void shouldShowAVolumeAsItWasThen() {
        List<String> states = new ArrayList<>();
        of("volumes", "us-east-1")
                .forEach(listing -> states.add(
                        listing.json().get("Volumes").isEmpty()
                                ? "-"
                                : listing.json().at("/Volumes/0/State").asText()));

        // 30 to 21 days ago it did not exist, 18 to 11 days ago it was attached, 2 days ago it was gone.
        assertThat(states.subList(0, 10)).containsOnly("-");
        assertThat(states.subList(10, 12)).containsOnly("available");
        assertThat(states.subList(12, 20)).containsOnly("in-use");
        assertThat(states.subList(20, 28)).containsOnly("available");
        assertThat(states.subList(28, 30)).containsOnly("-");
    }

    @Test
    void shouldUseTheFieldsOfTheApi() {
        JsonNode volume = of("volumes", "us-east-1").toList().get(15).json().at("/Volumes/0");

        assertThat(volume.get("VolumeId").asText()).isEqualTo(IDENTITIES.id("v"));
        assertThat(volume.get("VolumeType").asText()).isEqualTo("gp2");
        assertThat(volume.get("Size").asInt()).isEqualTo(200);
        assertThat(volume.get("Iops").asInt()).isEqualTo(600);
        assertThat(volume.has("Throughput")).isFalse();
        assertThat(volume.get("AvailabilityZone").asText()).isEqualTo("us-east-1a");
        assertThat(volume.get("CreateTime").asText()).isEqualTo("2026-02-26T16:35:00Z");
        assertThat(volume.at("/Attachments/0/InstanceId").asText()).isEqualTo(IDENTITIES.id("a"));
        assertThat(volume.at("/Attachments/0/AttachTime").asText()).isEqualTo("2026-02-28T15:35:00Z");
        assertThat(volume.at("/Tags/0/Value").asText()).isEqualTo("ml");
        JsonNode gp3 = of("volumes", "eu-west-3").toList().get(0).json().at("/Volumes/0");
        assertThat(gp3.get("Iops").asInt()).isEqualTo(3_000);
        assertThat(gp3.get("Throughput").asInt()).isEqualTo(125);
    }

    @Test
    void shouldShowWhoUsedAnAddressThen() {
        List<Boolean> used = of("addresses", "us-east-1")
                .map(listing -> listing.json().at("/Addresses/0").has("InstanceId"))
                .toList();

        assertThat(used.subList(0, 25)).containsOnly(false);
        assertThat(used.subList(25, 30)).containsOnly(true);
        JsonNode address = of("addresses", "us-east-1").toList().get(0).json().at("/Addresses/0");
        assertThat(address.get("AllocationId").asText()).isEqualTo(IDENTITIES.id("ip"));
        assertThat(address.get("PublicIpv4Pool").asText()).isEqualTo("amazon");
    }

    private Stream<PastListingsRenderer.PastListing> of(String kind, String region) {
        return listings.stream()
                .filter(listing ->
                        listing.kind().equals(kind) && listing.region().equals(region));
    }
}
