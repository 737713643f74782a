package dev.gleaner.collector.source.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescribeInstancesParserTest {

    private static final Instant WRITTEN = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void shouldReadWhatTheAwsCliPrints() throws Exception {
        List<DescribeInstancesParser.RecordedInstance> instances =
                DescribeInstancesParser.read(Bytes.ofResource("inventory/us-east-1.json"));

        assertThat(instances)
                .extracting(
                        DescribeInstancesParser.RecordedInstance::account,
                        DescribeInstancesParser.RecordedInstance::region)
                .containsExactly(tuple("111122223333", "us-east-1"), tuple("444455556666", "us-west-2"));
        Signal signal = signal(instances.get(0));
        assertThat(signal.getResource()).isEqualTo("arn:aws:ec2:us-east-1:111122223333:instance/i-0ccccccccccccccc1");
        assertThat(signal.getSource()).isEqualTo("inventory");
        assertThat(signal.getObservedAt()).isEqualTo(WRITTEN.toEpochMilli());
        assertThat(signal.getPlace().getName()).isEqualTo("us-east-1.json");
        Inventory inventory = signal.getInventory();
        assertThat(inventory.getState()).isEqualTo("running");
        assertThat(inventory.getType()).isEqualTo("g5.xlarge");
        assertThat(inventory.getTagsMap()).containsEntry("environment", "dev").containsEntry("Name", "");
        assertThat(inventory.getOwner()).isEqualTo("autoscaling:trainers");
        assertThat(inventory.getZone()).isEqualTo("us-east-1b");
        assertThat(inventory.getTenancy()).isEqualTo("default");
        assertThat(inventory.getMarket()).isEqualTo("spot");
        assertThat(inventory.getPlatform()).isEqualTo("Linux/UNIX");
        assertThat(inventory.getRootDevice()).isEqualTo("ebs");
        assertThat(inventory.getVpc()).isEqualTo("vpc-0a1b2c3d");
        assertThat(inventory.getVolumesList()).containsExactly("vol-0f1e2d3c4b5a69788");
        assertThat(inventory.getAddressesList())
                .containsExactly("10.0.4.17", "10.0.4.18", "2001:db8::17", "203.0.113.7");
        assertThat(inventory.getLaunched())
                .isEqualTo(Instant.parse("2026-02-03T08:15:30Z").toEpochMilli());
    }

    @Test
    void shouldReadWhatEc2LeavesOut() throws Exception {
        Inventory inventory = signal(DescribeInstancesParser.read(Bytes.ofResource("inventory/us-east-1.json"))
                        .get(1))
                .getInventory();

        assertThat(inventory.getState()).isEqualTo("stopped");
        assertThat(inventory.getPlatform()).isEqualTo("Windows");
        assertThat(inventory.getMarket()).isEmpty();
        assertThat(inventory.getTagsMap()).isEmpty();
        assertThat(inventory.getLaunched())
                .isEqualTo(Instant.parse("2025-12-01T00:00:00Z").toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1a, us-east-1",
        "ap-southeast-2c, ap-southeast-2",
        "us-gov-west-1b, us-gov-west-1",
        "us-west-2-lax-1a, us-west-2",
        "us-east-1-wl1-bos-wlz-1, us-east-1"
    })
    void shouldTakeTheRegionFromTheZone(String zone, String region) throws Exception {
        assertThat(read(instance("i-0abc", zone)))
                .singleElement()
                .extracting(DescribeInstancesParser.RecordedInstance::region)
                .isEqualTo(region);
    }

    @Test
    void shouldTakeAnEmptyListingForOne() throws Exception {
        assertThat(read("{\"Reservations\":[]}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"Records\":[]}",
                "{\"Reservations\":null}",
                "{\"Reservations\":[null]}",
                "{\"Reservations\":{}}",
                "{\"Reservations\":[]} {\"Reservations\":[]}",
                "{\"Reservations\":[],\"NextToken\":\"more\"}",
                "{\"Reservations\":[{\"OwnerId\":\"111122223333\",\"Instances\":[{}]}]}",
                "{\"Reservations\":[{\"OwnerId\":\"111122223333\",\"Instances\":[null]}]}",
                "{\"Reservations\":[{\"OwnerId\":\"111122223333\",\"Instances\":[{\"LaunchTime\":\"yesterday\"}]}]}"
            })
    void shouldNotTakeAnythingElseForAListing(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void shouldNotTakeHalfOfAListing() {
        String whole = new String(Bytes.ofResource("inventory/us-east-1.json"), StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(whole.substring(0, whole.length() - 20)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at line ");
        assertThatThrownBy(() -> read(whole.replace("444455556666", "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("OwnerId");
        assertThatThrownBy(() -> read(whole.replace("\"AvailabilityZone\": \"us-west-2-lax-1a\",", "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("AvailabilityZone");
        assertThatThrownBy(() -> read(whole.replace("\"Key\": \"Name\",", "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("without Key");
    }

    @Test
    void shouldNotTellWhatStandsInAFile() {
        assertThatThrownBy(() -> read("{\"Reservations\":\"hunter2\"}")).hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> read("{\"Reservations\":hunter2}")).hasMessageNotContaining("hunter2");
    }

    private static Signal signal(DescribeInstancesParser.RecordedInstance recorded) {
        RegionListing listing =
                new RegionListing("inventory", "us-east-1.json", recorded.account(), recorded.region(), WRITTEN);
        return InstanceMapper.signal(listing, recorded.instance());
    }

    private static String instance(String id, String zone) {
        return """
                {"Reservations":[{"OwnerId":"111122223333","Instances":[
                 {"InstanceId":"%s","Placement":{"AvailabilityZone":"%s"}}]}]}""".formatted(id, zone);
    }

    private static List<DescribeInstancesParser.RecordedInstance> read(String json) throws InvalidInputException {
        return DescribeInstancesParser.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
