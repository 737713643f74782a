package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;

/** Against the stand-in. */
@NeedsAwsStandIn
class NotebookListingIT {

    private static final String ACCOUNT = "123456789012";
    private static final String REGION = "ap-northeast-1";

    private final NotebookListing lister = new NotebookListing(ClientsAt.endpoint(AwsStandIn.endpoint()), null, null);

    @Test
    void shouldListNotebookInstancesWithTheirVolumeAndTagsAndAskForMetricsByTheirName() {
        String name = "Anna-" + UUID.randomUUID();
        try (SageMakerAsyncClient sageMaker = SageMakerAsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.of(REGION))
                .build()) {
            sageMaker
                    .createNotebookInstance(request -> request.notebookInstanceName(name)
                            .instanceType("ml.p3.2xlarge")
                            .volumeSizeInGB(50)
                            .roleArn("arn:aws:iam::" + ACCOUNT + ":role/notebook")
                            .tags(tag -> tag.key("team").value("vision")))
                    .join();
        }

        ListedRegion listed = Listings.list(lister, ACCOUNT, REGION);

        Arn arn = Arn.parse(
                "arn:aws:sagemaker:" + REGION + ":" + ACCOUNT + ":notebook-instance/" + name.toLowerCase(Locale.ROOT));
        Inventory inventory = listed.signals().stream()
                .filter(signal -> signal.getResource().equals(arn.toString()))
                .findFirst()
                .orElseThrow()
                .getInventory();
        assertThat(inventory.getState()).isEqualTo("InService");
        assertThat(inventory.getType()).isEqualTo("ml.p3.2xlarge");
        assertThat(inventory.getSize()).isEqualTo(50L << 30);
        assertThat(inventory.getTagsMap()).containsEntry("team", "vision");
        assertThat(inventory.getTagsUnknown()).isFalse();
        assertThat(inventory.hasCreated()).isTrue();
        ListingRegistry known = new ListingRegistry();
        known.replace(ACCOUNT, REGION, listed);
        assertThat(known.region(NotebookListing.NotebookInstance.class, ACCOUNT, REGION)
                        .orElseThrow())
                .contains(new NotebookListing.NotebookInstance(arn, name));
    }
}
