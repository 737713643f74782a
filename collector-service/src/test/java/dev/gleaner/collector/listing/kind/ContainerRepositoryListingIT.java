package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Against the stand-in. */
@NeedsAwsStandIn
class ContainerRepositoryListingIT {

    private static final String ACCOUNT = "123456789012";
    private static final String REGION = "ap-northeast-1";
    private static final String POLICY = "{\"rules\":[{\"rulePriority\":1}]}";

    private final ContainerRepositoryListing lister =
            new ContainerRepositoryListing(ClientsAt.endpoint(AwsStandIn.endpoint()), null);

    @Test
    void shouldListRepositoriesWithTheirImagesPolicyAndTags() {
        String plain = "team/plain-" + UUID.randomUUID();
        String ruled = "team/ruled-" + UUID.randomUUID();
        Instant pulled = Listings.NOW.minus(Duration.ofDays(45));
        AwsStandIn.setPast(List.of(
                repository(
                        plain,
                        Map.of(
                                "tags",
                                Map.of("team", "vision"),
                                "images",
                                List.of(
                                        image("sha256:a", 90, Map.of("pulled", pulled.toEpochMilli())),
                                        image("sha256:b", 90, Map.of("tag", "1.4"))))),
                repository(ruled, Map.of("tags", Map.of(), "images", List.of(), "policy", POLICY))));

        List<Signal> signals = Listings.list(lister, ACCOUNT, REGION).signals();

        Inventory inventory = find(signals, plain);
        assertThat(inventory.getTagsMap()).containsOnly(Map.entry("team", "vision"));
        assertThat(inventory.getCreated()).isEqualTo(daysAgo(200));
        assertThat(inventory.getLifecycleDocument()).isEqualTo("{\"rules\":[]}");
        assertThat(inventory.getStoredImages().getUntaggedList())
                .singleElement()
                .satisfies(untagged -> {
                    assertThat(untagged.getImages()).isEqualTo(1);
                    assertThat(untagged.getPulled()).isEqualTo(pulled.toEpochMilli());
                    assertThat(untagged.getPullUnknown()).isZero();
                });
        assertThat(find(signals, ruled).getLifecycleDocument()).isEqualTo(POLICY);
        assertThat(find(signals, ruled).getTagsUnknown()).isFalse();
    }

    private static Inventory find(List<Signal> signals, String name) {
        return signals.stream()
                .filter(signal ->
                        signal.getResource().equals("arn:aws:ecr:" + REGION + ":" + ACCOUNT + ":repository/" + name))
                .findFirst()
                .orElseThrow()
                .getInventory();
    }

    private static Map<String, Object> repository(String name, Map<String, Object> more) {
        Map<String, Object> repository = new TreeMap<>(more);
        repository.put("kind", "container-repository");
        repository.put("account", ACCOUNT);
        repository.put("region", REGION);
        repository.put("id", name);
        repository.put("created", daysAgo(200));
        return repository;
    }

    private static Map<String, Object> image(String digest, int days, Map<String, Object> more) {
        Map<String, Object> image = new TreeMap<>(more);
        image.put("digest", digest);
        image.put("bytes", 1_000_000);
        image.put("pushed", daysAgo(days));
        return image;
    }

    private static long daysAgo(int days) {
        return Listings.NOW.minus(Duration.ofDays(days)).toEpochMilli();
    }
}
