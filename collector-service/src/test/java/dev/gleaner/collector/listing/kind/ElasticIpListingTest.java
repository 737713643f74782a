package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Address;

class ElasticIpListingTest {

    @Test
    void shouldTellOfAnAddressThatNothingUses() {
        Signal signal =
                signal(address().tags(tag -> tag.key("team").value("vision")).build());

        assertThat(signal.getResource()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:elastic-ip/eipalloc-1");
        assertThat(signal.getInventory().getParent()).isEmpty();
        assertThat(signal.getInventory().getOwner()).isEmpty();
        assertThat(signal.getInventory().getAddressesList()).containsExactly("203.0.113.7");
        assertThat(signal.getInventory().getType()).isEqualTo("amazon");
        assertThat(signal.getInventory().getTagsMap()).containsEntry("team", "vision");
    }

    @Test
    void shouldTellWhatUsesIt() {
        Inventory ofInstance = signal(
                        address().instanceId("i-1").networkInterfaceId("eni-1").build())
                .getInventory();
        Inventory ofBalancer = signal(address()
                        .networkInterfaceId("eni-2")
                        .serviceManaged("alb")
                        .build())
                .getInventory();

        assertThat(ofInstance.getParent()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:instance/i-1");
        assertThat(ofBalancer.getParent()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:network-interface/eni-2");
        assertThat(ofBalancer.getOwner()).isEqualTo("aws:alb");
    }

    /** Some answers name nobody by an empty text. */
    @Test
    void shouldNotTakeAnEmptyTextForAUser() {
        assertThat(signal(address().instanceId("").networkInterfaceId("").build())
                        .getInventory()
                        .getParent())
                .isEmpty();
    }

    private static Address.Builder address() {
        return Address.builder()
                .allocationId("eipalloc-1")
                .publicIp("203.0.113.7")
                .publicIpv4Pool("amazon");
    }

    private static Signal signal(Address address) {
        return ElasticIpListing.signal(Listings.of("inventory-addresses"), address);
    }
}
